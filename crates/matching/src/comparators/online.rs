//! # E-mail addresses and online accounts
//!
//! ## What
//! The same mailbox, or the same handle on the same platform.
//! ## Why
//! Teenagers keep their accounts through changes of name, number and country.
//! ## Example
//! `instagram:adiam.t` in both records: twelve bits.
//! ## Limits
//! Accounts may be run by an exploiter for several children: what both records say of names still counts against.
//! ## Source
//! Practice 4.3 (online account: handle and platform).

use crate::comparison::Waterfall;
use crate::model::Level;
use crate::profile::Profile;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same_email: Level,
    same_account: Level,
}

pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) {
    if let Some(email) = a.stored.emails.iter().find(|email| b.stored.emails.contains(email)) {
        waterfall.add(
            "email",
            "same",
            weights.same_email.bits,
            Some(email.clone()),
            Some(email.clone()),
        );
    }
    if let Some(account) = a
        .stored
        .accounts
        .iter()
        .find(|account| b.stored.accounts.contains(account))
    {
        waterfall.add(
            "account",
            "same",
            weights.same_account.bits,
            Some(account.clone()),
            Some(account.clone()),
        );
    }
}
