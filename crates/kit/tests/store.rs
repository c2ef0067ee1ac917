//! The store keeps what it is given, on both databases alike, and refuses what breaks the schema's rules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod place;

use kit::db::{DbError, Migration, Value};
use kit::params;
use place::{on_both, run, sqlite};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

const TABLES: &[Migration] = &[Migration {
    number: 1,
    name: "0001_tables",
    text: "
CREATE TABLE kept (
  id UUID PRIMARY KEY,
  whole BIGINT,
  real DOUBLE PRECISION,
  words TEXT,
  bytes BYTEA,
  other UUID,
  flag BOOLEAN
);
CREATE TABLE parent (
  id BIGINT PRIMARY KEY,
  code TEXT UNIQUE,
  age BIGINT NOT NULL CHECK (age >= 0)
);
CREATE TABLE child (
  id BIGINT PRIMARY KEY,
  parent_id BIGINT NOT NULL REFERENCES parent (id)
);
",
}];

type Kept = (
    Option<i64>,
    Option<f64>,
    Option<String>,
    Option<Vec<u8>>,
    Option<Uuid>,
    Option<bool>,
);

fn anything() -> impl Strategy<Value = Kept> {
    use proptest::option::of;
    let whole = prop_oneof![
        any::<i64>(),
        Just(i64::MIN),
        Just(i64::MAX),
        Just(0),
        Just(1 << 53),
        Just((1 << 53) + 1)
    ];
    let real = prop_oneof![
        proptest::num::f64::NORMAL
            | proptest::num::f64::NEGATIVE
            | proptest::num::f64::POSITIVE
            | proptest::num::f64::ZERO,
        Just(f64::INFINITY),
        Just(0.1 + 0.2),
    ];
    let words = prop_oneof![
        any::<String>(),
        Just(String::new()),
        Just("ناصر \u{0}ሰላም 陈\u{301} 👩‍👧 'quoted' \"double\" \\ %_;--".to_owned()),
        "\\PC{0,3000}"
    ];
    (
        of(whole),
        of(real),
        of(words),
        of(proptest::collection::vec(any::<u8>(), 0..600)),
        of(any::<u128>().prop_map(Uuid::from_u128)),
        of(any::<bool>()),
    )
}

