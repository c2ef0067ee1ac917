//! The verbs of an import: keep the file, begin, check, apply, cancel. Checking and applying may be interrupted at any
//! point and called again: checking starts over, applying goes on behind the last chunk that was committed.

use super::keep::{NewFile, Source, on_disk};
use super::reading::{self, How, Staged};
use super::remarks::Remark;
use super::rules::{CHUNK, FileKind, ImportState, Mode};
use super::store::{self, Applied, Counts, Import};
use crate::app::App;
use crate::gather::hand_ins::{self, ImportedRow};
use crate::gather::records::{self, Incoming, Outcome};
use crate::ground::agencies;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{ImportRecords, Permit, Principal, Resource};
use domain::Handling;
use domain::ids::{AccountId, AgencyId, HandInId, ImportId};
use exchange::Mapping;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far a check or an application has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub state: ImportState,
    /// Bytes while checking, rows while applying.
    pub done: u64,
    pub of: u64,
    pub rows: i64,
    pub hits: i64,
}

/// Takes a kept file on as an import that waits for its columns to be settled.
pub async fn begin(
    app: &App,
    permit: &Permit<ImportRecords>,
    agency: AgencyId,
    account: Option<AccountId>,
    file: NewFile,
    kind: FileKind,
    mapping: Mapping,
) -> Result<Import, Problem> {
    let import = Import {
        id: file.id,
        agency,
        account,
        file_name: file.file_name,
        digest: file.digest,
        kind,
        mapping,
        handling: Handling::Shared,
        mode: Mode::WholeFile,
        dry_run: false,
        state: ImportState::Received,
        problem: None,
        rows_read: 0,
        rows_total: None,
        rows_rejected: 0,
        rows_new: 0,
        rows_changed: 0,
        rows_unchanged: 0,
        rows_applied: 0,
        hits: 0,
        made_at: app.now_ms(),
        ended_at: None,
        swept_at: None,
    };
    let mut tx = app.db.begin().await?;
    store::add(&mut tx, permit, &import).await?;
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        "import.receive",
        Subject::of("import", import.id),
    )
    .owner(agency)
    .change(None, Some(import.digest.clone()))
    .detail(serde_json::json!({ "format": kind.code() }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(import)
}

/// Settles how the file is read and opens its check. The caller then runs it or leaves it to a job.
pub(super) async fn start(
    app: &App,
    permit: &Permit<ImportRecords>,
    import: &Import,
    as_job: bool,
) -> Result<(), Problem> {
    if !permit.covers_owner(import.agency) {
        return Err(Problem::NotFound);
    }
    if !import.kind.is_htcds() && !super::identifies(&import.mapping) {
        return Err(Problem::bad("problem-no-identifying-column"));
    }
    let mut tx = app.db.begin().await?;
    let held = store::hold(&mut tx, import.id).await?.ok_or(Problem::NotFound)?;
    // A dry run or a refused file may be tried again with other columns.
    if !held.may_settle() {
        return Err(Problem::Changed);
    }
    store::start_checking(&mut tx, import).await?;
    if as_job {
        let now = app.now_ms();
        kit::jobs::enqueue(&mut tx, "imports.check", &import.id, None, now, now).await?;
    }
    let line = Line::under(&permit.line(), app.now_ms(), "import.check", Subject::of("import", import.id))
        .owner(import.agency)
        .detail(serde_json::json!({ "mode": import.mode.code(), "dry_run": import.dry_run, "handling": import.handling.code() }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops an import that has not begun to apply.
pub async fn cancel(app: &App, permit: &Permit<ImportRecords>, id: ImportId) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    let import = store::hold(&mut tx, id).await?.ok_or(Problem::NotFound)?;
    if !permit.covers_owner(import.agency) {
        return Err(Problem::NotFound);
    }
    if !matches!(
        import.state,
        ImportState::Received | ImportState::Checking | ImportState::Checked
    ) {
        return Err(Problem::Changed);
    }
    store::set_state(&mut tx, id, ImportState::Cancelled, None, app.now_ms()).await?;
    let line =
        Line::under(&permit.line(), app.now_ms(), "import.cancel", Subject::of("import", id)).owner(import.agency);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// What the reading of a file needs: the agency's pack and today.
pub(super) async fn how(app: &App, import: &Import) -> Result<How, Problem> {
    let agency = {
        let mut conn = app.db.read().await?;
        agencies::find(&mut conn, import.agency)
            .await?
            .ok_or(Problem::NotFound)?
    };
    Ok(How {
        kind: import.kind,
        mapping: import.mapping.clone(),
        pack: app.pack(&agency.pack)?.clone(),
        today: app.today(),
    })
}

/// Reads the whole file into the waiting room and decides what follows. Returns the state it led to.
pub async fn check(
    app: &App,
    id: ImportId,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportState, Problem> {
    let import = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?.ok_or(Problem::NotFound)?
    };
    if import.state != ImportState::Checking {
        return Ok(import.state);
    }
    {
        // Left over from a check that was interrupted.
        let mut tx = app.db.begin().await?;
        store::start_checking(&mut tx, &import).await?;
        tx.commit().await?;
    }
    let how = how(app, &import).await?;
    let source = Source::kept(app, id);
    let (_, size) = source.open().map_err(on_disk("looking for the file"))?;
    let bytes = Arc::new(AtomicU64::new(0));
    let (send, mut chunks) = tokio::sync::mpsc::channel::<Vec<Staged>>(2);
    let reader = {
        let bytes = Arc::clone(&bytes);
        tokio::task::spawn_blocking(move || {
            reading::read_all(&source, &how, CHUNK, &bytes, |chunk| send.blocking_send(chunk).is_ok())
        })
    };
    let mut rows = 0;
    while let Some(chunk) = chunks.recv().await {
        let done = bytes.load(Ordering::Relaxed).min(size);
        rows += i64::try_from(chunk.len()).unwrap_or(0);
        let estimate = (done > 0).then(|| estimated(rows, done, size));
        let mut tx = app.db.begin().await?;
        let held = store::hold(&mut tx, id).await?.ok_or(Problem::NotFound)?;
        if held.state != ImportState::Checking {
            return Ok(held.state);
        }
        store::stage(&mut tx, id, &chunk, estimate).await?;
        tx.commit().await?;
        progress(Progress {
            state: ImportState::Checking,
            done,
            of: size,
            rows,
            hits: 0,
        });
    }
    let read = reader
        .await
        .map_err(|error| Problem::internal("reading the file", error))?;
    let mut tx = app.db.begin().await?;
    let held = store::hold(&mut tx, id).await?.ok_or(Problem::NotFound)?;
    if held.state != ImportState::Checking {
        return Ok(held.state);
    }
    let (state, problem) = match &read {
        Err(problem) => (ImportState::Failed, Some(Remark::of_file(problem))),
        Ok(()) if held.rows_rejected > 0 && held.mode == Mode::WholeFile => (ImportState::Refused, None),
        Ok(()) if held.dry_run => (ImportState::Checked, None),
        Ok(()) => (ImportState::Applying, None),
    };
    store::all_read(&mut tx, id).await?;
    store::set_state(&mut tx, id, state, problem.as_ref(), app.now_ms()).await?;
    if state != ImportState::Applying {
        let permit = job_permit(app, "imports.check", held.agency)?;
        let line = Line::under(
            &permit.line(),
            app.now_ms(),
            "import.checked",
            Subject::of("import", id),
        )
        .owner(held.agency)
        .detail(serde_json::json!({ "state": state.code(), "rows": held.rows_read, "rejected": held.rows_rejected }));
        ledger::append(&mut tx, line).await?;
    }
    tx.commit().await?;
    Ok(state)
}

fn estimated(rows: i64, done: u64, size: u64) -> i64 {
    let rows = u128::try_from(rows).unwrap_or(0);
    i64::try_from(rows * u128::from(size) / u128::from(done.max(1))).unwrap_or(i64::MAX)
}

/// The right to go on with what somebody of the agency asked for.
pub(super) fn job_permit(app: &App, job: &'static str, agency: AgencyId) -> Result<Permit<ImportRecords>, Problem> {
    Ok(app
        .policy
        .permit::<ImportRecords>(&Principal::system_for(job, agency), &Resource::Agency { id: agency })?)
}

/// Applies what waits, chunk by chunk, each with its ledger lines and its marks in one transaction.
pub async fn apply(
    app: &App,
    id: ImportId,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportState, Problem> {
    loop {
        match apply_chunk(app, id).await? {
            Step::More(now) => progress(now),
            Step::Over(state) => return Ok(state),
        }
    }
}

pub(super) enum Step {
    More(Progress),
    Over(ImportState),
}

/// One chunk, or the end.
pub(super) async fn apply_chunk(app: &App, id: ImportId) -> Result<Step, Problem> {
    let mut tx = app.db.begin().await?;
    let import = store::hold(&mut tx, id).await?.ok_or(Problem::NotFound)?;
    if import.state != ImportState::Applying {
        return Ok(Step::Over(import.state));
    }
    let permit = job_permit(app, "imports.apply", import.agency)?;
    let mut rows = store::next_good(&mut tx, id, CHUNK).await?;
    if rows.is_empty() {
        store::set_state(&mut tx, id, ImportState::Done, None, app.now_ms()).await?;
        let line = Line::under(&permit.line(), app.now_ms(), "import.apply", Subject::of("import", id)).owner(import.agency).detail(serde_json::json!({
            "rows": import.rows_read, "new": import.rows_new, "changed": import.rows_changed, "unchanged": import.rows_unchanged,
            "rejected": import.rows_rejected, "hits": import.hits,
        }));
        ledger::append(&mut tx, line).await?;
        tx.commit().await?;
        return Ok(Step::Over(ImportState::Done));
    }
    let agency = agencies::find(&mut tx, import.agency).await?.ok_or(Problem::NotFound)?;
    let pack = app.pack(&agency.pack)?.reference();
    let returning = |id: &str| import.kind.is_htcds() && id.starts_with("HV-");
    let ids = rows
        .iter()
        .flat_map(|(_, records)| records)
        .map(|one| one.source_id.clone())
        .filter(|id| returning(id))
        .collect();
    let known: HashMap<String, String> = store::own_references(&mut tx, import.agency, ids)
        .await?
        .into_iter()
        .collect();
    for record in rows.iter_mut().flat_map(|(_, records)| records) {
        if let Some(own) = known.get(&record.source_id) {
            record.source_id.clone_from(own);
        }
    }
    let stale = stale_rows(&mut tx, &import, &rows).await?;
    // Which row each record belongs to; rows that say what was said before are left out of what is received.
    let mut incoming = Vec::with_capacity(rows.len());
    let mut told: Vec<(HandInId, i64, Option<i64>)> = Vec::with_capacity(rows.len());
    let mut place_of_row: Vec<(i64, usize, usize)> = Vec::with_capacity(rows.len());
    for (number, records) in rows {
        let from = incoming.len();
        for record in records {
            if stale
                .get(&record.source_id)
                .is_some_and(|said| said.contains(&digest_of(&record.answers)))
            {
                continue;
            }
            let hand_in: HandInId = app.clock.new_id();
            told.push((hand_in, number, record.handed_in_at));
            incoming.push(Incoming {
                source_id: Some(record.source_id),
                kind: record.kind,
                handling: import.handling,
                pack: pack.clone(),
                answers: record.answers,
                channel: import.kind.channel(),
                hand_in: Some(hand_in),
                made_by: import.account,
            });
        }
        place_of_row.push((number, from, incoming.len()));
    }
    let received = records::receive(app, &mut tx, &permit, import.agency, incoming).await?;
    // A row that said something new is a referral of its own, to which somebody can answer.
    let imported = told
        .into_iter()
        .zip(&received)
        .filter(|(_, one)| one.outcome != Outcome::Unchanged)
        .map(|((id, row, learned_at), one)| ImportedRow {
            id,
            row,
            record: one.record,
            learned_at,
        })
        .collect();
    let file = hand_ins::ImportedFile {
        import: id,
        agency: import.agency,
        account: import.account,
        channel: import.kind.channel(),
        handling: import.handling,
        pack: &pack,
    };
    hand_ins::imported(&mut tx, &permit, &file, imported, app.now_ms()).await?;
    let mut counts = Counts::default();
    let mut applied = Vec::with_capacity(place_of_row.len());
    for (row, from, to) in place_of_row {
        let records = received.get(from..to).unwrap_or_default();
        counts.hits += records
            .iter()
            .map(|one| i64::try_from(one.hits).unwrap_or(0))
            .sum::<i64>();
        let unchanged = records.iter().all(|one| one.outcome == Outcome::Unchanged);
        match (unchanged, records.iter().any(|one| one.outcome == Outcome::New)) {
            (true, _) => counts.unchanged += 1,
            (_, true) => counts.new += 1,
            _ => counts.changed += 1,
        }
        applied.push(Applied {
            row,
            record: records.first().map(|one| one.record),
            unchanged,
        });
    }
    store::mark(&mut tx, id, &applied, counts).await?;
    tx.commit().await?;
    let done = import.rows_applied + i64::try_from(applied.len()).unwrap_or(0);
    let total = import.rows_read - import.rows_rejected;
    Ok(Step::More(Progress {
        state: ImportState::Applying,
        done: u64::try_from(done).unwrap_or(0),
        of: u64::try_from(total).unwrap_or(0),
        rows: done,
        hits: import.hits + counts.hits,
    }))
}

fn digest_of(answers: &domain::Answers) -> Vec<u8> {
    serde_json::to_string(answers)
        .map(|text| Sha256::digest(text.as_bytes()).to_vec())
        .unwrap_or_default()
}

/// Where this very file was imported before, what its records have said since it came: a file handed in twice must not
/// take back what was corrected in between.
async fn stale_rows(
    tx: &mut kit::db::Tx,
    import: &Import,
    rows: &[(i64, Vec<super::rules::Waiting>)],
) -> Result<HashMap<String, Vec<Vec<u8>>>, Problem> {
    let mut said: HashMap<String, Vec<Vec<u8>>> = HashMap::new();
    if store::came_before(tx, import).await? {
        let ids = rows
            .iter()
            .flat_map(|(_, records)| records)
            .map(|record| record.source_id.clone())
            .collect();
        for (source_id, digest) in store::ever_said(tx, import.agency, ids).await? {
            said.entry(source_id).or_default().push(digest);
        }
    }
    Ok(said)
}

/// Check and apply in one go, where nobody waits for a page: the command line and the demonstration.
pub async fn run(
    app: &App,
    permit: &Permit<ImportRecords>,
    import: &Import,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Import, Problem> {
    if !matches!(import.state, ImportState::Checking | ImportState::Applying) {
        start(app, permit, import, false).await?;
    }
    let mut state = import.state;
    if state != ImportState::Applying {
        state = check(app, import.id, progress).await?;
    }
    if state == ImportState::Applying {
        apply(app, import.id, progress).await?;
    }
    let mut conn = app.db.read().await?;
    store::find(&mut conn, import.id).await?.ok_or(Problem::NotFound)
}
