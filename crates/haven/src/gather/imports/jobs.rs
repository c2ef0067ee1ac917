//! Background work of imports. Both kinds may run twice or be taken up by another worker half-way.

use super::acts;
use super::rules::ImportState;
use super::store;
use crate::app::App;
use crate::capabilities::JobKind;
use crate::problem::Problem;
use domain::ids::ImportId;
use futures::FutureExt;
use kit::jobs::{Job, JobError};

pub const JOBS: &[JobKind] = &[
    JobKind {
        kind: "imports.check",
        run: |app, job| check(app, job).boxed(),
    },
    JobKind {
        kind: "imports.apply",
        run: |app, job| apply(app, job).boxed(),
    },
];

async fn check(app: App, job: Job) -> Result<(), JobError> {
    let id = import_id(&job)?;
    let state = match acts::check(&app, id, &|_| {}).await {
        Ok(state) => state,
        Err(problem) => return gone_wrong(&app, &job, id, problem).await,
    };
    if state == ImportState::Applying {
        let mut tx = app.db.begin().await?;
        let now = app.now_ms();
        kit::jobs::enqueue(
            &mut tx,
            "imports.apply",
            &id,
            Some(format!("imports.apply:{id}")),
            now,
            now,
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn apply(app: App, job: Job) -> Result<(), JobError> {
    let id = import_id(&job)?;
    match acts::apply(&app, id, &|_| {}).await {
        Ok(_) => Ok(()),
        Err(problem) => gone_wrong(&app, &job, id, problem).await,
    }
}

fn import_id(job: &Job) -> Result<ImportId, JobError> {
    serde_json::from_str(&job.payload).map_err(|_| JobError::GiveUp("no import is named".to_owned()))
}

/// Try again, unless this was the last time: then the page says so.
async fn gone_wrong(app: &App, job: &Job, id: ImportId, problem: Problem) -> Result<(), JobError> {
    const LAST_ATTEMPT: i64 = 8;
    let final_one = matches!(problem, Problem::NotFound | Problem::Bad { .. }) || job.attempt >= LAST_ATTEMPT;
    if !final_one {
        return Err(JobError::Retry(problem.to_string()));
    }
    let mut tx = app.db.begin().await?;
    let words = app.words.words("en").get("imports-failed-work");
    let marked = store::set_state(&mut tx, id, ImportState::Failed, Some(&words), app.now_ms()).await;
    if marked.is_ok() {
        tx.commit().await?;
    }
    Err(JobError::GiveUp(problem.to_string()))
}
