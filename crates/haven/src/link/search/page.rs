//! The page with the box.

use super::store::{Found, search};
use crate::app::App;
use crate::gather::records::{Eyes, Reading};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::day;
use crate::web::{Chrome, page};
use access::{Resource, View};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use axum_extra::extract::Form;
use domain::ids::PersonId;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

/// People shown on one page. A longer list is not a better answer: the question should say more.
const SHOWN: usize = 40;

pub fn routes() -> Router<App> {
    Router::new().route("/search", get(ask).post(answer))
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    q: String,
}

async fn ask(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let _permit = app
        .policy
        .permit::<access::Search>(&who.principal, &Resource::Network)?;
    draw(&app, &who, "", None).await
}

async fn answer(State(app): State<App>, who: SignedIn, Form(question): Form<Question>) -> Result<Markup, Problem> {
    let permit = app
        .policy
        .permit::<access::Search>(&who.principal, &Resource::Network)?;
    let text = question.q.trim();
    if text.is_empty() {
        return draw(&app, &who, "", None).await;
    }
    let region = app.pack(&who.account.pack)?.definitions.phone_country.clone();
    let found = {
        let mut conn = app.db.read().await?;
        let eyes = Eyes::of(&app, &mut conn, &who.principal).await?;
        search(&mut conn, &permit, &eyes, text, &region, 4 * SHOWN).await?
    };
    record_search(&app, &permit, text, &found).await?;
    draw(&app, &who, text, Some(found)).await
}

/// The line of a search: how much was shown, and a keyed digest of the question, so that an auditor can see the same
/// question asked again without the ledger holding a name.
pub(super) async fn record_search(
    app: &App,
    permit: &access::Permit<access::Search>,
    text: &str,
    found: &[Found],
) -> Result<(), Problem> {
    let digest = app.vault.digest("search", text.to_lowercase().as_bytes());
    let opened = found.iter().filter(|one| one.seen.view >= View::Identity).count();
    let line =
        Line::under(&permit.line(), app.now_ms(), "search.run", Subject("search", None)).detail(serde_json::json!({
            "question": hex::encode(digest.get(..8).unwrap_or_default()),
            "shown": found.len(),
            "with_identity": opened,
        }));
    ledger::looked(app, vec![line]).await
}

async fn draw(app: &App, who: &SignedIn, text: &str, found: Option<Vec<Found>>) -> Result<Markup, Problem> {
    let words = &who.words;
    let body = html! {
        h1.govuk-heading-l { (words.get("search-title")) }
        (ui::search_box(words, "/search", Some(&who.session.csrf), "q", text, &words.get("search-label"), Some(&words.get("search-hint"))))
        @if let Some(found) = found { (results(app, words, found)) }
    };
    page(
        app,
        who,
        Chrome {
            title: words.get("search-title"),
            current: "/search",
            ..Chrome::default()
        },
        body,
    )
    .await
}

fn results(app: &App, words: &Words, found: Vec<Found>) -> Markup {
    let mut people: Vec<(PersonId, Vec<Found>)> = Vec::new();
    for one in found {
        match people.iter_mut().find(|(person, _)| *person == one.seen.person) {
            Some((_, records)) => records.push(one),
            None => people.push((one.seen.person, vec![one])),
        }
    }
    people.truncate(SHOWN);
    if people.is_empty() {
        return ui::empty_state(&words.get("search-none"), &words.get("search-none-text"), None);
    }
    html! {
        h2.govuk-heading-m { (words.with("search-shown", &[("people", people.len().into())])) }
        @for (person, records) in &people { (person_card(app, words, *person, records)) }
        @if people.len() == SHOWN { p.govuk-body { (words.get("search-more")) } }
    }
}

fn person_card(app: &App, words: &Words, person: PersonId, records: &[Found]) -> Markup {
    let open: Vec<&Found> = records.iter().filter(|one| one.seen.view >= View::Identity).collect();
    let pointers: Vec<&Found> = records.iter().filter(|one| one.seen.view == View::Pointer).collect();
    let href = format!("/people/{person}");
    if open.is_empty() {
        return html! {
            @for one in pointers {
                (ui::pointer_card(words, &pointer(words, &one.seen)))
                p.govuk-body { a.govuk-link href=(href) { (words.get("search-pointer-open")) } }
            }
        };
    }
    let mut names: Vec<String> = Vec::new();
    let mut births: Vec<String> = Vec::new();
    for one in &open {
        let reading = Reading::of(app, words, &one.seen.pack);
        for name in reading.names(&one.seen.answers) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for entry in one.seen.answers.entries("births") {
            if let Some(date) = entry.get("date").map(|date| reading.date(date))
                && !births.contains(&date)
            {
                births.push(date);
            }
        }
    }
    let title = names.first().cloned().unwrap_or_else(|| words.get("person-unnamed"));
    let from = open
        .iter()
        .map(|one| format!("{}, {}", one.seen.agency_name, day(app, words, one.seen.changed_at)))
        .collect::<Vec<_>>()
        .join(" · ");
    let mut lines = Vec::new();
    if names.len() > 1 {
        let others = names.get(1..).unwrap_or_default().join("; ");
        lines.push(words.with("search-also", &[("names", others.into())]));
    }
    if !births.is_empty() {
        lines.push(words.with("search-born", &[("dates", births.join("; ").into())]));
    }
    let kind = open.first().map_or("unknown", |one| one.seen.kind.code());
    ui::hit_card(&ui::Hit {
        title,
        href: Some(href),
        strength: Some(ui::tag(&words.get(&format!("kind-{kind}")), ui::Tone::Grey)),
        from,
        reasons: lines,
        body: (!pointers.is_empty()).then(|| {
            let agencies = pointers
                .iter()
                .map(|one| one.seen.agency_name.clone())
                .collect::<Vec<_>>()
                .join(", ");
            html! { p.govuk-body-s { (words.with("search-also-held", &[("agencies", agencies.into())])) } }
        }),
        actions: None,
    })
}

/// A pointer for a card: whom to ring, what to quote.
pub fn pointer(words: &Words, seen: &crate::gather::records::Seen) -> ui::PointerCard {
    let contact = [seen.contact.name.as_deref(), seen.contact.role.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    ui::PointerCard {
        agency: seen.agency_name.clone(),
        contact: if contact.is_empty() {
            words.get("pointer-duty-desk")
        } else {
            contact
        },
        phone: seen.contact.phone.clone().unwrap_or_default(),
        email: seen.contact.email.clone().unwrap_or_default(),
        reference: seen.reference.clone(),
        hours: String::new(),
        about: None,
    }
}
