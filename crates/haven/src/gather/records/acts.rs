//! Receiving records: in one transaction each is stored with its version, its keys, its ledger line and its event,
//! and compared with all that is known. One or five hundred at a time: the same path.

use super::store::{self, Known, Stored};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::link::recognise;
use crate::problem::Problem;
use access::{Act, Permit, PermitLine};
use domain::ids::{AccountId, AgencyId, HandInId, PersonId, RecordId};
use domain::{Answers, Channel, Handling, RecordKind};
use kit::db::Tx;
use kit::outbox;
use matching::Profile;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};

/// The acts by which records may come in.
pub trait MayReceive: Act {}
impl MayReceive for access::HandIn {}
impl MayReceive for access::ImportRecords {}

/// One record as handed in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The agency's own number for it; the same number again is a newer version.
    pub source_id: Option<String>,
    pub kind: RecordKind,
    pub handling: Handling,
    /// `GB-ENG@2026.1`
    pub pack: String,
    pub answers: Answers,
    pub channel: Channel,
    pub hand_in: Option<HandInId>,
    pub made_by: Option<AccountId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    New,
    /// A newer version, with its number.
    Changed(i64),
    /// The same as what is there: nothing was written.
    Unchanged,
}

#[derive(Clone, Debug)]
pub struct Received {
    pub record: RecordId,
    pub reference: String,
    pub outcome: Outcome,
    /// Links made or renewed by recognition, of either sort.
    pub hits: usize,
}

/// Receives records of one agency. The answers come back in the order of `incoming`.
///
/// Two rows with one source id in the same call: the later one is the newer version.
pub async fn receive<A: MayReceive>(
    app: &App,
    tx: &mut Tx,
    permit: &Permit<A>,
    agency: AgencyId,
    incoming: Vec<Incoming>,
) -> Result<Vec<Received>, Problem> {
    receive_under(app, tx, &permit.line(), agency, incoming, None).await
}

/// Receives a correction of one record: a new version of it, whatever its source id. The permit is for that record.
pub async fn amend(
    app: &App,
    tx: &mut Tx,
    permit: &Permit<access::AmendRecord>,
    record: RecordId,
    one: Incoming,
) -> Result<Received, Problem> {
    permit.require(record)?;
    let Some((agency, known)) = store::known_record(tx, record).await? else {
        return Err(Problem::NotFound);
    };
    let received = receive_under(app, tx, &permit.line(), agency, vec![one], Some(known)).await?;
    received
        .into_iter()
        .next()
        .ok_or_else(|| Problem::internal("receiving", "a correction without an answer"))
}

