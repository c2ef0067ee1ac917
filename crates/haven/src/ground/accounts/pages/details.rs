//! `/account/details` and `/account/purpose`: what people say about themselves, and why they look just now.

use super::super::acts::own;
use super::super::own::Owner;
use super::super::rules;
use super::super::store::OwnDetails;
use crate::app::App;
use crate::problem::Problem;
use crate::web::Chrome;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::Purpose;
use kit::ui::{self, Choice, Field, html};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    job_title: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    form: String,
}

pub async fn show(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    let account = &owner.account;
    let sent = Sent {
        display_name: account.display_name.clone(),
        job_title: account.job_title.clone().unwrap_or_default(),
        phone: account.phone.clone().unwrap_or_default(),
        language: account.language.clone(),
        form: if account.long_form { "long" } else { "short" }.to_owned(),
    };
    draw(&app, &owner, &sent, StatusCode::OK, None).await
}

pub async fn send(State(app): State<App>, owner: Owner, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    let words = &owner.words;
    let name = sent.display_name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return draw(
            &app,
            &owner,
            &sent,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(words.get("accounts-name-missing")),
        )
        .await;
    }
    let language = app
        .words
        .languages()
        .find(|language| *language == sent.language)
        .unwrap_or("en")
        .to_owned();
    let filled = |text: &str| Some(text.trim().chars().take(200).collect::<String>()).filter(|text| !text.is_empty());
    let (job_title, phone) = (filled(&sent.job_title), filled(&sent.phone));
    let details = OwnDetails {
        display_name: name,
        job_title: job_title.as_deref(),
        phone: phone.as_deref(),
        language: &language,
        long_form: sent.form == "long",
    };
    own::change_details(&app, &owner, details).await?;
    Ok(Redirect::to("/account").into_response())
}

async fn draw(
    app: &App,
    owner: &Owner,
    sent: &Sent,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, Problem> {
    let words = &owner.words;
    let name = Field::new("display_name", words.get("accounts-name"))
        .value(&sent.display_name)
        .error(error);
    let job = Field::new("job_title", words.get("accounts-job-title")).value(&sent.job_title);
    let phone = Field::new("phone", words.get("accounts-phone"))
        .hint(words.get("accounts-phone-hint"))
        .value(&sent.phone);
    let language = Field::new("language", words.get("accounts-language")).value(&sent.language);
    let languages: Vec<(String, String)> = app
        .words
        .languages()
        .map(|language| (language.to_owned(), words.get(&format!("accounts-language-{language}"))))
        .collect();
    let form = Field::new("form", words.get("accounts-form")).value(&sent.form);
    let forms = [
        Choice::new("short", words.get("accounts-form-short")).hint(words.get("accounts-form-short-hint")),
        Choice::new("long", words.get("accounts-form-long")).hint(words.get("accounts-form-long-hint")),
    ];
    let title = words.get("accounts-details-title");
    let text = |autocomplete| ui::TextOptions {
        autocomplete: Some(autocomplete),
        ..ui::TextOptions::default()
    };
    let errors: Vec<_> = name.summary().into_iter().collect();
    let has_errors = !errors.is_empty();
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            (ui::form("/account/details", &owner.session.csrf, html! {
                (ui::text_input(words, &name, &text("name")))
                (ui::text_input(words, &job, &text("organization-title")))
                (ui::text_input(words, &phone, &ui::TextOptions { kind: ui::InputKind::Telephone, ..text("tel") }))
                (ui::select(words, &language, &languages))
                (ui::radios(words, &form, &forms, false))
                (ui::submit(&words.get("accounts-save"), ui::Look::Main))
            }))
        }
    };
    let chrome = Chrome {
        title,
        back: Some("/account".to_owned()),
        has_errors,
        ..Chrome::default()
    };
    Ok((status, owner.page(app, chrome, body).await?).into_response())
}

pub async fn show_purpose(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    let words = &owner.words;
    let now = owner
        .who
        .as_ref()
        .map(|who| who.principal.purpose.code())
        .unwrap_or_default();
    let choices: Vec<Choice> = rules::purposes_for(&owner.account.roles)
        .iter()
        .map(|purpose| {
            Choice::new(
                purpose.code(),
                words.get(&format!("accounts-purpose-{}", purpose.code())),
            )
        })
        .collect();
    let title = words.get("accounts-purpose-title");
    let field = Field::new("purpose", title.clone())
        .heading(ui::Heading::Page)
        .hint(words.get("accounts-purpose-hint"))
        .value(now);
    let body = html! {
        div.haven-measure {
            (ui::form("/account/purpose", &owner.session.csrf, html! {
                (ui::radios(words, &field, &choices, false))
                (ui::submit(&words.get("accounts-save"), ui::Look::Main))
            }))
        }
    };
    let chrome = Chrome {
        title,
        back: Some("/account".to_owned()),
        ..Chrome::default()
    };
    owner.page(&app, chrome, body).await.map(IntoResponse::into_response)
}

#[derive(Deserialize)]
pub struct SentPurpose {
    #[serde(default)]
    purpose: String,
}

pub async fn send_purpose(
    State(app): State<App>,
    owner: Owner,
    Form(sent): Form<SentPurpose>,
) -> Result<Redirect, Problem> {
    let purpose = Purpose::from_code(&sent.purpose).ok_or(Problem::NotFound)?;
    own::choose_purpose(&app, &owner, purpose).await?;
    Ok(Redirect::to("/account"))
}
