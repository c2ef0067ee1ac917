//! The demonstration: it comes in by the real doors, is there once however often it is started, and holds its story.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use haven::app::App;
use haven::demo::commands::ready;
use haven::gather::records;
use haven::ground::{accounts, agencies, ledger};
use invented_world::{DEMO_SEED, Size, World};
use kit::clock::Clock;
use kit::params;
use kit::settings::Settings;

async fn count(app: &App, sql: &'static str) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    conn.one(sql, params![]).await.unwrap().get("n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_village_is_handed_in_once_and_dated_as_it_was_known() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        data_folder: folder.path().to_path_buf(),
        demo: true,
        second_factor: false,
        ..Settings::default()
    };
    let now: jiff::Timestamp = "2026-11-23T02:00:00Z".parse().unwrap();
    let app = App::open(settings, Clock::held_at(now)).await.unwrap();
    let today = ready(&app, true).await.unwrap();
    let world = World::make(DEMO_SEED, today, Size::small());

    assert_eq!(
        count(&app, "SELECT COUNT(*) AS n FROM record").await,
        i64::try_from(world.reports.len()).unwrap()
    );
    assert_eq!(
        count(&app, "SELECT COUNT(*) AS n FROM import WHERE state <> 'done'").await,
        0
    );
    assert_eq!(
        count(&app, "SELECT COALESCE(SUM(rows_rejected), 0) AS n FROM import").await,
        0
    );
    let by_form = i64::try_from(world.hand_ins().len()).unwrap();
    assert_eq!(
        count(
            &app,
            "SELECT COUNT(*) AS n FROM hand_in WHERE state = 'sent' AND import_id IS NULL"
        )
        .await,
        by_form
    );
    let span = count(&app, "SELECT MAX(made_at) - MIN(made_at) AS n FROM record").await;
    assert!(span > 300 * 86_400_000, "records lie over years, not minutes");
    assert!(
        count(&app, "SELECT MAX(made_at) AS n FROM record").await <= app.now_ms(),
        "none of it in the future"
    );
    assert!(matches!(
        ledger::verify(&app.db, &[], |_| {}).await.unwrap(),
        ledger::Verdict::Whole { .. }
    ));

    // The boy of the story is there, and she who finds him may sign in.
    let story = world.airport_story().unwrap();
    let mut conn = app.db.read().await.unwrap();
    let police = agencies::find_by_code(&mut conn, story.expected_agency)
        .await
        .unwrap()
        .unwrap();
    let boy = records::by_source(&mut conn, police.id, &story.expected_source_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(boy.duty_phone.as_deref(), Some(story.expected_phone.as_str()));
    assert!(
        accounts::find_by_email(&mut conn, story.account_email)
            .await
            .unwrap()
            .is_some()
    );
    drop(conn);

    let before = count(&app, "SELECT COUNT(*) AS n FROM ledger").await;
    assert_eq!(ready(&app, true).await.unwrap(), today);
    assert_eq!(
        count(&app, "SELECT COUNT(*) AS n FROM ledger").await,
        before,
        "the second start does nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_of_ones_own_is_not_filled_with_inventions() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        data_folder: folder.path().to_path_buf(),
        ..Settings::default()
    };
    let app = App::open(settings, Clock::held_at("2026-11-23T02:00:00Z".parse().unwrap()))
        .await
        .unwrap();
    let mut tx = app.db.begin().await.unwrap();
    let agency = agencies::Agency {
        id: app.clock.new_id(),
        code: "somebody".to_owned(),
        name: "Somebody".to_owned(),
        kind: domain::AgencyKind::Charity,
        pack: "GB-ENG".to_owned(),
        language: "en".to_owned(),
        duty_phone: None,
        duty_email: None,
    };
    agencies::add(&mut tx, &agency, app.now_ms()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(ready(&app, true).await.is_err());
    assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM agency").await, 1);
}
