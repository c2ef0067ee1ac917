//! Fields one types into or picks from.

use super::forms::{described_by, hint_and_error};
use super::id_from;
use crate::words::Words;
use fluent_bundle::FluentValue;
use maud::{Markup, html};

/// What every field has: the name it is posted under, where it is on the page, what it asks, and what was answered.
#[derive(Clone, Default)]
pub struct Field {
    pub name: String,
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub value: String,
    pub heading: Heading,
}

/// How large a label or legend stands; `Page` makes it the page's heading.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Heading {
    #[default]
    None,
    Small,
    Medium,
    Large,
    Page,
}

impl Field {
    /// The id is made from the name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: id_from(&name),
            name,
            label: label.into(),
            ..Self::default()
        }
    }

    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// `None` or empty leaves it out.
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into().filter(|text| !text.is_empty());
        self
    }

    pub fn error(mut self, error: impl Into<Option<String>>) -> Self {
        self.error = error.into().filter(|text| !text.is_empty());
        self
    }

    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub fn heading(mut self, heading: Heading) -> Self {
        self.heading = heading;
        self
    }

    /// For [`super::error_summary`].
    pub fn summary(&self) -> Option<(String, String)> {
        self.error.as_ref().map(|error| (self.id.clone(), error.clone()))
    }

    pub(super) fn described_by(&self, more: Option<&str>) -> Option<String> {
        described_by(&self.id, self.hint.is_some(), self.error.is_some(), more)
    }

    pub(super) fn group(&self, words: &Words, control: Markup) -> Markup {
        html! {
            div.govuk-form-group.govuk-form-group--error[self.error.is_some()] {
                (label(self))
                (hint_and_error(words, &self.id, self.hint.as_deref(), self.error.as_deref()))
                (control)
            }
        }
    }
}

impl Heading {
    fn size(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Small => Some("s"),
            Self::Medium => Some("m"),
            Self::Large | Self::Page => Some("l"),
        }
    }
}

fn label(field: &Field) -> Markup {
    let class = field
        .heading
        .size()
        .map_or_else(|| "govuk-label".to_owned(), |s| format!("govuk-label govuk-label--{s}"));
    let label = html! { label class=(class) for=(field.id) { (field.label) } };
    html! { @if field.heading == Heading::Page { h1.govuk-label-wrapper { (label) } } @else { (label) } }
}

pub(super) fn legend(text: &str, heading: Heading) -> Markup {
    let class = heading.size().map_or_else(
        || "govuk-fieldset__legend".to_owned(),
        |s| format!("govuk-fieldset__legend govuk-fieldset__legend--{s}"),
    );
    html! {
        legend class=(class) {
            @if heading == Heading::Page { h1.govuk-fieldset__heading { (text) } } @else { (text) }
        }
    }
}

/// What kind of text a field takes; it chooses the keyboard of a phone and nothing else, so that no browser refuses
/// what a person knows.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum InputKind {
    #[default]
    Text,
    Email,
    Telephone,
    /// Whole numbers: a text field with the keyboard of numbers.
    Number,
    Search,
}

/// How wide a field stands: a hint at how much is expected, in characters.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Width {
    #[default]
    Full,
    Characters2,
    Characters4,
    Characters5,
    Characters10,
    Characters20,
    Characters30,
}

impl Width {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Full => "haven-input--full",
            Self::Characters2 => "govuk-input--width-2",
            Self::Characters4 => "govuk-input--width-4",
            Self::Characters5 => "govuk-input--width-5",
            Self::Characters10 => "govuk-input--width-10",
            Self::Characters20 => "govuk-input--width-20",
            Self::Characters30 => "govuk-input--width-30",
        }
    }
}

/// What differs from a plain text field.
#[derive(Clone, Default)]
pub struct TextOptions {
    pub kind: InputKind,
    pub width: Width,
    /// A value of HTML's `autocomplete`; none means "off", for what is typed here is about somebody else.
    pub autocomplete: Option<&'static str>,
    /// For names and references: no spelling check, no capitals by the phone, direction by the first letter.
    pub name_like: bool,
    /// Shown before and after the field, as part of it ("£", "years").
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    /// Marks a field that goes along with a passkey (see [`super::passkey_button`]).
    pub passkey: bool,
}

