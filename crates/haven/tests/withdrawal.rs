//! Taking back what was handed in by mistake: nobody finds it, it links nobody, nothing is deleted, and putting it back
//! leaves everything as if it had never been away.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod scene;

use access::AmendRecord;
use domain::Handling;
use domain::ids::RecordId;
use haven::gather::records::{self, Eyes};
use haven::link::recognise;
use haven::problem::Problem;
use kit::params;
use scene::{child, receive};
use testkit::{Cast, Desk, on_both};

/// Who else the social worker is told of, by record.
async fn told_of(desk: &Desk, record: RecordId) -> Vec<RecordId> {
    let who = desk.principal(Cast::SocialWorker).await;
    let mut conn = desk.app.db.read().await.unwrap();
    let eyes = Eyes::of(&desk.app, &mut conn, &who).await.unwrap();
    let hits = recognise::known_for_records(&mut conn, &eyes, &[record], false)
        .await
        .unwrap();
    hits.into_iter().map(|hit| hit.seen.id).collect()
}

async fn persons(desk: &Desk) -> Vec<(String, String)> {
    let mut conn = desk.app.db.read().await.unwrap();
    conn.all("SELECT id, person_id FROM record ORDER BY id", params![])
        .await
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name| row.get::<uuid::Uuid>(name).unwrap().to_string();
            (text("id"), text("person_id"))
        })
        .collect()
}

#[test]
fn what_was_handed_in_by_mistake_is_taken_back_and_can_be_put_back() {
    on_both(|desk| async move {
        let ours = receive(&desk, Cast::SocialWorker, Handling::Shared, child(1, "boy")).await;
        let theirs = receive(&desk, Cast::PoliceOfficer, Handling::Shared, child(1, "boy")).await;
        assert_eq!(told_of(&desk, ours.record).await.len(), 1);
        desk.wait_minutes(5);
        let together = persons(&desk).await;
        assert_eq!(together[0].1, together[1].1, "they stand together");

        let officer = desk.sign_in(Cast::PoliceOfficer).await;
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let page = format!("/hand-ins/{}", theirs.hand_in);
        officer.get(&page).await.ok().shows("Handed in by mistake?");
        // Only its own agency may, and to the others it looks as if there were nothing.
        amina.get("/hand-in").await.ok();
        for verb in ["withdraw", "put-back"] {
            amina
                .post(&format!("{page}/{verb}"), &[("reason", "not mine")])
                .await
                .status(404);
        }
        officer
            .post(&format!("{page}/withdraw"), &[("reason", "  ")])
            .await
            .status(422);
        officer.post(&format!("{page}/put-back"), &[]).await.status(409);
        officer
            .post(&format!("{page}/withdraw"), &[("reason", "The wrong boy")])
            .await
            .ok()
            .shows("Taken back")
            .shows("The wrong boy");
        officer
            .post(&format!("{page}/withdraw"), &[("reason", "again")])
            .await
            .status(409);

        assert!(told_of(&desk, ours.record).await.is_empty(), "nobody is told of it");
        let apart = persons(&desk).await;
        assert_ne!(apart[0].1, apart[1].1, "it holds nobody");
        let theirs_before = {
            let mut conn = desk.app.db.read().await.unwrap();
            records::find(&mut conn, theirs.record).await.unwrap().unwrap()
        };
        assert!(theirs_before.withdrawn_at.is_some());
        let person = apart
            .iter()
            .find(|(id, _)| *id == ours.record.to_string())
            .unwrap()
            .1
            .clone();
        amina
            .get(&format!("/people/{person}"))
            .await
            .ok()
            .shows("Taken back by its agency")
            .hides("The wrong boy");

        desk.wait_minutes(5);
        officer
            .post(&format!("{page}/put-back"), &[])
            .await
            .ok()
            .shows("It is there again");
        assert_eq!(told_of(&desk, ours.record).await.len(), 1);
        let again = persons(&desk).await;
        assert_eq!(again[0].1, again[1].1, "together again");

        // A correction says it again.
        let permit = {
            let who = desk.principal(Cast::PoliceOfficer).await;
            let mut conn = desk.app.db.read().await.unwrap();
            let record = records::find(&mut conn, theirs.record).await.unwrap().unwrap();
            let eyes = Eyes::of(&desk.app, &mut conn, &who).await.unwrap();
            desk.app
                .policy
                .permit::<AmendRecord>(&who, &eyes.resource(&record))
                .unwrap()
        };
        let record = {
            let mut conn = desk.app.db.read().await.unwrap();
            records::find(&mut conn, theirs.record).await.unwrap().unwrap()
        };
        let mut tx = desk.app.db.begin().await.unwrap();
        records::withdraw(&desk.app, &mut tx, &permit, &record, None, "once more")
            .await
            .unwrap();
        let mut answers = record.answers.clone();
        answers.set_text("summary", "The right boy after all.");
        let one = records::Incoming {
            source_id: None,
            kind: record.kind,
            handling: record.handling,
            pack: record.pack.clone(),
            answers,
            channel: domain::Channel::Form,
            hand_in: None,
            made_by: None,
        };
        records::amend(&desk.app, &mut tx, &permit, theirs.record, one)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(told_of(&desk, ours.record).await.len(), 1);

        // A permit for another record opens nothing.
        let mut tx = desk.app.db.begin().await.unwrap();
        let other = {
            let mut conn = desk.app.db.read().await.unwrap();
            records::find(&mut conn, ours.record).await.unwrap().unwrap()
        };
        assert!(matches!(
            records::withdraw(&desk.app, &mut tx, &permit, &other, None, "not its own").await,
            Err(Problem::NotFound)
        ));
        drop(tx);
        let acts: Vec<String> = desk.ledger().await.into_iter().map(|(action, _)| action).collect();
        for (action, times) in [("record.withdraw", 2), ("record.put_back", 1)] {
            assert_eq!(acts.iter().filter(|one| *one == action).count(), times, "{action}");
        }
        assert!(
            acts.iter().any(|one| one == "access.refused"),
            "the attempt is recorded"
        );
    });
}
