//! The core fields of a record, declared once: kind, sensitivity, purpose, retention, and whether a field may be
//! matched on or counted. Form, comparison, redaction, export and data dictionary ask these declarations.
//!
//! Countries add fields in their pack's forms; they may not change the meaning of these.

mod circumstances;
mod contact;
mod identity;

/// How a value is written and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    LongText,
    /// EDTF partial date.
    Date,
    /// One code of the named list (a pack's, or `core:` for closed lists of this crate).
    Code(&'static str),
    /// Several codes of the named list.
    Codes(&'static str),
    /// Several entries, each with these fields.
    Entries(&'static [EntryField]),
}

/// A field inside an entry (one phone of several).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryField {
    pub key: &'static str,
    pub kind: FieldKind,
}

/// Who may see a field is decided by class, not by field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// Who the child is: names, dates of birth, sex, nationality, identifiers.
    Identity,
    /// How to reach: phones, e-mail, accounts.
    Contact,
    /// Where a child lives now. A class of its own (practice 4.5).
    ShieldedAddress,
    /// What happened and how the child is.
    Story,
    /// Health, belief, ethnicity, sexual life: special category.
    Special,
    /// Immigration position: hidden from those who do not need it (practice 2.1, N31).
    Immigration,
}

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub key: &'static str,
    pub kind: FieldKind,
    pub sensitivity: Sensitivity,
    /// Used to recognise the same person.
    pub matched: bool,
    /// May be counted in statistics.
    pub counted: bool,
}

/// Every core field, in the order of a record.
pub fn all() -> impl Iterator<Item = &'static Field> {
    identity::FIELDS
        .iter()
        .chain(contact::FIELDS)
        .chain(circumstances::FIELDS)
}

pub fn find(key: &str) -> Option<&'static Field> {
    all().find(|field| field.key == key)
}
