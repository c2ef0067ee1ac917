//! From a Parquet file to rows of text, as [`crate::tables`] gives them.

use crate::tables::{ColumnPlace, FileProblem, Row, RowFault, RowProblem};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Rows read at once.
const PORTION: usize = 4096;
const MOST_COLUMNS: usize = 500;

/// A Parquet file, opened.
pub struct ParquetTable {
    reader: SerializedFileReader<File>,
    header: Vec<String>,
    /// Where in the file each heading's column is.
    places: Vec<usize>,
    /// Names of columns that are no plain text, number or date.
    pub left_out: Vec<String>,
}

/// Whether the file begins as Parquet does; the file stands at its beginning afterwards.
///
/// # Errors
/// Where the file cannot be read.
pub fn is_parquet(file: &mut (impl Read + Seek)) -> std::io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut mark = Vec::with_capacity(4);
    file.by_ref().take(4).read_to_end(&mut mark)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(mark == b"PAR1")
}

/// Opens a Parquet file.
///
/// # Errors
/// Where it is damaged or holds no column that can be read.
pub fn open(file: File) -> Result<ParquetTable, FileProblem> {
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(&error))?;
    let mut header = Vec::new();
    let mut places = Vec::new();
    let mut left_out = Vec::new();
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    for (place, column) in schema.columns().iter().enumerate() {
        let name = column.path().string();
        let flat = column.max_rep_level() == 0 && column.path().parts().len() == 1;
        if flat && is_plain(column.logical_type_ref(), column.converted_type()) {
            header.push(name);
            places.push(place);
        } else {
            left_out.push(name);
        }
    }
    if header.is_empty() {
        return Err(FileProblem::NoHeadings);
    }
    if header.len() > MOST_COLUMNS {
        return Err(FileProblem::TooManyColumns {
            found: header.len(),
            limit: MOST_COLUMNS,
        });
    }
    Ok(ParquetTable {
        reader,
        header,
        places,
        left_out,
    })
}

fn is_plain(logical: Option<&LogicalType>, converted: ConvertedType) -> bool {
    !matches!(
        logical,
        Some(
            LogicalType::Decimal(_)
                | LogicalType::Time(_)
                | LogicalType::Bson
                | LogicalType::Uuid
                | LogicalType::Float16
                | LogicalType::Variant(_)
                | LogicalType::Geometry(_)
                | LogicalType::Geography(_)
        )
    ) && !matches!(
        converted,
        ConvertedType::DECIMAL | ConvertedType::INTERVAL | ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS
    )
}

fn damaged(error: &ParquetError) -> FileProblem {
    let part = match error {
        ParquetError::NYI(_) => "packing",
        _ => "Parquet",
    };
    FileProblem::Damaged {
        part: part.to_owned(),
        detail: error.to_string(),
    }
}

impl ParquetTable {
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Rows as the file's foot counts them.
    pub fn rows_said(&self) -> u64 {
        u64::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// The rows, numbered from 1.
    pub fn rows(&self) -> ParquetRows<'_> {
        ParquetRows {
            table: self,
            group: 0,
            left: 0,
            columns: Vec::new(),
            ready: VecDeque::new(),
            number: 0,
            ended: false,
        }
    }
}

/// The rows of a file, one after another.
pub struct ParquetRows<'a> {
    table: &'a ParquetTable,
    /// The next group of rows.
    group: usize,
    /// Rows of the present group that were not read yet.
    left: usize,
    columns: Vec<Column>,
    ready: VecDeque<Row>,
    number: u64,
    ended: bool,
}

struct Column {
    reader: ColumnReader,
    most_defined: i16,
    shown: Shown,
    /// Cells of the present portion.
    cells: Vec<Result<String, ()>>,
}

/// How a number is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    AsItIs,
    Day,
    /// So many to a second since 1970.
    Moment(i64),
}

impl Shown {
    fn of(logical: Option<&LogicalType>, converted: ConvertedType) -> Self {
        match (logical, converted) {
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Self::Day,
            (Some(LogicalType::Timestamp(kind)), _) => Self::Moment(match kind.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            }),
            (None, ConvertedType::TIMESTAMP_MILLIS) => Self::Moment(1_000),
            (None, ConvertedType::TIMESTAMP_MICROS) => Self::Moment(1_000_000),
            _ => Self::AsItIs,
        }
    }

    fn text(self, value: i64) -> Result<String, ()> {
        match self {
            Self::AsItIs => Ok(value.to_string()),
            Self::Day => day(value),
            Self::Moment(unit) => moment(value, unit),
        }
    }
}

/// ISO 8601, from days since 1970.
fn day(days: i64) -> Result<String, ()> {
    let days = i32::try_from(days).map_err(|_| ())?;
    let date = Date::constant(1970, 1, 1).checked_add(days.days()).map_err(|_| ())?;
    Ok(date.to_string())
}

/// A day where the time is midnight (dates are often kept so), the moment otherwise.
fn moment(value: i64, unit: i64) -> Result<String, ()> {
    let seconds = value.div_euclid(unit);
    if value.rem_euclid(unit) == 0 && seconds.rem_euclid(86_400) == 0 {
        return day(seconds.div_euclid(86_400));
    }
    Timestamp::from_second(seconds)
        .map(|moment| moment.to_string())
        .map_err(|_| ())
}

