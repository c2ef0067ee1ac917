//! Clusters: which records stand together as one person. Held together by links that people called the same and by
//! strong ones nobody has judged yet; held apart wherever people said "different". Only what a change touches is
//! worked out anew, without records that their agency has withdrawn, and from the table alone, so the answer does not
//! depend on the order of events.

use crate::app::App;
use crate::problem::Problem;
use domain::ids::{PersonId, RecordId};
use kit::db::{Conn, Tx};
use kit::params;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

struct Edge {
    a: RecordId,
    b: RecordId,
    /// People said "the same".
    judged: bool,
    weight: f64,
}

#[derive(Default)]
struct Neighbourhood {
    records: BTreeSet<RecordId>,
    edges: Vec<Edge>,
    apart: HashSet<(RecordId, RecordId)>,
}

/// Regroups everything connected with `touched`. Returns the records that moved: (record, from, to).
pub async fn regroup(
    app: &App,
    tx: &mut Tx,
    touched: &[RecordId],
) -> Result<Vec<(RecordId, PersonId, PersonId)>, Problem> {
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let now = app.now_ms();
    let around = neighbourhood(tx, touched).await?;
    let persons = persons_of(tx, &around.records).await?;
    let groups = group(&around);
    let mut moves = assign(app, &groups, &persons);
    moves.sort();
    if moves.is_empty() {
        return Ok(moves);
    }
    let into: BTreeSet<PersonId> = moves.iter().map(|(_, _, to)| *to).collect();
    tx.insert_many(
        "INSERT INTO person (id, made_at)",
        "ON CONFLICT DO NOTHING",
        into.iter().map(|to| params![*to, now]).collect(),
    )
    .await?;
    for (record, _, to) in &moves {
        tx.execute("UPDATE record SET person_id = $1 WHERE id = $2", params![*to, *record])
            .await?;
    }
    tx.insert_many(
        "INSERT INTO person_history (record_id, person_id, since)",
        "ON CONFLICT (record_id, since) DO UPDATE SET person_id = excluded.person_id",
        moves.iter().map(|(record, _, to)| params![*record, *to, now]).collect(),
    )
    .await?;
    // Whoever has lost all records leads to where the last of them went; whoever has records leads nowhere.
    let left: BTreeMap<PersonId, PersonId> = moves.iter().map(|(_, from, to)| (*from, *to)).collect();
    for (from, to) in left {
        tx.execute(
            "UPDATE person SET moved_to = $1 WHERE id = $2 AND NOT EXISTS (SELECT 1 FROM record WHERE person_id = $2)",
            params![to, from],
        )
        .await?;
    }
    let into: Vec<Uuid> = into.into_iter().map(|to| to.0).collect();
    tx.execute(
        "UPDATE person SET moved_to = NULL WHERE id IN_IDS($1) AND moved_to IS NOT NULL",
        params![into],
    )
    .await?;
    Ok(moves)
}

/// Everything reachable over cluster edges from the touched records and those that stand with them now.
async fn neighbourhood(conn: &mut Conn, touched: &[RecordId]) -> Result<Neighbourhood, Problem> {
    let ids: Vec<Uuid> = touched.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            // Two questions and not one with OR: PostgreSQL would answer that by reading every record.
            "SELECT id FROM record WHERE id IN_IDS($1) UNION \
             SELECT other.id FROM record one JOIN record other ON other.person_id = one.person_id WHERE one.id IN_IDS($1)",
            params![ids],
        )
        .await?;
    let mut around = Neighbourhood::default();
    let mut frontier: Vec<RecordId> = Vec::new();
    for row in &rows {
        let id: RecordId = row.id("id")?;
        around.records.insert(id);
        frontier.push(id);
    }
    let mut known_edges: HashSet<(RecordId, RecordId)> = HashSet::new();
    while !frontier.is_empty() {
        let ids: Vec<Uuid> = frontier.drain(..).map(|id| id.0).collect();
        let rows = conn
            .all(
                "SELECT l.a_record, l.b_record, l.band, l.weight, l.answer FROM \
                 (SELECT a_record, b_record, band, weight, answer FROM link WHERE a_record IN_IDS($1) AND sort = 'identity' AND (withdrawn_at IS NULL OR answer IS NOT NULL) \
                 UNION SELECT a_record, b_record, band, weight, answer FROM link WHERE b_record IN_IDS($1) AND sort = 'identity' AND (withdrawn_at IS NULL OR answer IS NOT NULL)) l \
                 WHERE NOT EXISTS (SELECT 1 FROM record w WHERE w.id IN (l.a_record, l.b_record) AND w.withdrawn_at IS NOT NULL)",
                params![ids],
            )
            .await?;
        for row in &rows {
            let (a, b): (RecordId, RecordId) = (row.id("a_record")?, row.id("b_record")?);
            let answer: Option<String> = row.get("answer")?;
            let strong = row.get::<String>("band")? == "strong";
            match answer.as_deref() {
                Some("different") => {
                    around.apart.insert((a, b));
                    continue;
                }
                Some("same") => {}
                None if strong => {}
                _ => continue,
            }
            if known_edges.insert((a, b)) {
                around.edges.push(Edge {
                    a,
                    b,
                    judged: answer.is_some(),
                    weight: row.get("weight")?,
                });
                for record in [a, b] {
                    if around.records.insert(record) {
                        frontier.push(record);
                    }
                }
            }
        }
    }
    Ok(around)
}

