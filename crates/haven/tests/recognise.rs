//! The heart of it: two agencies hand in the same child under two spellings, and both are told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use access::{HandIn, Resource};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Eyes, Incoming, Outcome, Received};
use haven::ground::ledger;
use haven::link::recognise::{self, HitSort};
use testkit::{Cast, Desk, on_both};

fn child(given: &str, family: &str, born: &str, phone: &str) -> Answers {
    serde_json::from_value(serde_json::json!({
        "names": [{ "given": given, "family": family }],
        "births": [{ "date": born, "basis": "claimed" }],
        "sex": "male",
        "nationalities": ["ER"],
        "phones": [{ "number": phone, "whose": "found_on_person" }],
        "contact_name": "Duty worker",
        "summary": "Found alone.",
    }))
    .unwrap()
}

fn incoming(source_id: Option<&str>, handling: Handling, answers: Answers) -> Incoming {
    Incoming {
        source_id: source_id.map(str::to_owned),
        kind: RecordKind::Child,
        handling,
        pack: "GB-ENG@2026.1".to_owned(),
        answers,
        channel: Channel::Api,
        hand_in: None,
        made_by: None,
    }
}

async fn hand_in(desk: &Desk, cast: Cast, list: Vec<Incoming>) -> Vec<Received> {
    let who = desk.principal(cast).await;
    let agency = desk.agency(cast.agency_code());
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let mut tx = desk.app.db.begin().await.unwrap();
    let received = records::receive(&desk.app, &mut tx, &permit, agency, list)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    received
}

async fn hits(desk: &Desk, cast: Cast, record: domain::ids::RecordId) -> Vec<recognise::Hit> {
    let who = desk.principal(cast).await;
    let mut conn = desk.app.db.read().await.unwrap();
    let eyes = Eyes::of(&desk.app, &mut conn, &who).await.unwrap();
    recognise::known_for_records(&mut conn, &eyes, &[record], false)
        .await
        .unwrap()
}

#[test]
fn a_boy_known_under_another_spelling_is_recognised_and_both_owners_are_woken() {
    on_both(|desk| async move {
        let row = incoming(
            Some("NP-1"),
            Handling::Shared,
            child("Yonas", "Tesfay", "2011-01-01", "07700 900123"),
        );
        let police = hand_in(&desk, Cast::PoliceOfficer, vec![row]).await;
        let row = incoming(
            None,
            Handling::Shared,
            child("Jonas", "Tesfai", "2010-08-14", "+44 7700 900 123"),
        );
        let council = hand_in(&desk, Cast::SocialWorker, vec![row]).await;
        let found = hits(&desk, Cast::SocialWorker, council[0].record).await;
        assert_eq!(found.len(), 1, "on {}", desk.database);
        assert_eq!(found[0].seen.id, police[0].record);
        assert_eq!(found[0].sort, HitSort::Identity);
        assert_eq!(found[0].seen.agency_name, "Northmere Police");
        assert_eq!(found[0].seen.answers.text("summary"), Some("Found alone."));
        assert!(!found[0].reasons.is_empty());
        let mut conn = desk.app.db.read().await.unwrap();
        let alerts = conn.all("SELECT agency_id FROM alert", kit::params![]).await.unwrap();
        assert_eq!(alerts.len(), 2, "both owners are woken");
    });
}

#[test]
fn an_agency_without_agreement_learns_only_whom_to_ring_and_nothing_of_what_is_sealed() {
    on_both(|desk| async move {
        let boy = || child("Yonas", "Tesfay", "2011-01-01", "07700 900123");
        let rows = vec![
            incoming(Some("NP-1"), Handling::Shared, boy()),
            incoming(Some("NP-2"), Handling::Sealed, boy()),
        ];
        hand_in(&desk, Cast::PoliceOfficer, rows).await;
        let charity = hand_in(&desk, Cast::Outsider, vec![incoming(None, Handling::Shared, boy())]).await;
        let found = hits(&desk, Cast::Outsider, charity[0].record).await;
        assert_eq!(found.len(), 1, "the sealed record answers as absent");
        assert_eq!(found[0].seen.view, access::View::Pointer);
        assert_eq!(found[0].seen.answers.text("summary"), None);
        assert!(found[0].seen.answers.entries("names").is_empty());
        assert_eq!(found[0].seen.contact.phone.as_deref(), Some("01632 960200"));
    });
}

#[test]
fn the_same_row_again_changes_nothing_and_a_newer_one_is_a_version() {
    on_both(|desk| async move {
        let row = |phone| {
            vec![incoming(
                Some("NP-7"),
                Handling::Shared,
                child("Lan", "Nguyen", "2010-05-02", phone),
            )]
        };
        let first = hand_in(&desk, Cast::PoliceOfficer, row("07700 900001")).await;
        let again = hand_in(&desk, Cast::PoliceOfficer, row("07700 900001")).await;
        let newer = hand_in(&desk, Cast::PoliceOfficer, row("07700 900002")).await;
        assert_eq!(first[0].outcome, Outcome::New);
        assert_eq!(again[0].outcome, Outcome::Unchanged);
        assert_eq!(newer[0].outcome, Outcome::Changed(2));
        assert!(first[0].record == again[0].record && again[0].record == newer[0].record);
        let verdict = ledger::verify(&desk.app.db, &[], |_| {}).await.unwrap();
        assert_eq!(verdict, ledger::Verdict::Whole { lines: 2 });
    });
}

#[test]
fn rows_of_one_file_recognise_one_another() {
    on_both(|desk| async move {
        let list = ["a", "b"]
            .map(|id| {
                incoming(
                    Some(id),
                    Handling::Shared,
                    child("Samuel", "Okafor", "2011-03-14", "07700 900055"),
                )
            })
            .to_vec();
        let received = hand_in(&desk, Cast::PoliceOfficer, list).await;
        assert_eq!(hits(&desk, Cast::PoliceOfficer, received[0].record).await.len(), 1);
        let mut conn = desk.app.db.read().await.unwrap();
        let both = records::find_many(&mut conn, &[received[0].record, received[1].record])
            .await
            .unwrap();
        assert_eq!(both[0].person, both[1].person, "strong evidence puts them on one page");
    });
}
