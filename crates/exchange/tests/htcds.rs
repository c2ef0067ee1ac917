//! The standard in and out: IOM's workbook with its habits, the JSON profile, and the way home of our own records.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::{Answer, Answers, Entry, RecordKind};
use exchange::htcds::{Case, Entity, ExportRecord, flat, from_answers, json, to_answers};
use exchange::{ImportedRow, tables};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::io::Cursor;

const TODAY: Date = date(2025, 6, 1);

fn flat_cases(text: &str) -> Vec<Case> {
    let mut table = tables::open(Cursor::new(text.as_bytes().to_vec()), None, flat::limits()).unwrap();
    assert!(flat::is_htcds(table.header()) || text.starts_with("First Name"));
    flat::Cases::new(&mut table).map(|case| case.unwrap().1).collect()
}

fn json_cases(text: &str) -> Vec<Result<(u64, Case), Vec<exchange::CellProblem>>> {
    json::Cases::new(Cursor::new(text.as_bytes().to_vec()), json::Limits::default())
        .unwrap()
        .collect()
}

fn only(case: &Case) -> ImportedRow {
    let mut rows = to_answers(1, case, TODAY).unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn entry(parts: &[(&str, &str)]) -> Entry {
    parts
        .iter()
        .map(|(part, value)| ((*part).to_owned(), (*value).to_owned()))
        .collect()
}

const WORKBOOK: &str = "prs_FirstName,prs_SecondName,prs_Birthdate,prs_Gender,prs_Citizenship,prs_MailingCity,prs_MailingCountry,prs_MailingState,prs_MailingStreet,prs_MailingPostalCode,vic_TraffickinStatusDecisionMakingOrg,vic_MethodsOfControl,vic_TypeOfExploitation,cas_Status,,con_Consent\n\
    First Name,Second Name,Birthdate,Gender,Citizenship,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Trafficking Status Decision Making Organization,Methods of Control,Type of Exploitation,Status,Reason for Outgoing Referral,Consent\n";

#[test]
fn the_workbook_is_read_with_its_habits() {
    let text = format!(
        "{WORKBOOK}An,Nguyen,2011-03-14,Masculine,Vietnamese; RO,12 Quay Lane,Dover,Kent,CT16 1AA,GB,Police,Debt bondage;UsesChildren,Forced labour,Follow up,Additional Services Required,TRUE\n\
         Be,Tran,2010-01-02,Feminine,VN,Dover,GB,Kent,12 Quay Lane,CT16 1AA,Police,,Other,Active,,FALSE\n"
    );
    let cases = flat_cases(&text);
    assert_eq!(cases.len(), 2);
    let first = only(&cases[0]);
    let home = entry(&[
        ("line", "12 Quay Lane"),
        ("town", "Dover"),
        ("region", "Kent"),
        ("postcode", "CT16 1AA"),
        ("country", "GB"),
    ]);
    // Filled in by label, as people see it; and filled in by key, as software does.
    assert_eq!(first.answers.entries("addresses"), std::slice::from_ref(&home));
    assert_eq!(only(&cases[1]).answers.entries("addresses"), [home]);
    assert_eq!(first.kind, RecordKind::Child);
    assert_eq!(first.answers.text("sex"), Some("male"));
    assert_eq!(first.answers.codes("nationalities"), ["VN", "RO"]);
    assert_eq!(first.answers.codes("exploitation_types"), ["LAB"]);
    let rest = &first.answers.entries("htcds.vic")[0];
    assert_eq!(rest["vic_TraffickingStatusDecisionMakingOrg"], "Police");
    assert_eq!(rest["vic_MethodsOfControl"], "DebtBondage;UsesChildren");
    let rest = &first.answers.entries("htcds.cas")[0];
    assert_eq!(
        (
            rest["cas_Status"].as_str(),
            rest["cas_ReasonForOutgoingReferral"].as_str()
        ),
        ("FollowUp", "AdditionalServicesRequired")
    );
    assert_eq!(first.answers.entries("htcds.con")[0]["con_Consent"], "true");
}

#[test]
fn a_file_with_labels_only_is_read() {
    let cases = flat_cases("First Name,Second Name,Birthdate,Type of Exploitation\nAn,Nguyen,2011-03-14,Servitude\n");
    let row = only(&cases[0]);
    assert_eq!(
        row.answers.entries("names"),
        [entry(&[("given", "An"), ("family", "Nguyen")])]
    );
    assert_eq!(row.answers.codes("exploitation_types"), ["DOM"]);
}

#[test]
fn a_bad_value_is_named_by_row_and_field() {
    let cases = flat_cases("prs_FirstName,prs_Birthdate,prs_Gender,prs_Citizenship\nAn,soon,purple,Atlantis\n");
    let problems = to_answers(2, &cases[0], TODAY).unwrap_err();
    let said: Vec<String> = problems
        .iter()
        .map(|problem| format!("{} {} {}", problem.row, problem.column, problem.fault.code()))
        .collect();
    assert_eq!(
        said,
        [
            "2 prs_Birthdate date.unreadable",
            "2 prs_Citizenship cell.not_in_list",
            "2 prs_Gender cell.not_in_list"
        ]
    );
}

#[test]
fn a_case_of_several_people_becomes_a_record_for_each() {
    let text = r#"[{"htcds_version": "2.0", "id": "C-17",
        "prs": [{"id": "a", "prs_FirstName": "John", "prs_SecondName": "Doe"}, {"id": "b", "prs_FirstName": "An", "prs_Birthdate": "2011-03-14"}],
        "vic": [{"id": "v", "vic_TypeOfExploitation": ["SexualExploitation"], "vic_TypeOfSexExploitation": ["RemoteInteractiveServices"]}],
        "per": [{"id": "p", "per_RoleInProcess": "Exploiter; Transporter"}],
        "cas": [{"id": "c", "cas_IncomingReferralDate": "2025-05-20", "cas_IncomingReferralDetails": "Told a teacher."}],
        "links": [{"from": "v", "to": "b"}, {"from": "p", "to": "a"}]}]"#;
    let (number, case) = json_cases(text).remove(0).unwrap();
    let rows = to_answers(number, &case, TODAY).unwrap();
    assert_eq!((rows[0].kind, rows[1].kind), (RecordKind::Child, RecordKind::Suspect));
    assert_eq!(
        (rows[0].source_id.as_deref(), rows[1].source_id.as_deref()),
        (Some("C-17"), Some("C-17#1"))
    );
    assert_eq!(rows[0].answers.codes("exploitation_types"), ["SEX_ONLINE"]);
    assert_eq!(rows[0].answers.text("summary"), Some("Told a teacher."));
    assert_eq!(rows[0].answers.entries("associates")[0]["name"], "John Doe");
    assert_eq!(rows[1].answers.entries("associates")[0]["name"], "An");
    assert_eq!(
        rows[1].answers.entries("htcds.per")[0]["per_RoleInProcess"],
        "Exploiter;Transporter"
    );
    assert_eq!(rows[1].answers.text("summary"), None);
}

