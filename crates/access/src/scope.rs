//! Which rows a list may show, in data: the rules solved for the row.
//!
//! A scope is a list of clauses; a row is shown if any clause admits it. The clauses are worked out by asking the rules
//! about every possible row, so the policy files stay the one source. Whoever turns them into SQL needs, for each row:
//! owner, handling, the widest agreement in force (for this purpose, to this agency), whether this account is in the
//! case team, wrote it, or has an emergency look open. [`Needs`] says what each word means for things that are not records.

use crate::actions::Action;
use crate::facts::WhatFacts;
use crate::principal::Principal;
use crate::resource::{Relation, Resource, ResourceClass, Share};
use domain::ids::{AccountId, AgencyId};
use domain::{Handling, Purpose};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub action: Action,
    pub class: ResourceClass,
    /// The reader's agency: `owner = agency` where a clause needs `own_agency`.
    pub agency: AgencyId,
    pub account: AccountId,
    /// Agreements count only if they name this purpose.
    pub purpose: Purpose,
    /// Any one is enough. None of them: no row.
    pub clauses: Vec<Clause>,
    /// Kept to admit rows by the same facts that the rules are asked with.
    asker: Principal,
}

/// Rows with one of these handlings, for which everything needed holds. A thing without handling counts as having all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub handlings: BTreeSet<Handling>,
    pub needs: Needs,
}

/// What must hold of a row; false or none means that it does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needs {
    pub own_agency: bool,
    /// An agreement in force of at least this width.
    pub agreement: Option<Share>,
    pub case_team: bool,
    /// The reader wrote it; the account, or the emergency look, is the reader's.
    pub author: bool,
    /// The account, or the emergency look, is somebody else's. Never needed of records.
    pub not_author: bool,
    pub break_glass: bool,
    /// The reader's agency is the other party: receives under the agreement, or its worker broke the glass.
    pub party: bool,
}

impl Scope {
    /// Solves the rules for the row. None where more relation would mean less sight, which clauses cannot say (and
    /// which no rule should say): then nothing is listed.
    pub(crate) fn solve(
        who: &Principal,
        action: Action,
        class: ResourceClass,
        allowed: impl Fn(&WhatFacts) -> bool,
    ) -> Option<Self> {
        let mut found: BTreeMap<Needs, BTreeSet<Handling>> = BTreeMap::new();
        for handling in Handling::ALL {
            let rows: Vec<(Needs, bool)> = Needs::rows(class)
                .into_iter()
                .map(|row| (row, allowed(&row.facts(class, *handling))))
                .collect();
            let sound = |needs: &Needs| rows.iter().all(|(row, shown)| *shown || !needs.met_by(row));
            let sound: Vec<Needs> = Needs::candidates(class).into_iter().filter(sound).collect();
            let least = sound
                .iter()
                .copied()
                .filter(|needs| !sound.iter().any(|other| other != needs && other.met_by(needs)))
                .collect::<Vec<_>>();
            if rows
                .iter()
                .any(|(row, shown)| *shown && !least.iter().any(|needs| needs.met_by(row)))
            {
                return None;
            }
            for needs in least {
                found.entry(needs).or_default().insert(*handling);
            }
        }
        let clauses = found
            .into_iter()
            .map(|(needs, handlings)| Clause { handlings, needs })
            .collect();
        Some(Self {
            action,
            class,
            agency: who.agency,
            account: who.account,
            purpose: who.purpose,
            clauses,
            asker: who.clone(),
        })
    }

    /// Whether a row is in the scope, by the same facts as SQL has.
    pub fn admits(&self, row: &Resource) -> bool {
        if row.class() != self.class {
            return false;
        }
        let facts = WhatFacts::of(&self.asker, row);
        let holds = Needs {
            own_agency: facts.own_agency,
            agreement: facts.agreement,
            case_team: facts.case_team,
            author: facts.mine,
            not_author: !facts.mine,
            break_glass: facts.break_glass,
            party: facts.party,
        };
        self.clauses
            .iter()
            .any(|clause| clause.handlings.contains(&facts.handling) && clause.needs.met_by(&holds))
    }

