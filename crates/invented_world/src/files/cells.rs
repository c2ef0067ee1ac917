//! A column of an agency's table: its heading, what of a record it holds, and how the office writes that.

use crate::chance::Chance;
use crate::reports::Report;
use domain::{Entry, PartialDate};
use jiff::civil::Date;

pub(crate) struct Column {
    pub heading: &'static str,
    pub source: Source,
    pub look: Look,
}

/// What of the record stands in the column.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    Reference,
    Kind,
    KnownOn,
    /// A text answer.
    Text(&'static str),
    /// A list of codes.
    Codes(&'static str),
    /// A part of the nth entry that fits: (field, fits, nth, part).
    Part(&'static str, Fits, usize, &'static str),
    /// One part of every entry, joined: (field, part).
    Every(&'static str, &'static str),
    /// The office's own business: not read by anyone else.
    Own(&'static str),
}

/// Which entries of a list a column speaks of.
#[derive(Clone, Copy)]
pub(crate) enum Fits {
    All,
    /// Only names in Latin letters that are not aliases.
    LatinName,
    Alias,
    OwnScript,
    Scheme(&'static str),
}

/// How the office writes it.
#[derive(Clone, Copy)]
pub(crate) enum Look {
    Plain,
    /// Day, month, year in whatever form comes to hand; now and then a true date cell; "N/K" when not known.
    AnyDate,
    /// 14/03/2011
    Slashes,
    /// 14 MAR 2011
    Capitals,
    /// 14-03-2011
    Dashes,
    /// The office's word for each code.
    Words(&'static [(&'static str, &'static str)]),
    /// "N/K" when empty, now and then; trailing blanks, now and then.
    Careless,
}

#[derive(Clone)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Day(Date),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// The record as one row of the office's table.
pub(crate) fn row(chance: &mut Chance, columns: &[Column], report: &Report) -> Vec<Cell> {
    columns.iter().map(|column| cell(chance, column, report)).collect()
}

fn cell(chance: &mut Chance, column: &Column, report: &Report) -> Cell {
    let values = values(column.source, report);
    match column.look {
        Look::Plain => Cell::text(values.join("; ")),
        Look::Words(words) => Cell::text(
            values
                .iter()
                .map(|value| word(words, value))
                .collect::<Vec<_>>()
                .join("; "),
        ),
        Look::AnyDate => any_date(chance, values.first()),
        Look::Slashes => date(values.first(), |day, month, year| format!("{day:02}/{month:02}/{year}")),
        Look::Dashes => date(values.first(), |day, month, year| format!("{day:02}-{month:02}-{year}")),
        Look::Capitals => date(values.first(), |day, month, year| {
            format!("{day:02} {} {year}", month_name(month).to_uppercase())
        }),
        Look::Careless => careless(chance, values.join("; ")),
    }
}

/// What the record says, nothing when it says nothing.
fn values(source: Source, report: &Report) -> Vec<String> {
    let answers = &report.answers;
    match source {
        Source::Reference => vec![report.source_id.clone()],
        Source::Kind => vec![report.kind.code().to_owned()],
        Source::KnownOn => vec![report.known_on.to_string()],
        Source::Text(field) => answers.text(field).map(str::to_owned).into_iter().collect(),
        Source::Codes(field) => answers.codes(field).to_vec(),
        Source::Part(field, fits, nth, part) => answers
            .entries(field)
            .iter()
            .filter(|entry| fits.fit(entry))
            .nth(nth)
            .and_then(|entry| part_of(entry, part))
            .into_iter()
            .collect(),
        Source::Every(field, part) => answers
            .entries(field)
            .iter()
            .filter_map(|entry| entry.get(part).cloned())
            .collect(),
        Source::Own(text) => vec![text.to_owned()],
    }
}

impl Fits {
    fn fit(self, entry: &Entry) -> bool {
        let is = |key: &str, value: &str| entry.get(key).is_some_and(|given| given == value);
        match self {
            Self::All => true,
            Self::LatinName => !entry.contains_key("script") && !is("kind", "alias"),
            Self::Alias => is("kind", "alias"),
            Self::OwnScript => entry.contains_key("script"),
            Self::Scheme(scheme) => is("scheme", scheme),
        }
    }
}

/// A table with two name columns has nowhere for a whole name but the second.
fn part_of(entry: &Entry, part: &str) -> Option<String> {
    let own = entry.get(part);
    if own.is_none() && part == "family" && !entry.contains_key("given") {
        entry.get("full").cloned()
    } else {
        own.cloned()
    }
}

fn word(words: &[(&str, &str)], code: &str) -> String {
    words
        .iter()
        .find(|(own, _)| *own == code)
        .map_or_else(|| code.to_owned(), |(_, word)| (*word).to_owned())
}

fn careless(chance: &mut Chance, text: String) -> Cell {
    if text.is_empty() {
        return if chance.percent(12) {
            Cell::text("N/K")
        } else {
            Cell::Empty
        };
    }
    match chance.below(14) {
        0 => Cell::Text(format!("{text}  ")),
        1 => Cell::Text(format!(" {text}")),
        _ => Cell::Text(text),
    }
}

fn any_date(chance: &mut Chance, written: Option<&String>) -> Cell {
    let Some(date) = written.and_then(|text| text.parse::<PartialDate>().ok()) else {
        return if chance.percent(40) {
            Cell::text("N/K")
        } else {
            Cell::Empty
        };
    };
    let Some(exact) = date.exact() else {
        return Cell::text(partly(date));
    };
    let (day, month, year) = (exact.day(), exact.month(), exact.year());
    match chance.below(9) {
        0 | 1 => Cell::Day(exact),
        2 => Cell::Text(format!("{day}.{month}.{year}")),
        3 => Cell::Text(format!("{day:02}-{}-{year}", month_name(month))),
        4 => Cell::Text(format!("{day} {} {year}", long_month_name(month))),
        5 => Cell::Text(format!("{day}/{month}/{year} ")),
        _ => Cell::Text(format!("{day:02}/{month:02}/{year}")),
    }
}

fn date(written: Option<&String>, look: fn(i8, i8, i16) -> String) -> Cell {
    let Some(date) = written.and_then(|text| text.parse::<PartialDate>().ok()) else {
        return Cell::Empty;
    };
    match date.exact() {
        Some(exact) => Cell::Text(look(exact.day(), exact.month(), exact.year())),
        None => Cell::Text(partly(date)),
    }
}

/// "2011", "03/2011", "c. 2011".
fn partly(date: PartialDate) -> String {
    let text = match date.month() {
        Some(month) => format!("{month:02}/{}", date.year()),
        None => date.year().to_string(),
    };
    if date.is_approximate() {
        format!("c. {text}")
    } else {
        text
    }
}

fn month_name(month: i8) -> &'static str {
    long_month_name(month).get(..3).unwrap_or("")
}

fn long_month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|place| NAMES.get(place))
        .copied()
        .unwrap_or("")
}
