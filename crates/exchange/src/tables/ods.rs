//! ODS sheets (OASIS OpenDocument 1.2), read row by row from the package: values only, dates as ISO text.
//!
//! OpenDocument may say that a cell or a row is repeated a million times. Blank ones are only counted; filled ones
//! are believed up to a limit.

use super::limits::Limits;
use super::package::{Package, Source};
use super::problems::{FileProblem, RowFault};
use super::serials;
use super::sheet_text::SheetText;
use super::xml::{Xml, XmlFault, attribute, referred};
use super::{RawProblem, RawRow};
use quick_xml::events::{BytesStart, Event};
use zip::read::ZipFile;

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

pub struct Book {
    package: Package,
    /// Which table of the document, from 0.
    table: usize,
    pub sheet: String,
    limits: Limits,
}

impl Book {
    /// Opens the first sheet with something in it.
    pub fn open(mut package: Package, limits: Limits) -> Result<Self, FileProblem> {
        refuse_locked(&mut package, &limits)?;
        let mut book = Self {
            package,
            table: 0,
            sheet: String::new(),
            limits,
        };
        let names = book.sheet_names()?;
        for (table, name) in names.into_iter().enumerate() {
            book.table = table;
            book.sheet = name;
            if book.rows()?.has_something() {
                return Ok(book);
            }
        }
        Err(FileProblem::Empty)
    }

    /// The names of the sheets that begin before the content breaks, so that a broken row is named as a row.
    fn sheet_names(&mut self) -> Result<Vec<String>, FileProblem> {
        let limits = self.limits;
        let mut xml = Xml::new(self.package.part(CONTENT)?, &limits);
        let mut names = Vec::new();
        loop {
            match xml.next() {
                Ok(Event::Start(element)) if element.local_name().as_ref() == "table" => {
                    names.push(attribute(&element, "name").unwrap_or_default());
                    // Only the first sheets can be the one with something in it.
                    if names.len() >= 50 {
                        return Ok(names);
                    }
                }
                Ok(Event::Eof) => return Ok(names),
                Ok(_) => {}
                Err(fault) if names.is_empty() => return Err(fault.in_file(CONTENT, &limits)),
                Err(_) => return Ok(names),
            }
        }
    }

    /// The rows of the sheet, from its first.
    pub fn rows(&mut self) -> Result<SheetRows<'_>, FileProblem> {
        let limits = self.limits;
        let mut xml = Xml::new(self.package.part(CONTENT)?, &limits);
        let mut seen = 0;
        loop {
            match xml.next().map_err(|fault| fault.in_file(CONTENT, &limits))? {
                Event::Start(element) if element.local_name().as_ref() == "table" => {
                    if seen == self.table {
                        break;
                    }
                    seen += 1;
                }
                Event::Eof => return Err(FileProblem::Empty),
                _ => {}
            }
        }
        let inside = xml.depth();
        Ok(SheetRows {
            xml,
            inside,
            limits,
            row: 0,
            ended: false,
            waiting: None,
        })
    }
}

