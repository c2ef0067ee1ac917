//! Time and chance come from here and from nowhere else, so that a test can hold both still.

use jiff::Timestamp;
use rand::RngExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// The one clock of a running program. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Milliseconds since 1970, moved by hand.
    Held(Arc<AtomicI64>),
}

impl Clock {
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    pub fn held_at(now: Timestamp) -> Self {
        Self(Source::Held(Arc::new(AtomicI64::new(now.as_millisecond()))))
    }

    /// Milliseconds since 1970-01-01T00:00Z: the unit of every time in the tables.
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where the machine is asked for the time"
    )]
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System => Timestamp::now().as_millisecond(),
            Source::Held(ms) => ms.load(Ordering::SeqCst),
        }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Today in the given zone (for example `Europe/London`); UTC when the zone is not known.
    pub fn today_in(&self, zone: &str) -> jiff::civil::Date {
        match self.now().in_tz(zone) {
            Ok(zoned) => zoned.date(),
            Err(_) => self.now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date(),
        }
    }

    /// Moves a held clock; a system clock cannot be moved and is left alone.
    pub fn advance_ms(&self, by: i64) {
        if let Source::Held(ms) = &self.0 {
            ms.fetch_add(by, Ordering::SeqCst);
        }
    }

    /// A fresh identifier (UUID version 7), sortable by the time of this clock.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let ms = u64::try_from(self.now_ms()).unwrap_or(0);
        T::from(uuid::Builder::from_unix_timestamp_millis(ms, &random_bytes::<10>()).into_uuid())
    }
}

/// When an identifier of [`Clock::new_id`] was made, in milliseconds since 1970; none for one of another kind.
pub fn made_at(id: Uuid) -> Option<i64> {
    (id.get_version_num() == 7)
        .then(|| id.as_u128() >> 80)
        .and_then(|ms| i64::try_from(ms).ok())
}

/// Bytes nobody can guess, from the operating system.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    rand::rng().fill(&mut bytes[..]);
    bytes
}

/// A secret for a link, a cookie or a token: 256 bits as URL-safe text (43 characters).
pub fn random_token() -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// A reference a person can read out on the phone: no 0/O, 1/I/L, no vowels (so no words). `digits` characters.
pub fn random_reference(digits: usize) -> String {
    const ALPHABET: &[u8] = b"23456789BCDFGHJKMNPQRSTVWXZ";
    let mut rng = rand::rng();
    (0..digits)
        .map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]))
        .collect()
}
