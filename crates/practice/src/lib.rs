//! Protection work as pure rules: who is treated as a child, what a good hand-in says. Knows no database, no web, no clock.

pub mod age;
pub mod quality;
