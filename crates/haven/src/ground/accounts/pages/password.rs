//! `/account/password`: a new password.

use super::super::acts::own;
use super::super::own::Owner;
use super::super::rules;
use super::confirm;
use super::door::go;
use crate::app::App;
use crate::problem::Problem;
use crate::web::Chrome;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use kit::ui::{self, Field, html};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// Checks a new password typed twice: (field, message key).
pub fn problem(password: &str, again: &str, email: &str, name: &str) -> Option<(&'static str, &'static str)> {
    match rules::password_problem(password, email, name) {
        Some(key) => Some(("password", key)),
        None if password != again => Some(("again", "accounts-password-differs")),
        None => None,
    }
}

pub async fn show(State(app): State<App>, owner: Owner) -> Result<Response, Problem> {
    match confirm::needed_before(&app, &owner, "/account/password") {
        Some(first) => Ok(first),
        None => draw(&app, &owner, StatusCode::OK, None).await,
    }
}

pub async fn send(State(app): State<App>, owner: Owner, Form(sent): Form<Sent>) -> Result<Response, Problem> {
    if let Some(wrong) = problem(
        &sent.password,
        &sent.again,
        &owner.account.email,
        &owner.account.display_name,
    ) {
        return draw(&app, &owner, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong)).await;
    }
    let begun = own::change_password(&app, &owner, sent.password).await?;
    Ok(go(&app, begun, "/account"))
}

async fn draw(app: &App, owner: &Owner, status: StatusCode, wrong: Option<(&str, &str)>) -> Result<Response, Problem> {
    let words = &owner.words;
    let error = |name: &str| wrong.filter(|(field, _)| *field == name).map(|(_, key)| words.get(key));
    let password = Field::new("password", words.get("accounts-password-new"))
        .hint(words.get("accounts-password-hint"))
        .error(error("password"));
    let again = Field::new("again", words.get("accounts-password-again")).error(error("again"));
    let errors: Vec<_> = [password.summary(), again.summary()].into_iter().flatten().collect();
    let title = words.get("accounts-password-title");
    let body = html! {
        div.haven-measure {
            (ui::error_summary(words, &errors))
            h1.govuk-heading-l { (title) }
            p { (words.get("accounts-password-others-end")) }
            (ui::form("/account/password", &owner.session.csrf, html! {
                (ui::password_input(words, &password, "new-password"))
                (ui::password_input(words, &again, "new-password"))
                (ui::submit(&words.get("accounts-save"), ui::Look::Main))
            }))
        }
    };
    let chrome = Chrome {
        title,
        back: Some("/account".to_owned()),
        has_errors: !errors.is_empty(),
        ..Chrome::default()
    };
    Ok((status, owner.page(app, chrome, body).await?).into_response())
}
