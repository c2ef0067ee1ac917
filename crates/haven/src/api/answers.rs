//! Answers as machines send them, checked against the declarations before anything else reads them: a key must be a
//! field of Haven or of the agency's pack, and its value must have that field's shape.

use super::faults::FieldFault;
use super::reading::safe_key;
use domain::fields::{self, FieldKind};
use domain::pack::{FormKind, Pack};
use domain::{Answers, Entry, PartialDate};
use serde_json::{Map, Value};

/// Characters of one text.
const LONGEST: usize = 20_000;
/// Codes or entries of one answer.
const MOST: usize = 200;

/// The kinds of value, with the entries' inner fields where they are declared.
enum Shape<'a> {
    Text,
    Date,
    Code(Option<&'a str>),
    Codes(Option<&'a str>),
    Entries(Vec<(&'a str, Inner<'a>)>),
}

enum Inner<'a> {
    Text,
    Date,
    Code(&'a str),
}

/// Reads `{"sex": "male", "names": [{"given": "..."}], ...}`. `at` is where it stands in the body: `/answers`.
pub fn read_answers(pack: &Pack, at: &str, told: &Map<String, Value>) -> Result<Answers, Vec<FieldFault>> {
    let mut answers = Answers::default();
    let mut faults = Vec::new();
    for (key, value) in told {
        let pointer = format!("{at}/{}", safe_key(key));
        let Some(shape) = shape_of(pack, key) else {
            faults.push(FieldFault::new(pointer, "api-field-unknown"));
            continue;
        };
        match read_one(pack, &shape, value, &pointer) {
            Ok(Read::Text(text)) => answers.set_text(key, &text),
            Ok(Read::Codes(codes)) => answers.set_codes(key, codes),
            Ok(Read::Entries(entries)) => answers.set_entries(key, entries),
            Err(mut found) => faults.append(&mut found),
        }
    }
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

enum Read {
    Text(String),
    Codes(Vec<String>),
    Entries(Vec<Entry>),
}

fn shape_of<'a>(pack: &'a Pack, key: &str) -> Option<Shape<'a>> {
    let inner = |kind: FieldKind| match kind {
        FieldKind::Date => Inner::Date,
        FieldKind::Code(list) => Inner::Code(list),
        _ => Inner::Text,
    };
    if let Some(field) = fields::find(key) {
        return Some(match field.kind {
            FieldKind::Text | FieldKind::LongText => Shape::Text,
            FieldKind::Date => Shape::Date,
            FieldKind::Code(list) => Shape::Code(Some(list)),
            FieldKind::Codes(list) => Shape::Codes(Some(list)),
            FieldKind::Entries(parts) => {
                Shape::Entries(parts.iter().map(|part| (part.key, inner(part.kind))).collect())
            }
        });
    }
    let field = pack.field(key)?;
    let list = field.options.as_deref();
    Some(match field.kind {
        FormKind::Text | FormKind::LongText => Shape::Text,
        FormKind::Date => Shape::Date,
        FormKind::Code => Shape::Code(list),
        FormKind::Codes => Shape::Codes(list),
        FormKind::Entries => Shape::Entries(
            field
                .rows
                .iter()
                .map(|row| {
                    let kind = match (row.kind, row.options.as_deref()) {
                        (FormKind::Date, _) => Inner::Date,
                        (FormKind::Code, Some(list)) => Inner::Code(list),
                        _ => Inner::Text,
                    };
                    (row.key.as_str(), kind)
                })
                .collect(),
        ),
        FormKind::Files => return None,
    })
}

