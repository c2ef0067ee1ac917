//! What is said about a row or a file: kept as a code with its arguments, so that whoever reads it has it in their own
//! words, beside the English text for the command line and for what was kept before there were arguments.

use crate::problem::Problem;
use exchange::mapping::Suggested;
use exchange::{Arguments, CellNotice, CellProblem, FileProblem, RowProblem, tables};
use kit::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something about a row, or about a file as a whole, that its owner should read: why it was rejected, or how it was
/// understood.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Remark {
    /// As the owner writes it; empty for the whole row.
    pub column: String,
    /// What the cell holds, shortened.
    #[serde(default)]
    pub value: String,
    /// What is wrong and how to mend it, in English.
    pub text: String,
    /// Never changes its meaning: `cell.not_in_list`, `row.too_many_cells`.
    #[serde(default)]
    pub code: String,
    /// Values for the words of the code; nothing where only the text was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    args: Option<BTreeMap<String, String>>,
}

/// The text may quote a cell, which is about a person, so only the code is shown.
impl std::fmt::Debug for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remark")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// The work itself could not be finished, whatever the file holds.
const WORK_FAILED: &str = "work.failed";

/// The one argument that repeats what a cell holds.
const WORD_OF_THE_CELL: &str = "word";

/// The message key of a code: `cell.not_in_list` has the words of `imports-problem-cell-not-in-list`.
fn key(code: &str) -> String {
    format!("imports-problem-{}", code.replace(['.', '_'], "-"))
}

impl Remark {
    fn new(column: String, value: String, text: String, code: &str, args: Arguments) -> Self {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self {
            column,
            value,
            text,
            code: code.to_owned(),
            args: Some(args),
        }
    }

    pub fn of_cell(problem: CellProblem) -> Self {
        let fault = problem.fault;
        Self::new(
            problem.column,
            problem.value,
            fault.to_string(),
            fault.code(),
            fault.args(),
        )
    }

    /// How a cell, or the row where `column` is empty, was read.
    pub fn of_notice(column: String, notice: CellNotice) -> Self {
        Self::new(column, String::new(), notice.to_string(), notice.code(), notice.args())
    }

    /// Row and column have their own places on the page and in the file.
    pub fn of_row(problem: &RowProblem) -> Self {
        let column = match &problem.column {
            Some(column) if column.heading.is_empty() => tables::column_letters(column.number),
            Some(column) => column.heading.clone(),
            None => String::new(),
        };
        let text = problem.fault.to_string();
        Self::new(column, String::new(), text, problem.code(), problem.args())
    }

    pub fn of_file(problem: &FileProblem) -> Self {
        let text = problem.to_string();
        Self::new(String::new(), String::new(), text, problem.code(), problem.args())
    }

    pub fn work_failed() -> Self {
        let text = "The import could not be finished. What was taken in so far is kept; importing the file again goes on with the rest.";
        Self::new(
            String::new(),
            String::new(),
            text.to_owned(),
            WORK_FAILED,
            Arguments::new(),
        )
    }

    /// What [`Remark::kept`] wrote, or the plain text that was kept before.
    pub fn from_kept(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_else(|_| Self {
            column: String::new(),
            value: String::new(),
            text: kept.to_owned(),
            code: String::new(),
            args: None,
        })
    }

    pub fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.text.clone())
    }

    /// What is wrong and how to mend it, in the reader's words.
    pub fn said(&self, words: &Words) -> String {
        match &self.args {
            Some(args) => in_words(words, &self.code, args).unwrap_or_else(|| self.text.clone()),
            None => self.text.clone(),
        }
    }

    /// The same without anything that the file says, for those who are told only where to look. What was kept without
    /// arguments may quote the cell, so nothing is told of it.
    pub fn said_without_values(&self, words: &Words) -> Option<String> {
        let mut args = self.args.clone()?;
        if let Some(word) = args.get_mut(WORD_OF_THE_CELL) {
            "…".clone_into(word);
        }
        in_words(words, &self.code, &args)
    }
}

