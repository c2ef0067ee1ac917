//! Every SQL statement on imports, their waiting rows and saved mappings.

use super::reading::Staged;
use super::remarks::Remark;
use super::rules::{FileKind, ImportState, Mode, Waiting};
use crate::problem::Problem;
use access::{ImportRecords, ManageMappings, Permit, ViewImport};
use domain::Handling;
use domain::ids::{AccountId, AgencyId, ImportId, MappingId, RecordId};
use exchange::Mapping;
use kit::db::{Conn, Row, Tx, Value};
use kit::params;
use std::collections::HashSet;

/// One file and what became of it.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub agency: AgencyId,
    pub account: Option<AccountId>,
    pub file_name: String,
    pub digest: Vec<u8>,
    pub kind: FileKind,
    pub mapping: Mapping,
    pub handling: Handling,
    pub mode: Mode,
    pub dry_run: bool,
    pub state: ImportState,
    /// Why it failed, in words.
    pub problem: Option<Remark>,
    pub rows_read: i64,
    /// An estimate while the file is read, the number of rows afterwards.
    pub rows_total: Option<i64>,
    pub rows_rejected: i64,
    pub rows_new: i64,
    pub rows_changed: i64,
    pub rows_unchanged: i64,
    pub rows_applied: i64,
    pub hits: i64,
    pub made_at: i64,
    pub ended_at: Option<i64>,
    /// When the file and the rows that wait were taken away.
    pub swept_at: Option<i64>,
}

impl Import {
    /// Whether its columns may be settled, for the first time or once more.
    pub const fn may_settle(&self) -> bool {
        self.swept_at.is_none()
            && matches!(
                self.state,
                ImportState::Received | ImportState::Checked | ImportState::Refused
            )
    }
}

macro_rules! import_row {
    ($rest:literal) => {
        concat!(
            "SELECT id, agency_id, account_id, file_name, digest, format, mapping, handling, mode, dry_run, state, problem, rows_read, rows_total, \
             rows_rejected, rows_new, rows_changed, rows_unchanged, rows_applied, hits, made_at, ended_at, swept_at FROM import ",
            $rest
        )
    };
}

fn import_of(row: &Row) -> Result<Import, Problem> {
    let word = |name: &'static str| row.get::<String>(name);
    let wrong = |what: &str| Problem::internal("reading an import", what);
    Ok(Import {
        id: row.id("id")?,
        agency: row.id("agency_id")?,
        account: row.optional_id("account_id")?,
        file_name: row.get("file_name")?,
        digest: row.get("digest")?,
        kind: FileKind::from_code(&word("format")?).ok_or_else(|| wrong("format"))?,
        mapping: row.json("mapping")?,
        handling: Handling::from_code(&word("handling")?).ok_or_else(|| wrong("handling"))?,
        mode: Mode::from_code(&word("mode")?).ok_or_else(|| wrong("mode"))?,
        dry_run: row.get("dry_run")?,
        state: ImportState::from_code(&word("state")?).ok_or_else(|| wrong("state"))?,
        problem: row
            .get::<Option<String>>("problem")?
            .map(|kept| Remark::from_kept(&kept)),
        rows_read: row.get("rows_read")?,
        rows_total: row.get("rows_total")?,
        rows_rejected: row.get("rows_rejected")?,
        rows_new: row.get("rows_new")?,
        rows_changed: row.get("rows_changed")?,
        rows_unchanged: row.get("rows_unchanged")?,
        rows_applied: row.get("rows_applied")?,
        hits: row.get("hits")?,
        made_at: row.get("made_at")?,
        ended_at: row.get("ended_at")?,
        swept_at: row.get("swept_at")?,
    })
}

/// One import, for the policy to decide about.
pub async fn find(conn: &mut Conn, id: ImportId) -> Result<Option<Import>, Problem> {
    conn.optional(import_row!("WHERE id = $1"), params![id])
        .await?
        .map(|row| import_of(&row))
        .transpose()
}

/// The same, held until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, id: ImportId) -> Result<Option<Import>, Problem> {
    tx.optional(import_row!("WHERE id = $1 FOR UPDATE"), params![id])
        .await?
        .map(|row| import_of(&row))
        .transpose()
}

/// An agency's imports, newest first, from before a moment on.
pub async fn list(conn: &mut Conn, agencies: &[AgencyId], before: i64, most: i64) -> Result<Vec<Import>, Problem> {
    let ids: Vec<uuid::Uuid> = agencies.iter().map(|agency| agency.0).collect();
    conn.all(
        import_row!("WHERE agency_id IN_IDS($1) AND made_at < $2 ORDER BY made_at DESC, id DESC LIMIT $3"),
        params![ids, before, most],
    )
    .await?
    .iter()
    .map(import_of)
    .collect()
}

