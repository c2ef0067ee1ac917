//! A running desk on a fresh database.

use crate::browser::Browser;
use crate::cast::{AGENCIES, AGREEMENTS, Cast, PASSWORD};
use domain::ids::{AccountId, AgencyId, AgreementId};
use haven::app::App;
use haven::ground::{accounts, agencies};
use kit::clock::Clock;
use kit::params;
use kit::settings::Settings;
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::sync::oneshot;
use uuid::Uuid;

/// A server, its database and its clock. Dropped, it stops and its database is gone.
pub struct Desk {
    pub app: App,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// `sqlite` or `postgres`, for messages of failing tests.
    pub database: &'static str,
    agencies: Mutex<HashMap<String, AgencyId>>,
    accounts: Mutex<HashMap<Cast, AccountId>>,
    stop: Option<oneshot::Sender<()>>,
    _folder: tempfile::TempDir,
}

/// Monday 23 November 2026, 02:00 in London.
pub const NOW: &str = "2026-11-23T02:00:00Z";

/// Runs a test on SQLite and, where there is one, on PostgreSQL.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(Desk) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both_with(|_| {}, test);
}

/// The same with other settings.
pub fn on_both_with<F, Fut>(adjust: impl Fn(&mut Settings), test: F)
where
    F: Fn(Desk) -> Fut,
    Fut: Future<Output = ()>,
{
    run(|| async {
        test(Desk::start(None, &adjust).await).await;
        if let Ok(server) = std::env::var("HAVEN_TEST_POSTGRES") {
            let name = format!("haven_test_{}", Uuid::now_v7().simple());
            let database = fresh_postgres(&server, &name).await;
            test(Desk::start(Some(database), &adjust).await).await;
            drop_postgres(&server, &name).await;
        }
    });
}

/// Runs a test on SQLite only, for what has nothing to do with the database.
pub fn on_sqlite<F, Fut>(test: F)
where
    F: Fn(Desk) -> Fut,
    Fut: Future<Output = ()>,
{
    run(|| async { test(Desk::start(None, |_| {}).await).await });
}

fn run<F, Fut>(task: F)
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = ()>,
{
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(task());
}