/// Nothing where no language has the words.
fn in_words(words: &Words, code: &str, args: &BTreeMap<String, String>) -> Option<String> {
    let mut values: BTreeMap<&str, String> = args
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    // A heading that cannot be read is explained by what is wrong with its row.
    if let Some(inner) = args.get("problem_code").filter(|inner| *inner != code)
        && let Some(said) = formatted(words, inner, &values)
    {
        values.insert("problem", said);
    }
    formatted(words, code, &values)
}

fn formatted(words: &Words, code: &str, values: &BTreeMap<&str, String>) -> Option<String> {
    let key = key(code);
    let values = values.iter().map(|(name, value)| (*name, value.as_str()));
    Some(words.with_texts(&key, values)).filter(|said| *said != key)
}

/// Why a column is suggested to go somewhere, in the reader's words.
pub(super) fn why(words: &Words, suggested: &Suggested) -> String {
    if suggested.because.is_empty() {
        return suggested.reason.clone();
    }
    let reasons = suggested.because.iter();
    let said: Vec<String> = reasons
        .map(|(code, word)| words.with_texts(&format!("imports-guess-{code}"), [("word", word.as_str())]))
        .collect();
    said.join(" ")
}

/// A file that cannot be read, told in the reader's words.
pub(super) fn unreadable(words: &Words, problem: &FileProblem) -> Problem {
    Problem::Bad {
        code: "problem-file-unreadable",
        detail: Some(Remark::of_file(problem).said(words)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;
    use exchange::mapping::Mend;
    use exchange::{CellFault, RowFault};

    /// Every code that a remark may have. The pages and files show the words of `imports-problem-` and the code.
    fn codes() -> impl Iterator<Item = &'static str> {
        [
            CellFault::CODES,
            CellNotice::CODES,
            RowFault::CODES,
            FileProblem::CODES,
            &[WORK_FAILED],
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    #[test]
    fn every_code_has_words_in_every_language() {
        let library = crate::embedded::words().expect("the words are read");
        let reasons = exchange::mapping::Reason::CODES.iter();
        let keys: Vec<String> = codes()
            .map(key)
            .chain(reasons.map(|code| format!("imports-guess-{code}")))
            .collect();
        let missing: Vec<String> = library
            .languages()
            .flat_map(|language| keys.iter().map(move |key| (language, key)))
            .filter(|(language, key)| !library.has(language, key))
            .map(|(language, key)| format!("{language}: {key}"))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(codes().count() > 50);
    }

    #[test]
    fn what_was_kept_before_stays_as_it_was_and_is_not_told_without_values() {
        let library = crate::embedded::words().expect("the words are read");
        let danish = library.words("da");
        let old = r#"{"column":"Sex","value":"purple","text":"“purple” is not known here.","code":"cell.not_in_list"}"#;
        let old = Remark::from_kept(old);
        assert_eq!(old.said(&danish), "“purple” is not known here.");
        assert!(old.said_without_values(&danish).is_none());
        assert_eq!(
            Remark::from_kept("The file has no rows.").said(&danish),
            "The file has no rows."
        );

        let fault = CellFault::NotInList {
            word: "purple".to_owned(),
            offered: vec!["female".to_owned(), "male".to_owned()],
            mend: Mend::Mapping,
        };
        let new = Remark::of_cell(CellProblem::new(2, "Sex", "purple", fault));
        let new = Remark::from_kept(&new.kept());
        let said = new.said(&danish);
        assert!(said.contains("purple") && said.contains("female, male"), "{said}");
        let told = new.said_without_values(&danish).unwrap();
        assert!(!told.contains("purple") && told.contains("female, male"), "{told}");
        // English words say what the text for the command line says, but for the first letter.
        let english = new.said(&library.words("en"));
        assert_eq!(english.to_lowercase(), new.text.to_lowercase());
    }
}
