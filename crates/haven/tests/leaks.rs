//! Nothing leaks: twenty records that are sealed, or whose owner shares with nobody, carry marks in every field. Everyone
//! who may not see them knocks at every door there is: no mark stands in any answer, in its body or in its headers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod scene;

use access::TokenScope;
use domain::fields::{self, FieldKind};
use domain::{Answers, Entry, Handling};
use reqwest::Method;
use scene::{Held, key, receive};
use sha2::{Digest, Sha256};
use testkit::{Browser, Cast, Desk, on_sqlite};

/// In every value that can carry it.
const MARK: &str = "Wrvnq";
const POSTCODE: &str = "ZZ99 7";

/// Letters that are no other record's: children in these tests must not be taken for one another.
fn letters(n: usize, key: &str) -> String {
    let digest = Sha256::digest(format!("{n} {key}"));
    let pick = |set: &[u8], byte: u8| char::from(set[usize::from(byte) % set.len()]);
    let pairs = digest.iter().take(12).collect::<Vec<_>>();
    pairs
        .chunks(2)
        .map(|pair| format!("{}{}", pick(b"bcdfgklmnprstvz", *pair[0]), pick(b"aeiou", *pair[1])))
        .collect()
}

fn word(n: usize, key: &str) -> String {
    format!("{}{MARK}{}", letters(n, key), if n < 10 { "s" } else { "u" })
}

/// The nine digits behind 07.
fn digits(n: usize) -> String {
    let digest = Sha256::digest(format!("phone {n}"));
    digest.iter().take(9).map(|byte| char::from(b'0' + byte % 10)).collect()
}

fn phone(n: usize) -> String {
    let nine = digits(n);
    format!("07{} {}", &nine[..3], &nine[3..])
}

/// A record with something in every field; sealed ones are those below ten.
fn marked(n: usize) -> Answers {
    let mut answers = Answers::default();
    for field in fields::all() {
        match field.kind {
            FieldKind::Text | FieldKind::LongText => answers.set_text(field.key, &word(n, field.key)),
            FieldKind::Date => answers.set_text(field.key, "2019-07-13"),
            // Codes say too little to be told apart.
            FieldKind::Code(_) | FieldKind::Codes(_) => {}
            FieldKind::Entries(parts) => {
                let entry: Entry = parts
                    .iter()
                    .filter_map(|part| {
                        let value = match (part.kind, part.key) {
                            (FieldKind::Date, _) => {
                                format!("20{:02}-{:02}-{:02}", 3 + n % 14, 1 + n % 12, 1 + (7 * n) % 28)
                            }
                            (FieldKind::Code(_), _) => return None,
                            (_, "number" | "phone") => phone(n),
                            (_, "postcode") => format!("{POSTCODE}{}Q", char::from(b'A' + n as u8)),
                            (_, key) => word(n, &format!("{} {key}", field.key)),
                        };
                        Some((part.key.to_owned(), value))
                    })
                    .collect();
                answers.set_entries(field.key, vec![entry]);
            }
        }
    }
    answers
}

/// What may be told of an unsealed record to those with a pointer: whom to ring. It carries another mark.
fn with_contact(mut answers: Answers, n: usize) -> Answers {
    answers.set_text("contact_name", &format!("Ring person {n}"));
    answers.set_text("contact_role", "Duty");
    answers.set_text("contact_phone", "01632 960777");
    answers
}

fn clean(who: &str, path: &str, head: &str, body: &str) {
    for mark in [MARK, "07700 967", "07700967", "7700 967", "7700967", POSTCODE, "ZZ997"] {
        assert!(
            !body.contains(mark) && !head.contains(mark),
            "{path} told {who} {mark}: {}",
            around(body, mark)
        );
        let lower = mark.to_lowercase();
        assert!(
            !body.to_lowercase().contains(&lower),
            "{path} told {who} {mark} in another case: {}",
            around(&body.to_lowercase(), &lower)
        );
    }
}

fn around(text: &str, mark: &str) -> String {
    let at = text.find(mark).unwrap_or(0);
    text.chars()
        .skip(text[..at].chars().count().saturating_sub(120))
        .take(260)
        .collect()
}

async fn knock(browser: &Browser, who: &str, method: Method, path: &str, fields: &[(&str, String)]) -> u16 {
    let mut request = browser.request(method.clone(), path);
    if method != Method::GET {
        let mut all = vec![("csrf", browser.csrf().unwrap_or_default())];
        all.extend(fields.iter().cloned());
        request = request.form(&all);
    }
    let response = request.send().await.unwrap();
    let (status, head) = (
        response.status().as_u16(),
        format!("{} {:?}", response.url(), response.headers()),
    );
    let body = response.text().await.unwrap();
    // A search box holds the question that was just asked: what its asker typed is no news to them.
    let mut body = body;
    for (_, value) in fields {
        body = body
            .replace(&format!("value=\"{value}\""), "")
            .replace(&format!(">{value}</textarea>"), "");
    }
    assert!(status < 500, "{path} broke for {who}: {body}");
    clean(who, path, &head, &body);
    status
}

