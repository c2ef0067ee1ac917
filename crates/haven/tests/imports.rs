//! Files of many rows through the whole import: what goes in, what is refused, what comes back, and what a power cut
//! leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use access::{ImportRecords, Permit, Principal, Resource, ViewImport};
use domain::Handling;
use domain::ids::{AgencyId, RecordId};
use exchange::Mapping;
use haven::gather::imports::{self, FileKind, Import, ImportState, Mode};
use haven::gather::records;
use haven::ground::ledger;
use kit::params;
use std::io::Write;
use std::path::PathBuf;
use testkit::{Cast, Desk, on_both, on_sqlite};

fn right(desk: &Desk, agency: AgencyId) -> Permit<ImportRecords> {
    desk.app
        .policy
        .permit(&Principal::operator_for(agency), &Resource::Agency { id: agency })
        .unwrap()
}

fn on_disk(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file.flush().unwrap();
    file
}

struct Told {
    mode: Mode,
    dry_run: bool,
    mapping: Option<Mapping>,
}

const WHOLE: Told = Told {
    mode: Mode::WholeFile,
    dry_run: false,
    mapping: None,
};
const BY_ROW: Told = Told {
    mode: Mode::RowByRow,
    dry_run: false,
    mapping: None,
};

async fn prepare(desk: &Desk, agency: AgencyId, bytes: &[u8], told: Told) -> Import {
    let file = on_disk(bytes);
    let peek = imports::peek(file.path(), None).unwrap();
    let kept = imports::keep_file(&desk.app, file.path(), "rows.csv").unwrap();
    let mapping = told.mapping.unwrap_or(peek.suggested);
    let permit = right(desk, agency);
    let mut import = imports::begin(&desk.app, &permit, agency, None, kept, peek.kind, mapping)
        .await
        .unwrap();
    import.mode = told.mode;
    import.dry_run = told.dry_run;
    import.handling = Handling::Shared;
    import
}

async fn import(desk: &Desk, agency: AgencyId, bytes: &[u8], told: Told) -> Import {
    let import = prepare(desk, agency, bytes, told).await;
    imports::run(&desk.app, &right(desk, agency), &import, &|_| {})
        .await
        .unwrap()
}

async fn rejects(desk: &Desk, import: &Import, header: &[String]) -> Vec<u8> {
    let who = Principal::operator_for(import.agency);
    let permit = desk
        .app
        .policy
        .permit::<ViewImport>(
            &who,
            &Resource::Import {
                id: import.id,
                owner: import.agency,
            },
        )
        .unwrap();
    let mut conn = desk.app.db.read().await.unwrap();
    let rows = imports::problems(&mut conn, &permit, import.id, 0, true, 1_000)
        .await
        .unwrap();
    imports::write_rejects(
        Vec::new(),
        header,
        None,
        rows.into_iter().map(|one| (one.row, one.cells, one.remarks)),
    )
    .unwrap()
}

async fn count(desk: &Desk, agency: AgencyId) -> i64 {
    let mut conn = desk.app.db.read().await.unwrap();
    conn.one("SELECT COUNT(*) AS n FROM record WHERE agency_id = $1", params![agency])
        .await
        .unwrap()
        .get("n")
        .unwrap()
}

async fn verifies(desk: &Desk) {
    let verdict = ledger::verify(&desk.app.db, &[], |_| {}).await.unwrap();
    assert!(
        matches!(verdict, ledger::Verdict::Whole { .. }),
        "the ledger does not hold"
    );
}

fn demo_file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../demo/files")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The mapping that the file's agency keeps in the demonstration.
fn kept_mapping(file: &str) -> Option<Mapping> {
    let world = invented_world::World::make(
        invented_world::DEMO_SEED,
        jiff::civil::date(2026, 11, 23),
        invented_world::Size::small(),
    );
    let files = world.files().unwrap();
    let (word, _) = file.split_once('-').unwrap();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../demo/files")
        .join(file);
    let header = imports::peek(&path, None).unwrap().header;
    let kept: Vec<Mapping> = files
        .iter()
        .filter_map(|one| one.mapping.clone())
        .map(|value| serde_json::from_value(value).unwrap())
        .collect();
    let fitting = imports::fitting(kept.iter(), &header).cloned();
    assert!(
        fitting.is_some() || word == "lantern" || word == "open",
        "{file} fits no mapping"
    );
    fitting
}

