//! Children's pages and searches at a steady rate, over HTTP, as a browser asks.

use crate::{memory, spread, world};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

pub async fn pages(database: &str, rate: u64, seconds: u64) {
    let app = world::open(database).await;
    let people: Vec<String> = {
        let mut conn = app.db.read().await.unwrap();
        let rows = conn
            .all("SELECT person_id FROM record LIMIT 5000", kit::params![])
            .await
            .unwrap();
        rows.iter()
            .map(|row| row.get::<uuid::Uuid>("person_id").unwrap().to_string())
            .collect()
    };
    let names: Vec<String> = invented_world::bench_rows(7, 400)
        .filter_map(|(_, _, answers)| {
            let name = answers.entries("names").first()?.clone();
            Some(
                ["given", "family", "full"]
                    .iter()
                    .filter_map(|part| name.get(*part))
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        })
        .collect();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = app.clone();
    tokio::spawn(async move { haven::commands::serve_on(server, listener, std::future::pending()).await });
    let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let sign_in = client
        .get(format!("{base}/sign-in"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let token = csrf(&sign_in).expect("the sign-in page has a token");
    client
        .post(format!("{base}/sign-in"))
        .form(&[
            ("csrf", token.as_str()),
            ("email", world::EMAIL),
            ("password", world::PASSWORD),
        ])
        .send()
        .await
        .unwrap();
    let search_page = client
        .get(format!("{base}/search"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let token = csrf(&search_page).expect("signed in");
    let (shown, searched, failed) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(Mutex::new(0_u64)),
    );
    let start = Instant::now();
    let mut tasks = Vec::new();
    for turn in 0..rate * seconds {
        let due = start + Duration::from_micros(turn * 1_000_000 / rate);
        tokio::time::sleep_until(due.into()).await;
        let (client, base, token) = (client.clone(), base.clone(), token.clone());
        let (shown, searched, failed) = (shown.clone(), searched.clone(), failed.clone());
        let person = people[(turn as usize * 7919) % people.len()].clone();
        let name = names[turn as usize % names.len()].clone();
        tasks.push(tokio::spawn(async move {
            // Measured from when it was due, so that waiting in a queue counts.
            let answer = if turn % 2 == 0 {
                client.get(format!("{base}/people/{person}")).send().await
            } else {
                client
                    .post(format!("{base}/search"))
                    .form(&[("csrf", token.as_str()), ("q", name.as_str())])
                    .send()
                    .await
            };
            let ok = match answer {
                Ok(response) if response.status().is_success() => response.bytes().await.is_ok(),
                _ => false,
            };
            let took = due.elapsed().as_micros();
            if !ok {
                *failed.lock().await += 1;
            } else if turn % 2 == 0 {
                shown.lock().await.push(took);
            } else {
                searched.lock().await.push(took);
            }
        }));
    }
    for task in tasks {
        let _ = task.await;
    }
    println!("rate: {rate}/s for {seconds} s, failed: {}", failed.lock().await);
    spread("child's page", shown.lock().await.clone());
    spread("search", searched.lock().await.clone());
    println!("{}", memory());
}

fn csrf(page: &str) -> Option<String> {
    for mark in ["name=\"csrf\" value=\"", "name=\"csrf-token\" content=\""] {
        if let Some((_, after)) = page.split_once(mark) {
            return after.split_once('"').map(|(token, _)| token.to_owned());
        }
    }
    None
}
