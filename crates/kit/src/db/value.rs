//! What can be bound to a statement. Nulls are typed, since PostgreSQL wants to know of what.

use std::fmt;
use uuid::Uuid;

#[derive(Clone, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
    Bool(Option<bool>),
    /// For `IN_IDS($n)`.
    Ids(Vec<Uuid>),
    /// For `IN_INTS($n)`.
    Ints(Vec<i64>),
    /// For `IN_TEXTS($n)`.
    Texts(Vec<String>),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(bound)")
    }
}

impl Value {
    /// Any serialisable value, kept as JSON text: the same bytes on both databases, and digests that hold.
    pub fn json<T: serde::Serialize>(value: &T) -> Self {
        // Our own types serialise without fail; were one not to, a null meets NOT NULL and the act fails closed.
        Self::Text(serde_json::to_string(value).ok())
    }
}

macro_rules! from {
    ($($variant:ident: $($from:ty => $into:expr),+;)+) => {$($(
        impl From<$from> for Value {
            fn from(value: $from) -> Self { Self::$variant(Some(($into)(value))) }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self { Self::$variant(value.map($into)) }
        }
    )+)+};
}

from! {
    Int: i64 => |v| v, i32 => i64::from, u32 => i64::from, u8 => i64::from, i16 => i64::from;
    Real: f64 => |v| v;
    Text: String => |v: String| clean(v), &str => |v: &str| clean(v.to_owned());
    Bytes: Vec<u8> => |v| v, [u8; 32] => |v: [u8; 32]| v.to_vec();
    Id: Uuid => |v| v,
        domain::ids::AgencyId => |v: domain::ids::AgencyId| v.0,
        domain::ids::AccountId => |v: domain::ids::AccountId| v.0,
        domain::ids::RecordId => |v: domain::ids::RecordId| v.0,
        domain::ids::PersonId => |v: domain::ids::PersonId| v.0,
        domain::ids::HandInId => |v: domain::ids::HandInId| v.0,
        domain::ids::LinkId => |v: domain::ids::LinkId| v.0,
        domain::ids::JudgementId => |v: domain::ids::JudgementId| v.0,
        domain::ids::AttachmentId => |v: domain::ids::AttachmentId| v.0,
        domain::ids::ImportId => |v: domain::ids::ImportId| v.0,
        domain::ids::MappingId => |v: domain::ids::MappingId| v.0,
        domain::ids::AgreementId => |v: domain::ids::AgreementId| v.0,
        domain::ids::BreakGlassId => |v: domain::ids::BreakGlassId| v.0,
        domain::ids::AlertId => |v: domain::ids::AlertId| v.0,
        domain::ids::TokenId => |v: domain::ids::TokenId| v.0,
        domain::ids::InvitationId => |v: domain::ids::InvitationId| v.0,
        domain::ids::PasskeyId => |v: domain::ids::PasskeyId| v.0,
        domain::ids::JobId => |v: domain::ids::JobId| v.0;
    Bool: bool => |v| v;
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::from(value.as_str())
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

impl From<Vec<Uuid>> for Value {
    fn from(value: Vec<Uuid>) -> Self {
        Self::Ids(value)
    }
}

impl From<Vec<i64>> for Value {
    fn from(value: Vec<i64>) -> Self {
        Self::Ints(value)
    }
}

impl From<Vec<String>> for Value {
    fn from(value: Vec<String>) -> Self {
        Self::Texts(value.into_iter().map(clean).collect())
    }
}

/// PostgreSQL cannot hold a NUL in text; a visible mark takes its place so that nothing vanishes unseen.
fn clean(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{FFFD}")
    } else {
        text
    }
}
