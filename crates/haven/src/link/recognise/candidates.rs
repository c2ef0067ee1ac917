//! Candidates: which records are worth comparing with this one. Keys live in the database, so that every process of
//! a cluster sees the same; a block (all records under one key) is bounded, so that a help line's number shared by
//! 100,000 records costs no more than one shared by a few hundred. What a full block turns away is counted.

use crate::gather::records::Stored;
use crate::problem::Problem;
use domain::Handling;
use domain::ids::{AgencyId, RecordId};
use kit::db::{Conn, Dialect, Row, Tx, Value};
use kit::params;
use matching::{EntityKey, Profile};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Records under one key at most.
pub const BLOCK_LIMIT: usize = 300;
/// Candidates that are compared at most, rarest shared keys first, and what they must share at least (the sum of one part
/// in so many as each block holds). Measured with the engine's evaluation: these meet 93.2 of 100 true pairs where 150
/// candidates meet 94.6, and the F1 of what is linked is the same.
const COMPARE_LIMIT: usize = 25;
const LEAST_SHARED: f64 = 0.01;

/// `record.num`: the short number under which a record is filed in the large tables.
pub(super) type Num = i64;

pub(super) struct Found {
    /// For each written record (by place) its number...
    pub nums: Vec<Num>,
    /// ...whom to compare it with...
    pub by_identity: Vec<Vec<Num>>,
    /// ...and who names the same phone, vehicle, document..., and of which kinds.
    pub by_entity: Vec<HashMap<Num, Vec<&'static str>>>,
    /// Profiles of those to compare with that are not among the written.
    pub profiles: HashMap<Num, Profile>,
}

/// Whose a record is: what is needed to make a link of it and to wake its owner.
#[derive(Clone)]
pub(super) struct Party {
    pub id: RecordId,
    pub agency: AgencyId,
    pub handling: Handling,
}

/// Rows come into a small corner of the large tables and move to their place when these many records have come in, one
/// slice of that many at a time: each commit then touches few pages. Only SQLite writes whole pages at each commit.
const RECORDS_A_SLICE: Num = 256;
const SLICES: Num = 64;

const fn fresh(dialect: Dialect) -> i64 {
    match dialect {
        Dialect::Sqlite => 1,
        Dialect::Postgres => 0,
    }
}

/// What a record is filed under.
struct Filed {
    keys: Vec<i64>,
    tokens: Vec<i64>,
    entities: Vec<(i64, EntityKey)>,
}

impl Filed {
    fn of(profile: &Profile) -> Self {
        Self {
            keys: distinct(profile.keys().into_iter().map(|key| key.value)),
            tokens: distinct(profile.search_tokens().iter().map(|token| token_hash(token))),
            entities: entities_of(profile),
        }
    }
}

/// Takes records out of keys, words and entities, before a newer version of them is written.
pub(crate) async fn forget(tx: &mut Tx, records: &[RecordId]) -> Result<(), Problem> {
    if records.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let rows = tx
        .all(
            "SELECT r.num, p.profile FROM record r JOIN record_profile p ON p.num = r.num WHERE r.id IN_IDS($1)",
            params![ids],
        )
        .await?;
    for row in &rows {
        let num: Num = row.get("num")?;
        let filed = Filed::of(&row.json("profile")?);
        tx.execute(
            "DELETE FROM candidate_key WHERE fresh IN (0, 1) AND key IN_INTS($2) AND num = $1",
            params![num, filed.keys],
        )
        .await?;
        tx.execute(
            "DELETE FROM search_token WHERE fresh IN (0, 1) AND token IN_INTS($2) AND num = $1",
            params![num, filed.tokens],
        )
        .await?;
        let entities: Vec<i64> = filed.entities.iter().map(|(entity, _)| *entity).collect();
        tx.execute(
            "DELETE FROM record_entity WHERE fresh IN (0, 1) AND entity IN_INTS($2) AND num = $1",
            params![num, entities],
        )
        .await?;
    }
    Ok(())
}

