//! Judgements: people say whether two records are one person. Three answers, a reason, undo. A judgement is kept for
//! ever, withdrawn ones too; the standing answer holds records together or apart whatever a score says later.

mod acts;
mod page;
mod store;

pub use acts::{judge, withdraw};
pub use page::{hit_rows, hit_table, routes};
pub use store::{ToJudge, waiting};
