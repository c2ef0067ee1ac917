//! From a case of the standard to records: one for each person in it.

use super::case::{Case, Element};
use super::fields::{Entity, UNLISTED_METHODS, Unclear, canonical, find, label};
use super::{ABSENT, HANDED_IN_AT, KIND, OWN, REFERENCE, exploitation, export, speaks_of};
use crate::dates::DateFault;
use crate::lists::{CodeLookup, CoreLists};
use crate::mapping::{CellFault, CellNotice, CellProblem, CellWarning, ImportedRow, Mend, kind_by_age, midnight};
use domain::{Answer, Answers, Entry, RecordKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The records of a case, the person of the first victim first, or every value that stands in the way. `number` is
/// the row or the case's place in its file; `today` tells who is under 18 where the case has no day of referral.
///
/// What speaks of the case as a whole (referral, comments, plans) stays with the first person.
pub fn to_answers(number: u64, case: &Case, today: Date) -> Result<Vec<ImportedRow>, Vec<CellProblem>> {
    let case = canonical_case(number, case)?;
    let people = case.elements(Entity::Prs).len().max(1);
    let has_anything =
        !case.tables.values().flatten().all(|element| element.fields.is_empty()) || !case.extensions.is_empty();
    if !has_anything {
        return Err(vec![CellProblem::new(number, "(case)", "", CellFault::CaseEmpty)]);
    }
    let contexts = contexts(&case, people);
    let main = contexts
        .iter()
        .position(|context| context.victim.is_some())
        .unwrap_or(0);
    let mut order: Vec<usize> = (0..people).collect();
    order.sort_by_key(|place| *place != main);
    let names: Vec<String> = (0..people).map(|place| shown_name(&case, place)).collect();
    let mut records = Vec::with_capacity(people);
    for (position, place) in order.into_iter().enumerate() {
        let context = contexts.get(place).copied().unwrap_or_default();
        let mut record = Person {
            number,
            case: &case,
            place,
            context,
            is_main: position == 0,
            today,
        }
        .read()?;
        if people > 1 {
            let others = names
                .iter()
                .enumerate()
                .filter(|(other, name)| *other != place && !name.is_empty());
            let mut associates = record.answers.entries("associates").to_vec();
            associates
                .extend(others.map(|(_, name)| entry(&[("name", name), ("note", "In the same case of the sender.")])));
            record.answers.set_entries("associates", associates);
        }
        records.push(record);
    }
    Ok(records)
}

/// Which victim's and which perpetrator's context a person has, by place.
#[derive(Clone, Copy, Default)]
struct Context {
    victim: Option<usize>,
    perpetrator: Option<usize>,
}

/// By link, else by place: the second context without a link is the second person's.
fn contexts(case: &Case, people: usize) -> Vec<Context> {
    let mut contexts = vec![Context::default(); people];
    for (entity, is_victim) in [(Entity::Vic, true), (Entity::Per, false)] {
        for (place, element) in case.elements(entity).iter().enumerate() {
            let linked = case.links.iter().find_map(|link| {
                let other = match (link.from == element.id, link.to == element.id) {
                    (true, _) => &link.to,
                    (_, true) => &link.from,
                    _ => return None,
                };
                case.elements(Entity::Prs).iter().position(|person| person.id == *other)
            });
            if let Some(context) = contexts.get_mut(linked.unwrap_or(place)) {
                let held = if is_victim {
                    &mut context.victim
                } else {
                    &mut context.perpetrator
                };
                held.get_or_insert(place);
            }
        }
    }
    contexts
}

fn shown_name(case: &Case, place: usize) -> String {
    let part = |name| case.first(Entity::Prs, place, name).unwrap_or_default();
    let parts = [part("prs_FirstName"), part("prs_MiddleName"), part("prs_SecondName")];
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same case with every value in the standard's own writing.
fn canonical_case(number: u64, case: &Case) -> Result<Case, Vec<CellProblem>> {
    let mut result = Case {
        tables: BTreeMap::new(),
        ..case.clone()
    };
    let mut problems = Vec::new();
    for (entity, elements) in &case.tables {
        for (place, element) in elements.iter().enumerate() {
            result.element(*entity, place).id.clone_from(&element.id);
            for (name, values) in &element.fields {
                let Some(field) = find(name) else { continue };
                let mut known = Vec::with_capacity(values.len());
                for value in values.iter().filter(|value| !value.trim().is_empty()) {
                    if field.name == "vic_MethodsOfControl" && UNLISTED_METHODS.contains(&value.trim()) {
                        known.push(value.trim().to_owned());
                        continue;
                    }
                    match canonical(field, value) {
                        Ok(value) => known.push(value),
                        Err(unclear) => {
                            let column = if place == 0 {
                                field.name.to_owned()
                            } else {
                                format!("{}[{}].{}", entity, place + 1, field.name)
                            };
                            problems.push(CellProblem::new(number, &column, value, fault(unclear, value)));
                        }
                    }
                }
                result.set(field, place, known);
            }
        }
    }
    if problems.is_empty() { Ok(result) } else { Err(problems) }
}

fn fault(unclear: Unclear, value: &str) -> CellFault {
    match unclear {
        Unclear::Value { offered } => CellFault::NotInList {
            word: crate::tables::shortened(value.trim(), 40),
            offered,
            mend: Mend::File,
        },
        Unclear::Date => CellFault::Date(DateFault::Unreadable),
        Unclear::Number => CellFault::NotANumber,
        Unclear::YesOrNo => CellFault::NotYesOrNo,
    }
}

struct Person<'a> {
    number: u64,
    case: &'a Case,
    place: usize,
    context: Context,
    is_main: bool,
    today: Date,
}

impl Person<'_> {
    fn read(&self) -> Result<ImportedRow, Vec<CellProblem>> {
        let mut answers = self.standard();
        let mut warnings = Vec::new();
        let extension = |name: &str| {
            self.case
                .extensions
                .get(name)
                .map(|text| text.trim())
                .filter(|text| !text.is_empty())
        };
        if self.is_main {
            self.take_extensions(&mut answers, &mut warnings)?;
        }
        let referred = self.case.first(Entity::Cas, 0, "cas_IncomingReferralDate");
        let referred = referred
            .and_then(|date| date.parse::<domain::PartialDate>().ok())
            .and_then(|date| date.exact());
        let exact_moment = extension(HANDED_IN_AT).and_then(|text| text.parse::<i64>().ok());
        // An edited day of referral counts for more than the moment beside it.
        let handed_in_at = match (exact_moment, referred) {
            (Some(moment), Some(day)) if (0..86_400_000).contains(&(moment - midnight(day))) => Some(moment),
            (_, Some(day)) => Some(midnight(day)),
            (moment, None) => moment,
        };
        let said_kind = extension(KIND)
            .filter(|_| self.is_main)
            .and_then(|kind| CoreLists.code("record_kind", kind));
        let kind = said_kind.as_deref().and_then(RecordKind::from_code).unwrap_or_else(|| {
            if self.context.perpetrator.is_some() && self.context.victim.is_none() {
                RecordKind::Suspect
            } else {
                kind_by_age(&answers, referred.unwrap_or(self.today))
            }
        });
        let id = extension(REFERENCE).map(str::to_owned).or_else(|| self.case.id.clone());
        let source_id = id.map(|id| {
            if self.is_main {
                id
            } else {
                format!("{id}#{}", self.place + 1)
            }
        });
        Ok(ImportedRow {
            number: self.number,
            source_id,
            kind,
            handed_in_at,
            answers,
            warnings,
        })
    }

    fn person(&self, name: &str) -> Option<&str> {
        self.case.first(Entity::Prs, self.place, name)
    }

    fn victim(&self) -> Option<&Element> {
        self.case.elements(Entity::Vic).get(self.context.victim?)
    }

    /// What the standard's fields say of this person.
    fn standard(&self) -> Answers {
        let mut answers = Answers::default();
        let given = [self.person("prs_FirstName"), self.person("prs_MiddleName")];
        let given = given.into_iter().flatten().collect::<Vec<_>>().join(" ");
        answers.set_entries(
            "names",
            vec![entry(&[
                ("given", &given),
                ("family", self.person("prs_SecondName").unwrap_or_default()),
            ])],
        );
        self.one_entry(&mut answers, "births", "date", "prs_Birthdate");
        self.one_entry(&mut answers, "emails", "address", "prs_Email");
        match self.person("prs_Gender") {
            Some("Feminine") => answers.set_text("sex", "female"),
            Some("Masculine") => answers.set_text("sex", "male"),
            Some("NonSpecifiedUnknown") => answers.set_text("sex", "unknown"),
            Some(gender) => {
                answers.set_text("sex", "other");
                if gender != "NonConforming" {
                    answers.set_text("gender_text", label("prs_Gender", gender).unwrap_or(gender));
                }
            }
            None => {}
        }
        let citizenship = self
            .case
            .elements(Entity::Prs)
            .get(self.place)
            .map(|person| person.values("prs_Citizenship"));
        answers.set_codes(
            "nationalities",
            distinct(citizenship.unwrap_or_default().iter().cloned()),
        );
        let languages = [self.person("prs_PrimaryLanguage"), self.person("prs_SecondaryLanguage")];
        let languages = languages
            .into_iter()
            .flatten()
            .filter_map(|language| CoreLists.code("language", language));
        answers.set_codes("languages", distinct(languages));
        if let Some(number) = self.person("prs_IdentityNumber") {
            answers.set_entries(
                "identifiers",
                vec![entry(&[("scheme", "national_id"), ("value", number)])],
            );
        }
        let phones = [self.person("prs_MobilePhone"), self.person("prs_HomePhone")];
        answers.set_entries(
            "phones",
            phones
                .into_iter()
                .flatten()
                .map(|number| entry(&[("number", number)]))
                .collect(),
        );
        answers.set_entries("addresses", self.addresses());
        if let Some(victim) = self.victim() {
            let status = match victim.first("vic_TraffickingStatus") {
                Some("PossibleVictimOfTrafficking") => "possible",
                Some("ActualVictimOfTrafficking") => "confirmed",
                Some("NotAVictimOfTrafficking") => "not_victim",
                _ => "",
            };
            answers.set_text("trafficking_status", status);
            let (kinds, sexual) = (
                victim.values("vic_TypeOfExploitation"),
                victim.values("vic_TypeOfSexExploitation"),
            );
            answers.set_codes("exploitation_types", exploitation::from_standard(kinds, sexual));
        }
        if self.is_main {
            answers.set_text(
                "summary",
                self.case
                    .first(Entity::Cas, 0, "cas_IncomingReferralDetails")
                    .unwrap_or_default(),
            );
            answers.set_text(
                "contact_name",
                self.case
                    .first(Entity::Cas, 0, "cas_ReferringPrimaryCaseWorker")
                    .unwrap_or_default(),
            );
        }
        self.keep_the_rest(&mut answers);
        answers
    }

    fn one_entry(&self, answers: &mut Answers, key: &str, part: &str, name: &str) {
        if let Some(value) = self.person(name) {
            answers.set_entries(key, vec![entry(&[(part, value)])]);
        }
    }

    /// The postal address, and the places of exploitation, which are also kept as events.
    fn addresses(&self) -> Vec<Entry> {
        let part = |name| self.person(name).unwrap_or_default();
        let mut addresses = vec![entry(&[
            ("line", part("prs_MailingStreet")),
            ("town", part("prs_MailingCity")),
            ("region", part("prs_MailingState")),
            ("postcode", part("prs_MailingPostalCode")),
            ("country", part("prs_MailingCountry")),
        ])];
        let events = self.case.elements(Entity::Hte).iter().filter(|_| self.is_main);
        for event in events.filter(|event| event.first("hte_Type") == Some("Exploitation")) {
            let part = |name| event.first(name).unwrap_or_default();
            let place = entry(&[
                ("line", part("hte_Street")),
                ("town", part("hte_City")),
                ("region", part("hte_State")),
                ("postcode", part("hte_PostalCode")),
                ("country", part("hte_Country")),
            ]);
            if !place.is_empty() {
                let mut place = place;
                place.insert("kind".to_owned(), "exploitation".to_owned());
                addresses.push(place);
            }
        }
        addresses
    }

    /// Fields that no core field speaks of, by table; several values joined with `;`.
    fn keep_the_rest(&self, answers: &mut Answers) {
        for entity in Entity::ALL {
            let own_place = match entity {
                Entity::Prs => Some(self.place),
                Entity::Vic => self.context.victim,
                Entity::Per => self.context.perpetrator,
                _ if self.is_main => None,
                _ => continue,
            };
            if own_place.is_none() && matches!(entity, Entity::Vic | Entity::Per) {
                continue;
            }
            let mut kept = Vec::new();
            for (place, element) in self.case.elements(entity).iter().enumerate() {
                if own_place.is_some_and(|own| own != place) {
                    continue;
                }
                let mut rest: Entry = element
                    .fields
                    .iter()
                    .filter(|(name, _)| speaks_of(name).is_none() && **name != "cas_IncomingReferralDate")
                    .map(|(name, values)| ((*name).to_owned(), values.join(";")))
                    .collect();
                if !rest.is_empty() {
                    if own_place.is_none() && place > 0 {
                        rest.insert("element".to_owned(), place.to_string());
                    }
                    kept.push(rest);
                }
            }
            answers.set_entries(&format!("htcds.{entity}"), kept);
        }
    }

    /// Our own values beside the standard's. Where the standard's field was edited since, it counts for more.
    fn take_extensions(&self, answers: &mut Answers, warnings: &mut Vec<CellWarning>) -> Result<(), Vec<CellProblem>> {
        let standard = answers.clone();
        let mut problems = Vec::new();
        for (name, text) in &self.case.extensions {
            let Some(key) = name
                .strip_prefix("x_")
                .filter(|key| domain::fields::find(key).is_some())
            else {
                continue;
            };
            if text.trim().is_empty() {
                continue;
            }
            match decoded(text) {
                Some(answer) => {
                    answers.0.insert(key.to_owned(), answer);
                }
                None => {
                    problems.push(CellProblem::new(self.number, name, text, CellFault::DamagedExtension));
                }
            }
        }
        if let Some(text) = self.case.extensions.get(OWN).filter(|text| !text.trim().is_empty()) {
            match serde_json::from_str::<BTreeMap<String, Answer>>(text) {
                Ok(own) => answers.0.extend(own.into_iter().filter(|(key, _)| key.len() <= 200)),
                Err(_) => {
                    problems.push(CellProblem::new(self.number, OWN, "", CellFault::DamagedExtension));
                }
            }
        }
        for key in self
            .case
            .extensions
            .get(ABSENT)
            .into_iter()
            .flat_map(|keys| keys.split(' '))
        {
            answers.0.remove(key);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut edited: Vec<&'static str> = Vec::new();
        let implied = export::standard_case(answers);
        for entity in [Entity::Prs, Entity::Vic, Entity::Cas] {
            let place = match entity {
                Entity::Prs => Some(self.place),
                Entity::Vic => self.context.victim,
                _ => Some(0),
            };
            let written = place.and_then(|place| self.case.elements(entity).get(place));
            let expected = implied.elements(entity).first();
            for field in super::all_fields().iter().filter(|field| field.entity == entity) {
                let Some(key) = speaks_of(field.name) else { continue };
                let written = written.map(|element| element.values(field.name)).unwrap_or_default();
                let expected = expected.map(|element| element.values(field.name)).unwrap_or_default();
                if written != expected && !edited.contains(&key) {
                    edited.push(key);
                    warnings.push(CellWarning {
                        row: self.number,
                        column: field.name.to_owned(),
                        notice: CellNotice::StandardFieldEdited,
                    });
                }
            }
        }
        for key in edited {
            match standard.0.get(key) {
                Some(answer) => answers.0.insert(key.to_owned(), answer.clone()),
                None => answers.0.remove(key),
            };
        }
        Ok(())
    }
}

/// What [`export::encoded`] wrote.
fn decoded(text: &str) -> Option<Answer> {
    match text.chars().next() {
        Some('"' | '[') => match serde_json::from_str(text) {
            Ok(answer) => Some(answer),
            // Somebody else's text may begin with a quotation mark.
            Err(_) if text.starts_with('"') => Some(Answer::Text(text.to_owned())),
            Err(_) => None,
        },
        _ => Some(Answer::Text(text.to_owned())),
    }
}

fn entry(parts: &[(&str, &str)]) -> Entry {
    let filled = parts.iter().filter(|(_, value)| !value.trim().is_empty());
    filled
        .map(|(part, value)| ((*part).to_owned(), (*value).to_owned()))
        .collect()
}

fn distinct(codes: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for code in codes {
        if !known.contains(&code) {
            known.push(code);
        }
    }
    known
}
