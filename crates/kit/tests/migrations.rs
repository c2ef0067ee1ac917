//! The schema's history: run once, in order, whole or not at all, by however many processes start at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod place;

use kit::db::{Db, DbError, Migration, migrate};
use kit::params;
use place::{NOW, Place, on_both, run, told};
use std::io::Read;
use std::time::Duration;

const ONE: Migration = Migration {
    number: 1,
    name: "0001_one",
    text: "CREATE TABLE one (\n  id BIGINT PRIMARY KEY\n);\n",
};
const TWO: Migration = Migration {
    number: 2,
    name: "0002_two",
    text: "CREATE TABLE two (\n  id BIGINT PRIMARY KEY REFERENCES one (id)\n);\nINSERT INTO one (id) VALUES (1), (2);\n",
};
/// Long enough to be killed in the middle of.
const LONG: Migration = Migration {
    number: 3,
    name: "0003_long",
    text: "CREATE TABLE three (\n  id BIGINT PRIMARY KEY,\n  words TEXT\n);\n\
           INSERT INTO three (id, words) WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 600000) \
           SELECT n, 'some words to write down, row by row' FROM counted;\nCREATE INDEX three_words ON three (words, id);\n",
};

async fn tables(db: &Db) -> Vec<String> {
    let mut conn = db.read().await.unwrap();
    let sql = match db.dialect() {
        kit::db::Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        kit::db::Dialect::Postgres => {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        }
    };
    conn.all(sql, params![])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get("name").unwrap())
        .collect()
}

#[test]
fn steps_run_once_and_in_order() {
    on_both(|place| async move {
        let place = &place;
        let db = &place.db;
        assert_eq!(migrate(db, &[ONE], NOW).await.unwrap(), 1);
        assert_eq!(migrate(db, &[ONE, TWO], NOW).await.unwrap(), 1, "only what is new");
        assert_eq!(migrate(db, &[ONE, TWO], NOW).await.unwrap(), 0);
        let mut conn = db.read().await.unwrap();
        let rows = conn
            .all(
                "SELECT number, name, applied_at FROM schema_migration ORDER BY number",
                params![],
            )
            .await
            .unwrap();
        let seen: Vec<(i64, String, i64)> = rows
            .iter()
            .map(|row| {
                (
                    row.get("number").unwrap(),
                    row.get("name").unwrap(),
                    row.get("applied_at").unwrap(),
                )
            })
            .collect();
        assert_eq!(seen, [(1, "0001_one".to_owned(), NOW), (2, "0002_two".to_owned(), NOW)]);
    });
}

#[test]
fn a_changed_a_newer_or_a_doubled_history_is_refused_and_nothing_is_done() {
    on_both(|place| async move {
        let place = &place;
        let db = &place.db;
        migrate(db, &[ONE, TWO], NOW).await.unwrap();
        let changed = Migration {
            text: "CREATE TABLE one (\n  id BIGINT PRIMARY KEY, extra TEXT\n);\n",
            ..ONE
        };
        assert!(matches!(
            migrate(db, &[changed, TWO, LONG], NOW).await,
            Err(DbError::Migration(1))
        ));
        assert!(
            matches!(migrate(db, &[ONE], NOW).await, Err(DbError::Migration(2))),
            "an older program stays out"
        );
        assert!(
            matches!(migrate(db, &[ONE, LONG], NOW).await, Err(DbError::Migration(2))),
            "a step that ran is missing here"
        );
        let twin = Migration {
            name: "0002_other",
            text: "CREATE TABLE other (\n  id BIGINT PRIMARY KEY\n);\n",
            ..TWO
        };
        assert!(matches!(
            migrate(db, &[ONE, TWO, twin], NOW).await,
            Err(DbError::MigrationNumber(2))
        ));
        assert_eq!(tables(db).await, ["one", "schema_migration", "two"], "{}", place.kind);
    });
}

