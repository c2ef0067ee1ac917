//! The finer part of the columns page: what the words of a column mean, what parts several values in one cell, and what
//! is the same for every row of the file. Plain fields; "Update the preview" shows what each change does.

use super::super::reading::{self, Peek};
use super::columns::{Told, target_label};
use domain::fields::FieldKind;
use domain::pack::Pack;
use exchange::Mapping;
use exchange::mapping::{ColumnRule, Target};
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What is the same for every row: so many at most.
const MOST_CONSTANTS: usize = 20;
/// Words of a list that are shown, and words of a column that are asked about.
const SHOWN: usize = 30;

/// The list that a target is answered from, if any.
fn list_of(pack: &Pack, target: &Target) -> Option<String> {
    match (target, target.kind()) {
        (_, Some(FieldKind::Code(list) | FieldKind::Codes(list))) => Some(list.to_owned()),
        (Target::RecordKind, _) => Some("record_kind".to_owned()),
        (Target::Own(key), _) => reading::list_of_own(pack, key),
        _ => None,
    }
}

/// Whether one cell may hold several values for it.
fn takes_several(target: &Target) -> bool {
    matches!(target, Target::Entry { .. } | Target::Own(_)) || matches!(target.kind(), Some(FieldKind::Codes(_)))
}

/// Words of the column, in the first rows, that its list does not know: to be given a meaning.
fn not_understood(pack: &Pack, list: &str, rule: &ColumnRule, peek: &Peek) -> Vec<String> {
    let Some(place) = peek
        .header
        .iter()
        .position(|heading| heading.trim() == rule.column.trim())
    else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    for cell in peek.rows.iter().filter_map(|row| row.cells.get(place)) {
        let cell = cell.trim();
        let known = cell.is_empty()
            || cell.chars().count() > 60
            || cell.contains('=')
            || rule.value_map.keys().any(|key| key.trim().eq_ignore_ascii_case(cell))
            || reading::understands(pack, list, cell)
            || rule
                .split
                .map_or_else(
                    || cell.split([';', ',', '/']).collect(),
                    |split| cell.split(split).collect::<Vec<_>>(),
                )
                .into_iter()
                .all(|piece| reading::understands(pack, list, piece.trim()));
        if !known && !found.iter().any(|word| word == cell) {
            found.push(cell.to_owned());
        }
        if found.len() == SHOWN {
            break;
        }
    }
    found
}

/// The fields below a column's place. Nothing for a column that is left out.
pub(super) fn of_column(
    words: &Words,
    pack: &Pack,
    peek: &Peek,
    (place, rule): (usize, &ColumnRule),
    told: &Told<'_>,
    errors: &[(String, String)],
) -> Markup {
    if rule.target == Target::Ignore {
        return html! {};
    }
    let list = list_of(pack, &rule.target);
    let open = list
        .as_deref()
        .map(|list| not_understood(pack, list, rule, peek))
        .unwrap_or_default();
    let (values_name, split_name) = (format!("values.{place}"), format!("split.{place}"));
    let error = |name: &str| {
        errors
            .iter()
            .find(|(id, _)| *id == id_of(name))
            .map(|(_, message)| message.clone())
    };
    let values = told.get(values_name.as_str()).map_or_else(
        || {
            let mut lines: Vec<String> = rule
                .value_map
                .iter()
                .map(|(word, meaning)| format!("{word} = {meaning}"))
                .collect();
            lines.extend(open.iter().map(|word| format!("{word} =")));
            lines.join("\n")
        },
        |typed| (*typed).to_owned(),
    );
    let split = told.get(split_name.as_str()).map_or_else(
        || rule.split.map(String::from).unwrap_or_default(),
        |typed| (*typed).to_owned(),
    );
    let (values_error, split_error) = (error(&values_name), error(&split_name));
    let is_open = !open.is_empty() || values_error.is_some() || split_error.is_some();
    let hint = match &list {
        Some(list) => {
            let mut takes = reading::offered(pack, list);
            let more = takes.len() > SHOWN;
            takes.truncate(SHOWN);
            let mut takes = takes.join(", ");
            if more {
                takes.push_str(", …");
            }
            words.with("imports-values-hint-list", &[("takes", takes.into())])
        }
        None => words.get("imports-values-hint"),
    };
    let body = html! {
        @if !open.is_empty() { p.govuk-body { (words.with("imports-values-open", &[("count", open.len().into())])) } }
        (ui::textarea(words, &ui::Field::new(values_name, words.get("imports-values")).hint(hint).value(values).error(values_error), 4, None))
        @if takes_several(&rule.target) {
            (ui::text_input(words, &ui::Field::new(split_name, words.get("imports-split")).hint(words.get("imports-split-hint")).value(split).error(split_error),
                &ui::TextOptions { width: ui::Width::Characters2, ..ui::TextOptions::default() }))
        }
    };
    ui::details(
        &words.with("imports-finer", &[("column", rule.column.as_str().into())]),
        body,
        is_open,
    )
}

