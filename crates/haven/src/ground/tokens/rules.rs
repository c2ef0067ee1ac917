//! What a key to the API looks like and how long it lasts.

use kit::clock::random_token;

/// Longest life in days.
pub const DAYS_MOST: i64 = 365;
/// What every key begins with, so that a scanner of lost secrets knows one.
pub const PREFIX: &str = "haven_";

pub fn fresh() -> String {
    format!("{PREFIX}{}", random_token())
}

/// The key in an `Authorization` header; none where there is none of ours.
pub fn bearer(header: &str) -> Option<&str> {
    let (kind, key) = header.trim().split_once(' ')?;
    let key = key.trim();
    (kind.eq_ignore_ascii_case("bearer") && key.starts_with(PREFIX) && key.len() <= 200).then_some(key)
}

/// Days of life as typed; none when it is no number of days or too many.
pub fn days(text: &str) -> Option<i64> {
    text.trim()
        .parse::<i64>()
        .ok()
        .filter(|days| (1..=DAYS_MOST).contains(days))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;

    #[test]
    fn only_bearer_keys_of_ours_are_read() {
        let key = fresh();
        assert_eq!(bearer(&format!("Bearer {key}")), Some(key.as_str()));
        assert_eq!(bearer(&format!("bearer  {key} ")), Some(key.as_str()));
        for other in [
            format!("Basic {key}"),
            key.clone(),
            "Bearer ".to_owned(),
            "Bearer abc".to_owned(),
            String::new(),
            format!("Bearer haven_{}", "a".repeat(300)),
        ] {
            assert_eq!(bearer(&other), None, "{other}");
        }
    }

    #[test]
    fn no_key_outlives_a_year() {
        assert_eq!(days("365"), Some(365));
        for wrong in ["366", "0", "-1", "", "1e3", "99999999999999999999"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