/// A document locked with a password says so in its manifest; its parts are then unreadable.
fn refuse_locked(package: &mut Package, limits: &Limits) -> Result<(), FileProblem> {
    if !package.has(MANIFEST) {
        return Ok(());
    }
    let mut xml = Xml::new(package.part(MANIFEST)?, limits);
    loop {
        match xml.next() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "encryption-data" => {
                return Err(FileProblem::Locked);
            }
            // Nothing else is wanted of the manifest, so a broken one does no harm.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// The cells of a row, or the column and fault that stand in the way, with what was read.
type Cells = Result<Vec<String>, (usize, RowFault, Vec<String>)>;

pub struct SheetRows<'a> {
    xml: Xml<ZipFile<'a, Source>>,
    inside: u32,
    limits: Limits,
    row: u64,
    ended: bool,
    /// A repeated row and how often it is still to come.
    waiting: Option<(Cells, u64)>,
}

/// What a cell's start tag said, freed from the reader's buffer.
struct CellStart {
    repeats: usize,
    value: Option<String>,
    /// The text inside is the value.
    textual: bool,
}

enum Seen {
    Cell(CellStart),
    Aside,
    RowEnd,
    Nothing,
}

impl SheetRows<'_> {
    /// A broken row is something: it will be named when the sheet is read.
    fn has_something(mut self) -> bool {
        std::iter::from_fn(|| self.next_row()).any(|row| row.map_or(true, |row| !row.is_blank()))
    }

    pub fn next_row(&mut self) -> Option<Result<RawRow, RawProblem>> {
        if let Some((row, left)) = self.waiting.take() {
            self.row += 1;
            let copy = row.clone();
            if left > 1 {
                self.waiting = Some((row, left - 1));
            }
            return Some(self.numbered(copy));
        }
        while !self.ended {
            let repeats = match self.xml.next() {
                Ok(Event::Start(element)) if element.local_name().as_ref() == "table-row" => {
                    count(&element, "number-rows-repeated")
                }
                Ok(Event::End(element)) if element.local_name().as_ref() == "table" => {
                    if self.xml.depth() < self.inside {
                        self.ended = true;
                    }
                    continue;
                }
                Ok(Event::Eof) => {
                    self.ended = true;
                    continue;
                }
                Ok(_) => continue,
                Err(fault) => {
                    self.row += 1;
                    return Some(Err(self.broken(fault, Vec::new(), None)));
                }
            };
            self.row = self.row.saturating_add(1);
            let row = match self.read_row() {
                Ok(row) => row,
                Err(problem) => return Some(Err(problem)),
            };
            if let Ok(cells) = &row
                && cells.iter().all(|cell| cell.trim().is_empty())
            {
                self.row = self.row.saturating_add(repeats - 1);
                continue;
            }
            if repeats > self.limits.repeats {
                self.row = self.row.saturating_add(repeats - 1);
                let first = self.row.saturating_sub(repeats - 1);
                let fault = RowFault::RepeatedTooOften {
                    times: repeats,
                    limit: self.limits.repeats,
                };
                let cells = row.unwrap_or_else(|(_, _, cells)| cells);
                return Some(Err(RawProblem {
                    row: first,
                    column: None,
                    fault,
                    cells,
                    last: false,
                }));
            }
            if repeats > 1 {
                self.waiting = Some((row.clone(), repeats - 1));
            }
            return Some(self.numbered(row));
        }
        None
    }

    fn numbered(&self, row: Cells) -> Result<RawRow, RawProblem> {
        match row {
            Ok(cells) => Ok(RawRow { row: self.row, cells }),
            Err((column, fault, cells)) => Err(RawProblem {
                row: self.row,
                column: Some(column),
                fault,
                cells,
                last: false,
            }),
        }
    }

    fn broken(&mut self, fault: XmlFault, cells: Vec<String>, column: Option<usize>) -> RawProblem {
        self.ended = true;
        RawProblem {
            row: self.row,
            column,
            fault: fault.in_row(CONTENT, &self.limits),
            cells,
            last: true,
        }
    }

    #[allow(
        clippy::type_complexity,
        reason = "the inner error is a row's own; the outer ends the sheet"
    )]
    fn read_row(&mut self) -> Result<Cells, RawProblem> {
        let mut cells: Vec<String> = Vec::new();
        let mut problem: Option<(usize, RowFault)> = None;
        // Columns passed so far, blank ones included.
        let mut passed: usize = 0;
        loop {
            let seen = match self.xml.next() {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "table-cell" | "covered-table-cell" => Seen::Cell(cell_start(&element)),
                    _ => Seen::Aside,
                },
                Ok(Event::End(element)) if element.local_name().as_ref() == "table-row" => Seen::RowEnd,
                Ok(_) => Seen::Nothing,
                Err(fault) => return Err(self.broken(fault, cells, Some(passed + 1))),
            };
            match seen {
                Seen::RowEnd => break,
                Seen::Aside => {
                    if let Err(fault) = self.xml.skip_element() {
                        return Err(self.broken(fault, cells, Some(passed + 1)));
                    }
                }
                Seen::Cell(start) => {
                    let text = match cell_text(&mut self.xml, self.limits.cell_characters) {
                        Ok(text) => text,
                        Err(fault) => return Err(self.broken(fault, cells, Some(passed + 1))),
                    };
                    let column = passed.saturating_add(1);
                    passed = passed.saturating_add(start.repeats);
                    if text.overlong() {
                        problem.get_or_insert((
                            column,
                            RowFault::TooLong {
                                limit: self.limits.cell_characters,
                            },
                        ));
                    }
                    let shown = if text.overlong() {
                        text.beginning()
                    } else {
                        text.into_text()
                    };
                    let value = match start.value {
                        Some(value) if !start.textual => value,
                        Some(value) if shown.is_empty() => value,
                        _ => shown,
                    };
                    if value.trim().is_empty() {
                        continue;
                    }
                    if value.chars().nth(self.limits.cell_characters).is_some() {
                        problem.get_or_insert((
                            column,
                            RowFault::TooLong {
                                limit: self.limits.cell_characters,
                            },
                        ));
                    }
                    if passed > self.limits.columns {
                        let fault = RowFault::TooManyCells {
                            found: passed,
                            expected: self.limits.columns,
                        };
                        problem.get_or_insert((column, fault));
                        continue;
                    }
                    cells.resize(column - 1, String::new());
                    cells.resize(passed, value);
                }
                Seen::Nothing => {}
            }
        }
        Ok(match problem {
            None => Ok(cells),
            Some((column, fault)) => Err((column, fault, cells)),
        })
    }
}

