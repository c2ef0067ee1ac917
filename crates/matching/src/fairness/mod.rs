//! Is any group of children served worse? Errors of linkage by name culture, script, sex, or agency.
//!
//! Two errors count: a child whose records are not put together (*missed*, the share of true pairs that are no links), and a child
//! to whose records another's are put (*false*, the share of links that are no true pairs). Each is reported for each group
//! with an interval, from a truth that is known (invented people) or from judged pairs with design weights
//! (`accuracy`). A group is marked as worse served when its share exceeds that of all others by more than chance allows, with
//! all comparisons of the report taken together (Holm 1979), and by enough to matter.
//!
//! Small groups are pooled, since their rates would be noise, and could point at single children; where even the pool is small it is not shown.
//! [`culture_of`] and [`script_of`] give the groups that a name itself tells. A name culture is a matter of lists of names, not of a
//! person's origin, and is for this report only.
//!
//! Limits: pairs of one child hang together, which [`Settings::design_effect`] can make up for; a group that is worse served because
//! its records are worse is marked all the same: the report says that, not why.

mod groups;
mod report;

pub use groups::{Script, culture_of, script_of};
pub use report::{Error, Observed, Rate, Report, Settings, Warning, report};