fn read_one(pack: &Pack, shape: &Shape<'_>, value: &Value, pointer: &str) -> Result<Read, Vec<FieldFault>> {
    let fault = |code| Err(vec![FieldFault::new(pointer, code)]);
    match (shape, value) {
        (Shape::Text | Shape::Date | Shape::Code(_), Value::String(text)) => {
            let inner = match shape {
                Shape::Date => Inner::Date,
                Shape::Code(Some(list)) => Inner::Code(list),
                _ => Inner::Text,
            };
            match text_fault(pack, &inner, text) {
                Some(code) => fault(code),
                None => Ok(Read::Text(text.clone())),
            }
        }
        (Shape::Codes(list), Value::Array(values)) => {
            if values.len() > MOST {
                return fault("api-field-many");
            }
            let inner = list.map_or(Inner::Text, Inner::Code);
            let mut codes = Vec::with_capacity(values.len());
            let mut faults = Vec::new();
            for (place, value) in values.iter().enumerate() {
                match value.as_str().map(|text| (text, text_fault(pack, &inner, text))) {
                    Some((text, None)) => codes.push(text.to_owned()),
                    Some((_, Some(code))) => faults.push(FieldFault::new(format!("{pointer}/{place}"), code)),
                    None => faults.push(FieldFault::new(format!("{pointer}/{place}"), "api-field-type")),
                }
            }
            if faults.is_empty() {
                Ok(Read::Codes(codes))
            } else {
                Err(faults)
            }
        }
        (Shape::Entries(parts), Value::Array(values)) => {
            if values.len() > MOST {
                return fault("api-field-many");
            }
            let mut entries = Vec::with_capacity(values.len());
            let mut faults = Vec::new();
            for (place, value) in values.iter().enumerate() {
                let at = format!("{pointer}/{place}");
                match value {
                    Value::Object(told) => entries.push(read_entry(pack, parts, told, &at, &mut faults)),
                    _ => faults.push(FieldFault::new(at, "api-field-type")),
                }
            }
            if faults.is_empty() {
                Ok(Read::Entries(entries))
            } else {
                Err(faults)
            }
        }
        _ => fault("api-field-type"),
    }
}

fn read_entry(
    pack: &Pack,
    parts: &[(&str, Inner<'_>)],
    told: &Map<String, Value>,
    at: &str,
    faults: &mut Vec<FieldFault>,
) -> Entry {
    let mut entry = Entry::new();
    for (key, value) in told {
        let pointer = format!("{at}/{}", safe_key(key));
        let Some((_, inner)) = parts.iter().find(|(known, _)| known == key) else {
            faults.push(FieldFault::new(pointer, "api-field-unknown"));
            continue;
        };
        match value {
            Value::String(text) => match text_fault(pack, inner, text) {
                None => drop(entry.insert(key.clone(), text.clone())),
                Some(code) => faults.push(FieldFault::new(pointer, code)),
            },
            Value::Null => {}
            _ => faults.push(FieldFault::new(pointer, "api-field-type")),
        }
    }
    entry
}

fn text_fault(pack: &Pack, inner: &Inner<'_>, text: &str) -> Option<&'static str> {
    if text.chars().count() > LONGEST {
        return Some("api-field-long");
    }
    match inner {
        Inner::Date if !text.is_empty() && text.parse::<PartialDate>().is_err() => Some("api-field-date"),
        // A list that this pack does not have cannot say no.
        Inner::Code(list) if !text.is_empty() && pack.list(list).is_some_and(|list| list.get(text).is_none()) => {
            Some("api-field-code")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    fn check(told: &str, expected: &[(&str, &str)]) {
        let packs = crate::embedded::packs(None).unwrap_or_else(|_| panic!("the packs are good"));
        let told: Map<String, Value> = serde_json::from_str(told).unwrap();
        let faults = read_answers(packs.get("GB-ENG").unwrap(), "/answers", &told)
            .err()
            .unwrap_or_default();
        let found: Vec<(&str, &str)> = faults
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn answers_have_the_shape_of_their_fields() {
        check(
            r#"{"names":[{"given":"Yonas","family":"Tesfay"}],"births":[{"date":"2011~"}],"sex":"male","nationalities":["ER"]}"#,
            &[],
        );
        check(r#"{"names":"Yonas"}"#, &[("/answers/names", "api-field-type")]);
        check(
            r#"{"births":[{"date":"last spring"}]}"#,
            &[("/answers/births/0/date", "api-field-date")],
        );
        check(r#"{"sex":"mael"}"#, &[("/answers/sex", "api-field-code")]);
        check(
            r#"{"nationalities":["ER",7]}"#,
            &[("/answers/nationalities/1", "api-field-type")],
        );
        check(r#"{"Yonas Tesfay":"x"}"#, &[("/answers/?", "api-field-unknown")]);
        check(
            r#"{"phones":[{"nummer":"1"}]}"#,
            &[("/answers/phones/0/nummer", "api-field-unknown")],
        );
    }
}
