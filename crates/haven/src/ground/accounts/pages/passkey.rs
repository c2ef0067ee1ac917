//! `/sign-in/passkey`: what the script of the passkey button asks for and brings back.

use super::super::acts::sign_in::{self, Next};
use super::super::rules;
use super::door::{Device, with_cookie};
use crate::app::App;
use crate::ground::sessions::Session;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use webauthn_rs::prelude::{PublicKeyCredential, RequestChallengeResponse};

pub async fn options(State(app): State<App>, session: Session) -> Result<Json<RequestChallengeResponse>, Problem> {
    sign_in::passkey_options(&app, &session).await.map(Json)
}

#[derive(Deserialize)]
pub struct Answer {
    credential: PublicKeyCredential,
    #[serde(default)]
    next: String,
}

pub async fn finish(
    State(app): State<App>,
    Device(device): Device,
    session: Session,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    match sign_in::with_passkey(&app, &session, &answer.credential, device).await? {
        Next::In(begun) => {
            let next = rules::next_path(&answer.next).unwrap_or("/");
            Ok((with_cookie(&app, begun), Json(json!({ "next": next }))).into_response())
        }
        _ => Err(Problem::bad("accounts-passkey-refused")),
    }
}
