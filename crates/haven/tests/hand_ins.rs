//! Handing in by the front door: the night at the airport, two windows, files, strangers, another country.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use access::{HandIn, Resource};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Incoming};
use haven::ground::ledger;
use kit::params;
use testkit::{Browser, Cast, Desk, on_both, on_sqlite};

/// What the police handed in three weeks ago.
async fn police_know_a_boy(desk: &Desk, handling: Handling) {
    let answers: Answers = serde_json::from_value(serde_json::json!({
        "names": [{ "given": "Yonas", "family": "Tesfay" }],
        "births": [{ "date": "2011-01-01", "basis": "claimed" }],
        "sex": "male",
        "phones": [{ "number": "07700 900123", "whose": "found_on_person" }],
        "summary": "Seen with an older man at the coach station.",
        "contact_name": "Sergeant Hale",
        "contact_phone": "01632 960201",
    }))
    .unwrap();
    let who = desk.principal(Cast::PoliceOfficer).await;
    let agency = desk.agency("northmere-police");
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let one = Incoming {
        source_id: Some("NP-1".to_owned()),
        kind: RecordKind::Child,
        handling,
        pack: "GB-ENG@2026.1".to_owned(),
        answers,
        channel: Channel::Api,
        hand_in: None,
        made_by: None,
    };
    let mut tx = desk.app.db.begin().await.unwrap();
    records::receive(&desk.app, &mut tx, &permit, agency, vec![one])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Begins a draft; the address of its first page, and of the draft.
async fn begin(browser: &Browser, form: &str) -> (String, String) {
    browser.get("/hand-in").await.ok();
    let page = browser.post("/hand-in/new", &[("form", form)]).await;
    page.ok();
    let first = page.url.path().to_owned();
    let draft = first.rsplit_once('/').unwrap().0.to_owned();
    (first, draft)
}

fn value_of(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, after) = page
        .split_once(&mark)
        .unwrap_or_else(|| panic!("no field {name} in the page"));
    after.split_once('"').unwrap().0.to_owned()
}

