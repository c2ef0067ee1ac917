//! Forms as a whole: the form element with its token, errors, groups of fields, several entries of one kind.

use super::fields::Heading;
use crate::words::Words;
use maud::{Markup, html};

/// The name of the hidden field that proves a form is ours.
pub const CSRF_FIELD: &str = "csrf";

/// Where the number of a new entry goes in names and ids of the empty entry given to [`add_another`].
pub const NEW_INDEX: &str = "__index__";

/// A form that posts `body` to `action`, with the session's token in it.
pub fn form(action: &str, csrf: &str, body: Markup) -> Markup {
    Form::post(action, csrf).render(body)
}

/// A form with more to it: files, a draft that saves itself, a check while typing.
pub struct Form<'a> {
    action: &'a str,
    csrf: Option<&'a str>,
    method: &'static str,
    id: Option<&'a str>,
    multipart: bool,
    autosave: Option<&'a str>,
    known: Option<(&'a str, &'a str)>,
}

impl<'a> Form<'a> {
    pub fn post(action: &'a str, csrf: &'a str) -> Self {
        Self {
            action,
            csrf: Some(csrf),
            method: "post",
            id: None,
            multipart: false,
            autosave: None,
            known: None,
        }
    }

    /// A form that asks and changes nothing. Its fields are seen in the address, so never for names of people.
    pub fn get(action: &'a str) -> Self {
        Self {
            action,
            csrf: None,
            method: "get",
            id: None,
            multipart: false,
            autosave: None,
            known: None,
        }
    }

    pub fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// Needed where the form holds a file field.
    pub fn multipart(mut self) -> Self {
        self.multipart = true;
        self
    }

    /// Posts the fields to `url` every 20 s while they change. The answer may carry `x-draft-version`, which goes into
    /// the hidden field `version`; 409 stops saving. Put [`saved_status`] in the form to show when.
    pub fn autosave(mut self, url: &'a str) -> Self {
        self.autosave = Some(url);
        self
    }

    /// Posts the fields to `url` when typing rests; the answer, a piece of HTML, goes into the element `panel` (see
    /// [`super::known_panel`]).
    pub fn known(mut self, url: &'a str, panel: &'a str) -> Self {
        self.known = Some((url, panel));
        self
    }

    pub fn render(self, body: Markup) -> Markup {
        html! {
            form id=[self.id] method=(self.method) action=(self.action) novalidate
                enctype=[self.multipart.then_some("multipart/form-data")]
                data-autosave-url=[self.autosave]
                data-known-url=[self.known.map(|(url, _)| url)] data-known-target=[self.known.map(|(_, panel)| panel)] {
                @if let Some(token) = self.csrf { (hidden(CSRF_FIELD, token)) }
                (body)
            }
        }
    }
}

/// A hidden field.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The line in which a form that saves itself says when it did. `text` is what it says at first.
pub fn saved_status(text: &str) -> Markup {
    html! { p.haven-saved data-autosave-status role="status" { (text) } }
}

/// The list at the top of a page of what must be mended; each (id of the field, message) leads to its field.
/// Nothing when there are none.
pub fn error_summary(words: &Words, errors: &[(String, String)]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.govuk-error-summary data-module="govuk-error-summary" {
                div role="alert" {
                    h2.govuk-error-summary__title { (words.get("ui-error-summary-title")) }
                    div.govuk-error-summary__body {
                        ul.govuk-list.govuk-error-summary__list {
                            @for (id, message) in errors {
                                li { @if id.is_empty() { (message) } @else { a href={ "#" (id) } { (message) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The message at a field. `id` is the field's; the message's own is `{id}-error`.
pub fn error_message(words: &Words, id: &str, message: &str) -> Markup {
    html! {
        p.govuk-error-message id={ (id) "-error" } {
            span.govuk-visually-hidden { (words.get("ui-error-prefix")) " " } (message)
        }
    }
}

/// Fields that belong together, under one legend.
pub fn fieldset(legend: &str, heading: Heading, body: Markup) -> Markup {
    html! {
        fieldset.govuk-fieldset { (super::fields::legend(legend, heading)) (body) }
    }
}

/// Several entries of one kind. `name` is posted by the button "add" as `add={name}` when there is no script;
/// `entries` come from [`entry`]; `blank`, if given, is an empty entry with [`NEW_INDEX`] for its number, so that a
/// script can add one without asking the server. At most `most` entries.
pub fn add_another(
    words: &Words,
    name: &str,
    entries: &[Markup],
    blank: Option<Markup>,
    add: &str,
    most: usize,
) -> Markup {
    let add_label = if add.is_empty() {
        words.get("ui-add")
    } else {
        add.to_owned()
    };
    html! {
        div.govuk-form-group data-add-another=(name) data-most=(most) {
            @if let Some(blank) = blank { template { (blank) } }
            div data-entries { @for each in entries { (each) } }
            p.govuk-visually-hidden role="status" data-entry-status {}
            button.govuk-button.govuk-button--secondary type="submit" name="add" value=(name) formnovalidate data-add
                hidden[entries.len() >= most] { (add_label) }
        }
    }
}

/// One of several entries. `index` is its number in field names, or [`NEW_INDEX`]; `position` counts from 1. The
/// button "remove" posts `remove={name}:{index}` when there is no script; `removable` is false for an entry that must stay.
pub fn entry(
    words: &Words,
    name: &str,
    index: &str,
    position: usize,
    legend: &str,
    body: Markup,
    removable: bool,
) -> Markup {
    html! {
        fieldset.haven-entry data-entry=(index) {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (legend) " " span data-number { (position) } }
            (body)
            @if removable {
                button.govuk-button.govuk-button--secondary type="submit" name="remove" value={ (name) ":" (index) } formnovalidate data-remove {
                    (words.get("ui-remove"))
                    span.govuk-visually-hidden { " " (legend) " " span data-number { (position) } }
                }
            }
        }
    }
}

/// The ids that describe a field, for `aria-describedby`; none when there are none.
pub(super) fn described_by(id: &str, hint: bool, error: bool, more: Option<&str>) -> Option<String> {
    let mut ids: Vec<String> = Vec::new();
    if hint {
        ids.push(format!("{id}-hint"));
    }
    if error {
        ids.push(format!("{id}-error"));
    }
    ids.extend(more.map(str::to_owned));
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Hint and error of a field, in the order in which they are read.
pub(super) fn hint_and_error(words: &Words, id: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(hint) = hint { div.govuk-hint id={ (id) "-hint" } { (hint) } }
        @if let Some(error) = error { (error_message(words, id, error)) }
    }
}
