//! The verbs of a hand-in: begin, save, discard and bring back, send, correct. Each is one transaction with its
//! ledger line; whoever is not the author of a draft is told that there is none, and the attempt is recorded.

use super::rules;
use super::store::{self, HandIn, New, Sent, State};
use crate::app::App;
use crate::gather::attachments;
use crate::gather::records::{self, Eyes, Incoming, Received};
use crate::ground::agencies;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use access::{EditDraft, Permit, Principal, Resource};
use domain::ids::{HandInId, RecordId};
use domain::pack::{FILES_KEY, Form, Pack, Page};
use domain::{Answer, Answers, Channel, Entry, Handling};
use kit::db::{Conn, Tx};
use kit::outbox;
use sha2::{Digest, Sha256};

/// The form of a hand-in, in the pack it was begun under.
pub(super) fn form_of<'a>(app: &'a App, hand_in: &HandIn) -> Result<(&'a Pack, &'a Form), Problem> {
    let pack = pack_of(app, &hand_in.pack)?;
    let form = pack
        .form(&hand_in.form)
        .ok_or_else(|| Problem::internal("looking for a form", &hand_in.form))?;
    Ok((pack, form))
}

/// The pack as it was, or its newest version where that one is no longer here.
pub(super) fn pack_of<'a>(app: &'a App, reference: &str) -> Result<&'a Pack, Problem> {
    let id = reference.split('@').next().unwrap_or(reference);
    app.packs
        .get(reference)
        .or_else(|| app.packs.get(id))
        .ok_or_else(|| Problem::internal("looking for a pack", reference))
}

/// A draft of the reader's own.
pub(super) async fn own_draft(
    app: &App,
    conn: &mut Conn,
    who: &Principal,
    id: HandInId,
) -> Result<(HandIn, Permit<EditDraft>), Problem> {
    let found = store::find(conn, id).await?;
    permitted(app, who, found).await
}

/// The same, held until the act ends.
async fn own_draft_locked(
    app: &App,
    tx: &mut Tx,
    who: &Principal,
    id: HandInId,
) -> Result<(HandIn, Permit<EditDraft>), Problem> {
    let Some(found) = store::lock(tx, id).await? else {
        return Err(Problem::NotFound);
    };
    // The refusal is written after this transaction is gone: the writer of SQLite is one.
    let permit = app.policy.permit::<EditDraft>(who, &found.draft_resource())?;
    Ok((found, permit))
}

