//! What people do with their own account. What could let somebody else in asks that they proved shortly before who
//! they are; a new password ends all their other sessions.

use super::super::own::Owner;
use super::super::second_factor::{Seed, recovery_codes, recovery_digest};
use super::super::store::{self, OwnDetails};
use super::super::{passkeys, passwords, rules};
use super::sign_in;
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, Begun};
use crate::problem::Problem;
use access::{ManageOwnAccount, Permit};
use domain::Purpose;
use domain::ids::PasskeyId;
use kit::db::Tx;
use serde_json::{Value as Json, json};
use uuid::Uuid;
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

async fn close(
    app: &App,
    mut tx: Tx,
    owner: &Owner,
    permit: &Permit<ManageOwnAccount>,
    action: &'static str,
    detail: Json,
) -> Result<(), Problem> {
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        action,
        Subject::of("account", owner.account.id),
    )
    .detail(detail);
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

fn must_be_fresh(app: &App, owner: &Owner) -> Result<(), Problem> {
    if owner.is_fresh(app) {
        Ok(())
    } else {
        Err(Problem::bad("accounts-not-fresh"))
    }
}

pub async fn change_details(app: &App, owner: &Owner, details: OwnDetails<'_>) -> Result<(), Problem> {
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    store::set_own_details(&mut tx, &permit, owner.account.id, details).await?;
    sessions::flash(&mut tx, owner.session.id, "accounts-details-saved").await?;
    close(app, tx, owner, &permit, "account.amend", Json::Null).await
}

pub async fn choose_purpose(app: &App, owner: &Owner, purpose: Purpose) -> Result<(), Problem> {
    let permit = owner.permit(app)?;
    if !rules::purposes_for(&owner.account.roles).contains(&purpose) {
        return Err(Problem::NotYourRole);
    }
    let mut tx = app.db.begin().await?;
    sessions::set_purpose(&mut tx, owner.session.id, purpose).await?;
    sessions::flash(&mut tx, owner.session.id, "accounts-purpose-saved").await?;
    close(
        app,
        tx,
        owner,
        &permit,
        "session.purpose",
        json!({ "purpose": purpose.code() }),
    )
    .await
}

