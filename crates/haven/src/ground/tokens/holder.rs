//! The extractor of the API: `Authorization: Bearer haven_...`.

use super::{rules, store};
use crate::app::App;
use crate::problem::Problem;
use access::Principal;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use domain::Purpose;
use domain::ids::{AgencyId, TokenId};
use kit::words::Words;

/// A machine of an agency, with a key that is still good. Without one the answer is 401 as problem+json.
#[derive(Clone)]
pub struct TokenHolder {
    pub token: TokenId,
    pub agency: AgencyId,
    /// Acts for safeguarding, within the key's scopes.
    pub principal: Principal,
    /// In the agency's language.
    pub words: Words,
}

impl FromRequestParts<App> for TokenHolder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let key = header.and_then(rules::bearer).ok_or(Problem::SignIn)?;
        let found = {
            let mut conn = app.db.read().await?;
            store::find(app, &mut conn, key).await?.ok_or(Problem::SignIn)?
        };
        // Once a minute is often enough to see which keys are asleep.
        if found.last_used_at.is_none_or(|at| app.now_ms() - at > 60_000) {
            store::used(app, found.id).await?;
        }
        let principal = Principal::machine(
            found.id,
            found.agency,
            found.agency_kind,
            found.scopes,
            Purpose::Safeguarding,
        );
        Ok(Self {
            token: found.id,
            agency: found.agency,
            principal,
            words: app.words.words(&found.language),
        })
    }
}
