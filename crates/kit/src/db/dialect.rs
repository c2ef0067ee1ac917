//! The few words in which the two databases differ, so that every statement can be one text.
//!
//! | written | SQLite | PostgreSQL |
//! |---|---|---|
//! | `IN_IDS($1)` | `IN (SELECT unhex(replace(value,'-','')) FROM json_each($1))` | `= ANY($1)` |
//! | `IN_INTS($1)`, `IN_TEXTS($1)` | `IN (SELECT value FROM json_each($1))` | `= ANY($1)` |
//! | `FOR UPDATE SKIP LOCKED`, `FOR UPDATE` | nothing: one writer | as written |
//! | in migrations: `UUID BIGINT BYTEA BOOLEAN DOUBLE PRECISION` | `BLOB INTEGER BLOB INTEGER REAL`, tables `STRICT` | as written |
//!
//! In migrations a line `-- only sqlite` or `-- only postgres` opens a passage for one database, `-- both` ends it.

use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// The statement as this database wants it. Statements are constants, so each is translated once and kept.
pub(super) fn statement(dialect: Dialect, sql: &'static str) -> &'static str {
    if !sql.contains("IN_") && !sql.contains("FOR UPDATE") {
        return sql;
    }
    type Known = RwLock<HashMap<(Dialect, usize, usize), &'static str>>;
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let known = KNOWN.get_or_init(Known::default);
    // Two constants may begin at the same place, one the head of the other.
    let key = (dialect, sql.as_ptr() as usize, sql.len());
    if let Ok(map) = known.read()
        && let Some(text) = map.get(&key)
    {
        return text;
    }
    let text: &'static str = Box::leak(translate(dialect, sql).into_boxed_str());
    if let Ok(mut map) = known.write() {
        return map.entry(key).or_insert(text);
    }
    text
}

fn translate(dialect: Dialect, sql: &str) -> String {
    let (ids, values) = match dialect {
        Dialect::Postgres => (("= ANY(", ")"), ("= ANY(", ")")),
        Dialect::Sqlite => (
            ("IN (SELECT unhex(replace(value,'-','')) FROM json_each(", "))"),
            ("IN (SELECT value FROM json_each(", "))"),
        ),
    };
    let mut text = replace_call(sql, "IN_IDS(", ids);
    text = replace_call(&text, "IN_INTS(", values);
    text = replace_call(&text, "IN_TEXTS(", values);
    if dialect == Dialect::Sqlite {
        text = text.replace("FOR UPDATE SKIP LOCKED", "").replace("FOR UPDATE", "");
    }
    text
}

fn replace_call(sql: &str, word: &str, (before, after): (&str, &str)) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while let Some((head, tail)) = rest.split_once(word) {
        out.push_str(head);
        let (argument, behind) = tail.split_once(')').unwrap_or((tail, ""));
        out.push_str(before);
        out.push_str(argument);
        out.push_str(after);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// A migration's text as this database wants it.
pub(super) fn migration(dialect: Dialect, text: &str) -> String {
    let mut wanted = true;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim() {
            "-- only sqlite" => wanted = dialect == Dialect::Sqlite,
            "-- only postgres" => wanted = dialect == Dialect::Postgres,
            "-- both" => wanted = true,
            comment if comment.starts_with("--") => {}
            _ if !wanted => {}
            _ => {
                let line = line.split("--").next().unwrap_or(line);
                out.push_str(&match dialect {
                    Dialect::Postgres => line.to_owned(),
                    Dialect::Sqlite => sqlite_types(line),
                });
                out.push('\n');
            }
        }
    }
    out
}

fn sqlite_types(line: &str) -> String {
    let mut out = line.replace("DOUBLE PRECISION", "REAL");
    for (from, to) in [
        ("UUID", "BLOB"),
        ("BYTEA", "BLOB"),
        ("BIGINT", "INTEGER"),
        ("BOOLEAN", "INTEGER"),
    ] {
        out = replace_word(&out, from, to);
    }
    if out.trim_end() == ");" {
        ") STRICT;".to_owned()
    } else {
        out
    }
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once(from) {
        let whole = !head.ends_with(is_word) && !tail.starts_with(is_word);
        out.push_str(head);
        out.push_str(if whole { to } else { from });
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_locks_are_translated() {
        let sql = "SELECT 1 FROM t WHERE a IN_IDS($1) AND b IN_INTS($2) FOR UPDATE SKIP LOCKED";
        assert_eq!(
            translate(Dialect::Postgres, sql),
            "SELECT 1 FROM t WHERE a = ANY($1) AND b = ANY($2) FOR UPDATE SKIP LOCKED"
        );
        let sqlite = translate(Dialect::Sqlite, sql);
        assert!(sqlite.contains("json_each($1)") && sqlite.contains("json_each($2)") && !sqlite.contains("FOR UPDATE"));
    }

    #[test]
    fn a_table_becomes_strict_and_keeps_its_names() {
        let text = "CREATE TABLE a (\n  id UUID PRIMARY KEY, -- the UUID\n  n BIGINT NOT NULL, uuid_text TEXT\n);\n-- only postgres\nX;\n-- both\n";
        assert_eq!(
            migration(Dialect::Sqlite, text),
            "CREATE TABLE a (\n  id BLOB PRIMARY KEY, \n  n INTEGER NOT NULL, uuid_text TEXT\n) STRICT;\n"
        );
    }
}
