//! `/account/confirm`: the password once more, before something by which somebody else could come in.

use super::super::acts::own;
use super::super::own::Owner;
use super::super::rules;
use super::door::go;
use crate::app::App;
use crate::problem::Problem;
use crate::web::Chrome;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use kit::ui::{self, Field, html};
use serde::Deserialize;

/// Sends the person here when it is too long since they proved who they are; none when they may go on.
pub fn needed_before(app: &App, owner: &Owner, path: &str) -> Option<Response> {
    (!owner.is_fresh(app))
        .then(|| Redirect::to(&format!("/account/confirm?next={}", rules::percent(path))).into_response())
}

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn show(State(app): State<App>, Query(sent): Query<Sent>, owner: Owner) -> Result<Response, Problem> {
    draw(&app, &owner, StatusCode::OK, &sent.next, false).await
}

pub async fn send(State(app): State<App>, owner: Owner, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    match own::confirm(&app, &owner, sent.password).await? {
        Some(begun) => Ok(go(&app, begun, rules::next_path(&sent.next).unwrap_or("/account"))),
        None => draw(&app, &owner, StatusCode::UNPROCESSABLE_ENTITY, &sent.next, true).await,
    }
}

async fn draw(app: &App, owner: &Owner, status: StatusCode, next: &str, refused: bool) -> Result<Response, Problem> {
    let words = &owner.words;
    let password = Field::new("password", words.get("accounts-password"))
        .error(refused.then(|| words.get("accounts-confirm-refused")));
    let title = words.get("accounts-confirm-title");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &password.summary().into_iter().collect::<Vec<_>>()))
            h1.govuk-heading-l { (title) }
            @if owner.proofs.password_hash.is_some() {
                p { (words.get("accounts-confirm-text")) }
                (ui::form("/account/confirm", &owner.session.csrf, html! {
                    (ui::hidden("next", rules::next_path(next).unwrap_or("")))
                    (ui::password_input(words, &password, "current-password"))
                    (ui::submit(&words.get("accounts-continue"), ui::Look::Main))
                }))
            } @else {
                p { (words.get("accounts-confirm-no-password")) }
            }
        }
    };
    let chrome = Chrome {
        title,
        back: Some("/account".to_owned()),
        has_errors: refused,
        ..Chrome::default()
    };
    Ok((status, owner.page(app, chrome, body).await?).into_response())
}
