//! The finite facts that the rules may know, and how askers and things are boiled down to them.
//!
//! Everything that decides is in [`WhoFacts`], [`WhatFacts`] and the action. There are finitely many, no identifiers
//! among them; so a decision may be remembered, every decision can be tried in a test, and the matrix can be printed.

use crate::principal::{Principal, PrincipalKind};
use crate::resource::{Relation, Resource, ResourceClass, Share};
use domain::ids::AgencyId;
use domain::{AgencyKind, Handling, Purpose, Role};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    Person,
    Machine,
    Job,
    Operator,
}

/// What the rules know of the asker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WhoFacts {
    pub sort: Sort,
    /// One bit for each role (people) or scope (machines), in the order of its `ALL`.
    pub grants: u16,
    pub agency_kind: AgencyKind,
    pub purpose: Purpose,
}

/// What the rules know of the thing. Facts that a class does not have are false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WhatFacts {
    pub class: ResourceClass,
    /// Sealed for what has no handling: the strictest, and no rule asks.
    pub handling: Handling,
    pub own_agency: bool,
    pub agreement: Option<Share>,
    pub case_team: bool,
    /// The asker wrote it; an account is the asker's own; the emergency look was the asker's.
    pub mine: bool,
    pub break_glass: bool,
    /// The other party is the asker's agency: the receiver of an agreement, the agency whose worker broke the glass.
    pub party: bool,
    /// For links: how far the asker sees both sides, and whether the content of one.
    pub sides: SideFacts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SideFacts {
    pub both_pointer: bool,
    pub both_identity: bool,
    pub one_content: bool,
}

impl WhoFacts {
    pub fn of(who: &Principal) -> Self {
        let (sort, grants) = match &who.kind {
            PrincipalKind::Human => (Sort::Person, bits(Role::ALL, |role| who.roles.contains(role))),
            PrincipalKind::Machine { scopes, .. } => (
                Sort::Machine,
                bits(crate::TokenScope::ALL, |scope| scopes.contains(scope)),
            ),
            PrincipalKind::System { .. } => (Sort::Job, 0),
            PrincipalKind::Operator => (Sort::Operator, 0),
        };
        Self {
            sort,
            grants,
            agency_kind: who.agency_kind,
            purpose: who.purpose,
        }
    }

    /// Codes of the roles or scopes held, with the name of their type in the schema.
    pub(crate) fn grants(&self) -> Vec<(&'static str, &'static str)> {
        match self.sort {
            Sort::Person => held(Role::ALL, self.grants).map(|role| ("Role", role.code())).collect(),
            Sort::Machine => held(crate::TokenScope::ALL, self.grants)
                .map(|scope| ("TokenScope", scope.code()))
                .collect(),
            Sort::Job | Sort::Operator => Vec::new(),
        }
    }
}

fn bits<T>(all: &[T], holds: impl Fn(&T) -> bool) -> u16 {
    all.iter()
        .enumerate()
        .filter(|(_, each)| holds(each))
        .fold(0, |bits, (place, _)| bits | (1 << place))
}

fn held<T: Copy>(all: &'static [T], grants: u16) -> impl Iterator<Item = T> {
    all.iter()
        .enumerate()
        .filter(move |(place, _)| grants & (1 << place) != 0)
        .map(|(_, each)| *each)
}

impl WhatFacts {
    /// A thing of which nothing is known but its class.
    pub fn bare(class: ResourceClass) -> Self {
        Self {
            class,
            handling: Handling::Sealed,
            own_agency: false,
            agreement: None,
            case_team: false,
            mine: false,
            break_glass: false,
            party: false,
            sides: SideFacts::default(),
        }
    }

    /// A record, hand-in or attachment in this relation. The relation's word that it is our own is not taken alone, and
    /// an agency has no agreement with itself.
    pub fn held(class: ResourceClass, own: bool, handling: Handling, relation: &Relation) -> Self {
        let Relation {
            own_agency,
            agreement,
            case_team,
            author,
            break_glass,
        } = *relation;
        let own_agency = own && own_agency;
        Self {
            handling,
            own_agency,
            agreement: if own_agency { None } else { agreement },
            case_team,
            mine: author,
            break_glass,
            ..Self::bare(class)
        }
    }

    /// The facts that hold, in words, for the ledger.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        let mine = if self.class == ResourceClass::Account {
            "own_account"
        } else {
            "author"
        };
        let agreement = match self.agreement {
            None => None,
            Some(Share::Identity) => Some("agreement_identity"),
            Some(Share::Content) => Some("agreement_content"),
        };
        [
            self.own_agency.then_some("own_agency"),
            agreement,
            self.case_team.then_some("case_team"),
            self.mine.then_some(mine),
            self.break_glass.then_some("break_glass"),
            self.party.then_some("other_party"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Everything but a link, whose sides have to be looked at first (see `Policy`).
    pub(crate) fn of(who: &Principal, what: &Resource) -> Self {
        let class = what.class();
        let bare = Self::bare(class);
        let owned = |owner: &AgencyId| Self {
            own_agency: who.owns(*owner),
            ..bare
        };
        let human = matches!(who.kind, PrincipalKind::Human) && !who.account.0.is_nil();
        match what {
            Resource::Record {
                owner,
                handling,
                relation,
                id: _,
                kind: _,
            } => Self::held(class, who.owns(*owner), *handling, relation),
            Resource::HandIn {
                owner,
                handling,
                relation,
                id: _,
            }
            | Resource::Attachment {
                owner,
                handling,
                relation,
                id: _,
            } => Self::held(class, who.owns(*owner), *handling, relation),
            Resource::Draft { owner, author, id: _ } => Self {
                mine: human && who.account == *author,
                ..owned(owner)
            },
            Resource::Import { owner, id: _ } | Resource::Mapping { owner, id: _ } => owned(owner),
            Resource::Ledger { agency: Some(agency) } => owned(agency),
            Resource::Account { id, agency } => Self {
                mine: human && who.account == *id,
                ..owned(agency)
            },
            Resource::Agency { id } => owned(id),
            Resource::Agreement { owner, reader, id: _ } => Self {
                party: who.owns(*reader),
                ..owned(owner)
            },
            Resource::Token { agency, id: _ } => owned(agency),
            Resource::Alert { agency, id: _ } => owned(agency),
            Resource::BreakGlass {
                owner,
                agency,
                account,
                id: _,
            } => Self {
                party: who.owns(*agency),
                mine: human && who.account == *account,
                ..owned(owner)
            },
            Resource::Ledger { agency: None }
            | Resource::Link { .. }
            | Resource::Pack
            | Resource::System
            | Resource::Network => bare,
        }
    }
}
