//! Things that records of different people may share: a suspect's phone in a child's record is no sign that they
//! are one person, and every reason to ring each other.

use crate::profile::Profile;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Phone,
    Email,
    Account,
    Address,
    Vehicle,
    Document,
    Identifier,
    Journey,
}

impl EntityKind {
    pub const ALL: &'static [Self] = &[
        Self::Phone,
        Self::Email,
        Self::Account,
        Self::Address,
        Self::Vehicle,
        Self::Document,
        Self::Identifier,
        Self::Journey,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Account => "account",
            Self::Address => "address",
            Self::Vehicle => "vehicle",
            Self::Document => "document",
            Self::Identifier => "identifier",
            Self::Journey => "journey",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// A thing in its one written form. Two records share it when both fields are equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityKey {
    pub kind: EntityKind,
    /// Phones in E.164; plates and numbers small with O as 0 and I as 1; addresses as postcode and house, or house,
    /// street and town; journeys as carrier number and date. For comparing, not for showing as it was written.
    pub norm: String,
}

impl std::fmt::Debug for EntityKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EntityKey({}, hidden)", self.kind.code())
    }
}

/// Everything in a record that another record may share, sorted, none twice.
pub fn entities(profile: &Profile) -> Vec<EntityKey> {
    let stored = &profile.stored;
    let mut found: Vec<EntityKey> = Vec::new();
    let mut add = |kind: EntityKind, norm: String| found.push(EntityKey { kind, norm });
    for phone in &stored.phones {
        add(EntityKind::Phone, phone.number.clone());
    }
    for email in &stored.emails {
        add(EntityKind::Email, email.clone());
    }
    for account in &stored.accounts {
        add(EntityKind::Account, account.clone());
    }
    for place in &stored.places {
        if let Some(dwelling) = place.dwelling() {
            add(EntityKind::Address, dwelling);
        } else if !place.street.is_empty() && !place.town.is_empty() {
            // A hotel by its name: "the grand hotel dover".
            add(EntityKind::Address, format!("{} {}", place.street, place.town));
        }
    }
    for plate in &stored.plates {
        add(EntityKind::Vehicle, plate.clone());
    }
    for document in &stored.documents {
        add(EntityKind::Document, document.number.clone());
    }
    for identifier in &stored.identifiers {
        // A passport is a document wherever the form had room for it.
        let kind = if matches!(identifier.scheme.as_str(), "passport" | "visa" | "brp") {
            EntityKind::Document
        } else {
            EntityKind::Identifier
        };
        let norm = if kind == EntityKind::Document {
            identifier.value.clone()
        } else {
            format!("{}:{}", identifier.scheme, identifier.value)
        };
        add(kind, norm);
    }
    for journey in &stored.journeys {
        add(EntityKind::Journey, format!("{} {}", journey.carrier, journey.date));
    }
    found.sort();
    found.dedup();
    found
}