#[test]
fn every_kind_of_value_comes_back_as_it_went_in() {
    on_both(|place| async move {
        let place = place.with(TABLES).await;
        let mut runner = TestRunner::deterministic();
        let rows: Vec<Kept> = (0..400)
            .map(|_| anything().new_tree(&mut runner).unwrap().current())
            .collect();
        let ids: Vec<Uuid> = rows.iter().map(|_| Uuid::now_v7()).collect();
        let mut tx = place.db.begin().await.unwrap();
        for (id, (whole, real, words, bytes, other, flag)) in ids.iter().zip(&rows) {
            tx.execute(
                "INSERT INTO kept (id, whole, real, words, bytes, other, flag) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                params![*id, *whole, *real, words.clone(), bytes.clone(), *other, *flag],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let mut conn = place.db.read().await.unwrap();
        for (id, (whole, real, words, bytes, other, flag)) in ids.iter().zip(&rows) {
            let row = conn
                .one("SELECT * FROM kept WHERE id = $1", params![*id])
                .await
                .unwrap();
            assert_eq!(row.get::<Option<i64>>("whole").unwrap(), *whole, "{}", place.kind);
            assert_eq!(row.get::<Option<f64>>("real").unwrap(), *real, "{}", place.kind);
            // A NUL cannot be kept in text by PostgreSQL; a visible mark stands for it on both.
            let words = words.as_ref().map(|words| words.replace('\0', "\u{FFFD}"));
            assert_eq!(row.get::<Option<String>>("words").unwrap(), words, "{}", place.kind);
            assert_eq!(row.get::<Option<Vec<u8>>>("bytes").unwrap(), *bytes, "{}", place.kind);
            assert_eq!(row.optional_id::<Uuid>("other").unwrap(), *other, "{}", place.kind);
            assert_eq!(row.get::<Option<bool>>("flag").unwrap(), *flag, "{}", place.kind);
        }
    });
}

#[test]
fn a_missing_value_is_an_error_where_one_was_promised_and_so_is_another_type() {
    on_both(|place| async move {
        let place = place.with(TABLES).await;
        let mut tx = place.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO kept (id, words) VALUES ($1, 'not json')",
            params![Uuid::nil()],
        )
        .await
        .unwrap();
        let row = tx.one("SELECT * FROM kept", params![]).await.unwrap();
        assert!(matches!(row.get::<i64>("whole"), Err(DbError::Unreadable(_))));
        assert!(matches!(row.get::<String>("nowhere"), Err(DbError::Unreadable(_))));
        assert!(matches!(row.json::<Vec<String>>("words"), Err(DbError::Unreadable(_))));
        assert!(matches!(
            tx.one("SELECT id FROM kept WHERE words = $1", params!["absent"]).await,
            Err(DbError::NotFound)
        ));
    });
}

#[test]
fn lists_find_their_members_and_an_empty_list_finds_nobody() {
    on_both(|place| async move {
        let place = place.with(TABLES).await;
        let numbers = [i64::MIN, -1, 0, (1 << 53) + 1, i64::MAX];
        let words = ["O'Brien", "\"", "\\", "陈", "a,b", "", "n\0l", "1", "null"];
        let ids: Vec<Uuid> = (0..5).map(|_| Uuid::now_v7()).collect();
        let mut tx = place.db.begin().await.unwrap();
        for (place, id) in ids.iter().enumerate() {
            tx.execute(
                "INSERT INTO kept (id, whole) VALUES ($1, $2)",
                params![*id, numbers[place]],
            )
            .await
            .unwrap();
        }
        for word in words {
            tx.execute(
                "INSERT INTO kept (id, words) VALUES ($1, $2)",
                params![Uuid::now_v7(), word],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let mut conn = place.db.read().await.unwrap();
        let mut count = async |sql: &'static str, value: Value| conn.all(sql, vec![value]).await.unwrap().len();
        let (by_id, by_number, by_word) = (
            "SELECT id FROM kept WHERE id IN_IDS($1)",
            "SELECT id FROM kept WHERE whole IN_INTS($1)",
            "SELECT id FROM kept WHERE words IN_TEXTS($1)",
        );
        assert_eq!(
            count(by_id, Value::from(vec![ids[0], ids[4], Uuid::max()])).await,
            2,
            "{}",
            place.kind
        );
        assert_eq!(
            count(by_number, Value::from(numbers.to_vec())).await,
            5,
            "{}",
            place.kind
        );
        for number in numbers {
            assert_eq!(
                count(by_number, Value::from(vec![number])).await,
                1,
                "{number} on {}",
                place.kind
            );
        }
        assert_eq!(
            count(by_word, Value::from(words.map(str::to_owned).to_vec())).await,
            words.len(),
            "{}",
            place.kind
        );
        for word in words {
            assert_eq!(
                count(by_word, Value::from(vec![word.to_owned()])).await,
                1,
                "{word:?} on {}",
                place.kind
            );
        }
        assert_eq!(count(by_id, Value::from(Vec::<Uuid>::new())).await, 0);
        assert_eq!(count(by_number, Value::from(Vec::<i64>::new())).await, 0);
        assert_eq!(count(by_word, Value::from(Vec::<String>::new())).await, 0);
    });
}

#[test]
fn many_rows_go_in_whole_at_every_edge_of_a_chunk() {
    on_both(|place| async move {
        let place = place.with(TABLES).await;
        let mut first = 0_i64;
        for many in [0_i64, 1, 255, 256, 257, 512, 1_000] {
            let rows: Vec<Vec<Value>> = (first..first + many)
                .map(|n| params![n, format!("code {n}"), 7_i64])
                .collect();
            let mut tx = place.db.begin().await.unwrap();
            let touched = tx
                .insert_many("INSERT INTO parent (id, code, age)", "", rows.clone())
                .await
                .unwrap();
            assert_eq!(i64::try_from(touched).unwrap(), many, "{many} rows on {}", place.kind);
            let again = tx
                .insert_many("INSERT INTO parent (id, code, age)", "ON CONFLICT DO NOTHING", rows)
                .await
                .unwrap();
            assert_eq!(again, 0, "what is there already is left alone");
            tx.commit().await.unwrap();
            first += many;
            let mut conn = place.db.read().await.unwrap();
            let row = conn
                .one(
                    "SELECT COUNT(*) AS n, CAST(SUM(age) AS BIGINT) AS ages FROM parent",
                    params![],
                )
                .await
                .unwrap();
            assert_eq!(row.get::<i64>("n").unwrap(), first, "{}", place.kind);
            assert_eq!(
                row.get::<Option<i64>>("ages").unwrap().unwrap_or(0),
                7 * first,
                "{}",
                place.kind
            );
        }
        // One bad row in the last chunk: none of them is there.
        let mut rows: Vec<Vec<Value>> = (first..first + 600)
            .map(|n| params![n, None::<String>, 1_i64])
            .collect();
        rows.push(params![first, None::<String>, 1_i64]);
        let mut tx = place.db.begin().await.unwrap();
        assert!(
            tx.insert_many("INSERT INTO parent (id, code, age)", "", rows)
                .await
                .unwrap_err()
                .is_duplicate()
        );
        drop(tx);
        let mut conn = place.db.read().await.unwrap();
        let row = conn.one("SELECT COUNT(*) AS n FROM parent", params![]).await.unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), first, "{}", place.kind);
    });
}

#[test]
fn the_rules_of_the_schema_hold_and_say_which_was_broken() {
    on_both(|place| async move {
        let place = place.with(TABLES).await;
        let attempt = async |sql: &'static str, values: Vec<Value>| {
            let mut tx = place.db.begin().await.unwrap();
            let outcome = tx.execute(sql, values).await;
            if outcome.is_ok() {
                tx.commit().await.unwrap();
            }
            outcome
        };
        const PARENT: &str = "INSERT INTO parent (id, code, age) VALUES ($1, $2, $3)";
        attempt(PARENT, params![1_i64, "one", 3_i64]).await.unwrap();
        assert!(
            attempt(PARENT, params![1_i64, "two", 3_i64])
                .await
                .unwrap_err()
                .is_duplicate(),
            "same key"
        );
        assert!(
            attempt(PARENT, params![2_i64, "one", 3_i64])
                .await
                .unwrap_err()
                .is_duplicate(),
            "same code"
        );
        let broken = [
            ("negative age", attempt(PARENT, params![3_i64, "three", -1_i64]).await),
            ("no age", attempt(PARENT, params![4_i64, "four", None::<i64>]).await),
            (
                "no such parent",
                attempt("INSERT INTO child (id, parent_id) VALUES (1, $1)", params![77_i64]).await,
            ),
        ];
        for (what, outcome) in broken {
            let error = outcome.expect_err(what);
            assert!(
                matches!(error, DbError::Constraint { duplicate: false, .. }),
                "{what} on {}: {error:?}",
                place.kind
            );
        }
        attempt("INSERT INTO child (id, parent_id) VALUES (1, $1)", params![1_i64])
            .await
            .unwrap();
        let orphaned = attempt("DELETE FROM parent WHERE id = 1", params![]).await.unwrap_err();
        assert!(
            matches!(orphaned, DbError::Constraint { duplicate: false, .. }),
            "{}: {orphaned:?}",
            place.kind
        );
        let strict = attempt(
            "INSERT INTO kept (id, whole) VALUES ($1, $2)",
            params![Uuid::nil(), "seven"],
        )
        .await;
        assert!(strict.is_err(), "words are not a number on {}", place.kind);
    });
}

