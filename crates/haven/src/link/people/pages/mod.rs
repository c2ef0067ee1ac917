//! The pages of a person.

mod facts;
mod hits;
mod show;

pub use hits::{hit_markup, together, weights as hit_weights};

pub use show::routes;
