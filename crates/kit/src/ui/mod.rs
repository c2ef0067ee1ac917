//! The pieces pages are made of. Each is a function from words and values to markup, with the ids and ARIA relations
//! right; none knows what a child or a case is. Text comes in already translated; the few words a piece says by itself
//! (Error, Day, Next) are in `locales/<language>/ui.ftl`. Look at all of them with
//! `cargo run -p kit --example gallery -- FILE`.
//!
//! Where a value came from a person it is escaped by `maud`; nothing here takes raw HTML but [`Markup`].
//! No piece writes an inline style or script: the content security policy forbids both.

mod buttons;
mod choices;
mod compare;
mod data;
mod dates;
mod fields;
mod filters;
mod forms;
pub mod gallery;
mod known;
mod layout;
mod notices;
mod tables;
mod timeline;
mod waterfall;

pub use buttons::{Look, button, button_group, copy_button, link_button, print_button, submit, text_button};
pub use choices::{Choice, checkboxes, radios};
pub use compare::{Compared, Verdict, side_by_side};
pub use data::{Fact, Tone, badge_count, pagination, progress, stat, stats, sub_navigation, summary_list, tabs, tag};
pub use dates::{DateParts, date_input};
pub use fields::{
    Field, Heading, InputKind, TextOptions, Width, file_upload, password_input, select, text_input, textarea,
};
pub use filters::{Chip, filters, search_box};
pub use forms::{
    CSRF_FIELD, Form, NEW_INDEX, add_another, entry, error_message, error_summary, fieldset, form, hidden, saved_status,
};
pub use known::{Hit, PointerCard, hit_card, judge, known_panel, passkey_button, pointer_card, poll};
pub use layout::{Account, Banner, Exit, NavItem, Page, Scripts, layout, logo};
pub use maud::{Markup, PreEscaped, html};
pub use notices::{
    absent, confirmation, details, empty_state, forbidden, inset, notification_banner, success_banner, warning_text,
};
pub use tables::{Cell, Column, Table, table};
pub use timeline::{Event, EventTone, timeline};
pub use waterfall::{Weight, waterfall};

/// Turns a field's name into something that may stand in an id: letters, digits and hyphens.
pub(crate) fn id_from(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .collect()
}
