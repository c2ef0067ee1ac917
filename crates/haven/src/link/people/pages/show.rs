//! `/people/{id}`: the page of a child (or an adult, or a suspect). `?on=2026-11-01` shows it as known on that day.

use super::facts::{side_by_side, whole_record};
use super::hits::hit_markup;
use crate::app::App;
use crate::gather::records::{Eyes, Reading, Seen};
use crate::ground::sessions::{self, SignedIn};
use crate::link::people::chronology::{Event, EventKind, When, chronology, days_since_1970};
use crate::link::people::emergency;
use crate::link::people::gathered::{Found, Gathered, gather, record_look, settled};
use crate::link::people::store::{self, Look};
use crate::link::recognise::{Hit, known_for_records};
use crate::link::search::pointer;
use crate::problem::Problem;
use crate::web::moment;
use crate::web::{Chrome, page};
use access::{Action, View};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::ids::{PersonId, RecordId};
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use practice::age::{ChildStatus, child_status};
use serde::Deserialize;

/// The choice that narrows nothing.
const ALL: &str = "all";
/// Events on one page of the chronology; more behind "show all".
const EVENTS: usize = 100;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}", get(show))
        .route("/people/{id}/emergency", post(open_emergency))
}

#[derive(Deserialize, Default)]
struct Asked {
    /// Day: as known at its end.
    on: Option<String>,
    kind: Option<String>,
    agency: Option<String>,
    from: Option<String>,
    to: Option<String>,
    all: Option<String>,
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let as_of = asked
        .on
        .as_deref()
        .filter(|day| !day.is_empty())
        .map(|day| end_of(&app, day))
        .transpose()?;
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(&app, &mut conn, &who.principal).await?;
    let gathered = match gather(&mut conn, &eyes, id, as_of).await? {
        Found::Moved(to) => {
            let there = settled(&mut conn, &eyes, to, as_of).await?;
            return Ok(Redirect::to(&format!("/people/{there}")).into_response());
        }
        Found::Here(gathered) => *gathered,
    };
    let open_ids: Vec<RecordId> = gathered.open.iter().map(|seen| seen.id).collect();
    let hits = if as_of.is_none() {
        known_for_records(&mut conn, &eyes, &open_ids, false).await?
    } else {
        Vec::new()
    };
    let inside = known_for_records(&mut conn, &eyes, &open_ids, true).await?;
    let mut files = Vec::new();
    for seen in gathered.open.iter().filter(|seen| seen.view == View::Content) {
        if let Some(row) = gathered.rows.get(&seen.id) {
            let permit = eyes.permit_content(row)?;
            files.extend(store::files(&mut conn, &permit, seen.id).await?);
        }
    }
    files.retain(|file| as_of.is_none_or(|at| file.made_at <= at));
    let judged = store::judgements(&mut conn, &open_ids).await?;
    let looks = looks(&mut conn, &eyes, &gathered).await?;
    let rows: Vec<_> = crate::gather::records::by_person(&mut conn, id).await?;
    let may_break_glass = as_of.is_none() && !emergency::would_open(&eyes, &rows).is_empty();
    drop(conn);
    record_look(&app, &eyes, &gathered).await?;

    let words = &who.words;
    let events = chronology(&gathered, &files, &judged, |pack| Reading::of(&app, words, pack));
    let body = html! {
        (head(&app, words, &gathered))
        @if gathered.open.is_empty() {
            p.govuk-body { (words.get("people-only-pointers")) }
        } @else {
            (contents(words))
            section #facts {
                h2.govuk-heading-m { (words.get("people-facts")) }
                (side_by_side(&app, words, &gathered.open))
            }
        }
        section #known {
            h2.govuk-heading-m { (words.get("people-known")) }
            (known(&app, &who, &gathered, &hits, &inside))
        }
        @if may_break_glass { (emergency_form(words, &who, id)) }
        @if !gathered.open.is_empty() {
            (indicators(&app, words, &gathered.open))
            (chronology_section(&app, words, &gathered, &events, &asked))
            (files_section(&app, words, &files))
            section #records {
                h2.govuk-heading-m { (words.get("people-records")) }
                @for seen in &gathered.open {
                    (ui::details(&words.with("people-record", &[("agency", seen.agency_name.clone().into()), ("reference", seen.reference.clone().into())]), whole_record(&app, words, seen), gathered.open.len() == 1))
                }
            }
            (looks_section(&app, words, looks))
            (as_known_form(words, &asked))
        }
    };
    let chrome = Chrome {
        title: words.get("people-title"),
        current: "/search",
        wide: true,
        ..Chrome::default()
    };
    Ok(page(&app, &who, chrome, body).await?.into_response())
}