struct Secrets {
    sealed: Vec<Held>,
    unshared: Vec<Held>,
}

async fn set(desk: &Desk) -> Secrets {
    let (mut sealed, mut unshared) = (Vec::new(), Vec::new());
    for n in 0..10 {
        sealed.push(receive(desk, Cast::PoliceOfficer, Handling::Sealed, marked(n)).await);
        // Northmere shares with Estuary only; to all others this is a pointer.
        unshared.push(
            receive(
                desk,
                Cast::PoliceOfficer,
                Handling::Shared,
                with_contact(marked(10 + n), n),
            )
            .await,
        );
    }
    Secrets { sealed, unshared }
}

const KNOCKERS: [Cast; 5] = [
    Cast::Outsider,
    Cast::Analyst,
    Cast::Auditor,
    Cast::SystemAdmin,
    Cast::Trainer,
];

#[test]
fn no_page_tells_those_who_may_not_know() {
    on_sqlite(|desk| async move {
        let secrets = set(&desk).await;
        for cast in KNOCKERS {
            let who = format!("{cast:?}");
            let browser = desk.sign_in(cast).await;
            for path in [
                "/",
                "/search",
                "/hits",
                "/hand-ins",
                "/hand-in",
                "/imports",
                "/exports",
                "/emergency-looks",
                "/ledger",
                "/accounts",
                "/agencies",
                "/agreements",
                "/account",
            ] {
                knock(&browser, &who, Method::GET, path, &[]).await;
            }
            for held in secrets.sealed.iter().chain(&secrets.unshared) {
                for path in [
                    format!("/people/{}", held.person),
                    format!("/people/{}?all=1&on=2026-11-24", held.person),
                    format!("/people/{}/emergency", held.person),
                    format!("/hand-ins/{}", held.hand_in),
                    format!("/hand-in/{}/print", held.hand_in),
                    format!("/hand-in/{}/receipt", held.hand_in),
                    format!("/attachments/{}", held.attachment),
                    format!("/ledger?person={}", held.person),
                    format!("/ledger?subject={}", held.record),
                ] {
                    knock(&browser, &who, Method::GET, &path, &[]).await;
                }
            }
            browser.get("/account").await;
            for question in [
                format!("{MARK}as given"),
                format!("{MARK}ku given"),
                "07700 967003".to_owned(),
                "ZZ99 7BQ".to_owned(),
            ] {
                knock(&browser, &who, Method::POST, "/search", &[("q", question)]).await;
            }
        }
    });
}

#[test]
fn a_hand_in_of_the_same_child_brings_the_pointer_and_no_mark() {
    on_sqlite(|desk| async move {
        set(&desk).await;
        // The outsider knows one sealed and one unshared child by name, and learns of the unshared one whom to ring.
        let same = |n: usize| {
            let known = marked(n);
            let mut told = Answers::default();
            for key in ["names", "phones", "births"] {
                told.set_entries(key, known.entries(key).to_vec());
            }
            told
        };
        let machine = key(&desk, Cast::Outsider, TokenScope::ALL).await;
        let client = reqwest::Client::new();
        for (n, wanted) in [(3, 0), (13, 1)] {
            let body = serde_json::json!({ "kind": "child", "answers": same(n) });
            let response = client
                .post(format!("{}/api/v1/known", desk.url))
                .bearer_auth(&machine)
                .json(&body)
                .send()
                .await
                .unwrap();
            assert_eq!(response.status(), 200);
            let text = response.text().await.unwrap();
            clean("Lantern's machine", "/known", "", &text);
            let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(answer["hits"].as_array().unwrap().len(), wanted, "{text}");
        }
        let own = receive(&desk, Cast::Outsider, Handling::Shared, same(13)).await;
        receive(&desk, Cast::Outsider, Handling::Shared, same(3)).await;
        let mut conn = desk.app.db.read().await.unwrap();
        let who = desk.principal(Cast::Outsider).await;
        let eyes = haven::gather::records::Eyes::of(&desk.app, &mut conn, &who)
            .await
            .unwrap();
        let hits = haven::link::recognise::known_for_records(&mut conn, &eyes, &[own.record], false)
            .await
            .unwrap();
        for hit in &hits {
            clean(
                "the outsider",
                "the panel",
                "",
                &format!("{:?} {:?}", serde_json::to_string(&hit.seen.answers), hit.seen.contact),
            );
        }
        assert!(!hits.is_empty(), "the pointer is there");
    });
}

