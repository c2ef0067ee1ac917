//! `/imports/{id}/columns`: where each column goes, what the first rows then say, and the start.

use super::super::keep::Source;
use super::super::reading::{self, Peek, Staged};
use super::super::rules::{Mode, over};
use super::super::store::{self, Import, SavedMapping};
use super::super::{acts, identifies, remarks};
use super::{allowed, finer};
use crate::app::App;
use crate::gather::records::Reading;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, page};
use access::{ImportRecords, ManageMappings, Resource, ViewImport};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::fields::FieldKind;
use domain::ids::ImportId;
use domain::pack::Pack;
use domain::{Handling, RecordKind};
use exchange::FileProblem;
use exchange::dates::DateOrder;
use exchange::mapping::Target;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Rows of the preview.
const PREVIEWED: usize = 20;

const ORDERS: [(DateOrder, &str); 4] = [
    (DateOrder::Auto, "auto"),
    (DateOrder::DayFirst, "DMY"),
    (DateOrder::MonthFirst, "MDY"),
    (DateOrder::YearFirst, "YMD"),
];

pub async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<ImportId>) -> Result<Response, Problem> {
    let (import, _) = allowed::<ImportRecords>(&app, &who, id).await?;
    if !import.may_settle() {
        return Ok(Redirect::to(&format!("/imports/{id}")).into_response());
    }
    Ok(draw(&app, &who, &import, &Told::new(), &[]).await?.into_response())
}

/// What was posted, trimmed, by field name.
pub(super) type Told<'a> = BTreeMap<&'a str, &'a str>;

pub async fn settle(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<ImportId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (mut import, _) = allowed::<ImportRecords>(&app, &who, id).await?;
    if !import.may_settle() {
        return Err(Problem::Changed);
    }
    let permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: import.agency })?;
    let told: Told<'_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.trim()))
        .collect();
    let asked = told.get("do").copied().unwrap_or("preview");
    if asked == "saved" {
        let name = told.get("saved").copied().unwrap_or_default();
        let mut conn = app.db.read().await?;
        if let Some(saved) = store::mapping_named(&mut conn, &permit, import.agency, name).await? {
            drop(conn);
            import.mapping = over(&import.mapping, saved.mapping);
            keep(&app, &import).await?;
        }
        return Ok(Redirect::to(&format!("/imports/{id}/columns")).into_response());
    }
    let mut errors = take(&mut import, &told, &who.words);
    if !import.kind.is_htcds() {
        let pack = acts::how(&app, &import).await?.pack;
        errors.extend(finer::take_columns(&mut import.mapping, &told, &who.words));
        errors.extend(finer::take_constants(&mut import.mapping, &pack, &told, &who.words));
    }
    import.mode = told
        .get("mode")
        .and_then(|code| Mode::from_code(code))
        .unwrap_or(import.mode);
    import.handling = told
        .get("handling")
        .and_then(|code| Handling::from_code(code))
        .unwrap_or(import.handling);
    import.dry_run = told.contains_key("dry_run");
    if asked == "start" && errors.is_empty() && !import.kind.is_htcds() && !identifies(&import.mapping) {
        errors.push(("target-0".to_owned(), who.words.get("imports-no-identifying")));
    }
    if !errors.is_empty() {
        let page = draw(&app, &who, &import, &told, &errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    keep(&app, &import).await?;
    if asked != "start" {
        // The choices go along with the page, for only the mapping is kept before the start.
        return Ok(draw(&app, &who, &import, &Told::new(), &[]).await?.into_response());
    }
    let name: String = told
        .get("save_name")
        .copied()
        .unwrap_or_default()
        .chars()
        .take(100)
        .collect();
    if !name.is_empty() {
        save(&app, &who, &import, &name).await?;
    }
    acts::start(&app, &permit, &import, true).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "imports-started").await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

async fn keep(app: &App, import: &Import) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    store::set_mapping(&mut tx, import.id, &import.mapping).await?;
    tx.commit().await?;
    Ok(())
}

