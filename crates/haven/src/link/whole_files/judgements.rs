//! What people said about pairs (same, not the same), and the truth where somebody knows it: small tables beside the records.

use super::problems::LinkingProblem;
use super::reading::name_of;
use exchange::Limits;
use matching::bulk::{Ids, Judgement};
use std::collections::HashMap;
use std::path::Path;

const TOLD: usize = 5;

/// What was said, by record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    pub pairs: Vec<(u32, u32, Judgement)>,
    /// Answers that leave it open.
    pub unsure: u64,
}

/// Where a record stands among the sorted numbers.
pub fn place_of(ids: &Ids, id: &str) -> Option<u32> {
    let (mut low, mut high) = (0u32, u32::try_from(ids.len()).ok()?);
    while low < high {
        let middle = low + (high - low) / 2;
        if ids.get(middle).as_ref().as_bytes() < id.as_bytes() {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (ids.get(low) == id && (low as usize) < ids.len()).then_some(low)
}

/// Reads a table of two records and an answer a row.
///
/// # Errors
/// Where a record is not there, a row names one record twice, or an answer cannot be understood; and where two rows say
/// the opposite of one pair.
pub fn read(path: &Path, ids: &Ids) -> Result<Judged, LinkingProblem> {
    let mut judged = Judged::default();
    let mut said: HashMap<(u32, u32), (Judgement, u64)> = HashMap::new();
    let mut problems = Problems::of(path);
    each_row(path, &["record_a", "record_b", "judgement"], |row, cells| {
        let [one, other, answer] = cells;
        let (Some(a), Some(b)) = (place_of(ids, one), place_of(ids, other)) else {
            let lacking = if place_of(ids, one).is_none() { one } else { other };
            problems.add(
                row,
                format!("there is no record “{lacking}”. Check the number, or delete the row"),
            );
            return;
        };
        if a == b {
            problems.add(row, "both columns name one record. Delete the row".to_owned());
            return;
        }
        let answer = match answer.to_lowercase().replace(['_', '-'], " ").as_str() {
            "same" | "yes" | "1" | "true" | "match" | "same person" => Judgement::Same,
            "not the same" | "different" | "no" | "0" | "false" | "not same" | "non match" | "not a match" => {
                Judgement::NotTheSame
            }
            "not sure" | "unsure" | "" => {
                judged.unsure += 1;
                return;
            }
            _ => {
                problems.add(
                    row,
                    "the answer is not understood. Write: same, not the same, or not sure".to_owned(),
                );
                return;
            }
        };
        match said.insert((a.min(b), a.max(b)), (answer, row)) {
            Some((before, _)) if before == answer => {}
            Some((_, at)) => problems.add(
                row,
                format!("says the opposite of row {at} about the same two records. Keep the one that holds"),
            ),
            None => judged.pairs.push((a.min(b), a.max(b), answer)),
        }
    })?;
    problems.stop()?;
    judged.pairs.sort_unstable_by_key(|(a, b, _)| (*a, *b));
    Ok(judged)
}

/// For each record, the number of the person it speaks of, where the file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    pub person: Vec<Option<u32>>,
    /// Rows about records that are not in the files.
    pub strangers: u64,
}

impl Truth {
    /// Whether two records are of one person; none where it is not known of both.
    pub fn same(&self, a: u32, b: u32) -> Option<bool> {
        let of = |record: u32| self.person.get(record as usize).copied().flatten();
        Some(of(a)? == of(b)?)
    }
}

pub fn read_truth(path: &Path, ids: &Ids) -> Result<Truth, LinkingProblem> {
    let mut truth = Truth {
        person: vec![None; ids.len()],
        strangers: 0,
    };
    let mut persons: HashMap<String, u32> = HashMap::new();
    let mut problems = Problems::of(path);
    each_row(path, &["record_id", "person"], |row, cells| {
        let [id, person] = cells;
        if person.is_empty() {
            problems.add(row, "does not say which person it is".to_owned());
            return;
        }
        let Some(slot) = place_of(ids, id).and_then(|place| truth.person.get_mut(place as usize)) else {
            truth.strangers += 1;
            return;
        };
        let next = u32::try_from(persons.len()).unwrap_or(u32::MAX);
        *slot = Some(*persons.entry(person.to_owned()).or_insert(next));
    })?;
    problems.stop()?;
    if truth.person.iter().all(Option::is_none) {
        return Err(LinkingProblem::wrong(format!(
            "{}: none of its records is in the files",
            name_of(path)
        )));
    }
    Ok(truth)
}

/// Goes through a table whose first columns are those wanted, whatever they are called.
fn each_row<const N: usize>(
    path: &Path,
    wanted: &[&str; N],
    mut take: impl FnMut(u64, [&str; N]),
) -> Result<(), LinkingProblem> {
    let name = name_of(path);
    let limits = Limits {
        rows: u64::from(u32::MAX),
        ..Limits::default()
    };
    let file = std::fs::File::open(path).map_err(LinkingProblem::disk("the file cannot be opened:", path))?;
    let mut table = exchange::tables::open(file, None, limits)
        .map_err(|problem| LinkingProblem::wrong(format!("{name}: {problem}")))?;
    if table.header().len() < N {
        return Err(LinkingProblem::wrong(format!(
            "{name}: it needs the columns {}, in this order",
            wanted.join(", ")
        )));
    }
    for row in table.rows() {
        let row = row.map_err(|problem| LinkingProblem::wrong(format!("{name}: {problem}")))?;
        let cells = std::array::from_fn(|place| row.cells.get(place).map_or("", |cell| cell.trim()));
        take(row.number, cells);
    }
    Ok(())
}

/// The first few of what is wrong, and how many more.
struct Problems {
    file: String,
    told: Vec<String>,
    more: u64,
}

impl Problems {
    fn of(path: &Path) -> Self {
        Self {
            file: name_of(path),
            told: Vec::new(),
            more: 0,
        }
    }

    fn add(&mut self, row: u64, problem: String) {
        if self.told.len() < TOLD {
            self.told.push(format!("{}, row {row}: {problem}.", self.file));
        } else {
            self.more += 1;
        }
    }

    fn stop(self) -> Result<(), LinkingProblem> {
        if self.told.is_empty() {
            return Ok(());
        }
        let rest = if self.more > 0 {
            format!("\n  and {} more", self.more)
        } else {
            String::new()
        };
        Err(LinkingProblem::wrong(format!("{}{rest}", self.told.join("\n  "))))
    }
}
