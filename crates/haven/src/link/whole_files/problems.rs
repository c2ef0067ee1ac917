//! What can stop a run, in words that say what to do. Record references may appear in them; names and dates may not.

use matching::bulk::LinkError;
use std::path::Path;

#[derive(Debug, thiserror::Error)]
pub enum LinkingProblem {
    /// Something in the files or the command that its writer mends.
    #[error("{0}")]
    Wrong(String),
    #[error("{doing}: {source}")]
    Disk {
        doing: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{0}")]
    Engine(LinkError),
    #[error("stopped")]
    Stopped,
}

impl LinkingProblem {
    pub fn wrong(text: impl Into<String>) -> Self {
        Self::Wrong(text.into())
    }

    pub fn disk(doing: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let doing = format!("{doing} {}", path.display());
        move |source| Self::Disk { doing, source }
    }
}

impl From<LinkError> for LinkingProblem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Cancelled => Self::Stopped,
            other => Self::Engine(other),
        }
    }
}
