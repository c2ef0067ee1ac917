//! Background work: leased by one worker at a time, taken over from the silent, retried and given up; events become
//! work once, and only when their act was committed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod place;

use futures::future::join_all;
use kit::clock::Clock;
use kit::db::{Db, Migration};
use kit::jobs::{self, Job, JobError, LEASE_MS};
use kit::{outbox, params};
use place::{NOW, Place, on_both, run, told};
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use tokio::sync::watch;

const PLUMBING: &[Migration] = &[Migration {
    number: 1,
    name: "0001_plumbing",
    text: include_str!("../../../migrations/0001_plumbing.sql"),
}];
const DAY: i64 = 86_400_000;

fn kinds() -> Vec<String> {
    vec!["test.work".to_owned()]
}

async fn enqueue(db: &Db, payload: i64, unique: Option<&str>) {
    let mut tx = db.begin().await.unwrap();
    jobs::enqueue(&mut tx, "test.work", &payload, unique.map(str::to_owned), NOW, NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn lease(place: &Place, worker: &str, at: i64) -> Option<Job> {
    jobs::lease(&place.db, worker, &kinds(), at).await.unwrap()
}

/// State, error and next run of every job, oldest first.
async fn states(db: &Db) -> Vec<(String, Option<String>, i64)> {
    let mut conn = db.read().await.unwrap();
    let rows = conn
        .all("SELECT state, error, run_at FROM job ORDER BY id", params![])
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            (
                row.get("state").unwrap(),
                row.get("error").unwrap(),
                row.get("run_at").unwrap(),
            )
        })
        .collect()
}

#[test]
fn eight_workers_lease_each_job_once() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        let mut tx = place.db.begin().await.unwrap();
        for number in 0..120_i64 {
            jobs::enqueue(&mut tx, "test.work", &number, None, NOW, NOW)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let place = &place;
        let workers = join_all((0..8).map(|worker| async move {
            let name = format!("worker {worker}");
            let mut mine = Vec::new();
            while states(&place.db).await.iter().any(|(state, ..)| state == "waiting") {
                if let Some(job) = lease(place, &name, NOW).await {
                    mine.push(job.id);
                    jobs::finish(&place.db, &name, &job, Ok(()), NOW).await.unwrap();
                }
            }
            mine
        }))
        .await;
        let all: Vec<_> = workers.concat();
        assert_eq!(all.len(), 120, "{}", place.kind);
        assert_eq!(
            all.iter().collect::<HashSet<_>>().len(),
            120,
            "none twice on {}",
            place.kind
        );
        assert!(
            states(&place.db).await.iter().all(|(state, ..)| state == "done"),
            "{}",
            place.kind
        );
    });
}

#[test]
fn a_silent_workers_job_is_taken_over_and_the_loser_changes_nothing() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        enqueue(&place.db, 1, None).await;
        let first = lease(&place, "a", NOW).await.expect("due");
        assert!(
            lease(&place, "b", NOW + LEASE_MS).await.is_none(),
            "the lease still holds"
        );
        assert!(jobs::renew(&place.db, "a", first.id, NOW + LEASE_MS).await.unwrap());
        let late = NOW + 2 * LEASE_MS + 1;
        let second = lease(&place, "b", late).await.expect("the lease ran out");
        assert_eq!((second.id, second.attempt), (first.id, 2));
        assert!(
            !jobs::renew(&place.db, "a", first.id, late).await.unwrap(),
            "it is another's now"
        );
        jobs::finish(
            &place.db,
            "a",
            &first,
            Err(JobError::GiveUp("too late to say".to_owned())),
            late,
        )
        .await
        .unwrap();
        assert_eq!(states(&place.db).await[0].0, "leased", "{}", place.kind);
        jobs::finish(&place.db, "b", &second, Ok(()), late).await.unwrap();
        assert_eq!(states(&place.db).await[0].0, "done", "{}", place.kind);
        assert!(
            lease(&place, "a", late + DAY).await.is_none(),
            "what is done stays done"
        );
    });
}

