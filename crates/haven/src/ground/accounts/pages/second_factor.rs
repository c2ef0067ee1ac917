//! `/account/second-factor`: the authenticator app; `/account/recovery-codes`. Whoever has no second factor yet comes
//! here straight from the password and gets no further without one.

use super::super::acts::own;
use super::super::own::Owner;
use super::super::passkeys;
use super::confirm;
use super::door::{Device, with_cookie};
use crate::app::App;
use crate::problem::Problem;
use crate::web::{self, Chrome};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use kit::ui::{self, Field, Markup, html};
use kit::words::Words;
use serde::Deserialize;

pub async fn show(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    match confirm::needed_before(&app, &owner, "/account/second-factor") {
        Some(first) => Ok(first),
        None => draw(&app, &owner, StatusCode::OK, false).await,
    }
}

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    code: String,
}

pub async fn send(
    State(app): State<App>,
    Device(device): Device,
    owner: Owner,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    match own::confirm_seed(&app, &owner, &sent.code, device).await? {
        None => draw(&app, &owner, StatusCode::UNPROCESSABLE_ENTITY, true).await,
        Some(set_up) => {
            let words = &owner.words;
            let title = words.get("accounts-app-done-title");
            let body = codes_page(words, &title, &set_up.codes);
            // The session has a new token, so the frame of a signed-in page cannot be drawn in this answer; its
            // button leads to one.
            let page = web::bare(&app, words, &title, Some(set_up.begun.csrf.clone()), body);
            Ok((with_cookie(&app, set_up.begun), page).into_response())
        }
    }
}

async fn draw(app: &App, owner: &Owner, status: StatusCode, refused: bool) -> Result<Response, Problem> {
    let seed = own::offered_seed(app, owner).await?;
    let picture = seed.picture("Haven", &owner.account.email)?;
    let words = &owner.words;
    let code = Field::new("code", words.get("accounts-app-code"))
        .hint(words.get("accounts-app-code-hint"))
        .error(refused.then(|| words.get("accounts-app-code-refused")));
    let options = ui::TextOptions {
        kind: ui::InputKind::Number,
        width: ui::Width::Characters10,
        autocomplete: Some("one-time-code"),
        ..ui::TextOptions::default()
    };
    let title = words.get("accounts-app-title");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &code.summary().into_iter().collect::<Vec<_>>()))
            h1.govuk-heading-l { (title) }
            @if owner.who.is_none() { (ui::inset(html! { (words.get("accounts-app-first")) })) }
            @if owner.proofs.totp.is_some() { (ui::warning_text(words, &words.get("accounts-app-replaces"))) }
            ol.govuk-list.govuk-list--number {
                li { (words.get("accounts-app-step-1")) }
                li { (words.get("accounts-app-step-2")) }
                li { (words.get("accounts-app-step-3")) }
            }
            p { img src=(picture) alt=(words.get("accounts-app-picture")) width="240" height="240"; }
            p { (words.get("accounts-app-by-hand")) " " code id="seed" { (seed.text()) } }
            (ui::form("/account/second-factor", &owner.session.csrf, html! {
                (ui::text_input(words, &code, &options))
                (ui::submit(&words.get("accounts-app-confirm"), ui::Look::Main))
            }))
            @if owner.who.is_none() && passkeys::service(app).is_some() {
                h2.govuk-heading-m { (words.get("accounts-app-or-passkey")) }
                p { (words.get("accounts-passkeys-text")) }
                (super::passkeys::add_form(owner))
            }
            @if owner.proofs.totp.is_some() {
                (ui::form("/account/second-factor/remove", &owner.session.csrf, html! {
                    (ui::submit(&words.get("accounts-app-remove"), ui::Look::Warning))
                }))
            }
        }
    };
    let back = owner.who.is_some().then(|| "/account".to_owned());
    let chrome = Chrome {
        title,
        back,
        has_errors: refused,
        ..Chrome::default()
    };
    Ok((status, owner.page(app, chrome, body).await?).into_response())
}

pub async fn remove(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    if let Some(first) = confirm::needed_before(&app, &owner, "/account/second-factor") {
        return Ok(first);
    }
    own::remove_app(&app, &owner).await?;
    Ok(Redirect::to("/account").into_response())
}

/// Recovery codes, shown this once.
fn codes_page(words: &Words, title: &str, codes: &[String]) -> Markup {
    html! {
        div.haven-measure {
            h1.govuk-heading-l { (title) }
            p { (words.get("accounts-recovery-text")) }
            ul.govuk-list id="recovery-codes" { @for code in codes { li { code { (code) } } } }
            (ui::warning_text(words, &words.get("accounts-recovery-once")))
            (ui::button_group(&[
                ui::copy_button(&words.get("accounts-recovery-copy"), "recovery-codes"),
                ui::print_button(&words.get("accounts-recovery-print")),
                ui::link_button(&words.get("accounts-continue"), "/", ui::Look::Main),
            ]))
        }
    }
}

pub async fn show_codes(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    if let Some(first) = confirm::needed_before(&app, &owner, "/account/recovery-codes") {
        return Ok(first);
    }
    let words = &owner.words;
    let title = words.get("accounts-recovery");
    let body = html! {
        div.haven-measure {
            h1.govuk-heading-l { (title) }
            p { (words.with("accounts-recovery-left", &[("count", owner.proofs.recovery_codes_left.into())])) }
            p { (words.get("accounts-recovery-new-text")) }
            (ui::form("/account/recovery-codes", &owner.session.csrf, html! {
                (ui::submit(&words.get("accounts-recovery-new"), ui::Look::Main))
            }))
        }
    };
    let chrome = Chrome {
        title,
        back: Some("/account".to_owned()),
        ..Chrome::default()
    };
    owner.page(&app, chrome, body).await.map(IntoResponse::into_response)
}

pub async fn send_codes(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    if let Some(first) = confirm::needed_before(&app, &owner, "/account/recovery-codes") {
        return Ok(first);
    }
    let codes = own::new_recovery_codes(&app, &owner).await?;
    let title = owner.words.get("accounts-recovery");
    let body = codes_page(&owner.words, &title, &codes);
    owner
        .page(
            &app,
            Chrome {
                title,
                ..Chrome::default()
            },
            body,
        )
        .await
        .map(IntoResponse::into_response)
}