/// The password once more, before something grave. None when it was wrong (or tried too often).
pub async fn confirm(app: &App, owner: &Owner, password: String) -> Result<Option<Begun>, Problem> {
    let permit = owner.permit(app)?;
    let open = {
        let mut tx = app.db.begin().await?;
        let open = store::count_try(&mut tx, owner.account.id, app.now_ms()).await?;
        tx.commit().await?;
        open
    };
    let right = passwords::is_right(owner.proofs.password_hash.clone().filter(|_| open), password).await?;
    if !right {
        sign_in::refused(app, Some((owner.account.id, owner.account.agency)), "password").await?;
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    store::take_try_back(&mut tx, owner.account.id).await?;
    let begun = sessions::renew(app, &mut tx, owner.session.id).await?;
    close(app, tx, owner, &permit, "session.renew", Json::Null).await?;
    Ok(Some(begun))
}

/// Sets a new password and ends all other sessions. The page has checked that the password will do.
pub async fn change_password(app: &App, owner: &Owner, new: String) -> Result<Begun, Problem> {
    must_be_fresh(app, owner)?;
    let permit = owner.permit(app)?;
    let hash = passwords::hash_aside(new).await?;
    let mut tx = app.db.begin().await?;
    store::set_password(&mut tx, &permit, owner.account.id, &hash).await?;
    let ended = sessions::end_all_but(&mut tx, owner.account.id, Some(owner.session.id)).await?;
    let begun = sessions::renew(app, &mut tx, owner.session.id).await?;
    sessions::flash(&mut tx, owner.session.id, "accounts-password-changed").await?;
    close(
        app,
        tx,
        owner,
        &permit,
        "account.password",
        json!({ "sessions_ended": ended }),
    )
    .await?;
    Ok(begun)
}

/// The seed that is being set up in this session: the same one until it is confirmed, so that reloading the page does
/// not change the picture.
pub async fn offered_seed(app: &App, owner: &Owner) -> Result<Seed, Problem> {
    let mut tx = app.db.begin().await?;
    let kept: Option<String> = sessions::take_data(&mut tx, owner.session.id, "totp_offered").await?;
    let kept = kept
        .and_then(|text| hex::decode(text).ok())
        .and_then(|sealed| Seed::open(&app.vault, &sealed).ok());
    let seed = kept.unwrap_or_else(Seed::fresh);
    sessions::put_data(
        &mut tx,
        owner.session.id,
        "totp_offered",
        &hex::encode(seed.seal(&app.vault)?),
    )
    .await?;
    tx.commit().await?;
    Ok(seed)
}

/// What is shown once when a second factor has been set up.
pub struct SetUp {
    pub codes: Vec<String>,
    pub begun: Begun,
}

/// Confirms the offered seed by a code of it. None when the code is wrong.
pub async fn confirm_seed(
    app: &App,
    owner: &Owner,
    code: &str,
    device: Option<String>,
) -> Result<Option<SetUp>, Problem> {
    must_be_fresh(app, owner)?;
    let permit = owner.permit(app)?;
    let seed = offered_seed(app, owner).await?;
    let Some(step) = seed.step_of(code, app.now_ms())? else {
        return Ok(None);
    };
    let mut tx = app.db.begin().await?;
    sessions::take_data::<String>(&mut tx, owner.session.id, "totp_offered").await?;
    store::set_totp(
        &mut tx,
        &permit,
        owner.account.id,
        seed.seal(&app.vault)?,
        step,
        app.now_ms(),
    )
    .await?;
    let codes = fresh_codes(app, &mut tx, owner, &permit).await?;
    let begun = step_in(app, &mut tx, owner, device, "code").await?;
    close(
        app,
        tx,
        owner,
        &permit,
        "account.second_factor",
        json!({ "set": "app" }),
    )
    .await?;
    Ok(Some(SetUp { codes, begun }))
}

async fn fresh_codes(
    app: &App,
    tx: &mut Tx,
    owner: &Owner,
    permit: &Permit<ManageOwnAccount>,
) -> Result<Vec<String>, Problem> {
    let codes = recovery_codes();
    let digests = codes
        .iter()
        .map(|code| recovery_digest(&app.vault, owner.account.id, code))
        .collect();
    store::set_recovery_codes(tx, permit, owner.account.id, digests).await?;
    Ok(codes)
}

/// Whoever set up their first factor half way in is now in; whoever was in goes on under a new token.
async fn step_in(app: &App, tx: &mut Tx, owner: &Owner, device: Option<String>, by: &str) -> Result<Begun, Problem> {
    if owner.who.is_some() {
        return sessions::renew(app, tx, owner.session.id).await;
    }
    sign_in::begin_full(
        app,
        tx,
        (owner.account.id, owner.account.agency),
        owner.session.id,
        device,
        by,
    )
    .await
}

pub async fn new_recovery_codes(app: &App, owner: &Owner) -> Result<Vec<String>, Problem> {
    must_be_fresh(app, owner)?;
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    let codes = fresh_codes(app, &mut tx, owner, &permit).await?;
    close(
        app,
        tx,
        owner,
        &permit,
        "account.recovery_codes",
        json!({ "count": codes.len() }),
    )
    .await?;
    Ok(codes)
}

/// Takes the authenticator app away, if another factor stays or none is needed.
pub async fn remove_app(app: &App, owner: &Owner) -> Result<(), Problem> {
    must_be_fresh(app, owner)?;
    if owner.proofs.passkeys == 0 && app.settings.second_factor {
        return Err(Problem::bad("accounts-last-factor"));
    }
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    store::clear_totp(&mut tx, owner.account.id).await?;
    sessions::flash(&mut tx, owner.session.id, "accounts-app-removed").await?;
    close(
        app,
        tx,
        owner,
        &permit,
        "account.second_factor",
        json!({ "removed": "app" }),
    )
    .await
}

/// What a device is asked in order to make a new passkey, as JSON for the browser.
pub async fn new_passkey_options(app: &App, owner: &Owner) -> Result<Json, Problem> {
    must_be_fresh(app, owner)?;
    let service = passkeys::needed(app)?;
    let known = {
        let mut conn = app.db.read().await?;
        store::passkeys(&mut conn, owner.account.id)
            .await?
            .into_iter()
            .map(|one| one.key.cred_id().clone())
            .collect()
    };
    let (challenge, state) = service
        .start_passkey_registration(
            owner.account.id.0,
            &owner.account.email,
            &owner.account.display_name,
            Some(known),
        )
        .map_err(|error| Problem::internal("asking for a new passkey", error))?;
    let mut tx = app.db.begin().await?;
    sessions::put_data(&mut tx, owner.session.id, "passkey_new", &state).await?;
    tx.commit().await?;
    passkeys::options(&challenge)
}

/// Keeps a new passkey. Returns the session's new token.
pub async fn add_passkey(
    app: &App,
    owner: &Owner,
    answer: &RegisterPublicKeyCredential,
    label: &str,
    device: Option<String>,
) -> Result<Begun, Problem> {
    must_be_fresh(app, owner)?;
    let service = passkeys::needed(app)?;
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    let state: Option<PasskeyRegistration> = sessions::take_data(&mut tx, owner.session.id, "passkey_new").await?;
    let refused = Problem::bad("accounts-passkey-refused");
    let state = state.ok_or_else(|| refused.clone())?;
    let key = service
        .finish_passkey_registration(answer, &state)
        .map_err(|_| refused)?;
    let id: PasskeyId = app.clock.new_id();
    store::add_passkey(&mut tx, &permit, owner.account.id, id, label, &key, app.now_ms()).await?;
    let begun = step_in(app, &mut tx, owner, device, "passkey").await?;
    sessions::flash(&mut tx, begun.id, "accounts-passkey-added").await?;
    close(app, tx, owner, &permit, "account.passkey", json!({ "added": id })).await?;
    Ok(begun)
}

pub async fn rename_passkey(app: &App, owner: &Owner, id: PasskeyId, label: &str) -> Result<(), Problem> {
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    store::rename_passkey(&mut tx, &permit, owner.account.id, id, label).await?;
    sessions::flash(&mut tx, owner.session.id, "accounts-passkey-renamed").await?;
    close(app, tx, owner, &permit, "account.passkey", json!({ "renamed": id })).await
}

pub async fn remove_passkey(app: &App, owner: &Owner, id: PasskeyId) -> Result<(), Problem> {
    must_be_fresh(app, owner)?;
    if owner.proofs.passkeys <= 1 && owner.proofs.totp.is_none() && app.settings.second_factor {
        return Err(Problem::bad("accounts-last-factor"));
    }
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    store::remove_passkey(&mut tx, &permit, owner.account.id, id).await?;
    sessions::flash(&mut tx, owner.session.id, "accounts-passkey-removed").await?;
    close(app, tx, owner, &permit, "account.passkey", json!({ "removed": id })).await
}

/// Ends one other session of theirs, or (none) all others.
pub async fn end_sessions(app: &App, owner: &Owner, one: Option<Uuid>) -> Result<(), Problem> {
    let permit = owner.permit(app)?;
    let mut tx = app.db.begin().await?;
    let ended = match one {
        Some(id) => u64::from(sessions::revoke(&mut tx, owner.account.id, id).await?),
        None => sessions::end_all_but(&mut tx, owner.account.id, Some(owner.session.id)).await?,
    };
    if ended == 0 && one.is_some() {
        return Err(Problem::NotFound);
    }
    sessions::flash(&mut tx, owner.session.id, "accounts-sessions-ended").await?;
    close(app, tx, owner, &permit, "session.revoke", json!({ "ended": ended })).await
}
