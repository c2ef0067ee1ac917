//! The rejects file: each row that could not be taken, as it was, with its number and the reasons beside it. Mended,
//! it can be handed in again as it is: the two added columns are ignored.

use crate::formula_guard::guard;
use crate::mapping::CellProblem;
use crate::tables::{Row, RowProblem};
use std::io::{self, Write};

/// Number of the row in the file that was handed in.
pub const ROW_COLUMN: &str = "haven_row";
/// Every reason, each on a line of its own.
pub const PROBLEMS_COLUMN: &str = "haven_problems";

/// Whether a column was added by [`Rejects`].
pub fn is_added(heading: &str) -> bool {
    let heading = heading.trim();
    heading == ROW_COLUMN || heading == PROBLEMS_COLUMN
}

/// Writes UTF-8 CSV with a byte order mark, so that Excel reads it as UTF-8, and with formulas disarmed.
pub struct Rejects<W: Write> {
    writer: csv::Writer<W>,
    /// Places of the columns that were there, without those of an earlier rejects file.
    kept: Vec<usize>,
    written: u64,
}

impl<W: Write> Rejects<W> {
    /// `header` is that of the table the rows come from.
    pub fn new(mut out: W, header: &[String]) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let kept: Vec<usize> = header
            .iter()
            .enumerate()
            .filter(|(_, heading)| !is_added(heading))
            .map(|(index, _)| index)
            .collect();
        let headings = kept
            .iter()
            .filter_map(|index| header.get(*index))
            .map(|heading| guard(heading).into_owned());
        writer.write_record(headings.chain([ROW_COLUMN.to_owned(), PROBLEMS_COLUMN.to_owned()]))?;
        Ok(Self {
            writer,
            kept,
            written: 0,
        })
    }

    /// A row that was read but holds cells that cannot be taken.
    pub fn row(&mut self, row: &Row, problems: &[CellProblem]) -> io::Result<()> {
        let reasons: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}: {}", problem.column, problem.fault))
            .collect();
        self.row_told(row, &reasons)
    }

    /// The same with the reasons in whatever language they are read in.
    pub fn row_told(&mut self, row: &Row, reasons: &[String]) -> io::Result<()> {
        self.write(row.number, &row.cells, &reasons.join("\n"))
    }

    /// A row that could not be read; what was read of it is repeated.
    pub fn unreadable(&mut self, problem: &RowProblem) -> io::Result<()> {
        self.write(problem.row, &problem.cells, &problem.to_string())
    }

    fn write(&mut self, number: u64, cells: &[String], reasons: &str) -> io::Result<()> {
        let repeated = self
            .kept
            .iter()
            .map(|index| cells.get(*index).map(String::as_str).unwrap_or_default());
        let number = number.to_string();
        let all = repeated
            .chain([number.as_str(), reasons])
            .map(|cell| guard(cell).into_owned());
        self.writer.write_record(all)?;
        self.written += 1;
        Ok(())
    }

    /// Rows written so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Writes what is still held back and hands the file over.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|error| error.into_error())
    }
}
