//! Signing in through a real identity provider on this machine (the npm package `oidc-provider`, started with node).
//! Where node or the package is missing the test says so and ends, unless `HAVEN_TEST_OPENID=required`.

use crate::lines;
use std::path::PathBuf;
use std::process::Stdio;
use testkit::{Browser, Cast, Desk, Page, on_both};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

struct Provider {
    issuer: String,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Provider {
    async fn start() -> Option<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        if !root.join("node_modules/oidc-provider").is_dir() {
            return None;
        }
        let mut child = Command::new("node")
            .arg(root.join("tests/openid/provider.mjs"))
            .current_dir(&root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let mut output = BufReader::new(child.stdout.take()?).lines();
        // The package may greet on its own account; the address is the line that is one.
        let issuer = loop {
            let line = output.next_line().await.ok()??;
            if line.starts_with("http://") {
                break line;
            }
        };
        Some(Self {
            issuer,
            input,
            output,
            _child: child,
        })
    }

    async fn knows(&mut self, redirect: &str) {
        self.tell(serde_json::json!({ "redirect": redirect })).await;
    }

    async fn person(&mut self, name: &str, email: &str, verified: bool) {
        self.tell(serde_json::json!({ "person": name, "email": email, "verified": verified }))
            .await;
    }

    async fn tell(&mut self, what: serde_json::Value) {
        let line = format!("{what}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
        while self.output.next_line().await.unwrap().expect("the provider goes on") != "ready" {}
    }
}

/// Presses the button and fills in what the provider asks, until the browser is back with us.
async fn by_provider(desk: &Desk, browser: &Browser, start: &str, login: &str) -> Page {
    let mut page = browser.get(start).await;
    for _ in 0..4 {
        if page.url.as_str().starts_with(&desk.url) {
            return page;
        }
        let action = page
            .text
            .split("action=\"")
            .nth(1)
            .expect("the provider shows a form")
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let prompt = if page.text.contains("name=\"login\"") {
            "login"
        } else {
            "consent"
        };
        page = browser
            .post_elsewhere(&action, &[("prompt", prompt), ("login", login), ("password", "any")])
            .await;
    }
    panic!("the provider did not send the browser back: {}", page.url);
}

#[test]
fn people_sign_in_through_their_agencys_provider() {
    on_both(|desk| async move {
        let Some(mut provider) = Provider::start().await else {
            assert_ne!(
                std::env::var("HAVEN_TEST_OPENID").as_deref(),
                Ok("required"),
                "node and oidc-provider are needed"
            );
            eprintln!("skipped: node or the package oidc-provider is not here (run npm install)");
            return;
        };
        // Its administrator adds the provider.
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        admin.get("/openid").await.ok();
        let secret = "a secret of the tests and of nothing else";
        let form = |issuer: &'static str| {
            [
                ("label", "Estuary staff"),
                ("issuer", issuer),
                ("client_id", "haven"),
                ("secret", secret),
            ]
        };
        admin
            .post("/openid", &form("http://elsewhere.example"))
            .await
            .status(422)
            .shows("beginning with https");
        admin
            .post("/openid", &form("http://127.0.0.1:1"))
            .await
            .status(422)
            .shows("No provider answered");
        let page = admin
            .post(
                "/openid",
                &[
                    ("label", "Estuary staff"),
                    ("issuer", provider.issuer.as_str()),
                    ("client_id", "haven"),
                    ("secret", secret),
                ],
            )
            .await;
        page.ok().shows("The provider is added").hides(secret);
        let back = page
            .text
            .split("/sign-in/with/")
            .nth(1)
            .unwrap()
            .split("/back")
            .next()
            .unwrap()
            .to_owned();
        provider.knows(&format!("{}/sign-in/with/{back}/back", desk.url)).await;
        let start = format!("/sign-in/with/{back}");
        let door = desk.browser();
        door.get("/sign-in")
            .await
            .ok()
            .shows("Sign in with Estuary staff")
            .shows(&start);

        // Known by the verified address at first, then by the provider's own name for them.
        provider.person("amina", "Amina@Estuary.example", true).await;
        let browser = desk.browser();
        let page = by_provider(&desk, &browser, &format!("{start}?next=%2Faccount"), "amina").await;
        assert_eq!(page.ok().url.path(), "/account");
        page.shows("amina@estuary.example");
        provider.person("amina", "renamed@estuary.example", false).await;
        let browser = desk.browser();
        let page = by_provider(&desk, &browser, &start, "amina").await;
        assert_eq!(page.ok().url.path(), "/", "the name holds when the address has changed");

        let nobody = [
            (
                "desk",
                "desk@estuary.example",
                false,
                "an address that the provider has not verified",
            ),
            (
                "other",
                "amina@estuary.example",
                true,
                "an address that has passed to somebody new",
            ),
            ("ravi", "ravi@northmere.example", true, "another agency's account"),
            ("nobody", "nobody@estuary.example", true, "no account: none is made"),
        ];
        for (name, email, verified, why) in nobody {
            provider.person(name, email, verified).await;
            let browser = desk.browser();
            let page = by_provider(&desk, &browser, &start, name).await;
            assert_eq!(page.code, 422, "{why}");
            assert_eq!(browser.get("/account").await.url.path(), "/sign-in", "{why}");
        }
        assert!(lines(&desk.app, "session.refused").await >= 4);

        // An answer that this browser did not ask for, or asked for once already, opens nothing.
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        browser
            .get(&format!("{start}/back?code=stolen&state=guessed"))
            .await
            .status(422);
        assert_eq!(browser.get("/account").await.url.path(), "/sign-in");

        // Whether a token is old is told by our clock, whatever the machine's says: the provider's hold a hundred years.
        desk.wait_minutes(101 * 366 * 24 * 60);
        let browser = desk.browser();
        let page = by_provider(&desk, &browser, &start, "amina").await;
        assert_eq!(page.code, 422, "an old token");
        assert_eq!(browser.get("/account").await.url.path(), "/sign-in");

        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        admin.get("/openid").await.ok();
        admin.post(&format!("/openid/{back}/withdraw"), &[]).await.ok();
        desk.browser().get(&start).await.status(404);
        desk.browser().get("/sign-in").await.ok().hides("Estuary staff");
        desk.sign_in(Cast::SocialWorker).await.get("/openid").await.status(404);
    });
}
