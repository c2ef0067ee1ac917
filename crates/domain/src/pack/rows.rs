//! The rows of a pack's tables: clocks, bodies, indicators, law, retention, grading, markings, helplines, languages.
//!
//! `check` is true for a fact from general professional knowledge that has not been read again in its source: show
//! it as to be checked, and check it before relying on it.

use super::problem::{PackProblem, Place};
use super::table::{Row, Table};
use super::words::Words;

/// A deadline: what must be done, counted from what, within how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    pub code: String,
    pub what: Words,
    /// The event it counts from, in words.
    pub starts_at: Words,
    pub amount: u32,
    pub unit: TimerUnit,
    /// Counted back from the start (a notice six weeks before).
    pub before: bool,
    pub force: TimerForce,
    pub note: String,
    pub source: String,
    pub check: bool,
    pub(super) place: Place,
}

macro_rules! written {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }
        impl $name {
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }
            pub fn from_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$variant),)+ _ => None } }
            const ALL: &'static [&'static str] = &[$($code),+];
        }
    };
}

written! {
    TimerUnit {
        Immediate = "immediate", AsSoonAsPossible = "as_soon_as_possible", Hour = "hour", Day = "day",
        WorkingDay = "working_day", Week = "week", Month = "month",
    }
}

written! {
    /// How binding a deadline is.
    TimerForce {
        Must = "must", Max = "max", Min = "min", Target = "target", NotBefore = "not_before", Event = "event",
        Status = "status", Practice = "practice", Local = "local", Service = "service_rule", Eligibility = "eligibility",
    }
}

/// An organisation the pack knows: who may refer, who decides, whom to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub code: String,
    pub name: Words,
    pub kind: String,
    pub territory: String,
    /// May make the country's formal referral (on its picklist; not proof of formal designation).
    pub first_responder: bool,
    pub contact: String,
    pub check: bool,
    pub(super) place: Place,
}

/// A sign to look for. No indicator proves trafficking, and its absence means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    pub code: String,
    pub group: String,
    pub label: Words,
    /// Exploitation codes, or `any`.
    pub exploitation_types: Vec<String>,
    pub settings: Vec<String>,
    /// strong, medium, weak
    pub strength: String,
    pub child_specific: bool,
    pub source: String,
    pub(super) place: Place,
}

/// The short list of one setting (port, school, ...): at most twelve codes, in the order to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorSetting {
    pub setting: String,
    pub indicators: Vec<String>,
    pub(super) place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawfulBasis {
    pub code: String,
    pub regime: Words,
    pub provision: Words,
    pub purpose: Words,
    pub who: Words,
    pub note: Words,
    pub check: bool,
    pub(super) place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    pub code: String,
    pub record: Words,
    pub period: Words,
    pub starts: Words,
    pub basis: Words,
    pub check: bool,
    pub(super) place: Place,
}

/// One value of a grading scheme (source, assessment, handling, conditions).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    pub scheme: String,
    pub dimension: String,
    pub code: String,
    pub label: Words,
    pub note: String,
    pub check: bool,
    key: String,
    pub(super) place: Place,
}

/// A protective marking and what may be done with what bears it: allow, watermark, deny, reject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marking {
    pub code: String,
    pub label: Words,
    pub purpose: Words,
    pub download: String,
    pub print: String,
    pub(super) place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helpline {
    pub code: String,
    pub name: Words,
    /// Phone number as printed in the country, or an e-mail address.
    pub contact: String,
    pub hours: Words,
    pub purpose: Words,
    pub check: bool,
    pub(super) place: Place,
}

/// A language children speak here: which nationality points to it, how it is written, how soon leaflets are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenLanguage {
    pub country: String,
    pub language: String,
    pub name: Words,
    pub script: String,
    pub right_to_left: bool,
    pub tier: u8,
    key: String,
    pub(super) place: Place,
}

/// A wording that blames a child or makes it older than it is, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageAdvice {
    pub code: String,
    /// blame, adultification
    pub kind: String,
    /// The language the phrase is in.
    pub language: String,
    /// Matched as whole words, whatever the case; `*` at the end of a word matches any ending.
    pub phrase: String,
    pub instead: String,
    pub reason: String,
    pub(super) place: Place,
}

/// What a core field is called: `names`, `names.given`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLabel {
    pub key: String,
    pub label: Words,
    pub hint: Words,
    pub(super) place: Place,
}

/// Something that a child pack may say again under the same key.
pub(super) trait Keyed {
    fn key(&self) -> &str;
}

