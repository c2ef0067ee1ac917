//! Background work of attachments: files that nobody knows of are taken away. One is left where the power went between
//! the writing of a file and of its row.

use super::{keep, store};
use crate::app::App;
use crate::capabilities::JobKind;
use crate::problem::Problem;
use futures::FutureExt;
use kit::jobs::JobError;

pub const JOBS: &[JobKind] = &[JobKind {
    kind: "attachments.sweep",
    run: |app, _| swept(app).boxed(),
}];

/// A file younger than this may be arriving still.
const DAY: i64 = 86_400_000;
/// Ids that are asked for at once.
const AT_ONCE: usize = 500;

async fn swept(app: App) -> Result<(), JobError> {
    sweep(&app)
        .await
        .map_err(|problem| JobError::Retry(problem.to_string()))
}

/// Takes away kept files without a row, and what was left while arriving, a day after they came.
pub async fn sweep(app: &App) -> Result<(), Problem> {
    let before = app.now_ms() - DAY;
    let (old, unfinished) = {
        let app = app.clone();
        tokio::task::spawn_blocking(move || keep::before(&app, before))
            .await
            .map_err(|error| Problem::internal("looking through kept files", error))?
            .map_err(|error| keep::failed("looking through kept files", &error))?
    };
    for path in unfinished {
        std::fs::remove_file(path).map_err(|error| keep::failed("taking a file away", &error))?;
    }
    for ids in old.chunks(AT_ONCE) {
        let known = {
            let mut conn = app.db.read().await?;
            store::known(&mut conn, ids).await?
        };
        for id in ids.iter().filter(|id| !known.contains(id)) {
            keep::forget(app, *id);
        }
    }
    Ok(())
}
