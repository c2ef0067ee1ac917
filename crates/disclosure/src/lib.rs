//! What may be published: figures and files from which no child can be found again. Pure, without database, web or clock.
//!
//! - [`suppression`]: small cells of a table with margins, and the other cells that must go so that they cannot be worked
//!   out again.
//! - [`anonymity`]: how many records share a combination, what an attacker would learn, counts rounded for one recipient.
//! - [`budget`]: the ledger of what all releases together have told, which refuses when it is spent.
//! - [`noise`]: discrete Gaussian noise in whole numbers.
//! - [`counts`]: planned tables with noise, stated error and consistent totals.
//! - [`synthetic`]: records drawn from noisy counts, and how like the real ones they are.
//!
//! Noise that protects is drawn from [`Bits`] that the caller takes from the operating system's generator: never from a
//! seed, which could be found and the noise taken off again.
//!
//! What this crate does not know: where records come from, who asks, and how releases are kept.

pub mod anonymity;
pub mod budget;
pub mod counts;
pub mod noise;
pub mod suppression;
pub mod synthetic;

pub use noise::Bits;
