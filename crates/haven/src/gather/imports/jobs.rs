//! Background work of imports. Every kind may run twice or be taken up by another worker half-way.

use super::remarks::Remark;
use super::rules::ImportState;
use super::{acts, keep, store};
use crate::app::App;
use crate::capabilities::JobKind;
use crate::ground::ledger::{self, Line, Subject};
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
    JobKind {
        kind: "imports.sweep",
        run: |app, _| swept(app).boxed(),
    },
];

/// A day: a file younger than this may be arriving still.
const DAY: i64 = 86_400_000;
/// Imports that are read at once while sweeping.
const AT_ONCE: i64 = 200;

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
    let failed = Remark::work_failed();
    let marked = store::set_state(&mut tx, id, ImportState::Failed, Some(&failed), app.now_ms()).await;
    if marked.is_ok() {
        tx.commit().await?;
    }
    Err(JobError::GiveUp(problem.to_string()))
}

async fn swept(app: App) -> Result<(), JobError> {
    sweep(&app)
        .await
        .map_err(|problem| JobError::Retry(problem.to_string()))
}

/// Takes away the files of imports that have been over, or given up, for the days of the setting, with the rows that were
/// not taken in; and files that no import knows, left by a crash. What was taken in stays.
pub async fn sweep(app: &App) -> Result<(), Problem> {
    let before = app.now_ms() - i64::from(app.settings.import_file_days) * DAY;
    loop {
        let due = {
            let mut conn = app.db.read().await?;
            store::to_sweep(&mut conn, before, AT_ONCE).await?
        };
        if due.is_empty() {
            break;
        }
        for import in due {
            sweep_one(app, import.id).await?;
        }
    }
    let old = keep::kept_before(app, app.now_ms() - DAY).map_err(keep::on_disk("looking through kept files"))?;
    let known = {
        let mut conn = app.db.read().await?;
        store::with_files(&mut conn, &old).await?
    };
    for id in old.into_iter().filter(|id| !known.contains(id)) {
        keep::forget(app, id).map_err(keep::on_disk("taking a kept file away"))?;
    }
    Ok(())
}

async fn sweep_one(app: &App, id: ImportId) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    let Some(import) = store::hold(&mut tx, id).await? else {
        return Ok(());
    };
    if import.swept_at.is_some() || !import.state.is_over() {
        return Ok(());
    }
    let permit = acts::job_permit(app, "imports.sweep", import.agency)?;
    let now = app.now_ms();
    keep::forget(app, id).map_err(keep::on_disk("taking a kept file away"))?;
    if import.may_settle() {
        store::set_state(&mut tx, id, ImportState::Cancelled, None, now).await?;
    }
    store::sweep(&mut tx, &permit, &import, now).await?;
    let line = Line::under(&permit.line(), now, "import.sweep", Subject::of("import", id))
        .owner(import.agency)
        .detail(serde_json::json!({ "was": import.state.code() }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}
