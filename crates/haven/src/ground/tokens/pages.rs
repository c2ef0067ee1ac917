//! `/tokens`: an agency's keys to the API.

use super::{acts, rules, store};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{ManageTokens, Permit, Resource, TokenScope};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::TokenId;
use kit::ui::{self, Choice, Field, Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;

async fn permit(app: &App, who: &SignedIn) -> Result<Permit<ManageTokens>, Problem> {
    match app
        .policy
        .permit::<ManageTokens>(&who.principal, &Resource::Agency { id: who.account.agency })
    {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

pub async fn show(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let permit = permit(&app, &who).await?;
    let listed = {
        let mut conn = app.db.read().await?;
        store::list(&mut conn, &permit, who.account.agency).await?
    };
    let words = &who.words;
    let title = words.get("tokens-title");
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.haven-measure { (words.get("tokens-text")) }
        (ui::link_button(&words.get("tokens-give"), "/tokens/give", ui::Look::Main))
        @if listed.is_empty() { (ui::empty_state(&words.get("tokens-none"), "", None)) }
        @else { (table(&app, &who, &title, &listed)) }
    };
    web::page(
        &app,
        &who,
        Chrome {
            title,
            current: "/tokens",
            ..Chrome::default()
        },
        body,
    )
    .await
}

fn table(app: &App, who: &SignedIn, caption: &str, listed: &[store::Listed]) -> Markup {
    let words = &who.words;
    let now = app.now_ms();
    let rows = listed
        .iter()
        .map(|one| {
            let scopes: Vec<String> = one
                .scopes
                .iter()
                .map(|scope| words.get(&format!("tokens-scope-{}", scope.code())))
                .collect();
            let (state, tone) = match one.revoked_at {
                Some(_) => ("tokens-state-revoked", ui::Tone::Red),
                None if one.expires_at <= now => ("tokens-state-expired", ui::Tone::Grey),
                None => ("tokens-state-good", ui::Tone::Green),
            };
            let act = if state == "tokens-state-good" {
                ui::form(
                    &format!("/tokens/{}/revoke", one.id),
                    &who.session.csrf,
                    ui::text_button(&words.get("tokens-revoke"), Some(&one.label), "revoke", "1"),
                )
            } else {
                html! {}
            };
            vec![
                ui::Cell::text(&one.label),
                ui::Cell::text(&scopes.join(", ")),
                ui::Cell::text(&web::day(app, words, one.expires_at)).sort_by(one.expires_at.to_string()),
                ui::Cell::text(
                    &one.last_used_at
                        .map(|at| web::moment(app, words, at))
                        .unwrap_or_default(),
                )
                .sort_by(one.last_used_at.unwrap_or(0).to_string()),
                ui::Cell::text(&format!("{}, {}", one.made_by, web::day(app, words, one.made_at)))
                    .sort_by(one.made_at.to_string()),
                ui::Cell::new(ui::tag(&words.get(state), tone)),
                ui::Cell::new(act),
            ]
        })
        .collect();
    let columns = [
        "tokens-label",
        "tokens-scopes",
        "tokens-expires",
        "tokens-last-used",
        "tokens-made",
        "tokens-state",
        "tokens-act",
    ];
    ui::table(
        words,
        &ui::Table {
            caption: caption.to_owned(),
            caption_hidden: true,
            columns: columns.iter().map(|key| ui::Column::new(words.get(key))).collect(),
            rows,
            rows_named: true,
            ..ui::Table::default()
        },
    )
}

#[derive(Deserialize, Default)]
pub struct Sent {
    #[serde(default)]
    label: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    days: String,
}

pub async fn show_give(State(app): State<App>, who: SignedIn) -> Result<Response, Problem> {
    let _permit = permit(&app, &who).await?;
    draw_give(
        &app,
        &who,
        &Sent {
            days: "90".to_owned(),
            ..Sent::default()
        },
        &[],
    )
    .await
}

pub async fn send_give(State(app): State<App>, who: SignedIn, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    let label = sent.label.trim();
    let scopes: BTreeSet<TokenScope> = sent
        .scopes
        .iter()
        .filter_map(|code| TokenScope::from_code(code))
        .collect();
    let days = rules::days(&sent.days);
    let mut wrong = Vec::new();
    if label.is_empty() || label.chars().count() > 100 {
        wrong.push(("label", "tokens-label-missing"));
    }
    if scopes.is_empty() {
        wrong.push(("scopes", "tokens-scopes-missing"));
    }
    let (true, Some(days)) = (wrong.is_empty(), days) else {
        let _permit = permit(&app, &who).await?;
        if days.is_none() {
            wrong.push(("days", "tokens-days-wrong"));
        }
        return draw_give(&app, &who, &sent, &wrong).await;
    };
    let (_, token) = acts::give(&app, &who.principal, who.account.agency, label, &scopes, days).await?;
    let words = &who.words;
    let title = words.get("tokens-given-title");
    let body = html! {
        div.haven-measure {
            h1.govuk-heading-l { (title) }
            p { (words.get("tokens-given-text")) }
            p { code id="token" { (token) } }
            (ui::warning_text(words, &words.get("tokens-given-once")))
            (ui::copy_button(&words.get("tokens-copy"), "token"))
            p { a.govuk-link href="/tokens" { (words.get("tokens-back")) } }
        }
    };
    web::page(
        &app,
        &who,
        Chrome {
            title,
            current: "/tokens",
            ..Chrome::default()
        },
        body,
    )
    .await
    .map(IntoResponse::into_response)
}

async fn draw_give(app: &App, who: &SignedIn, sent: &Sent, wrong: &[(&str, &str)]) -> Result<Response, Problem> {
    let words = &who.words;
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| words.get(key))
    };
    let label = Field::new("label", words.get("tokens-label"))
        .hint(words.get("tokens-label-hint"))
        .value(&sent.label)
        .error(error("label"));
    let scopes = Field::new("scopes", words.get("tokens-scopes"))
        .hint(words.get("tokens-scopes-hint"))
        .error(error("scopes"));
    let days = Field::new("days", words.get("tokens-days"))
        .hint(words.get("tokens-days-hint"))
        .value(&sent.days)
        .error(error("days"));
    let choices: Vec<Choice> = TokenScope::ALL
        .iter()
        .map(|scope| {
            let key = format!("tokens-scope-{}", scope.code());
            Choice::new(scope.code(), words.get(&key)).hint(words.get(&format!("{key}-hint")))
        })
        .collect();
    let errors: Vec<_> = [&label, &scopes, &days]
        .into_iter()
        .filter_map(Field::summary)
        .collect();
    let has_errors = !errors.is_empty();
    let title = words.get("tokens-give");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            (ui::form("/tokens/give", &who.session.csrf, html! {
                (ui::text_input(words, &label, &ui::TextOptions::default()))
                (ui::checkboxes(words, &scopes, &choices, &sent.scopes))
                (ui::text_input(words, &days, &ui::TextOptions { kind: ui::InputKind::Number, width: ui::Width::Characters4, ..ui::TextOptions::default() }))
                (ui::submit(&words.get("tokens-give-send"), ui::Look::Main))
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
        current: "/tokens",
        back: Some("/tokens".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}

pub async fn revoke(State(app): State<App>, who: SignedIn, Path(id): Path<TokenId>) -> Result<Redirect, Problem> {
    let agency = {
        let mut conn = app.db.read().await?;
        store::agency_of(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    acts::revoke(&app, &who.principal, id, agency).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "tokens-revoked").await?;
    tx.commit().await?;
    Ok(Redirect::to("/tokens"))
}
