//! What may become of an account: how long it locks, which passwords will do, who may hand out which role. No
//! database, no web.

use domain::{Purpose, Role};
use std::collections::BTreeSet;

/// Wrong tries before an account locks.
pub const FREE_TRIES: i64 = 5;
/// Shortest password, in characters.
pub const PASSWORD_LEAST: usize = 12;
/// Longest, so that nobody keeps the server busy with a novel.
pub const PASSWORD_MOST: usize = 1000;
/// Days for which an invitation is good.
pub const INVITATION_DAYS: i64 = 7;
/// Minutes after proving who one is during which passwords and factors may be changed.
pub const FRESH_MINUTES: i64 = 15;

/// Minutes for which the account is locked after so many wrong tries in a row: 1 at the fifth, then doubling up to 60.
pub fn lock_minutes(failures: i64) -> Option<i64> {
    let over = failures.checked_sub(FREE_TRIES).filter(|over| *over >= 0)?;
    Some(
        1_i64
            .checked_shl(u32::try_from(over.min(6)).unwrap_or(6))
            .unwrap_or(60)
            .min(60),
    )
}

/// Where to go after sign-in, if it is a place of ours: a path, and nothing that a browser could read as another host.
pub fn next_path(asked: &str) -> Option<&str> {
    let local = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.contains('\\')
        && !asked.chars().any(char::is_control)
        && asked.len() <= 500;
    (local && !asked.starts_with("/sign-")).then_some(asked)
}

/// Text as it may stand in an address.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Why a password will not do, as a message key; none when it will. Length counts, composition does not.
pub fn password_problem(password: &str, email: &str, name: &str) -> Option<&'static str> {
    let letters = password.chars().count();
    if letters < PASSWORD_LEAST {
        return Some("accounts-password-short");
    }
    if letters > PASSWORD_MOST {
        return Some("accounts-password-long");
    }
    let plain = password.trim().to_lowercase();
    if is_common(&plain) || is_repeated(&plain) {
        return Some("accounts-password-common");
    }
    let own = [email, email.split('@').next().unwrap_or(""), name];
    if own
        .iter()
        .any(|word| !word.is_empty() && plain.trim_matches(|c: char| !c.is_alphabetic()) == word.to_lowercase())
        || plain == email.to_lowercase()
    {
        return Some("accounts-password-own");
    }
    None
}

/// In the list of the most common long passwords, also without its spaces.
fn is_common(plain: &str) -> bool {
    let joined: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    include_str!("common_passwords.txt")
        .lines()
        .any(|line| line == plain || line == joined)
}

/// "aaaaaaaaaaaa", "abcabcabcabc": one short piece again and again.
fn is_repeated(plain: &str) -> bool {
    let letters: Vec<char> = plain.chars().collect();
    (1..=4).any(|piece| letters.iter().zip(letters.iter().skip(piece)).all(|(a, b)| a == b))
}

/// Whether this can be an address to write to: something, one at sign, a host. Anything stricter refuses real people.
pub fn is_email(text: &str) -> bool {
    let text = text.trim();
    let mut parts = text.split('@');
    let (Some(local), Some(host), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    !local.is_empty()
        && host.len() >= 3
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.len() <= 254
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>(),;:\"[]\\".contains(c))
}

/// Which right it takes to give or take a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    Manage,
    AppointAgencyAdmin,
    AppointSystemAdmin,
}

pub const fn right_for(role: Role) -> Right {
    match role {
        Role::SystemAdmin => Right::AppointSystemAdmin,
        Role::AgencyAdmin => Right::AppointAgencyAdmin,
        Role::Practitioner | Role::DeskOfficer | Role::Analyst | Role::Manager | Role::Auditor | Role::Trainer => {
            Right::Manage
        }
    }
}

/// The rights that a change of roles asks for.
pub fn rights_for_change(before: &BTreeSet<Role>, after: &BTreeSet<Role>) -> BTreeSet<Right> {
    before
        .symmetric_difference(after)
        .map(|role| right_for(*role))
        .collect()
}

/// The right that it takes to touch how somebody proves who they are. Whoever can reset a system administrator can
/// become one, so an agency's own administrator cannot.
pub fn right_over(roles: &BTreeSet<Role>) -> Right {
    if roles.contains(&Role::SystemAdmin) {
        Right::AppointSystemAdmin
    } else {
        Right::Manage
    }
}

/// Why people with these roles may look: what they choose from, the nearest to the child first.
pub fn purposes_for(roles: &BTreeSet<Role>) -> Vec<Purpose> {
    let mut purposes = BTreeSet::new();
    for role in roles {
        purposes.extend(match role {
            Role::Practitioner | Role::DeskOfficer => [Purpose::Safeguarding, Purpose::Investigation].as_slice(),
            Role::Analyst => &[Purpose::Analysis, Purpose::Safeguarding],
            Role::Manager => &[Purpose::Safeguarding, Purpose::Investigation, Purpose::Supervision],
            Role::Auditor => &[Purpose::Audit],
            Role::Trainer | Role::AgencyAdmin | Role::SystemAdmin => &[Purpose::Administration],
        });
    }
    purposes.into_iter().collect()
}

