//! The country's own referral form: which fields it takes, and how our answers fill them.
//!
//! Most fields pass straight over (`outside_key` on the field). The rest have a rule that names where the answer
//! is taken from. Nothing is invented: what we do not know is left out.

use super::{Form, FormField, FormKind};
use crate::answers::{Answer, Answers};
use crate::dates::PartialDate;
use crate::pack::problem::{PackProblem, Place};
use crate::pack::table::Table;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// `outside/*.csv`: the fields of the country's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideForm {
    pub id: String,
    pub fields: Vec<OutsideField>,
    pub(in crate::pack) place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideField {
    pub key: String,
    pub meaning: String,
    pub required: bool,
    /// Asked on the path for a child.
    pub asked: bool,
    /// Key in what is sent; empty for what only steers the form.
    pub submission_key: String,
    pub max_length: Option<usize>,
    /// `ask`: put by hand to the person who sends, since no answer of ours fits.
    pub source: String,
    pub(in crate::pack) place: Place,
}

/// How one outside field is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutsideRule {
    pub key: String,
    /// Answer keys or parts (`names.given`), the first with an answer is taken.
    pub from: Vec<String>,
    /// Only entries whose part has one of these codes; an empty code stands for "not said".
    pub filter: Option<Filter>,
    /// From our code to theirs.
    pub map: BTreeMap<String, String>,
    /// Yes when a chosen code of `from` maps to this value of a scheme: `nrm_form=types-of-exploitation-other`.
    pub tick: Option<String>,
    /// Several answers are sent under KEY1, KEY2, ... up to this many; otherwise they are joined.
    pub repeat: Option<usize>,
    /// `exact_date`, `last_word`, `but_last_word`, `first`, `any` (yes or no).
    pub form: Option<String>,
    /// Only the answer at this place, counted from 0.
    pub at: Option<usize>,
    /// Show labels instead of codes.
    pub labels: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub part: String,
    pub is: Vec<String>,
}

impl Form {
    /// What the country's own form would be sent, by its submission keys. Answers to hidden questions stay behind.
    pub fn to_outside(&self, answers: &Answers) -> Value {
        let answers = self.prune(answers);
        let mut sent = Map::new();
        for field in self.fields() {
            if let (Some(key), Some(answer)) = (&field.outside_key, answers.0.get(&field.key)) {
                sent.insert(key.clone(), Value::String(self.whole(field, answer)));
            }
        }
        for rule in &self.outside_rules {
            self.fill(rule, &answers, &mut sent);
        }
        Value::Object(sent)
    }

    fn fill(&self, rule: &OutsideRule, answers: &Answers, sent: &mut Map<String, Value>) {
        let found = rule
            .from
            .iter()
            .map(|path| (path, self.values(path, rule, answers)))
            .find(|(_, values)| !values.is_empty());
        let (path, values) = found.unwrap_or_else(|| (&rule.key, Vec::new()));
        if rule.form.as_deref() == Some("any") {
            sent.insert(rule.key.clone(), yes_no(!values.is_empty()));
            return;
        }
        if let Some((scheme, wanted)) = rule.tick.as_deref().and_then(|tick| tick.split_once('=')) {
            let list = self
                .field(path)
                .and_then(|field| field.options.as_deref())
                .and_then(|name| self.list(name));
            let maps =
                |code: &String| list.and_then(|list| list.get(code)).and_then(|item| item.map(scheme)) == Some(wanted);
            if values.iter().any(maps) {
                sent.insert(rule.key.clone(), Value::Bool(true));
            }
            return;
        }
        if values.is_empty() {
            return;
        }
        let chosen = values
            .iter()
            .enumerate()
            .filter(|(at, _)| rule.at.is_none_or(|wanted| wanted == *at));
        let written: Vec<String> = chosen
            .filter_map(|(_, value)| self.written(path, rule, value))
            .collect();
        match rule.repeat {
            Some(most) => {
                for (at, value) in written.into_iter().take(most).enumerate() {
                    sent.insert(format!("{}{}", rule.key, at + 1), Value::String(value));
                }
            }
            None if written.is_empty() => {}
            // A form that takes one date or name gets the first we have.
            None if matches!(rule.form.as_deref(), Some("first" | "exact_date")) => {
                sent.extend(
                    written
                        .into_iter()
                        .next()
                        .map(|value| (rule.key.clone(), Value::String(value))),
                );
            }
            None => {
                sent.insert(rule.key.clone(), Value::String(written.join("; ")));
            }
        }
    }

