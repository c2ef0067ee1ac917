//! Plates, document numbers, references, e-mail addresses, handles, flight numbers: exact things written untidily.
//!
//! Limits: O and 0, I and 1 are one in plates and document numbers, since people copy them from each other's
//! handwriting; two plates that differ only so are taken as one.

use super::scripts::latin;

/// Letters and digits only, small. `AB-123 / x` gives `ab123x`.
pub(crate) fn compact(written: &str) -> String {
    latin(written)
        .text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(60)
        .collect()
}

/// As [`compact`], with look-alikes made one: for plates and document numbers.
pub(crate) fn look_alikes(written: &str) -> String {
    compact(written)
        .chars()
        .map(|character| match character {
            'o' => '0',
            'i' => '1',
            other => other,
        })
        .collect()
}

/// A reference that is worth comparing: "unknown", "n/a" and "1" are not.
pub(crate) fn reference(written: &str) -> Option<String> {
    let value = look_alikes(written);
    (value.len() >= 4 && has_digit(written) && value.bytes().any(|b| b != b'0')).then_some(value)
}

pub(crate) fn plate(written: &str) -> Option<String> {
    let value = look_alikes(written);
    ((4..=10).contains(&value.len()) && has_digit(written)).then_some(value)
}

/// Digits as written: the O of "unknown" is no nought.
fn has_digit(written: &str) -> bool {
    compact(written).bytes().any(|b| b.is_ascii_digit())
}

pub(crate) fn email(written: &str) -> Option<String> {
    let value: String = written
        .trim()
        .chars()
        .take(120)
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .collect();
    let (name, place) = value.split_once('@')?;
    (!name.is_empty() && place.contains('.')).then_some(value)
}

/// Platform and handle: `Instagram`, `@Adiam.T ` gives `instagram:adiam.t`.
pub(crate) fn account(platform: &str, handle: &str) -> Option<String> {
    let handle: String = handle
        .trim()
        .trim_start_matches('@')
        .chars()
        .take(80)
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .collect();
    (handle.chars().count() >= 3).then(|| format!("{}:{handle}", compact(platform)))
}

/// Flight, ferry, train or coach number without blanks and leading noughts: `BA 0123` gives `ba123`.
pub(crate) fn carrier_number(written: &str) -> Option<String> {
    let value = compact(written);
    let letters: String = value.chars().take_while(char::is_ascii_alphabetic).collect();
    let digits = value.get(letters.len()..)?.trim_start_matches('0');
    (!letters.is_empty() && !digits.is_empty()).then(|| format!("{letters}{digits}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn references_in_one_form() {
        assert_eq!(plate("AB12 CDO"), plate("ab12-cd0"));
        assert_eq!(plate("unknown"), None);
        assert_eq!(reference("N/A"), None);
        assert_eq!(reference("0000"), None);
        assert_eq!(reference("E 1234567").as_deref(), Some("e1234567"));
        assert_eq!(email(" Adiam@Example.ORG ").as_deref(), Some("adiam@example.org"));
        assert_eq!(email("nobody"), None);
        assert_eq!(account("Insta-gram", "@Adiam.T").as_deref(), Some("instagram:adiam.t"));
        assert_eq!(carrier_number("BA 0123").as_deref(), Some("ba123"));
        assert_eq!(carrier_number("by lorry"), None);
    }
}
