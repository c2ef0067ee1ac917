//! Reads a pack's CSV file into named cells, with the line of each row, and says what is wrong with it.

use super::problem::{PackProblem, Place};
use super::words::Words;
use std::collections::BTreeMap;

pub(super) struct Table {
    place: Place,
    headers: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row; asking for a column that is not there gives an empty text.
pub(super) struct Row<'t> {
    table: &'t Table,
    line: usize,
    cells: &'t [String],
}

impl Table {
    /// `needed` columns must stand in the header.
    pub fn read(place: &Place, bytes: &[u8], needed: &[&str], problems: &mut Vec<PackProblem>) -> Self {
        let mut table = Self {
            place: place.clone(),
            headers: Vec::new(),
            rows: Vec::new(),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        match reader.headers() {
            Ok(headers) => table.headers = headers.iter().map(str::to_owned).collect(),
            Err(error) => {
                problems.push(place.mistake("", format!("the header cannot be read: {error}")));
                return table;
            }
        }
        for name in needed {
            if !table.headers.iter().any(|header| header == name) {
                problems.push(place.mistake(name, "this column is missing"));
            }
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record
                        .position()
                        .map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
                    table.rows.push((line, record.iter().map(str::to_owned).collect()));
                }
                Err(error) => problems.push(place.mistake("", format!("a row cannot be read: {error}"))),
            }
        }
        table
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row {
            table: self,
            line: *line,
            cells,
        })
    }
}

impl Row<'_> {
    pub fn place(&self) -> Place {
        self.table.place.row(self.line)
    }

    pub fn text(&self, column: &str) -> &str {
        self.cell(self.table.headers.iter().position(|header| header == column))
    }

    /// Words from `column` (English) and `column_xx` (language xx).
    pub fn words(&self, column: &str) -> Words {
        let mut words = Words::new();
        for (at, header) in self.table.headers.iter().enumerate() {
            if let Some(lang) = language_of(header, column) {
                words.set(lang, self.cell(Some(at)));
            }
        }
        words
    }

    /// Cells separated by `|`.
    pub fn several(&self, column: &str) -> Vec<String> {
        self.text(column)
            .split('|')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The columns that neither are in `known` nor are words of a column in `known`; empty cells are left out.
    pub fn extra(&self, known: &[&str]) -> BTreeMap<String, String> {
        let own = |header: &str| {
            known
                .iter()
                .any(|name| header == *name || language_of(header, name).is_some())
        };
        self.table
            .headers
            .iter()
            .enumerate()
            .filter(|(_, header)| !own(header))
            .map(|(at, header)| (header.clone(), self.cell(Some(at)).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    fn cell(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }
}

fn language_of<'h>(header: &'h str, column: &str) -> Option<&'h str> {
    if header == column {
        return Some("en");
    }
    let tag = header.strip_prefix(column)?.strip_prefix('_')?;
    let main = tag.split('-').next().unwrap_or(tag);
    ((2..=3).contains(&main.len()) && main.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(tag)
}
