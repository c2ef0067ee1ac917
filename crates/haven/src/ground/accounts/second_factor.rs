//! The second factor: codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, one step early or late)
//! and recovery codes for the day the telephone is lost.

use super::rules::percent;
use crate::problem::Problem;
use domain::ids::AccountId;
use fast_qr::convert::Builder as _;
use kit::clock::{random_bytes, random_reference};
use kit::vault::Vault;
use totp_rs::{Builder, Secret, Totp};

/// Recovery codes given at once.
pub const RECOVERY_CODES: usize = 10;
const SEALED_FOR: &str = "totp";

/// A seed that is shown once as a picture and as text, and then kept sealed.
pub struct Seed(Vec<u8>);

impl Seed {
    pub fn fresh() -> Self {
        Self(random_bytes::<20>().to_vec())
    }

    pub fn seal(&self, vault: &Vault) -> Result<Vec<u8>, Problem> {
        vault
            .seal(SEALED_FOR, &self.0)
            .map_err(|error| Problem::internal("sealing a second factor", error))
    }

    pub fn open(vault: &Vault, sealed: &[u8]) -> Result<Self, Problem> {
        vault
            .open_sealed(SEALED_FOR, sealed)
            .map(Self)
            .map_err(|error| Problem::internal("opening a second factor", error))
    }

    fn totp(&self) -> Result<Totp, Problem> {
        Builder::new()
            .with_secret(self.0.clone())
            .with_skew(1)
            .build()
            .map_err(|error| Problem::internal("using a second factor", error))
    }

    /// The step that the code belongs to, if it is the code of now or of one step before or after. The caller makes
    /// sure that a step is used once.
    pub fn step_of(&self, code: &str, now_ms: i64) -> Result<Option<i64>, Problem> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now_ms / 1000).unwrap_or(0);
        Ok(self
            .totp()?
            .check(&code, seconds)
            .and_then(|step| i64::try_from(step).ok()))
    }

    /// The code of a moment. For tests and for nobody else.
    #[doc(hidden)]
    pub fn code_at(&self, now_ms: i64) -> Result<String, Problem> {
        Ok(self
            .totp()?
            .generate(u64::try_from(now_ms / 1000).unwrap_or(0))
            .to_string())
    }

    /// For typing by hand: base 32 in groups of four.
    pub fn text(&self) -> String {
        let letters: Vec<char> = Secret::from(self.0.clone()).to_base32().chars().collect();
        letters
            .chunks(4)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The seed from its text, for tests that act the part of the app.
    #[doc(hidden)]
    pub fn from_text(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Secret::try_from_base32(plain)
            .ok()
            .map(|secret| Self(secret.as_ref().to_vec()))
    }

    /// The address that authenticator apps read.
    fn address(&self, issuer: &str, email: &str) -> String {
        let secret = Secret::from(self.0.clone()).to_base32();
        format!(
            "otpauth://totp/{}:{}?secret={secret}&issuer={}",
            percent(issuer),
            percent(email),
            percent(issuer)
        )
    }

    /// The picture of that address, as a `data:` address for an image.
    pub fn picture(&self, issuer: &str, email: &str) -> Result<String, Problem> {
        use base64::Engine;
        let code = fast_qr::QRBuilder::new(self.address(issuer, email))
            .build()
            .map_err(|error| Problem::internal("drawing a code", error))?;
        let svg = fast_qr::convert::svg::SvgBuilder::default().margin(4).to_str(&code);
        Ok(format!(
            "data:image/svg+xml;base64,{}",
            base64::engine::general_purpose::STANDARD.encode(svg)
        ))
    }
}

/// Codes to print and keep: two groups of five signs that nobody confuses.
pub fn recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES)
        .map(|_| format!("{}-{}", random_reference(5), random_reference(5)))
        .collect()
}

/// What is kept of a recovery code: a keyed digest over the account and the code without spaces and hyphens.
pub fn recovery_digest(vault: &Vault, account: AccountId, code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    vault.digest("recovery_code", format!("{account}:{plain}").as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;
    use uuid::Uuid;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, for SHA-1, cut to six digits.
        let seed = Seed(b"12345678901234567890".to_vec());
        for (seconds, code) in [(59_i64, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(seed.code_at(seconds * 1000).unwrap(), code);
            assert_eq!(seed.step_of(code, seconds * 1000).unwrap(), Some(seconds / 30));
            assert_eq!(
                seed.step_of(code, (seconds + 30) * 1000).unwrap(),
                Some(seconds / 30),
                "one step late"
            );
            assert_eq!(
                seed.step_of(code, (seconds - 30) * 1000).unwrap(),
                Some(seconds / 30),
                "one step early"
            );
            assert_eq!(seed.step_of(code, (seconds + 90) * 1000).unwrap(), None, "too late");
        }
        assert_eq!(seed.step_of("", 59_000).unwrap(), None);
        assert_eq!(seed.step_of("28708é", 59_000).unwrap(), None);
    }

    #[test]
    fn a_seed_survives_sealing_and_its_text() {
        let vault = Vault::from_key([7; 32]);
        let seed = Seed::fresh();
        let opened = Seed::open(&vault, &seed.seal(&vault).unwrap()).unwrap();
        assert_eq!(seed.code_at(1_000_000).unwrap(), opened.code_at(1_000_000).unwrap());
        let typed = Seed::from_text(&seed.text()).unwrap();
        assert_eq!(seed.code_at(1_000_000).unwrap(), typed.code_at(1_000_000).unwrap());
        assert!(Seed::open(&Vault::from_key([8; 32]), &seed.seal(&vault).unwrap()).is_err());
        assert!(
            seed.picture("Haven", "a@b.example")
                .unwrap()
                .starts_with("data:image/svg+xml;base64,")
        );
    }

    #[test]
    fn a_recovery_code_is_one_accounts_and_may_be_typed_loosely() {
        let vault = Vault::from_key([7; 32]);
        let (one, two) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let codes = recovery_codes();
        assert_eq!(
            codes.iter().collect::<std::collections::BTreeSet<_>>().len(),
            RECOVERY_CODES
        );
        let code = &codes[0];
        let loose = format!(" {} ", code.to_lowercase().replace('-', " "));
        assert_eq!(recovery_digest(&vault, one, code), recovery_digest(&vault, one, &loose));
        assert_ne!(recovery_digest(&vault, one, code), recovery_digest(&vault, two, code));
    }
}
