//! Live recognition: one new record against all.

use crate::{memory, spread, world};
use access::{HandIn, Resource};
use domain::{Channel, Handling};
use haven::gather::records::{self, Eyes, Incoming};
use haven::link::recognise::known_for_answers;
use std::time::Instant;

pub async fn known(database: &str, questions: usize, seed: u64) {
    let started = Instant::now();
    let app = world::open(database).await;
    println!("open: {:.2} s", started.elapsed().as_secs_f64());
    let agencies = world::agencies_of(&app).await;
    let who = world::worker(&app).await;
    let records: i64 = {
        let mut conn = app.db.read().await.unwrap();
        conn.one("SELECT COUNT(*) AS n FROM record", kit::params![])
            .await
            .unwrap()
            .get("n")
            .unwrap()
    };
    println!("records: {records}");
    let (mut asked, mut handed, mut hits) = (Vec::new(), Vec::new(), 0);
    for (place, (kind, source_id, answers)) in invented_world::bench_rows(seed, (questions + 200) as u64).enumerate() {
        let warm = place >= 200;
        let start = Instant::now();
        let mut conn = app.db.read().await.unwrap();
        let eyes = Eyes::of(&app, &mut conn, &who).await.unwrap();
        let found = known_for_answers(&app, &mut conn, &eyes, kind, &answers, "GB", 8)
            .await
            .unwrap();
        drop(conn);
        if warm {
            asked.push(start.elapsed().as_micros());
            hits += found.len();
        }
        let agency = agencies[0];
        let permit = app
            .policy
            .permit::<HandIn>(&who, &Resource::Agency { id: agency })
            .expect("may hand in");
        let one = Incoming {
            source_id: Some(format!("live-{seed}-{source_id}")),
            kind,
            handling: Handling::Shared,
            pack: "GB-ENG@2026.1".to_owned(),
            answers,
            channel: Channel::Api,
            hand_in: None,
            made_by: None,
        };
        let start = Instant::now();
        let mut tx = app.db.begin().await.unwrap();
        records::receive(&app, &mut tx, &permit, agency, vec![one])
            .await
            .expect("received");
        tx.commit().await.unwrap();
        if warm {
            handed.push(start.elapsed().as_micros());
        }
    }
    spread("known? (question only)", asked);
    spread("hand-in with recognition, to disk", handed);
    println!("hits shown: {hits}; {}", memory());
    app.db.close().await;
}
