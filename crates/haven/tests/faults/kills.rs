//! `kill -9` at any moment: what was acknowledged is there, nothing is there by half, and sending again what was not
//! acknowledged makes each hand-in exactly once.

use crate::house::{House, hand_in, on_both};
use crate::told;
use domain::ids::{HandInId, ImportId};
use haven::gather::imports;
use kit::params;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashSet;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct Sent {
    /// Keys of everything that was sent, acknowledged or not, with the child's name.
    all: Vec<(String, String, String)>,
    acknowledged: Vec<(String, HandInId)>,
}

/// Names that are nobody else's, yet some children come twice under two spellings.
fn name(chance: &mut StdRng) -> (String, String) {
    let mut syllables = |many: usize| {
        (0..many)
            .map(|_| {
                [
                    "ka", "ru", "mi", "to", "shen", "ba", "lo", "ni", "ze", "fa", "gor", "wu", "pe", "dri", "hu", "sa",
                ][chance.random_range(0..16)]
            })
            .collect::<String>()
    };
    (syllables(3), syllables(4))
}

#[test]
fn every_acknowledged_hand_in_survives_any_kill() {
    on_both(|house| async move {
        let house = &house;
        let rounds = told("HAVEN_FAULT_ROUNDS", 12);
        let rounds = if house.kind == "sqlite" {
            rounds
        } else {
            rounds.div_ceil(3)
        };
        let mut chance = StdRng::seed_from_u64(2_026);
        let sent = Arc::new(Mutex::new(Sent::default()));
        for round in 0..rounds {
            let mut serving = house.serve().await;
            let stop = Arc::new(AtomicBool::new(false));
            let senders: Vec<_> = (0..4)
                .map(|sender| {
                    let (sent, stop) = (Arc::clone(&sent), Arc::clone(&stop));
                    let (client, url, key) = (serving.client.clone(), serving.url.clone(), serving.key.clone());
                    let mut chance = StdRng::seed_from_u64(round as u64 * 10 + sender);
                    tokio::spawn(async move {
                        for number in 0.. {
                            if stop.load(Ordering::SeqCst) {
                                return;
                            }
                            let (given, family) = name(&mut chance);
                            let id = format!("{round}-{sender}-{number}");
                            sent.lock()
                                .unwrap()
                                .all
                                .push((id.clone(), given.clone(), family.clone()));
                            match hand_in(&client, &url, &key, &id, &given, &family).await {
                                Some((201, body)) => {
                                    let hand_in = body["id"].as_str().unwrap().parse().unwrap();
                                    sent.lock().unwrap().acknowledged.push((id, hand_in));
                                }
                                // Killed, or answered that it is busy: neither is a promise.
                                None => return,
                                Some((503, _)) => {}
                                Some((status, body)) => panic!("answered {status}: {body}"),
                            }
                        }
                    })
                })
                .collect();
            // At any moment: some before the first answer, most in the midst of many.
            let enough = sent.lock().unwrap().acknowledged.len() + chance.random_range(0..40);
            let patience = Duration::from_secs(5);
            let _ = tokio::time::timeout(patience, async {
                while sent.lock().unwrap().acknowledged.len() < enough {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            })
            .await;
            tokio::time::sleep(Duration::from_millis(chance.random_range(0..40))).await;
            serving.kill();
            stop.store(true, Ordering::SeqCst);
            for sender in senders {
                sender.await.unwrap();
            }
            let app = house.open().await;
            house.is_sound(&app).await;
            all_there(house, &app, &sent).await;
            app.db.close().await;
        }

        // The senders send again whatever was not acknowledged, as they were told to.
        let serving = house.serve().await;
        let (all, done): (Vec<_>, HashSet<String>) = {
            let sent = sent.lock().unwrap();
            (
                sent.all.clone(),
                sent.acknowledged.iter().map(|(id, _)| id.clone()).collect(),
            )
        };
        for (id, given, family) in all.iter().filter(|(id, ..)| !done.contains(id)) {
            let (status, body) = serving.hand_in(id, given, family).await.expect("it answers");
            assert!(matches!(status, 200 | 201), "{status}: {body}");
        }
        drop(serving);
        let app = house.open().await;
        house.is_sound(&app).await;
        let mut conn = app.db.read().await.unwrap();
        for sql in [
            "SELECT COUNT(*) AS n FROM hand_in WHERE state = 'sent'",
            "SELECT COUNT(*) AS n FROM record",
        ] {
            let there: i64 = conn.one(sql, params![]).await.unwrap().get("n").unwrap();
            assert_eq!(
                usize::try_from(there).unwrap(),
                all.len(),
                "each exactly once on {}",
                house.kind
            );
        }
        println!(
            "{}: {rounds} kills, {} hand-ins, {} acknowledged before a kill, none lost, none doubled",
            house.kind,
            all.len(),
            done.len()
        );
    });
}

async fn all_there(house: &House, app: &haven::app::App, sent: &Mutex<Sent>) {
    let acknowledged = sent.lock().unwrap().acknowledged.clone();
    let mut conn = app.db.read().await.unwrap();
    let rows = conn
        .all("SELECT id, client_key FROM hand_in WHERE state = 'sent'", params![])
        .await
        .unwrap();
    let there: HashSet<(String, HandInId)> = rows
        .iter()
        .map(|row| (row.get("client_key").unwrap(), row.id("id").unwrap()))
        .collect();
    let keys: HashSet<&String> = there.iter().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), there.len(), "one hand-in for one key on {}", house.kind);
    for one in acknowledged {
        assert!(
            there.contains(&one),
            "{} was acknowledged and is not there on {}",
            one.0,
            house.kind
        );
    }
}

