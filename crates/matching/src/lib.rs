//! Who is this child, and who else knows the child? The linkage engine: pure, without database, web, clock or chance.
//!
//! The story of one comparison:
//! 1. [`Profile::from_answers`] turns what a record says into a comparable view: names in folded Latin letters,
//!    phones in E.164, dates with their precision. Done once, stored beside the record.
//! 2. [`Profile::keys`] gives the candidate keys: records that share a key are worth comparing.
//! 3. [`Model::compare`] weighs two profiles: bits of evidence for and against "the same person", field by field
//!    (Fellegi and Sunter's model, with levels; the weights are in `models/person.toml`).
//! 4. [`explain`] says why in plain words; [`Comparison::verdict`] says whether to show the pair to a person.
//!
//! Nothing here decides that two records are one child. It ranks and explains; people decide.
//!
//! What this crate does not know: agencies, permits, tables, pages. What is alike in two records of different
//! people (a suspect's phone in a child's record) is not identity: see [`entities`].

pub mod accuracy;
pub mod bulk;
mod comparators;
mod comparison;
mod entities;
mod explain;
pub mod fairness;
mod keys;
mod model;
mod normal;
pub mod private;
mod profile;
mod search;
mod vocabulary;

pub use comparison::{Band, Comparison, Evidence};
pub use entities::{EntityKey, EntityKind, entities};
pub use explain::{Reason, explain, reason_texts};
pub use keys::{Key, RuleId, rule_label};
pub use model::{Model, ModelError};
pub use profile::Profile;
pub use search::{Query, query_tokens};
