//! Asking the rules: permits for one thing, scopes for lists, views of a record.
//!
//! A decision depends only on finite facts ([`crate::facts`]), so each is worked out by Cedar once and then remembered:
//! listing some hundred rows costs a look-up each. A test holds what is remembered equal to what Cedar says.

use crate::actions::*;
use crate::facts::{SideFacts, WhatFacts, WhoFacts};
use crate::fields::{FieldRights, View};
use crate::permit::{ListPermit, Permit, PermitLine, Refusal, RefusalReason};
use crate::principal::Principal;
use crate::resource::{Resource, ResourceClass, ResourceId, Side};
use crate::rules::{Decision, LIMITS, PolicyFault, Rule, Rules, SCHEMA, SHIPPED};
use crate::scope::Scope;
use std::collections::HashMap;
use std::sync::{OnceLock, RwLock};

type Question = (WhoFacts, Action, WhatFacts);

pub struct Policy {
    rules: Option<Rules>,
    fault: Option<PolicyFault>,
    remembered: RwLock<HashMap<Question, Decision>>,
}

/// Far more than a busy server meets; past it the memory starts anew.
const REMEMBERED_AT_MOST: usize = 65_536;

impl Policy {
    /// The rules that Haven ships, read and checked once. If they cannot be used everything is refused; ask
    /// [`Policy::fault`] at the start and stop there.
    pub fn shipped() -> &'static Policy {
        static SHIPPED_POLICY: OnceLock<Policy> = OnceLock::new();
        SHIPPED_POLICY.get_or_init(|| {
            let files: Vec<(&str, &str)> = SHIPPED.into_iter().chain([LIMITS]).collect();
            Self::from_text(SCHEMA, &files).unwrap_or_else(|fault| Self::new(None, Some(fault)))
        })
    }

    /// Rules from text: the schema, and files by name.
    pub fn from_text(schema: &str, files: &[(&str, &str)]) -> Result<Policy, PolicyFault> {
        Rules::read(schema, files).map(|rules| Self::new(Some(rules), None))
    }

    fn new(rules: Option<Rules>, fault: Option<PolicyFault>) -> Self {
        Self {
            rules,
            fault,
            remembered: RwLock::default(),
        }
    }

    /// Why the rules cannot be used, if they cannot.
    pub fn fault(&self) -> Option<&PolicyFault> {
        self.fault.as_ref()
    }

    /// The rules in the order of their files: name, file, whether it forbids, reason.
    pub fn rules(&self) -> &[Rule] {
        self.rules.as_ref().map_or(&[], |rules| &rules.list)
    }

    /// The right to do `A` to this one thing, if the rules give it.
    pub fn permit<A: Act>(&self, who: &Principal, what: &Resource) -> Result<Permit<A>, Refusal> {
        let (decision, facts) = self.decide(who, A::ACTION, what);
        let line = line(who, A::ACTION, what.class(), what.id(), &decision, &facts);
        if decision.allowed {
            Ok(Permit::grant(line, what))
        } else {
            let reason = self.reason(A::ACTION, what.class(), &decision);
            Err(Refusal::new(line, reason))
        }
    }

    /// Whether `permit` would be given: to show or leave out a button. It opens nothing.
    pub fn allows(&self, who: &Principal, action: Action, what: &Resource) -> bool {
        self.decide(who, action, what).0.allowed
    }

    /// The right to list what `A` may be done to, with the scope of its rows. Refused where no row could be shown.
    pub fn list<A: Act>(&self, who: &Principal) -> Result<ListPermit<A>, Refusal> {
        let class = A::ACTION.classes().first().copied().unwrap_or(ResourceClass::System);
        self.list_of::<A>(who, class)
    }

    /// The same for another class that the action can be done to, such as the content of hand-ins.
    pub fn list_of<A: Act>(&self, who: &Principal, class: ResourceClass) -> Result<ListPermit<A>, Refusal> {
        let scope = self.scope::<A>(who, class)?;
        let used: Decision = self.list_decision(who, &scope);
        let facts = WhatFacts::bare(class);
        Ok(ListPermit::grant(
            line(who, A::ACTION, class, ResourceId::Any, &used, &facts),
            scope,
        ))
    }

    /// Which rows of a class may be shown for `A`. Links have no scope: they are listed by their records.
    pub fn scope<A: Act>(&self, who: &Principal, class: ResourceClass) -> Result<Scope, Refusal> {
        self.scope_for(who, A::ACTION, class)
    }

    pub(crate) fn scope_for(&self, who: &Principal, action: Action, class: ResourceClass) -> Result<Scope, Refusal> {
        let refuse = |reason| {
            let bare = WhatFacts::bare(class);
            Err(Refusal::new(
                line(who, action, class, ResourceId::Any, &Decision::no(), &bare),
                reason,
            ))
        };
        if !action.classes().contains(&class) || class == ResourceClass::Link {
            return refuse(RefusalReason::NotApplicable);
        }
        let facts = WhoFacts::of(who);
        match Scope::solve(who, action, class, |row| self.decide_facts(&facts, action, row).allowed) {
            None => refuse(RefusalReason::Fault),
            Some(scope) if scope.clauses.is_empty() => refuse(RefusalReason::Silence),
            Some(scope) => Ok(scope),
        }
    }

    /// How much of a record, hand-in or attachment this reader sees.
    pub fn view(&self, who: &Principal, what: &Resource) -> View {
        let sees = |action| self.allows(who, action, what);
        if sees(Action::ViewContent) {
            View::Content
        } else if sees(Action::ViewIdentity) {
            View::Identity
        } else if sees(Action::ViewPointer) {
            View::Pointer
        } else {
            View::Nothing
        }
    }

    /// How much of it, and which classes of its fields. Hand it to [`crate::redact`].
    pub fn rights(&self, who: &Principal, what: &Resource) -> FieldRights {
        let view = self.view(who, what);
        let class = |action| view == View::Content && self.allows(who, action, what);
        FieldRights::grant(
            view,
            class(Action::ViewSpecial),
            class(Action::ViewImmigration),
            class(Action::ViewShieldedAddress),
        )
    }

    fn decide(&self, who: &Principal, action: Action, what: &Resource) -> (Decision, WhatFacts) {
        let mut facts = WhatFacts::of(who, what);
        if let Resource::Link { sides, id: _ } = what {
            facts.sides = self.sides(who, sides);
        }
        (self.decide_facts(&WhoFacts::of(who), action, &facts), facts)
    }

    /// A class of fields is asked for only where its record's content was granted.
    pub(crate) fn decide_facts(&self, who: &WhoFacts, action: Action, what: &WhatFacts) -> Decision {
        if !action.classes().contains(&what.class) {
            return Decision::no();
        }
        if let Some(first) = action.after() {
            let before = self.remember(who, first, what);
            if !before.allowed {
                return before;
            }
        }
        self.remember(who, action, what)
    }

    fn remember(&self, who: &WhoFacts, action: Action, what: &WhatFacts) -> Decision {
        let Some(rules) = &self.rules else {
            return Decision::no();
        };
        let question = (*who, action, *what);
        if let Ok(remembered) = self.remembered.read()
            && let Some(decision) = remembered.get(&question)
        {
            return decision.clone();
        }
        let decision = rules.ask(who, action, what);
        if let Ok(mut remembered) = self.remembered.write() {
            if remembered.len() >= REMEMBERED_AT_MOST {
                remembered.clear();
            }
            remembered.insert(question, decision.clone());
        }
        decision
    }

    fn sides(&self, who: &Principal, sides: &[Side; 2]) -> SideFacts {
        let asker = WhoFacts::of(who);
        let sees = |side: &Side, action| {
            let facts = WhatFacts::held(
                ResourceClass::Record,
                who.owns(side.owner),
                side.handling,
                &side.relation,
            );
            self.decide_facts(&asker, action, &facts).allowed
        };
        SideFacts {
            both_pointer: sides.iter().all(|side| sees(side, Action::ViewPointer)),
            both_identity: sides.iter().all(|side| sees(side, Action::ViewIdentity)),
            one_content: sides.iter().any(|side| sees(side, Action::ViewContent)),
        }
    }

    /// The rules that opened the list: those which decide a row that meets a clause and no more.
    fn list_decision(&self, who: &Principal, scope: &Scope) -> Decision {
        let asker = WhoFacts::of(who);
        let mut because: Vec<_> = scope
            .least_rows()
            .flat_map(|row| self.decide_facts(&asker, scope.action, &row).because.to_vec())
            .collect();
        because.sort();
        because.dedup();
        Decision {
            allowed: true,
            because: because.into(),
        }
    }

    fn reason(&self, action: Action, class: ResourceClass, decision: &Decision) -> RefusalReason {
        if self.rules.is_none() {
            RefusalReason::Fault
        } else if !action.classes().contains(&class) {
            RefusalReason::NotApplicable
        } else if decision.because.is_empty() {
            RefusalReason::Silence
        } else {
            RefusalReason::Forbidden
        }
    }

    #[cfg(test)]
    pub(crate) fn rules_for_test(&self) -> Option<&Rules> {
        self.rules.as_ref()
    }
}

fn line(
    who: &Principal,
    action: Action,
    class: ResourceClass,
    id: ResourceId,
    decision: &Decision,
    facts: &WhatFacts,
) -> PermitLine {
    PermitLine {
        account: (!who.account.0.is_nil()).then_some(who.account),
        agency: (!who.agency.0.is_nil()).then_some(who.agency),
        machine: who.machine_name(),
        purpose: who.purpose,
        action,
        resource_class: class,
        resource: match id {
            ResourceId::One(id) => Some(id),
            ResourceId::Any => None,
        },
        policy_ids: decision.because.iter().map(ToString::to_string).collect(),
        relation: facts.words().into_iter().map(str::to_owned).collect(),
    }
}
