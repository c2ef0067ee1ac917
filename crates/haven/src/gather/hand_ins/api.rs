//! `POST /api/v1/hand-ins`: the same form, the same checks and the same receipt as on the pages, for an agency's own
//! systems. `GET /api/v1/hand-ins/{id}`: the receipt again, and what became of it. `.../attachments`: a file with it.

use super::acts;
use super::store::{self, HandIn, New, State as HandInState};
use crate::api::{self, ApiProblem, Fault, FieldFault, HitShape, Id, Told};
use crate::app::App;
use crate::gather::attachments::{self, Place, Taken, Wrong};
use crate::gather::records::{self, Eyes};
use crate::ground::agencies;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::tokens::TokenHolder;
use crate::link::recognise;
use crate::problem::Problem;
use access::{EditDraft, Resource, TokenScope, View};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::HandInId;
use domain::pack::{FieldProblem, Form, Pack};
use domain::{Answers, Channel, Handling};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// Bytes of a posted form with one file.
const FILE_BODY_LIMIT: usize = 26 * 1024 * 1024;
/// Characters of a sender's own id.
const KEY_LONGEST: usize = 200;

pub fn api() -> Router<App> {
    Router::new()
        .route("/hand-ins", post(hand_in))
        .route("/hand-ins/{id}", get(show))
        .route(
            "/hand-ins/{id}/attachments",
            post(attach).layer(DefaultBodyLimit::max(FILE_BODY_LIMIT)),
        )
}

/// One child (or suspect, vehicle, address), by one of the forms of your pack.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandInSent {
    /// A form of your pack: `gb_child_referral`.
    form: String,
    #[schema(value_type = api::AnswersShape, example = json!({"danger_now": "not_sure", "names": [{"given": "Jonas", "family": "Tesfai"}], "phones": [{"number": "07700 900123"}], "contact_name": "Amina Clarke", "contact_phone": "01632 960101"}))]
    answers: Map<String, Value>,
    /// `shared` (without it), `pointer_only` or `sealed`
    #[serde(default)]
    handling: Option<String>,
    /// Your own id for it: sent again with the same content it is the same hand-in, however often.
    #[serde(default)]
    client_key: Option<String>,
}

/// What was handed in, and who else knows.
#[derive(Serialize, ToSchema)]
pub struct HandInReceipt {
    id: Uuid,
    /// To quote: `HI-7KD4-M2PX`.
    reference: String,
    form: String,
    /// The pack it was checked by: `GB-ENG@2026.1`.
    pack: String,
    handling: &'static str,
    /// RFC 3339, UTC.
    sent_at: String,
    /// The record it became: `GET /records/{id}`.
    record: Uuid,
    record_reference: String,
    /// The person it is thought to be about: `GET /persons/{id}`.
    person: Uuid,
    who_else_knows: Vec<HitShape>,
    feedback: Vec<FeedbackShape>,
}

/// What became of it, as a receiver says.
#[derive(Serialize, ToSchema)]
#[schema(as = Feedback)]
pub struct FeedbackShape {
    /// `received`, `in_progress`, `used`, `no_further_action`
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    agency: String,
    /// RFC 3339, UTC.
    at: String,
}

/// Hand in
///
/// Checked by the same rules as the form on the pages. It becomes a record of your agency, is compared with all others,
/// and the answer says who else knows. With `client_key` a repeat is harmless for ever.
#[utoipa::path(post, path = "/hand-ins", tag = "Gather", operation_id = "hand_in",
    request_body = HandInSent,
    responses(
        (status = 201, description = "Handed in", body = HandInReceipt),
        (status = 200, description = "It was handed in before, with this client_key", body = HandInReceipt),
        (status = "4XX", description = "What was sent cannot be taken", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["hand_ins_write"])))]
