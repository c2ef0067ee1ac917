//! Machines walk in by `/api/v1`: with a key, within its scopes, one request at a time, and with every mistake named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use access::{HandIn, Resource, TokenScope};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Incoming, Received};
use haven::ground::tokens;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Cast, Desk, on_both, on_sqlite};

fn boy(given: &str, family: &str) -> Answers {
    serde_json::from_value(json!({
        "names": [{ "given": given, "family": family }],
        "births": [{ "date": "2011-01-01", "basis": "claimed" }],
        "sex": "male",
        "nationalities": ["ER"],
        "phones": [{ "number": "07700 900123", "whose": "found_on_person" }],
        "contact_name": "Duty worker",
        "summary": "Found alone.",
    }))
    .unwrap()
}

async fn hand_in(desk: &Desk, cast: Cast, source: Option<&str>, handling: Handling, answers: Answers) -> Received {
    let who = desk.principal(cast).await;
    let agency = desk.agency(cast.agency_code());
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let incoming = Incoming {
        source_id: source.map(str::to_owned),
        kind: RecordKind::Child,
        handling,
        pack: "GB-ENG@2026.1".to_owned(),
        answers,
        channel: Channel::Api,
        hand_in: None,
        made_by: None,
    };
    let mut tx = desk.app.db.begin().await.unwrap();
    let received = records::receive(&desk.app, &mut tx, &permit, agency, vec![incoming])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    received.into_iter().next().unwrap()
}

struct Machine<'a> {
    desk: &'a Desk,
    key: String,
    client: reqwest::Client,
}

