//! `/links/{id}`: two records side by side, what speaks for and against, three answers, undo. `/hits`: what waits.

use super::acts::{self, ANSWERS};
use super::store::{self, ToJudge};
use crate::app::App;
use crate::gather::records::{self, Eyes, Reading, Seen};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, SignedIn};
use crate::link::people::{hit_weights, together};
use crate::link::recognise::{Hit, known_for_records};
use crate::link::search::pointer;
use crate::problem::Problem;
use crate::web::{Chrome, page};
use crate::web::{day, moment};
use access::{ExplainLink, JudgeLink, View, ViewAlert, ViewLink};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::fields::{self, Sensitivity};
use domain::ids::{JudgementId, LinkId, RecordId};
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/hits", get(queue))
        .route("/links/{id}", get(show).post(answer))
        .route("/links/{id}/withdraw", post(take_back))
}

async fn queue(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let permit = app.policy.list::<ViewAlert>(&who.principal)?;
    let mut conn = app.db.read().await?;
    let waiting = store::waiting(&mut conn, &permit, 100).await?;
    let eyes = Eyes::of(&app, &mut conn, &who.principal).await?;
    let rows = hit_rows(&app, &mut conn, &eyes, &who.words, &waiting).await?;
    drop(conn);
    let words = &who.words;
    let body = html! {
        h1.govuk-heading-l { (words.get("judgements-queue")) }
        p.govuk-body { (words.get("judgements-queue-text")) }
        @if rows.is_empty() { (ui::empty_state(&words.get("judgements-none"), &words.get("judgements-none-text"), None)) }
        @else { (hit_table(words, rows)) }
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("judgements-queue"),
            current: "/hits",
            ..Chrome::default()
        },
        body,
    )
    .await
}

/// Rows of the queue as the reader may see them: hits whose other side answers as absent are left out.
pub async fn hit_rows(
    app: &App,
    conn: &mut kit::db::Conn,
    eyes: &Eyes<'_>,
    words: &Words,
    waiting: &[ToJudge],
) -> Result<Vec<Vec<ui::Cell>>, Problem> {
    let ids: Vec<RecordId> = waiting.iter().flat_map(|one| [one.own, one.other]).collect();
    let found: std::collections::HashMap<RecordId, records::Record> = records::find_many(conn, &ids)
        .await?
        .into_iter()
        .map(|record| (record.id, record))
        .collect();
    let look = |id: RecordId| found.get(&id).and_then(|record| eyes.look(record));
    let mut rows = Vec::new();
    for one in waiting {
        let (Some(own), Some(other)) = (look(one.own), look(one.other)) else {
            continue;
        };
        let name = |seen: &Seen| {
            let reading = Reading::of(app, words, &seen.pack);
            reading.name(&seen.answers).unwrap_or_else(|| seen.reference.clone())
        };
        let strength = match (one.sort.as_str(), one.band.as_str()) {
            ("entity", _) => "hit-shared",
            (_, "strong") => "hit-strong",
            _ => "hit-possible",
        };
        rows.push(vec![
            ui::Cell::new(html! { a.govuk-link href={ "/links/" (one.link) } { (name(&own)) } }),
            ui::Cell::text(&other.agency_name),
            ui::Cell::text(&words.get(strength)),
            ui::Cell::text(&day(app, words, one.made_at)).sort_by(one.made_at.to_string()),
        ]);
    }
    Ok(rows)
}

/// The table of hits that wait.
pub fn hit_table(words: &Words, rows: Vec<Vec<ui::Cell>>) -> Markup {
    let columns = [
        "judgements-own",
        "judgements-other",
        "judgements-strength",
        "judgements-when",
    ]
    .map(|key| ui::Column::new(words.get(key)))
    .to_vec();
    ui::table(
        words,
        &ui::Table {
            caption: words.get("judgements-queue"),
            caption_hidden: true,
            columns,
            rows,
            rows_named: true,
            ..ui::Table::default()
        },
    )
}