pub async fn hand_in(
    State(app): State<App>,
    holder: TokenHolder,
    told: Result<Told<HandInSent>, Fault>,
) -> Result<Response, Fault> {
    api::needs(&holder, &[TokenScope::HandInsWrite])?;
    let Told(sent) = told?;
    let begin = app
        .policy
        .permit::<EditDraft>(&holder.principal, &Resource::Agency { id: holder.agency })?;
    let agency = {
        let mut conn = app.db.read().await?;
        agencies::find(&mut conn, holder.agency).await?.ok_or(Problem::SignIn)?
    };
    let pack = app.pack(&agency.pack)?;
    let form = pack
        .form(&sent.form)
        .ok_or_else(|| Fault::field("/form", "api-field-code"))?;
    let handling = match sent.handling.as_deref() {
        None => Handling::Shared,
        Some(code) => Handling::from_code(code).ok_or_else(|| Fault::field("/handling", "api-field-code"))?,
    };
    let key = sent.client_key.as_deref().map(str::trim).filter(|key| !key.is_empty());
    if key.is_some_and(|key| key.chars().count() > KEY_LONGEST) {
        return Err(Fault::field("/client_key", "api-field-long"));
    }
    let answers = api::read_answers(pack, "/answers", &sent.answers).map_err(Fault::Fields)?;
    let wrong = mistakes(form, &answers);
    if !wrong.is_empty() {
        return Err(Fault::Fields(wrong));
    }
    let answers = form.prune(&answers);
    if let Some(first) = earlier(&app, &holder, key).await? {
        return repeat(&app, &holder, first, &form.id, &answers, handling).await;
    }
    let draft = HandIn {
        id: app.clock.new_id(),
        reference: None,
        agency: holder.agency,
        author: None,
        channel: Channel::Api,
        form: form.id.clone(),
        pack: pack.reference(),
        state: HandInState::Draft,
        page: None,
        answers,
        revision: 0,
        handling,
        record: None,
        amends_version: None,
        made_at: app.now_ms(),
        changed_at: app.now_ms(),
        sent_at: None,
        import: None,
    };
    let (id, written) = (draft.id, draft.clone());
    match write(&app, &holder, &begin, pack, draft, key).await {
        Ok(()) => receipt(&app, &holder, id, StatusCode::CREATED).await,
        // Two of the same at once: the one that came second answers with the first.
        Err(problem) => match earlier(&app, &holder, key).await? {
            Some(first) => repeat(&app, &holder, first, &written.form, &written.answers, handling).await,
            None => Err(problem.into()),
        },
    }
}

async fn write(
    app: &App,
    holder: &TokenHolder,
    begin: &access::Permit<EditDraft>,
    pack: &Pack,
    draft: HandIn,
    key: Option<&str>,
) -> Result<(), Problem> {
    let send = app
        .policy
        .permit::<access::HandIn>(&holder.principal, &draft.draft_resource())?;
    let mut tx = app.db.begin().await?;
    let new = New {
        id: draft.id,
        agency: draft.agency,
        author: None,
        channel: Channel::Api,
        form: &draft.form,
        pack: &pack.reference(),
        answers: &draft.answers,
        handling: draft.handling,
        corrects: None,
        client_key: key,
    };
    store::add(&mut tx, begin, new, app.now_ms()).await?;
    acts::hand_over(app, &mut tx, &holder.principal, send, draft).await?;
    tx.commit().await?;
    Ok(())
}

async fn earlier(app: &App, holder: &TokenHolder, key: Option<&str>) -> Result<Option<HandIn>, Problem> {
    let Some(key) = key else { return Ok(None) };
    let mut conn = app.db.read().await?;
    store::by_client_key(&mut conn, holder.agency, key).await
}

/// The same again, or the same key for something else.
async fn repeat(
    app: &App,
    holder: &TokenHolder,
    first: HandIn,
    form: &str,
    answers: &Answers,
    handling: Handling,
) -> Result<Response, Fault> {
    if first.form != form || first.answers != *answers || first.handling != handling {
        return Err(Fault::KeyUsed);
    }
    receipt(app, holder, first.id, StatusCode::OK).await
}

