//! Whether an agreement or an emergency look holds at a given moment: the one definition in Rust of the relation facts
//! that depend on time. SQL that filters lists by them says the same, and is tested against it.
//!
//! Times are milliseconds of UTC. A span holds from its beginning up to, but not at, its end.

use crate::principal::Principal;
use crate::resource::Share;
use domain::Purpose;
use domain::ids::{AccountId, AgencyId, RecordId};
use std::collections::BTreeSet;

/// The longest an emergency look may last: one shift.
pub const BREAK_GLASS_AT_MOST_MS: i64 = 8 * 60 * 60 * 1000;

/// An agreement as far as sight depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementFacts {
    pub owner: AgencyId,
    pub reader: AgencyId,
    pub share: Share,
    pub purposes: BTreeSet<Purpose>,
    pub from_ms: i64,
    /// None: until it is ended.
    pub until_ms: Option<i64>,
    /// When either side ended it early.
    pub ended_ms: Option<i64>,
    /// When the receiving side accepted the terms; before that it gives nothing.
    pub accepted_ms: Option<i64>,
}

impl AgreementFacts {
    /// Whether it lets this asker's agency see the owner's records now, for the asker's purpose.
    pub fn holds(&self, owner: AgencyId, who: &Principal, now_ms: i64) -> bool {
        self.owner == owner
            && who.owns(self.reader)
            && self.owner != self.reader
            && self.purposes.contains(&who.purpose)
            && self.from_ms <= now_ms
            && self.accepted_ms.is_some_and(|accepted| accepted <= now_ms)
            && self.until_ms.is_none_or(|until| now_ms < until)
            && self.ended_ms.is_none_or(|ended| now_ms < ended)
    }

    /// The widest share that holds, of several agreements.
    pub fn widest<'a>(
        agreements: impl IntoIterator<Item = &'a AgreementFacts>,
        owner: AgencyId,
        who: &Principal,
        now_ms: i64,
    ) -> Option<Share> {
        agreements
            .into_iter()
            .filter(|agreement| agreement.holds(owner, who, now_ms))
            .map(|agreement| agreement.share)
            .max()
    }
}

/// An emergency look as far as sight depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakGlassFacts {
    pub account: AccountId,
    pub record: RecordId,
    pub opened_ms: i64,
    pub until_ms: i64,
    /// When the worker or the owner closed it early.
    pub closed_ms: Option<i64>,
}

impl BreakGlassFacts {
    /// Whether it is open now, for this person and this record. However far off its end was set, it does not outlast
    /// [`BREAK_GLASS_AT_MOST_MS`].
    pub fn holds(&self, record: RecordId, who: &Principal, now_ms: i64) -> bool {
        let end = self.until_ms.min(self.opened_ms.saturating_add(BREAK_GLASS_AT_MOST_MS));
        self.record == record
            && !who.account.0.is_nil()
            && self.account == who.account
            && self.opened_ms <= now_ms
            && now_ms < end
            && self.closed_ms.is_none_or(|closed| now_ms < closed)
    }
}
