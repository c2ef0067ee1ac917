//! Linkage without names: what two agencies may hand each other when neither may show the other its list.
//!
//! The story: both sides agree on a [`Schema`] (the published linkage schema, version 3, of the Python tool clkhash) and on
//! a secret; each turns its records into bit vectors with an [`Encoder`] (cryptographic long-term keys, CLK: Schnell,
//! Bachteler and Reiher 2009 and 2011) and hands over the vectors only; [`similar`] finds the pairs whose Dice likeness
//! reaches a threshold; [`one_to_one`] keeps at most one partner for each. For questions "do you know this one?" there are keyed
//! tokens of exact values, see [`EpochKey`].
//!
//! Without [`Hardening`] the vectors are bit for bit those of clkhash, so that a partner may use that tool.
//!
//! What this is not: encryption. Who holds the secret can try all names of a directory; who does not can still learn from how
//! often bits occur together. What each option is worth against which attack was measured: `docs/methods/private-linkage.md`.
//! Vectors of children are personal data and are kept as such.

mod bloom;
mod dice;
mod encoder;
mod hits;
mod pairs;
mod schema;
mod tokens;
mod values;

pub use dice::{CannotCompare, Encodings, Scored, similar};
pub use encoder::{Encoder, Encoding, Hardening};
pub use hits::{EpochKey, EpochMismatch, HitField, TokenSet};
pub use pairs::one_to_one;
pub use schema::Schema;

/// Why a record or a schema cannot be encoded. Names fields by their identifiers in the schema, never values.
#[derive(Debug, thiserror::Error)]
pub enum EncodingError {
    #[error("the linkage schema cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the linkage schema is not sound: {0}")]
    Schema(&'static str),
    #[error("the secret must have at least {} bytes", encoder::SHORTEST_SECRET)]
    ShortSecret,
    #[error("the record has {found} fields, the schema {expected}")]
    Fields { found: usize, expected: usize },
    #[error("field {field}: {problem}")]
    Value { field: String, problem: &'static str },
    #[error("a salt column lies outside the schema")]
    Salt,
}
