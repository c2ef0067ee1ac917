//! The small closed lists that the policy and the tables speak in. Lists that differ by country are in packs.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word used in tables, URLs, policies and message keys.
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
    )+};
}

kinds! {
    /// Whom a record speaks of.
    RecordKind {
        Child = "child",
        Adult = "adult",
        /// Suspected of exploiting, or a sponsor or carer under question.
        Suspect = "suspect",
        Unknown = "unknown",
    }

    AgencyKind {
        Police = "police",
        SocialCare = "social_care",
        Health = "health",
        Education = "education",
        Border = "border",
        Immigration = "immigration",
        Charity = "charity",
        NationalUnit = "national_unit",
        International = "international",
    }

    /// What a person does here. One account may hold several.
    Role {
        /// Social worker, police officer, border officer, caseworker.
        Practitioner = "practitioner",
        /// Triage: first eyes on what comes in for the whole agency.
        DeskOfficer = "desk_officer",
        Analyst = "analyst",
        Manager = "manager",
        /// Reads the ledger; changes nothing; sees no story.
        Auditor = "auditor",
        Trainer = "trainer",
        /// Accounts and agreements of one agency; no case content.
        AgencyAdmin = "agency_admin",
        /// Agencies and the running system; no case content.
        SystemAdmin = "system_admin",
    }

    /// Why somebody looks. Bound into every permit and every ledger line.
    Purpose {
        Safeguarding = "safeguarding",
        Investigation = "investigation",
        Analysis = "analysis",
        Supervision = "supervision",
        Audit = "audit",
        Administration = "administration",
    }

    /// How far the owner lets a record travel.
    Handling {
        /// Content to agencies under an agreement with the owner; a pointer to all others.
        Shared = "shared",
        /// Content stays with the owner; others learn only whom to ring.
        PointerOnly = "pointer_only",
        /// The owner's own staff only; no pointer. For what would endanger a child or a source if its existence were known.
        Sealed = "sealed",
    }

    /// By which door something came in.
    Channel {
        Form = "form",
        Api = "api",
        Csv = "csv",
        Spreadsheet = "spreadsheet",
        Htcds = "htcds",
    }
}
