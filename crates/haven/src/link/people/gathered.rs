//! One person as one reader may see them, now or as known on a day.

use super::store;
use crate::app::App;
use crate::gather::hand_ins;
use crate::gather::records::{self, Eyes, Record, Seen, Version};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::View;
use domain::ids::{AgencyId, HandInId, PersonId, RecordId};
use kit::db::Conn;
use std::collections::{BTreeMap, HashMap};

/// What is known of a person, by records.
pub struct Gathered {
    pub person: PersonId,
    /// Open to this reader (content or identity), oldest first; redacted.
    pub open: Vec<Seen>,
    /// Known to exist; whom to ring.
    pub pointers: Vec<Seen>,
    /// Records that stood here until their agency took them back, and when; only that they did is shown.
    pub withdrawn: Vec<(i64, Seen)>,
    /// The rows behind `open`, for permits. Nothing of them is shown but by [`Eyes`].
    pub rows: BTreeMap<RecordId, Record>,
    /// Versions of records whose content is open, as they stood at the moment asked for.
    pub versions: BTreeMap<RecordId, Vec<Version>>,
    /// When an agency learned what it handed in later, for hand-ins behind `versions`; milliseconds since 1970 UTC.
    pub learned: HashMap<HandInId, i64>,
    /// Milliseconds; none: now.
    pub as_of: Option<i64>,
}

pub enum Found {
    Here(Box<Gathered>),
    /// The records stand under another person now.
    Moved(PersonId),
}

/// Reads a person. Answers [`Problem::NotFound`] where nothing may be seen, exactly as where nothing is.
pub async fn gather(conn: &mut Conn, eyes: &Eyes<'_>, person: PersonId, as_of: Option<i64>) -> Result<Found, Problem> {
    let members = match as_of {
        None => records::by_person(conn, person).await?,
        Some(at) => {
            let ids = store::members_at(conn, person, at).await?;
            records::find_many(conn, &ids).await?
        }
    };
    if members.is_empty() {
        return match store::moved_to(conn, person).await? {
            Some(to) if to != person => Ok(Found::Moved(to)),
            _ => Err(Problem::NotFound),
        };
    }
    let mut gathered = Gathered {
        person,
        open: Vec::new(),
        pointers: Vec::new(),
        withdrawn: Vec::new(),
        rows: BTreeMap::new(),
        versions: BTreeMap::new(),
        learned: HashMap::new(),
        as_of,
    };
    let ids: Vec<RecordId> = members.iter().map(|record| record.id).collect();
    for record in members {
        if record
            .withdrawn_at
            .is_some_and(|then| as_of.is_none_or(|at| then <= at))
        {
            continue;
        }
        let Some(now) = eyes.look(&record) else { continue };
        if now.view == View::Pointer {
            gathered.pointers.push(now);
            continue;
        }
        let record = match as_of {
            None => record,
            Some(at) => match records::version_at(conn, record.id, at).await? {
                Some(version) => Record {
                    answers: version.answers,
                    version: version.version,
                    changed_at: version.made_at,
                    ..record
                },
                None => continue,
            },
        };
        let Some(seen) = eyes.look(&record) else { continue };
        if seen.view == View::Content {
            let permit = eyes.permit_content(&record)?;
            let mut versions = records::versions(conn, &permit, record.id).await?;
            versions.retain(|version| as_of.is_none_or(|at| version.made_at <= at));
            gathered.versions.insert(record.id, versions);
        }
        gathered.rows.insert(record.id, record);
        gathered.open.push(seen);
    }
    let told: Vec<HandInId> = gathered
        .versions
        .values()
        .flatten()
        .filter_map(|version| version.hand_in)
        .collect();
    if !told.is_empty() {
        gathered.learned = hand_ins::learned_at(conn, &told).await?;
    }
    let left = store::withdrawn_from(conn, &ids).await?;
    for record in records::find_many(conn, &left).await? {
        let (Some(then), Some(seen)) = (record.withdrawn_at, eyes.look(&record)) else {
            continue;
        };
        if seen.view >= View::Identity && as_of.is_none_or(|at| then <= at) {
            gathered.withdrawn.push((then, seen));
        }
    }
    gathered.open.sort_by_key(|seen| (seen.made_at, seen.id));
    if gathered.open.is_empty() && gathered.pointers.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok(Found::Here(Box::new(gathered)))
}

/// Where the records of a person stand now, for those who may see something there. For all others there is nobody: an
/// answer that says where somebody moved would tell that there is somebody.
pub(super) async fn settled(
    conn: &mut Conn,
    eyes: &Eyes<'_>,
    mut person: PersonId,
    as_of: Option<i64>,
) -> Result<PersonId, Problem> {
    const MOVES: usize = 8;
    for _ in 0..MOVES {
        match gather(conn, eyes, person, as_of).await? {
            Found::Moved(to) => person = to,
            Found::Here(_) => return Ok(person),
        }
    }
    Err(Problem::NotFound)
}

/// Writes that this reader looked: a line for each agency whose records were shown.
pub async fn record_look(app: &App, eyes: &Eyes<'_>, gathered: &Gathered) -> Result<(), Problem> {
    let mut by_owner: BTreeMap<AgencyId, Vec<&Seen>> = BTreeMap::new();
    for seen in gathered.open.iter().chain(&gathered.pointers) {
        by_owner.entry(seen.agency).or_default().push(seen);
    }
    let mut lines = Vec::new();
    for (owner, shown) in by_owner {
        let content: Vec<&&Seen> = shown.iter().filter(|seen| seen.view == View::Content).collect();
        let first = content.first().copied().or_else(|| shown.first());
        let permit_line = match first.and_then(|seen| gathered.rows.get(&seen.id)) {
            Some(row) if !content.is_empty() => eyes.permit_content(row)?.line(),
            Some(row) => eyes
                .policy()
                .permit::<access::ViewIdentity>(eyes.principal, &eyes.resource(row))?
                .line(),
            None => eyes
                .policy()
                .permit::<access::ViewHome>(eyes.principal, &access::Resource::Network)?
                .line(),
        };
        let line = Line::under(
            &permit_line,
            app.now_ms(),
            "person.view",
            Subject::of("person", gathered.person),
        )
        .person(gathered.person)
        .owner(owner)
        .detail(serde_json::json!({
            "records": shown.iter().map(|seen| seen.id.to_string()).collect::<Vec<_>>(),
            "view": shown.iter().map(|seen| seen.view).max().map_or("nothing", View::code),
            "as_of": gathered.as_of,
        }));
        lines.push(line);
    }
    ledger::looked(app, lines).await
}
