//! Taking files in, describing them, taking them out and putting them back. What was sent stays.

use super::keep;
use super::rules::{self, LARGEST, MOST, Wrong};
use super::store::{self, File, New};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{Act, EditDraft, Permit};
use axum::extract::multipart::Field;
use domain::ids::{AttachmentId, HandInId, RecordId};
use sha2::{Digest, Sha256};
use std::io::{Read, Seek, Write};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Drawing a large picture anew takes much memory: one at a time.
static PICTURES: Semaphore = Semaphore::const_new(1);

/// The acts by which a file may come in: into a draft, or beside a record that was handed in.
pub trait MayAttach: Act {}
impl MayAttach for EditDraft {}
impl MayAttach for access::AddAttachment {}

/// Where a file goes.
#[derive(Clone, Copy)]
pub struct Place {
    pub hand_in: HandInId,
    /// Once it was sent.
    pub record: Option<RecordId>,
}

impl Place {
    /// What the permit must be for.
    pub(super) fn covered(self) -> Uuid {
        self.record.map_or(self.hand_in.0, |record| record.0)
    }
}

/// How taking a file ended.
pub enum Taken {
    Kept(AttachmentId),
    /// The same file is in this hand-in already.
    AlreadyThere(AttachmentId),
    Refused(Refused),
}

/// A file that was not taken, with the name to tell its sender.
pub struct Refused {
    pub name: String,
    pub why: Wrong,
}

/// Takes one file of a posted form into a draft.
pub async fn add<A: MayAttach>(
    app: &App,
    permit: &Permit<A>,
    to: Place,
    mut field: Field<'_>,
    description: Option<&str>,
) -> Result<Taken, Problem> {
    permit.require(to.covered())?;
    let name = rules::plain_name(field.file_name().unwrap_or_default());
    let mut arriving = keep::arriving(app)?;
    let mut size: u64 = 0;
    loop {
        let chunk = match field.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(_) => return Err(Problem::bad("problem-upload-broken")),
        };
        size += chunk.len() as u64;
        if size <= LARGEST {
            arriving
                .write_all(&chunk)
                .map_err(|e| keep::failed("receiving a file", &e))?;
        }
        // The rest of a file that is too large is read and dropped, so that the page can say which one it was. The
        // request as a whole has a limit of its own.
    }
    if size > LARGEST {
        return Ok(Taken::Refused(Refused {
            name,
            why: Wrong::TooLarge,
        }));
    }
    take(app, permit, to, name, arriving, description).await
}

async fn take<A: MayAttach>(
    app: &App,
    permit: &Permit<A>,
    to: Place,
    name: String,
    arriving: tempfile::NamedTempFile,
    description: Option<&str>,
) -> Result<Taken, Problem> {
    let _turn = PICTURES
        .acquire()
        .await
        .map_err(|e| Problem::internal("waiting to read a file", e))?;
    let for_reading = name.clone();
    let read = tokio::task::spawn_blocking(move || read(&for_reading, arriving))
        .await
        .map_err(|_| Problem::internal("reading a file", "the reader stopped"))?;
    let (kind, original, bytes) = match read? {
        Ok(read) => read,
        Err(why) => return Ok(Taken::Refused(Refused { name, why })),
    };
    let id: AttachmentId = app.clock.new_id();
    let keeper = app.clone();
    let (digest, size, kept) = tokio::task::spawn_blocking(move || {
        let kept = keep::put(&keeper, id, &bytes);
        (Sha256::digest(&bytes).to_vec(), bytes.len(), kept)
    })
    .await
    .map_err(|_| Problem::internal("keeping a file", "the writer stopped"))?;
    kept?;
    let written = write_row(app, permit, to, id, &name, kind, (size, digest, original), description).await;
    if !matches!(written, Ok(Taken::Kept(_))) {
        keep::forget(app, id);
    }
    written
}

