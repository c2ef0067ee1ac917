//! `/account/passkeys`: adding, naming and removing passkeys.

use super::super::acts::own;
use super::super::own::Owner;
use super::super::{passkeys, store};
use super::confirm;
use super::door::{Device, with_cookie};
use crate::app::App;
use crate::problem::Problem;
use crate::web::{self, Chrome};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::PasskeyId;
use kit::ui::{self, Field, Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

pub async fn show(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    passkeys::needed(&app)?;
    if let Some(first) = confirm::needed_before(&app, &owner, "/account/passkeys") {
        return Ok(first);
    }
    let kept = {
        let mut conn = app.db.read().await?;
        store::passkeys(&mut conn, owner.account.id).await?
    };
    let words = &owner.words;
    let csrf = &owner.session.csrf;
    let title = words.get("accounts-passkeys");
    let body = html! {
        div.haven-measure {
            h1.govuk-heading-l { (title) }
            p { (words.get("accounts-passkeys-text")) }
            @for one in &kept {
                @let action = format!("/account/passkeys/{}", one.id);
                @let label = Field::new("label", words.get("accounts-passkey-label")).id(format!("label-{}", one.id)).value(&one.label);
                section.haven-entry {
                    h2.govuk-heading-s { (one.label) }
                    p.haven-quiet {
                        (words.with("accounts-passkey-made", &[("when", web::moment(&app, words, one.made_at).into())]))
                        @if let Some(used) = one.last_used_at {
                            " " (words.with("accounts-passkey-used", &[("when", web::moment(&app, words, used).into())]))
                        }
                    }
                    (ui::form(&action, csrf, html! {
                        (ui::text_input(words, &label, &ui::TextOptions { width: ui::Width::Characters30, ..ui::TextOptions::default() }))
                        (ui::submit(&words.get("accounts-passkey-rename"), ui::Look::Secondary))
                    }))
                    (ui::form(&format!("{action}/remove"), csrf, html! { (ui::submit(&words.get("accounts-passkey-remove"), ui::Look::Warning)) }))
                }
            }
            @if kept.is_empty() { p { (words.get("accounts-passkeys-none")) } }
            (add_form(&owner))
            p.haven-quiet { (words.get("accounts-passkeys-need-script")) }
        }
    };
    let chrome = Chrome {
        title,
        back: Some("/account".to_owned()),
        ..Chrome::default()
    };
    owner.page(&app, chrome, body).await.map(IntoResponse::into_response)
}

/// The button that adds a passkey, with the name it will have.
pub fn add_form(owner: &Owner) -> Markup {
    let words = &owner.words;
    let label =
        Field::new("label", words.get("accounts-passkey-new-label")).hint(words.get("accounts-passkey-label-hint"));
    let options = ui::TextOptions {
        width: ui::Width::Characters30,
        passkey: true,
        ..ui::TextOptions::default()
    };
    ui::form(
        "/account/passkeys",
        &owner.session.csrf,
        html! {
            (ui::text_input(words, &label, &options))
            (ui::passkey_button(&words.get("accounts-passkey-add"), true, "/account/passkeys/options", "/account/passkeys/finish"))
        },
    )
}

pub async fn options(State(app): State<App>, owner: Owner) -> Result<Json<Value>, Problem> {
    own::new_passkey_options(&app, &owner).await.map(Json)
}

#[derive(Deserialize)]
pub struct Answer {
    credential: RegisterPublicKeyCredential,
    #[serde(default)]
    label: String,
}

pub async fn finish(
    State(app): State<App>,
    Device(device): Device,
    owner: Owner,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    let typed = short(&answer.label);
    let label = if typed.is_empty() {
        device.clone().unwrap_or_else(|| "Passkey".to_owned())
    } else {
        typed
    };
    let begun = own::add_passkey(&app, &owner, &answer.credential, &label, device).await?;
    Ok((with_cookie(&app, begun), Json(json!({ "next": "/account" }))).into_response())
}

fn short(label: &str) -> String {
    label.trim().chars().take(100).collect()
}

#[derive(Deserialize)]
pub struct Named {
    #[serde(default)]
    label: String,
}

pub async fn rename(
    State(app): State<App>,
    owner: Owner,
    Path(id): Path<PasskeyId>,
    Form(named): Form<Named>,
) -> Result<Redirect, Problem> {
    let label = short(&named.label);
    if !label.is_empty() {
        own::rename_passkey(&app, &owner, id, &label).await?;
    }
    Ok(Redirect::to("/account/passkeys"))
}

pub async fn remove(State(app): State<App>, owner: Owner, Path(id): Path<PasskeyId>) -> Result<Response, Problem> {
    if let Some(first) = confirm::needed_before(&app, &owner, "/account/passkeys") {
        return Ok(first);
    }
    own::remove_passkey(&app, &owner, id).await?;
    Ok(Redirect::to("/account/passkeys").into_response())
}
