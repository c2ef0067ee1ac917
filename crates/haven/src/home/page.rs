//! `/`: drafts, hits to judge, new hand-ins to my team, what became of my reports.

use crate::app::App;
use crate::gather::records::Eyes;
use crate::ground::sessions::{Reader, SignedIn};
use crate::link::judgements;
use crate::problem::Problem;
use crate::web::{Chrome, page};
use access::{Resource, ViewAlert, ViewHome};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};

pub fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(State(app): State<App>, _reader: Reader, who: SignedIn) -> Result<Markup, Problem> {
    let _permit = app.policy.permit::<ViewHome>(&who.principal, &Resource::Network)?;
    let words = &who.words;
    let mut conn = app.db.read().await?;
    let hits = match app.policy.list::<ViewAlert>(&who.principal) {
        Ok(permit) => {
            let waiting = judgements::waiting(&mut conn, &permit, 10).await?;
            let eyes = Eyes::of(&app, &mut conn, &who.principal).await?;
            Some(judgements::hit_rows(&app, &mut conn, &eyes, words, &waiting).await?)
        }
        Err(_) => None,
    };
    let emergency = crate::link::people::emergency::panel(&app, &mut conn, &who).await?;
    drop(conn);
    let body = html! {
        h1.govuk-heading-l { (words.get("home-title")) }
        @if let Some(emergency) = emergency { (emergency) }
        @if let Some(rows) = hits {
            section {
                h2.govuk-heading-m { (words.get("home-hits")) }
                @if rows.is_empty() { p.govuk-body { (words.get("home-hits-none")) } }
                @else {
                    (judgements::hit_table(words, rows))
                    p.govuk-body { a.govuk-link href="/hits" { (words.get("home-hits-all")) } }
                }
            }
        }
    };
    page(&app, &who, Chrome { title: words.get("home-title"), current: "/", ..Chrome::default() }, body).await
}
