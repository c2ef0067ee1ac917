//! `/accounts`: an agency's people, and inviting one more.

use super::super::acts::people::{self, Link, NewPerson};
use super::super::rules::{self, Right};
use super::super::store;
use crate::app::App;
use crate::ground::agencies::{self, Agency};
use crate::ground::ledger;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Action, Resource, ViewAccounts};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use domain::Role;
use domain::ids::AgencyId;
use kit::ui::{self, Choice, Field, Markup, html};
use kit::words::Words;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
pub struct Of {
    agency: Option<AgencyId>,
}

pub async fn show(State(app): State<App>, who: SignedIn, Query(of): Query<Of>) -> Result<Response, Problem> {
    let id = of.agency.unwrap_or(who.account.agency);
    let permit = match app
        .policy
        .permit::<ViewAccounts>(&who.principal, &Resource::Agency { id })
    {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(&app, &refusal).await),
    };
    let (agency, listed, all) = {
        let mut conn = app.db.read().await?;
        let agency = agencies::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let all = if who.account.has(Role::SystemAdmin) {
            agencies::all(&mut conn).await?
        } else {
            Vec::new()
        };
        (agency, store::list(&mut conn, &permit, id).await?, all)
    };
    let words = &who.words;
    let title = words.get("accounts-title");
    let rows = listed.iter().map(|one| row(&app, words, one)).collect();
    let columns = [
        "accounts-name",
        "accounts-roles",
        "accounts-state",
        "accounts-second-factor",
        "accounts-last-sign-in",
    ];
    let table = ui::Table {
        caption: agency.name.clone(),
        columns: columns
            .iter()
            .map(|key| ui::Column::new(words.get(key)).sortable())
            .collect(),
        rows,
        rows_named: true,
        ..ui::Table::default()
    };
    let body = html! {
        h1.govuk-heading-l { (title) }
        @if !all.is_empty() { (agency_choice(words, &all, id)) }
        @if !grantable(&app, &who, id).is_empty() {
            (ui::link_button(&words.get("accounts-invite"), &format!("/accounts/invite?agency={id}"), ui::Look::Main))
        }
        (ui::table(words, &table))
        @if id == who.account.agency && app.policy.allows(&who.principal, Action::ManageAccounts, &Resource::Agency { id }) {
            p { a.govuk-link href="/openid" { (words.get("openid-title")) } }
        }
    };
    web::page(
        &app,
        &who,
        Chrome {
            title,
            current: "/accounts",
            ..Chrome::default()
        },
        body,
    )
    .await
    .map(IntoResponse::into_response)
}

fn agency_choice(words: &Words, all: &[Agency], current: AgencyId) -> Markup {
    let choices: Vec<(String, String)> = all
        .iter()
        .map(|agency| (agency.id.to_string(), agency.name.clone()))
        .collect();
    let field = Field::new("agency", words.get("accounts-agency")).value(current.to_string());
    ui::Form::get("/accounts").render(html! {
        (ui::select(words, &field, &choices))
        (ui::submit(&words.get("accounts-agency-show"), ui::Look::Secondary))
    })
}

fn row(app: &App, words: &Words, one: &store::Listed) -> Vec<ui::Cell> {
    let account = &one.account;
    let roles: Vec<String> = account
        .roles
        .iter()
        .map(|role| words.get(&format!("accounts-role-{}", role.code())))
        .collect();
    let state = state_of(one, app.now_ms());
    let name = html! { a.govuk-link href={ "/accounts/" (account.id) } { span dir="auto" { (account.display_name) } } br; span.haven-quiet { (account.email) } };
    vec![
        ui::Cell::new(name).sort_by(account.display_name.clone()),
        ui::Cell::text(&roles.join(", ")),
        ui::Cell::new(state_tag(words, state)).sort_by(state),
        ui::Cell::text(&words.get(if one.second_factor {
            "accounts-is-set"
        } else {
            "accounts-is-not-set"
        })),
        ui::Cell::text(
            &one.last_sign_in_at
                .map(|at| web::moment(app, words, at))
                .unwrap_or_default(),
        )
        .sort_by(one.last_sign_in_at.unwrap_or(0).to_string()),
    ]
}

/// `invited`, `active`, `suspended`, or `locked` for an active account that waits.
pub fn state_of(one: &store::Listed, now_ms: i64) -> &str {
    let locked = one.account.state == "active" && one.locked_until.is_some_and(|until| until > now_ms);
    if locked { "locked" } else { &one.account.state }
}

pub fn state_tag(words: &Words, state: &str) -> Markup {
    let tone = match state {
        "active" => ui::Tone::Green,
        "invited" => ui::Tone::Blue,
        "locked" => ui::Tone::Orange,
        _ => ui::Tone::Red,
    };
    ui::tag(&words.get(&format!("accounts-state-{state}")), tone)
}

/// The roles that this person may hand out in an agency.
pub fn grantable(app: &App, who: &SignedIn, agency: AgencyId) -> Vec<Role> {
    let place = Resource::Agency { id: agency };
    let may = |right| {
        let action = match right {
            Right::Manage => Action::ManageAccounts,
            Right::AppointAgencyAdmin => Action::AppointAgencyAdmin,
            Right::AppointSystemAdmin => Action::AppointSystemAdmin,
        };
        app.policy.allows(&who.principal, action, &place)
    };
    Role::ALL
        .iter()
        .copied()
        .filter(|role| may(rules::right_for(*role)))
        .collect()
}

pub fn role_choices(words: &Words, roles: &[Role]) -> Vec<Choice> {
    roles
        .iter()
        .map(|role| {
            let key = format!("accounts-role-{}", role.code());
            Choice::new(role.code(), words.get(&key)).hint(words.get(&format!("{key}-hint")))
        })
        .collect()
}

