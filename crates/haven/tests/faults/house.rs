//! A house that outlives its server: a data folder, a database, an agency with a key to the API, and the real program
//! started and killed as an operating system would.

use access::TokenScope;
use domain::AgencyKind;
use domain::ids::{AccountId, AgencyId};
use haven::app::App;
use haven::ground::{accounts, agencies, ledger, tokens};
use kit::clock::Clock;
use kit::db::Db;
use kit::params;
use kit::settings::Settings;
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use uuid::Uuid;

pub struct House {
    pub folder: PathBuf,
    /// Empty for SQLite.
    pub database: String,
    pub kind: &'static str,
    pub agency: AgencyId,
    /// To hand in by the API.
    pub key: String,
    _own: Option<tempfile::TempDir>,
}

/// Runs a test on SQLite and, when `HAVEN_TEST_POSTGRES` names a server, on PostgreSQL.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(House) -> Fut,
    Fut: Future<Output = ()>,
{
    run(async {
        test(House::new().await).await;
        if let Ok(server) = std::env::var("HAVEN_TEST_POSTGRES") {
            let database = fresh_database(&server).await;
            test(House::over(&database).await).await;
            drop_database(&server, &database).await;
        }
    });
}

pub fn run<T>(task: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(task)
}

/// Makes a database on the server; returns its address.
pub async fn fresh_database(server: &str) -> String {
    let name = format!("haven_fault_{}", Uuid::now_v7().simple());
    let over = Db::open(server, 2).await.expect("the server answers");
    over.maintain(format!("CREATE DATABASE {name}"))
        .await
        .expect("may make databases");
    over.close().await;
    let (head, query) = server
        .split_once('?')
        .map_or((server, String::new()), |(head, query)| (head, format!("?{query}")));
    let base = head.rsplit_once('/').map_or(head, |(base, _)| base);
    format!("{base}/{name}{query}")
}

