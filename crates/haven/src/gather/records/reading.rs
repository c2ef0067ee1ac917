//! Answers in words: labels of fields from the pack, labels of codes from its lists, dates as people read them. Used
//! wherever a record is shown; what may be shown was decided before.

use crate::app::App;
use domain::fields::{self, FieldKind};
use domain::pack::Pack;
use domain::{Answer, Answers, Entry, PartialDate};
use kit::words::Words;

/// How one reader reads records made under one pack.
pub struct Reading<'a> {
    pack: Option<&'a Pack>,
    words: &'a Words,
}

impl<'a> Reading<'a> {
    /// `reference`: the record's `GB-ENG@2026.1`. A pack that is no longer here leaves codes as they are.
    pub fn of(app: &'a App, words: &'a Words, reference: &str) -> Self {
        let id = reference.split('@').next().unwrap_or(reference);
        Self {
            pack: app.packs.get(id),
            words,
        }
    }

    /// The name of a field.
    pub fn label(&self, key: &str) -> String {
        self.pack
            .and_then(|pack| pack.field_label(key, self.words.language()))
            .unwrap_or(key)
            .to_owned()
    }

    /// A code of a list, in words.
    pub fn code(&self, list: &str, code: &str) -> String {
        let found = if list == "indicators" {
            self.pack
                .and_then(|pack| pack.indicator(code))
                .and_then(|indicator| indicator.label.get(self.words.language()))
        } else {
            self.pack
                .and_then(|pack| pack.list(list))
                .and_then(|list| list.label(code, self.words.language()))
        };
        found.unwrap_or(code).to_owned()
    }

    /// An answer, a line for each thing said.
    pub fn lines(&self, key: &str, answer: &Answer) -> Vec<String> {
        let kind = fields::find(key).map(|field| field.kind);
        let list = match kind {
            Some(FieldKind::Code(list) | FieldKind::Codes(list)) => Some(list),
            Some(_) => None,
            None => self
                .pack
                .and_then(|pack| pack.field(key))
                .and_then(|field| field.options.as_deref()),
        };
        let value = |text: &String| match (list, kind) {
            (Some(list), _) => self.code(list, text),
            (None, Some(FieldKind::Date)) => self.date(text),
            _ => text.clone(),
        };
        match answer {
            Answer::Text(text) => vec![value(text)],
            Answer::Codes(codes) => codes.iter().map(value).collect(),
            Answer::Entries(entries) => entries.iter().map(|entry| self.entry(key, entry)).collect(),
        }
    }

    fn entry(&self, key: &str, entry: &Entry) -> String {
        let part_list = |name: &str| match fields::find(key).map(|field| field.kind) {
            Some(FieldKind::Entries(parts)) => parts.iter().find(|part| part.key == name).map(|part| part.kind),
            _ => None,
        };
        let said = |name: &str| {
            entry.get(name).map(|value| match part_list(name) {
                Some(FieldKind::Code(list)) => self.code(list, value),
                Some(FieldKind::Date) => self.date(value),
                _ => value.clone(),
            })
        };
        // What the entry is stands first, how it is qualified behind it in brackets.
        let (main, aside): (&[&str], &[&str]) = match key {
            "names" => (&["given", "family", "full"], &["kind", "script"]),
            "births" => (&["date"], &["basis", "status", "source"]),
            "phones" => (&["number"], &["whose", "safe"]),
            "emails" => (&["address"], &["safe"]),
            "online_accounts" => (&["platform", "handle"], &[]),
            "addresses" => (&["line", "town", "region", "postcode", "country"], &["kind", "safe"]),
            "identifiers" => (&["scheme", "value"], &["issuer"]),
            "documents" => (&["type", "number"], &["issuer", "genuineness"]),
            "vehicles" => (&["plate", "colour", "make"], &["country"]),
            "journeys" => (&["carrier_number", "date", "from", "to"], &[]),
            "associates" => (&["name", "phone"], &["relation", "note"]),
            "indicators" => (&["code"], &["state", "note"]),
            _ => (&[], &[]),
        };
        if main.is_empty() {
            return entry
                .keys()
                .filter_map(|name| said(name))
                .collect::<Vec<_>>()
                .join(", ");
        }
        let between = if matches!(key, "addresses" | "journeys") {
            ", "
        } else {
            " "
        };
        let first = main
            .iter()
            .filter_map(|name| said(name))
            .collect::<Vec<_>>()
            .join(between);
        let behind = aside
            .iter()
            .filter_map(|name| said(name))
            .collect::<Vec<_>>()
            .join(", ");
        match (first.is_empty(), behind.is_empty()) {
            (_, true) => first,
            (true, false) => behind,
            (false, false) => format!("{first} ({behind})"),
        }
    }

    /// A partial date as people read it: "14 March 2011", "March 2011", "about 2011".
    pub fn date(&self, text: &str) -> String {
        let Ok(date) = text.parse::<PartialDate>() else {
            return text.to_owned();
        };
        let month = date.month().map(|month| self.words.get(&format!("month-{month}")));
        let plain = match (date.day(), month) {
            (Some(day), Some(month)) => format!("{day} {month} {}", date.year()),
            (None, Some(month)) => format!("{month} {}", date.year()),
            _ => date.year().to_string(),
        };
        if date.is_approximate() {
            self.words.with("date-about", &[("date", plain.into())])
        } else {
            plain
        }
    }

    /// The name to head a page or a hit with: the first that has any.
    pub fn name(&self, answers: &Answers) -> Option<String> {
        answers
            .entries("names")
            .iter()
            .map(display_name)
            .find(|name| !name.is_empty())
    }

    /// All names, each once.
    pub fn names(&self, answers: &Answers) -> Vec<String> {
        let mut names = Vec::new();
        for name in answers.entries("names").iter().map(display_name) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

fn display_name(entry: &Entry) -> String {
    let part = |key: &str| entry.get(key).map_or("", String::as_str).trim();
    let joined = [part("given"), part("family")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if joined.is_empty() {
        part("full").to_owned()
    } else {
        joined
    }
}
