//! Checks of one form: its questions can be asked, drawn, answered and sent on.

use crate::fields::{self, FieldKind};
use crate::pack::Pack;
use crate::pack::condition::{Condition, FILES_KEY};
use crate::pack::form::{Form, FormField, FormKind, OutsideRule};
use crate::pack::problem::PackProblem;
use crate::pack::words::Words;
use std::collections::BTreeSet;

/// Names that stand in a draft's addresses where a page's id stands (`/hand-in/{draft}/check`): a page so called could
/// never be opened.
pub const PAGE_NAMES_TAKEN: &[&str] = &[
    "all", "autosave", "check", "discard", "known", "print", "receipt", "restore", "send",
];

pub(super) fn check(pack: &Pack, form: &Form, problems: &mut Vec<PackProblem>) {
    let mut checker = Checker { pack, form, problems };
    checker.title();
    let mut asked: Vec<&FormField> = Vec::new();
    let mut pages = BTreeSet::new();
    for page in &form.pages {
        if !pages.insert(page.id.as_str()) {
            checker.mistake(&page.id, "two pages have this id");
        }
        if PAGE_NAMES_TAKEN.contains(&page.id.as_str()) {
            checker.mistake(
                &page.id,
                "a page cannot have this id: the program has an address of its own by this name",
            );
        }
        if !form.groups.iter().any(|(id, _)| *id == page.group) {
            checker.mistake(&page.id, format!("there is no group {}", page.group));
        }
        checker.words(&page.id, "title", &page.title);
        checker.condition(&page.id, page.condition.as_ref(), &asked);
        for field in &page.fields {
            if asked.iter().any(|known| known.key == field.key) {
                checker.mistake(&field.key, "the field stands twice in the form");
            }
            checker.condition(&field.key, field.condition.as_ref(), &asked);
            checker.field(field);
            asked.push(field);
        }
    }
    checker.quality();
    checker.outside();
}

struct Checker<'a> {
    pack: &'a Pack,
    form: &'a Form,
    problems: &'a mut Vec<PackProblem>,
}

