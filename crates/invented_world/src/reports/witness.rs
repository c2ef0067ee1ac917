//! One agency's whole answer about one person: what its people would have noticed, asked and written.

use super::names::{self, Hand, entry};
use super::{Births, days};
use crate::accounts::Account;
use crate::agencies::{Agency, DANISH_CHARITY};
use crate::chance::Chance;
use crate::cultures::Culture;
use crate::networks::Network;
use crate::people::TruePerson;
use crate::places::{self, Address, REGIONS};
use crate::themes::{self, Slots};
use crate::things;
use domain::{AgencyKind, Answers, Entry, RecordKind};
use jiff::civil::Date;

/// Who looks at whom, when.
pub(crate) struct Sight<'a> {
    pub agency: &'a Agency,
    pub person: &'a TruePerson,
    pub network: Option<&'a Network>,
    pub culture: &'a Culture,
    pub contact: Option<&'a Account>,
    pub day: Date,
    pub source_id: &'a str,
}

pub(crate) fn witness(chance: &mut Chance, sight: &Sight<'_>) -> Answers {
    let mut answers = Answers::default();
    identity(chance, sight, &mut answers);
    contact(chance, sight, &mut answers);
    if sight.person.kind == RecordKind::Child {
        child_story(chance, sight, &mut answers);
    } else {
        adult_story(chance, sight, &mut answers);
    }
    if let Some(account) = sight.contact {
        answers.set_text("contact_name", account.display_name);
        answers.set_text("contact_role", account.job_title);
    }
    answers.set_text("contact_phone", &sight.agency.duty_phone);
    answers
}

fn identity(chance: &mut Chance, sight: &Sight<'_>, answers: &mut Answers) {
    let (person, habit) = (sight.person, sight.agency.habit);
    let hand = Hand {
        capitals: habit.capitals,
        keeps_accents: habit.keeps_accents,
        own_script: habit.own_script,
    };
    answers.set_entries("names", names::written(chance, sight.culture, &person.name, hand));
    answers.set_entries(
        "births",
        Births::written(chance, person.born, person.has_papers, habit.assumes_january).entries,
    );
    if person.kind == RecordKind::Child {
        answers.set_text("under_18", if chance.percent(93) { "yes" } else { "not_sure" });
    }
    if !chance.percent(3) {
        // One in two hundred is ticked wrongly.
        let female = person.is_female != chance.permille(5);
        answers.set_text("sex", if female { "female" } else { "male" });
    }
    if !chance.percent(6) {
        let usual = chance.weighted(sight.culture.custom.nationalities);
        let nationality = if chance.percent(4) { usual } else { person.nationality };
        answers.set_codes("nationalities", vec![nationality.to_owned()]);
    }
    let language = sight.culture.custom.language;
    if chance.percent(55) {
        answers.set_codes("languages", vec![language.to_owned()]);
        let needs = !language.starts_with("en");
        answers.set_text("interpreter", if needs { "yes" } else { "no" });
    }
    if chance.percent(35) {
        answers.set_text("birthplace", person.birthplace);
    }
    let mut identifiers: Vec<Entry> = Vec::new();
    let copies_letters = match (sight.agency.kind, sight.agency.pack) {
        (_, "DK") => 0,
        (AgencyKind::Border, _) => 92,
        _ => 38,
    };
    if let Some(reference) = person
        .office_reference
        .as_deref()
        .filter(|_| chance.percent(copies_letters))
    {
        identifiers.push(entry(&[("scheme", "home_office"), ("value", reference)]));
    }
    if sight.agency.kind == AgencyKind::Police && chance.percent(70) {
        identifiers.push(entry(&[
            ("scheme", "crime"),
            ("value", &format!("{}-C", sight.source_id)),
            ("issuer", sight.agency.name),
        ]));
    }
    answers.set_entries("identifiers", identifiers);
    if let Some(number) = person.passport.as_deref().filter(|_| chance.percent(30)) {
        let genuineness = *chance.weighted(&[("genuine", 60), ("unknown", 30), ("lent", 5), ("false", 5)]);
        answers.set_entries(
            "documents",
            vec![entry(&[
                ("type", "passport"),
                ("number", number),
                ("issuer", person.nationality),
                ("genuineness", genuineness),
            ])],
        );
    }
    if person.kind == RecordKind::Child && chance.percent(70) {
        // Children who live in the house of another are with an adult who is not their parent.
        let with = if person.theme().indicators.contains(&"CAR01") {
            "separated"
        } else {
            "with_parent"
        };
        answers.set_text("accompanied", if person.unaccompanied { "unaccompanied" } else { with });
    }
}

