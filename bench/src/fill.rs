//! Import speed: the path that every import takes after its rows are checked.

use crate::{memory, world};
use access::{ImportRecords, Resource};
use domain::{Channel, Handling};
use haven::gather::records::{self, Incoming};
use std::time::Instant;

pub async fn fill(database: &str, count: usize, seed: u64, hurry: bool) {
    let app = world::open(database).await;
    if hurry {
        app.db.maintain("PRAGMA synchronous=OFF".to_owned()).await.unwrap();
    }
    let agencies = world::agencies_of(&app).await;
    let mut rows = invented_world::bench_rows(seed, count as u64);
    let start = Instant::now();
    let (mut done, mut hits, mut chunk_number, mut said) = (0_usize, 0_usize, 0_usize, Instant::now());
    loop {
        let agency = agencies[chunk_number % agencies.len()];
        chunk_number += 1;
        let chunk: Vec<Incoming> = rows
            .by_ref()
            .take(500)
            .map(|(kind, source_id, answers)| Incoming {
                source_id: Some(source_id),
                kind,
                handling: Handling::Shared,
                pack: "GB-ENG@2026.1".to_owned(),
                answers,
                channel: Channel::Csv,
                hand_in: None,
                made_by: None,
            })
            .collect();
        if chunk.is_empty() {
            break;
        }
        let who = world::handing_in(agency);
        let permit = app
            .policy
            .permit::<ImportRecords>(&who, &Resource::Agency { id: agency })
            .expect("the command line may import");
        let mut tx = app.db.begin().await.unwrap();
        let received = records::receive(&app, &mut tx, &permit, agency, chunk)
            .await
            .expect("received");
        tx.commit().await.unwrap();
        done += received.len();
        hits += received.iter().map(|one| one.hits).sum::<usize>();
        if said.elapsed().as_secs() >= 20 {
            println!(
                "  {done} rows, {:.0} rows/s so far, {}",
                done as f64 / start.elapsed().as_secs_f64(),
                memory()
            );
            said = Instant::now();
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "fill: {done} rows in {seconds:.1} s = {:.0} rows/s with recognition ({hits} link ends), {}",
        done as f64 / seconds,
        memory()
    );
    app.db.close().await;
}
