//! The chronology: what happened, when, and who says so.

use maud::{Markup, html};

/// What an event means for the child at a glance; said in words by its title or tags too.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum EventTone {
    #[default]
    Plain,
    Alert,
    Good,
    Quiet,
}

#[derive(Clone, Default)]
pub struct Event {
    /// As people read it ("about spring 2024", "3 March 2026, 02:10").
    pub when: String,
    /// The same for machines, where it is exact enough (ISO 8601).
    pub exact: Option<String>,
    pub title: String,
    pub href: Option<String>,
    pub tags: Vec<Markup>,
    pub body: Option<Markup>,
    /// Who said it and where it stands ("Northshire Police, hand-in NP-2026-0412").
    pub from: String,
    pub tone: EventTone,
    /// The part of time it belongs to (a year); a new heading stands where it changes.
    pub part: Option<String>,
}

/// Events in the order given. Each part of time is a list of its own under its heading.
pub fn timeline(events: &[Event]) -> Markup {
    html! {
        @for part in events.chunk_by(|a, b| a.part == b.part) {
            @if let Some(heading) = part.first().and_then(|event| event.part.as_ref()) {
                h3.haven-timeline__year { (heading) }
            }
            ol.haven-timeline {
                @for event in part { (one(event)) }
            }
        }
    }
}

fn one(event: &Event) -> Markup {
    html! {
        li.haven-event
            .haven-event--alert[event.tone == EventTone::Alert]
            .haven-event--good[event.tone == EventTone::Good]
            .haven-event--quiet[event.tone == EventTone::Quiet] {
            @if let Some(exact) = &event.exact { time.haven-event__when datetime=(exact) { (event.when) } }
            @else { span.haven-event__when { (event.when) } }
            p.haven-event__what {
                @if let Some(href) = &event.href { a.govuk-link href=(href) { (event.title) } } @else { (event.title) }
                @for tag in &event.tags { " " (tag) }
            }
            @if let Some(body) = &event.body { div.haven-event__body dir="auto" { (body) } }
            @if !event.from.is_empty() { p.haven-event__from { (event.from) } }
        }
    }
}
