//! Filling in: one idea a page, or all on one. Every step is saved, right or wrong; what is wrong is told and never
//! holds anybody up. Works without a script: buttons named "add" and "remove" do what the script does in place.

use super::fields::{Drawing, id_of, message};
use super::known;
use crate::app::App;
use crate::gather::attachments::{self, File, Refused, Taken};
use crate::gather::hand_ins::acts::{self, Pages, Saved};
use crate::gather::hand_ins::rules;
use crate::gather::hand_ins::store::{HandIn, State as DraftState};
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, page};
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Answers;
use domain::ids::{AttachmentId, HandInId};
use domain::pack::{FieldProblem, Form, Pack, Page};
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

/// Bytes of one posted form with files; a file alone may have 25 MB.
const UPLOAD_AT_MOST: usize = 260 * 1024 * 1024;
/// Characters of all plain fields together in a form with files.
const TEXT_AT_MOST: usize = 4 * 1024 * 1024;

/// What a browser sent.
#[derive(Default)]
pub(super) struct Posted {
    pub fields: Vec<(String, String)>,
    pub refused: Vec<Refused>,
    pub already: usize,
    pub taken: usize,
}

impl Posted {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    /// The field for which an empty entry more is wanted.
    add: Option<String>,
    /// Show what is wrong with what is there.
    check: Option<String>,
}

pub(super) fn hand_in_id(text: &str) -> Result<HandInId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// The draft with all that its pages need.
pub(super) struct Open<'a> {
    pub hand_in: HandIn,
    pub pack: &'a Pack,
    pub form: &'a Form,
    pub files: Vec<File>,
    pub removed: Vec<File>,
    /// With the files named, for conditions.
    pub answers: Answers,
    pub permit: access::Permit<access::EditDraft>,
}

/// Opens a draft; one that was sent already leads to its receipt.
pub(super) async fn open<'a>(
    app: &'a App,
    who: &SignedIn,
    id: HandInId,
) -> Result<Result<Open<'a>, Redirect>, Problem> {
    let mut conn = app.db.read().await?;
    let (hand_in, permit) = acts::own_draft(app, &mut conn, &who.principal, id).await?;
    match hand_in.state {
        DraftState::Sent => return Ok(Err(Redirect::to(&format!("/hand-in/{id}/receipt")))),
        DraftState::Discarded => return Ok(Err(Redirect::to("/hand-in"))),
        DraftState::Draft => {}
    }
    let (pack, form) = acts::form_of(app, &hand_in)?;
    let files = attachments::list(&mut conn, id).await?;
    let removed = attachments::removed(&mut conn, id).await?;
    let count = acts::count_files(&mut conn, &hand_in).await?;
    let answers = acts::with_files(hand_in.answers.clone(), count);
    Ok(Ok(Open {
        hand_in,
        pack,
        form,
        files,
        removed,
        answers,
        permit,
    }))
}

