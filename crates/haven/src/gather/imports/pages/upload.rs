//! `/imports/new`: the file comes in, straight to the disk, and is looked at.

use super::super::acts;
use super::super::keep::{self, Arriving, NewFile, Source};
use super::super::reading;
use super::super::remarks::Remark;
use super::super::rules;
use super::super::store;
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::{Chrome, page};
use access::{ImportRecords, Resource};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kit::ui;
use maud::{Markup, html};

/// File name endings that a browser offers first.
const ACCEPT: &str = ".csv,.txt,.tsv,.xlsx,.ods,.json,.jsonl";

pub async fn ask(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let _permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: who.account.agency })?;
    draw(&app, &who, None).await
}

async fn draw(app: &App, who: &SignedIn, error: Option<String>) -> Result<Markup, Problem> {
    let words = &who.words;
    let has_errors = error.is_some();
    let field = ui::Field::new("file", words.get("imports-upload-label"))
        .hint(words.get("imports-upload-hint"))
        .error(error);
    let errors: Vec<(String, String)> = field.summary().into_iter().collect();
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l { (words.get("imports-new-title")) }
        (ui::Form::post("/imports/new", &who.session.csrf).multipart().render(html! {
            (ui::file_upload(words, &field, ACCEPT, false))
            (ui::submit(&words.get("imports-upload-button"), ui::Look::Main))
        }))
    };
    let chrome = Chrome {
        title: words.get("imports-new-title"),
        current: "/imports",
        back: Some("/imports".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    page(app, who, chrome, body).await
}

pub async fn take(State(app): State<App>, who: SignedIn, form: Multipart) -> Result<Response, Problem> {
    let permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: who.account.agency })?;
    let file = match receive(&app, form).await? {
        Ok(file) => file,
        Err(key) => return refused(&app, &who, who.words.get(key)).await,
    };
    let looked = {
        let source = Source::kept(&app, file.id);
        tokio::task::spawn_blocking(move || reading::look(&source, None))
            .await
            .map_err(|error| Problem::internal("looking at the file", error))?
    };
    let peek = match looked {
        Ok(peek) => peek,
        Err(problem) => {
            keep::forget(&app, file.id).map_err(keep::on_disk("taking a file away"))?;
            return refused(&app, &who, Remark::of_file(&problem).said(&who.words)).await;
        }
    };
    // What the agency settled for such a table before stands, and the page shows it.
    let saved = {
        let mut conn = app.db.read().await?;
        store::mappings(&mut conn, &permit, who.account.agency).await?
    };
    let known = reading::fitting(saved.iter().map(|one| &one.mapping), &peek.header);
    let mapping = known.map_or_else(
        || peek.suggested.clone(),
        |known| rules::over(&peek.suggested, known.clone()),
    );
    let import = acts::begin(
        &app,
        &permit,
        who.account.agency,
        Some(who.account.id),
        file,
        peek.kind,
        mapping,
    )
    .await?;
    Ok(Redirect::to(&format!("/imports/{}/columns", import.id)).into_response())
}

async fn refused(app: &App, who: &SignedIn, message: String) -> Result<Response, Problem> {
    let page = draw(app, who, Some(message)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Writes the first file of the form to the disk. The inner error is a message key.
async fn receive(app: &App, mut form: Multipart) -> Result<Result<NewFile, &'static str>, Problem> {
    let broken = |_| Problem::bad("problem-upload-broken");
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name: String = field
            .file_name()
            .unwrap_or_default()
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect();
        let mut arriving = Arriving::begin(app).await?;
        let fault = loop {
            match field.chunk().await {
                Ok(None) => break None,
                Ok(Some(part)) => {
                    if let Err(problem) = arriving.take(&part).await {
                        break Some(problem);
                    }
                }
                Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => break Some(Problem::TooLarge),
                Err(_) => break Some(Problem::bad("problem-upload-broken")),
            }
        };
        return match fault {
            None => Ok(arriving.finish(name).await?.ok_or("imports-upload-missing")),
            Some(problem) => {
                arriving.forget().await;
                if matches!(problem, Problem::TooLarge) {
                    Ok(Err("imports-upload-too-large"))
                } else {
                    Err(problem)
                }
            }
        };
    }
    Ok(Err("imports-upload-missing"))
}
