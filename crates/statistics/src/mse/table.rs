//! The table of capture histories: how many people were seen on exactly which lists.

use serde::Serialize;
use std::collections::BTreeMap;

/// A set of lists, as bits: bit 0 is the first list. As a history: seen on exactly these lists. As a term of a model:
/// the dependence among these lists.
pub type Lists = u16;

pub const LISTS_AT_LEAST: usize = 3;
pub const LISTS_AT_MOST: usize = 10;

/// Counts of people by capture history. The history "on no list" is what nobody knows: its count is always 0 here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    names: Vec<String>,
    counts: Vec<u64>,
}

/// Why a table cannot be used. Each is a plain sentence, and says what would help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error(
        "{found} lists are too few: an estimate of the unseen needs at least {LISTS_AT_LEAST} lists that overlap; with fewer, \
         only the people seen can be counted"
    )]
    TooFewLists { found: usize },
    #[error(
        "{found} lists are too many to model at once (at most {LISTS_AT_MOST}): merge lists of the same kind first"
    )]
    TooManyLists { found: usize },
    #[error("two lists are both called \"{name}\"")]
    SameName { name: String },
    #[error("line {line}: {found} columns, but the first line names {wanted}")]
    Columns { line: u64, found: usize, wanted: usize },
    #[error("line {line}: \"{value}\" under {list} is neither 0 nor 1: a person is on a list or is not")]
    NotZeroOrOne { line: u64, list: String, value: String },
    #[error("line {line}: the count \"{value}\" is not a whole number of people, 0 or more")]
    NotACount { line: u64, value: String },
    #[error(
        "line {line}: {count} people on no list at all: that number is what the study looks for, it cannot be handed in"
    )]
    OnNoList { line: u64, count: u64 },
    #[error("lines {first} and {second} describe the same history: add them up, or find out which one is right")]
    TwiceTheSame { first: u64, second: u64 },
    #[error("the last column must be called \"count\"")]
    NoCountColumn,
    #[error("nobody is on any list")]
    Empty,
    #[error("the file cannot be read as comma-separated values: {0}")]
    Unreadable(String),
}

impl Table {
    /// A table from `(lists, people)` pairs. Histories that are left out, or given twice, count 0 and the sum.
    pub fn new(names: Vec<String>, histories: &[(Lists, u64)]) -> Result<Self, TableError> {
        let lists = names.len();
        if lists < LISTS_AT_LEAST {
            return Err(TableError::TooFewLists { found: lists });
        }
        if lists > LISTS_AT_MOST {
            return Err(TableError::TooManyLists { found: lists });
        }
        let mut seen = std::collections::BTreeSet::new();
        if let Some(name) = names.iter().find(|name| !seen.insert(name.as_str())) {
            return Err(TableError::SameName { name: name.clone() });
        }
        let mut counts = vec![0; 1 << lists];
        for &(history, people) in histories {
            match counts.get_mut(usize::from(history)) {
                Some(count) if history > 0 => *count += people,
                _ if people == 0 => {}
                _ => return Err(TableError::OnNoList { line: 0, count: people }),
            }
        }
        let table = Self { names, counts };
        if table.people() == 0 {
            return Err(TableError::Empty);
        }
        Ok(table)
    }

    /// Reads comma-separated values: a line of list names ending in `count`, then a line of 0s and 1s and a count for
    /// each history that occurs.
    pub fn from_csv(text: &str) -> Result<Self, TableError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut names: Vec<String> = Vec::new();
        let mut histories = Vec::new();
        let mut lines: BTreeMap<Lists, u64> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| TableError::Unreadable(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            if names.is_empty() {
                names = record.iter().map(str::to_owned).collect();
                if !names.last().is_some_and(|last| last.eq_ignore_ascii_case("count")) {
                    return Err(TableError::NoCountColumn);
                }
                if names.len() - 1 < LISTS_AT_LEAST {
                    return Err(TableError::TooFewLists { found: names.len() - 1 });
                }
                if names.len() - 1 > LISTS_AT_MOST {
                    return Err(TableError::TooManyLists { found: names.len() - 1 });
                }
                continue;
            }
            if record.len() != names.len() {
                return Err(TableError::Columns {
                    line,
                    found: record.len(),
                    wanted: names.len(),
                });
            }
            let (history, people) = row(line, &names, &record)?;
            if history == 0 && people > 0 {
                return Err(TableError::OnNoList { line, count: people });
            }
            if let Some(first) = lines.insert(history, line) {
                return Err(TableError::TwiceTheSame { first, second: line });
            }
            histories.push((history, people));
        }
        names.pop();
        Self::new(names, &histories)
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of lists.
    pub fn lists(&self) -> usize {
        self.names.len()
    }

