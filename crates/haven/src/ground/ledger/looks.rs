//! Looks: acts that change nothing but leave lines. No page is shown before its lines are on disk, and each commit to
//! disk takes its time; so looks that wait at the same moment are chained together and committed once.

use super::chain::Line;
use super::store::append_many;
use crate::app::App;
use crate::problem::Problem;
use kit::db::Result;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Lines of one commit at most: a crowd must not make the first of them wait for the last.
const LINES_A_COMMIT: usize = 512;

/// Looks that wait for the next commit. One for each running program.
#[derive(Clone, Default)]
pub struct Looks(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    looks: Vec<Look>,
    /// Somebody is committing, and will come back for those that wait.
    writing: bool,
}

struct Look {
    lines: Vec<Line>,
    written: oneshot::Sender<()>,
}

impl Looks {
    /// Adds a look; true when nobody is committing, so that the caller must see to it.
    fn wait(&self, look: Look) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.looks.push(look);
        !std::mem::replace(&mut waiting.writing, true)
    }

    /// Those whose turn it is; none when all are done, and then whoever comes next begins anew.
    fn next(&self) -> Vec<Look> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = 0;
        let fits = waiting
            .looks
            .iter()
            .take_while(|look| {
                let first = lines == 0;
                lines += look.lines.len().max(1);
                first || lines <= LINES_A_COMMIT
            })
            .count();
        waiting.writing = fits > 0;
        waiting.looks.drain(..fits).collect()
    }
}

/// Were the work of a turn to end half-way, those who wait are let go to try for themselves.
struct Turn(Option<Looks>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(looks) = &self.0 {
            let mut waiting = looks.0.lock().unwrap_or_else(PoisonError::into_inner);
            *waiting = Waiting::default();
        }
    }
}

/// Writes the lines of a look and returns when they are on disk. An error means that nothing may be shown.
pub async fn looked(app: &App, lines: Vec<Line>) -> std::result::Result<(), Problem> {
    if lines.is_empty() {
        return Ok(());
    }
    let (written, told) = oneshot::channel();
    let look = Look {
        lines: lines.clone(),
        written,
    };
    if app.looks.wait(look) {
        // On its own: the reader who began it may go away before the others are served.
        let app = app.clone();
        tokio::spawn(async move {
            let mut turn = Turn(Some(app.looks.clone()));
            loop {
                let looks = app.looks.next();
                if looks.is_empty() {
                    turn.0 = None;
                    break;
                }
                let lines = looks.iter().flat_map(|look| look.lines.iter().cloned()).collect();
                if write(&app, lines).await.is_ok() {
                    for look in looks {
                        // Whoever went away needs no answer.
                        let _gone = look.written.send(());
                    }
                }
            }
        });
    }
    match told.await {
        Ok(()) => Ok(()),
        // The common commit failed, and nothing of it was kept: each tries for itself and learns its own reason.
        Err(_) => Ok(write(app, lines).await?),
    }
}

async fn write(app: &App, lines: Vec<Line>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    append_many(&mut tx, lines).await?;
    tx.commit().await
}
