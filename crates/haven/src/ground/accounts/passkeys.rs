//! Passkeys (WebAuthn). The browser binds a passkey to our host, so there are none where the site's address is a
//! bare number; pages then leave the button out.

use crate::app::App;
use crate::problem::Problem;
use serde_json::Value as Json;
use webauthn_rs::prelude::{CreationChallengeResponse, Url, Webauthn, WebauthnBuilder};

/// The passkey service for the address people type; none where that address is not a name.
pub fn service(app: &App) -> Option<Webauthn> {
    let origin = Url::parse(&app.settings.public_url).ok()?;
    let host = origin.domain()?.to_owned();
    WebauthnBuilder::new(&host, &origin).ok()?.rp_name("Haven").build().ok()
}

/// The same, for handlers that are of no use without.
pub fn needed(app: &App) -> Result<Webauthn, Problem> {
    service(app).ok_or(Problem::NotFound)
}

/// The options for a new passkey, asking the device to keep it findable, so that it can sign in without a user name.
pub fn options(challenge: &CreationChallengeResponse) -> Result<Json, Problem> {
    let mut options =
        serde_json::to_value(challenge).map_err(|error| Problem::internal("writing passkey options", error))?;
    if let Some(selection) = options
        .pointer_mut("/publicKey/authenticatorSelection")
        .and_then(Json::as_object_mut)
    {
        selection.insert("residentKey".to_owned(), "preferred".into());
    }
    Ok(options)
}