#[test]
fn no_key_reads_what_is_not_for_its_agency() {
    on_sqlite(|desk| async move {
        let secrets = set(&desk).await;
        let keys = [
            ("Lantern", key(&desk, Cast::Outsider, TokenScope::ALL).await, true),
            (
                "the national unit",
                key(&desk, Cast::Analyst, TokenScope::ALL).await,
                true,
            ),
            // Police machines are never given what is sealed, their own included.
            (
                "Northmere's own machine",
                key(&desk, Cast::PoliceOfficer, TokenScope::ALL).await,
                false,
            ),
        ];
        let client = reqwest::Client::new();
        for (who, key, everything) in keys {
            let ask = async |method: Method, path: String, body: Option<serde_json::Value>| {
                let mut request = client
                    .request(method, format!("{}/api/v1{path}", desk.url))
                    .bearer_auth(&key);
                if let Some(body) = body {
                    request = request.json(&body);
                }
                let response = request.send().await.unwrap();
                let (status, head) = (response.status().as_u16(), format!("{:?}", response.headers()));
                let text = response.text().await.unwrap();
                assert!(status < 500, "{path}: {text}");
                if everything {
                    clean(who, &path, &head, &text);
                } else {
                    let secret = |n: usize| format!("{MARK}{}s", char::from(b'a' + n as u8));
                    assert!(
                        (0..10).all(|n| !text.contains(&secret(n)) && !head.contains(&secret(n))),
                        "{path} told {who} what is sealed"
                    );
                }
                (status, text)
            };
            for path in [
                "/records",
                "/records?limit=200",
                "/export/htcds",
                "/export/htcds?limit=500",
                "/pack",
            ] {
                ask(Method::GET, path.to_owned(), None).await;
            }
            for question in [
                format!("{MARK}as given"),
                format!("{MARK}ku given"),
                "07700 967003".to_owned(),
            ] {
                ask(
                    Method::POST,
                    "/search".to_owned(),
                    Some(serde_json::json!({ "q": question })),
                )
                .await;
            }
            for held in &secrets.sealed {
                for path in [
                    format!("/records/{}", held.record),
                    format!("/records/{}/hits", held.record),
                    format!("/persons/{}", held.person),
                    format!("/hand-ins/{}", held.hand_in),
                ] {
                    let (status, text) = ask(Method::GET, path.clone(), None).await;
                    // Who handed something in keeps the receipt, which holds nothing of what was said.
                    let receipt = !everything && path.starts_with("/hand-ins");
                    assert_eq!(status, if receipt { 200 } else { 404 }, "{path} answers {who}: {text}");
                }
            }
            for held in &secrets.unshared {
                for path in [
                    format!("/records/{}", held.record),
                    format!("/records/{}/hits", held.record),
                    format!("/persons/{}", held.person),
                    format!("/hand-ins/{}", held.hand_in),
                ] {
                    ask(Method::GET, path, None).await;
                }
            }
        }
    });
}

#[test]
fn where_somebody_moved_is_told_only_to_those_who_may_see_them_there() {
    on_sqlite(|desk| async move {
        let sealed = receive(&desk, Cast::PoliceOfficer, Handling::Sealed, marked(1)).await;
        let (older, old) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
        let mut tx = desk.app.db.begin().await.unwrap();
        for (id, to) in [(older, old), (old, sealed.person.0)] {
            tx.execute(
                "INSERT INTO person (id, moved_to, made_at) VALUES ($1, $2, 0)",
                kit::params![id, to],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
        let police = desk
            .sign_in(Cast::PoliceOfficer)
            .await
            .get(&format!("/people/{older}"))
            .await;
        assert_eq!(police.ok().url.path(), format!("/people/{}", sealed.person));
        let outsider = desk.sign_in(Cast::Outsider).await;
        let absent = outsider.get(&format!("/people/{}", uuid::Uuid::now_v7())).await;
        let machine = key(&desk, Cast::Outsider, TokenScope::ALL).await;
        let client = reqwest::Client::new();
        for id in [older, old] {
            let page = outsider.get(&format!("/people/{id}")).await;
            assert_eq!(page.url.path(), format!("/people/{id}"), "an outsider was led on");
            assert_eq!((page.code, page.text), (404, absent.text.clone()));
            let answer = client
                .get(format!("{}/api/v1/persons/{id}", desk.url))
                .bearer_auth(&machine)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 404);
        }
    });
}