/// The suggested columns of a file that nobody has settled: enough of it must be right.
#[test]
fn columns_of_the_demonstration_files_are_guessed() {
    for file in [
        "northmere-police-week.xlsx",
        "wealdshire-constabulary-return.csv",
        "border-watch-extract.txt",
        "fyrskibet-nye-sager.csv",
    ] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../demo/files")
            .join(file);
        let suggested = imports::peek(&path, None).unwrap().suggested;
        let kept = kept_mapping(file).unwrap();
        let wrong: Vec<String> = kept
            .columns
            .iter()
            .filter_map(|rule| {
                let guess = suggested.columns.iter().find(|one| one.column == rule.column)?;
                (guess.target != rule.target).then(|| format!("{}: {} for {}", rule.column, guess.target, rule.target))
            })
            .collect();
        assert!(wrong.len() * 5 <= kept.columns.len(), "{file}: {wrong:#?}");
    }
}

const GOOD: &str = "Case ID,First name,Last name,Date of birth,Mobile\n\
    C-1,Philemon,Tesfai,14/03/2011,07700 900123\n\
    C-2,Linh,Nguyen,02/11/2010,07700 900456\n";

#[test]
fn a_file_goes_in_once_and_a_newer_row_is_a_newer_version() {
    on_both(|desk| async move {
        let agency = desk.agency("estuary");
        let first = import(&desk, agency, GOOD.as_bytes(), WHOLE).await;
        assert_eq!(
            (first.state, first.rows_read, first.rows_new),
            (ImportState::Done, 2, 2),
            "{:?}",
            first.problem
        );
        let again = import(&desk, agency, GOOD.as_bytes(), WHOLE).await;
        assert_eq!((again.rows_new, again.rows_changed, again.rows_unchanged), (0, 0, 2));
        let newer = GOOD.replace("14/03/2011", "15/03/2011");
        let third = import(&desk, agency, newer.as_bytes(), WHOLE).await;
        assert_eq!((third.rows_new, third.rows_changed, third.rows_unchanged), (0, 1, 1));
        // The old file once more must not take the correction back.
        let old = import(&desk, agency, GOOD.as_bytes(), WHOLE).await;
        assert_eq!((old.rows_changed, old.rows_unchanged), (0, 2));
        let mut conn = desk.app.db.read().await.unwrap();
        let record = records::by_source(&mut conn, agency, "C-1").await.unwrap().unwrap();
        assert_eq!(record.version, 2);
        assert_eq!(record.answers.entries("births")[0]["date"], "2011-03-15");
        drop(conn);
        verifies(&desk).await;
    });
}

#[test]
fn a_child_known_elsewhere_is_found_by_a_row_of_a_file() {
    on_both(|desk| async move {
        import(&desk, desk.agency("northmere-police"), GOOD.as_bytes(), WHOLE).await;
        let other = "URN,Name,DOB,Phone\nNP-9,Filmon Tesfay,14/03/2011,+44 7700 900123\n";
        let done = import(&desk, desk.agency("estuary"), other.as_bytes(), WHOLE).await;
        assert_eq!((done.rows_new, done.state), (1, ImportState::Done));
        assert!(done.hits >= 1, "the same number and nearly the same name");
    });
}

#[test]
fn one_bad_row_refuses_the_whole_file_and_its_mended_rejects_go_in() {
    on_both(|desk| async move {
        let agency = desk.agency("estuary");
        let text = format!("{GOOD}C-3,=HYPERLINK(\"x\"),Okafor,31/02/2011,07700 900789\n");
        let refused = import(&desk, agency, text.as_bytes(), WHOLE).await;
        assert_eq!(
            (refused.state, refused.rows_read, refused.rows_rejected),
            (ImportState::Refused, 3, 1)
        );
        assert_eq!(count(&desk, agency).await, 0, "nothing was taken in");
        let rows = import(&desk, agency, text.as_bytes(), BY_ROW).await;
        assert_eq!(
            (rows.state, rows.rows_new, rows.rows_rejected),
            (ImportState::Done, 2, 1)
        );
        let header: Vec<String> = ["Case ID", "First name", "Last name", "Date of birth", "Mobile"]
            .map(str::to_owned)
            .to_vec();
        let given_back = String::from_utf8(rejects(&desk, &rows, &header).await).unwrap();
        assert!(
            given_back.contains("'=HYPERLINK"),
            "a spreadsheet must not run it: {given_back}"
        );
        assert!(given_back.contains("no such day"), "{given_back}");
        let mended = given_back.replace("31/02/2011", "28/02/2011");
        let done = import(&desk, agency, mended.as_bytes(), WHOLE).await;
        assert_eq!((done.state, done.rows_new), (ImportState::Done, 1));
        let mut conn = desk.app.db.read().await.unwrap();
        let record = records::by_source(&mut conn, agency, "C-3").await.unwrap().unwrap();
        assert_eq!(
            record.answers.entries("names")[0]["given"],
            "=HYPERLINK(\"x\")",
            "the guard is taken off again"
        );
    });
}

