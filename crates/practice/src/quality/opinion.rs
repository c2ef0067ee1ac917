//! Is the professional opinion tied to what was seen and heard?
//!
//! What it does: asks for facts when there is an opinion and no story, and for the tie when opinion and facts share
//! hardly a word.
//! Why: an opinion without its facts carries no weight and cannot be checked.
//! Example: "I believe he is a victim" beside a long story about a car wash: say what in it makes you believe so.
//! Limits: compares words of five letters and more, so an opinion in other words, or in another language than the
//! facts, is asked about without cause.

use super::{Finding, View, words};
use std::collections::BTreeSet;

/// Shared words under which the two do not speak of the same things.
const FEW: usize = 2;

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let quality = &view.form.quality;
    let Some(key) = quality.opinion.as_deref().filter(|key| view.answered(key)) else {
        return Vec::new();
    };
    let field = Some(key.to_owned());
    let mut facts: BTreeSet<String> = BTreeSet::new();
    for fact in quality.narrative.iter().filter(|fact| fact.as_str() != key) {
        facts.extend(telling(&view.text(fact)));
    }
    for entry in view.answers.entries("indicators") {
        facts.extend(telling(entry.get("note").map_or("", String::as_str)));
        if let Some(indicator) = entry.get("code").and_then(|code| view.pack.indicator(code)) {
            facts.extend(indicator.label.iter().flat_map(|(_, label)| telling(label)));
        }
    }
    if facts.is_empty() {
        let english = "Your judgement stands alone: add what was seen and heard.";
        return vec![view.finding("opinion_without_facts", field, english)];
    }
    let shared = telling(&view.text(key)).intersection(&facts).count();
    if shared < FEW {
        let english = "Say which of the facts lead to your judgement.";
        return vec![view.finding("opinion_not_tied", field, english)];
    }
    Vec::new()
}

fn telling(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .filter(|word| word.chars().count() >= 5)
        .collect()
}
