//! The opening story. At 02:00 a duty social worker types in a boy found at the airport of Estuary County, with a
//! telephone number in his pocket. Three weeks ago Northmere Police, 200 km away, handed in a boy with the same
//! number, under another spelling and with 1 January for a birthday. His record is in the world; hers is not.

use crate::accounts::AMINA;
use crate::agencies::{Agency, ESTUARY_COUNCIL, NORTHMERE_POLICE};
use crate::chance::Chance;
use crate::cultures::{TrueName, Word};
use crate::days;
use crate::people::{Setting, TruePerson, person, place_of};
use crate::places::{self, ESTUARY, NORTHMERE};
use crate::reports::{Report, entry};
use crate::themes::ARRIVAL;
use domain::{Answers, Handling, RecordKind};
use jiff::civil::Date;

/// What the tests and the guide to the demonstration need to know of the story.
#[derive(Clone)]
pub struct Story {
    /// Who types, and where.
    pub account_email: &'static str,
    pub agency: &'static str,
    /// The number in E.164.
    pub number: &'static str,
    /// The same number as she, the police and others may write it.
    pub number_written: Vec<&'static str>,
    /// What she types for his name.
    pub given: &'static str,
    pub family: &'static str,
    /// His name as he writes it himself.
    pub own_script: &'static str,
    /// What he tells her (EDTF); the police had 1 January of another year.
    pub born: String,
    /// Her hand-in in full, as the form would send it.
    pub hand_in: Answers,
    /// Whom she should be told of.
    pub expected_agency: &'static str,
    pub expected_source_id: String,
    /// Whom to ring there, E.164.
    pub expected_phone: String,
    /// Person number of the boy in the truth.
    pub person: usize,
}

const NUMBER: &str = "+447700900583";
const NUMBER_POLICE: &str = "0044 7700 900 583";
const OWN_SCRIPT: &str = "ፊልሞን ተስፋይ";

pub(crate) fn tell(agencies: &[Agency], boy: &TruePerson, today: Date) -> Story {
    let born = boy.born.to_string();
    Story {
        account_email: AMINA,
        agency: ESTUARY_COUNCIL,
        number: NUMBER,
        number_written: vec![
            "07700 900583",
            "07700900583",
            NUMBER_POLICE,
            "+44 (0)7700 900583",
            "+44 7700 900 583",
            NUMBER,
        ],
        given: "Filmon",
        family: "Tesfay",
        own_script: OWN_SCRIPT,
        hand_in: newcomer(&born, today),
        born,
        expected_agency: NORTHMERE_POLICE,
        expected_source_id: source_id(today),
        expected_phone: agencies
            .iter()
            .find(|agency| agency.code == NORTHMERE_POLICE)
            .map(|agency| agency.duty_phone.clone())
            .unwrap_or_default(),
        person: boy.number,
    }
}

/// Place of the agency that knows the boy.
pub(crate) fn owner(agencies: &[Agency]) -> usize {
    agencies
        .iter()
        .position(|agency| agency.code == NORTHMERE_POLICE)
        .unwrap_or(0)
}

/// A number that the usual count of a year never reaches.
pub(crate) fn source_id(today: Date) -> String {
    format!("NMP/{:02}/40583", days::before(today, 21).year() % 100)
}

pub(crate) fn boy(setting: &Setting<'_>) -> TruePerson {
    let mut chance = Chance::of(setting.seed, "story", 0);
    let word = |spellings: &[&str], own_script: &str| Word {
        spellings: spellings.iter().map(|spelling| (*spelling).to_owned()).collect(),
        own_script: own_script.to_owned(),
    };
    // Fifteen years and some months old on the night of the story.
    let born = days::before(setting.today, 15 * 365 + 200);
    let culture = place_of(setting.cultures, "eritrean");
    let mut boy = person(setting, &mut chance, 0, culture, false, NORTHMERE, born);
    boy.name = TrueName {
        given: word(&["Filmon", "Philemon", "Filimon"], "ፊልሞን"),
        middle: None,
        family: word(&["Tesfay", "Tesfai", "Tesfaye"], "ተስፋይ"),
        further: None,
    };
    boy.nationality = "ER";
    boy.birthplace = "Keren";
    boy.unaccompanied = true;
    boy.theme = ARRIVAL;
    boy.first_known = days::before(setting.today, 21);
    boy.placement = Some(places::placement(setting.seed, NORTHMERE, 1));
    boy
}

