//! `/agreements/{id}`: the terms of one agreement, and ending it.

use super::super::acts;
use super::super::rules::State as Standing;
use super::super::store::{self, Agreement};
use super::{day, purposes, state_of, state_tag};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Action, Resource, ViewAgreements};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::AgreementId;
use kit::ui::{self, Fact, Field, html};
use serde::Deserialize;

async fn find(app: &App, who: &SignedIn, id: AgreementId) -> Result<Agreement, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    match app.policy.permit::<ViewAgreements>(&who.principal, &thing(&found)) {
        Ok(_) => Ok(found),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

const fn thing(agreement: &Agreement) -> Resource {
    Resource::Agreement {
        id: agreement.id,
        owner: agreement.owner,
        reader: agreement.reader,
    }
}

pub async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<AgreementId>) -> Result<Response, Problem> {
    let agreement = find(&app, &who, id).await?;
    draw(&app, &who, &agreement, "", None).await
}

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    reason: String,
}

pub async fn withdraw(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<AgreementId>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let agreement = find(&app, &who, id).await?;
    let reason = sent.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return draw(&app, &who, &agreement, reason, Some("agreements-reason-missing")).await;
    }
    acts::withdraw(&app, &who.principal, &agreement, reason).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "agreements-withdrawn").await?;
    tx.commit().await?;
    Ok(Redirect::to("/agreements").into_response())
}

async fn draw(
    app: &App,
    who: &SignedIn,
    agreement: &Agreement,
    reason: &str,
    error: Option<&str>,
) -> Result<Response, Problem> {
    let words = &who.words;
    let language = words.language();
    let basis = app.packs.get(&agreement.owner_pack).and_then(|pack| {
        pack.lawful_bases()
            .iter()
            .find(|basis| basis.code == agreement.lawful_basis)
    });
    let basis = basis.map_or_else(
        || agreement.lawful_basis.clone(),
        |basis| format!("{}: {}", basis.regime.text(language), basis.provision.text(language)),
    );
    let state = state_of(app, agreement);
    let mut facts = vec![
        Fact::text(words, words.get("agreements-owner"), &agreement.owner_name),
        Fact::text(words, words.get("agreements-reader"), &agreement.reader_name),
        Fact::text(
            words,
            words.get("agreements-level"),
            &words.get(&format!("agreements-level-{}", agreement.level.code())),
        ),
        Fact::text(words, words.get("agreements-purposes"), &purposes(words, agreement)),
        Fact::text(words, words.get("agreements-basis"), &basis),
        Fact::text(words, words.get("agreements-starts"), &day(words, agreement.starts_on)),
        Fact::text(words, words.get("agreements-ends"), &day(words, agreement.ends_on)),
        Fact::text(
            words,
            words.get("agreements-note"),
            agreement.note.as_deref().unwrap_or(""),
        ),
        Fact::text(
            words,
            words.get("agreements-made"),
            &web::moment(app, words, agreement.made_at),
        ),
        Fact::new(words.get("agreements-state"), state_tag(words, state)),
    ];
    if let Some(at) = agreement.withdrawn_at {
        facts.push(Fact::text(
            words,
            words.get("agreements-withdrawn-at"),
            &web::moment(app, words, at),
        ));
        facts.push(Fact::text(
            words,
            words.get("agreements-reason"),
            agreement.withdrawn_reason.as_deref().unwrap_or(""),
        ));
    }
    let field = Field::new("reason", words.get("agreements-reason"))
        .value(reason)
        .error(error.map(|key| words.get(key)));
    let errors: Vec<_> = field.summary().into_iter().collect();
    let may_end = matches!(state, Standing::InForce | Standing::Coming)
        && app
            .policy
            .allows(&who.principal, Action::ManageAgreements, &thing(agreement));
    let title = words.get("agreements-one-title");
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l { (title) }
        (ui::summary_list(words, &facts))
        @if may_end {
            div.haven-measure {
                h2.govuk-heading-m { (words.get("agreements-withdraw")) }
                p { (words.get("agreements-withdraw-text")) }
                (ui::form(&format!("/agreements/{}/withdraw", agreement.id), &who.session.csrf, html! {
                    (ui::textarea(words, &field, 3, Some(1000)))
                    (ui::submit(&words.get("agreements-withdraw"), ui::Look::Warning))
                }))
            }
        }
    };
    let has_errors = !errors.is_empty();
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let chrome = Chrome {
        title,
        current: "/agreements",
        back: Some("/agreements".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}
