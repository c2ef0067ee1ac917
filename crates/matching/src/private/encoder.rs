//! Records into vectors: keys from the secret, bits from the tokens, folding, and the hardening that a project agrees on.
//!
//! Hardening beyond the published schema (both sides then need Haven, no longer clkhash):
//! - **Salt by a stable attribute** (Niedermeyer, Steinmetzer, Kroll and Schnell 2014): the value of the salt columns enters the
//!   hash of every token, so that "Smith" sets other bits for those born in 2008 than for those born in 2009. How
//!   often a token occurs can then only be counted within one salt. The price: records that differ in the salt share no
//!   bits but by chance, so the attribute must be right nearly always. A sex is; a child's date of birth is not.
//! - **Balanced** (Schnell and Borgs 2016): the vector is followed by its complement, and all bits are shuffled by an order
//!   that only the secret gives. All vectors have equally many bits set, so nothing is told by that number.
//! - **Folding** (Schnell and Borgs 2016) is part of the schema (`xor_folds`).

use super::EncodingError;
use super::bloom::positions;
use super::dice::Encodings;
use super::schema::{DerivationHash, Format, Schema, TextEncoding};
use super::tokens::{insertions, tokens};
use super::values::written;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rayon::prelude::*;
use sha2::{Sha256, Sha512};
use std::collections::HashMap;
use std::fmt;

/// Shorter secrets can be tried out.
pub(crate) const SHORTEST_SECRET: usize = 16;
/// Tokens whose positions are remembered for each thread.
const REMEMBERED: usize = 1 << 16;

/// See the head of this file. The default is none: vectors as clkhash makes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hardening {
    /// Columns of the schema (places, from 0) whose written values salt all tokens.
    pub salt: Vec<usize>,
    pub balanced: bool,
}

/// One record's vector. Two vectors made with one schema, secret and hardening can be compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoding {
    pub(crate) bits: usize,
    /// Bit 0 is the highest bit of the first word.
    pub(crate) words: Vec<u64>,
}

/// Turns records into vectors. Holds the derived keys; has no `Debug`.
pub struct Encoder {
    schema: Schema,
    hardening: Hardening,
    /// Two keys for each column.
    keys: Vec<[Vec<u8>; 2]>,
    /// Where each bit of a balanced vector goes.
    order: Vec<u32>,
}

type Remembered = HashMap<(usize, u32, Vec<u8>), Vec<u32>>;

impl Encoder {
    /// `secret`: at least 16 bytes, the same on both sides, drawn by chance and never sent with the vectors.
    ///
    /// # Errors
    /// A short secret, a schema whose keys cannot be derived, a salt column that is not there.
    pub fn new(schema: Schema, secret: &[u8], hardening: Hardening) -> Result<Self, EncodingError> {
        if secret.len() < SHORTEST_SECRET {
            return Err(EncodingError::ShortSecret);
        }
        if hardening.salt.iter().any(|place| {
            schema
                .features
                .get(*place)
                .is_none_or(|feature| feature.hashed.is_none())
        }) {
            return Err(EncodingError::Salt);
        }
        let decode = |text: &Option<String>| {
            text.as_ref()
                .map(|text| STANDARD.decode(text))
                .transpose()
                .map_err(|_| EncodingError::Schema("salt and info of the kdf must be base64"))
        };
        let derivation = &schema.derivation;
        let (salt, info) = (decode(&derivation.salt)?, decode(&derivation.info)?.unwrap_or_default());
        let mut bytes = vec![0; 2 * schema.features.len() * derivation.key_size];
        match derivation.hash {
            DerivationHash::Sha256 => Hkdf::<Sha256>::new(salt.as_deref(), secret).expand(&info, &mut bytes),
            DerivationHash::Sha512 => Hkdf::<Sha512>::new(salt.as_deref(), secret).expand(&info, &mut bytes),
        }
        .map_err(|_| EncodingError::Schema("too many features for keys of this size"))?;
        let keys = bytes
            .chunks_exact(2 * derivation.key_size)
            .map(|both| {
                let (first, second) = both.split_at(derivation.key_size);
                [first.to_vec(), second.to_vec()]
            })
            .collect();
        let order = if hardening.balanced {
            shuffled(secret, 2 * schema.bits)
        } else {
            Vec::new()
        };
        Ok(Self {
            schema,
            hardening,
            keys,
            order,
        })
    }