    /// The answers at a path, entries filtered as the rule says.
    fn values(&self, path: &str, rule: &OutsideRule, answers: &Answers) -> Vec<String> {
        match answers.0.get(path) {
            Some(Answer::Text(text)) => vec![text.clone()],
            Some(Answer::Codes(codes)) => codes.clone(),
            Some(Answer::Entries(entries)) => self
                .field(path)
                .map(|field| entries.iter().map(|entry| self.entry_line(field, entry)).collect())
                .unwrap_or_default(),
            None => {
                let Some((list, part)) = path.rsplit_once('.') else {
                    return Vec::new();
                };
                let passes = |entry: &&crate::answers::Entry| {
                    rule.filter.as_ref().is_none_or(|filter| {
                        let code = entry.get(&filter.part).map_or("", String::as_str);
                        filter.is.iter().any(|wanted| wanted == code)
                    })
                };
                answers
                    .entries(list)
                    .iter()
                    .filter(passes)
                    .filter_map(|entry| entry.get(part))
                    .cloned()
                    .collect()
            }
        }
    }

    fn written(&self, path: &str, rule: &OutsideRule, value: &str) -> Option<String> {
        if !rule.map.is_empty() {
            return rule.map.get(value).cloned();
        }
        match rule.form.as_deref() {
            Some("exact_date") => value.parse::<PartialDate>().ok()?.exact().map(|date| date.to_string()),
            Some("last_word") => value.split_whitespace().next_back().map(str::to_owned),
            Some("but_last_word") => value
                .trim()
                .rsplit_once(char::is_whitespace)
                .map(|(before, _)| before.trim().to_owned()),
            _ if rule.labels => {
                let list = self
                    .field(path)
                    .and_then(|field| field.options.as_deref())
                    .and_then(|name| self.list(name));
                Some(
                    list.and_then(|list| list.label(value, "en"))
                        .unwrap_or(value)
                        .to_owned(),
                )
            }
            _ => Some(value.to_owned()),
        }
    }

    /// A field's answer as one text, with labels for codes.
    fn whole(&self, field: &FormField, answer: &Answer) -> String {
        match answer {
            Answer::Text(text) if field.kind == FormKind::Code => self.outside_code(field.options.as_deref(), text),
            Answer::Text(text) => text.clone(),
            Answer::Codes(codes) => codes
                .iter()
                .map(|code| self.outside_code(field.options.as_deref(), code))
                .collect::<Vec<_>>()
                .join("; "),
            Answer::Entries(entries) => entries
                .iter()
                .map(|entry| self.entry_line(field, entry))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    /// The list's own map to the outside form (`nrm`), or the code.
    fn outside_code(&self, list: Option<&str>, code: &str) -> String {
        let Some(item) = list.and_then(|name| self.list(name)).and_then(|list| list.get(code)) else {
            return code.to_owned();
        };
        // Bodies go by name: our codes for them are our own.
        let own_name = item.map("kind").map(|_| item.label.text("en"));
        item.map("nrm").or(own_name).unwrap_or(code).to_owned()
    }

    /// "Type: Sexual exploitation. Start: 2024-03."
    fn entry_line(&self, field: &FormField, entry: &crate::answers::Entry) -> String {
        let mut parts = Vec::new();
        for row in &field.rows {
            let Some(value) = entry.get(&row.key) else { continue };
            let label = row
                .options
                .as_deref()
                .and_then(|name| self.list(name))
                .and_then(|list| list.label(value, "en"));
            parts.push(format!(
                "{}: {}.",
                row.label.text("en"),
                label.unwrap_or(value).trim_end_matches('.')
            ));
        }
        parts.join(" ")
    }
}

fn yes_no(value: bool) -> Value {
    Value::String(if value { "yes" } else { "no" }.to_owned())
}

pub(in crate::pack) fn read_list(
    id: &str,
    place: &Place,
    bytes: &[u8],
    problems: &mut Vec<PackProblem>,
) -> OutsideForm {
    let needed = [
        "key",
        "meaning",
        "required",
        "asked_for_child",
        "submission_key",
        "source",
    ];
    let table = Table::read(place, bytes, &needed, problems);
    let fields = table
        .rows()
        .map(|row| OutsideField {
            key: row.text("key").to_owned(),
            meaning: row.text("meaning").to_owned(),
            required: row.text("required") == "yes",
            asked: row.text("asked_for_child") == "yes",
            submission_key: row.text("submission_key").to_owned(),
            max_length: row.text("max_length").parse().ok(),
            source: row.text("source").to_owned(),
            place: row.place(),
        })
        .collect();
    OutsideForm {
        id: id.to_owned(),
        fields,
        place: place.clone(),
    }
}
