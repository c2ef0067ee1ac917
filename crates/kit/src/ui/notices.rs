//! Things said to the person: what happened, what to mind, what is not here.

use crate::words::Words;
use maud::{Markup, html};

/// Something important that the page is not itself about.
pub fn notification_banner(words: &Words, heading: &str, body: Option<Markup>) -> Markup {
    banner(&words.get("ui-banner-important"), heading, body, false)
}

/// Something that was done. Screen readers read it at once.
pub fn success_banner(words: &Words, heading: &str, body: Option<Markup>) -> Markup {
    banner(&words.get("ui-banner-success"), heading, body, true)
}

fn banner(title: &str, heading: &str, body: Option<Markup>, success: bool) -> Markup {
    html! {
        div.govuk-notification-banner.govuk-notification-banner--success[success] role=(if success { "alert" } else { "region" })
            aria-label=(title) data-module="govuk-notification-banner" {
            div.govuk-notification-banner__header {
                h2.govuk-notification-banner__title { (title) }
            }
            div.govuk-notification-banner__content {
                p.govuk-notification-banner__heading { (heading) }
                @if let Some(body) = body { (body) }
            }
        }
    }
}

/// A consequence to know of before going on.
pub fn warning_text(words: &Words, text: &str) -> Markup {
    html! {
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text {
                span.govuk-visually-hidden { (words.get("ui-warning")) }
                " " (text)
            }
        }
    }
}

/// A remark set off from the text around it.
pub fn inset(body: Markup) -> Markup {
    html! { div.govuk-inset-text { (body) } }
}

/// What only some need to read. Opens without a script.
pub fn details(summary: &str, body: Markup, open: bool) -> Markup {
    html! {
        details.govuk-details.haven-print-open open[open] {
            summary.govuk-details__summary { span.govuk-details__summary-text { (summary) } }
            div.govuk-details__text { (body) }
        }
    }
}

/// The end of something: it is done, and this is its reference. `id` is for [`super::copy_button`].
pub fn confirmation(title: &str, label: &str, reference: &str, id: &str) -> Markup {
    html! {
        div.govuk-panel.govuk-panel--confirmation {
            h1.govuk-panel__title { (title) }
            div.govuk-panel__body { (label) br; strong id=(id) { (reference) } }
        }
    }
}

/// A place where something will be, and how it gets there. `way_on` are buttons or links.
pub fn empty_state(title: &str, body: &str, way_on: Option<Markup>) -> Markup {
    html! {
        div.haven-empty {
            p.haven-empty__title { (title) }
            @if !body.is_empty() { p { (body) } }
            @if let Some(way_on) = way_on { (way_on) }
        }
    }
}

/// What is said when a thing is not there and when it may not be seen: the same, so that nobody learns which.
pub fn absent(words: &Words) -> Markup {
    html! {
        div.haven-measure {
            h1 { (words.get("ui-absent-title")) }
            p { (words.get("ui-absent-body")) }
            p { a.govuk-link href="/" { (words.get("ui-go-home")) } }
        }
    }
}

/// What is said when a person may see the thing but not do this to it. `reason` names the missing right, and
/// `way_on` how to get it or whom to ask.
pub fn forbidden(words: &Words, reason: &str, way_on: Option<Markup>) -> Markup {
    html! {
        div.haven-measure {
            h1 { (words.get("ui-forbidden-title")) }
            p { (reason) }
            @if let Some(way_on) = way_on { (way_on) }
            p { a.govuk-link href="/" { (words.get("ui-go-home")) } }
        }
    }
}