#[test]
fn json_is_read_case_by_case_and_a_broken_one_harms_no_other() {
    let good = r#"{"prs":[{"prs_FirstName":"An"}]}"#;
    let deep = format!("{{\"x_a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let text = format!(
        "{good}\n{{\"prs\":[{{\"prs_Shoe\":1}}]}}\n{deep}\n{{\"prs\": oh}}\n{good}\n{{\"prs\":[{{\"prs_FirstName\":\"B"
    );
    let found = json_cases(&text);
    let said: Vec<String> = found
        .iter()
        .map(|case| match case {
            Ok((number, _)) => format!("{number}"),
            Err(problems) => format!(
                "{} {} {}",
                problems[0].row,
                problems[0].column,
                problems[0].fault.code()
            ),
        })
        .collect();
    assert_eq!(
        said,
        [
            "1",
            "2 prs[1].prs_Shoe json.no_such_field",
            "3 (case) json.too_deep",
            "4 (case) json.broken",
            "5",
            "6 (case) json.cut_off"
        ]
    );
}

#[test]
fn json_is_told_from_tables() {
    for (text, expected) in [
        ("[{\"prs\": []}]", true),
        ("\u{feff} {\"a\":1}", true),
        ("[]", true),
        ("prs_FirstName,x\n", false),
        ("[x],y\n", false),
    ] {
        assert_eq!(json::looks_like(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn what_others_edited_counts_for_more_than_our_own_column() {
    let mut answers = Answers::default();
    answers.set_entries(
        "names",
        vec![entry(&[("given", "An"), ("family", "Nguyen"), ("kind", "real")])],
    );
    answers.set_text("sex", "male");
    let case = from_answers(&ExportRecord {
        reference: "HV-1",
        kind: RecordKind::Child,
        handed_in_at: None,
        answers: &answers,
    });
    let mut edited = case.clone();
    edited.tables.get_mut(&Entity::Prs).unwrap()[0]
        .fields
        .insert("prs_FirstName", vec!["Anh".to_owned()]);
    assert_eq!(only(&case).answers, answers);
    let row = only(&edited);
    assert_eq!(
        row.answers.entries("names"),
        [entry(&[("given", "Anh"), ("family", "Nguyen")])]
    );
    assert_eq!(row.answers.text("sex"), Some("male"));
    assert_eq!(row.warnings[0].notice.code(), "warning.standard_field_edited");
}

#[test]
fn an_exploiters_phone_is_not_exported_as_the_childs() {
    let mut answers = Answers::default();
    answers.set_entries(
        "phones",
        vec![
            entry(&[("number", "+447700900199"), ("whose", "exploiter")]),
            entry(&[("number", "+447700900123"), ("whose", "self")]),
        ],
    );
    let case = from_answers(&ExportRecord {
        reference: "HV-1",
        kind: RecordKind::Child,
        handed_in_at: None,
        answers: &answers,
    });
    assert_eq!(case.first(Entity::Prs, 0, "prs_MobilePhone"), Some("+447700900123"));
    assert_eq!(case.first(Entity::Prs, 0, "prs_HomePhone"), None);
    assert_eq!(only(&case).answers, answers);
}

#[test]
fn a_strangers_case_comes_back_from_our_export_in_the_standards_fields() {
    let text = format!(
        "{WORKBOOK}An,Nguyen,2011-03-14,TransgenderFeminine,VN,12 Quay Lane,Dover,Kent,CT16 1AA,GB,Police,DebtBondage;PhysicalAbuse,ForcedLabour;ForcedBegging,Closed,Other,TRUE\n"
    );
    let row = only(&flat_cases(&text)[0]);
    let case = from_answers(&ExportRecord {
        reference: "HV-1",
        kind: row.kind,
        handed_in_at: None,
        answers: &row.answers,
    });
    for (entity, field, values) in [
        (Entity::Prs, "prs_Gender", vec!["TransgenderFeminine"]),
        (
            Entity::Vic,
            "vic_TypeOfExploitation",
            vec!["ForcedLabour", "ForcedBegging"],
        ),
        (
            Entity::Vic,
            "vic_MethodsOfControl",
            vec!["DebtBondage", "PhysicalAbuse"],
        ),
        (Entity::Vic, "vic_TraffickingStatusDecisionMakingOrg", vec!["Police"]),
        (Entity::Cas, "cas_Status", vec!["Closed"]),
        (Entity::Cas, "cas_ReasonForOutgoingReferral", vec!["Other"]),
        (Entity::Con, "con_Consent", vec!["true"]),
        (Entity::Prs, "prs_MailingPostalCode", vec!["CT16 1AA"]),
    ] {
        assert_eq!(case.elements(entity)[0].values(field), values, "{field}");
    }
    assert_eq!(only(&case).answers, row.answers);
}

#[test]
fn forced_criminality_is_other_with_our_own_code_beside() {
    let mut answers = Answers::default();
    answers.set_codes(
        "exploitation_types",
        vec!["CRIM_CANN".to_owned(), "LAB_NAIL".to_owned()],
    );
    let case = from_answers(&ExportRecord {
        reference: "HV-1",
        kind: RecordKind::Child,
        handed_in_at: None,
        answers: &answers,
    });
    assert_eq!(
        case.elements(Entity::Vic)[0].values("vic_TypeOfExploitation"),
        ["Other", "ForcedLabour"]
    );
    assert_eq!(case.extensions["x_exploitation_types"], r#"["CRIM_CANN","LAB_NAIL"]"#);
    assert_eq!(only(&case).answers, answers);
}

/// Values as people and packs write them, and some that try to break out of a cell.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zæøåéñ' -]{1,12}",
        Just("Nguyễn Văn An".to_owned()),
        Just("=1+1".to_owned()),
        Just("'=x".to_owned()),
        Just("[1]".to_owned()),
        Just("{\"a\":1}".to_owned()),
        Just("\"quoted\"".to_owned()),
        Just("two\nlines; and, more".to_owned()),
        Just("2011-03-14".to_owned()),
        Just("+44 7700 900123".to_owned()),
    ]
}

fn code(list: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(list).prop_map(str::to_owned)
}

fn entries(parts: Vec<(&'static str, BoxedStrategy<String>)>) -> BoxedStrategy<Answer> {
    let part = parts
        .into_iter()
        .map(|(name, value)| {
            proptest::option::weighted(0.6, value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
        })
        .collect::<Vec<_>>();
    let entry = part.prop_map(|parts| parts.into_iter().flatten().collect::<Entry>());
    proptest::collection::vec(entry, 1..4).prop_map(Answer::Entries).boxed()
}

fn answer(key: &'static str) -> BoxedStrategy<(String, Answer)> {
    let codes = |list: &'static [&'static str]| {
        proptest::sample::subsequence(list.to_vec(), 1..=list.len().min(3))
            .prop_map(|codes| Answer::Codes(codes.into_iter().map(str::to_owned).collect()))
            .boxed()
    };
    let any = || text().boxed();
    let date = || {
        prop_oneof![Just("2011-03-14"), Just("2011-03"), Just("2011~"), Just("1980-12-31")]
            .prop_map(str::to_owned)
            .boxed()
    };
    let country = || code(&["VN", "GB", "DK", "RO", "CD"]).boxed();
    let value = match key {
        "names" => entries(vec![
            ("given", any()),
            ("family", any()),
            ("full", any()),
            ("kind", code(&["real", "alias"]).boxed()),
        ]),
        "births" => entries(vec![
            ("date", date()),
            ("basis", code(&["claimed", "document"]).boxed()),
        ]),
        "phones" => entries(vec![
            ("number", any()),
            ("whose", code(&["self", "exploiter", "family"]).boxed()),
        ]),
        "emails" => entries(vec![("address", any())]),
        "addresses" => entries(vec![
            ("line", any()),
            ("town", any()),
            ("postcode", any()),
            ("country", country()),
            ("kind", code(&["home", "staying", "exploitation", "found"]).boxed()),
        ]),
        "identifiers" => entries(vec![
            ("scheme", code(&["national_id", "nrm"]).boxed()),
            ("value", any()),
        ]),
        "indicators" => entries(vec![("code", any()), ("state", code(&["seen", "not_seen"]).boxed())]),
        "htcds.vic" => entries(vec![
            (
                "vic_MethodsOfControl",
                code(&["DebtBondage", "UsesChildren;Other", "nonsense"]).boxed(),
            ),
            ("vic_AgeWhenTrafficked", code(&["12", "x"]).boxed()),
            ("element", code(&["1", "2", "z"]).boxed()),
        ]),
        "htcds.hte" => entries(vec![
            ("hte_Type", code(&["Exploitation", "Transit"]).boxed()),
            ("hte_City", any()),
            ("element", code(&["1", "2"]).boxed()),
        ]),
        "nationalities" => codes(&["VN", "GB", "DK"]),
        "languages" => codes(&["vi", "fa", "ckb", "en"]),
        "exploitation_types" => codes(&[
            "CRIM",
            "CRIM_CANN",
            "SEX",
            "SEX_ONLINE",
            "LAB_NAIL",
            "UNK",
            "OTHER",
            "DOM",
        ]),
        "sex" => code(&["female", "male", "other", "unknown"])
            .prop_map(Answer::Text)
            .boxed(),
        "trafficking_status" => code(&["concern", "possible", "confirmed", "not_victim"])
            .prop_map(Answer::Text)
            .boxed(),
        _ => text().prop_map(Answer::Text).boxed(),
    };
    value.prop_map(move |value| (key.to_owned(), value)).boxed()
}

const KEYS: &[&str] = &[
    "names",
    "births",
    "phones",
    "emails",
    "addresses",
    "identifiers",
    "indicators",
    "nationalities",
    "languages",
    "exploitation_types",
    "sex",
    "gender_text",
    "trafficking_status",
    "summary",
    "contact_name",
    "background",
    "ethnicity",
    "gb.concerns",
    "htcds.vic",
    "htcds.hte",
];

fn record() -> impl Strategy<Value = Answers> {
    proptest::sample::subsequence(KEYS.to_vec(), 1..KEYS.len())
        .prop_flat_map(|keys| keys.into_iter().map(answer).collect::<Vec<_>>())
        .prop_map(|pairs| {
            let mut answers = Answers::default();
            for (key, answer) in pairs {
                match answer {
                    Answer::Text(text) => answers.set_text(&key, &text),
                    Answer::Codes(codes) => answers.set_codes(&key, codes),
                    Answer::Entries(entries) => answers.set_entries(&key, entries),
                }
            }
            answers
        })
        .prop_filter("something to say", |answers| !answers.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_record_comes_home_from_json_and_from_csv(
        answers in record(),
        kind in proptest::sample::select(RecordKind::ALL),
        handed_in_at in proptest::option::of(1_500_000_000_000_i64..1_800_000_000_000),
    ) {
        let case = from_answers(&ExportRecord { reference: "HV-2025-17", kind, handed_in_at, answers: &answers });
        let check = |case: &Case, way: &str| {
            let row = only(case);
            assert!(row.warnings.is_empty(), "{way}: {}", row.warnings[0]);
            assert_eq!((row.kind, row.handed_in_at, row.source_id.as_deref()), (kind, handed_in_at, Some("HV-2025-17")), "{way}");
            for (key, answer) in &answers.0 {
                assert!(row.answers.0.get(key) == Some(answer), "{way} {key}: {:?} instead of {:?}",
                    serde_json::to_string(&row.answers.0.get(key)).unwrap(), serde_json::to_string(answer).unwrap());
            }
            assert_eq!(row.answers.0.keys().collect::<Vec<_>>(), answers.0.keys().collect::<Vec<_>>(), "{way}");
        };
        check(&case, "directly");
        for layout in [json::Layout::Array, json::Layout::Lines] {
            let mut writer = json::Writer::new(Vec::new(), layout);
            writer.write(&case).unwrap();
            writer.write(&case).unwrap();
            let bytes = writer.finish().unwrap();
            let found: Vec<Case> = json::Cases::new(Cursor::new(bytes), json::Limits::default()).unwrap().map(|case| case.unwrap().1).collect();
            assert_eq!(found.len(), 2);
            check(&found[1], "json");
        }
        let mut writer = flat::Writer::new(Vec::new()).unwrap();
        writer.write(&case).unwrap();
        let found = flat_cases(&String::from_utf8(writer.finish().unwrap()).unwrap());
        assert_eq!(found.len(), 1);
        check(&found[0], "csv");
    }
}
