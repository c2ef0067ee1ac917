//! `haven doctor`: one look at everything an operator can put right, each finding with what to do about it.

mod checks;
mod commands;
mod store;

pub use checks::{Finding, State, examine};
pub use commands::{DoctorArgs, doctor};
