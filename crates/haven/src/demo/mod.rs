//! `haven demo`: an invented world, handed in through the doors that everybody uses: files through the import, single
//! records through the hand-in, each on the day it was known. Only the clock is a different one while it loads.
//!
//! Nothing here is for real data: passwords are printed, and the second factor is off.

pub mod commands;
mod loading;
mod people;
mod store;
mod telling;
