//! What happened, how the child is, what the child wants.

use super::FieldKind::{Code, Codes, Date, Entries, LongText, Text};
use super::{EntryField, Field, Sensitivity};

const fn story(key: &'static str, kind: super::FieldKind) -> Field {
    Field { key, kind, sensitivity: Sensitivity::Story, matched: false, counted: false }
}

pub(super) const FIELDS: &[Field] = &[
    story("danger_now", Code("yes_no_not_sure")),
    story("summary", LongText),
    story("found_on", Date),
    story("found_place", Text),
    story("found_how", LongText),
    Field { key: "exploitation_types", kind: Codes("exploitation_types"), sensitivity: Sensitivity::Story, matched: false, counted: true },
    // state: seen, suspected, not_seen, not_asked
    Field {
        key: "indicators",
        kind: Entries(&[
            EntryField { key: "code", kind: Code("indicators") },
            EntryField { key: "state", kind: Code("indicator_state") },
            EntryField { key: "note", kind: Text },
        ]),
        sensitivity: Sensitivity::Story,
        matched: false,
        counted: true,
    },
    story("background", LongText),
    story("wishes", LongText),
    story("told_child", LongText),
    story("told_child_language", Text),
    story("missing_since", Date),
    story("trafficking_status", Code("trafficking_status")),
    // Who in the owning agency to ring about this record: shown in pointers, so never a child's or carer's number.
    Field { key: "contact_name", kind: Text, sensitivity: Sensitivity::Identity, matched: false, counted: false },
    Field { key: "contact_role", kind: Text, sensitivity: Sensitivity::Identity, matched: false, counted: false },
    Field { key: "contact_phone", kind: Text, sensitivity: Sensitivity::Contact, matched: false, counted: false },
];
