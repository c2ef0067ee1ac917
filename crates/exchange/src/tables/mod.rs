//! Tables as agencies keep them: CSV of any delimiter and encoding, XLSX and ODS, read one row at a time.
//!
//! A table is its heading row and the rows below it. Rows carry the number that the spreadsheet shows. A row that
//! cannot be read is a [`RowProblem`] among the others: what follows it is still read wherever that is possible.
//!
//! ```
//! let file = std::io::Cursor::new("Name;Født\nAn Nguyen;14.3.2011\n");
//! let mut table = exchange::tables::open(file, None, exchange::Limits::default()).unwrap();
//! assert_eq!(table.header(), ["Name", "Født"]);
//! let row = table.rows().next().unwrap().unwrap();
//! assert_eq!((row.number, row.cells[1].as_str()), (2, "14.3.2011"));
//! ```

mod decoding;
mod delimited;
mod limits;
mod ods;
mod package;
mod problems;
mod serials;
mod sheet_text;
mod xlsx;
mod xml;

pub use decoding::Decoded;
pub use limits::Limits;
pub use problems::{ColumnPlace, FileProblem, LooksLike, RowFault, RowProblem, column_letters, shortened};

use delimited::Delimited;
use package::{Package, Source};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of a file is looked at to tell what it is.
const SAMPLE: usize = 64 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Xlsx,
    Ods,
}

/// One row below the heading, with exactly as many cells as there are headings.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// As the spreadsheet shows it: the first line is 1.
    pub number: u64,
    pub cells: Vec<String>,
}

impl std::fmt::Debug for Row {
    /// Cells are about people, so they stay out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("number", &self.number)
            .field("cells", &self.cells.len())
            .finish()
    }
}

pub struct Table {
    pub format: Format,
    /// The encoding of a text file, for example `windows-1252`.
    pub encoding: Option<&'static str>,
    pub delimiter: Option<char>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    header: Vec<String>,
    /// The row number of the headings.
    pub header_row: u64,
    rows: Rest,
    limits: Limits,
    bytes_read: Arc<AtomicU64>,
}

enum Rest {
    Csv(Box<Delimited<Box<dyn BufRead + Send>>>),
    Xlsx(Box<xlsx::Book>),
    Ods(Box<ods::Book>),
}

/// A row as its file has it, before it is held against the headings.
struct RawRow {
    row: u64,
    cells: Vec<String>,
}

impl RawRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

struct RawProblem {
    row: u64,
    /// From 1.
    column: Option<usize>,
    fault: RowFault,
    cells: Vec<String>,
    last: bool,
}

/// Opens a file on disk.
pub fn open_path(path: &Path, hint: Option<Format>, limits: Limits) -> Result<Table, FileProblem> {
    open(std::fs::File::open(path)?, hint, limits)
}

/// Opens a file that can be read twice. What it is shows from its first bytes; `hint` decides only between
/// workbooks whose parts do not tell.
pub fn open(
    file: impl Read + Seek + Send + 'static,
    hint: Option<Format>,
    limits: Limits,
) -> Result<Table, FileProblem> {
    let bytes_read = Arc::new(AtomicU64::new(0));
    let mut file = Counted {
        file,
        bytes_read: Arc::clone(&bytes_read),
    };
    let mut sample = vec![0; SAMPLE];
    let length = decoding::read_full(&mut file, &mut sample)?;
    sample.truncate(length);
    file.seek(SeekFrom::Start(0))?;
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        return open_workbook(Box::new(BufReader::new(file)), hint, limits, bytes_read);
    }
    refuse_what_is_no_text(&sample)?;
    let encoding = decoding::detect(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    bytes_read.store(0, Ordering::Relaxed);
    open_delimited(Box::new(file), encoding, limits, bytes_read)
}

