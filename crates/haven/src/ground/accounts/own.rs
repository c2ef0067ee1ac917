//! The extractor for pages on which people look after their own account. They come signed in; or with the password
//! right and a second factor still to be set up, which they must do before anything else.

use super::rules;
use super::store::{self, Account, Proofs};
use crate::app::App;
use crate::ground::sessions::{Session, SignedIn, Stage};
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{ManageOwnAccount, Permit, Principal, Resource};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Purpose;
use kit::words::Words;
use maud::Markup;

pub struct Owner {
    pub session: Session,
    pub account: Account,
    pub proofs: Proofs,
    pub principal: Principal,
    pub words: Words,
    /// None while the second factor is still owed.
    pub who: Option<SignedIn>,
}

impl FromRequestParts<App> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        let who = SignedIn::from_request_parts(parts, app).await.ok();
        let id = session.account.ok_or(Problem::SignIn)?;
        let mut conn = app.db.read().await?;
        let account = store::find_active(&mut conn, id).await?.ok_or(Problem::SignIn)?;
        let proofs = store::proofs(&mut conn, id).await?.ok_or(Problem::SignIn)?;
        // Somebody who has a second factor must show it; only who has none may set one up half way in.
        let may = match session.stage {
            Stage::Full => who.is_some(),
            Stage::Half => !proofs.has_second_factor(),
            Stage::Visitor => false,
        };
        if !may {
            return Err(Problem::SignIn);
        }
        let principal = match &who {
            Some(who) => who.principal.clone(),
            None => Principal::person(
                account.id,
                account.agency,
                account.agency_kind,
                account.roles.clone(),
                Purpose::Administration,
            ),
        };
        let words = app.words.words(&account.language);
        Ok(Self {
            session,
            account,
            proofs,
            principal,
            words,
            who,
        })
    }
}

impl Owner {
    pub fn permit(&self, app: &App) -> Result<Permit<ManageOwnAccount>, Problem> {
        let resource = Resource::Account {
            id: self.account.id,
            agency: self.account.agency,
        };
        Ok(app.policy.permit::<ManageOwnAccount>(&self.principal, &resource)?)
    }

    /// Whether it is so shortly since they proved who they are that passwords and factors may be changed.
    pub fn is_fresh(&self, app: &App) -> bool {
        self.who.is_none() || app.now_ms() - self.session.made_at <= rules::FRESH_MINUTES * 60_000
    }

    /// A page of theirs: with the menu once they are signed in.
    pub async fn page(&self, app: &App, chrome: Chrome, body: Markup) -> Result<Markup, Problem> {
        match &self.who {
            Some(who) => web::page(app, who, chrome, body).await,
            None => Ok(web::bare(
                app,
                &self.words,
                &chrome.title,
                Some(self.session.csrf.clone()),
                body,
            )),
        }
    }
}
