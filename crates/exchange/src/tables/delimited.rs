//! Delimited text, one row at a time: RFC 4180 with the freedoms that real exports take.
//!
//! Rows are counted as a spreadsheet shows them: a line break inside quotation marks does not begin a row, an empty
//! line is a row. Line ends may be LF, CR LF or CR. Text after a closing quotation mark is kept. A cell that grows
//! past its limit is dropped while it is read, so memory stays constant whatever the file holds.

use super::limits::Limits;
use super::problems::RowFault;
use super::{RawProblem, RawRow};
use crate::formula_guard;
use std::io::BufRead;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Characters kept of a cell that is too long, so that the rejects file can show which it was.
const KEPT_OF_OVERLONG: usize = 200;

pub struct Delimited<R> {
    source: R,
    delimiter: u8,
    encoding: &'static str,
    limits: Limits,
    row: u64,
    ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    InCell,
    InQuotes,
    QuoteInQuotes,
    AfterReturn,
}

/// What one row grows into while its bytes pass.
struct Growing {
    cells: Vec<String>,
    cell: Vec<u8>,
    overlong: bool,
    fault: Option<(usize, RowFault)>,
    found: usize,
    anything: bool,
}

impl<R: BufRead> Delimited<R> {
    /// `source` yields UTF-8 and begins at the row numbered `first_row`.
    pub fn new(source: R, delimiter: u8, encoding: &'static str, limits: Limits, first_row: u64) -> Self {
        Self {
            source,
            delimiter,
            encoding,
            limits,
            row: first_row.saturating_sub(1),
            ended: false,
        }
    }

    /// The next row; an empty line is a row of one blank cell.
    pub fn next_row(&mut self) -> Option<Result<RawRow, RawProblem>> {
        if self.ended {
            return None;
        }
        let mut growing = Growing {
            cells: Vec::new(),
            cell: Vec::new(),
            overlong: false,
            fault: None,
            found: 0,
            anything: false,
        };
        let mut place = Place::CellStart;
        let ending = loop {
            let chunk = match self.source.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    self.row += 1;
                    return Some(Err(RawProblem {
                        row: self.row,
                        column: None,
                        fault: RowFault::Unreadable {
                            detail: error.kind().to_string(),
                        },
                        cells: growing.cells,
                        last: true,
                    }));
                }
            };
            if chunk.is_empty() {
                self.ended = true;
                break false;
            }
            let mut used = 0;
            let mut row_ended = false;
            for &byte in chunk {
                if place == Place::AfterReturn {
                    used += usize::from(byte == b'\n');
                    row_ended = true;
                    break;
                }
                used += 1;
                growing.anything = true;
                place = match (place, byte) {
                    (Place::InQuotes, b'"') => Place::QuoteInQuotes,
                    (Place::InQuotes, _) => {
                        growing.push(byte, &self.limits);
                        Place::InQuotes
                    }
                    (Place::CellStart, b'"') => Place::InQuotes,
                    (Place::QuoteInQuotes, b'"') => {
                        growing.push(byte, &self.limits);
                        Place::InQuotes
                    }
                    (_, b'\n') => {
                        row_ended = true;
                        break;
                    }
                    (_, b'\r') => Place::AfterReturn,
                    (_, byte) if byte == self.delimiter => {
                        growing.finish_cell(&self.limits, self.encoding);
                        Place::CellStart
                    }
                    (_, byte) => {
                        growing.push(byte, &self.limits);
                        Place::InCell
                    }
                };
            }
            self.source.consume(used);
            if row_ended {
                break true;
            }
        };
        if !ending && !growing.anything {
            return None;
        }
        self.row += 1;
        if place == Place::InQuotes {
            growing
                .fault
                .get_or_insert((growing.found + 1, RowFault::UnclosedQuote));
        } else if !ending && growing.cells.is_empty() && growing.cell == [0x1a] {
            // The end mark of old systems, alone on the last line.
            return None;
        }
        growing.finish_cell(&self.limits, self.encoding);
        Some(growing.into_row(self.row, self.ended && place == Place::InQuotes))
    }
}

