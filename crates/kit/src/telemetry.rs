//! Logs for operators. Ids may appear in them; persons, free text and secrets may not.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error. `format`: `json` or anything else for people.
pub fn start(format: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start (tests) keeps the first.
    let _ = if format == "json" {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
}