async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<LinkId>) -> Result<Markup, Problem> {
    let words = &who.words;
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(&app, &mut conn, &who.principal).await?;
    let case = acts::case(&mut conn, &eyes, id).await?;
    let permit = app.policy.permit::<ViewLink>(&who.principal, &case.resource)?;
    let may_judge = app.policy.permit::<JudgeLink>(&who.principal, &case.resource).is_ok();
    let may_explain = app.policy.permit::<ExplainLink>(&who.principal, &case.resource).is_ok();
    let (Some(left), Some(right)) = (eyes.look(&case.a), eyes.look(&case.b)) else {
        return Err(Problem::NotFound);
    };
    let history = store::history(&mut conn, &permit, id).await?;
    let hit = known_for_records(&mut conn, &eyes, &[case.a.id], false)
        .await?
        .into_iter()
        .find(|hit| hit.link == Some(id));
    let hit = match hit {
        Some(hit) => Some(hit),
        None => known_for_records(&mut conn, &eyes, &[case.a.id, case.b.id], true)
            .await?
            .into_iter()
            .find(|hit| hit.link == Some(id)),
    };
    drop(conn);
    let lines = [&left, &right]
        .map(|seen| {
            Line::under(&permit.line(), app.now_ms(), "person.view", Subject::of("link", id))
                .person(seen.person)
                .owner(seen.agency)
                .detail(serde_json::json!({ "records": [seen.id.to_string()], "view": seen.view.code() }))
        })
        .to_vec();
    ledger::looked(&app, lines).await?;

    let body = html! {
        h1.govuk-heading-l { (words.get("judgements-title")) }
        (ui::judge(&words.get("judgements-title"), true, html! {
            @if left.view >= View::Identity && right.view >= View::Identity { (compare(&app, words, &left, &right)) }
            @else {
                @for seen in [&left, &right] {
                    @if seen.view == View::Pointer { (ui::pointer_card(words, &pointer(words, seen))) }
                    @else { p.govuk-body { a.govuk-link href={ "/people/" (seen.person) } { (seen.agency_name) ", " (seen.reference) } } }
                }
            }
            @if let Some(hit) = &hit { (why(&app, words, hit, may_explain)) }
            @if may_judge { (answer_form(words, &who, id)) } @else { p.govuk-body { (words.get("judgements-not-yours")) } }
        }))
        (history_section(&app, &who, id, &history))
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("judgements-title"),
            current: "/hits",
            wide: true,
            back: Some("/hits".to_owned()),
            ..Chrome::default()
        },
        body,
    )
    .await
}

fn compare(app: &App, words: &Words, left: &Seen, right: &Seen) -> Markup {
    let (reading_left, reading_right) = (
        Reading::of(app, words, &left.pack),
        Reading::of(app, words, &right.pack),
    );
    let rows: Vec<ui::Compared> = fields::all()
        .filter(|field| field.matched || field.sensitivity == Sensitivity::Identity)
        .filter(|field| !access::POINTER_FIELDS.contains(&field.key))
        .filter_map(|field| {
            let said = |seen: &Seen, reading: &Reading<'_>| {
                seen.answers
                    .0
                    .get(field.key)
                    .map(|answer| reading.lines(field.key, answer).join("; "))
                    .unwrap_or_default()
            };
            let (one, other) = (said(left, &reading_left), said(right, &reading_right));
            if one.is_empty() && other.is_empty() {
                return None;
            }
            let verdict = if one.is_empty() || other.is_empty() {
                ui::Verdict::Unknown
            } else if one.to_lowercase() == other.to_lowercase()
                || left.answers.0.get(field.key) == right.answers.0.get(field.key)
            {
                ui::Verdict::Same
            } else {
                ui::Verdict::Differs
            };
            Some(ui::Compared {
                question: reading_left.label(field.key),
                left: one,
                right: other,
                verdict,
                why: None,
            })
        })
        .collect();
    let name = |seen: &Seen| format!("{} {}", seen.agency_name, seen.reference);
    html! {
        (ui::side_by_side(words, &words.get("judgements-title"), &name(left), &name(right), &rows))
        p.govuk-body {
            @for seen in [left, right] { a.govuk-link href={ "/people/" (seen.person) } { (words.with("judgements-open", &[("reference", seen.reference.clone().into())])) } " " }
        }
    }
}

