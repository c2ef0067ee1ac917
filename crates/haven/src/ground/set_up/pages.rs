//! `/set-up`: the first agency and the first administrator.

use super::acts::{self, First};
use crate::app::App;
use crate::ground::accounts::{self, Device, Door, passwords, rules as account_rules};
use crate::ground::agencies::{Agency, rules as agency_rules};
use crate::ground::sessions::Session;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::AgencyKind;
use kit::ui::{self, Field, html};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Sent {
    #[serde(default)]
    set_up_code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    pack: String,
    #[serde(default)]
    duty_phone: String,
    #[serde(default)]
    duty_email: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

async fn must_be_new(app: &App) -> Result<(), Problem> {
    let mut conn = app.db.read().await?;
    if accounts::any(&mut conn).await? {
        Err(Problem::NotFound)
    } else {
        Ok(())
    }
}

pub async fn show(State(app): State<App>, door: Door) -> Result<Response, Problem> {
    must_be_new(&app).await?;
    Ok(draw(&app, door, &Sent::default(), &[]))
}

pub async fn send(
    State(app): State<App>,
    Device(device): Device,
    session: Session,
    door: Door,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    must_be_new(&app).await?;
    // Without the code nothing else is looked at.
    if !acts::is_code(&app, &sent.set_up_code) {
        return Ok(draw(&app, door, &sent, &[("set_up_code", "set-up-code-wrong")]));
    }
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let kind = AgencyKind::from_code(&sent.kind);
    let agency = Agency {
        id: app.clock.new_id(),
        code: sent.code.trim().to_owned(),
        name: sent.name.trim().to_owned(),
        kind: kind.unwrap_or(AgencyKind::Charity),
        pack: sent.pack.clone(),
        language: door.words.language().to_owned(),
        duty_phone: filled(&sent.duty_phone),
        duty_email: filled(&sent.duty_email),
    };
    let mut wrong = agency_rules::problems(&agency, &app.packs.ids());
    if kind.is_none() {
        wrong.push(("kind", "agencies-kind-missing"));
    }
    if sent.display_name.trim().is_empty() {
        wrong.push(("display_name", "accounts-name-missing"));
    }
    if !account_rules::is_email(&sent.email) {
        wrong.push(("email", "accounts-email-wrong"));
    }
    match account_rules::password_problem(&sent.password, &sent.email, &sent.display_name) {
        Some(key) => wrong.push(("password", key)),
        None if sent.password != sent.again => wrong.push(("again", "accounts-password-differs")),
        None => {}
    }
    if !wrong.is_empty() {
        return Ok(draw(&app, door, &sent, &wrong));
    }
    let hash = passwords::hash_aside(sent.password.clone()).await?;
    let first = First {
        agency: &agency,
        email: sent.email.trim(),
        display_name: sent.display_name.trim(),
        password_hash: &hash,
    };
    let mut tx = app.db.begin().await?;
    match acts::make(&app, &mut tx, &first).await {
        Ok(id) => accounts::enter(&app, tx, id, session.id, device).await,
        Err(Problem::Conflict { code }) => {
            drop(tx);
            Ok(draw(&app, door, &sent, &[("code", code)]))
        }
        Err(other) => Err(other),
    }
}

fn draw(app: &App, door: Door, sent: &Sent, wrong: &[(&str, &str)]) -> Response {
    let words = &door.words;
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| words.get(key))
    };
    let field = |name: &str, key: &str, value: &str| Field::new(name, words.get(key)).value(value).error(error(name));
    let set_up_code = field("set_up_code", "set-up-code", &sent.set_up_code).hint(words.get("set-up-code-hint"));
    let name = field("name", "agencies-name", &sent.name);
    let code = field("code", "agencies-code", &sent.code).hint(words.get("agencies-code-hint"));
    let kind = field("kind", "agencies-kind", &sent.kind);
    let pack = field("pack", "agencies-pack", &sent.pack).hint(words.get("agencies-pack-hint"));
    let phone =
        field("duty_phone", "agencies-duty-phone", &sent.duty_phone).hint(words.get("agencies-duty-phone-hint"));
    let duty_email = field("duty_email", "agencies-duty-email", &sent.duty_email);
    let person = field("display_name", "accounts-name", &sent.display_name);
    let email = field("email", "accounts-email", &sent.email);
    let password = field("password", "accounts-password-new", "").hint(words.get("accounts-password-hint"));
    let again = field("again", "accounts-password-again", "");
    let kinds: Vec<(String, String)> = AgencyKind::ALL
        .iter()
        .map(|kind| {
            (
                kind.code().to_owned(),
                words.get(&format!("agencies-kind-{}", kind.code())),
            )
        })
        .collect();
    let packs: Vec<(String, String)> = app
        .packs
        .ids()
        .iter()
        .map(|id| ((*id).to_owned(), (*id).to_owned()))
        .collect();
    let all = [
        &set_up_code,
        &name,
        &code,
        &kind,
        &pack,
        &phone,
        &duty_email,
        &person,
        &email,
        &password,
        &again,
    ];
    let errors: Vec<_> = all.into_iter().filter_map(Field::summary).collect();
    let plain = ui::TextOptions {
        name_like: true,
        ..ui::TextOptions::default()
    };
    let title = words.get("set-up-title");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            p { (words.get("set-up-text")) }
            (ui::form("/set-up", &door.csrf, html! {
                (ui::text_input(words, &set_up_code, &plain))
                h2.govuk-heading-m { (words.get("set-up-agency")) }
                (ui::text_input(words, &name, &plain))
                (ui::text_input(words, &code, &plain))
                (ui::select(words, &kind, &kinds))
                (ui::select(words, &pack, &packs))
                (ui::text_input(words, &phone, &ui::TextOptions { kind: ui::InputKind::Telephone, ..plain.clone() }))
                (ui::text_input(words, &duty_email, &ui::TextOptions { kind: ui::InputKind::Email, ..plain.clone() }))
                h2.govuk-heading-m { (words.get("set-up-you")) }
                (ui::text_input(words, &person, &ui::TextOptions { autocomplete: Some("name"), ..plain.clone() }))
                (ui::text_input(words, &email, &ui::TextOptions { kind: ui::InputKind::Email, autocomplete: Some("username"), ..plain.clone() }))
                (ui::password_input(words, &password, "new-password"))
                (ui::password_input(words, &again, "new-password"))
                (ui::submit(&words.get("set-up-send"), ui::Look::Main))
            }))
        }
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    door.page(app, status, &title, body)
}
