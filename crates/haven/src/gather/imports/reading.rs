//! Reading a kept file: a look at its beginning, the rows one after another, and the rows that were rejected. All of
//! it blocks and runs away from the threads that serve requests.

use super::keep::Source;
use super::remarks::Remark;
use super::rules::{FileKind, Waiting, row_identity};
use domain::pack::Pack;
use exchange::htcds::{flat, json, to_answers};
use exchange::mapping::{Context, Mapping, Target, apply};
use exchange::tables::{self, Format};
use exchange::{CellFault, CellNotice, CellProblem, CodeLookup, CoreLists, FileProblem, ImportedRow, Limits, Row};
use jiff::civil::Date;
use kit::words::Words;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows looked at to suggest columns and to show how they will be read.
const PEEKED: usize = 200;

/// What the beginning of a file tells.
pub struct Peek {
    pub kind: FileKind,
    pub header: Vec<String>,
    /// The first rows that can be read.
    pub rows: Vec<Row>,
    /// Empty for files of the standard, which need none.
    pub suggested: Mapping,
    pub encoding: Option<&'static str>,
    pub delimiter: Option<char>,
    pub sheet: Option<String>,
}

/// A row as it goes to the waiting room.
pub(super) struct Staged {
    pub number: i64,
    /// Empty where the row is rejected.
    pub waiting: Vec<Waiting>,
    pub cells: Vec<String>,
    pub remarks: Vec<Remark>,
}

impl Staged {
    pub fn is_good(&self) -> bool {
        !self.waiting.is_empty()
    }
}

/// What a list takes, in the words of the pack.
pub(super) fn offered(pack: &Pack, list: &str) -> Vec<String> {
    Lists(pack).offered(list)
}

/// Whether a list takes a text, as the rows of a file are read.
pub(super) fn understands(pack: &Pack, list: &str, text: &str) -> bool {
    Lists(pack).code(list, text).is_some()
}

/// The list that a pack's own field is answered from.
pub(super) fn list_of_own(pack: &Pack, field: &str) -> Option<String> {
    Lists(pack).list_of(field)
}

/// What the checking of rows needs to know.
pub(super) struct How {
    pub kind: FileKind,
    pub mapping: Mapping,
    pub pack: Pack,
    pub today: Date,
}

/// The agency's own pack first, then what is the same everywhere.
struct Lists<'a>(&'a Pack);

impl CodeLookup for Lists<'_> {
    fn code(&self, list: &str, text: &str) -> Option<String> {
        self.0.code(list, text).or_else(|| CoreLists.code(list, text))
    }

    fn offered(&self, list: &str) -> Vec<String> {
        let own = self.0.offered(list);
        if own.is_empty() { CoreLists.offered(list) } else { own }
    }

    fn list_of(&self, own_field: &str) -> Option<String> {
        self.0.list_of(own_field)
    }
}

fn looks_like_json(source: &Source) -> bool {
    let mut head = [0_u8; 512];
    let read = source
        .open()
        .and_then(|(mut file, _)| file.read(&mut head))
        .unwrap_or(0);
    let text = String::from_utf8_lossy(head.get(..read).unwrap_or_default()).into_owned();
    let text = text.trim_start_matches('\u{feff}').trim_start().replace('\0', "");
    text.strip_prefix('[')
        .map_or(text.as_str(), str::trim_start)
        .starts_with('{')
}

fn opened(source: &Source, hint: Option<Format>, limits: Limits) -> Result<tables::Table, FileProblem> {
    let (file, _) = source.open()?;
    tables::open(file, hint, limits)
}

/// Opens a file and looks at its beginning. Errors: what it is instead of a table.
pub fn peek(path: &Path, told: Option<FileKind>) -> Result<Peek, FileProblem> {
    look(&Source::Plain(path.to_owned()), told)
}

