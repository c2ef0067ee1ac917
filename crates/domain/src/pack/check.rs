//! Does a pack hold together? Run by `haven pack check` and by the tests over the packs we ship.
//!
//! Mistakes name what would mislead somebody: an option list that is not there, a question that can never be
//! asked, a deadline without a trigger, an outside field nobody fills. Notes name gaps that fall back gracefully.

mod forms;

pub use forms::PAGE_NAMES_TAKEN;

use super::codes::CodeList;
use super::problem::{PackProblem, Place};
use super::words::Words;
use super::{Pack, PackSet};
use crate::fields::{self, FieldKind};

/// A setting's list must fit on a phone and in a head (practice 3, "by setting").
const MOST_INDICATORS: usize = 12;

pub(super) fn check(set: &PackSet) -> Vec<PackProblem> {
    let mut problems: Vec<PackProblem> = set.all().flat_map(check_pack).collect();
    // What a child inherits is told once, at the file that says it.
    problems.sort();
    problems.dedup();
    problems
}

fn check_pack(pack: &Pack) -> Vec<PackProblem> {
    let mut problems = Vec::new();
    manifest(pack, &mut problems);
    lists(pack, &mut problems);
    tables(pack, &mut problems);
    indicators(pack, &mut problems);
    labels(pack, &mut problems);
    for form in pack.forms() {
        forms::check(pack, form, &mut problems);
    }
    problems
}