/// Stores keys, search tokens and entities of the written records and finds their candidates, earlier rows of the
/// same call among them.
pub(super) async fn keep_and_find(tx: &mut Tx, written: &[Stored], now_ms: i64) -> Result<Found, Problem> {
    let filed: Vec<Filed> = written.par_iter().map(|one| Filed::of(&one.profile)).collect();
    let nums = nums_of(tx, written).await?;
    tx.insert_many(
        "INSERT INTO record_profile (num, profile)",
        "ON CONFLICT (num) DO UPDATE SET profile = excluded.profile",
        nums.iter()
            .zip(written)
            .map(|(num, one)| params![*num, Value::json(&one.profile)])
            .collect(),
    )
    .await?;

    let mut blocks = read_blocks(
        tx,
        BlockTable::Keys,
        distinct(filed.iter().flat_map(|one| one.keys.iter().copied())),
    )
    .await?;
    let mut shared = read_blocks(
        tx,
        BlockTable::Entities,
        distinct(
            filed
                .iter()
                .flat_map(|one| one.entities.iter().map(|(entity, _)| *entity)),
        ),
    )
    .await?;

    let mut by_identity = Vec::with_capacity(written.len());
    let mut by_entity = Vec::with_capacity(written.len());
    let mut key_rows = Vec::new();
    let mut entity_rows = Vec::new();
    let mut token_rows = Vec::new();
    let mut crowds: BTreeMap<(i64, &'static str), i64> = BTreeMap::new();
    for (num, filed) in nums.iter().zip(&filed) {
        by_identity.push(choose(*num, &filed.keys, &blocks));
        by_entity.push(naming(*num, &filed.entities, &shared));
        for (entity, key) in &filed.entities {
            let block = shared.entry(*entity).or_default();
            if block.len() < BLOCK_LIMIT {
                block.push(*num);
                entity_rows.push((*entity, *num, key.kind.code()));
            } else {
                *crowds.entry((*entity, key.kind.code())).or_default() += 1;
            }
        }
        // Whoever every block would turn away could never be found again: the emptiest of them makes room.
        let size = |key: &i64| blocks.get(key).map_or(0, Vec::len);
        let emptiest = filed.keys.iter().copied().min_by_key(size);
        let crowded_out = emptiest.is_some_and(|key| (BLOCK_LIMIT..4 * BLOCK_LIMIT).contains(&size(&key)));
        for key in &filed.keys {
            let block = blocks.entry(*key).or_default();
            if block.len() < BLOCK_LIMIT || (crowded_out && emptiest == Some(*key)) {
                block.push(*num);
                key_rows.push((*key, *num));
            } else {
                *crowds.entry((*key, "identity")).or_default() += 1;
            }
        }
        token_rows.extend(filed.tokens.iter().map(|token| (*token, *num)));
    }

    // In order of keys: the pages of a table are then each visited once, and two writers meet them in the same order.
    let fresh = fresh(tx.dialect());
    key_rows.sort_unstable();
    token_rows.sort_unstable();
    entity_rows.sort_unstable();
    tx.insert_many(
        "INSERT INTO candidate_key (fresh, key, num)",
        "ON CONFLICT DO NOTHING",
        key_rows
            .into_iter()
            .map(|(key, num)| params![fresh, key, num])
            .collect(),
    )
    .await?;
    tx.insert_many(
        "INSERT INTO record_entity (fresh, entity, num, kind)",
        "ON CONFLICT DO NOTHING",
        entity_rows
            .into_iter()
            .map(|(entity, num, kind)| params![fresh, entity, num, kind])
            .collect(),
    )
    .await?;
    tx.insert_many(
        "INSERT INTO search_token (fresh, token, num)",
        "ON CONFLICT DO NOTHING",
        token_rows
            .into_iter()
            .map(|(token, num)| params![fresh, token, num])
            .collect(),
    )
    .await?;
    tx.insert_many(
        "INSERT INTO crowded_key (key, kind, turned_away, since, last_at)",
        "ON CONFLICT (key, kind) DO UPDATE SET turned_away = crowded_key.turned_away + excluded.turned_away, last_at = excluded.last_at",
        crowds.into_iter().map(|((key, kind), times)| params![key, kind, times, now_ms, now_ms]).collect(),
    )
    .await?;

    settle(tx, &nums).await?;

    let here: HashSet<Num> = nums.iter().copied().collect();
    let wanted = by_identity.iter().flatten().copied().filter(|num| !here.contains(num));
    let profiles = read_profiles(tx, distinct(wanted)).await?;
    Ok(Found {
        nums,
        by_identity,
        by_entity,
        profiles,
    })
}

/// Moves slices of the fresh rows to their place, as many as are due after these records.
async fn settle(tx: &mut Tx, nums: &[Num]) -> Result<(), Problem> {
    if tx.dialect() == Dialect::Postgres {
        return Ok(());
    }
    let (Some(first), Some(last)) = (nums.iter().min(), nums.iter().max()) else {
        return Ok(());
    };
    let due = (first - 1).div_euclid(RECORDS_A_SLICE)..last.div_euclid(RECORDS_A_SLICE);
    for turn in due.take(usize::try_from(SLICES).unwrap_or(usize::MAX)) {
        let slice = i128::from(turn.rem_euclid(SLICES));
        let bound = |slice: i128| {
            let wide = i128::from(i64::MIN) + slice * ((1_i128 << 64) / i128::from(SLICES));
            i64::try_from(wide).unwrap_or(i64::MAX)
        };
        // The last slice reaches to the very end, so that nothing stays fresh for ever.
        let (from, to) = (bound(slice), bound(slice + 1).saturating_sub(1));
        let to = if slice + 1 == i128::from(SLICES) { i64::MAX } else { to };
        for sql in [
            "UPDATE candidate_key SET fresh = 0 WHERE fresh = 1 AND key BETWEEN $1 AND $2",
            "UPDATE search_token SET fresh = 0 WHERE fresh = 1 AND token BETWEEN $1 AND $2",
            "UPDATE record_entity SET fresh = 0 WHERE fresh = 1 AND entity BETWEEN $1 AND $2",
        ] {
            tx.execute(sql, params![from, to]).await?;
        }
    }
    Ok(())
}

/// Candidates for something not stored (the form while it is typed, the API's question).
pub(super) async fn find_only(conn: &mut Conn, profile: &Profile) -> Result<Found, Problem> {
    // No record has this number.
    const NOBODY: Num = -1;
    let filed = Filed::of(profile);
    let blocks = read_blocks(conn, BlockTable::Keys, filed.keys.clone()).await?;
    let shared = read_blocks(
        conn,
        BlockTable::Entities,
        filed.entities.iter().map(|(entity, _)| *entity).collect(),
    )
    .await?;
    let by_identity = vec![choose(NOBODY, &filed.keys, &blocks)];
    let by_entity = vec![naming(NOBODY, &filed.entities, &shared)];
    let profiles = read_profiles(conn, distinct(by_identity.iter().flatten().copied())).await?;
    Ok(Found {
        nums: vec![NOBODY],
        by_identity,
        by_entity,
        profiles,
    })
}

/// Who names the same things, leaving out what very many name: that says nothing about any two of them.
fn naming(own: Num, entities: &[(i64, EntityKey)], shared: &HashMap<i64, Vec<Num>>) -> HashMap<Num, Vec<&'static str>> {
    let mut naming: HashMap<Num, Vec<&'static str>> = HashMap::new();
    for (entity, key) in entities {
        let block = shared.get(entity).map(Vec::as_slice).unwrap_or_default();
        if block.len() < ENTITY_COMMON {
            for other in block.iter().filter(|other| **other != own) {
                naming.entry(*other).or_default().push(key.kind.code());
            }
        }
    }
    naming
}