/// Back to where it was left.
pub(super) async fn resume(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = hand_in_id(&id)?;
    let open = match open(&app, &who, id).await? {
        Ok(open) => open,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    if who.account.long_form {
        return Ok(Redirect::to(&format!("/hand-in/{id}/all")).into_response());
    }
    let visible = open.form.visible_pages(&open.answers);
    let left = open
        .hand_in
        .page
        .as_deref()
        .and_then(|page| visible.iter().find(|known| known.id == page))
        .or(visible.first());
    let to = left.map_or_else(|| "check".to_owned(), |page| page.id.clone());
    Ok(Redirect::to(&format!("/hand-in/{id}/{to}")).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path((id, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id = hand_in_id(&id)?;
    let open = match open(&app, &who, id).await? {
        Ok(open) => open,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let pages = pages_of(&open, &name)?;
    let problems = if asked.check.is_some() {
        problems_on(&open, &pages)
    } else {
        wrong_values(&open, &pages)
    };
    let drawn = draw(&app, &who, &open, &name, &pages, &problems, asked.add.as_deref(), None).await?;
    Ok(drawn.into_response())
}

/// The pages that a name stands for. One whose condition does not hold is gone.
fn pages_of<'f>(open: &Open<'f>, name: &str) -> Result<Vec<&'f Page>, Problem> {
    if name == "all" {
        return Pages::All.drawn(open.form);
    }
    let visible = open.form.visible_pages(&open.answers);
    // A page that was just hidden by an answer elsewhere may still be open in a window: it is drawn, not lost.
    visible
        .into_iter()
        .find(|page| page.id == name)
        .or_else(|| open.form.page(name))
        .map(|page| vec![page])
        .ok_or(Problem::NotFound)
}

fn problems_on(open: &Open<'_>, pages: &[&Page]) -> Vec<FieldProblem> {
    open.form
        .check(&open.answers)
        .into_iter()
        .filter(|problem| pages.iter().any(|page| page.id == problem.page))
        .collect()
}

/// Only what cannot be right: a page that is opened does not complain of what nobody has asked yet.
fn wrong_values(open: &Open<'_>, pages: &[&Page]) -> Vec<FieldProblem> {
    problems_on(open, pages)
        .into_iter()
        .filter(|problem| !problem.code.starts_with("required"))
        .collect()
}

/// What another window saved, beside what was typed here.
pub(super) struct Conflict {
    theirs: Answers,
}

#[allow(clippy::too_many_arguments, reason = "what one page is drawn from")]
async fn draw(
    app: &App,
    who: &SignedIn,
    open: &Open<'_>,
    name: &str,
    pages: &[&Page],
    problems: &[FieldProblem],
    add: Option<&str>,
    conflict: Option<&Conflict>,
) -> Result<Markup, Problem> {
    let words = &who.words;
    let id = open.hand_in.id;
    let (fields, _) = Pages::from_name(name).fields(open.form, &open.answers)?;
    let version = acts::version_of(
        app,
        &fields,
        conflict.map_or(&open.answers, |conflict| &conflict.theirs),
    );
    let drawing = Drawing {
        words,
        pack: open.pack,
        form: open.form,
        answers: &open.answers,
        drawn: pages,
        problems,
        add,
        files: &open.files,
        removed: &open.removed,
    };
    let summary: Vec<(String, String)> = problems
        .iter()
        .map(|problem| {
            let label = open
                .pack
                .field_label(&problem.key, words.language())
                .unwrap_or(&problem.key);
            (
                id_of(&problem.field),
                format!("{label}: {}", message(words, open.pack, problem)),
            )
        })
        .collect();
    let visible: Vec<&str> = open
        .form
        .visible_pages(&open.answers)
        .into_iter()
        .map(|page| page.id.as_str())
        .collect();
    let has_files = fields.iter().any(|field| field.kind == domain::pack::FormKind::Files);
    let known = known::body(app, who, open).await?;
    let title = match pages {
        [one] if name != "all" => one.title.text(words.language()).to_owned(),
        _ => open.form.title.text(words.language()).to_owned(),
    };
    let action = format!("/hand-in/{id}/{name}");
    let (save_to, ask_at) = (format!("/hand-in/{id}/autosave"), format!("/hand-in/{id}/known"));
    let mut form = ui::Form::post(&action, &who.session.csrf)
        .id("hand-in")
        .autosave(&save_to)
        .known(&ask_at, "known");
    if has_files {
        form = form.multipart();
    }
    let body = html! {
        (ui::error_summary(words, &summary))
        @if let Some(conflict) = conflict { (beside(app, words, open, pages, conflict)) }
        p.haven-quiet { (place_in_form(words, open, name)) }
        h1.govuk-heading-l { (title) }
        @if open.hand_in.is_correction() { (ui::inset(html! { p { (words.get("hand-ins-correction")) } })) }
        div.haven-columns {
            div {
                (form.render(html! {
                    (ui::hidden("version", &version)) (ui::hidden("page", name))
                    @if !problems.is_empty() { (ui::hidden("told", "yes")) }
                    // Enter in a field presses the first button of the form, which must be this one and not "remove".
                    button.govuk-visually-hidden type="submit" name="go" value="continue" tabindex="-1" aria-hidden="true" { (words.get("hand-ins-continue")) }
                    @for one in pages {
                        @let body = html! {
                            @if name == "all" { h2.govuk-heading-m id=(one.id) { (one.title.text(words.language())) } }
                            @if let Some(hint) = one.hint.get(words.language()) { p.govuk-body { (hint) } }
                            (drawing.page(one))
                        };
                        @match &one.condition {
                            Some(condition) if name == "all" => (drawing.when(condition, !visible.contains(&one.id.as_str()), body)),
                            _ => (body),
                        }
                    }
                    (ui::saved_status(&words.get("ui-save-status")))
                    (ui::button_group(&[
                        ui::button(&words.get("hand-ins-continue"), ui::Look::Main, "go", "continue", None),
                        ui::button(&words.get("hand-ins-later"), ui::Look::Secondary, "go", "later", None),
                        ui::button(&words.get("hand-ins-to-check"), ui::Look::Secondary, "go", "check", None),
                    ]))
                }))
                (map_of_pages(words, open, name))
            }
            div.haven-columns__aside--stays { (ui::known_panel(words, "known", known)) }
        }
    };
    let back = match rules::page_before(open.form, &open.answers, name) {
        Some(before) => format!("/hand-in/{id}/{}", before.id),
        None => "/hand-in".to_owned(),
    };
    let chrome = Chrome {
        title,
        current: "/hand-in",
        back: Some(back),
        has_errors: !problems.is_empty(),
        ..Chrome::default()
    };
    page(app, who, chrome, body).await
}

/// "Section 2 of 9: About the child".
fn place_in_form(words: &Words, open: &Open<'_>, name: &str) -> String {
    let groups = &open.form.groups;
    let Some(group) = open.form.page(name).map(|page| page.group.as_str()) else {
        return words.get("hand-ins-all-pages");
    };
    let at = groups.iter().position(|(id, _)| id == group).unwrap_or(0);
    let title = groups.get(at).map_or("", |(_, title)| title.text(words.language()));
    words.with(
        "hand-ins-section",
        &[
            ("at", (at + 1).into()),
            ("of", groups.len().into()),
            ("title", title.into()),
        ],
    )
}

/// Every page by section, folded away: a way to any of them.
fn map_of_pages(words: &Words, open: &Open<'_>, name: &str) -> Markup {
    let id = open.hand_in.id;
    let visible = open.form.visible_pages(&open.answers);
    let body = html! {
        @for (group, title) in &open.form.groups {
            @let pages: Vec<_> = visible.iter().filter(|page| page.group == *group).collect();
            @if !pages.is_empty() {
                h3.govuk-heading-s { (title.text(words.language())) }
                ul.govuk-list {
                    @for page in pages {
                        @let begun = page.fields.iter().any(|field| open.answers.0.contains_key(&field.key));
                        li {
                            a.govuk-link href={ "/hand-in/" (id) "/" (page.id) } aria-current=[(page.id == name).then_some("page")] { (page.title.text(words.language())) }
                            @if begun { " " (ui::tag(&words.get("hand-ins-begun"), ui::Tone::Grey)) }
                        }
                    }
                }
            }
        }
    };
    let switch = if name == "all" {
        html! { a.govuk-link href={ "/hand-in/" (id) "/" (visible.first().map_or("check", |page| page.id.as_str())) } { (words.get("hand-ins-one-a-page")) } }
    } else {
        html! { a.govuk-link href={ "/hand-in/" (id) "/all" } { (words.get("hand-ins-one-long-page")) } }
    };
    html! {
        (ui::details(&words.get("hand-ins-pages"), body, false))
        p.govuk-body { (switch) }
        p.govuk-body { a.govuk-link href="/hand-in" { (words.get("hand-ins-back-to-start")) } }
    }
}

/// What the other window saved, where it differs from what was typed here.
fn beside(app: &App, words: &Words, open: &Open<'_>, pages: &[&Page], conflict: &Conflict) -> Markup {
    let reading = crate::gather::records::Reading::of(app, words, &open.hand_in.pack);
    let facts: Vec<ui::Fact> = pages
        .iter()
        .flat_map(|page| &page.fields)
        .filter(|field| open.answers.0.get(&field.key) != conflict.theirs.0.get(&field.key))
        .map(|field| {
            let said = conflict
                .theirs
                .0
                .get(&field.key)
                .map(|answer| reading.lines(&field.key, answer).join("; "))
                .unwrap_or_default();
            ui::Fact::text(words, field.label.text(words.language()), &said)
        })
        .collect();
    html! {
        (ui::notification_banner(words, &words.get("hand-ins-conflict"), Some(html! {
            p.govuk-body { (words.get("hand-ins-conflict-text")) }
            (ui::summary_list(words, &facts))
        })))
    }
}

/// Saves a page and goes where the pressed button says.
pub(super) async fn save(
    State(app): State<App>,
    who: SignedIn,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let id = hand_in_id(&id)?;
    let open = match open(&app, &who, id).await? {
        Ok(open) => open,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    pages_of(&open, &name)?;
    let files_before = open
        .answers
        .entries(domain::pack::FILES_KEY)
        .first()
        .and_then(|entry| entry.get("count")?.parse().ok())
        .unwrap_or(0_usize);
    let posted = read_posted(&app, &open, request).await?;
    if !posted.fields.iter().any(|(name, _)| name == "version") {
        return Err(Problem::bad("problem-hand-in-form"));
    }
    save_files(&app, &open, &posted).await?;
    let remove = posted.get("remove").map(str::to_owned);
    let add = posted.get("add").map(str::to_owned);
    let version = posted.get("version").map(str::to_owned);
    let typed = rules::input_names(match &remove {
        Some(remove) => rules::without_entry(posted.fields.clone(), remove),
        None => posted.fields.clone(),
    });
    match acts::save(&app, &who, id, &Pages::from_name(&name), version.as_deref(), &typed).await? {
        Saved::Elsewhere { theirs, mine } => {
            let mine = acts::with_files(mine, files_before);
            let open = Open {
                answers: mine,
                hand_in: *theirs,
                ..open
            };
            let conflict = Conflict {
                theirs: open.hand_in.answers.clone(),
            };
            let pages = pages_of(&open, &name)?;
            let drawn = draw(&app, &who, &open, &name, &pages, &[], None, Some(&conflict)).await?;
            Ok((StatusCode::CONFLICT, drawn).into_response())
        }
        Saved::Kept { hand_in, .. } => {
            let answers = acts::with_files(hand_in.answers.clone(), files_before + posted.taken);
            let open = Open {
                hand_in: *hand_in,
                answers,
                ..open
            };
            after_saving(&app, &who, open, &name, &posted, add.as_deref(), remove.as_deref()).await
        }
    }
}

async fn after_saving(
    app: &App,
    who: &SignedIn,
    open: Open<'_>,
    name: &str,
    posted: &Posted,
    add: Option<&str>,
    remove: Option<&str>,
) -> Result<Response, Problem> {
    let id = open.hand_in.id;
    let here = format!("/hand-in/{id}/{name}");
    if !posted.refused.is_empty() {
        return refused_files(app, who, open, name, posted).await;
    }
    if let Some(key) = add {
        let known = open.form.field(key).map(|field| field.key.as_str()).unwrap_or_default();
        return Ok(Redirect::to(&format!("{here}?add={known}#{}", id_of(known))).into_response());
    }
    if let Some(remove) = remove {
        let key = remove
            .split(':')
            .next()
            .and_then(|key| open.form.field(key))
            .map(|field| id_of(&field.key))
            .unwrap_or_default();
        return Ok(Redirect::to(&format!("{here}#{key}")).into_response());
    }
    if posted.get("remove_file").is_some() || posted.get("restore_file").is_some() {
        return Ok(Redirect::to(&format!("{here}#files")).into_response());
    }
    let message = match posted.get("go") {
        Some("later") => Some("hand-ins-saved-for-later"),
        _ if posted.already > 0 => Some("hand-ins-file-already"),
        Some("upload") if posted.taken > 0 => Some("hand-ins-files-taken"),
        _ => None,
    };
    if let Some(message) = message {
        let mut tx = app.db.begin().await?;
        sessions::flash(&mut tx, who.session.id, message).await?;
        tx.commit().await?;
    }
    let to = match posted.get("go") {
        Some("later") => "/hand-in".to_owned(),
        Some("check") => format!("/hand-in/{id}/check"),
        Some("upload") => format!("{here}#files"),
        _ => {
            // What cannot be right is told once, on the page itself; pressing again goes on, for nothing may hold up
            // a child in danger. The check page repeats it.
            let pages = pages_of(&open, name)?;
            let wrong = wrong_values(&open, &pages);
            if !wrong.is_empty() && posted.get("told").is_none() {
                return tell(app, who, &open, name, &pages, &wrong).await;
            }
            match rules::next_page(open.form, &open.answers, name) {
                Some(next) if name != "all" => format!("/hand-in/{id}/{}", next.id),
                _ => format!("/hand-in/{id}/check"),
            }
        }
    };
    Ok(Redirect::to(&to).into_response())
}

/// The page again with what is wrong, and a way on past it.
async fn tell(
    app: &App,
    who: &SignedIn,
    open: &Open<'_>,
    name: &str,
    pages: &[&Page],
    wrong: &[FieldProblem],
) -> Result<Response, Problem> {
    let drawn = draw(app, who, open, name, pages, wrong, None, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response())
}

async fn refused_files(
    app: &App,
    who: &SignedIn,
    open: Open<'_>,
    name: &str,
    posted: &Posted,
) -> Result<Response, Problem> {
    let words = &who.words;
    let id = open.hand_in.id;
    let errors: Vec<(String, String)> = posted
        .refused
        .iter()
        .map(|file| {
            (
                "upload".to_owned(),
                words.with(
                    &format!("hand-ins-file-{}", file.why.code()),
                    &[("name", file.name.as_str().into())],
                ),
            )
        })
        .collect();
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l { (words.get("hand-ins-file-refused")) }
        ul.govuk-list.govuk-list--bullet { @for (_, message) in &errors { li { (message) } } }
        p.govuk-body { (words.get("hand-ins-file-refused-text")) }
        (ui::link_button(&words.get("hand-ins-file-back"), &format!("/hand-in/{id}/{name}#files"), ui::Look::Main))
    };
    let chrome = Chrome {
        title: words.get("hand-ins-file-refused"),
        current: "/hand-in",
        back: Some(format!("/hand-in/{id}/{name}")),
        has_errors: true,
        ..Chrome::default()
    };
    let drawn = page(app, who, chrome, body).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response())
}

/// A posted form, with or without files. Files are taken as they stream by.
async fn read_posted(app: &App, open: &Open<'_>, request: Request) -> Result<Posted, Problem> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let mut posted = Posted::default();
    if !kind.starts_with("multipart/form-data") {
        posted.fields = axum_extra::extract::Form::<Vec<(String, String)>>::from_request(request, &())
            .await
            .map_err(|_| Problem::bad("problem-hand-in-form"))?
            .0;
        return Ok(posted);
    }
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok());
    if length.is_some_and(|length| length > UPLOAD_AT_MOST) {
        return Err(Problem::TooLarge);
    }
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Problem::bad("problem-hand-in-form"))?;
    let mut text = 0_usize;
    let mut waiting: Option<String> = None;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Err(Problem::TooLarge),
            Err(_) => return Err(Problem::bad("problem-upload-broken")),
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "upload" && field.file_name().is_some_and(|file| !file.is_empty()) {
            match attachments::add(
                app,
                &open.permit,
                attachments::Place {
                    hand_in: open.hand_in.id,
                    record: None,
                },
                field,
                waiting.as_deref(),
            )
            .await?
            {
                Taken::Kept(id) => {
                    posted.taken += 1;
                    posted.fields.push(("taken_file".to_owned(), id.to_string()));
                }
                Taken::AlreadyThere(_) => posted.already += 1,
                Taken::Refused(refused) => posted.refused.push(refused),
            }
        } else if name != "upload" {
            let value = read_text(field, TEXT_AT_MOST.saturating_sub(text)).await?;
            text += value.len();
            if name == "upload_description" {
                waiting = Some(value);
            } else {
                posted.fields.push((name, value));
            }
        }
    }
    // The description comes after the file in the page; browsers send fields in that order.
    if let Some(description) = waiting.filter(|text| !text.trim().is_empty()) {
        let fresh: Vec<String> = posted
            .fields
            .iter()
            .filter(|(name, _)| name == "taken_file")
            .map(|(_, id)| id.clone())
            .collect();
        for id in fresh {
            posted
                .fields
                .push((format!("file.{id}.description"), description.clone()));
        }
    }
    Ok(posted)
}

