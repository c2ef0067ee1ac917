//! "This was handed in by mistake": taking the record behind a hand-in back, and putting it back.

use super::fill::hand_in_id;
use crate::app::App;
use crate::gather::hand_ins::store;
use crate::gather::records::{self, Eyes, Record};
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use access::{AmendRecord, Permit};
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use kit::ui::{self, Field};
use maud::{Markup, html};
use serde::Deserialize;

/// What stands of it on a hand-in's page, for those who may correct the record: the way to take it back, or that it is
/// taken back, with the reason and the way to put it back.
pub(super) fn section(who: &SignedIn, hand_in: &str, record: &Record, when: &str) -> Markup {
    let words = &who.words;
    let post = |verb: &str, body: Markup| ui::form(&format!("/hand-ins/{hand_in}/{verb}"), &who.session.csrf, body);
    match &record.withdrawn_reason {
        Some(reason) => html! {
            section #withdrawn .haven-card {
                h2.govuk-heading-m { (words.get("hand-ins-withdrawn")) }
                p.govuk-body { (words.with("hand-ins-withdrawn-text", &[("date", when.into())])) }
                p.govuk-body { (words.get("hand-ins-withdraw-why")) ": " span dir="auto" { (reason) } }
                (post("put-back", ui::submit(&words.get("hand-ins-put-back"), ui::Look::Secondary)))
            }
        },
        None => html! {
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { (words.get("hand-ins-withdraw")) } }
                div.govuk-details__text {
                    p.govuk-body { (words.get("hand-ins-withdraw-text")) }
                    (post("withdraw", html! {
                        (ui::textarea(
                            words,
                            &Field::new("reason", words.get("hand-ins-withdraw-why")).hint(words.get("hand-ins-withdraw-hint")),
                            2,
                            Some(records::LONGEST_REASON),
                        ))
                        (ui::submit(&words.get("hand-ins-withdraw-do"), ui::Look::Warning))
                    }))
                }
            }
        },
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    reason: String,
}

pub(super) async fn withdraw(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Problem> {
    let (record, permit) = may_amend(&app, &who, &id).await?;
    let mut tx = app.db.begin().await?;
    records::withdraw(&app, &mut tx, &permit, &record, Some(who.account.id), &asked.reason).await?;
    sessions::flash(&mut tx, who.session.id, "hand-ins-withdrawn-done").await?;
    tx.commit().await?;
    Ok(back(&id))
}

pub(super) async fn put_back(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let (record, permit) = may_amend(&app, &who, &id).await?;
    let mut tx = app.db.begin().await?;
    records::put_back(&app, &mut tx, &permit, &record).await?;
    sessions::flash(&mut tx, who.session.id, "hand-ins-put-back-done").await?;
    tx.commit().await?;
    Ok(back(&id))
}

fn back(id: &str) -> Redirect {
    Redirect::to(&format!("/hand-ins/{id}"))
}

/// The record behind a sent hand-in and the right to correct it. A refusal is recorded and looks like absence.
async fn may_amend(app: &App, who: &SignedIn, id: &str) -> Result<(Record, Permit<AmendRecord>), Problem> {
    let id = hand_in_id(id)?;
    let mut conn = app.db.read().await?;
    let record = store::find(&mut conn, id)
        .await?
        .and_then(|hand_in| hand_in.record)
        .ok_or(Problem::NotFound)?;
    let record = records::find(&mut conn, record).await?.ok_or(Problem::NotFound)?;
    let eyes = Eyes::of(app, &mut conn, &who.principal).await?;
    match app
        .policy
        .permit::<AmendRecord>(&who.principal, &eyes.resource(&record))
    {
        Ok(permit) => Ok((record, permit)),
        Err(refusal) => {
            drop(conn);
            Err(ledger::refused(app, &refusal).await)
        }
    }
}