#[test]
fn a_step_that_fails_half_way_leaves_nothing_and_can_be_mended() {
    on_both(|place| async move {
        let place = &place;
        let db = &place.db;
        migrate(db, &[ONE], NOW).await.unwrap();
        let bad = Migration {
            text: "CREATE TABLE two (\n  id BIGINT PRIMARY KEY\n);\nINSERT INTO one (id) VALUES (9);\nINSERT INTO nowhere (id) VALUES (1);\n",
            ..TWO
        };
        assert!(migrate(db, &[ONE, bad], NOW).await.is_err());
        assert_eq!(tables(db).await, ["one", "schema_migration"], "{}", place.kind);
        let mut conn = db.read().await.unwrap();
        assert!(
            conn.all("SELECT id FROM one", params![]).await.unwrap().is_empty(),
            "{}",
            place.kind
        );
        drop(conn);
        assert_eq!(migrate(db, &[ONE, TWO], NOW).await.unwrap(), 1);
    });
}

#[test]
fn processes_that_start_together_migrate_once() {
    on_both(|place| async move {
        let place = &place;
        let mut all: Vec<_> = (0..4).map(|_| place.process("as_another_process", "two")).collect();
        for process in &mut all {
            assert!(process.wait().unwrap().success(), "{}", place.kind);
        }
        let mut conn = place.db.read().await.unwrap();
        assert_eq!(
            conn.all("SELECT id FROM one", params![]).await.unwrap().len(),
            2,
            "{}",
            place.kind
        );
        assert_eq!(
            conn.all("SELECT number FROM schema_migration", params![])
                .await
                .unwrap()
                .len(),
            2
        );
    });
}

#[test]
fn a_process_killed_inside_a_step_leaves_all_of_it_or_nothing() {
    on_both(|place| async move {
        let place = &place;
        let mut killed_inside = 0;
        for wait in [60_u64, 120, 200, 300] {
            let mut process = place.process("as_another_process", "long");
            started(&mut process);
            tokio::time::sleep(Duration::from_millis(wait)).await;
            process.kill().unwrap();
            process.wait().unwrap();
            if whole_or_nothing(place).await {
                break;
            }
            killed_inside += 1;
        }
        assert!(
            killed_inside > 0,
            "the step was never caught half-way on {}",
            place.kind
        );
        let mut last = place.process("as_another_process", "long");
        assert!(last.wait().unwrap().success());
        assert!(whole_or_nothing(place).await, "{}", place.kind);
    });
}

/// Whether the long step is there whole; fails when it is there in part.
async fn whole_or_nothing(place: &Place) -> bool {
    let there = tables(&place.db).await;
    let mut conn = place.db.read().await.unwrap();
    let noted = there.contains(&"schema_migration".to_owned())
        && !conn
            .all("SELECT number FROM schema_migration WHERE number = 3", params![])
            .await
            .unwrap()
            .is_empty();
    assert_eq!(
        noted,
        there.contains(&"three".to_owned()),
        "the step and its line go together on {}",
        place.kind
    );
    if noted {
        let row = conn.one("SELECT COUNT(*) AS n FROM three", params![]).await.unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 600_000, "{}", place.kind);
    }
    noted
}

/// Waits until the child says that it is about to begin.
fn started(process: &mut std::process::Child) {
    let out = process.stdout.as_mut().unwrap();
    let mut said = Vec::new();
    let mut byte = [0_u8];
    while !said.ends_with(b"begins") {
        assert!(out.read(&mut byte).unwrap() == 1, "the child ended early");
        said.push(byte[0]);
    }
}

#[test]
#[ignore = "the child process of the tests above"]
fn as_another_process() {
    let (address, role) = told();
    run(async {
        let db = Db::open(&address, 4).await.unwrap();
        println!("begins");
        let steps: &[Migration] = if role == "two" { &[ONE, TWO] } else { &[ONE, TWO, LONG] };
        migrate(&db, steps, NOW).await.unwrap();
        db.close().await;
    });
}
