//! From somebody's columns to a record's content. A [`Mapping`] says for each column where its values go; it is
//! suggested from the headings ([`suggest`]), corrected by a person, kept per agency, and applied row by row
//! ([`apply`]). It names columns by heading, so columns may move between one file and the next.

mod apply;
mod fault;
mod reason;
mod suggest;
mod target;

pub use apply::{Context, apply};
pub(crate) use apply::{kind_by_age, midnight};
pub use fault::{CellFault, CellNotice, Mend, Shape};
pub use reason::Reason;
pub use suggest::suggest;
pub use target::{NoSuchTarget, Target};

use crate::dates::DateOrder;
use domain::{Answers, RecordKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub name: String,
    pub columns: Vec<ColumnRule>,
    /// Values for every row of the file, by target path: `record_kind` is `child`, `phones.whose` is `found_on_person`.
    /// A part of an entry is set only where the row says something else of that entry: `phones.whose` for each phone
    /// of the row, `phones.2.whose` for the second.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRule {
    /// The heading, as [`crate::Table::header`] gives it.
    pub column: String,
    pub target: Target,
    #[serde(default)]
    pub date_order: DateOrder,
    /// What the agency writes, and what is meant: `Vict` is `child`. Looked up before any list, whatever the case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub value_map: BTreeMap<String, String>,
    /// What parts several values in one cell; codes are also parted at `;`, `,`, `/` and line breaks without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<char>,
    /// Why this target was suggested; nothing once a person has chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Suggested>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// 0 to 100.
    pub confidence: u8,
    /// In English.
    pub reason: String,
    /// The same as codes of [`Reason`], each with the word it rests on; empty in mappings of before there were codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<(String, String)>,
}

impl Suggested {
    pub(crate) fn new(confidence: u8, reasons: &[Reason]) -> Self {
        let told: Vec<String> = reasons.iter().map(Reason::to_string).collect();
        let because = reasons
            .iter()
            .map(|reason| (reason.code().to_owned(), reason.word().to_owned()))
            .collect();
        Self {
            confidence,
            reason: told.join(" "),
            because,
        }
    }
}

/// A row as a record: what the import hands to the same act as the form does.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// Row number of a table, or place of a case in its file, from 1.
    pub number: u64,
    pub source_id: Option<String>,
    pub kind: RecordKind,
    /// Milliseconds since 1970 UTC; midnight where only the day is known.
    pub handed_in_at: Option<i64>,
    pub answers: Answers,
    pub warnings: Vec<CellWarning>,
}

impl fmt::Debug for ImportedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportedRow")
            .field("number", &self.number)
            .field("answers", &self.answers)
            .finish_non_exhaustive()
    }
}

/// Something that was read in a way a person may want to look at; it stops nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct CellWarning {
    pub row: u64,
    pub column: String,
    pub notice: CellNotice,
}

/// A cell that cannot be taken, with the mend. The value is shown shortened to whoever owns the file, and never logged.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("Row {row}, column “{column}”: {fault}")]
pub struct CellProblem {
    pub row: u64,
    pub column: String,
    /// At most 40 characters of what the cell holds.
    pub value: String,
    pub fault: CellFault,
}

impl CellProblem {
    pub fn new(row: u64, column: &str, value: &str, fault: CellFault) -> Self {
        let value = crate::tables::shortened(value.trim(), 40);
        Self {
            row,
            column: column.to_owned(),
            value,
            fault,
        }
    }
}

impl fmt::Debug for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CellProblem")
            .field("row", &self.row)
            .field("column", &self.column)
            .field("code", &self.fault.code())
            .finish()
    }
}

impl fmt::Debug for CellWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CellWarning")
            .field("row", &self.row)
            .field("column", &self.column)
            .field("code", &self.notice.code())
            .finish()
    }
}

impl fmt::Display for CellWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {}, column “{}”: {}", self.row, self.column, self.notice)
    }
}
