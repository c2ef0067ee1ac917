//! The front door itself.

use crate::{bare_client, csrf_on, lines, recovery_codes_on, seed_on, session_cookie};
use testkit::{Cast, Desk, PASSWORD, on_both, on_sqlite};

#[test]
fn a_token_planted_before_sign_in_is_worth_nothing_after() {
    on_both(|desk| async move {
        let client = bare_client();
        let first = client.get(format!("{}/sign-in", desk.url)).send().await.unwrap();
        let set = first.headers().get("set-cookie").unwrap().to_str().unwrap().to_owned();
        assert!(
            set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
            "{set}"
        );
        let planted = session_cookie(first.headers()).unwrap();
        let token = csrf_on(&first.text().await.unwrap());
        let answer = client
            .post(format!("{}/sign-in", desk.url))
            .header("cookie", format!("haven={planted}"))
            .form(&[
                ("csrf", token.as_str()),
                ("email", Cast::SocialWorker.email()),
                ("password", PASSWORD),
            ])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 303);
        let fresh = session_cookie(answer.headers()).expect("a new token");
        assert_ne!(planted, fresh);
        let with = async |cookie: &str| {
            client
                .get(format!("{}/account", desk.url))
                .header("cookie", format!("haven={cookie}"))
                .send()
                .await
                .unwrap()
                .status()
        };
        assert_eq!(with(&fresh).await, 200);
        assert_eq!(with(&planted).await, 303, "the planted token leads back to the door");
        // A token of the attacker's own choosing is not taken on either.
        assert_eq!(with("chosen-by-somebody").await, 303);
    });
}

#[test]
fn a_form_from_elsewhere_is_refused() {
    on_sqlite(|desk| async move {
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let fields = [("email", Cast::SocialWorker.email()), ("password", PASSWORD)];
        browser.post_with_token("/sign-in", &fields, "").await.status(403);
        browser
            .post_with_token("/sign-in", &fields, "guessed")
            .await
            .status(403);
        let token = browser.csrf().unwrap();
        let from_elsewhere = browser
            .request(reqwest::Method::POST, "/sign-in")
            .header("origin", "https://elsewhere.example")
            .form(&[("csrf", token.as_str()), fields[0], fields[1]])
            .send()
            .await
            .unwrap();
        assert_eq!(from_elsewhere.status(), 403);
        let signed_in = desk.sign_in(Cast::SocialWorker).await;
        for path in [
            "/sign-out",
            "/account/details",
            "/account/sessions/end",
            "/accounts/invite",
            "/tokens/give",
            "/agreements/make",
            "/openid",
        ] {
            signed_in.post_with_token(path, &[], "guessed").await.status(403);
        }
        signed_in.get("/account").await.ok();
    });
}

#[test]
fn refusals_look_the_same_and_lock_the_account() {
    on_both(|desk| async move {
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let email = Cast::SocialWorker.email();
        let attempt = async |email: &str, password: &str| {
            let page = browser
                .post("/sign-in", &[("email", email), ("password", password)])
                .await;
            (page.code, page.text.replace(email, "EMAIL"))
        };
        let plain = |page: &str| page.split_once("<main").unwrap().1.replace(&csrf_on(page), "CSRF");
        let (code, unknown) = attempt("nobody@estuary.example", "wrong").await;
        assert_eq!(code, 422);
        let before = lines(&desk.app, "session.refused").await;
        for _ in 0..5 {
            let (code, known) = attempt(email, "wrong").await;
            assert_eq!(code, 422);
            assert_eq!(
                plain(&known),
                plain(&unknown),
                "wrong password and unknown address look the same"
            );
        }
        // Locked now: the right password is refused in the same words.
        let (code, locked) = attempt(email, PASSWORD).await;
        assert_eq!((code, plain(&locked)), (422, plain(&unknown)));
        assert_eq!(
            lines(&desk.app, "session.refused").await,
            before + 6,
            "each is recorded"
        );
        desk.wait_minutes(1);
        desk.app.clock.advance_ms(1000);
        // The next wrong one locks for two minutes.
        attempt(email, "wrong").await;
        desk.wait_minutes(1);
        desk.app.clock.advance_ms(1000);
        assert_eq!(attempt(email, PASSWORD).await.0, 422);
        desk.wait_minutes(1);
        let page = browser
            .post("/sign-in", &[("email", email), ("password", PASSWORD)])
            .await;
        assert_ne!(page.url.path(), "/sign-in", "after the wait the right password opens");
        // And a sign-in forgets the count.
        let row = desk
            .app
            .db
            .read()
            .await
            .unwrap()
            .one(
                "SELECT failed_attempts FROM account WHERE email = $1",
                kit::params![email],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<i64>("failed_attempts").unwrap(), 0);
    });
}

#[test]
fn many_guesses_at_once_are_all_counted() {
    on_both(|desk| async move {
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let email = Cast::Manager.email();
        let fields = [("email", email), ("password", "wrong")];
        let guesses = (0..12).map(|_| browser.post("/sign-in", &fields));
        for page in futures::future::join_all(guesses).await {
            page.status(422);
        }
        let row = desk
            .app
            .db
            .read()
            .await
            .unwrap()
            .one(
                "SELECT failed_attempts, locked_until FROM account WHERE email = $1",
                kit::params![email],
            )
            .await
            .unwrap();
        assert_eq!(
            row.get::<i64>("failed_attempts").unwrap(),
            5,
            "the sixth and later met the lock"
        );
        assert!(row.get::<Option<i64>>("locked_until").unwrap().is_some());
    });
}