fn manifest(pack: &Pack, problems: &mut Vec<PackProblem>) {
    let place = Place::file(&pack.directory, "pack.toml");
    let mut say = |field: &str, message: &str| problems.push(place.mistake(field, message));
    if pack.valid_to.is_some_and(|last| last < pack.valid_from) {
        say("valid_to", "the pack ends before it begins");
    }
    if pack.version.is_empty() || pack.version.contains('@') {
        say("version", "the version must be a plain text such as 2026.1");
    }
    if pack.title.is_empty() {
        say("title", "the pack has no title");
    }
    if !(15..=25).contains(&pack.definitions.age_limit) {
        say(
            "definitions.age_limit",
            "the age limit is not an age at which childhood ends",
        );
    }
    if pack
        .calendar
        .weekend
        .iter()
        .any(|day| !WEEKDAYS.contains(&day.as_str()))
    {
        say("calendar.weekend", "days are written monday, tuesday, ...");
    }
    if pack.is_abstract {
        return;
    }
    if pack.languages.is_empty() {
        say("languages", "the pack names no language");
    }
    let country = &pack.definitions.phone_country;
    if pack.list("country").is_none_or(|list| list.get(country).is_none()) {
        say("definitions.phone_country", "this is no code of the list country");
    }
    if pack.forms().is_empty() {
        say("", "the pack has no form");
    }
    if pack.helplines().is_empty() {
        say("", "the pack has no helplines");
    }
    if pack.calendar.bank_holidays.is_empty() {
        problems.push(place.note(
            "calendar.bank_holidays",
            "no bank holidays: working days count weekends only",
        ));
    }
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

fn lists(pack: &Pack, problems: &mut Vec<PackProblem>) {
    for list in pack.lists() {
        for item in list.items() {
            if item.label.is_empty() {
                problems.push(
                    item.place
                        .mistake("label", format!("{} of list {} has no label", item.code, list.name)),
                );
            }
            if let Some(parent) = item.parent.as_deref().filter(|parent| list.get(parent).is_none()) {
                let message = format!(
                    "{} of list {} has parent {parent}, which is not in the list",
                    item.code, list.name
                );
                problems.push(item.place.mistake("parent", message));
            }
        }
        missing_languages(pack, list, problems);
    }
    for written in &pack.declared {
        if written.items.is_empty() && written.from_bodies.is_empty() {
            problems.push(written.place.mistake(&written.name, "the list is empty"));
        }
        for kind in written.from_bodies.iter().filter(|kind| *kind != "*") {
            if !pack.bodies().iter().any(|body| body.kind == *kind) {
                problems.push(
                    written
                        .place
                        .mistake(&written.name, format!("there is no body of kind {kind}")),
                );
            }
        }
    }
    if let Some(types) = pack.list("exploitation_types") {
        let known = pack.list("htcds_type_of_exploitation");
        for item in types.items() {
            let wrong = match item.map("htcds") {
                Some(code) if known.is_some_and(|list| list.get(code).is_none()) => {
                    format!("{} maps to {code}, which is no HTCDS type of exploitation", item.code)
                }
                None if !item.unmapped.contains("htcds") => {
                    format!(
                        "{} has no HTCDS type of exploitation (write none if none is meant)",
                        item.code
                    )
                }
                _ => continue,
            };
            problems.push(item.place.mistake("htcds", wrong));
        }
    }
    if pack.is_abstract {
        return;
    }
    let place = Place::file(&pack.directory, "pack.toml");
    for field in fields::all() {
        let parts = match field.kind {
            FieldKind::Entries(parts) => parts.iter().map(|part| part.kind).collect(),
            kind => vec![kind],
        };
        for kind in parts {
            if let FieldKind::Code(name) | FieldKind::Codes(name) = kind
                && pack.list(name).is_none_or(|list| list.items().is_empty())
            {
                problems.push(place.mistake("", format!("the core field {} needs a list {name}", field.key)));
            }
        }
    }
}

/// One note per list, at the file where the first gap stands.
fn missing_languages(pack: &Pack, list: &CodeList, problems: &mut Vec<PackProblem>) {
    for lang in &pack.languages {
        let missing: Vec<_> = list
            .items()
            .iter()
            .filter(|item| !item.label.is_empty() && !item.label.has(lang))
            .collect();
        // Names of bodies and places are the same in every language.
        if let Some(first) = missing.first().filter(|item| item.map("kind").is_none()) {
            let place = Place {
                row: None,
                ..first.place.clone()
            };
            let (some, all) = (missing.len(), list.items().len());
            let message = format!(
                "{some} of {all} labels of list {} are not in {lang} and fall back",
                list.name
            );
            problems.push(place.note("label", message));
        }
    }
}

fn tables(pack: &Pack, problems: &mut Vec<PackProblem>) {
    let mut need = |place: &Place, field: &str, words: &Words| {
        if words.is_empty() {
            problems.push(place.mistake(field, "this must not be empty"));
        }
    };
    for timer in pack.timers() {
        need(&timer.place, "what", &timer.what);
        need(&timer.place, "starts_at", &timer.starts_at);
    }
    for body in pack.bodies() {
        need(&body.place, "name", &body.name);
    }
    for basis in pack.lawful_bases() {
        need(&basis.place, "provision", &basis.provision);
    }
    for rule in pack.retention() {
        need(&rule.place, "period", &rule.period);
        need(&rule.place, "starts", &rule.starts);
    }
    for grade in pack.grading() {
        need(&grade.place, "label", &grade.label);
    }
    for marking in pack.markings() {
        need(&marking.place, "label", &marking.label);
    }
    for helpline in pack.helplines() {
        need(&helpline.place, "name", &helpline.name);
        need(&helpline.place, "contact", &Words::new().with("en", &helpline.contact));
    }
    for spoken in pack.spoken_languages() {
        for (field, list, code) in [
            ("country", "country", &spoken.country),
            ("language", "language", &spoken.language),
        ] {
            // A nation (GB-WLS) is asked by its country.
            let code = if field == "country" {
                code.split('-').next().unwrap_or(code)
            } else {
                code
            };
            if pack.list(list).is_none_or(|list| list.get(code).is_none()) {
                problems.push(spoken.place.mistake(field, format!("{code} is not in list {list}")));
            }
        }
    }
    for advice in pack.language_guide() {
        if !matches!(advice.kind.as_str(), "blame" | "adultification") {
            problems.push(advice.place.mistake("kind", "the kind is blame or adultification"));
        }
        if advice.phrase.is_empty() || advice.instead.is_empty() {
            problems.push(
                advice
                    .place
                    .mistake("phrase", "advice needs a phrase and what to write instead"),
            );
        }
    }
}

fn indicators(pack: &Pack, problems: &mut Vec<PackProblem>) {
    for indicator in pack.indicators() {
        if indicator.label.is_empty() {
            problems.push(
                indicator
                    .place
                    .mistake("label", format!("{} has no label", indicator.code)),
            );
        }
        for code in &indicator.exploitation_types {
            let known = code == "any"
                || pack
                    .list("exploitation_types")
                    .is_some_and(|list| list.get(code).is_some());
            if !known {
                let message = format!(
                    "{} names exploitation type {code}, which is not in the list",
                    indicator.code
                );
                problems.push(indicator.place.mistake("exploitation_types", message));
            }
        }
    }
    for setting in pack.indicator_settings() {
        let say = |message: String| setting.place.mistake(&setting.setting, message);
        if setting.indicators.is_empty() || setting.indicators.len() > MOST_INDICATORS {
            let count = setting.indicators.len();
            problems.push(say(format!(
                "{count} indicators: a short list has 1 to {MOST_INDICATORS}"
            )));
        }
        for (at, code) in setting.indicators.iter().enumerate() {
            if pack.indicator(code).is_none() {
                problems.push(say(format!("there is no indicator {code}")));
            }
            if setting.indicators.iter().take(at).any(|earlier| earlier == code) {
                problems.push(say(format!("{code} stands twice")));
            }
        }
        if pack
            .list("settings")
            .is_some_and(|list| list.get(&setting.setting).is_none())
        {
            problems.push(say("this is no code of the list settings".to_owned()));
        }
    }
}

fn labels(pack: &Pack, problems: &mut Vec<PackProblem>) {
    let exists = |key: &str| match key.split_once('.') {
        None => fields::find(key).is_some(),
        Some((field, part)) => match fields::find(field).map(|field| field.kind) {
            Some(FieldKind::Entries(parts)) => parts.iter().any(|known| known.key == part),
            _ => false,
        },
    };
    for label in pack.field_labels() {
        if !exists(&label.key) {
            problems.push(
                label
                    .place
                    .mistake("key", format!("there is no core field {}", label.key)),
            );
        }
        for lang in pack.languages.iter().filter(|lang| !label.label.has(lang)) {
            problems.push(
                label
                    .place
                    .note("label", format!("{} has no label in {lang}", label.key)),
            );
        }
    }
    if pack.is_abstract {
        return;
    }
    let place = Place::file(&pack.directory, "field_labels.csv");
    for field in fields::all() {
        let parts = if let FieldKind::Entries(parts) = field.kind {
            parts
        } else {
            &[]
        };
        let keys =
            std::iter::once(field.key.to_owned()).chain(parts.iter().map(|part| format!("{}.{}", field.key, part.key)));
        for key in keys.filter(|key| !pack.field_labels().iter().any(|label| label.key == *key)) {
            problems.push(place.mistake("key", format!("the core field {key} has no label")));
        }
    }
}
