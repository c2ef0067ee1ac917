//! The agencies of the invented country, how each writes things down and how each hands its records in.

use crate::places::{ESTUARY, LOUGH_FARREN, NORTHMERE};
use crate::things::{capital_line, danish_line, landline};
use domain::AgencyKind;

#[derive(Clone, Debug)]
pub struct Agency {
    /// Short name used in addresses and e-mail domains.
    pub code: &'static str,
    pub name: &'static str,
    pub kind: AgencyKind,
    /// Pack of the nation it works in: `GB-ENG`, `DK`.
    pub pack: &'static str,
    /// E.164; answered day and night.
    pub duty_phone: String,
    pub duty_email: String,
    pub hand_over: HandOver,
    pub(crate) habit: Habit,
}

/// By which door the agency's records come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// A spreadsheet a week.
    WeeklySpreadsheet,
    /// `;` between cells, Windows-1252.
    SemicolonCsv,
    /// `,` between cells, UTF-8 with a byte order mark.
    MarkedCsv,
    /// Tabs between cells, UTF-16 little-endian.
    WideTabs,
    HtcdsCsv,
    HtcdsJson,
    /// Danish headings, `;`, UTF-8.
    DanishCsv,
    Form,
    Api,
}

/// How an office writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habit {
    /// Where it works; none for the whole country.
    pub regions: &'static [usize],
    pub reference: &'static str,
    /// FAMILY NAMES IN CAPITALS.
    pub capitals: bool,
    pub keeps_accents: bool,
    /// How often of a hundred it takes down the own-script form too.
    pub own_script: u64,
    /// How often of a hundred it writes 1 January when there are no papers.
    pub assumes_january: u64,
}

struct Line(&'static str, &'static str, AgencyKind, &'static str, HandOver, Habit);

const fn habit(
    regions: &'static [usize],
    reference: &'static str,
    capitals: bool,
    keeps_accents: bool,
    own_script: u64,
    assumes_january: u64,
) -> Habit {
    Habit {
        regions,
        reference,
        capitals,
        keeps_accents,
        own_script,
        assumes_january,
    }
}

pub const NATIONAL: &str = "national-desk";
pub const NORTHMERE_POLICE: &str = "northmere-police";
pub const ESTUARY_COUNCIL: &str = "estuary-council";
pub const BORDER: &str = "border-watch";
pub const DANISH_CHARITY: &str = "fyrskibet";

const LINES: &[Line] = &[
    Line(
        NATIONAL,
        "National Child Trafficking Desk",
        AgencyKind::NationalUnit,
        "GB",
        HandOver::Api,
        habit(&[], "NTD", false, true, 20, 20),
    ),
    Line(
        NORTHMERE_POLICE,
        "Northmere Police",
        AgencyKind::Police,
        "GB-ENG",
        HandOver::WeeklySpreadsheet,
        habit(&[NORTHMERE], "NMP", true, false, 0, 55),
    ),
    Line(
        "wealdshire-constabulary",
        "Wealdshire and Estuary Constabulary",
        AgencyKind::Police,
        "GB-ENG",
        HandOver::SemicolonCsv,
        habit(&[ESTUARY, 2], "WEC", false, true, 0, 40),
    ),
    Line(
        "brynarian-police",
        "Heddlu Brynarian Police",
        AgencyKind::Police,
        "GB-WLS",
        HandOver::Api,
        habit(&[3], "HBP", false, true, 5, 30),
    ),
    Line(
        "glenarrow-police",
        "Police Glenarrow",
        AgencyKind::Police,
        "GB-SCT",
        HandOver::Form,
        habit(&[4], "PGA", true, false, 0, 35),
    ),
    Line(
        ESTUARY_COUNCIL,
        "Estuary County Council",
        AgencyKind::SocialCare,
        "GB-ENG",
        HandOver::Form,
        habit(&[ESTUARY], "ECC", false, true, 30, 15),
    ),
    Line(
        "northmere-council",
        "Northmere City Council",
        AgencyKind::SocialCare,
        "GB-ENG",
        HandOver::MarkedCsv,
        habit(&[NORTHMERE], "NCC", false, true, 15, 25),
    ),
    Line(
        "wealdshire-council",
        "Wealdshire County Council",
        AgencyKind::SocialCare,
        "GB-ENG",
        HandOver::Api,
        habit(&[2], "WCC", false, false, 10, 25),
    ),
    Line(
        "brynarian-council",
        "Cyngor Brynarian Council",
        AgencyKind::SocialCare,
        "GB-WLS",
        HandOver::Form,
        habit(&[3], "CBC", false, true, 10, 20),
    ),
    Line(
        "glenarrow-council",
        "Glenarrow Council",
        AgencyKind::SocialCare,
        "GB-SCT",
        HandOver::Api,
        habit(&[4], "GAC", false, false, 5, 25),
    ),
    Line(
        BORDER,
        "Border Watch Service",
        AgencyKind::Border,
        "GB",
        HandOver::WideTabs,
        habit(&[ESTUARY, LOUGH_FARREN], "BWS", true, true, 35, 60),
    ),
    Line(
        "lough-farren-trust",
        "Lough Farren Health and Social Care Trust",
        AgencyKind::Health,
        "GB-NIR",
        HandOver::Form,
        habit(&[LOUGH_FARREN], "LFT", false, false, 5, 15),
    ),
    Line(
        "harrowbeck-schools",
        "Harrowbeck Schools Trust",
        AgencyKind::Education,
        "GB-ENG",
        HandOver::Form,
        habit(&[NORTHMERE, 2], "HST", false, true, 5, 10),
    ),
    Line(
        "lantern-house",
        "Lantern House",
        AgencyKind::Charity,
        "GB-ENG",
        HandOver::HtcdsCsv,
        habit(&[], "LH", false, true, 0, 10),
    ),
    Line(
        "open-hand",
        "Open Hand for Children",
        AgencyKind::Charity,
        "GB",
        HandOver::HtcdsJson,
        habit(&[], "OHC", false, true, 0, 12),
    ),
    Line(
        "wayside",
        "Wayside Youth Aid",
        AgencyKind::Charity,
        "GB-WLS",
        HandOver::Form,
        habit(&[2, 3, 4], "WYA", false, false, 10, 8),
    ),
    Line(
        DANISH_CHARITY,
        "Fyrskibet Børnehjælp",
        AgencyKind::Charity,
        "DK",
        HandOver::DanishCsv,
        habit(&[], "FB", false, true, 20, 20),
    ),
];

/// Every agency, in the order the demonstration shows them.
pub(crate) fn all() -> Vec<Agency> {
    LINES
        .iter()
        .enumerate()
        .map(|(place, Line(code, name, kind, pack, hand_over, habit))| {
            let number = place as u32;
            let duty_phone = match *pack {
                "DK" => danish_line(2000 + number),
                "GB" => capital_line(100 + number),
                _ => landline(100 + number),
            };
            Agency {
                code,
                name,
                kind: *kind,
                pack,
                duty_phone,
                duty_email: format!("duty@{code}.example"),
                hand_over: *hand_over,
                habit: *habit,
            }
        })
        .collect()
}
