//! A desk for the browser tests: the cast, and two children. One is known to Northmere Police only (the boy whose
//! number the story finds); one was handed in by the police and by the council already, so that there is a hit to
//! judge from the first moment. Prints one line of JSON and serves until its standard input ends, so that it cannot
//! outlive the tests that started it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "for tests: failing loudly is the point"
)]

use access::{HandIn, Resource};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Eyes, Incoming};
use haven::link::recognise;
use serde_json::json;
use std::io::Read;
use testkit::{Cast, Desk, PASSWORD};

/// The boy the police found three weeks before the story, with a number in his pocket.
fn boy() -> Answers {
    serde_json::from_value(json!({
        "names": [{ "given": "Yonas", "family": "Tesfay" }],
        "births": [{ "date": "2010-08-14", "basis": "claimed" }],
        "sex": "male",
        "nationalities": ["ER"],
        "phones": [{ "number": "07700 900123", "whose": "found_on_person" }],
        "found_on": "2026-11-02",
        "contact_name": "Ravi Nair",
        "contact_phone": "01632 960201",
        "summary": "Found alone behind the bus station with a number on a piece of paper.",
    }))
    .unwrap()
}

/// A girl under two spellings and two days of birth.
fn girl(given: &str, family: &str, born: &str) -> Answers {
    serde_json::from_value(json!({
        "names": [{ "given": given, "family": family }],
        "births": [{ "date": born, "basis": "claimed" }],
        "sex": "female",
        "nationalities": ["VN"],
        "phones": [{ "number": "07700 900456", "whose": "self" }],
        "contact_name": "Duty worker",
        "summary": "Said she must pay back what the journey cost.",
    }))
    .unwrap()
}

async fn receive(desk: &Desk, cast: Cast, source: &str, answers: Answers) -> records::Record {
    let who = desk.principal(cast).await;
    let agency = desk.agency(cast.agency_code());
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let mut tx = desk.app.db.begin().await.unwrap();
    let incoming = Incoming {
        source_id: Some(source.to_owned()),
        kind: RecordKind::Child,
        handling: Handling::Shared,
        pack: desk.app.pack("GB-ENG").unwrap().reference(),
        answers,
        channel: Channel::Api,
        hand_in: None,
        made_by: None,
    };
    let received = records::receive(&desk.app, &mut tx, &permit, agency, vec![incoming])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut conn = desk.app.db.read().await.unwrap();
    records::find_many(&mut conn, &[received[0].record])
        .await
        .unwrap()
        .remove(0)
}

#[tokio::main]
async fn main() {
    // By name, not by number: browsers bind passkeys to a name.
    let by_name = |url: &str| url.replace("127.0.0.1", "localhost");
    let desk = Desk::start(None, |settings| settings.public_url = by_name(&settings.public_url)).await;
    let boy = receive(&desk, Cast::PoliceOfficer, "NP-1", boy()).await;
    let hers = receive(&desk, Cast::PoliceOfficer, "NP-2", girl("Lan", "Nguyen", "2011-05-02")).await;
    let theirs = receive(
        &desk,
        Cast::SocialWorker,
        "EC-2",
        girl("Nguyễn Thị", "Lan", "2011-02-05"),
    )
    .await;
    let who = desk.principal(Cast::SocialWorker).await;
    let link = {
        let mut conn = desk.app.db.read().await.unwrap();
        let eyes = Eyes::of(&desk.app, &mut conn, &who).await.unwrap();
        let hits = recognise::known_for_records(&mut conn, &eyes, &[theirs.id], false)
            .await
            .unwrap();
        hits.into_iter()
            .find_map(|hit| hit.link)
            .expect("the two records are linked")
    };
    let emails: serde_json::Map<String, serde_json::Value> = Cast::ALL
        .iter()
        .map(|cast| (format!("{cast:?}"), cast.email().into()))
        .collect();
    println!(
        "{}",
        json!({
            "url": by_name(&desk.url),
            "password": PASSWORD,
            "emails": emails,
            "boy": { "record": boy.id.to_string(), "person": boy.person.to_string(), "reference": boy.reference },
            "girl": { "police": hers.person.to_string(), "council": theirs.person.to_string(), "link": link.to_string() },
        })
    );
    // Ends with its parent: the pipe closes whatever happens there.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()))
        .await
        .unwrap()
        .unwrap();
}
