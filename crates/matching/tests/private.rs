//! Linkage without names: the vectors of clkhash bit for bit, exact search, tokens, and what must hold for any input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::{Answers, Entry, RecordKind};
use matching::Profile;
use matching::private::{
    CannotCompare, Encoder, Encoding, EncodingError, Encodings, EpochKey, Hardening, HitField, Schema, Scored,
    one_to_one, similar,
};
use proptest::prelude::*;

const SECRET: &[u8] = b"a secret for invented people only";

#[derive(serde::Deserialize)]
struct Compared {
    schema: serde_json::Value,
    secret: String,
    records: Vec<Vec<String>>,
    clks: Vec<String>,
}

#[test]
fn vectors_are_those_of_clkhash() {
    // Made by bench/linkage/clkhash_compare.py with clkhash 0.18.3.
    let cases: Vec<Compared> = serde_json::from_str(include_str!("data/clkhash.json")).unwrap();
    assert_eq!(cases.len(), 5);
    for (number, case) in cases.iter().enumerate() {
        let schema = Schema::from_json(&case.schema.to_string()).unwrap();
        let encoder = Encoder::new(schema, case.secret.as_bytes(), Hardening::default()).unwrap();
        let all = encoder.encode_all(&case.records).map_err(|(_, error)| error).unwrap();
        for (place, clk) in case.clks.iter().enumerate() {
            let one = encoder.encode(&case.records[place]).unwrap();
            assert_eq!(&one.to_base64(), clk, "schema {number}, record {place}");
            assert_eq!(all.get(place).unwrap(), one);
            assert_eq!(Encoding::from_base64(clk, one.bits()).unwrap(), one);
        }
    }
}

fn record(given: &str, family: &str, birth: &str, sex: &str) -> Vec<String> {
    [given, family, birth, sex, "", ""].map(str::to_owned).to_vec()
}

fn encoder(secret: &[u8], hardening: Hardening) -> Encoder {
    Encoder::new(Schema::child(), secret, hardening).unwrap()
}

#[test]
fn alike_records_have_alike_vectors_and_keys_keep_them_apart() {
    let one = record("selam", "tesfay", "20090307", "f");
    let near = record("selaam", "tesfai", "20090307", "f");
    let far = record("huong", "nguyen", "20110919", "m");
    let hardenings = [
        Hardening::default(),
        Hardening {
            salt: vec![3],
            balanced: false,
        },
        Hardening {
            salt: vec![],
            balanced: true,
        },
    ];
    for hardening in hardenings {
        let ours = encoder(SECRET, hardening.clone());
        let vector = ours.encode(&one).unwrap();
        assert_eq!(vector, ours.encode(&one).unwrap());
        let like = |other: &[String]| vector.dice(&ours.encode(other).unwrap()).unwrap();
        assert!(like(&near) > like(&far) + 0.1, "{hardening:?}");
        // Under another secret the same record shares what two unrelated sets of so many bits share.
        let theirs = encoder(b"another secret of sixteen and more", hardening.clone())
            .encode(&one)
            .unwrap();
        let chance = f64::from(vector.count()) / vector.bits() as f64;
        assert!((vector.dice(&theirs).unwrap() - chance).abs() < 0.12, "{hardening:?}");
        if hardening.balanced {
            assert_eq!(vector.count() as usize * 2, vector.bits());
        }
    }
    // Another salt is another family of hash functions.
    let salted = encoder(
        SECRET,
        Hardening {
            salt: vec![3],
            balanced: false,
        },
    );
    let boy = record("selam", "tesfay", "20090307", "m");
    let (girl, boy) = (salted.encode(&one).unwrap(), salted.encode(&boy).unwrap());
    assert!((girl.dice(&boy).unwrap() - f64::from(girl.count()) / 1024.0).abs() < 0.12);
}