async fn save(app: &App, who: &SignedIn, import: &Import, name: &str) -> Result<(), Problem> {
    let permit = app
        .policy
        .permit::<ManageMappings>(&who.principal, &Resource::Agency { id: import.agency })?;
    let mut mapping = import.mapping.clone();
    mapping.name = name.to_owned();
    for rule in &mut mapping.columns {
        rule.suggested = None;
    }
    let saved = SavedMapping {
        id: app.clock.new_id(),
        name: name.to_owned(),
        mapping,
    };
    let mut tx = app.db.begin().await?;
    let id = store::save_mapping(
        &mut tx,
        &permit,
        import.agency,
        &saved,
        Some(who.account.id),
        app.now_ms(),
    )
    .await?;
    let line =
        Line::under(&permit.line(), app.now_ms(), "mapping.save", Subject::of("mapping", id)).owner(import.agency);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// What was chosen on the page. Errors: (id of the field, message).
fn take(import: &mut Import, told: &Told<'_>, words: &Words) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for (place, rule) in import.mapping.columns.iter_mut().enumerate() {
        if let Some(path) = told.get(format!("target.{place}").as_str()) {
            match path.parse::<Target>() {
                Ok(target) => {
                    if target != rule.target {
                        rule.suggested = None;
                    }
                    rule.target = target;
                }
                Err(_) => {
                    let message = words.with("imports-target-wrong", &[("column", rule.column.as_str().into())]);
                    errors.push((format!("target-{place}"), message));
                }
            }
        }
        if let Some(code) = told.get(format!("order.{place}").as_str())
            && let Some((order, _)) = ORDERS.iter().find(|(_, known)| known == code)
        {
            rule.date_order = *order;
        }
    }
    if let Some(kind) = told.get("record_kind") {
        match RecordKind::from_code(kind) {
            Some(kind) => import
                .mapping
                .constants
                .insert("record_kind".to_owned(), kind.code().to_owned()),
            None => import.mapping.constants.remove("record_kind"),
        };
    }
    errors
}

