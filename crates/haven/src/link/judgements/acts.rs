//! Judging and taking back. Both regroup the cluster in the same transaction, so that the page a moment later shows
//! what was decided.

use super::store;
use crate::app::App;
use crate::gather::records::{self, Eyes, Record};
use crate::ground::ledger::{self, Line, Subject};
use crate::link::recognise::{regroup, take_turn};
use crate::problem::Problem;
use access::{JudgeLink, Permit, Principal, Resource};
use domain::ids::{JudgementId, LinkId};
use kit::db::Conn;
use kit::outbox;

pub const ANSWERS: [&str; 3] = ["same", "different", "unsure"];

/// A link with both records, for the policy.
pub(super) struct Case {
    pub a: Record,
    pub b: Record,
    pub answer: Option<String>,
    pub resource: Resource,
}

/// Reads a link and how the reader stands to both its sides.
pub(super) async fn case(conn: &mut Conn, eyes: &Eyes<'_>, link: LinkId) -> Result<Case, Problem> {
    let ends = store::ends(conn, link).await?;
    let mut both = records::find_many(conn, &[ends.a, ends.b]).await?;
    both.sort_by_key(|record| record.id != ends.a);
    let (Some(b), Some(a)) = (both.pop(), both.pop()) else {
        return Err(Problem::NotFound);
    };
    let side = |record: &Record| access::Side {
        owner: record.agency,
        handling: record.handling,
        relation: eyes.relation(record),
    };
    let resource = Resource::Link {
        id: link,
        sides: [side(&a), side(&b)],
    };
    Ok(Case {
        a,
        b,
        answer: ends.answer,
        resource,
    })
}

/// Says whether two records are the same person. `reason` is kept with it. Errors: an unknown answer, no reason, no right.
pub async fn judge(app: &App, who: &Principal, link: LinkId, answer: &str, reason: &str) -> Result<(), Problem> {
    if !ANSWERS.contains(&answer) {
        return Err(Problem::bad("judgements-no-answer"));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Problem::bad("judgements-no-reason"));
    }
    let (permit, case) = permitted(app, who, link).await?;
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    take_turn(&mut tx).await?;
    store::add(
        &mut tx,
        &permit,
        app.clock.new_id(),
        link,
        who.account,
        answer,
        reason,
        now,
    )
    .await?;
    let standing = store::settle(&mut tx, link, now).await?;
    store::mark_seen(&mut tx, who.agency, link, who.account, now).await?;
    finish(app, &mut tx, &permit, &case, link, "link.judge", standing).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back one's own judgement: the answer before it stands again.
pub async fn withdraw(app: &App, who: &Principal, link: LinkId, judgement: JudgementId) -> Result<(), Problem> {
    let (permit, case) = permitted(app, who, link).await?;
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    take_turn(&mut tx).await?;
    if !store::mark_withdrawn(&mut tx, &permit, link, judgement, who.account, now).await? {
        return Err(Problem::NotFound);
    }
    let standing = store::settle(&mut tx, link, now).await?;
    finish(app, &mut tx, &permit, &case, link, "link.withdraw", standing).await?;
    tx.commit().await?;
    Ok(())
}

async fn permitted(app: &App, who: &Principal, link: LinkId) -> Result<(Permit<JudgeLink>, Case), Problem> {
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(app, &mut conn, who).await?;
    let case = case(&mut conn, &eyes, link).await?;
    let permit = app.policy.permit::<JudgeLink>(who, &case.resource)?;
    Ok((permit, case))
}

async fn finish(
    app: &App,
    tx: &mut kit::db::Tx,
    permit: &Permit<JudgeLink>,
    case: &Case,
    link: LinkId,
    action: &'static str,
    standing: Option<String>,
) -> Result<(), Problem> {
    let moves = regroup(app, tx, &[case.a.id, case.b.id]).await?;
    outbox::publish(tx, "link.judged", &link, app.now_ms()).await?;
    let line = Line::under(&permit.line(), app.now_ms(), action, Subject::of("link", link))
        .person(case.a.person)
        .owner(case.b.agency)
        .detail(serde_json::json!({
            "before": case.answer,
            "after": standing,
            "records": [case.a.id.to_string(), case.b.id.to_string()],
            "moved": moves.iter().map(|(record, from, to)| [record.to_string(), from.to_string(), to.to_string()]).collect::<Vec<_>>(),
        }));
    ledger::append(tx, line).await?;
    Ok(())
}