/// The same, of a file wherever it lies.
pub(super) fn look(source: &Source, told: Option<FileKind>) -> Result<Peek, FileProblem> {
    let nothing = Peek {
        kind: FileKind::HtcdsJson,
        header: Vec::new(),
        rows: Vec::new(),
        suggested: Mapping::default(),
        encoding: None,
        delimiter: None,
        sheet: None,
    };
    if told == Some(FileKind::HtcdsJson) || (told.is_none() && looks_like_json(source)) {
        return Ok(nothing);
    }
    let hint = match told {
        Some(FileKind::Xlsx) => Some(Format::Xlsx),
        Some(FileKind::Ods) => Some(Format::Ods),
        _ => None,
    };
    let mut table = opened(source, hint, Limits::default())?;
    let header = table.header().to_vec();
    let found = match table.format {
        Format::Csv if flat::is_htcds(&header) => FileKind::HtcdsCsv,
        Format::Csv => FileKind::Csv,
        Format::Xlsx => FileKind::Xlsx,
        Format::Ods => FileKind::Ods,
    };
    let kind = match told {
        Some(FileKind::HtcdsCsv) => FileKind::HtcdsCsv,
        Some(FileKind::Csv) if found == FileKind::HtcdsCsv => FileKind::Csv,
        _ => found,
    };
    let (encoding, delimiter, sheet) = (table.encoding, table.delimiter, table.sheet.clone());
    let rows: Vec<Row> = table.rows().filter_map(Result::ok).take(PEEKED).collect();
    let suggested = if kind.is_htcds() {
        Mapping::default()
    } else {
        exchange::mapping::suggest(&header, &rows)
    };
    Ok(Peek {
        kind,
        header,
        rows,
        suggested,
        encoding,
        delimiter,
        sheet,
    })
}

/// How the first rows would be read, for the page where columns are settled.
pub(super) fn preview(peek: &Peek, how: &How, most: usize) -> Vec<Staged> {
    let lists = Lists(&how.pack);
    let context = Context {
        header: &peek.header,
        lists: &lists,
        today: how.today,
    };
    let mut seen = Seen::default();
    peek.rows
        .iter()
        .take(most)
        .map(|row| seen.staged(row.number, row.cells.clone(), read_row(&how.mapping, row, context)))
        .collect()
}

/// Reads the whole file and hands over chunks of at most `chunk` rows, until `take` says stop. `bytes` counts what
/// was read of the file.
pub(super) fn read_all(
    source: &Source,
    how: &How,
    chunk: usize,
    bytes: &Arc<AtomicU64>,
    mut take: impl FnMut(Vec<Staged>) -> bool,
) -> Result<(), FileProblem> {
    let mut waiting: Vec<Staged> = Vec::with_capacity(chunk);
    let mut seen = Seen::default();
    let mut last = 0;
    let mut hand_over = |mut staged: Staged| {
        // A damaged workbook may number two rows alike; each must still have a place of its own.
        staged.number = staged.number.max(last + 1);
        last = staged.number;
        waiting.push(staged);
        waiting.len() < chunk || take(std::mem::replace(&mut waiting, Vec::with_capacity(chunk)))
    };
    match how.kind {
        FileKind::HtcdsJson => {
            let file = Counted {
                file: source.open()?.0,
                bytes: Arc::clone(bytes),
            };
            let cases = json::Cases::new(BufReader::new(file), json::Limits::default())?;
            let mut place = 0;
            for case in cases {
                place += 1;
                let staged = match case {
                    Ok((number, case)) => seen.staged(number, Vec::new(), to_answers(number, &case, how.today)),
                    Err(problems) => seen.staged(place, Vec::new(), Err(problems)),
                };
                if !hand_over(staged) {
                    return Ok(());
                }
            }
        }
        FileKind::HtcdsCsv => {
            let mut table = opened(source, None, flat::limits())?;
            let counter = table.bytes_read();
            for case in flat::Cases::new(&mut table) {
                bytes.store(counter.load(Ordering::Relaxed), Ordering::Relaxed);
                let staged = match case {
                    Ok((row, case)) => {
                        let records = to_answers(row.number, &case, how.today);
                        seen.staged(row.number, row.cells, records)
                    }
                    Err(problem) => Staged {
                        number: i64::try_from(problem.row).unwrap_or(i64::MAX),
                        waiting: Vec::new(),
                        remarks: vec![Remark::of_row(&problem)],
                        cells: problem.cells,
                    },
                };
                if !hand_over(staged) {
                    return Ok(());
                }
            }
        }
        FileKind::Csv | FileKind::Xlsx | FileKind::Ods => {
            let hint = if how.kind == FileKind::Ods {
                Format::Ods
            } else {
                Format::Xlsx
            };
            let mut table = opened(source, Some(hint), Limits::default())?;
            let header = table.header().to_vec();
            let counter = table.bytes_read();
            let lists = Lists(&how.pack);
            let context = Context {
                header: &header,
                lists: &lists,
                today: how.today,
            };
            for row in table.rows() {
                bytes.store(counter.load(Ordering::Relaxed), Ordering::Relaxed);
                let staged = match row {
                    Ok(row) => {
                        let records = read_row(&how.mapping, &row, context);
                        seen.staged(row.number, row.cells, records)
                    }
                    Err(problem) => Staged {
                        number: i64::try_from(problem.row).unwrap_or(i64::MAX),
                        waiting: Vec::new(),
                        remarks: vec![Remark::of_row(&problem)],
                        cells: problem.cells,
                    },
                };
                if !hand_over(staged) {
                    return Ok(());
                }
            }
        }
    }
    if !waiting.is_empty() {
        take(waiting);
    }
    Ok(())
}