impl Checker<'_> {
    fn mistake(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(self.form.place.mistake(field, message));
    }

    fn title(&mut self) {
        self.words("title", "title", &self.form.title);
        for (id, title) in &self.form.groups {
            self.words(id, "title", title);
        }
    }

    fn words(&mut self, field: &str, what: &str, words: &Words) {
        if words.is_empty() {
            self.mistake(field, format!("the {what} is missing"));
            return;
        }
        for lang in self.pack.languages.iter().filter(|lang| !words.has(lang)) {
            self.problems.push(
                self.form
                    .place
                    .note(field, format!("the {what} is not in {lang} and falls back")),
            );
        }
    }

    fn field(&mut self, field: &FormField) {
        let key = field.key.as_str();
        self.words(key, "label", &field.label);
        if field.core.is_none() && field.kind != FormKind::Files && !key.contains('.') {
            self.mistake(
                key,
                "a field of the pack's own needs a key with a prefix, such as gb.family",
            );
        }
        if field.core.as_deref().is_some_and(|core| core != key) {
            self.mistake(key, "a core field keeps its own key");
        }
        if field.kind == FormKind::Files && key != FILES_KEY {
            self.mistake(key, format!("the field for files has the key {FILES_KEY}"));
        }
        self.list(key, field.kind, field.options.as_deref());
        if let Some(name) = field.suggestions.as_deref() {
            self.list(key, FormKind::Code, Some(name));
        }
        for code in &field.only {
            if self
                .form
                .list(field.options.as_deref().unwrap_or(""))
                .is_none_or(|list| list.get(code).is_none())
            {
                self.mistake(key, format!("{code} is not in the list of options"));
            }
        }
        if field.core.is_some() {
            self.same_list_as_core(field);
        }
        if field.kind == FormKind::Entries && field.rows.is_empty() {
            self.mistake(key, "a field with entries needs rows");
        }
        for row in &field.rows {
            let input = format!("{key}.{}", row.key);
            self.words(&input, "label", &row.label);
            self.list(&input, row.kind, row.options.as_deref());
            if matches!(row.kind, FormKind::Codes | FormKind::Entries | FormKind::Files) {
                self.mistake(&input, "a row holds one text, date or code");
            }
        }
        if let Some(part) = field
            .counts_when
            .as_deref()
            .filter(|part| !field.rows.iter().any(|row| row.key == **part))
        {
            self.mistake(key, format!("counts_when names {part}, which is no row"));
        }
    }

    fn list(&mut self, key: &str, kind: FormKind, list: Option<&str>) {
        let needs = matches!(kind, FormKind::Code | FormKind::Codes);
        match list {
            None if needs => self.mistake(key, "a choice needs a list of options"),
            Some(name) if self.form.list(name).is_none_or(|list| list.items().is_empty()) => {
                self.mistake(key, format!("there is no list {name}"));
            }
            _ => {}
        }
    }

    fn same_list_as_core(&mut self, field: &FormField) {
        let core = field.core.as_deref().and_then(fields::find).map(|core| core.kind);
        if let Some(FieldKind::Code(list) | FieldKind::Codes(list)) = core
            && field.options.as_deref() != Some(list)
        {
            self.mistake(&field.key, format!("the core field takes its codes from list {list}"));
        }
    }

    fn condition(&mut self, at: &str, condition: Option<&Condition>, asked: &[&FormField]) {
        for (path, values) in condition.map(Condition::fields).unwrap_or_default() {
            let (list, found) = match asked.iter().find(|field| field.key == path) {
                Some(field) => (field.options.clone(), true),
                None => match path.rsplit_once('.').and_then(|(key, part)| {
                    asked
                        .iter()
                        .find(|field| field.key == key)?
                        .rows
                        .iter()
                        .find(|row| row.key == part)
                }) {
                    Some(row) => (row.options.clone(), true),
                    None => (None, false),
                },
            };
            if !found {
                let late = self.form.field(path).is_some();
                let why = if late {
                    "which is asked later"
                } else {
                    "which the form does not have"
                };
                self.mistake(at, format!("the condition asks {path}, {why}"));
            }
            for value in values {
                let Some(list) = list.as_deref().and_then(|name| self.form.list(name)) else {
                    continue;
                };
                if list.get(value).is_none() {
                    self.mistake(
                        at,
                        format!("the condition compares {path} with {value}, which is not on its list"),
                    );
                }
            }
        }
    }

    fn quality(&mut self) {
        let quality = &self.form.quality;
        let single = [
            &quality.several_situations,
            &quality.each_situation,
            &quality.exploitation,
            &quality.indicators_text,
            &quality.opinion,
            &quality.cover_contact,
        ];
        let named = single
            .into_iter()
            .flatten()
            .chain(&quality.chronology)
            .chain(&quality.gaps)
            .chain(&quality.narrative);
        let missing: Vec<String> = named.filter(|key| self.form.field(key).is_none()).cloned().collect();
        for key in missing {
            self.mistake("quality", format!("there is no field {key}"));
        }
    }

    fn outside(&mut self) {
        let rules: Vec<OutsideRule> = self.form.outside_rules.clone();
        for rule in &rules {
            let missing: Vec<&String> = rule.from.iter().filter(|path| !self.path_exists(path)).collect();
            for path in missing {
                self.mistake(
                    &rule.key,
                    format!("the rule takes from {path}, which the form does not have"),
                );
            }
            if let Some((scheme, value)) = rule
                .tick
                .as_deref()
                .map(|tick| tick.split_once('=').unwrap_or((tick, "")))
            {
                let list = rule
                    .from
                    .first()
                    .and_then(|key| self.form.field(key))
                    .and_then(|field| field.options.clone());
                let known = list.and_then(|name| {
                    self.form
                        .list(&name)
                        .and_then(|list| list.by_map(scheme, value))
                        .map(|_| ())
                });
                if known.is_none() {
                    self.mistake(&rule.key, format!("no code maps to {value} in {scheme}"));
                }
            }
            const SHAPES: [&str; 5] = ["exact_date", "last_word", "but_last_word", "first", "any"];
            if let Some(shape) = rule.form.as_deref().filter(|shape| !SHAPES.contains(shape)) {
                self.mistake(&rule.key, format!("there is no form {shape}"));
            }
        }
        let Some(id) = self.form.outside.clone() else { return };
        let Some(outside) = self.pack.outside_forms().iter().find(|outside| outside.id == id) else {
            self.mistake("outside", format!("there is no outside/{id}.csv"));
            return;
        };
        let filled_by_field: BTreeSet<&str> = self
            .form
            .fields()
            .filter_map(|field| field.outside_key.as_deref())
            .collect();
        let filled = |key: &str| {
            filled_by_field.contains(key)
                || rules.iter().any(|rule| match rule.repeat {
                    Some(most) => (1..=most).any(|at| format!("{}{at}", rule.key) == key),
                    None => rule.key == key,
                })
        };
        for field in outside
            .fields
            .iter()
            .filter(|field| field.asked && !field.submission_key.is_empty())
        {
            if !filled(&field.submission_key) && field.source != "ask" {
                let message = format!(
                    "{} has no source in form {} and is not marked ask",
                    field.submission_key, self.form.id
                );
                self.problems.push(field.place.mistake("source", message));
            }
        }
        let known: BTreeSet<&str> = outside
            .fields
            .iter()
            .map(|field| field.submission_key.as_str())
            .collect();
        for field in self.form.fields() {
            let Some(key) = field.outside_key.as_deref() else {
                continue;
            };
            if !known.contains(key) {
                self.problems
                    .push(self.form.place.mistake(&field.key, format!("{id} has no field {key}")));
            }
            let most = outside
                .fields
                .iter()
                .filter(|known| known.submission_key == key)
                .filter_map(|known| known.max_length)
                .min();
            if let Some(most) = most
                .filter(|most| matches!(field.kind, FormKind::Text | FormKind::LongText) && field.max_length > *most)
            {
                self.problems.push(
                    self.form
                        .place
                        .mistake(&field.key, format!("{id} takes only {most} characters")),
                );
            }
        }
    }

    fn path_exists(&self, path: &str) -> bool {
        self.form.field(path).is_some()
            || path.rsplit_once('.').is_some_and(|(key, part)| {
                self.form
                    .field(key)
                    .is_some_and(|field| field.rows.iter().any(|row| row.key == part))
            })
    }
}
