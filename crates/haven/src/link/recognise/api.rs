//! `POST /api/v1/known`: does anyone know this child? The question that the whole house is for, for machines.
//! `GET /api/v1/records/{id}/hits`: the same of a record that is stored.

use super::known::{Hit, known_for_answers, known_for_records};
use crate::api::{self, ApiProblem, Fault, HitShape, Id, Told};
use crate::app::App;
use crate::gather::records::{self, Eyes};
use crate::ground::agencies;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{Resource, TokenScope, View, ViewLink};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::RecordKind;
use domain::ids::RecordId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Hits in one answer.
const MOST: usize = 50;

pub fn api() -> Router<App> {
    Router::new()
        .route("/known", post(ask))
        .route("/records/{id}/hits", get(hits))
}

/// What you know, to learn who else knows. Nothing of it is stored.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownQuestion {
    /// `child`, `adult`, `suspect` or `unknown`
    #[schema(value_type = String, example = "child")]
    kind: RecordKind,
    #[schema(value_type = api::AnswersShape, example = json!({"names": [{"given": "Yonas", "family": "Tesfay"}], "births": [{"date": "2011~", "basis": "claimed"}], "phones": [{"number": "07700 900123"}]}))]
    answers: Map<String, Value>,
}

#[derive(Serialize, ToSchema)]
pub struct KnownAnswer {
    /// Surest first, 50 at most. A hit is a proposal: people judge it.
    hits: Vec<HitShape>,
}

/// Does anyone know this child?
///
/// Compares what you send with every record of every agency. Where you may not see a record you get a pointer: which
/// agency, whom to ring, what to quote. What is sealed is not told of. Each question leaves a line in the ledger.
#[utoipa::path(post, path = "/known", tag = "Link", operation_id = "known",
    request_body = KnownQuestion,
    responses(
        (status = 200, description = "Who else knows something", body = KnownAnswer),
        (status = "4XX", description = "What was asked cannot be answered", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["known_ask"])))]
pub async fn ask(
    State(app): State<App>,
    holder: TokenHolder,
    told: Result<Told<KnownQuestion>, Fault>,
) -> Result<Json<KnownAnswer>, Fault> {
    api::needs(&holder, &[TokenScope::KnownAsk])?;
    let Told(question) = told?;
    let permit = app
        .policy
        .permit::<access::Recognise>(&holder.principal, &Resource::Network)?;
    let hits = {
        let mut conn = app.db.read().await?;
        let agency = agencies::find(&mut conn, holder.agency).await?.ok_or(Problem::SignIn)?;
        let pack = app.pack(&agency.pack)?;
        let answers = api::read_answers(pack, "/answers", &question.answers).map_err(Fault::Fields)?;
        if answers.is_empty() {
            return Err(Fault::field("/answers", "api-field-missing"));
        }
        let eyes = Eyes::of(&app, &mut conn, &holder.principal).await?;
        known_for_answers(
            &app,
            &mut conn,
            &eyes,
            question.kind,
            &answers,
            &pack.definitions.phone_country,
            MOST,
        )
        .await?
    };
    let counted = |view: View| hits.iter().filter(|hit| hit.seen.view == view).count();
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        "recognise.ask",
        Subject("recognition", None),
    )
    .detail(serde_json::json!({
        "kind": question.kind.code(),
        "hits": hits.len(),
        "strong": hits.iter().filter(|hit| hit.band == "strong").count(),
        "content": counted(View::Content),
        "identity": counted(View::Identity),
        "pointers": counted(View::Pointer),
    }));
    let mut lines = vec![line];
    lines.extend(api::look_lines(
        &permit.line(),
        app.now_ms(),
        holder.agency,
        hits.iter().map(|hit| &hit.seen),
    ));
    ledger::looked(&app, lines).await?;
    Ok(Json(KnownAnswer {
        hits: shapes(&app, hits, &holder),
    }))
}

/// Who else knows the person of this record?
///
/// The links of one record that you may read, each with the other record as you may see it.
#[utoipa::path(get, path = "/records/{id}/hits", tag = "Link", operation_id = "record_hits",
    params(("id" = uuid::Uuid, Path, description = "The record")),
    responses(
        (status = 200, description = "Who else knows something", body = KnownAnswer),
        (status = 404, description = "There is no such record for you", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["records_read"])))]
pub async fn hits(
    State(app): State<App>,
    holder: TokenHolder,
    Id(id): Id<RecordId>,
) -> Result<Json<KnownAnswer>, Fault> {
    api::needs(&holder, &[TokenScope::RecordsRead])?;
    let mut conn = app.db.read().await?;
    let record = records::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
    let eyes = Eyes::of(&app, &mut conn, &holder.principal).await?;
    let own = eyes.resource(&record);
    let permit = match app.policy.permit::<access::ViewIdentity>(&holder.principal, &own) {
        Ok(permit) => permit,
        Err(refusal) => {
            drop(conn);
            return Err(ledger::refused(&app, &refusal).await.into());
        }
    };
    let side = |owner, handling| {
        holder
            .principal
            .side(owner, handling, eyes.standing().from_owner(owner))
    };
    let mut hits = known_for_records(&mut conn, &eyes, &[id], false).await?;
    hits.retain(|hit| {
        hit.link.is_some_and(|link| {
            let sides = [
                side(record.agency, record.handling),
                side(hit.seen.agency, hit.seen.handling),
            ];
            app.policy
                .permit::<ViewLink>(&holder.principal, &Resource::Link { id: link, sides })
                .is_ok()
        })
    });
    hits.truncate(MOST);
    drop(conn);
    let line = Line::under(&permit.line(), app.now_ms(), "record.hits", Subject::of("record", id))
        .owner(record.agency)
        .person(record.person)
        .detail(serde_json::json!({ "hits": hits.len() }));
    let mut lines = vec![line];
    lines.extend(api::look_lines(
        &permit.line(),
        app.now_ms(),
        holder.agency,
        hits.iter().map(|hit| &hit.seen),
    ));
    ledger::looked(&app, lines).await?;
    Ok(Json(KnownAnswer {
        hits: shapes(&app, hits, &holder),
    }))
}

fn shapes(app: &App, hits: Vec<Hit>, holder: &TokenHolder) -> Vec<HitShape> {
    let english = app.words.words("en");
    hits.into_iter()
        .map(|hit| HitShape::of(hit, &english, holder.agency))
        .collect()
}
