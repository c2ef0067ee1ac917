//! Proposing, accepting and withdrawing agreements. Each side acts by its own right: the giving side manages what it
//! gives, the reading side accepts it or gives it back.

use super::store::{self, Agreement, MaySettle, Proposal};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{AcceptAgreement, ManageAgreements, Permit, Principal, Resource};
use domain::ids::AgencyId;
use serde_json::json;

async fn granted<A: MaySettle>(app: &App, who: &Principal, thing: &Resource) -> Result<Permit<A>, Problem> {
    match app.policy.permit::<A>(who, thing) {
        Ok(permit) => Ok(permit),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

const fn thing(agreement: &Agreement) -> Resource {
    Resource::Agreement {
        id: agreement.id,
        owner: agreement.owner,
        reader: agreement.reader,
    }
}

/// One side proposes. Nothing is opened before the other accepts.
pub async fn propose(app: &App, who: &Principal, own: AgencyId, proposal: &Proposal) -> Result<(), Problem> {
    let permit = granted::<ManageAgreements>(app, who, &Resource::Agency { id: own }).await?;
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    store::propose(&mut tx, &permit, proposal, who.account, now).await?;
    let purposes: Vec<&str> = proposal.purposes.iter().map(|purpose| purpose.code()).collect();
    let detail = json!({
        "reader": proposal.reader,
        "awaits": proposal.awaits,
        "level": proposal.level.code(),
        "purposes": purposes,
        "lawful_basis": proposal.lawful_basis,
        "starts_on": proposal.starts_on.to_string(),
        "ends_on": proposal.ends_on.to_string(),
    });
    let line = Line::under(
        &permit.line(),
        now,
        "agreement.propose",
        Subject::of("agreement", proposal.id),
    )
    .owner(proposal.owner)
    .detail(detail);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether this person may say yes to it now.
pub fn may_accept(app: &App, who: &Principal, agreement: &Agreement) -> bool {
    let action = match agreement.awaits {
        Some(awaits) if awaits == agreement.owner => access::Action::ManageAgreements,
        Some(_) => access::Action::AcceptAgreement,
        None => return false,
    };
    app.policy.allows(who, action, &thing(agreement))
}

/// Whether this person may end it, for either side.
pub fn may_withdraw(app: &App, who: &Principal, agreement: &Agreement) -> bool {
    [access::Action::ManageAgreements, access::Action::AcceptAgreement]
        .into_iter()
        .any(|action| app.policy.allows(who, action, &thing(agreement)))
}

/// The awaited side accepts: from now on, on its days, the agreement holds. The giving side states the lawful basis.
pub async fn accept(app: &App, who: &Principal, agreement: &Agreement, lawful_basis: &str) -> Result<(), Problem> {
    match agreement.awaits {
        None => Err(Problem::Changed),
        Some(awaits) if awaits == agreement.owner => {
            let permit = granted::<ManageAgreements>(app, who, &thing(agreement)).await?;
            accept_under(app, who, agreement, &permit, lawful_basis).await
        }
        Some(_) => {
            let permit = granted::<AcceptAgreement>(app, who, &thing(agreement)).await?;
            accept_under(app, who, agreement, &permit, &agreement.lawful_basis).await
        }
    }
}

async fn accept_under<A: MaySettle>(
    app: &App,
    who: &Principal,
    agreement: &Agreement,
    permit: &Permit<A>,
    lawful_basis: &str,
) -> Result<(), Problem> {
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::accept(&mut tx, permit, agreement, lawful_basis, who.account, now).await? {
        return Err(Problem::Changed);
    }
    let line = Line::under(
        &permit.line(),
        now,
        "agreement.accept",
        Subject::of("agreement", agreement.id),
    )
    .owner(agreement.owner)
    .detail(json!({ "reader": agreement.reader, "lawful_basis": lawful_basis }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Either side ends an agreement, or a proposal, at once: the reader's next request sees no more under it.
pub async fn withdraw(app: &App, who: &Principal, agreement: &Agreement, reason: &str) -> Result<(), Problem> {
    // The reading side's own right is asked first: for anybody else it is silent, and the giving side's decides.
    if let Ok(permit) = app.policy.permit::<AcceptAgreement>(who, &thing(agreement)) {
        return withdraw_under(app, who, agreement, &permit, reason).await;
    }
    let permit = granted::<ManageAgreements>(app, who, &thing(agreement)).await?;
    withdraw_under(app, who, agreement, &permit, reason).await
}

async fn withdraw_under<A: MaySettle>(
    app: &App,
    who: &Principal,
    agreement: &Agreement,
    permit: &Permit<A>,
    reason: &str,
) -> Result<(), Problem> {
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::withdraw(&mut tx, permit, agreement.id, reason, who.account, now).await? {
        return Err(Problem::Changed);
    }
    let line = Line::under(
        &permit.line(),
        now,
        "agreement.withdraw",
        Subject::of("agreement", agreement.id),
    )
    .owner(agreement.owner)
    .detail(json!({ "reader": agreement.reader, "proposal": agreement.awaits.is_some() }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}
