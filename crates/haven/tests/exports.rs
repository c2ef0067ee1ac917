//! What an agency takes out, who may, and that it comes back as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use access::{ExportRecords, HandIn, ImportRecords, Principal, Resource};
use domain::ids::AgencyId;
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::exports::{Export, ExportFormat};
use haven::gather::imports::{self, FileKind, ImportState};
use haven::gather::records::{self, Incoming};
use haven::ground::ledger;
use std::io::Write;
use testkit::{Cast, Desk, on_both, on_sqlite};

fn child(number: usize, given: &str) -> Answers {
    serde_json::from_value(serde_json::json!({
        "names": [{ "given": given, "family": "Tesfay", "kind": "real" }, { "full": "ፊልሞን ተስፋይ", "script": "Ethi" }],
        "births": [{ "date": "2011-03", "basis": "claimed" }, { "date": "2009~", "basis": "apparent" }],
        "sex": "male",
        "nationalities": ["ER"],
        "phones": [{ "number": format!("07700 900{number:03}"), "whose": "found_on_person" }],
        "indicators": [{ "code": "ARR01", "state": "seen" }],
        "summary": "=cmd|' /C calc'!A0 said the note, \"quoted\"; and a\nsecond line.",
        "gb.future_exploitation_concerns": "He may be moved again.",
    }))
    .unwrap()
}

async fn hand_in(desk: &Desk, cast: Cast, count: usize, handling: Handling) {
    let who = desk.principal(cast).await;
    let agency = desk.agency(cast.agency_code());
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let list = (0..count)
        .map(|number| Incoming {
            // Every other record came by the form, without an id of the agency's own.
            source_id: (number % 2 == 0).then(|| format!("{}-{number}", handling.code())),
            kind: RecordKind::Child,
            handling,
            pack: "GB-ENG@2026.1".to_owned(),
            answers: child(number, &format!("Filmon{number}")),
            channel: Channel::Form,
            hand_in: None,
            made_by: Some(who.account),
        })
        .collect();
    let mut tx = desk.app.db.begin().await.unwrap();
    records::receive(&desk.app, &mut tx, &permit, agency, list)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn take_out(desk: &Desk, agency: AgencyId, format: ExportFormat) -> Vec<u8> {
    let who = Principal::operator_for(agency);
    let permit = desk
        .app
        .policy
        .permit::<ExportRecords>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let mut export = Export::new(
        desk.app.clone(),
        permit,
        who,
        agency,
        desk.app.words.words("en"),
        format,
    )
    .unwrap();
    let mut all = Vec::new();
    while let Some(bytes) = export.next().await.unwrap() {
        all.extend(bytes);
    }
    all
}

async fn bring_back(desk: &Desk, agency: AgencyId, bytes: &[u8]) -> imports::Import {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let peek = imports::peek(file.path(), None).unwrap();
    assert!(matches!(peek.kind, FileKind::HtcdsCsv | FileKind::HtcdsJson));
    let kept = imports::keep_file(&desk.app, file.path(), "back").unwrap();
    let permit = desk
        .app
        .policy
        .permit::<ImportRecords>(&Principal::operator_for(agency), &Resource::Agency { id: agency })
        .unwrap();
    let import = imports::begin(&desk.app, &permit, agency, None, kept, peek.kind, peek.suggested)
        .await
        .unwrap();
    imports::run(&desk.app, &permit, &import, &|_| {}).await.unwrap()
}

#[test]
fn what_goes_out_comes_back_as_it_was() {
    on_both(|desk| async move {
        hand_in(&desk, Cast::SocialWorker, 40, Handling::Shared).await;
        let estuary = desk.agency("estuary");
        for format in [ExportFormat::HtcdsCsv, ExportFormat::HtcdsJson] {
            let bytes = take_out(&desk, estuary, format).await;
            // Home again: each record is known by its reference, and none has changed.
            let home = bring_back(&desk, estuary, &bytes).await;
            assert_eq!(home.state, ImportState::Done, "{format:?} {:?}", home.problem);
            assert_eq!(
                (home.rows_new, home.rows_changed, home.rows_unchanged),
                (0, 0, 40),
                "{format:?}"
            );
            // Elsewhere: new records that say the same.
            let away = bring_back(&desk, desk.agency("lantern"), &bytes).await;
            assert_eq!(away.rows_new + away.rows_unchanged, 40, "{format:?}");
        }
        let mut conn = desk.app.db.read().await.unwrap();
        let known = records::by_source(&mut conn, estuary, "shared-6")
            .await
            .unwrap()
            .unwrap();
        let copy = records::by_source(&mut conn, desk.agency("lantern"), &known.reference)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(copy.answers, known.answers);
        assert_eq!(copy.kind, known.kind);
    });
}

#[test]
fn a_table_for_people_holds_words_and_runs_no_formula() {
    on_sqlite(|desk| async move {
        hand_in(&desk, Cast::SocialWorker, 3, Handling::Shared).await;
        let text = String::from_utf8(take_out(&desk, desk.agency("estuary"), ExportFormat::Csv).await).unwrap();
        assert!(text.starts_with("\u{feff}Reference,"));
        assert!(text.contains("Filmon2") && text.contains("March 2011"), "{text}");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3);
        for cell in rows.iter().flatten() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?} would be run"
            );
        }
        let workbook = take_out(&desk, desk.agency("estuary"), ExportFormat::Xlsx).await;
        assert!(workbook.starts_with(b"PK"));
    });
}