#[test]
fn what_cannot_be_encoded_is_refused_without_repeating_it() {
    let ours = encoder(SECRET, Hardening::default());
    assert!(matches!(
        ours.encode(&["a"]),
        Err(EncodingError::Fields { found: 1, expected: 6 })
    ));
    let mut wrong = record("a", "b", "20090307", "unheard-of");
    let error = ours.encode(&wrong).unwrap_err().to_string();
    assert!(error.contains("sex") && !error.contains("unheard"));
    wrong[3] = "f".to_owned();
    wrong[0] = "x".repeat(20_000);
    assert!(ours.encode(&wrong).is_err());
    assert!(matches!(
        Encoder::new(Schema::child(), b"short", Hardening::default()),
        Err(EncodingError::ShortSecret)
    ));
    let outside = Hardening {
        salt: vec![6],
        balanced: false,
    };
    assert!(matches!(
        Encoder::new(Schema::child(), SECRET, outside),
        Err(EncodingError::Salt)
    ));
    for text in [
        "",
        "[]",
        r#"{"version": 2, "clkConfig": {"l": 8, "kdf": {"type": "HKDF"}}, "features": []}"#,
        r#"{"version": 3, "clkConfig": {"l": 8, "kdf": {"type": "HKDF"}}, "features": []}"#,
        r#"{"version": 3, "clkConfig": {"l": 0, "kdf": {"type": "HKDF"}}, "features": [{"identifier": "a", "ignored": true}]}"#,
        r#"{"version": 3, "clkConfig": {"l": 8, "xor_folds": 63, "kdf": {"type": "HKDF"}}, "features": [{"identifier": "a", "ignored": true}]}"#,
        // The tool would take no notice of this spelling.
        r#"{"version": 3, "clkConfig": {"l": 8, "xorFolds": 1, "kdf": {"type": "HKDF"}}, "features": [{"identifier": "a", "ignored": true}]}"#,
    ] {
        assert!(Schema::from_json(text).is_err(), "{text}");
    }
}

/// All pairs one by one.
fn slowly(one: &Encodings, other: &Encodings, threshold: f64) -> Vec<Scored> {
    let mut found = Vec::new();
    for a in 0..one.len() {
        for b in 0..other.len() {
            let dice = one.get(a).unwrap().dice(&other.get(b).unwrap()).unwrap();
            if dice >= threshold {
                found.push(Scored {
                    a: a as u32,
                    b: b as u32,
                    dice,
                });
            }
        }
    }
    found
}

fn list(vectors: &[Vec<u8>], bits: usize) -> Encodings {
    let mut all = Encodings::new(bits);
    for bytes in vectors {
        // Bits beyond the end are cut off.
        let mut bytes = bytes.clone();
        if !bits.is_multiple_of(8) {
            *bytes.last_mut().unwrap() &= 0xffu8 << (8 - bits % 8);
        }
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
        assert!(all.push(&Encoding::from_base64(&text, bits).unwrap()));
    }
    all
}

