//! Two records beside each other, with what differs marked in words and in place.

use crate::words::Words;
use maud::{Markup, html};

/// How two answers to one question stand to each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Same,
    Near,
    Differs,
    /// One side says nothing.
    Unknown,
}

/// One question and both answers.
#[derive(Clone)]
pub struct Compared {
    pub question: String,
    pub left: String,
    pub right: String,
    pub verdict: Verdict,
    /// Why, in plain words ("same sound", "day and month swapped").
    pub why: Option<String>,
}

/// The comparison. `left` and `right` name the two records; `caption` what is compared.
pub fn side_by_side(words: &Words, caption: &str, left: &str, right: &str, rows: &[Compared]) -> Markup {
    html! {
        table.govuk-table.haven-compare {
            caption.govuk-table__caption.govuk-visually-hidden { (caption) }
            thead.govuk-table__head {
                tr.govuk-table__row {
                    th.govuk-table__header scope="col" { (words.get("ui-compare-question")) }
                    th.govuk-table__header scope="col" { (left) }
                    th.govuk-table__header scope="col" { (right) }
                    th.govuk-table__header scope="col" { (words.get("ui-compare-verdict")) }
                }
            }
            tbody.govuk-table__body { @for row in rows { (one(words, left, right, row)) } }
        }
    }
}

fn one(words: &Words, left: &str, right: &str, row: &Compared) -> Markup {
    let (class, word) = match row.verdict {
        Verdict::Same => ("same", words.get("ui-compare-same")),
        Verdict::Near => ("near", words.get("ui-compare-near")),
        Verdict::Differs => ("differs", words.get("ui-compare-differs")),
        Verdict::Unknown => ("unknown", words.get("ui-compare-unknown")),
    };
    let mark = row.verdict == Verdict::Near;
    html! {
        tr.govuk-table__row.{ "haven-compare__row--" (class) } {
            th.govuk-table__header scope="row" { (row.question) }
            td.govuk-table__cell.govuk-table__cell--said data-side=(left) { (answer(words, &row.left, &row.right, mark)) }
            td.govuk-table__cell.govuk-table__cell--said data-side=(right) { (answer(words, &row.right, &row.left, mark)) }
            td.govuk-table__cell {
                span.haven-verdict.{ "haven-verdict--" (class) } { (word) }
                @if let Some(why) = &row.why { div.haven-quiet.haven-small { (why) } }
            }
        }
    }
}

fn answer(words: &Words, mine: &str, other: &str, mark: bool) -> Markup {
    if mine.trim().is_empty() {
        return html! { span.haven-quiet { (words.get("ui-nothing-said")) } };
    }
    let (before, middle, after) = if mark { differing(mine, other) } else { (mine, "", "") };
    html! { span dir="auto" { (before) @if !middle.is_empty() { mark { (middle) } } (after) } }
}

/// Cuts `mine` into what it shares with `other` at the start, what differs, and what it shares at the end.
fn differing<'a>(mine: &'a str, other: &str) -> (&'a str, &'a str, &'a str) {
    let start: usize = mine
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (before, rest) = mine.split_at_checked(start).unwrap_or((mine, ""));
    let other_rest = other.get(start..).unwrap_or("");
    let end: usize = rest
        .chars()
        .rev()
        .zip(other_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (middle, after) = rest.split_at_checked(rest.len() - end).unwrap_or((rest, ""));
    (before, middle, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_marked() {
        for (mine, other, expected) in [
            ("Nguyen", "Nguyễn", ("Nguy", "e", "n")),
            ("Nguyễn", "Nguyen", ("Nguy", "ễ", "n")),
            ("12 May 2009", "12 March 2009", ("12 Ma", "y", " 2009")),
            ("Anna", "Ana", ("An", "n", "a")),
            ("Ana", "Anna", ("An", "", "a")),
            ("same", "same", ("same", "", "")),
            ("abc", "", ("", "abc", "")),
        ] {
            assert_eq!(differing(mine, other), expected, "{mine} against {other}");
        }
    }
}
