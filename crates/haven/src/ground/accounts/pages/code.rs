//! `/sign-in/code`: the second factor.

use super::super::acts::sign_in::{self, Next};
use super::super::{passkeys, rules, store};
use super::door::{Device, Door};
use crate::app::App;
use crate::ground::sessions::{Session, Stage};
use crate::problem::Problem;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use kit::ui::{self, Field, html};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

pub async fn show(
    State(app): State<App>,
    Query(sent): Query<Sent>,
    session: Session,
    door: Door,
) -> Result<Response, Problem> {
    draw(&app, &session, door, StatusCode::OK, &sent.next, false).await
}

pub async fn send(
    State(app): State<App>,
    Device(device): Device,
    session: Session,
    door: Door,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    match sign_in::with_code(&app, &session, &sent.code, device).await? {
        Next::Refused => draw(&app, &session, door, StatusCode::UNPROCESSABLE_ENTITY, &sent.next, true).await,
        next => Ok(super::sign_in::onward(&app, next, &sent.next)),
    }
}

async fn draw(
    app: &App,
    session: &Session,
    door: Door,
    status: StatusCode,
    next: &str,
    refused: bool,
) -> Result<Response, Problem> {
    let (Stage::Half, Some(account)) = (session.stage, session.account) else {
        return Err(Problem::SignIn);
    };
    let proofs = {
        let mut conn = app.db.read().await?;
        store::proofs(&mut conn, account).await?.ok_or(Problem::SignIn)?
    };
    let words = &door.words;
    let next = rules::next_path(next).unwrap_or("");
    let by_code = proofs.totp.is_some() || proofs.recovery_codes_left > 0;
    let hint = if proofs.totp.is_some() {
        "accounts-code-hint"
    } else {
        "accounts-code-recovery-hint"
    };
    let code = Field::new("code", words.get("accounts-code"))
        .hint(words.get(hint))
        .error(refused.then(|| words.get("accounts-code-refused")));
    let options = ui::TextOptions {
        width: ui::Width::Characters10,
        autocomplete: Some("one-time-code"),
        name_like: true,
        ..ui::TextOptions::default()
    };
    let title = words.get("accounts-code-title");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &code.summary().into_iter().collect::<Vec<_>>()))
            h1.govuk-heading-l { (title) }
            @if proofs.passkeys > 0 && passkeys::service(app).is_some() {
                (ui::form("/sign-in/passkey", &door.csrf, html! {
                    input type="hidden" name="next" value=(next) data-passkey-field;
                    (ui::passkey_button(&words.get("accounts-code-passkey"), false, "/sign-in/passkey/options", "/sign-in/passkey"))
                }))
            }
            @if by_code {
                (ui::form("/sign-in/code", &door.csrf, html! {
                    (ui::hidden("next", next))
                    (ui::text_input(words, &code, &options))
                    (ui::submit(&words.get("accounts-sign-in"), ui::Look::Main))
                }))
            }
            (ui::details(&words.get("accounts-code-help"), html! { p { (words.get("accounts-code-help-text")) } }, false))
            (ui::form("/sign-out", &door.csrf, html! { (ui::text_button(&words.get("accounts-start-again"), None, "again", "1")) }))
        }
    };
    Ok(door.page(app, status, &title, body))
}