    /// For each clause and handling, the row that meets it and no more.
    pub(crate) fn least_rows(&self) -> impl Iterator<Item = WhatFacts> {
        self.clauses.iter().flat_map(|clause| {
            clause
                .handlings
                .iter()
                .map(|handling| clause.needs.facts(self.class, *handling))
        })
    }

    /// Whether every row of the reader's own agency, of whatever handling, is in the scope.
    pub fn all_of_own(&self) -> bool {
        let own = Needs {
            own_agency: true,
            ..Needs::default()
        };
        Handling::ALL.iter().all(|handling| {
            self.clauses
                .iter()
                .any(|clause| clause.handlings.contains(handling) && clause.needs.met_by(&own))
        })
    }
}

impl Needs {
    /// Whether a row of which `holds` is true has all that is needed.
    pub fn met_by(&self, holds: &Needs) -> bool {
        let Self {
            own_agency,
            agreement,
            case_team,
            author,
            not_author,
            break_glass,
            party,
        } = *self;
        (!own_agency || holds.own_agency)
            && agreement <= holds.agreement
            && (!case_team || holds.case_team)
            && (!author || holds.author)
            && (!not_author || holds.not_author)
            && (!break_glass || holds.break_glass)
            && (!party || holds.party)
    }

    /// Every row that there can be in this class.
    fn rows(class: ResourceClass) -> Vec<Needs> {
        let said = |needs: &Needs| needs.author != needs.not_author;
        Self::combinations(class, &[(true, false), (false, true)])
            .into_iter()
            .filter(said)
            .collect()
    }

    /// Every way in which a clause may choose among rows of this class. Of records it may not ask that somebody else
    /// wrote them: no rule should give less to an author.
    fn candidates(class: ResourceClass) -> Vec<Needs> {
        let by_others = matches!(class, ResourceClass::Account | ResourceClass::BreakGlass);
        let authors: &[(bool, bool)] = if by_others {
            &[(false, false), (true, false), (false, true)]
        } else {
            &[(false, false), (true, false)]
        };
        Self::combinations(class, authors)
    }

    fn combinations(class: ResourceClass, authors: &[(bool, bool)]) -> Vec<Needs> {
        const BOTH: [bool; 2] = [false, true];
        let when = |has: bool| BOTH.into_iter().take(if has { 2 } else { 1 });
        let held = matches!(
            class,
            ResourceClass::Record | ResourceClass::HandIn | ResourceClass::Attachment
        );
        let alone = matches!(
            class,
            ResourceClass::Pack | ResourceClass::System | ResourceClass::Network
        );
        let mine = held
            || matches!(
                class,
                ResourceClass::Draft | ResourceClass::Account | ResourceClass::BreakGlass
            );
        let party = matches!(class, ResourceClass::Agreement | ResourceClass::BreakGlass);
        let shares = [None, Some(Share::Identity), Some(Share::Content)];
        let mut all = Vec::new();
        for own_agency in when(!alone) {
            for agreement in shares.into_iter().take(if held { 3 } else { 1 }) {
                for case_team in when(held) {
                    for (author, not_author) in authors.iter().copied().filter(|(author, _)| mine || !author) {
                        for break_glass in when(held) {
                            for party in when(party) {
                                all.push(Needs {
                                    own_agency,
                                    agreement,
                                    case_team,
                                    author,
                                    not_author,
                                    break_glass,
                                    party,
                                });
                            }
                        }
                    }
                }
            }
        }
        all
    }

    fn facts(&self, class: ResourceClass, handling: Handling) -> WhatFacts {
        let Self {
            own_agency,
            agreement,
            case_team,
            author,
            not_author: _,
            break_glass,
            party,
        } = *self;
        match class {
            ResourceClass::Record | ResourceClass::HandIn | ResourceClass::Attachment => {
                let relation = Relation {
                    own_agency,
                    agreement,
                    case_team,
                    author,
                    break_glass,
                };
                WhatFacts::held(class, own_agency, handling, &relation)
            }
            _ => WhatFacts {
                own_agency,
                mine: author,
                party,
                ..WhatFacts::bare(class)
            },
        }
    }
}
