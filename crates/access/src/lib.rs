//! Who may see what, and why.
//!
//! The rules are text that a data-protection officer can read (`policies/*.cedar`, in the words of
//! `schema.cedarschema`). This crate asks them, and turns each yes into a value:
//!
//! - [`Policy::permit`] gives a [`Permit`] for one action on one thing. Store functions take it as an argument, so
//!   a query cannot be written without it; [`Permit::line`] is what the ledger keeps.
//! - [`Policy::list`] gives a [`ListPermit`] with a [`Scope`]: in data, not SQL, which rows a list may show. A property
//!   test holds the scope equal to the row-by-row decision.
//! - [`Policy::view`] says how much of a record a reader sees, [`Policy::rights`] which classes of its fields, and
//!   [`redact`] leaves just those.
//!
//! No answer is no; an error in a rule is no. Pure: no database, no web, no clock, no chance. Whether an agreement is
//! in force is worked out from facts and a time that are arguments ([`in_force`]). The rules never see an identifier,
//! a name or a story; they see the finite facts of [`facts`], which is why decisions can be remembered and printed.

pub mod actions;
pub mod facts;
mod fields;
pub mod in_force;
mod matrix;
mod permit;
mod policy;
mod principal;
mod resource;
mod rules;
mod scope;
#[cfg(test)]
mod tests;

pub use actions::*;
pub use fields::{FieldRights, POINTER_FIELDS, View, redact, redact_with};
pub use in_force::{AgreementFacts, BreakGlassFacts};
pub use matrix::matrix;
pub use permit::{ListPermit, Permit, PermitLine, Refusal, RefusalReason};
pub use policy::Policy;
pub use principal::{Principal, PrincipalKind, TokenScope, default_purpose};
pub use resource::{Relation, Resource, ResourceClass, ResourceId, Share, Side};
pub use rules::PolicyFault;
pub use scope::{Clause, Needs, Scope};
