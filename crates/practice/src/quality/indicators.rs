//! Are signs named, with what exactly was seen? And are they more than circumstances of the child?
//!
//! What it does: asks for signs when none is named, for detail when none is described, and warns when only signs of
//! vulnerability are ticked.
//! Why: a referral without named signs is the commonest weak one; and being in care, poor or unaccompanied raises
//! risk but is no evidence, so ticking it alone invites judging children by their circumstances.
//! Example: only "in care now or before" ticked: ask what was seen or heard of exploitation.
//! Limits: cannot tell whether the detail is any good.

use super::{Finding, View};

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let quality = &view.form.quality;
    let asked = view.form.field("indicators").is_some();
    let noticed = |state: Option<&String>| matches!(state.map(String::as_str), Some("seen" | "suspected"));
    let entries = view
        .answers
        .entries("indicators")
        .iter()
        .filter(|entry| noticed(entry.get("state")));
    let seen: Vec<_> = entries.collect();
    let in_words = quality.indicators_text.as_deref().filter(|key| view.answered(key));
    if !asked {
        return Vec::new();
    }
    if seen.is_empty() {
        let english = "Name the signs you saw or suspect, each with what exactly you saw or heard.";
        let missing = view.finding("indicators_missing", Some("indicators".to_owned()), english);
        return if in_words.is_some() { Vec::new() } else { vec![missing] };
    }
    let mut findings = Vec::new();
    if in_words.is_none() && !seen.iter().any(|entry| entry.contains_key("note")) {
        let english = "Describe at least the strongest signs: what exactly, where, seen or heard by whom.";
        findings.push(view.finding("indicators_without_detail", Some("indicators".to_owned()), english));
    }
    if let Some(group) = quality.vulnerability_group.as_deref() {
        let vulnerable = |code: &String| {
            view.pack
                .indicator(code)
                .is_some_and(|indicator| indicator.group == group)
        };
        if seen.iter().all(|entry| entry.get("code").is_some_and(vulnerable)) {
            let english = "Only circumstances that raise risk are ticked. They are no evidence: say what you saw or heard of exploitation.";
            findings.push(view.finding("only_vulnerability", Some("indicators".to_owned()), english));
        }
    }
    findings
}
