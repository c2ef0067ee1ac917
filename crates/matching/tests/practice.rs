//! Cases from practice: what must be recognised, what must not, and what the explanation says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::{Answers, Entry, RecordKind};
use matching::{Band, Comparison, Model, Profile, entities, explain, query_tokens};

/// `names: given Adiam, family Tesfay; births: date 2009-03-14` as answers.
fn answers(text: &str) -> Answers {
    let mut answers = Answers::default();
    for field in text.split(';').map(str::trim).filter(|field| !field.is_empty()) {
        let (key, value) = field.split_once(':').expect("a field needs a colon");
        match key {
            "sex" | "birth_country" => answers.set_text(key, value),
            "nationalities" | "languages" => {
                answers.set_codes(key, value.split(',').map(|code| code.trim().to_owned()).collect())
            }
            _ => {
                let entries = value
                    .split('+')
                    .map(|entry| {
                        entry
                            .split(',')
                            .map(|pair| pair.trim().split_once(' ').expect("an entry's part needs a blank"))
                            .map(|(name, value)| (name.to_owned(), value.trim().replace("PLUS", "+")))
                            .collect::<Entry>()
                    })
                    .collect();
                answers.set_entries(key, entries);
            }
        }
    }
    answers
}

fn profile(text: &str) -> Profile {
    Profile::from_answers(RecordKind::Child, &answers(text), "GB")
}

fn compare(a: &str, b: &str) -> Comparison {
    Model::shipped().compare(&profile(a), &profile(b))
}

fn codes(comparison: &Comparison) -> Vec<&'static str> {
    explain(comparison).iter().map(|reason| reason.code).collect()
}

fn check(a: &str, b: &str, expected: Band) {
    let comparison = compare(a, b);
    let reasons: Vec<String> = explain(&comparison)
        .iter()
        .map(|reason| format!("{:+.1} {}", reason.weight, reason.code))
        .collect();
    assert_eq!(
        comparison.verdict(Model::shipped()),
        expected,
        "{a}\n{b}\n{:.1} {reasons:#?}",
        comparison.weight
    );
}

#[test]
fn one_child_under_many_spellings_is_recognised() {
    for (a, b) in [
        // A number in the pocket, a name by ear, an assumed birthday.
        (
            "names:given Adiam, family Tesfay;births:date 2009-01-01, basis assessed;sex:female;nationalities:ER;phones:number 07700 900123, whose found_on_person",
            "names:given Adyam, family Tesfai;births:date 2008-06-11;sex:female;nationalities:ER;phones:number PLUS44 (0)7700 900123",
        ),
        (
            "names:given Mohammed, family Al-Tayeb;births:date 2008-03-17;sex:male;addresses:town Dover, postcode CT16 1AA",
            "names:given Muhammad, family El Tayib;births:date 2008-03-17;sex:male;addresses:town Dover, postcode CT16 1AA",
        ),
        (
            "names:full Nguyễn Văn Hùng;births:date 2007-11-02;sex:male;phones:number 07700900456",
            "names:given Hung, family Nguyen;births:date 2007-02-11;sex:male;phones:number 447700900456",
        ),
        (
            "names:full ተስፋይ ገብረመስቀል;births:date 2008-09-12;sex:male",
            "names:given Tesfay, family Ghebremeskel;births:date 2008-09-12;sex:male",
        ),
        (
            "names:full محمد الحلبي;births:date 2009-05-21;sex:male;phones:number 07700900222",
            "names:given Mohamed, family Alhalabi;births:date 2009-05-21;sex:male;phones:number 07700900222",
        ),
        (
            "names:given Najib Ullah, family Stanikzai;births:date 2008-10-04;sex:male",
            "names:given Najeebullah, family Stanekzai;births:date 2008-10-04;sex:male",
        ),
        (
            "names:given 小明, family 王;births:date 2009-08-19;sex:male",
            "names:given Xiao Ming, family Wang;births:date 2009-08-19;sex:male",
        ),
        (
            "names:given Xiaoming, family Wang;births:date 2009-08-19;sex:male;nationalities:CN",
            "names:full Wang Xiao Ming;births:date 2009-08-19;sex:male;nationalities:VN",
        ),
        (
            "names:given Arben, family Hoxha;births:date 2008-04-30;sex:male",
            "names:given Arben, family Hodja;births:date 2008-04-30;sex:male",
        ),
        (
            "names:given Zuzanna, family Wiśniewska;births:date 2010-02-18;sex:female",
            "names:given ZUZANNA, family WISNIEWSKI;births:date 2010-02-18;sex:female",
        ),
        // One passport, half a name.
        (
            "names:given An, family Tran;documents:type passport, number C1234567, issuer VN",
            "names:given Ahn;documents:type passport, number C 1234567, issuer VN;births:date 2006",
        ),
        (
            "names:given Billy, family Thornfield;births:date 2011-07-23;sex:male",
            "names:given William, family Thornfield;births:date 2011-07-23;sex:male",
        ),
    ] {
        check(a, b, Band::Strong);
        check(b, a, Band::Strong);
    }
}

