//! What an agency's details must be like.

use super::store::Agency;
use crate::ground::accounts::rules::is_email;

/// A short word for addresses and files: lower-case letters, digits and hyphens, 2 to 40 of them, a letter first.
pub fn is_code(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// What is wrong with an agency as typed: (field, message key). `packs` are the packs there are.
pub fn problems(agency: &Agency, packs: &[&str]) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    if !is_code(&agency.code) {
        wrong.push(("code", "agencies-code-wrong"));
    }
    if agency.name.trim().is_empty() || agency.name.chars().count() > 200 {
        wrong.push(("name", "agencies-name-missing"));
    }
    if !packs.contains(&agency.pack.as_str()) {
        wrong.push(("pack", "agencies-pack-missing"));
    }
    if agency
        .duty_phone
        .as_deref()
        .is_some_and(|phone| phone.chars().filter(char::is_ascii_digit).count() < 3 || phone.len() > 60)
    {
        wrong.push(("duty_phone", "agencies-phone-wrong"));
    }
    if agency.duty_email.as_deref().is_some_and(|email| !is_email(email)) {
        wrong.push(("duty_email", "agencies-email-wrong"));
    }
    // Whoever learns that an agency knows a child must be able to reach it.
    if agency.duty_phone.is_none() && agency.duty_email.is_none() {
        wrong.push(("duty_phone", "agencies-contact-missing"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use domain::AgencyKind;
    use domain::ids::AgencyId;

    #[test]
    fn codes_are_short_plain_words() {
        for good in ["estuary", "northmere-police", "a1"] {
            assert!(is_code(good), "{good}");
        }
        for bad in ["", "a", "Estuary", "1a", "a-", "a/b", "a b", "é1", &"a".repeat(41)] {
            assert!(!is_code(bad), "{bad}");
        }
    }

    #[test]
    fn an_agency_can_be_reached() {
        let mut agency = Agency {
            id: AgencyId(uuid::Uuid::nil()),
            code: "estuary".to_owned(),
            name: "Estuary County Council".to_owned(),
            kind: AgencyKind::SocialCare,
            pack: "GB-ENG".to_owned(),
            language: "en".to_owned(),
            duty_phone: None,
            duty_email: None,
        };
        assert_eq!(
            problems(&agency, &["GB-ENG"]),
            [("duty_phone", "agencies-contact-missing")]
        );
        agency.duty_phone = Some("01632 960100".to_owned());
        assert!(problems(&agency, &["GB-ENG"]).is_empty());
        assert_eq!(problems(&agency, &["DK"]), [("pack", "agencies-pack-missing")]);
    }
}
