//! What an import is, without database and web: kinds of file, states, what a row is called when it has no name.

use domain::{Answers, Channel, RecordKind};
use exchange::mapping::{Mapping, Target};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Rows that are staged, or applied, in one transaction.
pub const CHUNK: usize = 500;

/// The largest file that is taken, in bytes.
pub const LARGEST_FILE: u64 = 200 * 1024 * 1024;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

words! {
    /// How a file is read.
    FileKind {
        Csv = "csv",
        Xlsx = "xlsx",
        Ods = "ods",
        /// Flat HTCDS 2.0: its headings need no mapping.
        HtcdsCsv = "htcds-csv",
        HtcdsJson = "htcds-json",
    }
}

words! {
    Mode {
        /// One row that cannot be taken, and nothing is.
        WholeFile = "whole_file",
        /// Good rows go in; the others come back in a rejects file.
        RowByRow = "row_by_row",
    }
}

words! {
    ImportState {
        /// Kept; its columns are not settled yet.
        Received = "received",
        Checking = "checking",
        /// A dry run that is over.
        Checked = "checked",
        /// All-or-nothing, and some row cannot be taken.
        Refused = "refused",
        Applying = "applying",
        Done = "done",
        Cancelled = "cancelled",
        Failed = "failed",
    }
}

impl FileKind {
    pub const fn is_htcds(self) -> bool {
        matches!(self, Self::HtcdsCsv | Self::HtcdsJson)
    }

    pub const fn channel(self) -> Channel {
        match self {
            Self::Csv => Channel::Csv,
            Self::Xlsx | Self::Ods => Channel::Spreadsheet,
            Self::HtcdsCsv | Self::HtcdsJson => Channel::Htcds,
        }
    }
}

impl ImportState {
    /// Nothing more will happen by itself.
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Checking | Self::Applying)
    }
}

/// One record of a row, waiting. A case of HTCDS may hold several.
#[derive(Clone, Serialize, Deserialize)]
pub struct Waiting {
    pub source_id: String,
    pub kind: RecordKind,
    pub answers: Answers,
    /// When the agency took it down, where the row says so: milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_in_at: Option<i64>,
}

/// A row with no id of its own is called by what it says: the same row again is the same record.
pub fn row_identity(kind: RecordKind, answers: &Answers) -> String {
    let mut digest = Sha256::new();
    digest.update(kind.code().as_bytes());
    digest.update([0]);
    digest.update(serde_json::to_vec(answers).unwrap_or_default());
    let text = hex::encode(digest.finalize());
    format!("row:{}", text.get(..16).unwrap_or(&text))
}

/// Whether some column says who a row is about: without one, rows cannot be told apart or recognised.
pub fn identifies(mapping: &Mapping) -> bool {
    const FIELDS: [&str; 8] = [
        "names",
        "phones",
        "emails",
        "identifiers",
        "documents",
        "online_accounts",
        "addresses",
        "vehicles",
    ];
    mapping.columns.iter().any(|rule| match &rule.target {
        Target::Entry { field, .. } => FIELDS.contains(field),
        _ => false,
    })
}

/// A saved mapping laid over the columns of a file: its rules where the headings are the same, the others left out.
pub fn over(here: &Mapping, saved: Mapping) -> Mapping {
    let columns = here
        .columns
        .iter()
        .map(|rule| {
            let known = saved.columns.iter().find(|one| one.column.trim() == rule.column.trim());
            known.cloned().unwrap_or_else(|| {
                let mut left_out = rule.clone();
                left_out.target = Target::Ignore;
                left_out.suggested = None;
                left_out
            })
        })
        .collect();
    Mapping {
        name: saved.name,
        columns,
        constants: saved.constants,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn a_row_without_an_id_is_called_by_what_it_says() {
        let mut answers = Answers::default();
        answers.set_text("sex", "female");
        let first = row_identity(RecordKind::Child, &answers);
        assert_eq!(first, row_identity(RecordKind::Child, &answers.clone()));
        assert_ne!(first, row_identity(RecordKind::Adult, &answers));
        answers.set_text("sex", "male");
        assert_ne!(first, row_identity(RecordKind::Child, &answers));
        assert_eq!(first.len(), "row:".len() + 16);
    }

    #[test]
    fn a_table_of_dates_alone_identifies_nobody() {
        let header = ["Seen on".to_owned(), "Weather".to_owned()];
        assert!(!identifies(&exchange::mapping::suggest(&header, &[])));
        let header = ["Surname".to_owned(), "DOB".to_owned()];
        assert!(identifies(&exchange::mapping::suggest(&header, &[])));
    }
}
