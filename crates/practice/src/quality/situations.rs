//! Is each exploitation told on its own?
//!
//! What it does: asks to separate when several kinds of exploitation are ticked and one situation is described, or
//! when several situations are said to exist and fewer than two are described.
//! Why: each kind, place and time is looked at by itself; told as one, one of them is lost.
//! Example: domestic servitude in one house and a cannabis grow later are two.
//! Limits: kinds under the same heading (car wash and farm work) count as one.

use super::{Finding, View};
use std::collections::BTreeSet;

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let quality = &view.form.quality;
    let (Some(several), Some(each)) = (&quality.several_situations, &quality.each_situation) else {
        return Vec::new();
    };
    let said_several = view.answers.text(several) == Some("yes");
    if said_several && view.answers.entries(each).len() < 2 {
        let english = "You say there was more than one situation: describe each on its own.";
        return vec![view.finding("situations_not_separate", Some(each.clone()), english)];
    }
    let headings = quality
        .exploitation
        .as_deref()
        .map(|key| headings(view, key))
        .unwrap_or_default();
    if !said_several && headings.len() > 1 {
        let english = "You chose several kinds of exploitation: say whether they were separate, and describe each.";
        return vec![view.finding("several_kinds_one_situation", Some(several.clone()), english)];
    }
    Vec::new()
}

fn headings(view: &View<'_>, key: &str) -> BTreeSet<String> {
    let list = view
        .form
        .field(key)
        .and_then(|field| field.options.as_deref())
        .and_then(|name| view.pack.list(name));
    let codes = view.answers.codes(key).iter().filter(|code| *code != "UNK");
    codes
        .map(|code| {
            list.and_then(|list| list.get(code))
                .and_then(|item| item.parent.clone())
                .unwrap_or_else(|| code.clone())
        })
        .collect()
}
