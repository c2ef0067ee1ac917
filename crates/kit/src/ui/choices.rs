//! Answers to choose from: one, or several.

use super::fields::{Field, legend};
use super::forms::{described_by, hint_and_error};
use crate::words::Words;
use maud::{Markup, html};

/// One answer.
#[derive(Clone, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
    /// Fields that are asked only when this is chosen. They stay on the page without a script.
    pub reveals: Option<Markup>,
    /// Sets this answer off from those above it with the word "or".
    pub after_or: bool,
    /// For checkboxes: choosing this ("none of these") takes the others back.
    pub excludes_others: bool,
    /// A key that chooses this within a region made by [`super::judge`].
    pub shortcut: Option<char>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into().filter(|text| !text.is_empty());
        self
    }

    pub fn reveals(mut self, fields: Markup) -> Self {
        self.reveals = Some(fields);
        self
    }

    pub fn after_or(mut self) -> Self {
        self.after_or = true;
        self
    }

    pub fn excludes_others(mut self) -> Self {
        self.excludes_others = true;
        self
    }

    pub fn shortcut(mut self, key: char) -> Self {
        self.shortcut = Some(key);
        self
    }
}

/// One of a few answers, all in sight. `inline` puts short ones (yes, no) on one line. The answer chosen is the
/// field's value.
pub fn radios(words: &Words, field: &Field, choices: &[Choice], inline: bool) -> Markup {
    group(
        words,
        field,
        html! {
            div.govuk-radios.govuk-radios--inline[inline] data-module="govuk-radios" {
                @for (position, choice) in choices.iter().enumerate() {
                    @let id = item_id(&field.id, position);
                    @let conditional = format!("conditional-{id}");
                    @let hint = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
                    @if choice.after_or { div.govuk-radios__divider { (words.get("ui-or")) } }
                    div.govuk-radios__item {
                        input.govuk-radios__input id=(id) name=(field.name) type="radio" value=(choice.value)
                            checked[choice.value == field.value && !field.value.is_empty()] aria-describedby=[&hint]
                            data-aria-controls=[choice.reveals.as_ref().map(|_| &conditional)]
                            data-shortcut=[choice.shortcut] aria-keyshortcuts=[choice.shortcut];
                        label.govuk-label.govuk-radios__label for=(id) {
                            (choice.label)
                            @if let Some(key) = choice.shortcut { " " kbd.haven-kbd aria-hidden="true" { (key.to_ascii_uppercase()) } }
                        }
                        @if let (Some(text), Some(hint)) = (&choice.hint, &hint) {
                            div.govuk-hint.govuk-radios__hint id=(hint) { (text) }
                        }
                    }
                    @if let Some(fields) = &choice.reveals {
                        div.govuk-radios__conditional.govuk-radios__conditional--hidden[choice.value != field.value] id=(conditional) { (fields) }
                    }
                }
            }
        },
    )
}

/// Any number of answers. `chosen` are the values chosen; the field's own value is not looked at.
pub fn checkboxes(words: &Words, field: &Field, choices: &[Choice], chosen: &[String]) -> Markup {
    group(
        words,
        field,
        html! {
            div.govuk-checkboxes data-module="govuk-checkboxes" {
                @for (position, choice) in choices.iter().enumerate() {
                    @let id = item_id(&field.id, position);
                    @let conditional = format!("conditional-{id}");
                    @let hint = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
                    @let checked = chosen.contains(&choice.value);
                    @if choice.after_or { div.govuk-checkboxes__divider { (words.get("ui-or")) } }
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input id=(id) name=(field.name) type="checkbox" value=(choice.value)
                            checked[checked] aria-describedby=[&hint]
                            data-behaviour=[choice.excludes_others.then_some("exclusive")]
                            data-aria-controls=[choice.reveals.as_ref().map(|_| &conditional)]
                            data-shortcut=[choice.shortcut] aria-keyshortcuts=[choice.shortcut];
                        label.govuk-label.govuk-checkboxes__label for=(id) {
                            (choice.label)
                            @if let Some(key) = choice.shortcut { " " kbd.haven-kbd aria-hidden="true" { (key.to_ascii_uppercase()) } }
                        }
                        @if let (Some(text), Some(hint)) = (&choice.hint, &hint) {
                            div.govuk-hint.govuk-checkboxes__hint id=(hint) { (text) }
                        }
                    }
                    @if let Some(fields) = &choice.reveals {
                        div.govuk-checkboxes__conditional.govuk-checkboxes__conditional--hidden[!checked] id=(conditional) { (fields) }
                    }
                }
            }
        },
    )
}

/// The first answer has the field's own id, so that the list of errors leads to it.
fn item_id(id: &str, position: usize) -> String {
    if position == 0 {
        id.to_owned()
    } else {
        format!("{id}-{}", position + 1)
    }
}

fn group(words: &Words, field: &Field, answers: Markup) -> Markup {
    html! {
        div.govuk-form-group.govuk-form-group--error[field.error.is_some()] {
            fieldset.govuk-fieldset aria-describedby=[described_by(&field.id, field.hint.is_some(), field.error.is_some(), None)] {
                @if !field.label.is_empty() { (legend(&field.label, field.heading)) }
                (hint_and_error(words, &field.id, field.hint.as_deref(), field.error.as_deref()))
                (answers)
            }
        }
    }
}
