//! `/accounts/{id}`: one of an agency's people: roles, suspending, and help for who cannot get in.

use super::super::acts::people;
use super::super::rules::{self, Right};
use super::super::store::{self, Account, Listed};
use super::people::{grantable, link_page, role_choices, roles_of, state_of, state_tag};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Action, Resource, ViewAccounts};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::AccountId;
use kit::ui::{self, Fact, Field, html};
use serde::Deserialize;

async fn find(app: &App, who: &SignedIn, id: AccountId) -> Result<Listed, Problem> {
    let account = {
        let mut conn = app.db.read().await?;
        store::find_by_id(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    let place = Resource::Account {
        id,
        agency: account.agency,
    };
    if let Err(refusal) = app.policy.permit::<ViewAccounts>(&who.principal, &place) {
        return Err(ledger::refused(app, &refusal).await);
    }
    let permit = app
        .policy
        .permit::<ViewAccounts>(&who.principal, &Resource::Agency { id: account.agency })?;
    let mut conn = app.db.read().await?;
    store::list(&mut conn, &permit, account.agency)
        .await?
        .into_iter()
        .find(|one| one.account.id == id)
        .ok_or(Problem::NotFound)
}

pub async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<AccountId>) -> Result<Response, Problem> {
    let listed = find(&app, &who, id).await?;
    draw(&app, &who, &listed, None).await
}

async fn draw(app: &App, who: &SignedIn, listed: &Listed, error: Option<String>) -> Result<Response, Problem> {
    let words = &who.words;
    let account = &listed.account;
    let place = Resource::Account {
        id: account.id,
        agency: account.agency,
    };
    let may = |action| app.policy.allows(&who.principal, action, &place);
    let is_self = account.id == who.account.id;
    let may_lock = may(Action::LockAccounts) && !is_self;
    let may_help = !is_self
        && may(match rules::right_over(&account.roles) {
            Right::AppointSystemAdmin => Action::AppointSystemAdmin,
            Right::Manage | Right::AppointAgencyAdmin => Action::ManageAccounts,
        });
    let roles = if is_self {
        Vec::new()
    } else {
        grantable(app, who, account.agency)
    };
    let state = state_of(listed, app.now_ms());
    let facts = [
        Fact::text(words, words.get("accounts-name"), &account.display_name),
        Fact::text(words, words.get("accounts-email"), &account.email),
        Fact::text(words, words.get("accounts-agency"), &account.agency_name),
        Fact::text(
            words,
            words.get("accounts-job-title"),
            account.job_title.as_deref().unwrap_or(""),
        ),
        Fact::text(
            words,
            words.get("accounts-phone"),
            account.phone.as_deref().unwrap_or(""),
        ),
        Fact::new(words.get("accounts-state"), state_tag(words, state)),
        Fact::text(
            words,
            words.get("accounts-second-factor"),
            &words.get(if listed.second_factor {
                "accounts-is-set"
            } else {
                "accounts-is-not-set"
            }),
        ),
        Fact::text(
            words,
            words.get("accounts-last-sign-in"),
            &listed
                .last_sign_in_at
                .map(|at| web::moment(app, words, at))
                .unwrap_or_default(),
        ),
    ];
    let action = |act: &str| format!("/accounts/{}/{act}", account.id);
    let press = |act: &str, look| {
        ui::form(
            &action(act),
            &who.session.csrf,
            ui::submit(&words.get(&format!("accounts-act-{act}")), look),
        )
    };
    let chosen: Vec<String> = account.roles.iter().map(|role| role.code().to_owned()).collect();
    let field = Field::new("roles", words.get("accounts-roles")).error(error);
    let errors: Vec<_> = field.summary().into_iter().collect();
    let has_errors = !errors.is_empty();
    // No name in the title: titles stay in histories.
    let title = words.get("accounts-person-title");
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l { (title) }
        (ui::summary_list(words, &facts))
        @if is_self { (ui::inset(html! { (words.get("accounts-person-self")) })) }
        @if roles.is_empty() {
            p { (words.get("accounts-roles")) ": "
                (account.roles.iter().map(|role| words.get(&format!("accounts-role-{}", role.code()))).collect::<Vec<_>>().join(", ")) }
        } @else {
            (ui::form(&action("roles"), &who.session.csrf, html! {
                (ui::checkboxes(words, &field, &role_choices(words, &roles), &chosen))
                (ui::submit(&words.get("accounts-roles-save"), ui::Look::Main))
            }))
        }
        @if may_lock || may_help { h2.govuk-heading-m { (words.get("accounts-person-help")) } }
        @if may_lock && state == "locked" { (press("unlock", ui::Look::Secondary)) }
        @if may_help && account.state != "suspended" { (press("link", ui::Look::Secondary)) }
        @if may_help && listed.second_factor { (press("second-factor", ui::Look::Secondary)) }
        @if may_lock && account.state == "suspended" { (press("reactivate", ui::Look::Secondary)) }
        @if may_lock && account.state != "suspended" { (press("suspend", ui::Look::Warning)) }
    };
    let back = Some(format!("/accounts?agency={}", account.agency));
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let chrome = Chrome {
        title,
        current: "/accounts",
        back,
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}

#[derive(Deserialize)]
pub struct Roles {
    #[serde(default)]
    roles: Vec<String>,
}

pub async fn roles(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<AccountId>,
    Form(sent): Form<Roles>,
) -> Result<Response, Problem> {
    let listed = find(&app, &who, id).await?;
    let account = &listed.account;
    // Roles that this person may not hand out are not on the form; they stay as they are.
    let offered = grantable(&app, &who, account.agency);
    let mut wanted = roles_of(&sent.roles);
    wanted.extend(account.roles.iter().copied().filter(|role| !offered.contains(role)));
    match people::change_roles(&app, &who.principal, account, &wanted).await {
        Ok(()) => done(&app, &who, account, "accounts-roles-saved").await,
        Err(Problem::Bad { code, .. }) => draw(&app, &who, &listed, Some(who.words.get(code))).await,
        Err(other) => Err(other),
    }
}

pub async fn act(
    State(app): State<App>,
    who: SignedIn,
    Path((id, act)): Path<(AccountId, String)>,
) -> Result<Response, Problem> {
    let listed = find(&app, &who, id).await?;
    let account = &listed.account;
    let said = match act.as_str() {
        "suspend" => {
            people::suspend(&app, &who.principal, account).await?;
            "accounts-suspended"
        }
        "reactivate" => {
            people::reactivate(&app, &who.principal, account).await?;
            "accounts-reactivated"
        }
        "unlock" => {
            people::unlock(&app, &who.principal, account).await?;
            "accounts-unlocked"
        }
        "second-factor" => {
            people::reset_second_factor(&app, &who.principal, account).await?;
            "accounts-second-factor-reset"
        }
        "link" => {
            let link = people::new_link(&app, &who.principal, account).await?;
            return link_page(&app, &who, link, &format!("/accounts/{id}")).await;
        }
        _ => return Err(Problem::NotFound),
    };
    done(&app, &who, account, said).await
}

async fn done(app: &App, who: &SignedIn, account: &Account, said: &str) -> Result<Response, Problem> {
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, said).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/accounts/{}", account.id)).into_response())
}
