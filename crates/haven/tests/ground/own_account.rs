//! What people do with their own account.

use crate::{lines, seed_on};
use testkit::{Cast, PASSWORD, on_both, on_sqlite};

#[test]
fn a_revoked_session_is_over_at_once() {
    on_both(|desk| async move {
        let here = desk.sign_in(Cast::SocialWorker).await;
        let there = desk.sign_in(Cast::SocialWorker).await;
        there.get("/account").await.ok();
        let page = here.get("/account").await;
        let id = page
            .text
            .split("name=\"session\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        // Nobody ends another person's session, even with its id.
        let stranger = desk.sign_in(Cast::PoliceOfficer).await;
        stranger.get("/account").await.ok();
        stranger
            .post("/account/sessions/end", &[("session", &id)])
            .await
            .status(404);
        there.get("/account").await.ok();
        here.post("/account/sessions/end", &[("session", &id)])
            .await
            .ok()
            .shows("Signed out there");
        assert_eq!(there.get("/account").await.url.path(), "/sign-in");
        assert_eq!(here.get("/account").await.url.path(), "/account");
        assert_eq!(lines(&desk.app, "session.revoke").await, 1);
    });
}

#[test]
fn a_new_password_needs_the_old_and_ends_other_sessions() {
    on_both(|desk| async move {
        let here = desk.sign_in(Cast::SocialWorker).await;
        let there = desk.sign_in(Cast::SocialWorker).await;
        desk.wait_minutes(20);
        let page = here.get("/account/password").await;
        assert_eq!(
            page.url.path(),
            "/account/confirm",
            "it is some time since the password was typed"
        );
        let new = "seven quiet otters 91";
        here.post("/account/password", &[("password", new), ("again", new)])
            .await
            .status(422)
            .shows("Prove that it is you first");
        here.get("/account/confirm?next=%2Faccount%2Fpassword").await.ok();
        here.post(
            "/account/confirm",
            &[("password", "wrong"), ("next", "/account/password")],
        )
        .await
        .status(422);
        let page = here
            .post(
                "/account/confirm",
                &[("password", PASSWORD), ("next", "/account/password")],
            )
            .await;
        assert_eq!(page.ok().url.path(), "/account/password");
        here.post("/account/password", &[("password", "short"), ("again", "short")])
            .await
            .status(422)
            .shows("at least 12 characters");
        here.post(
            "/account/password",
            &[("password", "password1234"), ("again", "password1234")],
        )
        .await
        .status(422)
        .shows("first an attacker tries");
        here.post(
            "/account/password",
            &[("password", new), ("again", "seven quiet otters 92")],
        )
        .await
        .status(422)
        .shows("not the same");
        here.post("/account/password", &[("password", new), ("again", new)])
            .await
            .ok()
            .shows("Your password is changed");
        assert_eq!(
            there.get("/account").await.url.path(),
            "/sign-in",
            "the other browser is out"
        );
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let email = Cast::SocialWorker.email();
        browser
            .post("/sign-in", &[("email", email), ("password", PASSWORD)])
            .await
            .status(422);
        let page = browser.post("/sign-in", &[("email", email), ("password", new)]).await;
        assert_eq!(page.url.path(), "/");
    });
}

#[test]
fn details_language_and_purpose_are_ones_own_choice() {
    on_sqlite(|desk| async move {
        let browser = desk.sign_in(Cast::SocialWorker).await;
        browser.get("/account/details").await.ok().shows("Amina Clarke");
        browser
            .post(
                "/account/details",
                &[("display_name", " "), ("language", "en"), ("form", "long")],
            )
            .await
            .status(422)
            .shows("Enter a name");
        let name = "Amina <script>alert(1)</script>";
        let page = browser
            .post(
                "/account/details",
                &[
                    ("display_name", name),
                    ("job_title", "Lead"),
                    ("language", "xx"),
                    ("form", "long"),
                ],
            )
            .await;
        page.ok()
            .hides("<script>alert(1)")
            .shows("&lt;script&gt;alert(1)&lt;/script&gt;")
            .shows("One long page");
        browser
            .post("/account/purpose", &[("purpose", "investigation")])
            .await
            .ok()
            .shows("investigation");
        browser
            .post("/account/purpose", &[("purpose", "audit")])
            .await
            .status(403);
        assert_eq!(lines(&desk.app, "session.purpose").await, 1);
    });
}

#[test]
fn the_last_second_factor_stays_where_one_is_required() {
    on_sqlite(|_| async move {
        let desk = testkit::Desk::start(None, |settings| settings.second_factor = true).await;
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        browser
            .post("/sign-in", &[("email", Cast::Manager.email()), ("password", PASSWORD)])
            .await;
        let seed = seed_on(&browser.get("/account/second-factor").await.text);
        browser
            .post(
                "/account/second-factor",
                &[("code", &seed.code_at(desk.app.now_ms()).unwrap())],
            )
            .await
            .ok();
        browser.get("/account").await.ok();
        browser
            .post("/account/second-factor/remove", &[])
            .await
            .status(422)
            .shows("Keep one second step");
        let page = browser.post("/account/recovery-codes", &[]).await;
        assert_eq!(crate::recovery_codes_on(&page.ok().text).len(), 10);
    });
}
