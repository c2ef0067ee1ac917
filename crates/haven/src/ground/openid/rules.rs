//! Which providers will do, and whom they may speak for.

use crate::ground::accounts::Account;
use domain::Role;
use domain::ids::AgencyId;
use webauthn_rs::prelude::Url;

/// Whether this can be a provider's address: encrypted, or on this very machine where Haven itself is not encrypted
/// either (a trial).
pub fn is_issuer(text: &str, haven_is_https: bool) -> bool {
    let Ok(url) = Url::parse(text.trim()) else { return false };
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let secure = url.scheme() == "https" || (url.scheme() == "http" && here && !haven_is_https);
    secure
        && url.host_str().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Whether a provider of `agency` may sign this account in.
pub fn may_speak_for(agency: AgencyId, account: &Account) -> bool {
    account.agency == agency && account.state == "active" && !account.has(Role::SystemAdmin)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use domain::AgencyKind;
    use domain::ids::AccountId;
    use uuid::Uuid;

    #[test]
    fn providers_are_encrypted_or_on_this_machine() {
        assert!(is_issuer("https://id.estuary.example/realms/staff", true));
        assert!(is_issuer("http://127.0.0.1:4000", false));
        for bad in [
            "http://id.estuary.example",
            "ftp://id.example",
            "id.example",
            "https://user:pw@id.example",
            "https://id.example/?a=1",
            "",
        ] {
            assert!(!is_issuer(bad, false), "{bad}");
        }
        assert!(
            !is_issuer("http://127.0.0.1:4000", true),
            "a real server asks nobody in the clear"
        );
    }

    #[test]
    fn a_provider_speaks_for_its_own_people_only() {
        let (own, other) = (AgencyId(Uuid::from_u128(1)), AgencyId(Uuid::from_u128(2)));
        let account = |agency, state: &str, role| Account {
            id: AccountId(Uuid::from_u128(3)),
            agency,
            agency_name: String::new(),
            agency_kind: AgencyKind::Police,
            pack: String::new(),
            email: String::new(),
            display_name: String::new(),
            job_title: None,
            phone: None,
            language: "en".to_owned(),
            state: state.to_owned(),
            roles: [role].into(),
            long_form: false,
        };
        assert!(may_speak_for(own, &account(own, "active", Role::Practitioner)));
        assert!(
            !may_speak_for(own, &account(other, "active", Role::Practitioner)),
            "another agency's account"
        );
        assert!(!may_speak_for(own, &account(own, "suspended", Role::Practitioner)));
        assert!(!may_speak_for(own, &account(own, "invited", Role::Practitioner)));
        assert!(
            !may_speak_for(own, &account(own, "active", Role::SystemAdmin)),
            "no way up through a provider"
        );
    }
}