/// What the form's own check says, by place in the body.
fn mistakes(form: &Form, answers: &Answers) -> Vec<FieldFault> {
    form.check_to_send(answers)
        .iter()
        .map(|problem| FieldFault::new(pointer(problem), code(problem)))
        .collect()
}

fn pointer(problem: &FieldProblem) -> String {
    // A key of a pack has a dot of its own: `gb.episodes.0.start`.
    let inside = problem
        .field
        .strip_prefix(problem.key.as_str())
        .unwrap_or_default()
        .replace('.', "/");
    format!("/answers/{}{inside}", problem.key)
}

fn code(problem: &FieldProblem) -> &'static str {
    match problem.code {
        "required" | "required_one_of" => "api-field-missing",
        "too_long" => "api-field-long",
        "too_many" => "api-field-many",
        "not_on_list" => "api-field-code",
        code if code.starts_with("date_") => "api-field-date",
        _ => "api-field-type",
    }
}

/// A hand-in of your agency
///
/// The receipt as it stands now: who else knows, and what became of it.
#[utoipa::path(get, path = "/hand-ins/{id}", tag = "Gather", operation_id = "hand_in_show",
    params(("id" = Uuid, Path, description = "The hand-in's id")),
    responses(
        (status = 200, description = "The receipt", body = HandInReceipt),
        (status = "4XX", description = "It is not there, or not your agency's", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["hand_ins_write"])))]
pub async fn show(State(app): State<App>, holder: TokenHolder, Id(id): Id<HandInId>) -> Result<Response, Fault> {
    api::needs(&holder, &[TokenScope::HandInsWrite])?;
    receipt(&app, &holder, id, StatusCode::OK).await
}

async fn receipt(app: &App, holder: &TokenHolder, id: HandInId, status: StatusCode) -> Result<Response, Fault> {
    let mut conn = app.db.read().await?;
    let sent = |found: &HandIn| found.state == HandInState::Sent;
    let hand_in = store::find(&mut conn, id)
        .await?
        .filter(sent)
        .ok_or(Problem::NotFound)?;
    let record = hand_in.record.ok_or(Problem::NotFound)?;
    let permit = match app
        .policy
        .permit::<access::HandIn>(&holder.principal, &hand_in.draft_resource())
    {
        Ok(permit) => permit,
        Err(refusal) => {
            drop(conn);
            return Err(ledger::refused(app, &refusal).await.into());
        }
    };
    let record = records::find(&mut conn, record).await?.ok_or(Problem::NotFound)?;
    let eyes = Eyes::of(app, &mut conn, &holder.principal).await?;
    let asks = app
        .policy
        .permit::<access::Recognise>(&holder.principal, &Resource::Network)?;
    let hits = recognise::known_for_records(&mut conn, &eyes, &[record.id], false).await?;
    let feedback = store::feedback(&mut conn, id).await?;
    drop(conn);
    let now = app.now_ms();
    let opened = hits.iter().filter(|hit| hit.seen.view >= View::Identity).count();
    let line = Line::under(&permit.line(), now, "hand_in.receipt", Subject::of("hand_in", id))
        .owner(record.agency)
        .person(record.person)
        .detail(serde_json::json!({ "hits": hits.len(), "with_identity": opened }));
    let mut lines = vec![line];
    lines.extend(api::look_lines(
        &asks.line(),
        now,
        holder.agency,
        hits.iter().map(|hit| &hit.seen),
    ));
    let mut tx = app.db.begin().await?;
    ledger::append_many(&mut tx, lines).await?;
    tx.commit().await?;
    let english = app.words.words("en");
    let body = HandInReceipt {
        id: id.0,
        reference: hand_in.reference.unwrap_or_default(),
        form: hand_in.form,
        pack: hand_in.pack,
        handling: record.handling.code(),
        sent_at: api::time(hand_in.sent_at.unwrap_or(hand_in.changed_at)),
        record: record.id.0,
        record_reference: record.reference,
        person: record.person.0,
        who_else_knows: hits
            .into_iter()
            .map(|hit| HitShape::of(hit, &english, holder.agency))
            .collect(),
        feedback: feedback
            .into_iter()
            .map(|one| FeedbackShape {
                status: one.status,
                note: one.note,
                agency: one.agency_name,
                at: api::time(one.made_at),
            })
            .collect(),
    };
    let mut response = (status, Json(body)).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("/api/v1/hand-ins/{id}")) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// One file, as a form of the kind `multipart/form-data`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a form that is read as it streams by")]
