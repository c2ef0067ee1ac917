//! `/account`: one's own details, ways of signing in, and where one is signed in.

use super::super::acts::own;
use super::super::own::Owner;
use super::super::{passkeys, rules};
use crate::app::App;
use crate::ground::sessions::{self, Listed};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use kit::ui::{self, Fact, Markup, html};
use serde::Deserialize;
use uuid::Uuid;

pub async fn show(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    let Some(who) = &owner.who else {
        return Ok(Redirect::to("/account/second-factor").into_response());
    };
    let listed = {
        let mut conn = app.db.read().await?;
        sessions::list(&mut conn, owner.account.id, app.now_ms()).await?
    };
    let words = &owner.words;
    let account = &owner.account;
    let roles: Vec<String> = account
        .roles
        .iter()
        .map(|role| words.get(&format!("accounts-role-{}", role.code())))
        .collect();
    let purpose = words.get(&format!("purpose-{}", who.principal.purpose.code()));
    let mut purpose = Fact::text(words, words.get("accounts-purpose"), &purpose);
    if rules::purposes_for(&account.roles).len() > 1 {
        purpose = purpose.change("/account/purpose", words.get("accounts-purpose"));
    }
    let change = |fact: Fact| {
        let about = fact.label.clone();
        fact.change("/account/details", about)
    };
    let details = [
        change(Fact::text(words, words.get("accounts-name"), &account.display_name)),
        Fact::text(words, words.get("accounts-email"), &account.email),
        Fact::text(words, words.get("accounts-agency"), &account.agency_name),
        change(Fact::text(
            words,
            words.get("accounts-job-title"),
            account.job_title.as_deref().unwrap_or(""),
        )),
        change(Fact::text(
            words,
            words.get("accounts-phone"),
            account.phone.as_deref().unwrap_or(""),
        )),
        change(Fact::text(
            words,
            words.get("accounts-language"),
            &words.get(&format!("accounts-language-{}", account.language)),
        )),
        change(Fact::text(
            words,
            words.get("accounts-form"),
            &words.get(if account.long_form {
                "accounts-form-long"
            } else {
                "accounts-form-short"
            }),
        )),
        Fact::text(words, words.get("accounts-roles"), &roles.join(", ")),
        purpose,
    ];
    let proofs = &owner.proofs;
    let state = |set: bool| words.get(if set { "accounts-is-set" } else { "accounts-is-not-set" });
    let mut ways = vec![
        Fact::text(
            words,
            words.get("accounts-password"),
            &state(proofs.password_hash.is_some()),
        )
        .change("/account/password", words.get("accounts-password")),
        Fact::text(words, words.get("accounts-app"), &state(proofs.totp.is_some()))
            .change("/account/second-factor", words.get("accounts-app")),
        Fact::text(
            words,
            words.get("accounts-recovery"),
            &words.with(
                "accounts-recovery-left",
                &[("count", proofs.recovery_codes_left.into())],
            ),
        )
        .change("/account/recovery-codes", words.get("accounts-recovery")),
    ];
    if passkeys::service(&app).is_some() {
        ways.push(
            Fact::text(
                words,
                words.get("accounts-passkeys"),
                &words.with("accounts-passkeys-count", &[("count", proofs.passkeys.into())]),
            )
            .change("/account/passkeys", words.get("accounts-passkeys")),
        );
    }
    let title = words.get("your-account");
    let body = html! {
        h1.govuk-heading-l { (title) }
        @if proofs.has_second_factor() && proofs.recovery_codes_left == 0 {
            (ui::warning_text(words, &words.get("accounts-recovery-none")))
        }
        (ui::summary_list(words, &details))
        h2.govuk-heading-m { (words.get("accounts-ways")) }
        (ui::summary_list(words, &ways))
        h2.govuk-heading-m id="sessions" { (words.get("accounts-sessions")) }
        (session_table(&app, &owner, &listed))
        @if listed.len() > 1 {
            (ui::form("/account/sessions/end", &owner.session.csrf, html! {
                (ui::button(&words.get("accounts-sessions-end-others"), ui::Look::Secondary, "session", "others", None))
            }))
        }
    };
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

fn session_table(app: &App, owner: &Owner, listed: &[Listed]) -> Markup {
    let words = &owner.words;
    let rows = listed
        .iter()
        .map(|one| {
            let device = one
                .device
                .clone()
                .unwrap_or_else(|| words.get("accounts-device-unknown"));
            let act = if one.id == owner.session.id {
                html! { (words.get("accounts-session-this")) }
            } else {
                ui::form(
                    "/account/sessions/end",
                    &owner.session.csrf,
                    ui::text_button(
                        &words.get("accounts-session-end"),
                        Some(&device),
                        "session",
                        &one.id.to_string(),
                    ),
                )
            };
            vec![
                ui::Cell::text(&device),
                ui::Cell::text(&web::moment(app, words, one.made_at)),
                ui::Cell::text(&web::moment(app, words, one.seen_at)),
                ui::Cell::new(act),
            ]
        })
        .collect();
    let columns = [
        "accounts-session-device",
        "accounts-session-began",
        "accounts-session-seen",
        "accounts-session-act",
    ];
    ui::table(
        words,
        &ui::Table {
            caption: words.get("accounts-sessions"),
            caption_hidden: true,
            columns: columns.iter().map(|key| ui::Column::new(words.get(key))).collect(),
            rows,
            rows_named: true,
            ..ui::Table::default()
        },
    )
}

#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    session: String,
}

pub async fn end_sessions(State(app): State<App>, owner: Owner, Form(which): Form<Which>) -> Result<Redirect, Problem> {
    let one = match which.session.as_str() {
        "others" => None,
        id => Some(Uuid::parse_str(id).map_err(|_| Problem::NotFound)?),
    };
    own::end_sessions(&app, &owner, one).await?;
    Ok(Redirect::to("/account"))
}