fn count(element: &BytesStart<'_>, name: &str) -> u64 {
    attribute(element, name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
        .max(1)
}

fn cell_start(element: &BytesStart<'_>) -> CellStart {
    let repeats = usize::try_from(count(element, "number-columns-repeated")).unwrap_or(usize::MAX);
    // Both the value type of the standard and that of LibreOffice's extension (for errors) end in "value-type".
    let kind = attribute(element, "value-type").unwrap_or_default();
    let value = match kind.as_str() {
        "float" | "currency" | "percentage" => {
            attribute(element, "value").map(|value| serials::number_text(&value).unwrap_or(value))
        }
        "date" => attribute(element, "date-value").map(|value| super::without_midnight(&value)),
        "boolean" => attribute(element, "boolean-value"),
        "string" => attribute(element, "string-value"),
        _ => None,
    };
    // A time is stored as a duration (PT09H30M00S); its shown text is what a person typed.
    let textual = matches!(kind.as_str(), "string" | "time" | "") || value.is_none();
    CellStart {
        repeats,
        value,
        textual,
    }
}

/// The paragraphs inside the cell just begun, without its notes.
fn cell_text(xml: &mut Xml<ZipFile<'_, Source>>, limit: usize) -> Result<SheetText, XmlFault> {
    let outside = xml.depth() - 1;
    let mut text = SheetText::new(limit);
    let mut paragraphs = 0;
    let mut inside_paragraph: u32 = 0;
    while xml.depth() > outside {
        let mut aside = false;
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "p" | "h" => {
                    paragraphs += 1;
                    inside_paragraph += 1;
                    if paragraphs > 1 {
                        text.push_character('\n');
                    }
                }
                "s" => {
                    let spaces = count(&element, "c");
                    for _ in 0..spaces {
                        if text.overlong() {
                            break;
                        }
                        text.push_character(' ');
                    }
                }
                "tab" => text.push_character('\t'),
                "line-break" => text.push_character('\n'),
                "annotation" | "ruby-text" | "table" => aside = true,
                _ => {}
            },
            Event::End(element) if matches!(element.local_name().as_ref(), "p" | "h") => {
                inside_paragraph = inside_paragraph.saturating_sub(1);
            }
            Event::Text(piece) if inside_paragraph > 0 => text.push(&piece.xml10_content()),
            Event::CData(piece) if inside_paragraph > 0 => text.push(&piece.xml10_content()),
            Event::GeneralRef(reference) if inside_paragraph > 0 => text.push_character(referred(&reference)?),
            _ => {}
        }
        if aside {
            xml.skip_element()?;
        }
    }
    Ok(text)
}
