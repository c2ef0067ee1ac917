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

/// Runs a command of the real program over a data folder; (succeeded, standard output, standard error).
async fn haven(folder: &std::path::Path, words: &[&str], input: &str) -> (bool, String, String) {
    use tokio::io::AsyncWriteExt;
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_haven"))
        .args(words)
        .current_dir(folder)
        .env("HAVEN_DATA_FOLDER", folder)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
    let done = child.wait_with_output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.success(), text(done.stdout), text(done.stderr))
}

#[tokio::test]
async fn agencies_and_people_are_added_from_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let agency = [
        "agency",
        "add",
        "--code",
        "estuary",
        "--name",
        "Estuary County Council",
        "--kind",
        "social_care",
        "--pack",
        "GB-ENG",
    ];
    let (done, _, said) = haven(folder, &agency, "").await;
    assert!(!done && said.contains("duty telephone"), "{said}");
    let whole: Vec<&str> = agency.iter().copied().chain(["--duty-phone", "01632 960100"]).collect();
    let (done, _, said) = haven(folder, &whole, "").await;
    assert!(done, "{said}");
    let (_, list, _) = haven(folder, &["agency", "list"], "").await;
    assert!(
        list.contains("estuary\tsocial_care\tGB-ENG\tEstuary County Council"),
        "{list}"
    );

    let user = [
        "user",
        "add",
        "--email",
        "Ivy@estuary.example",
        "--name",
        "Ivy Stone",
        "--agency",
        "estuary",
        "--role",
        "agency_admin",
        "--role",
        "system_admin",
    ];
    let with_password: Vec<&str> = user.iter().copied().chain(["--password-stdin"]).collect();
    let (done, _, said) = haven(folder, &with_password, "password1234\n").await;
    assert!(!done && said.contains("easy to guess"), "{said}");
    let (done, told, said) = haven(folder, &with_password, "seven quiet otters 91\n").await;
    assert!(done && !told.contains("otters"), "{said}");
    let (done, _, said) = haven(folder, &user, "").await;
    assert!(!done && said.contains("account already"), "{said}");
    let (done, _, said) = haven(
        folder,
        &[
            "user",
            "add",
            "--email",
            "x@estuary.example",
            "--name",
            "X",
            "--agency",
            "estuary",
            "--role",
            "queen",
        ],
        "",
    )
    .await;
    assert!(!done && said.contains("no role queen"), "{said}");
    let (done, told, said) = haven(
        folder,
        &[
            "user",
            "reset-password",
            "--email",
            "ivy@estuary.example",
            "--second-factor",
        ],
        "",
    )
    .await;
    assert!(done && told.contains("/invitation/"), "{said}");

    let settings = Settings {
        data_folder: folder.to_path_buf(),
        ..Settings::default()
    };
    let app = App::open(settings, Clock::system()).await.unwrap();
    let account = haven::ground::accounts::find_by_email(&mut app.db.read().await.unwrap(), "ivy@estuary.example")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((account.state.as_str(), account.roles.len()), ("active", 2));
    let verdict = haven::ground::ledger::verify(&app.db, &[], |_| ()).await.unwrap();
    assert!(
        matches!(verdict, haven::ground::ledger::Verdict::Whole { lines } if lines >= 6),
        "every command left its lines: {verdict:?}"
    );
}