/// Saves a page as its form would, with the version it carries.
async fn save(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> testkit::Page {
    let version = value_of(&browser.get(path).await.text, "version");
    let mut all = vec![
        ("version", version.as_str()),
        ("page", path.rsplit('/').next().unwrap()),
    ];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

const BOY: &[(&str, &str)] = &[
    ("danger_now", "not_sure"),
    ("names.0.given", "Jonas"),
    ("names.0.family", "Tesfai"),
    ("under_18", "not_sure"),
    ("births.0.date-year", "2010"),
    ("births.0.date-roughly", "yes"),
    ("sex", "male"),
    ("phones.0.number", "+44 7700 900 123"),
    ("phones.0.whose", "found_on_person"),
    ("summary", "Found alone in arrivals at 01:40.\nSays he is sixteen."),
];

async fn send(browser: &Browser, draft: &str, handling: &str) -> testkit::Page {
    let check = browser.get(&format!("{draft}/check")).await;
    check.ok();
    let revision = value_of(&check.text, "revision");
    browser
        .post(
            &format!("{draft}/send"),
            &[("revision", &revision), ("handling", handling)],
        )
        .await
}

#[test]
fn at_two_in_the_morning_the_form_says_who_else_knows_and_whom_to_ring() {
    on_both(|desk| async move {
        police_know_a_boy(&desk, Handling::Shared).await;
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        assert!(first.ends_with("/who"), "{first}");

        // While she types, nothing saved yet: only the number.
        let known = amina
            .post(
                &format!("{draft}/known"),
                &[("page", "who"), ("phones.0.number", "07700900123")],
            )
            .await;
        known.ok().shows("Northmere Police").shows("01632 960201");

        let next = save(&amina, &first, BOY).await;
        next.ok();
        assert!(next.url.path().ends_with("/contact"), "{}", next.url);
        next.shows("Amina Clarke").shows("Northmere Police");
        let next = save(
            &amina,
            &format!("{draft}/contact"),
            &[("contact_name", "Amina Clarke"), ("contact_phone", "01632 960101")],
        )
        .await;
        next.ok();

        let check = amina.get(&format!("{draft}/check")).await;
        check
            .ok()
            .shows("Tesfai")
            .shows("about 2010")
            .shows("complete the formal referral")
            .hides("Needed before you can send");
        let receipt = send(&amina, &draft, "shared").await;
        receipt
            .ok()
            .shows("Handed in")
            .shows("Northmere Police")
            .shows("Sergeant Hale")
            .shows("HI-");
        let reference = receipt
            .text
            .split_once("id=\"reference\">")
            .unwrap()
            .1
            .split_once('<')
            .unwrap()
            .0
            .to_owned();

        // Sending twice gives the same receipt.
        let again = amina
            .post(&format!("{draft}/send"), &[("revision", "0"), ("handling", "shared")])
            .await;
        again.ok().shows(&reference);
        let mut conn = desk.app.db.read().await.unwrap();
        let rows = conn.all("SELECT id FROM record", params![]).await.unwrap();
        assert_eq!(rows.len(), 2, "one of the police, one of hers; on {}", desk.database);
        let row = conn
            .one(
                "SELECT r.pack, r.kind FROM hand_in h JOIN record r ON r.id = h.record_id",
                params![],
            )
            .await
            .unwrap();
        assert!(row.get::<String>("pack").unwrap().starts_with("GB-ENG@"));
        assert_eq!(
            row.get::<String>("kind").unwrap(),
            "child",
            "not sure of the age: a child"
        );
        drop(conn);

        let actions: Vec<String> = desk.ledger().await.into_iter().map(|(action, _)| action).collect();
        for wanted in [
            "hand_in.begin",
            "recognise.ask",
            "record.receive",
            "hand_in.send",
            "hand_in.receipt",
        ] {
            assert!(
                actions.iter().any(|action| action == wanted),
                "no line {wanted} in {actions:?}"
            );
        }
        let verdict = ledger::verify(&desk.app.db, &[], |_| {}).await.unwrap();
        assert!(matches!(verdict, ledger::Verdict::Whole { .. }));

        let print = amina.get(&format!("{draft}/print")).await;
        print.ok().shows(&reference).shows("Says he is sixteen.");
    });
}

#[test]
fn what_is_shown_while_typing_leaves_a_line_and_typing_on_does_not_flood_the_ledger() {
    on_sqlite(|desk| async move {
        police_know_a_boy(&desk, Handling::Shared).await;
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (_, draft) = begin(&amina, "gb_child_referral").await;
        let asked = async || {
            desk.ledger()
                .await
                .iter()
                .filter(|(action, _)| action == "recognise.ask")
                .count()
        };
        let url = format!("{draft}/known");
        for name in ["Y", "Yo", "Yon"] {
            amina.post(&url, &[("page", "who"), ("names.0.given", name)]).await.ok();
        }
        let before = asked().await;
        assert_eq!(before, 1, "three questions within a minute and nothing shown");
        amina
            .post(&url, &[("page", "who"), ("phones.0.number", "07700900123")])
            .await
            .ok()
            .shows("Northmere Police");
        assert_eq!(asked().await, before + 1, "a record was shown");
        amina
            .post(&url, &[("page", "who"), ("phones.0.number", "07700 900123")])
            .await
            .ok()
            .shows("Northmere Police");
        assert_eq!(asked().await, before + 1, "the same record within the minute");
        desk.wait_minutes(2);
        amina
            .post(&url, &[("page", "who"), ("phones.0.number", "07700 900 123")])
            .await
            .ok();
        assert_eq!(asked().await, before + 2);
    });
}

#[test]
fn an_outsider_learns_only_whom_to_ring_and_nothing_of_what_is_sealed() {
    on_sqlite(|desk| async move {
        police_know_a_boy(&desk, Handling::Shared).await;
        let sam = desk.sign_in(Cast::Outsider).await;
        let (first, draft) = begin(&sam, "gb_child_referral").await;
        let page = sam
            .post(
                &format!("{draft}/known"),
                &[("page", "who"), ("phones.0.number", "07700900123")],
            )
            .await;
        page.ok()
            .shows("Northmere Police")
            .shows("01632 960201")
            .hides("Yonas")
            .hides("coach station");
        save(&sam, &first, BOY).await.ok();
        let page = sam.get(&first).await;
        page.ok().hides("coach station");
    });
    on_sqlite(|desk| async move {
        police_know_a_boy(&desk, Handling::Sealed).await;
        let sam = desk.sign_in(Cast::Outsider).await;
        let (_, draft) = begin(&sam, "gb_child_referral").await;
        let page = sam
            .post(
                &format!("{draft}/known"),
                &[("page", "who"), ("phones.0.number", "07700900123")],
            )
            .await;
        page.ok().hides("Northmere");
    });
}

#[test]
fn nothing_wrong_holds_anybody_up_and_nothing_typed_is_lost() {
    on_sqlite(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        let wrong = [
            ("births.0.date-day", "31"),
            ("births.0.date-month", "2"),
            ("births.0.date-year", "2011"),
            ("names.0.given", "Lan"),
        ];
        let told = save(&amina, &first, &wrong).await;
        told.status(422)
            .shows("That day does not exist in that month")
            .shows("value=\"31\"");
        let on = save(&amina, &first, &[&wrong[..], &[("told", "yes")]].concat()).await;
        on.ok();
        assert!(on.url.path().ends_with("/contact"), "{}", on.url);
        let check = amina.get(&format!("{draft}/check")).await;
        check.ok().shows("31/2/2011").shows("Needed before you can send");
        let refused = send(&amina, &draft, "shared").await;
        refused.status(422).shows("Needed before you can send");
        // Come back later: the draft waits on the start page, and opens where it was left.
        let later = save(
            &amina,
            &format!("{draft}/contact"),
            &[("go", "later"), ("contact_name", "Amina")],
        )
        .await;
        later.ok().shows("Your draft is saved");
        let resumed = amina.get(&draft).await;
        assert!(resumed.url.path().ends_with("/contact"), "{}", resumed.url);
    });
}

#[test]
fn entries_are_added_and_taken_out_without_a_script() {
    on_sqlite(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, _) = begin(&amina, "gb_child_referral").await;
        let two = [("phones.0.number", "07700900001"), ("add", "phones")];
        let page = save(&amina, &first, &two).await;
        page.ok().shows("name=\"phones.1.number\"");
        let page = save(
            &amina,
            &first,
            &[
                ("phones.0.number", "07700900001"),
                ("phones.1.number", "07700900002"),
                ("remove", "phones:0"),
            ],
        )
        .await;
        page.ok().shows("07700900002").hides("07700900001");
        let codes = first.replace("/who", "/identity");
        let page = save(
            &amina,
            &codes,
            &[("nationalities", "ER"), ("nationalities", ""), ("add", "nationalities")],
        )
        .await;
        page.ok().shows("<option value=\"ER\" selected>");
    });
}

