//! `POST /api/v1/imports`: a file as the body. `GET /api/v1/imports/{id}`: how far it is and what was wrong with it.

use super::acts;
use super::keep::{self, Arriving, Source};
use super::rules::{FileKind, LARGEST_FILE, Mode};
use super::store::{self, Import};
use super::{reading, remarks};
use crate::api::{self, ApiProblem, Asked, Fault, Id};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{ImportRecords, Resource, TokenScope, ViewImport};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::Handling;
use domain::ids::ImportId;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Rows with problems in one answer.
const PROBLEMS: i64 = 200;

pub fn api() -> Router<App> {
    let room = usize::try_from(LARGEST_FILE).unwrap_or(usize::MAX);
    Router::new()
        .route("/imports", post(import).layer(DefaultBodyLimit::max(room)))
        .route("/imports/{id}", get(show))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportAsked {
    /// The name of a saved mapping. Without it: the saved mapping that was made for such headings. HTCDS needs none.
    mapping: Option<String>,
    /// `csv`, `xlsx`, `ods`, `htcds-csv`, `htcds-json`; found out without it.
    format: Option<String>,
    /// `whole_file` (without it): one row that cannot be taken, and nothing is. `row_by_row`: the others go in.
    mode: Option<String>,
    /// `shared` (without it), `pointer_only` or `sealed`
    handling: Option<String>,
    /// Only check.
    dry_run: Option<bool>,
}

/// A file of many rows and what became of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportShape {
    id: Uuid,
    /// `checking`, `checked` (a dry run), `refused`, `applying`, `done`, `cancelled`, `failed`, `received` (waits for
    /// somebody to settle its columns on the pages)
    state: &'static str,
    format: &'static str,
    mode: &'static str,
    handling: &'static str,
    dry_run: bool,
    rows_read: i64,
    /// An estimate while the file is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows_total: Option<i64>,
    rows_new: i64,
    rows_changed: i64,
    rows_unchanged: i64,
    rows_rejected: i64,
    hits: i64,
    /// RFC 3339, UTC.
    made_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    /// The first 200 rows that were rejected. What the cells hold is on the pages and in the rejects file only.
    problems: Vec<RowProblemShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RowProblem)]
pub struct RowProblemShape {
    /// As the spreadsheet shows it.
    row: i64,
    /// Its heading; empty for the whole row.
    column: String,
    /// Never changes its meaning: `cell.not_in_list`, `date.no_such_day`.
    code: String,
    /// What is wrong and how to mend it, in your agency's language, without what the cell holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

fn shape(import: &Import, problems: Vec<RowProblemShape>) -> ImportShape {
    ImportShape {
        id: import.id.0,
        state: import.state.code(),
        format: import.kind.code(),
        mode: import.mode.code(),
        handling: import.handling.code(),
        dry_run: import.dry_run,
        rows_read: import.rows_read,
        rows_total: import.rows_total,
        rows_new: import.rows_new,
        rows_changed: import.rows_changed,
        rows_unchanged: import.rows_unchanged,
        rows_rejected: import.rows_rejected,
        hits: import.hits,
        made_at: api::time(import.made_at),
        ended_at: import.ended_at.map(api::time),
        problems,
    }
}

/// Import a file
///
/// The file is the body, up to 200 MB. It is checked and then taken in, in the background; ask `GET /imports/{id}` how
/// far it is. The same file again changes nothing. The header `Content-Disposition` may carry its file name.
#[utoipa::path(post, path = "/imports", tag = "Gather", operation_id = "import",
    params(ImportAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 202, description = "It came in and is being checked", body = ImportShape),
        (status = "4XX", description = "What was sent cannot be taken", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["imports_write"])))]
