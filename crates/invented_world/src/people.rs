//! The true people of the world, as nobody in it knows them: one name, one day of birth, one life.

use crate::chance::Chance;
use crate::cultures::{Culture, TrueName, Word};
use crate::days;
use crate::networks::Network;
use crate::places::{self, Address, ESTUARY, REGIONS};
use crate::story;
use crate::themes::{self, Theme};
use crate::things;
use domain::RecordKind;
use jiff::civil::Date;

/// How many there are of each. The 330 are the distinct cases of the first British scoping study (2007).
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub children: usize,
    /// Of the children: arrived alone.
    pub unaccompanied: usize,
    /// Adults under suspicion, sponsors, carers, relatives.
    pub adults: usize,
}

impl Size {
    /// The world of `make demo`.
    pub const fn demo() -> Self {
        Self {
            children: 1500,
            unaccompanied: 330,
            adults: 600,
        }
    }

    /// A village for quick tests.
    pub const fn small() -> Self {
        Self {
            children: 60,
            unaccompanied: 14,
            adults: 24,
        }
    }
}

#[derive(Clone)]
pub struct TruePerson {
    pub number: usize,
    pub kind: RecordKind,
    pub unaccompanied: bool,
    pub born: Date,
    pub is_female: bool,
    /// ISO 3166-1 alpha-2.
    pub nationality: &'static str,
    /// Number in [`crate::World::networks`].
    pub network: Option<usize>,
    /// Person of the same family before this one.
    pub sibling_of: Option<usize>,
    pub twin: bool,
    pub home: Address,
    /// Where a child was placed, when it was: hostels many share.
    pub placement: Option<Address>,
    /// Own phone, E.164.
    pub phone: Option<String>,
    /// When the first agency heard of the person.
    pub first_known: Date,
    pub(crate) culture: usize,
    pub(crate) name: TrueName,
    pub(crate) mother: Word,
    pub(crate) theme: usize,
    pub(crate) region: usize,
    pub(crate) has_papers: bool,
    /// Number on an immigration letter, which several agencies copy.
    pub(crate) office_reference: Option<String>,
    pub(crate) passport: Option<String>,
    pub(crate) birthplace: &'static str,
}

impl TruePerson {
    /// Name as the family writes it, given name first.
    pub fn full_name(&self) -> String {
        let middle = self.name.middle.as_ref().map_or("", Word::own);
        [self.name.given.own(), middle, self.name.family.own()]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(crate) fn theme(&self) -> &'static Theme {
        let all = themes::all();
        all.get(self.theme).unwrap_or(&all[0])
    }
}

pub(crate) struct Setting<'a> {
    pub seed: u64,
    pub today: Date,
    pub cultures: &'a [Culture],
}

impl Setting<'_> {
    /// The day births are reckoned from when somebody is first known on `day`. It moves only every second new year, so
    /// that a file written for the demonstration still speaks of the same birthdays a year later.
    fn reckoned(&self, day: Date) -> Date {
        let year = self.today.year() | 1;
        days::after(day, days::between(self.today, days::near(year, 12, 31)))
    }
}

/// Children first, then adults. Fills in the networks' own lists.
pub(crate) fn make(setting: &Setting<'_>, size: Size, networks: &mut [Network]) -> Vec<TruePerson> {
    let mut people: Vec<TruePerson> = Vec::with_capacity(size.children + size.adults);
    for number in 0..size.children {
        let unaccompanied = number < size.unaccompanied;
        let person = if number == 0 {
            story::boy(setting)
        } else {
            child(setting, number, unaccompanied, people.last(), networks)
        };
        if let Some(network) = person.network.and_then(|place| networks.get_mut(place)) {
            network.children.push(number);
        }
        people.push(person);
    }
    for number in size.children..size.children + size.adults {
        let person = adult(setting, number, number - size.children, size.adults, networks);
        if let Some(network) = person.network.and_then(|place| networks.get_mut(place)) {
            network.suspects.push(number);
        }
        people.push(person);
    }
    give_phones(setting.seed, &mut people);
    people
}