fn end_of(app: &App, day: &str) -> Result<i64, Problem> {
    let date: jiff::civil::Date = day.parse().map_err(|_| Problem::bad("people-bad-day"))?;
    let next = date.tomorrow().map_err(|_| Problem::bad("people-bad-day"))?;
    let zoned = next
        .in_tz(&app.settings.time_zone)
        .map_err(|_| Problem::bad("people-bad-day"))?;
    Ok(zoned.timestamp().as_millisecond() - 1)
}

fn head(app: &App, words: &Words, gathered: &Gathered) -> Markup {
    let first = gathered.open.first();
    let name = gathered
        .open
        .iter()
        .find_map(|seen| Reading::of(app, words, &seen.pack).name(&seen.answers))
        .unwrap_or_else(|| words.get("person-unnamed"));
    let limit = first
        .and_then(|seen| app.packs.get(seen.pack.split('@').next().unwrap_or_default()))
        .map_or(18, |pack| pack.definitions.age_limit);
    let status = child_status(
        gathered.open.iter().map(|seen| (seen.kind, &seen.answers)),
        limit,
        app.today(),
    );
    let suspect = gathered
        .open
        .iter()
        .any(|seen| seen.kind == domain::RecordKind::Suspect);
    html! {
        h1.govuk-heading-l dir="auto" {
            @if gathered.open.is_empty() { (words.get("people-held-elsewhere")) } @else { (name) }
        }
        @if let Some(at) = gathered.as_of {
            (ui::notification_banner(words, &words.with("people-as-known", &[("moment", moment(app, words, at).into())]), None))
        }
        @if first.is_some() {
            p {
                @match status {
                    ChildStatus::Child => (ui::tag(&words.get("people-child"), ui::Tone::Teal)),
                    ChildStatus::ChildUntilDecided => (ui::tag(&words.get("people-child-until-decided"), ui::Tone::Orange)),
                    ChildStatus::Adult => (ui::tag(&words.get("people-adult"), ui::Tone::Grey)),
                }
            }
            @if status.treat_as_child() && suspect { (ui::warning_text(words, &words.get("people-non-punishment"))) }
        }
    }
}

fn contents(words: &Words) -> Markup {
    html! {
        nav.haven-noprint aria-label=(words.get("ui-contents")) {
            ul.govuk-list {
                @for (anchor, key) in [("facts", "people-facts"), ("known", "people-known"), ("chronology", "people-chronology"), ("records", "people-records"), ("looks", "people-looks")] {
                    li { a.govuk-link href={ "#" (anchor) } { (words.get(key)) } }
                }
            }
        }
    }
}

fn known(app: &App, who: &SignedIn, gathered: &Gathered, hits: &[Hit], inside: &[Hit]) -> Markup {
    let words = &who.words;
    let judge = |hit: &Hit| {
        let link = hit.link?;
        app.policy
            .allows(&who.principal, Action::Search, &access::Resource::Network)
            .then(|| format!("/links/{link}"))
    };
    // One record may touch several of this page's; the surest link speaks for all.
    let mut shown: Vec<&Hit> = Vec::new();
    for hit in hits {
        if !shown.iter().any(|known| known.seen.id == hit.seen.id) {
            shown.push(hit);
        }
    }
    let pointers: Vec<&Seen> = gathered
        .pointers
        .iter()
        .filter(|seen| !shown.iter().any(|hit| hit.seen.id == seen.id))
        .collect();
    let unjudged: Vec<&Hit> = inside.iter().filter(|hit| hit.answer.is_none()).collect();
    html! {
        @if shown.is_empty() && pointers.is_empty() && unjudged.is_empty() {
            p.govuk-body { (words.get("people-known-none")) }
        }
        @if !unjudged.is_empty() {
            (ui::inset(html! {
                p.govuk-body { (words.with("people-unjudged", &[("links", unjudged.len().into())])) }
                ul.govuk-list {
                    @for hit in &unjudged {
                        @if let Some(link) = hit.link {
                            li { a.govuk-link href={ "/links/" (link) } { (words.with("people-unjudged-open", &[("agency", hit.seen.agency_name.clone().into()), ("reference", hit.seen.reference.clone().into())])) } }
                        }
                    }
                }
            }))
        }
        @for seen in &pointers { (ui::pointer_card(words, &pointer(words, seen))) }
        @for hit in &shown { (hit_markup(app, words, hit, judge(hit))) }
    }
}

