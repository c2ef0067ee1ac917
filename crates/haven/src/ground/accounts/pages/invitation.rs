//! `/invitation/{token}`: somebody who was invited, or whose password is reset, sets a password.

use super::super::{passwords, rules, store};
use super::door::{Device, Door};
use super::password;
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, Session};
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use kit::ui::{self, Field, html};
use serde::Deserialize;

pub async fn show(State(app): State<App>, Path(token): Path<String>, door: Door) -> Result<Response, Problem> {
    draw(&app, door, &token, StatusCode::OK, None).await
}

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

pub async fn send(
    State(app): State<App>,
    Device(device): Device,
    Path(token): Path<String>,
    session: Session,
    door: Door,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        match store::find_invitation(&app, &mut conn, &token).await? {
            Some(invitation) => store::find_by_id(&mut conn, invitation.account)
                .await?
                .map(|account| (invitation, account)),
            None => None,
        }
    };
    let Some((invitation, account)) = found else {
        return draw(&app, door, &token, StatusCode::NOT_FOUND, None).await;
    };
    if let Some(wrong) = password::problem(&sent.password, &sent.again, &account.email, &account.display_name) {
        return draw(&app, door, &token, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong)).await;
    }
    let hash = passwords::hash_aside(sent.password).await?;
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::use_invitation(&mut tx, invitation.id, now).await? {
        return Err(Problem::NotFound);
    }
    store::accept(&mut tx, account.id, &hash).await?;
    sessions::end_all_but(&mut tx, account.id, None).await?;
    let line = Line::plain(
        now,
        Some(account.id),
        Some(account.agency),
        "account.accept",
        Subject::of("account", account.id),
    );
    ledger::append(&mut tx, line).await?;
    super::enter(&app, tx, account.id, session.id, device).await
}

async fn draw(
    app: &App,
    door: Door,
    token: &str,
    status: StatusCode,
    wrong: Option<(&str, &str)>,
) -> Result<Response, Problem> {
    let account = {
        let mut conn = app.db.read().await?;
        match store::find_invitation(app, &mut conn, token).await? {
            Some(invitation) => store::find_by_id(&mut conn, invitation.account).await?,
            None => None,
        }
    };
    let words = &door.words;
    let Some(account) = account else {
        let title = words.get("accounts-invitation-gone-title");
        let body = html! {
            div.haven-measure {
                h1.govuk-heading-l { (title) }
                p { (words.with("accounts-invitation-gone", &[("days", rules::INVITATION_DAYS.into())])) }
                p { a.govuk-link href="/sign-in" { (words.get("accounts-sign-in")) } }
            }
        };
        return Ok(door.page(app, StatusCode::NOT_FOUND, &title, body));
    };
    let error = |name: &str| wrong.filter(|(field, _)| *field == name).map(|(_, key)| words.get(key));
    let password = Field::new("password", words.get("accounts-password-new"))
        .hint(words.get("accounts-password-hint"))
        .error(error("password"));
    let again = Field::new("again", words.get("accounts-password-again")).error(error("again"));
    let errors: Vec<_> = [password.summary(), again.summary()].into_iter().flatten().collect();
    let title = words.get("accounts-invitation-title");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            (ui::summary_list(words, &[
                ui::Fact::text(words, words.get("accounts-name"), &account.display_name),
                ui::Fact::text(words, words.get("accounts-email"), &account.email),
                ui::Fact::text(words, words.get("accounts-agency"), &account.agency_name),
            ]))
            (ui::form(&format!("/invitation/{}", rules::percent(token)), &door.csrf, html! {
                // Password managers keep the password with this address.
                input type="hidden" name="username" autocomplete="username" value=(account.email);
                (ui::password_input(words, &password, "new-password"))
                (ui::password_input(words, &again, "new-password"))
                (ui::submit(&words.get("accounts-invitation-accept"), ui::Look::Main))
            }))
        }
    };
    Ok(door.page(app, status, &title, body))
}
