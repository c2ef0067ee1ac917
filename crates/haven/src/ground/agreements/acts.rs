//! Making and withdrawing agreements.

use super::store::{self, Agreement, NewAgreement};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{ManageAgreements, Principal, Resource};
use serde_json::json;

pub async fn make(app: &App, who: &Principal, agreement: &NewAgreement) -> Result<(), Problem> {
    let permit = match app
        .policy
        .permit::<ManageAgreements>(who, &Resource::Agency { id: agreement.owner })
    {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    store::make(&mut tx, &permit, agreement, who.account, now).await?;
    let purposes: Vec<&str> = agreement.purposes.iter().map(|purpose| purpose.code()).collect();
    let detail = json!({
        "reader": agreement.reader,
        "level": agreement.level.code(),
        "purposes": purposes,
        "lawful_basis": agreement.lawful_basis,
        "starts_on": agreement.starts_on.to_string(),
        "ends_on": agreement.ends_on.to_string(),
    });
    let line = Line::under(
        &permit.line(),
        now,
        "agreement.make",
        Subject::of("agreement", agreement.id),
    )
    .owner(agreement.owner)
    .detail(detail);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends an agreement at once: the reader's next request sees no more under it.
pub async fn withdraw(app: &App, who: &Principal, agreement: &Agreement, reason: &str) -> Result<(), Problem> {
    let thing = Resource::Agreement {
        id: agreement.id,
        owner: agreement.owner,
        reader: agreement.reader,
    };
    let permit = match app.policy.permit::<ManageAgreements>(who, &thing) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(app, &refusal).await),
    };
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::withdraw(&mut tx, &permit, agreement.id, reason, who.account, now).await? {
        return Err(Problem::Changed);
    }
    let line = Line::under(
        &permit.line(),
        now,
        "agreement.withdraw",
        Subject::of("agreement", agreement.id),
    )
    .owner(agreement.owner)
    .detail(json!({ "reader": agreement.reader }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}
