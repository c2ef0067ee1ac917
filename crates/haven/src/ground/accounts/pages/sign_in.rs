//! `/sign-in`: address and password, a passkey, or the agency's own sign-in. `/sign-out`.

use super::super::acts::sign_in::{self, Next};
use super::super::{passkeys, rules, store};
use super::door::{Device, Door, go};
use crate::app::App;
use crate::ground::openid;
use crate::ground::sessions::{self, Session, Stage};
use crate::problem::Problem;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::extract::cookie::CookieJar;
use kit::ui::{self, Field, Markup, html};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

pub async fn show(State(app): State<App>, Query(wanted): Query<Wanted>, door: Door) -> Result<Response, Problem> {
    {
        let mut conn = app.db.read().await?;
        if !store::any(&mut conn).await? {
            return Ok(Redirect::to("/set-up").into_response());
        }
    }
    if door
        .session
        .as_ref()
        .is_some_and(|session| session.stage == Stage::Full)
    {
        return Ok(Redirect::to(rules::next_path(&wanted.next).unwrap_or("/")).into_response());
    }
    draw(&app, door, StatusCode::OK, "", &wanted.next, None).await
}

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn send(
    State(app): State<App>,
    Device(device): Device,
    session: Session,
    door: Door,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    // Nobody's password is this long; it is not worth the server's time.
    let password = if sent.password.chars().count() > rules::PASSWORD_MOST {
        String::new()
    } else {
        sent.password
    };
    match sign_in::with_password(&app, &session, &sent.email, password, device).await? {
        Next::Refused => {
            let error = door.words.get("accounts-sign-in-refused");
            draw(
                &app,
                door,
                StatusCode::UNPROCESSABLE_ENTITY,
                &sent.email,
                &sent.next,
                Some(error),
            )
            .await
        }
        next => Ok(onward(&app, next, &sent.next)),
    }
}

/// Where the next step is. The wanted page travels along as long as it is one of ours.
pub fn onward(app: &App, next: Next, wanted: &str) -> Response {
    let wanted = rules::next_path(wanted);
    match next {
        Next::Refused => Redirect::to("/sign-in").into_response(),
        Next::Code(begun) => go(
            app,
            begun,
            &wanted.map_or_else(
                || "/sign-in/code".to_owned(),
                |path| format!("/sign-in/code?next={}", rules::percent(path)),
            ),
        ),
        Next::SetUp(begun) => go(app, begun, "/account/second-factor"),
        Next::In(begun) => go(app, begun, wanted.unwrap_or("/")),
    }
}

async fn draw(
    app: &App,
    door: Door,
    status: StatusCode,
    email: &str,
    next: &str,
    error: Option<String>,
) -> Result<Response, Problem> {
    let providers = {
        let mut conn = app.db.read().await?;
        openid::offered(&mut conn).await?
    };
    let words = &door.words;
    let next = rules::next_path(next).unwrap_or("");
    let email = Field::new("email", words.get("accounts-email"))
        .value(email)
        .error(error.clone());
    let password = Field::new("password", words.get("accounts-password"));
    let options = ui::TextOptions {
        kind: ui::InputKind::Email,
        autocomplete: Some("username"),
        name_like: true,
        ..ui::TextOptions::default()
    };
    let title = words.get("accounts-sign-in-title");
    let body: Markup = html! {
        div.haven-measure {
            (ui::error_summary(words, &email.summary().into_iter().collect::<Vec<_>>()))
            h1.govuk-heading-l { (title) }
            (ui::form("/sign-in", &door.csrf, html! {
                (ui::hidden("next", next))
                (ui::text_input(words, &email, &options))
                (ui::password_input(words, &password, "current-password"))
                (ui::submit(&words.get("accounts-sign-in"), ui::Look::Main))
            }))
            @if passkeys::service(app).is_some() {
                (ui::form("/sign-in/passkey", &door.csrf, html! {
                    input type="hidden" name="next" value=(next) data-passkey-field;
                    (ui::passkey_button(&words.get("accounts-sign-in-passkey"), false, "/sign-in/passkey/options", "/sign-in/passkey"))
                }))
            }
            @if !providers.is_empty() {
                h2.govuk-heading-m { (words.get("accounts-sign-in-with-heading")) }
                div.govuk-button-group {
                    @for provider in &providers {
                        (ui::link_button(
                            &words.with("accounts-sign-in-with", &[("provider", provider.label.clone().into())]),
                            &format!("/sign-in/with/{}?next={}", provider.id, rules::percent(next)),
                            ui::Look::Secondary,
                        ))
                    }
                }
            }
            (ui::details(&words.get("accounts-sign-in-help"), html! { p { (words.get("accounts-sign-in-help-text")) } }, false))
        }
    };
    Ok(door.page(app, status, &title, body))
}

pub async fn out(State(app): State<App>, session: Session) -> Result<Response, Problem> {
    let account = match session.account {
        Some(id) => {
            let mut conn = app.db.read().await?;
            store::find_by_id(&mut conn, id).await?
        }
        None => None,
    };
    sign_in::out(&app, &session, account.as_ref()).await?;
    let jar = CookieJar::new().add(sessions::no_cookie(app.settings.is_https()));
    Ok((jar, Redirect::to("/sign-in")).into_response())
}