#[test]
fn a_dry_run_takes_nothing_in() {
    on_sqlite(|desk| async move {
        let agency = desk.agency("estuary");
        let told = Told { dry_run: true, ..WHOLE };
        let checked = import(&desk, agency, GOOD.as_bytes(), told).await;
        assert_eq!(
            (checked.state, checked.rows_read, checked.rows_rejected),
            (ImportState::Checked, 2, 0)
        );
        assert_eq!(count(&desk, agency).await, 0);
    });
}

#[test]
fn rows_without_ids_are_told_by_what_they_say() {
    on_sqlite(|desk| async move {
        let agency = desk.agency("estuary");
        let text = "Name,DOB\nAn Nguyen,2011-03-14\nBo Tran,2012-04-15\nAn Nguyen,2011-03-14\n";
        let first = import(&desk, agency, text.as_bytes(), WHOLE).await;
        assert_eq!((first.rows_new, first.rows_unchanged), (2, 1));
        let longer = format!("{text}Cu Le,2010-01-02\n");
        let second = import(&desk, agency, longer.as_bytes(), WHOLE).await;
        assert_eq!((second.rows_new, second.rows_unchanged), (1, 3));
    });
}

#[test]
fn a_row_without_an_id_among_rows_with_ids_is_given_back() {
    on_sqlite(|desk| async move {
        let text = "Case ID,First name,Last name\nC-1,An,Nguyen\n,Bo,Tran\n";
        let done = import(&desk, desk.agency("estuary"), text.as_bytes(), BY_ROW).await;
        assert_eq!((done.rows_new, done.rows_rejected), (1, 1));
    });
}

#[test]
fn an_interrupted_import_goes_on_where_it_stopped() {
    on_both(|desk| async move {
        let agency = desk.agency("estuary");
        let mut text = String::from("Case ID,First name,Last name,Date of birth\n");
        for number in 0..1_234 {
            text.push_str(&format!(
                "C-{number},Given{number},Family{number},{:02}/{:02}/2011\n",
                number % 28 + 1,
                number % 12 + 1
            ));
        }
        let import = prepare(&desk, agency, text.as_bytes(), WHOLE).await;
        // The power goes while the second chunk is applied: a task that is dropped leaves its transaction undone.
        let (app, permit, running) = (desk.app.clone(), right(&desk, agency), import.clone());
        let (cut, power) = tokio::sync::oneshot::channel::<()>();
        let cut = std::sync::Mutex::new(Some(cut));
        let work = tokio::spawn(async move {
            let progress = |now: imports::Progress| {
                if now.state == ImportState::Applying
                    && let Some(cut) = cut.lock().unwrap().take()
                {
                    let _ = cut.send(());
                }
            };
            let _ = imports::run(&app, &permit, &running, &progress).await;
        });
        power.await.unwrap();
        work.abort();
        let _ = work.await;
        let halfway = {
            let mut conn = desk.app.db.read().await.unwrap();
            imports::find(&mut conn, import.id).await.unwrap().unwrap()
        };
        assert_eq!(halfway.state, ImportState::Applying);
        assert_eq!(count(&desk, agency).await, halfway.rows_applied, "chunks are whole");
        assert!((500..1_234).contains(&halfway.rows_applied), "{}", halfway.rows_applied);
        // The file again finds it, and goes on.
        let found = {
            let mut conn = desk.app.db.read().await.unwrap();
            imports::unfinished(&mut conn, agency, &import.digest)
                .await
                .unwrap()
                .unwrap()
        };
        assert_eq!(found.id, import.id);
        imports::apply(&desk.app, import.id, &|_| {}).await.unwrap();
        let mut conn = desk.app.db.read().await.unwrap();
        let done = imports::find(&mut conn, import.id).await.unwrap().unwrap();
        drop(conn);
        assert_eq!(
            (done.state, done.rows_new, done.rows_changed),
            (ImportState::Done, 1_234, 0)
        );
        assert_eq!(count(&desk, agency).await, 1_234);
        verifies(&desk).await;
    });
}

