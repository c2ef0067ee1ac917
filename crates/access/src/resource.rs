//! What is asked for, and how the asker stands to it.

use domain::ids::{
    AccountId, AgencyId, AgreementId, AlertId, AttachmentId, BreakGlassId, HandInId, ImportId, LinkId, MappingId,
    RecordId, TokenId,
};
use domain::{Handling, RecordKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far an agreement lets the reader's agency see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Who the person is.
    Identity,
    /// The record.
    Content,
}

impl Share {
    pub const ALL: &'static [Self] = &[Self::Identity, Self::Content];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Content => "content",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|share| share.code() == code)
    }
}

/// How an asker stands to one record, worked out by the caller (see [`crate::in_force`] for the parts that depend on time).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Relation {
    /// The asker's agency owns it. Counts only where the ids agree too.
    pub own_agency: bool,
    /// The widest agreement in force now from the owner to the asker's agency for the asker's purpose.
    pub agreement: Option<Share>,
    /// The asker is named in the team that works on this person.
    pub case_team: bool,
    /// The asker wrote it.
    pub author: bool,
    /// The asker has an emergency look at this record open now.
    pub break_glass: bool,
}

/// One record of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub owner: AgencyId,
    pub handling: Handling,
    pub relation: Relation,
}

/// What is asked for. Kinds of thing that can be many carry their id, so that a permit for one is not one for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `kind` decides nothing: a suspect's record needs no less care than a child's. It is kept for the ledger.
    Record {
        id: RecordId,
        owner: AgencyId,
        kind: RecordKind,
        handling: Handling,
        relation: Relation,
    },
    /// The referral as it was received. Handling is that of its record.
    HandIn {
        id: HandInId,
        owner: AgencyId,
        handling: Handling,
        relation: Relation,
    },
    /// A file that came with a referral. Handling is that of its record.
    Attachment {
        id: AttachmentId,
        owner: AgencyId,
        handling: Handling,
        relation: Relation,
    },
    Draft {
        id: HandInId,
        owner: AgencyId,
        author: AccountId,
    },
    Link {
        id: LinkId,
        sides: [Side; 2],
    },
    Import {
        id: ImportId,
        owner: AgencyId,
    },
    Mapping {
        id: MappingId,
        owner: AgencyId,
    },
    /// The lines of one agency and of its records; none: the whole ledger.
    Ledger {
        agency: Option<AgencyId>,
    },
    Account {
        id: AccountId,
        agency: AgencyId,
    },
    /// An agency, or (with the actions that say so) something new to be made for it.
    Agency {
        id: AgencyId,
    },
    Agreement {
        id: AgreementId,
        owner: AgencyId,
        reader: AgencyId,
    },
    Token {
        id: TokenId,
        agency: AgencyId,
    },
    Alert {
        id: AlertId,
        agency: AgencyId,
    },
    /// An emergency look that was taken: at a record of `owner`, by `account` of `agency`.
    BreakGlass {
        id: BreakGlassId,
        owner: AgencyId,
        agency: AgencyId,
        account: AccountId,
    },
    Pack,
    System,
    /// All agencies together: search, recognition, the directory, one's home page.
    Network,
}

/// The kinds of thing, without their facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceClass {
    Record,
    HandIn,
    Attachment,
    Draft,
    Link,
    Import,
    Mapping,
    Ledger,
    Account,
    Agency,
    Agreement,
    Token,
    Alert,
    BreakGlass,
    Pack,
    System,
    Network,
}