    /// People by history; index 0 ("on no list") is always 0. Length 2 to the number of lists.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How many different people were seen.
    pub fn people(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many were seen on every one of `lists`, whatever else they were on.
    pub fn on_all(&self, lists: Lists) -> u64 {
        let lists = usize::from(lists);
        (1..self.counts.len())
            .filter(|history| history & lists == lists)
            .map(|history| self.counts[history])
            .sum()
    }

    /// How many were seen on exactly `k` lists, for k from 0 (always 0) to the number of lists.
    pub fn by_number_of_lists(&self) -> Vec<u64> {
        let mut seen = vec![0; self.lists() + 1];
        for (history, people) in self.counts.iter().enumerate() {
            seen[history.count_ones() as usize] += people;
        }
        seen
    }

    /// The same people without one list: who was on no other list is no longer seen. None with fewer than three left.
    pub fn without(&self, list: usize) -> Option<Self> {
        let mut names = self.names.clone();
        (list < names.len()).then(|| names.remove(list))?;
        let low = (1_usize << list) - 1;
        self.regrouped(names, |history| (history & low) | ((history >> 1) & !low))
    }

    /// The same people with two lists made one. None with fewer than three left.
    pub fn merged(&self, first: usize, second: usize) -> Option<Self> {
        let (low, high) = (first.min(second), first.max(second));
        let mut names = self.names.clone();
        if high >= names.len() || low == high {
            return None;
        }
        let gone = names.remove(high);
        names[low] = format!("{}+{gone}", names[low]);
        let below = (1_usize << high) - 1;
        self.regrouped(names, |history| {
            let joined = (history >> high & 1) << low;
            (history & below) | ((history >> 1) & !below) | joined
        })
    }

    fn regrouped(&self, names: Vec<String>, to: impl Fn(usize) -> usize) -> Option<Self> {
        let mut histories = Vec::new();
        for (history, &people) in self.counts.iter().enumerate() {
            let new = to(history);
            if people > 0 && new > 0 {
                histories.push((new as Lists, people));
            }
        }
        Self::new(names, &histories).ok()
    }

    /// The same lists with other counts (a resample, a draw of the linkage); `counts` has one number per history.
    pub fn with_counts(&self, counts: Vec<u64>) -> Option<Self> {
        (counts.len() == self.counts.len() && counts.first() == Some(&0)).then(|| Self {
            names: self.names.clone(),
            counts,
        })
    }

    /// A number that changes when anything in the table changes (FNV-1a over names and counts), printed with results.
    pub fn fingerprint(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        let mut add = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        for name in &self.names {
            add(name.as_bytes());
            add(&[0]);
        }
        for count in &self.counts {
            add(&count.to_le_bytes());
        }
        format!("{hash:016x}")
    }
}

fn row(line: u64, names: &[String], record: &csv::StringRecord) -> Result<(Lists, u64), TableError> {
    let mut history: Lists = 0;
    for (list, value) in record.iter().take(names.len() - 1).enumerate() {
        match value {
            "0" => {}
            "1" => history |= 1 << list,
            _ => {
                return Err(TableError::NotZeroOrOne {
                    line,
                    list: names[list].clone(),
                    value: value.chars().take(40).collect(),
                });
            }
        }
    }
    let value = record.get(names.len() - 1).unwrap_or_default();
    let people: u64 = value
        .parse()
        .ok()
        .filter(|&people| people <= 1_000_000_000)
        .ok_or_else(|| TableError::NotACount {
            line,
            value: value.chars().take(40).collect(),
        })?;
    Ok((history, people))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> TableError {
        Table::from_csv(text).unwrap_err()
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(error("A,B,count\n1,0,4\n"), TableError::TooFewLists { found: 2 });
        assert_eq!(error("A,B,C,number\n1,0,0,4\n"), TableError::NoCountColumn);
        assert!(matches!(
            error("A,B,C,count\n1,0,2,4\n"),
            TableError::NotZeroOrOne { line: 2, .. }
        ));
        for bad in ["-3", "2.5", "", "1e3", "99999999999999999999"] {
            let text = format!("A,B,C,count\n1,0,0,{bad}\n");
            assert!(matches!(error(&text), TableError::NotACount { line: 2, .. }));
        }
        assert_eq!(
            error("A,B,C,count\n0,0,0,4\n"),
            TableError::OnNoList { line: 2, count: 4 }
        );
        assert_eq!(
            error("A,B,C,count\n1,0,0,4\n0,1,0,4\n1,0,0,4\n"),
            TableError::TwiceTheSame { first: 2, second: 4 }
        );
        assert_eq!(
            error("A,B,C,count\n1,0,4\n"),
            TableError::Columns {
                line: 2,
                found: 3,
                wanted: 4
            }
        );
        assert_eq!(
            error("A,A,C,count\n1,0,0,4\n"),
            TableError::SameName { name: "A".into() }
        );
        assert_eq!(error("A,B,C,count\n1,0,0,0\n"), TableError::Empty);
        assert_eq!(
            error("a,b,c,d,e,f,g,h,i,j,k,count\n"),
            TableError::TooManyLists { found: 11 }
        );
        assert_eq!(error(""), TableError::TooFewLists { found: 0 });
    }

    #[test]
    fn lists_leave_and_merge() {
        let table = Table::from_csv("A,B,C,D,count\n1,0,0,0,5\n0,1,0,0,7\n1,1,0,0,2\n0,1,1,1,3\n0,0,0,1,4\n").unwrap();
        let without = table.without(1).unwrap();
        assert_eq!(without.names(), ["A", "C", "D"]);
        assert_eq!(
            (without.counts()[0b001], without.counts()[0b110], without.people()),
            (7, 3, 14)
        );
        let merged = table.merged(0, 1).unwrap();
        assert_eq!(merged.names(), ["A+B", "C", "D"]);
        assert_eq!(
            (merged.counts()[0b001], merged.counts()[0b111], merged.people()),
            (14, 3, 21)
        );
        let ends = table.merged(0, 3).unwrap();
        assert_eq!((ends.counts()[0b001], ends.counts()[0b111]), (9, 3));
        assert!(without.without(0).is_none());
        assert_ne!(table.fingerprint(), merged.fingerprint());
    }
}
