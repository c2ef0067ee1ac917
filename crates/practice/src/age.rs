//! Treat as a child: until it is finally decided that somebody is an adult, they are a child (Modern Slavery Act 2015
//! section 51; Council of Europe Convention 2005 article 10(3); practice 1.5).
//!
//! What: looks at everything said about age in all records of one person, and never overwrites any of it.
//! Limits: "finally decided" is a court's word or an assessment that nobody disputes; a claimed or documented adult age
//! alone decides nothing where anybody has reason to think of a child.

use domain::{Answers, PartialDate, RecordKind};
use jiff::civil::Date;

/// Why somebody is, or is not, treated as a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildStatus {
    /// Every account of the age is under the limit.
    Child,
    /// Accounts differ or are missing: treated as a child until decided.
    ChildUntilDecided,
    /// Every account of the age is at or over the limit, or that was finally decided.
    Adult,
}

impl ChildStatus {
    pub const fn treat_as_child(self) -> bool {
        matches!(self, Self::Child | Self::ChildUntilDecided)
    }

    pub const fn code(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::ChildUntilDecided => "child_until_decided",
            Self::Adult => "adult",
        }
    }
}

/// From all records of one person: (kind, answers). `age_limit` in years, from the pack.
pub fn child_status<'a>(
    records: impl IntoIterator<Item = (RecordKind, &'a Answers)>,
    age_limit: u8,
    today: Date,
) -> ChildStatus {
    let limit = i16::from(age_limit);
    let (mut child, mut adult, mut unknown, mut decided_adult) = (false, false, false, false);
    for (kind, answers) in records {
        match answers.text("under_18") {
            Some("yes") => child = true,
            Some("no") => adult = true,
            Some(_) => unknown = true,
            None => {}
        }
        match kind {
            RecordKind::Child => child = true,
            RecordKind::Unknown => unknown = true,
            RecordKind::Adult | RecordKind::Suspect => {}
        }
        let births = answers.entries("births");
        if births.is_empty() && answers.text("under_18").is_none() && kind != RecordKind::Child {
            // An adult's or suspect's record without any age says nothing either way.
            unknown |= kind == RecordKind::Unknown;
        }
        for birth in births {
            let Some(date) = birth.get("date").and_then(|text| text.parse::<PartialDate>().ok()) else {
                continue;
            };
            let (least, most) = date.age_on(today);
            let basis = birth.get("basis").map_or("", String::as_str);
            let disputed = birth.get("status").is_some_and(|status| status == "disputed");
            if most < limit {
                child = true;
            } else if least >= limit {
                adult = true;
                decided_adult |= basis == "court" || (basis == "assessed" && !disputed);
            } else {
                unknown = true;
            }
        }
        if matches!(kind, RecordKind::Adult) && births.is_empty() {
            adult = true;
        }
    }
    match (decided_adult, child, adult, unknown) {
        (true, ..) => ChildStatus::Adult,
        (false, true, false, false) => ChildStatus::Child,
        (false, false, true, false) => ChildStatus::Adult,
        (false, false, false, false) => ChildStatus::ChildUntilDecided,
        _ => ChildStatus::ChildUntilDecided,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn said(births: &[(&str, &str, &str)]) -> Answers {
        let entries: Vec<_> = births
            .iter()
            .map(|(date, basis, status)| serde_json::json!({ "date": date, "basis": basis, "status": status }))
            .collect();
        serde_json::from_value(serde_json::json!({ "births": entries })).unwrap()
    }

    #[test]
    fn doubt_is_for_the_child_until_a_decision() {
        let today = jiff::civil::date(2026, 11, 23);
        let check = |kind, births: &[(&str, &str, &str)], expected| {
            assert_eq!(child_status([(kind, &said(births))], 18, today), expected, "{births:?}");
        };
        check(
            RecordKind::Child,
            &[("2010-03-01", "claimed", "undisputed")],
            ChildStatus::Child,
        );
        check(
            RecordKind::Child,
            &[
                ("2010-03-01", "claimed", "undisputed"),
                ("2004-01-01", "document", "undisputed"),
            ],
            ChildStatus::ChildUntilDecided,
        );
        check(
            RecordKind::Child,
            &[
                ("2010-03-01", "claimed", "undisputed"),
                ("2006-01-01", "assessed", "disputed"),
            ],
            ChildStatus::ChildUntilDecided,
        );
        check(
            RecordKind::Child,
            &[
                ("2010-03-01", "claimed", "undisputed"),
                ("2006-01-01", "assessed", "undisputed"),
            ],
            ChildStatus::Adult,
        );
        check(RecordKind::Unknown, &[], ChildStatus::ChildUntilDecided);
        check(
            RecordKind::Adult,
            &[("1990-05-05", "document", "undisputed")],
            ChildStatus::Adult,
        );
        check(
            RecordKind::Suspect,
            &[("2008~", "claimed", "undisputed")],
            ChildStatus::ChildUntilDecided,
        );
    }
}
