//! What must hold for any answers at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::{Answer, Answers, Entry, RecordKind};
use matching::{Model, Profile, entities, explain, query_tokens};
use proptest::prelude::*;

fn profile(answers: &Answers) -> Profile {
    Profile::from_answers(RecordKind::Child, answers, "GB")
}

/// Values that are plausible often enough to agree, and wild often enough to break things.
fn value() -> impl Strategy<Value = String> {
    let plausible = [
        "Mohammed",
        "Muhammad",
        "Nguyễn",
        "Văn",
        "Thi Lan",
        "Tesfay",
        "ተስፋይ",
        "محمد",
        "王小明",
        "Al-Hassan",
        "Abd el-Rahman",
        "O'Brien",
        "Smith",
        "2008-01-01",
        "2008-03-07",
        "2008-07-03",
        "2009",
        "2009-05~",
        "assessed",
        "disputed",
        "07700 900123",
        "+44 (0)7700 900123",
        "AB12 CDE",
        "CT16 1AA",
        "12 High Street",
        "Dover",
        "passport",
        "C1234567",
        "VN",
        "home_office",
        "nhs",
        "instagram",
        "@adiam",
        "a@b.org",
        "BA123",
        "lent",
        "exploiter",
        "mother",
        "J",
        "A A A A A A A A A",
    ];
    prop_oneof![4 => proptest::sample::select(plausible.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,24}", 1 => any::<String>()]
}

fn entry() -> impl Strategy<Value = Entry> {
    let keys = [
        "given",
        "family",
        "full",
        "date",
        "basis",
        "status",
        "scheme",
        "value",
        "type",
        "number",
        "issuer",
        "genuineness",
        "whose",
        "address",
        "platform",
        "handle",
        "line",
        "town",
        "postcode",
        "plate",
        "carrier_number",
        "name",
        "relation",
        "phone",
    ];
    proptest::collection::btree_map(
        proptest::sample::select(keys.to_vec()).prop_map(str::to_owned),
        value(),
        0..8,
    )
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let lists = [
        "names",
        "births",
        "identifiers",
        "documents",
        "phones",
        "emails",
        "online_accounts",
        "addresses",
        "vehicles",
        "journeys",
        "associates",
    ];
    let list = (
        proptest::sample::select(lists.to_vec()),
        proptest::collection::vec(entry(), 0..4),
    )
        .prop_map(|(key, entries)| (key.to_owned(), Answer::Entries(entries)));
    let codes = (
        proptest::sample::select(vec!["nationalities", "languages"]),
        proptest::collection::vec(proptest::sample::select(vec!["VN", "CN", "ti", "", "ER"]), 0..3),
    )
        .prop_map(|(key, codes)| {
            (
                key.to_owned(),
                Answer::Codes(codes.into_iter().map(str::to_owned).collect()),
            )
        });
    let text = (
        proptest::sample::select(vec!["sex", "birth_country", "names"]),
        proptest::sample::select(vec!["female", "male", "unknown", "VN", "?"]),
    )
        .prop_map(|(key, text)| (key.to_owned(), Answer::Text(text.to_owned())));
    proptest::collection::vec(prop_oneof![6 => list, 1 => codes, 1 => text], 0..8)
        .prop_map(|fields| Answers(fields.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn comparing_is_symmetric_and_adds_up(a in any_answers(), b in any_answers()) {
        let (a, b) = (profile(&a), profile(&b));
        let there = Model::shipped().compare(&a, &b);
        let back = Model::shipped().compare(&b, &a);
        prop_assert_eq!(there.weight.to_bits(), back.weight.to_bits());
        prop_assert!(there.weight.is_finite() && (0.0..=1.0).contains(&there.probability));
        let sum: f64 = there.evidence.iter().map(|evidence| evidence.weight).sum();
        prop_assert!((sum - there.weight).abs() < 1e-9);
        prop_assert_eq!(there.evidence.len(), back.evidence.len());
        for (one, other) in there.evidence.iter().zip(&back.evidence) {
            prop_assert_eq!((one.field, &one.level, &one.a, &one.b), (other.field, &other.level, &other.b, &other.a));
        }
        prop_assert!(explain(&there).iter().all(|reason| reason.code != "other"), "a level without words: {:?}", there.evidence);
    }

    #[test]
    fn the_order_of_entries_does_not_matter(answers in any_answers(), other in any_answers()) {
        let mut turned = answers.clone();
        for answer in turned.0.values_mut() {
            match answer {
                Answer::Entries(entries) => entries.reverse(),
                Answer::Codes(codes) => codes.reverse(),
                Answer::Text(_) => {}
            }
        }
        let (straight, turned, other) = (profile(&answers), profile(&turned), profile(&other));
        prop_assert!(straight == turned);
        prop_assert_eq!(straight.keys(), turned.keys());
        prop_assert_eq!(Model::shipped().compare(&straight, &other).weight.to_bits(), Model::shipped().compare(&turned, &other).weight.to_bits());
    }

    #[test]
    fn what_is_missing_says_nothing(answers in any_answers()) {
        let nothing = profile(&Answers::default());
        let comparison = Model::shipped().compare(&profile(&answers), &nothing);
        let beside_prior: f64 = comparison.evidence.iter().filter(|evidence| evidence.field != "prior").map(|evidence| evidence.weight).sum();
        prop_assert_eq!(beside_prior, 0.0);
    }

    #[test]
    fn a_profile_survives_the_database(answers in any_answers()) {
        let before = profile(&answers);
        let text = serde_json::to_string(&before).unwrap();
        let after: Profile = serde_json::from_str(&text).unwrap();
        prop_assert!(before == after);
        prop_assert_eq!(before.keys(), after.keys());
        prop_assert_eq!(before.search_tokens(), after.search_tokens());
        prop_assert_eq!(entities(&before), entities(&after));
    }

    #[test]
    fn any_search_text_is_answered(text in any::<String>(), typed in value(), answers in any_answers()) {
        let record = profile(&answers);
        for text in [text, typed] {
            let query = query_tokens(&text, "GB");
            prop_assert!(query.alternatives.len() <= 24 && query.alternatives.iter().all(|group| !group.is_empty()));
            prop_assert!((0.0..=1.0).contains(&query.rank(&record)));
        }
    }

    #[test]
    fn a_name_finds_its_own_record(given in "[A-Za-z]{2,10}", family in "[A-Za-z]{2,10}") {
        let mut answers = Answers::default();
        answers.set_entries("names", vec![Entry::from([("given".to_owned(), given.clone()), ("family".to_owned(), family.clone())])]);
        let record = profile(&answers);
        let tokens = record.search_tokens();
        let query = query_tokens(&format!("{family} {given}"), "GB");
        prop_assert!(query.alternatives.is_empty() || query.alternatives.iter().any(|group| group.iter().all(|token| tokens.contains(token))));
    }
}