/// What Northmere Police wrote three weeks ago.
pub(crate) fn police_report(setting: &Setting<'_>, agency: &Agency, source_id: String) -> Report {
    let day = days::before(setting.today, 21);
    let born = days::before(setting.today, 15 * 365 + 200);
    let mut answers = Answers::default();
    answers.set_entries(
        "names",
        vec![entry(&[("given", "Philemon"), ("family", "TESFAI"), ("kind", "real")])],
    );
    let guessed = format!("{}-01-01", born.year() - 1);
    answers.set_entries(
        "births",
        vec![entry(&[
            ("date", &guessed),
            ("basis", "claimed"),
            ("status", "undisputed"),
        ])],
    );
    answers.set_text("under_18", "yes");
    answers.set_text("sex", "male");
    answers.set_codes("nationalities", vec!["ER".to_owned()]);
    answers.set_codes("languages", vec!["ti".to_owned()]);
    answers.set_text("interpreter", "yes");
    answers.set_text("accompanied", "unaccompanied");
    answers.set_entries(
        "identifiers",
        vec![entry(&[
            ("scheme", "crime"),
            ("value", &format!("{source_id}-C")),
            ("issuer", agency.name),
        ])],
    );
    answers.set_entries(
        "phones",
        vec![entry(&[
            ("number", NUMBER_POLICE),
            ("whose", "found_on_person"),
            ("safe", "no"),
        ])],
    );
    answers.set_text("found_on", &day.to_string());
    answers.set_text("found_place", "Northmere coach station");
    answers.set_text(
        "summary",
        "Officers were called to the coach station at 23:40. A boy was asleep behind the ticket hall, alone and without a bag. \
         He had a slip of paper with a telephone number in his pocket and would not say whose it was. A man rang the station desk twice \
         and asked whether a boy had been handed in; he gave no name. The boy was placed with emergency carers and left before morning. \
         We would like to hear from anyone who sees him or the number.",
    );
    answers.set_codes("exploitation_types", vec!["UNK".to_owned()]);
    answers.set_entries(
        "indicators",
        ["ARR01", "ARR04", "ARR08", "ARR13", "CAR11"]
            .iter()
            .map(|code| entry(&[("code", code), ("state", "seen")]))
            .collect(),
    );
    answers.set_text("missing_since", &days::after(day, 1).to_string());
    answers.set_text("contact_name", "Sam Hargreave");
    answers.set_text("contact_role", "Detective constable, child protection");
    answers.set_text("contact_phone", &agency.duty_phone);
    Report {
        agency: agency.code,
        source_id,
        person: 0,
        kind: RecordKind::Child,
        known_on: day,
        handling: Handling::Shared,
        answers,
    }
}

/// What Amina Clarke types tonight.
fn newcomer(born: &str, today: Date) -> Answers {
    let mut answers = Answers::default();
    answers.set_entries(
        "names",
        vec![
            entry(&[("given", "Filmon"), ("family", "Tesfay"), ("kind", "real")]),
            entry(&[("full", OWN_SCRIPT), ("kind", "real"), ("script", "Ethi")]),
        ],
    );
    answers.set_entries(
        "births",
        vec![entry(&[("date", born), ("basis", "claimed"), ("status", "undisputed")])],
    );
    answers.set_text("under_18", "not_sure");
    answers.set_text("sex", "male");
    answers.set_codes("nationalities", vec!["ER".to_owned()]);
    answers.set_codes("languages", vec!["ti".to_owned()]);
    answers.set_text("interpreter", "yes");
    answers.set_text("accompanied", "unaccompanied");
    answers.set_entries(
        "phones",
        vec![entry(&[
            ("number", "07700 900583"),
            ("whose", "found_on_person"),
            ("safe", "not_sure"),
        ])],
    );
    answers.set_text("found_on", &today.to_string());
    answers.set_text(
        "found_place",
        places::REGIONS
            .get(ESTUARY)
            .and_then(|region| region.places.first())
            .copied()
            .unwrap_or("the airport"),
    );
    answers.set_text(
        "summary",
        "Found by a cleaner in the arrivals hall shortly before two in the morning, alone. He is tired and polite and says that somebody \
         was to collect him. He has a telephone number on a slip of paper and asks to ring it.",
    );
    answers.set_codes("exploitation_types", vec!["UNK".to_owned()]);
    answers.set_entries(
        "indicators",
        ["ARR01", "ARR04", "ARR08"]
            .iter()
            .map(|code| entry(&[("code", code), ("state", "seen")]))
            .collect(),
    );
    answers.set_text("danger_now", "not_sure");
    answers.set_text("contact_name", "Amina Clarke");
    answers.set_text("contact_role", "Duty social worker");
    answers
}