/// What the shipped model may not call certain in a register of a million, but must not hide either.
#[test]
fn common_names_with_one_more_fact_are_shown() {
    for (a, b) in [
        // One passport, two of everything else: lent, or one child under two names.
        (
            "names:given An, family Tran;documents:type passport, number C1234567, issuer VN",
            "names:given Wei, family Chen;documents:type passport, number C 1234567, issuer VN",
        ),
        (
            "names:given Mohammed, family Al-Tayeb;births:date 2008-03-17;sex:male",
            "names:given Muhammad, family El Tayib;births:date 2008-03-17;sex:male",
        ),
        (
            "names:full محمد الحلبي;births:date 2009-05-21;sex:male",
            "names:given Mohamed, family Alhalabi;births:date 2009-05-21;sex:male",
        ),
        (
            "names:given Hung, family Nguyen;births:date 2008-11-02;sex:male",
            "names:full NGUYEN Van Hung;births:date 2008-11-02;sex:male",
        ),
        (
            "names:given Ahmed, family Ali;births:date 2008-01-01;phones:number 07700900321",
            "names:given Ahmad, family Hassan;births:date 2008-01-01;phones:number 07700900321",
        ),
        (
            "names:given Selam, family Tesfay;births:date 2008-01-01;sex:female;addresses:town Dover, postcode CT16 1AA",
            "names:given Selam;births:date 2008-04-11;sex:female;addresses:town Dover, postcode CT16 1AA",
        ),
    ] {
        check(a, b, Band::Possible);
    }
}

#[test]
fn brothers_sisters_and_strangers_are_never_strong() {
    let home = "phones:number 07700900789;addresses:line 12 High Street, town Dover, postcode CT16 1AA";
    for (a, b) in [
        // Twins, with and without a shared place.
        (
            format!("names:given Selam, family Tesfay;births:date 2009-05-02;sex:female;nationalities:ER;{home}"),
            format!("names:given Ruta, family Tesfay;births:date 2009-05-02;sex:female;nationalities:ER;{home}"),
        ),
        (
            format!("names:given Hassan, family Ahmadzai;births:date 2009-05-02;sex:male;{home}"),
            format!("names:given Hussain, family Ahmadzai;births:date 2009-05-02;sex:male;{home}"),
        ),
        (
            "names:given Jack, family Thornfield;births:date 2011-07-23;sex:male".into(),
            "names:given Harry, family Thornfield;births:date 2011-07-23;sex:male".into(),
        ),
        // Siblings.
        (
            format!("names:given Dawit, family Gebremedhin;births:date 2008-02-11;{home}"),
            format!("names:given Yonas, family Gebremedhin;births:date 2010-08-29;{home}"),
        ),
        (
            format!("names:given Thi Lan, family Nguyen;births:date 2008-01-01;{home}"),
            format!("names:given Thi Hoa, family Nguyen;births:date 2008-01-01;{home}"),
        ),
        // Two children of one hotel; and no names at all.
        (
            format!("names:given Arben, family Hoxha;births:date 2008-01-01;{home}"),
            format!("names:given Besnik, family Gashi;births:date 2008-01-01;{home}"),
        ),
        (
            format!("births:date 2008-04-05;sex:male;{home}"),
            format!("births:date 2008-04-05;sex:male;{home}"),
        ),
        // One of the commonest names, an assumed birthday, nothing else.
        (
            "names:given Mohammed, family Ahmed;births:date 2008-01-01;sex:male".into(),
            "names:given Mohammed, family Ahmed;births:date 2008-01-01;sex:male".into(),
        ),
        (
            "names:given Hung, family Nguyen;births:date 2008-01-01;sex:male".into(),
            "names:given Hung, family Nguyen;births:date 2008-01-01;sex:male".into(),
        ),
    ] {
        let comparison = compare(&a, &b);
        assert_ne!(
            comparison.verdict(Model::shipped()),
            Band::Strong,
            "{a}\n{b}\n{:?}",
            codes(&comparison)
        );
    }
}

