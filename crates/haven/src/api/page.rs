//! `/api`: the description of the API for people to read, drawn from the same document that machines read.

use super::faults::{CODES, FIELD_CODES};
use super::openapi::document;
use crate::app::App;
use crate::ground::sessions::Reader;
use crate::web;
use access::TokenScope;
use axum::extract::State;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One operation as the page shows it.
struct Operation {
    id: String,
    method: String,
    path: String,
    tag: String,
    summary: String,
    description: String,
    scopes: Vec<String>,
    parameters: Vec<(String, String, bool)>,
    /// Content type and example, as far as there is one.
    body: Option<(String, Option<Value>)>,
    answers: Vec<(String, String)>,
}

pub(super) async fn show(State(app): State<App>, reader: Reader) -> Markup {
    let words = &reader.words;
    let document = serde_json::to_value(document()).unwrap_or_default();
    let operations = operations(&document);
    let base = format!("{}/api/v1", app.settings.public_url.trim_end_matches('/'));
    let body = html! {
        h1.govuk-heading-l { (words.get("api-title")) }
        p.govuk-body-l { (words.get("api-lead")) }
        p.govuk-body { (words.get("api-machines")) " " a.govuk-link href="/api/v1/openapi.json" { "openapi.json" } }
        (first_steps(words, &base))
        @for tag in ["Gather", "Link", "About"] {
            h2.govuk-heading-m { (words.get(&format!("api-tag-{}", tag.to_lowercase()))) }
            @for one in operations.iter().filter(|one| one.tag == tag) { (operation(words, &base, one)) }
        }
        (scopes(words))
        (codes(words))
    };
    web::bare(&app, words, &words.get("api-title"), None, body)
}

fn first_steps(words: &Words, base: &str) -> Markup {
    html! {
        h2.govuk-heading-m { (words.get("api-first")) }
        p.govuk-body { (words.get("api-first-key")) }
        pre tabindex="0" { code { "curl -H 'Authorization: Bearer haven_...' \\\n  " (base) "/pack" } }
        h3.govuk-heading-s { (words.get("api-twice")) }
        p.govuk-body { (words.get("api-twice-text")) }
        h3.govuk-heading-s { (words.get("api-paging")) }
        p.govuk-body { (words.get("api-paging-text")) }
        h3.govuk-heading-s { (words.get("api-rate")) }
        p.govuk-body { (words.get("api-rate-text")) }
    }
}

fn operation(words: &Words, base: &str, one: &Operation) -> Markup {
    let summary = format!("{} {}", one.method.to_uppercase(), one.path);
    html! {
        section id=(one.id) {
            h3.govuk-heading-s { code { (summary) } }
            p.govuk-body { strong { (one.summary) } }
            @if !one.description.is_empty() { p.govuk-body { (one.description) } }
            @if !one.scopes.is_empty() {
                p.govuk-body { (words.get("api-scopes-any")) " " @for scope in &one.scopes { (ui::tag(scope, ui::Tone::Blue)) " " } }
            }
            @if !one.parameters.is_empty() {
                ul.govuk-list.govuk-list--bullet {
                    @for (name, about, required) in &one.parameters {
                        li { code { (name) } @if *required { " (" (words.get("api-required")) ")" } ": " (about) }
                    }
                }
            }
            pre tabindex="0" { code { (curl(base, one)) } }
            ul.govuk-list { @for (status, about) in &one.answers { li { strong { (status) } " " (about) } } }
        }
    }
}

fn scopes(words: &Words) -> Markup {
    html! {
        h2.govuk-heading-m { (words.get("api-scopes")) }
        dl.govuk-summary-list {
            @for scope in TokenScope::ALL {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { code { (scope.code()) } }
                    dd.govuk-summary-list__value { (words.get(&format!("api-scope-{}", scope.code().replace('_', "-")))) }
                }
            }
        }
    }
}

