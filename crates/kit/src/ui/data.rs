//! Facts, numbers and small marks.

use crate::words::Words;
use fluent_bundle::FluentValue;
use maud::{Markup, html};

/// One line of a list of facts. `source` says who said it and when, under the value.
#[derive(Clone)]
pub struct Fact {
    pub label: String,
    pub value: Markup,
    pub source: Option<String>,
    /// (address, what is changed) of the link at its end; the link's text is "Change" with the second for screen readers.
    pub change: Option<(String, String)>,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: Markup) -> Self {
        Self {
            label: label.into(),
            value,
            source: None,
            change: None,
        }
    }

    /// A fact whose value is plain text; empty text is said to be not given.
    pub fn text(words: &Words, label: impl Into<String>, value: &str) -> Self {
        let value = if value.trim().is_empty() {
            html! { span.haven-quiet { (words.get("ui-nothing-said")) } }
        } else {
            html! { span dir="auto" { (value) } }
        };
        Self::new(label, value)
    }

    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub fn change(mut self, href: impl Into<String>, about: impl Into<String>) -> Self {
        self.change = Some((href.into(), about.into()));
        self
    }
}

/// Facts as question and answer.
pub fn summary_list(words: &Words, facts: &[Fact]) -> Markup {
    let changing = facts.iter().any(|fact| fact.change.is_some());
    html! {
        dl.govuk-summary-list {
            @for fact in facts {
                div.govuk-summary-list__row.govuk-summary-list__row--no-actions[changing && fact.change.is_none()] {
                    dt.govuk-summary-list__key { (fact.label) }
                    dd.govuk-summary-list__value {
                        (fact.value)
                        @if let Some(source) = &fact.source { div.haven-quiet.haven-small { (source) } }
                    }
                    @if let Some((href, about)) = &fact.change {
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(href) { (words.get("ui-change")) span.govuk-visually-hidden { " " (about) } }
                        }
                    }
                }
            }
        }
    }
}

/// The colour of a mark. The colour never says anything that its words do not.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Grey,
    Blue,
    Teal,
    Green,
    Yellow,
    Orange,
    Red,
    Purple,
}

/// A state in a word or two.
pub fn tag(text: &str, tone: Tone) -> Markup {
    let colour = match tone {
        Tone::Grey => "govuk-tag--grey",
        Tone::Blue => "govuk-tag--blue",
        Tone::Teal => "govuk-tag--teal",
        Tone::Green => "govuk-tag--green",
        Tone::Yellow => "govuk-tag--yellow",
        Tone::Orange => "govuk-tag--orange",
        Tone::Red => "govuk-tag--red",
        Tone::Purple => "govuk-tag--purple",
    };
    html! { strong.govuk-tag.{ (colour) } { (text) } }
}

/// How many wait, beside a label; nothing when none do. `urgent` gives what makes them urgent, in words.
pub fn badge_count(count: u64, urgent: Option<&str>) -> Markup {
    html! {
        @if count > 0 {
            " " span.haven-count.haven-count--urgent[urgent.is_some()] {
                @if count > 999 { "999+" } @else { (count) }
                @if let Some(text) = urgent { span.govuk-visually-hidden { " " (text) } }
            }
        }
    }
}

/// One number with what it counts. With `href` the whole leads to what was counted.
pub fn stat(number: &str, label: &str, note: Option<&str>, href: Option<&str>, urgent: bool) -> Markup {
    let inside = html! {
        span.haven-stat__number { (number) }
        span.haven-stat__label { (label) }
        @if let Some(note) = note { span.haven-stat__note { (note) } }
    };
    html! {
        @if let Some(href) = href { a.haven-stat.haven-stat--urgent[urgent] href=(href) { (inside) } }
        @else { div.haven-stat.haven-stat--urgent[urgent] { (inside) } }
    }
}

/// Numbers side by side, as many in a row as there is room for.
pub fn stats(each: &[Markup]) -> Markup {
    html! { div.haven-stats { @for one in each { (one) } } }
}

/// How far something is. `total` 0 means not known yet.
pub fn progress(words: &Words, label: &str, done: u64, total: u64) -> Markup {
    html! {
        div.haven-progress {
            p.haven-progress__line {
                span { (label) }
                @if total > 0 {
                    span { (words.with("ui-progress", &[("done", FluentValue::from(done)), ("total", FluentValue::from(total))])) }
                }
            }
            @if total > 0 { progress aria-label=(label) max=(total) value=(done.min(total)) {} }
            @else { progress aria-label=(label) {} }
        }
    }
}

/// Parts of one page, one at a time: (id, label, content). Without a script all are there, under links to each.
pub fn tabs(words: &Words, parts: &[(String, String, Markup)]) -> Markup {
    html! {
        div.govuk-tabs data-module="govuk-tabs" {
            h2.govuk-tabs__title { (words.get("ui-contents")) }
            ul.govuk-tabs__list {
                @for (position, (id, label, _)) in parts.iter().enumerate() {
                    li.govuk-tabs__list-item.govuk-tabs__list-item--selected[position == 0] {
                        a.govuk-tabs__tab href={ "#" (id) } { (label) }
                    }
                }
            }
            @for (position, (id, _, content)) in parts.iter().enumerate() {
                div.govuk-tabs__panel.govuk-tabs__panel--hidden[position != 0] id=(id) { (content) }
            }
        }
    }
}

/// Pages that belong together, as links in a row: (address, label, whether it is this one).
pub fn sub_navigation(label: &str, pages: &[(String, String, bool)]) -> Markup {
    html! {
        nav.moj-sub-navigation aria-label=(label) {
            ul.moj-sub-navigation__list {
                @for (href, text, current) in pages {
                    li.moj-sub-navigation__item {
                        a.moj-sub-navigation__link href=(href) aria-current=[current.then_some("page")] { (text) }
                    }
                }
            }
        }
    }
}

/// On to the next page of a list that is read by cursor, and back to its start.
pub fn pagination(words: &Words, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.govuk-pagination aria-label=(words.get("ui-pages")) {
                @if let Some(href) = first {
                    div.govuk-pagination__prev {
                        a.govuk-link.govuk-pagination__link href=(href) {
                            svg.govuk-pagination__icon.govuk-pagination__icon--prev height="13" width="15" viewBox="0 0 15 13" aria-hidden="true" focusable="false" {
                                path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z" {}
                            }
                            span.govuk-pagination__link-title { (words.get("ui-previous")) }
                        }
                    }
                }
                @if let Some(href) = next {
                    div.govuk-pagination__next {
                        a.govuk-link.govuk-pagination__link href=(href) rel="next" {
                            span.govuk-pagination__link-title { (words.get("ui-next")) }
                            " "
                            svg.govuk-pagination__icon.govuk-pagination__icon--next height="13" width="15" viewBox="0 0 15 13" aria-hidden="true" focusable="false" {
                                path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z" {}
                            }
                        }
                    }
                }
            }
        }
    }
}
