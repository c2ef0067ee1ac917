//! One file for each thing that is compared, each with the same headings: what, why, example, limits, source.
//! To add one: a file here, its weights in `models/person.toml`, its words in `explain.rs`, one line in `Model::compare`.

pub(crate) mod births;
pub(crate) mod guard;
pub(crate) mod households;
pub(crate) mod identity;
pub(crate) mod names;
pub(crate) mod nationality;
pub(crate) mod online;
pub(crate) mod sex;
pub(crate) mod words;