/// An import of the same file that was interrupted.
pub async fn unfinished(conn: &mut Conn, agency: AgencyId, digest: &[u8]) -> Result<Option<Import>, Problem> {
    conn.optional(
        import_row!(
            "WHERE agency_id = $1 AND digest = $2 AND state IN ('checking', 'applying') AND dry_run = FALSE ORDER BY made_at DESC LIMIT 1"
        ),
        params![agency, digest],
    )
    .await?
    .map(|row| import_of(&row))
    .transpose()
}

/// Imports that were over, or given up, before a moment, with their files still here.
pub(super) async fn to_sweep(conn: &mut Conn, before: i64, most: i64) -> Result<Vec<Import>, Problem> {
    conn.all(
        import_row!(
            "WHERE swept_at IS NULL AND state NOT IN ('checking', 'applying') AND COALESCE(ended_at, made_at) < $1 ORDER BY made_at, id LIMIT $2"
        ),
        params![before, most],
    )
    .await?
    .iter()
    .map(import_of)
    .collect()
}

/// Those of the ids that are imports whose file belongs here.
pub(super) async fn with_files(conn: &mut Conn, ids: &[ImportId]) -> Result<HashSet<ImportId>, Problem> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT id FROM import WHERE id IN_IDS($1) AND swept_at IS NULL",
            params![ids],
        )
        .await?;
    Ok(rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?)
}

/// What waited of a file goes with it. What was taken in stays where it is: in the records.
pub(super) async fn sweep(
    tx: &mut Tx,
    permit: &Permit<ImportRecords>,
    import: &Import,
    now: i64,
) -> Result<(), Problem> {
    if !permit.covers_owner(import.agency) {
        return Err(Problem::NotFound);
    }
    tx.execute(
        "DELETE FROM import_row WHERE import_id = $1 AND state IN ('good', 'rejected')",
        params![import.id],
    )
    .await?;
    tx.execute("UPDATE import SET swept_at = $1 WHERE id = $2", params![now, import.id])
        .await?;
    Ok(())
}

/// Whether the agency has imported this very file before, to its end.
pub(super) async fn came_before(conn: &mut Conn, import: &Import) -> Result<bool, Problem> {
    let row = conn
        .optional(
            "SELECT id FROM import WHERE agency_id = $1 AND digest = $2 AND state = 'done' AND id <> $3 LIMIT 1",
            params![import.agency, import.digest.clone(), import.id],
        )
        .await?;
    Ok(row.is_some())
}

pub(super) async fn add(tx: &mut Tx, permit: &Permit<ImportRecords>, import: &Import) -> Result<(), Problem> {
    if !permit.covers_owner(import.agency) {
        return Err(Problem::NotFound);
    }
    tx.execute(
        "INSERT INTO import (id, agency_id, account_id, file_name, digest, format, mapping, handling, mode, dry_run, state, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            import.id,
            import.agency,
            import.account,
            import.file_name.as_str(),
            import.digest.clone(),
            import.kind.code(),
            Value::json(&import.mapping),
            import.handling.code(),
            import.mode.code(),
            import.dry_run,
            import.state.code(),
            import.made_at,
        ],
    )
    .await?;
    Ok(())
}