fn indicators(app: &App, words: &Words, open: &[Seen]) -> Markup {
    let mut seen_lines: Vec<(String, String)> = Vec::new();
    for seen in open {
        let reading = Reading::of(app, words, &seen.pack);
        for entry in seen.answers.entries("indicators") {
            let state = entry.get("state").map_or("", String::as_str);
            if let (Some(code), true) = (entry.get("code"), matches!(state, "seen" | "suspected")) {
                seen_lines.push((
                    reading.code("indicators", code),
                    format!("{}, {}", reading.code("indicator_state", state), seen.agency_name),
                ));
            }
        }
    }
    html! {
        section #indicators {
            h2.govuk-heading-m { (words.get("people-indicators")) }
            @if seen_lines.is_empty() { p.govuk-body { (words.get("people-indicators-none")) } }
            @else {
                p.govuk-body-s { (words.get("people-indicators-caution")) }
                ul.govuk-list.govuk-list--bullet { @for (label, from) in &seen_lines { li { (label) " " span.haven-quiet { "(" (from) ")" } } } }
            }
        }
    }
}

fn chronology_section(app: &App, words: &Words, gathered: &Gathered, events: &[Event], asked: &Asked) -> Markup {
    let kind = asked.kind.as_deref().and_then(EventKind::from_code);
    let day = |text: &Option<String>| {
        text.as_deref()
            .and_then(|text| text.parse::<jiff::civil::Date>().ok())
            .map(days_since_1970)
    };
    let (from, to) = (day(&asked.from), day(&asked.to));
    let agency = asked
        .agency
        .as_deref()
        .filter(|agency| !agency.is_empty())
        .unwrap_or(ALL);
    let chosen: Vec<&Event> = events
        .iter()
        .filter(|event| kind.is_none_or(|kind| event.kind == kind))
        .filter(|event| agency == ALL || event.agency.is_some_and(|id| id.to_string() == agency))
        .filter(|event| from.is_none_or(|from| event.day() >= from) && to.is_none_or(|to| event.day() <= to))
        .collect();
    let most = if asked.all.is_some() { usize::MAX } else { EVENTS };
    let drawn: Vec<ui::Event> = chosen
        .iter()
        .take(most)
        .map(|event| drawn_event(app, words, gathered, event))
        .collect();
    let mut agencies: Vec<(String, String)> = vec![(ALL.to_owned(), words.get("filter-all"))];
    for seen in &gathered.open {
        let one = (seen.agency.to_string(), seen.agency_name.clone());
        if !agencies.contains(&one) {
            agencies.push(one);
        }
    }
    let mut kinds: Vec<(String, String)> = vec![(ALL.to_owned(), words.get("filter-all"))];
    kinds.extend(EventKind::ALL.iter().map(|kind| {
        (
            kind.code().to_owned(),
            words.get(&format!("event-kind-{}", kind.code())),
        )
    }));
    let here = format!("/people/{}", gathered.person);
    html! {
        section #chronology {
            h2.govuk-heading-m { (words.get("people-chronology")) }
            (ui::filters(words, &format!("{here}#chronology"), &format!("{here}#chronology"), &[], html! {
                (ui::select(words, &ui::Field::new("kind", words.get("filter-kind")).value(kind.map_or(ALL, EventKind::code)), &kinds))
                (ui::select(words, &ui::Field::new("agency", words.get("filter-agency")).value(agency), &agencies))
                (ui::text_input(words, &ui::Field::new("from", words.get("filter-from")).hint(words.get("filter-day-hint")).value(asked.from.clone().unwrap_or_default()), &ui::TextOptions::default()))
                (ui::text_input(words, &ui::Field::new("to", words.get("filter-to")).hint(words.get("filter-day-hint")).value(asked.to.clone().unwrap_or_default()), &ui::TextOptions::default()))
            }))
            @if drawn.is_empty() { p.govuk-body { (words.get("people-chronology-none")) } }
            (ui::timeline(&drawn))
            @if chosen.len() > drawn.len() {
                p.govuk-body { a.govuk-link href={ (here) "?all=1#chronology" } { (words.with("people-chronology-all", &[("events", chosen.len().into())])) } }
            }
            (ui::print_button(&words.get("ui-print")))
        }
    }
}