#[test]
fn two_windows_do_not_overwrite_each_other_unseen() {
    on_both(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        let stale = value_of(&amina.get(&first).await.text, "version");
        save(&amina, &first, &[("summary", "written in window one")]).await.ok();
        let second = amina
            .post(
                &first,
                &[
                    ("version", &stale),
                    ("page", "who"),
                    ("summary", "written in window two"),
                ],
            )
            .await;
        second
            .status(409)
            .shows("written in window one")
            .shows("written in window two");
        let saving = amina
            .post(
                &format!("{draft}/autosave"),
                &[("version", &stale), ("page", "who"), ("summary", "window two again")],
            )
            .await;
        saving.status(409);
        // Other questions are not in the way, and the warned window may go on.
        let version = value_of(&second.text, "version");
        amina
            .post(
                &first,
                &[("version", &version), ("page", "who"), ("summary", "both in one")],
            )
            .await
            .ok();
        amina.get(&first).await.shows("both in one");
        let version = value_of(&amina.get(&first).await.text, "version");
        let saved = amina
            .post(
                &format!("{draft}/autosave"),
                &[("version", &version), ("page", "who"), ("summary", "saved by itself")],
            )
            .await;
        saved.status(204);
        assert!(
            saved
                .headers
                .get("x-draft-version")
                .is_some_and(|newer| newer != version.as_str())
        );
        // What was looked through before the change is not what is sent.
        let unsent = amina
            .post(&format!("{draft}/send"), &[("revision", "1"), ("handling", "shared")])
            .await;
        unsent.ok().shows("Nothing was sent");
    });
}

#[test]
fn a_draft_is_nobody_elses_and_the_attempt_is_recorded() {
    on_both(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        let stranger = desk.sign_in(Cast::DeskOfficer).await;
        stranger.get("/hand-in").await.ok();
        for path in [
            first.clone(),
            draft.clone(),
            format!("{draft}/check"),
            format!("{draft}/print"),
            format!("{draft}/receipt"),
        ] {
            stranger.get(&path).await.status(404);
        }
        for path in ["known", "autosave", "send", "discard", "restore"] {
            stranger
                .post(
                    &format!("{draft}/{path}"),
                    &[("page", "who"), ("version", "x"), ("revision", "0")],
                )
                .await
                .status(404);
        }
        stranger
            .get("/hand-in/01890000-0000-7000-8000-000000000000")
            .await
            .status(404);
        stranger.get("/hand-in/not-an-id/who").await.status(404);
        assert!(desk.ledger().await.iter().any(|(action, _)| action == "access.refused"));
        amina.get(&first).await.ok();
        // Discarded, and brought back.
        amina
            .post(&format!("{draft}/discard"), &[])
            .await
            .ok()
            .shows("Draft discarded");
        amina.get("/hand-in").await.shows("You have no draft");
        amina
            .post(&format!("{draft}/restore"), &[])
            .await
            .ok()
            .shows("The draft is back");
        amina.get(&first).await.ok();
    });
}

