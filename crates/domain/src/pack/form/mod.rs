//! A form as a pack declares it: pages of fields with conditions. The same declaration draws the page, reads what
//! was typed, says what is missing, and writes the country's own referral.
//!
//! A field's `key` is its key in [`Answers`]: a core field's (`names`), or one of the pack's own (`gb.family`).
//! What a question hides is not sent: [`Form::prune`].

mod check;
mod file;
mod outside;
mod read;

pub use check::FieldProblem;
pub(super) use file::read as read_file;
pub(super) use outside::read_list as read_outside;
pub use outside::{OutsideField, OutsideForm, OutsideRule};

use super::codes::{CodeList, Lists};
use super::condition::{Condition, FILES_KEY};
use super::problem::Place;
use super::words::Words;
use crate::answers::Answers;
use crate::fields::Sensitivity;
use crate::kinds::RecordKind;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Form {
    pub id: String,
    pub title: Words,
    pub subject: RecordKind,
    /// Sections of the task list, in order: id and title.
    pub groups: Vec<(String, Words)>,
    pub pages: Vec<Page>,
    /// The country's own form that [`Self::to_outside`] fills.
    pub outside: Option<String>,
    pub outside_rules: Vec<OutsideRule>,
    pub quality: Quality,
    pub(super) lists: Arc<Lists>,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub struct Page {
    pub id: String,
    pub title: Words,
    pub hint: Words,
    pub group: String,
    pub condition: Option<Condition>,
    pub fields: Vec<FormField>,
}

#[derive(Clone, Debug)]
pub struct FormField {
    pub key: String,
    /// The core field it is, where it is one.
    pub core: Option<String>,
    pub kind: FormKind,
    pub sensitivity: Sensitivity,
    pub label: Words,
    pub hint: Words,
    pub required: Required,
    /// Fields that name the same group: one of them is enough.
    pub one_of: Option<String>,
    pub condition: Option<Condition>,
    /// The list of codes offered.
    pub options: Option<String>,
    /// Of that list only these, in this order; empty means all.
    pub only: Vec<String>,
    /// A list whose labels are offered as suggestions for a free text.
    pub suggestions: Option<String>,
    /// Characters, for a text.
    pub max_length: usize,
    /// Entries or codes, where there may be several.
    pub most: usize,
    /// The fields inside an entry.
    pub rows: Vec<RowField>,
    /// An entry without this row is not an entry (an indicator without a state was not answered).
    pub counts_when: Option<String>,
    /// The key under which the country's own form takes this answer.
    pub outside_key: Option<String>,
}

/// One input inside an entry: a phone's number, a name's script.
#[derive(Clone, Debug)]
pub struct RowField {
    pub key: String,
    pub kind: FormKind,
    pub label: Words,
    pub hint: Words,
    pub options: Option<String>,
    pub suggestions: Option<String>,
    pub max_length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    Text,
    LongText,
    Date,
    Code,
    Codes,
    Entries,
    /// Evidence files; kept outside the answers.
    Files,
}

/// For what an answer is needed. A hand-in in danger goes out with what `Send` asks; `Complete` is for the
/// country's formal referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Required {
    Never,
    Complete,
    Send,
}

/// Which fields the hand-in quality rules look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quality {
    /// Where the order of events is told.
    pub chronology: Vec<String>,
    /// Asked whether there was more than one situation, and where each is told.
    pub several_situations: Option<String>,
    pub each_situation: Option<String>,
    /// The exploitation codes ticked.
    pub exploitation: Option<String>,
    /// Where indicators are told in words (the `indicators` field is always looked at).
    pub indicators_text: Option<String>,
    /// Where gaps, delay and inconsistency are explained.
    pub gaps: Vec<String>,
    /// The professional's opinion, which must rest on facts told in `narrative`.
    pub opinion: Option<String>,
    /// Who can be rung when the writer is away.
    pub cover_contact: Option<String>,
    /// Long texts that tell what happened.
    pub narrative: Vec<String>,
    /// Indicator group that raises risk and proves nothing.
    pub vulnerability_group: Option<String>,
}

impl Form {
    /// Every field of every page, in order.
    pub fn fields(&self) -> impl Iterator<Item = &FormField> {
        self.pages.iter().flat_map(|page| page.fields.iter())
    }

    pub fn field(&self, key: &str) -> Option<&FormField> {
        self.fields().find(|field| field.key == key)
    }

    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    pub fn page_of(&self, key: &str) -> Option<&Page> {
        self.pages
            .iter()
            .find(|page| page.fields.iter().any(|field| field.key == key))
    }

    pub fn list(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name)
    }

    /// What a choice offers, in order: codes and their words.
    pub fn options(&self, field: &FormField) -> Vec<(&str, &Words)> {
        let Some(list) = field.options.as_deref().and_then(|name| self.list(name)) else {
            return Vec::new();
        };
        if field.only.is_empty() {
            list.items()
                .iter()
                .map(|item| (item.code.as_str(), &item.label))
                .collect()
        } else {
            field
                .only
                .iter()
                .filter_map(|code| list.get(code))
                .map(|item| (item.code.as_str(), &item.label))
                .collect()
        }
    }

    /// Pages with anything to ask, given what was answered.
    pub fn visible_pages(&self, answers: &Answers) -> Vec<&Page> {
        self.walk(answers).0.into_iter().map(|(page, _)| page).collect()
    }

    /// The fields of a page that are asked, given what was answered.
    pub fn visible_fields(&self, page: &Page, answers: &Answers) -> Vec<&FormField> {
        let (pages, _) = self.walk(answers);
        pages
            .into_iter()
            .find(|(shown, _)| shown.id == page.id)
            .map(|(_, fields)| fields)
            .unwrap_or_default()
    }

    /// The answers without those to questions that are no longer asked. Keys the form does not have are kept.
    pub fn prune(&self, answers: &Answers) -> Answers {
        self.walk(answers).1
    }

    /// Goes through the form in order. A condition sees only answers to questions that are themselves asked, so an
    /// old answer behind a changed one has no say.
    fn walk(&self, answers: &Answers) -> (Vec<(&Page, Vec<&FormField>)>, Answers) {
        let mut asked = answers.clone();
        for field in self.fields() {
            if field.key != FILES_KEY {
                asked.0.remove(&field.key);
            }
        }
        let mut pages = Vec::new();
        for page in &self.pages {
            if !shown(page.condition.as_ref(), &asked) {
                continue;
            }
            let mut fields = Vec::new();
            for field in &page.fields {
                if !shown(field.condition.as_ref(), &asked) {
                    continue;
                }
                if let Some(answer) = answers.0.get(&field.key) {
                    asked.0.insert(field.key.clone(), answer.clone());
                }
                fields.push(field);
            }
            if !fields.is_empty() {
                pages.push((page, fields));
            }
        }
        (pages, asked)
    }
}

fn shown(condition: Option<&Condition>, answers: &Answers) -> bool {
    condition.is_none_or(|condition| condition.holds(answers))
}
