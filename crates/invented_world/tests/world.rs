//! What the demonstration promises: the counts, the story, sameness for the same seed, and that nothing in it can be real.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::fields::FieldKind;
use domain::pack::{Pack, PackSet};
use domain::{Answer, Answers, RecordKind};
use invented_world::{
    AgreementLevel, DEMO_SEED, ESTUARY_COUNCIL, FileFormat, NETWORKS, NORTHMERE_POLICE, Size, World, bench_rows,
    demo_files,
};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

const TODAY: Date = date(2026, 11, 23);

fn demo() -> World {
    World::make(DEMO_SEED, TODAY, Size::demo())
}

/// Everything that leaves the world, as one number.
fn fingerprint(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in world.files().unwrap() {
        (
            file.file_name,
            file.bytes,
            file.mapping.map(|mapping| mapping.to_string()),
        )
            .hash(&mut hasher);
    }
    for hand_in in world.hand_ins() {
        (
            hand_in.source_id,
            hand_in.account_email,
            serde_json::to_string(hand_in.answers).unwrap(),
        )
            .hash(&mut hasher);
    }
    for truth in world.truth() {
        (truth.agency, truth.source_id, truth.person).hash(&mut hasher);
    }
    hasher.finish()
}

#[test]
fn the_same_seed_gives_the_same_world_and_another_gives_another() {
    let first = fingerprint(&World::make(7, TODAY, Size::small()));
    assert_eq!(first, fingerprint(&World::make(7, TODAY, Size::small())));
    assert_ne!(first, fingerprint(&World::make(8, TODAY, Size::small())));
    assert_ne!(first, fingerprint(&World::make(7, date(2026, 11, 24), Size::small())));
}

