//! The ledger: lines written at once by many form one chain, and nothing done to it afterwards goes unseen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::ids::{AccountId, AgencyId, PersonId};
use futures::future::join_all;
use haven::ground::ledger::{self, Head, Line, Subject, Verdict};
use kit::db::Row;
use kit::params;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use testkit::{Cast, Desk, on_both, on_sqlite};
use uuid::Uuid;

const LINES: i64 = 30;

/// A line in which no column is empty.
fn full_line(desk: &Desk) -> Line {
    let id = || desk.app.clock.new_id::<Uuid>();
    Line {
        at: desk.app.now_ms(),
        account: Some(AccountId(id())),
        agency: Some(AgencyId(id())),
        action: "record.amend",
        purpose: "safeguarding".to_owned(),
        permit: "own-agency +owner".to_owned(),
        subject: Subject("record", Some(id())),
        person: Some(PersonId(id())),
        owner: Some(AgencyId(id())),
        before: Some(id().as_bytes().repeat(2)),
        after: Some(id().as_bytes().repeat(2)),
        detail: serde_json::json!({ "version": 2, "channel": "form" }),
    }
}

async fn append(desk: &Desk, lines: Vec<Line>) {
    let mut tx = desk.app.db.begin().await.unwrap();
    ledger::append_many(&mut tx, lines).await.unwrap();
    tx.commit().await.unwrap();
}

async fn verify(desk: &Desk, heads: &[Head]) -> Verdict {
    ledger::verify(&desk.app.db, heads, |_| {}).await.unwrap()
}

async fn change(desk: &Desk, sql: &str) {
    desk.app
        .db
        .maintain(sql.to_owned())
        .await
        .unwrap_or_else(|error| panic!("{sql} on {}: {error:?}", desk.database));
}

/// A desk whose ledger has `LINES` lines, nobody to guard it, and a copy to put back. Returns its head.
async fn unguarded(desk: &Desk) -> Head {
    for _ in 0..LINES / 3 {
        append(desk, (0..3).map(|_| full_line(desk)).collect()).await;
    }
    let guards = match desk.database {
        "sqlite" => "DROP TRIGGER ledger_no_update; DROP TRIGGER ledger_no_delete;",
        _ => "DROP TRIGGER ledger_no_change ON ledger;",
    };
    change(desk, guards).await;
    change(
        desk,
        "CREATE TABLE ledger_copy AS SELECT * FROM ledger; CREATE TABLE head_copy AS SELECT * FROM ledger_head",
    )
    .await;
    ledger::head(&desk.app.db).await.unwrap().unwrap()
}

async fn put_back(desk: &Desk) {
    change(
        desk,
        "DELETE FROM ledger; INSERT INTO ledger SELECT * FROM ledger_copy; \
         DELETE FROM ledger_head; INSERT INTO ledger_head SELECT * FROM head_copy",
    )
    .await;
}

#[test]
fn many_at_once_make_one_chain_from_the_very_first_line() {
    on_both(|desk| async move {
        assert_eq!(verify(&desk, &[]).await, Verdict::Whole { lines: 0 });
        let desk = &desk;
        join_all((0..16).map(|_| async move {
            for _ in 0..8 {
                append(desk, vec![full_line(desk), full_line(desk)]).await;
            }
        }))
        .await;
        assert_eq!(
            verify(desk, &[]).await,
            Verdict::Whole { lines: 256 },
            "{}",
            desk.database
        );
        let mut tx = desk.app.db.begin().await.unwrap();
        ledger::append(&mut tx, full_line(desk)).await.unwrap();
        drop(tx);
        assert_eq!(
            verify(desk, &[]).await,
            Verdict::Whole { lines: 256 },
            "an act undone leaves no line"
        );
    });
}