#[test]
fn failing_work_waits_longer_each_time_and_is_given_up_at_last() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        enqueue(&place.db, 1, None).await;
        let mut now = NOW;
        let mut pauses = Vec::new();
        for attempt in 1..=8 {
            let job = lease(&place, "a", now).await.expect("due");
            assert_eq!(job.attempt, attempt);
            jobs::finish(&place.db, "a", &job, Err(JobError::Retry("no luck".to_owned())), now)
                .await
                .unwrap();
            let (state, error, run_at) = states(&place.db).await.remove(0);
            assert_eq!(error.as_deref(), Some("no luck"));
            assert_eq!(
                state,
                if attempt < 8 { "waiting" } else { "failed" },
                "attempt {attempt} on {}",
                place.kind
            );
            if attempt < 8 {
                assert!(lease(&place, "a", run_at - 1).await.is_none(), "not before its time");
                pauses.push(run_at - now);
                now = run_at;
            }
        }
        assert!(pauses.windows(2).all(|pair| pair[0] < pair[1]), "{pauses:?}");
        assert!(lease(&place, "a", now + DAY).await.is_none());

        enqueue(&place.db, 2, None).await;
        let job = lease(&place, "a", now).await.expect("due");
        jobs::finish(&place.db, "a", &job, Err(JobError::GiveUp("hopeless".to_owned())), now)
            .await
            .unwrap();
        assert_eq!(states(&place.db).await[1].0, "failed");
    });
}

#[test]
fn work_that_kills_its_worker_every_time_is_given_up_and_does_not_block_the_rest() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        enqueue(&place.db, 1, None).await;
        let mut now = NOW;
        for attempt in 1..=8 {
            assert_eq!(lease(&place, "a", now).await.expect("taken over").attempt, attempt);
            now += LEASE_MS + 1;
        }
        enqueue(&place.db, 2, None).await;
        let next = lease(&place, "a", now).await.expect("the other job");
        assert_eq!(next.payload, "2", "{}", place.kind);
        let (state, error, _) = states(&place.db).await.remove(0);
        assert_eq!(state, "failed");
        assert!(error.is_some_and(|why| why.contains("silent")));
    });
}

#[test]
fn one_name_is_one_job_even_when_two_ask_at_once() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        enqueue(&place.db, 1, Some("the one")).await;
        enqueue(&place.db, 2, Some("the one")).await;
        join_all((0..6).map(|n| enqueue(&place.db, n, Some("the other")))).await;
        enqueue(&place.db, 3, None).await;
        enqueue(&place.db, 3, None).await;
        assert_eq!(states(&place.db).await.len(), 4, "{}", place.kind);
        let mut tx = place.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, "test.work", &9, None, NOW, NOW).await.unwrap();
        drop(tx);
        assert_eq!(states(&place.db).await.len(), 4, "an act undone leaves no work");
    });
}

const SUBSCRIPTIONS: outbox::Subscriptions = &[
    ("child.found", "test.work"),
    ("child.found", "test.mail"),
    ("other", "test.other"),
];

#[test]
fn an_event_is_heard_once_by_each_subscriber_and_only_if_its_act_was_committed() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        let mut tx = place.db.begin().await.unwrap();
        outbox::publish(&mut tx, "child.found", &"undone", NOW).await.unwrap();
        drop(tx);
        for number in 0..250 {
            let mut tx = place.db.begin().await.unwrap();
            outbox::publish(&mut tx, "child.found", &number, NOW).await.unwrap();
            outbox::publish(&mut tx, "nobody.listens", &number, NOW).await.unwrap();
            tx.commit().await.unwrap();
        }
        let delivered = join_all((0..6).map(|_| async {
            let mut mine = 0;
            loop {
                match outbox::deliver(&place.db, SUBSCRIPTIONS, NOW).await.unwrap() {
                    0 => return mine,
                    some => mine += some,
                }
            }
        }))
        .await;
        let mut conn = place.db.read().await.unwrap();
        let left = conn
            .all("SELECT seq FROM outbox WHERE delivered_at IS NULL", params![])
            .await
            .unwrap()
            .len();
        assert_eq!(delivered.iter().sum::<usize>() + left, 500, "{}", place.kind);
        drop(conn);
        while outbox::deliver(&place.db, SUBSCRIPTIONS, NOW).await.unwrap() > 0 {}
        let mut conn = place.db.read().await.unwrap();
        for kind in ["test.work", "test.mail"] {
            let rows = conn
                .all("SELECT payload FROM job WHERE kind = $1", params![kind])
                .await
                .unwrap();
            let heard: HashSet<String> = rows.iter().map(|row| row.get("payload").unwrap()).collect();
            assert_eq!(rows.len(), 250, "{kind} on {}", place.kind);
            assert_eq!(
                heard,
                (0..250).map(|n| n.to_string()).collect(),
                "{kind} on {}",
                place.kind
            );
        }
    });
}

