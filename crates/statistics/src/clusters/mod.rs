//! Where and when cases gather: [`scan`] over places and periods, [`combinations`] of attributes that are newly common.
//!
//! A cluster is a place to look, not a finding about anybody who lives there.

pub mod combinations;
pub mod scan;