pub async fn import(
    State(app): State<App>,
    holder: TokenHolder,
    Asked(asked): Asked<ImportAsked>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    api::needs(&holder, &[TokenScope::ImportsWrite])?;
    let permit = app
        .policy
        .permit::<ImportRecords>(&holder.principal, &Resource::Agency { id: holder.agency })?;
    let wrong = |name: &str| Fault::field(format!("?{name}"), "api-field-code");
    let told = asked
        .format
        .as_deref()
        .map(|code| FileKind::from_code(code).ok_or_else(|| wrong("format")))
        .transpose()?;
    let mode = asked.mode.as_deref().map_or(Ok(Mode::WholeFile), |code| {
        Mode::from_code(code).ok_or_else(|| wrong("mode"))
    })?;
    let handling = asked.handling.as_deref().map_or(Ok(Handling::Shared), |code| {
        Handling::from_code(code).ok_or_else(|| wrong("handling"))
    })?;

    let mut arriving = Arriving::begin(&app).await?;
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let taken = match part {
            Ok(part) => arriving.take(&part).await,
            Err(_) => Err(Problem::bad("problem-upload-broken")),
        };
        if let Err(problem) = taken {
            arriving.forget().await;
            return Err(problem.into());
        }
    }
    let name = headers
        .get(header::CONTENT_DISPOSITION)
        .and_then(|value| value.to_str().ok())
        .map(file_name)
        .unwrap_or_default();
    let file = arriving
        .finish(name)
        .await?
        .ok_or_else(|| Problem::bad("problem-file-unreadable"))?;
    let peek = {
        let source = Source::kept(&app, file.id);
        tokio::task::spawn_blocking(move || reading::look(&source, told))
            .await
            .map_err(|error| Problem::internal("looking at the file", error))?
    };
    let prepared = match peek {
        Ok(peek) => {
            let mut conn = app.db.read().await?;
            let saved = store::mappings(&mut conn, &permit, holder.agency).await?;
            let mapping = match &asked.mapping {
                _ if peek.kind.is_htcds() => Some(exchange::Mapping::default()),
                Some(name) => saved.into_iter().find(|one| one.name == *name).map(|one| one.mapping),
                None => reading::fitting(saved.iter().map(|one| &one.mapping), &peek.header).cloned(),
            };
            mapping
                .map(|mapping| (peek.kind, mapping))
                .ok_or_else(|| Problem::bad("problem-no-mapping"))
        }
        Err(problem) => Err(remarks::unreadable(&holder.words, &problem)),
    };
    let (kind, mapping) = match prepared {
        Ok(prepared) => prepared,
        Err(problem) => {
            keep::forget(&app, file.id).map_err(keep::on_disk("taking a file away"))?;
            // What is wrong with an agency's file is said in its own language.
            let mut response = problem.into_response();
            response.extensions_mut().insert(holder.words);
            return Ok(response);
        }
    };
    let mut import = acts::begin(&app, &permit, holder.agency, None, file, kind, mapping).await?;
    import.mode = mode;
    import.handling = handling;
    import.dry_run = asked.dry_run.unwrap_or(false);
    acts::start(&app, &permit, &import, true).await?;
    let import = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, import.id).await?.ok_or(Problem::NotFound)?
    };
    let location = format!("/api/v1/imports/{}", import.id);
    Ok((
        StatusCode::ACCEPTED,
        [(header::LOCATION, location)],
        Json(shape(&import, Vec::new())),
    )
        .into_response())
}

/// The name of `attachment; filename="week 7.csv"`.
fn file_name(told: &str) -> String {
    let name = told.split("filename=").nth(1).unwrap_or_default().trim_matches('"');
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}

/// What became of an import
#[utoipa::path(get, path = "/imports/{id}", tag = "Gather", operation_id = "show_import",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "How far it is", body = ImportShape),
        (status = "4XX", description = "No such import of your agency", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["imports_write"])))]
pub async fn show(
    State(app): State<App>,
    holder: TokenHolder,
    Id(id): Id<ImportId>,
) -> Result<Json<ImportShape>, Fault> {
    api::needs(&holder, &[TokenScope::ImportsWrite])?;
    let import = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    let what = Resource::Import {
        id,
        owner: import.agency,
    };
    let permit = match app.policy.permit::<ViewImport>(&holder.principal, &what) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(&app, &refusal).await.into()),
    };
    let mut conn = app.db.read().await?;
    let rows = store::problems(&mut conn, &permit, id, 0, true, PROBLEMS).await?;
    let problems = rows
        .into_iter()
        .flat_map(|row| {
            let words = &holder.words;
            row.remarks.into_iter().map(move |remark| RowProblemShape {
                row: row.row,
                text: remark.said_without_values(words),
                column: remark.column,
                code: remark.code,
            })
        })
        .collect();
    Ok(Json(shape(&import, problems)))
}