#[test]
fn after_a_quiet_fortnight_a_new_event_is_not_taken_for_an_old_one() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        let publish = async |payload: &'static str, at: i64| {
            let mut tx = place.db.begin().await.unwrap();
            outbox::publish(&mut tx, "child.found", &payload, at).await.unwrap();
            tx.commit().await.unwrap();
            outbox::deliver(&place.db, &[("child.found", "test.work")], at)
                .await
                .unwrap();
        };
        publish("old", NOW).await;
        let job = lease(&place, "a", NOW).await.expect("due");
        jobs::finish(&place.db, "a", &job, Err(JobError::GiveUp("no".to_owned())), NOW)
            .await
            .unwrap();
        let later = NOW + 14 * DAY;
        jobs::sweep(&place.db, later).await.unwrap();
        publish("new", later).await;
        let job = lease(&place, "a", later).await.expect("the new event is heard");
        assert_eq!(job.payload, "\"new\"", "{}", place.kind);
        jobs::finish(&place.db, "a", &job, Ok(()), later).await.unwrap();
        assert_eq!(
            jobs::sweep(&place.db, later + 8 * DAY).await.unwrap(),
            1,
            "finished work is forgotten after a week"
        );
        assert_eq!(
            states(&place.db).await[0].0,
            "failed",
            "failed work stays to be looked at"
        );
    });
}

#[test]
fn a_job_that_panics_is_tried_again_and_its_worker_goes_on() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        enqueue(&place.db, 1, None).await;
        enqueue(&place.db, 2, None).await;
        let clock = Clock::held_at(jiff::Timestamp::from_millisecond(NOW).unwrap());
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(jobs::work(
            place.db.clone(),
            clock,
            kinds(),
            stopped,
            |job: Job| async move {
                assert_eq!(job.payload, "2", "this one breaks");
                Ok(())
            },
        ));
        let mut seen = Vec::new();
        for _ in 0..200 {
            seen = states(&place.db).await.into_iter().map(|(state, ..)| state).collect();
            if seen == ["waiting", "done"] {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(seen, ["waiting", "done"], "{}", place.kind);
        stop.send(true).unwrap();
        worker.await.unwrap();
    });
}

#[test]
fn when_a_worker_process_is_killed_another_takes_up_its_job() {
    on_both(|place| async move {
        let place = place.with(PLUMBING).await;
        enqueue(&place.db, 41, None).await;
        let mut process = place.process("as_a_worker_process", "worker");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = lines
            .find_map(|line| line.ok().filter(|line| line.ends_with("took 41")))
            .expect("the worker took it");
        process.kill().unwrap();
        process.wait().unwrap();
        assert!(said.ends_with("took 41"));
        let now = Clock::system().now_ms();
        assert!(
            lease(&place, "here", now).await.is_none(),
            "nobody knows yet that it is dead"
        );
        let job = lease(&place, "here", now + LEASE_MS + 1).await.expect("taken up");
        assert_eq!((job.payload.as_str(), job.attempt), ("41", 2), "{}", place.kind);
        jobs::finish(&place.db, "here", &job, Ok(()), now).await.unwrap();
        assert_eq!(states(&place.db).await[0].0, "done");
    });
}

#[test]
#[ignore = "the child process of the test above"]
fn as_a_worker_process() {
    let (address, role) = told();
    assert_eq!(role, "worker");
    run(async {
        let db = Db::open(&address, 4).await.unwrap();
        let (_stop, stopped) = watch::channel(false);
        jobs::work(db, Clock::system(), kinds(), stopped, |job| async move {
            println!("\ntook {}", job.payload);
            tokio::time::sleep(std::time::Duration::from_secs(120)).await;
            Ok(())
        })
        .await;
    });
}
