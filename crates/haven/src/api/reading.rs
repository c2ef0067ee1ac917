//! Reading what a machine sends: JSON bodies and queries, with the place of each mistake and never its value; ids, of
//! which a malformed one answers as one that does not exist.

use super::faults::{Fault, FieldFault};
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{PrincipalKind, TokenScope};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use std::str::FromStr;

/// A JSON body.
pub struct Told<T>(pub T);

/// A query.
pub struct Asked<T>(pub T);

/// The one id in the path.
pub struct Id<T>(pub T);

/// At least one of these scopes. The policy decides about every row besides; this says early and plainly what is amiss.
pub fn needs(holder: &TokenHolder, scopes: &[TokenScope]) -> Result<(), Fault> {
    let held = match &holder.principal.kind {
        PrincipalKind::Machine { scopes: held, .. } => scopes.iter().any(|scope| held.contains(scope)),
        _ => false,
    };
    if held {
        Ok(())
    } else {
        Err(Fault::Scope(scopes.iter().map(|scope| scope.code()).collect()))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Told<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
            return Err(Fault::NotThisType);
        }
        let bytes = match Bytes::from_request(request, state).await {
            Ok(bytes) => bytes,
            Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => return Err(Problem::TooLarge.into()),
            Err(_) => return Err(Problem::bad("problem-upload-broken").into()),
        };
        read_json(&bytes).map(Self)
    }
}

/// Reads JSON; a fault names the place and not the value.
fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = pointer(error.path());
        let inner = error.inner();
        match inner.classify() {
            serde_json::error::Category::Data => data_fault(path, &inner.to_string()),
            _ => Fault::NotJson {
                line: inner.line(),
                column: inner.column(),
            },
        }
    })?;
    reader.end().map_err(|error| Fault::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    Ok(value)
}

/// Which of the faults that serde knows. Only the names of our own fields are taken out of its message.
fn data_fault(path: String, message: &str) -> Fault {
    let quoted = |start: &str| {
        message
            .strip_prefix(start)
            .and_then(|rest| rest.split('`').next())
            .map(str::to_owned)
    };
    if let Some(name) = quoted("missing field `") {
        return Fault::field(format!("{path}/{name}"), "api-field-missing");
    }
    let code = if message.starts_with("unknown field") {
        "api-field-unknown"
    } else if message.starts_with("unknown variant") {
        "api-field-code"
    } else {
        "api-field-type"
    };
    Fault::field(path, code)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", safe_key(key)),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}

/// A key as it may be repeated: keys of ours look like this; anything else may be a value in the wrong place.
pub(super) fn safe_key(key: &str) -> &str {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-');
    if !key.is_empty() && key.len() <= 64 && key.chars().all(plain) {
        key
    } else {
        "?"
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> = axum_extra::extract::Query::try_from_uri(&parts.uri)
            .map(|axum_extra::extract::Query(pairs)| pairs)
            .map_err(|_| Fault::field("?", "api-field-type"))?;
        // Each name once, and read by the same rules as a body; what is not a text says so by its type.
        let mut names = std::collections::BTreeSet::new();
        let twice: Vec<FieldFault> = pairs
            .iter()
            .filter(|(name, _)| !names.insert(name.as_str()))
            .map(|(name, _)| FieldFault::new(format!("?{}", safe_key(name)), "api-field-many"))
            .collect();
        if !twice.is_empty() {
            return Err(Fault::Fields(twice));
        }
        let uri: axum::http::Uri = format!("/?{query}")
            .parse()
            .map_err(|_| Fault::field("?", "api-field-type"))?;
        axum::extract::Query::<T>::try_from_uri(&uri)
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|refused| {
                let message = refused.body_text();
                let known = names
                    .iter()
                    .find(|name| message.contains(&format!(" {name}: ")) || message.contains(&format!("`{name}`")));
                let code = if message.contains("unknown field") {
                    "api-field-unknown"
                } else {
                    "api-field-type"
                };
                Fault::field(
                    known.map_or_else(|| "?".to_owned(), |name| format!("?{}", safe_key(name))),
                    code,
                )
            })
    }
}

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::NotFound)?;
        text.parse().map(Self).map_err(|_| Problem::NotFound)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[allow(dead_code, reason = "read by serde only")]
        date: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[allow(dead_code, reason = "read by serde only")]
        list: Vec<Inner>,
    }

    fn check(text: &str, expected: Result<(), (&'static str, &'static str)>) {
        match (read_json::<Outer>(text.as_bytes()), expected) {
            (Ok(_), Ok(())) => {}
            (Err(Fault::Fields(fields)), Err((pointer, code))) => {
                assert_eq!(fields, vec![FieldFault::new(pointer, code)], "{text}")
            }
            (Err(Fault::NotJson { .. }), Err(("", "not json"))) => {}
            (other, expected) => panic!("{text}: {other:?} is not {expected:?}"),
        }
    }

    #[test]
    fn a_fault_names_the_place_and_never_the_value() {
        check(r#"{"list":[{"date":"2011"}]}"#, Ok(()));
        check(
            r#"{"list":[{"date":"2011"},{}]}"#,
            Err(("/list/1/date", "api-field-missing")),
        );
        check(r#"{"list":[{"date":7}]}"#, Err(("/list/0/date", "api-field-type")));
        check(
            r#"{"list":[{"date":"2011","more":1}]}"#,
            Err(("/list/0/more", "api-field-unknown")),
        );
        check(
            r#"{"list":[{"date":"2011","Yonas Tesfay":1}]}"#,
            Err(("/list/0/?", "api-field-unknown")),
        );
        check(r#"{"list":"#, Err(("", "not json")));
        check(r#"{"list":[]} {}"#, Err(("", "not json")));
    }
}
