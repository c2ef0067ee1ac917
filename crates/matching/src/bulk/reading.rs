//! Comma-separated records into numbered columns, piece by piece, so that a file larger than memory can be read.
//!
//! RFC 4180: fields in double quotes may hold commas, line ends and doubled quotes. A row with too few fields has empty
//! ones, a row with too many loses them; both are counted. A mark of byte order at the head is skipped.

use super::LinkError;
use super::dictionary::Dictionary;
use rayon::prelude::*;
use std::io::Read;

/// The columns of the file that were asked for.
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pub ids: Ids,
    pub rows: usize,
    /// Rows with another number of fields than the head.
    pub uneven: u64,
}

/// One column: a number into the dictionary for each row.
#[derive(Default)]
pub(crate) struct Column {
    pub values: Vec<u32>,
    pub dictionary: Dictionary,
}

/// The records' own ids, one after the other.
#[derive(Default)]
pub struct Ids {
    bytes: Vec<u8>,
    ends: Vec<u64>,
}

impl Ids {
    fn push(&mut self, id: &[u8]) {
        self.bytes.extend_from_slice(id);
        self.ends.push(self.bytes.len() as u64);
    }

    /// The id of a record by its place in the file.
    pub fn get(&self, record: u32) -> std::borrow::Cow<'_, str> {
        let place = record as usize;
        let start = place
            .checked_sub(1)
            .and_then(|p| self.ends.get(p))
            .copied()
            .unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(start);
        String::from_utf8_lossy(self.bytes.get(start as usize..end as usize).unwrap_or_default())
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

const PIECE: usize = 8 << 20;

/// Reads the named columns; `id` is kept as text. Names that the head lacks give empty columns only where the caller
/// passes an empty name.
pub(crate) fn read(
    mut source: impl Read,
    id: &str,
    names: &[&str],
    stop: &dyn Fn(usize) -> bool,
) -> Result<Table, LinkError> {
    let mut buffer: Vec<u8> = Vec::with_capacity(PIECE + (1 << 16));
    let mut ended = false;
    let mut head: Option<Head> = None;
    let mut table = Table {
        columns: names.iter().map(|_| Column::default()).collect(),
        ids: Ids::default(),
        rows: 0,
        uneven: 0,
    };
    while !ended || !buffer.is_empty() {
        let filled = buffer.len();
        if !ended {
            let got = source
                .by_ref()
                .take(PIECE as u64)
                .read_to_end(&mut buffer)
                .map_err(LinkError::Reading)?;
            ended = got == 0;
        }
        if head.is_none() && buffer.starts_with(&[0xef, 0xbb, 0xbf]) {
            buffer.drain(..3);
        }
        let mut batch = Batch::default();
        let used = batch.split(&buffer, ended);
        if used == 0 && !ended {
            if buffer.len() > filled && buffer.len() > (256 << 20) {
                return Err(LinkError::Unreadable("one row is longer than 256 MiB".into()));
            }
            continue;
        }
        let mut first_row = 0;
        if head.is_none() && batch.rows() > 0 {
            head = Some(Head::new(&batch, &buffer, id, names)?);
            first_row = 1;
        }
        if let Some(head) = &head {
            take(&mut table, head, &batch, &buffer, first_row);
        }
        if stop(table.rows) {
            return Err(LinkError::Cancelled);
        }
        buffer.drain(..used);
        if ended && used == 0 {
            break;
        }
    }
    if head.is_none() {
        return Err(LinkError::Unreadable("the file has no head".into()));
    }
    Ok(table)
}

struct Head {
    fields: usize,
    id: usize,
    wanted: Vec<Option<usize>>,
}

impl Head {
    fn new(batch: &Batch, buffer: &[u8], id: &str, names: &[&str]) -> Result<Self, LinkError> {
        let fields: Vec<String> = batch
            .row(0)
            .iter()
            .map(|field| String::from_utf8_lossy(batch.text(buffer, *field)).trim().to_owned())
            .collect();
        let find = |name: &str| fields.iter().position(|field| field == name);
        let wanted = names
            .iter()
            .map(|name| {
                if name.is_empty() {
                    Ok(None)
                } else {
                    find(name)
                        .map(Some)
                        .ok_or_else(|| LinkError::NoColumn((*name).to_owned()))
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            fields: fields.len(),
            id: find(id).ok_or_else(|| LinkError::NoColumn(id.to_owned()))?,
            wanted,
        })
    }
}

fn take(table: &mut Table, head: &Head, batch: &Batch, buffer: &[u8], first_row: usize) {
    let rows = batch.rows();
    for row in first_row..rows {
        let fields = batch.row(row);
        table.uneven += u64::from(fields.len() != head.fields);
        table
            .ids
            .push(fields.get(head.id).map_or(&[][..], |field| batch.text(buffer, *field)));
    }
    table.rows += rows - first_row;
    table
        .columns
        .par_iter_mut()
        .zip(&head.wanted)
        .for_each(|(column, wanted)| {
            let Some(place) = *wanted else { return };
            let Column { values, dictionary } = column;
            values.reserve(rows);
            let texts = (first_row..rows).map(|row| {
                batch
                    .row(row)
                    .get(place)
                    .map_or(&[][..], |field| batch.text(buffer, *field))
            });
            dictionary.number_all(texts, values);
        });
}

/// Where the fields of the rows of one piece lie.
#[derive(Default)]
struct Batch {
    fields: Vec<Field>,
    /// Where each row's fields end.
    ends: Vec<u32>,
    /// Texts that had doubled quotes in them.
    mended: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Field {
    start: u32,
    end: u32,
    mended: bool,
}

impl Batch {
    fn rows(&self) -> usize {
        self.ends.len()
    }