/// Opens delimited text that can be read only once, such as a request body. Its encoding is judged by its beginning.
pub fn open_text(source: impl Read + Send + 'static, limits: Limits) -> Result<Table, FileProblem> {
    let bytes_read = Arc::new(AtomicU64::new(0));
    let mut source = Counted {
        file: source,
        bytes_read: Arc::clone(&bytes_read),
    };
    let mut sample = vec![0; SAMPLE];
    let length = decoding::read_full(&mut source, &mut sample)?;
    sample.truncate(length);
    refuse_what_is_no_text(&sample)?;
    let encoding = decoding::detect_in(&sample);
    open_delimited(
        Box::new(Cursor::new(sample).chain(source)),
        encoding,
        limits,
        bytes_read,
    )
}

fn refuse_what_is_no_text(sample: &[u8]) -> Result<(), FileProblem> {
    const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let looks_like = match sample {
        [] => return Err(FileProblem::Empty),
        bytes if bytes.starts_with(OLE) => return Err(FileProblem::OldOrLockedWorkbook),
        bytes if bytes.starts_with(b"%PDF") => LooksLike::Pdf,
        bytes if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xFF\xD8\xFF") => LooksLike::Picture,
        bytes if bytes.starts_with(b"{\\rtf") => LooksLike::TextDocument,
        bytes if bytes.starts_with(b"\x1F\x8B") || bytes.starts_with(b"7z\xBC\xAF") => LooksLike::Archive,
        bytes => {
            let beginning = String::from_utf8_lossy(bytes.get(..512).unwrap_or(bytes)).to_lowercase();
            let beginning = beginning.trim_start_matches('\u{feff}').trim_start();
            if beginning.starts_with("<!doctype html")
                || beginning.starts_with("<html")
                || beginning.starts_with("<table")
            {
                LooksLike::WebPage
            } else if beginning.starts_with("<?xml") {
                LooksLike::Xml
            } else if beginning.starts_with('{') || beginning.starts_with("[{") {
                LooksLike::Json
            } else {
                let zeros = bytes.iter().filter(|byte| **byte < 9).count();
                let is_utf16 = decoding::detect_in(bytes).name().starts_with("UTF-16");
                if is_utf16 || zeros * 10 <= bytes.len() {
                    return Ok(());
                }
                LooksLike::Bytes
            }
        }
    };
    Err(FileProblem::NotATable { looks_like })
}

fn open_delimited(
    source: Box<dyn Read + Send>,
    encoding: &'static encoding_rs::Encoding,
    limits: Limits,
    bytes_read: Arc<AtomicU64>,
) -> Result<Table, FileProblem> {
    let mut text = Decoded::new(source, encoding);
    let mut sample = vec![0; SAMPLE];
    let length = decoding::read_full(&mut text, &mut sample)?;
    sample.truncate(length);
    let declared = delimited::declared_delimiter(&sample);
    let delimiter = match declared {
        Some((delimiter, _)) => delimiter,
        None => delimited::sniff_delimiter(&sample, length < SAMPLE),
    };
    let mut source = Cursor::new(sample).chain(text);
    if let Some((_, length)) = declared {
        source.consume(length);
    }
    let first_row = if declared.is_some() { 2 } else { 1 };
    let source: Box<dyn BufRead + Send> = Box::new(source);
    let mut rows = Box::new(Delimited::new(source, delimiter, encoding.name(), limits, first_row));
    let (header, header_row) = headings(|| rows.next_row(), limits)?;
    Ok(Table {
        format: Format::Csv,
        encoding: Some(encoding.name()),
        delimiter: Some(char::from(delimiter)),
        sheet: None,
        header,
        header_row,
        rows: Rest::Csv(rows),
        limits,
        bytes_read,
    })
}

