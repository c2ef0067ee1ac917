//! XLSX sheets (ECMA-376), read row by row from the package: values only, never formulas, dates as ISO text.
//!
//! Written here because a reader for strangers' files must hold its limits before it takes memory and must stream;
//! only the workbook's table of shared texts is held, with a limit of its own.

use super::limits::Limits;
use super::package::{Package, Source};
use super::problems::{FileProblem, RowFault};
use super::serials::{self, NumberKind};
use super::sheet_text::SheetText;
use super::xml::{Xml, XmlFault, attribute, referred};
use super::{RawProblem, RawRow};
use quick_xml::events::Event;
use std::collections::HashMap;
use zip::read::ZipFile;

type PartXml<'a> = Xml<ZipFile<'a, Source>>;

pub struct Book {
    package: Package,
    sheet_part: String,
    pub sheet: String,
    texts: SharedTexts,
    kinds: Vec<NumberKind>,
    from_1904: bool,
    limits: Limits,
}

/// All shared texts in one string, since most are short.
#[derive(Default)]
struct SharedTexts {
    text: String,
    ends: Vec<u32>,
}

impl SharedTexts {
    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }
}

struct SheetEntry {
    name: String,
    relation: String,
    visible: bool,
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Book {
    /// Opens the first visible sheet with something in it.
    pub fn open(mut package: Package, limits: Limits) -> Result<Self, FileProblem> {
        let workbook = relations(&mut package, "", "_rels/.rels", &limits)?
            .into_iter()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let (sheets, from_1904) = workbook_sheets(&mut package, &workbook, &limits)?;
        let relations = relations(&mut package, folder, &format!("{folder}/_rels/{file}.rels"), &limits)?;
        let related = |ending: &str| {
            relations
                .iter()
                .find(|relation| relation.kind.ends_with(ending))
                .map(|relation| relation.target.clone())
        };
        let kinds = match related("/styles").filter(|part| package.has(part)) {
            Some(part) => number_kinds(&mut package, &part, &limits)?,
            None => Vec::new(),
        };
        let texts = match related("/sharedStrings").filter(|part| package.has(part)) {
            Some(part) => shared_texts(&mut package, &part, &limits)?,
            None => SharedTexts::default(),
        };
        let targets: HashMap<&str, &Relation> = relations
            .iter()
            .filter(|relation| relation.kind.ends_with("/worksheet"))
            .map(|relation| (relation.id.as_str(), relation))
            .collect();
        let mut book = Self {
            package,
            sheet_part: String::new(),
            sheet: String::new(),
            texts,
            kinds,
            from_1904,
            limits,
        };
        for sheet in sheets.into_iter().filter(|sheet| sheet.visible) {
            let Some(relation) = targets.get(sheet.relation.as_str()) else {
                continue;
            };
            book.sheet_part.clone_from(&relation.target);
            book.sheet = sheet.name;
            if book.rows()?.has_something() {
                return Ok(book);
            }
        }
        Err(FileProblem::Empty)
    }

    /// The rows of the sheet, from its first.
    pub fn rows(&mut self) -> Result<SheetRows<'_>, FileProblem> {
        let part = self.package.part(&self.sheet_part)?;
        Ok(SheetRows {
            xml: Xml::new(part, &self.limits),
            part: &self.sheet_part,
            texts: &self.texts,
            kinds: &self.kinds,
            from_1904: self.from_1904,
            limits: self.limits,
            row: 0,
            ended: false,
        })
    }
}

pub struct SheetRows<'a> {
    xml: PartXml<'a>,
    part: &'a str,
    texts: &'a SharedTexts,
    kinds: &'a [NumberKind],
    from_1904: bool,
    limits: Limits,
    row: u64,
    ended: bool,
}

/// What a start tag of interest said, freed from the reader's buffer.
enum Seen {
    Cell {
        column: Option<usize>,
        style: Option<usize>,
        kind: Option<String>,
    },
    Value,
    Inline,
    Aside,
    RowEnd,
    CellEnd,
    Nothing,
}

