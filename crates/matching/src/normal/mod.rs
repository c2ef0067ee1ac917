//! One written form for what offices write in many: names in any script, phones, addresses, plates, references.
//!
//! Keys and stored profiles are made of these forms. Whoever changes what a form looks like must raise `version`
//! in `models/person.toml`, so that stored profiles and keys are made anew.

pub(crate) mod addresses;
pub(crate) mod likeness;
pub(crate) mod names;
pub(crate) mod phones;
pub(crate) mod phonetic;
pub(crate) mod references;
pub(crate) mod scripts;
