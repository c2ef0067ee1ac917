//! Who the person is, as told, as documented, as assessed: side by side, never overwritten (practice 1.5, 2.1).

use super::FieldKind::{Code, Codes, Date, Entries, Text};
use super::{EntryField, Field, Sensitivity};

pub(super) const FIELDS: &[Field] = &[
    // `full` when the parts are not known to be given or family; `script` is ISO 15924; kind: real, alias,
    // document, exploitation (name used while exploited).
    Field {
        key: "names",
        kind: Entries(&[
            EntryField {
                key: "given",
                kind: Text,
            },
            EntryField {
                key: "family",
                kind: Text,
            },
            EntryField {
                key: "full",
                kind: Text,
            },
            EntryField {
                key: "kind",
                kind: Code("name_kind"),
            },
            EntryField {
                key: "script",
                kind: Code("script"),
            },
        ]),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: false,
    },
    // basis: claimed, document, assessed, court. status: undisputed, disputed.
    Field {
        key: "births",
        kind: Entries(&[
            EntryField {
                key: "date",
                kind: Date,
            },
            EntryField {
                key: "basis",
                kind: Code("birth_basis"),
            },
            EntryField {
                key: "status",
                kind: Code("birth_status"),
            },
            EntryField {
                key: "source",
                kind: Text,
            },
        ]),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: true,
    },
    // yes, no, not_sure
    Field {
        key: "under_18",
        kind: Code("yes_no_not_sure"),
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: true,
    },
    // female, male, other, unknown
    Field {
        key: "sex",
        kind: Code("sex"),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: true,
    },
    Field {
        key: "gender_text",
        kind: Text,
        sensitivity: Sensitivity::Special,
        matched: false,
        counted: false,
    },
    // ISO 3166-1 alpha-2
    Field {
        key: "nationalities",
        kind: Codes("country"),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: true,
    },
    Field {
        key: "birthplace",
        kind: Text,
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: false,
    },
    Field {
        key: "birth_country",
        kind: Code("country"),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: true,
    },
    Field {
        key: "ethnicity",
        kind: Text,
        sensitivity: Sensitivity::Special,
        matched: false,
        counted: true,
    },
    Field {
        key: "religion",
        kind: Text,
        sensitivity: Sensitivity::Special,
        matched: false,
        counted: false,
    },
    // BCP 47
    Field {
        key: "languages",
        kind: Codes("language"),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: true,
    },
    Field {
        key: "interpreter",
        kind: Code("yes_no"),
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: true,
    },
    Field {
        key: "interpreter_language",
        kind: Text,
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: false,
    },
    Field {
        key: "communication_need",
        kind: Text,
        sensitivity: Sensitivity::Special,
        matched: false,
        counted: false,
    },
    // scheme: home_office, nrm, nhs, upn, crime, police, passport, visa, own...
    Field {
        key: "identifiers",
        kind: Entries(&[
            EntryField {
                key: "scheme",
                kind: Code("identifier_scheme"),
            },
            EntryField {
                key: "value",
                kind: Text,
            },
            EntryField {
                key: "issuer",
                kind: Text,
            },
        ]),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: false,
    },
    // genuineness: genuine, false, lent, unknown
    Field {
        key: "documents",
        kind: Entries(&[
            EntryField {
                key: "type",
                kind: Code("document_type"),
            },
            EntryField {
                key: "number",
                kind: Text,
            },
            EntryField {
                key: "issuer",
                kind: Code("country"),
            },
            EntryField {
                key: "genuineness",
                kind: Code("document_genuineness"),
            },
        ]),
        sensitivity: Sensitivity::Identity,
        matched: true,
        counted: false,
    },
    Field {
        key: "marks",
        kind: Text,
        sensitivity: Sensitivity::Identity,
        matched: false,
        counted: false,
    },
    Field {
        key: "immigration_position",
        kind: Code("immigration_position"),
        sensitivity: Sensitivity::Immigration,
        matched: false,
        counted: true,
    },
    Field {
        key: "accompanied",
        kind: Code("accompanied"),
        sensitivity: Sensitivity::Story,
        matched: false,
        counted: true,
    },
];
