//! The linkage schema of clkhash, version 3: which fields there are, and how each is cut into tokens and hashed.
//!
//! Source: `linkage-schema-v3.json` of the anonlink project and the behaviour of its tool clkhash 0.18.3, which was compared
//! record by record. Where the published schema and the tool differ the tool is followed, or the schema is refused:
//! the tool reads the number of foldings from `xor_folds` and takes no notice of the `xorFolds` of the published text, so that a
//! schema with the second spelling only is refused rather than encoded otherwise than the partner's.
//!
//! Limits: versions 1 and 2 are refused (the tool can convert them). `pattern` of a text field is not checked, since the
//! expressions are Python's; it has no bearing on the vectors of values that fit it.

use super::EncodingError;
use serde::Deserialize;

/// Longest vector before folding, in bits.
const LONGEST: usize = 1 << 20;
const MOST_FEATURES: usize = 128;

#[derive(Clone, Debug)]
pub struct Schema {
    /// Bits of a vector after folding.
    pub(crate) bits: usize,
    pub(crate) folds: u32,
    pub(crate) derivation: Derivation,
    pub(crate) features: Vec<Feature>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Derivation {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    pub hash: DerivationHash,
    /// Base64.
    pub salt: Option<String>,
    /// Base64.
    pub info: Option<String>,
    #[serde(rename = "keySize", default = "key_size")]
    pub key_size: usize,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) enum DerivationHash {
    #[default]
    #[serde(rename = "SHA256")]
    Sha256,
    #[serde(rename = "SHA512")]
    Sha512,
}

#[derive(Clone, Debug)]
pub(crate) struct Feature {
    pub identifier: String,
    /// None: the column is passed over.
    pub hashed: Option<(Format, Hashing)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Format {
    String {
        #[serde(default)]
        encoding: TextEncoding,
        #[serde(default)]
        case: Case,
        #[serde(rename = "minLength")]
        least: Option<usize>,
        #[serde(rename = "maxLength")]
        most: Option<usize>,
    },
    Integer {
        minimum: Option<i64>,
        maximum: Option<i64>,
    },
    Date {
        format: String,
    },
    Enum {
        values: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum TextEncoding {
    #[serde(rename = "ascii")]
    Ascii,
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16")]
    Utf16,
    #[serde(rename = "utf-32")]
    Utf32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Case {
    Upper,
    Lower,
    #[default]
    Mixed,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Hashing {
    pub comparison: Comparison,
    pub strategy: Strategy,
    #[serde(default)]
    pub hash: Hash,
    #[serde(rename = "missingValue")]
    pub missing: Option<Missing>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Comparison {
    Ngram {
        n: usize,
        #[serde(default)]
        positional: bool,
    },
    Exact,
    Numeric {
        #[serde(rename = "thresholdDistance")]
        distance: f64,
        resolution: u32,
        #[serde(default)]
        fractional_precision: u32,
    },
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) enum Strategy {
    #[serde(rename = "bitsPerToken")]
    EachToken(u32),
    #[serde(rename = "bitsPerFeature")]
    WholeFeature(u32),
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Hash {
    #[default]
    #[serde(rename = "blakeHash")]
    Blake,
    #[serde(rename = "doubleHash")]
    Double {
        #[serde(default)]
        prevent_singularity: bool,
    },
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Missing {
    pub sentinel: String,
    #[serde(rename = "replaceWith")]
    pub replacement: Option<String>,
}

const fn key_size() -> usize {
    64
}

#[derive(Deserialize)]
struct File {
    version: f64,
    #[serde(rename = "clkConfig")]
    config: Config,
    features: Vec<FeatureText>,
}

#[derive(Deserialize)]
struct Config {
    l: usize,
    kdf: Derivation,
    #[serde(default)]
    xor_folds: u32,
    #[serde(rename = "xorFolds")]
    published_folds: Option<u32>,
}

#[derive(Deserialize)]
struct FeatureText {
    identifier: String,
    #[serde(default)]
    ignored: bool,
    format: Option<Format>,
    hashing: Option<Hashing>,
}

impl Schema {
    /// The schema that comes with Haven (`specs/clk-child.json`): names, date of birth, sex, telephone, postcode, 1024 bits.
    #[allow(clippy::panic, reason = "the file is part of the program; a test reads it")]
    pub fn child() -> Self {
        match Self::from_json(include_str!("../../specs/clk-child.json")) {
            Ok(schema) => schema,
            Err(error) => panic!("{error}"),
        }
    }

    /// Reads a linkage schema, version 3.
    ///
    /// # Errors
    /// What is no schema, or asks for what the tool would refuse or encode otherwise.
    pub fn from_json(text: &str) -> Result<Self, EncodingError> {
        let file: File = serde_json::from_str(text)?;
        if file.version != 3.0 {
            return Err(EncodingError::Schema("only version 3 is read"));
        }
        let Config {
            l: bits,
            kdf: derivation,
            xor_folds: folds,
            published_folds,
        } = file.config;
        if published_folds.is_some_and(|published| published != folds) {
            return Err(EncodingError::Schema(
                "clkhash takes no notice of xorFolds; write the same number as xor_folds",
            ));
        }
        let unfolded = bits.checked_shl(folds).unwrap_or(0);
        if bits == 0 || folds > 16 || unfolded == 0 || unfolded > LONGEST || unfolded >> folds != bits {
            return Err(EncodingError::Schema("l must be 1 to 2^20 bits before folding"));
        }
        if derivation.kind != "HKDF" {
            return Err(EncodingError::Schema("kdf must be HKDF"));
        }
        if !(1..=1024).contains(&derivation.key_size) {
            return Err(EncodingError::Schema("keySize must be 1 to 1024"));
        }
        if file.features.is_empty() || file.features.len() > MOST_FEATURES {
            return Err(EncodingError::Schema("there must be 1 to 128 features"));
        }
        let features = file
            .features
            .into_iter()
            .map(|feature| {
                let hashed = if feature.ignored {
                    None
                } else {
                    let (Some(format), Some(hashing)) = (feature.format, feature.hashing) else {
                        return Err(EncodingError::Schema("a feature needs format and hashing"));
                    };
                    check(&hashing, unfolded, derivation.key_size)?;
                    Some((format, hashing))
                };
                Ok(Feature {
                    identifier: feature.identifier,
                    hashed,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            bits,
            folds,
            derivation,
            features,
        })
    }

    /// Bits of a vector as handed over, without hardening.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// The identifiers of all columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(|feature| feature.identifier.as_str())
    }
}

fn check(hashing: &Hashing, unfolded: usize, key_size: usize) -> Result<(), EncodingError> {
    if let Hash::Blake = hashing.hash {
        if !unfolded.is_power_of_two() {
            return Err(EncodingError::Schema(
                "blakeHash needs a power of two bits before folding",
            ));
        }
        if key_size > 64 {
            return Err(EncodingError::Schema("blakeHash takes keys of at most 64 bytes"));
        }
    }
    let insertions = match hashing.strategy {
        Strategy::EachToken(k) | Strategy::WholeFeature(k) => k,
    };
    if !(1..=100_000).contains(&insertions) {
        return Err(EncodingError::Schema("the strategy must set 1 to 100,000 bits"));
    }
    match hashing.comparison {
        Comparison::Ngram { n, .. } if !(1..=64).contains(&n) => Err(EncodingError::Schema("n must be 1 to 64")),
        Comparison::Numeric {
            distance,
            resolution,
            fractional_precision,
        } => {
            let interval = distance * 10f64.powi(fractional_precision as i32);
            if distance > 0.0
                && fractional_precision <= 18
                && (1..=10_000).contains(&resolution)
                && (1.0..1e18).contains(&interval.round_ties_even())
            {
                Ok(())
            } else {
                Err(EncodingError::Schema("a numeric comparison is out of bounds"))
            }
        }
        _ => Ok(()),
    }
}