fn open_workbook(
    source: Source,
    hint: Option<Format>,
    limits: Limits,
    bytes_read: Arc<AtomicU64>,
) -> Result<Table, FileProblem> {
    let package = Package::open(source, limits)?;
    let format = if package.has("content.xml") {
        Format::Ods
    } else if package.has("[Content_Types].xml") || package.has("_rels/.rels") || package.has("xl/workbook.xml") {
        Format::Xlsx
    } else {
        match hint {
            Some(Format::Ods) => Format::Ods,
            Some(Format::Xlsx) => Format::Xlsx,
            _ => {
                return Err(FileProblem::NotATable {
                    looks_like: LooksLike::Archive,
                });
            }
        }
    };
    if package.has("word/document.xml") {
        return Err(FileProblem::NotATable {
            looks_like: LooksLike::TextDocument,
        });
    }
    let (rows, sheet, (header, header_row)) = match format {
        Format::Ods => {
            let mut book = Box::new(ods::Book::open(package, limits)?);
            let headings = {
                let mut rows = book.rows()?;
                headings(|| rows.next_row(), limits)?
            };
            let sheet = book.sheet.clone();
            (Rest::Ods(book), sheet, headings)
        }
        _ => {
            let mut book = Box::new(xlsx::Book::open(package, limits)?);
            let headings = {
                let mut rows = book.rows()?;
                headings(|| rows.next_row(), limits)?
            };
            let sheet = book.sheet.clone();
            (Rest::Xlsx(book), sheet, headings)
        }
    };
    bytes_read.store(0, Ordering::Relaxed);
    Ok(Table {
        format,
        encoding: None,
        delimiter: None,
        sheet: Some(sheet),
        header,
        header_row,
        rows,
        limits,
        bytes_read,
    })
}

/// The first row with something in it, made into distinct names: a blank heading becomes `Column C`, a second
/// `Phone` becomes `Phone (2)`.
fn headings(
    mut next_row: impl FnMut() -> Option<Result<RawRow, RawProblem>>,
    limits: Limits,
) -> Result<(Vec<String>, u64), FileProblem> {
    let row = loop {
        match next_row() {
            None => return Err(FileProblem::Empty),
            Some(Ok(row)) if row.is_blank() => {}
            Some(Ok(row)) => break row,
            Some(Err(problem)) => {
                if let RowFault::TooManyCells { found, .. } = problem.fault {
                    return Err(FileProblem::TooManyColumns {
                        found,
                        limit: limits.columns,
                    });
                }
                return Err(FileProblem::Heading {
                    problem: Box::new(with_heading(problem, &[])),
                });
            }
        }
    };
    let filled = row
        .cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |last| last + 1);
    let mut header: Vec<String> = Vec::with_capacity(filled);
    for (index, cell) in row.cells.iter().take(filled).enumerate() {
        let name = cell.trim().trim_start_matches('\u{feff}');
        if name.chars().any(is_forbidden) {
            let problem = RowProblem {
                row: row.row,
                column: Some(ColumnPlace {
                    number: index + 1,
                    heading: String::new(),
                }),
                fault: RowFault::BadCharacter,
                cells: Vec::new(),
                last: true,
            };
            return Err(FileProblem::Heading {
                problem: Box::new(problem),
            });
        }
        let name = if name.is_empty() {
            format!("Column {}", column_letters(index + 1))
        } else {
            name.to_owned()
        };
        let distinct = (1_u32..)
            .map(|times| {
                if times == 1 {
                    name.clone()
                } else {
                    format!("{name} ({times})")
                }
            })
            .find(|candidate| !header.contains(candidate))
            .unwrap_or(name);
        header.push(distinct);
    }
    if header.is_empty() {
        Err(FileProblem::NoHeadings)
    } else {
        Ok((header, row.row))
    }
}

impl Table {
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Bytes of the file read so far, for a progress bar; it may be kept and asked while rows are read elsewhere.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// The rows below the headings, to be gone through once: to read again, open again.
    pub fn rows(&mut self) -> Rows<'_> {
        let mut failed = None;
        let source = match &mut self.rows {
            Rest::Csv(rows) => RowsSource::Csv(rows),
            Rest::Xlsx(book) => match book.rows() {
                Ok(rows) => RowsSource::Xlsx(Box::new(rows)),
                Err(problem) => {
                    failed = Some(problem);
                    RowsSource::Failed
                }
            },
            Rest::Ods(book) => match book.rows() {
                Ok(rows) => RowsSource::Ods(Box::new(rows)),
                Err(problem) => {
                    failed = Some(problem);
                    RowsSource::Failed
                }
            },
        };
        Rows {
            source,
            failed,
            header: &self.header,
            header_row: self.header_row,
            limits: self.limits,
            filled_rows: 0,
            ended: false,
        }
    }
}

