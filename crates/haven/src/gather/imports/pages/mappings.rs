//! `/imports/mappings`: the mappings that one's agency keeps; each can be read, given another name, or deleted.

use super::super::store::{self, SavedMapping};
use super::columns::target_label;
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, page};
use access::{ImportRecords, ManageMappings, Permit, Resource};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::{AgencyId, MappingId};
use exchange::mapping::Target;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

const LONGEST_NAME: usize = 100;

pub async fn list(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let own = who.account.agency;
    let permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: own })?;
    let saved = {
        let mut conn = app.db.read().await?;
        store::mappings(&mut conn, &permit, own).await?
    };
    let words = &who.words;
    let title = words.get("imports-mappings");
    let rows = saved
        .iter()
        .map(|one| {
            let places = one
                .mapping
                .columns
                .iter()
                .filter(|rule| rule.target != Target::Ignore)
                .count();
            vec![
                ui::Cell::new(html! { a.govuk-link href={ "/imports/mappings/" (one.id) } dir="auto" { (one.name) } }),
                ui::Cell::text(&one.mapping.columns.len().to_string()),
                ui::Cell::text(&places.to_string()),
            ]
        })
        .collect();
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (words.get("imports-mappings-text")) }
        @if saved.is_empty() { (ui::empty_state(&words.get("imports-mappings-none"), &words.get("imports-mappings-none-text"), None)) }
        @else {
            (ui::table(words, &ui::Table {
                caption: title.clone(),
                caption_hidden: true,
                columns: vec![
                    ui::Column::new(words.get("imports-mapping-name")),
                    ui::Column::new(words.get("imports-mapping-columns")).numeric(),
                    ui::Column::new(words.get("imports-mapping-read")).numeric(),
                ],
                rows,
                rows_named: true,
                ..ui::Table::default()
            }))
        }
    };
    let chrome = Chrome {
        title,
        current: "/imports",
        back: Some("/imports".to_owned()),
        ..Chrome::default()
    };
    page(&app, &who, chrome, body).await
}

/// A mapping with the right to change it. Another agency's answers as absent, and the try is recorded.
async fn allowed(
    app: &App,
    who: &SignedIn,
    id: MappingId,
) -> Result<(AgencyId, SavedMapping, Permit<ManageMappings>), Problem> {
    let (owner, saved) = {
        let mut conn = app.db.read().await?;
        store::find_mapping(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    match app
        .policy
        .permit::<ManageMappings>(&who.principal, &Resource::Mapping { id, owner })
    {
        Ok(permit) => Ok((owner, saved, permit)),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

pub async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<MappingId>) -> Result<Markup, Problem> {
    let (_, saved, _) = allowed(&app, &who, id).await?;
    draw(&app, &who, &saved, None, None).await
}

async fn draw(
    app: &App,
    who: &SignedIn,
    saved: &SavedMapping,
    typed: Option<&str>,
    error: Option<String>,
) -> Result<Markup, Problem> {
    let words = &who.words;
    let has_errors = error.is_some();
    let field = ui::Field::new("name", words.get("imports-mapping-name"))
        .value(typed.unwrap_or(&saved.name))
        .error(error);
    let errors: Vec<(String, String)> = field.summary().into_iter().collect();
    let here = format!("/imports/mappings/{}", saved.id);
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l dir="auto" { (saved.name) }
        (ui::form(&format!("{here}/rename"), &who.session.csrf, html! {
            (ui::text_input(words, &field, &ui::TextOptions::default()))
            (ui::submit(&words.get("imports-mapping-rename"), ui::Look::Main))
        }))
        (rules(app, words, who, saved)?)
        (ui::details(&words.get("imports-mapping-delete"), html! {
            p.govuk-body { (words.get("imports-mapping-delete-text")) }
            (ui::form(&format!("{here}/delete"), &who.session.csrf, ui::submit(&words.get("imports-mapping-delete"), ui::Look::Warning)))
        }, false))
    };
    let chrome = Chrome {
        title: words.get("imports-mapping-title"),
        current: "/imports",
        back: Some("/imports/mappings".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    page(app, who, chrome, body).await
}

fn rules(app: &App, words: &Words, who: &SignedIn, saved: &SavedMapping) -> Result<Markup, Problem> {
    let pack = app.pack(&who.account.pack)?;
    let mut rows: Vec<Vec<ui::Cell>> = saved
        .mapping
        .columns
        .iter()
        .map(|rule| {
            let meanings = rule
                .value_map
                .iter()
                .map(|(word, meaning)| format!("{word} = {meaning}"))
                .collect::<Vec<_>>()
                .join("; ");
            vec![
                ui::Cell::new(html! { span dir="auto" { (rule.column) } }),
                ui::Cell::text(&target_label(words, pack, &rule.target)),
                ui::Cell::new(html! { span dir="auto" { (meanings) } }),
            ]
        })
        .collect();
    rows.extend(saved.mapping.constants.iter().map(|(path, value)| {
        let label = path
            .parse::<Target>()
            .map_or_else(|_| path.clone(), |target| target_label(words, pack, &target));
        vec![
            ui::Cell::text(&words.get("imports-constants")),
            ui::Cell::text(&label),
            ui::Cell::new(html! { span dir="auto" { (value) } }),
        ]
    }));
    Ok(ui::table(
        words,
        &ui::Table {
            caption: words.get("imports-mapping-rules"),
            columns: ["imports-problem-column", "imports-column-target", "imports-values"]
                .map(|key| ui::Column::new(words.get(key)))
                .to_vec(),
            rows,
            rows_named: true,
            ..ui::Table::default()
        },
    ))
}

#[derive(Deserialize)]
pub struct Named {
    #[serde(default)]
    name: String,
}

pub async fn rename(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<MappingId>,
    Form(told): Form<Named>,
) -> Result<Response, Problem> {
    let (owner, saved, permit) = allowed(&app, &who, id).await?;
    let name = told.name.trim();
    let wrong = async |key: &str| {
        let page = draw(&app, &who, &saved, Some(name), Some(who.words.get(key))).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return wrong("imports-mapping-name-missing").await;
    }
    let mut tx = app.db.begin().await?;
    if !store::rename_mapping(&mut tx, &permit, owner, &saved, name).await? {
        drop(tx);
        return wrong("imports-mapping-name-taken").await;
    }
    sessions::flash(&mut tx, who.session.id, "imports-mapping-renamed").await?;
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        "mapping.rename",
        Subject::of("mapping", id),
    )
    .owner(owner);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(Redirect::to("/imports/mappings").into_response())
}

pub async fn delete(State(app): State<App>, who: SignedIn, Path(id): Path<MappingId>) -> Result<Redirect, Problem> {
    let (owner, _, permit) = allowed(&app, &who, id).await?;
    let mut tx = app.db.begin().await?;
    store::delete_mapping(&mut tx, &permit, id).await?;
    sessions::flash(&mut tx, who.session.id, "imports-mapping-deleted").await?;
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        "mapping.delete",
        Subject::of("mapping", id),
    )
    .owner(owner);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(Redirect::to("/imports/mappings"))
}
