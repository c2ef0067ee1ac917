//! One identifier type per thing, so that a case can never be asked for by an account's number.
//! All are UUIDs (version 7 where Haven mints them): sortable by time of making, safe to show in a URL.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
        impl From<$name> for Uuid { fn from(id: $name) -> Uuid { id.0 } }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
    )+};
}

ids! {
    /// An organisation that hands in or receives.
    AgencyId,
    /// A person who signs in.
    AccountId,
    /// What one agency knows about one person; never merged away.
    RecordId,
    /// A cluster of records held together by links: one child, as far as is known.
    PersonId,
    /// A referral as it was received, or a draft of one.
    HandInId,
    /// Evidence that two records speak of one person.
    LinkId,
    /// One answer of one person to the question "the same?".
    JudgementId,
    /// A file handed in with a referral.
    AttachmentId,
    /// One file of many rows, handed in at once.
    ImportId,
    /// An agency's saved way to read its own columns.
    MappingId,
    /// Who shares what with whom, why, until when.
    AgreementId,
    /// A time-limited look past the policy, with a reason.
    BreakGlassId,
    /// A wake-up call to an agency.
    AlertId,
    /// A machine's key to the API.
    TokenId,
    /// An invitation to open an account.
    InvitationId,
    /// A registered passkey.
    PasskeyId,
    /// A piece of background work.
    JobId,
}