async fn fresh_postgres(server: &str, name: &str) -> String {
    let pool = sqlx::PgPool::connect(server)
        .await
        .expect("HAVEN_TEST_POSTGRES names a server that answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&pool)
        .await
        .expect("may make databases");
    pool.close().await;
    let (head, query) = server.split_once('?').map_or((server, None), |(h, q)| (h, Some(q)));
    let base = head.rsplit_once('/').map_or(head, |(base, _)| base);
    query.map_or_else(|| format!("{base}/{name}"), |q| format!("{base}/{name}?{q}"))
}

async fn drop_postgres(server: &str, name: &str) {
    let pool = sqlx::PgPool::connect(server).await.expect("the server still answers");
    let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
        .execute(&pool)
        .await;
    pool.close().await;
}

impl Desk {
    /// Starts a desk; `adjust` may change settings before it starts.
    pub async fn start(database: Option<String>, adjust: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let kind = if database.is_some() { "postgres" } else { "sqlite" };
        let mut settings = Settings {
            data_folder: folder.path().to_path_buf(),
            database: database.unwrap_or_default(),
            public_url: url.clone(),
            second_factor: false,
            requests_per_minute: 1_000_000,
            ..Settings::default()
        };
        adjust(&mut settings);
        let clock = Clock::held_at(NOW.parse().unwrap());
        let app = App::open(settings, clock).await.expect("the desk opens");
        let (stop, stopped) = oneshot::channel::<()>();
        let server = app.clone();
        tokio::spawn(async move {
            let until = async {
                let _ = stopped.await;
            };
            haven::commands::serve_on(server, listener, until)
                .await
                .expect("the desk serves");
        });
        let desk = Self {
            app,
            url,
            database: kind,
            agencies: Mutex::default(),
            accounts: Mutex::default(),
            stop: Some(stop),
            _folder: folder,
        };
        desk.fill().await;
        desk
    }

    async fn fill(&self) {
        let app = &self.app;
        let now = app.now_ms();
        let hash = accounts::passwords::hash(PASSWORD).expect("hashes");
        let mut tx = app.db.begin().await.unwrap();
        for (code, name, kind, pack, phone) in AGENCIES {
            let id: AgencyId = app.clock.new_id();
            let agency = agencies::Agency {
                id,
                code: (*code).to_owned(),
                name: (*name).to_owned(),
                kind: *kind,
                pack: (*pack).to_owned(),
                language: "en".to_owned(),
                duty_phone: Some((*phone).to_owned()),
                duty_email: Some(format!("duty@{code}.example")),
            };
            agencies::add(&mut tx, &agency, now).await.unwrap();
            self.agencies.lock().unwrap().insert((*code).to_owned(), id);
        }
        for cast in Cast::ALL {
            let part = cast.part();
            let id: AccountId = app.clock.new_id();
            let account = accounts::NewAccount {
                id,
                agency: self.agency(part.agency),
                email: part.email,
                display_name: part.name,
                job_title: Some(part.title),
                phone: None,
                language: "en",
                state: "active",
                password_hash: Some(&hash),
                roles: part.roles,
            };
            accounts::add(&mut tx, account, now).await.unwrap();
            self.accounts.lock().unwrap().insert(*cast, id);
        }
        let author = self.account(Cast::SystemAdmin);
        for (owner, reader, level) in AGREEMENTS {
            tx.execute(
                "INSERT INTO agreement (id, owner_agency_id, reader_agency_id, level, purposes, lawful_basis, starts_on, ends_on, made_by, made_at) \
                 VALUES ($1, $2, $3, $4, '[\"safeguarding\",\"investigation\",\"analysis\",\"supervision\"]', 'CA04S11', '2026-01-01', '2030-01-01', $5, $6)",
                params![app.clock.new_id::<AgreementId>(), self.agency(owner), self.agency(reader), *level, author, now],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub fn agency(&self, code: &str) -> AgencyId {
        *self
            .agencies
            .lock()
            .unwrap()
            .get(code)
            .unwrap_or_else(|| panic!("no agency {code} in the cast"))
    }

    pub fn account(&self, cast: Cast) -> AccountId {
        *self
            .accounts
            .lock()
            .unwrap()
            .get(&cast)
            .expect("all of the cast are here")
    }

    /// A browser with nobody signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser in which one of the cast has signed in by the front door.
    pub async fn sign_in(&self, cast: Cast) -> Browser {
        let browser = self.browser();
        let page = browser.get("/sign-in").await;
        page.status(200);
        let after = browser
            .post("/sign-in", &[("email", cast.email()), ("password", PASSWORD)])
            .await;
        assert!(
            after.url.path() != "/sign-in",
            "{cast:?} could not sign in: {}",
            after.text
        );
        browser
    }

    /// The principal of one of the cast, for tests below the pages.
    pub async fn principal(&self, cast: Cast) -> access::Principal {
        let mut conn = self.app.db.read().await.unwrap();
        let account = accounts::find_active(&mut conn, self.account(cast))
            .await
            .unwrap()
            .unwrap();
        access::Principal::person(
            account.id,
            account.agency,
            account.agency_kind,
            account.roles,
            domain::Purpose::Safeguarding,
        )
    }

    /// Lets time pass.
    pub fn wait_minutes(&self, minutes: i64) {
        self.app.clock.advance_ms(minutes * 60_000);
    }

    /// Waits until the background work that is due has been done (at most 20 s).
    pub async fn until_idle(&self) {
        for _ in 0..200 {
            let mut conn = self.app.db.read().await.unwrap();
            let waiting = conn
                .optional(
                    "SELECT 1 AS busy FROM job WHERE state = 'leased' OR (state = 'waiting' AND run_at <= $1) UNION SELECT 1 AS busy FROM outbox WHERE delivered_at IS NULL",
                    params![self.app.now_ms()],
                )
                .await
                .unwrap();
            drop(conn);
            if waiting.is_none() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("background work did not end in 20 s");
    }

    /// Everything the ledger says, oldest first: (action, subject kind).
    pub async fn ledger(&self) -> Vec<(String, String)> {
        let mut conn = self.app.db.read().await.unwrap();
        let rows = conn
            .all("SELECT action, subject_kind FROM ledger ORDER BY seq", params![])
            .await
            .unwrap();
        rows.iter()
            .map(|row| (row.get("action").unwrap(), row.get("subject_kind").unwrap()))
            .collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}