async fn read_text(mut field: axum::extract::multipart::Field<'_>, most: usize) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => bytes.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(Problem::TooLarge),
            Ok(None) => break,
            Err(_) => return Err(Problem::bad("problem-upload-broken")),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Descriptions and days of files, and what was pressed beside them.
pub(super) async fn save_files(app: &App, open: &Open<'_>, posted: &Posted) -> Result<(), Problem> {
    let named: Vec<AttachmentId> = posted
        .fields
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("file.")?.strip_suffix(".description")?.parse().ok())
        .collect();
    if !named.is_empty() {
        let there = {
            let mut conn = app.db.read().await?;
            attachments::list(&mut conn, open.hand_in.id).await?
        };
        let told: Vec<(AttachmentId, String, String)> = named
            .into_iter()
            .map(|id| {
                let part = |part: &str| {
                    posted
                        .get(&format!("file.{id}.{part}"))
                        .unwrap_or_default()
                        .trim()
                        .to_owned()
                };
                (
                    id,
                    part("description"),
                    dated(
                        &part("dated-day"),
                        &part("dated-month"),
                        &part("dated-year"),
                        !part("dated-roughly").is_empty(),
                    ),
                )
            })
            .collect();
        attachments::describe(app, &open.permit, &there, &told).await?;
    }
    if let Some(id) = posted.get("remove_file") {
        attachments::remove(
            app,
            &open.permit,
            open.hand_in.id,
            id.parse().map_err(|_| Problem::NotFound)?,
        )
        .await?;
    }
    if let Some(id) = posted.get("restore_file") {
        attachments::restore(
            app,
            &open.permit,
            open.hand_in.id,
            id.parse().map_err(|_| Problem::NotFound)?,
        )
        .await?;
    }
    Ok(())
}

/// A day of a file in EDTF; empty when it is none.
fn dated(day: &str, month: &str, year: &str, roughly: bool) -> String {
    let part = |text: &str| text.parse::<i8>().ok();
    year.parse()
        .ok()
        .and_then(|year| domain::PartialDate::new(year, part(month), part(day), roughly).ok())
        .map(|date| date.to_string())
        .unwrap_or_default()
}
