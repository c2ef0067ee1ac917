//! Are gaps, delay and changes in the account explained?
//!
//! What it does: when a story is told and no field for gaps is answered, asks what is missing and why.
//! Why: unexplained gaps are read as doubt about the child; fear, trauma, language and not being asked explain most.
//! Example: found in March, referred in June: say what lay between.
//! Limits: does not find gaps, only that none is spoken of.

use super::{Finding, View};

/// Characters from which on there is a story.
const A_STORY: usize = 200;

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let quality = &view.form.quality;
    let told: usize = quality.narrative.iter().map(|key| view.text(key).chars().count()).sum();
    if quality.gaps.is_empty() || told < A_STORY || quality.gaps.iter().any(|key| view.answered(key)) {
        return Vec::new();
    }
    let english = "Say what is missing, late or has changed in the account, and why: fear, language, not being asked.";
    vec![view.finding("gaps_unexplained", view.first_asked(&quality.gaps), english)]
}
