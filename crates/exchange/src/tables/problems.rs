//! What can be wrong with a file or a row, in words that name the place and the mend.
//!
//! `code()` is the message key, `args()` its arguments for translated messages, `Display` the English text.

use crate::codes::Arguments;
use std::fmt;

/// Why a file cannot be read as a table at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    #[error("The file could not be read ({detail}). Try again; if it fails again, send the file anew.")]
    Unreadable { detail: String },
    #[error("The file has no rows. Check that the right sheet was saved, with headings in its first row.")]
    Empty,
    #[error(
        "The file has headings but nothing that can be read as a heading row. Put the column names in the first row."
    )]
    NoHeadings,
    #[error("This looks like {looks_like}, not a table. Save it as CSV, XLSX or ODS and try again.")]
    NotATable { looks_like: LooksLike },
    #[error(
        "This is an old Excel workbook (.xls) or one locked with a password. Open it, remove the password, and save it as .xlsx."
    )]
    OldOrLockedWorkbook,
    #[error("This workbook is locked with a password. Save it without one.")]
    Locked,
    #[error("The part “{part}” of the file is damaged ({detail}). Open the file, save it again, and send the new one.")]
    Damaged { part: String, detail: String },
    #[error(
        "The workbook lacks its part “{part}”. Open the file, save it again as .xlsx or .ods, and send the new one."
    )]
    MissingPart { part: String },
    #[error("The part “{part}” would unpack to more than {limit} bytes. Split the file and send it in pieces.")]
    TooLarge { part: String, limit: u64 },
    #[error(
        "The part “{part}” unpacks to more than {ratio} times its size, as made-up archives do. Save the table as CSV instead."
    )]
    PackedTooTightly { part: String, ratio: u64 },
    #[error("The workbook is made of {found} parts; at most {limit} are read. Save only the sheet with the table.")]
    TooManyParts { found: usize, limit: usize },
    #[error("The heading row has {found} columns; at most {limit} are read. Delete the columns that are not needed.")]
    TooManyColumns { found: usize, limit: usize },
    #[error("The heading row cannot be read: {problem}")]
    Heading { problem: Box<RowProblem> },
}

/// What a file is instead of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksLike {
    Pdf,
    Picture,
    TextDocument,
    Archive,
    WebPage,
    Xml,
    Json,
    Bytes,
}

impl LooksLike {
    /// For the message's choice of words.
    const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::TextDocument => "text-document",
            Self::Archive => "archive",
            Self::WebPage => "web-page",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Bytes => "bytes",
        }
    }
}

impl fmt::Display for LooksLike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::TextDocument => "a text document",
            Self::Archive => "a packed archive",
            Self::WebPage => "a web page",
            Self::Xml => "an XML document",
            Self::Json => "JSON",
            Self::Bytes => "a file that is not text",
        })
    }
}

coded! {
    /// Message key: `file.` and what is wrong.
    FileProblem {
        Self::Unreadable { .. } => "file.unreadable",
        Self::Empty => "file.empty",
        Self::NoHeadings => "file.no_headings",
        Self::NotATable { .. } => "file.not_a_table",
        Self::OldOrLockedWorkbook => "file.old_or_locked",
        Self::Locked => "file.locked",
        Self::Damaged { .. } => "file.damaged",
        Self::MissingPart { .. } => "file.missing_part",
        Self::TooLarge { .. } => "file.too_large",
        Self::PackedTooTightly { .. } => "file.packed_too_tightly",
        Self::TooManyParts { .. } => "file.too_many_parts",
        Self::TooManyColumns { .. } => "file.too_many_columns",
        Self::Heading { .. } => "file.heading",
    }
}

impl FileProblem {
    /// Names and values for the message of [`FileProblem::code`].
    pub fn args(&self) -> Arguments {
        match self {
            Self::Empty | Self::NoHeadings | Self::OldOrLockedWorkbook | Self::Locked => Vec::new(),
            Self::Unreadable { detail } => vec![("detail", detail.clone())],
            Self::NotATable { looks_like } => vec![("looks_like", looks_like.code().to_owned())],
            Self::Damaged { part, detail } => vec![("part", part.clone()), ("detail", detail.clone())],
            Self::MissingPart { part } => vec![("part", part.clone())],
            Self::TooLarge { part, limit } => vec![("part", part.clone()), ("limit", limit.to_string())],
            Self::PackedTooTightly { part, ratio } => vec![("part", part.clone()), ("ratio", ratio.to_string())],
            Self::TooManyParts { found, limit } | Self::TooManyColumns { found, limit } => {
                vec![("found", found.to_string()), ("limit", limit.to_string())]
            }
            // The row's own problem has a message of its own, whose arguments come along.
            Self::Heading { problem } => {
                let mut args = problem.args();
                let place = problem.column.as_ref();
                args.push((
                    "place",
                    place.map_or_else(|| "none".to_owned(), |column| column_letters(column.number)),
                ));
                args.push(("problem", problem.fault.to_string()));
                args.push(("problem_code", problem.code().to_owned()));
                args
            }
        }
    }
}

impl From<std::io::Error> for FileProblem {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable {
            detail: error.kind().to_string(),
        }
    }
}

