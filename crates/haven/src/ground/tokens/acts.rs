//! Giving and revoking keys.

use super::rules;
use super::store::{self, NewToken};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{ManageTokens, Principal, Resource, TokenScope};
use domain::ids::{AccountId, AgencyId, TokenId};
use serde_json::json;
use std::collections::BTreeSet;

/// Gives a key. Returns its id and the key itself, which is never to be had again.
pub async fn give(
    app: &App,
    who: &Principal,
    agency: AgencyId,
    label: &str,
    scopes: &BTreeSet<TokenScope>,
    days: i64,
) -> Result<(TokenId, String), Problem> {
    give_as(app, who, who.account, agency, label, scopes, days).await
}

/// The same from the terminal, in the name of an account of the agency.
pub async fn give_by_operator(
    app: &App,
    made_by: AccountId,
    agency: AgencyId,
    label: &str,
    scopes: &BTreeSet<TokenScope>,
    days: i64,
) -> Result<(TokenId, String), Problem> {
    give_as(
        app,
        &Principal::operator_for(agency),
        made_by,
        agency,
        label,
        scopes,
        days,
    )
    .await
}

async fn give_as(
    app: &App,
    who: &Principal,
    made_by: AccountId,
    agency: AgencyId,
    label: &str,
    scopes: &BTreeSet<TokenScope>,
    days: i64,
) -> Result<(TokenId, String), Problem> {
    let permit = match app.policy.permit::<ManageTokens>(who, &Resource::Agency { id: agency }) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    if scopes.is_empty() || !(1..=rules::DAYS_MOST).contains(&days) {
        return Err(Problem::bad("tokens-wrong"));
    }
    let now = app.now_ms();
    let id: TokenId = app.clock.new_id();
    let token = rules::fresh();
    let new = NewToken {
        id,
        agency,
        label,
        scopes,
        made_by,
        expires_at: now + days * 86_400_000,
    };
    let mut tx = app.db.begin().await?;
    store::add(app, &mut tx, &permit, &new, &token).await?;
    let codes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
    let line = Line::under(&permit.line(), now, "token.give", Subject::of("token", id))
        .owner(agency)
        .detail(json!({ "scopes": codes, "days": days }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok((id, token))
}

pub async fn revoke(app: &App, who: &Principal, id: TokenId, agency: AgencyId) -> Result<(), Problem> {
    let permit = match app.policy.permit::<ManageTokens>(who, &Resource::Token { id, agency }) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if store::revoke(&mut tx, &permit, id, now).await? {
        ledger::append(
            &mut tx,
            Line::under(&permit.line(), now, "token.revoke", Subject::of("token", id)).owner(agency),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
