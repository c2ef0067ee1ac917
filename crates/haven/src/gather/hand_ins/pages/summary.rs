//! Answers as a list of questions and answers, section by section: for checking before sending, for reading after,
//! for paper.

use super::fields::id_of;
use crate::app::App;
use crate::gather::attachments::File;
use crate::gather::records::Reading;
use domain::pack::{Form, FormField, FormKind, Pack};
use domain::{Answer, Answers, Entry};
use kit::ui::{self, Fact};
use kit::words::Words;
use maud::{Markup, html};

/// Everything answered, and with `change` (the address of the form) also what was left empty, each with its link.
pub(super) fn answers(
    app: &App,
    words: &Words,
    pack: &Pack,
    form: &Form,
    answers: &Answers,
    files: &[File],
    change: Option<&str>,
) -> Markup {
    let reading = Reading::of(app, words, &pack.reference());
    let language = words.language();
    let visible = form.visible_pages(answers);
    html! {
        @for (group, title) in &form.groups {
            @let asked: Vec<(&str, &FormField)> = visible.iter().filter(|page| page.group == *group)
                .flat_map(|page| form.visible_fields(page, answers).into_iter().map(|field| (page.id.as_str(), field))).collect();
            @let (facts, open) = facts(&asked, |field| lines(&reading, form, language, field, answers, files), |page, field, said| {
                let label = label(pack, field, language);
                let fact = Fact::new(&label, several(said));
                match change {
                    Some(base) => fact.change(format!("{base}/{page}#{}", id_of(&field.key)), label),
                    None => fact,
                }
            });
            @if !facts.is_empty() || (change.is_some() && !open.is_empty()) {
                h2.govuk-heading-m { (title.text(language)) }
                @if !facts.is_empty() { (ui::summary_list(words, &facts)) }
                @if let (Some(base), false) = (change, open.is_empty()) {
                    (ui::details(&words.with("hand-ins-unanswered", &[("count", open.len().into())]), html! {
                        ul.govuk-list {
                            @for (page, field) in &open { li { a.govuk-link href={ (base) "/" (page) "#" (id_of(&field.key)) } { (label(pack, field, language)) } } }
                        }
                    }, false))
                }
            }
        }
    }
}

/// What a row of a file said: it has no form, so its fields stand in the order of the record.
pub(super) fn row(app: &App, words: &Words, pack: &str, answers: &Answers) -> Markup {
    let reading = Reading::of(app, words, pack);
    let facts: Vec<Fact> = answers
        .0
        .iter()
        .map(|(key, answer)| Fact::new(reading.label(key), several(&reading.lines(key, answer))))
        .collect();
    ui::summary_list(words, &facts)
}

/// The questions that were answered, drawn, and those that were not.
fn facts<'f>(
    asked: &[(&'f str, &'f FormField)],
    said: impl Fn(&FormField) -> Vec<String>,
    draw: impl Fn(&str, &FormField, &[String]) -> Fact,
) -> (Vec<Fact>, Vec<(&'f str, &'f FormField)>) {
    let mut facts = Vec::new();
    let mut open = Vec::new();
    for (page, field) in asked {
        let lines = said(field);
        if lines.is_empty() {
            open.push((*page, *field))
        } else {
            facts.push(draw(page, field, &lines))
        }
    }
    (facts, open)
}

fn several(lines: &[String]) -> Markup {
    html! {
        @if let [line] = lines { span dir="auto" { (paragraphs(line)) } }
        @else { ul.govuk-list { @for line in lines { li dir="auto" { (paragraphs(line)) } } } }
    }
}

/// Lines of a long text stay lines.
fn paragraphs(text: &str) -> Markup {
    html! { @for (at, line) in text.lines().enumerate() { @if at > 0 { br; } (line) } }
}

pub(super) fn label(pack: &Pack, field: &FormField, language: &str) -> String {
    let label = field.label.text(language);
    if label.is_empty() {
        pack.field_label(&field.key, language).unwrap_or(&field.key).to_owned()
    } else {
        label.to_owned()
    }
}

fn lines(
    reading: &Reading<'_>,
    form: &Form,
    language: &str,
    field: &FormField,
    answers: &Answers,
    files: &[File],
) -> Vec<String> {
    if field.kind == FormKind::Files {
        return files
            .iter()
            .map(|file| {
                let dated = file.dated.as_deref().map(|date| reading.date(date));
                [Some(file.name.clone()), file.description.clone(), dated]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .collect();
    }
    match answers.0.get(&field.key) {
        None => Vec::new(),
        Some(Answer::Text(text)) if field.kind == FormKind::Date => vec![date(reading, text)],
        Some(Answer::Entries(entries)) if field.core.is_none() => entries
            .iter()
            .map(|entry| own_entry(reading, form, language, field, entry))
            .collect(),
        Some(answer) => reading
            .lines(&field.key, answer)
            .iter()
            .map(|line| unread(line))
            .collect(),
    }
}

/// An entry of a question that only this country asks: each part with its label.
fn own_entry(reading: &Reading<'_>, form: &Form, language: &str, field: &FormField, entry: &Entry) -> String {
    field
        .rows
        .iter()
        .filter_map(|row| {
            let value = entry.get(&row.key)?;
            let said = match row.kind {
                FormKind::Code => row
                    .options
                    .as_deref()
                    .and_then(|list| form.list(list))
                    .and_then(|list| list.label(value, language))
                    .unwrap_or(value)
                    .to_owned(),
                FormKind::Date => date(reading, value),
                _ => value.clone(),
            };
            Some(if field.rows.len() > 1 {
                format!("{}: {said}", row.label.text(language))
            } else {
                said
            })
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A date, also one that was kept as it was typed because it is none (`?31|2|2011|`).
fn date(reading: &Reading<'_>, text: &str) -> String {
    if text.starts_with('?') {
        unread(text)
    } else {
        reading.date(text)
    }
}

/// A date that could not be read is kept among the answers with its parts between bars.
fn unread(text: &str) -> String {
    let Some((before, after)) = text.split_once('?') else {
        return text.to_owned();
    };
    let mut parts = after.splitn(4, '|');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year), Some(rest)) => {
            let typed = [day, month, year]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("/");
            format!("{before}{typed}{}", rest.strip_prefix("yes").unwrap_or(rest))
        }
        _ => text.to_owned(),
    }
}