/// Which column, as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnPlace {
    /// From 1.
    pub number: usize,
    /// Blank beyond the headings.
    pub heading: String,
}

impl fmt::Display for ColumnPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}", column_letters(self.number))?;
        if !self.heading.is_empty() {
            write!(f, " (“{}”)", shortened(&self.heading, 60))?;
        }
        Ok(())
    }
}

/// One row that cannot be taken as it is. Its cells, as far as they were read, come along for the rejects file.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct RowProblem {
    /// As the spreadsheet shows it: the first line is 1.
    pub row: u64,
    pub column: Option<ColumnPlace>,
    pub fault: RowFault,
    /// What was read of the row; an overlong cell is cut.
    pub cells: Vec<String>,
    /// Nothing can be read after this row.
    pub last: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFault {
    TooLong { limit: usize },
    UnclosedQuote,
    BadCharacter,
    Undecodable { encoding: &'static str },
    TooManyCells { found: usize, expected: usize },
    TooManyRows { limit: u64 },
    RepeatedTooOften { times: u64, limit: u64 },
    Damaged { part: String, detail: String },
    TooLarge { part: String },
    Unreadable { detail: String },
}

coded! {
    /// Message key: `row.` and what is wrong.
    RowFault {
        Self::TooLong { .. } => "row.cell_too_long",
        Self::UnclosedQuote => "row.unclosed_quote",
        Self::BadCharacter => "row.bad_character",
        Self::Undecodable { .. } => "row.undecodable",
        Self::TooManyCells { .. } => "row.too_many_cells",
        Self::TooManyRows { .. } => "row.too_many_rows",
        Self::RepeatedTooOften { .. } => "row.repeated_too_often",
        Self::Damaged { .. } => "row.damaged",
        Self::TooLarge { .. } => "row.too_large",
        Self::Unreadable { .. } => "row.unreadable",
    }
}

impl RowProblem {
    /// [`RowFault::code`] of its fault.
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// Names and values for the message of [`RowProblem::code`]; always `row`, and `column` where it is known.
    pub fn args(&self) -> Arguments {
        let mut args = vec![("row", self.row.to_string())];
        if let Some(column) = &self.column {
            args.push(("column", column.to_string()));
        }
        match &self.fault {
            RowFault::TooLong { limit } => args.push(("limit", limit.to_string())),
            RowFault::TooManyRows { limit } => args.push(("limit", limit.to_string())),
            RowFault::Undecodable { encoding } => args.push(("encoding", (*encoding).to_owned())),
            RowFault::TooManyCells { found, expected } => {
                args.extend([("found", found.to_string()), ("expected", expected.to_string())]);
            }
            RowFault::RepeatedTooOften { times, limit } => {
                args.extend([("times", times.to_string()), ("limit", limit.to_string())]);
            }
            RowFault::Damaged { part, detail } => args.extend([("part", part.clone()), ("detail", detail.clone())]),
            RowFault::TooLarge { part } => args.push(("part", part.clone())),
            RowFault::Unreadable { detail } => args.push(("detail", detail.clone())),
            RowFault::UnclosedQuote | RowFault::BadCharacter => {}
        }
        args
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {}", self.row)?;
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// Without row and column.
impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(
                f,
                "the cell is longer than {limit} characters. Shorten it; if it looks short, look for a quotation mark that was opened in it and never closed."
            ),
            Self::UnclosedQuote => f.write_str(
                "a quotation mark was opened in this cell and never closed, so the rest of the file was taken as part of it. Close it, or delete it.",
            ),
            Self::BadCharacter => {
                f.write_str("the cell holds a control character that is not text. Type the cell again.")
            }
            Self::Undecodable { encoding } => write!(
                f,
                "the cell holds a letter that could not be read as {encoding}. Save the file as “CSV UTF-8”, or type the cell again."
            ),
            Self::TooManyCells { found, expected } => write!(
                f,
                "the row has {found} cells but there are {expected} headings. Look for a separator inside a text that is not in quotation marks, or give the column a heading."
            ),
            Self::TooManyRows { limit } => {
                write!(f, "at most {limit} rows are read from one file. Split the file.")
            }
            Self::RepeatedTooOften { times, limit } => write!(
                f,
                "the sheet says that this filled row is repeated {times} times; at most {limit} are believed. Delete the copies."
            ),
            Self::Damaged { part, detail } => write!(
                f,
                "the file is damaged here, in its part “{part}” ({detail}). Open it, save it again, and send the new one."
            ),
            Self::TooLarge { part } => {
                write!(f, "the part “{part}” unpacks to more than is allowed. Split the file and send it in pieces.")
            }
            Self::Unreadable { detail } => {
                write!(f, "reading stopped here ({detail}). Try again; if it fails again, send the file anew.")
            }
        }
    }
}

impl fmt::Debug for RowProblem {
    /// Cells are about people, so they stay out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowProblem")
            .field("row", &self.row)
            .field("fault", &self.fault)
            .field("last", &self.last)
            .finish()
    }
}

/// 1 is A, 27 is AA.
pub fn column_letters(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// At most `characters` of a text, with an ellipsis where it was cut.
pub fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
