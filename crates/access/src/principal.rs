//! Who asks: somebody signed in, a key to the API, Haven's own background work, or the command line.

use crate::resource::Side;
use crate::{Relation, Share};
use domain::ids::{AccountId, AgencyId, TokenId};
use domain::{AgencyKind, Handling, Purpose, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Nil for machines, jobs and the operator.
    pub account: AccountId,
    /// For whom they act. Nil owns nothing.
    pub agency: AgencyId,
    /// Read by the rules for people and machines only.
    pub agency_kind: AgencyKind,
    pub roles: BTreeSet<Role>,
    pub kind: PrincipalKind,
    /// Why they look, as stated for this session, key or command.
    pub purpose: Purpose,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    Human,
    Machine {
        token: TokenId,
        scopes: BTreeSet<TokenScope>,
    },
    System {
        job: &'static str,
    },
    Operator,
}

/// What a key to the API may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    HandInsWrite,
    AttachmentsWrite,
    ImportsWrite,
    RecordsRead,
    /// Where a child lives now, in records that RecordsRead opens.
    ShieldedRead,
    /// "Does anyone know this child?"
    KnownAsk,
    ExportRead,
}

impl TokenScope {
    pub const ALL: &'static [Self] = &[
        Self::HandInsWrite,
        Self::AttachmentsWrite,
        Self::ImportsWrite,
        Self::RecordsRead,
        Self::ShieldedRead,
        Self::KnownAsk,
        Self::ExportRead,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::HandInsWrite => "hand_ins_write",
            Self::AttachmentsWrite => "attachments_write",
            Self::ImportsWrite => "imports_write",
            Self::RecordsRead => "records_read",
            Self::ShieldedRead => "shielded_read",
            Self::KnownAsk => "known_ask",
            Self::ExportRead => "export_read",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.code() == code)
    }
}

impl Principal {
    /// Somebody signed in.
    pub fn person(
        account: AccountId,
        agency: AgencyId,
        agency_kind: AgencyKind,
        roles: impl IntoIterator<Item = Role>,
        purpose: Purpose,
    ) -> Self {
        Self {
            account,
            agency,
            agency_kind,
            roles: roles.into_iter().collect(),
            kind: PrincipalKind::Human,
            purpose,
        }
    }

    /// A key to the API. Its purpose was stated when the key was given.
    pub fn machine(
        token: TokenId,
        agency: AgencyId,
        agency_kind: AgencyKind,
        scopes: impl IntoIterator<Item = TokenScope>,
        purpose: Purpose,
    ) -> Self {
        Self {
            account: AccountId(Uuid::nil()),
            agency,
            agency_kind,
            roles: BTreeSet::new(),
            kind: PrincipalKind::Machine {
                token,
                scopes: scopes.into_iter().collect(),
            },
            purpose,
        }
    }

    /// Background work for no agency in particular. `job` is the name that the ledger shows.
    pub fn system(job: &'static str) -> Self {
        Self::system_for(job, AgencyId(Uuid::nil()))
    }

    /// Background work that goes on with something one agency asked for, such as an import.
    pub fn system_for(job: &'static str, agency: AgencyId) -> Self {
        Self {
            kind: PrincipalKind::System { job },
            purpose: Purpose::Safeguarding,
            ..Self::operator_for(agency)
        }
    }

    /// Somebody at the command line of the server.
    pub fn operator() -> Self {
        Self::operator_for(AgencyId(Uuid::nil()))
    }

    /// The command line, on behalf of the agency named in the command.
    pub fn operator_for(agency: AgencyId) -> Self {
        Self {
            account: AccountId(Uuid::nil()),
            agency,
            agency_kind: AgencyKind::Charity,
            roles: BTreeSet::new(),
            kind: PrincipalKind::Operator,
            purpose: Purpose::Administration,
        }
    }

    /// The same asker, for another stated purpose.
    pub fn with_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    pub fn has_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether something owned by `owner` is the asker's own agency's.
    pub fn owns(&self, owner: AgencyId) -> bool {
        !self.agency.0.is_nil() && self.agency == owner
    }

    /// What the ledger shows instead of an account: none for people.
    pub fn machine_name(&self) -> Option<String> {
        match &self.kind {
            PrincipalKind::Human => None,
            PrincipalKind::Machine { token, .. } => Some(format!("token:{token}")),
            PrincipalKind::System { job } => Some(format!("job:{job}")),
            PrincipalKind::Operator => Some("operator".to_owned()),
        }
    }

    /// The relation to something of `owner` with nothing else known, to start from.
    pub fn relation_to(&self, owner: AgencyId) -> Relation {
        Relation {
            own_agency: self.owns(owner),
            ..Relation::default()
        }
    }

    /// One side of a link, as this asker stands to it.
    pub fn side(&self, owner: AgencyId, handling: Handling, agreement: Option<Share>) -> Side {
        Side {
            owner,
            handling,
            relation: Relation {
                agreement,
                ..self.relation_to(owner)
            },
        }
    }
}

/// The purpose a session starts with, from the role that is nearest to the child. It is changed by saying so.
pub fn default_purpose(roles: &BTreeSet<Role>) -> Purpose {
    const NEAREST_FIRST: [(Role, Purpose); 8] = [
        (Role::Practitioner, Purpose::Safeguarding),
        (Role::DeskOfficer, Purpose::Safeguarding),
        (Role::Manager, Purpose::Safeguarding),
        (Role::Analyst, Purpose::Analysis),
        (Role::Auditor, Purpose::Audit),
        (Role::Trainer, Purpose::Administration),
        (Role::AgencyAdmin, Purpose::Administration),
        (Role::SystemAdmin, Purpose::Administration),
    ];
    NEAREST_FIRST
        .iter()
        .find(|(role, _)| roles.contains(role))
        .map_or(Purpose::Administration, |(_, purpose)| *purpose)
}