macro_rules! keyed {
    ($($type:ident . $field:ident),+ $(,)?) => {$(impl Keyed for $type { fn key(&self) -> &str { &self.$field } })+};
}
keyed!(
    Timer.code,
    Body.code,
    Indicator.code,
    IndicatorSetting.setting,
    LawfulBasis.code,
    Retention.code,
    Grade.key,
    Marking.code,
    Helpline.code,
    SpokenLanguage.key,
    LanguageAdvice.code,
    FieldLabel.key,
);

/// The rows of a child over those of its parent: the same key replaces in place, new ones come last.
pub(super) fn lay_over<T: Keyed + Clone>(under: &[T], over: &[T]) -> Vec<T> {
    let mut rows = under.to_vec();
    for row in over {
        match rows.iter_mut().find(|known| known.key() == row.key()) {
            Some(known) => *known = row.clone(),
            None => rows.push(row.clone()),
        }
    }
    rows
}

fn read<T: Keyed>(
    place: &Place,
    bytes: &[u8],
    needed: &[&str],
    problems: &mut Vec<PackProblem>,
    make: impl Fn(&Row<'_>, &mut Vec<PackProblem>) -> T,
) -> Vec<T> {
    let table = Table::read(place, bytes, needed, problems);
    let mut rows: Vec<T> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for row in table.rows() {
        let made = make(&row, problems);
        if made.key().is_empty() {
            problems.push(
                row.place()
                    .mistake(needed.first().copied().unwrap_or(""), "this row has no key"),
            );
        } else if !seen.insert(made.key().to_owned()) {
            problems.push(
                row.place()
                    .mistake("", format!("{} stands twice in this file", made.key())),
            );
        } else {
            rows.push(made);
        }
    }
    rows
}

/// True when the row's fact is marked as unchecked: `K` alone or among its sources.
fn unchecked(row: &Row<'_>, column: &str) -> bool {
    row.text(column).split(['|', ' ']).any(|part| part == "K")
}

fn one_of<T>(
    row: &Row<'_>,
    column: &str,
    known: &[&str],
    read: impl Fn(&str) -> Option<T>,
    problems: &mut Vec<PackProblem>,
) -> Option<T> {
    let text = row.text(column);
    let value = read(text);
    if value.is_none() {
        problems.push(
            row.place()
                .mistake(column, format!("\"{text}\" is not one of {}", known.join(", "))),
        );
    }
    value
}

pub(super) fn timers(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Timer> {
    let needed = ["code", "what", "starts_at", "amount", "unit", "force"];
    read(place, bytes, &needed, problems, |row, problems| Timer {
        code: row.text("code").to_owned(),
        what: row.words("what"),
        starts_at: row.words("starts_at"),
        amount: row.text("amount").parse().unwrap_or_else(|_| {
            problems.push(row.place().mistake("amount", "this is not a whole number"));
            0
        }),
        unit: one_of(row, "unit", TimerUnit::ALL, TimerUnit::from_code, problems).unwrap_or(TimerUnit::Immediate),
        before: row.text("direction") == "before",
        force: one_of(row, "force", TimerForce::ALL, TimerForce::from_code, problems).unwrap_or(TimerForce::Local),
        note: row.text("note").to_owned(),
        source: row.text("source").to_owned(),
        check: unchecked(row, "source"),
        place: row.place(),
    })
}

pub(super) fn bodies(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Body> {
    read(place, bytes, &["code", "name", "kind"], problems, |row, _| Body {
        code: row.text("code").to_owned(),
        name: row.words("name"),
        kind: row.text("kind").to_owned(),
        territory: row.text("territory").to_owned(),
        first_responder: row.text("first_responder") == "yes",
        contact: row.text("contact").to_owned(),
        check: unchecked(row, "check"),
        place: row.place(),
    })
}

pub(super) fn indicators(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Indicator> {
    let needed = ["code", "group", "label", "exploitation_types", "strength"];
    read(place, bytes, &needed, problems, |row, problems| Indicator {
        code: row.text("code").to_owned(),
        group: row.text("group").to_owned(),
        label: row.words("label"),
        exploitation_types: row.several("exploitation_types"),
        settings: row.several("settings"),
        strength: one_of(
            row,
            "strength",
            &["strong", "medium", "weak"],
            |text| matches!(text, "strong" | "medium" | "weak").then(|| text.to_owned()),
            problems,
        )
        .unwrap_or_default(),
        child_specific: row.text("child_specific") == "yes",
        source: row.text("source").to_owned(),
        place: row.place(),
    })
}

pub(super) fn lawful_bases(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<LawfulBasis> {
    read(place, bytes, &["code", "regime", "provision"], problems, |row, _| {
        LawfulBasis {
            code: row.text("code").to_owned(),
            regime: row.words("regime"),
            provision: row.words("provision"),
            purpose: row.words("use"),
            who: row.words("who"),
            note: row.words("note"),
            check: unchecked(row, "check"),
            place: row.place(),
        }
    })
}

pub(super) fn retention(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Retention> {
    read(
        place,
        bytes,
        &["code", "record", "period", "starts"],
        problems,
        |row, _| Retention {
            code: row.text("code").to_owned(),
            record: row.words("record"),
            period: row.words("period"),
            starts: row.words("starts"),
            basis: row.words("basis"),
            check: unchecked(row, "check"),
            place: row.place(),
        },
    )
}

pub(super) fn grading(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Grade> {
    read(
        place,
        bytes,
        &["scheme", "dimension", "code", "label"],
        problems,
        |row, _| Grade {
            scheme: row.text("scheme").to_owned(),
            dimension: row.text("dimension").to_owned(),
            code: row.text("code").to_owned(),
            label: row.words("label"),
            note: row.text("note").to_owned(),
            check: unchecked(row, "check"),
            key: format!("{} {} {}", row.text("scheme"), row.text("dimension"), row.text("code")),
            place: row.place(),
        },
    )
}

pub(super) fn markings(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Marking> {
    let known = ["allow", "watermark", "deny", "reject"];
    let read_rule = |text: &str| known.contains(&text).then(|| text.to_owned());
    read(
        place,
        bytes,
        &["code", "label", "download", "print"],
        problems,
        |row, problems| Marking {
            code: row.text("code").to_owned(),
            label: row.words("label"),
            purpose: row.words("use"),
            // What cannot be read is refused, never let through.
            download: one_of(row, "download", &known, read_rule, problems).unwrap_or_else(|| "deny".to_owned()),
            print: one_of(row, "print", &known, read_rule, problems).unwrap_or_else(|| "deny".to_owned()),
            place: row.place(),
        },
    )
}

pub(super) fn helplines(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<Helpline> {
    read(
        place,
        bytes,
        &["code", "name", "contact", "hours", "use"],
        problems,
        |row, _| Helpline {
            code: row.text("code").to_owned(),
            name: row.words("name"),
            contact: row.text("contact").to_owned(),
            hours: row.words("hours"),
            purpose: row.words("use"),
            check: unchecked(row, "check"),
            place: row.place(),
        },
    )
}

pub(super) fn spoken_languages(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<SpokenLanguage> {
    let needed = ["country", "language", "name", "script", "direction", "tier"];
    read(place, bytes, &needed, problems, |row, problems| SpokenLanguage {
        country: row.text("country").to_owned(),
        language: row.text("language").to_owned(),
        name: row.words("name"),
        script: row.text("script").to_owned(),
        right_to_left: row.text("direction") == "rtl",
        tier: row.text("tier").parse().unwrap_or_else(|_| {
            problems.push(row.place().mistake("tier", "this is not a whole number"));
            0
        }),
        key: format!("{} {}", row.text("country"), row.text("language")),
        place: row.place(),
    })
}

pub(super) fn language_advice(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<LanguageAdvice> {
    let needed = ["code", "kind", "language", "phrase", "instead"];
    read(place, bytes, &needed, problems, |row, _| LanguageAdvice {
        code: row.text("code").to_owned(),
        kind: row.text("kind").to_owned(),
        language: row.text("language").to_owned(),
        phrase: row.text("phrase").to_owned(),
        instead: row.text("instead").to_owned(),
        reason: row.text("reason").to_owned(),
        place: row.place(),
    })
}

pub(super) fn field_labels(place: &Place, bytes: &[u8], problems: &mut Vec<PackProblem>) -> Vec<FieldLabel> {
    read(place, bytes, &["key", "label"], problems, |row, _| FieldLabel {
        key: row.text("key").to_owned(),
        label: row.words("label"),
        hint: row.words("hint"),
        place: row.place(),
    })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingTable {
    indicators: Vec<String>,
}

/// `[port]` with `indicators = ["ARR01", ...]`.
pub(super) fn indicator_settings(place: &Place, text: &str, problems: &mut Vec<PackProblem>) -> Vec<IndicatorSetting> {
    match toml::from_str::<std::collections::BTreeMap<String, SettingTable>>(text) {
        Ok(tables) => tables
            .into_iter()
            .map(|(setting, table)| IndicatorSetting {
                setting,
                indicators: table.indicators,
                place: place.clone(),
            })
            .collect(),
        Err(error) => {
            problems.push(super::load::toml_problem(place, text, &error));
            Vec::new()
        }
    }
}