#[test]
fn looks_at_one_moment_share_a_commit_and_none_is_shown_without_its_lines() {
    on_both(|desk| async move {
        let desk = &desk;
        let look = || ledger::looked(&desk.app, vec![full_line(desk), full_line(desk)]);
        for answer in join_all((0..60).map(|_| look())).await {
            answer.expect("written");
        }
        assert_eq!(
            verify(desk, &[]).await,
            Verdict::Whole { lines: 120 },
            "{}",
            desk.database
        );
        // A reader who goes away takes nobody else's lines along.
        drop(tokio::time::timeout(std::time::Duration::ZERO, look()).await);
        look().await.expect("written after somebody went away");
        // Where no line can be written, every look is refused.
        change(desk, "DELETE FROM ledger_head").await;
        for answer in join_all((0..8).map(|_| look())).await {
            assert!(answer.is_err(), "shown without its lines on {}", desk.database);
        }
    });
}

#[test]
fn the_chain_can_be_checked_while_it_grows() {
    on_both(|desk| async move {
        append(&desk, vec![full_line(&desk)]).await;
        let writing = async {
            for _ in 0..60 {
                append(&desk, vec![full_line(&desk)]).await;
            }
        };
        let checking = async {
            for _ in 0..20 {
                assert!(
                    matches!(verify(&desk, &[]).await, Verdict::Whole { .. }),
                    "{}",
                    desk.database
                );
            }
        };
        futures::join!(writing, checking);
        assert_eq!(verify(&desk, &[]).await, Verdict::Whole { lines: 61 });
    });
}

#[test]
fn the_database_itself_refuses_changes() {
    on_both(|desk| async move {
        append(&desk, vec![full_line(&desk)]).await;
        for sql in ["UPDATE ledger SET purpose = 'x'", "DELETE FROM ledger"] {
            assert!(
                desk.app.db.maintain(sql.to_owned()).await.is_err(),
                "{sql} on {}",
                desk.database
            );
        }
        if desk.database == "postgres" {
            assert!(desk.app.db.maintain("TRUNCATE ledger".to_owned()).await.is_err());
        }
        assert_eq!(verify(&desk, &[]).await, Verdict::Whole { lines: 1 });
    });
}

#[test]
fn every_way_of_tampering_is_found_and_the_first_broken_line_is_named() {
    on_both(|desk| async move {
        let head = unguarded(&desk).await;
        assert_eq!(verify(&desk, &[head]).await, Verdict::Whole { lines: LINES });
        let others = "at, account_id, agency_id, action, purpose, permit, subject_kind, subject_id, person_id, owner_agency_id, \
                      before_digest, after_digest, detail, prev_hash, hash FROM ledger WHERE seq = 7";
        let another = format!("INSERT INTO ledger SELECT 31, {others}");
        let nobodys = format!("INSERT INTO ledger SELECT 0, {others}");
        let cases: &[(&str, i64, &str)] = &[
            ("UPDATE ledger SET at = at + 1 WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET account_id = NULL WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET account_id = agency_id WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET agency_id = account_id WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET action = 'record.view' WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET purpose = '' WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET permit = 'own-agency' WHERE seq = 7", 7, "changed"),
            (
                "UPDATE ledger SET action = 'record.amendsafe', purpose = 'guarding' WHERE seq = 7",
                7,
                "changed",
            ),
            ("UPDATE ledger SET subject_kind = 'link' WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET subject_id = NULL WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET person_id = NULL WHERE seq = 7", 7, "changed"),
            (
                "UPDATE ledger SET person_id = owner_agency_id, owner_agency_id = person_id WHERE seq = 7",
                7,
                "changed",
            ),
            ("UPDATE ledger SET owner_agency_id = NULL WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET before_digest = NULL WHERE seq = 7", 7, "changed"),
            (
                "UPDATE ledger SET after_digest = before_digest WHERE seq = 7",
                7,
                "changed",
            ),
            ("UPDATE ledger SET detail = detail || ' ' WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET prev_hash = hash WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET hash = prev_hash WHERE seq = 7", 7, "changed"),
            ("UPDATE ledger SET purpose = 'x' WHERE seq = 30", 30, "changed"),
            ("DELETE FROM ledger WHERE seq = 7", 7, "missing"),
            ("DELETE FROM ledger WHERE seq = 1", 1, "missing"),
            (
                "DELETE FROM ledger WHERE seq = 7; UPDATE ledger SET seq = -seq WHERE seq > 7; UPDATE ledger SET seq = -seq - 1 WHERE seq < 0",
                7,
                "changed",
            ),
            (
                "UPDATE ledger SET seq = -1 WHERE seq = 7; UPDATE ledger SET seq = 7 WHERE seq = 8; UPDATE ledger SET seq = 8 WHERE seq = -1",
                7,
                "changed",
            ),
            (&another, 31, "changed"),
            (&nobodys, 0, "added"),
            ("DELETE FROM ledger WHERE seq > 25", 26, "missing"),
            ("DELETE FROM ledger", 1, "missing"),
            ("DELETE FROM ledger WHERE seq > 25; DELETE FROM ledger_head", 25, "head"),
            ("DELETE FROM ledger_head", 30, "head"),
            (
                "UPDATE ledger_head SET hash = (SELECT hash FROM ledger WHERE seq = 3)",
                30,
                "head",
            ),
            ("UPDATE ledger_head SET seq = 29", 30, "added"),
            ("UPDATE ledger_head SET seq = 31", 31, "missing"),
            ("UPDATE ledger_head SET seq = 0", 1, "added"),
        ];
        for (sql, seq, why) in cases {
            change(&desk, sql).await;
            assert_eq!(
                verify(&desk, &[]).await,
                Verdict::Broken { seq: *seq, why },
                "{sql} on {}",
                desk.database
            );
            put_back(&desk).await;
            assert_eq!(
                verify(&desk, &[]).await,
                Verdict::Whole { lines: LINES },
                "{sql} on {}",
                desk.database
            );
        }
    });
}