fn why(app: &App, words: &Words, hit: &Hit, may_explain: bool) -> Markup {
    html! {
        h2.govuk-heading-m { (words.get("judgements-why")) }
        @if hit.sort == crate::link::recognise::HitSort::Entity || !may_explain {
            ul.govuk-list.govuk-list--bullet {
                @for (code, _) in together(&hit.reasons).into_iter().filter(|(_, weight)| *weight >= 0.0) { li { (words.get(&format!("reason-{code}"))) } }
            }
        } @else { (hit_weights(app, words, hit)) }
        p.govuk-body-s { (words.get("judgements-why-text")) }
    }
}

fn answer_form(words: &Words, who: &SignedIn, id: LinkId) -> Markup {
    let choices: Vec<ui::Choice> = ANSWERS
        .iter()
        .zip(['s', 'd', 'u'])
        .map(|(answer, key)| ui::Choice::new(*answer, words.get(&format!("judgements-answer-{answer}"))).shortcut(key))
        .collect();
    html! {
        h2.govuk-heading-m { (words.get("judgements-answer")) }
        (ui::form(&format!("/links/{id}"), &who.session.csrf, html! {
            (ui::radios(words, &ui::Field::new("answer", words.get("judgements-question")).hint(words.get("judgements-keys")), &choices, false))
            (ui::textarea(words, &ui::Field::new("reason", words.get("judgements-reason")).hint(words.get("judgements-reason-hint")), 2, Some(1000)))
            (ui::submit(&words.get("judgements-save"), ui::Look::Main))
        }))
    }
}

fn history_section(app: &App, who: &SignedIn, id: LinkId, history: &[store::Judgement]) -> Markup {
    let words = &who.words;
    html! {
        @if !history.is_empty() {
            h2.govuk-heading-m { (words.get("judgements-history")) }
            @for one in history {
                div.haven-hit {
                    p.govuk-body {
                        strong { (words.get(&format!("judgements-answer-{}", one.answer))) } " · " (one.who) ", " (one.agency) " · " (moment(app, words, one.made_at))
                        @if one.withdrawn_at.is_some() { " " (ui::tag(&words.get("judgements-withdrawn"), ui::Tone::Grey)) }
                    }
                    p.govuk-body dir="auto" { (one.reason) }
                    @if one.withdrawn_at.is_none() && one.account == who.account.id {
                        (ui::form(&format!("/links/{id}/withdraw"), &who.session.csrf, html! {
                            (ui::hidden("judgement", &one.id.to_string()))
                            (ui::submit(&words.get("judgements-undo"), ui::Look::Secondary))
                        }))
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
}

async fn answer(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<LinkId>,
    Form(form): Form<Answered>,
) -> Result<Redirect, Problem> {
    acts::judge(&app, &who.principal, id, &form.answer, &form.reason).await?;
    say(&app, &who, "judgements-saved").await?;
    Ok(Redirect::to(&format!("/links/{id}")))
}

#[derive(Deserialize)]
struct TakenBack {
    judgement: JudgementId,
}

async fn take_back(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<LinkId>,
    Form(form): Form<TakenBack>,
) -> Result<Redirect, Problem> {
    acts::withdraw(&app, &who.principal, id, form.judgement).await?;
    say(&app, &who, "judgements-undone").await?;
    Ok(Redirect::to(&format!("/links/{id}")))
}

async fn say(app: &App, who: &SignedIn, key: &str) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, key).await?;
    tx.commit().await?;
    Ok(())
}
