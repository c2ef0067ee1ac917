//! The packs we ship hold together, inherit as they say, and serve two countries with the same code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod shipped;

use domain::answers::{Answer, Answers, Entry};
use domain::pack::{FormKind, PackSet, Required, Severity, TimerUnit};
use shipped::{answered, packs, pairs};

#[test]
fn no_mistakes_in_the_shipped_packs() {
    let mistakes: Vec<String> = packs()
        .check()
        .iter()
        .filter(|problem| problem.severity == Severity::Mistake)
        .map(ToString::to_string)
        .collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn nations_inherit_and_add() {
    let packs = packs();
    assert_eq!(packs.ids(), ["DK", "GB", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"]);
    let england = packs.get("GB-ENG").unwrap();
    assert_eq!(england.reference(), "GB-ENG@2026.1");
    assert_eq!(packs.get("GB-ENG@2026.1").unwrap().id, "GB-ENG");
    assert_eq!(england.definitions.phone_country, "GB");
    assert_eq!(england.definitions.age_limit, 18);
    let timer = |code: &str| england.timers().iter().find(|timer| timer.code == code).unwrap();
    assert_eq!(
        (timer("T_ASSESS").amount, timer("T_ASSESS").unit),
        (45, TimerUnit::WorkingDay)
    );
    assert!(timer("T_NRM_RG").what.text("en").contains("Reasonable grounds"));
    assert!(
        !packs
            .get("GB-SCT")
            .unwrap()
            .timers()
            .iter()
            .any(|timer| timer.code == "T_ASSESS")
    );
    assert!(england.form("gb_child_referral").is_some());
    let boxing_day = |id: &str, day: jiff::civil::Date| packs.get(id).unwrap().calendar.is_working_day(day);
    assert!(!boxing_day("GB-SCT", jiff::civil::date(2026, 11, 30)));
    assert!(boxing_day("GB-ENG", jiff::civil::date(2026, 11, 30)));
    assert!(!boxing_day("GB-ENG", jiff::civil::date(2026, 11, 29)));
    assert!(packs.valid_on("GB", jiff::civil::date(2020, 1, 1)).is_none());
}

#[test]
fn lists_speak_several_languages_and_map_outwards() {
    let packs = packs();
    let gb = packs.get("GB").unwrap();
    let types = gb.list("exploitation_types").unwrap();
    assert_eq!(types.label("CRIM_CL", "en"), Some("County lines"));
    assert_eq!(types.get("CRIM_BEG").unwrap().map("htcds"), Some("ForcedBegging"));
    assert_eq!(
        types.get("CRIM_BEG").unwrap().map("nrm_form"),
        Some("types-of-exploitation-forced-to-commit-crime")
    );
    assert_eq!(types.get("UNK").unwrap().map("htcds"), None);
    let dk = packs.get("DK").unwrap();
    assert!(
        dk.list("exploitation_types").unwrap().get("CRIM_CL").is_none(),
        "county lines are British"
    );
    assert_eq!(dk.list("country").unwrap().label("VN", "da"), Some("Vietnam"));
    assert_eq!(dk.list("country").unwrap().label("DE", "da-DK"), Some("Tyskland"));
    assert_eq!(
        gb.list("country")
            .unwrap()
            .find("viet nam")
            .map(|item| item.code.as_str()),
        None
    );
    assert_eq!(
        gb.list("country")
            .unwrap()
            .find(" VIETNAM ")
            .map(|item| item.code.as_str()),
        Some("VN")
    );
    assert_eq!(gb.list("first_responders").unwrap().items().len(), 526);
    assert_eq!(
        gb.list("country")
            .unwrap()
            .items()
            .iter()
            .filter(|item| item.map("note").is_none())
            .count(),
        249
    );
    for setting in gb.indicator_settings() {
        assert!(
            (6..=12).contains(&gb.indicator_setting(&setting.setting).len()),
            "{}",
            setting.setting
        );
    }
    assert_eq!(gb.indicators().len(), 97);
}

/// The whole path in Danish, with nothing in the test that knows the form: a country is data.
#[test]
fn a_danish_hand_in_needs_no_rust() {
    let packs = packs();
    let dk = packs.get("DK").unwrap();
    assert_eq!(dk.languages.first().map(String::as_str), Some("da"));
    assert!(dk.helplines().iter().any(|line| line.contact == "112"));
    assert!(!dk.timers().is_empty() && !dk.lawful_bases().is_empty() && !dk.bodies().is_empty());
    let form = dk.form("dk_child_report").unwrap();
    for field in form.fields() {
        assert!(
            field.label.has("da") && field.label.has("en"),
            "{} lacks a label",
            field.key
        );
        for row in &field.rows {
            assert!(row.label.has("da"), "{}.{} lacks a label", field.key, row.key);
        }
        if matches!(field.kind, FormKind::Code | FormKind::Codes) {
            assert!(
                form.options(field).iter().all(|(_, words)| words.has("da")),
                "{}",
                field.key
            );
        }
    }
    let given = answered(form);
    let read = form.pages.iter().fold(Answers::default(), |mut all, page| {
        let (patch, problems) = form.read_page(page, &pairs(form, page, &given));
        assert!(problems.is_empty(), "{problems:?}");
        all.0.extend(patch.0);
        all
    });
    assert!(read == given);
    assert!(form.check(&form.prune(&given)).is_empty(), "{:?}", form.check(&given));
}

#[test]
fn an_urgent_hand_in_needs_little() {
    let packs = packs();
    for (pack, form) in [
        ("GB", "gb_child_referral"),
        ("GB", "gb_suspect_report"),
        ("DK", "dk_child_report"),
    ] {
        let form = packs.get(pack).unwrap().form(form).unwrap();
        let mut answers = Answers::default();
        let before: Vec<_> = form
            .check_to_send(&answers)
            .into_iter()
            .map(|problem| problem.key)
            .collect();
        assert!((3..=6).contains(&before.len()), "{}: {before:?}", form.id);
        answers.set_text("danger_now", "yes");
        answers.set_text("contact_name", "Duty desk");
        answers.set_text("contact_phone", "+44 20 7946 0000");
        answers.set_text("summary", "Boy of about 13 left at the barrier");
        answers.set_entries(
            "phones",
            vec![Entry::from([("number".to_owned(), "07700 900123".to_owned())])],
        );
        assert!(
            form.check_to_send(&answers).is_empty(),
            "{}: {:?}",
            form.id,
            form.check_to_send(&answers)
        );
    }
    let form = packs.get("GB").unwrap().form("gb_child_referral").unwrap();
    let mut answers = Answers::default();
    answers.set_text("danger_now", "no");
    assert!(
        form.check(&answers)
            .iter()
            .any(|problem| problem.needed_for == Required::Complete)
    );
}

#[test]
fn not_sure_of_age_follows_the_path_for_a_child() {
    let packs = packs();
    let form = packs.get("GB").unwrap().form("gb_child_referral").unwrap();
    let pages = |answer: &str| {
        let mut answers = Answers::default();
        answers.set_text("under_18", answer);
        form.visible_pages(&answers)
            .iter()
            .map(|page| page.id.clone())
            .collect::<Vec<_>>()
    };
    for child in ["", "yes", "not_sure"] {
        assert!(pages(child).contains(&"local_authority".to_owned()), "{child}");
    }
    assert!(!pages("no").contains(&"local_authority".to_owned()));
}

#[test]
fn hidden_answers_are_not_sent_and_not_missed() {
    let packs = packs();
    let form = packs.get("GB").unwrap().form("gb_child_referral").unwrap();
    let mut answers = Answers::default();
    answers.set_text("gb.still_in_situation", "yes");
    answers.set_text("gb.keeping_in_situation", "Debt");
    answers.set_text("gb.how_left", "An answer to a question no longer asked");
    answers.set_text("from_elsewhere", "kept");
    let sent = form.prune(&answers);
    assert_eq!(sent.text("gb.how_left"), None);
    assert_eq!(sent.text("gb.keeping_in_situation"), Some("Debt"));
    assert_eq!(sent.text("from_elsewhere"), Some("kept"));
    assert!(form.to_outside(&answers).get("ExploitationReasonTheyLeft").is_none());
    // The page of files asks for their description only when there is a file.
    let evidence = form.page("evidence").unwrap();
    assert_eq!(form.visible_fields(evidence, &answers).len(), 1);
    answers.set_entries(
        "files",
        vec![Entry::from([("name".to_owned(), "photo.jpg".to_owned())])],
    );
    assert_eq!(form.visible_fields(evidence, &answers).len(), 2);
}

#[test]
fn the_national_referral_takes_our_answers() {
    let packs = packs();
    let form = packs.get("GB-ENG").unwrap().form("gb_child_referral").unwrap();
    let entry = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect::<Entry>()
    };
    let mut answers = Answers::default();
    answers.set_entries(
        "names",
        vec![
            entry(&[("given", "Minh"), ("family", "Nguyen"), ("kind", "real")]),
            entry(&[("full", "Johnny"), ("kind", "exploitation")]),
        ],
    );
    answers.set_entries(
        "births",
        vec![entry(&[("date", "2011")]), entry(&[("date", "2011-03-14")])],
    );
    answers.set_text("under_18", "not_sure");
    answers.set_text("sex", "other");
    answers.set_codes("nationalities", vec!["VN".into(), "CN".into()]);
    answers.set_codes("exploitation_types", vec!["CRIM_CANN".into(), "DOM".into()]);
    answers.set_text("contact_name", "Amina Khalid Yusuf");
    answers.set_text("gb.organisation", "KENT_POLICE");
    answers.set_text("gb.more_than_one_situation", "yes");
    answers.set_entries(
        "gb.episodes",
        vec![entry(&[
            ("type", "CRIM_CANN"),
            ("start", "2026-03"),
            ("place", "Leeds"),
        ])],
    );
    answers.set_text("gb.where_exploited", "uk");
    answers.set_entries(
        "gb.exploitation_towns",
        vec![entry(&[("town", "Leeds")]), entry(&[("town", "Hull")])],
    );
    // In the order of the alphabet, whichever order the map keeps.
    let sent: std::collections::BTreeMap<String, serde_json::Value> =
        serde_json::from_value(form.to_outside(&answers)).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&sent).unwrap(), @r#"
    {
      "AdultOrChild": "not-sure",
      "Agent.Forename1": "Amina Khalid",
      "Agent.Name": "Yusuf",
      "Agent.Organisation": "Kent Police",
      "City1": "Leeds",
      "City2": "Hull",
      "ComponentDomesticServitude": true,
      "ComponentForcedCrime": true,
      "Customer.Alias": "Johnny",
      "Customer.Custom11": "China",
      "Customer.Custom17": "unknown",
      "Customer.DOB": "2011-03-14",
      "Customer.Forename1": "Minh",
      "Customer.Nationality": "Vietnam",
      "Customer.Surname": "Nguyen",
      "ExploitationDates": "Kind: Cannabis cultivation. Start: 2026-03. Place: Leeds.",
      "ExploitationLocationPresented": "uk",
      "MoreThanOneExploitationSituations": "yes"
    }
    "#);
}

#[test]
fn a_later_file_takes_the_place_of_an_earlier_one() {
    let mut files = shipped::files();
    files.push((
        "DK/helplines.csv".to_owned(),
        b"code,name,contact,hours,use\nX,Prove,12 34 56 78,24h,test\n".to_vec(),
    ));
    let packs = PackSet::from_files(files).unwrap();
    assert_eq!(
        packs
            .get("DK")
            .unwrap()
            .helplines()
            .iter()
            .filter(|line| line.code == "X")
            .count(),
        1
    );
    assert!(
        !packs
            .get("DK")
            .unwrap()
            .helplines()
            .iter()
            .any(|line| line.contact == "112")
    );
}

#[test]
fn answers_of_the_wrong_kind_are_told() {
    let packs = packs();
    let form = packs.get("GB").unwrap().form("gb_child_referral").unwrap();
    let mut answers = Answers::default();
    answers
        .0
        .insert("sex".to_owned(), Answer::Codes(vec!["male".to_owned()]));
    answers.0.insert(
        "nationalities".to_owned(),
        Answer::Codes(vec!["VN".to_owned(), "Narnia".to_owned()]),
    );
    let codes: Vec<_> = form
        .check(&answers)
        .into_iter()
        .filter(|problem| ["sex", "nationalities"].contains(&problem.key.as_str()))
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["wrong_kind", "not_on_list"]);
}