#[test]
fn marks_and_scripts_in_every_field_stay_text_on_every_page() {
    on_sqlite(|desk| async move {
        let evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'";
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        let pack = desk.app.pack("GB-ENG").unwrap();
        let form = pack.form("gb_child_referral").unwrap();
        for page in &form.pages {
            let mut fields: Vec<(String, String)> = vec![("told".into(), "yes".into())];
            for field in &page.fields {
                match field.kind {
                    domain::pack::FormKind::Entries => {
                        fields.extend(
                            field
                                .rows
                                .iter()
                                .map(|row| (format!("{}.0.{}", field.key, row.key), evil.to_owned())),
                        );
                    }
                    domain::pack::FormKind::Date => fields.push((format!("{}-year", field.key), evil.to_owned())),
                    domain::pack::FormKind::Files => {}
                    _ if field.key == "danger_now" => fields.push((field.key.clone(), "yes".into())),
                    _ => fields.push((field.key.clone(), evil.to_owned())),
                }
            }
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let saved = save(&amina, &format!("{draft}/{}", page.id), &fields).await;
            assert!(saved.code < 500, "{}", saved.text);
            let drawn = amina.get(&format!("{draft}/{}", page.id)).await;
            drawn.ok().hides("<script>alert").hides("<img src=x");
        }
        for path in ["check", "print", "all"] {
            amina
                .get(&format!("{draft}/{path}"))
                .await
                .ok()
                .hides("<script>alert")
                .hides("<img src=x");
        }
        // Mended where nothing may be sent wrong, it is sent with the rest as it is.
        save(
            &amina,
            &first,
            &[
                ("danger_now", "no"),
                ("names.0.given", evil),
                ("summary", evil),
                ("phones.0.number", evil),
            ],
        )
        .await
        .ok();
        for page in [
            "contact",
            "found",
            "identity",
            "language",
            "papers",
            "background",
            "reach",
            "places",
            "travel",
            "people",
            "signs",
            "types",
            "when",
            "how",
        ] {
            save(
                &amina,
                &format!("{draft}/{page}"),
                &[("contact_name", evil), ("contact_phone", evil), ("told", "yes")],
            )
            .await;
        }
        for page in [
            "now_situation",
            "earlier",
            "where_exploited",
            "exploiters",
            "others_at_risk",
            "police",
            "interviews",
            "responder",
            "local_authority",
            "evidence",
        ] {
            save(&amina, &format!("{draft}/{page}"), &[("told", "yes")]).await;
        }
        let receipt = send(&amina, &draft, "shared").await;
        receipt
            .ok()
            .shows("Handed in")
            .hides("<script>alert")
            .hides("<img src=x");
        let id = draft.rsplit('/').next().unwrap().to_owned();
        amina
            .get(&format!("/hand-ins/{id}"))
            .await
            .ok()
            .hides("<script>alert")
            .hides("<img src=x")
            .shows("&lt;script&gt;");
    });
}

fn jpeg_with_place() -> Vec<u8> {
    let mut plain = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(16, 8)
        .write_to(&mut plain, image::ImageFormat::Jpeg)
        .unwrap();
    let plain = plain.into_inner();
    // An EXIF block after the start mark: big-endian TIFF with the orientation "turned left" and a maker's note.
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    tiff.extend_from_slice(b"GPS 51.4700 N 0.4543 W SecretCamera");
    let mut exif = b"Exif\0\0".to_vec();
    exif.extend(tiff);
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&plain[2..]);
    bytes
}

fn png_bomb() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1, 1)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let mut bytes = bytes.into_inner();
    bytes[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    bytes
}

async fn upload(browser: &Browser, path: &str, name: &str, bytes: Vec<u8>) -> testkit::Page {
    let version = value_of(&browser.get(path).await.text, "version");
    let fields = [("version", version.as_str()), ("page", "evidence"), ("go", "upload")];
    browser.post_files(path, &fields, vec![("upload", name, bytes)]).await
}

