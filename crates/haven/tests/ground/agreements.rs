//! What an agreement opens, and when.

use access::Share;
use domain::Purpose;
use domain::ids::AgreementId;
use haven::ground::agreements;
use kit::params;
use testkit::{Browser, Cast, Desk, on_both};

async fn share(desk: &Desk, owner: &str, reader: &str, purpose: Purpose) -> Option<Share> {
    let mut conn = desk.app.db.read().await.unwrap();
    let standing = agreements::in_force_for(&mut conn, desk.agency(reader), purpose, desk.app.today())
        .await
        .unwrap();
    standing.from_owner(desk.agency(owner))
}

fn fields<'a>(other: &'a str, basis: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("other", other),
        ("level", "content"),
        ("purposes", "safeguarding"),
        ("lawful_basis", basis),
        ("starts-day", "24"),
        ("starts-month", "11"),
        ("starts-year", "2026"),
        ("ends-day", "30"),
        ("ends-month", "11"),
        ("ends-year", "2026"),
        ("note", "Signed copy with the information governance lead."),
    ]
}

fn basis(desk: &Desk) -> String {
    let pack = desk.app.packs.get("GB-ENG").unwrap();
    pack.lawful_bases().first().unwrap().code.clone()
}

/// Sam of Lantern Trust administers their agency as well.
async fn other_admin(desk: &Desk) -> Browser {
    let mut tx = desk.app.db.begin().await.unwrap();
    tx.execute(
        "INSERT INTO account_role (account_id, role, granted_at) VALUES ($1, 'agency_admin', 0)",
        params![desk.account(Cast::Outsider)],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    desk.sign_in(Cast::Outsider).await
}

/// The address of the newest agreement between two agencies.
async fn newest(desk: &Desk, owner: &str, reader: &str) -> String {
    let mut conn = desk.app.db.read().await.unwrap();
    let row = conn
        .one(
            "SELECT id FROM agreement WHERE owner_agency_id = $1 AND reader_agency_id = $2 ORDER BY made_at DESC, id DESC LIMIT 1",
            params![desk.agency(owner), desk.agency(reader)],
        )
        .await
        .unwrap();
    format!("/agreements/{}", row.id::<AgreementId>("id").unwrap())
}

#[test]
fn an_offer_opens_once_accepted_from_its_first_day_to_its_last() {
    on_both(|desk| async move {
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let lantern = desk.agency("lantern").to_string();
        let basis = basis(&desk);
        admin.get("/agreements/make?way=offer").await.ok();
        let page = admin
            .post(
                "/agreements/make",
                &[("other", lantern.as_str()), ("lawful_basis", "MADE-UP")],
            )
            .await;
        page.status(422)
            .shows("Choose what they see")
            .shows("Choose the lawful basis")
            .shows("Enter a real date");
        admin
            .post("/agreements/make", &fields(&lantern, &basis))
            .await
            .ok()
            .shows("The proposal is sent")
            .shows("Lantern Trust")
            .shows("Proposed");
        let path = newest(&desk, "estuary", "lantern").await;

        let now = async || share(&desk, "estuary", "lantern", Purpose::Safeguarding).await;
        desk.wait_minutes(24 * 60);
        assert_eq!(now().await, None, "nobody has accepted it");
        // Neither the side that proposed, nor a third, nor a caseworker of the other side accepts for them.
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        admin.get(&path).await.ok().hides("Accept this agreement");
        admin.post(&format!("{path}/accept"), &[]).await.status(404);
        let worker = desk.sign_in(Cast::Outsider).await;
        worker
            .get(&path)
            .await
            .ok()
            .shows("Proposed")
            .hides("Accept this agreement");
        worker.post(&format!("{path}/accept"), &[]).await.status(404);
        let third = desk.sign_in(Cast::PoliceOfficer).await;
        third.get(&path).await.status(404);
        third.post(&format!("{path}/accept"), &[]).await.status(404);
        assert_eq!(now().await, None);

        let reader = other_admin(&desk).await;
        reader
            .get("/agreements")
            .await
            .ok()
            .shows("A proposal waits for your agency");
        reader
            .get(&path)
            .await
            .ok()
            .shows("Estuary County Council")
            .shows("Accept this agreement");
        reader
            .post(&format!("{path}/accept"), &[])
            .await
            .ok()
            .shows("is accepted")
            .hides("waits for your agency");
        assert_eq!(now().await, Some(Share::Content));
        reader.post(&format!("{path}/accept"), &[]).await.status(409);
        assert_eq!(
            share(&desk, "estuary", "lantern", Purpose::Analysis).await,
            None,
            "for its purposes only"
        );
        assert_eq!(
            share(&desk, "lantern", "estuary", Purpose::Safeguarding).await,
            None,
            "one way only"
        );
        desk.wait_minutes(6 * 24 * 60);
        assert_eq!(now().await, Some(Share::Content), "its last day counts");
        desk.wait_minutes(24 * 60);
        assert_eq!(now().await, None);
        let ledger = desk.ledger().await;
        for action in ["agreement.propose", "agreement.accept"] {
            assert_eq!(ledger.iter().filter(|(done, _)| done == action).count(), 1, "{action}");
        }
    });
}

#[test]
fn who_asks_waits_for_the_giver_and_the_giver_states_the_basis() {
    on_both(|desk| async move {
        let asking = other_admin(&desk).await;
        let estuary = desk.agency("estuary").to_string();
        asking
            .get("/agreements/make?way=ask")
            .await
            .ok()
            .shows("Ask for an agreement")
            .hides("Lawful basis");
        let mut told = fields(&estuary, "");
        told.push(("way", "ask"));
        asking.post("/agreements/make", &told).await.ok();
        let path = newest(&desk, "estuary", "lantern").await;
        asking.post(&format!("{path}/accept"), &[]).await.status(404);
        desk.wait_minutes(24 * 60);
        let now = async || share(&desk, "estuary", "lantern", Purpose::Safeguarding).await;
        assert_eq!(now().await, None, "asking opens nothing");
        let giver = desk.sign_in(Cast::AgencyAdmin).await;
        giver.get(&path).await.ok().shows("State the lawful basis");
        giver
            .post(&format!("{path}/accept"), &[("lawful_basis", "MADE-UP")])
            .await
            .status(422)
            .shows("Choose the lawful basis");
        assert_eq!(now().await, None);
        giver
            .post(&format!("{path}/accept"), &[("lawful_basis", &basis(&desk))])
            .await
            .ok();
        assert_eq!(now().await, Some(Share::Content));
        let mut conn = desk.app.db.read().await.unwrap();
        let row = conn
            .one(
                "SELECT COUNT(*) AS n FROM agreement WHERE lawful_basis = $1 AND reader_agency_id = $2",
                params![basis(&desk), desk.agency("lantern")],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 1);
    });
}

#[test]
fn either_side_ends_an_agreement_or_a_proposal_at_once_and_no_third() {
    on_both(|desk| async move {
        let giver = desk.sign_in(Cast::AgencyAdmin).await;
        let reader = other_admin(&desk).await;
        let lantern = desk.agency("lantern").to_string();
        let basis = basis(&desk);
        for ends_it in [&giver, &reader] {
            giver.get("/agreements/make").await.ok();
            giver.post("/agreements/make", &fields(&lantern, &basis)).await.ok();
            let path = newest(&desk, "estuary", "lantern").await;
            reader.get(&path).await.ok();
            reader.post(&format!("{path}/accept"), &[]).await.ok();
            let third = desk.sign_in(Cast::Manager).await;
            third.get(&path).await.ok();
            third
                .post(&format!("{path}/withdraw"), &[("reason", "Mine now")])
                .await
                .status(404);
            ends_it.get(&path).await.ok();
            ends_it
                .post(&format!("{path}/withdraw"), &[("reason", " ")])
                .await
                .status(422);
            ends_it
                .post(&format!("{path}/withdraw"), &[("reason", "The project ended.")])
                .await
                .ok()
                .shows("withdrawn");
            giver
                .get(&path)
                .await
                .ok()
                .shows("The project ended.")
                .shows("Withdrawn");
            desk.wait_minutes(1);
        }
        desk.wait_minutes(24 * 60);
        assert_eq!(share(&desk, "estuary", "lantern", Purpose::Safeguarding).await, None);
        // A proposal that is declined never holds.
        let giver = desk.sign_in(Cast::AgencyAdmin).await;
        let reader = desk.sign_in(Cast::Outsider).await;
        giver.get("/agreements/make").await.ok();
        giver.post("/agreements/make", &fields(&lantern, &basis)).await.ok();
        let path = newest(&desk, "estuary", "lantern").await;
        reader.get(&path).await.ok().shows("Decline or take back");
        reader
            .post(&format!("{path}/withdraw"), &[("reason", "Not for us.")])
            .await
            .ok();
        reader.post(&format!("{path}/accept"), &[]).await.status(409);
        giver.get(&path).await.ok().shows("Not for us.");
        assert_eq!(share(&desk, "estuary", "lantern", Purpose::Safeguarding).await, None);
        let ledger = desk.ledger().await;
        let ended = ledger.iter().filter(|(done, _)| done == "agreement.withdraw").count();
        assert_eq!(ended, 3);
    });
}

#[test]
fn nobody_gives_what_is_not_theirs() {
    on_both(|desk| async move {
        for cast in [Cast::SocialWorker, Cast::Manager, Cast::SystemAdmin, Cast::Auditor] {
            let browser = desk.sign_in(cast).await;
            browser.get("/agreements/make").await.status(404);
            browser
                .post("/agreements/make", &fields(&desk.agency("lantern").to_string(), "A6E"))
                .await
                .status(404);
        }
        assert!(
            !desk
                .ledger()
                .await
                .iter()
                .any(|(action, _)| action == "agreement.propose")
        );
    });
}
