//! Do you know this one? Keyed tokens of exact values, for a yes or no without showing a name.
//!
//! What: for each thing a record holds (a phone, a passport, a name with its date of birth ...) HMAC-SHA-256 under a key of
//! the field and of the epoch, cut to 128 bits. Two sides that hold the same secret make the same tokens of the same
//! things; who holds no secret can neither make nor reverse them.
//! Epochs: the key of "2026-11" is of no use against tokens of "2026-12", so that sets of different months cannot be joined by
//! those who store them, and an epoch whose key got out is closed by going on to the next.
//! Padding: [`EpochKey::padded`] fills a set up with tokens of nothing, so that its size does not tell how much is known.
//! Limits: exact forms only (phones in E.164, names in folded Latin letters and their sounds), so a slip in a number is no hit;
//! whoever holds the secret can try all telephone numbers of a country. The secret belongs in a key store, the asking
//! must be limited and written down by the caller.
//! Source: keyed hashing for private set intersection as in Vatsalan, Christen and Verykios, Information Systems 38 (2013), section 3.

use crate::entities::{EntityKind, entities};
use crate::profile::Profile;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitField {
    Identifier,
    Document,
    Phone,
    Email,
    Account,
    Vehicle,
    Address,
    Journey,
    /// All words of a name in any order, and a whole date of birth that is no placeholder.
    NameAndBirth,
    /// Two names that sound alike, born in the same or a neighbouring year: a hint, not a hit.
    SoundsAndYears,
}

impl HitField {
    pub const ALL: &'static [Self] = &[
        Self::Identifier,
        Self::Document,
        Self::Phone,
        Self::Email,
        Self::Account,
        Self::Vehicle,
        Self::Address,
        Self::Journey,
        Self::NameAndBirth,
        Self::SoundsAndYears,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Document => "document",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Account => "account",
            Self::Vehicle => "vehicle",
            Self::Address => "address",
            Self::Journey => "journey",
            Self::NameAndBirth => "name_and_birth",
            Self::SoundsAndYears => "sounds_and_years",
        }
    }

    const fn of(kind: EntityKind) -> Self {
        match kind {
            EntityKind::Phone => Self::Phone,
            EntityKind::Email => Self::Email,
            EntityKind::Account => Self::Account,
            EntityKind::Address => Self::Address,
            EntityKind::Vehicle => Self::Vehicle,
            EntityKind::Document => Self::Document,
            EntityKind::Identifier => Self::Identifier,
            EntityKind::Journey => Self::Journey,
        }
    }
}

/// The keys of one epoch, one for each field. No `Debug`.
pub struct EpochKey {
    epoch: String,
    keys: Vec<[u8; 32]>,
    filling: [u8; 32],
}

/// The tokens of one record, under one epoch; sorted, none twice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenSet {
    epoch: String,
    tokens: Vec<(HitField, [u8; 16])>,
}

/// Sets of two epochs cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tokens belong to different epochs")]
pub struct EpochMismatch;

impl EpochKey {
    /// `epoch`: the public name of the key, such as "2026-11". None where the secret has fewer than 16 bytes.
    pub fn new(secret: &[u8], epoch: &str) -> Option<Self> {
        if secret.len() < super::encoder::SHORTEST_SECRET {
            return None;
        }
        let source = Hkdf::<Sha256>::new(Some(b"haven hit tokens"), secret);
        let derive = |code: &str| {
            let mut key = [0; 32];
            let length = (epoch.len() as u64).to_be_bytes();
            source
                .expand_multi_info(&[&length, epoch.as_bytes(), code.as_bytes()], &mut key)
                .ok()
                .map(|()| key)
        };
        Some(Self {
            epoch: epoch.to_owned(),
            keys: HitField::ALL
                .iter()
                .map(|field| derive(field.code()))
                .collect::<Option<_>>()?,
            filling: derive("filling")?,
        })
    }

    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The token of one value in its one written form.
    pub fn token(&self, field: HitField, value: &str) -> [u8; 16] {
        let place = HitField::ALL.iter().position(|known| *known == field);
        let key = place.and_then(|place| self.keys.get(place)).unwrap_or(&self.filling);
        mac(key, value.as_bytes())
    }

