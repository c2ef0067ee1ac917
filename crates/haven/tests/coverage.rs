//! Nothing slips by: every route, command and job stands in `access_matrix.md`, and who gets in is walked, not believed.
//!
//! The routes are read from the source, so that a new one without a row fails here. Each page is asked for by everybody
//! of the cast, each API route with several keys, with ids of things that are theirs, shared, sealed and absent. What
//! may not be seen must answer as what does not exist, byte for byte.
//!
//! `HAVEN_ACCEPT=1 cargo test -p haven --test coverage` writes the table anew; review it as a diff.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod scene;

use access::TokenScope;
use reqwest::Method;
use scene::{Scene, key};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use testkit::{Browser, Cast, Desk, on_sqlite};

const MATRIX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access_matrix.md");

/// One route as the source declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    /// Within its router: `/records/{id}`.
    path: String,
    method: String,
    api: bool,
}

impl Route {
    fn address(&self) -> String {
        if self.api {
            format!("/api/v1{}", self.path)
        } else {
            self.path.clone()
        }
    }
}

/// Every `.route("...", get(..).post(..))` in the source.
fn routes() -> Vec<Route> {
    let mut found = BTreeSet::new();
    visit(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut |path, text| {
            let told = path.to_string_lossy();
            let api = told.ends_with("/api.rs") || told.contains("/src/api/") || told.contains("/api/");
            let mut rest = text;
            while let Some((_, after)) = rest.split_once(".route(") {
                let call = balanced(after);
                rest = after;
                let Some(path) = call.split('"').nth(1) else { continue };
                let handlers = call.splitn(3, '"').nth(2).unwrap_or_default();
                for method in ["get", "post", "put", "patch", "delete"] {
                    let named =
                        |before: Option<char>| before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
                    let here = handlers
                        .match_indices(&format!("{method}("))
                        .any(|(at, _)| named(handlers[..at].chars().next_back()));
                    if here {
                        let api = api && !path.starts_with("/api");
                        found.insert(Route {
                            path: path.to_owned(),
                            method: method.to_uppercase(),
                            api,
                        });
                    }
                }
            }
        },
    );
    found.into_iter().collect()
}

/// The text up to the bracket that closes what was opened before it.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

fn visit(folder: &Path, see: &mut impl FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, see);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            see(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Addresses of a route, with what their id is.
fn walks(scene: &Scene, route: &Route) -> Vec<(&'static str, String)> {
    if !route.path.contains('{') {
        return vec![("", route.address())];
    }
    scene
        .ids(&route.path)
        .into_iter()
        .map(|(what, id)| {
            let mut path = route.address();
            while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
                let name = path[from + 1..to].to_owned();
                let value = match name.as_str() {
                    "page" => "names".to_owned(),
                    "act" => "suspend".to_owned(),
                    "*path" => "nothing.css".to_owned(),
                    _ => id.to_string(),
                };
                path.replace_range(from..=to, &value);
            }
            (what, path)
        })
        .collect()
}

/// An answer as a cell of the table, and its body as it can be compared.
struct Answer {
    cell: String,
    body: String,
}

async fn walk(browser: &Browser, method: &Method, path: &str, csrf: Option<&str>) -> Answer {
    let mut request = browser.request(method.clone(), path);
    if *method != Method::GET {
        request = request.form(&[("csrf", csrf.unwrap_or_default())]);
    }
    let response = request.send().await.unwrap();
    let (status, at) = (response.status().as_u16(), response.url().path().to_owned());
    let body = response.text().await.unwrap();
    let cell = if at == path {
        status.to_string()
    } else {
        format!("to {}", without_ids(&at))
    };
    Answer {
        cell,
        body: without_tokens(&body),
    }
}