/// One line of text.
pub fn text_input(words: &Words, field: &Field, options: &TextOptions) -> Markup {
    let (kind, mode) = match options.kind {
        InputKind::Text => ("text", None),
        InputKind::Email => ("email", None),
        InputKind::Telephone => ("tel", None),
        InputKind::Number => ("text", Some("numeric")),
        InputKind::Search => ("search", None),
    };
    let input = html! {
        input.govuk-input.{ (options.width.class()) }.govuk-input--error[field.error.is_some()] id=(field.id) name=(field.name) type=(kind) value=(field.value)
            inputmode=[mode] autocomplete=(options.autocomplete.unwrap_or("off"))
            spellcheck=[options.name_like.then_some("false")] autocapitalize=[options.name_like.then_some("off")]
            dir=[options.name_like.then_some("auto")] data-passkey-field[options.passkey]
            aria-describedby=[field.described_by(None)];
    };
    let control = if options.prefix.is_some() || options.suffix.is_some() {
        html! {
            div.govuk-input__wrapper {
                @if let Some(text) = &options.prefix { div.govuk-input__prefix aria-hidden="true" { (text) } }
                (input)
                @if let Some(text) = &options.suffix { div.govuk-input__suffix aria-hidden="true" { (text) } }
            }
        }
    } else {
        input
    };
    field.group(words, control)
}

/// A password, with a button that shows it. `autocomplete` is `current-password` or `new-password`.
pub fn password_input(words: &Words, field: &Field, autocomplete: &'static str) -> Markup {
    html! {
        div.govuk-form-group.govuk-password-input.govuk-form-group--error[field.error.is_some()] data-module="govuk-password-input" {
            (label(field))
            (hint_and_error(words, &field.id, field.hint.as_deref(), field.error.as_deref()))
            div.govuk-input__wrapper.govuk-password-input__wrapper {
                input.govuk-input.govuk-password-input__input.govuk-js-password-input-input.govuk-input--error[field.error.is_some()]
                    id=(field.id) name=(field.name) type="password" spellcheck="false" autocapitalize="none"
                    autocomplete=(autocomplete) aria-describedby=[field.described_by(None)];
                button.govuk-button.govuk-button--secondary.govuk-password-input__toggle.govuk-js-password-input-toggle
                    type="button" data-module="govuk-button" aria-controls=(field.id) hidden { (words.get("ui-script-password-show")) }
            }
        }
    }
}

/// Several lines of text. With `most` the number of characters left is counted, and what is too much is still taken.
pub fn textarea(words: &Words, field: &Field, rows: u8, most: Option<u32>) -> Markup {
    let info = format!("{}-info", field.id);
    html! {
        div.govuk-form-group.govuk-character-count[most.is_some()].govuk-form-group--error[field.error.is_some()]
            data-module=[most.map(|_| "govuk-character-count")] data-maxlength=[most] {
            (label(field))
            (hint_and_error(words, &field.id, field.hint.as_deref(), field.error.as_deref()))
            textarea.govuk-textarea.govuk-js-character-count[most.is_some()].govuk-textarea--error[field.error.is_some()]
                id=(field.id) name=(field.name) rows=(rows) dir="auto" autocomplete="off"
                aria-describedby=[field.described_by(most.map(|_| info.as_str()))] {
                // The first line break after the tag is dropped by browsers; this one is meant to be.
                "\n" (field.value)
            }
            @if let Some(most) = most {
                div.govuk-hint.govuk-character-count__message id=(info) {
                    (words.with("ui-count-limit", &[("most", FluentValue::from(most))]))
                }
            }
        }
    }
}

/// One of a list that folds open. `choices` are (value, label); an empty value is offered first, as "Choose", so that
/// nothing is answered by accident.
pub fn select(words: &Words, field: &Field, choices: &[(String, String)]) -> Markup {
    let known = choices.iter().any(|(value, _)| *value == field.value);
    field.group(
        words,
        html! {
            select.govuk-select.govuk-select--error[field.error.is_some()] id=(field.id) name=(field.name) aria-describedby=[field.described_by(None)] {
                option value="" selected[field.value.is_empty()] { (words.get("ui-choose-nothing")) }
                @for (value, text) in choices { option value=(value) selected[*value == field.value && !value.is_empty()] { (text) } }
                // An answer the list no longer holds is kept, not lost.
                @if !known && !field.value.is_empty() { option value=(field.value) selected { (field.value) } }
            }
        },
    )
}

/// Files from the person's device. `accept` as in HTML (".pdf,image/*"). The form must be multipart.
pub fn file_upload(words: &Words, field: &Field, accept: &str, several: bool) -> Markup {
    field.group(
        words,
        html! {
            div.govuk-file-upload-wrapper data-module="govuk-file-upload" {
                input.govuk-file-upload.govuk-file-upload--error[field.error.is_some()] id=(field.id) name=(field.name) type="file" multiple[several]
                    accept=[(!accept.is_empty()).then_some(accept)] aria-describedby=[field.described_by(None)];
            }
        },
    )
}
