//! Talking to a provider. State, nonce and the PKCE verifier wait in the visitor's session, so that an answer is
//! good only in the browser that asked, once, and from the provider that was asked.

use super::store::Provider;
use crate::app::App;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse, reqwest,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Why a provider could not be used. Texts of providers are not passed on: they may name people.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the provider's address cannot be read")]
    Address,
    #[error("the provider does not answer as a provider should")]
    Discovery,
    #[error("the provider's secret cannot be opened")]
    Secret,
    #[error("the answer does not belong to what was asked")]
    State,
    #[error("the provider gave no token for the code")]
    Exchange,
    #[error("the provider's token does not hold: {0}")]
    Token(&'static str),
}

/// What waits in the session for the provider's answer.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    pub provider: Uuid,
    state: String,
    nonce: String,
    verifier: String,
    pub next: String,
}

/// Who a provider says somebody is.
pub struct Said {
    pub subject: String,
    /// Only an address that the provider has verified.
    pub verified_email: Option<String>,
}

fn http() -> Result<reqwest::Client, Fault> {
    reqwest::ClientBuilder::new()
        // A provider that sends us elsewhere could send us into the network behind us.
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .user_agent("haven")
        .build()
        .map_err(|_| Fault::Discovery)
}

pub fn back_address(app: &App, provider: Uuid) -> String {
    format!(
        "{}/sign-in/with/{provider}/back",
        app.settings.public_url.trim_end_matches('/')
    )
}

/// Asks a provider for its description, which proves that it is one.
pub async fn describe(issuer: &str) -> Result<CoreProviderMetadata, Fault> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|_| Fault::Address)?;
    CoreProviderMetadata::discover_async(issuer, &http()?)
        .await
        .map_err(|_| Fault::Discovery)
}

async fn client(app: &App, provider: &Provider) -> Result<Client, Fault> {
    let metadata = describe(&provider.issuer).await?;
    let methods = metadata
        .token_endpoint_auth_methods_supported()
        .cloned()
        .unwrap_or_default();
    let in_body = methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic);
    let secret = app
        .vault
        .open_sealed("openid_secret", &provider.secret)
        .map_err(|_| Fault::Secret)?;
    let secret = String::from_utf8(secret).map_err(|_| Fault::Secret)?;
    let back = RedirectUrl::new(back_address(app, provider.id)).map_err(|_| Fault::Address)?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.client_id.clone()),
        Some(ClientSecret::new(secret)),
    )
    .set_redirect_uri(back)
    .set_auth_type(if in_body {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    });
    Ok(client)
}

/// Where to send the browser, and what must wait for its return.
pub async fn start(app: &App, provider: &Provider, next: String) -> Result<(String, Pending), Fault> {
    let client = client(app, provider).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let pending = Pending {
        provider: provider.id,
        state: state.secret().clone(),
        nonce: nonce.secret().clone(),
        verifier: verifier.secret().clone(),
        next,
    };
    Ok((url.to_string(), pending))
}

/// Turns the code that the browser brought back into who it is.
pub async fn finish(
    app: &App,
    provider: &Provider,
    pending: Pending,
    code: String,
    state: &str,
) -> Result<Said, Fault> {
    if pending.provider != provider.id || pending.state != state {
        return Err(Fault::State);
    }
    let client = client(app, provider).await?;
    let http = http()?;
    let response = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|_| Fault::Discovery)?
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
        .request_async(&http)
        .await
        .map_err(|_| Fault::Exchange)?;
    let token = response.id_token().ok_or(Fault::Token("there is none"))?;
    // Whether a token is old is judged by this program's one clock, as everything else is.
    let now = std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(app.now_ms()).unwrap_or(0));
    let verifier = client.id_token_verifier().set_time_fn(move || now.into());
    let claims = token
        .claims(&verifier, &Nonce::new(pending.nonce))
        .map_err(|_| Fault::Token("it was not given for us, or is old, or is forged"))?;
    if let Some(expected) = claims.access_token_hash() {
        let signed = || -> Option<AccessTokenHash> {
            AccessTokenHash::from_token(
                response.access_token(),
                token.signing_alg().ok()?,
                token.signing_key(&verifier).ok()?,
            )
            .ok()
        };
        if signed().as_ref() != Some(expected) {
            return Err(Fault::Token("it belongs to another access token"));
        }
    }
    let mut verified_email = (claims.email_verified() == Some(true))
        .then(|| claims.email().map(|email| email.to_string()))
        .flatten();
    if verified_email.is_none() {
        // Many providers tell the address only when asked for it.
        let asked = client.user_info(response.access_token().clone(), Some(claims.subject().clone()));
        if let Ok(request) = asked {
            let told: Option<CoreUserInfoClaims> = request.request_async(&http).await.ok();
            verified_email = told
                .filter(|told| told.email_verified() == Some(true))
                .and_then(|told| told.email().map(|email| email.to_string()));
        }
    }
    Ok(Said {
        subject: claims.subject().to_string(),
        verified_email,
    })
}
