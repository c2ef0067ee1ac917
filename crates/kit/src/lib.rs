//! Plumbing without one word of child protection: the database, background work, settings, clock and chance,
//! words, pages. Knows none of the engines and none of the features.

pub mod assets;
pub mod clock;
pub mod db;
pub mod jobs;
pub mod mail;
pub mod outbox;
pub mod sealed_file;
pub mod settings;
pub mod telemetry;
pub mod ui;
pub mod vault;
pub mod words;
