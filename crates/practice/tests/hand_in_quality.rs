//! The quality rules suggest the right thing at the right field, in both shipped countries, and never fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::answers::{Answers, Entry};
use domain::pack::{FormKind, PackSet};
use practice::quality::{Finding, lint};
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

static PACKS: LazyLock<PackSet> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((
                    path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(),
                    std::fs::read(&path).unwrap(),
                ));
            }
        }
    }
    PackSet::from_files(files).unwrap()
});

fn look(form: &str, answers: &Answers) -> Vec<Finding> {
    let pack = PACKS.get(if form.starts_with("dk") { "DK" } else { "GB" }).unwrap();
    lint(pack, pack.form(form).unwrap(), answers, "en")
}

fn told(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings
        .iter()
        .map(|finding| (finding.code, finding.field.as_deref().unwrap_or("")))
        .collect()
}

fn entry(pairs: &[(&str, &str)]) -> Entry {
    pairs
        .iter()
        .map(|(part, value)| ((*part).to_owned(), (*value).to_owned()))
        .collect()
}

/// A hand-in that leaves nothing to suggest; each case below spoils one thing.
fn good() -> Answers {
    let mut answers = Answers::default();
    answers.set_text(
        "summary",
        "Found tending plants behind a locked door in a house in Hull on 3 March 2026.",
    );
    answers.set_text("gb.more_than_one_situation", "no");
    answers.set_text("gb.exploitation_dates", "From about May 2025 to March 2026");
    answers.set_text("gb.reported_before", "no");
    answers.set_text(
        "gb.why_report_now",
        "He feared for his mother and had no interpreter before",
    );
    answers.set_codes("exploitation_types", vec!["CRIM_CANN".into()]);
    answers.set_entries(
        "indicators",
        vec![entry(&[
            ("code", "CRI08"),
            ("state", "seen"),
            ("note", "Mattress between plants, door locked from outside"),
        ])],
    );
    answers.set_text(
        "gb.professional_insight",
        "The locked door and the plants show control by others.",
    );
    answers.set_text("cover_contact", "duty@kent.example");
    answers
}

#[test]
fn a_good_hand_in_is_left_alone() {
    assert_eq!(told(&look("gb_child_referral", &good())), []);
}

#[test]
fn each_weakness_is_told_at_its_field() {
    type Spoil = fn(&mut Answers);
    let cases: &[(Spoil, (&str, &str))] = &[
        (
            |a| a.set_text("gb.exploitation_dates", ""),
            ("chronology_missing", "gb.exploitation_dates"),
        ),
        (
            |a| a.set_text("gb.exploitation_dates", "Some time ago"),
            ("chronology_without_dates", "gb.exploitation_dates"),
        ),
        (
            |a| a.set_codes("exploitation_types", vec!["CRIM_CANN".into(), "DOM".into()]),
            ("several_kinds_one_situation", "gb.more_than_one_situation"),
        ),
        (
            |a| a.set_entries("indicators", vec![]),
            ("indicators_missing", "indicators"),
        ),
        (
            |a| a.set_entries("indicators", vec![entry(&[("code", "CRI08"), ("state", "not_seen")])]),
            ("indicators_missing", "indicators"),
        ),
        (
            |a| a.set_entries("indicators", vec![entry(&[("code", "CRI08"), ("state", "seen")])]),
            ("indicators_without_detail", "indicators"),
        ),
        (
            |a| {
                a.set_entries(
                    "indicators",
                    vec![entry(&[
                        ("code", "VUL01"),
                        ("state", "seen"),
                        ("note", "In care since 2024"),
                    ])],
                )
            },
            ("only_vulnerability", "indicators"),
        ),
        (
            |a| a.set_text("cover_contact", ""),
            ("cover_contact_missing", "cover_contact"),
        ),
        (
            |a| a.set_text("gb.professional_insight", "I am worried and feel sure about it."),
            ("opinion_not_tied", "gb.professional_insight"),
        ),
        (
            |a| {
                a.set_text("gb.why_report_now", "");
                a.set_text("gb.treatment", &"He was hit and had to stay inside. ".repeat(8));
            },
            ("gaps_unexplained", "gb.why_report_now"),
        ),
        (
            |a| {
                let same = "A man he called uncle took his passport and told him that his family owed money";
                a.set_text("gb.how_started", same);
                a.set_text("gb.treatment", &format!("Other words first. {}!", same.to_uppercase()));
            },
            ("copied_text", "gb.treatment"),
        ),
        (|a| a.set_text("gb.how_left", "x"), ("", "")),
        (
            |a| a.set_text("found_how", "He had absconded from the placement"),
            ("wording_blame", "found_how"),
        ),
        (
            |a| a.set_text("found_how", "He is very mature for his age"),
            ("wording_adultification", "found_how"),
        ),
    ];
    for (spoil, wanted) in cases {
        let mut answers = good();
        spoil(&mut answers);
        let findings = look("gb_child_referral", &answers);
        let wanted: Vec<(&str, &str)> = if wanted.0.is_empty() { vec![] } else { vec![*wanted] };
        assert_eq!(told(&findings), wanted);
        assert!(
            findings
                .iter()
                .all(|finding| finding.english.ends_with('.') && finding.args.contains_key("label"))
        );
    }
}

