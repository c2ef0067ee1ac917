//! A server's first minutes.

use crate::{bare_client, csrf_on, seed_on, session_cookie};
use haven::app::App;
use kit::clock::Clock;
use kit::settings::Settings;

struct Fresh {
    app: App,
    url: String,
    _folder: tempfile::TempDir,
}

async fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let settings = Settings {
        data_folder: folder.path().to_path_buf(),
        public_url: url.clone(),
        jobs_in_serve: false,
        ..Settings::default()
    };
    let app = App::open(settings, Clock::held_at(testkit::NOW.parse().unwrap()))
        .await
        .unwrap();
    let server = app.clone();
    tokio::spawn(async move { haven::commands::serve_on(server, listener, std::future::pending()).await });
    Fresh {
        app,
        url,
        _folder: folder,
    }
}

fn fields<'a>(csrf: &'a str, code: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("csrf", csrf),
        ("set_up_code", code),
        ("name", "Estuary County Council"),
        ("code", "estuary"),
        ("kind", "social_care"),
        ("pack", "GB-ENG"),
        ("duty_phone", "01632 960100"),
        ("display_name", "Ivy Stone"),
        ("email", "ivy@estuary.example"),
        ("password", "seven quiet otters 91"),
        ("again", "seven quiet otters 91"),
    ]
}

#[tokio::test]
async fn only_who_reads_the_terminal_sets_a_server_up_and_only_once() {
    let server = fresh().await;
    let client = bare_client();
    let door = client.get(format!("{}/sign-in", server.url)).send().await.unwrap();
    assert_eq!(door.headers().get("location").unwrap(), "/set-up");
    let page = client.get(format!("{}/set-up", server.url)).send().await.unwrap();
    let cookie = format!("haven={}", session_cookie(page.headers()).unwrap());
    let csrf = csrf_on(&page.text().await.unwrap());
    let post = async |code: &str| {
        client
            .post(format!("{}/set-up", server.url))
            .header("cookie", &cookie)
            .form(&fields(&csrf, code))
            .send()
            .await
            .unwrap()
    };
    for guess in ["", "AAAA-AAAA-AAAA"] {
        let refused = post(guess).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("not the set-up code"));
    }
    let code = haven::ground::set_up::code(&server.app);
    let done = post(&code.to_lowercase()).await;
    assert_eq!(
        (
            done.status().as_u16(),
            done.headers().get("location").unwrap().to_str().unwrap()
        ),
        (303, "/account/second-factor")
    );
    let cookie = format!("haven={}", session_cookie(done.headers()).unwrap());
    let page = client
        .get(format!("{}/account/second-factor", server.url))
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let answer = seed_on(&page).code_at(server.app.now_ms()).unwrap();
    let form = [("csrf", csrf_on(&page)), ("code", answer)];
    let confirmed = client
        .post(format!("{}/account/second-factor", server.url))
        .header("cookie", &cookie)
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(confirmed.status(), 200);
    let cookie = format!("haven={}", session_cookie(confirmed.headers()).unwrap());
    let account = client
        .get(format!("{}/account", server.url))
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(account.contains("System administrator") && account.contains("Agency administrator"));
    // The door is shut behind them, with the right code too.
    assert_eq!(
        client
            .get(format!("{}/set-up", server.url))
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    let verdict = haven::ground::ledger::verify(&server.app.db, &[], |_| ())
        .await
        .unwrap();
    assert!(matches!(verdict, haven::ground::ledger::Verdict::Whole { lines } if lines >= 4));
}