fn without_ids(path: &str) -> String {
    path.split('/')
        .map(|part| {
            if uuid::Uuid::parse_str(part).is_ok() {
                "ID"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Form tokens are 43 characters of chance; two pages differ by them and by nothing else.
fn without_tokens(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body;
    for mark in ["name=\"csrf\" value=\"", "name=\"csrf-token\" content=\""] {
        while let Some((head, tail)) = rest.split_once(mark) {
            out.push_str(head);
            out.push_str(mark);
            rest = tail.split_once('"').map_or("", |(_, after)| after);
        }
        out.push_str(rest);
        rest = "";
        if mark.starts_with("name=\"csrf\"") {
            let first = std::mem::take(&mut out);
            return without_mark(&first, "name=\"csrf-token\" content=\"");
        }
    }
    out
}

fn without_mark(body: &str, mark: &str) -> String {
    body.split(mark)
        .enumerate()
        .map(|(n, part)| {
            if n == 0 {
                part
            } else {
                part.split_once('"').map_or("", |(_, after)| after)
            }
        })
        .collect()
}

/// The table as it was walked: section, row, cells.
#[derive(Default)]
#[allow(clippy::type_complexity, reason = "path, then verbs with who may")]
struct Table(Vec<(String, Vec<String>, Vec<(String, Vec<String>)>)>);

impl Table {
    fn write(&self, intro: &str) -> String {
        let mut text = intro.to_owned();
        for (title, columns, rows) in &self.0 {
            write!(
                text,
                "\n## {title}\n\n| | {} |\n|---|{}\n",
                columns.join(" | "),
                "---|".repeat(columns.len())
            )
            .unwrap();
            for (row, cells) in rows {
                writeln!(text, "| {row} | {} |", cells.join(" | ")).unwrap();
            }
        }
        text
    }
}

/// Acts that end the walker's own session or change how they sign in are asked for with no session only.
const LEFT_ALONE: &[&str] = &["/sign-out", "/account/sessions/end"];

#[test]
fn every_route_has_its_row_and_answers_as_the_row_says() {
    on_sqlite(|desk| async move {
        let scene = Scene::set(&desk).await;
        let mut table = Table::default();
        let (mut faults, pages) = pages(&desk, &scene).await;
        table.0.push(pages);
        let (more, api) = api(&desk, &scene).await;
        faults.extend(more);
        table.0.push(api);
        let (more, acts) = acts(&desk, &scene).await;
        faults.extend(more);
        table.0.push(acts);
        assert!(faults.is_empty(), "{}", faults.join("\n"));

        let intro = "# Who gets in where\n\n\
            Walked by `tests/coverage.rs`: every route of the source is asked for by everybody of the cast (see `testkit`), and the\n\
            status of the answer stands here; `to /x` is a redirect. 404 is also the answer for what may not be seen. Estuary is \"own\";\n\
            \"shared\", \"pointer only\" and \"sealed\" are Northmere Police's, which shares with Estuary by agreement and with nobody else.\n\
            The tables of commands and jobs at the end are written by hand.\n";
        let walked = table.write(intro);
        let kept = std::fs::read_to_string(MATRIX).unwrap_or_default();
        let by_hand = kept
            .find("\n## Commands")
            .map_or("\n## Commands\n\n## Jobs\n", |at| &kept[at..]);
        let walked = format!("{walked}{by_hand}");
        if std::env::var_os("HAVEN_ACCEPT").is_some() {
            std::fs::write(MATRIX, &walked).unwrap();
            return;
        }
        let lines = |text: &str| {
            text.lines()
                .filter(|line| line.starts_with("| "))
                .map(str::to_owned)
                .collect::<BTreeSet<_>>()
        };
        let (walked, kept) = (lines(&walked), lines(&kept));
        let new: Vec<&String> = walked.difference(&kept).collect();
        let gone: Vec<&String> = kept.difference(&walked).collect();
        assert!(
            new.is_empty() && gone.is_empty(),
            "access_matrix.md does not say what was walked.\nwalked:\n{new:#?}\nwritten:\n{gone:#?}"
        );
    });
}

type Section = (String, Vec<String>, Vec<(String, Vec<String>)>);

fn cast_columns() -> Vec<String> {
    std::iter::once("nobody".to_owned())
        .chain(Cast::ALL.iter().map(|cast| format!("{cast:?}")))
        .collect()
}

async fn browsers(desk: &Desk) -> Vec<(String, Browser)> {
    let mut all = vec![("nobody".to_owned(), desk.browser())];
    for cast in Cast::ALL {
        all.push((format!("{cast:?}"), desk.sign_in(*cast).await));
    }
    all
}

/// Pages, by GET.
async fn pages(desk: &Desk, scene: &Scene) -> (Vec<String>, Section) {
    let browsers = browsers(desk).await;
    let (mut faults, mut rows) = (Vec::new(), Vec::new());
    for route in routes().iter().filter(|route| !route.api && route.method == "GET") {
        let walks = walks(scene, route);
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); walks.len()];
        for (who, browser) in &browsers {
            let mut answers = Vec::new();
            for (_, path) in &walks {
                answers.push(walk(browser, &Method::GET, path, None).await);
            }
            let absent = answers.last().unwrap();
            for (place, answer) in answers.iter().enumerate() {
                cells[place].push(answer.cell.clone());
                if answer.cell.starts_with('5') {
                    faults.push(format!("GET {} ({}) broke for {who}", walks[place].1, walks[place].0));
                }
                if answer.cell == "404" && answer.body != absent.body {
                    faults.push(format!(
                        "GET {} ({}) tells {who} that there is something",
                        route.path, walks[place].0
                    ));
                }
            }
        }
        rows.extend(
            walks
                .iter()
                .zip(cells)
                .map(|((what, _), cells)| (row_name(route, what), cells)),
        );
    }
    (faults, ("Pages".to_owned(), cast_columns(), rows))
}

fn row_name(route: &Route, what: &str) -> String {
    format!("`{} {}` {what}", route.method, route.address())
        .trim_end()
        .to_owned()
}

/// Acts on pages, by POST: an empty form, with an id that does not exist. The outsider tries every id.
async fn acts(desk: &Desk, scene: &Scene) -> (Vec<String>, Section) {
    let browsers = browsers(desk).await;
    let (mut faults, mut rows) = (Vec::new(), Vec::new());
    for route in routes().iter().filter(|route| !route.api && route.method == "POST") {
        let walks = walks(scene, route);
        let (_, absent) = walks.last().unwrap();
        let mut cells = Vec::new();
        for (who, browser) in &browsers {
            if who != "nobody" && LEFT_ALONE.contains(&route.path.as_str()) {
                cells.push("left alone".to_owned());
                continue;
            }
            browser.get("/account").await;
            let csrf = browser.csrf();
            // Another site's form has no token, whoever is signed in.
            let borrowed = walk(browser, &Method::POST, absent, Some("")).await;
            if borrowed.cell != "403" {
                faults.push(format!(
                    "POST {} by {who} without a token answered {}",
                    route.path, borrowed.cell
                ));
            }
            let answer = walk(browser, &Method::POST, absent, csrf.as_deref()).await;
            if answer.cell.starts_with('5') {
                faults.push(format!("POST {} broke for {who}", route.path));
            }
            if who == "Outsider" {
                // Of what is not sealed an outsider has the pointer, and may be told that a form is empty.
                let pointed = ["/people", "/hand-ins", "/hand-in/correct"]
                    .iter()
                    .any(|start| route.path.starts_with(start));
                for (what, path) in walks.iter().filter(|(what, _)| !pointed || *what == "sealed") {
                    let tried = walk(browser, &Method::POST, path, csrf.as_deref()).await;
                    if tried.cell != answer.cell || (tried.cell == "404" && tried.body != answer.body) {
                        faults.push(format!(
                            "POST {} ({what}) tells an outsider {} where nothing is: {}",
                            route.path, tried.cell, answer.cell
                        ));
                    }
                }
            }
            cells.push(answer.cell);
        }
        rows.push((
            row_name(route, if route.path.contains('{') { "absent" } else { "" }),
            cells,
        ));
    }
    (
        faults,
        (
            "Acts: an empty form, and an id of nothing".to_owned(),
            cast_columns(),
            rows,
        ),
    )
}

/// Routes of the API, by keys.
async fn api(desk: &Desk, scene: &Scene) -> (Vec<String>, Section) {
    let keys = [
        ("no key", None),
        ("a wrong key", Some("haven_wrong".to_owned())),
        (
            "Estuary, all scopes",
            Some(key(desk, Cast::SocialWorker, TokenScope::ALL).await),
        ),
        (
            "Estuary, records_read",
            Some(key(desk, Cast::SocialWorker, &[TokenScope::RecordsRead]).await),
        ),
        (
            "Estuary, hand_ins_write",
            Some(key(desk, Cast::SocialWorker, &[TokenScope::HandInsWrite]).await),
        ),
        (
            "Lantern, all scopes",
            Some(key(desk, Cast::Outsider, TokenScope::ALL).await),
        ),
        (
            "Lantern, records_read",
            Some(key(desk, Cast::Outsider, &[TokenScope::RecordsRead]).await),
        ),
    ];
    let client = reqwest::Client::new();
    let (mut faults, mut rows) = (Vec::new(), Vec::new());
    for route in routes().iter().filter(|route| route.api) {
        let method: Method = route.method.parse().unwrap();
        let walks = walks(scene, route);
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); walks.len()];
        for (who, key) in &keys {
            let mut answers = Vec::new();
            for (_, path) in &walks {
                let mut request = client.request(method.clone(), format!("{}{path}", desk.url));
                if let Some(key) = key {
                    request = request.bearer_auth(key);
                }
                if method != Method::GET {
                    request = request.json(&serde_json::json!({}));
                }
                let response = request.send().await.unwrap();
                let cell = response.status().as_u16().to_string();
                answers.push(Answer {
                    cell,
                    body: response.text().await.unwrap(),
                });
            }
            let absent = answers.last().unwrap();
            for (place, answer) in answers.iter().enumerate() {
                cells[place].push(answer.cell.clone());
                if answer.cell.starts_with('5') {
                    faults.push(format!(
                        "{method} {} ({}) broke for {who}: {}",
                        walks[place].1, walks[place].0, answer.body
                    ));
                }
                if answer.cell == "404" && answer.body != absent.body {
                    faults.push(format!(
                        "{method} {} ({}) tells {who} that there is something",
                        route.path, walks[place].0
                    ));
                }
            }
        }
        rows.extend(
            walks
                .iter()
                .zip(cells)
                .map(|((what, _), cells)| (row_name(route, what), cells)),
        );
    }
    (
        faults,
        (
            "API".to_owned(),
            keys.iter().map(|(who, _)| (*who).to_owned()).collect(),
            rows,
        ),
    )
}