/// Reads the finer fields of the columns that were posted. Errors: (id of the field, message).
pub(super) fn take_columns(mapping: &mut Mapping, told: &Told<'_>, words: &Words) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for (place, rule) in mapping.columns.iter_mut().enumerate() {
        let values = format!("values.{place}");
        if let Some(typed) = told.get(values.as_str()) {
            match meanings(typed) {
                Ok(map) => rule.value_map = map,
                Err(line) => {
                    let message = words.with(
                        "imports-values-wrong",
                        &[("column", rule.column.as_str().into()), ("line", line.into())],
                    );
                    errors.push((id_of(&values), message));
                }
            }
        }
        let split = format!("split.{place}");
        if let Some(typed) = told.get(split.as_str()) {
            let mut characters = typed.chars();
            match (characters.next(), characters.next()) {
                (None, _) => rule.split = None,
                (Some(one), None) if !one.is_alphanumeric() => rule.split = Some(one),
                _ => {
                    let message = words.with("imports-split-wrong", &[("column", rule.column.as_str().into())]);
                    errors.push((id_of(&split), message));
                }
            }
        }
    }
    errors
}

/// `Vict = child`, a line for each. A word without a meaning is one that nobody has settled yet. Error: the line.
fn meanings(typed: &str) -> Result<BTreeMap<String, String>, String> {
    let mut map = BTreeMap::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, meaning) = line.split_once('=').ok_or_else(|| shortened(line))?;
        let (word, meaning) = (word.trim(), meaning.trim());
        if word.is_empty() {
            return Err(shortened(line));
        }
        if !meaning.is_empty() {
            map.insert(word.to_owned(), meaning.to_owned());
        }
    }
    Ok(map)
}

fn shortened(line: &str) -> String {
    exchange::tables::shortened(line, 40)
}

/// The id that a field of this name has on the page.
fn id_of(name: &str) -> String {
    name.replace('.', "-")
}

/// What may be the same for every row. A number of one's own may not: the rows would be one record.
fn may_be_constant(target: &Target) -> bool {
    !matches!(target, Target::Ignore | Target::SourceId | Target::RecordKind)
}

