//! How and where a person can be reached or was found. An address a child lives at is a class of its own.

use super::FieldKind::{Code, Date, Entries, Text};
use super::{EntryField, Field, Sensitivity};

pub(super) const FIELDS: &[Field] = &[
    // whose: self, found_on_person, family, exploiter, carer, other. safe: yes, no, not_sure (practice N-39: safe to contact)
    Field {
        key: "phones",
        kind: Entries(&[
            EntryField {
                key: "number",
                kind: Text,
            },
            EntryField {
                key: "whose",
                kind: Code("phone_whose"),
            },
            EntryField {
                key: "safe",
                kind: Code("yes_no_not_sure"),
            },
        ]),
        sensitivity: Sensitivity::Contact,
        matched: true,
        counted: false,
    },
    Field {
        key: "online_accounts",
        kind: Entries(&[
            EntryField {
                key: "platform",
                kind: Text,
            },
            EntryField {
                key: "handle",
                kind: Text,
            },
        ]),
        sensitivity: Sensitivity::Contact,
        matched: true,
        counted: false,
    },
    Field {
        key: "emails",
        kind: Entries(&[
            EntryField {
                key: "address",
                kind: Text,
            },
            EntryField {
                key: "safe",
                kind: Code("yes_no_not_sure"),
            },
        ]),
        sensitivity: Sensitivity::Contact,
        matched: true,
        counted: false,
    },
    // kind: staying (shielded), home, found, exploitation, sponsor
    Field {
        key: "addresses",
        kind: Entries(&[
            EntryField {
                key: "line",
                kind: Text,
            },
            EntryField {
                key: "town",
                kind: Text,
            },
            EntryField {
                key: "region",
                kind: Text,
            },
            EntryField {
                key: "postcode",
                kind: Text,
            },
            EntryField {
                key: "country",
                kind: Code("country"),
            },
            EntryField {
                key: "kind",
                kind: Code("address_kind"),
            },
            EntryField {
                key: "safe",
                kind: Code("yes_no_not_sure"),
            },
        ]),
        sensitivity: Sensitivity::ShieldedAddress,
        matched: true,
        counted: false,
    },
    Field {
        key: "vehicles",
        kind: Entries(&[
            EntryField {
                key: "plate",
                kind: Text,
            },
            EntryField {
                key: "country",
                kind: Code("country"),
            },
            EntryField {
                key: "make",
                kind: Text,
            },
            EntryField {
                key: "colour",
                kind: Text,
            },
        ]),
        sensitivity: Sensitivity::Story,
        matched: true,
        counted: false,
    },
    Field {
        key: "journeys",
        kind: Entries(&[
            EntryField {
                key: "carrier_number",
                kind: Text,
            },
            EntryField {
                key: "date",
                kind: Date,
            },
            EntryField {
                key: "from",
                kind: Text,
            },
            EntryField { key: "to", kind: Text },
        ]),
        sensitivity: Sensitivity::Story,
        matched: true,
        counted: false,
    },
    // Family, companions, suspected exploiters named in the hand-in. relation: pack code.
    Field {
        key: "associates",
        kind: Entries(&[
            EntryField {
                key: "name",
                kind: Text,
            },
            EntryField {
                key: "relation",
                kind: Code("relation"),
            },
            EntryField {
                key: "phone",
                kind: Text,
            },
            EntryField {
                key: "note",
                kind: Text,
            },
        ]),
        sensitivity: Sensitivity::Story,
        matched: true,
        counted: false,
    },
    Field {
        key: "safe_contact",
        kind: Text,
        sensitivity: Sensitivity::Contact,
        matched: false,
        counted: false,
    },
];