/// What stands in a table of the file: first cell to the others.
fn written(title: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(MATRIX).unwrap_or_default();
    let after = text
        .split_once(&format!("\n## {title}\n"))
        .map_or("", |(_, after)| after);
    let section = after.split_once("\n## ").map_or(after, |(section, _)| section);
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once("` |"))
        .map(|(name, rest)| (name.to_owned(), rest.trim().to_owned()))
        .collect()
}

#[test]
fn every_job_and_command_has_its_row() {
    let mut jobs: BTreeSet<String> = BTreeSet::new();
    for feature in haven::capabilities::ALL {
        jobs.extend(feature.jobs.iter().map(|job| job.kind.to_owned()));
    }
    check_rows("Jobs", &jobs);

    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/commands.rs")).unwrap();
    let (_, after) = source.split_once("enum Command {").unwrap();
    let (body, _) = after.split_once("\n}").unwrap();
    let commands: BTreeSet<String> = body
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
        .map(kebab)
        .collect();
    assert!(
        commands.contains("serve"),
        "the commands are no longer where this test reads them"
    );
    check_rows("Commands", &commands);
}

fn check_rows(title: &str, wanted: &BTreeSet<String>) {
    let rows = written(title);
    let there: BTreeSet<String> = rows.keys().cloned().collect();
    assert_eq!(
        &there, wanted,
        "{title} of access_matrix.md (written) and of the source (found) differ"
    );
    for (name, rest) in rows {
        assert!(rest.trim_matches(['|', ' ']).len() > 10, "{name} has no right named");
    }
}

