//! Lets the invented agencies hand in, day after day, by the doors that everybody uses.

use super::people::{self, Cast};
use super::store::{self, Sent};
use crate::app::App;
use crate::gather::imports::{self, FileKind, ImportState, Mode};
use crate::gather::records::{self, Incoming, Outcome};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{ImportRecords, LoadDemo, Permit, Principal, Resource};
use domain::{Channel, Purpose};
use exchange::Mapping;
use indicatif::{ProgressBar, ProgressStyle};
use invented_world::{DEMO_SEED, FileFormat, HandIn, Size, World, WorldFile};
use jiff::civil::Date;
use kit::clock::Clock;
use std::collections::BTreeMap;
use std::io::Write;

const MINUTE: i64 = 60_000;

/// What one agency does on one day.
enum Event<'a> {
    File(WorldFile),
    HandIns(Vec<HandIn<'a>>),
}

/// Makes and hands in the whole world. May be interrupted and called again: what is there is recognised as such.
pub async fn load(app: &App, permit: &Permit<LoadDemo>, small: bool) -> Result<Date, Problem> {
    let today = app.today();
    let world = World::make(DEMO_SEED, today, if small { Size::small() } else { Size::demo() });
    let events = events(app, &world)?;
    // A clock of its own, moved from day to day, so that everything is dated as it would have been.
    let begin = events
        .first()
        .map_or_else(|| app.now_ms(), |(at, _)| at - 24 * 60 * MINUTE);
    let start = jiff::Timestamp::from_millisecond(begin)
        .map_err(|error| Problem::internal("dating the demonstration", error))?;
    let then = App {
        clock: Clock::held_at(start),
        ..app.clone()
    };
    let cast = people::settle(&then, permit, &world).await?;

    let total = events.iter().map(|(_, event)| rows(event)).sum();
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("Handing in {bar:30} {pos}/{len} records {msg}") {
        bar.set_style(style);
    }
    // A power cut in a demonstration costs nothing but time, and each day would otherwise wait for the disk.
    let hurry = app.db.read().await?.dialect() == kit::db::Dialect::Sqlite;
    if hurry {
        app.db.maintain("PRAGMA synchronous=OFF".to_owned()).await?;
    }
    for (at, event) in events {
        then.clock.advance_ms((at - then.now_ms()).max(0));
        bar.set_message(then.clock.today_in(&app.settings.time_zone).to_string());
        let count = rows(&event);
        match event {
            Event::File(file) => import(&then, &world, &cast, file).await?,
            Event::HandIns(hand_ins) => hand_in(&then, &world, &cast, hand_ins).await?,
        }
        bar.inc(count);
    }
    if hurry {
        app.db.maintain("PRAGMA synchronous=FULL".to_owned()).await?;
    }
    bar.finish_and_clear();
    let mut tx = app.db.begin().await?;
    let line = Line::under(&permit.line(), app.now_ms(), "demo.load", Subject("system", None))
        .detail(serde_json::json!({ "today": today.to_string(), "seed": DEMO_SEED, "small": small }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(today)
}

fn rows(event: &Event<'_>) -> u64 {
    match event {
        Event::File(file) => file.rows as u64,
        Event::HandIns(hand_ins) => hand_ins.len() as u64,
    }
}

/// Everything that is handed in with its moment, oldest first. Nothing lies in the future, however early it is.
fn events<'a>(app: &App, world: &'a World) -> Result<Vec<(i64, Event<'a>)>, Problem> {
    let files = world
        .files()
        .map_err(|error| Problem::internal("writing the invented files", error))?;
    let mut days: BTreeMap<(Date, &str), Vec<HandIn<'a>>> = BTreeMap::new();
    for one in world.hand_ins() {
        days.entry((one.known_on, one.agency)).or_default().push(one);
    }
    let mut dated: Vec<(Date, Event<'a>)> = files
        .into_iter()
        .map(|file| (file.received_on, Event::File(file)))
        .collect();
    dated.extend(
        days.into_iter()
            .map(|((day, _), hand_ins)| (day, Event::HandIns(hand_ins))),
    );
    dated.sort_by_key(|(day, _)| *day);
    let latest = app.now_ms() - 30 * MINUTE;
    let mut events = Vec::with_capacity(dated.len());
    let (mut before, mut count) = (None, 0_i64);
    for (day, event) in dated {
        count = if before == Some(day) { count + 1 } else { 0 };
        before = Some(day);
        let noon = day
            .at(8, 10, 0, 0)
            .in_tz(&app.settings.time_zone)
            .map_err(|error| Problem::internal("dating the demonstration", error))?;
        // Between ten past eight and the early evening, in steps that look like an office.
        let at = noon.timestamp().as_millisecond() + (count * 23 % 600) * MINUTE + count * 7_000;
        events.push((at.min(latest), event));
    }
    events.sort_by_key(|(at, _)| *at);
    Ok(events)
}

/// A file of an agency, through the import. Rows that its clerks got wrong come back to them, as in life.
async fn import(app: &App, world: &World, cast: &Cast, file: WorldFile) -> Result<(), Problem> {
    let Some(agency) = cast.agencies.get(file.agency_code).copied() else {
        return Ok(());
    };
    let desk = world
        .accounts
        .iter()
        .filter(|account| account.agency == file.agency_code)
        .max_by_key(|account| account.roles.contains(&domain::Role::DeskOfficer));
    let Some(desk) = desk else { return Ok(()) };
    let Some(account) = cast.accounts.get(&desk.email).copied() else {
        return Ok(());
    };
    let who = Principal::person(
        account,
        agency,
        kind_of(world, file.agency_code),
        desk.roles.iter().copied(),
        Purpose::Safeguarding,
    );
    let permit = app
        .policy
        .permit::<ImportRecords>(&who, &Resource::Agency { id: agency })?;
    let mut on_disk =
        tempfile::NamedTempFile::new().map_err(|error| Problem::internal("writing an invented file", error))?;
    on_disk
        .write_all(&file.bytes)
        .map_err(|error| Problem::internal("writing an invented file", error))?;
    let kept = imports::keep_file(app, on_disk.path(), &file.file_name)?;
    let mapping: Mapping = match file.mapping {
        Some(value) => {
            serde_json::from_value(value).map_err(|error| Problem::internal("reading an invented mapping", error))?
        }
        None => Mapping::default(),
    };
    let kind = match file.format {
        FileFormat::Xlsx => FileKind::Xlsx,
        FileFormat::Csv => FileKind::Csv,
        FileFormat::HtcdsCsv => FileKind::HtcdsCsv,
        FileFormat::HtcdsJson => FileKind::HtcdsJson,
    };
    if !kind.is_htcds() {
        keep_mapping(app, &who, agency, account, world, file.agency_code, &mapping).await?;
    }
    let mut import = imports::begin(app, &permit, agency, Some(account), kept, kind, mapping).await?;
    import.mode = Mode::RowByRow;
    let done = imports::run(app, &permit, &import, &|_| {}).await?;
    if done.state != ImportState::Done {
        let why = done
            .problem
            .map_or_else(|| done.state.code().to_owned(), |problem| problem.text);
        return Err(Problem::internal(
            "importing an invented file",
            format!("{}: {why}", done.file_name),
        ));
    }
    Ok(())
}

/// The agency keeps how its sheet is read, so that the next one needs no settling.
async fn keep_mapping(
    app: &App,
    who: &Principal,
    agency: domain::ids::AgencyId,
    account: domain::ids::AccountId,
    world: &World,
    code: &str,
    mapping: &Mapping,
) -> Result<(), Problem> {
    let permit = app
        .policy
        .permit::<access::ManageMappings>(who, &Resource::Agency { id: agency })?;
    let name = world
        .agencies
        .iter()
        .find(|one| one.code == code)
        .map_or(code, |one| one.name);
    let saved = imports::SavedMapping {
        id: app.clock.new_id(),
        name: name.to_owned(),
        mapping: mapping.clone(),
    };
    let mut tx = app.db.begin().await?;
    imports::save_mapping(&mut tx, &permit, agency, &saved, Some(account), app.now_ms()).await?;
    tx.commit().await?;
    Ok(())
}

fn kind_of(world: &World, code: &str) -> domain::AgencyKind {
    world
        .agencies
        .iter()
        .find(|agency| agency.code == code)
        .map_or(domain::AgencyKind::Charity, |agency| agency.kind)
}

/// What one agency hands in on one day, by the form or the API.
async fn hand_in(app: &App, world: &World, cast: &Cast, hand_ins: Vec<HandIn<'_>>) -> Result<(), Problem> {
    let Some(first) = hand_ins.first() else { return Ok(()) };
    let found = (cast.agencies.get(first.agency), cast.accounts.get(first.account_email));
    let (Some(agency), Some(account)) = (found.0.copied(), found.1.copied()) else {
        return Ok(());
    };
    let invented = world.agencies.iter().find(|one| one.code == first.agency);
    let roles = world
        .accounts
        .iter()
        .find(|one| one.email == first.account_email)
        .map(|one| one.roles.clone())
        .unwrap_or_default();
    let who = Principal::person(
        account,
        agency,
        kind_of(world, first.agency),
        roles,
        Purpose::Safeguarding,
    );
    let permit = app
        .policy
        .permit::<access::HandIn>(&who, &Resource::Agency { id: agency })?;
    let pack = app.pack(invented.map_or("GB", |one| one.pack))?;
    let reference = pack.reference();
    let ids: Vec<domain::ids::HandInId> = hand_ins.iter().map(|_| app.clock.new_id()).collect();
    let incoming = hand_ins
        .iter()
        .zip(&ids)
        .map(|(one, id)| Incoming {
            source_id: Some(one.source_id.to_owned()),
            kind: one.kind,
            handling: one.handling,
            pack: reference.clone(),
            answers: one.answers.clone(),
            channel: if one.by_api { Channel::Api } else { Channel::Form },
            hand_in: Some(*id),
            made_by: Some(account),
        })
        .collect();
    let mut tx = app.db.begin().await?;
    let received = records::receive(app, &mut tx, &permit, agency, incoming).await?;
    let sent: Vec<Sent<'_>> = hand_ins
        .iter()
        .zip(&ids)
        .zip(&received)
        .filter(|(_, received)| received.outcome != Outcome::Unchanged)
        .map(|((one, id), received)| {
            let text = kit::clock::random_reference(8);
            let (left, right) = text.split_at(4);
            Sent {
                id: *id,
                reference: format!("HI-{left}-{right}"),
                agency,
                account,
                channel: if one.by_api { Channel::Api } else { Channel::Form },
                form: pack
                    .forms()
                    .iter()
                    .find(|form| form.subject == one.kind)
                    .or_else(|| pack.forms().first())
                    .map(|form| form.id.clone()),
                pack: &reference,
                answers: one.answers,
                handling: one.handling,
                record: received.record,
                client_key: one.source_id,
            }
        })
        .collect();
    store::add_sent(&mut tx, &permit, &sent, app.now_ms()).await?;
    tx.commit().await?;
    Ok(())
}