/// The numbers of written records, in their order.
async fn nums_of(conn: &mut Conn, written: &[Stored]) -> Result<Vec<Num>, Problem> {
    let ids: Vec<Uuid> = written.iter().map(|one| one.id.0).collect();
    let rows = conn
        .all("SELECT id, num FROM record WHERE id IN_IDS($1)", params![ids])
        .await?;
    let mut of: HashMap<RecordId, Num> = HashMap::with_capacity(rows.len());
    for row in &rows {
        of.insert(row.id("id")?, row.get("num")?);
    }
    written
        .iter()
        .map(|one| {
            of.get(&one.id)
                .copied()
                .ok_or_else(|| Problem::internal("filing", "a written record is not there"))
        })
        .collect()
}

/// A phone or address named by more records than this is a hotel, a help line, an office.
const ENTITY_COMMON: usize = 25;

/// How many keys are crowded, and how often a record was turned away from one: what recognition may have missed.
pub async fn crowds(conn: &mut Conn) -> Result<(i64, i64), Problem> {
    let row = conn
        .one(
            "SELECT COUNT(*) AS keys, CAST(COALESCE(SUM(turned_away), 0) AS BIGINT) AS times FROM crowded_key",
            params![],
        )
        .await?;
    Ok((row.get("keys")?, row.get("times")?))
}

fn choose(own: Num, keys: &[i64], blocks: &HashMap<i64, Vec<Num>>) -> Vec<Num> {
    let mut rarity: HashMap<Num, f64> = HashMap::new();
    for key in keys {
        let Some(block) = blocks.get(key) else { continue };
        #[allow(clippy::cast_precision_loss, reason = "a block is at most a few hundred")]
        let worth = 1.0 / (block.len() as f64 + 1.0);
        for other in block.iter().filter(|other| **other != own) {
            *rarity.entry(*other).or_default() += worth;
        }
    }
    let mut chosen: Vec<(Num, f64)> = rarity.into_iter().filter(|(_, worth)| *worth >= LEAST_SHARED).collect();
    // Ties go by number, so that the same data gives the same candidates.
    chosen.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    chosen.truncate(COMPARE_LIMIT);
    chosen.into_iter().map(|(num, _)| num).collect()
}

