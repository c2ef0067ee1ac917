//! Evidence files that come with a hand-in. A file is measured while it arrives, looked into (its name does not say
//! what it is), freed of the camera's metadata where it is a picture, and kept encrypted beside the database. The
//! digest of what was received stays, so that a file can be shown to be the one that was given.

mod acts;
mod jobs;
mod keep;
mod pages;
mod rules;
mod store;

pub use acts::{MayAttach, Place, Refused, Taken, add, describe, remove, restore};
pub use jobs::{JOBS, sweep};
pub use pages::routes;
pub use rules::{ACCEPT, LARGEST, MOST, Wrong};
pub use store::{File, bind, count_of_record, list, removed};