#[test]
fn files_are_looked_into_freed_of_metadata_and_read_only_by_those_who_may() {
    on_both(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        let evidence = format!("{draft}/evidence");
        upload(&amina, &evidence, "run.exe", b"MZ....".to_vec())
            .await
            .status(422)
            .shows("is not a JPG");
        upload(&amina, &evidence, "note.pdf", b"<html><script>".to_vec())
            .await
            .status(422)
            .shows("is not what its name says");
        upload(&amina, &evidence, "bomb.png", png_bomb())
            .await
            .status(422)
            .shows("cannot be read as a picture");
        upload(
            &amina,
            &evidence,
            "huge.pdf",
            [b"%PDF-1.7".to_vec(), vec![b'x'; 26 * 1024 * 1024]].concat(),
        )
        .await
        .status(422)
        .shows("larger than 25 MB");
        let photo = jpeg_with_place();
        upload(&amina, &evidence, "photo <b>one</b>.jpg", photo.clone())
            .await
            .ok()
            .shows("The file is here")
            .hides("<b>one");
        upload(&amina, &evidence, "again.jpg", photo.clone())
            .await
            .ok()
            .shows("is here already");
        let page = amina.get(&evidence).await;
        let link = page
            .text
            .split_once("href=\"/attachments/")
            .unwrap()
            .1
            .split_once('"')
            .unwrap()
            .0
            .to_owned();
        // Described, and the question about files is now asked.
        let described = format!("file.{link}.description");
        let (day, month, year) = (
            format!("file.{link}.dated-day"),
            format!("file.{link}.dated-month"),
            format!("file.{link}.dated-year"),
        );
        save(
            &amina,
            &evidence,
            &[
                (&described, "Note from his pocket"),
                (&day, "3"),
                (&month, "11"),
                (&year, "2026"),
                ("go", "upload"),
            ],
        )
        .await
        .ok()
        .shows("Note from his pocket");

        let file = amina
            .request(reqwest::Method::GET, &format!("/attachments/{link}"))
            .send()
            .await
            .unwrap();
        assert_eq!(file.status(), 200);
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
        assert!(
            file.headers()["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("sandbox")
        );
        assert!(
            file.headers()["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment;")
        );
        let bytes = file.bytes().await.unwrap();
        let find = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(
            !find(b"GPS") && !find(b"SecretCamera") && !find(b"Exif"),
            "the camera's metadata is gone"
        );
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(
            (picture.width(), picture.height()),
            (8, 16),
            "which way up it was held was carried out"
        );

        // On the disk it is sealed.
        let mut kept = Vec::new();
        collect(&desk.app.settings.data_folder.join("attachments"), &mut kept);
        assert_eq!(kept.len(), 1, "what was refused left nothing behind: {kept:?}");
        let sealed = std::fs::read(&kept[0]).unwrap();
        assert!(
            !sealed.windows(3).any(|window| window == [0xff, 0xd8, 0xff]),
            "not a picture on the disk"
        );

        // A stranger has nothing there, before and after sending; the police have an agreement after.
        let outsider = desk.sign_in(Cast::Outsider).await;
        let ravi = desk.sign_in(Cast::PoliceOfficer).await;
        ravi.get(&format!("/attachments/{link}")).await.status(404);
        save(&amina, &first, BOY).await.ok();
        save(
            &amina,
            &format!("{draft}/contact"),
            &[("contact_name", "Amina Clarke"), ("contact_phone", "01632 960101")],
        )
        .await
        .ok();
        send(&amina, &draft, "shared").await.ok().shows("Handed in");
        outsider.get(&format!("/attachments/{link}")).await.status(404);
        ravi.get(&format!("/attachments/{link}")).await.ok();
        let lines = desk.ledger().await;
        assert_eq!(
            lines.iter().filter(|(action, _)| action == "attachment.view").count(),
            2
        );
        let mut conn = desk.app.db.read().await.unwrap();
        let row = conn
            .one("SELECT original_digest, digest, dated FROM attachment", params![])
            .await
            .unwrap();
        assert_eq!(
            row.get::<Vec<u8>>("original_digest").unwrap(),
            <sha2::Sha256 as sha2::Digest>::digest(&photo).to_vec()
        );
        assert_eq!(
            row.get::<Option<String>>("dated").unwrap().as_deref(),
            Some("2026-11-03")
        );
    });
}