pub async fn drop_database(server: &str, address: &str) {
    let name = address.rsplit_once('/').unwrap().1.split('?').next().unwrap();
    let over = Db::open(server, 2).await.expect("the server answers");
    over.maintain(format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .expect("drops");
    over.close().await;
}

impl House {
    pub async fn new() -> Self {
        let own = tempfile::tempdir().unwrap();
        Self::build(own.path().to_path_buf(), String::new(), Some(own)).await
    }

    async fn over(database: &str) -> Self {
        let own = tempfile::tempdir().unwrap();
        Self::build(own.path().to_path_buf(), database.to_owned(), Some(own)).await
    }

    pub async fn in_folder(folder: &Path) -> Self {
        Self::build(folder.to_path_buf(), String::new(), None).await
    }

    async fn build(folder: PathBuf, database: String, own: Option<tempfile::TempDir>) -> Self {
        let kind = if database.is_empty() { "sqlite" } else { "postgres" };
        let agency = AgencyId(Uuid::now_v7());
        let mut house = Self {
            folder,
            database,
            kind,
            agency,
            key: String::new(),
            _own: own,
        };
        let app = house.open().await;
        let account = AccountId(Uuid::now_v7());
        let mut tx = app.db.begin().await.unwrap();
        let new = agencies::Agency {
            id: agency,
            code: "northmere-police".to_owned(),
            name: "Northmere Police".to_owned(),
            kind: AgencyKind::Police,
            pack: "GB-ENG".to_owned(),
            language: "en".to_owned(),
            duty_phone: Some("01632 960200".to_owned()),
            duty_email: None,
        };
        agencies::add(&mut tx, &new, app.now_ms()).await.unwrap();
        let person = accounts::NewAccount {
            id: account,
            agency,
            email: "admin@northmere.example",
            display_name: "Ivy Stone",
            job_title: None,
            phone: None,
            language: "en",
            state: "active",
            password_hash: None,
            roles: &[domain::Role::AgencyAdmin],
        };
        accounts::add(&mut tx, person, app.now_ms()).await.unwrap();
        tx.commit().await.unwrap();
        let scopes = BTreeSet::from([TokenScope::HandInsWrite]);
        (_, house.key) = tokens::give_by_operator(&app, account, agency, "Case system", &scopes, 30)
            .await
            .unwrap();
        app.db.close().await;
        house
    }

    /// The same house from within this process, while no server runs or beside one.
    pub async fn open(&self) -> App {
        let settings = Settings {
            data_folder: self.folder.clone(),
            database: self.database.clone(),
            ..Settings::default()
        };
        App::open(settings, Clock::system()).await.expect("the house opens")
    }

    /// The program with this house's settings.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.env("HAVEN_DATA_FOLDER", &self.folder).current_dir(&self.folder);
        if !self.database.is_empty() {
            command.env("HAVEN_DATABASE", &self.database);
        }
        command
    }

    /// Starts the server and waits until it is ready.
    pub async fn serve(&self) -> Serving {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        let said = tempfile::NamedTempFile::new().unwrap();
        let mut command = self.program(&["serve"]);
        command
            .env("HAVEN_LISTEN", format!("127.0.0.1:{port}"))
            .env("HAVEN_PUBLIC_URL", &url);
        command.stdout(said.reopen().unwrap()).stderr(said.reopen().unwrap());
        let child = command.spawn().expect("the server starts");
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        let mut serving = Serving {
            url,
            client,
            child,
            said,
            key: self.key.clone(),
        };
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if let Ok(answer) = serving.client.get(format!("{}/readyz", serving.url)).send().await
                && answer.status().is_success()
            {
                return serving;
            }
            assert!(
                serving.child.try_wait().unwrap().is_none(),
                "the server ended: {}",
                serving.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server was not ready in a minute: {}", serving.log());
    }

    /// What must hold whatever was killed when: the chain is whole and no record, hand-in or link is there by half.
    pub async fn is_sound(&self, app: &App) {
        let verdict = ledger::verify(&app.db, &[], |_| {}).await.unwrap();
        assert!(
            matches!(verdict, ledger::Verdict::Whole { .. }),
            "{verdict:?} on {}",
            self.kind
        );
        const HALVES: &[(&str, &str)] = &[
            (
                "record without its version",
                "SELECT COUNT(*) AS n FROM record r WHERE NOT EXISTS (SELECT 1 FROM record_version v WHERE v.record_id = r.id AND v.version = r.version)",
            ),
            (
                "record with missing earlier versions",
                "SELECT COUNT(*) AS n FROM record r WHERE (SELECT COUNT(*) FROM record_version v WHERE v.record_id = r.id) <> r.version",
            ),
            (
                "record without search words",
                "SELECT COUNT(*) AS n FROM record r WHERE r.num NOT IN (SELECT num FROM search_token)",
            ),
            (
                "record without keys",
                "SELECT COUNT(*) AS n FROM record r WHERE r.num NOT IN (SELECT num FROM candidate_key)",
            ),
            (
                "record without its ledger line",
                "SELECT COUNT(*) AS n FROM record r LEFT JOIN (SELECT subject_id, COUNT(*) AS times FROM ledger WHERE action = 'record.receive' GROUP BY subject_id) l \
                 ON l.subject_id = r.id WHERE l.times IS NULL OR l.times <> 1",
            ),
            (
                "ledger line without its record",
                "SELECT COUNT(*) AS n FROM ledger l WHERE l.action = 'record.receive' AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = l.subject_id)",
            ),
            (
                "record without its person",
                "SELECT COUNT(*) AS n FROM record r WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = r.person_id AND p.moved_to IS NULL)",
            ),
            (
                "record without history",
                "SELECT COUNT(*) AS n FROM record r WHERE NOT EXISTS (SELECT 1 FROM person_history h WHERE h.record_id = r.id AND h.person_id = r.person_id)",
            ),
            (
                "keys without a record",
                "SELECT COUNT(*) AS n FROM candidate_key k WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.num = k.num)",
            ),
            (
                "hand-in sent without a record",
                "SELECT COUNT(*) AS n FROM hand_in h WHERE h.state = 'sent' AND (h.record_id IS NULL OR (h.reference IS NULL AND h.import_id IS NULL))",
            ),
            (
                "link without an alert",
                "SELECT COUNT(*) AS n FROM link l WHERE NOT EXISTS (SELECT 1 FROM alert a WHERE a.link_id = l.id)",
            ),
        ];
        let mut conn = app.db.read().await.unwrap();
        for (what, sql) in HALVES {
            let halves: i64 = conn.one(sql, params![]).await.unwrap().get("n").unwrap();
            assert_eq!(halves, 0, "{what} on {}", self.kind);
        }
        if self.kind == "sqlite" {
            let row = conn.one("PRAGMA integrity_check(1)", params![]).await.unwrap();
            assert_eq!(row.get::<String>("integrity_check").unwrap(), "ok");
            assert!(
                conn.all("PRAGMA foreign_key_check", params![])
                    .await
                    .unwrap()
                    .is_empty()
            );
        }
    }
}

/// The program, knowing nothing of the settings of whoever runs the tests.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haven"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HAVEN_")) {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .env("HAVEN_REQUESTS_PER_MINUTE", "10000000")
        .env("HAVEN_TOKEN_REQUESTS_PER_MINUTE", "10000000")
        .env("HAVEN_SECOND_FACTOR", "false")
        .stdin(Stdio::null());
    command
}