pub struct Rows<'a> {
    source: RowsSource<'a>,
    failed: Option<FileProblem>,
    header: &'a [String],
    header_row: u64,
    limits: Limits,
    filled_rows: u64,
    ended: bool,
}

enum RowsSource<'a> {
    Csv(&'a mut Delimited<Box<dyn BufRead + Send>>),
    Xlsx(Box<xlsx::SheetRows<'a>>),
    Ods(Box<ods::SheetRows<'a>>),
    Failed,
}

impl Rows<'_> {
    fn next_raw(&mut self) -> Option<Result<RawRow, RawProblem>> {
        match &mut self.source {
            RowsSource::Csv(rows) => rows.next_row(),
            RowsSource::Xlsx(rows) => rows.next_row(),
            RowsSource::Ods(rows) => rows.next_row(),
            RowsSource::Failed => {
                let problem = self.failed.take()?;
                let fault = RowFault::Unreadable {
                    detail: problem.to_string(),
                };
                Some(Err(RawProblem {
                    row: self.header_row + 1,
                    column: None,
                    fault,
                    cells: Vec::new(),
                    last: true,
                }))
            }
        }
    }

    fn fitted(&self, mut row: RawRow) -> Result<Row, RowProblem> {
        let width = self.header.len();
        let fault = if let Some(extra) = row.cells.iter().skip(width).position(|cell| !cell.trim().is_empty()) {
            Some((
                width + extra + 1,
                RowFault::TooManyCells {
                    found: row.cells.len(),
                    expected: width,
                },
            ))
        } else {
            row.cells
                .iter()
                .position(|cell| cell.chars().any(is_forbidden))
                .map(|index| (index + 1, RowFault::BadCharacter))
        };
        if let Some((column, fault)) = fault {
            let problem = RawProblem {
                row: row.row,
                column: Some(column),
                fault,
                cells: row.cells,
                last: false,
            };
            return Err(with_heading(problem, self.header));
        }
        row.cells.resize(width, String::new());
        Ok(Row {
            number: row.row,
            cells: row.cells,
        })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let result = match self.next_raw() {
                None => break,
                Some(Ok(row)) if row.row <= self.header_row || row.is_blank() => continue,
                Some(Ok(row)) => self.fitted(row),
                Some(Err(problem)) => Err(with_heading(problem, self.header)),
            };
            self.filled_rows += 1;
            if self.filled_rows > self.limits.rows {
                self.ended = true;
                let row = result.as_ref().map_or_else(|problem| problem.row, |row| row.number);
                let fault = RowFault::TooManyRows {
                    limit: self.limits.rows,
                };
                return Some(Err(RowProblem {
                    row,
                    column: None,
                    fault,
                    cells: Vec::new(),
                    last: true,
                }));
            }
            self.ended = result.as_ref().is_err_and(|problem| problem.last);
            return Some(result);
        }
        self.ended = true;
        None
    }
}

fn with_heading(problem: RawProblem, header: &[String]) -> RowProblem {
    RowProblem {
        row: problem.row,
        column: problem.column.map(|number| ColumnPlace {
            number,
            heading: number
                .checked_sub(1)
                .and_then(|index| header.get(index))
                .cloned()
                .unwrap_or_default(),
        }),
        fault: problem.fault,
        cells: problem.cells,
        last: problem.last,
    }
}

/// Control characters are not text, and one of the databases refuses NUL; tabs and line breaks are text.
fn is_forbidden(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{80}'..='\u{9f}')
}

/// `2011-03-14T00:00:00` is the day.
fn without_midnight(value: &str) -> String {
    match value.split_once('T') {
        Some((day, clock)) if clock.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z')) => day.to_owned(),
        _ => value.to_owned(),
    }
}

/// Counts what is read of a file.
struct Counted<R> {
    file: R,
    bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.bytes_read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(position)
    }
}
