//! Tables for people who work in Excel: one sheet, text cells only, headings in bold. Never a formula: what begins
//! with `=` is written as text, which Excel does not run.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// What an XLSX sheet can hold.
const MOST_ROWS: usize = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
const MOST_CHARACTERS: usize = 32_767;

#[derive(Debug, thiserror::Error)]
pub enum XlsxProblem {
    #[error("a sheet holds at most 1,048,576 rows and 16,384 columns; export fewer, or as CSV")]
    TooLarge,
    #[error("the workbook could not be written: {0}")]
    Write(#[from] XlsxError),
}

/// A sheet while it is filled. All of it is held in memory until [`Sheet::finish`].
pub struct Sheet {
    workbook: Workbook,
    next_row: usize,
}

impl Sheet {
    /// `name` is shortened and freed of what Excel forbids in a sheet's name.
    pub fn new(name: &str, headings: &[&str]) -> Result<Self, XlsxProblem> {
        let allowed: String = name
            .chars()
            .filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control())
            .take(31)
            .collect();
        let name = if allowed.trim().is_empty() {
            "Sheet1".to_owned()
        } else {
            allowed
        };
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let worksheet = workbook.add_worksheet().set_name(name)?;
        for (column, heading) in headings.iter().enumerate() {
            worksheet.write_string_with_format(0, narrow(column)?, shown(heading), &bold)?;
        }
        worksheet.set_freeze_panes(1, 0)?;
        Ok(Self { workbook, next_row: 1 })
    }

    /// Adds a row. A text longer than a cell holds is cut, with an ellipsis as its last character.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), XlsxProblem> {
        if self.next_row >= MOST_ROWS {
            return Err(XlsxProblem::TooLarge);
        }
        let row = u32::try_from(self.next_row).map_err(|_| XlsxProblem::TooLarge)?;
        let worksheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in cells.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            worksheet.write_string(row, narrow(column)?, shown(cell))?;
        }
        self.next_row += 1;
        Ok(())
    }

    /// The bytes of the file.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxProblem> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

fn narrow(column: usize) -> Result<u16, XlsxProblem> {
    u16::try_from(column)
        .ok()
        .filter(|column| usize::from(*column) < MOST_COLUMNS)
        .ok_or(XlsxProblem::TooLarge)
}

/// Excel counts a cell's length in UTF-16 units.
fn shown(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut units = 0;
    let mut kept: String = text
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units < MOST_CHARACTERS
        })
        .collect();
    kept.push('…');
    kept
}
