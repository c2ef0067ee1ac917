//! What can stop a request, and what the person before the screen can do about it. One place turns a problem into
//! a page or into problem+json (`web::problem_pages`); logs get the chain, once, without names.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kit::db::DbError;
use std::sync::Arc;

/// Cloneable, since it travels in the response's extensions to the layer that draws it.
#[derive(Clone, Debug)]
pub enum Problem {
    /// Absent, or not for this reader: the two look the same.
    NotFound,
    /// Sign in first.
    SignIn,
    /// The person is signed in and the page is for other roles.
    NotYourRole,
    /// The form was too old or came from elsewhere.
    Csrf,
    /// What was sent cannot be read. `code` is a message key.
    Bad {
        code: &'static str,
        detail: Option<String>,
    },
    /// Somebody else changed it meanwhile.
    Changed,
    /// The same key was used for something else.
    Conflict {
        code: &'static str,
    },
    TooLarge,
    TooMany {
        retry_after_seconds: u64,
    },
    Busy,
    Full,
    Internal(Arc<str>),
}

impl Problem {
    /// Something that should not happen; `doing` names what, for the log.
    pub fn internal(doing: &str, error: impl std::fmt::Display) -> Self {
        Self::Internal(format!("{doing}: {error}").into())
    }

    pub const fn bad(code: &'static str) -> Self {
        Self::Bad { code, detail: None }
    }

    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::NotYourRole | Self::Csrf => StatusCode::FORBIDDEN,
            Self::Bad { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Changed | Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The message key of the title; `-text` behind it is what to do.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "problem-not-found",
            Self::SignIn => "problem-sign-in",
            Self::NotYourRole => "problem-not-your-role",
            Self::Csrf => "problem-csrf",
            Self::Bad { code, .. } | Self::Conflict { code } => code,
            Self::Changed => "problem-changed",
            Self::TooLarge => "problem-too-large",
            Self::TooMany { .. } => "problem-too-many",
            Self::Busy => "problem-busy",
            Self::Full => "problem-full",
            Self::Internal(_) => "problem-internal",
        }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::NotFound,
            DbError::Busy(_) => Self::Busy,
            DbError::Full(_) => Self::Full,
            other => {
                let mut chain = other.to_string();
                let mut source = std::error::Error::source(&other);
                while let Some(cause) = source {
                    // Constraint messages of PostgreSQL can carry values ("Key (email)=(...)"); the first line does not.
                    let text = cause.to_string();
                    chain.push_str(": ");
                    chain.push_str(text.lines().next().unwrap_or_default());
                    source = cause.source();
                }
                Self::Internal(chain.into())
            }
        }
    }
}

/// What may not be seen answers as what does not exist.
impl From<access::Refusal> for Problem {
    fn from(_: access::Refusal) -> Self {
        Self::NotFound
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Internal(what) => f.write_str(what),
            other => f.write_str(other.code()),
        }
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::Internal(what) = &self {
            tracing::error!(what = %what, "request failed");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
