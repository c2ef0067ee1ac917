//! The agencies and the one worker that the measurements need.

use access::Principal;
use domain::ids::{AccountId, AgencyId};
use domain::{AgencyKind, Purpose, Role};
use haven::app::App;
use haven::ground::{accounts, agencies};
use kit::clock::Clock;
use kit::params;
use kit::settings::Settings;

pub const EMAIL: &str = "worker@bench.example";
pub const PASSWORD: &str = "bench lantern harbour 9";

pub async fn open(database: &str) -> App {
    let settings = Settings {
        database: database.to_owned(),
        data_folder: "/tmp/haven-bench-data".into(),
        second_factor: false,
        requests_per_minute: 100_000_000,
        jobs_in_serve: false,
        ..Settings::default()
    };
    App::open(settings, Clock::system()).await.expect("the database opens")
}

/// Six agencies (made when absent); the first is the worker's.
pub async fn agencies_of(app: &App) -> Vec<AgencyId> {
    let mut ids = Vec::new();
    for number in 0..6 {
        let code = format!("bench-{number}");
        let known = {
            let mut conn = app.db.read().await.unwrap();
            agencies::find_by_code(&mut conn, &code).await.unwrap()
        };
        if let Some(agency) = known {
            ids.push(agency.id);
            continue;
        }
        let id: AgencyId = app.clock.new_id();
        let mut tx = app.db.begin().await.unwrap();
        let agency = agencies::Agency {
            id,
            code,
            name: format!("Bench agency {number}"),
            kind: if number == 0 {
                AgencyKind::SocialCare
            } else {
                AgencyKind::Police
            },
            pack: "GB-ENG".to_owned(),
            language: "en".to_owned(),
            duty_phone: Some("01632 960000".to_owned()),
            duty_email: None,
        };
        agencies::add(&mut tx, &agency, app.now_ms()).await.unwrap();
        if number == 0 {
            let hash = accounts::passwords::hash(PASSWORD).expect("hashes");
            let account = accounts::NewAccount {
                id: app.clock.new_id::<AccountId>(),
                agency: id,
                email: EMAIL,
                display_name: "Bench worker",
                job_title: None,
                phone: None,
                language: "en",
                state: "active",
                password_hash: Some(&hash),
                roles: &[Role::Practitioner],
            };
            accounts::add(&mut tx, account, app.now_ms()).await.unwrap();
        }
        tx.commit().await.unwrap();
        ids.push(id);
    }
    // Everybody shares content with everybody, so that pages are as full as they can be.
    let mut tx = app.db.begin().await.unwrap();
    let made = tx
        .one("SELECT COUNT(*) AS n FROM agreement", params![])
        .await
        .unwrap()
        .get::<i64>("n")
        .unwrap();
    if made == 0 {
        let author: AccountId = tx
            .one("SELECT id FROM account LIMIT 1", params![])
            .await
            .unwrap()
            .id("id")
            .unwrap();
        for owner in ids.iter().skip(1) {
            tx.execute(
                "INSERT INTO agreement (id, owner_agency_id, reader_agency_id, level, purposes, lawful_basis, starts_on, ends_on, made_by, made_at) \
                 VALUES ($1, $2, $3, 'content', '[\"safeguarding\"]', 'CA04S11', '2020-01-01', '2099-01-01', $4, $5)",
                params![app.clock.new_id::<uuid::Uuid>(), *owner, ids.first().copied(), author, app.now_ms()],
            )
            .await
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
    ids
}

pub fn handing_in(agency: AgencyId) -> Principal {
    Principal::operator_for(agency)
}

pub async fn worker(app: &App) -> Principal {
    let mut conn = app.db.read().await.unwrap();
    let account = accounts::find_by_email(&mut conn, EMAIL)
        .await
        .unwrap()
        .expect("fill first");
    Principal::person(
        account.id,
        account.agency,
        account.agency_kind,
        account.roles,
        Purpose::Safeguarding,
    )
}
