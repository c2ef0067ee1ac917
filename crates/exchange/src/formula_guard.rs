//! Formula injection: a cell that a spreadsheet would run as a formula is written with a single quote before it,
//! and read back without. Source: OWASP, "CSV Injection".
//!
//! `restore(guard(text)) == text` for every text, because a text that already looks guarded is guarded again.

use std::borrow::Cow;

const DANGEROUS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The text as it may be written to a CSV cell.
pub fn guard(text: &str) -> Cow<'_, str> {
    if runs_as_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text as it was before [`guard`]; anything else comes back as it is.
pub fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if runs_as_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn runs_as_formula(text: &str) -> bool {
    text.starts_with(DANGEROUS)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::{guard, restore};
    use proptest::prelude::*;

    #[test]
    fn formulas_are_disarmed_and_names_are_left_alone() {
        for text in ["=1+1", "+44 7700 900123", "-1", "@SUM(A1)", "\tx", "\r=x"] {
            assert!(guard(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(guard("O'Brien"), "O'Brien");
        assert_eq!(guard("'quoted'"), "'quoted'");
        assert_eq!(restore("'quoted'"), "'quoted'");
    }

    proptest! {
        #[test]
        fn what_is_guarded_comes_back(text in "['=+@\\t\\r a-]{0,6}") {
            let guarded = guard(&text);
            prop_assert_eq!(restore(&guarded), text.as_str());
            prop_assert!(!guarded.starts_with(super::DANGEROUS));
        }
    }
}
