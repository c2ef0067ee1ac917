//! Backup, restore and the ledger's proof, from the operator's side: what was taken while others wrote comes back whole,
//! what is damaged is said to be, and no bit of the ledger can change unseen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use haven::ground::ledger::{self, Line, Subject, Verdict};
use haven::operate::backups::{self, RestoreInto};
use haven::operate::{Place, doctor, job_queue, ledger_checks};
use indicatif::ProgressBar;
use kit::db::{Db, Dialect, Value};
use kit::params;
use kit::settings::Settings;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{Cast, Desk, on_both, on_sqlite};

/// The desk as an operator's command finds it.
fn place(desk: &Desk) -> Place {
    Place {
        settings: (*desk.app.settings).clone(),
        db: desk.app.db.clone(),
        clock: desk.app.clock.clone(),
        policy: desk.app.policy,
    }
}

async fn write_lines(db: &Db, now: i64, count: usize) {
    for n in 0..count {
        let mut tx = db.begin().await.unwrap();
        let line =
            Line::plain(now, None, None, "test.write", Subject("test", None)).detail(serde_json::json!({ "n": n }));
        ledger::append(&mut tx, line).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn keep_attachment(desk: &Desk, name: &str, bytes: &[u8]) {
    let path = desk.app.settings.data_folder.join("attachments").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn has_postgres_programs() -> bool {
    std::process::Command::new("pg_dump")
        .arg("--version")
        .output()
        .is_ok_and(|done| done.status.success())
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read()
        .await
        .unwrap()
        .one(sql, params![])
        .await
        .unwrap()
        .get("n")
        .unwrap()
}

#[test]
fn a_backup_taken_while_others_write_comes_back_whole() {
    on_both(|desk| async move {
        let is_sqlite = desk.app.db.dialect() == Dialect::Sqlite;
        if !is_sqlite && !has_postgres_programs() {
            eprintln!("no pg_dump on the PATH: the PostgreSQL half was not tried");
            return;
        }
        write_lines(&desk.app.db, desk.app.now_ms(), 20).await;
        keep_attachment(&desk, "ab/cdef", b"sealed evidence");
        keep_attachment(&desk, "arriving/half", b"not yet");

        // Somebody writes all the while.
        let stop = Arc::new(AtomicBool::new(false));
        let writer = {
            let (db, stop, now) = (desk.app.db.clone(), stop.clone(), desk.app.now_ms());
            tokio::spawn(async move {
                let mut written = 0;
                while !stop.load(Ordering::SeqCst) {
                    write_lines(&db, now, 1).await;
                    written += 1;
                }
                written
            })
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("haven.tar");
        let manifest = backups::take(&place(&desk), &file, true, &ProgressBar::hidden())
            .await
            .expect("the backup is taken");
        stop.store(true, Ordering::SeqCst);
        assert!(
            writer.await.unwrap() > 0,
            "nobody wrote meanwhile, so nothing was shown"
        );
        let head = manifest.ledger_head.clone().expect("a head");
        assert!(
            head.seq >= 20 && head.seq == manifest.counts["ledger"],
            "the head and the lines are of one moment"
        );
        assert_eq!(manifest.counts["account"], i64::try_from(Cast::ALL.len()).unwrap());
        assert!(manifest.files.iter().any(|one| one.name == "attachments/ab/cdef"));

        assert!(!manifest.files.iter().any(|one| one.name.contains("arriving")));

        // Twice to one place is refused: nothing is overwritten.
        assert!(
            backups::take(&place(&desk), &file, false, &ProgressBar::hidden())
                .await
                .is_err()
        );

        let into = folder.path().join("restored");
        let mut settings = Settings {
            data_folder: into.clone(),
            ..(*desk.app.settings).clone()
        };
        let target = if is_sqlite {
            settings.database = String::new();
            RestoreInto::Folder(into.clone())
        } else {
            desk.app
                .db
                .maintain("CREATE DATABASE haven_test_restored".to_owned())
                .await
                .unwrap();
            let address = desk.app.settings.database_address();
            let (head, name) = address.rsplit_once('/').unwrap();
            assert!(name.starts_with("haven_test_"));
            settings.database = format!("{head}/haven_test_restored");
            RestoreInto::Database(settings.database.clone())
        };
        backups::restore_backup(&settings, &desk.app.clock, &file, &target, &ProgressBar::hidden())
            .await
            .expect("it comes back");
        // Into what is there already: no.
        let again = backups::restore_backup(&settings, &desk.app.clock, &file, &target, &ProgressBar::hidden()).await;
        assert!(again.is_err(), "a restore must not overwrite");

        let restored = Place::open(settings, desk.app.clock.clone())
            .await
            .expect("the restored desk opens");
        for (table, rows) in &manifest.counts {
            let sql: &'static str = Box::leak(format!("SELECT COUNT(*) AS n FROM \"{table}\"").into_boxed_str());
            // The restore left its own line.
            let own = i64::from(table == "ledger");
            assert_eq!(count(&restored.db, sql).await, rows + own, "{table}");
        }
        let verdict = ledger_checks::check(&restored, std::slice::from_ref(&head), |_| {})
            .await
            .unwrap();
        assert_eq!(verdict, Verdict::Whole { lines: head.seq + 1 });
        assert_eq!(
            std::fs::read(into.join("attachments/ab/cdef")).unwrap(),
            b"sealed evidence"
        );
        let key = |folder: &Path| std::fs::read(folder.join("secret.key")).unwrap();
        assert_eq!(key(&into), key(&desk.app.settings.data_folder));
        restored.db.close().await;
        if !is_sqlite {
            desk.app
                .db
                .maintain("DROP DATABASE haven_test_restored WITH (FORCE)".to_owned())
                .await
                .unwrap();
        }
        let actions: Vec<String> = desk.ledger().await.into_iter().map(|(action, _)| action).collect();
        assert!(
            actions.iter().any(|action| action == "backup.take"),
            "the backup is in the ledger"
        );
    });
}

#[test]
fn a_damaged_backup_is_refused_and_leaves_nothing_behind() {
    on_sqlite(|desk| async move {
        write_lines(&desk.app.db, desk.app.now_ms(), 5).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("haven.tar");
        backups::take(&place(&desk), &file, false, &ProgressBar::hidden())
            .await
            .unwrap();
        let whole = std::fs::read(&file).unwrap();
        let mut bytes = whole.clone();
        bytes[whole.len() / 3] ^= 4;
        std::fs::write(&file, bytes).unwrap();
        let into = folder.path().join("restored");
        let settings = (*desk.app.settings).clone();
        let target = RestoreInto::Folder(into.clone());
        let refused = backups::restore_backup(&settings, &desk.app.clock, &file, &target, &ProgressBar::hidden()).await;
        let said = refused.err().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(said.contains("haven.db is damaged"), "{said}");
        assert!(!into.exists(), "half a restore was left behind");
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        assert_eq!(left, ["haven.tar"], "staging was left behind");
    });
}

/// A column of the ledger, and how its value is written back.
const COLUMNS: &[(&str, Kind)] = &[
    ("at", Kind::Int),
    ("account_id", Kind::Bytes),
    ("action", Kind::Text),
    ("purpose", Kind::Text),
    ("permit", Kind::Text),
    ("subject_kind", Kind::Text),
    ("detail", Kind::Text),
    ("prev_hash", Kind::Bytes),
    ("hash", Kind::Bytes),
    ("seq", Kind::Int),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Int,
    Text,
    Bytes,
}

#[test]
fn any_bit_that_changes_in_the_ledger_is_found_and_its_line_named() {
    on_sqlite(|desk| async move {
        let db = &desk.app.db;
        let someone = desk.account(Cast::SocialWorker);
        for n in 0..200 {
            let mut tx = db.begin().await.unwrap();
            let line = Line::plain(
                desk.app.now_ms() + n,
                Some(someone),
                None,
                "test.write",
                Subject::of("test", someone),
            );
            ledger::append(&mut tx, line.detail(serde_json::json!({ "n": n })))
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        let Verdict::Whole { lines } = ledger::verify(db, &[], |_| {}).await.unwrap() else {
            panic!("whole at first")
        };
        let head = ledger::head(db).await.unwrap().unwrap();

        // The schema itself refuses changes; whoever changes the file can take that away.
        let touched = db
            .maintain("UPDATE ledger SET detail = '{}' WHERE seq = 3".to_owned())
            .await;
        assert!(touched.is_err(), "the ledger only grows");
        db.maintain("DROP TRIGGER ledger_no_update; DROP TRIGGER ledger_no_delete".to_owned())
            .await
            .unwrap();

        // A small generator of places, the same in every run.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut chance = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        for round in 0..50 {
            let seq = i64::try_from(chance(u64::try_from(lines).unwrap())).unwrap() + 1;
            let (column, kind) = COLUMNS[usize::try_from(chance(COLUMNS.len() as u64)).unwrap()];
            let sql: &'static str =
                Box::leak(format!("SELECT hex({column}) AS hex FROM ledger WHERE seq = {seq}").into_boxed_str());
            let row = db.read().await.unwrap().one(sql, params![]).await.unwrap();
            let before = hex::decode(row.get::<String>("hex").unwrap()).unwrap();
            let write = |bytes: &[u8]| match kind {
                Kind::Bytes => format!("X'{}'", hex::encode(bytes)),
                _ => format!("CAST(X'{}' AS TEXT)", hex::encode(bytes)),
            };
            if kind == Kind::Int {
                // Numbers change by one of their bits; the line's own number by a high one, so that it is free.
                let bit = if column == "seq" { 30 + chance(8) } else { chance(40) };
                let flip = |at: i64| {
                    format!(
                        "UPDATE ledger SET {column} = ({column} | (1 << {bit})) - ({column} & (1 << {bit})) WHERE seq = {at}"
                    )
                };
                db.maintain(flip(seq)).await.unwrap();
                named(&desk, seq, round, column).await;
                db.maintain(flip(if column == "seq" { seq | (1 << bit) } else { seq }))
                    .await
                    .unwrap();
            } else if before.is_empty() {
                continue;
            } else {
                let mut bytes = before.clone();
                let at = usize::try_from(chance(bytes.len() as u64)).unwrap();
                bytes[at] ^= 1 << chance(8);
                db.maintain(format!(
                    "UPDATE ledger SET {column} = {} WHERE seq = {seq}",
                    write(&bytes)
                ))
                .await
                .unwrap();
                named(&desk, seq, round, column).await;
                db.maintain(format!(
                    "UPDATE ledger SET {column} = {} WHERE seq = {seq}",
                    write(&before)
                ))
                .await
                .unwrap();
            }
            assert_eq!(
                ledger::verify(db, &[], |_| {}).await.unwrap(),
                Verdict::Whole { lines },
                "put back, round {round}"
            );
        }

        // A line taken out, and a chain rewritten from some line on by somebody who knows how: the kept head tells.
        db.maintain("DELETE FROM ledger WHERE seq = 100".to_owned())
            .await
            .unwrap();
        named(&desk, 100, 50, "a missing line").await;
        db.maintain("DELETE FROM ledger WHERE seq >= 100".to_owned())
            .await
            .unwrap();
        let mut tx = db.begin().await.unwrap();
        let row = tx
            .one("SELECT hash FROM ledger WHERE seq = 99", params![])
            .await
            .unwrap();
        let hash: Vec<u8> = row.get("hash").unwrap();
        tx.execute("UPDATE ledger_head SET seq = 99, hash = $1", vec![Value::from(hash)])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            ledger::verify(db, &[], |_| {}).await.unwrap(),
            Verdict::Whole { lines: 99 },
            "alone, a shorter chain fits"
        );
        let told = ledger::verify(db, std::slice::from_ref(&head), |_| {}).await.unwrap();
        assert_eq!(
            told,
            Verdict::Broken {
                seq: 100,
                why: "missing"
            }
        );
        write_lines(db, desk.app.now_ms(), 150).await;
        let told = ledger::verify(db, std::slice::from_ref(&head), |_| {}).await.unwrap();
        assert_eq!(
            told,
            Verdict::Broken {
                seq: head.seq,
                why: "earlier_head"
            }
        );
    });
}

async fn named(desk: &Desk, seq: i64, round: i32, what: &str) {
    match ledger::verify(&desk.app.db, &[], |_| {}).await.unwrap() {
        Verdict::Broken { seq: found, .. } => assert_eq!(
            found, seq,
            "round {round}: {what} of line {seq} changed, line {found} was named"
        ),
        Verdict::Whole { .. } => panic!("round {round}: {what} of line {seq} changed and nobody saw"),
    }
}

#[test]
fn the_doctor_finds_a_sound_desk_and_a_sick_one() {
    on_both(|desk| async move {
        let settings = Settings {
            second_factor: true,
            ..(*desk.app.settings).clone()
        };
        let findings = doctor::examine(&settings, &desk.app.clock, true).await;
        let wrong: Vec<_> = findings
            .iter()
            .filter(|one| one.state == doctor::State::Wrong)
            .collect();
        // The held clock of tests is not the clock of the database server.
        assert!(wrong.iter().all(|one| one.about == "clock"), "{wrong:?}");
        for about in [
            "address", "sign-in", "folder", "key", "database", "schema", "ledger", "jobs", "packs", "mail",
        ] {
            assert!(
                findings.iter().any(|one| one.about == about),
                "nothing is said about {about}"
            );
        }

        // Its key readable by all, its address open, its second factor off, its database elsewhere.
        let key = desk.app.settings.data_folder.join("secret.key");
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        let sick = Settings {
            second_factor: false,
            public_url: "http://haven.example.org".to_owned(),
            database: format!("sqlite:{}", key.with_file_name("elsewhere.db").display()),
            mail: "not an address".to_owned(),
            ..settings
        };
        let findings = doctor::examine(&sick, &desk.app.clock, false).await;
        for about in ["address", "sign-in", "key", "database", "mail"] {
            let found = findings
                .iter()
                .any(|one| one.about == about && one.state == doctor::State::Wrong && one.advice.is_some());
            assert!(found, "{about} is not said to be wrong: {findings:?}");
        }
        assert!(
            !key.with_file_name("elsewhere.db").exists(),
            "looking must not make a database"
        );
    });
}

#[test]
fn failed_work_is_listed_and_set_to_work_again() {
    on_both(|desk| async move {
        let now = desk.app.now_ms();
        let mut tx = desk.app.db.begin().await.unwrap();
        for n in 0..3_i64 {
            tx.execute(
                "INSERT INTO job (id, kind, payload, state, run_at, made_at, ended_at, attempts, error) \
                 VALUES ($1, 'test.nobody', '{}', 'failed', $2, $2, $3, 8, 'the mail server did not answer')",
                params![desk.app.clock.new_id::<domain::ids::JobId>(), now, now + n],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();

        let place = place(&desk);
        let permit = place.permit::<access::RunJob>(&access::Resource::System).unwrap();
        let seeing = place.permit::<access::ViewSystem>(&access::Resource::System).unwrap();
        let failed = job_queue::failed(&mut desk.app.db.read().await.unwrap(), &seeing)
            .await
            .unwrap();
        assert_eq!(failed.len(), 3);
        let mut tx = desk.app.db.begin().await.unwrap();
        assert_eq!(
            job_queue::retry(&mut tx, &permit, Some(failed[0].id), now)
                .await
                .unwrap(),
            1
        );
        assert_eq!(
            job_queue::retry(&mut tx, &permit, Some(failed[0].id), now)
                .await
                .unwrap(),
            0,
            "it waits already"
        );
        assert_eq!(job_queue::retry(&mut tx, &permit, None, now).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let state = job_queue::state(&mut desk.app.db.read().await.unwrap(), now)
            .await
            .unwrap();
        assert_eq!(state.failed, 0);
        // The daily work of a new desk comes to wait beside them, at a moment of its own.
        let waiting: i64 = desk
            .app
            .db
            .read()
            .await
            .unwrap()
            .one(
                "SELECT COUNT(*) AS n FROM job WHERE kind = 'test.nobody' AND state = 'waiting'",
                params![],
            )
            .await
            .unwrap()
            .get("n")
            .unwrap();
        assert_eq!(waiting, 3);
        assert!(state.waiting >= waiting);
        assert!(state.due_since.is_some_and(|since| since <= now));
    });
}
