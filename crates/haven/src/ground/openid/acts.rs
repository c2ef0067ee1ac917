//! Adding and withdrawing a provider; signing in by one.

use super::flow::{self, Said};
use super::rules;
use super::store::{self, Provider};
use crate::app::App;
use crate::ground::accounts::{self, Account};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::Begun;
use crate::problem::Problem;
use access::{ManageAccounts, Permit, Principal, Resource};
use domain::ids::AgencyId;
use serde_json::json;
use uuid::Uuid;

pub async fn permit(app: &App, who: &Principal, agency: AgencyId) -> Result<Permit<ManageAccounts>, Problem> {
    match app
        .policy
        .permit::<ManageAccounts>(who, &Resource::Agency { id: agency })
    {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

/// What an administrator typed about a provider.
pub struct NewProvider<'a> {
    pub label: &'a str,
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub secret: &'a str,
}

/// Adds a provider after asking it for its description. False when it does not answer as one.
pub async fn add(app: &App, who: &Principal, agency: AgencyId, new: &NewProvider<'_>) -> Result<bool, Problem> {
    let permit = permit(app, who, agency).await?;
    if flow::describe(new.issuer).await.is_err() {
        return Ok(false);
    }
    let now = app.now_ms();
    let provider = Provider {
        id: app.clock.new_id(),
        agency,
        label: new.label.to_owned(),
        issuer: new.issuer.to_owned(),
        client_id: new.client_id.to_owned(),
        secret: app
            .vault
            .seal("openid_secret", new.secret.as_bytes())
            .map_err(|error| Problem::internal("sealing a secret", error))?,
        made_at: now,
    };
    let mut tx = app.db.begin().await?;
    store::add(&mut tx, &permit, &provider).await?;
    let line = Line::under(
        &permit.line(),
        now,
        "openid_provider.add",
        Subject::of("openid_provider", provider.id),
    )
    .owner(agency);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(true)
}

pub async fn withdraw(app: &App, who: &Principal, agency: AgencyId, id: Uuid) -> Result<(), Problem> {
    let permit = permit(app, who, agency).await?;
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::withdraw(&mut tx, &permit, id, agency, now).await? {
        return Err(Problem::NotFound);
    }
    let line = Line::under(
        &permit.line(),
        now,
        "openid_provider.withdraw",
        Subject::of("openid_provider", id),
    )
    .owner(agency);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Signs somebody in whom a provider has named. None when there is no account of its agency for them.
pub async fn sign_in(
    app: &App,
    provider: &Provider,
    said: &Said,
    session: Uuid,
    device: Option<String>,
) -> Result<Option<Begun>, Problem> {
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    let known = match store::account_of(&mut tx, provider.id, &said.subject).await? {
        Some(id) => accounts::find_active(&mut tx, id).await?,
        None => None,
    };
    let (account, first): (Option<Account>, bool) = match (known, &said.verified_email) {
        (Some(account), _) => (Some(account), false),
        (None, Some(email)) => (accounts::find_by_email(&mut tx, email).await?, true),
        (None, None) => (None, true),
    };
    let Some(account) = account.filter(|account| rules::may_speak_for(provider.agency, account)) else {
        return Ok(None);
    };
    if first {
        if store::is_linked(&mut tx, provider.id, account.id).await? {
            return Ok(None);
        }
        store::link(&mut tx, provider.id, &said.subject, account.id, now).await?;
        let line = Line::plain(
            now,
            Some(account.id),
            Some(account.agency),
            "account.openid_link",
            Subject::of("account", account.id),
        );
        ledger::append(&mut tx, line.detail(json!({ "provider": provider.id }))).await?;
    }
    let begun = accounts::begin_full(app, &mut tx, (account.id, account.agency), session, device, "openid").await?;
    tx.commit().await?;
    Ok(Some(begun))
}
