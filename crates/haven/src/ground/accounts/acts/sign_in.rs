//! Signing in and out. Each step gives the session a new token; whatever is refused is counted, recorded, and
//! answered in words that fit every reason, so that nobody learns who has an account here.

use super::super::second_factor::{Seed, recovery_digest};
use super::super::store::{self, Account, Proofs};
use super::super::{passkeys, passwords};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, Begun, Session, Stage};
use crate::problem::Problem;
use domain::ids::{AccountId, AgencyId};
use kit::db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyAuthentication, PublicKeyCredential, RequestChallengeResponse,
};

/// What comes after a step.
pub enum Next {
    /// No, and no reason.
    Refused,
    /// The second factor is owed.
    Code(Begun),
    /// There is none yet: it must be set up first.
    SetUp(Begun),
    In(Begun),
}

/// First step: address and password.
pub async fn with_password(
    app: &App,
    session: &Session,
    email: &str,
    password: String,
    device: Option<String>,
) -> Result<Next, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        store::proofs_by_email(&mut conn, email).await?
    };
    let active = found.as_ref().filter(|proofs| proofs.state == "active");
    let open = {
        let mut tx = app.db.begin().await?;
        let open = match active {
            Some(proofs) => store::count_try(&mut tx, proofs.id, app.now_ms()).await?,
            // As much to write for an address nobody has, so that the answer takes as long.
            None => {
                sessions::put_data(&mut tx, session.id, "tried", &app.now_ms()).await?;
                false
            }
        };
        tx.commit().await?;
        open
    };
    let kept = active.filter(|_| open).and_then(|proofs| proofs.password_hash.clone());
    let right = passwords::is_right(kept, password).await?;
    let Some(proofs) = active.filter(|_| open && right) else {
        refused(app, found.as_ref().map(|proofs| (proofs.id, proofs.agency)), "password").await?;
        return Ok(Next::Refused);
    };
    let mut tx = app.db.begin().await?;
    let next = after_password(app, &mut tx, proofs, session.id, device).await?;
    tx.commit().await?;
    Ok(next)
}

/// What follows once the password is known to be right (or has just been set by an invitation).
pub async fn after_password(
    app: &App,
    tx: &mut Tx,
    proofs: &Proofs,
    session: Uuid,
    device: Option<String>,
) -> Result<Next, Problem> {
    if proofs.has_second_factor() || app.settings.second_factor {
        store::take_try_back(tx, proofs.id).await?;
        let begun = sessions::begin(app, tx, Some(proofs.id), Stage::Half, device, Some(session)).await?;
        return Ok(if proofs.has_second_factor() {
            Next::Code(begun)
        } else {
            Next::SetUp(begun)
        });
    }
    begin_full(app, tx, (proofs.id, proofs.agency), session, device, "password")
        .await
        .map(Next::In)
}

/// Second step: a code of the app, or a recovery code.
pub async fn with_code(app: &App, session: &Session, code: &str, device: Option<String>) -> Result<Next, Problem> {
    let (Stage::Half, Some(id)) = (session.stage, session.account) else {
        return Err(Problem::SignIn);
    };
    let now = app.now_ms();
    let proofs = {
        let mut conn = app.db.read().await?;
        store::proofs(&mut conn, id)
            .await?
            .filter(|proofs| proofs.state == "active")
            .ok_or(Problem::SignIn)?
    };
    {
        let mut tx = app.db.begin().await?;
        let open = store::count_try(&mut tx, id, now).await?;
        tx.commit().await?;
        if !open {
            refused(app, Some((id, proofs.agency)), "code").await?;
            return Ok(Next::Refused);
        }
    }
    let mut tx = app.db.begin().await?;
    let signs = code.chars().filter(|c| !c.is_whitespace()).count();
    let by = if signs <= 6 { "code" } else { "recovery_code" };
    let right = if by == "code" {
        match &proofs.totp {
            Some(sealed) => match Seed::open(&app.vault, sealed)?.step_of(code, now)? {
                Some(step) => store::use_step(&mut tx, id, step).await?,
                None => false,
            },
            None => false,
        }
    } else {
        store::use_recovery_code(&mut tx, id, recovery_digest(&app.vault, id, code), now).await?
    };
    if !right {
        drop(tx);
        refused(app, Some((id, proofs.agency)), by).await?;
        return Ok(Next::Refused);
    }
    let begun = begin_full(app, &mut tx, (id, proofs.agency), session.id, device, by).await?;
    tx.commit().await?;
    Ok(Next::In(begun))
}

/// What the server keeps between asking a device and its answer.
#[derive(Serialize, Deserialize)]
enum Asked {
    /// After the password: one of this account's passkeys.
    Known(AccountId, PasskeyAuthentication),
    /// Instead of it: any passkey of ours the device holds.
    Any(DiscoverableAuthentication),
}