    fn row(&self, row: usize) -> &[Field] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.fields[start..self.ends[row] as usize]
    }

    fn text<'a>(&'a self, buffer: &'a [u8], field: Field) -> &'a [u8] {
        let source = if field.mended { &self.mended } else { buffer };
        source[field.start as usize..field.end as usize].trim_ascii()
    }

    /// Splits all whole rows; returns how many bytes they take. At the end of the file a last row needs no line end.
    fn split(&mut self, buffer: &[u8], ended: bool) -> usize {
        let mut place = 0;
        let mut used = 0;
        let mut row_start = 0;
        loop {
            let field = if buffer.get(place) == Some(&b'"') {
                match self.quoted(buffer, place, ended) {
                    Some((field, next)) => {
                        place = next;
                        field
                    }
                    None => break,
                }
            } else {
                let start = place;
                while buffer.get(place).is_some_and(|b| !matches!(b, b',' | b'\n' | b'\r')) {
                    place += 1;
                }
                Field {
                    start: start as u32,
                    end: place as u32,
                    mended: false,
                }
            };
            match buffer.get(place) {
                Some(b',') => {
                    self.fields.push(field);
                    place += 1;
                }
                Some(b'\r') if buffer.get(place + 1).is_some_and(|b| *b != b'\n') => {
                    // A lone return ends a row too.
                    self.fields.push(field);
                    place += 1;
                    self.end_row(&mut row_start);
                    used = place;
                }
                Some(b'\r') if place + 1 == buffer.len() && !ended => break,
                Some(b'\r' | b'\n') => {
                    self.fields.push(field);
                    place += if buffer.get(place) == Some(&b'\r') { 2 } else { 1 };
                    place = place.min(buffer.len());
                    self.end_row(&mut row_start);
                    used = place;
                }
                _ => {
                    if ended {
                        let something = field.end > field.start || self.fields.len() > row_start;
                        if something {
                            self.fields.push(field);
                            self.end_row(&mut row_start);
                        }
                        used = buffer.len();
                    }
                    break;
                }
            }
        }
        self.fields.truncate(row_start);
        used
    }

    /// A row without any text is no row.
    fn end_row(&mut self, row_start: &mut usize) {
        let empty =
            self.fields.len() == *row_start + 1 && self.fields.last().is_some_and(|field| field.start == field.end);
        if empty {
            self.fields.truncate(*row_start);
        } else {
            *row_start = self.fields.len();
            self.ends.push(self.fields.len() as u32);
        }
    }

    /// A field in quotes beginning at `place`, and where its text ends; none if the piece ends first.
    fn quoted(&mut self, buffer: &[u8], place: usize, ended: bool) -> Option<(Field, usize)> {
        let start = place + 1;
        let mut at = start;
        let mut doubled = false;
        let end = loop {
            match buffer.get(at) {
                Some(b'"') => match buffer.get(at + 1) {
                    Some(b'"') => {
                        doubled = true;
                        at += 2;
                    }
                    None if !ended => return None,
                    _ => break at,
                },
                Some(_) => at += 1,
                None if ended => break at,
                None => return None,
            }
        };
        // What stands between the closing quote and the comma belongs to nobody.
        let mut next = (end + 1).min(buffer.len());
        while buffer.get(next).is_some_and(|b| !matches!(b, b',' | b'\n' | b'\r')) {
            next += 1;
        }
        let field = if doubled {
            let from = self.mended.len() as u32;
            let mut quote_before = false;
            for &byte in &buffer[start..end] {
                let second = quote_before && byte == b'"';
                quote_before = byte == b'"' && !second;
                if !second {
                    self.mended.push(byte);
                }
            }
            Field {
                start: from,
                end: self.mended.len() as u32,
                mended: true,
            }
        } else {
            Field {
                start: start as u32,
                end: end as u32,
                mended: false,
            }
        };
        Some((field, next))
    }
}