fn codes(words: &Words) -> Markup {
    html! {
        h2.govuk-heading-m { (words.get("api-codes")) }
        p.govuk-body { (words.get("api-codes-text")) }
        dl.govuk-summary-list {
            @for (code, status) in CODES {
                div.govuk-summary-list__row id=(code) {
                    dt.govuk-summary-list__key { (status) " " code { (code) } }
                    dd.govuk-summary-list__value { strong { (words.get(code)) } br; (words.get(&format!("{code}-text"))) }
                }
            }
            @for code in FIELD_CODES {
                div.govuk-summary-list__row {
                    dt.govuk-summary-list__key { code { (code) } }
                    dd.govuk-summary-list__value { (words.get(code)) }
                }
            }
        }
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    let Some(paths) = document.get("paths").and_then(Value::as_object) else {
        return found;
    };
    for (path, item) in paths {
        for method in METHODS {
            let Some(told) = item.get(method) else { continue };
            let text = |key: &str| told.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let list = |key: &str| told.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
            let mut scopes: Vec<String> = list("security")
                .iter()
                .filter_map(|requirement| requirement.get("key").and_then(Value::as_array))
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            scopes.dedup();
            found.push(Operation {
                id: text("operationId"),
                method: method.to_owned(),
                path: path.clone(),
                tag: list("tags")
                    .first()
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                summary: text("summary"),
                description: text("description"),
                scopes,
                parameters: list("parameters").iter().map(parameter).collect(),
                body: told
                    .pointer("/requestBody/content")
                    .and_then(Value::as_object)
                    .and_then(|content| content.iter().next())
                    .map(|(kind, content)| {
                        let reference = content
                            .pointer("/schema/$ref")
                            .and_then(Value::as_str)
                            .and_then(|at| at.strip_prefix('#'));
                        (
                            kind.clone(),
                            content
                                .get("example")
                                .cloned()
                                .or_else(|| reference.and_then(|at| example(document.pointer(at)?))),
                        )
                    }),
                answers: told
                    .get("responses")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flatten()
                    .map(|(status, answer)| {
                        (
                            status.clone(),
                            answer
                                .get("description")
                                .and_then(Value::as_str)
                                .unwrap_or_default()
                                .to_owned(),
                        )
                    })
                    .collect(),
            });
        }
    }
    found
}

fn parameter(told: &Value) -> (String, String, bool) {
    let text = |key: &str| told.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    (
        text("name"),
        text("description"),
        told.get("required").and_then(Value::as_bool).unwrap_or(false),
    )
}

/// The examples of a shape's fields, put together.
fn example(shape: &Value) -> Option<Value> {
    if let Some(whole) = shape.get("example") {
        return Some(whole.clone());
    }
    let fields: serde_json::Map<String, Value> = shape
        .get("properties")?
        .as_object()?
        .iter()
        .filter_map(|(name, field)| Some((name.clone(), field.get("example")?.clone())))
        .collect();
    (!fields.is_empty()).then_some(Value::Object(fields))
}

/// How to try it from a terminal.
fn curl(base: &str, one: &Operation) -> String {
    let mut command = "curl".to_owned();
    if !one.scopes.is_empty() || one.tag != "About" {
        command.push_str(" -H 'Authorization: Bearer haven_...'");
    }
    if let Some((kind, example)) = &one.body {
        if kind == "application/json" {
            command.push_str(" \\\n  -H 'Content-Type: application/json'");
            let example = example.as_ref().map_or_else(|| "{}".to_owned(), Value::to_string);
            command.push_str(&format!(" \\\n  -d '{example}'"));
        } else {
            command.push_str(" \\\n  -F 'file=@FILE'");
        }
    } else if one.method != "get" {
        command.push_str(&format!(" -X {}", one.method.to_uppercase()));
    }
    let place = |part: &str| {
        part.strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
            .map_or_else(|| part.to_owned(), str::to_uppercase)
    };
    let path = one.path.split('/').map(place).collect::<Vec<_>>().join("/");
    command.push_str(&format!(" \\\n  '{base}{path}'"));
    command
}