/// Runs a command that is to end by itself within a minute.
#[allow(
    clippy::disallowed_methods,
    reason = "there is nothing else to do while another process ends"
)]
pub fn output(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("it did not end by itself");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap()
}

/// A running server process. Dropped, it is killed.
pub struct Serving {
    pub url: String,
    pub client: reqwest::Client,
    pub key: String,
    child: Child,
    said: tempfile::NamedTempFile,
}

impl Serving {
    /// `kill -9`.
    pub fn kill(&mut self) -> ExitStatus {
        self.child.kill().unwrap();
        self.child.wait().unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.said.path()).unwrap_or_default()
    }

    /// Hands in a child by the API: the status and the answer, or nothing when the server did not answer.
    pub async fn hand_in(&self, client_key: &str, given: &str, family: &str) -> Option<(u16, serde_json::Value)> {
        hand_in(&self.client, &self.url, &self.key, client_key, given, family).await
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub async fn hand_in(
    client: &reqwest::Client,
    url: &str,
    key: &str,
    client_key: &str,
    given: &str,
    family: &str,
) -> Option<(u16, serde_json::Value)> {
    let body = serde_json::json!({
        "form": "gb_child_referral",
        "client_key": client_key,
        "answers": {
            "danger_now": "no",
            "names": [{ "given": given, "family": family }],
            "contact_name": "Ivy Stone",
            "contact_phone": "01632 960101",
            "summary": "Seen alone at the coach station with a bag. ".repeat(60),
        },
    });
    let request = client.post(format!("{url}/api/v1/hand-ins")).bearer_auth(key);
    let answer = request
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .ok()?;
    let status = answer.status().as_u16();
    let text = answer.text().await.ok()?;
    Some((status, serde_json::from_str(&text).unwrap_or(serde_json::Value::Null)))
}

/// A small disk of its own, where the system lets us have one (it asks for root). Taken away when dropped.
pub struct SmallDisk {
    pub folder: tempfile::TempDir,
}

impl SmallDisk {
    pub fn of(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Self { folder };
        let options = format!("size={megabytes}m");
        disk.mount(&["-t", "tmpfs", "-o", &options, "tmpfs"]).then_some(disk)
    }

    pub fn make_read_only(&self) -> bool {
        self.mount(&["-o", "remount,ro"])
    }

    fn mount(&self, arguments: &[&str]) -> bool {
        let run = Command::new("mount")
            .args(arguments)
            .arg(self.folder.path())
            .stderr(Stdio::null())
            .status();
        run.is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.folder.path())
            .stderr(Stdio::null())
            .status();
    }
}
