//! A help line's number in very many records: what is stored stays in proportion, no record is compared with all the
//! others, and what was turned away is counted, never silent.

use crate::told;
use access::{HandIn, Resource};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Incoming};
use haven::link::recognise::{self, BLOCK_LIMIT};
use kit::params;
use testkit::{Cast, Desk, on_sqlite};

/// A child like no other, but for the number.
fn child(number: usize) -> Incoming {
    let letters = |salt: usize| {
        let mixed = (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_usize.rotate_left(u32::try_from(salt).unwrap()));
        (0..8)
            .map(|place| char::from(b'a' + u8::try_from((mixed >> (place * 5)) % 26).unwrap()))
            .collect::<String>()
    };
    let answers: Answers = serde_json::from_value(serde_json::json!({
        "names": [{ "given": letters(7), "family": letters(23) }],
        "births": [{ "date": format!("20{:02}-{:02}-{:02}", 5 + number % 12, 1 + number / 12 % 12, 1 + number / 144 % 28), "basis": "claimed" }],
        "phones": [{ "number": "0800 0121 700", "whose": "found_on_person" }],
    }))
    .unwrap();
    Incoming {
        source_id: Some(format!("N{number}")),
        kind: RecordKind::Child,
        handling: Handling::Shared,
        pack: "GB-ENG@2026.1".to_owned(),
        answers,
        channel: Channel::Csv,
        hand_in: None,
        made_by: None,
    }
}

async fn count(desk: &Desk, sql: &'static str) -> usize {
    let mut conn = desk.app.db.read().await.unwrap();
    usize::try_from(conn.one(sql, params![]).await.unwrap().get::<i64>("n").unwrap()).unwrap()
}

#[test]
fn one_number_in_very_many_records_costs_no_more_than_in_a_few_hundred() {
    on_sqlite(|desk| async move {
        let many = told("HAVEN_FAULT_RECORDS", 3_000);
        let who = desk.principal(Cast::PoliceOfficer).await;
        let agency = desk.agency(Cast::PoliceOfficer.agency_code());
        let permit = desk
            .app
            .policy
            .permit::<HandIn>(&who, &Resource::Agency { id: agency })
            .unwrap();
        let mut links_at_half = 0;
        for from in (0..many).step_by(500) {
            let rows = (from..(from + 500).min(many)).map(child).collect();
            let mut tx = desk.app.db.begin().await.unwrap();
            records::receive(&desk.app, &mut tx, &permit, agency, rows)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            if from + 500 <= many / 2 {
                links_at_half = count(&desk, "SELECT COUNT(*) AS n FROM link").await;
            }
        }
        assert_eq!(count(&desk, "SELECT COUNT(*) AS n FROM record").await, many);
        let largest = count(
            &desk,
            "SELECT MAX(members) AS n FROM (SELECT COUNT(*) AS members FROM candidate_key GROUP BY key)",
        )
        .await;
        assert!(largest <= BLOCK_LIMIT, "{largest} records under one key");
        let named = count(
            &desk,
            "SELECT MAX(members) AS n FROM (SELECT COUNT(*) AS members FROM record_entity GROUP BY entity)",
        )
        .await;
        assert!(named <= BLOCK_LIMIT, "{named} records under one number");
        let keys = count(&desk, "SELECT COUNT(*) AS n FROM candidate_key").await;
        assert!(keys <= many * 60, "{keys} keys for {many} records");
        // Strangers who share a help line are not linked with one another, however many they are.
        let links = count(&desk, "SELECT COUNT(*) AS n FROM link").await;
        assert!(links <= 25 * 25 + 3 * many, "{links} links among {many} strangers");
        assert!(
            links <= 3 * links_at_half + 25 * 25,
            "links grow no faster than records: {links_at_half}, then {links}"
        );
        // Every record that found the number's block full is counted, once for each key.
        let turned = count(&desk, "SELECT turned_away AS n FROM crowded_key WHERE kind = 'phone'").await;
        assert_eq!(turned, many - BLOCK_LIMIT);
        let mut conn = desk.app.db.read().await.unwrap();
        let (crowded, times) = recognise::crowds(&mut conn).await.unwrap();
        assert!(
            crowded >= 2 && usize::try_from(times).unwrap() >= 2 * (many - BLOCK_LIMIT),
            "{crowded} keys, {times} times"
        );
        let lost = count(
            &desk,
            "SELECT COUNT(*) AS n FROM record r WHERE r.num NOT IN (SELECT num FROM candidate_key)",
        )
        .await;
        assert_eq!(lost, 0, "everybody can still be found under a name");
        println!(
            "{many} records: {keys} keys (largest block {largest}), {links} links, {crowded} crowded keys, {times} turned away"
        );
    });
}

/// So alike that every block they belong to is full: the last of them is still filed somewhere, so that a later record
/// can meet it.
#[test]
fn whoever_every_block_would_turn_away_is_filed_all_the_same() {
    on_sqlite(|desk| async move {
        let who = desk.principal(Cast::PoliceOfficer).await;
        let agency = desk.agency(Cast::PoliceOfficer.agency_code());
        let permit = desk
            .app
            .policy
            .permit::<HandIn>(&who, &Resource::Agency { id: agency })
            .unwrap();
        let many = BLOCK_LIMIT + 20;
        let alike = (0..many)
            .map(|number| Incoming {
                source_id: Some(format!("A{number}")),
                ..child(1)
            })
            .collect();
        let mut tx = desk.app.db.begin().await.unwrap();
        records::receive(&desk.app, &mut tx, &permit, agency, alike)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let filed = count(&desk, "SELECT COUNT(DISTINCT num) AS n FROM candidate_key").await;
        assert_eq!(filed, many, "everybody is filed");
        let blocks_past_the_bound = count(
            &desk,
            "SELECT COUNT(*) AS n FROM (SELECT key FROM candidate_key GROUP BY key HAVING COUNT(*) > 300) AS wide",
        )
        .await;
        assert!(blocks_past_the_bound >= 1, "room was made");
        let widest = count(
            &desk,
            "SELECT MAX(members) AS n FROM (SELECT COUNT(*) AS members FROM candidate_key GROUP BY key)",
        )
        .await;
        assert!(widest <= 4 * BLOCK_LIMIT, "{widest} under one key");
    });
}
