//! Mail, where an operator has set a server for it. Mail travels open and lies about for years: it never says
//! anything of a case, only that something waits in Haven.

use crate::settings::Settings;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("no mail server is set")]
    NotSet,
    #[error("the mail settings cannot be read: {0}")]
    Settings(String),
    /// Without the address, which is a person's.
    #[error("the address cannot be written to")]
    Address,
    #[error("the mail server did not take the message: {0}")]
    Refused(#[source] lettre::transport::smtp::Error),
}

/// Whether mail can be sent at all.
pub fn is_set(settings: &Settings) -> bool {
    !settings.mail.trim().is_empty()
}

/// Sends one plain message, waiting at most 15 seconds for the server.
pub async fn send(settings: &Settings, to: &str, subject: &str, body: String) -> Result<(), MailError> {
    if !is_set(settings) {
        return Err(MailError::NotSet);
    }
    let from: Mailbox = settings
        .mail_from
        .parse()
        .map_err(|_| MailError::Settings("mail_from".to_owned()))?;
    let to: Mailbox = to.parse().map_err(|_| MailError::Address)?;
    let message = Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .body(body)
        .map_err(|_| MailError::Address)?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.mail)
        .map_err(|_| MailError::Settings("mail".to_owned()))?
        .timeout(Some(Duration::from_secs(15)))
        .build();
    transport.send(message).await.map_err(MailError::Refused)?;
    Ok(())
}