impl SheetRows<'_> {
    /// A broken row is something: it will be named when the sheet is read.
    fn has_something(mut self) -> bool {
        std::iter::from_fn(|| self.next_row()).any(|row| row.map_or(true, |row| !row.is_blank()))
    }

    pub fn next_row(&mut self) -> Option<Result<RawRow, RawProblem>> {
        while !self.ended {
            let number = match self.xml.next() {
                Ok(Event::Start(element)) if element.local_name().as_ref() == "row" => attribute(&element, "r")
                    .and_then(|r| r.parse::<u64>().ok())
                    .filter(|r| *r > 0),
                Ok(Event::End(element)) if element.local_name().as_ref() == "sheetData" => {
                    self.ended = true;
                    return None;
                }
                Ok(Event::Eof) => {
                    self.ended = true;
                    return None;
                }
                Ok(_) => continue,
                Err(fault) => {
                    self.row += 1;
                    return Some(Err(self.broken(fault, Vec::new(), None)));
                }
            };
            self.row = number.unwrap_or(self.row + 1);
            return Some(self.read_row());
        }
        None
    }

    fn broken(&mut self, fault: XmlFault, cells: Vec<String>, column: Option<usize>) -> RawProblem {
        self.ended = true;
        RawProblem {
            row: self.row,
            column,
            fault: fault.in_row(self.part, &self.limits),
            cells,
            last: true,
        }
    }

    fn read_row(&mut self) -> Result<RawRow, RawProblem> {
        let mut cells: Vec<String> = Vec::new();
        let mut problem: Option<(usize, RowFault)> = None;
        let mut next_column = 1;
        loop {
            let seen = match self.xml.next() {
                Ok(Event::Start(element)) if element.local_name().as_ref() == "c" => Seen::Cell {
                    column: attribute(&element, "r").and_then(|r| column_of(&r)),
                    style: attribute(&element, "s").and_then(|s| s.parse().ok()),
                    kind: attribute(&element, "t"),
                },
                Ok(Event::Start(_)) => Seen::Aside,
                Ok(Event::End(element)) if element.local_name().as_ref() == "row" => Seen::RowEnd,
                Ok(_) => Seen::Nothing,
                Err(fault) => return Err(self.broken(fault, cells, Some(next_column))),
            };
            match seen {
                Seen::RowEnd => break,
                Seen::Aside => {
                    if let Err(fault) = self.xml.skip_element() {
                        return Err(self.broken(fault, cells, Some(next_column)));
                    }
                }
                Seen::Cell { column, style, kind } => {
                    let column = column.unwrap_or(next_column);
                    next_column = column.saturating_add(1);
                    let (text, fault) = match self.read_cell(style, kind.as_deref()) {
                        Ok(read) => read,
                        Err(fault) => return Err(self.broken(fault, cells, Some(column))),
                    };
                    if let Some(fault) = fault {
                        problem.get_or_insert((column, fault));
                    }
                    if column > self.limits.columns {
                        if !text.trim().is_empty() {
                            let fault = RowFault::TooManyCells {
                                found: column,
                                expected: self.limits.columns,
                            };
                            problem.get_or_insert((column, fault));
                        }
                    } else if !text.is_empty() {
                        if cells.len() < column {
                            cells.resize(column, String::new());
                        }
                        if let Some(cell) = cells.get_mut(column - 1) {
                            *cell = text;
                        }
                    }
                }
                _ => {}
            }
        }
        match problem {
            None => Ok(RawRow { row: self.row, cells }),
            Some((column, fault)) => Err(RawProblem {
                row: self.row,
                column: Some(column),
                fault,
                cells,
                last: false,
            }),
        }
    }

    /// The text of the cell just begun, and what is wrong with it.
    fn read_cell(&mut self, style: Option<usize>, kind: Option<&str>) -> Result<(String, Option<RowFault>), XmlFault> {
        let limit = self.limits.cell_characters;
        let mut value: Option<SheetText> = None;
        let mut inline = false;
        loop {
            let seen = match self.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => Seen::Value,
                    "is" => Seen::Inline,
                    _ => Seen::Aside,
                },
                Event::End(element) if element.local_name().as_ref() == "c" => Seen::CellEnd,
                _ => Seen::Nothing,
            };
            match seen {
                // Some writers repeat an inline text as a value; the text wins.
                Seen::Value if !inline => value = Some(plain_text(&mut self.xml, limit)?),
                Seen::Inline => {
                    inline = true;
                    value = Some(rich_text(&mut self.xml, limit)?);
                }
                Seen::Value | Seen::Aside => self.xml.skip_element()?,
                Seen::CellEnd => break,
                _ => {}
            }
        }
        let Some(value) = value else {
            return Ok((String::new(), None));
        };
        if value.overlong() {
            return Ok((value.beginning(), Some(RowFault::TooLong { limit })));
        }
        let stored = value.into_text();
        if inline {
            return Ok((unescaped(stored), None));
        }
        Ok(match kind {
            Some("s") => match stored
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|index| self.texts.get(index))
            {
                Some(text) if text.chars().nth(limit).is_some() => {
                    (text.chars().take(200).collect(), Some(RowFault::TooLong { limit }))
                }
                Some(text) => (text.to_owned(), None),
                None => {
                    let detail = "a text of this cell is missing from the workbook".to_owned();
                    (
                        String::new(),
                        Some(RowFault::Damaged {
                            part: self.part.to_owned(),
                            detail,
                        }),
                    )
                }
            },
            Some("b") => ((if stored.trim() == "1" { "true" } else { "false" }).to_owned(), None),
            Some("d") => (super::without_midnight(&stored), None),
            Some("str" | "e") => (unescaped(stored), None),
            _ => {
                let is_date = style.and_then(|style| self.kinds.get(style)) == Some(&NumberKind::DateOrTime);
                let date = if is_date {
                    serials::date_text(&stored, self.from_1904)
                } else {
                    None
                };
                (date.or_else(|| serials::number_text(&stored)).unwrap_or(stored), None)
            }
        })
    }
}

/// `AB12` is column 28.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.take(6).fold(0_usize, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    (column > 0).then_some(column)
}

