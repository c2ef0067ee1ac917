//! Tables as text: separators and encodings as agencies have them.

use super::cells::{Cell, Column};
use crate::WorldError;

#[derive(Clone, Copy)]
pub(crate) enum Encoding {
    Utf8,
    /// With a byte order mark, as spreadsheets save it.
    Utf8Marked,
    /// Little-endian with a byte order mark.
    Utf16,
    Windows1252,
}

pub(crate) fn delimited(
    columns: &[Column],
    rows: &[Vec<Cell>],
    separator: u8,
    encoding: Encoding,
) -> Result<Vec<u8>, WorldError> {
    let headings: Vec<String> = columns.iter().map(|column| column.heading.to_owned()).collect();
    let rows = rows.iter().map(|row| row.iter().map(text).collect());
    Ok(encoded(&text_table(headings, rows, separator)?, encoding))
}

/// The table as text, lines ending as on Windows. Rows may be longer than the headings: offices write notes beside
/// their tables.
pub(crate) fn text_table(
    headings: Vec<String>,
    rows: impl Iterator<Item = Vec<String>>,
    separator: u8,
) -> Result<String, WorldError> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(&headings)?;
    for row in rows {
        writer.write_record(&row)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|failure| csv::Error::from(failure.into_error()))?;
    String::from_utf8(bytes).map_err(WorldError::Text)
}

pub(crate) fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoding::Utf16 => std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
        Encoding::Windows1252 => text.chars().flat_map(in_windows_1252).collect(),
    }
}

/// The letter's byte; letters the code page lacks lose their marks, as the old system that wrote the file makes them.
fn in_windows_1252(letter: char) -> Vec<u8> {
    match letter {
        '\u{0}'..='\u{7f}' | '\u{a0}'..='\u{ff}' => vec![letter as u32 as u8],
        '€' => vec![0x80],
        '‘' => vec![0x91],
        '’' => vec![0x92],
        '–' => vec![0x96],
        'Š' => vec![0x8a],
        'š' => vec![0x9a],
        'Ž' => vec![0x8e],
        'ž' => vec![0x9e],
        _ => any_ascii::any_ascii_char(letter).as_bytes().to_vec(),
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Day(date) => format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()),
    }
}
