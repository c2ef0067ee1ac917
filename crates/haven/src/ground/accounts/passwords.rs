//! Passwords: argon2id with 19 MiB and two passes, kept as PHC text. Each check costs the server memory and time on
//! purpose; few run at once, so that many sign-ins cannot take the server's memory.

use crate::problem::Problem;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Checks at once: four take 76 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What is compared with when there is no such account, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

/// The hash to keep of a password: argon2id, PHC text. Takes tens of milliseconds.
pub fn hash(password: &str) -> Result<String, Problem> {
    let params =
        Params::new(19 * 1024, 2, 1, None).map_err(|error| Problem::internal("choosing password parameters", error))?;
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map_err(|error| Problem::internal("hashing a password", error))?;
    Ok(hashed.to_string())
}

/// The same, away from the threads that serve requests.
pub async fn hash_aside(password: String) -> Result<String, Problem> {
    let _turn = AT_ONCE
        .acquire()
        .await
        .map_err(|error| Problem::internal("waiting to hash", error))?;
    tokio::task::spawn_blocking(move || hash(&password))
        .await
        .map_err(|error| Problem::internal("hashing a password", error))?
}

/// Whether this is the password. With no hash the same work is done and the answer is no.
pub async fn is_right(kept: Option<String>, password: String) -> Result<bool, Problem> {
    let _turn = AT_ONCE
        .acquire()
        .await
        .map_err(|error| Problem::internal("waiting to check", error))?;
    tokio::task::spawn_blocking(move || {
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| NOBODY.clone());
        let parsed = PasswordHash::new(&kept).map_err(|error| Problem::internal("reading a password's hash", error))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
    .map_err(|error| Problem::internal("checking a password", error))?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn right_wrong_and_nobody() {
        let kept = hash("harbour lantern quiet 52").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(
            kept,
            hash("harbour lantern quiet 52").unwrap(),
            "each hash has its own salt"
        );
        assert!(
            is_right(Some(kept.clone()), "harbour lantern quiet 52".to_owned())
                .await
                .unwrap()
        );
        assert!(
            !is_right(Some(kept), "harbour lantern quiet 53".to_owned())
                .await
                .unwrap()
        );
        assert!(
            !is_right(None, "nobody has this password".to_owned()).await.unwrap(),
            "nobody is nobody"
        );
    }
}