/// Everything written inside the element just begun.
fn plain_text(xml: &mut PartXml<'_>, limit: usize) -> Result<SheetText, XmlFault> {
    let outside = xml.depth() - 1;
    let mut text = SheetText::new(limit);
    while xml.depth() > outside {
        match xml.next()? {
            Event::Text(piece) => text.push(&piece.xml10_content()),
            Event::CData(piece) => text.push(&piece.xml10_content()),
            Event::GeneralRef(reference) => text.push_character(referred(&reference)?),
            _ => {}
        }
    }
    Ok(text)
}

/// The `t` elements inside the element just begun, but not those that only tell how to say them aloud.
fn rich_text(xml: &mut PartXml<'_>, limit: usize) -> Result<SheetText, XmlFault> {
    let outside = xml.depth() - 1;
    let mut text = SheetText::new(limit);
    let mut inside_t = false;
    while xml.depth() > outside {
        let mut aside = false;
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => inside_t = true,
                "rPh" => aside = true,
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "t" => inside_t = false,
            Event::Text(piece) if inside_t => text.push(&piece.xml10_content()),
            Event::CData(piece) if inside_t => text.push(&piece.xml10_content()),
            Event::GeneralRef(reference) if inside_t => text.push_character(referred(&reference)?),
            _ => {}
        }
        if aside {
            xml.skip_element()?;
        }
    }
    Ok(text)
}

/// `_x000D_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32)
        {
            Some(character) => {
                result.push(character);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                result.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    result.push_str(rest);
    result
}

fn workbook_sheets(package: &mut Package, part: &str, limits: &Limits) -> Result<(Vec<SheetEntry>, bool), FileProblem> {
    let mut xml = Xml::new(package.part(part)?, limits);
    let mut sheets = Vec::new();
    let mut from_1904 = false;
    loop {
        match xml.next().map_err(|fault| fault.in_file(part, limits))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "sheet" => sheets.push(SheetEntry {
                    name: attribute(&element, "name").unwrap_or_default(),
                    relation: attribute(&element, "id").unwrap_or_default(),
                    visible: attribute(&element, "state").is_none_or(|state| state == "visible"),
                }),
                "workbookPr" => {
                    from_1904 = attribute(&element, "date1904").is_some_and(|value| value == "1" || value == "true");
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, from_1904)),
            _ => {}
        }
    }
}

/// The relations of a part; none where the package has no list of them.
fn relations(package: &mut Package, folder: &str, part: &str, limits: &Limits) -> Result<Vec<Relation>, FileProblem> {
    let part = part.trim_start_matches('/');
    if !package.has(part) {
        return Ok(Vec::new());
    }
    let mut xml = Xml::new(package.part(part)?, limits);
    let mut relations = Vec::new();
    loop {
        match xml.next().map_err(|fault| fault.in_file(part, limits))? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => relations.push(Relation {
                id: attribute(&element, "Id").unwrap_or_default(),
                kind: attribute(&element, "Type").unwrap_or_default(),
                target: resolved(folder, &attribute(&element, "Target").unwrap_or_default()),
            }),
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The part that `target` names when it stands in `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// What each cell format makes of a number, by its place in the list of cell formats.
fn number_kinds(package: &mut Package, part: &str, limits: &Limits) -> Result<Vec<NumberKind>, FileProblem> {
    let mut xml = Xml::new(package.part(part)?, limits);
    let mut own: HashMap<u32, NumberKind> = HashMap::new();
    let mut kinds = Vec::new();
    let mut inside_cell_formats = false;
    loop {
        match xml.next().map_err(|fault| fault.in_file(part, limits))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(format)) = (id, attribute(&element, "formatCode")) {
                        own.insert(id, serials::of_format(&format));
                    }
                }
                "cellXfs" => inside_cell_formats = true,
                "xf" if inside_cell_formats => {
                    let id: u32 = attribute(&element, "numFmtId")
                        .and_then(|id| id.parse().ok())
                        .unwrap_or(0);
                    kinds.push(own.get(&id).copied().unwrap_or_else(|| serials::built_in(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => inside_cell_formats = false,
            Event::Eof => return Ok(kinds),
            _ => {}
        }
    }
}

fn shared_texts(package: &mut Package, part: &str, limits: &Limits) -> Result<SharedTexts, FileProblem> {
    let mut xml = Xml::new(package.part(part)?, limits);
    let mut texts = SharedTexts::default();
    loop {
        match xml.next().map_err(|fault| fault.in_file(part, limits))? {
            Event::Start(element) if element.local_name().as_ref() == "si" => {}
            Event::Eof => return Ok(texts),
            _ => continue,
        }
        // An overlong text is kept a little longer than the limit, so that the cell that shows it is refused.
        let text = rich_text(&mut xml, limits.cell_characters).map_err(|fault| fault.in_file(part, limits))?;
        texts.text.push_str(&unescaped(text.into_text()));
        let end = u32::try_from(texts.text.len())
            .ok()
            .filter(|end| *end as usize <= limits.shared_text_bytes);
        match end {
            Some(end) => texts.ends.push(end),
            None => {
                return Err(FileProblem::TooLarge {
                    part: part.to_owned(),
                    limit: limits.shared_text_bytes as u64,
                });
            }
        }
    }
}
