//! The true picture: how many children are hidden, what changed, and where cases gather. Pure mathematics, without
//! database, web, clock or hidden chance; every random number comes from a seed that the caller keeps with the result.
//!
//! - [`mse`]: the hidden number, from lists that overlap (multiple systems estimation). Its face is [`mse::fan`], which
//!   never answers with one number.
//! - [`chance`]: seeded random numbers that are the same on every machine and on any number of threads.
//! - [`special`]: the few special functions and quantiles the rest needs.
//!
//! What this crate does not know: people, records, agencies, permits, tables of the database, pages.

pub mod chance;
pub mod change;
pub mod clusters;
mod linear;
pub mod mse;
pub mod rates;
pub mod special;
