//! What each agency knows of each person: one report, written in its own way, with its own mistakes.

mod births;
mod names;
mod witness;

use crate::World;
use crate::agencies::{Agency, BORDER, DANISH_CHARITY, HandOver, NATIONAL};
use crate::chance::Chance;
use crate::days;
use crate::people::{Setting, TruePerson, person};
use crate::places::REGIONS;
use crate::story;
use crate::themes;
use domain::{AgencyKind, Answers, Handling, RecordKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

use births::Births;
pub(crate) use names::entry;
pub(crate) use witness::{Sight, witness};

/// One agency's record of one person. `person` is the truth and never leaves the tests.
#[derive(Clone)]
pub struct Report {
    pub agency: &'static str,
    /// The agency's own reference; unique within the agency.
    pub source_id: String,
    pub person: usize,
    pub kind: RecordKind,
    /// The day the agency wrote it.
    pub known_on: Date,
    pub handling: Handling,
    pub answers: Answers,
}

/// Every report of the world, by agency and day.
pub(crate) fn make(setting: &Setting<'_>, world: &World) -> Vec<Report> {
    let mut sights: Vec<(usize, usize, Date)> = Vec::new();
    for person in &world.people {
        let mut chance = Chance::of(setting.seed, "known to", person.number as u64);
        let known_to = if person.number == 0 {
            vec![story::owner(&world.agencies)]
        } else {
            known_to(&mut chance, person, &world.agencies)
        };
        let mut day = person.first_known;
        for agency in known_to {
            sights.push((agency, person.number, day));
            let later = days::after(day, chance.between(1, 240));
            // What would lie in the future was known the day after the last.
            day = if later < setting.today {
                later
            } else {
                days::after(day, 1).min(days::before(setting.today, 1))
            };
        }
    }
    sights.sort_by_key(|(agency, person, day)| (*agency, *day, *person));
    let mut counts: BTreeMap<(usize, i16), u32> = BTreeMap::new();
    sights
        .into_iter()
        .filter_map(|(agency_place, person, day)| {
            let agency = world.agencies.get(agency_place)?;
            let count = counts.entry((agency_place, day.year())).or_default();
            *count += 1;
            let person = world.people.get(person)?;
            let source_id = if person.number == 0 {
                story::source_id(setting.today)
            } else {
                reference(agency, day, *count)
            };
            if person.number == 0 {
                return Some(story::police_report(setting, agency, source_id));
            }
            let mut chance = Chance::of(setting.seed, agency.code, person.number as u64);
            let sight = Sight {
                agency,
                person,
                network: person.network.and_then(|place| world.networks.get(place)),
                culture: setting.cultures.get(person.culture)?,
                contact: world.accounts.iter().find(|account| account.agency == agency.code),
                day,
                source_id: &source_id,
            };
            let answers = witness(&mut chance, &sight);
            let handling = handling(&mut chance, agency, person.kind);
            Some(Report {
                agency: agency.code,
                source_id,
                person: person.number,
                kind: person.kind,
                known_on: day,
                handling,
                answers,
            })
        })
        .collect()
}

/// One to four agencies, by where the person is and who meets such people.
fn known_to(chance: &mut Chance, person: &TruePerson, agencies: &[Agency]) -> Vec<usize> {
    let how_many = *chance.weighted(if person.kind == RecordKind::Child {
        &[(1, 42), (2, 31), (3, 17), (4, 10)]
    } else {
        &[(1, 55), (2, 30), (3, 10), (4, 5)]
    });
    let mut weights: Vec<(usize, u32)> = agencies
        .iter()
        .enumerate()
        .map(|(place, agency)| (place, interest(agency, person)))
        .filter(|(_, weight)| *weight > 0)
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < how_many && !weights.is_empty() {
        let agency = *chance.weighted(&weights);
        weights.retain(|(place, _)| *place != agency);
        chosen.push(agency);
    }
    // The border comes first when it comes at all: nobody is met at the desk after a year in the country.
    chosen.sort_by_key(|place| agencies.get(*place).map(|agency| agency.code != BORDER));
    chosen
}

/// How likely the agency is to meet the person; 0: it would not write of such a person at all.
pub(crate) fn interest(agency: &Agency, person: &TruePerson) -> u32 {
    let local = agency.habit.regions.contains(&person.region);
    let child = person.kind == RecordKind::Child;
    // The standard of two charities speaks of victims; and county lines are a word of Britain's, not Denmark's.
    let speaks_of_victims = matches!(agency.hand_over, HandOver::HtcdsCsv | HandOver::HtcdsJson);
    if (speaks_of_victims && !child) || (agency.code == DANISH_CHARITY && person.theme().types.contains(&"CRIM_CL")) {
        return 0;
    }
    match agency.kind {
        AgencyKind::Police if local => {
            if child {
                50
            } else {
                70
            }
        }
        AgencyKind::Police => {
            if child {
                5
            } else {
                12
            }
        }
        AgencyKind::SocialCare if local => {
            if child {
                60
            } else {
                12
            }
        }
        AgencyKind::SocialCare => {
            if child {
                4
            } else {
                1
            }
        }
        AgencyKind::Border if person.unaccompanied => 55,
        AgencyKind::Border if !child => 12,
        AgencyKind::Border => 2,
        AgencyKind::Health if local => {
            if child {
                60
            } else {
                6
            }
        }
        AgencyKind::Health => 1,
        AgencyKind::Education if local && child && !person.unaccompanied => 16,
        AgencyKind::NationalUnit => {
            if child {
                8
            } else {
                14
            }
        }
        AgencyKind::Charity if agency.code == DANISH_CHARITY => {
            if person.unaccompanied {
                9
            } else {
                1
            }
        }
        AgencyKind::Charity if child && (local || agency.habit.regions.is_empty()) => {
            if person.unaccompanied {
                14
            } else {
                9
            }
        }
        AgencyKind::Charity if !child => 1,
        _ => 0,
    }
}

/// Only a form can say how far a record may travel; what comes in files is all meant to be shared.
fn handling(chance: &mut Chance, agency: &Agency, kind: RecordKind) -> Handling {
    let draw = chance.below(100);
    match (agency.hand_over, kind) {
        (HandOver::Form | HandOver::Api, RecordKind::Suspect) if agency.code == NATIONAL && draw < 12 => {
            Handling::Sealed
        }
        (HandOver::Form | HandOver::Api, _) if draw < 1 => Handling::Sealed,
        (HandOver::Form | HandOver::Api, _) if draw < 7 => Handling::PointerOnly,
        _ => Handling::Shared,
    }
}

/// The agency's own way of numbering.
pub(crate) fn reference(agency: &Agency, day: Date, count: u32) -> String {
    let (year, prefix) = (day.year(), agency.habit.reference);
    match agency.kind {
        AgencyKind::Police => format!("{prefix}/{:02}/{count:05}", year % 100),
        AgencyKind::SocialCare | AgencyKind::Health => format!("{prefix}{year}{count:04}"),
        AgencyKind::Border => format!("{prefix}-{year}-{count:05}"),
        _ => format!("{prefix}-{:02}-{count:04}", year % 100),
    }
}

/// Somebody who is not in the world: for the newcomers' files.
pub(crate) fn invented_stranger(setting: &Setting<'_>, agency: &Agency, number: u64) -> TruePerson {
    let mut chance = Chance::of(setting.seed, "stranger", number);
    let culture = chance.below(setting.cultures.len());
    let region = chance.below(REGIONS.len());
    let born = days::before(setting.today, chance.between(11 * 365, 17 * 365));
    let female = chance.percent(45);
    let mut made = person(
        setting,
        &mut chance,
        1_000_000 + number as usize,
        culture,
        female,
        region,
        born,
    );
    made.theme = *chance.weighted(themes::OTHERS);
    if interest(agency, &made) == 0 {
        made.theme = themes::ARRIVAL;
    }
    made.has_papers = chance.percent(50);
    made.first_known = days::before(setting.today, 8);
    made
}
