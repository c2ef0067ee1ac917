//! What a record says, field by field: the one shape that form, import, API, comparison and export share.
//!
//! A key is a core field of [`crate::fields`] (`sex`, `names`, `phones`) or, where a country asks something of
//! its own, a field of its pack's form (`gb.future_exploitation_concerns`). A value is a text, a list of codes,
//! or a list of entries (several names, several phones). Dates are in EDTF text (see [`crate::dates`]), codes
//! are pack or core codes, never labels. Empty answers are not kept.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// One of several of the same kind: `{"number": "+447700900123", "whose": "child"}`.
pub type Entry = BTreeMap<String, String>;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    Text(String),
    Codes(Vec<String>),
    Entries(Vec<Entry>),
}

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Answer>);

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl Answers {
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.0.get(key) {
            Some(Answer::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn codes(&self, key: &str) -> &[String] {
        match self.0.get(key) {
            Some(Answer::Codes(codes)) => codes,
            _ => &[],
        }
    }

    pub fn entries(&self, key: &str) -> &[Entry] {
        match self.0.get(key) {
            Some(Answer::Entries(entries)) => entries,
            _ => &[],
        }
    }

    /// Sets a text; blank removes the answer.
    pub fn set_text(&mut self, key: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), Answer::Text(value.to_owned()));
        }
    }

    /// Sets a list of codes; none removes the answer.
    pub fn set_codes(&mut self, key: &str, codes: Vec<String>) {
        if codes.is_empty() {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), Answer::Codes(codes));
        }
    }

    /// Sets a list of entries, dropping blank values and entries with nothing in them.
    pub fn set_entries(&mut self, key: &str, entries: Vec<Entry>) {
        let kept: Vec<Entry> = entries
            .into_iter()
            .map(|entry| {
                entry
                    .into_iter()
                    .map(|(name, value)| (name, value.trim().to_owned()))
                    .filter(|(_, value)| !value.is_empty())
                    .collect::<Entry>()
            })
            .filter(|entry| !entry.is_empty())
            .collect();
        if kept.is_empty() {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), Answer::Entries(kept));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