fn child(
    setting: &Setting<'_>,
    number: usize,
    unaccompanied: bool,
    before: Option<&TruePerson>,
    networks: &[Network],
) -> TruePerson {
    let mut chance = Chance::of(setting.seed, "child", number as u64);
    let brother = before.filter(|one| one.unaccompanied == unaccompanied && one.number > 0 && chance.percent(15));
    match brother {
        Some(elder) => sibling(setting, number, elder, &mut chance),
        None => {
            let network = chance
                .percent(28)
                .then(|| chance.below(networks.len()))
                .and_then(|place| networks.get(place));
            lone_child(setting, number, unaccompanied, network, &mut chance)
        }
    }
}

fn lone_child(
    setting: &Setting<'_>,
    number: usize,
    unaccompanied: bool,
    network: Option<&Network>,
    chance: &mut Chance,
) -> TruePerson {
    let theme_number = match network {
        Some(network) => network.theme,
        None => *chance.weighted(if unaccompanied {
            themes::UNACCOMPANIED
        } else {
            themes::OTHERS
        }),
    };
    let all = themes::all();
    let theme = all.get(theme_number).unwrap_or(&all[0]);
    let drawn = *chance.weighted(theme.cultures);
    // A child alone at a border is not a British one; the networks mostly stay with their own country.
    let code = match network {
        Some(network) if chance.percent(80) => network.culture,
        _ => drawn,
    };
    let code = if unaccompanied && code == "british" {
        "albanian"
    } else {
        code
    };
    let culture = place_of(setting.cultures, code);
    let region = match network {
        Some(network) => *chance.pick(&network.regions),
        None if unaccompanied => *chance.weighted(&[(ESTUARY, 40), (1, 14), (2, 16), (3, 8), (4, 12), (5, 10)]),
        None => chance.below(REGIONS.len()),
    };
    let first_known = days::before(setting.today, chance.between(2, 3 * 365));
    let days_old = chance.between(theme.ages.0 * 365, theme.ages.1 * 365 + 300);
    let mut person = person(
        setting,
        chance,
        number,
        culture,
        chance_female(setting, number, theme.girls_percent),
        region,
        days::before(setting.reckoned(first_known), days_old),
    );
    person.unaccompanied = unaccompanied;
    person.first_known = first_known;
    person.theme = theme_number;
    person.network = network.map(|network| network.number);
    person.has_papers = !unaccompanied && chance.percent(75) || chance.percent(12);
    finish_child(setting, chance, &mut person);
    person
}

/// Brother or sister of `elder`: the family's name, home and troubles; now and then born on the same day.
fn sibling(setting: &Setting<'_>, number: usize, elder: &TruePerson, chance: &mut Chance) -> TruePerson {
    let mut person = elder.clone();
    let culture = &setting.cultures[elder.culture % setting.cultures.len()];
    person.number = number;
    person.is_female = chance.percent(elder.theme().girls_percent.max(15));
    let (given, middle) = culture.given(chance, person.is_female);
    person.name.given = given;
    person.name.middle = middle;
    person.twin = chance.percent(14);
    if !person.twin {
        let younger = chance.between(320, 1500);
        let born = days::after(elder.born, younger);
        // Never so young that the theme makes no sense; else the older of the two after all.
        let known = setting.reckoned(elder.first_known);
        let youngest = days::before(known, elder.theme().ages.0 * 365);
        person.born = if born <= youngest {
            born
        } else {
            days::before(elder.born, younger.min(700))
        };
        person.born = person.born.max(days::before(known, 17 * 365 + 300));
    }
    person.sibling_of = Some(elder.number);
    person.phone = None;
    finish_child(setting, chance, &mut person);
    if chance.percent(60) {
        person.placement = elder.placement.clone();
    }
    person
}