#[test]
fn a_head_kept_elsewhere_shows_what_the_chain_alone_cannot() {
    on_both(|desk| async move {
        let early = {
            append(&desk, vec![full_line(&desk)]).await;
            let head = ledger::head(&desk.app.db).await.unwrap().unwrap();
            assert_eq!(head.seq, 1);
            head
        };
        let late = unguarded(&desk).await;
        let lines = LINES + 1;
        assert_eq!(
            verify(&desk, &[early.clone(), late.clone()]).await,
            Verdict::Whole { lines }
        );

        change(&desk, "DELETE FROM ledger WHERE seq > 25; UPDATE ledger_head SET seq = 25, hash = (SELECT hash FROM ledger WHERE seq = 25)").await;
        assert_eq!(
            verify(&desk, &[]).await,
            Verdict::Whole { lines: 25 },
            "the chain is whole as far as it goes"
        );
        assert_eq!(
            verify(&desk, std::slice::from_ref(&early)).await,
            Verdict::Whole { lines: 25 }
        );
        assert_eq!(
            verify(&desk, &[early.clone(), late.clone()]).await,
            Verdict::Broken {
                seq: 26,
                why: "missing"
            }
        );
        // New lines in place of those taken away do not cover it.
        append(&desk, (0..10).map(|_| full_line(&desk)).collect()).await;
        assert_eq!(
            verify(&desk, std::slice::from_ref(&late)).await,
            Verdict::Broken {
                seq: lines,
                why: "earlier_head"
            }
        );

        // Everything begun anew.
        change(&desk, "DELETE FROM ledger; UPDATE ledger_head SET seq = 0, hash = (SELECT prev_hash FROM ledger_copy WHERE seq = 1)").await;
        assert_eq!(
            verify(&desk, std::slice::from_ref(&early)).await,
            Verdict::Broken { seq: 1, why: "missing" }
        );
        append(&desk, (0..LINES + 1).map(|_| full_line(&desk)).collect()).await;
        assert_eq!(
            verify(&desk, &[early, late]).await,
            Verdict::Broken {
                seq: 1,
                why: "earlier_head"
            }
        );
    });
}