async fn receive_under(
    app: &App,
    tx: &mut Tx,
    permit: &PermitLine,
    agency: AgencyId,
    incoming: Vec<Incoming>,
    amended: Option<Known>,
) -> Result<Vec<Received>, Problem> {
    recognise::take_turn(tx).await?;
    let now = app.now_ms();
    let region = incoming
        .first()
        .map_or_else(|| "GB".to_owned(), |one| phone_country(app, &one.pack));
    let source_ids: Vec<String> = incoming.iter().filter_map(|one| one.source_id.clone()).collect();
    let mut known: HashMap<String, Known> = store::known_sources(tx, agency, source_ids).await?;
    let mut received: Vec<Received> = Vec::with_capacity(incoming.len());
    // A record may appear twice in one call; what is written is its last state, with every version between.
    let mut writes: Vec<Stored> = Vec::new();
    let mut place: HashMap<RecordId, usize> = HashMap::new();
    let mut versions = Vec::new();
    let mut lines = Vec::new();

    let mut references = new_references(tx, incoming.len()).await?.into_iter();
    let profiles: Vec<Profile> = incoming
        .par_iter()
        .map(|one| Profile::from_answers(one.kind, &one.answers, &region))
        .collect();
    for (one, profile) in incoming.into_iter().zip(profiles) {
        let text = serde_json::to_string(&one.answers).map_err(|e| Problem::internal("writing answers", e))?;
        let digest = Sha256::digest(text.as_bytes()).to_vec();
        let before = amended
            .clone()
            .or_else(|| one.source_id.as_ref().and_then(|id| known.get(id)).cloned());
        if let Some(before) = &before
            && before.digest == digest
            && before.handling == one.handling
            && before.kind == one.kind
        {
            received.push(Received {
                record: before.id,
                reference: before.reference.clone(),
                outcome: Outcome::Unchanged,
                hits: 0,
            });
            continue;
        }
        let id: RecordId = before.as_ref().map_or_else(|| app.clock.new_id(), |known| known.id);
        let version = before.as_ref().map_or(1, |known| known.version + 1);
        let reference = match &before {
            Some(known) => known.reference.clone(),
            None => references
                .next()
                .ok_or_else(|| Problem::internal("receiving", "no reference is left"))?,
        };
        let person: PersonId = before.as_ref().map_or_else(|| app.clock.new_id(), |known| known.person);
        let line = Line::under(
            permit,
            now,
            if version == 1 { "record.receive" } else { "record.amend" },
            Subject::of("record", id),
        )
        .owner(agency)
        .person(person)
        .change(before.as_ref().map(|known| known.digest.clone()), Some(digest.clone()))
        .detail(serde_json::json!({ "version": version, "channel": one.channel.code() }));
        lines.push(line);
        versions.push(store::NewVersion {
            record: id,
            version,
            answers: text.clone(),
            handling: one.handling,
            digest: digest.clone(),
            made_by: one.made_by,
            channel: one.channel,
            hand_in: one.hand_in,
        });
        if let Some(source_id) = &one.source_id {
            let now_known = Known {
                id,
                version,
                digest,
                handling: one.handling,
                kind: one.kind,
                person,
                reference: reference.clone(),
            };
            known.insert(source_id.clone(), now_known);
        }
        let stored = Stored {
            id,
            reference: reference.clone(),
            agency,
            kind: one.kind,
            handling: one.handling,
            pack: one.pack,
            source_id: one.source_id,
            version,
            answers: text,
            profile,
            person,
            made_by: one.made_by,
            is_new: before.is_none(),
        };
        match place.get(&id).and_then(|at| writes.get_mut(*at)) {
            Some(earlier) => {
                *earlier = Stored {
                    is_new: earlier.is_new,
                    ..stored
                }
            }
            None => {
                place.insert(id, writes.len());
                writes.push(stored);
            }
        }
        let outcome = if version == 1 {
            Outcome::New
        } else {
            Outcome::Changed(version)
        };
        received.push(Received {
            record: id,
            reference,
            outcome,
            hits: 0,
        });
    }

    let changed: Vec<RecordId> = writes.iter().filter(|one| !one.is_new).map(|one| one.id).collect();
    recognise::forget(tx, &changed).await?;
    store::write(tx, &writes, &versions, now).await?;
    let hits = recognise::recognise(app, tx, &writes).await?;
    for one in &mut received {
        one.hits = hits.get(&one.record).copied().unwrap_or(0);
    }
    let ids: Vec<RecordId> = writes.iter().map(|write| write.id).collect();
    outbox::publish_all(tx, "record.received", &ids, now).await?;
    let hit: Vec<RecordId> = ids.into_iter().filter(|id| hits.contains_key(id)).collect();
    if !hit.is_empty() {
        outbox::publish(tx, "records.hit", &hit, now).await?;
    }
    ledger::append_many(tx, lines).await?;
    Ok(received)
}

/// References to read out on the phone (`HV-7KD4-M2PX`), none of them given before. 27^8 are enough for a nation, but of a
/// million drawn by chance some two are alike; whoever receives has taken a turn, so nobody gives one away in between.
async fn new_references(tx: &mut Tx, many: usize) -> Result<Vec<String>, Problem> {
    let mut free: BTreeSet<String> = BTreeSet::new();
    while free.len() < many {
        let drawn: BTreeSet<String> = (free.len()..many)
            .map(|_| {
                let text = kit::clock::random_reference(8);
                let (left, right) = text.split_at(4);
                format!("HV-{left}-{right}")
            })
            .collect();
        let taken = store::taken_references(tx, drawn.iter().cloned().collect()).await?;
        free.extend(drawn.into_iter().filter(|one| !taken.contains(one)));
    }
    Ok(free.into_iter().collect())
}

/// In which country's form phone numbers of a pack (`GB-ENG@2026.1`) are read when they carry none.
pub(super) fn phone_country(app: &App, pack: &str) -> String {
    pack.split('@')
        .next()
        .and_then(|id| app.packs.get(id))
        .map_or_else(|| "GB".to_owned(), |pack| pack.definitions.phone_country.clone())
}