fn kebab(name: &str) -> String {
    name.char_indices()
        .map(|(at, c)| {
            if at > 0 && c.is_uppercase() {
                format!("-{}", c.to_lowercase())
            } else {
                c.to_lowercase().to_string()
            }
        })
        .collect()
}

#[test]
fn the_description_of_the_api_names_every_route_and_no_other() {
    let document = serde_json::to_value(haven::api::document()).unwrap();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let mounted: BTreeSet<String> = routes()
        .iter()
        .filter(|route| route.api)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(described, mounted, "described (left) and mounted (right) differ");
}

#[test]
fn the_description_is_sound_and_people_can_read_it() {
    on_sqlite(|desk| async move {
        let answer = reqwest::get(format!("{}/api/v1/openapi.json", desk.url)).await.unwrap();
        assert_eq!(answer.status(), 200);
        let document: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let mut references = Vec::new();
        collect_references(&document, &mut references);
        assert!(references.len() > 20);
        for reference in references {
            let at = reference
                .strip_prefix('#')
                .expect("only places in the document itself are named");
            assert!(document.pointer(at).is_some(), "{reference} leads nowhere");
        }
        let page = desk.browser().get("/api").await;
        page.ok();
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{id} is there twice");
                assert!(!operation["summary"].as_str().unwrap().is_empty());
                assert!(
                    ["Gather", "Link", "About"].contains(&operation["tags"][0].as_str().unwrap()),
                    "{id} would not stand on the page"
                );
                let responses = operation["responses"].as_object().unwrap();
                assert!(
                    responses.keys().any(|status| status.starts_with('2')),
                    "{id} never succeeds"
                );
                assert!(
                    responses
                        .values()
                        .all(|response| !response["description"].as_str().unwrap().is_empty())
                );
                for requirement in operation["security"].as_array().unwrap() {
                    for scope in requirement.get("key").and_then(Value::as_array).into_iter().flatten() {
                        assert!(
                            TokenScope::from_code(scope.as_str().unwrap()).is_some(),
                            "{id}: {scope} is no scope"
                        );
                    }
                }
                // Each name in the path is described, and nothing else is called a part of it.
                let named: BTreeSet<&str> = path
                    .split('/')
                    .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                    .collect();
                let described: BTreeSet<&str> = operation["parameters"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter(|one| one["in"] == "path")
                    .map(|one| one["name"].as_str().unwrap())
                    .collect();
                assert_eq!(named, described, "{id}");
                page.shows(&format!("{} {path}", method.to_uppercase()))
                    .shows(&format!("id=\"{id}\""));
            }
        }
        page.hides("api-tag-").hides("api-scope-").hides("<script>");
    });
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("$ref", Value::String(reference)) => found.push(reference.clone()),
                    _ => collect_references(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}