#[test]
fn each_demonstration_file_does_as_its_guide_says() {
    on_sqlite(|desk| async move {
        let files = [
            ("northmere-police-week.xlsx", FileKind::Xlsx, 40),
            ("wealdshire-constabulary-return.csv", FileKind::Csv, 35),
            ("border-watch-extract.txt", FileKind::Csv, 25),
            ("lantern-house-htcds.csv", FileKind::HtcdsCsv, 25),
            ("open-hand-htcds.json", FileKind::HtcdsJson, 20),
            ("fyrskibet-nye-sager.csv", FileKind::Csv, 20),
        ];
        let agency = desk.agency("estuary");
        for (name, kind, rows) in files {
            let done = import(
                &desk,
                agency,
                &demo_file(name),
                Told {
                    mapping: kept_mapping(name),
                    ..BY_ROW
                },
            )
            .await;
            assert_eq!((done.kind, done.state), (kind, ImportState::Done), "{name}");
            assert_eq!(done.rows_read, rows, "{name}");
            assert_eq!(done.rows_rejected, 0, "{name}");
            assert_eq!(done.rows_new, rows, "{name}");
        }
        let name = "northmere-council-with-broken-rows.csv";
        let done = import(
            &desk,
            agency,
            &demo_file(name),
            Told {
                mapping: kept_mapping(name),
                ..BY_ROW
            },
        )
        .await;
        assert_eq!((done.rows_read, done.rows_rejected), (30, 5));
        let who = Principal::operator_for(agency);
        let permit = desk
            .app
            .policy
            .permit::<ViewImport>(
                &who,
                &Resource::Import {
                    id: done.id,
                    owner: agency,
                },
            )
            .unwrap();
        let mut conn = desk.app.db.read().await.unwrap();
        let bad: Vec<i64> = imports::problems(&mut conn, &permit, done.id, 0, true, 100)
            .await
            .unwrap()
            .iter()
            .map(|one| one.row)
            .collect();
        assert_eq!(bad, [4, 9, 15, 21, 27]);
        drop(conn);
        verifies(&desk).await;
    });
}

#[test]
fn letters_of_an_old_code_page_are_read() {
    on_sqlite(|desk| async move {
        let agency = desk.agency("estuary");
        let mut bytes = b"Case ID;First name;Last name;Town\r\nC-1;Zo".to_vec();
        bytes.extend([0xEB]);
        bytes.extend(b";M\xFCller;M\xE1laga\r\nC-2;Jos\xE9;P\xE9rez;Le\xF3n\r\n");
        let done = import(&desk, agency, &bytes, WHOLE).await;
        assert_eq!(done.rows_new, 2);
        let mut conn = desk.app.db.read().await.unwrap();
        let record = records::by_source(&mut conn, agency, "C-1").await.unwrap().unwrap();
        assert_eq!(record.answers.entries("names")[0]["given"], "Zoë");
        assert_eq!(record.answers.entries("names")[0]["family"], "Müller");
    });
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    for (bytes, word) in [
        (&b"%PDF-1.7 \n%aaaa"[..], "PDF"),
        (&b""[..], "no rows"),
        (&b"<html><body>x"[..], "web page"),
    ] {
        let file = on_disk(bytes);
        let Err(problem) = imports::peek(file.path(), None) else {
            panic!("{word} was taken for a table")
        };
        let detail = problem.to_string();
        assert!(detail.contains(word), "{detail}");
    }
}

