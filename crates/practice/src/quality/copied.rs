//! Is the same passage in several answers?
//!
//! What it does: finds a sentence of some length that stands in two fields.
//! Why: pasted text hides what is new in each answer, and text pasted from another child's referral is the gravest
//! fault of all.
//! Example: the summary pasted whole into "how it began" and "how treated".
//! Limits: looks inside one hand-in only; a passage from another child's referral is not found here.

use super::{Finding, View, words};
use std::collections::BTreeMap;

/// Words from which on the same sentence twice is no chance.
const A_PASSAGE: usize = 10;

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let mut first_in: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    let mut told: Vec<(&str, &str)> = Vec::new();
    let mut findings = Vec::new();
    let texts = view.told();
    for (key, text) in &texts {
        for sentence in text
            .split(['.', '!', '?', '\n'])
            .map(words)
            .filter(|sentence| sentence.len() >= A_PASSAGE)
        {
            let Some(earlier) = first_in.get(&sentence).copied() else {
                first_in.insert(sentence, key);
                continue;
            };
            if earlier == *key || told.contains(&(earlier, *key)) {
                continue;
            }
            told.push((earlier, key));
            let english = "A passage stands in two answers. Keep it where it belongs and say here what is asked.";
            let mut finding = view.finding("copied_text", Some((*key).to_owned()), english);
            finding.args.insert("other", view.label(earlier));
            findings.push(finding);
        }
    }
    findings
}