    /// All tokens of a record.
    pub fn tokens(&self, profile: &Profile) -> TokenSet {
        let mut tokens: Vec<(HitField, [u8; 16])> = entities(profile)
            .iter()
            .map(|entity| (HitField::of(entity.kind), entity.norm.as_str()))
            .map(|(field, norm)| (field, self.token(field, norm)))
            .collect();
        for birth in &profile.stored.births {
            if birth.date.day().is_some() && !birth.date.is_placeholder() {
                for name in profile.names.iter().filter(|name| name.len() > 1) {
                    let mut words: Vec<&str> = name.iter().map(|word| word.text.as_str()).collect();
                    words.sort_unstable();
                    let value = format!("{} {}", words.join(" "), birth.date);
                    tokens.push((HitField::NameAndBirth, self.token(HitField::NameAndBirth, &value)));
                }
            }
            let sounds = profile.sounds();
            for (place, one) in sounds.iter().enumerate() {
                for other in sounds.iter().skip(place + 1) {
                    for window in [birth.date.year() - 1, birth.date.year()] {
                        let value = format!("{:02x?}{:02x?}{window}", one.bytes(), other.bytes());
                        tokens.push((HitField::SoundsAndYears, self.token(HitField::SoundsAndYears, &value)));
                    }
                }
            }
        }
        TokenSet::of(self.epoch.clone(), tokens)
    }

    /// The set with as many tokens of nothing for each field as bring the field up to a multiple of `step`; a field without
    /// any gets `step`. What is filled in never meets what is filled into another set, except a set of the same tokens.
    pub fn padded(&self, set: &TokenSet, step: usize) -> TokenSet {
        let mut tokens = set.tokens.clone();
        let whole: Vec<u8> = set.tokens.iter().flat_map(|(_, token)| *token).collect();
        let own = mac(&self.filling, &whole);
        for (place, field) in HitField::ALL.iter().enumerate() {
            let held = set.tokens.iter().filter(|(of, _)| of == field).count();
            let goal = held.max(1).div_ceil(step.max(1)).saturating_mul(step.max(1));
            tokens.extend((held..goal).map(|number| {
                let mut message = own.to_vec();
                message.extend_from_slice(&(place as u64).to_be_bytes());
                message.extend_from_slice(&(number as u64).to_be_bytes());
                (*field, mac(&self.filling, &message))
            }));
        }
        TokenSet::of(self.epoch.clone(), tokens)
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    // Cannot fail: HMAC takes keys of any length.
    if let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) {
        mac.update(message);
        for (to, from) in short.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
    }
    short
}

impl TokenSet {
    fn of(epoch: String, mut tokens: Vec<(HitField, [u8; 16])>) -> Self {
        tokens.sort_unstable();
        tokens.dedup();
        Self { epoch, tokens }
    }

    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The fields of each token, for storing tokens one by one.
    pub fn iter(&self) -> impl Iterator<Item = (HitField, [u8; 16])> + '_ {
        self.tokens.iter().copied()
    }

    /// The fields in which both sets hold a token alike, none twice; nothing else is told.
    ///
    /// # Errors
    /// Sets of different epochs.
    pub fn hits(&self, other: &Self) -> Result<Vec<HitField>, EpochMismatch> {
        if self.epoch != other.epoch {
            return Err(EpochMismatch);
        }
        let mut fields: Vec<HitField> = self
            .tokens
            .iter()
            .filter(|token| other.tokens.binary_search(token).is_ok())
            .map(|(field, _)| *field)
            .collect();
        fields.dedup();
        Ok(fields)
    }
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenSet({} tokens of {}, hidden)", self.tokens.len(), self.epoch)
    }
}
