//! The small cast. Two agencies that share content, one that shares nothing, and one far away.

use domain::{AgencyKind, Role};

/// Everybody's password in tests.
pub const PASSWORD: &str = "harbour lantern quiet 52";

/// Who walks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cast {
    /// Amina Clarke, social worker on duty at Estuary County Council (an airport is in its area).
    SocialWorker,
    /// Her desk officer.
    DeskOfficer,
    /// Ravi Nair, police officer at Northmere Police.
    PoliceOfficer,
    /// Analyst at the national unit.
    Analyst,
    /// Manager at Estuary.
    Manager,
    /// Auditor at the national unit.
    Auditor,
    /// Administrator of Estuary.
    AgencyAdmin,
    /// Administrator of the whole system, at the national unit.
    SystemAdmin,
    Trainer,
    /// Caseworker of a charity that has no agreement with anybody.
    Outsider,
}

pub(crate) struct Part {
    pub email: &'static str,
    pub name: &'static str,
    pub title: &'static str,
    pub agency: &'static str,
    pub roles: &'static [Role],
}

impl Cast {
    pub const ALL: &'static [Self] = &[
        Self::SocialWorker,
        Self::DeskOfficer,
        Self::PoliceOfficer,
        Self::Analyst,
        Self::Manager,
        Self::Auditor,
        Self::AgencyAdmin,
        Self::SystemAdmin,
        Self::Trainer,
        Self::Outsider,
    ];

    pub(crate) const fn part(self) -> Part {
        match self {
            Self::SocialWorker => Part {
                email: "amina@estuary.example",
                name: "Amina Clarke",
                title: "Social worker",
                agency: "estuary",
                roles: &[Role::Practitioner],
            },
            Self::DeskOfficer => Part {
                email: "desk@estuary.example",
                name: "Tom Field",
                title: "Duty desk",
                agency: "estuary",
                roles: &[Role::DeskOfficer],
            },
            Self::PoliceOfficer => Part {
                email: "ravi@northmere.example",
                name: "Ravi Nair",
                title: "Detective constable",
                agency: "northmere-police",
                roles: &[Role::Practitioner, Role::DeskOfficer],
            },
            Self::Analyst => Part {
                email: "lena@national.example",
                name: "Lena Brandt",
                title: "Analyst",
                agency: "national",
                roles: &[Role::Analyst],
            },
            Self::Manager => Part {
                email: "manager@estuary.example",
                name: "Grace Bell",
                title: "Team manager",
                agency: "estuary",
                roles: &[Role::Manager],
            },
            Self::Auditor => Part {
                email: "auditor@national.example",
                name: "Owen Pugh",
                title: "Auditor",
                agency: "national",
                roles: &[Role::Auditor],
            },
            Self::AgencyAdmin => Part {
                email: "admin@estuary.example",
                name: "Ivy Stone",
                title: "Administrator",
                agency: "estuary",
                roles: &[Role::AgencyAdmin],
            },
            Self::SystemAdmin => Part {
                email: "system@national.example",
                name: "Max Rowe",
                title: "Operations",
                agency: "national",
                roles: &[Role::SystemAdmin],
            },
            Self::Trainer => Part {
                email: "trainer@national.example",
                name: "Joy Hale",
                title: "Trainer",
                agency: "national",
                roles: &[Role::Trainer],
            },
            Self::Outsider => Part {
                email: "sam@lantern.example",
                name: "Sam Okoro",
                title: "Caseworker",
                agency: "lantern",
                roles: &[Role::Practitioner],
            },
        }
    }

    pub const fn email(self) -> &'static str {
        self.part().email
    }

    pub const fn agency_code(self) -> &'static str {
        self.part().agency
    }
}

/// (code, name, kind, pack, duty phone)
pub(crate) const AGENCIES: &[(&str, &str, AgencyKind, &str, &str)] = &[
    (
        "national",
        "National Safeguarding Unit",
        AgencyKind::NationalUnit,
        "GB-ENG",
        "020 7946 0100",
    ),
    (
        "estuary",
        "Estuary County Council",
        AgencyKind::SocialCare,
        "GB-ENG",
        "01632 960100",
    ),
    (
        "northmere-police",
        "Northmere Police",
        AgencyKind::Police,
        "GB-ENG",
        "01632 960200",
    ),
    (
        "lantern",
        "Lantern Trust",
        AgencyKind::Charity,
        "GB-ENG",
        "01632 960300",
    ),
];

/// (owner, reader, level): Northmere and Estuary share content both ways; the national unit sees identities of Estuary.
pub(crate) const AGREEMENTS: &[(&str, &str, &str)] = &[
    ("northmere-police", "estuary", "content"),
    ("estuary", "northmere-police", "content"),
    ("estuary", "national", "identity"),
];
