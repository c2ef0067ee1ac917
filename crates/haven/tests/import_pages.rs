//! What a desk officer does with a file beyond sending it in: gives its words a meaning, keeps and tends its mappings,
//! learns what became of its rows; and what is left of the file itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use haven::gather::{attachments, imports, records};
use kit::params;
use std::path::{Path, PathBuf};
use testkit::{Browser, Cast, Desk, Page, on_both, on_sqlite};

/// A table in words of its own: what the people are, what their sex is, several phones in one cell.
const OWN_WORDS: &str = "Case ID,Name,Role,Sex,Phones,Taken down\n\
    C-1,Philemon Tesfai,Vict,Male,07700 900123 # 07700 900124,03/11/2026\n\
    C-2,Linh Nguyen,Vict,Girl,07700 900456,\n\
    C-3,Bo Larsen,Wit,Male,,10/11/2026\n";

async fn upload(browser: &Browser, name: &str, text: &str) -> Page {
    browser.get("/imports/new").await.ok();
    let page = browser
        .post_files("/imports/new", &[], vec![("file", name, text.as_bytes().to_vec())])
        .await;
    page.ok();
    page
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

#[test]
fn words_of_ones_own_several_values_and_constants_are_settled_on_the_page() {
    on_both(|desk| async move {
        let officer = desk.sign_in(Cast::DeskOfficer).await;
        let columns = upload(&officer, "week.csv", OWN_WORDS).await;
        let path = columns.url.path().to_owned();
        let places = [
            ("target.0", "source_id"),
            ("target.1", "names.full"),
            ("target.2", "record_kind"),
            ("target.3", "sex"),
            ("target.4", "phones.number"),
            ("target.5", "handed_in_at"),
            ("order.5", "DMY"),
        ];
        let with = |more: &[(&'static str, &'static str)]| [&places[..], more].concat();
        // Words that no list knows are asked about, below their column.
        let asked = officer.post(&path, &with(&[("do", "preview")])).await;
        asked.ok().shows("Vict =").shows("Wit =").shows("not understood");
        // What is typed wrongly is said at its field, and stays there.
        let wrong = officer
            .post(
                &path,
                &with(&[
                    ("do", "preview"),
                    ("values.2", "Vict child"),
                    ("split.4", "and"),
                    ("constant.0.field", "phones.whose"),
                    ("constant.0.value", "somebody"),
                    ("constant.1.field", ""),
                    ("constant.1.value", "x"),
                ]),
            )
            .await;
        wrong
            .status(422)
            .shows("“Vict child” must be your word")
            .shows("give one sign")
            .shows("This field takes one of")
            .shows("Choose the field that this value is for");
        let settled = [
            ("values.2", "Vict = child\r\nWit = adult"),
            ("values.3", "Girl = female"),
            ("split.4", "#"),
            ("constant.0.field", "phones.whose"),
            ("constant.0.value", "found_on_person"),
        ];
        let previewed = officer
            .post(&path, &with(&[&[("do", "preview")][..], &settled].concat()))
            .await;
        previewed
            .ok()
            .hides("Cannot be taken")
            .hides("not understood")
            .shows("Vict = child");
        // The next preview keeps what was settled, though only one thing is posted.
        officer
            .post(&path, &[("do", "preview"), ("values.3", "Girl = female\r\nBoy = male")])
            .await
            .ok()
            .shows("Vict = child")
            .shows("Boy = male");
        let started = with(&[&[("do", "start"), ("save_name", "Weekly list")][..], &settled].concat());
        officer.post(&path, &started).await.ok();
        desk.until_idle().await;
        officer.get(&path.replace("/columns", "")).await.ok().shows("Done");
        let agency = desk.agency("estuary");
        let mut conn = desk.app.db.read().await.unwrap();
        let first = records::by_source(&mut conn, agency, "C-1").await.unwrap().unwrap();
        let phones = first.answers.entries("phones");
        assert_eq!(phones.len(), 2, "one cell, two phones");
        assert!(
            phones.iter().all(|phone| phone["whose"] == "found_on_person"),
            "{phones:?}"
        );
        assert_eq!(first.kind, domain::RecordKind::Child);
        let third = records::by_source(&mut conn, agency, "C-3").await.unwrap().unwrap();
        assert_eq!(third.kind, domain::RecordKind::Adult);
        let second = records::by_source(&mut conn, agency, "C-2").await.unwrap().unwrap();
        assert_eq!(second.answers.text("sex"), Some("female"));
        drop(conn);

        // The mapping is the agency's: read, renamed, deleted there, and absent for everybody else.
        let list = officer.get("/imports/mappings").await;
        list.ok().shows("Weekly list");
        let here = list
            .text
            .split("href=\"/imports/mappings/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(|id| format!("/imports/mappings/{id}"))
            .unwrap();
        officer
            .get(&here)
            .await
            .ok()
            .shows("Vict = child")
            .shows("found_on_person");
        let outsider = desk.sign_in(Cast::Outsider).await;
        outsider.get("/imports/mappings").await.ok().hides("Weekly list");
        outsider.get(&here).await.status(404);
        outsider
            .post(&format!("{here}/rename"), &[("name", "Mine")])
            .await
            .status(404);
        outsider.post(&format!("{here}/delete"), &[]).await.status(404);
        officer
            .post(&format!("{here}/rename"), &[("name", " ")])
            .await
            .status(422);
        let other = upload(&officer, "two.csv", "Case ID,Name\nD-1,Ada Obi\n").await;
        officer
            .post(
                other.url.path(),
                &[("do", "start"), ("target.1", "names.full"), ("save_name", "Short list")],
            )
            .await
            .ok();
        officer
            .post(&format!("{here}/rename"), &[("name", "Short list")])
            .await
            .status(422)
            .shows("has this name");
        officer
            .post(&format!("{here}/rename"), &[("name", "Weekly return")])
            .await
            .ok()
            .shows("Weekly return")
            .hides("Weekly list");
        let again = upload(&officer, "next.csv", OWN_WORDS).await;
        again.shows("Vict = child");
        officer
            .post(&format!("{here}/delete"), &[])
            .await
            .ok()
            .hides("Weekly return");
        officer.get(&here).await.status(404);
        let ledger = desk.ledger().await;
        for action in ["mapping.save", "mapping.rename", "mapping.delete"] {
            assert!(ledger.iter().any(|(done, _)| done == action), "{action}");
        }
    });
}

#[test]
fn a_row_is_a_hand_in_that_is_answered_and_stands_where_the_agency_learned_it() {
    on_both(|desk| async move {
        let officer = desk.sign_in(Cast::DeskOfficer).await;
        let columns = upload(&officer, "week.csv", OWN_WORDS).await;
        let path = columns.url.path().to_owned();
        let settled = [
            ("do", "start"),
            ("target.0", "source_id"),
            ("target.1", "names.full"),
            ("target.2", "ignore"),
            ("target.3", "ignore"),
            ("target.4", "ignore"),
            ("target.5", "handed_in_at"),
            ("order.5", "DMY"),
            ("record_kind", "child"),
        ];
        officer.post(&path, &settled).await.ok();
        desk.until_idle().await;
        let shown = path.replace("/columns", "");
        let page = officer.get(&shown).await;
        page.ok().shows("What became of these rows");
        let id = shown.rsplit('/').next().unwrap();
        let rows = officer.get(&format!("/hand-ins?import={id}")).await;
        rows.ok()
            .shows("Row 2 of an imported file")
            .shows("Row 4 of an imported file");
        officer.get("/hand-ins").await.ok().hides("of an imported file");
        let first = rows
            .text
            .split("href=\"/hand-ins/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(|id| format!("/hand-ins/{id}"))
            .unwrap();
        officer.get(&first).await.ok().shows("Philemon Tesfai");

        // A colleague says what became of it; the one who imported the file hears of it at home.
        let manager = desk.sign_in(Cast::Manager).await;
        manager.get(&first).await.ok();
        manager
            .post(
                &format!("{first}/feedback"),
                &[("status", "used"), ("note", "Found safe.")],
            )
            .await
            .ok();
        officer.get("/").await.ok().shows(&first);
        officer.get(&first).await.ok().shows("Found safe.");
        // Nobody else learns that there is such a row.
        let outsider = desk.sign_in(Cast::Outsider).await;
        outsider.get(&first).await.status(404);
        outsider
            .get(&format!("/hand-ins?import={id}"))
            .await
            .ok()
            .hides("of an imported file");

        // The chronology says when the agency learned it, and since when it is here.
        let person = {
            let mut conn = desk.app.db.read().await.unwrap();
            let agency = desk.agency("estuary");
            records::by_source(&mut conn, agency, "C-1")
                .await
                .unwrap()
                .unwrap()
                .person
        };
        let child = officer.get(&format!("/people/{person}")).await;
        child
            .ok()
            .shows("3 November 2026")
            .shows("In Haven since 23 November 2026")
            .shows(&format!("href=\"{first}\""));
        // The same file again says nothing new, and makes no second hand-in.
        let again = upload(&officer, "again.csv", OWN_WORDS).await;
        officer.post(again.url.path(), &settled).await.ok();
        desk.until_idle().await;
        let mut conn = desk.app.db.read().await.unwrap();
        let row = conn
            .one(
                "SELECT COUNT(*) AS n FROM hand_in WHERE import_id IS NOT NULL",
                params![],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 3);
    });
}

#[test]
fn files_are_sealed_and_go_after_their_days_with_what_was_not_taken_in() {
    on_both(|desk| async move {
        let folder = desk.app.settings.data_folder.clone();
        let officer = desk.sign_in(Cast::DeskOfficer).await;
        let settled = [("do", "start"), ("target.1", "names.full"), ("mode", "row_by_row")];
        let done = upload(
            &officer,
            "done.csv",
            "Case ID,Name,Seen on\nC-1,Tsegereda Haile,1.2.2026\nC-2,Ana Popa,31.2.2026\n",
        )
        .await;
        officer
            .post(done.url.path(), &[&settled[..], &[("target.2", "found_on")]].concat())
            .await
            .ok();
        upload(&officer, "waits.csv", "Case ID,Name\nC-9,Tsegereda Haile\n").await;
        desk.until_idle().await;
        let kept = files(&folder.join("imports"));
        assert_eq!(kept.len(), 2);
        for path in &kept {
            let bytes = std::fs::read(path).unwrap();
            assert!(!bytes.windows(9).any(|nine| nine == b"Tsegereda"), "{}", path.display());
        }
        let done = done.url.path().replace("/columns", "");
        officer.get(&format!("{done}/rejects.csv")).await.ok().shows("Ana Popa");
        // Left by a crash: a file of an import that never came to be, an attachment without a row, one half arrived.
        let orphan = folder
            .join("imports")
            .join(desk.app.clock.new_id::<uuid::Uuid>().to_string());
        std::fs::write(&orphan, b"sealed").unwrap();
        let lost = desk.app.clock.new_id::<uuid::Uuid>().simple().to_string();
        let shelf = folder.join("attachments").join(&lost[30..]);
        std::fs::create_dir_all(&shelf).unwrap();
        let lost = shelf.join(lost);
        std::fs::write(&lost, b"sealed").unwrap();
        let half = shelf.join(".tmpHalf");
        std::fs::write(&half, b"sea").unwrap();

        // Today all of it may be arriving still; tomorrow what nobody knows of goes; later the files themselves.
        imports::sweep(&desk.app).await.unwrap();
        attachments::sweep(&desk.app).await.unwrap();
        assert!(orphan.exists() && lost.exists() && half.exists());
        desk.wait_minutes(2 * 24 * 60);
        imports::sweep(&desk.app).await.unwrap();
        attachments::sweep(&desk.app).await.unwrap();
        assert!(!orphan.exists() && !lost.exists());
        assert_eq!(files(&folder.join("imports")).len(), 2);
        desk.wait_minutes(29 * 24 * 60);
        imports::sweep(&desk.app).await.unwrap();
        assert!(files(&folder.join("imports")).is_empty());

        let officer = desk.sign_in(Cast::DeskOfficer).await;
        let page = officer.get(&done).await;
        page.ok().shows("were deleted on").hides("Ana Popa");
        officer.get(&format!("{done}/rejects.csv")).await.status(404);
        let list = officer.get("/imports").await;
        list.ok().shows("waits.csv").shows("Cancelled");
        let mut conn = desk.app.db.read().await.unwrap();
        let agency = desk.agency("estuary");
        let record = records::by_source(&mut conn, agency, "C-1").await.unwrap();
        assert!(record.is_some(), "what was taken in stays");
        drop(conn);
        let swept = desk.ledger().await;
        assert_eq!(swept.iter().filter(|(action, _)| action == "import.sweep").count(), 2);
    });
}

#[test]
fn the_work_of_the_day_is_begun_once_a_day() {
    on_sqlite(|desk: Desk| async move {
        desk.until_idle().await;
        let mut conn = desk.app.db.read().await.unwrap();
        for kind in haven::capabilities::DAILY {
            assert!(
                haven::capabilities::ALL
                    .iter()
                    .flat_map(|feature| feature.jobs)
                    .any(|job| job.kind == *kind),
                "{kind} is no job"
            );
            let row = conn
                .one(
                    "SELECT COUNT(*) AS n FROM job WHERE kind = $1 AND state = 'done'",
                    params![*kind],
                )
                .await
                .unwrap();
            assert_eq!(row.get::<i64>("n").unwrap(), 1, "{kind}");
        }
    });
}