fn finish_child(setting: &Setting<'_>, chance: &mut Chance, person: &mut TruePerson) {
    person.placement = chance
        .percent(if person.unaccompanied { 75 } else { 30 })
        .then(|| places::placement(setting.seed, person.region, chance.below(3)));
    person.office_reference = person
        .unaccompanied
        .then(|| format!("HO-9{:06}", (person.number * 7919 + 104_729) % 1_000_000));
    person.passport = person
        .has_papers
        .then(|| format!("QX{:07}", (person.number * 104_723 + 15_485_863) % 10_000_000));
}

fn adult(setting: &Setting<'_>, number: usize, place: usize, of: usize, networks: &[Network]) -> TruePerson {
    let mut chance = Chance::of(setting.seed, "adult", number as u64);
    // Two of five belong to a network, one of ten is under suspicion alone, the rest are sponsors, carers, relatives.
    let network = (place * 5 < of * 2)
        .then(|| networks.get(place % networks.len().max(1)))
        .flatten();
    let kind = if network.is_some() || place * 2 < of {
        RecordKind::Suspect
    } else {
        RecordKind::Adult
    };
    let theme_number = network.map_or_else(|| *chance.weighted(themes::OTHERS), |network| network.theme);
    let all = themes::all();
    let code = match network {
        Some(network) if chance.percent(75) => network.culture,
        _ => *chance.weighted(all.get(theme_number).unwrap_or(&all[0]).cultures),
    };
    let region = match network {
        Some(network) => *chance.pick(&network.regions),
        None => chance.below(REGIONS.len()),
    };
    let born = days::before(setting.reckoned(setting.today), chance.between(21 * 365, 58 * 365));
    let girls = if kind == RecordKind::Suspect { 22 } else { 55 };
    let is_female = chance.percent(girls);
    let mut person = person(
        setting,
        &mut chance,
        number,
        place_of(setting.cultures, code),
        is_female,
        region,
        born,
    );
    person.kind = kind;
    person.theme = theme_number;
    person.network = network.map(|network| network.number);
    person.first_known = days::before(setting.today, chance.between(2, 3 * 365));
    person.has_papers = chance.percent(70);
    if let Some(address) = network
        .filter(|_| chance.percent(50))
        .and_then(|network| network.addresses.first())
    {
        person.home = address.clone();
    }
    person.passport = person
        .has_papers
        .then(|| format!("QX{:07}", (number * 104_723 + 15_485_863) % 10_000_000));
    person
}

pub(crate) fn person(
    setting: &Setting<'_>,
    chance: &mut Chance,
    number: usize,
    culture: usize,
    is_female: bool,
    region: usize,
    born: Date,
) -> TruePerson {
    let of = &setting.cultures[culture % setting.cultures.len()];
    TruePerson {
        number,
        kind: RecordKind::Child,
        unaccompanied: false,
        born,
        is_female,
        nationality: *chance.weighted(of.custom.nationalities),
        network: None,
        sibling_of: None,
        twin: false,
        home: places::address(chance, region),
        placement: None,
        phone: None,
        first_known: setting.today,
        culture,
        name: of.name(chance, is_female),
        mother: of.given(chance, true).0,
        theme: themes::ARRIVAL,
        region,
        has_papers: false,
        office_reference: None,
        passport: None,
        birthplace: *chance.pick(of.custom.birthplaces),
    }
}

pub(crate) fn place_of(cultures: &[Culture], code: &str) -> usize {
    cultures
        .iter()
        .position(|culture| culture.custom.code == code)
        .unwrap_or(0)
}

fn chance_female(setting: &Setting<'_>, number: usize, percent: u64) -> bool {
    Chance::of(setting.seed, "sex", number as u64).percent(percent)
}

/// The few invented mobiles there are, each to one person; most people of this world were never seen with a phone.
fn give_phones(seed: u64, people: &mut [TruePerson]) {
    let mut numbers = things::own_mobiles(seed);
    for person in people
        .iter_mut()
        .filter(|person| person.phone.is_none() && person.number > 0)
    {
        let mut chance = Chance::of(seed, "has phone", person.number as u64);
        if chance.percent(38) {
            let Some(number) = numbers.pop() else { return };
            person.phone = Some(things::mobile(number));
        }
    }
}
