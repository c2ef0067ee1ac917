//! `/agencies/add` and `/agencies/{id}`.

use super::super::store::{self, Agency};
use super::super::{acts, rules};
use crate::app::App;
use crate::ground::ledger;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Action, AmendAgency, ManageAgencies, Resource};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::AgencyKind;
use domain::ids::AgencyId;
use kit::ui::{self, Field, html};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Sent {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    pack: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    duty_phone: String,
    #[serde(default)]
    duty_email: String,
}

impl Sent {
    fn of(agency: &Agency) -> Self {
        Self {
            code: agency.code.clone(),
            name: agency.name.clone(),
            kind: agency.kind.code().to_owned(),
            pack: agency.pack.clone(),
            language: agency.language.clone(),
            duty_phone: agency.duty_phone.clone().unwrap_or_default(),
            duty_email: agency.duty_email.clone().unwrap_or_default(),
        }
    }

    /// The agency as typed; what is not on the form (for who may not change it) stays as it was.
    fn read(
        &self,
        app: &App,
        id: AgencyId,
        before: Option<&Agency>,
    ) -> Result<Agency, Vec<(&'static str, &'static str)>> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let kind = AgencyKind::from_code(&self.kind).or(before.map(|agency| agency.kind));
        let language = app
            .words
            .languages()
            .find(|language| *language == self.language)
            .unwrap_or("en")
            .to_owned();
        let mut agency = Agency {
            id,
            code: before.map_or_else(|| self.code.trim().to_owned(), |agency| agency.code.clone()),
            name: self.name.trim().to_owned(),
            kind: kind.unwrap_or(AgencyKind::Charity),
            pack: self.pack.clone(),
            language,
            duty_phone: filled(&self.duty_phone),
            duty_email: filled(&self.duty_email),
        };
        if let (true, Some(before)) = (self.pack.is_empty(), before) {
            agency.pack.clone_from(&before.pack);
        }
        let mut wrong = rules::problems(&agency, &app.packs.ids());
        if kind.is_none() {
            wrong.push(("kind", "agencies-kind-missing"));
        }
        if wrong.is_empty() { Ok(agency) } else { Err(wrong) }
    }
}

pub async fn show_new(State(app): State<App>, who: SignedIn) -> Result<Response, Problem> {
    let _permit = app.policy.permit::<ManageAgencies>(&who.principal, &Resource::System)?;
    draw(
        &app,
        &who,
        None,
        &Sent {
            language: "en".to_owned(),
            ..Sent::default()
        },
        &[],
    )
    .await
}

pub async fn send_new(State(app): State<App>, who: SignedIn, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    let agency = match sent.read(&app, app.clock.new_id(), None) {
        Ok(agency) => agency,
        Err(wrong) => {
            let _permit = app.policy.permit::<ManageAgencies>(&who.principal, &Resource::System)?;
            return draw(&app, &who, None, &sent, &wrong).await;
        }
    };
    match acts::add(&app, &who.principal, &agency).await {
        Ok(()) => done(&app, &who, "agencies-added").await,
        Err(Problem::Conflict { code }) => draw(&app, &who, None, &sent, &[("code", code)]).await,
        Err(other) => Err(other),
    }
}

async fn find(app: &App, who: &SignedIn, id: AgencyId) -> Result<Agency, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        if store::is_closed(&mut conn, id).await? {
            None
        } else {
            store::find(&mut conn, id).await?
        }
    };
    let agency = found.ok_or(Problem::NotFound)?;
    match app
        .policy
        .permit::<AmendAgency>(&who.principal, &Resource::Agency { id })
    {
        Ok(_) => Ok(agency),
        Err(refusal) => Err(ledger::refused(app, &refusal).await),
    }
}

pub async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<AgencyId>) -> Result<Response, Problem> {
    let agency = find(&app, &who, id).await?;
    draw(&app, &who, Some(&agency), &Sent::of(&agency), &[]).await
}