pub struct FileSent {
    /// What it is. Before the file.
    description: Option<String>,
    /// JPG, PNG, PDF, DOC or DOCX, up to 25 MB. Pictures lose place, time and camera.
    #[schema(format = Binary)]
    file: String,
}

/// A file that was taken.
#[derive(Serialize, ToSchema)]
pub struct FileTaken {
    id: Uuid,
    /// The same file was there already; this is its id.
    already_there: bool,
}

/// Add a file to a hand-in
///
/// The name and the content of a file must say the same kind. It stands beside the record for all who may read it.
#[utoipa::path(post, path = "/hand-ins/{id}/attachments", tag = "Gather", operation_id = "hand_in_attach",
    params(("id" = Uuid, Path, description = "The hand-in's id")),
    request_body(content = FileSent, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Taken", body = FileTaken),
        (status = "4XX", description = "The file cannot be taken", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["attachments_write"])))]
pub async fn attach(
    State(app): State<App>,
    holder: TokenHolder,
    Id(id): Id<HandInId>,
    mut form: Multipart,
) -> Result<Response, Fault> {
    api::needs(&holder, &[TokenScope::AttachmentsWrite])?;
    let (record, asked) = {
        let mut conn = app.db.read().await?;
        let sent = |found: &HandIn| found.state == HandInState::Sent;
        let hand_in = store::find(&mut conn, id)
            .await?
            .filter(sent)
            .ok_or(Problem::NotFound)?;
        let record = hand_in.record.ok_or(Problem::NotFound)?;
        let standing = records::find(&mut conn, record).await?.ok_or(Problem::NotFound)?;
        let eyes = Eyes::of(&app, &mut conn, &holder.principal).await?;
        (
            record,
            app.policy
                .permit::<access::AddAttachment>(&holder.principal, &eyes.resource(&standing)),
        )
    };
    let permit = match asked {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(&app, &refusal).await.into()),
    };
    let mut description = None;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Err(Fault::field("/file", "api-field-missing")),
            Err(_) => return Err(Problem::bad("problem-upload-broken").into()),
        };
        match field.name() {
            Some("description") => {
                let text = field.text().await.map_err(|_| Problem::bad("problem-upload-broken"))?;
                description = Some(text.chars().take(2000).collect::<String>());
            }
            Some("file") => {
                let to = Place {
                    hand_in: id,
                    record: Some(record),
                };
                return match attachments::add(&app, &permit, to, field, description.as_deref()).await? {
                    Taken::Kept(file) => Ok(taken(file.0, false)),
                    Taken::AlreadyThere(file) => Ok(taken(file.0, true)),
                    Taken::Refused(refused) => Err(match refused.why {
                        Wrong::TooLarge => Problem::TooLarge.into(),
                        Wrong::TooMany => Fault::field("/file", "api-field-many"),
                        Wrong::Empty | Wrong::OtherKind | Wrong::NotWhatItSays | Wrong::BadPicture => {
                            Fault::field("/file", "api-field-type")
                        }
                    }),
                };
            }
            _ => return Err(Fault::field("/", "api-field-unknown")),
        }
    }
}

fn taken(id: Uuid, already_there: bool) -> Response {
    let status = if already_there {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    (status, Json(FileTaken { id, already_there })).into_response()
}