#[test]
fn five_thousand_invented_rows_go_in_and_the_ledger_holds() {
    on_sqlite(|desk| async move {
        let agency = desk.agency("northmere-police");
        let mut text = String::from("Case ID,First name,Last name,Date of birth,Sex,Mobile\n");
        let mut rows = 0;
        #[allow(clippy::explicit_counter_loop, reason = "it is counted where it is written")]
        for (_, _, answers) in invented_world::bench_rows(7, 5_000) {
            let name = answers.entries("names").first().cloned().unwrap_or_default();
            let part = |key: &str| name.get(key).cloned().unwrap_or_default().replace(',', " ");
            let born = answers
                .entries("births")
                .first()
                .and_then(|one| one.get("date"))
                .cloned()
                .unwrap_or_default();
            let phone = answers
                .entries("phones")
                .first()
                .and_then(|one| one.get("number"))
                .cloned()
                .unwrap_or_default();
            let (given, family) = (part("given"), part("family"));
            let whole = if born.len() == 10 { born } else { String::new() };
            text.push_str(&format!(
                "B-{rows},{given},{family},{whole},{},{phone}\n",
                answers.text("sex").unwrap_or_default()
            ));
            rows += 1;
        }
        let done = import(&desk, agency, text.as_bytes(), BY_ROW).await;
        assert_eq!((done.state, done.rows_read), (ImportState::Done, 5_000));
        assert_eq!(done.rows_new + done.rows_rejected, 5_000);
        assert!(done.rows_rejected < 50, "{}", done.rows_rejected);
        assert_eq!(count(&desk, agency).await, done.rows_new);
        let mut conn = desk.app.db.read().await.unwrap();
        let lines: i64 = conn
            .one(
                "SELECT COUNT(*) AS n FROM ledger WHERE action = 'record.receive'",
                params![],
            )
            .await
            .unwrap()
            .get("n")
            .unwrap();
        drop(conn);
        assert_eq!(lines, done.rows_new, "each record has its line");
        verifies(&desk).await;
    });
}