#[test]
fn only_those_who_may_take_records_out_and_it_is_recorded() {
    on_both(|desk| async move {
        hand_in(&desk, Cast::SocialWorker, 4, Handling::Shared).await;
        hand_in(&desk, Cast::PoliceOfficer, 2, Handling::Shared).await;
        let manager = desk.sign_in(Cast::Manager).await;
        manager.get("/exports").await.ok().shows("4 records");
        manager.post("/exports", &[("format", "pdf")]).await.status(422);
        let file = manager.post("/exports", &[("format", "htcds-json")]).await;
        file.ok().shows("Filmon0");
        let cases: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        assert_eq!(cases.as_array().unwrap().len(), 4, "the own agency's and no others");
        let lines = desk.ledger().await;
        assert!(
            lines.contains(&("record.export".to_owned(), "agency".to_owned())),
            "{lines:?}"
        );
        for cast in [Cast::SocialWorker, Cast::Auditor, Cast::Trainer, Cast::AgencyAdmin] {
            let other = desk.sign_in(cast).await;
            other.get("/exports").await.status(404);
        }
        let verdict = ledger::verify(&desk.app.db, &[], |_| {}).await.unwrap();
        assert!(matches!(verdict, ledger::Verdict::Whole { .. }));
    });
}

#[test]
fn a_machine_takes_its_own_records_out_page_by_page() {
    on_both(|desk| async move {
        hand_in(&desk, Cast::SocialWorker, 7, Handling::Shared).await;
        hand_in(&desk, Cast::SocialWorker, 2, Handling::Sealed).await;
        let scopes = [access::TokenScope::ExportRead, access::TokenScope::RecordsRead]
            .into_iter()
            .collect();
        let (_, key) = haven::ground::tokens::give_by_operator(
            &desk.app,
            desk.account(Cast::SocialWorker),
            desk.agency("estuary"),
            "test",
            &scopes,
            30,
        )
        .await
        .unwrap();
        let client = reqwest::Client::new();
        let mut address = format!("{}/api/v1/export/htcds?limit=3", desk.url);
        let mut cases = Vec::new();
        loop {
            let answer = client.get(&address).bearer_auth(&key).send().await.unwrap();
            assert_eq!(answer.status(), 200);
            let page: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            cases.extend(page["cases"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            address = format!("{}/api/v1/export/htcds?limit=3&cursor={next}", desk.url);
        }
        // The sealed ones are not for machines.
        assert_eq!(cases.len(), 7);
        let file = serde_json::to_vec(&cases).unwrap();
        let home = bring_back(&desk, desk.agency("estuary"), &file).await;
        assert_eq!((home.rows_new, home.rows_changed, home.rows_unchanged), (0, 0, 7));
    });
}
