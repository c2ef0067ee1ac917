//! From a record to a case of the standard. What comes back from the standard's fields alone is compared with the
//! record; whatever differs goes beside them as an extension, so that nothing is lost on the way home.
//!
//! The caller passes only what the receiver may see.

use super::case::{Case, Link};
use super::fields::{Entity, UNLISTED_METHODS, canonical, find};
use super::{ABSENT, HANDED_IN_AT, KIND, OWN, REFERENCE, exploitation, import};
use crate::lists::three_letter_language;
use crate::mapping::midnight;
use domain::{Answer, Answers, PartialDate, RecordKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub struct ExportRecord<'a> {
    /// Our reference, by which the receiver can ask back.
    pub reference: &'a str,
    pub kind: RecordKind,
    /// Milliseconds since 1970 UTC.
    pub handed_in_at: Option<i64>,
    pub answers: &'a Answers,
}

/// The record as a case with one person.
pub fn from_answers(record: &ExportRecord<'_>) -> Case {
    let mut case = standard_case(record.answers);
    case.element(Entity::Prs, 0);
    match record.kind {
        RecordKind::Child | RecordKind::Adult => {
            case.element(Entity::Vic, 0);
        }
        RecordKind::Suspect => {
            case.element(Entity::Per, 0);
        }
        RecordKind::Unknown => {}
    }
    for entity in [Entity::Vic, Entity::Per] {
        if let Some(element) = case.elements(entity).first() {
            let from = element.id.clone();
            case.links.push(Link {
                from,
                to: "prs1".to_owned(),
            });
        }
    }
    if let Some(moment) = record.handed_in_at
        && let Some(day) = day_of(moment)
    {
        set(&mut case, "cas_IncomingReferralDate", 0, vec![day.to_string()]);
        if midnight(day) != moment {
            case.extensions.insert(HANDED_IN_AT.to_owned(), moment.to_string());
        }
    }
    extend(&mut case, record.answers);
    case.extensions
        .insert(REFERENCE.to_owned(), record.reference.to_owned());
    case.extensions.insert(KIND.to_owned(), record.kind.code().to_owned());
    case.extensions.retain(|_, text| !text.trim().is_empty());
    case
}

fn day_of(moment: i64) -> Option<Date> {
    let moment = jiff::Timestamp::from_millisecond(moment).ok()?;
    let day = jiff::tz::TimeZone::UTC.to_datetime(moment).date();
    (1900..=2100).contains(&day.year()).then_some(day)
}

/// Adds what the standard's fields alone would not bring back.
fn extend(case: &mut Case, answers: &Answers) {
    // The reference day decides only the kind, which is written out beside.
    let back = import::to_answers(1, case, Date::MIN).ok().and_then(|mut rows| {
        if rows.is_empty() {
            None
        } else {
            Some(rows.swap_remove(0).answers)
        }
    });
    let back = back.unwrap_or_default();
    let mut own: BTreeMap<&str, &Answer> = BTreeMap::new();
    for (key, answer) in &answers.0 {
        if back.0.get(key) == Some(answer) {
            continue;
        }
        if domain::fields::find(key).is_some() {
            case.extensions.insert(format!("x_{key}"), encoded(answer));
        } else {
            own.insert(key, answer);
        }
    }
    if let (false, Ok(own)) = (own.is_empty(), serde_json::to_string(&own)) {
        case.extensions.insert(OWN.to_owned(), own);
    }
    let absent: Vec<&str> = back
        .0
        .keys()
        .filter(|key| !answers.0.contains_key(*key))
        .map(String::as_str)
        .collect();
    if !absent.is_empty() {
        case.extensions.insert(ABSENT.to_owned(), absent.join(" "));
    }
}

/// A text as it is, unless it could be taken for JSON; codes and entries as JSON.
pub(super) fn encoded(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) if !text.starts_with(['"', '[', '{']) && text.trim() == text => text.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// The standard's fields that a record's content fills, for its one person.
pub(super) fn standard_case(answers: &Answers) -> Case {
    let mut case = Case::default();
    names_and_births(&mut case, answers);
    reach(&mut case, answers);
    let gender = match (answers.text("sex"), answers.text("gender_text")) {
        (Some("female"), _) => "Feminine",
        (Some("male"), _) => "Masculine",
        (Some("unknown"), _) => "NonSpecifiedUnknown",
        (Some("other"), Some("Transgender Feminine")) => "TransgenderFeminine",
        (Some("other"), Some("Transgender Masculine")) => "TransgenderMasculine",
        (Some("other"), _) => "NonConforming",
        _ => "",
    };
    set(&mut case, "prs_Gender", 0, vec![gender.to_owned()]);
    set(&mut case, "prs_Citizenship", 0, answers.codes("nationalities").to_vec());
    for (code, name) in answers
        .codes("languages")
        .iter()
        .zip(["prs_PrimaryLanguage", "prs_SecondaryLanguage"])
    {
        let language = three_letter_language(code).map_or_else(|| code.clone(), str::to_owned);
        set(&mut case, name, 0, vec![language]);
    }
    let status = match answers.text("trafficking_status") {
        Some("concern" | "possible") => "PossibleVictimOfTrafficking",
        Some("confirmed") => "ActualVictimOfTrafficking",
        Some("not_victim") => "NotAVictimOfTrafficking",
        _ => "",
    };
    set(&mut case, "vic_TraffickingStatus", 0, vec![status.to_owned()]);
    let types = exploitation::to_standard(answers.codes("exploitation_types"));
    set(&mut case, "vic_TypeOfExploitation", 0, types.kinds);
    set(&mut case, "vic_TypeOfSexExploitation", 0, types.sexual);
    set(
        &mut case,
        "cas_IncomingReferralDetails",
        0,
        vec![answers.text("summary").unwrap_or_default().to_owned()],
    );
    set(
        &mut case,
        "cas_ReferringPrimaryCaseWorker",
        0,
        vec![answers.text("contact_name").unwrap_or_default().to_owned()],
    );
    the_rest(&mut case, answers);
    places_of_exploitation(&mut case, answers);
    case
}

