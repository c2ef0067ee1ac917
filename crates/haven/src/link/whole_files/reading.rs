//! The files of a run as one list of rows, in the order of their record numbers.
//!
//! The order makes the result depend on what the files say and not on how their rows happen to lie: a sample taken in
//! training, and a choice between two joins that are equally good, fall the same way in every run. It also brings rows
//! that carry one number together, which is an error that nothing later could tell.

use super::columns::{Field, Mapping, Wanted};
use super::problems::LinkingProblem;
use super::scripts::{self, Script};
use exchange::tables::{self, Limits, Row, RowProblem};
use matching::bulk::Columns;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Rows of one file that a run takes.
const MOST_ROWS: u64 = 200_000_000;
/// Problems that are told one by one.
const TOLD: usize = 10;

/// How the files are to be read.
pub struct Reading<'a> {
    pub files: &'a [PathBuf],
    pub wanted: &'a Wanted,
    pub spec: &'a Columns,
    /// Rows that cannot be read are left out and listed, in place of stopping the run.
    pub leave_out: bool,
    /// Record numbers count for each file alone: they are put behind the file's name.
    pub prefix: bool,
}

/// A row that was left out. What it says stays in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub file: String,
    pub row: u64,
    pub problem: String,
}

/// All records, sorted by their numbers.
#[derive(Default)]
pub struct Records {
    /// The rows as comma-separated values, as they were read.
    text: Vec<u8>,
    /// Where each row of `text` begins, and the end.
    starts: Vec<u64>,
    /// Places of the rows in `starts`, in the order of record numbers.
    order: Vec<u32>,
    /// By record.
    pub scripts: Vec<Script>,
    /// By record, a place in `source_names`.
    pub sources: Vec<u16>,
    pub source_names: Vec<String>,
    pub left_out: Vec<LeftOut>,
    /// Fields that some file has.
    pub fields: Vec<Field>,
    /// For each file: name, columns in use, columns that were guessed, columns that nothing reads.
    pub files: Vec<ReadFile>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    pub name: String,
    pub rows: u64,
    pub columns: Vec<(Field, String)>,
    pub guessed: Vec<(Field, String)>,
    pub unused: Vec<String>,
}

impl Records {
    /// The rows for the engine: a heading row and the records in order. They can be had once, and their memory goes with them.
    pub fn take_rows(&mut self) -> RowStream {
        let mut head = Vec::new();
        for field in &self.fields {
            if !head.is_empty() {
                head.push(b',');
            }
            head.extend_from_slice(field.name().as_bytes());
        }
        head.push(b'\n');
        RowStream {
            text: std::mem::take(&mut self.text),
            starts: std::mem::take(&mut self.starts),
            order: std::mem::take(&mut self.order),
            next: 0,
            piece: head,
            at: 0,
        }
    }
}

/// Rows one after another, as a file would give them.
pub struct RowStream {
    text: Vec<u8>,
    starts: Vec<u64>,
    order: Vec<u32>,
    next: usize,
    piece: Vec<u8>,
    at: usize,
}

impl RowStream {
    fn row(&self, place: usize) -> Option<&[u8]> {
        let row = *self.order.get(place)? as usize;
        let (start, end) = (*self.starts.get(row)?, *self.starts.get(row + 1)?);
        self.text.get(start as usize..end as usize)
    }
}

impl Read for RowStream {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        const PIECE: usize = 1 << 16;
        if self.at == self.piece.len() {
            let mut piece = std::mem::take(&mut self.piece);
            piece.clear();
            while piece.len() < PIECE {
                let Some(row) = self.row(self.next) else { break };
                piece.extend_from_slice(row);
                self.next += 1;
            }
            self.piece = piece;
            self.at = 0;
        }
        let ready = self.piece.get(self.at..).unwrap_or_default();
        let length = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), ready.get(..length)) {
            to.copy_from_slice(from);
        }
        self.at += length;
        Ok(length)
    }
}

