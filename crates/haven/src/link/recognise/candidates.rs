//! Candidates: which records are worth comparing with this one. Keys live in the database, so that every process of
//! a cluster sees the same; a block (all records under one key) is bounded, so that a help line's number shared by
//! 100,000 records costs no more than one shared by a few hundred. What a full block turns away is counted.

use crate::gather::records::Stored;
use crate::problem::Problem;
use domain::Handling;
use domain::ids::{AgencyId, RecordId};
use kit::db::{Conn, Dialect, Row, Tx};
use kit::params;
use matching::{EntityKey, Profile};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Records under one key at most.
pub const BLOCK_LIMIT: usize = 300;
/// Candidates that are compared at most, rarest shared keys first.
pub(super) const COMPARE_LIMIT: usize = 150;

/// What is needed to compare and to alert.
#[derive(Clone)]
pub(super) struct Candidate {
    pub id: RecordId,
    pub agency: AgencyId,
    pub handling: Handling,
    pub profile: Profile,
}

pub(super) struct Found {
    /// For each written record (by place), whom to compare it with.
    pub by_identity: Vec<Vec<RecordId>>,
    /// For each written record, who names the same phone, vehicle, document..., and of which kinds.
    pub by_entity: Vec<HashMap<RecordId, Vec<String>>>,
    pub others: HashMap<RecordId, Candidate>,
}

