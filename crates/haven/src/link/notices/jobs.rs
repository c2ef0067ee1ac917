//! Background work of notices. Every kind may run twice: a notice is one however often it is found, and a mail takes with
//! it what waits.

use super::acts;
use crate::app::App;
use crate::capabilities::JobKind;
use domain::ids::{AgencyId, BreakGlassId, PersonId, RecordId};
use futures::FutureExt;
use kit::jobs::{Job, JobError};
use serde::Deserialize;

pub const JOBS: &[JobKind] = &[
    JobKind {
        kind: "notices.hit",
        run: |app, job| hit(app, job).boxed(),
    },
    JobKind {
        kind: "notices.emergency",
        run: |app, job| emergency(app, job).boxed(),
    },
    JobKind {
        kind: "notices.mail",
        run: |app, job| mail(app, job).boxed(),
    },
];

/// What an emergency look says of itself.
#[derive(Deserialize)]
struct Opened {
    break_glass: BreakGlassId,
    owner: AgencyId,
    person: PersonId,
}

fn read<T: for<'a> Deserialize<'a>>(job: &Job) -> Result<T, JobError> {
    serde_json::from_str(&job.payload).map_err(|_| JobError::GiveUp("the event cannot be read".to_owned()))
}

async fn hit(app: App, job: Job) -> Result<(), JobError> {
    let records: Vec<RecordId> = read(&job)?;
    acts::note_hits(&app, &records)
        .await
        .map_err(|problem| JobError::Retry(problem.to_string()))
}

async fn emergency(app: App, job: Job) -> Result<(), JobError> {
    let opened: Opened = read(&job)?;
    acts::note_emergency(&app, opened.break_glass, opened.owner, opened.person)
        .await
        .map_err(|problem| JobError::Retry(problem.to_string()))
}

async fn mail(app: App, job: Job) -> Result<(), JobError> {
    let agency: AgencyId = read(&job)?;
    acts::mail(&app, agency).await
}