pub async fn send(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<AgencyId>,
    Form(sent): Form<Sent>,
) -> Result<Response, Problem> {
    let before = find(&app, &who, id).await?;
    match sent.read(&app, id, Some(&before)) {
        Ok(after) => {
            acts::amend(&app, &who.principal, &before, &after).await?;
            done(&app, &who, "agencies-saved").await
        }
        Err(wrong) => draw(&app, &who, Some(&before), &sent, &wrong).await,
    }
}

pub async fn close(State(app): State<App>, who: SignedIn, Path(id): Path<AgencyId>) -> Result<Response, Problem> {
    let agency = find(&app, &who, id).await?;
    acts::close(&app, &who.principal, &agency).await?;
    done(&app, &who, "agencies-closed").await
}

async fn done(app: &App, who: &SignedIn, said: &str) -> Result<Response, Problem> {
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, said).await?;
    tx.commit().await?;
    Ok(Redirect::to("/agencies").into_response())
}

async fn draw(
    app: &App,
    who: &SignedIn,
    agency: Option<&Agency>,
    sent: &Sent,
    wrong: &[(&str, &str)],
) -> Result<Response, Problem> {
    let words = &who.words;
    let place = agency.map_or(Resource::System, |agency| Resource::Agency { id: agency.id });
    let manages = app.policy.allows(&who.principal, Action::ManageAgencies, &place);
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, key)| words.get(key))
    };
    let field = |name: &str, key: &str, value: &str| Field::new(name, words.get(key)).value(value).error(error(name));
    let code = field("code", "agencies-code", &sent.code).hint(words.get("agencies-code-hint"));
    let name = field("name", "agencies-name", &sent.name);
    let kind = field("kind", "agencies-kind", &sent.kind);
    let pack = field("pack", "agencies-pack", &sent.pack).hint(words.get("agencies-pack-hint"));
    let language = field("language", "agencies-language", &sent.language);
    let phone =
        field("duty_phone", "agencies-duty-phone", &sent.duty_phone).hint(words.get("agencies-duty-phone-hint"));
    let email =
        field("duty_email", "agencies-duty-email", &sent.duty_email).hint(words.get("agencies-duty-email-hint"));
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
    let languages: Vec<(String, String)> = app
        .words
        .languages()
        .map(|language| (language.to_owned(), words.get(&format!("accounts-language-{language}"))))
        .collect();
    let errors: Vec<_> = [&code, &name, &kind, &pack, &phone, &email]
        .into_iter()
        .filter_map(Field::summary)
        .collect();
    let has_errors = !errors.is_empty();
    let title = words.get(if agency.is_some() {
        "agencies-amend-title"
    } else {
        "agencies-add"
    });
    let action = agency.map_or_else(
        || "/agencies/add".to_owned(),
        |agency| format!("/agencies/{}", agency.id),
    );
    let plain = ui::TextOptions {
        name_like: true,
        ..ui::TextOptions::default()
    };
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            (ui::form(&action, &who.session.csrf, html! {
                (ui::text_input(words, &name, &plain))
                @if agency.is_none() { (ui::text_input(words, &code, &plain)) }
                @if manages {
                    (ui::select(words, &kind, &kinds))
                    (ui::select(words, &pack, &packs))
                }
                (ui::select(words, &language, &languages))
                (ui::text_input(words, &phone, &ui::TextOptions { kind: ui::InputKind::Telephone, ..plain.clone() }))
                (ui::text_input(words, &email, &ui::TextOptions { kind: ui::InputKind::Email, ..plain.clone() }))
                (ui::submit(&words.get("agencies-save"), ui::Look::Main))
            }))
            @if let Some(agency) = agency.filter(|agency| manages && agency.id != who.account.agency) {
                (ui::details(&words.get("agencies-close"), html! {
                    (ui::warning_text(words, &words.get("agencies-close-text")))
                    (ui::form(&format!("/agencies/{}/close", agency.id), &who.session.csrf, ui::submit(&words.get("agencies-close"), ui::Look::Warning)))
                }, false))
            }
        }
    };
    let status = if has_errors {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let chrome = Chrome {
        title,
        current: "/agencies",
        back: Some("/agencies".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, web::page(app, who, chrome, body).await?).into_response())
}