fn collect(folder: &std::path::Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            collect(&entry.path(), into)
        } else {
            into.push(entry.path())
        }
    }
}

#[test]
fn a_file_taken_out_can_be_put_back_before_sending() {
    on_sqlite(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (_, draft) = begin(&amina, "gb_child_referral").await;
        let evidence = format!("{draft}/evidence");
        let page = upload(&amina, &evidence, "letter.pdf", b"%PDF-1.7 letter".to_vec()).await;
        let link = page
            .text
            .split_once("href=\"/attachments/")
            .unwrap()
            .1
            .split_once('"')
            .unwrap()
            .0
            .to_owned();
        save(&amina, &evidence, &[("remove_file", &link)])
            .await
            .ok()
            .shows("letter.pdf was taken out")
            .hides("href=\"/attachments/");
        save(&amina, &evidence, &[("restore_file", &link)])
            .await
            .ok()
            .shows("href=\"/attachments/");
    });
}

#[test]
fn a_correction_is_a_new_version_and_the_writer_learns_what_became_of_it() {
    on_both(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        save(&amina, &first, BOY).await.ok();
        save(
            &amina,
            &format!("{draft}/contact"),
            &[("contact_name", "Amina Clarke"), ("contact_phone", "01632 960101")],
        )
        .await
        .ok();
        upload(
            &amina,
            &format!("{draft}/evidence"),
            "letter.pdf",
            b"%PDF-1.7 letter".to_vec(),
        )
        .await
        .ok();
        let about = [("gb.evidence_description", "A letter from his aunt")];
        save(&amina, &format!("{draft}/evidence"), &about).await.ok();
        let receipt = send(&amina, &draft, "pointer_only").await;
        let correct = receipt
            .text
            .split_once("action=\"/hand-in/correct/")
            .unwrap()
            .1
            .split_once('"')
            .unwrap()
            .0
            .to_owned();
        let page = amina.post(&format!("/hand-in/correct/{correct}"), &[]).await;
        page.ok().shows("You are correcting").shows("Tesfai");
        let second = page.url.path().rsplit_once('/').unwrap().0.to_owned();
        let mut fields = BOY.to_vec();
        fields.retain(|(name, _)| *name != "summary");
        fields.push(("summary", "He is fifteen, his aunt says."));
        save(&amina, &format!("{second}/who"), &fields).await.ok();
        send(&amina, &second, "pointer_only").await.ok().shows("Handed in");
        let mut conn = desk.app.db.read().await.unwrap();
        let rows = conn
            .all("SELECT version, answers, handling FROM record", params![])
            .await
            .unwrap();
        assert_eq!(rows.len(), 1, "no second record");
        assert_eq!(rows[0].get::<i64>("version").unwrap(), 2);
        assert_eq!(rows[0].get::<String>("handling").unwrap(), "pointer_only");
        let answers: Answers = rows[0].json("answers").unwrap();
        assert_eq!(answers.text("summary"), Some("He is fifteen, his aunt says."));
        assert_eq!(answers.text("contact_name"), Some("Amina Clarke"));
        let about = answers.text("gb.evidence_description");
        assert_eq!(
            about,
            Some("A letter from his aunt"),
            "the record's files stand beside its correction"
        );
        drop(conn);

        let id = draft.rsplit('/').next().unwrap().to_owned();
        let desk_officer = desk.sign_in(Cast::DeskOfficer).await;
        let list = desk_officer.get("/hand-ins").await;
        list.ok().shows("HI-").shows("Amina Clarke").hides("Tesfai");
        desk_officer
            .get(&format!("/hand-ins/{id}"))
            .await
            .ok()
            .shows("Tesfai")
            .shows("sixteen");
        desk_officer
            .post(&format!("/hand-ins/{id}/feedback"), &[("status", "maybe")])
            .await
            .status(422);
        desk_officer
            .post(
                &format!("/hand-ins/{id}/feedback"),
                &[("status", "used"), ("note", "Placed with carers tonight.")],
            )
            .await
            .ok();
        amina
            .get(&format!("/hand-ins/{id}"))
            .await
            .ok()
            .shows("Placed with carers tonight.");
        // The police may know of a pointer-only record, but neither read the hand-in nor answer it.
        let ravi = desk.sign_in(Cast::PoliceOfficer).await;
        ravi.get("/hand-in").await.ok();
        ravi.get(&format!("/hand-ins/{id}")).await.status(404);
        ravi.post(&format!("/hand-ins/{id}/feedback"), &[("status", "used")])
            .await
            .status(404);
        ravi.post(&format!("/hand-in/correct/{correct}"), &[]).await.status(404);
        let mut conn = desk.app.db.read().await.unwrap();
        let row = conn.one("SELECT seen_at FROM feedback", params![]).await.unwrap();
        assert!(row.get::<Option<i64>>("seen_at").unwrap().is_some());
    });
}

