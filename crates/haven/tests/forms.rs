//! The form itself: questions that wait for an answer, on the same page and on another, and a form whose every word is
//! Danish.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use kit::params;
use std::collections::BTreeMap;
use testkit::{Browser, Cast, Desk, on_both, on_sqlite};

async fn begin(browser: &Browser, form: &str) -> String {
    browser.get("/hand-in").await.ok();
    let page = browser.post("/hand-in/new", &[("form", form)]).await;
    page.ok();
    page.url.path().rsplit_once('/').unwrap().0.to_owned()
}

fn value_of(page: &str, name: &str) -> String {
    let (_, after) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name}"));
    after.split_once('"').unwrap().0.to_owned()
}

async fn save(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> testkit::Page {
    let version = value_of(&browser.get(path).await.text, "version");
    let mut all = vec![
        ("version", version.as_str()),
        ("page", path.rsplit('/').next().unwrap()),
    ];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

/// What a page says of the part that begins with this condition: whether it is out of sight.
fn is_hidden(page: &str, condition: &str) -> bool {
    let mark = format!("data-when=\"{}\"", condition.replace('"', "&quot;"));
    let (_, after) = page
        .split_once(&mark)
        .unwrap_or_else(|| panic!("no part waits for {condition}"));
    after.split_once('>').unwrap().0.contains("hidden")
}

#[test]
fn questions_of_the_long_form_wait_for_answers_of_other_pages_and_are_saved_with_them() {
    on_both(|desk| async move {
        const OF_A_CHILD: &str = r#"{"not":{"field":"under_18","in":["no"]}}"#;
        let amina = desk.sign_in(Cast::SocialWorker).await;
        let draft = begin(&amina, "gb_child_referral").await;
        let all = format!("{draft}/all");
        let page = amina.get(&all).await;
        page.ok();
        assert!(
            !is_hidden(&page.text, OF_A_CHILD),
            "asked of a child, and of one not known"
        );
        // More than "field = value", on one page: always in sight without a script, which decides it otherwise.
        let one_of = r#"{"field":"exploitation_types","in":["OTHER","FMARR","ADOPT","SURR","ARMED","RITUAL"]}"#;
        assert!(!is_hidden(&page.text, one_of));

        save(&amina, &all, &[("under_18", "no")]).await.ok();
        let page = amina.get(&all).await;
        assert!(is_hidden(&page.text, OF_A_CHILD));
        // The script brought it into sight and it was answered: the answer must not be lost, though before this save
        // the question was not asked.
        let code = desk
            .app
            .pack("GB-ENG")
            .unwrap()
            .list("local_authorities")
            .unwrap()
            .items()
            .first()
            .unwrap()
            .code
            .clone();
        save(&amina, &all, &[("under_18", "yes"), ("gb.local_authority", &code)])
            .await
            .ok();
        let page = amina.get(&all).await;
        assert!(!is_hidden(&page.text, OF_A_CHILD));
        assert!(
            page.text.contains(&format!("value=\"{code}\" selected")),
            "{code} was lost"
        );
        // On a page of its own the condition about another page was decided by the server before.
        save(&amina, &format!("{draft}/who"), &[("under_18", "no")]).await.ok();
        amina
            .get(&format!("{draft}/check"))
            .await
            .ok()
            .hides("Local authority told about the child");
    });
}

/// A page called like one of these could never be opened: `haven pack check` must know them all.
#[test]
fn every_address_beside_the_pages_is_a_name_that_no_page_may_have() {
    let source =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/gather/hand_ins/pages/mod.rs")).unwrap();
    let mut named: Vec<&str> = source
        .split("\"/hand-in/{id}/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| !name.starts_with('{'))
        .collect();
    named.push("all");
    named.sort_unstable();
    assert!(named.len() > 5, "{named:?}");
    assert_eq!(named, domain::pack::PAGE_NAMES_TAKEN);
}

/// Words of the English files that stand alone: sentences and labels without places to fill in.
fn english() -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales");
    let read = |language: &str| -> BTreeMap<String, String> {
        let mut words = BTreeMap::new();
        for file in std::fs::read_dir(format!("{folder}/{language}")).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for line in text.lines().filter(|line| !line.starts_with([' ', '#', '}'])) {
                if let Some((key, said)) = line.split_once(" = ") {
                    words.insert(key.to_owned(), said.trim().to_owned());
                }
            }
        }
        words
    };
    let danish = read("da");
    read("en")
        .into_iter()
        .filter(|(key, said)| said.len() >= 9 && !said.contains('{') && danish.get(key) != Some(said))
        .collect()
}

/// Nothing on the page stands in English that Haven has words for.
fn is_danish(page: &testkit::Page, english: &BTreeMap<String, String>, faults: &mut Vec<String>) {
    if !page.text.contains("lang=\"da\"") {
        faults.push(format!("{} is not in Danish", page.url));
    }
    // What stands between tags, and what is read out instead of it.
    let mut said: Vec<&str> = page
        .text
        .split('>')
        .filter_map(|part| part.split('<').next())
        .map(str::trim)
        .collect();
    for mark in ["aria-label=\"", "placeholder=\"", "title=\"", "data-words=\""] {
        said.extend(page.text.split(mark).skip(1).filter_map(|part| part.split('"').next()));
    }
    let found: Vec<(&String, &String)> = english
        .iter()
        .filter(|(_, words)| said.iter().any(|text| text == words))
        .collect();
    if !found.is_empty() {
        faults.push(format!("{} says in English: {found:?}", page.url));
    }
}

#[test]
fn a_danish_worker_meets_no_english_word_from_signing_in_to_the_childs_page() {
    on_sqlite(|desk: Desk| async move {
        let mut tx = desk.app.db.begin().await.unwrap();
        tx.execute(
            "UPDATE agency SET pack = 'DK', language = 'da' WHERE code = 'estuary'",
            params![],
        )
        .await
        .unwrap();
        tx.execute(
            "UPDATE account SET language = 'da' WHERE id = $1",
            params![desk.account(Cast::SocialWorker)],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let english = english();
        assert!(english.len() > 500, "{}", english.len());
        let mut faults = Vec::new();

        let door = desk
            .browser()
            .request(reqwest::Method::GET, "/sign-in")
            .header("accept-language", "da")
            .send()
            .await
            .unwrap();
        let url = door.url().clone();
        let door = testkit::Page {
            code: 200,
            url,
            headers: door.headers().clone(),
            text: door.text().await.unwrap(),
        };
        is_danish(&door, &english, &mut faults);

        let worker = desk.sign_in(Cast::SocialWorker).await;
        for path in ["/", "/hand-in", "/hand-ins", "/search", "/account", "/hand-ins/nothing"] {
            is_danish(&worker.get(path).await, &english, &mut faults);
        }
        let pack = desk.app.pack("DK").unwrap();
        let form = pack.forms().first().unwrap().clone();
        let draft = begin(&worker, &form.id).await;
        for page in &form.pages {
            assert!(page.title.get("da").is_some(), "{} has no Danish title", page.id);
            is_danish(
                &worker.get(&format!("{draft}/{}", page.id)).await,
                &english,
                &mut faults,
            );
            for field in &page.fields {
                let label = field.label.get("da").or_else(|| pack.field_label(&field.key, "da"));
                assert!(label.is_some(), "{} has no Danish label", field.key);
            }
        }
        is_danish(&worker.get(&format!("{draft}/all")).await, &english, &mut faults);
        // What cannot be right is told in Danish, as is what is missing.
        let names = form
            .pages
            .iter()
            .find(|page| page.fields.iter().any(|field| field.key == "births"))
            .unwrap();
        let wrong = save(
            &worker,
            &format!("{draft}/{}", names.id),
            &[
                ("births.0.date-day", "31"),
                ("births.0.date-month", "2"),
                ("births.0.date-year", "2011"),
                ("sex", "no-such-code"),
            ],
        )
        .await;
        wrong.status(422);
        is_danish(&wrong, &english, &mut faults);
        is_danish(&worker.get(&format!("{draft}/check")).await, &english, &mut faults);
        is_danish(
            &worker.get(&format!("{draft}/{}?check=1", names.id)).await,
            &english,
            &mut faults,
        );
        let told = [
            ("danger_now", "no"),
            ("names.0.given", "Yonas"),
            ("names.0.family", "Tesfay"),
            ("under_18", "yes"),
            ("sex", "male"),
            ("phones.0.number", "20123456"),
            ("summary", "Fundet alene i ankomsthallen."),
            ("contact_name", "Amina Clarke"),
            ("contact_phone", "32123456"),
        ];
        save(&worker, &format!("{draft}/all"), &told).await.ok();
        let check = worker.get(&format!("{draft}/check")).await;
        is_danish(&check, &english, &mut faults);
        let revision = value_of(&check.text, "revision");
        let receipt = worker
            .post(
                &format!("{draft}/send"),
                &[("revision", &revision), ("handling", "shared")],
            )
            .await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        receipt.ok();
        assert!(receipt.url.path().ends_with("/receipt"), "{}", receipt.url);
        is_danish(&receipt, &english, &mut faults);
        is_danish(&worker.get(&format!("{draft}/print")).await, &english, &mut faults);
        let person = receipt
            .text
            .split("href=\"/people/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap()
            .to_owned();
        is_danish(&worker.get(&format!("/people/{person}")).await, &english, &mut faults);
        is_danish(&worker.get("/hand-ins").await, &english, &mut faults);
        let found = worker.post("/search", &[("q", "Tesfay")]).await;
        is_danish(found.ok(), &english, &mut faults);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    });
}
