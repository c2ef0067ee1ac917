//! Narrowing a list, and searching.

use super::forms::{CSRF_FIELD, hidden};
use crate::words::Words;
use fluent_bundle::FluentValue;
use maud::{Markup, html};

/// A filter that is on; `remove` is the address of the list without it.
#[derive(Clone)]
pub struct Chip {
    pub label: String,
    pub remove: String,
}

/// The panel of filters: a form that asks `action` again. `clear` is the address without any. Filters are seen in the
/// address, so they are codes, dates and agencies, never names.
pub fn filters(words: &Words, action: &str, clear: &str, chosen: &[Chip], body: Markup) -> Markup {
    html! {
        form.haven-filters method="get" action=(action) {
            details.haven-filters__fold data-open-wide open[!chosen.is_empty()] {
                summary { (words.get("ui-filters")) (super::badge_count(chosen.len() as u64, None)) }
                @if !chosen.is_empty() {
                    h3.govuk-visually-hidden { (words.get("ui-filters-chosen")) }
                    ul.haven-chips {
                        @for chip in chosen {
                            li {
                                a href=(chip.remove) aria-label=(words.with("ui-filters-remove", &[("filter", FluentValue::from(chip.label.as_str()))])) {
                                    (chip.label) span aria-hidden="true" { "×" }
                                }
                            }
                        }
                    }
                }
                div.haven-filters__fields { (body) }
                div.haven-row {
                    (super::submit(&words.get("ui-filters-apply"), super::Look::Main))
                    a.govuk-link.govuk-link--no-visited-state href=(clear) { (words.get("ui-filters-clear")) }
                }
            }
        }
    }
}

/// One box and its button. With a token it posts, so that what is looked for (a name, a phone) is in no address and no
/// log; without one it asks by address.
pub fn search_box(
    words: &Words,
    action: &str,
    csrf: Option<&str>,
    name: &str,
    value: &str,
    label: &str,
    hint: Option<&str>,
) -> Markup {
    let id = super::id_from(name);
    html! {
        form role="search" method=(if csrf.is_some() { "post" } else { "get" }) action=(action) {
            @if let Some(token) = csrf { (hidden(CSRF_FIELD, token)) }
            div.govuk-form-group {
                label.govuk-label.govuk-label--s for=(id) { (label) }
                @if let Some(hint) = hint { div.govuk-hint id={ (id) "-hint" } { (hint) } }
                div.haven-search {
                    input.govuk-input id=(id) name=(name) type="search" value=(value) dir="auto" autocomplete="off"
                        spellcheck="false" autocapitalize="off" aria-describedby=[hint.map(|_| format!("{id}-hint"))];
                    (super::submit(&words.get("ui-search"), super::Look::Main))
                }
            }
        }
    }
}