async fn persons_of(conn: &mut Conn, records: &BTreeSet<RecordId>) -> Result<HashMap<RecordId, PersonId>, Problem> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let rows = conn
        .all("SELECT id, person_id FROM record WHERE id IN_IDS($1)", params![ids])
        .await?;
    rows.iter()
        .map(|row| Ok((row.id("id")?, row.id("person_id")?)))
        .collect()
}

/// Joins along edges, surest first, never bringing together what people said is apart.
fn group(around: &Neighbourhood) -> Vec<BTreeSet<RecordId>> {
    let mut of: BTreeMap<RecordId, usize> = around
        .records
        .iter()
        .enumerate()
        .map(|(place, id)| (*id, place))
        .collect();
    let mut groups: Vec<BTreeSet<RecordId>> = around.records.iter().map(|id| BTreeSet::from([*id])).collect();
    let mut edges: Vec<&Edge> = around.edges.iter().collect();
    edges.sort_by(|x, y| {
        y.judged
            .cmp(&x.judged)
            .then(y.weight.total_cmp(&x.weight))
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    for edge in edges {
        let (Some(&into), Some(&from)) = (of.get(&edge.a), of.get(&edge.b)) else {
            continue;
        };
        if into == from {
            continue;
        }
        let (Some(left), Some(right)) = (groups.get(into), groups.get(from)) else {
            continue;
        };
        if forbidden(left, right, &around.apart) {
            continue;
        }
        let moved = groups.get_mut(from).map(std::mem::take).unwrap_or_default();
        for record in &moved {
            of.insert(*record, into);
        }
        if let Some(group) = groups.get_mut(into) {
            group.extend(moved);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn forbidden(left: &BTreeSet<RecordId>, right: &BTreeSet<RecordId>, apart: &HashSet<(RecordId, RecordId)>) -> bool {
    apart
        .iter()
        .any(|(a, b)| (left.contains(a) && right.contains(b)) || (left.contains(b) && right.contains(a)))
}

/// Gives each group a person: where most of a person's records stand, that person stays (the larger group of equals,
/// then the older person); each person once, and a new one where all are taken.
fn assign(
    app: &App,
    groups: &[BTreeSet<RecordId>],
    persons: &HashMap<RecordId, PersonId>,
) -> Vec<(RecordId, PersonId, PersonId)> {
    let mut votes: BTreeMap<(PersonId, usize), usize> = BTreeMap::new();
    for (place, group) in groups.iter().enumerate() {
        for person in group.iter().filter_map(|record| persons.get(record)) {
            *votes.entry((*person, place)).or_default() += 1;
        }
    }
    let size = |place: usize| groups.get(place).map_or(0, BTreeSet::len);
    let mut claims: Vec<((PersonId, usize), usize)> = votes.into_iter().collect();
    claims.sort_by(|x, y| y.1.cmp(&x.1).then(size(y.0.1).cmp(&size(x.0.1))).then(x.0.cmp(&y.0)));
    let mut chosen: HashMap<usize, PersonId> = HashMap::new();
    let mut taken: HashSet<PersonId> = HashSet::new();
    for ((person, place), _) in claims {
        if !taken.contains(&person) && !chosen.contains_key(&place) {
            taken.insert(person);
            chosen.insert(place, person);
        }
    }
    let mut moves = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let to = chosen.get(&place).copied().unwrap_or_else(|| app.clock.new_id());
        for record in group {
            if let Some(from) = persons.get(record).filter(|from| **from != to) {
                moves.push((*record, *from, to));
            }
        }
    }
    moves
}
