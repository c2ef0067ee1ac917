//! Does the text blame the child, or make it older than it is?
//!
//! What it does: looks for the wordings of the pack's language guide in told texts and suggests what to write
//! instead. What stands in quotation marks is left alone: the child's own words belong in a referral.
//! Why: "absconded" or "streetwise" move the danger from the exploiter to the child and change how others act.
//! Example: "absconded twice" - went missing.
//! Limits: whole words only, no grammar: a sentence about somebody else is found too, and a wording not in the
//! guide is not.

use super::{Finding, View, words};
use domain::pack::LanguageAdvice;

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, text) in view.told() {
        let text = words(&without_quotations(&text));
        for advice in view
            .pack
            .language_guide()
            .iter()
            .filter(|advice| stands_in(&advice.phrase, &text))
        {
            findings.push(suggestion(view, key, advice));
        }
    }
    findings
}

fn suggestion(view: &View<'_>, key: &str, advice: &LanguageAdvice) -> Finding {
    let code = if advice.kind == "adultification" {
        "wording_adultification"
    } else {
        "wording_blame"
    };
    let phrase = advice.phrase.trim_end_matches('*');
    let english = format!(
        "\"{phrase}\": better: {}. {}.",
        advice.instead,
        advice.reason.trim_end_matches('.')
    );
    let mut finding = view.finding(code, Some(key.to_owned()), &english);
    finding.args.insert("phrase", phrase.to_owned());
    finding.args.insert("instead", advice.instead.clone());
    finding.args.insert("reason", advice.reason.clone());
    finding
}

/// Whether the phrase stands in the words of a text. `*` in a word of the phrase stands for any letters.
fn stands_in(phrase: &str, text: &[String]) -> bool {
    let wanted: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
    !wanted.is_empty()
        && text.windows(wanted.len()).any(|window| {
            window
                .iter()
                .zip(&wanted)
                .all(|(word, pattern)| word_fits(pattern, word))
        })
}

fn word_fits(pattern: &str, word: &str) -> bool {
    match pattern.split_once('*') {
        None => word == pattern,
        Some((start, end)) => word.len() >= start.len() + end.len() && word.starts_with(start) && word.ends_with(end),
    }
}

/// The text with closed quotations taken out. A mark that is never closed takes nothing out.
fn without_quotations(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((at, open)) = rest.char_indices().find(|(_, character)| closing(*character).is_some()) {
        let (before, from_mark) = rest.split_at(at);
        kept.push_str(before);
        let inside = from_mark.strip_prefix(open).unwrap_or_default();
        let end = closing(open).and_then(|close| inside.split_once(|character| close.contains(&character)));
        match end {
            Some((_, after)) => {
                kept.push_str(" | ");
                rest = after;
            }
            None => {
                kept.push(' ');
                rest = inside;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// The marks that close what a mark opens: British, Danish and German habits.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '“' => Some(&['”', '“']),
        '„' => Some(&['“', '”']),
        '”' => Some(&['”']),
        '»' => Some(&['«']),
        '«' => Some(&['»']),
        _ => None,
    }
}