/// Reads every file. `step` is told how many rows were read and says whether to stop.
///
/// # Errors
/// Where a file is no table, a column is not there, a row cannot be read (unless such rows are left out), or two records
/// carry one number.
pub fn read(reading: &Reading<'_>, step: &dyn Fn(u64) -> bool) -> Result<Records, LinkingProblem> {
    let mut gathered = Gathered::default();
    let opened = open_all(reading)?;
    for field in Field::ALL {
        if field != Field::Source && opened.iter().any(|(_, _, mapping)| mapping.place(field).is_some()) {
            gathered.records.fields.push(field);
        }
    }
    for (path, source, mapping) in opened {
        gathered.file(reading, path, source, &mapping, step)?;
    }
    gathered.finish(reading)
}

/// Every file with its columns.
fn open_all<'a>(reading: &Reading<'a>) -> Result<Vec<(&'a PathBuf, Source, Mapping)>, LinkingProblem> {
    let mut sources = Vec::new();
    for path in reading.files {
        sources.push((path, Source::open(path)?));
    }
    let headings: BTreeSet<String> = sources
        .iter()
        .flat_map(|(_, source)| source.header())
        .cloned()
        .collect();
    sources
        .into_iter()
        .map(|(path, source)| {
            let mapping = Mapping::of(&name_of(path), source.header(), reading.wanted, reading.spec, &headings)?;
            Ok((path, source, mapping))
        })
        .collect()
}

/// The file's own name, without its folders.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

enum Source {
    Table(Box<tables::Table>),
    Parquet(Box<exchange::columnar::ParquetTable>),
}

impl Source {
    fn open(path: &Path) -> Result<Self, LinkingProblem> {
        let name = name_of(path);
        let mut file = File::open(path).map_err(LinkingProblem::disk("the file cannot be opened:", path))?;
        let say = |problem: exchange::FileProblem| LinkingProblem::wrong(format!("{name}: {problem}"));
        let parquet = exchange::columnar::is_parquet(&mut file)
            .map_err(LinkingProblem::disk("the file cannot be read:", path))?;
        if parquet {
            return Ok(Self::Parquet(Box::new(exchange::columnar::open(file).map_err(say)?)));
        }
        let limits = Limits {
            rows: MOST_ROWS,
            ..Limits::default()
        };
        Ok(Self::Table(Box::new(tables::open(file, None, limits).map_err(say)?)))
    }

    fn header(&self) -> &[String] {
        match self {
            Self::Table(table) => table.header(),
            Self::Parquet(table) => table.header(),
        }
    }

    fn for_each(
        &mut self,
        mut take: impl FnMut(Result<Row, RowProblem>) -> Result<(), LinkingProblem>,
    ) -> Result<(), LinkingProblem> {
        match self {
            Self::Table(table) => table.rows().try_for_each(&mut take),
            Self::Parquet(table) => table.rows().try_for_each(&mut take),
        }
    }
}

/// What is put together while the files are read.
#[derive(Default)]
struct Gathered {
    records: Records,
    ids: Vec<u8>,
    id_ends: Vec<u64>,
    /// File and row of each record.
    places: Vec<(u16, u64)>,
    sources: BTreeMap<String, u16>,
    problems: Vec<String>,
    problem_count: u64,
}

