//! Dates, of which people often know only a part.

use super::fields::{Field, legend};
use super::forms::{described_by, hint_and_error};
use crate::words::Words;
use maud::{Markup, html};

/// What was typed, as it was typed; posted as `{name}-day`, `{name}-month`, `{name}-year` and `{name}-roughly=yes`.
#[derive(Clone, Default)]
pub struct DateParts {
    pub day: String,
    pub month: String,
    pub year: String,
    pub roughly: bool,
}

/// Day, month and year, each of which may stay empty. `may_be_rough` adds the box that says the date is approximate.
pub fn date_input(words: &Words, field: &Field, parts: &DateParts, may_be_rough: bool) -> Markup {
    let wrong = field.error.is_some();
    let pieces = [
        ("day", words.get("ui-day"), &parts.day, "govuk-input--width-2"),
        ("month", words.get("ui-month"), &parts.month, "govuk-input--width-2"),
        ("year", words.get("ui-year"), &parts.year, "govuk-input--width-4"),
    ];
    html! {
        div.govuk-form-group.govuk-form-group--error[wrong] {
            fieldset.govuk-fieldset role="group" aria-describedby=[described_by(&field.id, field.hint.is_some(), wrong, None)] {
                (legend(&field.label, field.heading))
                (hint_and_error(words, &field.id, field.hint.as_deref(), field.error.as_deref()))
                div.govuk-date-input {
                    @for (position, (part, label, value, width)) in pieces.iter().enumerate() {
                        // The first field has the field's own id, so that the list of errors leads to it.
                        @let id = if position == 0 { field.id.clone() } else { format!("{}-{part}", field.id) };
                        div.govuk-date-input__item {
                            div.govuk-form-group {
                                label.govuk-label.govuk-date-input__label for=(id) { (label) }
                                input.govuk-input.govuk-date-input__input.{ (width) }.govuk-input--error[wrong]
                                    id=(id) name={ (field.name) "-" (part) } type="text" inputmode="numeric" autocomplete="off" value=(value);
                            }
                        }
                    }
                }
                @if may_be_rough {
                    @let id = format!("{}-roughly", field.id);
                    div.govuk-checkboxes.govuk-checkboxes--small.haven-date-roughly {
                        div.govuk-checkboxes__item {
                            input.govuk-checkboxes__input id=(id) name={ (field.name) "-roughly" } type="checkbox" value="yes" checked[parts.roughly];
                            label.govuk-label.govuk-checkboxes__label for=(id) { (words.get("ui-date-roughly")) }
                        }
                    }
                }
            }
        }
    }
}