#[test]
fn a_danish_worker_sees_a_danish_form() {
    on_sqlite(|desk| async move {
        let mut tx = desk.app.db.begin().await.unwrap();
        tx.execute("UPDATE agency SET pack = 'DK' WHERE code = 'lantern'", params![])
            .await
            .unwrap();
        tx.execute(
            "UPDATE account SET language = 'da' WHERE id = $1",
            params![desk.account(Cast::Outsider)],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let sam = desk.sign_in(Cast::Outsider).await;
        sam.get("/hand-in")
            .await
            .ok()
            .shows("Indberetning om et barn")
            .shows("lang=\"da\"");
        let (first, draft) = begin(&sam, "dk_child_report").await;
        sam.get(&first)
            .await
            .ok()
            .shows("Hvem og hvad lige nu")
            .shows("Gem og fortsæt")
            .shows("Hvem ved ellers noget")
            .shows("Ved ikke");
        let told = save(
            &sam,
            &first,
            &[
                ("danger_now", "no"),
                ("names.0.given", "Mai"),
                ("births.0.date-year", "11"),
            ],
        )
        .await;
        told.status(422).shows("Skriv årstallet med fire cifre");
        sam.get(&format!("{draft}/check"))
            .await
            .ok()
            .shows("Gennemse og send")
            .shows("Dette skal udfyldes");
    });
}

#[test]
fn an_agencys_own_system_hands_in_by_the_same_form_and_once() {
    on_both(|desk| async move {
        police_know_a_boy(&desk, Handling::Shared).await;
        let scopes = std::collections::BTreeSet::from([
            access::TokenScope::HandInsWrite,
            access::TokenScope::KnownAsk,
            access::TokenScope::AttachmentsWrite,
        ]);
        let (made_by, agency) = (desk.account(Cast::AgencyAdmin), desk.agency("estuary"));
        let (_, key) = haven::ground::tokens::give_by_operator(&desk.app, made_by, agency, "Case system", &scopes, 30)
            .await
            .unwrap();
        let browser = desk.browser();
        let post = async |body: serde_json::Value| {
            let request = browser
                .request(reqwest::Method::POST, "/api/v1/hand-ins")
                .bearer_auth(&key);
            let answer = request
                .header("content-type", "application/json")
                .body(body.to_string())
                .send()
                .await
                .unwrap();
            let status = answer.status().as_u16();
            let body: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            (status, body)
        };
        let whole = serde_json::json!({
            "form": "gb_child_referral",
            "client_key": "EC-77",
            "answers": {
                "danger_now": "no",
                "names": [{ "given": "Jonas", "family": "Tesfai" }],
                "phones": [{ "number": "+447700900123" }],
                "contact_name": "Amina Clarke",
                "contact_phone": "01632 960101",
            },
        });
        let (status, body) = post(serde_json::json!({ "form": "gb_child_referral", "answers": { "births": [{ "date": "2011-02-31" }], "shoe": "x" } })).await;
        assert_eq!(status, 422);
        let pointers: Vec<&str> = body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["pointer"].as_str().unwrap())
            .collect();
        assert!(pointers.contains(&"/answers/shoe"), "{body}");
        let (status, body) =
            post(serde_json::json!({ "form": "gb_child_referral", "answers": { "danger_now": "no" } })).await;
        assert_eq!(status, 422);
        assert!(
            body["errors"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["pointer"] == "/answers/contact_name"),
            "{body}"
        );

        let (status, first) = post(whole.clone()).await;
        assert_eq!(status, 201, "{first}");
        assert_eq!(
            first["who_else_knows"][0]["record"]["agency"]["name"],
            "Northmere Police"
        );
        let (status, again) = post(whole.clone()).await;
        assert_eq!((status, &again["id"]), (200, &first["id"]));
        let mut other = whole;
        other["answers"]["danger_now"] = "yes".into();
        assert_eq!(post(other).await.0, 409);
        let mut conn = desk.app.db.read().await.unwrap();
        assert_eq!(conn.all("SELECT id FROM record", params![]).await.unwrap().len(), 2);
        drop(conn);
        let amina = desk.sign_in(Cast::SocialWorker).await;
        amina
            .get("/hand-ins")
            .await
            .ok()
            .shows(first["reference"].as_str().unwrap());
    });
}

