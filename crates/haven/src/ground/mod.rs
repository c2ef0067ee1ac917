//! Ground: who is here, under what agreement, and the ledger of everything done.

pub mod accounts;
pub mod agencies;
pub mod agreements;
pub mod ledger;
pub mod openid;
pub mod sessions;
pub mod set_up;
pub mod tokens;