impl Gathered {
    fn file(
        &mut self,
        reading: &Reading<'_>,
        path: &Path,
        mut source: Source,
        mapping: &Mapping,
        step: &dyn Fn(u64) -> bool,
    ) -> Result<(), LinkingProblem> {
        let name = name_of(path);
        let number = u16::try_from(self.records.files.len())
            .map_err(|_| LinkingProblem::wrong("at most 65,000 files are linked in one run"))?;
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let prefix = if reading.prefix {
            format!("{stem}/")
        } else {
            String::new()
        };
        let columns = mapping.told(source.header());
        let fields = self.records.fields.clone();
        let places: Vec<Option<usize>> = fields.iter().map(|field| mapping.place(*field)).collect();
        let id_place = mapping.place(Field::RecordId).unwrap_or(0);
        let source_place = mapping.place(Field::Source);
        let names = [Field::GivenName, Field::FamilyName, Field::FullName].map(|field| mapping.place(field));
        let mut rows = 0u64;
        source.for_each(|row| {
            let row = match row {
                Ok(row) => row,
                Err(problem) => {
                    // A file whose rest cannot be read is not half a file.
                    if problem.last {
                        return Err(LinkingProblem::wrong(format!("{name}: {problem}")));
                    }
                    let row = problem.row;
                    self.refuse(reading, &name, row, problem.to_string());
                    return Ok(());
                }
            };
            rows += 1;
            if rows.is_multiple_of(8192) && step(self.places.len() as u64) {
                return Err(LinkingProblem::Stopped);
            }
            let cell = |place: Option<usize>| {
                place
                    .and_then(|place| row.cells.get(place))
                    .map_or("", |cell| cell.trim())
            };
            let id = cell(Some(id_place));
            if id.is_empty() {
                let says = format!(
                    "Row {}: {} is blank. Give every record its own number.",
                    row.number,
                    Field::RecordId.name()
                );
                self.refuse(reading, &name, row.number, says);
                return Ok(());
            }
            self.records.starts.push(self.records.text.len() as u64);
            for (index, place) in places.iter().enumerate() {
                if index > 0 {
                    self.records.text.push(b',');
                }
                if index == 0 && !prefix.is_empty() {
                    write_cell(&mut self.records.text, &format!("{prefix}{id}"));
                } else {
                    write_cell(&mut self.records.text, cell(*place));
                }
            }
            self.records.text.push(b'\n');
            self.ids.extend_from_slice(prefix.as_bytes());
            self.ids.extend_from_slice(id.as_bytes());
            self.id_ends.push(self.ids.len() as u64);
            self.places.push((number, row.number));
            self.records
                .scripts
                .push(scripts::of(names.iter().map(|place| cell(*place))));
            let from = match source_place {
                Some(_) => cell(source_place),
                None => stem.as_str(),
            };
            let from = match self.sources.get(from) {
                Some(known) => *known,
                None => {
                    // Beyond so many, sources are no groups any more.
                    let next = u16::try_from(self.sources.len()).unwrap_or(u16::MAX).min(MOST_SOURCES);
                    self.sources.insert(from.to_owned(), next);
                    next
                }
            };
            self.records.sources.push(from);
            Ok(())
        })?;
        self.records.files.push(ReadFile {
            name,
            rows,
            columns,
            guessed: mapping.guessed.clone(),
            unused: mapping.unused.clone(),
        });
        Ok(())
    }

    fn refuse(&mut self, reading: &Reading<'_>, file: &str, row: u64, problem: String) {
        self.problem_count += 1;
        if reading.leave_out {
            self.records.left_out.push(LeftOut {
                file: file.to_owned(),
                row,
                problem,
            });
        } else if self.problems.len() < TOLD {
            self.problems.push(format!("{file}: {problem}"));
        }
    }

    fn id(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let start = row
            .checked_sub(1)
            .and_then(|before| self.id_ends.get(before))
            .copied()
            .unwrap_or(0);
        let end = self.id_ends.get(row).copied().unwrap_or(start);
        self.ids.get(start as usize..end as usize).unwrap_or_default()
    }

    fn finish(mut self, reading: &Reading<'_>) -> Result<Records, LinkingProblem> {
        if !self.problems.is_empty() {
            let more = self.problem_count - self.problems.len() as u64;
            let rest = if more > 0 {
                format!("\n  and {more} more")
            } else {
                String::new()
            };
            return Err(LinkingProblem::wrong(format!(
                "{} row(s) cannot be read:\n  {}{rest}\nMend them, or leave such rows out with --leave-out-bad-rows (they are listed in left-out.csv).",
                self.problem_count,
                self.problems.join("\n  ")
            )));
        }
        let rows = u32::try_from(self.places.len())
            .map_err(|_| LinkingProblem::wrong("more than four thousand million rows: link them in parts"))?;
        if rows == 0 {
            return Err(LinkingProblem::wrong("there are no records below the headings"));
        }
        self.records.starts.push(self.records.text.len() as u64);
        let mut keyed: Vec<(u64, u32)> = (0..rows).map(|row| (first_bytes(self.id(row)), row)).collect();
        keyed.sort_unstable_by(|x, y| {
            x.0.cmp(&y.0)
                .then_with(|| self.id(x.1).cmp(self.id(y.1)))
                .then(x.1.cmp(&y.1))
        });
        let order: Vec<u32> = keyed.into_iter().map(|(_, row)| row).collect();
        self.check_numbers(reading, &order)?;
        self.in_order(order);
        Ok(self.records)
    }

