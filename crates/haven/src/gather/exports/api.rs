//! `GET /api/v1/export/htcds`: an agency's own records in the standard's JSON profile, page by page.

use super::writing;
use crate::api::{self, ApiProblem, Asked, Cursor, Fault};
use crate::app::App;
use crate::ground::tokens::TokenHolder;
use access::{ExportRecords, Resource, TokenScope};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::RecordId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const MOST: i64 = 500;
const USUAL: i64 = 100;

pub fn api() -> Router<App> {
    Router::new().route("/export/htcds", get(export))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportAsked {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Cases on a page: 1 to 500, 100 without it.
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct ExportPage {
    /// HTCDS 2.0 in the profile `haven-htcds-json-1`, one case for each record.
    #[schema(value_type = Vec<Object>)]
    cases: Vec<serde_json::Value>,
    /// Ask with `?cursor=` for what follows; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Take your records out
///
/// Your own agency's records that the key may read: a key needs `export_read` for the way out and `records_read` for the
/// records. Withdrawn ones are left out. Each page is in the ledger.
#[utoipa::path(get, path = "/export/htcds", tag = "Gather", operation_id = "export_htcds",
    params(ExportAsked),
    responses(
        (status = 200, description = "A page of cases", body = ExportPage),
        (status = "4XX", description = "What was asked cannot be answered", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["export_read"])))]
pub async fn export(
    State(app): State<App>,
    holder: TokenHolder,
    Asked(asked): Asked<ExportAsked>,
) -> Result<Json<ExportPage>, Fault> {
    api::needs(&holder, &[TokenScope::ExportRead])?;
    let permit = app
        .policy
        .permit::<ExportRecords>(&holder.principal, &Resource::Agency { id: holder.agency })?;
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::field("?limit", "api-field-range"));
    }
    let after = asked
        .cursor
        .as_deref()
        .map(Cursor::read)
        .transpose()?
        .map(|cursor| RecordId(cursor.id));
    let (cases, next) = writing::cases(&app, &permit, &holder.principal, holder.agency, after, limit).await?;
    Ok(Json(ExportPage {
        cases,
        next: next.map(|id| Cursor { at: 0, id: id.0 }.write()),
    }))
}