    /// Bits of the vectors this encoder makes.
    pub fn bits(&self) -> usize {
        if self.hardening.balanced {
            2 * self.schema.bits
        } else {
            self.schema.bits
        }
    }

    /// The vector of one record: one text for each column of the schema, ignored ones too.
    ///
    /// # Errors
    /// Another number of fields than the schema's, or a value that does not fit it.
    pub fn encode<S: AsRef<str>>(&self, record: &[S]) -> Result<Encoding, EncodingError> {
        self.encode_remembering(record, &mut Remembered::new())
    }

    /// All records, on all cores.
    ///
    /// # Errors
    /// The first record (its place) that cannot be encoded, and why.
    pub fn encode_all<S: AsRef<str> + Sync>(&self, records: &[Vec<S>]) -> Result<Encodings, (usize, EncodingError)> {
        let encoded: Result<Vec<Encoding>, _> = records
            .par_iter()
            .enumerate()
            .map_init(Remembered::new, |remembered, (place, record)| {
                self.encode_remembering(record, remembered)
                    .map_err(|error| (place, error))
            })
            .collect();
        let mut all = Encodings::new(self.bits());
        for one in encoded? {
            all.push(&one);
        }
        Ok(all)
    }

    fn encode_remembering<S: AsRef<str>>(
        &self,
        record: &[S],
        remembered: &mut Remembered,
    ) -> Result<Encoding, EncodingError> {
        let features = &self.schema.features;
        if record.len() != features.len() {
            return Err(EncodingError::Fields {
                found: record.len(),
                expected: features.len(),
            });
        }
        let wrong = |place: usize, problem| EncodingError::Value {
            field: features
                .get(place)
                .map(|feature| feature.identifier.clone())
                .unwrap_or_default(),
            problem,
        };
        let mut salt = Vec::new();
        for place in &self.hardening.salt {
            if let (Some(feature), Some(value)) = (features.get(*place), record.get(*place))
                && let Some((format, hashing)) = &feature.hashed
            {
                let text = written(value.as_ref(), format, hashing).map_err(|problem| wrong(*place, problem))?;
                salt.extend_from_slice(&(text.len() as u32).to_be_bytes());
                salt.extend_from_slice(text.as_bytes());
            }
        }
        let unfolded = self.schema.bits << self.schema.folds;
        let mut set = vec![0u64; unfolded.div_ceil(64)];
        for (place, ((feature, value), keys)) in features.iter().zip(record).zip(&self.keys).enumerate() {
            let Some((format, hashing)) = &feature.hashed else {
                continue;
            };
            let text = written(value.as_ref(), format, hashing).map_err(|problem| wrong(place, problem))?;
            let found = tokens(&text, hashing.comparison).map_err(|problem| wrong(place, problem))?;
            let encoding = match format {
                Format::String { encoding, .. } => *encoding,
                _ => TextEncoding::Utf8,
            };
            for (at, token) in found.iter().enumerate() {
                let k = insertions(hashing.strategy, at, found.len());
                let mut message = salt.clone();
                bytes(token, encoding, &mut message).map_err(|problem| wrong(place, problem))?;
                if remembered.len() > REMEMBERED {
                    remembered.clear();
                }
                let positions = remembered
                    .entry((place, k, message))
                    .or_insert_with_key(|(_, _, message)| positions(message, k, keys, unfolded, hashing.hash));
                for position in positions.iter() {
                    if let Some(word) = set.get_mut(*position as usize / 64) {
                        *word |= 1 << (63 - position % 64);
                    }
                }
            }
        }
        Ok(self.finish(&set, unfolded))
    }

    /// Folds, and balances where asked for.
    fn finish(&self, set: &[u64], unfolded: usize) -> Encoding {
        let bits = self.schema.bits;
        let mut folded = Encoding::empty(bits);
        if self.schema.folds == 0 {
            folded.words.copy_from_slice(set);
        } else {
            // Folding halves over one another r times leaves, for each place, the parity of all bits whose places agree modulo l.
            for place in (0..unfolded).filter(|place| set.get(place / 64).is_some_and(|word| bit(*word, *place))) {
                folded.flip(place % bits);
            }
        }
        if !self.hardening.balanced {
            return folded;
        }
        let mut balanced = Encoding::empty(2 * bits);
        for (place, goal) in self.order.iter().enumerate() {
            if folded.has(place % bits) == (place < bits) {
                balanced.flip(*goal as usize);
            }
        }
        balanced
    }
}

