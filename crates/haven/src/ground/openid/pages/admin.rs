//! `/openid`: an agency's administrator adds and withdraws the agency's provider.

use super::super::acts::{self, NewProvider};
use super::super::{rules, store};
use crate::app::App;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use kit::ui::{self, Fact, Field, html};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub struct Sent {
    #[serde(default)]
    label: String,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    secret: String,
}

pub async fn show(State(app): State<App>, who: SignedIn) -> Result<Response, Problem> {
    draw(&app, &who, &Sent::default(), &[]).await
}

pub async fn add(State(app): State<App>, who: SignedIn, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    let mut wrong = Vec::new();
    let filled = |text: &str| !text.trim().is_empty() && text.len() <= 500;
    if !filled(&sent.label) {
        wrong.push(("label", "openid-label-missing"));
    }
    if !rules::is_issuer(&sent.issuer, app.settings.is_https()) {
        wrong.push(("issuer", "openid-issuer-wrong"));
    }
    if !filled(&sent.client_id) {
        wrong.push(("client_id", "openid-client-missing"));
    }
    if !filled(&sent.secret) {
        wrong.push(("secret", "openid-secret-missing"));
    }
    if wrong.is_empty() {
        let new = NewProvider {
            label: sent.label.trim(),
            issuer: sent.issuer.trim(),
            client_id: sent.client_id.trim(),
            secret: sent.secret.trim(),
        };
        if acts::add(&app, &who.principal, who.account.agency, &new).await? {
            return done(&app, &who, "openid-added").await;
        }
        wrong.push(("issuer", "openid-issuer-silent"));
    }
    draw(&app, &who, &sent, &wrong).await
}

pub async fn withdraw(State(app): State<App>, who: SignedIn, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    acts::withdraw(&app, &who.principal, who.account.agency, id).await?;
    done(&app, &who, "openid-withdrawn").await
}

async fn done(app: &App, who: &SignedIn, said: &str) -> Result<Response, Problem> {
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, said).await?;
    tx.commit().await?;
    Ok(Redirect::to("/openid").into_response())
}

async fn draw(app: &App, who: &SignedIn, sent: &Sent, wrong: &[(&str, &str)]) -> Result<Response, Problem> {
    let permit = acts::permit(app, &who.principal, who.account.agency).await?;
    let providers = {
        let mut conn = app.db.read().await?;
        store::of_agency(&mut conn, &permit, who.account.agency).await?
    };
    let words = &who.words;
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| words.get(key))
    };
    let label = Field::new("label", words.get("openid-label"))
        .hint(words.get("openid-label-hint"))
        .value(&sent.label)
        .error(error("label"));
    let issuer = Field::new("issuer", words.get("openid-issuer"))
        .hint(words.get("openid-issuer-hint"))
        .value(&sent.issuer)
        .error(error("issuer"));
    let client = Field::new("client_id", words.get("openid-client"))
        .value(&sent.client_id)
        .error(error("client_id"));
    let secret = Field::new("secret", words.get("openid-secret"))
        .hint(words.get("openid-secret-hint"))
        .error(error("secret"));
    let errors: Vec<_> = [&label, &issuer, &client, &secret]
        .into_iter()
        .filter_map(Field::summary)
        .collect();
    let has_errors = !errors.is_empty();
    let plain = ui::TextOptions {
        name_like: true,
        ..ui::TextOptions::default()
    };
    let title = words.get("openid-title");
    let back = format!("{}/sign-in/with/…/back", app.settings.public_url.trim_end_matches('/'));
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            p { (words.get("openid-text")) }
            @for provider in &providers {
                section.haven-entry {
                    h2.govuk-heading-s { (provider.label) }
                    (ui::summary_list(words, &[
                        Fact::text(words, words.get("openid-issuer"), &provider.issuer),
                        Fact::text(words, words.get("openid-client"), &provider.client_id),
                        Fact::text(words, words.get("openid-back"), &super::super::flow::back_address(app, provider.id)),
                        Fact::text(words, words.get("openid-made"), &web::moment(app, words, provider.made_at)),
                    ]))
                    (ui::form(&format!("/openid/{}/withdraw", provider.id), &who.session.csrf, ui::submit(&words.get("openid-withdraw"), ui::Look::Warning)))
                }
            }
            h2.govuk-heading-m { (words.get("openid-add")) }
            p { (words.with("openid-add-text", &[("back", back.into())])) }
            (ui::form("/openid", &who.session.csrf, html! {
                (ui::text_input(words, &label, &ui::TextOptions::default()))
                (ui::text_input(words, &issuer, &plain))
                (ui::text_input(words, &client, &plain))
                (ui::password_input(words, &secret, "off"))
                (ui::submit(&words.get("openid-add-send"), ui::Look::Main))
            }))
        }
    };
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let chrome = Chrome {
        title,
        current: "/accounts",
        back: Some("/accounts".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}
