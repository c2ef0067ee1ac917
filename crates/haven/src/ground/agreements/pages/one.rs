//! `/agreements/{id}`: the terms of one agreement; saying yes to it, and ending it.

use super::super::acts;
use super::super::rules::State as Standing;
use super::super::store::{self, Agreement};
use super::{day, purposes, state_of, state_tag};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Resource, ViewAgreements};
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
    draw(&app, &who, &agreement, &Said::default()).await
}

/// What was typed on the page and cannot be taken, with its message key.
#[derive(Default)]
struct Said<'a> {
    reason: &'a str,
    reason_error: Option<&'static str>,
    basis_error: Option<&'static str>,
}

#[derive(Deserialize)]
pub struct Accepted {
    #[serde(default)]
    lawful_basis: String,
}

pub async fn accept(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<AgreementId>,
    Form(sent): Form<Accepted>,
) -> Result<Response, Problem> {
    let agreement = find(&app, &who, id).await?;
    if states_basis(&agreement) && acts::may_accept(&app, &who.principal, &agreement) {
        let known = app
            .packs
            .get(&agreement.owner_pack)
            .is_some_and(|pack| pack.lawful_bases().iter().any(|basis| basis.code == sent.lawful_basis));
        if !known {
            let said = Said {
                basis_error: Some("agreements-basis-missing"),
                ..Said::default()
            };
            return draw(&app, &who, &agreement, &said).await;
        }
    }
    acts::accept(&app, &who.principal, &agreement, &sent.lawful_basis).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "agreements-accepted-flash").await?;
    tx.commit().await?;
    Ok(Redirect::to("/agreements").into_response())
}

/// Whether the side that gives is the one that is awaited, and so states its lawful basis.
fn states_basis(agreement: &Agreement) -> bool {
    agreement.awaits == Some(agreement.owner)
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
        let said = Said {
            reason,
            reason_error: Some("agreements-reason-missing"),
            ..Said::default()
        };
        return draw(&app, &who, &agreement, &said).await;
    }
    acts::withdraw(&app, &who.principal, &agreement, reason).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "agreements-withdrawn").await?;
    tx.commit().await?;
    Ok(Redirect::to("/agreements").into_response())
}

async fn draw(app: &App, who: &SignedIn, agreement: &Agreement, said: &Said<'_>) -> Result<Response, Problem> {
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
    if let Some(awaits) = agreement.awaits.filter(|_| state == Standing::Proposed) {
        let name = if awaits == agreement.owner {
            &agreement.owner_name
        } else {
            &agreement.reader_name
        };
        facts.push(Fact::text(words, words.get("agreements-awaits"), name));
    }
    if let Some(at) = agreement.accepted_at {
        facts.push(Fact::text(
            words,
            words.get("agreements-accepted-at"),
            &web::moment(app, words, at),
        ));
    }
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
    let message = |key: Option<&'static str>| key.map(|key| words.get(key));
    let field = Field::new("reason", words.get("agreements-reason"))
        .value(said.reason)
        .error(message(said.reason_error));
    let basis_field = Field::new("lawful_basis", words.get("agreements-basis")).error(message(said.basis_error));
    let errors: Vec<_> = [&field, &basis_field].into_iter().filter_map(Field::summary).collect();
    let may_accept = state == Standing::Proposed && acts::may_accept(app, &who.principal, agreement);
    let may_end = matches!(state, Standing::Proposed | Standing::InForce | Standing::Coming)
        && acts::may_withdraw(app, &who.principal, agreement);
    let end = if state == Standing::Proposed {
        "agreements-withdraw-proposal"
    } else {
        "agreements-withdraw"
    };
    let title = words.get("agreements-one-title");
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l { (title) }
        (ui::summary_list(words, &facts))
        @if may_accept {
            div.haven-measure {
                h2.govuk-heading-m { (words.get("agreements-accept")) }
                p { (words.get(if states_basis(agreement) { "agreements-accept-give-text" } else { "agreements-accept-text" })) }
                (ui::form(&format!("/agreements/{}/accept", agreement.id), &who.session.csrf, html! {
                    @if states_basis(agreement) { (ui::select(words, &basis_field, &super::bases(app, &agreement.owner_pack, language))) }
                    (ui::submit(&words.get("agreements-accept"), ui::Look::Main))
                }))
            }
        }
        @if may_end {
            div.haven-measure {
                h2.govuk-heading-m { (words.get(end)) }
                p { (words.get(&format!("{end}-text"))) }
                (ui::form(&format!("/agreements/{}/withdraw", agreement.id), &who.session.csrf, html! {
                    (ui::textarea(words, &field, 3, Some(1000)))
                    (ui::submit(&words.get(end), ui::Look::Warning))
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
