//! Full, locked, gone: the page says in words what was not done, nothing that was saved is lost, and when the trouble is
//! over the desk goes on without a restart.

use crate::house::{self, House, SmallDisk, fresh_database, run};
use haven::ground::ledger::{self, Verdict};
use kit::db::Db;
use kit::params;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{Browser, Cast, Desk, PASSWORD, Page, on_sqlite};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Tries to sign in, which writes a session and a ledger line.
async fn try_to_sign_in(browser: &Browser) -> Page {
    browser
        .post(
            "/sign-in",
            &[("email", Cast::SocialWorker.email()), ("password", PASSWORD)],
        )
        .await
}

async fn is_whole(desk: &Desk) -> i64 {
    match ledger::verify(&desk.app.db, &[], |_| {}).await.unwrap() {
        Verdict::Whole { lines } => lines,
        broken @ Verdict::Broken { .. } => panic!("{broken:?}"),
    }
}

#[test]
fn a_full_disk_is_said_in_words_and_passes() {
    on_sqlite(|desk| async move {
        let early = desk.sign_in(Cast::DeskOfficer).await;
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let lines = is_whole(&desk).await;
        // No page may be added to the file, and the free ones are used up.
        desk.app
            .db
            .maintain("CREATE TABLE filler (words TEXT)".to_owned())
            .await
            .unwrap();
        let mut conn = desk.app.db.read().await.unwrap();
        let pages: i64 = conn
            .one("SELECT page_count AS n FROM pragma_page_count", params![])
            .await
            .unwrap()
            .get("n")
            .unwrap();
        drop(conn);
        desk.app
            .db
            .maintain(format!("PRAGMA max_page_count = {pages}"))
            .await
            .unwrap();
        let filled = desk.app.db.maintain("INSERT INTO filler WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000) SELECT hex(randomblob(500)) FROM c".to_owned()).await;
        assert!(matches!(filled, Err(kit::db::DbError::Full(_))), "{filled:?}");
        let mut page = try_to_sign_in(&browser).await;
        for _ in 0..200 {
            if page.code == 507 {
                break;
            }
            page = try_to_sign_in(&desk_browser(&desk).await).await;
        }
        page.status(507)
            .shows("The system has no room left")
            .shows("nothing saved earlier is lost");
        early.get("/").await.ok();
        desk.app
            .db
            .maintain("PRAGMA max_page_count = 1000000".to_owned())
            .await
            .unwrap();
        let after = desk.sign_in(Cast::SocialWorker).await;
        after.get("/").await.ok();
        assert!(is_whole(&desk).await > lines);
    });
}

async fn desk_browser(desk: &Desk) -> Browser {
    let browser = desk.browser();
    browser.get("/sign-in").await;
    browser
}

#[test]
fn a_server_on_a_disk_that_fills_up_loses_nothing_and_goes_on_when_there_is_room() {
    run(async {
        let Some(disk) = SmallDisk::of(12) else {
            println!("no disk of our own here (not root): only the full database was tried");
            return;
        };
        let house = House::in_folder(disk.folder.path()).await;
        let filler = disk.folder.path().join("filler");
        std::fs::write(&filler, vec![1_u8; 4_000_000]).unwrap();
        let serving = house.serve().await;
        let mut acknowledged: Vec<String> = Vec::new();
        let mut full = None;
        for number in 0..5_000 {
            let (status, body) = serving
                .hand_in(&format!("k{number}"), &format!("Ka{number}"), "Rumito")
                .await
                .expect("it answers");
            if status == 429 {
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            } else if status == 201 {
                acknowledged.push(body["id"].as_str().unwrap().to_owned());
            } else {
                full = Some((status, body));
                break;
            }
        }
        let (status, body) = full.expect("the disk fills up");
        assert_eq!(status, 507, "{body}");
        assert!(
            body["detail"]
                .as_str()
                .unwrap()
                .contains("nothing saved earlier is lost"),
            "{body}"
        );
        // It goes on answering what needs no room, and says the same again.
        assert!(
            serving
                .client
                .get(format!("{}/readyz", serving.url))
                .send()
                .await
                .unwrap()
                .status()
                .is_success()
        );
        assert_eq!(serving.hand_in("again", "Sheng", "Bazelo").await.unwrap().0, 507);
        std::fs::remove_file(&filler).unwrap();
        let (status, body) = serving.hand_in("again", "Sheng", "Bazelo").await.unwrap();
        assert_eq!(status, 201, "there is room again: {body}");
        acknowledged.push(body["id"].as_str().unwrap().to_owned());
        drop(serving);
        let app = house.open().await;
        house.is_sound(&app).await;
        let mut conn = app.db.read().await.unwrap();
        let there: Vec<String> = conn
            .all("SELECT id FROM hand_in WHERE state = 'sent'", params![])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get::<uuid::Uuid>("id").unwrap().to_string())
            .collect();
        assert!(
            acknowledged.iter().all(|id| there.contains(id)),
            "all that was acknowledged is there"
        );
        // The last one may have been kept while the disk had no room left to say so; the sender sends it again under
        // its own key, and it is the same hand-in.
        assert!(there.len() <= acknowledged.len() + 1, "and nothing else");
        let there = there.len();
        drop(conn);
        app.db.close().await;
        println!("full after {there} hand-ins; none lost");
    });
}

