//! `POST /api/v1/search`: one box for machines. What is looked for travels in the body, never in an address.

use super::page::record_search;
use super::store::search;
use crate::api::{self, ApiProblem, Fault, RecordShape, Told};
use crate::app::App;
use crate::gather::records::Eyes;
use crate::ground::agencies;
use crate::ground::ledger;
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{Resource, TokenScope};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Results at most, and without a limit in the question.
const MOST: usize = 100;
const USUAL: usize = 25;
/// Characters of a question.
const LONGEST: usize = 500;

pub fn api() -> Router<App> {
    Router::new().route("/search", post(ask))
}

/// A name in any spelling or script, a phone, a plate, an address, or a reference.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuestion {
    #[schema(example = "Yonas Tesfay")]
    q: String,
    /// Results at most: 1 to 100, 25 without it.
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct SearchAnswer {
    /// Best first. What may not be seen is not counted either.
    results: Vec<SearchResult>,
}

#[derive(Serialize, ToSchema)]
pub struct SearchResult {
    /// From 0 to 1.
    rank: f64,
    record: RecordShape,
}

/// Search all that your agency may see
///
/// Each search leaves a line in the ledger, without the words that were searched for.
#[utoipa::path(post, path = "/search", tag = "Link", operation_id = "search",
    request_body = SearchQuestion,
    responses(
        (status = 200, description = "What was found, as your agency may see it", body = SearchAnswer),
        (status = "4XX", description = "What was asked cannot be answered", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["known_ask"]), ("key" = ["records_read"])))]
pub async fn ask(
    State(app): State<App>,
    holder: TokenHolder,
    told: Result<Told<SearchQuestion>, Fault>,
) -> Result<Json<SearchAnswer>, Fault> {
    api::needs(&holder, &[TokenScope::KnownAsk, TokenScope::RecordsRead])?;
    let Told(question) = told?;
    let permit = app
        .policy
        .permit::<access::Search>(&holder.principal, &Resource::Network)?;
    let text = question.q.trim();
    if text.is_empty() {
        return Err(Fault::field("/q", "api-field-missing"));
    }
    if text.chars().count() > LONGEST {
        return Err(Fault::field("/q", "api-field-long"));
    }
    let limit = question.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::field("/limit", "api-field-range"));
    }
    let found = {
        let mut conn = app.db.read().await?;
        let agency = agencies::find(&mut conn, holder.agency).await?.ok_or(Problem::SignIn)?;
        let region = app.pack(&agency.pack)?.definitions.phone_country.clone();
        let eyes = Eyes::of(&app, &mut conn, &holder.principal).await?;
        search(&mut conn, &permit, &eyes, text, &region, limit).await?
    };
    record_search(&app, &permit, text, &found).await?;
    let lines = api::look_lines(
        &permit.line(),
        app.now_ms(),
        holder.agency,
        found.iter().map(|one| &one.seen),
    );
    ledger::looked(&app, lines).await?;
    let results = found
        .into_iter()
        .map(|one| SearchResult {
            rank: one.rank,
            record: RecordShape::of(one.seen, holder.agency),
        })
        .collect();
    Ok(Json(SearchAnswer { results }))
}
