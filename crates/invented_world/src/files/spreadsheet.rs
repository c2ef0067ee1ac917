//! A workbook as a busy office keeps it: blank rows between, true dates beside typed ones.

use super::cells::{Cell, Column};
use crate::WorldError;
use crate::chance::Chance;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// The same table gives the same bytes: the making date inside the file is fixed.
pub(crate) fn spreadsheet(
    sheet_name: &str,
    columns: &[Column],
    rows: &[Vec<Cell>],
    chance: &mut Chance,
) -> Result<Vec<u8>, WorldError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2024, 1, 1)?));
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name)?;
    for (column, place) in columns.iter().zip(0_u16..) {
        sheet.write_with_format(0, place, column.heading, &bold)?;
    }
    let mut line = 0_u32;
    for row in rows {
        line += 1;
        if chance.percent(3) {
            line += 1;
        }
        for (cell, place) in row.iter().zip(0_u16..) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(line, place, text.as_str())?;
                }
                Cell::Day(date) => {
                    let year = u16::try_from(date.year()).unwrap_or(1900);
                    let date = ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())?;
                    sheet.write_datetime_with_format(line, place, &date, &day)?;
                }
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}
