//! Multiple systems estimation: the number of people on no list, from the overlaps of lists that people are on.

pub mod bayes;
pub mod existence;
mod feasible;
pub mod fit;
pub mod graphs;
pub mod latent;
pub mod lower_bound;
pub mod model;
pub mod resample;
pub mod search;
pub mod stepwise;
pub mod table;

pub use model::Model;
pub use table::{Lists, Table, TableError};
