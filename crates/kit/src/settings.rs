//! Settings: built-in values, then `haven.toml`, then the environment (`HAVEN_LISTEN`, `HAVEN_DATABASE`, ...).
//! Unknown keys are refused, so that a misspelt one is not silently nothing. `HAVEN_CONFIG` names the file, and
//! `HAVEN_TEST_*` is for the tests; neither is a setting.

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: String,
    /// The address people type, for links, passkeys and cookies: `https://haven.example.org`.
    pub public_url: String,
    /// `sqlite:FILE` or `postgres://...`. Empty: `haven.db` in the data folder.
    pub database: String,
    /// Where the database, the attachments and the secret key live. Keep it private and backed up.
    pub data_folder: PathBuf,
    /// Database connections at most.
    pub connections: u32,
    /// Jobs run inside `serve`. Turn off when separate `haven work` processes run.
    pub jobs_in_serve: bool,
    /// Packs of other countries, laid over the built-in ones.
    pub packs_folder: Option<PathBuf>,
    /// Time zone of pages and of "today".
    pub time_zone: String,
    /// Minutes without a click until a session ends.
    pub idle_minutes: i64,
    /// Hours until a session ends whatever happens.
    pub session_hours: i64,
    /// Everyone must have a second factor. Turn off only for a demonstration.
    pub second_factor: bool,
    /// Shows the banner that all data is invented.
    pub demo: bool,
    /// `smtp://user:secret@host:port`; empty: no mail is sent and pages say so.
    pub mail: String,
    pub mail_from: String,
    /// `pretty` or `json`.
    pub log: String,
    /// Requests a minute for one address before it must wait.
    pub requests_per_minute: u32,
    /// Requests a minute for one key to the API.
    pub token_requests_per_minute: u32,
    /// Days that the file of an import is kept after it was done or given up.
    pub import_file_days: u32,
    /// Minutes between two mails to one agency's duty desk, at least.
    pub notice_minutes: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8642".to_owned(),
            public_url: "http://localhost:8642".to_owned(),
            database: String::new(),
            data_folder: PathBuf::from("haven-data"),
            connections: 8,
            jobs_in_serve: true,
            packs_folder: None,
            time_zone: "Europe/London".to_owned(),
            idle_minutes: 30,
            session_hours: 12,
            second_factor: true,
            demo: false,
            mail: String::new(),
            mail_from: "haven@localhost".to_owned(),
            log: "pretty".to_owned(),
            requests_per_minute: 600,
            token_requests_per_minute: 600,
            import_file_days: 30,
            notice_minutes: 15,
        }
    }
}

impl Settings {
    /// Reads the settings. Errors name the key.
    pub fn read(file: Option<&std::path::Path>) -> Result<Self, Box<figment::Error>> {
        let file = file.map_or_else(|| PathBuf::from("haven.toml"), std::path::Path::to_path_buf);
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(file))
            .merge(Env::prefixed("HAVEN_").filter(|key| key != "config" && !key.starts_with("test_")))
            .extract()
            .map_err(Box::new)
    }

    pub fn database_address(&self) -> String {
        if self.database.is_empty() {
            format!("sqlite:{}", self.data_folder.join("haven.db").display())
        } else {
            self.database.clone()
        }
    }

    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