#[test]
fn whatever_is_posted_no_page_breaks() {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, TestRunner};
    on_sqlite(|desk| async move {
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (_, draft) = begin(&amina, "gb_child_referral").await;
        let form = desk.app.pack("GB-ENG").unwrap().form("gb_child_referral").unwrap();
        let pages: Vec<String> = form
            .pages
            .iter()
            .map(|page| page.id.clone())
            .chain(["all".to_owned(), "nowhere".to_owned()])
            .collect();
        let mut names: Vec<String> = form
            .fields()
            .flat_map(|field| {
                let rows = field.rows.iter().flat_map(|row| {
                    [
                        format!("{}.0.{}", field.key, row.key),
                        format!("{}.999.{}-year", field.key, row.key),
                        format!("{}.-1.{}", field.key, row.key),
                    ]
                });
                rows.chain([
                    field.key.clone(),
                    format!("{}-day", field.key),
                    format!("{}.0", field.key),
                ])
                .collect::<Vec<_>>()
            })
            .collect();
        names.extend(
            [
                "add",
                "remove",
                "go",
                "version",
                "page",
                "remove_file",
                "restore_file",
                "told",
                "file..description",
                "file.x.dated-day",
            ]
            .map(str::to_owned),
        );
        let value = prop_oneof![
            ".{0,40}",
            Just("phones:0".to_owned()),
            Just("phones:99999999999999999999".to_owned()),
            Just("yes".to_owned()),
            Just("x".repeat(20_000)),
            Just("\u{0}\u{202e}\u{fffd}".to_owned()),
            Just("?31|2|2011|".to_owned()),
        ];
        let post = (
            proptest::sample::select(pages),
            proptest::collection::vec((proptest::sample::select(names), value), 0..30),
        );
        let mut runner = TestRunner::new(Config {
            cases: 80,
            failure_persistence: None,
            ..Config::default()
        });
        let mut cases = Vec::new();
        for _ in 0..80 {
            cases.push(post.new_tree(&mut runner).unwrap().current());
        }
        for (page, fields) in cases {
            let path = format!("{draft}/{page}");
            let version = amina.get(&path).await;
            assert!(
                version.code == 200 || page == "nowhere",
                "{path} answered {}",
                version.code
            );
            let mut all: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let known;
            if version.code == 200 {
                known = value_of(&version.text, "version");
                all.push(("version", &known));
            }
            all.push(("page", &page));
            for address in [
                path.clone(),
                format!("{draft}/known"),
                format!("{draft}/autosave"),
                format!("{draft}/send"),
            ] {
                let answer = amina.post(&address, &all).await;
                assert!(answer.code < 500, "{address} answered {} to {all:?}", answer.code);
            }
            assert!(amina.get(&format!("{draft}/check")).await.code < 500);
        }
    });
}

/// For looking at the pages: `HAVEN_LOOK=1 cargo test -p haven --test hand_ins -- --ignored --nocapture look`. Serves until
/// the file named by `HAVEN_LOOK_UNTIL` is there (or for ten minutes), and prints addresses and the cookie.
#[test]
#[ignore = "serves a desk for a person to look at"]
fn look_at_the_pages() {
    on_sqlite(|desk| async move {
        police_know_a_boy(&desk, Handling::Shared).await;
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let (first, draft) = begin(&amina, "gb_child_referral").await;
        save(&amina, &first, BOY).await.ok();
        save(&amina, &format!("{draft}/found"), &[("setting", "port")])
            .await
            .ok();
        let (_, other) = begin(&amina, "gb_child_referral").await;
        save(&amina, &format!("{other}/who"), BOY).await.ok();
        save(
            &amina,
            &format!("{other}/contact"),
            &[("contact_name", "Amina Clarke"), ("contact_phone", "01632 960101")],
        )
        .await;
        upload(&amina, &format!("{other}/evidence"), "photo.jpg", jpeg_with_place())
            .await
            .ok();
        let receipt = send(&amina, &other, "shared").await;
        receipt.ok();
        println!("LOOK url={} draft={draft} sent={other}", desk.url);
        let until = std::env::var("HAVEN_LOOK_UNTIL").unwrap_or_default();
        for _ in 0..1200 {
            if !until.is_empty() && std::path::Path::new(&until).exists() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        assert!(amina.get(&first).await.code == 200);
    });
}