    fn check_numbers(&self, reading: &Reading<'_>, order: &[u32]) -> Result<(), LinkingProblem> {
        let mut twice = order
            .iter()
            .zip(order.iter().skip(1))
            .filter(|(one, other)| self.id(**one) == self.id(**other));
        let told: Vec<String> = twice
            .by_ref()
            .take(TOLD)
            .map(|(one, other)| {
                let place = |row: &u32| {
                    let (file, row) = self.places.get(*row as usize).copied().unwrap_or_default();
                    let file = self
                        .records
                        .files
                        .get(usize::from(file))
                        .map_or("", |file| file.name.as_str());
                    format!("{file} row {row}")
                };
                format!(
                    "“{}” in {} and {}",
                    String::from_utf8_lossy(self.id(*one)),
                    place(one),
                    place(other)
                )
            })
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        let more = twice.count();
        let rest = if more > 0 {
            format!("\n  and {more} more")
        } else {
            String::new()
        };
        let mend = if reading.files.len() > 1 && !reading.prefix {
            "Give every record its own number; if each file counts for itself, add --number-by-file."
        } else {
            "Give every record its own number."
        };
        Err(LinkingProblem::wrong(format!(
            "two records carry one number:\n  {}{rest}\n{mend}",
            told.join("\n  ")
        )))
    }

    /// Puts what is known of each record into the order of numbers, and sources into that of their names.
    fn in_order(&mut self, order: Vec<u32>) {
        let records = &mut self.records;
        let mut renumbered = vec![0u16; self.sources.len()];
        for (place, number) in self.sources.values().enumerate() {
            if let Some(slot) = renumbered.get_mut(usize::from(*number)) {
                *slot = u16::try_from(place).unwrap_or(u16::MAX);
            }
        }
        records.source_names = self.sources.keys().cloned().collect();
        let scripts = std::mem::take(&mut records.scripts);
        let sources = std::mem::take(&mut records.sources);
        records.scripts = order
            .iter()
            .map(|row| scripts.get(*row as usize).copied().unwrap_or_default())
            .collect();
        records.sources = order
            .iter()
            .map(|row| {
                let source = sources.get(*row as usize).copied().unwrap_or(0);
                renumbered.get(usize::from(source)).copied().unwrap_or(0)
            })
            .collect();
        records.order = order;
    }
}

const MOST_SOURCES: u16 = 60_000;

/// The first eight bytes as a number that sorts as they do.
fn first_bytes(id: &[u8]) -> u64 {
    let mut bytes = [0u8; 8];
    for (to, from) in bytes.iter_mut().zip(id) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

/// A cell as RFC 4180 has it.
fn write_cell(text: &mut Vec<u8>, cell: &str) {
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        text.push(b'"');
        for byte in cell.bytes() {
            if byte == b'"' {
                text.push(b'"');
            }
            text.push(byte);
        }
        text.push(b'"');
    } else {
        text.extend_from_slice(cell.as_bytes());
    }
}

/// The names of some records, for a reader who asked to see them. Reads the files once more.
pub fn names_of(reading: &Reading<'_>, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, String>, LinkingProblem> {
    let mut names = BTreeMap::new();
    for (path, mut source, mapping) in open_all(reading)? {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let prefix = if reading.prefix {
            format!("{stem}/")
        } else {
            String::new()
        };
        source.for_each(|row| {
            let Ok(row) = row else { return Ok(()) };
            let cell = |field| {
                mapping
                    .place(field)
                    .and_then(|place| row.cells.get(place))
                    .map_or("", |cell| cell.trim())
            };
            let id = format!("{prefix}{}", cell(Field::RecordId));
            if wanted.contains(&id) {
                let parts = [cell(Field::GivenName), cell(Field::FamilyName)];
                let whole = parts
                    .iter()
                    .filter(|part| !part.is_empty())
                    .copied()
                    .collect::<Vec<_>>()
                    .join(" ");
                let whole = if whole.is_empty() {
                    cell(Field::FullName).to_owned()
                } else {
                    whole
                };
                let born = cell(Field::DateOfBirth);
                let told = if born.is_empty() {
                    whole
                } else {
                    format!("{whole}, {born}")
                };
                names.insert(id, told);
            }
            Ok(())
        })?;
    }
    Ok(names)
}