fn vectors(bytes: usize) -> impl Strategy<Value = Vec<Vec<u8>>> {
    // Sparse, dense, empty and full ones, so that the bounds are met.
    let byte = prop_oneof![2 => any::<u8>(), 1 => Just(0u8), 1 => Just(0xffu8)];
    proptest::collection::vec(proptest::collection::vec(byte, bytes), 0..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_exactly_the_pairs(one in vectors(32), other in vectors(32), threshold in 0.05f64..1.0) {
        let (one, other) = (list(&one, 256), list(&other, 256));
        let found = similar(&one, &other, threshold, usize::MAX).unwrap();
        prop_assert_eq!(&found, &slowly(&one, &other, threshold));
        // And the other way round.
        let mut turned = similar(&other, &one, threshold, usize::MAX).unwrap();
        for pair in &mut turned {
            (pair.a, pair.b) = (pair.b, pair.a);
        }
        turned.sort_by_key(|pair| (pair.a, pair.b));
        prop_assert_eq!(&found, &turned);
        if !found.is_empty() {
            prop_assert_eq!(similar(&one, &other, threshold, found.len() - 1), Err(CannotCompare::TooManyPairs));
        }
        let kept = one_to_one(&found);
        let mut left: Vec<u32> = kept.iter().map(|pair| pair.a).collect();
        let mut right: Vec<u32> = kept.iter().map(|pair| pair.b).collect();
        left.sort_unstable();
        right.sort_unstable();
        prop_assert!(left.windows(2).all(|two| two[0] < two[1]) && right.windows(2).all(|two| two[0] < two[1]));
        // No pair is left over of which both records are free.
        prop_assert!(found.iter().all(|pair| left.binary_search(&pair.a).is_ok() || right.binary_search(&pair.b).is_ok()));
    }

    #[test]
    fn odd_lengths_are_searched_too(one in vectors(3), other in vectors(3), threshold in 0.3f64..1.0) {
        let (one, other) = (list(&one, 21), list(&other, 21));
        prop_assert_eq!(similar(&one, &other, threshold, usize::MAX).unwrap(), slowly(&one, &other, threshold));
    }

    #[test]
    fn any_text_is_encoded_or_refused(given in any::<String>(), family in "\\PC{0,40}", birth in "[0-9]{0,9}") {
        let record = record(&given, &family, &birth, "f");
        for hardening in [Hardening::default(), Hardening { salt: vec![0, 2], balanced: true }] {
            let ours = encoder(SECRET, hardening);
            if let Ok(vector) = ours.encode(&record) {
                prop_assert_eq!(&vector, &ours.encode(&record).unwrap());
                prop_assert_eq!(vector.bits(), ours.bits());
                prop_assert_eq!(vector.dice(&vector).unwrap(), 1.0);
            } else {
                prop_assert!(birth.len() > 8);
            }
        }
    }

    #[test]
    fn any_schema_text_is_read_or_refused(text in "\\PC{0,200}", n in 0usize..200, bits in 0usize..70_000, k in 0u32..200_000) {
        prop_assert!(Schema::from_json(&text).is_err());
        let text = serde_json::json!({
            "version": 3,
            "clkConfig": { "l": bits, "kdf": { "type": "HKDF" } },
            "features": [{
                "identifier": "a",
                "format": { "type": "string" },
                "hashing": { "comparison": { "type": "ngram", "n": n }, "strategy": { "bitsPerFeature": k } },
            }],
        });
        if let Ok(schema) = Schema::from_json(&text.to_string()) {
            let ours = Encoder::new(schema, SECRET, Hardening::default()).unwrap();
            prop_assert_eq!(ours.encode(&["Adiam"]).unwrap().bits(), bits);
        }
    }
}

fn profile(name: (&str, &str), birth: &str, phone: &str) -> Profile {
    let mut answers = Answers::default();
    let entry = |parts: &[(&str, &str)]| -> Vec<Entry> {
        vec![
            parts
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        ]
    };
    answers.set_entries("names", entry(&[("given", name.0), ("family", name.1)]));
    answers.set_entries("births", entry(&[("date", birth)]));
    answers.set_entries("phones", entry(&[("number", phone)]));
    Profile::from_answers(RecordKind::Child, &answers, "GB")
}

#[test]
fn tokens_say_hit_under_one_key_and_epoch_only() {
    let november = EpochKey::new(SECRET, "2026-11").unwrap();
    let one = november.tokens(&profile(("Selam", "Tesfay"), "2009-03-07", "07700 900123"));
    let turned = november.tokens(&profile(("Tesfay", "SELAM"), "2009-03-07", "+44 7700 900123"));
    let slip = november.tokens(&profile(("Selaam", "Tesfai"), "2010-03-07", "07700 900124"));
    let other = november.tokens(&profile(("Huong", "Nguyen"), "2011-09-19", "07700 900999"));
    assert_eq!(
        one.hits(&turned).unwrap(),
        [HitField::Phone, HitField::NameAndBirth, HitField::SoundsAndYears]
    );
    assert_eq!(one.hits(&slip).unwrap(), [HitField::SoundsAndYears]);
    assert!(one.hits(&other).unwrap().is_empty());
    // Another epoch or another secret: nothing in common, and the epochs are not even compared.
    let december = EpochKey::new(SECRET, "2026-12").unwrap();
    let again = december.tokens(&profile(("Selam", "Tesfay"), "2009-03-07", "07700 900123"));
    assert!(one.hits(&again).is_err());
    assert!(one.iter().all(|token| again.iter().all(|theirs| token.1 != theirs.1)));
    let theirs = EpochKey::new(b"another secret of sixteen and more", "2026-11").unwrap();
    let theirs = theirs.tokens(&profile(("Selam", "Tesfay"), "2009-03-07", "07700 900123"));
    assert!(one.hits(&theirs).unwrap().is_empty());
    // The fields have keys of their own.
    assert_ne!(
        november.token(HitField::Phone, "1"),
        november.token(HitField::Identifier, "1")
    );
    // Padding tells no number and makes no hits.
    let (padded, more) = (november.padded(&one, 8), november.padded(&other, 8));
    assert_eq!(padded.len(), 8 * HitField::ALL.len());
    assert_eq!(padded.len(), more.len());
    assert!(padded.hits(&more).unwrap().is_empty());
    assert_eq!(padded.hits(&turned).unwrap(), one.hits(&turned).unwrap());
    assert!(EpochKey::new(b"short", "2026-11").is_none());
    assert!(!format!("{one:?}").contains("900"));
}