/// Sets a field by its name, in the standard's own writing; what has no such writing is left to the extensions.
fn set(case: &mut Case, name: &str, place: usize, values: Vec<String>) {
    if let Some(field) = find(name) {
        let known = values
            .iter()
            .filter(|value| !value.trim().is_empty())
            .filter_map(|value| canonical(field, value).ok())
            .collect();
        case.set(field, place, known);
    }
}

fn names_and_births(case: &mut Case, answers: &Answers) {
    if let Some(name) = answers.entries("names").first() {
        let part = |key: &str| name.get(key).cloned().unwrap_or_default();
        let given = if name.contains_key("given") || name.contains_key("family") {
            part("given")
        } else {
            part("full")
        };
        set(case, "prs_FirstName", 0, vec![given]);
        set(case, "prs_SecondName", 0, vec![part("family")]);
    }
    // Readers of the standard expect a whole date; a date known in part goes beside.
    let born = answers
        .entries("births")
        .first()
        .and_then(|birth| birth.get("date")?.parse::<PartialDate>().ok());
    if let Some(day) = born.filter(|date| !date.is_approximate()).and_then(PartialDate::exact) {
        set(case, "prs_Birthdate", 0, vec![day.to_string()]);
    }
}

/// Phones and addresses of the person's own only: an exploiter's number is not the child's.
fn reach(case: &mut Case, answers: &Answers) {
    let own_phones = answers
        .entries("phones")
        .iter()
        .filter(|phone| phone.get("whose").is_none_or(|whose| whose == "self"))
        .filter_map(|phone| phone.get("number"));
    for (number, name) in own_phones.zip(["prs_MobilePhone", "prs_HomePhone"]) {
        set(case, name, 0, vec![number.clone()]);
    }
    if let Some(address) = answers.entries("emails").first().and_then(|email| email.get("address")) {
        set(case, "prs_Email", 0, vec![address.clone()]);
    }
    let number = answers
        .entries("identifiers")
        .iter()
        .find(|id| id.get("scheme").is_some_and(|scheme| scheme == "national_id"));
    if let Some(number) = number.and_then(|id| id.get("value")) {
        set(case, "prs_IdentityNumber", 0, vec![number.clone()]);
    }
    let home = answers.entries("addresses").iter().find(|address| {
        address
            .get("kind")
            .is_none_or(|kind| kind == "home" || kind == "staying")
    });
    if let Some(home) = home {
        for (part, name) in [
            ("line", "prs_MailingStreet"),
            ("town", "prs_MailingCity"),
            ("region", "prs_MailingState"),
            ("postcode", "prs_MailingPostalCode"),
            ("country", "prs_MailingCountry"),
        ] {
            set(case, name, 0, vec![home.get(part).cloned().unwrap_or_default()]);
        }
    }
}

/// What a stranger's case held beyond the core fields goes back to where it came from.
fn the_rest(case: &mut Case, answers: &Answers) {
    for entity in Entity::ALL {
        for kept in answers.entries(&format!("htcds.{entity}")) {
            let place = kept
                .get("element")
                .and_then(|place| place.parse::<usize>().ok())
                .filter(|place| *place < 500)
                .unwrap_or(0);
            for (name, text) in kept {
                let Some(field) = find(name).filter(|field| field.entity == entity) else {
                    continue;
                };
                if super::speaks_of(field.name).is_some() {
                    continue;
                }
                let mut values: Vec<String> = if field.many {
                    text.split(';').map(str::to_owned).collect()
                } else {
                    vec![text.clone()]
                };
                if field.name == "vic_MethodsOfControl" {
                    // The value list lacks two methods that the definitions name.
                    for value in values
                        .iter_mut()
                        .filter(|value| UNLISTED_METHODS.contains(&value.as_str()))
                    {
                        *value = "Other".to_owned();
                    }
                    values.dedup();
                }
                set(case, field.name, place, values);
            }
        }
    }
}

/// Places of exploitation as events, unless the case's own events already name them.
fn places_of_exploitation(case: &mut Case, answers: &Answers) {
    const PARTS: [(&str, &str); 5] = [
        ("line", "hte_Street"),
        ("town", "hte_City"),
        ("region", "hte_State"),
        ("postcode", "hte_PostalCode"),
        ("country", "hte_Country"),
    ];
    for address in answers
        .entries("addresses")
        .iter()
        .filter(|address| address.get("kind").is_some_and(|kind| kind == "exploitation"))
    {
        let same = |event: &super::Element| {
            event.first("hte_Type") == Some("Exploitation")
                && PARTS.iter().all(|(part, name)| {
                    event.first(name).unwrap_or_default() == address.get(*part).map(String::as_str).unwrap_or_default()
                })
        };
        if case.elements(Entity::Hte).iter().any(same) {
            continue;
        }
        let place = case.elements(Entity::Hte).len();
        for (part, name) in PARTS {
            set(case, name, place, vec![address.get(part).cloned().unwrap_or_default()]);
        }
        set(case, "hte_Type", place, vec!["Exploitation".to_owned()]);
    }
}
