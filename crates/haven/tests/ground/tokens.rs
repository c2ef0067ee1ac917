//! Keys to the API, through any route of it.

use crate::{lines, text_in};
use axum::extract::FromRequestParts;
use haven::ground::tokens::TokenHolder;
use testkit::{Cast, Desk, on_both};

/// Asks the extractor itself what it makes of a header, so that this does not hang on any one route.
async fn holder(desk: &Desk, header: &str) -> Option<TokenHolder> {
    let (mut parts, ()) = axum::http::Request::builder()
        .header("authorization", header)
        .body(())
        .unwrap()
        .into_parts();
    TokenHolder::from_request_parts(&mut parts, &desk.app).await.ok()
}

async fn give(desk: &Desk, days: &str) -> String {
    let admin = desk.sign_in(Cast::AgencyAdmin).await;
    admin.get("/tokens/give").await.ok();
    let page = admin
        .post(
            "/tokens/give",
            &[
                ("label", "Case management"),
                ("scopes", "hand_ins_write"),
                ("scopes", "known_ask"),
                ("days", days),
            ],
        )
        .await;
    text_in(&page.ok().text, "token")
}

#[test]
fn a_key_works_for_its_agency_and_scopes_until_it_ends() {
    on_both(|desk| async move {
        let key = give(&desk, "30").await;
        let bearer = format!("Bearer {key}");
        let found = holder(&desk, &bearer).await.expect("the key is good");
        assert_eq!(found.agency, desk.agency("estuary"));
        let own = access::Resource::Agency {
            id: desk.agency("estuary"),
        };
        let other = access::Resource::Agency {
            id: desk.agency("northmere-police"),
        };
        assert!(desk.app.policy.allows(&found.principal, access::Action::HandIn, &own));
        assert!(!desk.app.policy.allows(&found.principal, access::Action::HandIn, &other));
        assert!(
            !desk
                .app
                .policy
                .allows(&found.principal, access::Action::ExportRecords, &own),
            "a scope it was not given"
        );
        assert!(holder(&desk, &format!("Bearer {key}x")).await.is_none());
        assert!(holder(&desk, &format!("Basic {key}")).await.is_none());
        desk.wait_minutes(30 * 24 * 60 - 1);
        assert!(holder(&desk, &bearer).await.is_some());
        desk.wait_minutes(1);
        assert!(holder(&desk, &bearer).await.is_none(), "its days are over");
    });
}

#[test]
fn a_key_is_shown_once_and_revoked_at_once_by_its_agency_only() {
    on_both(|desk| async move {
        let key = give(&desk, "365").await;
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let list = admin.get("/tokens").await;
        list.ok().shows("Case management").hides(&key);
        let row = desk
            .app
            .db
            .read()
            .await
            .unwrap()
            .one("SELECT id, digest FROM api_token", kit::params![])
            .await
            .unwrap();
        let id: uuid::Uuid = row.get("id").unwrap();
        assert!(
            !row.get::<Vec<u8>>("digest")
                .unwrap()
                .windows(8)
                .any(|part| key.as_bytes().windows(8).any(|k| k == part)),
            "only a digest is kept"
        );
        for cast in [Cast::SocialWorker, Cast::SystemAdmin, Cast::PoliceOfficer] {
            let browser = desk.sign_in(cast).await;
            browser.get("/tokens").await.status(404);
            browser.post(&format!("/tokens/{id}/revoke"), &[]).await.status(404);
        }
        assert!(holder(&desk, &format!("Bearer {key}")).await.is_some());
        admin
            .post(&format!("/tokens/{id}/revoke"), &[])
            .await
            .ok()
            .shows("revoked");
        assert!(holder(&desk, &format!("Bearer {key}")).await.is_none());
        assert_eq!(
            (
                lines(&desk.app, "token.give").await,
                lines(&desk.app, "token.revoke").await
            ),
            (1, 1)
        );
        admin.get("/tokens/give").await.ok();
        admin
            .post(
                "/tokens/give",
                &[("label", "x"), ("scopes", "known_ask"), ("days", "366")],
            )
            .await
            .status(422)
            .shows("1 to 365");
        admin
            .post(
                "/tokens/give",
                &[("label", "x"), ("scopes", "everything"), ("days", "3")],
            )
            .await
            .status(422)
            .shows("Choose at least one");
    });
}

#[test]
fn use_is_noted_at_most_once_a_minute() {
    on_both(|desk| async move {
        let bearer = format!("Bearer {}", give(&desk, "30").await);
        let noted = async || {
            let row = desk
                .app
                .db
                .read()
                .await
                .unwrap()
                .one("SELECT last_used_at FROM api_token", kit::params![])
                .await
                .unwrap();
            row.get::<Option<i64>>("last_used_at").unwrap()
        };
        assert_eq!(noted().await, None);
        holder(&desk, &bearer).await.unwrap();
        let first = noted().await;
        assert_eq!(first, Some(desk.app.now_ms()));
        desk.app.clock.advance_ms(59_000);
        holder(&desk, &bearer).await.unwrap();
        assert_eq!(noted().await, first);
        desk.app.clock.advance_ms(2_000);
        holder(&desk, &bearer).await.unwrap();
        assert_eq!(noted().await, Some(desk.app.now_ms()));
    });
}