#[test]
fn without_its_head_the_ledger_takes_no_line_and_no_act_succeeds() {
    on_both(|desk| async move {
        append(&desk, vec![full_line(&desk)]).await;
        change(&desk, "DELETE FROM ledger_head").await;
        let mut tx = desk.app.db.begin().await.unwrap();
        assert!(
            ledger::append(&mut tx, full_line(&desk)).await.is_err(),
            "{}",
            desk.database
        );
    });
}

const COLUMNS: [&str; 16] = [
    "seq",
    "at",
    "account_id",
    "agency_id",
    "action",
    "purpose",
    "permit",
    "subject_kind",
    "subject_id",
    "person_id",
    "owner_agency_id",
    "before_digest",
    "after_digest",
    "detail",
    "prev_hash",
    "hash",
];

#[test]
fn one_flipped_bit_anywhere_is_found() {
    on_sqlite(|desk| async move {
        unguarded(&desk).await;
        let mut runner = TestRunner::deterministic();
        let places = (1..=LINES, 0..COLUMNS.len(), any::<prop::sample::Index>(), 0_u32..8);
        for _ in 0..200 {
            let (seq, column, byte, bit) = places.new_tree(&mut runner).unwrap().current();
            let column = COLUMNS[column];
            let Some(sql) = flip(&desk, seq, column, byte, bit).await else {
                continue;
            };
            change(&desk, &sql).await;
            let verdict = verify(&desk, &[]).await;
            assert!(
                matches!(verdict, Verdict::Broken { seq: named, .. } if named == seq || column == "seq"),
                "{sql}: {verdict:?}"
            );
            put_back(&desk).await;
        }
        // The head row, bit by bit.
        for byte in 0..32 {
            change(&desk, &format!("UPDATE ledger_head SET hash = CAST(substr(hash, 1, {byte}) || CASE substr(hash, {byte} + 1, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(hash, {byte} + 2) AS BLOB)")).await;
            let verdict = verify(&desk, &[]).await;
            assert!(
                matches!(
                    verdict,
                    Verdict::Broken {
                        seq: LINES,
                        why: "head"
                    }
                ),
                "byte {byte}: {verdict:?}"
            );
            put_back(&desk).await;
        }
    });
}

/// The statement that flips one bit of one value; none where that would give a line the number of another.
async fn flip(desk: &Desk, seq: i64, column: &str, byte: prop::sample::Index, bit: u32) -> Option<String> {
    let sql: &'static str = Box::leak(
        format!("SELECT typeof({column}) AS kind, CAST({column} AS BLOB) AS bytes FROM ledger WHERE seq = $1")
            .into_boxed_str(),
    );
    let mut conn = desk.app.db.read().await.unwrap();
    let row: Row = conn.one(sql, params![seq]).await.unwrap();
    let (kind, mut bytes): (String, Vec<u8>) = (row.get("kind").unwrap(), row.get("bytes").unwrap());
    let value = if kind == "integer" {
        let number: i64 = String::from_utf8(bytes).unwrap().parse().unwrap();
        let flipped = number ^ (1_i64 << (byte.index(8) * 8 + bit as usize));
        if column == "seq" && (1..=LINES).contains(&flipped) {
            return None;
        }
        flipped.to_string()
    } else {
        let place = byte.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let literal = format!("x'{}'", hex::encode(bytes));
        if kind == "text" {
            format!("CAST({literal} AS TEXT)")
        } else {
            literal
        }
    };
    Some(format!("UPDATE ledger SET {column} = {value} WHERE seq = {seq}"))
}

#[test]
fn signing_in_and_looking_are_on_the_chain_too() {
    on_both(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        amina.get("/search?q=nobody").await;
        let Verdict::Whole { lines } = verify(&desk, &[]).await else {
            panic!("broken on {}", desk.database)
        };
        assert!(lines >= 1, "signing in leaves a line");
    });
}
