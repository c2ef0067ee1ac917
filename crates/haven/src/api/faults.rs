//! What went wrong, for machines: problem+json (RFC 9457) with a code that never changes its meaning and, where the
//! fault lies in what was sent, a JSON pointer to each place. A value that was sent is never repeated: answers of this
//! kind end up in logs, and what is sent here are children's names.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kit::words::Words;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request to the API was not done.
#[derive(Clone, Debug)]
pub enum Fault {
    Problem(Problem),
    /// The key lacks every one of these scopes.
    Scope(Vec<&'static str>),
    /// Not JSON at all, from this line and column on.
    NotJson {
        line: usize,
        column: usize,
    },
    /// JSON was expected.
    NotThisType,
    /// Each place in the body or the query that cannot be used.
    Fields(Vec<FieldFault>),
    /// The header `Idempotency-Key` is not 1 to 200 visible characters.
    BadKey,
    /// The same key was used for another request.
    KeyUsed,
    /// The first request with this key is still being worked on.
    KeyBusy,
}

/// One place in what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// RFC 6901: `/answers/births/0/date`; for a query `?limit`.
    pub pointer: String,
    /// `api-field-missing`, ...: the key of its words.
    pub code: &'static str,
}

impl FieldFault {
    pub fn new(pointer: impl Into<String>, code: &'static str) -> Self {
        Self {
            pointer: pointer.into(),
            code,
        }
    }
}

/// The body of every answer that is not a success.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ApiProblem {
    /// Where this code is explained.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// Never changes its meaning. Decide by this.
    code: &'static str,
    detail: String,
    /// Each place in the body or the query that cannot be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<PlaceShape>,
}

/// One place in what was sent that cannot be used.
#[derive(Serialize, ToSchema)]
#[schema(as = ProblemPlace)]
struct PlaceShape {
    /// JSON pointer into the body; `?name` for a part of the query.
    pointer: String,
    code: &'static str,
    detail: String,
}

/// Every code that the API answers with, for the page and the tests.
pub(super) const CODES: &[(&str, u16)] = &[
    ("api-not-json", 400),
    ("api-request", 400),
    ("api-key-bad", 400),
    ("api-token", 401),
    ("api-scope", 403),
    ("problem-not-found", 404),
    ("api-method", 405),
    ("api-key-used", 409),
    ("api-key-busy", 409),
    ("problem-changed", 409),
    ("problem-too-large", 413),
    ("api-type", 415),
    ("api-fields", 422),
    ("problem-too-many", 429),
    ("problem-internal", 500),
    ("problem-busy", 503),
    ("problem-full", 507),
];

/// Codes of single places.
pub(super) const FIELD_CODES: &[&str] = &[
    "api-field-missing",
    "api-field-unknown",
    "api-field-type",
    "api-field-code",
    "api-field-date",
    "api-field-long",
    "api-field-many",
    "api-field-range",
];

impl Fault {
    pub fn field(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Fields(vec![FieldFault::new(pointer, code)])
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Problem(problem) => problem.status(),
            Self::Scope(_) => StatusCode::FORBIDDEN,
            Self::NotJson { .. } | Self::BadKey => StatusCode::BAD_REQUEST,
            Self::NotThisType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyUsed | Self::KeyBusy => StatusCode::CONFLICT,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Problem(Problem::SignIn) => "api-token",
            Self::Problem(problem) => problem.code(),
            Self::Scope(_) => "api-scope",
            Self::NotJson { .. } => "api-not-json",
            Self::NotThisType => "api-type",
            Self::Fields(_) => "api-fields",
            Self::BadKey => "api-key-bad",
            Self::KeyUsed => "api-key-used",
            Self::KeyBusy => "api-key-busy",
        }
    }

    fn detail(&self, words: &Words) -> String {
        let text = words.get(&format!("{}-text", self.code()));
        match self {
            Self::Problem(Problem::Bad {
                detail: Some(detail), ..
            }) => format!("{text} {detail}"),
            Self::Scope(scopes) => words.with("api-scope-needed", &[("scopes", scopes.join(", ").into())]),
            Self::NotJson { line, column } => words.with(
                "api-not-json-at",
                &[("line", (*line).into()), ("column", (*column).into())],
            ),
            _ => text,
        }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<kit::db::DbError> for Fault {
    fn from(error: kit::db::DbError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<access::Refusal> for Fault {
    fn from(refusal: access::Refusal) -> Self {
        Self::Problem(refusal.into())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            // Its own way writes what should not happen to the log.
            Self::Problem(problem) => problem.into_response(),
            other => {
                let mut response = other.status().into_response();
                response.extensions_mut().insert(other);
                response
            }
        }
    }
}

/// Middleware: whatever stopped a request under `/api/v1`, and whoever stopped it, is answered in one form.
pub(super) async fn draw(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let told = |name| response.headers().get(name).cloned();
    let words = response
        .extensions()
        .get::<Words>()
        .cloned()
        .unwrap_or_else(|| app.words.words("en"));
    let fault = match (
        response.extensions().get::<Fault>(),
        response.extensions().get::<Problem>(),
    ) {
        (Some(fault), _) => fault.clone(),
        (None, Some(problem)) => Fault::Problem(problem.clone()),
        (None, None)
            if told(header::CONTENT_TYPE)
                .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json")) =>
        {
            return response;
        }
        // The framework's own answers quote what was sent; only their status is kept.
        (None, None) => return by_status(&words, status, told(header::ALLOW)),
    };
    let errors = match &fault {
        Fault::Fields(fields) => fields.iter().map(|one| place(&words, one)).collect(),
        _ => Vec::new(),
    };
    let mut drawn = problem(&words, fault.status(), fault.code(), fault.detail(&words), errors);
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = told(name.clone()) {
            drawn.headers_mut().insert(name, value);
        }
    }
    match fault {
        Fault::Problem(Problem::SignIn) => {
            drawn.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"haven\""),
            );
        }
        Fault::Problem(Problem::TooMany { retry_after_seconds }) => {
            drawn
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
        }
        Fault::KeyBusy | Fault::Problem(Problem::Busy) => {
            drawn.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(2));
        }
        _ => {}
    }
    drawn
}

fn place(words: &Words, fault: &FieldFault) -> PlaceShape {
    PlaceShape {
        pointer: fault.pointer.clone(),
        code: fault.code,
        detail: words.get(fault.code),
    }
}

fn by_status(words: &Words, status: StatusCode, allow: Option<HeaderValue>) -> Response {
    let code = match status {
        StatusCode::UNAUTHORIZED => "api-token",
        StatusCode::NOT_FOUND => "problem-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "api-method",
        StatusCode::PAYLOAD_TOO_LARGE => "problem-too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "api-type",
        StatusCode::TOO_MANY_REQUESTS => "problem-too-many",
        status if status.is_server_error() => "problem-internal",
        _ => "api-request",
    };
    let mut drawn = problem(words, status, code, words.get(&format!("{code}-text")), Vec::new());
    if let Some(allow) = allow {
        drawn.headers_mut().insert(header::ALLOW, allow);
    }
    drawn
}

fn problem(words: &Words, status: StatusCode, code: &'static str, detail: String, errors: Vec<PlaceShape>) -> Response {
    let body = ApiProblem {
        kind: format!("/api#{code}"),
        title: words.get(code),
        status: status.as_u16(),
        code,
        detail,
        errors,
    };
    let mut response = (status, axum::Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}
