//! Pages of imports: the list, the upload, the columns, the progress and what came of it.

mod columns;
mod finer;
mod list;
mod mappings;
mod show;
mod upload;

use super::rules::LARGEST_FILE;
use super::store::{self, Import};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use access::{Act, Permit, Resource};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use domain::ids::ImportId;

pub fn routes() -> Router<App> {
    // A little more than the file, for the form around it.
    let room = usize::try_from(LARGEST_FILE)
        .unwrap_or(usize::MAX)
        .saturating_add(64 * 1024);
    Router::new()
        .route("/imports", get(list::list))
        .route(
            "/imports/new",
            get(upload::ask).post(upload::take).layer(DefaultBodyLimit::max(room)),
        )
        .route("/imports/mappings", get(mappings::list))
        .route("/imports/mappings/{id}", get(mappings::one))
        .route("/imports/mappings/{id}/rename", post(mappings::rename))
        .route("/imports/mappings/{id}/delete", post(mappings::delete))
        .route("/imports/{id}", get(show::show))
        .route("/imports/{id}/progress", get(show::progress))
        .route("/imports/{id}/columns", get(columns::show).post(columns::settle))
        .route("/imports/{id}/again", post(show::again))
        .route("/imports/{id}/cancel", post(show::cancel))
        .route("/imports/{id}/rejects.csv", get(show::rejects))
}

/// An import with the right to do something with it. What others imported answers as absent, and the try is recorded.
async fn allowed<A: Act>(app: &App, who: &SignedIn, id: ImportId) -> Result<(Import, Permit<A>), Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    match app.policy.permit::<A>(
        &who.principal,
        &Resource::Import {
            id,
            owner: found.agency,
        },
    ) {
        Ok(permit) => Ok((found, permit)),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}