pub fn roles_of(codes: &[String]) -> BTreeSet<Role> {
    codes.iter().filter_map(|code| Role::from_code(code)).collect()
}

#[derive(Deserialize, Default)]
pub struct Sent {
    agency: Option<AgencyId>,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    job_title: String,
    #[serde(default)]
    roles: Vec<String>,
}

async fn place(app: &App, who: &SignedIn, asked: Option<AgencyId>) -> Result<(Agency, Vec<Role>), Problem> {
    let id = asked.unwrap_or(who.account.agency);
    let roles = grantable(app, who, id);
    if roles.is_empty() {
        return match app
            .policy
            .permit::<access::ManageAccounts>(&who.principal, &Resource::Agency { id })
        {
            Err(refusal) => Err(ledger::refused(app, &refusal).await),
            Ok(_) => Err(Problem::NotFound),
        };
    }
    let mut conn = app.db.read().await?;
    let agency = agencies::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
    Ok((agency, roles))
}

pub async fn show_invite(State(app): State<App>, who: SignedIn, Query(of): Query<Of>) -> Result<Response, Problem> {
    let (agency, roles) = place(&app, &who, of.agency).await?;
    draw_invite(&app, &who, &agency, &roles, &Sent::default(), &[]).await
}

pub async fn send_invite(State(app): State<App>, who: SignedIn, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    let (agency, roles) = place(&app, &who, sent.agency).await?;
    let chosen = roles_of(&sent.roles);
    let mut wrong = Vec::new();
    if sent.display_name.trim().is_empty() || sent.display_name.chars().count() > 200 {
        wrong.push(("display_name", "accounts-name-missing"));
    }
    if !rules::is_email(&sent.email) {
        wrong.push(("email", "accounts-email-wrong"));
    }
    if chosen.is_empty() {
        wrong.push(("roles", "accounts-no-roles"));
    }
    if !wrong.is_empty() {
        return draw_invite(&app, &who, &agency, &roles, &sent, &wrong).await;
    }
    let job_title = Some(sent.job_title.trim()).filter(|text| !text.is_empty());
    let person = NewPerson {
        email: sent.email.trim(),
        display_name: sent.display_name.trim(),
        job_title,
        roles: chosen,
    };
    match people::invite(&app, &who.principal, &agency, &person).await {
        Ok(link) => link_page(&app, &who, link, &format!("/accounts?agency={}", agency.id)).await,
        Err(Problem::Conflict { code }) => draw_invite(&app, &who, &agency, &roles, &sent, &[("email", code)]).await,
        Err(other) => Err(other),
    }
}

async fn draw_invite(
    app: &App,
    who: &SignedIn,
    agency: &Agency,
    roles: &[Role],
    sent: &Sent,
    wrong: &[(&str, &str)],
) -> Result<Response, Problem> {
    let words = &who.words;
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| words.get(key))
    };
    let name = Field::new("display_name", words.get("accounts-name"))
        .value(&sent.display_name)
        .error(error("display_name"));
    let email = Field::new("email", words.get("accounts-email"))
        .hint(words.get("accounts-email-hint"))
        .value(&sent.email)
        .error(error("email"));
    let job = Field::new("job_title", words.get("accounts-job-title")).value(&sent.job_title);
    let role = Field::new("roles", words.get("accounts-roles")).error(error("roles"));
    let errors: Vec<_> = [&name, &email, &role].into_iter().filter_map(Field::summary).collect();
    let plain = ui::TextOptions {
        name_like: true,
        ..ui::TextOptions::default()
    };
    let title = words.get("accounts-invite");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            p { (words.with("accounts-invite-text", &[("agency", agency.name.clone().into())])) }
            (ui::form("/accounts/invite", &who.session.csrf, html! {
                (ui::hidden("agency", &agency.id.to_string()))
                (ui::text_input(words, &name, &plain))
                (ui::text_input(words, &email, &ui::TextOptions { kind: ui::InputKind::Email, ..plain.clone() }))
                (ui::text_input(words, &job, &ui::TextOptions::default()))
                (ui::checkboxes(words, &role, &role_choices(words, roles), &sent.roles))
                (ui::submit(&words.get("accounts-invite-send"), ui::Look::Main))
            }))
        }
    };
    let has_errors = !errors.is_empty();
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let chrome = Chrome {
        title,
        current: "/accounts",
        back: Some(format!("/accounts?agency={}", agency.id)),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}

/// What became of a link: mailed, or shown this once to be handed over.
pub async fn link_page(app: &App, who: &SignedIn, link: Link, onward: &str) -> Result<Response, Problem> {
    let words = &who.words;
    let days = [("days", rules::INVITATION_DAYS.into())];
    let title = words.get("accounts-link-title");
    let body = html! {
        div.haven-measure {
            h1.govuk-heading-l { (title) }
            @match &link {
                Link::Mailed => p { (words.with("accounts-link-mailed", &days)) },
                Link::Shown(link) => {
                    p { (words.with("accounts-link-shown", &days)) }
                    p { code id="invitation-link" { (link) } }
                    (ui::warning_text(words, &words.get("accounts-link-once")))
                    (ui::copy_button(&words.get("accounts-link-copy"), "invitation-link"))
                },
            }
            p { a.govuk-link href=(onward) { (words.get("accounts-link-back")) } }
        }
    };
    web::page(
        app,
        who,
        Chrome {
            title,
            current: "/accounts",
            ..Chrome::default()
        },
        body,
    )
    .await
    .map(IntoResponse::into_response)
}
