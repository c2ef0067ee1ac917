//! Jurisdiction packs: what differs by country, as data.
