//! `/sign-in/with/{provider}`: off to the provider, and back.

use super::super::flow::{self, Pending};
use super::super::{acts, store};
use crate::app::App;
use crate::ground::accounts::rules::next_path;
use crate::ground::accounts::{self, Device, Door, go};
use crate::ground::sessions::{self, Session, Stage};
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kit::ui::{self, html};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

pub async fn start(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Wanted>,
    door: Door,
) -> Result<Response, Problem> {
    let next = next_path(&wanted.next).unwrap_or("/").to_owned();
    if door
        .session
        .as_ref()
        .is_some_and(|session| session.stage == Stage::Full)
    {
        return Ok(Redirect::to(&next).into_response());
    }
    let provider = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    match flow::start(&app, &provider, next).await {
        Ok((address, pending)) => {
            let mut tx = app.db.begin().await?;
            sessions::put_data(&mut tx, door.id, "openid", &pending).await?;
            tx.commit().await?;
            Ok(door.redirect(&address))
        }
        Err(fault) => {
            tracing::warn!(provider = %id, %fault, "a provider could not be asked");
            Ok(failed(&app, door, "openid-unreachable"))
        }
    }
}

#[derive(Deserialize)]
pub struct Brought {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

pub async fn back(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Query(brought): Query<Brought>,
    Device(device): Device,
    session: Session,
    door: Door,
) -> Result<Response, Problem> {
    let mut tx = app.db.begin().await?;
    let pending: Option<Pending> = sessions::take_data(&mut tx, session.id, "openid").await?;
    let provider = store::find(&mut tx, id).await?;
    tx.commit().await?;
    let (Some(pending), Some(provider)) = (pending, provider) else {
        return Ok(failed(&app, door, "openid-failed"));
    };
    let next = pending.next.clone();
    let said = match flow::finish(&app, &provider, pending, brought.code, &brought.state).await {
        Ok(said) => said,
        Err(fault) => {
            tracing::warn!(provider = %id, %fault, "a sign-in through a provider failed");
            accounts::refused(&app, None, "openid").await?;
            return Ok(failed(&app, door, "openid-failed"));
        }
    };
    match acts::sign_in(&app, &provider, &said, session.id, device).await? {
        Some(begun) => Ok(go(&app, begun, next_path(&next).unwrap_or("/"))),
        None => {
            accounts::refused(&app, None, "openid").await?;
            Ok(failed(&app, door, "openid-nobody"))
        }
    }
}

fn failed(app: &App, door: Door, key: &str) -> Response {
    let words = &door.words;
    let title = words.get("openid-failed-title");
    let body = html! {
        div.haven-measure {
            h1.govuk-heading-l { (title) }
            p { (words.get(key)) }
            (ui::link_button(&words.get("openid-back-to-sign-in"), "/sign-in", ui::Look::Secondary))
        }
    };
    door.page(app, StatusCode::UNPROCESSABLE_ENTITY, &title, body)
}