async fn draw(
    app: &App,
    who: &SignedIn,
    import: &Import,
    told: &Told<'_>,
    errors: &[(String, String)],
) -> Result<Markup, Problem> {
    let words = &who.words;
    let how = acts::how(app, import).await?;
    let pack = how.pack.clone();
    let source = Source::kept(app, import.id);
    let kind = import.kind;
    let (peek, rows) = tokio::task::spawn_blocking(move || {
        let peek = reading::look(&source, Some(kind))?;
        let rows = if kind.is_htcds() {
            Vec::new()
        } else {
            reading::preview(&peek, &how, PREVIEWED)
        };
        Ok::<_, FileProblem>((peek, rows))
    })
    .await
    .map_err(|error| Problem::internal("looking at the file", error))?
    .map_err(|problem| remarks::unreadable(words, &problem))?;
    let permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: import.agency })?;
    let saved = {
        let mut conn = app.db.read().await?;
        store::mappings(&mut conn, &permit, import.agency).await?
    };
    // The page shows people of the file, so it is a look like any other.
    let view = app.policy.permit::<ViewImport>(
        &who.principal,
        &Resource::Import {
            id: import.id,
            owner: import.agency,
        },
    )?;
    let mut tx = app.db.begin().await?;
    let line = Line::under(
        &view.line(),
        app.now_ms(),
        "import.view",
        Subject::of("import", import.id),
    )
    .owner(import.agency)
    .detail(serde_json::json!({ "part": "columns", "rows": rows.len() }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;

    let action = format!("/imports/{}/columns", import.id);
    let reading = Reading::of(app, words, &pack.reference());
    let format = words.get(&format!("imports-format-{}", import.kind.code()));
    let intro = if kind.is_htcds() {
        words.with("imports-columns-htcds", &[("file", import.file_name.as_str().into())])
    } else {
        let about = [
            ("file", import.file_name.as_str().into()),
            ("columns", peek.header.len().into()),
            ("format", format.into()),
        ];
        words.with("imports-columns-intro", &about)
    };
    let body = html! {
        (ui::error_summary(words, errors))
        h1.govuk-heading-l { (words.get("imports-columns-title")) }
        p.govuk-body dir="auto" { (intro) }
        @if !saved.is_empty() && !kind.is_htcds() { (saved_form(words, who, &action, &saved)) }
        (ui::form(&action, &who.session.csrf, html! {
            @if !kind.is_htcds() {
                (columns(words, &pack, import, &peek, told, errors))
                (rows_are_about(words, import))
                (finer::constants(words, &pack, &import.mapping, told, errors))
            }
            (choices(words, import))
            @if !kind.is_htcds() {
                (ui::text_input(words, &ui::Field::new("save_name", words.get("imports-save-name")).hint(words.get("imports-save-name-hint")), &ui::TextOptions::default()))
            }
            (ui::button_group(&[
                ui::button(&words.get("imports-start-button"), ui::Look::Main, "do", "start", None),
                if kind.is_htcds() { html! {} } else { ui::button(&words.get("imports-preview-button"), ui::Look::Secondary, "do", "preview", None) },
            ]))
        }))
        @if !rows.is_empty() { (preview(words, &reading, &rows)) }
        (ui::form(&format!("/imports/{}/cancel", import.id), &who.session.csrf, ui::submit(&words.get("imports-cancel"), ui::Look::Secondary)))
    };
    let chrome = Chrome {
        title: words.get("imports-columns-title"),
        current: "/imports",
        back: Some("/imports".to_owned()),
        has_errors: !errors.is_empty(),
        wide: true,
    };
    page(app, who, chrome, body).await
}

fn saved_form(words: &Words, who: &SignedIn, action: &str, saved: &[SavedMapping]) -> Markup {
    let choices: Vec<(String, String)> = saved.iter().map(|one| (one.name.clone(), one.name.clone())).collect();
    ui::form(
        action,
        &who.session.csrf,
        html! {
            (ui::select(words, &ui::Field::new("saved", words.get("imports-saved-label")), &choices))
            (ui::button(&words.get("imports-saved-use"), ui::Look::Secondary, "do", "saved", None))
        },
    )
}

/// What a target is called, in the words of the agency's pack.
pub(super) fn target_label(words: &Words, pack: &Pack, target: &Target) -> String {
    let language = words.language();
    match target {
        Target::Ignore | Target::SourceId | Target::RecordKind | Target::HandedInAt => {
            words.get(&format!("imports-target-{target}"))
        }
        Target::Field(key) => pack.field_label(key, language).unwrap_or(key).to_owned(),
        Target::Own(key) => pack.field_label(key, language).unwrap_or(key).to_owned(),
        Target::Entry { field, number, part } => {
            let whole = pack.field_label(field, language).unwrap_or(field);
            let own = pack.field_label(&format!("{field}.{part}"), language).unwrap_or(part);
            let label = format!("{whole}: {own}");
            if *number == 1 {
                label
            } else {
                words.with(
                    "imports-target-numbered",
                    &[("label", label.into()), ("number", (*number).into())],
                )
            }
        }
    }
}

fn takes_dates(target: &Target) -> bool {
    *target == Target::HandedInAt || matches!(target.kind(), Some(FieldKind::Date))
}

fn columns(
    words: &Words,
    pack: &Pack,
    import: &Import,
    peek: &Peek,
    told: &Told<'_>,
    errors: &[(String, String)],
) -> Markup {
    let mut offered: Vec<Target> = Target::all();
    // Second and third entries are offered where a first one can be; a pack's own fields come last.
    for number in 2..=3 {
        let more: Vec<Target> = Target::all()
            .into_iter()
            .filter_map(|target| match target {
                Target::Entry { field, part, .. } => Some(Target::Entry { field, number, part }),
                _ => None,
            })
            .collect();
        offered.extend(more);
    }
    for rule in &import.mapping.columns {
        if !offered.contains(&rule.target) {
            offered.push(rule.target.clone());
        }
    }
    let choices: Vec<(String, String)> = offered
        .iter()
        .map(|target| (target.to_string(), target_label(words, pack, target)))
        .collect();
    let orders: Vec<(String, String)> = ORDERS
        .iter()
        .map(|(_, code)| ((*code).to_owned(), words.get(&format!("imports-order-{code}"))))
        .collect();
    html! {
        @for (place, rule) in import.mapping.columns.iter().enumerate() {
            @let id = format!("target-{place}");
            @let error = errors.iter().find(|(field, _)| *field == id).map(|(_, message)| message.clone());
            @let samples = samples(peek, &rule.column);
            (ui::fieldset(&rule.column, ui::Heading::Small, html! {
                p.govuk-hint dir="auto" {
                    @if samples.is_empty() { (words.get("imports-column-empty")) }
                    @else { (words.with("imports-column-samples", &[("samples", samples.into())])) }
                }
                @if let Some(guess) = &rule.suggested {
                    p.govuk-hint { (words.with("imports-column-sure", &[("confidence", u64::from(guess.confidence).into()), ("reason", remarks::why(words, guess).into())])) }
                }
                (ui::select(words, &ui::Field::new(format!("target.{place}"), words.get("imports-column-target")).id(id).value(rule.target.to_string()).error(error), &choices))
                @if takes_dates(&rule.target) {
                    @let order = ORDERS.iter().find(|(order, _)| *order == rule.date_order).map_or("auto", |(_, code)| code);
                    (ui::select(words, &ui::Field::new(format!("order.{place}"), words.get("imports-column-order")).value(order), &orders))
                }
                (finer::of_column(words, pack, peek, (place, rule), told, errors))
            }))
        }
    }
}

/// Up to three different things that the column says.
fn samples(peek: &Peek, column: &str) -> String {
    let Some(place) = peek.header.iter().position(|heading| heading == column) else {
        return String::new();
    };
    let mut found: Vec<String> = Vec::new();
    for row in &peek.rows {
        let Some(cell) = row
            .cells
            .get(place)
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
        else {
            continue;
        };
        let cell = exchange::tables::shortened(cell, 40);
        if !found.contains(&cell) {
            found.push(cell);
        }
        if found.len() == 3 {
            break;
        }
    }
    found.join(" · ")
}

fn rows_are_about(words: &Words, import: &Import) -> Markup {
    let chosen = import.mapping.constants.get("record_kind").cloned().unwrap_or_default();
    let mut choices = vec![ui::Choice::new("none", words.get("imports-kind-none"))];
    for kind in [RecordKind::Child, RecordKind::Adult, RecordKind::Suspect] {
        choices.push(ui::Choice::new(
            kind.code(),
            words.get(&format!("kind-{}", kind.code())),
        ));
    }
    let value = if chosen.is_empty() { "none".to_owned() } else { chosen };
    ui::radios(
        words,
        &ui::Field::new("record_kind", words.get("imports-kind-label")).value(value),
        &choices,
        false,
    )
}

fn choices(words: &Words, import: &Import) -> Markup {
    let modes: Vec<ui::Choice> = Mode::ALL
        .iter()
        .map(|mode| {
            let key = format!("imports-mode-{}", mode.code());
            ui::Choice::new(mode.code(), words.get(&key)).hint(words.get(&format!("{key}-hint")))
        })
        .collect();
    let handlings: Vec<ui::Choice> = [Handling::Shared, Handling::PointerOnly, Handling::Sealed]
        .iter()
        .map(|handling| {
            ui::Choice::new(
                handling.code(),
                words.get(&format!("imports-handling-{}", handling.code())),
            )
        })
        .collect();
    let dry: Vec<String> = if import.dry_run {
        vec!["yes".to_owned()]
    } else {
        Vec::new()
    };
    html! {
        (ui::radios(words, &ui::Field::new("mode", words.get("imports-mode-label")).value(import.mode.code()), &modes, false))
        (ui::radios(words, &ui::Field::new("handling", words.get("imports-handling-label")).value(import.handling.code()), &handlings, false))
        (ui::checkboxes(words, &ui::Field::new("dry_run", words.get("imports-dry-run")), &[ui::Choice::new("yes", words.get("imports-dry-run"))], &dry))
    }
}

fn preview(words: &Words, reading: &Reading<'_>, rows: &[Staged]) -> Markup {
    let columns = [
        "imports-preview-row",
        "imports-preview-read",
        "imports-preview-problems",
    ]
    .map(|key| ui::Column::new(words.get(key)))
    .to_vec();
    let rows = rows
        .iter()
        .map(|row| {
            let said = html! {
                @for one in &row.waiting {
                    @for (key, answer) in &one.answers.0 {
                        div { strong { (reading.label(key)) ": " } span dir="auto" { (reading.lines(key, answer).join("; ")) } }
                    }
                }
                @if row.waiting.is_empty() { (ui::tag(&words.get("imports-preview-rejected"), ui::Tone::Red)) }
            };
            let problems = html! {
                @for remark in &row.remarks { div dir="auto" { @if !remark.column.is_empty() { strong { (remark.column) ": " } } (remark.said(words)) } }
            };
            vec![ui::Cell::text(&row.number.to_string()), ui::Cell::new(said), ui::Cell::new(problems)]
        })
        .collect();
    ui::table(
        words,
        &ui::Table {
            caption: words.get("imports-preview"),
            columns,
            rows,
            rows_named: true,
            dense: true,
            ..ui::Table::default()
        },
    )
}
