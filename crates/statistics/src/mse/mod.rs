//! Multiple systems estimation: the number of people on no list, from the overlaps of lists that people are on.

pub mod existence;
mod feasible;
pub mod fit;
pub mod model;
pub mod stepwise;
pub mod table;

pub use model::Model;
pub use table::{Lists, Table, TableError};