fn contact(chance: &mut Chance, sight: &Sight<'_>, answers: &mut Answers) {
    let (person, network) = (sight.person, sight.network);
    let child = person.kind == RecordKind::Child;
    let mut phones: Vec<Entry> = Vec::new();
    if let Some(phone) = person.phone.as_deref().filter(|_| chance.percent(72)) {
        phones.push(entry(&[
            ("number", &things::phone_written(chance, phone)),
            ("whose", "self"),
            ("safe", *chance.pick(&["yes", "not_sure", "no"])),
        ]));
    }
    if let Some(phone) = network
        .filter(|_| chance.percent(if child { 32 } else { 55 }))
        .map(|network| chance.pick(&network.phones))
    {
        let whose = if child {
            *chance.pick(&["exploiter", "found_on_person"])
        } else {
            "self"
        };
        phones.push(entry(&[
            ("number", &things::phone_written(chance, phone)),
            ("whose", whose),
            ("safe", "no"),
        ]));
    }
    answers.set_entries("phones", phones);

    let mut addresses: Vec<Entry> = Vec::new();
    if chance.percent(if person.unaccompanied { 8 } else { 62 }) {
        addresses.push(address(chance, &person.home, "home"));
    }
    if let Some(placement) = person
        .placement
        .as_ref()
        .filter(|_| sight.agency.kind != AgencyKind::Border && chance.percent(48))
    {
        addresses.push(address(chance, placement, "staying"));
    }
    if let Some(place) = network
        .filter(|_| chance.percent(36))
        .map(|network| chance.pick(&network.addresses))
    {
        addresses.push(address(chance, place, if child { "exploitation" } else { "home" }));
    }
    answers.set_entries("addresses", addresses);

    if let Some(vehicle) = network
        .filter(|_| chance.percent(if child { 20 } else { 48 }))
        .map(|network| chance.pick(&network.vehicles))
    {
        let plate = things::plate_written(chance, &vehicle.plate);
        answers.set_entries(
            "vehicles",
            vec![entry(&[
                ("plate", &plate),
                ("country", "GB"),
                ("make", vehicle.make),
                ("colour", vehicle.colour),
            ])],
        );
    }
    journey(chance, sight, answers);
    if chance.percent(7) {
        let handle = format!(
            "{}.{}{}",
            any_ascii::any_ascii(person.name.given.own())
                .to_lowercase()
                .replace(' ', ""),
            *chance.pick(&["real", "official", "07", "xx"]),
            person.number % 97
        );
        answers.set_entries(
            "online_accounts",
            vec![entry(&[
                (
                    "platform",
                    *chance.pick(&["Snapchat", "Instagram", "TikTok", "Telegram"]),
                ),
                ("handle", &handle),
            ])],
        );
    }
}

fn journey(chance: &mut Chance, sight: &Sight<'_>, answers: &mut Answers) {
    let person = sight.person;
    let arrived = person.first_known.to_string();
    let flight = match sight.network.and_then(|network| network.flight.clone()) {
        Some(flight) if chance.percent(40) => Some(flight),
        // The evening flight of that day, the same for all agencies and for all who came by it.
        None if person.unaccompanied && person.number.is_multiple_of(3) && chance.percent(60) => {
            let (year, day) = (person.first_known.year(), person.first_known.day_of_year());
            Some(things::flight(&mut Chance::of(year as u64, "flight", day as u64), None))
        }
        _ => None,
    };
    if let Some(flight) = flight {
        answers.set_entries(
            "journeys",
            vec![entry(&[
                ("carrier_number", &flight.carrier_number),
                ("date", &arrived),
                ("from", flight.from),
                ("to", flight.to),
            ])],
        );
    }
}