const fn bit(word: u64, place: usize) -> bool {
    (word >> (63 - place % 64)) & 1 == 1
}

impl Encoding {
    fn empty(bits: usize) -> Self {
        Self {
            bits,
            words: vec![0; bits.div_ceil(64)],
        }
    }

    fn flip(&mut self, place: usize) {
        if let Some(word) = self.words.get_mut(place / 64) {
            *word ^= 1 << (63 - place % 64);
        }
    }

    /// Is the bit at this place (from 0) set?
    pub fn has(&self, place: usize) -> bool {
        place < self.bits && self.words.get(place / 64).is_some_and(|word| bit(*word, place))
    }

    pub fn bits(&self) -> usize {
        self.bits
    }

    /// How many bits are set.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// 2 |A and B| / (|A| + |B|), 0 to 1; 0 where both are empty; none where the lengths differ.
    pub fn dice(&self, other: &Self) -> Option<f64> {
        if self.bits != other.bits {
            return None;
        }
        let both: u32 = self
            .words
            .iter()
            .zip(&other.words)
            .map(|(a, b)| (a & b).count_ones())
            .sum();
        let all = self.count() + other.count();
        Some(if all == 0 {
            0.0
        } else {
            2.0 * f64::from(both) / f64::from(all)
        })
    }

    /// As clkhash writes vectors into files.
    pub fn to_base64(&self) -> String {
        let mut bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_be_bytes()).collect();
        bytes.truncate(self.bits.div_ceil(8));
        STANDARD.encode(bytes)
    }

    /// Reads a vector of `bits` bits as clkhash writes it; none where the text is no such vector.
    pub fn from_base64(text: &str, bits: usize) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        if bits == 0 || bytes.len() != bits.div_ceil(8) {
            return None;
        }
        let mut words = vec![0u64; bits.div_ceil(64)];
        for (place, byte) in bytes.iter().enumerate() {
            *words.get_mut(place / 8)? |= u64::from(*byte) << (56 - 8 * (place % 8));
        }
        // Bits beyond the end would count.
        let over = 64 * words.len() - bits;
        let clean = words.last().is_some_and(|word| word & ((1u64 << over) - 1) == 0);
        clean.then_some(Self { bits, words })
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoding({} bits, hidden)", self.bits)
    }
}

/// The token as Python's `str.encode` writes it: UTF-16 and UTF-32 with a mark of byte order, low byte first.
fn bytes(token: &str, encoding: TextEncoding, out: &mut Vec<u8>) -> Result<(), &'static str> {
    match encoding {
        TextEncoding::Utf8 => out.extend_from_slice(token.as_bytes()),
        TextEncoding::Ascii if token.is_ascii() => out.extend_from_slice(token.as_bytes()),
        TextEncoding::Ascii => return Err("letters beyond ASCII do not fit the schema"),
        TextEncoding::Utf16 => {
            out.extend_from_slice(&[0xff, 0xfe]);
            out.extend(token.encode_utf16().flat_map(u16::to_le_bytes));
        }
        TextEncoding::Utf32 => {
            out.extend_from_slice(&[0xff, 0xfe, 0, 0]);
            out.extend(token.chars().flat_map(|letter| u32::from(letter).to_le_bytes()));
        }
    }
    Ok(())
}

/// The numbers below `length` in an order that only the secret gives (Fisher and Yates, drawn from HMAC-SHA-256).
fn shuffled(secret: &[u8], length: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..length as u32).collect();
    let mut drawn: Vec<u64> = Vec::new();
    for last in (1..order.len()).rev() {
        if drawn.is_empty() {
            // Cannot fail: HMAC takes keys of any length.
            let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret) else {
                return order;
            };
            mac.update(b"haven balanced order ");
            mac.update(&(last as u64).to_be_bytes());
            drawn = mac
                .finalize()
                .into_bytes()
                .chunks_exact(8)
                .map(|eight| eight.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
                .collect();
        }
        let number = drawn.pop().unwrap_or_default();
        let goal = (u128::from(number) * (last as u128 + 1)) >> 64;
        order.swap(last, goal as usize);
    }
    order
}
