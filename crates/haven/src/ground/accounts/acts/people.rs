//! Looking after an agency's people: inviting, roles, suspending, helping somebody who is locked out. Each act asks
//! for the right it takes (`rules::right_for`, `rules::right_over`); nobody acts on themselves here.

use super::super::rules::{self, Right};
use super::super::store::{self, Account, NewAccount};
use crate::app::App;
use crate::ground::agencies::Agency;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions;
use crate::problem::Problem;
use access::{
    AppointAgencyAdmin, AppointSystemAdmin, LockAccounts, ManageAccounts, Permit, PermitLine, Principal, Resource,
};
use domain::Role;
use domain::ids::AccountId;
use kit::db::Tx;
use kit::mail;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// Somebody about to be invited.
pub struct NewPerson<'a> {
    pub email: &'a str,
    pub display_name: &'a str,
    pub job_title: Option<&'a str>,
    pub roles: BTreeSet<Role>,
}

/// What became of an invitation's link.
pub enum Link {
    Mailed,
    /// To be shown once and handed over by other means.
    Shown(String),
}

/// Asks for one right over a thing; a refusal is recorded.
async fn permit(app: &App, who: &Principal, right: Right, what: &Resource) -> Result<PermitLine, Problem> {
    let asked = match right {
        Right::Manage => app
            .policy
            .permit::<ManageAccounts>(who, what)
            .map(|permit| permit.line()),
        Right::AppointAgencyAdmin => app
            .policy
            .permit::<AppointAgencyAdmin>(who, what)
            .map(|permit| permit.line()),
        Right::AppointSystemAdmin => app
            .policy
            .permit::<AppointSystemAdmin>(who, what)
            .map(|permit| permit.line()),
    };
    match asked {
        Ok(line) => Ok(line),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

/// Asks for several rights and gives the line of the last.
async fn permits(
    app: &App,
    who: &Principal,
    rights: &BTreeSet<Right>,
    what: &Resource,
) -> Result<Option<PermitLine>, Problem> {
    let mut line = None;
    for right in rights {
        line = Some(permit(app, who, *right, what).await?);
    }
    Ok(line)
}

async fn lock_permit(app: &App, who: &Principal, account: &Account) -> Result<Permit<LockAccounts>, Problem> {
    match app.policy.permit::<LockAccounts>(who, &resource(account)) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

const fn resource(account: &Account) -> Resource {
    Resource::Account {
        id: account.id,
        agency: account.agency,
    }
}

async fn close(
    app: &App,
    mut tx: Tx,
    permit: &PermitLine,
    account: AccountId,
    action: &'static str,
    detail: Json,
) -> Result<(), Problem> {
    let line = Line::under(permit, app.now_ms(), action, Subject::of("account", account)).detail(detail);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Invites somebody into an agency. The page has checked what was typed.
pub async fn invite(app: &App, who: &Principal, agency: &Agency, person: &NewPerson<'_>) -> Result<Link, Problem> {
    let rights: BTreeSet<Right> = person.roles.iter().map(|role| rules::right_for(*role)).collect();
    let line = permits(app, who, &rights, &Resource::Agency { id: agency.id })
        .await?
        .ok_or(Problem::bad("accounts-no-roles"))?;
    let (id, token) = add_invited(app, who, agency, person, &line).await?;
    tracing::info!(account = %id, "invited");
    Ok(deliver(app, person.email, &agency.language, &token).await)
}

/// The same from the terminal: the operator hands the link over.
pub async fn invite_by_operator(app: &App, agency: &Agency, person: &NewPerson<'_>) -> Result<String, Problem> {
    let who = Principal::operator_for(agency.id);
    let rights: BTreeSet<Right> = person.roles.iter().map(|role| rules::right_for(*role)).collect();
    let line = permits(app, &who, &rights, &Resource::Agency { id: agency.id })
        .await?
        .ok_or(Problem::bad("accounts-no-roles"))?;
    let (_, token) = add_invited(app, &who, agency, person, &line).await?;
    Ok(link(app, &token))
}

async fn add_invited(
    app: &App,
    who: &Principal,
    agency: &Agency,
    person: &NewPerson<'_>,
    line: &PermitLine,
) -> Result<(AccountId, String), Problem> {
    let now = app.now_ms();
    let id: AccountId = app.clock.new_id();
    let roles: Vec<Role> = person.roles.iter().copied().collect();
    let mut tx = app.db.begin().await?;
    if store::find_by_email(&mut tx, person.email).await?.is_some() {
        return Err(Problem::Conflict {
            code: "accounts-email-taken",
        });
    }
    let account = NewAccount {
        id,
        agency: agency.id,
        email: person.email,
        display_name: person.display_name,
        job_title: person.job_title,
        phone: None,
        language: if app.words.languages().any(|language| language == agency.language) {
            &agency.language
        } else {
            "en"
        },
        state: "invited",
        password_hash: None,
        roles: &roles,
    };
    store::add(&mut tx, account, now).await?;
    let token = store::invite(app, &mut tx, id, Some(who.account).filter(|id| !id.0.is_nil())).await?;
    close(
        app,
        tx,
        line,
        id,
        "account.invite",
        json!({ "roles": codes(&person.roles) }),
    )
    .await?;
    Ok((id, token))
}

fn codes(roles: &BTreeSet<Role>) -> Vec<&'static str> {
    roles.iter().map(|role| role.code()).collect()
}

fn link(app: &App, token: &str) -> String {
    format!("{}/invitation/{token}", app.settings.public_url.trim_end_matches('/'))
}

/// Mails the link where mail is set; else, or when the mail does not go, gives it back to be shown once.
async fn deliver(app: &App, email: &str, language: &str, token: &str) -> Link {
    let link = link(app, token);
    if !mail::is_set(&app.settings) {
        return Link::Shown(link);
    }
    let words = app.words.words(language);
    let days = rules::INVITATION_DAYS;
    let body = words.with(
        "accounts-mail-invitation",
        &[("link", link.clone().into()), ("days", days.into())],
    );
    match mail::send(
        &app.settings,
        email,
        &words.get("accounts-mail-invitation-subject"),
        body,
    )
    .await
    {
        Ok(()) => Link::Mailed,
        Err(error) => {
            tracing::warn!(%error, "an invitation could not be mailed");
            Link::Shown(link)
        }
    }
}

/// A fresh link for somebody who lost theirs, or their password.
pub async fn new_link(app: &App, who: &Principal, account: &Account) -> Result<Link, Problem> {
    let line = permit(app, who, rules::right_over(&account.roles), &resource(account)).await?;
    if account.state == "suspended" {
        return Err(Problem::bad("accounts-is-suspended"));
    }
    let mut tx = app.db.begin().await?;
    let token = store::invite(app, &mut tx, account.id, Some(who.account).filter(|id| !id.0.is_nil())).await?;
    close(app, tx, &line, account.id, "account.new_link", Json::Null).await?;
    Ok(deliver(app, &account.email, &account.language, &token).await)
}

/// The same from the terminal.
pub async fn new_link_by_operator(app: &App, account: &Account) -> Result<String, Problem> {
    let who = Principal::operator_for(account.agency);
    let line = permit(app, &who, rules::right_over(&account.roles), &resource(account)).await?;
    let mut tx = app.db.begin().await?;
    let token = store::invite(app, &mut tx, account.id, None).await?;
    close(app, tx, &line, account.id, "account.new_link", Json::Null).await?;
    Ok(link(app, &token))
}

/// Gives an account these roles and no others.
pub async fn change_roles(
    app: &App,
    who: &Principal,
    account: &Account,
    roles: &BTreeSet<Role>,
) -> Result<(), Problem> {
    if roles.is_empty() {
        return Err(Problem::bad("accounts-no-roles"));
    }
    let rights = rules::rights_for_change(&account.roles, roles);
    let Some(line) = permits(app, who, &rights, &resource(account)).await? else {
        return Ok(());
    };
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    for (role, agency) in [(Role::AgencyAdmin, Some(account.agency)), (Role::SystemAdmin, None)] {
        let given_up = account.roles.contains(&role) && !roles.contains(&role) && account.state == "active";
        if given_up && store::others_with_role(&mut tx, role, agency, account.id).await? == 0 {
            return Err(Problem::bad("accounts-last-admin"));
        }
    }
    store::set_roles(
        &mut tx,
        account.id,
        roles,
        Some(who.account).filter(|id| !id.0.is_nil()),
        now,
    )
    .await?;
    let detail = json!({ "before": codes(&account.roles), "after": codes(roles) });
    close(app, tx, &line, account.id, "account.roles", detail).await
}

/// Stops an account at once: its sessions end. Nobody suspends themselves.
pub async fn suspend(app: &App, who: &Principal, account: &Account) -> Result<(), Problem> {
    let permit = lock_permit(app, who, account).await?;
    if who.account == account.id {
        return Err(Problem::bad("accounts-not-yourself"));
    }
    let mut tx = app.db.begin().await?;
    // An agency's last administrator may be stopped from outside the agency (a stolen account must be), the
    // network's last not at all.
    if account.roles.contains(&Role::SystemAdmin)
        && store::others_with_role(&mut tx, Role::SystemAdmin, None, account.id).await? == 0
    {
        return Err(Problem::bad("accounts-last-admin"));
    }
    store::set_state(&mut tx, &permit, account.id, "suspended").await?;
    let ended = sessions::end_all_but(&mut tx, account.id, None).await?;
    close(
        app,
        tx,
        &permit.line(),
        account.id,
        "account.suspend",
        json!({ "sessions_ended": ended }),
    )
    .await
}

pub async fn reactivate(app: &App, who: &Principal, account: &Account) -> Result<(), Problem> {
    let permit = lock_permit(app, who, account).await?;
    let mut tx = app.db.begin().await?;
    let proofs = store::proofs(&mut tx, account.id).await?.ok_or(Problem::NotFound)?;
    let state = if proofs.password_hash.is_some() {
        "active"
    } else {
        "invited"
    };
    store::set_state(&mut tx, &permit, account.id, state).await?;
    close(app, tx, &permit.line(), account.id, "account.reactivate", Json::Null).await
}

/// Ends a lock that wrong tries brought about.
pub async fn unlock(app: &App, who: &Principal, account: &Account) -> Result<(), Problem> {
    let permit = lock_permit(app, who, account).await?;
    let mut tx = app.db.begin().await?;
    store::forget_tries(&mut tx, account.id).await?;
    close(app, tx, &permit.line(), account.id, "account.unlock", Json::Null).await
}

/// Takes every second factor away from somebody who lost theirs; they set a new one up when they next sign in.
pub async fn reset_second_factor(app: &App, who: &Principal, account: &Account) -> Result<(), Problem> {
    let line = permit(app, who, rules::right_over(&account.roles), &resource(account)).await?;
    let mut tx = app.db.begin().await?;
    store::clear_second_factors(&mut tx, account.id).await?;
    let ended = sessions::end_all_but(&mut tx, account.id, None).await?;
    close(
        app,
        tx,
        &line,
        account.id,
        "account.second_factor_reset",
        json!({ "sessions_ended": ended }),
    )
    .await
}
