//! The key at rest, the clock and the settings: what is sealed opens only whole, for its purpose and with its key; ids
//! follow the clock; a misspelt setting is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use kit::clock::{Clock, random_reference, random_token};
use kit::settings::Settings;
use kit::vault::{Vault, VaultError};
use proptest::prelude::*;
use std::collections::HashSet;
use uuid::Uuid;

proptest! {
    #[test]
    fn what_is_sealed_opens_whole_for_its_purpose_and_with_its_key_only(
        plain in proptest::collection::vec(any::<u8>(), 0..300),
        place in any::<prop::sample::Index>(),
        bit in 0_u32..8,
    ) {
        let vault = Vault::from_key([7; 32]);
        let sealed = vault.seal("totp", &plain).unwrap();
        prop_assert_eq!(vault.open_sealed("totp", &sealed).unwrap(), plain.clone());
        prop_assert!(vault.open_sealed("openid", &sealed).is_err());
        prop_assert!(Vault::from_key([8; 32]).open_sealed("totp", &sealed).is_err());
        let mut flipped = sealed.clone();
        flipped[place.index(sealed.len())] ^= 1 << bit;
        prop_assert!(vault.open_sealed("totp", &flipped).is_err());
        prop_assert!(vault.open_sealed("totp", &sealed[..place.index(sealed.len())]).is_err());
        prop_assert_ne!(vault.seal("totp", &plain).unwrap(), sealed, "never twice the same");
        prop_assert_eq!(vault.digest("token", &plain), vault.digest("token", &plain));
        prop_assert_ne!(vault.digest("token", &plain), vault.digest("session", &plain));
    }
}

#[test]
fn one_key_is_made_and_kept_however_many_start_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let digests: HashSet<[u8; 32]> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..12)
            .map(|_| scope.spawn(|| Vault::open(folder.path()).unwrap().digest("a", b"b")))
            .collect();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(digests.len(), 1);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["secret.key"], "no drafts are left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("secret.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
    }
    for damage in ["", "abcd", &"zz".repeat(32), &"00".repeat(33)] {
        std::fs::write(folder.path().join("secret.key"), damage).unwrap();
        assert!(
            matches!(Vault::open(folder.path()), Err(VaultError::Damaged(_))),
            "{damage:?}"
        );
    }
}

#[test]
fn ids_follow_the_clock_and_references_can_be_read_out() {
    let clock = Clock::held_at("2026-11-23T02:00:00Z".parse().unwrap());
    let mut last = clock.new_id::<Uuid>();
    for _ in 0..50 {
        clock.advance_ms(1);
        let next = clock.new_id::<Uuid>();
        assert!(next > last && next.get_version_num() == 7);
        last = next;
    }
    assert_eq!(clock.today_in("Pacific/Kiritimati").to_string(), "2026-11-23");
    assert_eq!(clock.today_in("America/New_York").to_string(), "2026-11-22");
    assert_eq!(
        clock.today_in("Nowhere/AtAll").to_string(),
        "2026-11-23",
        "an unknown zone is UTC"
    );
    let references: HashSet<String> = (0..500).map(|_| random_reference(8)).collect();
    assert_eq!(references.len(), 500);
    assert!(
        references
            .iter()
            .all(|text| text.len() == 8 && !text.contains(['0', 'O', '1', 'I', 'L', 'A', 'E', 'U']))
    );
    assert!(random_token().len() == 43 && random_token() != random_token());
}

#[test]
fn a_misspelt_setting_is_refused_by_name_and_a_given_one_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("haven.toml");
    std::fs::write(&file, "time_zone = \"Europe/Copenhagen\"\nidle_minutes = 5\n").unwrap();
    let settings = Settings::read(Some(&file)).unwrap();
    assert_eq!(
        (settings.time_zone.as_str(), settings.idle_minutes),
        ("Europe/Copenhagen", 5)
    );
    std::fs::write(&file, "idle_minute = 5\n").unwrap();
    assert!(
        Settings::read(Some(&file))
            .unwrap_err()
            .to_string()
            .contains("idle_minute")
    );
    std::fs::write(&file, "idle_minutes = \"long\"\n").unwrap();
    assert!(
        Settings::read(Some(&file))
            .unwrap_err()
            .to_string()
            .contains("idle_minutes")
    );
    let here = Settings {
        data_folder: "/srv/haven".into(),
        ..Settings::default()
    };
    assert_eq!(here.database_address(), "sqlite:/srv/haven/haven.db");
}
