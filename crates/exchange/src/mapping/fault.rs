//! What can be wrong with a cell or a case, and what was noticed about one: a code that never changes its meaning, the
//! arguments of its message for translations, and the English text, which names the mend.

use crate::codes::Arguments;
use crate::dates::DateFault;
use std::fmt;

/// Why a cell, or the row or case as a whole, cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellFault {
    FormulaError,
    NoSuchField(super::NoSuchTarget),
    WholeDateNeeded,
    BornLater,
    Date(DateFault),
    RoundedNumber,
    NotInList {
        word: String,
        offered: Vec<String>,
        mend: Mend,
    },
    NotANumber,
    NotYesOrNo,
    RowEmpty,
    CaseEmpty,
    DamagedExtension,
    /// The other rows of the file have the agency's own number.
    NoSourceId,
    CutOff,
    NoCase,
    CaseTooLong {
        limit: usize,
    },
    TooDeep {
        limit: u32,
    },
    TooManyCases {
        limit: u64,
    },
    TooManyElements {
        limit: usize,
    },
    TextTooLong {
        limit: usize,
    },
    Unreadable {
        detail: String,
    },
    Broken {
        line: usize,
        column: usize,
    },
    Version,
    NoSuchMember,
    WrongTable {
        table: String,
    },
    BadCharacter,
    /// Something is written in another shape than the standard's.
    Shape(Shape),
}

/// Where a word that no list knows can be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// The mapping can say what the word stands for.
    Mapping,
    /// Only in the file.
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Elements,
    Element,
    Links,
    Link,
    OneValue,
    Value,
}

coded! {
    /// Message key: what is wrong.
    CellFault {
        Self::FormulaError => "cell.formula_error",
        Self::NoSuchField(_) => "cell.no_such_field",
        Self::WholeDateNeeded => "cell.whole_date_needed",
        Self::BornLater => "date.not_yet",
        Self::Date(DateFault::Unreadable) => "date.unreadable",
        Self::Date(DateFault::Ambiguous) => "date.ambiguous",
        Self::Date(DateFault::NoSuchDay) => "date.no_such_day",
        Self::Date(DateFault::SerialNumber) => "date.serial_number",
        Self::RoundedNumber => "cell.rounded_number",
        Self::NotInList { .. } => "cell.not_in_list",
        Self::NotANumber => "cell.not_a_number",
        Self::NotYesOrNo => "cell.not_yes_or_no",
        Self::RowEmpty => "cell.row_empty",
        Self::CaseEmpty => "cell.case_empty",
        Self::DamagedExtension => "cell.damaged_extension",
        Self::NoSourceId => "cell.no_source_id",
        Self::CutOff => "json.cut_off",
        Self::NoCase => "json.no_case",
        Self::CaseTooLong { .. } => "json.too_long",
        Self::TooDeep { .. } => "json.too_deep",
        Self::TooManyCases { .. } => "json.too_many",
        Self::TooManyElements { .. } => "json.too_many_elements",
        Self::TextTooLong { .. } => "json.text_too_long",
        Self::Unreadable { .. } => "json.unreadable",
        Self::Broken { .. } => "json.broken",
        Self::Version => "json.version",
        Self::NoSuchMember => "json.no_such_field",
        Self::WrongTable { .. } => "json.wrong_table",
        Self::BadCharacter => "json.bad_character",
        Self::Shape(_) => "json.shape",
    }
}

impl Mend {
    const fn code(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::File => "file",
        }
    }
}

impl Shape {
    const fn code(self) -> &'static str {
        match self {
            Self::Elements => "elements",
            Self::Element => "element",
            Self::Links => "links",
            Self::Link => "link",
            Self::OneValue => "one-value",
            Self::Value => "value",
        }
    }
}