#[test]
fn the_world_has_the_people_and_agencies_it_promises() {
    let world = demo();
    let count =
        |test: fn(&invented_world::TruePerson) -> bool| world.people.iter().filter(|person| test(person)).count();
    assert_eq!(count(|person| person.kind == RecordKind::Child), 1500);
    assert_eq!(count(|person| person.kind != RecordKind::Child), 600);
    assert_eq!(count(|person| person.unaccompanied), 330);
    assert_eq!(
        count(|person| person.unaccompanied && person.kind != RecordKind::Child),
        0
    );
    assert!(count(|person| person.twin) > 5, "some twins");

    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for agency in &world.agencies {
        *kinds.entry(agency.kind.code()).or_default() += 1;
    }
    let expected = [
        ("border", 1),
        ("charity", 4),
        ("education", 1),
        ("health", 1),
        ("national_unit", 1),
        ("police", 4),
        ("social_care", 5),
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(world.agencies.iter().filter(|agency| agency.pack == "DK").count(), 1);

    assert_eq!(world.networks.len(), NETWORKS);
    for network in &world.networks {
        assert!(
            !network.children.is_empty() && !network.suspects.is_empty(),
            "network {} has nobody",
            network.number
        );
    }
}

#[test]
fn each_person_is_known_to_one_to_four_agencies_and_each_reference_is_used_once() {
    let world = demo();
    let mut known: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut references: BTreeSet<(&str, String)> = BTreeSet::new();
    for truth in world.truth() {
        assert!(
            known.entry(truth.person).or_default().insert(truth.agency),
            "an agency knows a person twice"
        );
        assert!(
            references.insert((truth.agency, truth.source_id.clone())),
            "{} is used twice",
            truth.source_id
        );
    }
    assert_eq!(known.len(), world.people.len());
    assert!(known.values().all(|agencies| (1..=4).contains(&agencies.len())));
    assert!(
        known.values().filter(|agencies| agencies.len() > 1).count() > 1000,
        "most of the work is in those known twice"
    );
    let handed_over: BTreeSet<&str> = world.reports.iter().map(|report| report.agency).collect();
    assert_eq!(
        handed_over.len(),
        world.agencies.len(),
        "every agency hands something in"
    );
}

#[test]
fn children_are_children_and_reports_lie_in_the_last_three_years() {
    let world = demo();
    for report in &world.reports {
        assert!(
            report.known_on < TODAY && report.known_on >= date(2023, 11, 1),
            "{}",
            report.source_id
        );
        let person = &world.people[report.person];
        assert!(person.first_known <= report.known_on);
        let age = person.first_known.year() - person.born.year();
        if person.kind == RecordKind::Child {
            assert!((4..=18).contains(&age), "a child of {age}");
        } else {
            assert!((16..=60).contains(&age), "an adult of {age}");
        }
    }
}

#[test]
fn the_airport_story_waits_to_be_found_and_its_second_half_is_not_there_yet() {
    let world = demo();
    let story = world.airport_story().unwrap();
    assert_eq!(story.agency, ESTUARY_COUNCIL);
    assert_eq!(story.expected_agency, NORTHMERE_POLICE);
    assert!(
        world
            .accounts
            .iter()
            .any(|account| account.email == story.account_email && account.display_name == "Amina Clarke")
    );

    let digits = |text: &str| {
        text.replace("(0)", "")
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    assert!(
        story
            .number_written
            .iter()
            .all(|written| digits(written).ends_with("7700900583"))
    );
    let with_the_number: Vec<_> = world
        .reports
        .iter()
        .filter(|report| {
            texts(&report.answers)
                .iter()
                .any(|text| digits(text).ends_with("7700900583"))
        })
        .collect();
    let [police] = with_the_number.as_slice() else {
        panic!("{} records have the number", with_the_number.len())
    };
    assert_eq!(
        (police.agency, police.source_id.as_str()),
        (NORTHMERE_POLICE, story.expected_source_id.as_str())
    );
    assert_eq!(police.known_on, date(2026, 11, 2), "three weeks ago");
    assert_eq!(police.person, story.person);
    let name = &police.answers.entries("names")[0];
    assert_ne!(name["given"], story.given);
    assert_ne!(name["family"], story.family.to_uppercase());
    let born = &police.answers.entries("births")[0]["date"];
    assert!(born.ends_with("-01-01") && *born != story.born);
    assert_eq!(
        world
            .reports
            .iter()
            .filter(|report| report.person == story.person)
            .count(),
        1
    );

    // It comes in a weekly sheet, once.
    let sheets: Vec<_> = world
        .files()
        .unwrap()
        .into_iter()
        .filter(|file| file.agency_code == NORTHMERE_POLICE)
        .collect();
    assert_eq!(sheets.len(), 9);
    assert!(
        sheets
            .iter()
            .all(|file| file.format == FileFormat::Xlsx && file.bytes.starts_with(b"PK"))
    );

    let agreement = world
        .agreements
        .iter()
        .find(|one| one.owner == NORTHMERE_POLICE && one.reader == ESTUARY_COUNCIL)
        .unwrap();
    assert_eq!(agreement.level, AgreementLevel::IdentityOnly);
}

#[test]
fn every_row_of_every_agency_is_handed_in() {
    let world = demo();
    let files = world.files().unwrap();
    let in_files: BTreeSet<&str> = files.iter().map(|file| file.agency_code).collect();
    let hand_ins = world.hand_ins();
    let by_hand: BTreeSet<&str> = hand_ins.iter().map(|hand_in| hand_in.agency).collect();
    assert!(in_files.is_disjoint(&by_hand));
    for agency in &world.agencies {
        let reports = world
            .reports
            .iter()
            .filter(|report| report.agency == agency.code)
            .count();
        let single = hand_ins.iter().filter(|hand_in| hand_in.agency == agency.code).count();
        let rows: usize = files
            .iter()
            .filter(|file| file.agency_code == agency.code)
            .map(|file| file.rows)
            .sum();
        // A weekly sheet repeats up to two rows of the week before.
        let repeated = (single + rows).checked_sub(reports).expect("rows are missing");
        let allowed = if agency.code == NORTHMERE_POLICE { 14 } else { 0 };
        assert!(repeated <= allowed, "{}: {repeated} rows too many", agency.code);
    }
}

#[test]
fn encodings_and_separators_are_those_of_the_agencies() {
    let world = demo();
    let files = world.files().unwrap();
    let bytes = |agency: &str| &files.iter().find(|file| file.agency_code == agency).unwrap().bytes;
    assert!(bytes("northmere-council").starts_with(b"\xef\xbb\xbfCase ID,"));
    assert!(bytes("border-watch").starts_with(b"\xff\xfeE\0v\0e\0n\0t\0R\0e\0f\0\t\0"));
    assert!(bytes("wealdshire-constabulary").starts_with(b"URN;ROLE;"));
    assert!(bytes("fyrskibet").starts_with("Sagsnr.;Person;Fornavn;".as_bytes()));
    assert!(bytes("lantern-house").starts_with(b"x_case_id,x_record_kind,prs_FirstName,prs_SecondName,"));
    let json: serde_json::Value = serde_json::from_slice(bytes("open-hand")).unwrap();
    assert_eq!(json[0]["htcds_version"], "2.0");
    assert!(json.as_array().unwrap().len() > 50);
}

#[test]
fn no_telephone_and_no_mailbox_can_be_real() {
    let world = demo();
    let story = world.airport_story().unwrap();
    let allowed = |number: &str| {
        let digits: String = number.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
        let digits = digits.strip_prefix("00").map_or_else(|| digits.clone(), str::to_owned);
        let digits = digits
            .strip_prefix('0')
            .map_or_else(|| digits.clone(), |national| format!("44{national}"));
        let drama = ["447700900", "441632960"]
            .iter()
            .any(|stem| digits.starts_with(stem) && digits.len() == 12)
            || (digits.starts_with("442079460") && digits.len() == 12);
        drama || (digits.starts_with("451010") && digits.len() == 10)
    };
    let mut numbers: Vec<String> = world.agencies.iter().map(|agency| agency.duty_phone.clone()).collect();
    for answers in world
        .reports
        .iter()
        .map(|report| &report.answers)
        .chain([&story.hand_in])
    {
        numbers.extend(answers.text("contact_phone").map(str::to_owned));
        numbers.extend(
            answers
                .entries("phones")
                .iter()
                .filter_map(|entry| entry.get("number").cloned()),
        );
        numbers.extend(
            answers
                .entries("associates")
                .iter()
                .filter_map(|entry| entry.get("phone").cloned()),
        );
    }
    assert!(numbers.len() > 1500);
    for number in numbers {
        assert!(allowed(&number), "{number}");
    }
    let mailboxes = world
        .accounts
        .iter()
        .map(|account| &account.email)
        .chain(world.agencies.iter().map(|agency| &agency.duty_email));
    for mailbox in mailboxes {
        assert!(
            mailbox.ends_with(".example") && mailbox.is_ascii() && !mailbox.contains(' '),
            "{mailbox}"
        );
    }
    for report in &world.reports {
        assert!(
            texts(&report.answers).iter().all(|text| !text.contains('{')),
            "a slot was left in {}",
            report.source_id
        );
        assert!(
            texts(&report.answers)
                .iter()
                .filter(|text| text.contains('@'))
                .all(|text| text.contains(".example"))
        );
    }
}

#[test]
fn records_use_fields_and_codes_that_the_agencys_own_pack_has() {
    let world = demo();
    let packs = packs();
    let mut nationalities = BTreeSet::new();
    for report in &world.reports {
        let agency = world
            .agencies
            .iter()
            .find(|agency| agency.code == report.agency)
            .unwrap();
        let pack = packs.get(agency.pack).unwrap();
        let id = &report.source_id;
        for (key, answer) in &report.answers.0 {
            let field = domain::fields::find(key).unwrap_or_else(|| panic!("no field {key}"));
            match answer {
                Answer::Text(text) => fits(pack, field.kind, key, text, id),
                Answer::Codes(codes) => codes.iter().for_each(|code| fits(pack, field.kind, key, code, id)),
                Answer::Entries(entries) => {
                    let FieldKind::Entries(parts) = field.kind else {
                        panic!("{key} has no entries")
                    };
                    for (name, value) in entries.iter().flatten() {
                        let part = parts
                            .iter()
                            .find(|part| part.key == name)
                            .unwrap_or_else(|| panic!("no {key}.{name}"));
                        fits(pack, part.kind, &format!("{key}.{name}"), value, id);
                    }
                }
            }
        }
        nationalities.extend(report.answers.codes("nationalities").iter().cloned());
    }
    assert!(nationalities.len() >= 18, "many countries: {nationalities:?}");
}

fn fits(pack: &Pack, kind: FieldKind, key: &str, value: &str, id: &str) {
    match kind {
        FieldKind::Date => assert!(value.parse::<domain::PartialDate>().is_ok(), "{key} of {id}"),
        FieldKind::Code("indicators") | FieldKind::Codes("indicators") => {
            assert!(pack.indicator(value).is_some(), "{key} of {id}: {value}");
        }
        FieldKind::Code(list) | FieldKind::Codes(list) => {
            let list = pack
                .list(list)
                .unwrap_or_else(|| panic!("{} has no list {list}", pack.id));
            assert!(list.get(value).is_some(), "{key} of {id}: {value}");
        }
        FieldKind::Text | FieldKind::LongText | FieldKind::Entries(_) => {}
    }
}

/// The packs that Haven ships.
fn packs() -> PackSet {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    PackSet::from_files(files).unwrap()
}

#[test]
fn names_come_in_several_scripts_and_spellings() {
    let world = demo();
    let mut scripts = BTreeSet::new();
    let mut spellings: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut first_of_january = 0;
    for report in &world.reports {
        for name in report.answers.entries("names") {
            match name.get("script") {
                Some(script) => {
                    scripts.insert(script.clone());
                }
                None => {
                    spellings
                        .entry(report.person)
                        .or_default()
                        .insert(format!("{:?}", name).to_lowercase());
                }
            }
        }
        first_of_january += report
            .answers
            .entries("births")
            .iter()
            .filter(|birth| birth["date"].ends_with("-01-01"))
            .count();
    }
    assert!(["Arab", "Ethi", "Hans"].iter().all(|script| scripts.contains(*script)));
    assert!(spellings.values().filter(|spellings| spellings.len() > 1).count() > 500);
    assert!(first_of_january > 150);
}

#[test]
fn newcomers_files_are_new_yet_speak_of_people_of_the_world() {
    let world = demo();
    let (files, guide) = demo_files(&world).unwrap();
    assert_eq!(files.len(), 7);
    let loaded: BTreeSet<String> = world.truth().into_iter().map(|truth| truth.source_id).collect();
    for file in &files {
        assert!((20..=60).contains(&file.rows) && guide.contains(file.file_name));
        if let Ok(text) = std::str::from_utf8(&file.bytes) {
            let first_cells = text
                .lines()
                .skip(1)
                .filter_map(|line| line.split([',', ';']).next())
                .filter(|cell| !cell.is_empty());
            assert!(first_cells.into_iter().all(|cell| !loaded.contains(cell)));
        }
    }
    let broken = files.iter().find(|file| file.file_name.contains("broken")).unwrap();
    let text = std::str::from_utf8(&broken.bytes).unwrap();
    assert!(
        ["31/02/2011", "14/13/2010", "Chidl", "see other sheet"]
            .iter()
            .all(|fault| text.contains(fault))
    );
}

#[test]
fn measured_records_are_the_same_each_time_and_speak_of_people_known_one_to_four_times() {
    let once: Vec<_> = bench_rows(3, 300)
        .map(|(kind, id, answers)| (kind, id, serde_json::to_string(&answers).unwrap()))
        .collect();
    let again: Vec<_> = bench_rows(3, 300)
        .map(|(kind, id, answers)| (kind, id, serde_json::to_string(&answers).unwrap()))
        .collect();
    assert_eq!(once.len(), 300);
    assert!(once == again);

    let mut rows = bench_rows(3, 20_000);
    let mut records: BTreeMap<u64, usize> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    while let Some((person, _, id, answers)) = rows.next_with_person() {
        *records.entry(person).or_default() += 1;
        assert!(ids.insert(id));
        let mobiles_are_unused = answers.entries("phones").iter().all(|phone| {
            phone["number"]
                .replace("(0)", "")
                .chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
                .trim_start_matches("00")
                .trim_start_matches("44")
                .trim_start_matches('0')
                .starts_with('6')
        });
        assert!(mobiles_are_unused);
    }
    assert_eq!(ids.len(), 20_000);
    assert!(records.values().all(|count| (1..=4).contains(count)));
    assert!(records.values().filter(|count| **count > 1).count() > 3000);
}

/// Every text of a record.
fn texts(answers: &Answers) -> Vec<String> {
    let mut texts = Vec::new();
    for answer in answers.0.values() {
        match answer {
            Answer::Text(text) => texts.push(text.clone()),
            Answer::Codes(codes) => texts.extend(codes.iter().cloned()),
            Answer::Entries(entries) => texts.extend(entries.iter().flat_map(|entry| entry.values().cloned())),
        }
    }
    texts
}