#[test]
fn a_desk_officer_uploads_settles_columns_and_sees_what_became_of_it() {
    on_both(|desk| async move {
        let officer = desk.sign_in(Cast::DeskOfficer).await;
        officer
            .get("/imports")
            .await
            .ok()
            .shows("No file has been imported yet");
        officer.get("/imports/new").await.ok();
        let bad = officer
            .post_files("/imports/new", &[], vec![("file", "a.pdf", b"%PDF-1.7".to_vec())])
            .await;
        bad.status(422).shows("PDF");
        let text = format!("{GOOD}C-3,<script>alert(1)</script>,Okafor,31/02/2011,07700 900789\n");
        let columns = officer
            .post_files("/imports/new", &[], vec![("file", "week.csv", text.into_bytes())])
            .await;
        columns
            .ok()
            .shows("Date of birth")
            .shows("Philemon")
            .hides("<script>alert(1)");
        let path = columns.url.path().to_owned();
        assert!(path.ends_with("/columns"), "{path}");
        let nothing = officer
            .post(
                &path,
                &[
                    ("do", "start"),
                    ("target.1", "ignore"),
                    ("target.2", "ignore"),
                    ("target.4", "ignore"),
                ],
            )
            .await;
        nothing.status(422).shows("nobody can be recognised");
        let settled = [
            ("do", "start"),
            ("target.1", "names.given"),
            ("target.2", "names.family"),
            ("target.4", "phones.number"),
            ("mode", "row_by_row"),
            ("handling", "shared"),
            ("save_name", "Weekly list"),
        ];
        let page = officer.post(&path, &settled).await;
        page.ok();
        desk.until_idle().await;
        let shown = path.replace("/columns", "");
        officer
            .get(&shown)
            .await
            .ok()
            .shows("Done")
            .shows("no such day")
            .hides("<script>alert(1)");
        let back = officer.get(&format!("{shown}/rejects.csv")).await;
        back.ok().shows("C-3").shows("haven_problems");
        assert!(
            back.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(count(&desk, desk.agency("estuary")).await, 2);
        // The next file with these columns is read as settled.
        let next = officer
            .post_files(
                "/imports/new",
                &[],
                vec![("file", "next.csv", GOOD.as_bytes().to_vec())],
            )
            .await;
        next.ok().shows("Weekly list");
        // Another agency cannot tell that there is such an import; the try is recorded.
        let outsider = desk.sign_in(Cast::Outsider).await;
        for path in [
            shown.clone(),
            format!("{shown}/columns"),
            format!("{shown}/rejects.csv"),
            format!("{shown}/progress"),
        ] {
            outsider.get(&path).await.status(404).hides("week.csv");
        }
        outsider.get("/imports").await.ok().hides("week.csv");
        let tried = desk
            .ledger()
            .await
            .into_iter()
            .filter(|(action, _)| action == "access.refused")
            .count();
        assert!(tried >= 4, "{tried}");
        verifies(&desk).await;
    });
}

#[test]
fn a_file_that_waits_can_be_cancelled() {
    on_sqlite(|desk| async move {
        let officer = desk.sign_in(Cast::DeskOfficer).await;
        officer.get("/imports/new").await.ok();
        let columns = officer
            .post_files(
                "/imports/new",
                &[],
                vec![("file", "week.csv", GOOD.as_bytes().to_vec())],
            )
            .await;
        let shown = columns.url.path().replace("/columns", "");
        officer
            .post(&format!("{shown}/cancel"), &[])
            .await
            .ok()
            .shows("Cancelled");
        assert_eq!(count(&desk, desk.agency("estuary")).await, 0);
        officer
            .post(&format!("{shown}/again"), &[("how", "now")])
            .await
            .status(409);
    });
}

#[test]
fn records_of_a_file_are_found_by_their_ids() {
    on_sqlite(|desk| async move {
        let agency = desk.agency("lantern");
        let done = import(&desk, agency, &demo_file("lantern-house-htcds.csv"), WHOLE).await;
        assert_eq!(done.state, ImportState::Done);
        let mut conn = desk.app.db.read().await.unwrap();
        let rows = conn
            .all(
                "SELECT record_id FROM import_row WHERE import_id = $1 ORDER BY row_number",
                params![done.id],
            )
            .await
            .unwrap();
        let ids: Vec<RecordId> = rows.iter().map(|row| row.id("record_id").unwrap()).collect();
        assert_eq!(records::find_many(&mut conn, &ids).await.unwrap().len(), 25);
    });
}

async fn api_key(desk: &Desk, cast: Cast, scopes: &[access::TokenScope]) -> String {
    let scopes = scopes.iter().copied().collect();
    let agency = desk.agency(cast.agency_code());
    let given = haven::ground::tokens::give_by_operator(&desk.app, desk.account(cast), agency, "test", &scopes, 30)
        .await
        .unwrap();
    given.1
}

#[test]
fn a_machine_imports_a_file_and_reads_what_became_of_it() {
    on_both(|desk| async move {
        let key = api_key(&desk, Cast::Outsider, &[access::TokenScope::ImportsWrite]).await;
        let address = format!("{}/api/v1/imports", desk.url);
        let client = reqwest::Client::new();
        let send = |query: &'static str, body: Vec<u8>| {
            client
                .post(format!("{address}{query}"))
                .bearer_auth(&key)
                .body(body)
                .send()
        };
        let answer = send("?mode=row_by_row", demo_file("open-hand-htcds.json"))
            .await
            .unwrap();
        assert_eq!(answer.status(), 202);
        let told: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        desk.until_idle().await;
        let one = format!("{address}/{}", told["id"].as_str().unwrap());
        let read = client.get(&one).bearer_auth(&key).send().await.unwrap();
        let shown: serde_json::Value = serde_json::from_str(&read.text().await.unwrap()).unwrap();
        assert_eq!(
            (shown["state"].as_str(), shown["rows_new"].as_i64()),
            (Some("done"), Some(20)),
            "{shown}"
        );
        // A table whose columns nobody has settled is not guessed at by a machine; what is no table is refused.
        assert_eq!(send("", GOOD.as_bytes().to_vec()).await.unwrap().status(), 422);
        assert_eq!(send("", b"%PDF-1.7".to_vec()).await.unwrap().status(), 422);
        assert_eq!(
            send("?mode=half", GOOD.as_bytes().to_vec()).await.unwrap().status(),
            422
        );
        let other = api_key(&desk, Cast::SocialWorker, &[access::TokenScope::ImportsWrite]).await;
        assert_eq!(client.get(&one).bearer_auth(&other).send().await.unwrap().status(), 404);
        let weak = api_key(&desk, Cast::Outsider, &[access::TokenScope::RecordsRead]).await;
        assert_eq!(
            client
                .post(&address)
                .bearer_auth(&weak)
                .body("x")
                .send()
                .await
                .unwrap()
                .status(),
            403
        );
        verifies(&desk).await;
    });
}
