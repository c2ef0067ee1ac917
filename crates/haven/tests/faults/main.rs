//! What must hold when things go wrong: the server killed in the middle, the disk full, the database locked or gone, a
//! folder that cannot be written, one telephone number in twenty thousand records.
//!
//! `HAVEN_FAULT_ROUNDS` says how often a server is killed (12 unless told), `HAVEN_FAULT_RECORDS` how many records share
//! one number (3,000 unless told).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod house;
mod kills;
mod skew;
mod starts;
mod trouble;

/// A number from the environment.
fn told(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}
