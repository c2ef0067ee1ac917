//! The pages of a person.

mod facts;
mod hits;
mod show;

pub use hits::{hit_markup, weights as hit_weights};

pub use show::routes;