#[test]
fn what_is_not_committed_is_not_there() {
    on_both(|place| async move {
        let place = place.with(TABLES).await;
        const PARENT: &str = "INSERT INTO parent (id, age) VALUES ($1, 1)";
        const COUNT: &str = "SELECT COUNT(*) AS n FROM parent";
        let mut tx = place.db.begin().await.unwrap();
        tx.execute(PARENT, params![1_i64]).await.unwrap();
        assert_eq!(
            tx.one(COUNT, params![]).await.unwrap().get::<i64>("n").unwrap(),
            1,
            "the writer sees it"
        );
        let mut reader = place.db.read().await.unwrap();
        assert_eq!(
            reader.one(COUNT, params![]).await.unwrap().get::<i64>("n").unwrap(),
            0,
            "others do not"
        );
        drop(tx);
        let mut tx = place.db.begin().await.unwrap();
        tx.execute(PARENT, params![2_i64]).await.unwrap();
        tx.rollback().await.unwrap();
        let mut tx = place.db.begin().await.unwrap();
        tx.execute(PARENT, params![3_i64]).await.unwrap();
        tx.commit().await.unwrap();
        let rows = reader.all("SELECT id FROM parent", params![]).await.unwrap();
        let ids: Vec<i64> = rows.iter().map(|row| row.get("id").unwrap()).collect();
        assert_eq!(ids, [3], "{}", place.kind);
    });
}

#[test]
fn a_lock_held_too_long_and_a_full_disk_are_told_apart_and_pass() {
    run(async {
        let place = sqlite().await.with(TABLES).await;
        place.db.maintain("PRAGMA busy_timeout = 100".to_owned()).await.unwrap();
        let other = place.again().await;
        let held = other.begin().await.unwrap();
        let refused = place.db.begin().await.err().expect("the file is locked");
        assert!(matches!(refused, DbError::Busy(_)), "{refused:?}");
        held.rollback().await.unwrap();

        const FILL: &str = "INSERT INTO kept (id, bytes) VALUES ($1, $2)";
        let mut conn = place.db.read().await.unwrap();
        let pages: i64 = conn
            .one("SELECT page_count AS n FROM pragma_page_count", params![])
            .await
            .unwrap()
            .get("n")
            .unwrap();
        place
            .db
            .maintain(format!("PRAGMA max_page_count = {}", pages + 4))
            .await
            .unwrap();
        let mut tx = place.db.begin().await.unwrap();
        let full = tx
            .execute(FILL, params![Uuid::now_v7(), vec![7_u8; 100_000]])
            .await
            .unwrap_err();
        assert!(matches!(full, DbError::Full(_)), "{full:?}");
        drop(tx);
        place
            .db
            .maintain("PRAGMA max_page_count = 1000000".to_owned())
            .await
            .unwrap();
        let mut tx = place.db.begin().await.unwrap();
        tx.execute(FILL, params![Uuid::now_v7(), vec![7_u8; 100_000]])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(conn.all("SELECT id FROM kept", params![]).await.unwrap().len(), 1);
    });
}

#[test]
fn a_server_that_does_not_answer_is_busy_and_a_nonsense_address_is_an_error() {
    run(async {
        let nobody = kit::db::Db::open("postgres://haven@127.0.0.1:1/haven", 2)
            .await
            .expect_err("nobody listens there");
        assert!(matches!(nobody, DbError::Busy(_)), "{nobody:?}");
        assert!(kit::db::Db::open("mysql://somewhere", 2).await.is_err());
    });
}
