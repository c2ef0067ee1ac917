//! Records by the million, one after another, in constant memory: for measurements only.
//!
//! The people and mistakes are those of the demonstration, without networks and families, each person known to one to
//! four agencies. Records of one person do not follow one another: they are dealt out of a pool of a few thousand.
//! Telephones come from +44 6, a range that Britain keeps empty, since the thousand numbers kept for drama would make
//! strangers of a million share one.

use crate::agencies::{self, Agency};
use crate::chance::Chance;
use crate::cultures::Culture;
use crate::days;
use crate::people::{Setting, TruePerson, person};
use crate::places::REGIONS;
use crate::reports::{Sight, witness};
use crate::themes;
use domain::{Answers, RecordKind};
use jiff::civil::Date;

/// Records waiting to be dealt out.
const POOL: usize = 4096;

/// The day the measured world stands still on.
const TODAY: Date = Date::constant(2026, 6, 1);

pub struct BenchRows {
    seed: u64,
    left: u64,
    next_person: u64,
    next_record: u64,
    cultures: Vec<Culture>,
    agencies: Vec<Agency>,
    pool: Vec<BenchRow>,
    deal: Chance,
}

struct BenchRow {
    person: u64,
    kind: RecordKind,
    source_id: String,
    answers: Answers,
}

/// `n` records of the seed: kind, source id, content. The same seed gives the same records in the same order, and
/// fewer of them are a different draw, not a beginning of more.
pub fn bench_rows(seed: u64, n: u64) -> BenchRows {
    BenchRows {
        seed,
        left: n,
        next_person: 0,
        next_record: 0,
        cultures: Culture::all(),
        agencies: agencies::all(),
        pool: Vec::with_capacity(POOL + 4),
        deal: Chance::of(seed, "deal", n),
    }
}

impl BenchRows {
    /// The next record together with the number of the person it speaks of.
    pub fn next_with_person(&mut self) -> Option<(u64, RecordKind, String, Answers)> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        while self.pool.len() < POOL {
            self.invent();
        }
        let place = self.deal.below(self.pool.len());
        let row = self.pool.swap_remove(place);
        Some((row.person, row.kind, row.source_id, row.answers))
    }

    fn invent(&mut self) {
        let number = self.next_person;
        self.next_person += 1;
        let setting = Setting {
            seed: self.seed,
            today: TODAY,
            cultures: &self.cultures,
        };
        let mut chance = Chance::of(self.seed, "measured", number);
        let person = measured_person(&setting, &mut chance, number);
        let how_many = *chance.weighted(&[(1_u32, 42), (2, 31), (3, 17), (4, 10)]);
        for _ in 0..how_many {
            let agency = chance.pick(&self.agencies);
            let Some(culture) = self.cultures.get(person.culture) else {
                return;
            };
            self.next_record += 1;
            let source_id = format!("{}-{:08}", agency.habit.reference, self.next_record);
            let day = days::after(person.first_known, chance.between(0, 30));
            let sight = Sight {
                agency,
                person: &person,
                network: None,
                culture,
                contact: None,
                day,
                source_id: &source_id,
            };
            let answers = witness(&mut chance, &sight);
            self.pool.push(BenchRow {
                person: number,
                kind: person.kind,
                source_id,
                answers,
            });
        }
    }
}

impl Iterator for BenchRows {
    type Item = (RecordKind, String, Answers);

    fn next(&mut self) -> Option<Self::Item> {
        self.next_with_person()
            .map(|(_, kind, source_id, answers)| (kind, source_id, answers))
    }
}

fn measured_person(setting: &Setting<'_>, chance: &mut Chance, number: u64) -> TruePerson {
    let child = chance.percent(72);
    let unaccompanied = child && chance.percent(30);
    let theme_number = *chance.weighted(if unaccompanied {
        themes::UNACCOMPANIED
    } else {
        themes::OTHERS
    });
    let culture = chance.below(setting.cultures.len());
    let first_known = days::before(setting.today, chance.between(31, 3 * 365));
    let born = if child {
        days::before(first_known, chance.between(9 * 365, 17 * 365 + 300))
    } else {
        days::before(first_known, chance.between(18 * 365, 58 * 365))
    };
    let is_female = chance.percent(45);
    let region = chance.below(REGIONS.len());
    let mut made = person(setting, chance, number as usize, culture, is_female, region, born);
    made.kind = if child { RecordKind::Child } else { RecordKind::Suspect };
    made.unaccompanied = unaccompanied;
    made.theme = theme_number;
    made.first_known = first_known;
    made.has_papers = !unaccompanied && chance.percent(75);
    made.phone = chance
        .percent(55)
        .then(|| format!("+446{:09}", chance.below(1_000_000_000)));
    made.office_reference = unaccompanied.then(|| format!("HO-{:09}", 100_000_000 + number));
    made.passport = made.has_papers.then(|| format!("QX{number:09}"));
    // Streets repeat in a country of two million; the house number and postcode tell them apart.
    made.home.line = format!("{} {}", chance.between(1, 9000), made.home.line);
    made
}