/// The purpose of a session: as stated, as long as the roles still allow it.
pub fn purpose_held(stated: Purpose, roles: &BTreeSet<Role>) -> Purpose {
    if purposes_for(roles).contains(&stated) {
        stated
    } else {
        access::default_purpose(roles)
    }
}

/// The browser and the machine, as far as the browser tells: "Firefox, Linux".
pub fn device_of(user_agent: &str) -> String {
    let browser = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    .iter()
    .find(|(mark, _)| user_agent.contains(mark))
    .map_or("?", |(_, name)| name);
    let system = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]
    .iter()
    .find(|(mark, _)| user_agent.contains(mark))
    .map_or("?", |(_, name)| name);
    format!("{browser}, {system}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lock_doubles_from_one_minute_to_an_hour() {
        let minutes: Vec<Option<i64>> = (3..13).map(lock_minutes).collect();
        let expected = [
            None,
            None,
            Some(1),
            Some(2),
            Some(4),
            Some(8),
            Some(16),
            Some(32),
            Some(60),
            Some(60),
        ];
        assert_eq!(minutes, expected);
    }

    #[test]
    fn only_places_of_ours_come_after_sign_in() {
        for ours in ["/", "/people/4", "/search?q=1#top"] {
            assert_eq!(next_path(ours), Some(ours));
        }
        for theirs in [
            "",
            "https://elsewhere.example",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "/a\r\nSet-Cookie: x",
            "/sign-out",
            "javascript:1",
        ] {
            assert_eq!(next_path(theirs), None, "{theirs}");
        }
    }

    #[test]
    fn passwords_need_length_and_to_be_nobody_elses() {
        let check = |password: &str| password_problem(password, "amina.clarke@estuary.example", "Amina Clarke");
        assert_eq!(check("Tr0ub4dor&3"), Some("accounts-password-short"));
        assert_eq!(check("Password1234"), Some("accounts-password-common"));
        assert_eq!(check("correct horse battery staple"), Some("accounts-password-common"));
        assert_eq!(check("abcabcabcabcabc"), Some("accounts-password-common"));
        assert_eq!(check("amina.clarke@estuary.example"), Some("accounts-password-own"));
        assert_eq!(check("Amina Clarke99"), Some("accounts-password-own"));
        assert_eq!(check("harbour lantern quiet 52"), None);
        assert_eq!(check("пароль длинный"), None);
    }

    #[test]
    fn only_system_administrators_reach_system_administrators() {
        let agency_admin = BTreeSet::from([Role::AgencyAdmin]);
        let both = BTreeSet::from([Role::AgencyAdmin, Role::SystemAdmin]);
        assert_eq!(right_over(&agency_admin), Right::Manage);
        assert_eq!(right_over(&both), Right::AppointSystemAdmin);
        assert_eq!(
            rights_for_change(&agency_admin, &both),
            BTreeSet::from([Right::AppointSystemAdmin])
        );
        assert_eq!(
            rights_for_change(&both, &BTreeSet::from([Role::Analyst])),
            BTreeSet::from([Right::Manage, Right::AppointAgencyAdmin, Right::AppointSystemAdmin])
        );
        assert!(rights_for_change(&both, &both).is_empty());
    }

    #[test]
    fn the_first_purpose_is_always_one_of_those_to_choose_from() {
        for role in Role::ALL {
            let roles = BTreeSet::from([*role]);
            assert!(
                purposes_for(&roles).contains(&access::default_purpose(&roles)),
                "{role}"
            );
        }
        let auditor = BTreeSet::from([Role::Auditor]);
        assert_eq!(
            purpose_held(Purpose::Safeguarding, &auditor),
            Purpose::Audit,
            "an auditor's session does not open children"
        );
    }

    proptest! {
        /// A browser given a path that passed must stay on our host, however the path is written.
        #[test]
        fn a_path_that_passes_keeps_the_host(asked in "[/\\\\a-z:.@?#%]{0,12}") {
            if let Some(path) = next_path(&asked) {
                let base = webauthn_rs::prelude::Url::parse("https://haven.example/sign-in").unwrap();
                let target = base.join(path).unwrap();
                prop_assert_eq!(target.host_str(), Some("haven.example"));
                prop_assert_eq!(target.scheme(), "https");
            }
        }

        #[test]
        fn more_failures_never_lock_for_less(a in 0_i64..1000, b in 0_i64..1000) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(lock_minutes(low).unwrap_or(0) <= lock_minutes(high).unwrap_or(0));
            prop_assert!(lock_minutes(high).unwrap_or(0) <= 60);
        }

        #[test]
        fn addresses_with_odd_signs_are_refused(left in "[a-z]{1,8}", sign in "[ <>,;:\"\r\n]", right in "[a-z]{1,8}") {
            let plain = format!("{left}@{right}.example");
            prop_assert!(is_email(&plain));
            let odd = format!("{left}{sign}{right}@host.example");
            prop_assert!(!is_email(&odd));
        }
    }
}