/// A row of a table as one record. Where a column holds the agency's own ids, a row without one is refused: taken
/// without, it could never be corrected by a later file.
fn read_row(mapping: &Mapping, row: &Row, context: Context<'_>) -> Result<Vec<ImportedRow>, Vec<CellProblem>> {
    let read = apply(mapping, row, context);
    let column = mapping
        .columns
        .iter()
        .find(|rule| rule.target == Target::SourceId && context.header.contains(&rule.column));
    match (read, column) {
        (Ok(record), Some(rule)) if record.source_id.is_none() => Err(vec![CellProblem::new(
            row.number,
            &rule.column,
            "",
            CellFault::NoSourceId,
        )]),
        (read, _) => read.map(|record| vec![record]),
    }
}

/// The saved mapping that was made for a table with these headings: it names nearly all of them.
pub fn fitting<'a>(saved: impl Iterator<Item = &'a Mapping>, header: &[String]) -> Option<&'a Mapping> {
    let named = |mapping: &Mapping| {
        header
            .iter()
            .filter(|heading| mapping.columns.iter().any(|rule| rule.column.trim() == heading.trim()))
            .count()
    };
    saved
        .map(|mapping| (named(mapping), mapping))
        .filter(|(known, _)| !header.is_empty() && known * 10 >= header.len() * 9)
        .max_by_key(|(known, _)| *known)
        .map(|(_, mapping)| mapping)
}

/// Ids that came before in the same file, as hashes: a million of them take eight megabytes.
#[derive(Default)]
struct Seen(HashSet<u64>);

impl Seen {
    fn is_again(&mut self, id: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        !self.0.insert(hasher.finish())
    }

    fn staged(
        &mut self,
        number: u64,
        cells: Vec<String>,
        records: Result<Vec<ImportedRow>, Vec<CellProblem>>,
    ) -> Staged {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let records = match records {
            Ok(records) => records,
            Err(problems) => {
                let remarks = problems.into_iter().map(Remark::of_cell).collect();
                return Staged {
                    number,
                    waiting: Vec::new(),
                    cells,
                    remarks,
                };
            }
        };
        let mut remarks = Vec::new();
        let mut waiting = Vec::with_capacity(records.len());
        let mut earlier: Option<String> = None;
        for (place, record) in records.into_iter().enumerate() {
            let noticed = record.warnings.into_iter();
            remarks.extend(noticed.map(|warning| Remark::of_notice(warning.column, warning.notice)));
            // The further people of one case are called by the case and their place in it.
            let source_id = match (record.source_id, &earlier) {
                (Some(id), Some(first)) if *first == id => format!("{id}#{}", place + 1),
                (Some(id), _) => id,
                (None, Some(first)) if !first.starts_with("row:") => format!("{first}#{}", place + 1),
                (None, _) => row_identity(record.kind, &record.answers),
            };
            if self.is_again(&source_id) {
                let notice = if source_id.starts_with("row:") {
                    CellNotice::SameRowAgain
                } else {
                    CellNotice::NewerVersion
                };
                remarks.push(Remark::of_notice(String::new(), notice));
            }
            if earlier.is_none() {
                earlier = Some(source_id.clone());
            }
            waiting.push(Waiting {
                source_id,
                kind: record.kind,
                answers: record.answers,
                handed_in_at: record.handed_in_at,
            });
        }
        Staged {
            number,
            waiting,
            cells,
            remarks,
        }
    }
}

/// The rejects file: rows as they came, with number and reasons beside. Cells of rows from the waiting room; the reasons
/// in the words of the reader, in English where there is none.
pub fn write_rejects<W: std::io::Write>(
    out: W,
    header: &[String],
    words: Option<&Words>,
    rows: impl IntoIterator<Item = (i64, Vec<String>, Vec<Remark>)>,
) -> std::io::Result<W> {
    let mut rejects = exchange::rejects::Rejects::new(out, header)?;
    for (number, cells, remarks) in rows {
        let number = u64::try_from(number).unwrap_or(0);
        let reasons: Vec<String> = remarks
            .into_iter()
            .map(|remark| {
                let said = words.map_or_else(|| remark.text.clone(), |words| remark.said(words));
                format!("{}: {said}", remark.column)
            })
            .collect();
        rejects.row_told(&Row { number, cells }, &reasons)?;
    }
    rejects.finish()
}

struct Counted<R> {
    file: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
