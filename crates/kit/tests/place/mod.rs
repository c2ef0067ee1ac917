//! Where the store's tests stand: a fresh database of either sort, and child processes that can be killed.

#![allow(dead_code, reason = "each test program uses its part")]

use kit::db::{Db, Migration, migrate};
use std::process::{Child, Command, Stdio};
use uuid::Uuid;

/// A fresh, empty database.
pub struct Place {
    pub db: Db,
    pub address: String,
    /// `sqlite` or `postgres`, for messages of failing tests.
    pub kind: &'static str,
    pub folder: tempfile::TempDir,
}

pub const NOW: i64 = 1_795_399_200_000;

impl Place {
    /// A second set of connections to the same database, as another process would have.
    pub async fn again(&self) -> Db {
        Db::open(&self.address, 4).await.expect("opens again")
    }

    /// Brings it to the schema of `steps`.
    pub async fn with(self, steps: &[Migration]) -> Self {
        migrate(&self.db, steps, NOW).await.expect("the schema is made");
        self
    }

    /// This very test program, as a process of its own that runs only the test `test` with this database.
    pub fn process(&self, test: &str, role: &str) -> Child {
        Command::new(std::env::current_exe().expect("the test program has a path"))
            .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
            .env("KIT_TEST_ADDRESS", &self.address)
            .env("KIT_TEST_ROLE", role)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("starts")
    }
}

/// What a child process was told by [`Place::process`]: the database's address and the role.
pub fn told() -> (String, String) {
    let read = |name: &str| std::env::var(name).expect("started by another test");
    (read("KIT_TEST_ADDRESS"), read("KIT_TEST_ROLE"))
}

/// Runs a test on SQLite and, when `HAVEN_TEST_POSTGRES` names a server, on PostgreSQL.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(Place) -> Fut,
    Fut: Future<Output = ()>,
{
    run(async {
        test(sqlite().await).await;
        if let Ok(server) = std::env::var("HAVEN_TEST_POSTGRES") {
            let name = format!("kit_test_{}", Uuid::now_v7().simple());
            let over = Db::open(&server, 2).await.expect("the server answers");
            over.maintain(format!("CREATE DATABASE {name}"))
                .await
                .expect("may make databases");
            let folder = tempfile::tempdir().expect("a folder");
            let address = beside(&server, &name);
            let db = Db::open(&address, 12).await.expect("opens");
            test(Place {
                db,
                address,
                kind: "postgres",
                folder,
            })
            .await;
            over.maintain(format!("DROP DATABASE {name} WITH (FORCE)"))
                .await
                .expect("drops");
        }
    });
}

pub async fn sqlite() -> Place {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite:{}", folder.path().join("store.db").display());
    let db = Db::open(&address, 8).await.expect("opens");
    Place {
        db,
        address,
        kind: "sqlite",
        folder,
    }
}

pub fn run<T>(task: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(task)
}

fn beside(server: &str, name: &str) -> String {
    let (head, query) = server
        .split_once('?')
        .map_or((server, ""), |(head, query)| (head, query));
    let base = head.rsplit_once('/').map_or(head, |(base, _)| base);
    if query.is_empty() {
        format!("{base}/{name}")
    } else {
        format!("{base}/{name}?{query}")
    }
}
