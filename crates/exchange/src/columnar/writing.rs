//! Columns into a Parquet file, packed with Zstandard. The same columns give the same bytes.

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// Rows of one group: what a reader must take in at once.
const GROUP: usize = 1 << 19;

/// A column and its heading.
pub struct ColumnOf<'a> {
    pub name: &'a str,
    pub cells: Cells<'a>,
}

/// The values of a column, none where it is blank.
pub enum Cells<'a> {
    Texts(Box<dyn Fn(usize) -> Option<String> + 'a>),
    Numbers(Box<dyn Fn(usize) -> Option<f64> + 'a>),
    Counts(Box<dyn Fn(usize) -> Option<i64> + 'a>),
}

/// Writes `rows` rows of the columns.
///
/// # Errors
/// Where the target cannot be written.
pub fn write<W: Write + Send>(target: W, columns: &[ColumnOf<'_>], rows: usize) -> std::io::Result<W> {
    try_write(target, columns, rows).map_err(|error| match error {
        ParquetError::External(inner) => std::io::Error::other(inner),
        other => std::io::Error::other(other),
    })
}

fn try_write<W: Write + Send>(target: W, columns: &[ColumnOf<'_>], rows: usize) -> Result<W, ParquetError> {
    let fields = columns
        .iter()
        .map(|column| {
            let (physical, logical) = match column.cells {
                Cells::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Cells::Numbers(_) => (Physical::DOUBLE, None),
                Cells::Counts(_) => (Physical::INT64, None),
            };
            Ok(Arc::new(
                Type::primitive_type_builder(column.name, physical)
                    .with_repetition(Repetition::OPTIONAL)
                    .with_logical_type(logical)
                    .build()?,
            ))
        })
        .collect::<Result<Vec<_>, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(parquet::basic::ZstdLevel::default()))
        .set_created_by("haven".to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(target, schema, Arc::new(properties))?;
    for first in (0..rows.max(1)).step_by(GROUP) {
        let places = first..(first + GROUP).min(rows);
        let mut group = writer.next_row_group()?;
        for column in columns {
            let Some(mut target) = group.next_column()? else { break };
            match &column.cells {
                Cells::Texts(of) => {
                    let (there, values) = parted(places.clone(), |place| {
                        of(place).map(|text| ByteArray::from(text.into_bytes()))
                    });
                    target
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&there), None)?;
                }
                Cells::Numbers(of) => {
                    let (there, values) = parted(places.clone(), of);
                    target.typed::<DoubleType>().write_batch(&values, Some(&there), None)?;
                }
                Cells::Counts(of) => {
                    let (there, values) = parted(places.clone(), of);
                    target.typed::<Int64Type>().write_batch(&values, Some(&there), None)?;
                }
            }
            target.close()?;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// Which rows have a value, and the values.
fn parted<T>(places: std::ops::Range<usize>, of: impl Fn(usize) -> Option<T>) -> (Vec<i16>, Vec<T>) {
    let mut there = Vec::with_capacity(places.len());
    let mut values = Vec::with_capacity(places.len());
    for place in places {
        let value = of(place);
        there.push(i16::from(value.is_some()));
        values.extend(value);
    }
    (there, values)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use crate::columnar;

    fn written(rows: usize) -> Vec<u8> {
        let name = |place: usize| (!place.is_multiple_of(3)).then(|| format!("Tuấn {place}"));
        let weight = |place: usize| Some(place as f64 / 4.0);
        let count = |place: usize| (place != 1).then_some(place as i64);
        let columns = [
            ColumnOf {
                name: "name",
                cells: Cells::Texts(Box::new(name)),
            },
            ColumnOf {
                name: "weight",
                cells: Cells::Numbers(Box::new(weight)),
            },
            ColumnOf {
                name: "count",
                cells: Cells::Counts(Box::new(count)),
            },
        ];
        write(Vec::new(), &columns, rows).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for rows in [0, 1, 7, 10_000] {
            let bytes = written(rows);
            assert_eq!(bytes, written(rows), "the same columns give the same bytes");
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&bytes).unwrap();
            assert!(columnar::is_parquet(&mut file).unwrap() || rows == 0);
            let table = columnar::open(file).unwrap();
            assert_eq!(table.header(), ["name", "weight", "count"]);
            let read: Vec<_> = table.rows().map(Result::unwrap).collect();
            assert_eq!(read.len(), rows);
            for (place, row) in read.iter().enumerate() {
                let name = if place.is_multiple_of(3) {
                    String::new()
                } else {
                    format!("Tuấn {place}")
                };
                let count = if place == 1 { String::new() } else { place.to_string() };
                assert_eq!(row.number, place as u64 + 1);
                assert_eq!(row.cells, [name, (place as f64 / 4.0).to_string(), count]);
            }
        }
    }

    #[test]
    fn a_damaged_file_is_refused_and_never_a_panic() {
        let bytes = written(500);
        for place in (0..bytes.len()).step_by(11) {
            for cut in [true, false] {
                let mut harmed = bytes.clone();
                if cut {
                    harmed.truncate(place);
                } else if let Some(byte) = harmed.get_mut(place) {
                    *byte ^= 0x5a;
                }
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(&harmed).unwrap();
                if let Ok(table) = columnar::open(file) {
                    assert!(table.rows().take(2_000).count() <= 2_000);
                }
            }
        }
    }
}
