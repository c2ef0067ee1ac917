//! One chronology from all agencies: what happened (dates told in records) and what was done (hand-ins, corrections,
//! judgements), newest first, each with who said so.

use super::gathered::Gathered;
use super::store::{File, Judged};
use crate::gather::records::Reading;
use domain::ids::{AgencyId, HandInId};
use domain::{Answers, PartialDate};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// Told to have happened: found, journey, missing.
    Life,
    /// Handed in or corrected.
    Record,
    Indicator,
    /// People judged two records.
    Judgement,
    File,
}

impl EventKind {
    pub const ALL: &'static [Self] = &[Self::Life, Self::Record, Self::Indicator, Self::Judgement, Self::File];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Life => "life",
            Self::Record => "record",
            Self::Indicator => "indicator",
            Self::Judgement => "judgement",
            Self::File => "file",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// When: a moment of ours, or a partial date that somebody told.
#[derive(Clone, Debug)]
pub enum When {
    Moment(i64),
    Told(PartialDate),
}

#[derive(Clone, Debug)]
pub struct Event {
    pub when: When,
    pub kind: EventKind,
    /// Message key, with the words in `text` filled in.
    pub key: &'static str,
    pub text: String,
    pub agency: Option<AgencyId>,
    /// Who said so.
    pub from: String,
    /// The referral it comes from, to read it and to answer it.
    pub hand_in: Option<HandInId>,
    /// When it came to Haven, where the agency had learned it before: milliseconds since 1970 UTC.
    pub handed_in_at: Option<i64>,
}

impl Event {
    /// Days since 1970, for ordering and filtering; a partial date counts by its first day.
    pub fn day(&self) -> i64 {
        match &self.when {
            When::Moment(ms) => ms.div_euclid(86_400_000),
            When::Told(date) => days_since_1970(date.span().0),
        }
    }

