//! Why a column's target was suggested: a code, the word it rests on, and the English text.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The title as it is known.
    KnownTitle(String),
    /// The known words inside the title.
    TitleContains(String),
    OwnName,
    LooksLikeEmails,
    LooksLikePhones,
    LooksLikePlates,
    NothingKnown,
    AddedByHaven,
    AlreadyFilled,
    DayFirst,
    DayTakenToBeFirst,
    MonthFirst,
    YearFirst,
    OrdersMixed,
}

coded! {
    /// Message key: why.
    Reason {
        Self::KnownTitle(_) => "known-title",
        Self::TitleContains(_) => "title-contains",
        Self::OwnName => "own-name",
        Self::LooksLikeEmails => "looks-like-emails",
        Self::LooksLikePhones => "looks-like-phones",
        Self::LooksLikePlates => "looks-like-plates",
        Self::NothingKnown => "nothing-known",
        Self::AddedByHaven => "added-by-haven",
        Self::AlreadyFilled => "already-filled",
        Self::DayFirst => "day-first",
        Self::DayTakenToBeFirst => "day-taken-to-be-first",
        Self::MonthFirst => "month-first",
        Self::YearFirst => "year-first",
        Self::OrdersMixed => "orders-mixed",
    }
}

impl Reason {
    /// What the reason rests on; empty for most.
    pub fn word(&self) -> &str {
        match self {
            Self::KnownTitle(word) | Self::TitleContains(word) => word,
            _ => "",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KnownTitle(title) => return write!(f, "“{title}” is a known title."),
            Self::TitleContains(known) => return write!(f, "The title contains “{known}”."),
            Self::OwnName => "This is the field's own name.",
            Self::LooksLikeEmails => "The title is unknown, but the values look like e-mail addresses.",
            Self::LooksLikePhones => "The title is unknown, but the values look like phone numbers.",
            Self::LooksLikePlates => "The title is unknown, but the values look like number plates.",
            Self::NothingKnown => "Nothing is known of this title.",
            Self::AddedByHaven => "This column was added by Haven.",
            Self::AlreadyFilled => "Another column already fills this field.",
            Self::DayFirst => "The dates have the day first.",
            Self::DayTakenToBeFirst => "No date shows which comes first, so the day is taken to: please check.",
            Self::MonthFirst => "The dates have the month first.",
            Self::YearFirst => "The dates have the year first.",
            Self::OrdersMixed => "Some dates have the day and some the month first: please say how to read the others.",
        })
    }
}
