//! Parquet files: tables as statisticians keep them, read row by row and written column by column.
//!
//! Only flat columns of text, numbers, dates, times and truth values are read; a column of lists or structures is left
//! out and named in [`ParquetTable::left_out`]. Files are read in portions, so that memory does not grow with the file.
//! Format: Apache Parquet, <https://parquet.apache.org/docs/file-format/>.

mod reading;
mod writing;

pub use reading::{ParquetRows, ParquetTable, is_parquet, open};
pub use writing::{Cells, ColumnOf, write};