impl Column {
    /// Reads up to `count` cells.
    fn read(&mut self, count: usize) -> Result<(), ParquetError> {
        self.cells.clear();
        let (most, shown, cells) = (self.most_defined, self.shown, &mut self.cells);
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => fill(reader, most, count, cells, |value| Ok(value.to_string())),
            ColumnReader::Int32ColumnReader(reader) => {
                fill(reader, most, count, cells, |value| shown.text(i64::from(*value)))
            }
            ColumnReader::Int64ColumnReader(reader) => fill(reader, most, count, cells, |value| shown.text(*value)),
            ColumnReader::Int96ColumnReader(reader) => {
                fill(reader, most, count, cells, |value| moment(value.to_millis(), 1_000))
            }
            ColumnReader::FloatColumnReader(reader) => fill(reader, most, count, cells, |value| Ok(value.to_string())),
            ColumnReader::DoubleColumnReader(reader) => fill(reader, most, count, cells, |value| Ok(value.to_string())),
            ColumnReader::ByteArrayColumnReader(reader) => fill(reader, most, count, cells, |value| text(value.data())),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                fill(reader, most, count, cells, |value| text(value.data()))
            }
        }
    }
}

fn text(bytes: &[u8]) -> Result<String, ()> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(()),
    }
}

fn fill<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most_defined: i16,
    count: usize,
    cells: &mut Vec<Result<String, ()>>,
    show: impl Fn(&T::T) -> Result<String, ()>,
) -> Result<(), ParquetError> {
    while cells.len() < count {
        let mut values = Vec::new();
        let mut defined = Vec::new();
        let (records, _, _) = reader.read_records(count - cells.len(), Some(&mut defined), None, &mut values)?;
        if records == 0 {
            break;
        }
        let mut values = values.iter();
        for place in 0..records {
            let is_there = most_defined == 0 || defined.get(place) == Some(&most_defined);
            cells.push(match is_there.then(|| values.next()).flatten() {
                Some(value) => show(value),
                None => Ok(String::new()),
            });
        }
    }
    Ok(())
}

impl ParquetRows<'_> {
    fn next_group(&mut self) -> Result<bool, ParquetError> {
        let metadata = self.table.reader.metadata();
        if self.group >= metadata.num_row_groups() {
            return Ok(false);
        }
        let group = self.table.reader.get_row_group(self.group)?;
        self.group += 1;
        self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        self.columns.clear();
        let schema = metadata.file_metadata().schema_descr_ptr();
        for place in &self.table.places {
            let described = schema.column(*place);
            self.columns.push(Column {
                reader: group.get_column_reader(*place)?,
                most_defined: described.max_def_level(),
                shown: Shown::of(described.logical_type_ref(), described.converted_type()),
                cells: Vec::new(),
            });
        }
        Ok(true)
    }

    fn next_portion(&mut self) -> Result<bool, ParquetError> {
        while self.left == 0 {
            if !self.next_group()? {
                return Ok(false);
            }
        }
        let count = self.left.min(PORTION);
        for column in &mut self.columns {
            column.read(count)?;
        }
        // Columns of different lengths are a damaged file; what is there in all of them would be misplaced.
        if self.columns.iter().any(|column| column.cells.len() != count) {
            return Err(ParquetError::General("a column ends before its time".to_owned()));
        }
        self.left -= count;
        Ok(true)
    }

    /// The rows of the portion, or the first cell of it that is no text.
    fn take_portion(&mut self) -> Result<(), RowProblem> {
        let count = self.columns.first().map_or(0, |column| column.cells.len());
        for place in 0..count {
            let number = self.number + 1 + place as u64;
            let mut cells = Vec::with_capacity(self.columns.len());
            for (index, column) in self.columns.iter_mut().enumerate() {
                match column
                    .cells
                    .get_mut(place)
                    .map(|cell| std::mem::replace(cell, Ok(String::new())))
                {
                    Some(Ok(cell)) => cells.push(cell),
                    _ => {
                        return Err(RowProblem {
                            row: number,
                            column: Some(ColumnPlace {
                                number: index + 1,
                                heading: self.table.header.get(index).cloned().unwrap_or_default(),
                            }),
                            fault: RowFault::Undecodable { encoding: "UTF-8" },
                            cells: Vec::new(),
                            last: true,
                        });
                    }
                }
            }
            self.ready.push_back(Row { number, cells });
        }
        self.number += count as u64;
        Ok(())
    }
}

impl Iterator for ParquetRows<'_> {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(row));
            }
            if self.ended {
                return None;
            }
            match self.next_portion() {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    return None;
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(RowProblem {
                        row: self.number + 1,
                        column: None,
                        fault: RowFault::Damaged {
                            part: "Parquet".to_owned(),
                            detail: error.to_string(),
                        },
                        cells: Vec::new(),
                        last: true,
                    }));
                }
            }
            if let Err(problem) = self.take_portion() {
                // What came before it in the portion is handed out first.
                self.ended = true;
                self.ready.clear();
                return Some(Err(problem));
            }
        }
    }
}
