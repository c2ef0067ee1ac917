//! Identity facts side by side: a row for each fact, a column for each record, so that who said what can be seen.

use crate::app::App;
use crate::gather::records::{Reading, Seen};
use crate::web::day;
use domain::fields::{self, Sensitivity};
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};

/// The comparison of who the person is, by record.
pub(super) fn side_by_side(app: &App, words: &Words, open: &[Seen]) -> Markup {
    let keys: Vec<&str> = fields::all()
        .filter(|field| {
            matches!(
                field.sensitivity,
                Sensitivity::Identity | Sensitivity::Contact | Sensitivity::Special | Sensitivity::Immigration
            )
        })
        // How to reach whoever handed in is no fact about the child.
        .filter(|field| {
            !access::POINTER_FIELDS.contains(&field.key) && !matches!(field.key, "contact_email" | "cover_contact")
        })
        .map(|field| field.key)
        .filter(|key| open.iter().any(|seen| seen.answers.0.contains_key(*key)))
        .collect();
    let mut columns = vec![ui::Column::new(words.get("people-fact"))];
    columns.extend(open.iter().map(|seen| {
        ui::Column::new(format!(
            "{} · {} · {}",
            seen.agency_name,
            seen.reference,
            day(app, words, seen.changed_at)
        ))
    }));
    let rows = keys
        .iter()
        .map(|key| {
            let label = open.first().map_or_else(String::new, |seen| Reading::of(app, words, &seen.pack).label(key));
            let mut cells = vec![ui::Cell::text(&label)];
            cells.extend(open.iter().map(|seen| {
                let lines = seen.answers.0.get(*key).map(|answer| Reading::of(app, words, &seen.pack).lines(key, answer)).unwrap_or_default();
                ui::Cell::new(html! {
                    @if lines.is_empty() { span.haven-quiet { "–" span.govuk-visually-hidden { (words.get("ui-nothing-said")) } } }
                    @for line in &lines { div dir="auto" { (line) } }
                })
            }));
            cells
        })
        .collect();
    ui::table(
        words,
        &ui::Table {
            caption: words.get("people-facts"),
            caption_hidden: true,
            columns,
            rows,
            rows_named: true,
            dense: true,
            ..ui::Table::default()
        },
    )
}

/// Everything one record says, as far as it is open.
pub(super) fn whole_record(app: &App, words: &Words, seen: &Seen) -> Markup {
    let reading = Reading::of(app, words, &seen.pack);
    let facts: Vec<ui::Fact> = seen
        .answers
        .0
        .iter()
        .map(|(key, answer)| {
            let lines = reading.lines(key, answer);
            ui::Fact::new(
                reading.label(key),
                html! { @for line in &lines { div.haven-long dir="auto" { (line) } } },
            )
        })
        .collect();
    html! {
        p.govuk-body-s {
            (words.with("people-record-about", &[
                ("agency", seen.agency_name.clone().into()),
                ("reference", seen.reference.clone().into()),
                ("version", seen.version.into()),
                ("pack", seen.pack.clone().into()),
            ]))
            @if let Some(source) = &seen.source_id { " " (words.with("people-record-source", &[("source", source.clone().into())])) }
        }
        (ui::summary_list(words, &facts))
    }
}
