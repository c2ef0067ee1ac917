//! HTCDS 2.0 as two charities send it: flat CSV with full field names, and one object per case in JSON.
//! Source: IOM, Human Trafficking Case Data Standard 2.0 (field and value names only).

use super::delimited::{Encoding, encoded, text_table};
use crate::WorldError;
use crate::reports::Report;
use domain::{Answers, PartialDate};
use serde_json::{Map, Value, json};

/// (table, or none for the case's own, field, what the record says for it).
type FieldOf = (&'static str, &'static str, fn(&Report) -> String);

const FIELDS: &[FieldOf] = &[
    ("", "x_case_id", |report| report.source_id.clone()),
    ("", "x_record_kind", |report| report.kind.code().to_owned()),
    ("prs", "prs_FirstName", |report| name(&report.answers, "given")),
    ("prs", "prs_SecondName", |report| name(&report.answers, "family")),
    ("prs", "prs_Birthdate", |report| birthdate(&report.answers)),
    ("prs", "prs_Gender", |report| gender(&report.answers).to_owned()),
    ("prs", "prs_Citizenship", |report| {
        report.answers.codes("nationalities").join(";")
    }),
    ("prs", "prs_PrimaryLanguage", |report| {
        language(&report.answers).to_owned()
    }),
    ("prs", "prs_MobilePhone", |report| mobile(&report.answers)),
    ("prs", "prs_MailingStreet", |report| {
        part(&report.answers, "addresses", "line")
    }),
    ("prs", "prs_MailingCity", |report| {
        part(&report.answers, "addresses", "town")
    }),
    ("prs", "prs_MailingState", |report| {
        part(&report.answers, "addresses", "region")
    }),
    ("prs", "prs_MailingCountry", |report| {
        part(&report.answers, "addresses", "country")
    }),
    ("prs", "prs_MailingPostalCode", |report| {
        part(&report.answers, "addresses", "postcode")
    }),
    ("vic", "vic_TraffickingStatus", |_| {
        "PossibleVictimOfTrafficking".to_owned()
    }),
    ("vic", "vic_TraffickingStatusDecisionMakingOrg", |_| "NGO".to_owned()),
    ("vic", "vic_TypeOfExploitation", |report| exploitation(&report.answers)),
    ("vic", "vic_TypeOfSexExploitation", |report| {
        if has_type(&report.answers, "SEX") {
            "PrivateSexualServices".to_owned()
        } else {
            String::new()
        }
    }),
    ("cas", "cas_Status", |_| "Active".to_owned()),
    ("cas", "cas_ReferringPrimaryCaseWorker", |report| {
        report.answers.text("contact_name").unwrap_or("").to_owned()
    }),
    ("cas", "cas_IncomingReferralDate", |report| report.known_on.to_string()),
    ("cas", "cas_IncomingReferralDetails", |report| {
        report.answers.text("summary").unwrap_or("").to_owned()
    }),
    ("con", "con_Consent", |_| "TRUE".to_owned()),
];

pub(crate) fn htcds_csv(reports: &[&Report]) -> Result<Vec<u8>, WorldError> {
    let headings = FIELDS.iter().map(|(_, field, _)| (*field).to_owned()).collect();
    let rows = reports
        .iter()
        .map(|report| FIELDS.iter().map(|(_, _, value)| value(report)).collect());
    Ok(encoded(&text_table(headings, rows, b',')?, Encoding::Utf8))
}

pub(crate) fn htcds_json(reports: &[&Report]) -> Result<Vec<u8>, WorldError> {
    let cases: Vec<Value> = reports.iter().map(|report| case(report)).collect();
    Ok(serde_json::to_vec_pretty(&cases)?)
}

