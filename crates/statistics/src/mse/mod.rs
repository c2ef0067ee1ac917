//! Multiple systems estimation: the number of people on no list, from the overlaps of lists that people are on.
//!
//! - [`table`]: the table of capture histories, read and checked; [`model`]: hierarchical log-linear models.
//! - [`existence`]: whether an estimate exists and is unique, exactly; [`fit`]: the fit of one model.
//! - [`stepwise`], [`search`], [`bayes`], [`latent`], [`graphs`], [`lower_bound`]: the methods, one file each.
//! - [`resample`]: bootstrap, jackknife and BCa; [`envelope`]: the interval over all believable models.
//! - [`linkage`]: errors of linkage carried through; [`humps`]: two answers in one distribution.
//! - [`fan`]: all of it together, with what forbids a headline. This is what users are shown.

pub mod bayes;
pub mod envelope;
pub mod existence;
pub mod fan;
mod feasible;
pub mod fit;
pub mod graphs;
pub mod humps;
pub mod latent;
pub mod linkage;
pub mod lower_bound;
pub mod model;
pub mod resample;
pub mod search;
pub mod stepwise;
pub mod table;

pub use fan::{Fan, fan};
pub use model::Model;
pub use table::{Lists, Table, TableError};
