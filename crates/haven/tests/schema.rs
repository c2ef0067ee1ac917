//! Facts about the schema: strict tables, one history with the same tables and columns on both databases, and every
//! reference guarded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use haven::embedded;
use kit::params;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use testkit::{Desk, on_both, on_sqlite};

#[test]
fn every_table_is_strict_and_references_are_kept() {
    on_sqlite(|desk| async move {
        let mut conn = desk.app.db.read().await.unwrap();
        let loose = conn
            .all("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'", params![])
            .await
            .unwrap();
        let loose: Vec<String> = loose.iter().map(|row| row.get("name").unwrap()).collect();
        assert!(loose.is_empty(), "not strict: {loose:?}");
        for (pragma, expected) in [
            (
                "SELECT CAST(foreign_keys AS TEXT) AS is_now FROM pragma_foreign_keys",
                "1",
            ),
            ("SELECT journal_mode AS is_now FROM pragma_journal_mode", "wal"),
            (
                "SELECT CAST(synchronous AS TEXT) AS is_now FROM pragma_synchronous",
                "2",
            ),
        ] {
            assert_eq!(
                conn.one(pragma, params![])
                    .await
                    .unwrap()
                    .get::<String>("is_now")
                    .unwrap(),
                expected,
                "{pragma}"
            );
        }
    });
}

#[test]
fn migrations_are_numbered_once_and_named_for_what_they_do() {
    let all = embedded::migrations();
    let numbers: BTreeSet<i64> = all.iter().map(|step| step.number).collect();
    assert_eq!(numbers.len(), all.len(), "two migrations share a number");
    assert!(all.windows(2).all(|pair| pair[0].number < pair[1].number));
    assert!(
        all.iter().all(|step| step.name.len() > 6),
        "a number alone says nothing"
    );
}

/// Table, then its columns with what kind of value and whether it may be absent.
type Shape = BTreeMap<String, BTreeSet<(String, String, bool)>>;

async fn shape(desk: &Desk) -> Shape {
    let sql = match desk.database {
        "sqlite" => {
            "SELECT t.name AS relation, c.name AS field, c.type AS kind, c.\"notnull\" = 0 AND c.pk = 0 AS loose FROM pragma_table_list t \
             JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
        }
        _ => {
            "SELECT table_name::text AS relation, column_name::text AS field, data_type::text AS kind, is_nullable = 'YES' AS loose \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut conn = desk.app.db.read().await.unwrap();
    let mut shape = Shape::new();
    for row in conn.all(sql, params![]).await.unwrap() {
        let kind: String = row.get("kind").unwrap();
        // PostgreSQL tells more kinds apart than SQLite does.
        let kind = match kind.as_str() {
            "INTEGER" | "bigint" | "boolean" => "number",
            "BLOB" | "bytea" | "uuid" => "bytes",
            "REAL" | "double precision" => "real",
            "TEXT" | "text" => "text",
            other => other,
        };
        let field = (row.get("field").unwrap(), kind.to_owned(), row.get("loose").unwrap());
        shape.entry(row.get("relation").unwrap()).or_default().insert(field);
    }
    shape
}

#[test]
fn both_databases_have_the_same_tables_and_columns() {
    let seen: Mutex<Option<Shape>> = Mutex::new(None);
    on_both(|desk| {
        let seen = &seen;
        async move {
            let here = shape(&desk).await;
            assert!(
                here.len() > 25 && here["record"].iter().any(|(field, ..)| field == "person_id"),
                "{} tables",
                here.len()
            );
            let first = seen.lock().unwrap().take();
            if let Some(first) = first {
                for (table, columns) in &first {
                    assert_eq!(here.get(table), Some(columns), "{table} on {}", desk.database);
                }
                assert_eq!(here.len(), first.len());
            }
            *seen.lock().unwrap() = Some(here);
        }
    });
}