fn case(report: &Report) -> Value {
    let mut case = Map::new();
    case.insert("htcds_version".to_owned(), json!("2.0"));
    case.insert("profile".to_owned(), json!("haven-htcds-json-1"));
    case.insert("id".to_owned(), json!(report.source_id));
    case.insert("x_record_kind".to_owned(), json!(report.kind.code()));
    for table in ["prs", "vic", "cas", "con"] {
        let mut element = Map::new();
        element.insert("id".to_owned(), json!(format!("{table}1")));
        for (_, field, value) in FIELDS.iter().filter(|(of, _, _)| *of == table) {
            let value = value(report);
            if !value.is_empty() {
                element.insert((*field).to_owned(), typed(field, value));
            }
        }
        case.insert(table.to_owned(), json!([element]));
    }
    case.insert("links".to_owned(), json!([{ "from": "vic1", "to": "prs1" }]));
    Value::Object(case)
}

fn typed(field: &str, value: String) -> Value {
    match field {
        "prs_Citizenship" | "vic_TypeOfExploitation" | "vic_TypeOfSexExploitation" => {
            json!(value.split(';').collect::<Vec<_>>())
        }
        "con_Consent" => json!(value == "TRUE"),
        _ => json!(value),
    }
}

fn name(answers: &Answers, key: &str) -> String {
    let Some(name) = answers
        .entries("names")
        .iter()
        .find(|entry| !entry.contains_key("script") && entry.get("kind").is_none_or(|kind| kind != "alias"))
    else {
        return String::new();
    };
    match name.get(key) {
        Some(part) => part.clone(),
        None if key == "family" && !name.contains_key("given") => name.get("full").cloned().unwrap_or_default(),
        None => String::new(),
    }
}

/// The standard knows whole dates only.
fn birthdate(answers: &Answers) -> String {
    let date = answers
        .entries("births")
        .first()
        .and_then(|entry| entry.get("date"))
        .and_then(|text| text.parse::<PartialDate>().ok());
    date.and_then(PartialDate::exact)
        .map(|date| date.to_string())
        .unwrap_or_default()
}

fn gender(answers: &Answers) -> &'static str {
    match answers.text("sex") {
        Some("female") => "Feminine",
        Some("male") => "Masculine",
        _ => "NonSpecifiedUnknown",
    }
}

/// ISO 639-2 from BCP 47, for the languages of this world.
fn language(answers: &Answers) -> &'static str {
    match answers.codes("languages").first().map(String::as_str) {
        Some("ti") => "tir",
        Some("am") => "amh",
        Some("ar") => "ara",
        Some("so") => "som",
        Some("ps") => "pus",
        Some("fa") => "fas",
        Some("ckb") => "kur",
        Some("vi") => "vie",
        Some("zh") => "zho",
        Some("sq") => "sqi",
        Some("ro") => "ron",
        Some("rom") => "rom",
        Some("pl") => "pol",
        Some("en") => "eng",
        _ => "",
    }
}

/// E.164 without spaces, as the standard wants it.
fn mobile(answers: &Answers) -> String {
    let written = part(answers, "phones", "number").replace("(0)", "");
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let digits = match (digits.strip_prefix("00"), digits.strip_prefix('0')) {
        (Some(abroad), _) => abroad.to_owned(),
        (None, Some(national)) => format!("44{national}"),
        (None, None) => digits,
    };
    if digits.is_empty() {
        digits
    } else {
        format!("+{digits}")
    }
}

fn part(answers: &Answers, field: &str, key: &str) -> String {
    answers
        .entries(field)
        .first()
        .and_then(|entry| entry.get(key))
        .cloned()
        .unwrap_or_default()
}

fn has_type(answers: &Answers, stem: &str) -> bool {
    answers
        .codes("exploitation_types")
        .iter()
        .any(|code| code.starts_with(stem))
}

fn exploitation(answers: &Answers) -> String {
    let mut values: Vec<&str> = answers
        .codes("exploitation_types")
        .iter()
        .map(|code| match code.as_str() {
            "CRIM_BEG" => "ForcedBegging",
            "DOM" => "Servitude",
            "FMARR" => "ForcedMarriage",
            code if code.starts_with("SEX") => "SexualExploitation",
            code if code.starts_with("LAB") => "ForcedLabour",
            "UNK" => "",
            _ => "Other",
        })
        .filter(|value| !value.is_empty())
        .collect();
    values.dedup();
    values.join(";")
}