/// What a file is, the digest it came with, and its bytes without metadata.
type Read3 = (rules::Kind, Vec<u8>, Vec<u8>);

fn read(name: &str, mut arriving: tempfile::NamedTempFile) -> Result<Result<Read3, Wrong>, Problem> {
    let mut bytes = Vec::new();
    let file = arriving.as_file_mut();
    file.rewind().map_err(|e| keep::failed("reading a file", &e))?;
    file.read_to_end(&mut bytes)
        .map_err(|e| keep::failed("reading a file", &e))?;
    let original = Sha256::digest(&bytes).to_vec();
    Ok(rules::kind_of(name, &bytes)
        .and_then(|kind| rules::without_metadata(kind, bytes).map(|kept| (kind, original, kept))))
}

#[allow(clippy::too_many_arguments, reason = "the facts of one row")]
async fn write_row<A: MayAttach>(
    app: &App,
    permit: &Permit<A>,
    to: Place,
    id: AttachmentId,
    name: &str,
    kind: rules::Kind,
    (size, digest, original): (usize, Vec<u8>, Vec<u8>),
    description: Option<&str>,
) -> Result<Taken, Problem> {
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    let there = store::list(&mut tx, to.hand_in).await?;
    if let Some(same) = there.iter().find(|file| file.original_digest == original) {
        return Ok(Taken::AlreadyThere(same.id));
    }
    if there.len() >= MOST {
        return Ok(Taken::Refused(Refused {
            name: name.to_owned(),
            why: Wrong::TooMany,
        }));
    }
    let new = New {
        id,
        to,
        name,
        media_type: kind.media_type(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        digest: digest.clone(),
        original_digest: original.clone(),
        description,
        made_by: permit.account(),
    };
    store::add(&mut tx, permit, new, now).await?;
    let mut line = Line::under(&permit.line(), now, "attachment.add", Subject::of("attachment", id))
        .change(Some(original), Some(digest));
    line.owner = permit.owner();
    ledger::append(
        &mut tx,
        line.detail(serde_json::json!({ "hand_in": to.hand_in, "bytes": size })),
    )
    .await?;
    tx.commit().await?;
    Ok(Taken::Kept(id))
}

/// What a file is and of when, in the sender's words.
pub async fn describe(
    app: &App,
    permit: &Permit<EditDraft>,
    files: &[File],
    told: &[(AttachmentId, String, String)],
) -> Result<(), Problem> {
    let changed: Vec<_> = told
        .iter()
        .filter_map(|(id, description, dated)| {
            files
                .iter()
                .find(|file| file.id == *id)
                .map(|file| (file, description, dated))
        })
        .filter(|(file, description, dated)| {
            file.description.as_deref().unwrap_or("") != description.trim()
                || file.dated.as_deref().unwrap_or("") != dated.trim()
        })
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for (file, description, dated) in changed {
        let short: String = description.chars().take(2000).collect();
        store::describe(&mut tx, permit, file.hand_in, file.id, &short, dated).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub async fn remove(app: &App, permit: &Permit<EditDraft>, hand_in: HandInId, id: AttachmentId) -> Result<(), Problem> {
    set(app, permit, hand_in, id, true).await
}

pub async fn restore(
    app: &App,
    permit: &Permit<EditDraft>,
    hand_in: HandInId,
    id: AttachmentId,
) -> Result<(), Problem> {
    set(app, permit, hand_in, id, false).await
}

async fn set(
    app: &App,
    permit: &Permit<EditDraft>,
    hand_in: HandInId,
    id: AttachmentId,
    out: bool,
) -> Result<(), Problem> {
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::set_removed(&mut tx, permit, hand_in, id, out.then_some(now)).await? {
        return Err(Problem::NotFound);
    }
    let action = if out { "attachment.remove" } else { "attachment.restore" };
    let mut line = Line::under(&permit.line(), now, action, Subject::of("attachment", id));
    line.owner = permit.owner();
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}