#[test]
fn a_shared_phone_alone_is_worth_a_look_at_most() {
    let a = "names:given Arben, family Hoxha;births:date 2008-05-05;phones:number 07700900111";
    let b = "names:given Minh, family Tran;births:date 2010-11-30;phones:number 07700900111";
    check(a, b, Band::Unlikely);
    // It is still found as a thing that both records share.
    let shared: Vec<_> = entities(&profile(a))
        .into_iter()
        .filter(|entity| entities(&profile(b)).contains(entity))
        .collect();
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0].norm, "+447700900111");
}

#[test]
fn a_placeholder_says_its_year_only() {
    let weight = |a: &str, b: &str| {
        compare(&format!("births:date {a}"), &format!("births:date {b}"))
            .evidence
            .iter()
            .find(|e| e.field == "birth")
            .map(|e| e.weight)
            .unwrap()
    };
    assert_eq!(weight("2008-01-01", "2008-01-01"), weight("2008-01-01", "2008-09-30"));
    assert_eq!(weight("2008", "2008-09-30"), weight("2008-01-01", "2008"));
    assert!(weight("2008-03-07", "2008-03-07") > weight("2008-03-07", "2008-07-03"));
    assert!(weight("2008-03-07", "2008-07-03") > weight("2008-03-07", "2008-03-29"));
    assert!(weight("2008-01-01", "2007-06-05") > weight("2008-02-02", "2007-06-05"));
    assert!(weight("2008~", "2009-06-05") > weight("2008-02-02", "2009-06-05"));
    assert!(weight("2008-02-02", "1990-06-05") < -5.0);
    let disputed = "births:date 2008-02-02, basis claimed, status disputed + date 2003-01-01, basis assessed";
    assert!(
        compare(disputed, "births:date 2008-02-02")
            .evidence
            .iter()
            .any(|e| e.level == "same_day")
    );
}

#[test]
fn numbers_of_one_person_speak_against_each_other() {
    let base = "names:given Linh, family Pham;births:date 2008-04-12";
    let with = |number: &str| format!("{base};documents:type passport, number {number}, issuer VN");
    assert!(compare(&with("C1234567"), &with("B7654321")).weight < compare(base, base).weight - 2.0);
    let lent = |number: &str| {
        format!("names:given Linh, family Pham;documents:type passport, number {number}, issuer CN, genuineness lent")
    };
    let other = "names:given Thao, family Le;documents:type passport, number G99887766, issuer CN, genuineness lent";
    let comparison = compare(&lent("G99887766"), other);
    assert!(codes(&comparison).contains(&"document-same-lent"));
    assert_ne!(comparison.verdict(Model::shipped()), Band::Strong);
}

#[test]
fn nationality_is_weak_and_knows_what_is_confused() {
    let weight = |a: &str, b: &str| {
        compare(&format!("nationalities:{a}"), &format!("nationalities:{b}"))
            .evidence
            .iter()
            .find(|e| e.field == "nationality")
            .map(|e| e.weight)
            .unwrap()
    };
    assert_eq!(weight("VN", "CN"), 0.0);
    assert!(weight("VN", "VN") > 0.0 && weight("VN", "VN") < 2.0);
    assert!(weight("VN", "AL") < -1.0 && weight("VN", "AL") > -4.0);
}

#[test]
fn records_of_one_child_share_a_key() {
    for (a, b) in [
        (
            "names:given Adiam, family Tesfay;births:date 2009-01-01",
            "names:given Tesfai, family Adyam;births:date 2008-06-11",
        ),
        (
            "names:given Adiam;births:date 2009-03-14",
            "names:given Adjam, family Haile;births:date 2009-14-03 + date 2009-03-14",
        ),
        (
            "names:given Adiam, family Tesfay;sex:female",
            "names:given Adiam, family Tesfay;births:date 2011-01-01",
        ),
        ("phones:number 07700900123", "phones:number 0044 7700 900123"),
        (
            "identifiers:scheme home_office, value T 1234567",
            "identifiers:scheme own, value t1234567",
        ),
        (
            "names:given Wei;journeys:carrier_number BA0123, date 2025-02-03",
            "names:given Wei, family Zhang;journeys:carrier_number BA 123, date 2025-02-03",
        ),
        ("vehicles:plate AB12 CDE", "vehicles:plate ab12cde"),
        (
            "names:full محمد الحلبي;births:date 2009-05-21",
            "names:given Muhammad, family Halabi;births:date 2010",
        ),
    ] {
        let (ours, theirs) = (profile(a).keys(), profile(b).keys());
        assert!(ours.iter().any(|key| theirs.contains(key)), "{a}\n{b}");
    }
    let strangers = (
        profile("names:given Arben, family Hoxha;births:date 2008-05-05"),
        profile("names:given Minh, family Tran;births:date 2010-11-30"),
    );
    assert!(strangers.0.keys().iter().all(|key| !strangers.1.keys().contains(key)));
}