fn child_story(chance: &mut Chance, sight: &Sight<'_>, answers: &mut Answers) {
    let (person, theme, agency) = (sight.person, sight.person.theme(), sight.agency);
    let region = &REGIONS[person.region % REGIONS.len()];
    let town = *chance.pick(region.towns);
    let place = chance
        .pick(match theme.places {
            _ if agency.code == DANISH_CHARITY => places::DANISH_PLACES,
            _ if agency.kind == AgencyKind::Border => places::BORDER_PLACES,
            [] => region.places,
            usual => usual,
        })
        .replace("{town}", town);
    let sponsor = sight.network.map_or_else(
        || format!("{} {}", person.mother.own(), person.name.family.own()),
        |network| network.sponsor.clone(),
    );
    let slots = Slots {
        is_female: person.is_female,
        place: &place,
        town,
        vehicle: answers.entries("vehicles").first().map(in_words),
        carer: &sponsor,
        language: language_name(sight.culture.custom.language),
    };
    let summary = if agency.code == DANISH_CHARITY {
        themes::danish_summary(chance, theme, &slots)
    } else {
        themes::summary(chance, theme, agency.kind, &slots)
    };
    answers.set_text("summary", &summary);
    answers.set_text("found_on", &days::before(sight.day, chance.between(0, 3)).to_string());
    answers.set_text("found_place", &place);
    let mut types: Vec<String> = theme.types.first().map(|code| (*code).to_owned()).into_iter().collect();
    if chance.percent(25) {
        types.extend(theme.types.get(1).map(|code| (*code).to_owned()));
    }
    answers.set_codes("exploitation_types", types);
    answers.set_entries("indicators", indicators(chance, theme.indicators));
    answers.set_text(
        "danger_now",
        *chance.weighted(&[("no", 62), ("not_sure", 26), ("yes", 12)]),
    );
    if agency.code != DANISH_CHARITY {
        if chance.percent(40) {
            answers.set_text("found_how", &themes::found_how(chance, &slots));
        }
        if chance.percent(25) {
            answers.set_text("wishes", &themes::wishes(chance, &slots));
        }
        if chance.percent(30) {
            answers.set_text("told_child", &themes::told(chance, &slots));
        }
    }
    if chance.percent(9) {
        answers.set_text(
            "missing_since",
            &days::before(sight.day, chance.between(0, 20)).to_string(),
        );
    }
    answers.set_entries("associates", associates(chance, sight, &sponsor));
}

fn adult_story(chance: &mut Chance, sight: &Sight<'_>, answers: &mut Answers) {
    let person = sight.person;
    let region = &REGIONS[person.region % REGIONS.len()];
    let town = *chance.pick(region.towns);
    let slots = Slots {
        is_female: person.is_female,
        place: *chance.pick(region.places),
        town,
        vehicle: answers.entries("vehicles").first().map(in_words),
        carer: "",
        language: language_name(sight.culture.custom.language),
    };
    let text = if person.kind == RecordKind::Suspect {
        themes::suspect_summary(chance, &slots)
    } else {
        themes::adult_summary(chance, &slots)
    };
    answers.set_text("summary", &text);
    answers.set_text("found_on", &sight.day.to_string());
    answers.set_text("found_place", slots.place);
    if person.kind == RecordKind::Suspect {
        answers.set_codes(
            "exploitation_types",
            person
                .theme()
                .types
                .first()
                .map(|code| (*code).to_owned())
                .into_iter()
                .collect(),
        );
    }
}

/// Two to five of the theme's indicators, mostly seen, some only suspected.
fn indicators(chance: &mut Chance, codes: &[&str]) -> Vec<Entry> {
    let wanted = chance.between(2, 5) as usize;
    let mut chosen: Vec<&str> = Vec::new();
    while chosen.len() < wanted.min(codes.len()) {
        let code = *chance.pick_common(codes);
        if !chosen.contains(&code) {
            chosen.push(code);
        }
    }
    chosen.sort_unstable();
    chosen
        .into_iter()
        .map(|code| {
            entry(&[
                ("code", code),
                ("state", if chance.percent(72) { "seen" } else { "suspected" }),
            ])
        })
        .collect()
}

fn associates(chance: &mut Chance, sight: &Sight<'_>, sponsor: &str) -> Vec<Entry> {
    let person = sight.person;
    let mut entries = Vec::new();
    if chance.percent(22) {
        let mother = format!("{} {}", person.mother.own(), person.name.family.own());
        entries.push(entry(&[("name", &mother), ("relation", "mother")]));
    }
    if let Some(network) = sight.network.filter(|_| chance.percent(30)) {
        let number = network
            .phones
            .first()
            .map(|phone| things::phone_written(chance, phone))
            .unwrap_or_default();
        entries.push(entry(&[
            ("name", sponsor),
            ("relation", "suspected_exploiter"),
            ("phone", &number),
        ]));
    }
    entries
}

fn address(chance: &mut Chance, address: &Address, kind: &str) -> Entry {
    let written = places::written(chance, address);
    entry(&[
        ("line", &written.line),
        ("town", &written.town),
        ("region", written.region),
        ("postcode", &written.postcode),
        ("country", written.country),
        ("kind", kind),
    ])
}

fn in_words(vehicle: &Entry) -> String {
    let part = |key: &str| vehicle.get(key).map_or("", String::as_str);
    format!("{} {}", part("colour"), part("make"))
}

fn language_name(code: &str) -> &'static str {
    match code {
        "ti" => "Tigrinya",
        "am" => "Amharic",
        "ar" => "Arabic",
        "so" => "Somali",
        "ps" => "Pashto",
        "fa" => "Farsi",
        "ckb" => "Sorani",
        "vi" => "Vietnamese",
        "zh" => "Mandarin",
        "sq" => "Albanian",
        "ro" => "Romanian",
        "rom" => "Romani",
        "pl" => "Polish",
        _ => "English",
    }
}
