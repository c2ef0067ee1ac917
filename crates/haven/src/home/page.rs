//! `/`: drafts, hits to judge, new hand-ins to my team, what became of my reports.

use crate::app::App;
use crate::gather::hand_ins::home as hand_ins;
use crate::gather::records::Eyes;
use crate::ground::sessions::SignedIn;
use crate::link::judgements;
use crate::link::people::emergency;
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::{Action, Resource, ViewAlert, ViewHome};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};

pub fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
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
    let emergency = emergency::panel(&app, &mut conn, &who).await?;
    let drafts = hand_ins::drafts(&app, &mut conn, &who).await?;
    let new = hand_ins::new_for_team(&app, &mut conn, &who, 10).await?;
    let feedback = hand_ins::feedback_for(&app, &mut conn, &who).await?;
    drop(conn);
    let may_hand_in = app.policy.allows(
        &who.principal,
        Action::EditDraft,
        &Resource::Agency { id: who.account.agency },
    );
    let body = html! {
        h1.govuk-heading-l { (words.get("home-title")) }
        @if let Some(emergency) = emergency { (emergency) }
        @if may_hand_in { (ui::link_button(&words.get("home-hand-in"), "/hand-in", ui::Look::Main)) }
        @if hits.is_none() && !may_hand_in { p.govuk-body { (words.get("home-other-roles")) } }
        (list(&app, words, "home-feedback", feedback.iter().map(|one| {
            let what = words.with("home-feedback-line", &[
                ("status", words.get(&format!("hand-ins-feedback-{}", one.status.replace('_', "-"))).into()),
                ("reference", one.reference.clone().into()),
                ("agency", one.agency.clone().into()),
            ]);
            (one.href.clone(), what, one.made_at)
        }).collect()))
        (list(&app, words, "home-drafts", drafts.iter().map(|draft| (draft.href.clone(), draft.title.clone(), draft.changed_at)).collect()))
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
        (list(&app, words, "home-new", new.iter().map(|one| (one.href.clone(), format!("{} {}", one.title, one.reference), one.sent_at)).collect()))
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("home-title"),
            current: "/",
            ..Chrome::default()
        },
        body,
    )
    .await
}

/// A panel of links with their times; nothing when there are none.
fn list(app: &App, words: &Words, title: &str, lines: Vec<(String, String, i64)>) -> Markup {
    html! {
        @if !lines.is_empty() {
            section {
                h2.govuk-heading-m { (words.get(title)) }
                ul.govuk-list {
                    @for (href, what, at) in &lines {
                        li { a.govuk-link href=(href) { (what) } " " span.haven-quiet.haven-small { (moment(app, words, *at)) } }
                    }
                }
            }
        }
    }
}
