//! Haven: agencies hand in what they know about a child, and are told at once who else knows something.
//!
//! Start reading at [`capabilities`]: the table of contents. Each feature is a room of the same shape: `mod.rs` its
//! face, `rules.rs`, `store.rs` every SQL statement on its tables, `acts.rs` the verbs, `pages/`, `tests.rs`.

pub mod api;
pub mod app;
pub mod capabilities;
pub mod commands;
pub mod demo;
pub mod embedded;
pub mod gather;
pub mod ground;
pub mod home;
pub mod link;
pub mod operate;
pub mod problem;
pub mod web;

/// Recognition makes and drops very many short texts; with this allocator that costs a fifth less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
