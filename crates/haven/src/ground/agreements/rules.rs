//! What an agreement must say, and how it stands on a day.

use access::Share;
use domain::Purpose;
use domain::ids::AgencyId;
use jiff::civil::Date;

/// Why another agency's records may be read. Audit and administration never open a child's record.
pub const PURPOSES: &[Purpose] = &[
    Purpose::Safeguarding,
    Purpose::Investigation,
    Purpose::Analysis,
    Purpose::Supervision,
];
/// Longest term, so that every agreement is thought about again.
pub const YEARS_MOST: i16 = 5;
pub const NOTE_MOST: usize = 2000;

/// Who begins an agreement: the side that gives offers, the side that reads asks. It holds once the other says yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Offer,
    Ask,
}

impl Way {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Ask => "ask",
        }
    }

    /// Anything else is an offer.
    pub fn from_code(code: &str) -> Self {
        if code == "ask" { Self::Ask } else { Self::Offer }
    }
}

/// As typed.
pub struct Draft<'a> {
    pub way: Way,
    /// The agency that proposes.
    pub own: AgencyId,
    pub other: Option<AgencyId>,
    pub level: Option<Share>,
    pub purposes: &'a [Purpose],
    /// Asked of the side that gives; whoever asks leaves it to them.
    pub lawful_basis_known: bool,
    pub note: &'a str,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
}

/// What is wrong: (field, message key).
pub fn problems(draft: &Draft<'_>, today: Date) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    match draft.other {
        None => wrong.push(("other", "agreements-reader-missing")),
        Some(other) if other == draft.own => wrong.push(("other", "agreements-reader-self")),
        Some(_) => {}
    }
    if draft.level.is_none() {
        wrong.push(("level", "agreements-level-missing"));
    }
    if draft.purposes.is_empty() || draft.purposes.iter().any(|purpose| !PURPOSES.contains(purpose)) {
        wrong.push(("purposes", "agreements-purposes-missing"));
    }
    if draft.way == Way::Offer && !draft.lawful_basis_known {
        wrong.push(("lawful_basis", "agreements-basis-missing"));
    }
    if draft.note.chars().count() > NOTE_MOST {
        wrong.push(("note", "agreements-note-long"));
    }
    match (draft.starts_on, draft.ends_on) {
        (None, _) => wrong.push(("starts", "agreements-date-wrong")),
        (_, None) => wrong.push(("ends", "agreements-date-wrong")),
        (Some(starts), Some(ends)) if ends < starts => wrong.push(("ends", "agreements-ends-before")),
        (_, Some(ends)) if ends < today => wrong.push(("ends", "agreements-ends-past")),
        (Some(starts), Some(ends)) if longest(starts).is_some_and(|last| ends > last) => {
            wrong.push(("ends", "agreements-too-long"))
        }
        _ => {}
    }
    wrong
}

fn longest(starts: Date) -> Option<Date> {
    starts.checked_add(jiff::Span::new().years(YEARS_MOST)).ok()
}

/// A date from what was typed; none when it is no date.
pub fn date(day: &str, month: &str, year: &str) -> Option<Date> {
    let number = |text: &str| text.trim().parse::<i16>().ok();
    let (day, month, year) = (number(day)?, number(month)?, number(year)?);
    if !(2000..=2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// One side has not said yes yet: it opens nothing.
    Proposed,
    Coming,
    InForce,
    Ended,
    Withdrawn,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Coming => "coming",
            Self::InForce => "in-force",
            Self::Ended => "ended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// How an agreement stands on a day; its first and last days count.
pub fn state(starts_on: Date, ends_on: Date, withdrawn: bool, accepted: bool, today: Date) -> State {
    if withdrawn {
        State::Withdrawn
    } else if !accepted && today <= ends_on {
        State::Proposed
    } else if today < starts_on {
        State::Coming
    } else if today > ends_on {
        State::Ended
    } else {
        State::InForce
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn good<'a>() -> Draft<'a> {
        Draft {
            way: Way::Offer,
            own: AgencyId(Uuid::from_u128(1)),
            other: Some(AgencyId(Uuid::from_u128(2))),
            level: Some(Share::Content),
            purposes: &[Purpose::Safeguarding],
            lawful_basis_known: true,
            note: "",
            starts_on: Some(day("2026-11-23")),
            ends_on: Some(day("2027-11-22")),
        }
    }

    #[test]
    fn a_good_agreement_passes_and_each_fault_is_named() {
        let today = day("2026-11-23");
        assert!(problems(&good(), today).is_empty());
        let own = Draft {
            other: Some(AgencyId(Uuid::from_u128(1))),
            ..good()
        };
        assert_eq!(problems(&own, today), [("other", "agreements-reader-self")]);
        let asked = Draft {
            way: Way::Ask,
            lawful_basis_known: false,
            ..good()
        };
        assert!(problems(&asked, today).is_empty(), "the basis is the giver's to state");
        let audit = Draft {
            purposes: &[Purpose::Safeguarding, Purpose::Audit],
            ..good()
        };
        assert_eq!(problems(&audit, today), [("purposes", "agreements-purposes-missing")]);
        let backwards = Draft {
            starts_on: Some(day("2027-11-23")),
            ..good()
        };
        assert_eq!(problems(&backwards, today), [("ends", "agreements-ends-before")]);
        let past = Draft {
            starts_on: Some(day("2025-01-01")),
            ends_on: Some(day("2026-11-22")),
            ..good()
        };
        assert_eq!(problems(&past, today), [("ends", "agreements-ends-past")]);
        let endless = Draft {
            ends_on: Some(day("2032-01-01")),
            ..good()
        };
        assert_eq!(problems(&endless, today), [("ends", "agreements-too-long")]);
        let empty = Draft {
            other: None,
            level: None,
            purposes: &[],
            lawful_basis_known: false,
            starts_on: None,
            ends_on: None,
            ..good()
        };
        assert_eq!(problems(&empty, today).len(), 5);
    }

    #[test]
    fn dates_that_are_none_are_none() {
        assert_eq!(date("29", "2", "2028"), Some(day("2028-02-29")));
        for (d, m, y) in [
            ("29", "2", "2027"),
            ("", "1", "2027"),
            ("1", "13", "2027"),
            ("1", "1", "27"),
            ("x", "1", "2027"),
            ("1", "1", "99999"),
        ] {
            assert_eq!(date(d, m, y), None, "{d}.{m}.{y}");
        }
    }

    proptest! {
        /// What the pages call "in force" is what the store's statement finds: first day <= today <= last day, by text.
        #[test]
        fn in_force_is_the_same_by_date_and_by_text(
            a in 0_i32..4000, b in 0_i32..4000, c in 0_i32..4000, withdrawn: bool, accepted: bool,
        ) {
            let at = |days: i32| day("2020-01-01").checked_add(jiff::Span::new().days(days)).unwrap();
            let (starts, ends, today) = (at(a), at(b), at(c));
            let by_text = !withdrawn && accepted && starts.to_string() <= today.to_string() && ends.to_string() >= today.to_string();
            prop_assert_eq!(state(starts, ends, withdrawn, accepted, today) == State::InForce, by_text);
        }
    }
}