fn drawn_event(app: &App, words: &Words, gathered: &Gathered, event: &Event) -> ui::Event {
    let pack = gathered.open.first().map_or("", |seen| seen.pack.as_str());
    let (when, year) = match &event.when {
        When::Moment(ms) => (
            moment(app, words, *ms),
            jiff::Timestamp::from_millisecond(*ms).map_or(0, |at| {
                at.to_string().get(..4).and_then(|y| y.parse().ok()).unwrap_or(0)
            }),
        ),
        When::Told(date) => (
            Reading::of(app, words, pack).date(&date.to_string()),
            i32::from(date.year()),
        ),
    };
    ui::Event {
        when,
        exact: None,
        title: words.get(event.key),
        href: event.hand_in.map(|id| format!("/hand-ins/{id}")),
        tags: Vec::new(),
        body: (!event.text.is_empty() || event.handed_in_at.is_some()).then(|| {
            html! {
                @if !event.text.is_empty() { p { (event.text) } }
                @if let Some(at) = event.handed_in_at {
                    p.haven-quiet { (words.with("event-in-haven-since", &[("date", moment(app, words, at).into())])) }
                }
            }
        }),
        from: event.from.clone(),
        tone: match event.key {
            "event-missing" => ui::EventTone::Alert,
            "event-judged-withdrawn" => ui::EventTone::Quiet,
            _ => ui::EventTone::Plain,
        },
        part: Some(year.to_string()),
    }
}

fn files_section(app: &App, words: &Words, files: &[store::File]) -> Markup {
    html! {
        @if !files.is_empty() {
            section #files {
                h2.govuk-heading-m { (words.get("people-files")) }
                ul.govuk-list {
                    @for file in files {
                        li {
                            a.govuk-link href={ "/attachments/" (file.id) } { (file.description.as_deref().unwrap_or(&file.name)) }
                            " " span.haven-quiet { (words.with("people-file-about", &[("kb", (file.size / 1024).into()), ("date", moment(app, words, file.made_at).into())])) }
                        }
                    }
                }
            }
        }
    }
}

async fn looks(conn: &mut kit::db::Conn, eyes: &Eyes<'_>, gathered: &Gathered) -> Result<Vec<Look>, Problem> {
    for row in gathered.rows.values() {
        if let Ok(permit) = eyes
            .policy()
            .permit::<access::ViewWhoLooked>(eyes.principal, &eyes.resource(row))
        {
            return store::looks(conn, &permit, row.id, gathered.person, 50).await;
        }
    }
    Ok(Vec::new())
}

fn looks_section(app: &App, words: &Words, looks: Vec<Look>) -> Markup {
    html! {
        section #looks {
            h2.govuk-heading-m { (words.get("people-looks")) }
            @if looks.is_empty() { p.govuk-body { (words.get("people-looks-none")) } }
            @else {
                (ui::details(&words.with("people-looks-open", &[("looks", looks.len().into())]), html! {
                    ul.govuk-list {
                        @for look in &looks {
                            li {
                                (moment(app, words, look.at)) ": "
                                (look.who.clone().unwrap_or_else(|| words.get("people-looks-machine"))) ", "
                                (look.agency.clone().unwrap_or_default())
                                span.haven-quiet { " (" (words.get(&format!("purpose-{}", look.purpose))) ", " (words.get(&format!("look-{}", look.action.replace('.', "-")))) ")" }
                            }
                        }
                    }
                }, false))
            }
        }
    }
}

fn as_known_form(words: &Words, asked: &Asked) -> Markup {
    html! {
        section #as-known.haven-noprint {
            h2.govuk-heading-m { (words.get("people-as-known-title")) }
            form method="get" {
                (ui::text_input(words, &ui::Field::new("on", words.get("people-as-known-label")).hint(words.get("filter-day-hint")).value(asked.on.clone().unwrap_or_default()), &ui::TextOptions { width: ui::Width::Characters10, ..ui::TextOptions::default() }))
                (ui::submit(&words.get("people-as-known-show"), ui::Look::Secondary))
            }
        }
    }
}

fn emergency_form(words: &Words, who: &SignedIn, person: PersonId) -> Markup {
    let hours = emergency::HOURS;
    ui::details(
        &words.get("people-emergency"),
        html! {
            p.govuk-body { (words.with("people-emergency-text", &[("hours", hours.into())])) }
            (ui::form(&format!("/people/{person}/emergency"), &who.session.csrf, html! {
                (ui::textarea(words, &ui::Field::new("reason", words.get("people-emergency-reason")).hint(words.get("people-emergency-reason-hint")), 3, Some(500)))
                (ui::submit(&words.get("people-emergency-open"), ui::Look::Warning))
            }))
        },
        false,
    )
}

#[derive(Deserialize)]
struct Emergency {
    #[serde(default)]
    reason: String,
}

async fn open_emergency(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<PersonId>,
    Form(form): Form<Emergency>,
) -> Result<Redirect, Problem> {
    emergency::open(&app, &who.principal, id, &form.reason).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "people-emergency-opened").await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/people/{id}")))
}
