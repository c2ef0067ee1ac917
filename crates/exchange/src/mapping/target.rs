//! Where a column's values go, written as a path: `names.given`, `phones.2.number`, `sex`, `source_id`,
//! `gb.future_exploitation_concerns`.

use domain::fields::{self, FieldKind};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The column is left out.
    Ignore,
    /// The agency's own id of the row: the same id again is a newer version of the same record.
    SourceId,
    /// child, adult, suspect or unknown.
    RecordKind,
    /// The day the agency took the record down.
    HandedInAt,
    /// A core field with one value or a list of codes.
    Field(&'static str),
    /// A part of the `number`-th entry (from 1) of a core field with entries.
    Entry {
        field: &'static str,
        number: usize,
        part: &'static str,
    },
    /// A field of a pack's own form, taken as text or as a code of the pack's list.
    Own(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a field. Choose one of the list, for example names.given, births.date, phones.2.number or source_id"
)]
pub struct NoSuchTarget(pub String);

/// Parts of an entry that no record has: a middle name joins the given one, an age becomes a year of birth.
pub(super) const MIDDLE: &str = "middle";
pub(super) const AGE: &str = "age";

/// Entries of one field in one row; more than anybody's spreadsheet has columns for.
const MOST_ENTRIES: usize = 20;

impl Target {
    /// How the values are written, where a core field takes them.
    pub fn kind(&self) -> Option<FieldKind> {
        match self {
            Self::Field(key) => fields::find(key).map(|field| field.kind),
            Self::Entry { part: MIDDLE | AGE, .. } => Some(FieldKind::Text),
            Self::Entry { field, part, .. } => match fields::find(field).map(|field| field.kind) {
                Some(FieldKind::Entries(parts)) => {
                    parts.iter().find(|known| known.key == *part).map(|known| known.kind)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Every target that a mapping page may offer, in the order of a record; entries once, as number 1.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Ignore, Self::SourceId, Self::RecordKind, Self::HandedInAt];
        for field in fields::all() {
            match field.kind {
                FieldKind::Entries(parts) => {
                    all.extend(parts.iter().map(|part| Self::Entry {
                        field: field.key,
                        number: 1,
                        part: part.key,
                    }));
                    match field.key {
                        "names" => all.push(Self::Entry {
                            field: "names",
                            number: 1,
                            part: MIDDLE,
                        }),
                        "births" => all.push(Self::Entry {
                            field: "births",
                            number: 1,
                            part: AGE,
                        }),
                        _ => {}
                    }
                }
                _ => all.push(Self::Field(field.key)),
            }
        }
        all
    }
}

impl FromStr for Target {
    type Err = NoSuchTarget;

    fn from_str(path: &str) -> Result<Self, NoSuchTarget> {
        let path = path.trim();
        let refused = || NoSuchTarget(path.chars().take(80).collect());
        match path {
            "" | "ignore" => return Ok(Self::Ignore),
            "source_id" => return Ok(Self::SourceId),
            "record_kind" => return Ok(Self::RecordKind),
            "handed_in_at" => return Ok(Self::HandedInAt),
            _ => {}
        }
        let (first, rest) = path
            .split_once('.')
            .map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Some(field) = fields::find(first) else {
            let own = rest.is_some()
                && path.len() <= 200
                && path.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            return if own {
                Ok(Self::Own(path.to_owned()))
            } else {
                Err(refused())
            };
        };
        let FieldKind::Entries(parts) = field.kind else {
            return if rest.is_none() {
                Ok(Self::Field(field.key))
            } else {
                Err(refused())
            };
        };
        let rest = rest.ok_or_else(refused)?;
        let (number, part) = match rest.split_once('.') {
            Some((number, part)) => (number.parse().map_err(|_| refused())?, part),
            None => (1, rest),
        };
        let part = match (field.key, part) {
            ("names", MIDDLE) => Some(MIDDLE),
            ("births", AGE) => Some(AGE),
            _ => parts.iter().find(|known| known.key == part).map(|known| known.key),
        };
        match part {
            Some(part) if (1..=MOST_ENTRIES).contains(&number) => Ok(Self::Entry {
                field: field.key,
                number,
                part,
            }),
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignore => f.write_str("ignore"),
            Self::SourceId => f.write_str("source_id"),
            Self::RecordKind => f.write_str("record_kind"),
            Self::HandedInAt => f.write_str("handed_in_at"),
            Self::Field(key) => f.write_str(key),
            Self::Entry { field, number: 1, part } => write!(f, "{field}.{part}"),
            Self::Entry { field, number, part } => write!(f, "{field}.{number}.{part}"),
            Self::Own(key) => f.write_str(key),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