#[test]
fn several_situations_are_to_be_told_apart() {
    let mut answers = good();
    answers.set_text("gb.more_than_one_situation", "yes");
    answers.set_entries("gb.episodes", vec![entry(&[("type", "DOM"), ("start", "2025")])]);
    assert_eq!(
        told(&look("gb_child_referral", &answers)),
        [("situations_not_separate", "gb.episodes")]
    );
}

#[test]
fn an_opinion_needs_facts() {
    let mut answers = good();
    answers.set_text("summary", "");
    answers.set_entries("indicators", vec![]);
    let findings = look("gb_child_referral", &answers);
    assert!(told(&findings).contains(&("opinion_without_facts", "gb.professional_insight")));
}

#[test]
fn what_the_child_said_may_be_quoted() {
    let mut answers = good();
    for quoted in [
        "She said: “I ran away because I was scared”",
        "\"I am streetwise\", he said",
        "Hun sagde »jeg ran away«",
    ] {
        answers.set_text("found_how", quoted);
        assert_eq!(told(&look("gb_child_referral", &answers)), [], "{quoted}");
    }
    answers.set_text("found_how", "She ran away. \"I was scared\"");
    assert_eq!(
        told(&look("gb_child_referral", &answers)),
        [("wording_blame", "found_how")]
    );
    answers.set_text("found_how", "Lives 5\" from here and ran away");
    assert_eq!(
        told(&look("gb_child_referral", &answers)),
        [("wording_blame", "found_how")]
    );
}

#[test]
fn the_danish_form_is_read_by_the_same_rules() {
    let mut answers = Answers::default();
    answers.set_text("dk.chronology", "Pigen er stukket af fra centret");
    answers.set_text("cover_contact", "vagten@center.example");
    let pack = PACKS.get("DK").unwrap();
    let findings = lint(pack, pack.form("dk_child_report").unwrap(), &answers, "da");
    assert_eq!(
        told(&findings),
        [
            ("chronology_without_dates", "dk.chronology"),
            ("indicators_missing", "indicators"),
            ("wording_blame", "dk.chronology"),
        ]
    );
    let wording = &findings[2];
    assert_eq!(
        (wording.args["phrase"].as_str(), wording.args["instead"].as_str()),
        ("stukket af", "savnet")
    );
    assert_eq!(wording.args["label"], "Forløbet, i den rækkefølge det skete");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// No text breaks a rule, and no finding gives away what was written.
    #[test]
    fn no_text_breaks_a_rule(texts in prop::collection::vec("(\\PC{0,40}|[\"“”„»« a-z*.]{0,40}|zqxj[0-9]{6} absconded)", 1..6)) {
        for (pack, form) in [("GB", "gb_child_referral"), ("GB", "gb_suspect_report"), ("DK", "dk_child_report")] {
            let pack = PACKS.get(pack).unwrap();
            let form = pack.form(form).unwrap();
            let mut answers = Answers::default();
            for (field, text) in form.fields().filter(|field| field.kind == FormKind::LongText).zip(texts.iter().cycle()) {
                answers.set_text(&field.key, text);
            }
            for finding in lint(pack, form, &answers, "da") {
                let shown = format!("{finding:?}");
                prop_assert!(!shown.contains("zqxj"));
            }
        }
    }
}
