//! The extractors. A handler that takes [`SignedIn`] cannot be reached by anybody else.

use super::store::{self, Found, Stage};
use crate::app::App;
use crate::ground::accounts::{self, Account};
use crate::problem::Problem;
use access::Principal;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;
use domain::Purpose;
use kit::words::Words;
use uuid::Uuid;

/// A session, whether or not somebody is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub stage: Stage,
    pub csrf: String,
    pub account: Option<domain::ids::AccountId>,
    pub made_at: i64,
}

/// Somebody who is fully signed in.
#[derive(Clone)]
pub struct SignedIn {
    pub session: Session,
    pub account: Account,
    /// What the policy decides about: account, agency, roles, purpose.
    pub principal: Principal,
    pub words: Words,
}

/// Anyone, signed in or not: for sign-in, help and problem pages.
#[derive(Clone)]
pub struct Reader {
    pub session: Option<Session>,
    pub words: Words,
}

#[derive(Clone)]
struct Loaded {
    session: Session,
    signed_in: Option<Box<SignedIn>>,
}

/// Middleware: finds the session of the cookie once for each request.
pub async fn load(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let jar = CookieJar::from_headers(request.headers());
    let mut words = None;
    if let Some(cookie) = jar.get(super::cookie_name(app.settings.is_https()))
        && let Some(loaded) = look_up(&app, cookie.value()).await?
    {
        words = loaded.signed_in.as_ref().map(|who| who.words.clone());
        request.extensions_mut().insert(loaded);
    }
    let mut response = next.run(request).await;
    // A problem is drawn further out, and in the reader's own language all the same.
    if let Some(words) = words.filter(|_| response.extensions().get::<Problem>().is_some()) {
        response.extensions_mut().insert(words);
    }
    Ok(response)
}

async fn look_up(app: &App, token: &str) -> Result<Option<Loaded>, Problem> {
    let (found, account) = {
        let mut conn = app.db.read().await?;
        let Some(found) = store::find(app, &mut conn, token).await? else {
            return Ok(None);
        };
        let account = match (found.stage, found.account) {
            (Stage::Full, Some(id)) => match accounts::find_active(&mut conn, id).await? {
                Some(account) => Some(account),
                // Suspended meanwhile: the session is worth nothing.
                None => return Ok(None),
            },
            _ => None,
        };
        (found, account)
    };
    if app.now_ms() - found.seen_at > 60_000 {
        store::touch(app, found.id).await?;
    }
    let session = session_of(&found);
    let signed_in = account.map(|account| {
        let principal = principal_of(&account, found.purpose);
        let words = app.words.words(&account.language);
        Box::new(SignedIn {
            session: session.clone(),
            account,
            principal,
            words,
        })
    });
    Ok(Some(Loaded { session, signed_in }))
}

fn session_of(found: &Found) -> Session {
    Session {
        id: found.id,
        stage: found.stage,
        csrf: found.csrf.clone(),
        account: found.account,
        made_at: found.made_at,
    }
}

fn principal_of(account: &Account, purpose: Purpose) -> Principal {
    let purpose = accounts::rules::purpose_held(purpose, &account.roles);
    Principal::person(
        account.id,
        account.agency,
        account.agency_kind,
        account.roles.clone(),
        purpose,
    )
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Loaded>()
            .map(|loaded| loaded.session.clone())
            .ok_or(Problem::SignIn)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let loaded = parts
            .extensions
            .get::<Loaded>()
            .and_then(|loaded| loaded.signed_in.as_deref());
        loaded.cloned().ok_or(Problem::SignIn)
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(loaded) = parts.extensions.get::<Loaded>() {
            let words = loaded
                .signed_in
                .as_ref()
                .map_or_else(|| browser_words(app, parts), |who| who.words.clone());
            return Ok(Self {
                session: Some(loaded.session.clone()),
                words,
            });
        }
        Ok(Self {
            session: None,
            words: browser_words(app, parts),
        })
    }
}

/// The first language the browser asks for that there are words in.
fn browser_words(app: &App, parts: &Parts) -> Words {
    let asked = parts
        .headers
        .get(axum::http::header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let known = asked
        .split(',')
        .filter_map(|part| part.split(';').next())
        .map(|tag| tag.trim().split('-').next().unwrap_or("").to_lowercase())
        .find(|tag| app.words.languages().any(|language| language == tag));
    app.words.words(known.as_deref().unwrap_or("en"))
}

impl SignedIn {
    /// The message waiting for this page, already in words.
    pub async fn flash(&self, app: &App) -> Result<Option<String>, Problem> {
        Ok(store::take_flash(app, self.session.id)
            .await?
            .map(|key| self.words.get(&key)))
    }
}