impl<'a> Machine<'a> {
    async fn of(desk: &'a Desk, cast: Cast, scopes: &[TokenScope]) -> Self {
        let scopes: BTreeSet<TokenScope> = scopes.iter().copied().collect();
        let agency = desk.agency(cast.agency_code());
        let (_, key) = tokens::give_by_operator(&desk.app, desk.account(cast), agency, "test", &scopes, 30)
            .await
            .unwrap();
        Self {
            desk,
            key,
            client: reqwest::Client::new(),
        }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("{}/api/v1{path}", self.desk.url))
            .bearer_auth(&self.key)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        read(self.request(Method::POST, path).json(body).send().await.unwrap()).await
    }
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json",
            "{status}"
        );
    }
    let text = response.text().await.unwrap();
    (
        status.as_u16(),
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

const ALL: &[TokenScope] = TokenScope::ALL;

#[test]
fn a_machine_asks_who_knows_a_child_and_gets_content_by_agreement_and_a_pointer_without() {
    on_both(|desk| async move {
        let police = hand_in(
            &desk,
            Cast::PoliceOfficer,
            Some("NP-1"),
            Handling::Shared,
            boy("Yonas", "Tesfay"),
        )
        .await;
        hand_in(
            &desk,
            Cast::PoliceOfficer,
            Some("NP-2"),
            Handling::Sealed,
            boy("Yonas", "Tesfay"),
        )
        .await;
        let question = json!({ "kind": "child", "answers": {
            "names": [{ "given": "Jonas", "family": "Tesfai" }],
            "births": [{ "date": "2010-08-14" }],
            "phones": [{ "number": "+44 7700 900 123" }],
        }});
        let council = Machine::of(&desk, Cast::SocialWorker, ALL).await;
        let (status, answer) = council.post("/known", &question).await;
        assert_eq!(status, 200, "{answer}");
        let hits = answer["hits"].as_array().unwrap();
        assert_eq!(
            hits.len(),
            1,
            "the sealed record answers as absent, on {}",
            desk.database
        );
        let record = &hits[0]["record"];
        assert_eq!(record["id"], police.record.to_string());
        assert_eq!(record["view"], "content");
        assert_eq!(record["answers"]["summary"], "Found alone.");
        assert!(
            record.get("source_id").is_none(),
            "another agency's own number is not told"
        );
        assert!(hits[0]["reasons"].as_array().unwrap().iter().all(
            |reason| reason["english"].as_str().unwrap() != format!("reason-{}", reason["code"].as_str().unwrap())
        ));

        let charity = Machine::of(&desk, Cast::Outsider, &[TokenScope::KnownAsk]).await;
        let (_, answer) = charity.post("/known", &question).await;
        let hit = &answer["hits"][0];
        assert_eq!(hit["record"]["view"], "pointer");
        assert_eq!(hit["record"]["contact"]["phone"], "01632 960200");
        assert_eq!(hit["record"]["answers"], json!({ "contact_name": "Duty worker" }));
        assert!(hit.get("weight").is_none() && hit["record"].get("handling").is_none());

        let ledger = desk.ledger().await;
        assert_eq!(ledger.iter().filter(|line| line.0 == "recognise.ask").count(), 2);
        assert_eq!(
            ledger.iter().filter(|line| line.0 == "person.view").count(),
            1,
            "the owner reads who looked"
        );
    });
}

#[test]
fn search_records_persons_and_hits_answer_each_key_by_its_agency_and_scopes() {
    on_both(|desk| async move {
        let police = hand_in(
            &desk,
            Cast::PoliceOfficer,
            Some("NP-1"),
            Handling::Shared,
            boy("Yonas", "Tesfay"),
        )
        .await;
        let sealed = hand_in(
            &desk,
            Cast::PoliceOfficer,
            Some("NP-2"),
            Handling::Sealed,
            boy("Yonas", "Tesfay"),
        )
        .await;
        let own = hand_in(
            &desk,
            Cast::SocialWorker,
            Some("EC/7 a"),
            Handling::Shared,
            boy("Jonas", "Tesfai"),
        )
        .await;
        let council = Machine::of(&desk, Cast::SocialWorker, ALL).await;
        let charity = Machine::of(&desk, Cast::Outsider, ALL).await;

        let (_, found) = council.post("/search", &json!({ "q": "yonas tesfay" })).await;
        let ids: Vec<&str> = found["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["record"]["id"].as_str().unwrap())
            .collect();
        assert!(
            ids.contains(&police.record.to_string().as_str()) && !ids.contains(&sealed.record.to_string().as_str()),
            "{ids:?}"
        );

        let (status, record) = council.get("/records/by-source/EC%2F7%20a").await;
        assert_eq!(
            (status, record["id"].as_str()),
            (200, Some(own.record.to_string().as_str()))
        );
        assert_eq!(record["source_id"], "EC/7 a");
        assert_eq!(
            council.get("/records/by-source/NP-1").await.0,
            404,
            "another agency's number is nobody's here"
        );

        let (status, hits) = council.get(&format!("/records/{}/hits", own.record)).await;
        assert_eq!(status, 200);
        assert_eq!(hits["hits"].as_array().unwrap().len(), 1);
        assert_eq!(hits["hits"][0]["record"]["id"], police.record.to_string());

        let person = record["person"].as_str().unwrap();
        let (status, person) = council.get(&format!("/persons/{person}")).await;
        assert_eq!(status, 200);
        assert!(
            person["chronology"]
                .as_array()
                .unwrap()
                .iter()
                .any(|event| event["code"] == "event-handed-in"),
            "{person}"
        );

        let (status, pointer) = charity.get(&format!("/records/{}", police.record)).await;
        assert_eq!((status, pointer["view"].as_str()), (200, Some("pointer")));
        let (_, refused) = charity.get(&format!("/records/{}", sealed.record)).await;
        let (_, absent) = charity.get(&format!("/records/{}", uuid::Uuid::now_v7())).await;
        let (_, garbled) = charity.get("/records/Yonas").await;
        assert_eq!(refused, absent);
        assert_eq!(garbled, absent);
        assert!(
            desk.ledger().await.iter().any(|line| line.0 == "access.refused"),
            "the attempt is recorded"
        );

        let narrow = Machine::of(&desk, Cast::SocialWorker, &[TokenScope::HandInsWrite]).await;
        let (status, problem) = narrow.post("/known", &json!({ "kind": "child", "answers": {} })).await;
        assert_eq!((status, problem["code"].as_str()), (403, Some("api-scope")));
        assert!(problem["detail"].as_str().unwrap().contains("known_ask"));
    });
}

#[test]
fn pages_hold_every_record_once_and_nothing_that_is_not_for_the_key() {
    on_both(|desk| async move {
        let mut wanted = BTreeSet::new();
        for n in 0..7 {
            let given = format!("Child {n}");
            wanted.insert(
                hand_in(
                    &desk,
                    Cast::SocialWorker,
                    Some(&format!("E{n}")),
                    Handling::Shared,
                    boy(&given, "Alpha"),
                )
                .await
                .record
                .to_string(),
            );
            // The same moment for some, so that the id must decide.
            if n % 2 == 0 {
                desk.wait_minutes(1);
            }
            wanted.insert(
                hand_in(
                    &desk,
                    Cast::PoliceOfficer,
                    Some(&format!("P{n}")),
                    Handling::Shared,
                    boy(&given, "Beta"),
                )
                .await
                .record
                .to_string(),
            );
            hand_in(
                &desk,
                Cast::PoliceOfficer,
                Some(&format!("S{n}")),
                Handling::Sealed,
                boy(&given, "Gamma"),
            )
            .await;
            hand_in(
                &desk,
                Cast::PoliceOfficer,
                Some(&format!("X{n}")),
                Handling::PointerOnly,
                boy(&given, "Delta"),
            )
            .await;
            hand_in(
                &desk,
                Cast::Outsider,
                Some(&format!("L{n}")),
                Handling::Shared,
                boy(&given, "Epsilon"),
            )
            .await;
        }
        let machine = Machine::of(&desk, Cast::SocialWorker, &[TokenScope::RecordsRead]).await;
        let mut seen = Vec::new();
        let mut path = "/records?limit=3".to_owned();
        loop {
            let (status, page) = machine.get(&path).await;
            assert_eq!(status, 200, "{page}");
            let records = page["records"].as_array().unwrap();
            assert!(records.len() <= 3);
            seen.extend(records.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => path = format!("/records?limit=3&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), wanted.len(), "on {}", desk.database);
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), wanted);

        desk.wait_minutes(10);
        let since = desk.app.clock.now().to_string();
        let late = hand_in(
            &desk,
            Cast::SocialWorker,
            Some("E3"),
            Handling::Shared,
            boy("Child 3", "Alef"),
        )
        .await;
        let (_, page) = machine.get(&format!("/records?changed_since={since}")).await;
        assert_eq!(page["records"].as_array().unwrap().len(), 1);
        assert_eq!(page["records"][0]["id"], late.record.to_string());
        assert_eq!(page["records"][0]["version"], 2);
    });
}

#[test]
fn every_fault_is_problem_json_with_a_code_and_a_place_and_never_what_was_sent() {
    on_sqlite(|desk| async move {
        let machine = Machine::of(&desk, Cast::SocialWorker, ALL).await;
        let marker = "Zebedee";
        let known = |body: String, kind: &str| {
            machine
                .request(Method::POST, "/known")
                .header("content-type", kind.to_owned())
                .body(body)
                .send()
        };
        let cases: Vec<(u16, &str, &str, Response)> = vec![
            (
                400,
                "api-not-json",
                "",
                known(format!("{{\"kind\": {marker}"), "application/json")
                    .await
                    .unwrap(),
            ),
            (415, "api-type", "", known("{}".to_owned(), "text/plain").await.unwrap()),
            (413, "problem-too-large", "", too_large(&machine).await),
            (
                422,
                "api-fields",
                "/kind",
                known(json!({ "kind": marker, "answers": {} }).to_string(), "application/json")
                    .await
                    .unwrap(),
            ),
            (
                422,
                "api-fields",
                "/answers",
                known(json!({ "kind": "child" }).to_string(), "application/json")
                    .await
                    .unwrap(),
            ),
            (
                422,
                "api-fields",
                "/answers/births/0/date",
                known(
                    json!({ "kind": "child", "answers": { "births": [{ "date": marker }] } }).to_string(),
                    "application/json",
                )
                .await
                .unwrap(),
            ),
            (
                422,
                "api-fields",
                "/answers/?",
                known(
                    json!({ "kind": "child", "answers": { marker: "x" } }).to_string(),
                    "application/json",
                )
                .await
                .unwrap(),
            ),
            (
                422,
                "api-fields",
                "/?",
                known(
                    json!({ "kind": "child", "answers": {}, marker: 1 }).to_string(),
                    "application/json",
                )
                .await
                .unwrap(),
            ),
            (
                422,
                "api-fields",
                "?limit",
                machine
                    .request(Method::GET, &format!("/records?limit={marker}"))
                    .send()
                    .await
                    .unwrap(),
            ),
            (
                422,
                "api-fields",
                "?limit",
                machine.request(Method::GET, "/records?limit=0").send().await.unwrap(),
            ),
            (
                422,
                "api-fields",
                "?cursor",
                machine
                    .request(Method::GET, &format!("/records?cursor={marker}"))
                    .send()
                    .await
                    .unwrap(),
            ),
            (
                422,
                "api-fields",
                "?changed_since",
                machine
                    .request(Method::GET, &format!("/records?changed_since={marker}"))
                    .send()
                    .await
                    .unwrap(),
            ),
            (
                404,
                "problem-not-found",
                "",
                machine
                    .request(Method::GET, &format!("/nothing/{marker}"))
                    .send()
                    .await
                    .unwrap(),
            ),
            (
                404,
                "problem-not-found",
                "",
                machine
                    .request(Method::GET, &format!("/persons/{marker}"))
                    .send()
                    .await
                    .unwrap(),
            ),
            (
                405,
                "api-method",
                "",
                machine.request(Method::DELETE, "/known").send().await.unwrap(),
            ),
            (
                401,
                "api-token",
                "",
                reqwest::Client::new()
                    .get(format!("{}/api/v1/pack", desk.url))
                    .bearer_auth(marker)
                    .send()
                    .await
                    .unwrap(),
            ),
        ];
        for (status, code, pointer, response) in cases {
            let url = response.url().to_string();
            let headers = response.headers().clone();
            assert_eq!(response.status(), StatusCode::from_u16(status).unwrap(), "{url}");
            assert_eq!(headers["content-type"], "application/problem+json", "{url}");
            let text = response.text().await.unwrap();
            assert!(
                !text.contains(marker) && !format!("{headers:?}").contains(marker),
                "{url} repeats what was sent: {text}"
            );
            let body: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(body["code"], code, "{text}");
            assert_eq!(body["status"], status);
            assert!(
                !body["title"].as_str().unwrap().starts_with("api-"),
                "words are missing: {text}"
            );
            if !pointer.is_empty() {
                assert_eq!(body["errors"][0]["pointer"], pointer, "{text}");
                assert!(
                    !body["errors"][0]["detail"].as_str().unwrap().starts_with("api-"),
                    "words are missing: {text}"
                );
            }
            if status == 405 {
                assert_eq!(headers["allow"], "POST");
            }
            if status == 401 {
                assert!(headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
            }
        }
    });
}

#[test]
fn a_key_that_asks_too_fast_must_wait_and_others_need_not() {
    testkit_run(
        |settings| settings.token_requests_per_minute = 3,
        |desk| async move {
            let fast = Machine::of(&desk, Cast::SocialWorker, ALL).await;
            for left in ["2", "1", "0"] {
                let response = fast.request(Method::GET, "/records").send().await.unwrap();
                assert_eq!(response.status(), 200);
                assert_eq!(response.headers()["ratelimit-limit"], "3");
                assert_eq!(response.headers()["ratelimit-remaining"], left);
            }
            let response = fast.request(Method::GET, "/records").send().await.unwrap();
            assert_eq!(response.status(), 429);
            assert_eq!(response.headers()["retry-after"], "20");
            assert_eq!(read(response).await.1["code"], "problem-too-many");
            let other = Machine::of(&desk, Cast::SocialWorker, ALL).await;
            assert_eq!(other.get("/records").await.0, 200);
            desk.wait_minutes(1);
            assert_eq!(fast.get("/records").await.0, 200);
        },
    );
}

/// The server answers before it has the whole body and hangs up; a client that is still sending may not hear it.
async fn too_large(machine: &Machine<'_>) -> Response {
    for _ in 0..20 {
        let body = format!("\"{}\"", "x".repeat(4 * 1024 * 1024));
        let request = machine
            .request(Method::POST, "/known")
            .header("content-type", "application/json")
            .body(body);
        if let Ok(response) = request.send().await {
            return response;
        }
    }
    panic!("a body that is too large was never answered")
}

/// A desk on SQLite with other settings.
fn testkit_run<Fut: Future<Output = ()>>(
    adjust: impl FnOnce(&mut kit::settings::Settings),
    test: impl FnOnce(Desk) -> Fut,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async { test(Desk::start(None, adjust).await).await });
}

fn referral(given: &str) -> Value {
    json!({ "form": "gb_child_referral", "answers": {
        "danger_now": "no",
        "names": [{ "given": given, "family": "Tesfai" }],
        "contact_name": "Amina Clarke",
        "contact_phone": "01632 960101",
    }})
}

async fn count(desk: &Desk, what: &str) -> usize {
    let mut conn = desk.app.db.read().await.unwrap();
    match what {
        "records" => conn.all("SELECT id FROM record", kit::params![]).await.unwrap().len(),
        _ => conn
            .all("SELECT key FROM idempotency", kit::params![])
            .await
            .unwrap()
            .len(),
    }
}

#[test]
fn a_post_sent_twice_is_done_once_and_its_key_serves_no_other() {
    on_both(|desk| async move {
        let machine = Machine::of(&desk, Cast::SocialWorker, ALL).await;
        let send = |key: &'static str, body: Value| {
            machine
                .request(Method::POST, "/hand-ins")
                .header("Idempotency-Key", key)
                .json(&body)
                .send()
        };
        let first = send("a-1", referral("Jonas")).await.unwrap();
        assert_eq!(first.status(), 201);
        assert!(first.headers().get("idempotency-replayed").is_none());
        let (_, first) = read(first).await;
        let again = send("a-1", referral("Jonas")).await.unwrap();
        assert_eq!(again.headers()["idempotency-replayed"], "true");
        assert_eq!(again.headers()["content-type"], "application/json");
        assert_eq!(read(again).await, (201, first));
        assert_eq!(count(&desk, "records").await, 1, "on {}", desk.database);

        let (status, problem) = read(send("a-1", referral("Samuel")).await.unwrap()).await;
        assert_eq!((status, problem["code"].as_str()), (409, Some("api-key-used")));
        let narrow = Machine::of(&desk, Cast::SocialWorker, &[TokenScope::KnownAsk]).await;
        let stolen = narrow
            .request(Method::POST, "/hand-ins")
            .header("Idempotency-Key", "a-1")
            .json(&referral("Jonas"))
            .send()
            .await
            .unwrap();
        assert_eq!(
            read(stolen).await.0,
            409,
            "a key with fewer scopes does not read the answer"
        );
        let charity = Machine::of(&desk, Cast::Outsider, ALL).await;
        let theirs = charity
            .request(Method::POST, "/hand-ins")
            .header("Idempotency-Key", "a-1")
            .json(&referral("Jonas"))
            .send()
            .await
            .unwrap();
        assert_eq!(theirs.status(), 201, "each agency has its own keys");

        // After a refusal the same key serves the mended request.
        let (status, _) = read(
            send("a-2", json!({ "form": "gb_child_referral", "answers": {} }))
                .await
                .unwrap(),
        )
        .await;
        assert_eq!(status, 422);
        assert_eq!(send("a-2", referral("Samuel")).await.unwrap().status(), 201);
        let (status, problem) = read(send(" ", referral("Jonas")).await.unwrap()).await;
        assert_eq!((status, problem["code"].as_str()), (400, Some("api-key-bad")));

        // Many at once with one key: one hand-in, and nobody gets anything but its answer or "wait".
        let before = count(&desk, "records").await;
        let tries = futures::future::join_all((0..6).map(|_| send("a-3", referral("Lan")))).await;
        for answer in tries {
            let (status, body) = read(answer.unwrap()).await;
            assert!(
                status == 201 || (status == 409 && body["code"] == "api-key-busy"),
                "{status} {body}"
            );
        }
        assert_eq!(count(&desk, "records").await, before + 1);

        // After seven days the answers are swept, and the key is free.
        desk.wait_minutes(7 * 24 * 60 + 1);
        assert_eq!(send("a-4", referral("Amara")).await.unwrap().status(), 201);
        assert_eq!(count(&desk, "keys").await, 1);
        // What only asks keeps nothing.
        let asked = machine
            .request(Method::POST, "/search")
            .header("Idempotency-Key", "a-5")
            .json(&json!({ "q": "lan" }))
            .send()
            .await
            .unwrap();
        assert_eq!(asked.status(), 200);
        assert_eq!(count(&desk, "keys").await, 1);
    });
}

#[test]
fn a_claim_left_by_a_server_that_died_lapses() {
    on_both(|desk| async move {
        let machine = Machine::of(&desk, Cast::SocialWorker, ALL).await;
        let send = || {
            machine
                .request(Method::POST, "/hand-ins")
                .header("Idempotency-Key", "b-1")
                .json(&referral("Jonas"))
                .send()
        };
        assert_eq!(send().await.unwrap().status(), 201);
        let mut tx = desk.app.db.begin().await.unwrap();
        tx.execute("UPDATE idempotency SET status = 0, body = ''", kit::params![])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let busy = send().await.unwrap();
        assert_eq!(busy.headers()["retry-after"], "2");
        assert_eq!(read(busy).await.1["code"], "api-key-busy");
        desk.wait_minutes(3);
        assert_eq!(send().await.unwrap().status(), 201);
    });
}
