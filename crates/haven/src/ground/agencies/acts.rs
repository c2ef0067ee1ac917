//! Bringing agencies on to the network, amending and closing them.

use super::store::{self, Agency};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{AmendAgency, ManageAgencies, PermitLine, Principal, Resource};
use kit::db::Tx;
use serde_json::{Value as Json, json};

async fn record(
    app: &App,
    mut tx: Tx,
    permit: &PermitLine,
    agency: &Agency,
    action: &'static str,
    detail: Json,
) -> Result<(), Problem> {
    let line = Line::under(permit, app.now_ms(), action, Subject::of("agency", agency.id))
        .owner(agency.id)
        .detail(detail);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn add(app: &App, who: &Principal, agency: &Agency) -> Result<(), Problem> {
    let permit = match app.policy.permit::<ManageAgencies>(who, &Resource::System) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    let mut tx = app.db.begin().await?;
    if store::find_by_code(&mut tx, &agency.code).await?.is_some() {
        return Err(Problem::Conflict {
            code: "agencies-code-taken",
        });
    }
    store::add(&mut tx, agency, app.now_ms()).await?;
    let detail = json!({ "kind": agency.kind.code(), "pack": agency.pack });
    record(app, tx, &permit.line(), agency, "agency.add", detail).await
}

/// The same from the terminal.
pub async fn add_by_operator(app: &App, agency: &Agency) -> Result<(), Problem> {
    add(app, &Principal::operator(), agency).await
}

/// Amends details; kind and pack change only for who manages agencies.
pub async fn amend(app: &App, who: &Principal, before: &Agency, after: &Agency) -> Result<(), Problem> {
    let place = Resource::Agency { id: before.id };
    let permit = match app.policy.permit::<AmendAgency>(who, &place) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    if (before.kind, &before.pack) != (after.kind, &after.pack) {
        let _ = app.policy.permit::<ManageAgencies>(who, &place)?;
    }
    let mut tx = app.db.begin().await?;
    store::amend(&mut tx, &permit, after).await?;
    let detail = json!({ "kind": after.kind.code(), "pack": after.pack });
    record(app, tx, &permit.line(), after, "agency.amend", detail).await
}

/// Closes an agency that is not one's own.
pub async fn close(app: &App, who: &Principal, agency: &Agency) -> Result<(), Problem> {
    let permit = match app
        .policy
        .permit::<ManageAgencies>(who, &Resource::Agency { id: agency.id })
    {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    if who.agency == agency.id {
        return Err(Problem::bad("agencies-not-your-own"));
    }
    let mut tx = app.db.begin().await?;
    store::close(&mut tx, &permit, agency.id, app.now_ms()).await?;
    record(app, tx, &permit.line(), agency, "agency.close", Json::Null).await
}
