//! Does somebody answer when the writer is away?
//!
//! What it does: asks for a cover contact when there is none.
//! Why: decisions and finds come at night and in holidays; a question nobody answers delays protection.
//! Example: a duty desk's number, a team's mailbox.
//! Limits: does not know whether anybody answers there.

use super::{Finding, View};

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let key = view.form.quality.cover_contact.clone();
    let Some(key) = key.filter(|key| !view.answered(key)) else {
        return Vec::new();
    };
    let english = "Say who answers when you are off duty.";
    vec![view.finding("cover_contact_missing", Some(key), english)]
}