/// What was settled on the columns page, and the start of checking: counters at zero, no waiting rows.
pub(super) async fn start_checking(tx: &mut Tx, import: &Import) -> Result<(), Problem> {
    tx.execute("DELETE FROM import_row WHERE import_id = $1", params![import.id])
        .await?;
    tx.execute(
        "UPDATE import SET mapping = $1, handling = $2, mode = $3, dry_run = $4, state = 'checking', problem = NULL, rows_read = 0, \
         rows_total = NULL, rows_rejected = 0, rows_new = 0, rows_changed = 0, rows_unchanged = 0, rows_applied = 0, hits = 0, ended_at = NULL \
         WHERE id = $5",
        params![Value::json(&import.mapping), import.handling.code(), import.mode.code(), import.dry_run, import.id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_mapping(tx: &mut Tx, id: ImportId, mapping: &Mapping) -> Result<(), Problem> {
    tx.execute(
        "UPDATE import SET mapping = $1 WHERE id = $2 AND state IN ('received', 'checked', 'refused')",
        params![Value::json(mapping), id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_state(
    tx: &mut Tx,
    id: ImportId,
    state: ImportState,
    problem: Option<&Remark>,
    now_ms: i64,
) -> Result<(), Problem> {
    let ended: Option<i64> = state.is_over().then_some(now_ms);
    tx.execute(
        "UPDATE import SET state = $1, problem = $2, ended_at = $3 WHERE id = $4",
        params![state.code(), problem.map(Remark::kept), ended, id],
    )
    .await?;
    Ok(())
}

pub(super) async fn stage(tx: &mut Tx, id: ImportId, rows: &[Staged], estimate: Option<i64>) -> Result<(), Problem> {
    let rejected = i64::try_from(rows.iter().filter(|row| !row.is_good()).count()).unwrap_or(i64::MAX);
    let read = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let values = rows
        .iter()
        .map(|row| {
            let first = row.waiting.first();
            params![
                id,
                row.number,
                if row.is_good() { "good" } else { "rejected" },
                first.map(|one| one.source_id.clone()),
                first.map(|one| one.kind.code()),
                first.map(|_| serde_json::to_string(&row.waiting).unwrap_or_default()),
                // What a good row said is in its answers; only a rejected one is given back.
                if row.is_good() {
                    Value::from("[]")
                } else {
                    Value::json(&row.cells)
                },
                (!row.remarks.is_empty()).then(|| serde_json::to_string(&row.remarks).unwrap_or_default()),
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO import_row (import_id, row_number, state, source_id, kind, answers, cells, problems)",
        "",
        values,
    )
    .await?;
    tx.execute(
        "UPDATE import SET rows_read = rows_read + $1, rows_rejected = rows_rejected + $2, rows_total = $3 WHERE id = $4",
        params![read, rejected, estimate, id],
    )
    .await?;
    Ok(())
}

pub(super) async fn all_read(tx: &mut Tx, id: ImportId) -> Result<(), Problem> {
    tx.execute("UPDATE import SET rows_total = rows_read WHERE id = $1", params![id])
        .await?;
    Ok(())
}

/// The next rows to apply, in the order of the file.
pub(super) async fn next_good(tx: &mut Tx, id: ImportId, most: usize) -> Result<Vec<(i64, Vec<Waiting>)>, Problem> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = tx
        .all(
            "SELECT row_number, answers FROM import_row WHERE import_id = $1 AND state = 'good' ORDER BY row_number LIMIT $2",
            params![id, most],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("row_number")?, row.json("answers")?)))
        .collect()
}

/// What became of one row.
pub(super) struct Applied {
    pub row: i64,
    /// None where the row said nothing new.
    pub record: Option<RecordId>,
    pub unchanged: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub new: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub hits: i64,
}

/// Marks a chunk's rows and adds to the counters. What the rows said is forgotten here: it is in the records now.
pub(super) async fn mark(tx: &mut Tx, id: ImportId, applied: &[Applied], counts: Counts) -> Result<(), Problem> {
    let values = applied
        .iter()
        .map(|one| {
            params![
                id,
                one.row,
                if one.unchanged { "unchanged" } else { "applied" },
                "[]",
                one.record
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO import_row (import_id, row_number, state, cells, record_id)",
        "ON CONFLICT (import_id, row_number) DO UPDATE SET state = excluded.state, record_id = excluded.record_id, answers = NULL",
        values,
    )
    .await?;
    tx.execute(
        "UPDATE import SET rows_new = rows_new + $1, rows_changed = rows_changed + $2, rows_unchanged = rows_unchanged + $3, \
         rows_applied = rows_applied + $4, hits = hits + $5 WHERE id = $6",
        params![counts.new, counts.changed, counts.unchanged, counts.new + counts.changed + counts.unchanged, counts.hits, id],
    )
    .await?;
    Ok(())
}

/// Digests of everything these records of the agency have ever said, as (source id, digest).
pub(super) async fn ever_said(
    conn: &mut Conn,
    agency: AgencyId,
    source_ids: Vec<String>,
) -> Result<HashSet<(String, Vec<u8>)>, Problem> {
    let rows = conn
        .all(
            "SELECT r.source_id, v.digest FROM record r JOIN record_version v ON v.record_id = r.id \
             WHERE r.agency_id = $1 AND r.source_id IN_TEXTS($2)",
            params![agency, source_ids],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("source_id")?, row.get("digest")?)))
        .collect()
}

/// Which of these ids are our own references of the agency's records (they come back in a file that was exported from
/// here), with the id under which the record goes on. A record without an id of its own gets its reference for one.
pub(super) async fn own_references(
    tx: &mut Tx,
    agency: AgencyId,
    ids: Vec<String>,
) -> Result<Vec<(String, String)>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.execute(
        "UPDATE record SET source_id = reference WHERE agency_id = $1 AND source_id IS NULL AND reference IN_TEXTS($2)",
        params![agency, ids.clone()],
    )
    .await?;
    let rows = tx
        .all(
            "SELECT reference, source_id FROM record WHERE agency_id = $1 AND reference IN_TEXTS($2)",
            params![agency, ids],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("reference")?, row.get("source_id")?)))
        .collect()
}

/// A row with something to say about it.
pub struct Noted {
    pub row: i64,
    pub rejected: bool,
    pub cells: Vec<String>,
    pub remarks: Vec<Remark>,
}

/// Rows that were rejected or understood with a warning, in the order of the file, after row `after`.
pub async fn problems(
    conn: &mut Conn,
    permit: &Permit<ViewImport>,
    id: ImportId,
    after: i64,
    only_rejected: bool,
    most: i64,
) -> Result<Vec<Noted>, Problem> {
    permit.require(id)?;
    let rows = conn
        .all(
            "SELECT row_number, state, cells, problems FROM import_row WHERE import_id = $1 AND row_number > $2 AND problems IS NOT NULL \
             AND (state = 'rejected' OR $3 = FALSE) ORDER BY row_number LIMIT $4",
            params![id, after, only_rejected, most],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Noted {
                row: row.get("row_number")?,
                rejected: row.get::<String>("state")? == "rejected",
                cells: row.json("cells")?,
                remarks: row.json("problems")?,
            })
        })
        .collect()
}