    fn order(&self) -> (i64, i64) {
        match &self.when {
            When::Moment(ms) => (self.day(), *ms),
            When::Told(_) => (self.day(), 0),
        }
    }
}

pub fn days_since_1970(date: jiff::civil::Date) -> i64 {
    date.since(jiff::civil::date(1970, 1, 1))
        .map_or(0, |span| i64::from(span.get_days()))
}

/// Every event that the reader may see, newest first.
pub(super) fn chronology<'a>(
    gathered: &Gathered,
    files: &[File],
    judged: &[Judged],
    reading_of: impl Fn(&str) -> Reading<'a>,
) -> Vec<Event> {
    let mut events = Vec::new();
    for seen in &gathered.open {
        let reading = reading_of(&seen.pack);
        let said_by = |who: &str| {
            if who.is_empty() {
                seen.agency_name.clone()
            } else {
                format!("{}, {who}", seen.agency_name)
            }
        };
        let from = said_by(&seen.reference);
        let told = |kind, key, date: Option<&str>, text: String| {
            let when = When::Told(date?.parse().ok()?);
            Some(Event {
                when,
                kind,
                key,
                text,
                agency: Some(seen.agency),
                from: from.clone(),
                hand_in: None,
                handed_in_at: None,
            })
        };
        let answers: &Answers = &seen.answers;
        let place = answers.text("found_place").unwrap_or_default();
        events.extend(told(
            EventKind::Life,
            "event-found",
            answers.text("found_on"),
            place.to_owned(),
        ));
        events.extend(told(
            EventKind::Life,
            "event-missing",
            answers.text("missing_since"),
            String::new(),
        ));
        for journey in answers.entries("journeys") {
            let text = ["carrier_number", "from", "to"]
                .iter()
                .filter_map(|part| journey.get(*part))
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            events.extend(told(
                EventKind::Life,
                "event-journey",
                journey.get("date").map(String::as_str),
                text,
            ));
        }
        for indicator in answers.entries("indicators") {
            let state = indicator.get("state").map_or("", String::as_str);
            if matches!(state, "seen" | "suspected")
                && let Some(code) = indicator.get("code")
            {
                events.push(Event {
                    when: When::Moment(seen.changed_at),
                    kind: EventKind::Indicator,
                    key: if state == "seen" {
                        "event-indicator-seen"
                    } else {
                        "event-indicator-suspected"
                    },
                    text: reading.code("indicators", code),
                    agency: Some(seen.agency),
                    from: from.clone(),
                    hand_in: None,
                    handed_in_at: None,
                });
            }
        }
        let versions = gathered.versions.get(&seen.id).map(Vec::as_slice).unwrap_or_default();
        let mut before: Option<&Answers> = None;
        let mut learned_last: Option<i64> = None;
        for version in versions {
            // A correction is known from the day it came, unless its source says a later day than the version before.
            let learned = version
                .hand_in
                .and_then(|id| gathered.learned.get(&id).copied())
                .filter(|learned| *learned < version.made_at)
                .filter(|learned| before.is_none() || learned_last.is_some_and(|last| last < *learned));
            learned_last = learned.or(learned_last);
            let told = learned.and_then(day_of);
            let text = match before {
                None => String::new(),
                Some(earlier) => changed_fields(earlier, &version.answers, &seen.answers)
                    .iter()
                    .map(|key| reading.label(key))
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            events.push(Event {
                when: told.map_or(When::Moment(version.made_at), When::Told),
                kind: EventKind::Record,
                key: if before.is_none() {
                    "event-handed-in"
                } else {
                    "event-amended"
                },
                text,
                agency: Some(seen.agency),
                from: from.clone(),
                hand_in: version.hand_in,
                handed_in_at: told.map(|_| version.made_at),
            });
            before = Some(&version.answers);
        }
        if versions.is_empty() {
            events.push(Event {
                when: When::Moment(seen.made_at),
                kind: EventKind::Record,
                key: "event-handed-in",
                text: String::new(),
                agency: Some(seen.agency),
                from: from.clone(),
                hand_in: None,
                handed_in_at: None,
            });
        }
    }
    for file in files {
        let owner = gathered.open.iter().find(|seen| seen.id == file.record);
        events.push(Event {
            when: When::Moment(file.made_at),
            kind: EventKind::File,
            key: "event-file",
            text: file.description.clone().unwrap_or_else(|| file.name.clone()),
            agency: owner.map(|seen| seen.agency),
            from: owner.map(|seen| seen.agency_name.clone()).unwrap_or_default(),
            hand_in: None,
            handed_in_at: None,
        });
    }
    for (then, seen) in &gathered.withdrawn {
        events.push(Event {
            when: When::Moment(*then),
            kind: EventKind::Record,
            key: "event-withdrawn",
            text: String::new(),
            agency: Some(seen.agency),
            from: format!("{}, {}", seen.agency_name, seen.reference),
            hand_in: None,
            handed_in_at: None,
        });
    }
    for one in judged.iter().filter(|one| gathered.as_of.is_none_or(|at| one.at <= at)) {
        let references: Vec<&str> = gathered
            .open
            .iter()
            .filter(|seen| seen.id == one.a || seen.id == one.b)
            .map(|seen| seen.reference.as_str())
            .collect();
        events.push(Event {
            when: When::Moment(one.at),
            kind: EventKind::Judgement,
            key: match (one.answer.as_str(), one.withdrawn_at.is_some()) {
                (_, true) => "event-judged-withdrawn",
                ("same", _) => "event-judged-same",
                ("different", _) => "event-judged-different",
                _ => "event-judged-unsure",
            },
            text: references.join(" / "),
            agency: None,
            from: format!("{}, {}", one.agency, one.who),
            hand_in: None,
            handed_in_at: None,
        });
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.order()));
    events
}

/// The day of a moment, as a source told it.
fn day_of(ms: i64) -> Option<PartialDate> {
    let moment = jiff::Timestamp::from_millisecond(ms).ok()?;
    let day = moment.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    day.to_string().parse().ok()
}

/// Fields that differ between two versions, of those that are open to the reader.
fn changed_fields(earlier: &Answers, later: &Answers, open: &Answers) -> Vec<String> {
    let mut keys: Vec<&String> = earlier.0.keys().chain(later.0.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter(|key| earlier.0.get(*key) != later.0.get(*key))
        // A field that was removed is named only where its class is one the reader sees something of.
        .filter(|key| open.0.contains_key(*key))
        .cloned()
        .collect()
}
