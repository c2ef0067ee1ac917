//! Things to press.

use maud::{Markup, html};

/// How much a button asks for attention. One `Main` a page; `Warning` for what cannot be undone.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    #[default]
    Main,
    Secondary,
    Warning,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Main => "govuk-button",
            Self::Secondary => "govuk-button govuk-button--secondary",
            Self::Warning => "govuk-button govuk-button--warning",
        }
    }
}

/// The button that sends its form. A double press sends once.
pub fn submit(label: &str, look: Look) -> Markup {
    html! { button class=(look.class()) type="submit" data-module="govuk-button" data-prevent-double-click="true" { (label) } }
}

/// A button that sends its form with `name=value`, for forms with several ways on. `shortcut` is a key that presses it
/// within a region made by [`super::judge`].
pub fn button(label: &str, look: Look, name: &str, value: &str, shortcut: Option<char>) -> Markup {
    html! {
        button class=(look.class()) type="submit" name=(name) value=(value) data-module="govuk-button"
            data-prevent-double-click="true" data-shortcut=[shortcut] aria-keyshortcuts=[shortcut] {
            (label)
            @if let Some(key) = shortcut { " " kbd.haven-kbd aria-hidden="true" { (key.to_ascii_uppercase()) } }
        }
    }
}

/// A link that looks like a button: the start of something.
pub fn link_button(label: &str, href: &str, look: Look) -> Markup {
    html! { a class=(look.class()) href=(href) role="button" draggable="false" data-module="govuk-button" { (label) } }
}

/// A button that looks like a link, for small acts inside text and tables. `about` is read to screen readers only.
pub fn text_button(label: &str, about: Option<&str>, name: &str, value: &str) -> Markup {
    html! {
        button.govuk-button--link type="submit" name=(name) value=(value) {
            (label) @if let Some(about) = about { span.govuk-visually-hidden { " " (about) } }
        }
    }
}

/// Buttons and links in one row (one column on a phone).
pub fn button_group(buttons: &[Markup]) -> Markup {
    html! { div.govuk-button-group { @for each in buttons { (each) } } }
}

/// Copies the text of the element with id `source`. Hidden without a script.
pub fn copy_button(label: &str, source: &str) -> Markup {
    html! { button.govuk-button.govuk-button--secondary type="button" data-copy=(source) hidden { (label) } }
}

/// Prints the page. Hidden without a script, where the browser's own menu prints as well.
pub fn print_button(label: &str) -> Markup {
    html! { button.govuk-button.govuk-button--secondary type="button" data-print hidden { (label) } }
}
