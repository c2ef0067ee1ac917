//! `/emergency-looks`: who looked past the rules, why, and what a manager says to it. The panel stands on home pages
//! until somebody has reviewed them.

use super::acts;
use super::store::{self, Look};
use crate::app::App;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::{Action, Resource, ViewBreakGlass};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::ids::BreakGlassId;
use kit::db::Conn;
use kit::ui;
use maud::{Markup, html};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/emergency-looks", get(list))
        .route("/emergency-looks/{id}/review", post(review))
}

fn resource(look: &Look) -> Resource {
    Resource::BreakGlass {
        id: look.id,
        owner: look.owner,
        agency: look.agency,
        account: look.account,
    }
}

async fn visible(app: &App, conn: &mut Conn, who: &SignedIn, open_only: bool) -> Result<Vec<Look>, Problem> {
    let mut looks = store::concerning(conn, who.account.agency, open_only, 100).await?;
    looks.retain(|look| {
        app.policy
            .permit::<ViewBreakGlass>(&who.principal, &resource(look))
            .is_ok()
    });
    Ok(looks)
}

/// Emergency looks that wait for review, for the home page; nothing when there are none.
pub async fn panel(app: &App, conn: &mut Conn, who: &SignedIn) -> Result<Option<Markup>, Problem> {
    let looks = visible(app, conn, who, true).await?;
    if looks.is_empty() {
        return Ok(None);
    }
    Ok(Some(ui::notification_banner(
        &who.words,
        &who.words.with("emergency-waiting", &[("looks", looks.len().into())]),
        Some(html! { p.govuk-body { a.govuk-link href="/emergency-looks" { (who.words.get("emergency-open")) } } }),
    )))
}

async fn list(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let _list = app.policy.list::<ViewBreakGlass>(&who.principal)?;
    let words = &who.words;
    let mut conn = app.db.read().await?;
    let looks = visible(&app, &mut conn, &who, false).await?;
    drop(conn);
    let body = html! {
        h1.govuk-heading-l { (words.get("emergency-title")) }
        p.govuk-body { (words.get("emergency-text")) }
        @if looks.is_empty() { (ui::empty_state(&words.get("emergency-none"), &words.get("emergency-none-text"), None)) }
        @for look in &looks { (one(&app, &who, look)) }
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("emergency-title"),
            current: "/emergency-looks",
            ..Chrome::default()
        },
        body,
    )
    .await
}

fn one(app: &App, who: &SignedIn, look: &Look) -> Markup {
    let words = &who.words;
    let open = look.expires_at > app.now_ms();
    html! {
        section.haven-hit {
            h2.govuk-heading-s { (look.who) ", " (look.agency_name) }
            p.govuk-body {
                (words.with("emergency-about", &[("owner", look.owner_name.clone().into()), ("moment", moment(app, words, look.made_at).into())])) " "
                @if open { (ui::tag(&words.get("emergency-still-open"), ui::Tone::Red)) }
            }
            p.govuk-body dir="auto" { (look.reason) }
            @if look.owner == who.account.agency { p.govuk-body { a.govuk-link href={ "/people/" (look.person) } { (words.get("emergency-person")) } } }
            @if let Some(at) = look.reviewed_at {
                p.govuk-body-s { (words.with("emergency-reviewed", &[("moment", moment(app, words, at).into())])) " " span dir="auto" { (look.review_note.as_deref().unwrap_or("")) } }
            } @else if app.policy.allows(&who.principal, Action::ReviewBreakGlass, &resource(look)) {
                (ui::form(&format!("/emergency-looks/{}/review", look.id), &who.session.csrf, html! {
                    (ui::textarea(words, &ui::Field::new("note", words.get("emergency-note")).id(format!("note-{}", look.id)).hint(words.get("emergency-note-hint")), 2, Some(1000)))
                    (ui::submit(&words.get("emergency-review"), ui::Look::Secondary))
                }))
            }
        }
    }
}

#[derive(Deserialize)]
struct Review {
    #[serde(default)]
    note: String,
}

async fn review(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<BreakGlassId>,
    Form(form): Form<Review>,
) -> Result<Redirect, Problem> {
    acts::review(&app, &who.principal, id, &form.note).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "emergency-saved").await?;
    tx.commit().await?;
    Ok(Redirect::to("/emergency-looks"))
}
