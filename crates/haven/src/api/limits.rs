//! Not too fast with one key: a bucket of requests for each, refilled by the second, in memory. A key that was stolen
//! cannot be used to ask about every child there might be, and a system that runs wild does not stop the others.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A bucket for every key that was used of late, known by a digest.
#[derive(Default)]
pub(super) struct Buckets(Mutex<HashMap<[u8; 32], Bucket>>);

struct Bucket {
    left: f64,
    at: i64,
}

/// How a bucket stands after a request took from it.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    taken: bool,
    left: u32,
    /// Seconds until one more request is there; until the bucket is full where there is one now.
    seconds: u64,
}

/// Keys kept in memory before those unused for a minute are forgotten.
const KEPT: usize = 10_000;

pub(super) async fn per_key(
    State((app, buckets)): State<(App, Arc<Buckets>)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(key) = request.headers().get(header::AUTHORIZATION) else {
        return next.run(request).await;
    };
    let digest = app.vault.digest("api-limit", key.as_bytes());
    let limit = app.settings.token_requests_per_minute.max(1);
    let standing = buckets.take(digest, limit, app.now_ms());
    let mut response = if standing.taken {
        next.run(request).await
    } else {
        Problem::TooMany {
            retry_after_seconds: standing.seconds,
        }
        .into_response()
    };
    for (name, value) in [
        ("ratelimit-limit", u64::from(limit)),
        ("ratelimit-remaining", u64::from(standing.left)),
        ("ratelimit-reset", standing.seconds),
    ] {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    response
}

impl Buckets {
    fn take(&self, key: [u8; 32], per_minute: u32, now: i64) -> Standing {
        let mut buckets = match self.0.lock() {
            Ok(buckets) => buckets,
            Err(poisoned) => poisoned.into_inner(),
        };
        if buckets.len() > KEPT {
            buckets.retain(|_, bucket| now - bucket.at < 60_000);
        }
        let most = f64::from(per_minute);
        let bucket = buckets.entry(key).or_insert(Bucket { left: most, at: now });
        #[allow(
            clippy::cast_precision_loss,
            reason = "milliseconds between two requests fit a double"
        )]
        let minutes = (now - bucket.at).max(0) as f64 / 60_000.0;
        bucket.left = minutes.mul_add(most, bucket.left).min(most);
        bucket.at = now;
        let taken = bucket.left >= 1.0;
        if taken {
            bucket.left -= 1.0;
        }
        let missing = if taken { most - bucket.left } else { 1.0 - bucket.left };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between nought and a minute's seconds or requests"
        )]
        let (left, seconds) = (bucket.left as u32, (missing / most * 60.0).ceil() as u64);
        Standing { taken, left, seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_refills_and_is_one_for_each_key() {
        let buckets = Buckets::default();
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(
            buckets.take(one, 2, 0),
            Standing {
                taken: true,
                left: 1,
                seconds: 30
            }
        );
        assert_eq!(
            buckets.take(one, 2, 0),
            Standing {
                taken: true,
                left: 0,
                seconds: 60
            }
        );
        assert_eq!(
            buckets.take(one, 2, 0),
            Standing {
                taken: false,
                left: 0,
                seconds: 30
            }
        );
        assert!(buckets.take(other, 2, 0).taken);
        assert!(!buckets.take(one, 2, 29_000).taken);
        assert!(buckets.take(one, 2, 31_000).taken);
    }
}