impl CellFault {
    /// Names and values for the message of [`CellFault::code`]. Only `word` is something that the cell holds.
    pub fn args(&self) -> Arguments {
        match self {
            Self::NoSuchField(target) => vec![("field", target.0.clone())],
            Self::NotInList { word, offered, mend } => vec![
                ("word", word.clone()),
                ("offered", offered.join(", ")),
                (
                    "mend",
                    if offered.is_empty() {
                        "nothing-offered"
                    } else {
                        mend.code()
                    }
                    .to_owned(),
                ),
            ],
            Self::CaseTooLong { limit } | Self::TooManyElements { limit } | Self::TextTooLong { limit } => {
                vec![("limit", limit.to_string())]
            }
            Self::TooDeep { limit } => vec![("limit", limit.to_string())],
            Self::TooManyCases { limit } => vec![("limit", limit.to_string())],
            Self::Unreadable { detail } => vec![("detail", detail.clone())],
            Self::Broken { line, column } => vec![("line", line.to_string()), ("character", column.to_string())],
            Self::WrongTable { table } => vec![("table", table.clone())],
            Self::Shape(shape) => vec![("shape", shape.code().to_owned())],
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::FormulaError => "the spreadsheet shows an error in this cell. Mend its formula, or type the value.",
            Self::NoSuchField(target) => return fmt::Display::fmt(target, f),
            Self::WholeDateNeeded => "the day, month and year of handing in are needed, for example 2025-06-01.",
            Self::BornLater => "this day of birth is after the day the record was handed in. Check the year.",
            Self::Date(fault) => return write!(f, "{fault}."),
            Self::RoundedNumber => {
                "the spreadsheet has rounded this number, so its last digits are lost. Give the column the format “Text” and type the number again."
            }
            Self::NotInList { word, offered, mend } => {
                write!(f, "“{word}” is not known here. ")?;
                return match (offered.is_empty(), mend) {
                    (true, _) => f.write_str("Say in the mapping what it stands for."),
                    (false, Mend::Mapping) => write!(
                        f,
                        "Write for example {}, or say in the mapping what it stands for.",
                        offered.join(", ")
                    ),
                    (false, Mend::File) => write!(f, "Write for example {}.", offered.join(", ")),
                };
            }
            Self::NotANumber => "this is not a number.",
            Self::NotYesOrNo => "this is neither TRUE nor FALSE.",
            Self::RowEmpty => "no mapped column of this row has anything in it. Fill it, or delete the row.",
            Self::CaseEmpty => "the case has nothing in it. Fill it, or delete it.",
            Self::DamagedExtension => {
                "this column is written by Haven and is damaged. Empty the cell, or take it from the first file."
            }
            Self::NoSourceId => {
                "this row has no number of its own, which the other rows have. Type the one it has in your records."
            }
            Self::CutOff => "the file ends in the middle of this case. Send the whole file.",
            Self::NoCase => {
                "there is something here that is no case. Each case is written in braces: {…}, with commas or line breaks between them."
            }
            Self::CaseTooLong { limit } => {
                return write!(f, "the case is longer than {limit} bytes. Shorten its texts.");
            }
            Self::TooDeep { limit } => {
                return write!(
                    f,
                    "the case is nested deeper than {limit} levels. Leave out what is not of the standard."
                );
            }
            Self::TooManyCases { limit } => {
                return write!(f, "at most {limit} cases are read from one file. Split the file.");
            }
            Self::TooManyElements { limit } => {
                return write!(f, "at most {limit} elements are read. Split the case.");
            }
            Self::TextTooLong { limit } => {
                return write!(f, "the text is longer than {limit} characters. Shorten it.");
            }
            Self::Unreadable { detail } => {
                return write!(f, "reading stopped here ({detail}). Send the file anew.");
            }
            Self::Broken { line, column } => {
                return write!(
                    f,
                    "this is not JSON: it breaks at its line {line}, character {column}. Write the file with a JSON writer."
                );
            }
            Self::Version => "only version “2.0” of the standard is read.",
            Self::NoSuchMember => "the standard has no such field. Begin the name of your own field with x_.",
            Self::WrongTable { table } => return write!(f, "this field belongs under “{table}”."),
            Self::BadCharacter => "the text holds a control character. Type it again.",
            Self::Shape(shape) => match shape {
                Shape::Elements => "its elements are written in brackets: [{…}, {…}].",
                Shape::Element => "an element is written in braces: {…}.",
                Shape::Links => "links are written in brackets: [{\"from\": …, \"to\": …}].",
                Shape::Link => "a link has the ids of two elements: “from” and “to”.",
                Shape::OneValue => "this field has one value only.",
                Shape::Value => "a text, a number, true or false belongs here.",
            },
        };
        f.write_str(text)
    }
}

/// How a cell was read, where a person may want to look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellNotice {
    TwoDigitYear {
        year: i16,
    },
    Age {
        year: i16,
    },
    StandardFieldEdited,
    /// The same row stands further up in the file.
    SameRowAgain,
    /// Another row with the same id stands further up in the file.
    NewerVersion,
}

coded! {
    /// Message key: `warning.` and what was noticed.
    CellNotice {
        Self::TwoDigitYear { .. } => "warning.two_digit_year",
        Self::Age { .. } => "warning.age",
        Self::StandardFieldEdited => "warning.standard_field_edited",
        Self::SameRowAgain => "warning.same_row_again",
        Self::NewerVersion => "warning.newer_version",
    }
}

impl CellNotice {
    /// Names and values for the message of [`CellNotice::code`].
    pub fn args(&self) -> Arguments {
        match self {
            Self::TwoDigitYear { year } | Self::Age { year } => vec![("year", year.to_string())],
            Self::StandardFieldEdited | Self::SameRowAgain | Self::NewerVersion => Vec::new(),
        }
    }
}

impl fmt::Display for CellNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoDigitYear { year } => write!(f, "the year was written with two digits and read as {year}."),
            Self::Age { year } => write!(f, "an age was given, so the year of birth is about {year}."),
            Self::StandardFieldEdited => f.write_str(
                "this field was changed since Haven wrote the file, so it counts for more than the x_ column of the same field.",
            ),
            Self::SameRowAgain => f.write_str("The same row stands further up in this file. It is taken once."),
            Self::NewerVersion => {
                f.write_str("This id stands further up in this file. This row is taken as the newer version.")
            }
        }
    }
}