#[test]
fn a_second_factor_is_forced_and_its_codes_work_once() {
    on_sqlite(|_| async move {
        let desk = Desk::start(None, |settings| settings.second_factor = true).await;
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let email = Cast::SocialWorker.email();
        let page = browser
            .post("/sign-in", &[("email", email), ("password", PASSWORD)])
            .await;
        assert_eq!(page.url.path(), "/account/second-factor");
        // Nothing else opens until it is set up.
        for path in ["/", "/account/password", "/accounts", "/search"] {
            let elsewhere = browser.get(path).await;
            assert!(
                ["/sign-in", "/account/second-factor"].contains(&elsewhere.url.path()) || path == "/account/password",
                "{path} led to {}",
                elsewhere.url
            );
        }
        let page = browser.get("/account/second-factor").await;
        let seed = seed_on(&page.ok().text);
        assert!(page.text.contains("data:image/svg+xml;base64,"), "the picture to scan");
        browser
            .post("/account/second-factor", &[("code", "000000")])
            .await
            .status(422);
        let code = seed.code_at(desk.app.now_ms()).unwrap();
        let done = browser.post("/account/second-factor", &[("code", &code)]).await;
        let codes = recovery_codes_on(&done.ok().text);
        assert_eq!(codes.len(), 10);
        browser.get("/account").await.ok();

        // A second browser: password, then a code. The one used for setting up is spent.
        let again = async || {
            let browser = desk.browser();
            browser.get("/sign-in").await.ok();
            let page = browser
                .post(
                    "/sign-in",
                    &[("email", email), ("password", PASSWORD), ("next", "/account")],
                )
                .await;
            assert_eq!(page.url.path(), "/sign-in/code");
            browser
        };
        let second = again().await;
        let half = second.get("/account").await;
        assert_eq!(half.url.path(), "/sign-in", "half way in is not in");
        let set_up = second.get("/account/second-factor").await;
        assert_eq!(
            set_up.url.path(),
            "/sign-in",
            "half way in cannot replace the second factor"
        );
        second.get("/sign-in/code").await.ok();
        second.post("/sign-in/code", &[("code", &code)]).await.status(422);
        desk.app.clock.advance_ms(30_000);
        let next = seed.code_at(desk.app.now_ms()).unwrap();
        let page = second
            .post("/sign-in/code", &[("code", &next), ("next", "/account")])
            .await;
        assert_eq!(page.ok().url.path(), "/account");

        let third = again().await;
        third.post("/sign-in/code", &[("code", &next)]).await.status(422);
        let page = third
            .post(
                "/sign-in/code",
                &[("code", &codes[0].to_lowercase()), ("next", "/account")],
            )
            .await;
        assert_eq!(page.ok().url.path(), "/account", "a recovery code opens");
        let fourth = again().await;
        fourth.post("/sign-in/code", &[("code", &codes[0])]).await.status(422);
        assert_eq!(lines(&desk.app, "account.second_factor").await, 1);
    });
}

#[test]
fn wrong_codes_lock_although_the_password_is_right() {
    on_sqlite(|_| async move {
        let desk = Desk::start(None, |settings| settings.second_factor = true).await;
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let fields = [("email", Cast::Manager.email()), ("password", PASSWORD)];
        browser.post("/sign-in", &fields).await;
        let seed = seed_on(&browser.get("/account/second-factor").await.text);
        browser
            .post(
                "/account/second-factor",
                &[("code", &seed.code_at(desk.app.now_ms()).unwrap())],
            )
            .await
            .ok();
        let thief = desk.browser();
        for _ in 0..5 {
            thief.get("/sign-in").await.ok();
            thief.post("/sign-in", &fields).await;
            thief.post("/sign-in/code", &[("code", "000000")]).await.status(422);
        }
        desk.app.clock.advance_ms(30_000);
        let right = seed.code_at(desk.app.now_ms()).unwrap();
        thief.post("/sign-in/code", &[("code", &right)]).await.status(422);
    });
}

#[test]
fn only_places_of_ours_follow_a_sign_in() {
    on_sqlite(|desk| async move {
        for (next, lands) in [
            ("/account", "/account"),
            ("https://elsewhere.example/", "/"),
            ("//elsewhere.example", "/"),
        ] {
            let browser = desk.browser();
            browser.get("/sign-in").await.ok();
            let page = browser
                .post(
                    "/sign-in",
                    &[("email", Cast::Manager.email()), ("password", PASSWORD), ("next", next)],
                )
                .await;
            assert_eq!(
                (page.url.path(), page.url.host_str()),
                (lands, Some("127.0.0.1")),
                "{next}"
            );
        }
    });
}

#[test]
fn sessions_end_when_idle_when_old_and_when_told() {
    on_both(|desk| async move {
        let browser = desk.sign_in(Cast::Manager).await;
        desk.wait_minutes(29);
        assert_eq!(browser.get("/account").await.url.path(), "/account");
        desk.wait_minutes(29);
        assert_eq!(browser.get("/account").await.url.path(), "/account", "each use counts");
        desk.wait_minutes(31);
        assert_eq!(browser.get("/account").await.url.path(), "/sign-in", "idle too long");

        let browser = desk.sign_in(Cast::Manager).await;
        for _ in 0..30 {
            desk.wait_minutes(25);
            browser.get("/account").await;
        }
        assert_eq!(
            browser.get("/account").await.url.path(),
            "/sign-in",
            "twelve hours are over, however busy"
        );

        let browser = desk.sign_in(Cast::Manager).await;
        browser.get("/account").await.ok();
        let page = browser.post("/sign-out", &[]).await;
        assert_eq!(page.url.path(), "/sign-in");
        assert_eq!(browser.get("/account").await.url.path(), "/sign-in");
    });
}
