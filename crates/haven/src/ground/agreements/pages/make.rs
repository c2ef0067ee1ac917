//! `/agreements/make`: one's agency proposes: it offers to give (`?way=offer`), or asks to be given (`?way=ask`).

use super::super::acts;
use super::super::rules::{self, Draft, PURPOSES, Way};
use super::super::store::Proposal;
use crate::app::App;
use crate::ground::agencies::{self, Agency};
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{ManageAgreements, Resource, Share};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::Purpose;
use domain::ids::AgencyId;
use jiff::civil::Date;
use kit::ui::{self, Choice, DateParts, Field, html};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Sent {
    #[serde(default)]
    way: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    level: String,
    #[serde(default)]
    purposes: Vec<String>,
    #[serde(default)]
    lawful_basis: String,
    #[serde(default)]
    note: String,
    #[serde(default, rename = "starts-day")]
    starts_day: String,
    #[serde(default, rename = "starts-month")]
    starts_month: String,
    #[serde(default, rename = "starts-year")]
    starts_year: String,
    #[serde(default, rename = "ends-day")]
    ends_day: String,
    #[serde(default, rename = "ends-month")]
    ends_month: String,
    #[serde(default, rename = "ends-year")]
    ends_year: String,
}

impl Sent {
    fn starting(way: Way, today: Date) -> Self {
        Self {
            way: way.code().to_owned(),
            purposes: vec![Purpose::Safeguarding.code().to_owned()],
            starts_day: today.day().to_string(),
            starts_month: today.month().to_string(),
            starts_year: today.year().to_string(),
            ..Self::default()
        }
    }
}

async fn may(app: &App, who: &SignedIn) -> Result<(), Problem> {
    match app
        .policy
        .permit::<ManageAgreements>(&who.principal, &Resource::Agency { id: who.account.agency })
    {
        Ok(_) => Ok(()),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    way: String,
}

pub async fn show(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    may(&app, &who).await?;
    let sent = Sent::starting(Way::from_code(&asked.way), app.today());
    draw(&app, &who, &sent, &[]).await
}

pub async fn send(State(app): State<App>, who: SignedIn, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    may(&app, &who).await?;
    let others = others(&app, &who).await?;
    let way = Way::from_code(&sent.way);
    let other = sent
        .other
        .parse::<AgencyId>()
        .ok()
        .filter(|id| others.iter().any(|agency| agency.id == *id));
    let purposes: Vec<Purpose> = sent
        .purposes
        .iter()
        .filter_map(|code| Purpose::from_code(code))
        .collect();
    let level = Share::from_code(&sent.level);
    let (starts_on, ends_on) = (
        rules::date(&sent.starts_day, &sent.starts_month, &sent.starts_year),
        rules::date(&sent.ends_day, &sent.ends_month, &sent.ends_year),
    );
    let bases = app.pack(&who.account.pack)?.lawful_bases();
    let own = who.account.agency;
    let draft = Draft {
        way,
        own,
        other,
        level,
        purposes: &purposes,
        lawful_basis_known: bases.iter().any(|basis| basis.code == sent.lawful_basis),
        note: &sent.note,
        starts_on,
        ends_on,
    };
    let wrong = rules::problems(&draft, app.today());
    let (true, Some(other), Some(level), Some(starts_on), Some(ends_on)) =
        (wrong.is_empty(), other, level, starts_on, ends_on)
    else {
        return draw(&app, &who, &sent, &wrong).await;
    };
    let (owner, reader, lawful_basis) = match way {
        Way::Offer => (own, other, sent.lawful_basis),
        Way::Ask => (other, own, String::new()),
    };
    let proposal = Proposal {
        id: app.clock.new_id(),
        owner,
        reader,
        awaits: other,
        level,
        purposes,
        lawful_basis,
        note: Some(sent.note.trim().to_owned()).filter(|note| !note.is_empty()),
        starts_on,
        ends_on,
    };
    acts::propose(&app, &who.principal, own, &proposal).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "agreements-proposed-flash").await?;
    tx.commit().await?;
    Ok(Redirect::to("/agreements").into_response())
}

async fn others(app: &App, who: &SignedIn) -> Result<Vec<Agency>, Problem> {
    let mut conn = app.db.read().await?;
    let mut all = agencies::all(&mut conn).await?;
    all.retain(|agency| agency.id != who.account.agency);
    Ok(all)
}

async fn draw(app: &App, who: &SignedIn, sent: &Sent, wrong: &[(&str, &str)]) -> Result<Response, Problem> {
    let words = &who.words;
    let language = words.language();
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| words.get(key))
    };
    let field = |name: &str, key: &str| Field::new(name, words.get(key)).error(error(name));
    let agencies: Vec<(String, String)> = others(app, who)
        .await?
        .iter()
        .map(|agency| (agency.id.to_string(), agency.name.clone()))
        .collect();
    let way = Way::from_code(&sent.way);
    let bases = super::bases(app, &who.account.pack, language);
    let levels: Vec<Choice> = Share::ALL
        .iter()
        .map(|share| {
            let key = format!("agreements-level-{}", share.code());
            Choice::new(share.code(), words.get(&key)).hint(words.get(&format!("{key}-hint")))
        })
        .collect();
    let why: Vec<Choice> = PURPOSES
        .iter()
        .map(|purpose| {
            Choice::new(
                purpose.code(),
                words.get(&format!("accounts-purpose-{}", purpose.code())),
            )
        })
        .collect();
    let (who_key, title_key) = match way {
        Way::Offer => ("agreements-reader", "agreements-make-offer"),
        Way::Ask => ("agreements-owner", "agreements-make-ask"),
    };
    let other = field("other", who_key).value(&sent.other);
    let level_key = match way {
        Way::Offer => "agreements-level",
        Way::Ask => "agreements-level-asked",
    };
    let level = field("level", level_key).value(&sent.level);
    let purposes = field("purposes", "agreements-purposes");
    let basis = field("lawful_basis", "agreements-basis").value(&sent.lawful_basis);
    let starts = field("starts", "agreements-starts").hint(words.get("agreements-date-hint"));
    let ends = field("ends", "agreements-ends").hint(words.get("agreements-ends-hint"));
    let note = field("note", "agreements-note")
        .hint(words.get("agreements-note-hint"))
        .value(&sent.note);
    let parts = |day: &String, month: &String, year: &String| DateParts {
        day: day.clone(),
        month: month.clone(),
        year: year.clone(),
        roughly: false,
    };
    let errors: Vec<_> = [&other, &level, &purposes, &basis, &starts, &ends, &note]
        .into_iter()
        .filter_map(Field::summary)
        .collect();
    let has_errors = !errors.is_empty();
    let title = words.get(title_key);
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            p { (words.get(&format!("agreements-make-{}-text", way.code()))) }
            (ui::form("/agreements/make", &who.session.csrf, html! {
                (ui::hidden("way", way.code()))
                (ui::select(words, &other, &agencies))
                (ui::radios(words, &level, &levels, false))
                (ui::checkboxes(words, &purposes, &why, &sent.purposes))
                @if way == Way::Offer { (ui::select(words, &basis, &bases)) }
                (ui::date_input(words, &starts, &parts(&sent.starts_day, &sent.starts_month, &sent.starts_year), false))
                (ui::date_input(words, &ends, &parts(&sent.ends_day, &sent.ends_month, &sent.ends_year), false))
                (ui::textarea(words, &note, 4, Some(2000)))
                (ui::submit(&words.get("agreements-make-send"), ui::Look::Main))
            }))
        }
    };
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let chrome = Chrome {
        title,
        current: "/agreements",
        back: Some("/agreements".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}