/// The values that are the same for every row, with an empty line for one more.
pub(super) fn constants(
    words: &Words,
    pack: &Pack,
    mapping: &Mapping,
    told: &Told<'_>,
    errors: &[(String, String)],
) -> Markup {
    let mut lines: Vec<(String, String)> = posted(told);
    if lines.is_empty() {
        lines = mapping
            .constants
            .iter()
            .filter(|(path, _)| *path != "record_kind")
            .map(|(path, value)| (path.clone(), value.clone()))
            .collect();
    }
    lines.retain(|(_, value)| !value.is_empty());
    let settled = lines.len();
    if settled < MOST_CONSTANTS {
        lines.push((String::new(), String::new()));
    }
    let mut choices = vec![(String::new(), words.get("imports-constant-none"))];
    choices.extend(
        Target::all()
            .iter()
            .filter(|target| may_be_constant(target))
            .map(|target| (target.to_string(), target_label(words, pack, target))),
    );
    for (path, _) in &lines {
        if !choices.iter().any(|(known, _)| known == path) {
            let label = path
                .parse::<Target>()
                .map_or_else(|_| path.clone(), |target| target_label(words, pack, &target));
            choices.push((path.clone(), label));
        }
    }
    let error = |id: &str| {
        errors
            .iter()
            .find(|(at, _)| at == id)
            .map(|(_, message)| message.clone())
    };
    let body = html! {
        p.govuk-hint { (words.get("imports-constants-hint")) }
        @for (place, (path, value)) in lines.iter().enumerate() {
            @let (name, value_name) = (format!("constant.{place}.field"), format!("constant.{place}.value"));
            @let value_id = id_of(&value_name);
            (ui::select(words, &ui::Field::new(name, words.with("imports-constant-field", &[("number", (place + 1).into())])).value(path), &choices))
            (ui::text_input(words, &ui::Field::new(value_name, words.with("imports-constant-value", &[("number", (place + 1).into())])).value(value).error(error(&value_id)), &ui::TextOptions::default()))
        }
    };
    let is_open = settled > 0 || errors.iter().any(|(id, _)| id.starts_with("constant-"));
    ui::details(&words.get("imports-constants"), body, is_open)
}

fn posted(told: &Told<'_>) -> Vec<(String, String)> {
    (0..MOST_CONSTANTS)
        .filter_map(|place| {
            let field = told.get(format!("constant.{place}.field").as_str())?;
            let value = told.get(format!("constant.{place}.value").as_str()).unwrap_or(&"");
            Some(((*field).to_owned(), (*value).to_owned()))
        })
        .collect()
}

/// Reads the values for every row, where they were posted. An emptied one goes. Errors: (id of the field, message).
pub(super) fn take_constants(
    mapping: &mut Mapping,
    pack: &Pack,
    told: &Told<'_>,
    words: &Words,
) -> Vec<(String, String)> {
    let lines = posted(told);
    if lines.is_empty() {
        return Vec::new();
    }
    let mut errors = Vec::new();
    let mut kept = BTreeMap::new();
    if let Some(kind) = mapping.constants.remove("record_kind") {
        kept.insert("record_kind".to_owned(), kind);
    }
    let settled = lines.into_iter().filter(|(_, value)| !value.is_empty());
    for (place, (path, value)) in settled.enumerate() {
        let id = id_of(&format!("constant.{place}.value"));
        match path.parse::<Target>() {
            Ok(target) if may_be_constant(&target) => {
                let unknown = list_of(pack, &target).filter(|list| {
                    let is_known = |text: &str| reading::understands(pack, list, text.trim());
                    !(is_known(&value) || takes_several(&target) && value.split(';').all(is_known))
                });
                if let Some(list) = unknown {
                    let mut takes = reading::offered(pack, &list);
                    takes.truncate(SHOWN);
                    let message = words.with("imports-constant-wrong", &[("takes", takes.join(", ").into())]);
                    errors.push((id, message));
                }
                kept.insert(path, value);
            }
            _ => errors.push((id, words.get("imports-constant-no-field"))),
        }
    }
    mapping.constants = kept;
    errors
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn meanings_are_lines_and_a_word_without_one_waits() {
        let map = meanings("Vict = child\r\n  Wit=adult \n\nSusp =\n").unwrap();
        assert_eq!(map.len(), 2);
        assert_eq!((map["Vict"].as_str(), map["Wit"].as_str()), ("child", "adult"));
        assert_eq!(meanings("Vict child").unwrap_err(), "Vict child");
        assert!(meanings("= child").is_err());
    }
}
