//! Does a hand-in say what the next person needs? Rules that look at the answers before sending and suggest what
//! to add or to word differently (first responder toolkit: chronology, separate exploitations, named indicators,
//! explained gaps, no copied text, opinion tied to fact, cover contact, language free of blame).
//!
//! They help and never stand in the way: nothing here decides, scores or blocks, and a finding may be wrong. The
//! form's `[quality]` table says which fields each rule reads, the pack's language guide holds the wordings; no rule
//! knows a country.

mod chronology;
mod copied;
mod cover;
mod gaps;
mod indicators;
mod opinion;
mod situations;
mod wording;

use domain::answers::{Answer, Answers};
use domain::pack::{Form, FormKind, Pack};
use std::collections::BTreeMap;

/// One suggestion. `code` and `args` make the message in the reader's language; `english` is the message in English.
/// No finding repeats what was written, only words of the pack, so that findings may be shown and logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    /// The field to go to.
    pub field: Option<String>,
    pub args: BTreeMap<&'static str, String>,
    pub english: String,
}

/// Everything worth suggesting, in the order of the rules; answers to hidden questions are not looked at.
/// Labels in `args` are in `lang`.
pub fn lint(pack: &Pack, form: &Form, answers: &Answers, lang: &str) -> Vec<Finding> {
    let answers = form.prune(answers);
    let view = View {
        pack,
        form,
        answers: &answers,
        lang,
    };
    RULES.iter().flat_map(|rule| rule(&view)).collect()
}

type Rule = fn(&View<'_>) -> Vec<Finding>;

const RULES: &[Rule] = &[
    chronology::look,
    situations::look,
    indicators::look,
    gaps::look,
    opinion::look,
    copied::look,
    wording::look,
    cover::look,
];

/// What a rule sees.
struct View<'a> {
    pack: &'a Pack,
    form: &'a Form,
    answers: &'a Answers,
    lang: &'a str,
}

impl View<'_> {
    fn answered(&self, key: &str) -> bool {
        self.answers.0.contains_key(key)
    }

    /// The first of these fields that is asked: where a suggestion sends the writer.
    fn first_asked(&self, keys: &[String]) -> Option<String> {
        let asked: Vec<&str> = self
            .form
            .visible_pages(self.answers)
            .into_iter()
            .flat_map(|page| self.form.visible_fields(page, self.answers))
            .map(|field| field.key.as_str())
            .collect();
        keys.iter().find(|key| asked.contains(&key.as_str())).cloned()
    }

    /// The text of an answer, the parts of entries joined; empty when there is none.
    fn text(&self, key: &str) -> String {
        match self.answers.0.get(key) {
            Some(Answer::Text(text)) => text.clone(),
            Some(Answer::Entries(entries)) => entries
                .iter()
                .flat_map(|entry| entry.values())
                .cloned()
                .collect::<Vec<_>>()
                .join(". "),
            _ => String::new(),
        }
    }

    /// Every told text: long answers, and the notes of entries. Names, numbers and addresses are left out.
    fn told(&self) -> Vec<(&str, String)> {
        let mut told = Vec::new();
        for field in self.form.fields() {
            let text = match field.kind {
                FormKind::LongText => self.text(&field.key),
                FormKind::Entries => {
                    let notes = field
                        .rows
                        .iter()
                        .filter(|row| row.kind == FormKind::LongText || row.key == "note");
                    let keys: Vec<&str> = notes.map(|row| row.key.as_str()).collect();
                    let entries = self.answers.entries(&field.key).iter();
                    let texts = entries.flat_map(|entry| keys.iter().filter_map(|key| entry.get(*key)));
                    texts.cloned().collect::<Vec<_>>().join("\n")
                }
                _ => String::new(),
            };
            if !text.is_empty() {
                told.push((field.key.as_str(), text));
            }
        }
        told
    }

    fn label(&self, key: &str) -> String {
        self.form
            .field(key)
            .map_or_else(|| key.to_owned(), |field| field.label.text(self.lang).to_owned())
    }

    fn finding(&self, code: &'static str, field: Option<String>, english: &str) -> Finding {
        let mut args = BTreeMap::new();
        if let Some(key) = &field {
            args.insert("label", self.label(key));
        }
        Finding {
            code,
            field,
            args,
            english: english.to_owned(),
        }
    }
}

/// Words in lower case, in any script.
fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric() && character != '’' && character != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