#[test]
fn the_search_box_finds_by_any_spelling_and_number() {
    let record = profile(
        "names:given Adiam, family Ghebremeskel + full محمد;births:date 2009-03-14;phones:number 07700 900123;vehicles:plate AB12 CDE;\
         documents:type passport, number E1234567;addresses:line 3 Oak Court, postcode NG13 3WZ;emails:address adiam@example.org",
    );
    let tokens = record.search_tokens();
    for typed in [
        "adiam",
        "Ghebremeskel ADYAM",
        "gebremeskal adiam",
        "Gebremeskel, Adiam",
        "ገብረመስቀል",
        "Muhammad",
        "mohamed",
        "+44 7700 900123",
        "07700 900 123",
        "7700900123",
        "0900123",
        "AB12 CDE",
        "ab12cde",
        "e 1234567",
        "E1234567",
        "ng133wz",
        "NG13 3WZ",
        "adiam@example.org",
        "adiam 07700900123",
    ] {
        let query = query_tokens(typed, "GB");
        assert!(
            query
                .alternatives
                .iter()
                .any(|group| group.iter().all(|token| tokens.binary_search(token).is_ok())),
            "{typed} {:?}",
            query.alternatives
        );
        assert!(query.rank(&record) >= 0.5, "{typed} {}", query.rank(&record));
    }
    for typed in ["arben", "", "  ", "07700 900124", "???", "arben hoxha"] {
        let query = query_tokens(typed, "GB");
        assert!(
            !query
                .alternatives
                .iter()
                .any(|group| group.iter().all(|token| tokens.binary_search(token).is_ok())),
            "{typed}"
        );
        assert!(query.rank(&record) < 0.5, "{typed}");
    }
    let other = profile("names:given Adam, family Smith");
    let query = query_tokens("adiam ghebremeskel", "GB");
    assert!(query.rank(&record) > query.rank(&other));
}

#[test]
fn nothing_personal_is_printed() {
    let record = profile("names:given Adiam, family Tesfay;phones:number 07700900123");
    let comparison = Model::shipped().compare(&record, &record);
    let printed = format!(
        "{record:?} {comparison:?} {:?} {:?} {:?} {:?}",
        record.keys(),
        entities(&record),
        explain(&comparison),
        query_tokens("Adiam 07700900123", "GB")
    );
    for secret in ["Adiam", "adiam", "Tesfay", "tesfay", "7700900123"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn explanations_are_whole_and_golden() {
    let comparison = compare(
        "names:given Adiam, family Tesfay;births:date 2009-01-01, basis assessed;sex:female;nationalities:ER;phones:number 07700 900123;addresses:town Dover, postcode CT16 1AA",
        "names:given Adyam, family Tesfay;births:date 2009-06-11;sex:female;nationalities:ET;phones:number 07700 900123;addresses:town Dover, postcode CT16 1AA",
    );
    let told: Vec<&str> = explain(&comparison).iter().map(matching::Reason::english).collect();
    assert_eq!(
        told,
        [
            "The same phone number was given in both records",
            "Two spellings or forms of one given name",
            "The same family name",
            "The same year of birth; one date is only a year, or 1 January",
            "The same postcode",
            "The same sex",
            "People of one place often share a family name, so the two count in part as one fact",
            "Nationalities that are often written for one another",
            "Two records picked at random are seldom about one person",
        ]
    );
    assert!(
        explain(&comparison)
            .iter()
            .all(|reason| !reason.english().contains("Something else"))
    );
    let mut keys: Vec<&str> = matching::reason_texts().map(|(code, _)| code).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "a code stands twice");
}
