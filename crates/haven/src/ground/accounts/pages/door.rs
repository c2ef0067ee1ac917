//! The front door: pages for whoever has not signed in yet. Even these have a session, so that their forms carry a
//! token of ours and nobody else's page can sign a person in.

use crate::app::App;
use crate::ground::sessions::{self, Begun, Reader, Session, Stage};
use crate::problem::Problem;
use crate::web;
use axum::extract::FromRequestParts;
use axum::http::{StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use kit::words::Words;
use maud::Markup;
use std::convert::Infallible;
use uuid::Uuid;

/// A visitor with a session, which is begun when there is none.
pub struct Door {
    /// None when it was begun just now.
    pub session: Option<Session>,
    pub id: Uuid,
    pub csrf: String,
    pub words: Words,
    cookie: Option<Cookie<'static>>,
}

impl FromRequestParts<App> for Door {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Reader { session, words } = Reader::from_request_parts(parts, app).await?;
        if let Some(session) = session {
            return Ok(Self {
                id: session.id,
                csrf: session.csrf.clone(),
                session: Some(session),
                words,
                cookie: None,
            });
        }
        let mut tx = app.db.begin().await?;
        let begun = sessions::begin(app, &mut tx, None, Stage::Visitor, None, None).await?;
        tx.commit().await?;
        let cookie = sessions::cookie(app.settings.is_https(), begun.token);
        Ok(Self {
            session: None,
            id: begun.id,
            csrf: begun.csrf,
            words,
            cookie: Some(cookie),
        })
    }
}

impl Door {
    /// A page at the front door.
    pub fn page(self, app: &App, status: StatusCode, title: &str, body: Markup) -> Response {
        // Screen readers read the title first, so it says first that something is wrong.
        let title = if status == StatusCode::UNPROCESSABLE_ENTITY {
            format!("{} {title}", self.words.get("ui-title-error-prefix"))
        } else {
            title.to_owned()
        };
        let page = web::bare(app, &self.words, &title, Some(self.csrf), body);
        match self.cookie {
            Some(cookie) => (CookieJar::new().add(cookie), (status, page)).into_response(),
            None => (status, page).into_response(),
        }
    }

    /// Sends the visitor elsewhere, with the session kept.
    pub fn redirect(self, to: &str) -> Response {
        match self.cookie {
            Some(cookie) => (CookieJar::new().add(cookie), Redirect::to(to)).into_response(),
            None => Redirect::to(to).into_response(),
        }
    }
}

/// Goes on with a new token.
pub fn go(app: &App, begun: Begun, to: &str) -> Response {
    (with_cookie(app, begun), Redirect::to(to)).into_response()
}

pub fn with_cookie(app: &App, begun: Begun) -> CookieJar {
    CookieJar::new().add(sessions::cookie(app.settings.is_https(), begun.token))
}

/// What the browser says it is, in a few words, for the list of "where you are signed in".
pub struct Device(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Ok(Self(agent.map(super::super::rules::device_of)))
    }
}
