//! The right to see or do, as a value. Only `Policy` can make one; it is for one action on one thing, says which rules
//! gave it, and writes itself as the ledger's line.

use crate::actions::{Act, Action};
use crate::resource::{Resource, ResourceClass, ResourceId};
use crate::scope::Scope;
use domain::Purpose;
use domain::ids::{AccountId, AgencyId};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use uuid::Uuid;

/// Proof that the rules allowed `A` on one thing. Private fields and no constructor outside this crate:
///
/// ```compile_fail
/// let forged: access::Permit<access::ViewContent> = access::Permit { line: todo!(), id: todo!(), owner: None, act: std::marker::PhantomData };
/// ```
#[must_use = "a permit is asked for in order to be handed to what needs it"]
#[derive(Debug)]
pub struct Permit<A: Act> {
    line: PermitLine,
    id: ResourceId,
    owner: Option<AgencyId>,
    act: PhantomData<fn() -> A>,
}

/// Proof that the rules allow `A` on the rows of a list that its scope admits, and no others.
#[must_use = "a permit is asked for in order to be handed to what needs it"]
#[derive(Debug)]
pub struct ListPermit<A: Act> {
    line: PermitLine,
    scope: Scope,
    act: PhantomData<fn() -> A>,
}

/// What the ledger keeps of a permit, or of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitLine {
    /// None for machines, jobs and the operator.
    pub account: Option<AccountId>,
    /// None where they act for no agency.
    pub agency: Option<AgencyId>,
    /// `token:<id>`, `job:<name>`, `operator`; none for people.
    pub machine: Option<String>,
    pub purpose: Purpose,
    pub action: Action,
    pub resource_class: ResourceClass,
    /// None for a list and for things of which there is one.
    pub resource: Option<Uuid>,
    /// The rules that decided, by their @id; none where all were silent.
    pub policy_ids: Vec<String>,
    /// How the asker stood to the thing: `own_agency`, `agreement_content`, `break_glass`, ...
    pub relation: Vec<String>,
}

/// No. Answer it as you would answer for what does not exist; write [`Refusal::line`] in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} of {} is not permitted ({reason})", line.action.code(), line.resource_class.code())]
pub struct Refusal {
    line: Box<PermitLine>,
    pub reason: RefusalReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    #[error("no rule permits it")]
    Silence,
    #[error("a rule forbids it")]
    Forbidden,
    #[error("this action is not done to this kind of thing")]
    NotApplicable,
    #[error("the permit is for another thing")]
    OtherThing,
    #[error("the rules cannot be used")]
    Fault,
}

impl<A: Act> Permit<A> {
    pub(crate) fn grant(line: PermitLine, what: &Resource) -> Self {
        Self {
            line,
            id: what.id(),
            owner: what.owner(),
            act: PhantomData,
        }
    }

    /// What to write in the ledger, in the act's transaction.
    pub fn line(&self) -> PermitLine {
        self.line.clone()
    }

    pub fn action(&self) -> Action {
        A::ACTION
    }

    pub fn resource_id(&self) -> ResourceId {
        self.id
    }

    /// The agency that owns the thing; for something new, the agency it is made for.
    pub fn owner(&self) -> Option<AgencyId> {
        self.owner
    }

    pub fn account(&self) -> Option<AccountId> {
        self.line.account
    }

    pub fn agency(&self) -> Option<AgencyId> {
        self.line.agency
    }

    pub fn purpose(&self) -> Purpose {
        self.line.purpose
    }

    /// Whether this is the permit for the thing with this id. A permit for the system or the network covers no row.
    pub fn covers(&self, id: impl Into<Uuid>) -> bool {
        self.id == ResourceId::One(id.into())
    }

    /// The same as a result, for the first line of a store function.
    pub fn require(&self, id: impl Into<Uuid>) -> Result<(), Refusal> {
        if self.covers(id) {
            Ok(())
        } else {
            Err(Refusal::new(self.line(), RefusalReason::OtherThing))
        }
    }

    /// Whether the thing belongs to this agency, for rows written on an agency's behalf.
    pub fn covers_owner(&self, owner: AgencyId) -> bool {
        self.owner == Some(owner)
    }
}

impl<A: Act> ListPermit<A> {
    pub(crate) fn grant(line: PermitLine, scope: Scope) -> Self {
        Self {
            line,
            scope,
            act: PhantomData,
        }
    }

    pub fn line(&self) -> PermitLine {
        self.line.clone()
    }

    pub fn action(&self) -> Action {
        A::ACTION
    }

    /// Which rows the list may show.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn account(&self) -> Option<AccountId> {
        self.line.account
    }

    pub fn agency(&self) -> Option<AgencyId> {
        self.line.agency
    }

    pub fn purpose(&self) -> Purpose {
        self.line.purpose
    }
}

impl Refusal {
    pub(crate) fn new(line: PermitLine, reason: RefusalReason) -> Self {
        Self {
            line: Box::new(line),
            reason,
        }
    }

    /// What to write in the ledger: attempts are recorded as acts are.
    pub fn line(&self) -> PermitLine {
        (*self.line).clone()
    }
}