async fn permitted(app: &App, who: &Principal, found: Option<HandIn>) -> Result<(HandIn, Permit<EditDraft>), Problem> {
    let Some(found) = found else {
        return Err(Problem::NotFound);
    };
    match app.policy.permit::<EditDraft>(who, &found.draft_resource()) {
        Ok(permit) => Ok((found, permit)),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

/// Begins a draft with the writer's own name and number as the contact, which every hand-in needs.
pub(super) async fn begin(app: &App, who: &SignedIn, form: &str) -> Result<HandInId, Problem> {
    let permit = app
        .policy
        .permit::<EditDraft>(&who.principal, &Resource::Agency { id: who.account.agency })?;
    let pack = app.pack(&who.account.pack)?;
    let form = pack.form(form).ok_or(Problem::NotFound)?;
    let duty_phone = {
        let mut conn = app.db.read().await?;
        agencies::find(&mut conn, who.account.agency)
            .await?
            .and_then(|agency| agency.duty_phone)
    };
    let mut answers = Answers::default();
    let account = &who.account;
    let contact = [
        ("contact_name", Some(account.display_name.as_str())),
        ("contact_role", account.job_title.as_deref()),
        ("contact_phone", account.phone.as_deref().or(duty_phone.as_deref())),
        ("contact_email", Some(account.email.as_str())),
    ];
    for (key, value) in contact {
        if form.field(key).is_some() {
            answers.set_text(key, value.unwrap_or_default());
        }
    }
    let id: HandInId = app.clock.new_id();
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    let new = New {
        id,
        agency: account.agency,
        author: Some(account.id),
        channel: Channel::Form,
        form: &form.id,
        pack: &pack.reference(),
        answers: &answers,
        handling: Handling::Shared,
        corrects: None,
        client_key: None,
    };
    store::add(&mut tx, &permit, new, now).await?;
    let line = Line::under(&permit.line(), now, "hand_in.begin", Subject::of("hand_in", id)).owner(account.agency);
    ledger::append(&mut tx, line.detail(serde_json::json!({ "form": form.id }))).await?;
    tx.commit().await?;
    Ok(id)
}

/// Begins a correction of one's agency's record, with what its writer may see of it.
pub(super) async fn begin_correction(app: &App, who: &SignedIn, record: RecordId) -> Result<HandInId, Problem> {
    let (found, shown, form) = {
        let mut conn = app.db.read().await?;
        let found = records::find(&mut conn, record).await?.ok_or(Problem::NotFound)?;
        let eyes = Eyes::of(app, &mut conn, &who.principal).await?;
        let form = store::last_of_record(&mut conn, record).await?.map(|last| last.form);
        let shown = eyes.look(&found).map(|seen| seen.answers).unwrap_or_default();
        if let Err(refusal) = app
            .policy
            .permit::<access::AmendRecord>(&who.principal, &eyes.resource(&found))
        {
            drop(conn);
            return Err(ledger::refused(app, &refusal).await);
        }
        (found, shown, form)
    };
    let permit = app
        .policy
        .permit::<EditDraft>(&who.principal, &Resource::Agency { id: who.account.agency })?;
    let pack = pack_of(app, &found.pack)?;
    let form = form
        .and_then(|id| pack.form(&id))
        .or_else(|| pack.forms().iter().find(|form| form.subject == found.kind))
        .or_else(|| pack.forms().first())
        .ok_or(Problem::NotFound)?;
    let id: HandInId = app.clock.new_id();
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    let new = New {
        id,
        agency: found.agency,
        author: Some(who.account.id),
        channel: Channel::Form,
        form: &form.id,
        pack: &pack.reference(),
        answers: &shown,
        handling: found.handling,
        corrects: Some((record, found.version)),
        client_key: None,
    };
    store::add(&mut tx, &permit, new, now).await?;
    let line = Line::under(&permit.line(), now, "hand_in.begin", Subject::of("hand_in", id))
        .owner(found.agency)
        .person(found.person);
    ledger::append(
        &mut tx,
        line.detail(serde_json::json!({ "corrects": record, "version": found.version })),
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// How a save ended.
pub(super) enum Saved {
    Kept {
        hand_in: Box<HandIn>,
        version: String,
    },
    /// Another window changed the same questions meanwhile. Both are here; nothing was written.
    Elsewhere {
        theirs: Box<HandIn>,
        mine: Answers,
    },
}

/// Keeps the answers to the questions of `pages`, right or wrong. `version` is what the page said when it was drawn;
/// none skips the comparison.
pub(super) async fn save(
    app: &App,
    who: &SignedIn,
    id: HandInId,
    pages: &Pages<'_>,
    version: Option<&str>,
    typed: &[(String, String)],
) -> Result<Saved, Problem> {
    let mut tx = app.db.begin().await?;
    let (mut hand_in, permit) = own_draft_locked(app, &mut tx, &who.principal, id).await?;
    if hand_in.state != State::Draft {
        return Err(Problem::Changed);
    }
    let (_, form) = form_of(app, &hand_in)?;
    let files = count_files(&mut tx, &hand_in).await?;
    let before = with_files(hand_in.answers.clone(), files);
    let (fields, page) = pages.fields(form, &before)?;
    let (patch, _) = form.read(&fields, typed);
    let standing = version_of(app, &fields, &hand_in.answers);
    let mut mine = hand_in.answers.clone();
    form.merge(&fields, &mut mine, patch);
    let same = mine == hand_in.answers;
    if version.is_some_and(|version| version != standing) && !same {
        return Ok(Saved::Elsewhere {
            theirs: Box::new(hand_in),
            mine,
        });
    }
    if same {
        if let Some(page) = page
            && hand_in.page.as_deref() != Some(page.as_str())
        {
            store::set_page(&mut tx, &permit, id, &page).await?;
            tx.commit().await?;
        }
        return Ok(Saved::Kept {
            version: standing,
            hand_in: Box::new(hand_in),
        });
    }
    let now = app.now_ms();
    store::save(&mut tx, &permit, id, &mine, page.as_deref(), now).await?;
    tx.commit().await?;
    hand_in.answers = mine;
    hand_in.revision += 1;
    hand_in.changed_at = now;
    let version = version_of(app, &fields, &hand_in.answers);
    Ok(Saved::Kept {
        version,
        hand_in: Box::new(hand_in),
    })
}

/// Which questions a request is about: one page's, or all at once.
pub(super) enum Pages<'a> {
    One(&'a str),
    All,
}

impl<'a> Pages<'a> {
    pub(super) fn from_name(name: &'a str) -> Self {
        if name == "all" { Self::All } else { Self::One(name) }
    }

    /// The pages that are drawn together. All of them together means also those that are not asked yet: their
    /// condition may come to hold while the page is open.
    pub(super) fn drawn<'f>(&self, form: &'f Form) -> Result<Vec<&'f Page>, Problem> {
        match self {
            Self::One(id) => Ok(vec![form.page(id).ok_or(Problem::NotFound)?]),
            Self::All => Ok(form.pages.iter().collect()),
        }
    }

    /// The fields that stand on it, and the page's id where it is one.
    pub(super) fn fields<'f>(
        &self,
        form: &'f Form,
        answers: &Answers,
    ) -> Result<(Vec<&'f domain::pack::FormField>, Option<String>), Problem> {
        let drawn = self.drawn(form)?;
        let fields = drawn
            .iter()
            .flat_map(|page| rules::fields_on(form, page, &drawn, answers))
            .map(|(field, _)| field)
            .collect();
        let page = match self {
            Self::One(id) => Some((*id).to_owned()),
            Self::All => None,
        };
        Ok((fields, page))
    }
}

/// A mark of what these questions' answers are, so that two windows cannot overwrite each other unseen. It says
/// nothing to whoever has not the server's key.
pub(super) fn version_of(app: &App, fields: &[&domain::pack::FormField], answers: &Answers) -> String {
    let mut text = String::new();
    // Files are kept elsewhere, and the answers only name them while conditions are asked.
    for field in fields
        .iter()
        .filter(|field| field.kind != domain::pack::FormKind::Files)
    {
        if let Some(answer) = answers.0.get(&field.key) {
            text.push_str(&field.key);
            text.push_str(&serde_json::to_string(answer).unwrap_or_default());
        }
    }
    let digest = app.vault.digest("draft-version", text.as_bytes());
    hex::encode(digest.get(..12).unwrap_or_default())
}

/// The answers with the files named, as conditions of the form ask for them.
pub(super) fn with_files(mut answers: Answers, files: usize) -> Answers {
    answers.0.remove(FILES_KEY);
    if files > 0 {
        let entry = Entry::from([("count".to_owned(), files.to_string())]);
        answers.0.insert(FILES_KEY.to_owned(), Answer::Entries(vec![entry]));
    }
    answers
}

/// The files of a hand-in; a correction stands beside those of its record.
pub(super) async fn count_files(conn: &mut Conn, hand_in: &HandIn) -> Result<usize, Problem> {
    let own = attachments::list(conn, hand_in.id).await?.len();
    match hand_in.record {
        Some(record) if hand_in.is_correction() && hand_in.state == State::Draft => {
            Ok(own + attachments::count_of_record(conn, record).await?)
        }
        Some(record) => attachments::count_of_record(conn, record).await,
        None => Ok(own),
    }
}

pub(super) async fn discard(app: &App, who: &SignedIn, id: HandInId, back: bool) -> Result<(), Problem> {
    let (from, to, action) = if back {
        (State::Discarded, State::Draft, "hand_in.restore")
    } else {
        (State::Draft, State::Discarded, "hand_in.discard")
    };
    {
        // Asked first, so that a refusal is written where there is one.
        let mut conn = app.db.read().await?;
        let _asked = own_draft(app, &mut conn, &who.principal, id).await?;
    }
    let mut tx = app.db.begin().await?;
    let (hand_in, permit) = own_draft_locked(app, &mut tx, &who.principal, id).await?;
    if store::set_state(&mut tx, &permit, id, from, to, app.now_ms()).await? {
        let line = Line::under(&permit.line(), app.now_ms(), action, Subject::of("hand_in", id)).owner(hand_in.agency);
        ledger::append(&mut tx, line).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Why a hand-in was not sent.
pub(super) enum Unsent {
    /// What sending needs is missing; the check page says what.
    Missing,
    /// Another window changed it after it was looked through.
    Changed,
}

/// Sends a draft: it becomes a record, or a new version of the one it corrects. Sent already: the same again, and
/// nothing is written.
pub(super) async fn send(
    app: &App,
    who: &SignedIn,
    id: HandInId,
    revision: i64,
    handling: Handling,
) -> Result<Result<HandInId, Unsent>, Problem> {
    {
        let mut conn = app.db.read().await?;
        let _asked = own_draft(app, &mut conn, &who.principal, id).await?;
    }
    let mut tx = app.db.begin().await?;
    let (hand_in, edit) = own_draft_locked(app, &mut tx, &who.principal, id).await?;
    match hand_in.state {
        State::Sent => return Ok(Ok(id)),
        State::Discarded => return Err(Problem::Changed),
        State::Draft => {}
    }
    if hand_in.revision != revision {
        store::set_handling(&mut tx, &edit, id, handling, app.now_ms()).await?;
        tx.commit().await?;
        return Ok(Err(Unsent::Changed));
    }
    let permit = app
        .policy
        .permit::<access::HandIn>(&who.principal, &hand_in.draft_resource())?;
    let (_, form) = form_of(app, &hand_in)?;
    let files = count_files(&mut tx, &hand_in).await?;
    let answers = with_files(hand_in.answers.clone(), files);
    if !form.check_to_send(&answers).is_empty() {
        store::set_handling(&mut tx, &edit, id, handling, app.now_ms()).await?;
        tx.commit().await?;
        return Ok(Err(Unsent::Missing));
    }
    let draft = HandIn {
        answers: form.prune(&answers),
        handling,
        ..hand_in
    };
    hand_over(app, &mut tx, &who.principal, permit, draft).await?;
    tx.commit().await?;
    Ok(Ok(id))
}

/// The act itself, shared by the form and the API: record, state, files, event, ledger. The caller commits.
pub(super) async fn hand_over(
    app: &App,
    tx: &mut Tx,
    who: &Principal,
    permit: Permit<access::HandIn>,
    draft: HandIn,
) -> Result<Received, Problem> {
    let (pack, form) = form_of(app, &draft)?;
    let now = app.now_ms();
    let mut answers = draft.answers.clone();
    answers.0.remove(FILES_KEY);
    let correction = match draft.record {
        Some(record) if draft.is_correction() => {
            let standing = records::find(tx, record).await?.ok_or(Problem::NotFound)?;
            let eyes = Eyes::of(app, tx, who).await?;
            let shown = eyes.look(&standing).map(|seen| seen.answers).unwrap_or_default();
            answers = rules::keep_hidden(&standing.answers, &shown, answers);
            Some((
                record,
                app.policy
                    .permit::<access::AmendRecord>(who, &eyes.resource(&standing))?,
            ))
        }
        _ => None,
    };
    let incoming = Incoming {
        source_id: None,
        kind: rules::kind_of(form, &answers),
        handling: draft.handling,
        pack: pack.reference(),
        answers: answers.clone(),
        channel: draft.channel,
        hand_in: Some(draft.id),
        made_by: draft.author,
    };
    let received = match correction {
        Some((record, amend)) => records::amend(app, tx, &amend, record, incoming).await?,
        None => {
            let received = records::receive(app, tx, &permit, draft.agency, vec![incoming]).await?;
            received
                .into_iter()
                .next()
                .ok_or_else(|| Problem::internal("receiving", "a hand-in without an answer"))?
        }
    };
    let text = serde_json::to_string(&answers).map_err(|e| Problem::internal("writing answers", e))?;
    let reference = match &draft.reference {
        Some(reference) => reference.clone(),
        None => new_reference(tx).await?,
    };
    let sent = Sent {
        id: draft.id,
        reference: &reference,
        answers: &answers,
        handling: draft.handling,
        pack: &pack.reference(),
        record: received.record,
        digest: Sha256::digest(text.as_bytes()).to_vec(),
    };
    store::mark_sent(tx, &permit, sent, now).await?;
    let files = attachments::bind(tx, &permit, draft.id, received.record).await?;
    outbox::publish(tx, "hand_in.sent", &draft.id, now).await?;
    let line = Line::under(&permit.line(), now, "hand_in.send", Subject::of("hand_in", draft.id))
        .owner(draft.agency)
        .detail(serde_json::json!({
            "record": received.record,
            "handling": draft.handling.code(),
            "files": files,
            "hits": received.hits,
            "correction": draft.is_correction(),
        }));
    ledger::append(tx, line).await?;
    Ok(received)
}

/// One that no hand-in bears. Receiving its record came first and has taken a turn, so nobody else gives it away now.
async fn new_reference(tx: &mut Tx) -> Result<String, Problem> {
    loop {
        let text = kit::clock::random_reference(8);
        let (left, right) = text.split_at(4);
        let reference = format!("HI-{left}-{right}");
        if !store::is_taken(tx, &reference).await? {
            return Ok(reference);
        }
    }
}