#[test]
fn a_locked_database_is_said_in_words_and_passes() {
    on_sqlite(|desk| async move {
        let early = desk.sign_in(Cast::DeskOfficer).await;
        let browser = desk.browser();
        browser.get("/sign-in").await.ok();
        let lines = is_whole(&desk).await;
        // Ten seconds of patience in life; a quarter of one here.
        desk.app
            .db
            .maintain("PRAGMA busy_timeout = 250".to_owned())
            .await
            .unwrap();
        let other = Db::open(&desk.app.settings.database_address(), 2).await.unwrap();
        let held = other.begin().await.unwrap();
        let page = try_to_sign_in(&browser).await;
        page.status(503).shows("The system is busy").shows("Nothing was saved");
        let reading = early.get("/").await;
        assert!(matches!(reading.code, 200 | 503), "{}", reading.code);
        held.rollback().await.unwrap();
        assert_eq!(is_whole(&desk).await, lines, "nothing was written meanwhile");
        let after = try_to_sign_in(&browser).await;
        assert!(
            after.code == 200 && after.url.path() != "/sign-in",
            "{} {}",
            after.code,
            after.url
        );
        early.get("/").await.ok();
    });
}

/// A line to the PostgreSQL server that can be cut.
struct Wire {
    port: u16,
    whole: Arc<AtomicBool>,
    cut: watch::Sender<u64>,
}

impl Wire {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let whole = Arc::new(AtomicBool::new(true));
        let (cut, _) = watch::channel(0);
        let (is_whole, cuts) = (Arc::clone(&whole), cut.clone());
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                if !is_whole.load(Ordering::SeqCst) {
                    continue;
                }
                let (server, mut cuts) = (server.clone(), cuts.subscribe());
                tokio::spawn(async move {
                    let Ok(mut there) = TcpStream::connect(&server).await else {
                        return;
                    };
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        Self { port, whole, cut }
    }

    /// Cuts every open line; new ones are cut at once too until it is mended.
    fn cut(&self) {
        self.whole.store(false, Ordering::SeqCst);
        self.cut.send_modify(|cuts| *cuts += 1);
    }

    fn mend(&self) {
        self.whole.store(true, Ordering::SeqCst);
    }
}

#[test]
fn when_postgresql_goes_and_comes_back_the_next_request_works() {
    let Ok(server) = std::env::var("HAVEN_TEST_POSTGRES") else {
        println!("HAVEN_TEST_POSTGRES is not set: no PostgreSQL to take away");
        return;
    };
    run(async {
        let database = fresh_database(&server).await;
        let (before, after) = database.split_once('@').expect("postgres://user:secret@host:port/name");
        let (host, name) = after.split_once('/').unwrap();
        let wire = Wire::to(host.to_owned()).await;
        let desk = Desk::start(Some(format!("{before}@127.0.0.1:{}/{name}", wire.port)), |_| {}).await;
        let browser = desk.sign_in(Cast::SocialWorker).await;
        browser.get("/").await.ok();

        // A restart ends every connection of the pool in between two requests.
        let over = Db::open(&server, 2).await.unwrap();
        let end_all = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            name.split('?').next().unwrap()
        );
        over.maintain(end_all).await.unwrap();
        browser.get("/").await.ok();
        let lines = is_whole(&desk).await;

        wire.cut();
        let page = browser.get("/").await;
        page.status(503).shows("The system is busy");
        wire.mend();
        browser.get("/").await.ok();
        assert!(is_whole(&desk).await >= lines);
        over.close().await;
        drop(desk);
        house::drop_database(&server, &database).await;
    });
}
