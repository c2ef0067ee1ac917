//! Reads `forms/*.toml` into a [`Form`]. A core field brings its kind, list, rows and label from the core, so a
//! form only says what it wants different.

use super::outside::OutsideRule;
use super::{Form, FormField, FormKind, Page, Quality, Required, RowField};
use crate::fields::{self, FieldKind, Sensitivity};
use crate::kinds::RecordKind;
use crate::pack::condition::Condition;
use crate::pack::problem::{PackProblem, Place};
use crate::pack::rows::FieldLabel;
use crate::pack::words::Words;
use serde::Deserialize;
use std::sync::Arc;

const SHORT_TEXT: usize = 500;
const LONG_TEXT: usize = 15_000;
const MOST: usize = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenForm {
    id: String,
    subject: RecordKind,
    #[serde(default)]
    title: Words,
    outside: Option<String>,
    #[serde(default)]
    group: Vec<WrittenGroup>,
    #[serde(default)]
    page: Vec<WrittenPage>,
    #[serde(default)]
    to_outside: Vec<OutsideRule>,
    #[serde(default)]
    quality: Quality,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGroup {
    id: String,
    #[serde(default)]
    title: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPage {
    id: String,
    #[serde(default)]
    title: Words,
    #[serde(default)]
    hint: Words,
    #[serde(default)]
    group: String,
    when: Option<String>,
    #[serde(default)]
    field: Vec<WrittenField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenField {
    core: Option<String>,
    key: Option<String>,
    kind: Option<String>,
    sensitivity: Option<String>,
    #[serde(default)]
    label: Words,
    #[serde(default)]
    hint: Words,
    required: Option<String>,
    one_of: Option<String>,
    when: Option<String>,
    options: Option<String>,
    #[serde(default)]
    only: Vec<String>,
    suggestions: Option<String>,
    max_length: Option<usize>,
    most: Option<usize>,
    /// For a core field with entries: which of its rows are asked, in this order.
    #[serde(default)]
    ask: Vec<String>,
    #[serde(default)]
    rows: Vec<WrittenRow>,
    counts_when: Option<String>,
    outside_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    key: String,
    kind: Option<String>,
    #[serde(default)]
    label: Words,
    #[serde(default)]
    hint: Words,
    options: Option<String>,
    suggestions: Option<String>,
    max_length: Option<usize>,
}

pub(in crate::pack) fn read(
    place: &Place,
    text: &str,
    labels: &[FieldLabel],
    problems: &mut Vec<PackProblem>,
) -> Option<Form> {
    let written: WrittenForm = match toml::from_str(text) {
        Ok(written) => written,
        Err(error) => {
            problems.push(crate::pack::load::toml_problem(place, text, &error));
            return None;
        }
    };
    let mut reader = Reader {
        place,
        labels,
        problems,
    };
    let pages = written.page.into_iter().map(|page| reader.page(page)).collect();
    Some(Form {
        id: written.id,
        title: written.title,
        subject: written.subject,
        groups: written.group.into_iter().map(|group| (group.id, group.title)).collect(),
        pages,
        outside: written.outside,
        outside_rules: written.to_outside,
        quality: written.quality,
        lists: Arc::default(),
        place: place.clone(),
    })
}

struct Reader<'a> {
    place: &'a Place,
    labels: &'a [FieldLabel],
    problems: &'a mut Vec<PackProblem>,
}

impl Reader<'_> {
    fn page(&mut self, written: WrittenPage) -> Page {
        let condition = self.condition(&written.id, written.when.as_deref());
        let fields = written
            .field
            .into_iter()
            .map(|field| self.field(&written.id, field))
            .collect();
        Page {
            id: written.id,
            title: written.title,
            hint: written.hint,
            group: written.group,
            condition,
            fields,
        }
    }

    fn field(&mut self, page: &str, written: WrittenField) -> FormField {
        let key = written.key.clone().or_else(|| written.core.clone()).unwrap_or_default();
        if key.is_empty() {
            self.mistake(page, "a field has neither core nor key");
        }
        let core = written.core.as_deref().and_then(fields::find);
        if let (Some(name), None) = (&written.core, core) {
            self.mistake(&key, format!("there is no core field {name}"));
        }
        let kind = self.kind(&key, written.kind.as_deref(), core.map(|core| core.kind));
        let said = self
            .labels
            .iter()
            .find(|label| Some(label.key.as_str()) == written.core.as_deref());
        let rows = if written.rows.is_empty() {
            self.core_rows(&key, core, &written.ask)
        } else {
            written.rows.iter().map(|row| self.row(&key, row)).collect()
        };
        FormField {
            condition: self.condition(&key, written.when.as_deref()),
            sensitivity: self.sensitivity(&key, written.sensitivity.as_deref(), core.map(|core| core.sensitivity)),
            required: self.required(&key, written.required.as_deref()),
            label: said.map_or_else(|| written.label.clone(), |said| written.label.over(&said.label)),
            hint: said.map_or_else(|| written.hint.clone(), |said| written.hint.over(&said.hint)),
            options: written.options.or_else(|| core.and_then(|core| list_of(core.kind))),
            max_length: written.max_length.unwrap_or(if kind == FormKind::LongText {
                LONG_TEXT
            } else {
                SHORT_TEXT
            }),
            most: written.most.unwrap_or(MOST),
            core: core.map(|core| core.key.to_owned()),
            key,
            kind,
            one_of: written.one_of,
            only: written.only,
            suggestions: written.suggestions,
            rows,
            counts_when: written.counts_when,
            outside_key: written.outside_key,
        }
    }

    fn core_rows(&mut self, key: &str, core: Option<&fields::Field>, ask: &[String]) -> Vec<RowField> {
        let Some(FieldKind::Entries(parts)) = core.map(|core| core.kind) else {
            return Vec::new();
        };
        let chosen: Vec<&fields::EntryField> = if ask.is_empty() {
            parts.iter().collect()
        } else {
            for name in ask {
                if !parts.iter().any(|part| part.key == name) {
                    self.mistake(key, format!("the core field has no part {name}"));
                }
            }
            ask.iter()
                .filter_map(|name| parts.iter().find(|part| part.key == name))
                .collect()
        };
        chosen
            .into_iter()
            .map(|part| {
                let said = self
                    .labels
                    .iter()
                    .find(|label| label.key == format!("{key}.{}", part.key));
                RowField {
                    key: part.key.to_owned(),
                    kind: form_kind(part.kind),
                    label: said.map(|said| said.label.clone()).unwrap_or_default(),
                    hint: said.map(|said| said.hint.clone()).unwrap_or_default(),
                    options: list_of(part.kind),
                    suggestions: None,
                    max_length: if part.key == "note" { LONG_TEXT } else { SHORT_TEXT },
                }
            })
            .collect()
    }

    fn row(&mut self, key: &str, written: &WrittenRow) -> RowField {
        let kind = self.kind(&format!("{key}.{}", written.key), written.kind.as_deref(), None);
        RowField {
            key: written.key.clone(),
            kind,
            label: written.label.clone(),
            hint: written.hint.clone(),
            options: written.options.clone(),
            suggestions: written.suggestions.clone(),
            max_length: written.max_length.unwrap_or(if kind == FormKind::LongText {
                LONG_TEXT
            } else {
                SHORT_TEXT
            }),
        }
    }

    fn kind(&mut self, key: &str, written: Option<&str>, core: Option<FieldKind>) -> FormKind {
        let core = core.map(form_kind);
        let own = match written {
            None => None,
            Some("text") => Some(FormKind::Text),
            Some("long_text") => Some(FormKind::LongText),
            Some("date") => Some(FormKind::Date),
            Some("code") => Some(FormKind::Code),
            Some("codes") => Some(FormKind::Codes),
            Some("entries") => Some(FormKind::Entries),
            Some("files") => Some(FormKind::Files),
            Some(other) => {
                let known = "text, long_text, date, code, codes, entries, files";
                self.mistake(key, format!("\"{other}\" is not one of {known}"));
                None
            }
        };
        let texts = [FormKind::Text, FormKind::LongText];
        match (own, core) {
            (Some(own), Some(core)) if own != core && !(texts.contains(&own) && texts.contains(&core)) => {
                self.mistake(key, "the kind is not the core field's kind");
                core
            }
            (Some(kind), _) | (None, Some(kind)) => kind,
            (None, None) => {
                self.mistake(key, "the field has no kind");
                FormKind::Text
            }
        }
    }

    fn required(&mut self, key: &str, written: Option<&str>) -> Required {
        match written {
            None | Some("never") => Required::Never,
            Some("complete") => Required::Complete,
            Some("send") => Required::Send,
            Some(other) => {
                self.mistake(
                    key,
                    format!("required is \"{other}\", not one of never, complete, send"),
                );
                Required::Never
            }
        }
    }

    fn sensitivity(&mut self, key: &str, written: Option<&str>, core: Option<Sensitivity>) -> Sensitivity {
        if let (Some(_), Some(core)) = (written, core) {
            self.mistake(key, "a core field's sensitivity cannot be changed");
            return core;
        }
        match written {
            None => core.unwrap_or(Sensitivity::Story),
            Some("identity") => Sensitivity::Identity,
            Some("contact") => Sensitivity::Contact,
            Some("shielded_address") => Sensitivity::ShieldedAddress,
            Some("story") => Sensitivity::Story,
            Some("special") => Sensitivity::Special,
            Some("immigration") => Sensitivity::Immigration,
            Some(other) => {
                self.mistake(key, format!("there is no sensitivity \"{other}\""));
                // What cannot be read gets the narrowest class.
                Sensitivity::ShieldedAddress
            }
        }
    }

    fn condition(&mut self, key: &str, written: Option<&str>) -> Option<Condition> {
        match Condition::parse(written?) {
            Ok(condition) => Some(condition),
            Err(error) => {
                self.mistake(key, format!("the condition cannot be read: {error}"));
                None
            }
        }
    }

    fn mistake(&mut self, key: &str, message: impl Into<String>) {
        self.problems.push(self.place.mistake(key, message));
    }
}

pub(in crate::pack) fn form_kind(kind: FieldKind) -> FormKind {
    match kind {
        FieldKind::Text => FormKind::Text,
        FieldKind::LongText => FormKind::LongText,
        FieldKind::Date => FormKind::Date,
        FieldKind::Code(_) => FormKind::Code,
        FieldKind::Codes(_) => FormKind::Codes,
        FieldKind::Entries(_) => FormKind::Entries,
    }
}

fn list_of(kind: FieldKind) -> Option<String> {
    match kind {
        FieldKind::Code(list) | FieldKind::Codes(list) => Some(list.to_owned()),
        _ => None,
    }
}
