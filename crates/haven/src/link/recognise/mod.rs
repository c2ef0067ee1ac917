//! Recognise: on every hand-in, who else knows this child, phone, address, vehicle, suspect?
//!
//! Each record leaves candidate keys; records that share a key are compared by the `matching` engine; what is strong
//! or possible becomes a link with its explanation, and wakes both owners. Nothing here decides: a link is a proposal
//! until a person has judged it, and a judgement is never overwritten by a score.

pub mod api;
mod candidates;
mod clusters;
mod known;
mod links;

pub(crate) use candidates::forget;
pub use candidates::{BLOCK_LIMIT, crowds};
pub use clusters::regroup;
pub use known::{Hit, HitSort, known_for_answers, known_for_records, link_between, search_hash};
pub use links::KeptReason;

use crate::app::App;
use crate::gather::records::Stored;
use crate::problem::Problem;
use domain::ids::RecordId;
use kit::db::{Dialect, Tx};
use kit::params;
use matching::Profile;
use std::collections::HashMap;

/// Acts that recognise or regroup come here first and go on one after another, until each commits. Otherwise the same
/// child handed in by two agencies in one moment would be seen by neither. On SQLite writers queue anyway.
pub(crate) async fn take_turn(tx: &mut Tx) -> Result<(), Problem> {
    if tx.dialect() == Dialect::Postgres {
        tx.execute("SELECT pg_advisory_xact_lock(7203948)", params![]).await?;
    }
    Ok(())
}

/// Takes a withdrawn record out: nobody finds it, links that nobody has judged end, and those who stood together because
/// of it are grouped without it.
pub(crate) async fn take_out(app: &App, tx: &mut Tx, record: RecordId) -> Result<(), Problem> {
    candidates::forget(tx, &[record]).await?;
    links::end_unjudged(tx, &[record.0], app.now_ms()).await?;
    clusters::regroup(app, tx, &[record]).await?;
    Ok(())
}

/// Compares records just written with all others, keeps keys and links, regroups clusters, wakes owners.
/// Returns how many links each record has gained or renewed.
pub(crate) async fn recognise(app: &App, tx: &mut Tx, written: &[Stored]) -> Result<HashMap<RecordId, usize>, Problem> {
    if written.is_empty() {
        return Ok(HashMap::new());
    }
    let found = candidates::keep_and_find(tx, written, app.now_ms()).await?;
    let profiles: Vec<&Profile> = written.iter().map(|one| &one.profile).collect();
    let pairs = links::compare(app.model, &profiles, &found);
    let made = links::keep(app, tx, written, &found, pairs).await?;
    clusters::regroup(app, tx, &made.touched).await?;
    Ok(made.hits)
}
