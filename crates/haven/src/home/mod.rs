//! Home: what needs me now. Each feature gives its own panel; this room only puts them in order.

mod page;

pub use page::routes;