/// What to ask a device for.
pub async fn passkey_options(app: &App, session: &Session) -> Result<RequestChallengeResponse, Problem> {
    let service = passkeys::needed(app)?;
    let failed = |error| Problem::internal("asking for a passkey", error);
    let (challenge, asked) = match (session.stage, session.account) {
        (Stage::Half, Some(account)) => {
            let kept = {
                let mut conn = app.db.read().await?;
                store::passkeys(&mut conn, account).await?
            };
            if kept.is_empty() {
                return Err(Problem::NotFound);
            }
            let keys: Vec<_> = kept.into_iter().map(|one| one.key).collect();
            let (challenge, state) = service.start_passkey_authentication(&keys).map_err(failed)?;
            (challenge, Asked::Known(account, state))
        }
        _ => {
            let (challenge, state) = service.start_discoverable_authentication().map_err(failed)?;
            (challenge, Asked::Any(state))
        }
    };
    let mut tx = app.db.begin().await?;
    sessions::put_data(&mut tx, session.id, "passkey_asked", &asked).await?;
    tx.commit().await?;
    Ok(challenge)
}

/// A device's answer. A passkey asks for the person's finger or PIN, so it is both factors at once.
pub async fn with_passkey(
    app: &App,
    session: &Session,
    answer: &PublicKeyCredential,
    device: Option<String>,
) -> Result<Next, Problem> {
    let service = passkeys::needed(app)?;
    let mut tx = app.db.begin().await?;
    let asked: Option<Asked> = sessions::take_data(&mut tx, session.id, "passkey_asked").await?;
    // An answer is good once, right or wrong.
    tx.commit().await?;
    let asked = asked.ok_or(Problem::bad("accounts-passkey-refused"))?;
    let account = match &asked {
        Asked::Known(account, _) => Some(*account),
        Asked::Any(_) => service
            .identify_discoverable_authentication(answer)
            .ok()
            .map(|(id, _)| AccountId(id)),
    };
    let (found, kept) = match account {
        Some(id) => {
            let mut conn = app.db.read().await?;
            (
                store::find_active(&mut conn, id).await?,
                store::passkeys(&mut conn, id).await?,
            )
        }
        None => (None, Vec::new()),
    };
    let used = kept.into_iter().find(|one| {
        let id: &[u8] = one.key.cred_id().as_ref();
        id == answer.get_credential_id()
    });
    let proven = match (found, used) {
        (Some(account), Some(mut used)) => {
            let result = match asked {
                Asked::Known(_, state) => service.finish_passkey_authentication(answer, &state),
                Asked::Any(state) => service.finish_discoverable_authentication_v2(answer, state, &used.key),
            };
            result
                .ok()
                .filter(webauthn_rs::prelude::AuthenticationResult::user_verified)
                .map(|result| {
                    used.key.update_credential(&result);
                    (account, used)
                })
        }
        _ => None,
    };
    let Some((account, used)) = proven else {
        refused(app, None, "passkey").await?;
        return Ok(Next::Refused);
    };
    let mut tx = app.db.begin().await?;
    store::passkey_used(&mut tx, used.id, &used.key, app.now_ms()).await?;
    let begun = begin_full(
        app,
        &mut tx,
        (account.id, account.agency),
        session.id,
        device,
        "passkey",
    )
    .await?;
    tx.commit().await?;
    Ok(Next::In(begun))
}

/// The session of somebody who has proved all that is asked. `by` says how, for the ledger. The caller commits.
pub async fn begin_full(
    app: &App,
    tx: &mut Tx,
    (account, agency): (AccountId, AgencyId),
    replaces: Uuid,
    device: Option<String>,
    by: &str,
) -> Result<Begun, Problem> {
    let now = app.now_ms();
    store::forget_tries(tx, account).await?;
    store::signed_in(tx, account, now).await?;
    let begun = sessions::begin(app, tx, Some(account), Stage::Full, device, Some(replaces)).await?;
    let line = Line::plain(
        now,
        Some(account),
        Some(agency),
        "session.begin",
        Subject::of("account", account),
    )
    .detail(json!({ "by": by }));
    ledger::append(tx, line).await?;
    Ok(begun)
}

/// Records a sign-in that failed.
pub async fn refused(app: &App, whose: Option<(AccountId, AgencyId)>, by: &str) -> Result<(), Problem> {
    let (account, agency) = whose.unzip();
    let subject = Subject("account", account.map(Uuid::from));
    let mut tx = app.db.begin().await?;
    let line = Line::plain(app.now_ms(), None, agency, "session.refused", subject).detail(json!({ "by": by }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the session.
pub async fn out(app: &App, session: &Session, account: Option<&Account>) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    sessions::end(&mut tx, session.id).await?;
    if let Some(account) = account {
        let line = Line::plain(
            app.now_ms(),
            Some(account.id),
            Some(account.agency),
            "session.end",
            Subject::of("account", account.id),
        );
        ledger::append(&mut tx, line).await?;
    }
    tx.commit().await?;
    Ok(())
}
