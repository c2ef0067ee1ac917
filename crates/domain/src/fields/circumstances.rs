//! What happened, how the child is, what the child wants.

use super::FieldKind::{Code, Codes, Date, Entries, LongText, Text};
use super::{EntryField, Field, Sensitivity};

const fn story(key: &'static str, kind: super::FieldKind) -> Field {
    Field {
        key,
        kind,
        sensitivity: Sensitivity::Story,
        matched: false,
        counted: false,
    }
}

pub(super) const FIELDS: &[Field] = &[
    story("danger_now", Code("yes_no_not_sure")),
    story("summary", LongText),
    // Where the writer met the child: port, school, police... Chooses the short list of indicators.
    story("setting", Code("settings")),
    story("found_on", Date),
    story("found_place", Text),
    story("found_how", LongText),
    Field {
        key: "exploitation_types",
        kind: Codes("exploitation_types"),
        sensitivity: Sensitivity::Story,
        matched: false,
        counted: true,
    },
    // state: seen, suspected, not_seen, not_asked
    Field {
        key: "indicators",
        kind: Entries(&[
            EntryField {
                key: "code",
                kind: Code("indicators"),
            },
            EntryField {
                key: "state",
                kind: Code("indicator_state"),
            },
            // Day it was last seen: lists weigh the last six months.
            EntryField {
                key: "seen_on",
                kind: Date,
            },
            EntryField {
                key: "note",
                kind: Text,
            },
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
    Field {
        key: "contact_name",
        kind: Text,
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: false,
    },
    Field {
        key: "contact_role",
        kind: Text,
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: false,
    },
    Field {
        key: "contact_phone",
        kind: Text,
        sensitivity: Sensitivity::Contact,
        matched: false,
        counted: false,
    },
    Field {
        key: "contact_email",
        kind: Text,
        sensitivity: Sensitivity::Contact,
        matched: false,
        counted: false,
    },
    // Whom to reach when that person is off duty.
    Field {
        key: "cover_contact",
        kind: Text,
        sensitivity: Sensitivity::Contact,
        matched: false,
        counted: false,
    },
];