impl Growing {
    fn push(&mut self, byte: u8, limits: &Limits) {
        if self.overlong {
            return;
        }
        // A character takes at most four bytes; the exact count is taken when the cell ends.
        if self.cell.len() >= limits.cell_characters.saturating_mul(4) {
            self.overlong = true;
            self.cell.truncate(KEPT_OF_OVERLONG * 4);
        } else {
            self.cell.push(byte);
        }
    }

    fn finish_cell(&mut self, limits: &Limits, encoding: &'static str) {
        self.found += 1;
        let bytes = std::mem::take(&mut self.cell);
        let overlong = std::mem::take(&mut self.overlong);
        if self.cells.len() >= limits.columns {
            self.fault.get_or_insert((
                self.found,
                RowFault::TooManyCells {
                    found: self.found,
                    expected: limits.columns,
                },
            ));
            return;
        }
        let mut text = match String::from_utf8(bytes) {
            Ok(text) => text,
            // Only a cell that was cut in mid-letter comes here.
            Err(error) => String::from_utf8_lossy(error.as_bytes())
                .trim_end_matches('\u{FFFD}')
                .to_owned(),
        };
        let fault =
            if overlong || (text.len() > limits.cell_characters && text.chars().count() > limits.cell_characters) {
                text = text.chars().take(KEPT_OF_OVERLONG).collect();
                Some(RowFault::TooLong {
                    limit: limits.cell_characters,
                })
            } else if text.contains('\u{FFFD}') {
                Some(RowFault::Undecodable { encoding })
            } else {
                None
            };
        if let Some(fault) = fault {
            self.fault.get_or_insert((self.found, fault));
        }
        if formula_guard::restore(&text).len() != text.len() {
            text = formula_guard::restore(&text).to_owned();
        }
        self.cells.push(text);
    }

    fn into_row(self, row: u64, last: bool) -> Result<RawRow, RawProblem> {
        match self.fault {
            None => Ok(RawRow { row, cells: self.cells }),
            Some((column, mut fault)) => {
                if let RowFault::TooManyCells { found, .. } = &mut fault {
                    *found = self.found;
                }
                Err(RawProblem {
                    row,
                    column: Some(column),
                    fault,
                    cells: self.cells,
                    last,
                })
            }
        }
    }
}

/// The delimiter under which the first rows of `sample` agree best. A file of one column is read with commas.
pub fn sniff_delimiter(sample: &[u8], sample_is_whole: bool) -> u8 {
    let mut best = (0.0, b',');
    for delimiter in DELIMITERS {
        let mut reader = Delimited::new(sample, delimiter, "UTF-8", Limits::default(), 1);
        let mut counts: Vec<usize> = Vec::new();
        while counts.len() < 30 {
            match reader.next_row() {
                Some(Ok(row)) if row.cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Some(Ok(row)) => counts.push(row.cells.len()),
                Some(Err(problem)) => counts.push(problem.cells.len()),
                None => break,
            }
        }
        if !sample_is_whole && counts.len() > 1 && counts.len() < 30 {
            counts.pop();
        }
        let Some(&heading) = counts.first() else { continue };
        let agreeing = counts.iter().filter(|count| **count == heading).count();
        // Row counts are small, so the conversions are exact.
        let agreement = agreeing as f64 / counts.len() as f64;
        let score = agreement * (heading - 1) as f64;
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Excel's own first line, `sep=;`: its delimiter and its length in bytes with the line end.
pub fn declared_delimiter(sample: &[u8]) -> Option<(u8, usize)> {
    let rest = sample.strip_prefix(b"sep=").or_else(|| sample.strip_prefix(b"SEP="))?;
    let delimiter = *rest.first()?;
    match rest.get(1..)? {
        [b'\r', b'\n', ..] => Some((delimiter, 7)),
        [b'\n' | b'\r', ..] => Some((delimiter, 6)),
        _ => None,
    }
    .filter(|(delimiter, _)| delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n'))
}