fn entities_of(profile: &Profile) -> Vec<(i64, EntityKey)> {
    let mut seen = HashSet::new();
    matching::entities(profile)
        .into_iter()
        .map(|entity| {
            (
                token_hash(&format!("{}:{}", entity.kind.code(), entity.norm.as_str())),
                entity,
            )
        })
        .filter(|(hash, _)| seen.insert(*hash))
        .collect()
}

/// 64 bits of SHA-256: stable for ever, and nothing can be read back from the table.
pub(crate) fn token_hash(text: &str) -> i64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    let mut first = [0_u8; 8];
    first.copy_from_slice(digest.get(..8).unwrap_or(&[0; 8]));
    i64::from_be_bytes(first)
}

fn distinct<T: std::hash::Hash + Eq + Copy + Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let set: HashSet<T> = items.collect();
    let mut list: Vec<T> = set.into_iter().collect();
    // In order, so that two writers meet the same rows in the same order and cannot block each other for ever.
    list.sort_unstable();
    list
}

#[derive(Clone, Copy)]
enum BlockTable {
    Keys,
    Entities,
}

/// The members of blocks. The database joins them to one text, which is far cheaper than a row for each.
async fn read_blocks(conn: &mut Conn, table: BlockTable, keys: Vec<i64>) -> Result<HashMap<i64, Vec<Num>>, Problem> {
    let mut blocks: HashMap<i64, Vec<Num>> = HashMap::with_capacity(keys.len());
    if keys.is_empty() {
        return Ok(blocks);
    }
    let sql = match table {
        BlockTable::Keys => {
            "SELECT string_agg(CAST(key AS TEXT) || ' ' || CAST(num AS TEXT), ',') AS members FROM candidate_key WHERE fresh IN (0, 1) AND key IN_INTS($1)"
        }
        BlockTable::Entities => {
            "SELECT string_agg(CAST(entity AS TEXT) || ' ' || CAST(num AS TEXT), ',') AS members FROM record_entity WHERE fresh IN (0, 1) AND entity IN_INTS($1)"
        }
    };
    let members: Option<String> = conn.one(sql, params![keys]).await?.get("members")?;
    for member in members.iter().flat_map(|text| text.split(',')) {
        let Some((key, num)) = member.split_once(' ') else {
            continue;
        };
        if let (Ok(key), Ok(num)) = (key.parse(), num.parse()) {
            blocks.entry(key).or_default().push(num);
        }
    }
    Ok(blocks)
}

/// Numbers with their profiles, joined to one text for the same reason: JSON never holds the line's end bare.
async fn read_profiles(conn: &mut Conn, nums: Vec<Num>) -> Result<HashMap<Num, Profile>, Problem> {
    const LINE: char = '\u{1e}';
    if nums.is_empty() {
        return Ok(HashMap::new());
    }
    let text: Option<String> = conn
        .one(
            "SELECT string_agg(CAST(num AS TEXT) || ' ' || profile, '\x1e') AS lines FROM record_profile WHERE num IN_INTS($1)",
            params![nums],
        )
        .await?
        .get("lines")?;
    let lines: Vec<&str> = text.iter().flat_map(|text| text.split(LINE)).collect();
    let read = |line: &&str| {
        let (num, profile) = line.split_once(' ').unwrap_or((line, ""));
        match (num.parse(), serde_json::from_str(profile)) {
            (Ok(num), Ok(profile)) => Ok((num, profile)),
            _ => Err(Problem::internal("reading", "a profile")),
        }
    };
    if lines.len() < 64 {
        lines.iter().map(read).collect()
    } else {
        lines.par_iter().map(read).collect()
    }
}

/// Whose these records are; withdrawn ones are nobody's.
pub(super) async fn parties(conn: &mut Conn, nums: Vec<Num>) -> Result<HashMap<Num, Party>, Problem> {
    if nums.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = conn
        .all(
            "SELECT num, id, agency_id, handling FROM record WHERE num IN_INTS($1) AND withdrawn_at IS NULL",
            params![nums],
        )
        .await?;
    let party = |row: &Row| -> Result<(Num, Party), Problem> {
        let party = Party {
            id: row.id("id")?,
            agency: row.id("agency_id")?,
            handling: Handling::from_code(&row.get::<String>("handling")?)
                .ok_or_else(|| Problem::internal("reading", "handling"))?,
        };
        Ok((row.get("num")?, party))
    };
    rows.iter().map(party).collect()
}
