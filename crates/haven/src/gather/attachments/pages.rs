//! Taking a file out to read it. It is never shown inside our pages: it goes to the reader's device as a file, and the
//! look is recorded before the first byte leaves.

use super::keep;
use super::store::{self, File};
use crate::app::App;
use crate::gather::records::{self, Eyes};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use access::{EditDraft, Resource, ViewContent};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ids::{AccountId, AttachmentId};
use uuid::Uuid;

pub fn routes() -> Router<App> {
    Router::new().route("/attachments/{id}", get(download))
}

async fn download(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: AttachmentId = id.parse().map_err(|_| Problem::NotFound)?;
    let (file, line) = {
        let mut conn = app.db.read().await?;
        let file = store::find(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        let line = match allowed(&app, &mut conn, &who, &file).await? {
            Ok(line) => line,
            Err(refusal) => {
                drop(conn);
                return Err(ledger::refused(&app, &refusal).await);
            }
        };
        (file, line)
    };
    let mut tx = app.db.begin().await?;
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    let keeper = app.clone();
    let bytes = tokio::task::spawn_blocking(move || keep::get(&keeper, id))
        .await
        .map_err(|_| Problem::internal("reading a file", "the reader stopped"))??;
    Ok((headers(&file), bytes).into_response())
}

/// The line under which the file may be opened: a sent one by whoever may read its record, one in a draft by its author.
async fn allowed(
    app: &App,
    conn: &mut kit::db::Conn,
    who: &SignedIn,
    file: &File,
) -> Result<Result<Line, access::Refusal>, Problem> {
    let now = app.now_ms();
    let subject = Subject::of("attachment", file.id);
    let Some(record) = file.record else {
        let draft = Resource::Draft {
            id: file.hand_in,
            owner: file.owner,
            author: file.author.unwrap_or(AccountId(Uuid::nil())),
        };
        let permit = app.policy.permit::<EditDraft>(&who.principal, &draft);
        return Ok(permit.map(|permit| Line::under(&permit.line(), now, "attachment.view", subject).owner(file.owner)));
    };
    if file.removed_at.is_some() {
        return Err(Problem::NotFound);
    }
    let record = records::find(conn, record).await?.ok_or(Problem::NotFound)?;
    let eyes = Eyes::of(app, conn, &who.principal).await?;
    let what = Resource::Attachment {
        id: file.id,
        owner: record.agency,
        handling: record.handling,
        relation: eyes.relation(&record),
    };
    let permit = app.policy.permit::<ViewContent>(&who.principal, &what);
    Ok(permit.map(|permit| {
        Line::under(&permit.line(), now, "attachment.view", subject)
            .owner(record.agency)
            .person(record.person)
    }))
}

fn headers(file: &File) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &file.media_type);
    set(header::CONTENT_DISPOSITION, &disposition(&file.name));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(header::CACHE_CONTROL, "no-store");
    headers
}

/// A plain name for old readers and the whole one (RFC 8187) for the others.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let whole: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}