impl ResourceClass {
    pub const ALL: &'static [Self] = &[
        Self::Record,
        Self::HandIn,
        Self::Attachment,
        Self::Draft,
        Self::Link,
        Self::Import,
        Self::Mapping,
        Self::Ledger,
        Self::Account,
        Self::Agency,
        Self::Agreement,
        Self::Token,
        Self::Alert,
        Self::BreakGlass,
        Self::Pack,
        Self::System,
        Self::Network,
    ];

    /// The word of the ledger and of tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::HandIn => "hand_in",
            Self::Attachment => "attachment",
            Self::Draft => "draft",
            Self::Link => "link",
            Self::Import => "import",
            Self::Mapping => "mapping",
            Self::Ledger => "ledger",
            Self::Account => "account",
            Self::Agency => "agency",
            Self::Agreement => "agreement",
            Self::Token => "token",
            Self::Alert => "alert",
            Self::BreakGlass => "break_glass",
            Self::Pack => "pack",
            Self::System => "system",
            Self::Network => "network",
        }
    }

    /// The word of `schema.cedarschema`.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Record => "Record",
            Self::HandIn => "HandIn",
            Self::Attachment => "Attachment",
            Self::Draft => "Draft",
            Self::Link => "Link",
            Self::Import => "Import",
            Self::Mapping => "Mapping",
            Self::Ledger => "Ledger",
            Self::Account => "Account",
            Self::Agency => "Agency",
            Self::Agreement => "Agreement",
            Self::Token => "Token",
            Self::Alert => "Alert",
            Self::BreakGlass => "BreakGlass",
            Self::Pack => "Pack",
            Self::System => "System",
            Self::Network => "Network",
        }
    }
}

/// Which thing a permit was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceId {
    One(Uuid),
    /// Of the kind of which there is one (the system), or a list with its scope.
    Any,
}

impl Resource {
    pub fn class(&self) -> ResourceClass {
        match self {
            Self::Record { .. } => ResourceClass::Record,
            Self::HandIn { .. } => ResourceClass::HandIn,
            Self::Attachment { .. } => ResourceClass::Attachment,
            Self::Draft { .. } => ResourceClass::Draft,
            Self::Link { .. } => ResourceClass::Link,
            Self::Import { .. } => ResourceClass::Import,
            Self::Mapping { .. } => ResourceClass::Mapping,
            Self::Ledger { .. } => ResourceClass::Ledger,
            Self::Account { .. } => ResourceClass::Account,
            Self::Agency { .. } => ResourceClass::Agency,
            Self::Agreement { .. } => ResourceClass::Agreement,
            Self::Token { .. } => ResourceClass::Token,
            Self::Alert { .. } => ResourceClass::Alert,
            Self::BreakGlass { .. } => ResourceClass::BreakGlass,
            Self::Pack => ResourceClass::Pack,
            Self::System => ResourceClass::System,
            Self::Network => ResourceClass::Network,
        }
    }

    pub fn id(&self) -> ResourceId {
        match self {
            Self::Record { id, .. } => ResourceId::One(id.0),
            Self::HandIn { id, .. } | Self::Draft { id, .. } => ResourceId::One(id.0),
            Self::Attachment { id, .. } => ResourceId::One(id.0),
            Self::Link { id, .. } => ResourceId::One(id.0),
            Self::Import { id, .. } => ResourceId::One(id.0),
            Self::Mapping { id, .. } => ResourceId::One(id.0),
            Self::Ledger { agency: Some(id) } | Self::Agency { id } => ResourceId::One(id.0),
            Self::Account { id, .. } => ResourceId::One(id.0),
            Self::Agreement { id, .. } => ResourceId::One(id.0),
            Self::Token { id, .. } => ResourceId::One(id.0),
            Self::Alert { id, .. } => ResourceId::One(id.0),
            Self::BreakGlass { id, .. } => ResourceId::One(id.0),
            Self::Ledger { agency: None } | Self::Pack | Self::System | Self::Network => ResourceId::Any,
        }
    }

    /// The agency it belongs to, where it belongs to one.
    pub fn owner(&self) -> Option<AgencyId> {
        match self {
            Self::Record { owner, .. }
            | Self::HandIn { owner, .. }
            | Self::Attachment { owner, .. }
            | Self::Draft { owner, .. }
            | Self::Import { owner, .. }
            | Self::Mapping { owner, .. }
            | Self::Agreement { owner, .. }
            | Self::BreakGlass { owner, .. } => Some(*owner),
            Self::Account { agency, .. } | Self::Token { agency, .. } | Self::Alert { agency, .. } => Some(*agency),
            Self::Agency { id } => Some(*id),
            Self::Ledger { agency } => *agency,
            Self::Link { .. } | Self::Pack | Self::System | Self::Network => None,
        }
    }
}
