//! Not too fast from one address: a bucket of tokens for each, refilled by the minute, in memory only. Behind a
//! proxy all come from one address; operators then set `requests_per_minute` high and limit at the proxy.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{LazyLock, Mutex};

struct Bucket {
    tokens: f64,
    at: i64,
}

static BUCKETS: LazyLock<Mutex<HashMap<IpAddr, Bucket>>> = LazyLock::new(Mutex::default);

pub(super) async fn per_address(State(app): State<App>, request: Request, next: Next) -> Result<Response, Problem> {
    let address = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    if let Some(address) = address {
        take(address, f64::from(app.settings.requests_per_minute), app.now_ms())?;
    }
    Ok(next.run(request).await)
}

fn take(address: IpAddr, per_minute: f64, now: i64) -> Result<(), Problem> {
    let mut buckets = match BUCKETS.lock() {
        Ok(buckets) => buckets,
        Err(poisoned) => poisoned.into_inner(),
    };
    if buckets.len() > 50_000 {
        buckets.retain(|_, bucket| now - bucket.at < 60_000);
    }
    let bucket = buckets.entry(address).or_insert(Bucket {
        tokens: per_minute,
        at: now,
    });
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of one session fit a double")]
    let elapsed = (now - bucket.at).max(0) as f64 / 60_000.0;
    bucket.tokens = elapsed.mul_add(per_minute, bucket.tokens).min(per_minute);
    bucket.at = now;
    if bucket.tokens < 1.0 {
        return Err(Problem::TooMany { retry_after_seconds: 5 });
    }
    bucket.tokens -= 1.0;
    Ok(())
}