#[test]
fn an_import_killed_again_and_again_is_whole_in_the_end_and_never_doubled() {
    on_both(|house| async move {
        const ROWS: usize = 2_600;
        let rounds = told("HAVEN_FAULT_ROUNDS", 12);
        let rounds = if house.kind == "sqlite" {
            rounds.div_ceil(2)
        } else {
            rounds.div_ceil(4)
        };
        let mut chance = StdRng::seed_from_u64(7);
        let (mut kills, mut imports_done) = (0, 0);
        while kills < rounds {
            imports_done += 1;
            let id = begin_import(&house, imports_done, ROWS, &mut chance).await;
            loop {
                time_passes(&house).await;
                let mut serving = house.serve().await;
                if kills < rounds {
                    tokio::time::sleep(Duration::from_millis(chance.random_range(50..1_500))).await;
                    serving.kill();
                    kills += 1;
                } else {
                    until_over(&house, id).await;
                }
                drop(serving);
                let app = house.open().await;
                house.is_sound(&app).await;
                let mut conn = app.db.read().await.unwrap();
                let import = imports::find(&mut conn, id).await.unwrap().unwrap();
                let records: i64 = conn
                    .one("SELECT COUNT(*) AS n FROM record", params![])
                    .await
                    .unwrap()
                    .get("n")
                    .unwrap();
                let earlier = i64::try_from((imports_done - 1) * ROWS).unwrap();
                assert_eq!(
                    records,
                    earlier + import.rows_applied,
                    "what is marked is there, and nothing else, on {}",
                    house.kind
                );
                drop(conn);
                app.db.close().await;
                if import.state == imports::ImportState::Done {
                    let rows = i64::try_from(ROWS).unwrap();
                    assert_eq!(
                        (
                            import.rows_new,
                            import.rows_changed,
                            import.rows_unchanged,
                            import.rows_rejected
                        ),
                        (rows, 0, 0, 0)
                    );
                    assert_eq!(import.rows_read, rows);
                    break;
                }
                assert!(
                    matches!(
                        import.state,
                        imports::ImportState::Checking | imports::ImportState::Applying
                    ),
                    "{:?} {:?} on {}",
                    import.state,
                    import.problem,
                    house.kind
                );
            }
        }
        println!(
            "{}: {kills} kills during {imports_done} imports of {ROWS} rows, each whole, none doubled",
            house.kind
        );
    });
}

/// Puts an import before the workers, as the page does.
async fn begin_import(house: &House, number: usize, rows: usize, chance: &mut StdRng) -> ImportId {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "Case ID,First name,Surname,Date of birth").unwrap();
    for row in 0..rows {
        let (given, family) = name(chance);
        writeln!(
            file,
            "N{number}-{row},{given},{family},20{:02}-{:02}-{:02}",
            8 + row % 9,
            1 + row % 12,
            1 + row % 28
        )
        .unwrap();
    }
    file.flush().unwrap();
    let app = house.open().await;
    let here = access::Resource::Agency { id: house.agency };
    let permit = app
        .policy
        .permit::<access::ImportRecords>(&access::Principal::operator_for(house.agency), &here)
        .unwrap();
    let peek = imports::peek(file.path(), None).unwrap();
    let kept = imports::keep_file(&app, file.path(), "week.csv").unwrap();
    let import = imports::begin(&app, &permit, house.agency, None, kept, peek.kind, peek.suggested)
        .await
        .unwrap();
    let mut tx = app.db.begin().await.unwrap();
    tx.execute("UPDATE import SET state = 'checking' WHERE id = $1", params![import.id])
        .await
        .unwrap();
    kit::jobs::enqueue(&mut tx, "imports.check", &import.id, None, app.now_ms(), app.now_ms())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.db.close().await;
    import.id
}

/// The half minute after which others take up a silent worker's job, without waiting for it.
async fn time_passes(house: &House) {
    let app = house.open().await;
    let mut tx = app.db.begin().await.unwrap();
    tx.execute(
        "UPDATE job SET lease_until = 0, run_at = 0, attempts = 1 WHERE state = 'leased'",
        params![],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    app.db.close().await;
}

async fn until_over(house: &House, id: ImportId) {
    let app = house.open().await;
    for _ in 0..1_200 {
        let mut conn = app.db.read().await.unwrap();
        let import = imports::find(&mut conn, id).await.unwrap().unwrap();
        drop(conn);
        if !matches!(
            import.state,
            imports::ImportState::Checking | imports::ImportState::Applying
        ) {
            app.db.close().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the import did not end in two minutes on {}", house.kind);
}
