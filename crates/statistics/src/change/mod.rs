//! What changed: is this period's count unusual, did the level move and when, is there a slow drift.
//!
//! | question | method |
//! | --- | --- |
//! | is this week's or month's count unusual, three or more years of history | [`farrington`] |
//! | the same, with less history | [`ears`] |
//! | did the level change, and when | [`change_point`] |
//! | is there a slow drift from an agreed baseline | [`cusum`] |
//!
//! An alarm is a reason to look, not a finding. Each file names its paper and its limits.

pub mod change_point;
pub mod cusum;
pub mod ears;
pub mod farrington;
mod quasi_poisson;