/// Stores keys, search tokens and entities of the written records and finds their candidates, earlier rows of the
/// same call among them.
pub(super) async fn keep_and_find(tx: &mut Tx, written: &[Stored], now_ms: i64) -> Result<Found, Problem> {
    let changed: Vec<Uuid> = written.iter().filter(|one| !one.is_new).map(|one| one.id.0).collect();
    if !changed.is_empty() {
        tx.execute(
            "DELETE FROM candidate_key WHERE record_id IN_IDS($1)",
            params![changed.clone()],
        )
        .await?;
        tx.execute(
            "DELETE FROM search_token WHERE record_id IN_IDS($1)",
            params![changed.clone()],
        )
        .await?;
        tx.execute("DELETE FROM record_entity WHERE record_id IN_IDS($1)", params![changed])
            .await?;
    }
    let keys: Vec<Vec<i64>> = written.iter().map(|one| keys_of(&one.profile)).collect();
    let entities: Vec<Vec<(i64, EntityKey)>> = written.iter().map(|one| entities_of(&one.profile)).collect();
    let mut blocks = read_blocks(tx, BlockTable::Keys, distinct(keys.iter().flatten().copied())).await?;
    let mut shared = read_blocks(
        tx,
        BlockTable::Entities,
        distinct(entities.iter().flatten().map(|(entity, _)| *entity)),
    )
    .await?;

    let mut by_identity = Vec::with_capacity(written.len());
    let mut by_entity = Vec::with_capacity(written.len());
    let mut key_rows = Vec::new();
    let mut entity_rows = Vec::new();
    let mut token_rows = Vec::new();
    let mut crowds: BTreeMap<(i64, &'static str), i64> = BTreeMap::new();
    for ((one, keys), entities) in written.iter().zip(&keys).zip(&entities) {
        by_identity.push(choose(one.id, keys, &blocks));
        let mut naming: HashMap<RecordId, Vec<String>> = HashMap::new();
        for (entity, key) in entities {
            let block = shared.entry(*entity).or_default();
            // What very many name says nothing about any two of them.
            if block.len() < ENTITY_COMMON {
                for other in block.iter().filter(|other| **other != one.id) {
                    naming.entry(*other).or_default().push(key.kind.code().to_owned());
                }
            }
            if block.len() < BLOCK_LIMIT {
                block.push(one.id);
                entity_rows.push(params![*entity, one.id, key.kind.code()]);
            } else {
                *crowds.entry((*entity, key.kind.code())).or_default() += 1;
            }
        }
        by_entity.push(naming);
        for key in keys {
            let block = blocks.entry(*key).or_default();
            if block.len() < BLOCK_LIMIT {
                block.push(one.id);
                key_rows.push(params![*key, one.id]);
            } else {
                *crowds.entry((*key, "identity")).or_default() += 1;
            }
        }
        for token in distinct(one.profile.search_tokens().iter().map(|token| token_hash(token))) {
            token_rows.push(params![token, one.id]);
        }
    }
    tx.insert_many(
        "INSERT INTO candidate_key (key, record_id)",
        "ON CONFLICT DO NOTHING",
        key_rows,
    )
    .await?;
    tx.insert_many(
        "INSERT INTO record_entity (entity, record_id, kind)",
        "ON CONFLICT DO NOTHING",
        entity_rows,
    )
    .await?;
    tx.insert_many(
        "INSERT INTO search_token (token, record_id)",
        "ON CONFLICT DO NOTHING",
        token_rows,
    )
    .await?;
    // In order of keys (a BTreeMap), for the same reason as in `distinct`.
    tx.insert_many(
        "INSERT INTO crowded_key (key, kind, turned_away, since, last_at)",
        "ON CONFLICT (key, kind) DO UPDATE SET turned_away = crowded_key.turned_away + excluded.turned_away, last_at = excluded.last_at",
        crowds.into_iter().map(|((key, kind), times)| params![key, kind, times, now_ms, now_ms]).collect(),
    )
    .await?;

    let here: HashSet<RecordId> = written.iter().map(|one| one.id).collect();
    let wanted = by_identity
        .iter()
        .flatten()
        .copied()
        .chain(
            by_entity
                .iter()
                .flat_map(|naming: &HashMap<RecordId, Vec<String>>| naming.keys().copied()),
        )
        .filter(|id| !here.contains(id));
    let mut others = read_candidates(tx, distinct(wanted)).await?;
    for one in written {
        others.insert(
            one.id,
            Candidate {
                id: one.id,
                agency: one.agency,
                handling: one.handling,
                profile: one.profile.clone(),
            },
        );
    }
    Ok(Found {
        by_identity,
        by_entity,
        others,
    })
}

/// Candidates for something not stored (the form while it is typed, the API's question).
pub(super) async fn find_only(conn: &mut Conn, profile: &Profile) -> Result<Found, Problem> {
    let keys = keys_of(profile);
    let entities = entities_of(profile);
    let blocks = read_blocks(conn, BlockTable::Keys, keys.clone()).await?;
    let shared = read_blocks(
        conn,
        BlockTable::Entities,
        entities.iter().map(|(entity, _)| *entity).collect(),
    )
    .await?;
    let nobody = RecordId(Uuid::nil());
    let chosen = choose(nobody, &keys, &blocks);
    let mut naming: HashMap<RecordId, Vec<String>> = HashMap::new();
    for (entity, key) in &entities {
        let block = shared.get(entity).map(Vec::as_slice).unwrap_or_default();
        if block.len() < ENTITY_COMMON {
            for other in block {
                naming.entry(*other).or_default().push(key.kind.code().to_owned());
            }
        }
    }
    let others = read_candidates(conn, distinct(chosen.iter().chain(naming.keys()).copied())).await?;
    Ok(Found {
        by_identity: vec![chosen],
        by_entity: vec![naming],
        others,
    })
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

fn choose(own: RecordId, keys: &[i64], blocks: &HashMap<i64, Vec<RecordId>>) -> Vec<RecordId> {
    let mut rarity: HashMap<RecordId, f64> = HashMap::new();
    for key in keys {
        let Some(block) = blocks.get(key) else { continue };
        #[allow(clippy::cast_precision_loss, reason = "a block is at most a few hundred")]
        let worth = 1.0 / (block.len() as f64 + 1.0);
        for other in block.iter().filter(|other| **other != own) {
            *rarity.entry(*other).or_default() += worth;
        }
    }
    let mut chosen: Vec<(RecordId, f64)> = rarity.into_iter().collect();
    // Ties go by id, so that the same data gives the same candidates.
    chosen.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    chosen.truncate(COMPARE_LIMIT);
    chosen.into_iter().map(|(id, _)| id).collect()
}

fn keys_of(profile: &Profile) -> Vec<i64> {
    distinct(profile.keys().into_iter().map(|key| key.value))
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

/// The members of blocks, one row a block: the database joins the ids, which is far cheaper than a row for each.
async fn read_blocks(
    conn: &mut Conn,
    table: BlockTable,
    keys: Vec<i64>,
) -> Result<HashMap<i64, Vec<RecordId>>, Problem> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = match (table, conn.dialect()) {
        (BlockTable::Keys, Dialect::Sqlite) => {
            "SELECT key, group_concat(hex(record_id), '') AS members FROM candidate_key WHERE key IN_INTS($1) GROUP BY key"
        }
        (BlockTable::Keys, Dialect::Postgres) => {
            "SELECT key, string_agg(encode(uuid_send(record_id), 'hex'), '') AS members FROM candidate_key WHERE key IN_INTS($1) GROUP BY key"
        }
        (BlockTable::Entities, Dialect::Sqlite) => {
            "SELECT entity AS key, group_concat(hex(record_id), '') AS members FROM record_entity WHERE entity IN_INTS($1) GROUP BY entity"
        }
        (BlockTable::Entities, Dialect::Postgres) => {
            "SELECT entity AS key, string_agg(encode(uuid_send(record_id), 'hex'), '') AS members FROM record_entity WHERE entity IN_INTS($1) GROUP BY entity"
        }
    };
    let rows = conn.all(sql, params![keys]).await?;
    rows.iter()
        .map(|row| {
            let members: String = row.get("members")?;
            let ids = members
                .as_bytes()
                .chunks_exact(32)
                .filter_map(|hex| Uuid::try_parse_ascii(hex).ok())
                .map(RecordId)
                .collect();
            Ok((row.get("key")?, ids))
        })
        .collect()
}

async fn read_candidates(conn: &mut Conn, ids: Vec<RecordId>) -> Result<HashMap<RecordId, Candidate>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT id, agency_id, handling, profile FROM record WHERE id IN_IDS($1) AND withdrawn_at IS NULL",
            params![ids],
        )
        .await?;
    rows.iter()
        .map(|row| candidate_of(row).map(|one| (one.id, one)))
        .collect()
}

fn candidate_of(row: &Row) -> Result<Candidate, Problem> {
    Ok(Candidate {
        id: row.id("id")?,
        agency: row.id("agency_id")?,
        handling: Handling::from_code(&row.get::<String>("handling")?)
            .ok_or_else(|| Problem::internal("reading", "handling"))?,
        profile: row.json("profile")?,
    })
}
