//! `haven jobs`: background work that gave up, and setting it to work again.

mod commands;
mod store;

pub use commands::{JobsArgs, jobs};
pub use store::{QueueState, failed, retry, state};