/// An agency's own way to read its columns.
#[derive(Clone)]
pub struct SavedMapping {
    pub id: MappingId,
    pub name: String,
    pub mapping: Mapping,
}

fn mapping_of(row: &Row) -> Result<SavedMapping, Problem> {
    Ok(SavedMapping {
        id: row.id("id")?,
        name: row.get("name")?,
        mapping: row.json("mapping")?,
    })
}

pub async fn mappings(
    conn: &mut Conn,
    permit: &Permit<ImportRecords>,
    agency: AgencyId,
) -> Result<Vec<SavedMapping>, Problem> {
    if !permit.covers_owner(agency) {
        return Err(Problem::NotFound);
    }
    conn.all(
        "SELECT id, name, mapping FROM import_mapping WHERE agency_id = $1 ORDER BY name",
        params![agency],
    )
    .await?
    .iter()
    .map(mapping_of)
    .collect()
}

pub async fn mapping_named(
    conn: &mut Conn,
    permit: &Permit<ImportRecords>,
    agency: AgencyId,
    name: &str,
) -> Result<Option<SavedMapping>, Problem> {
    if !permit.covers_owner(agency) {
        return Err(Problem::NotFound);
    }
    conn.optional(
        "SELECT id, name, mapping FROM import_mapping WHERE agency_id = $1 AND name = $2",
        params![agency, name],
    )
    .await?
    .map(|row| mapping_of(&row))
    .transpose()
}

/// One saved mapping and whose it is, for the policy to decide about.
pub(super) async fn find_mapping(conn: &mut Conn, id: MappingId) -> Result<Option<(AgencyId, SavedMapping)>, Problem> {
    let row = conn
        .optional(
            "SELECT id, agency_id, name, mapping FROM import_mapping WHERE id = $1",
            params![id],
        )
        .await?;
    row.map(|row| Ok((row.id("agency_id")?, mapping_of(&row)?))).transpose()
}

/// Gives a mapping another name. False where the agency has one of that name already.
pub(super) async fn rename_mapping(
    tx: &mut Tx,
    permit: &Permit<ManageMappings>,
    agency: AgencyId,
    saved: &SavedMapping,
    name: &str,
) -> Result<bool, Problem> {
    permit.require(saved.id)?;
    let mut mapping = saved.mapping.clone();
    name.clone_into(&mut mapping.name);
    let renamed = tx
        .execute(
            "UPDATE import_mapping SET name = $1, mapping = $2 WHERE id = $3 AND NOT EXISTS \
             (SELECT 1 FROM import_mapping other WHERE other.agency_id = $4 AND other.name = $1 AND other.id <> $3)",
            params![name, Value::json(&mapping), saved.id, agency],
        )
        .await?;
    Ok(renamed == 1)
}

pub(super) async fn delete_mapping(tx: &mut Tx, permit: &Permit<ManageMappings>, id: MappingId) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute("DELETE FROM import_mapping WHERE id = $1", params![id])
        .await?;
    Ok(())
}

/// Keeps a mapping under its name; an older one of that name is replaced.
pub async fn save_mapping(
    tx: &mut Tx,
    permit: &Permit<ManageMappings>,
    agency: AgencyId,
    saved: &SavedMapping,
    by: Option<AccountId>,
    now_ms: i64,
) -> Result<MappingId, Problem> {
    if !permit.covers_owner(agency) {
        return Err(Problem::NotFound);
    }
    let row = tx
        .one(
            "INSERT INTO import_mapping (id, agency_id, name, mapping, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (agency_id, name) DO UPDATE SET mapping = excluded.mapping, made_at = excluded.made_at, made_by = excluded.made_by RETURNING id",
            params![saved.id, agency, saved.name.as_str(), Value::json(&saved.mapping), now_ms, by],
        )
        .await?;
    Ok(row.id("id")?)
}
