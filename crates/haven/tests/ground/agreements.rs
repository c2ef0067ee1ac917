//! What an agreement opens, and when.

use access::Share;
use domain::Purpose;
use haven::ground::agreements;
use testkit::{Cast, Desk, on_both};

async fn share(desk: &Desk, owner: &str, reader: &str, purpose: Purpose) -> Option<Share> {
    let mut conn = desk.app.db.read().await.unwrap();
    let standing = agreements::in_force_for(&mut conn, desk.agency(reader), purpose, desk.app.today())
        .await
        .unwrap();
    standing.from_owner(desk.agency(owner))
}

fn fields<'a>(reader: &'a str, basis: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("reader", reader),
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

#[test]
fn an_agreement_opens_from_its_first_day_to_its_last_or_until_withdrawn() {
    on_both(|desk| async move {
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let lantern = desk.agency("lantern").to_string();
        let basis = desk
            .app
            .packs
            .get("GB-ENG")
            .unwrap()
            .lawful_bases()
            .first()
            .unwrap()
            .code
            .clone();
        admin.get("/agreements/make").await.ok();
        let page = admin
            .post(
                "/agreements/make",
                &[("reader", lantern.as_str()), ("lawful_basis", "MADE-UP")],
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
            .shows("The agreement is made")
            .shows("Lantern Trust");

        let now = async || share(&desk, "estuary", "lantern", Purpose::Safeguarding).await;
        assert_eq!(now().await, None, "it begins tomorrow");
        desk.wait_minutes(24 * 60);
        assert_eq!(now().await, Some(Share::Content));
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

        // Both sides read the terms; a third does not; only the giver ends it.
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let list = admin.get("/agreements").await;
        let row = list.ok().text.split_once("Lantern Trust").unwrap().1;
        let path = format!(
            "/agreements/{}",
            row.split("href=\"/agreements/")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
        );
        let reader = desk.sign_in(Cast::Outsider).await;
        reader.get(&path).await.ok().shows("Estuary County Council");
        reader
            .post(&format!("{path}/withdraw"), &[("reason", "mine now")])
            .await
            .status(404);
        desk.sign_in(Cast::PoliceOfficer).await.get(&path).await.status(404);
        admin
            .post(&format!("{path}/withdraw"), &[("reason", " ")])
            .await
            .status(422);
        assert_eq!(now().await, Some(Share::Content));
        admin
            .post(&format!("{path}/withdraw"), &[("reason", "The project ended.")])
            .await
            .ok()
            .shows("withdrawn");
        assert_eq!(now().await, None, "at once");
        admin.get(&path).await.ok().shows("The project ended.");
        let ledger = desk.ledger().await;
        for action in ["agreement.make", "agreement.withdraw"] {
            assert_eq!(ledger.iter().filter(|(done, _)| done == action).count(), 1, "{action}");
        }
    });
}

#[test]
fn an_agreement_ends_after_its_last_day() {
    on_both(|desk| async move {
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let lantern = desk.agency("lantern").to_string();
        let basis = desk
            .app
            .packs
            .get("GB-ENG")
            .unwrap()
            .lawful_bases()
            .first()
            .unwrap()
            .code
            .clone();
        admin.get("/agreements/make").await.ok();
        admin.post("/agreements/make", &fields(&lantern, &basis)).await.ok();
        desk.wait_minutes(8 * 24 * 60);
        assert_eq!(share(&desk, "estuary", "lantern", Purpose::Safeguarding).await, None);
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
        assert!(!desk.ledger().await.iter().any(|(action, _)| action == "agreement.make"));
    });
}
