//! The rules as text, read once, checked strictly, and asked.
//!
//! Fail closed, three times over: text that does not parse or does not fit the schema gives no rules at all; a request
//! that does not fit the schema is refused; and where any rule errs while being asked, the answer is no, because the
//! rule that erred may have been the one that forbids.

use crate::actions::Action;
use crate::facts::{Sort, WhatFacts, WhoFacts};
use crate::resource::{ResourceClass, Share};
use cedar_policy as cedar;
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

/// The shipped rules, file by file, in the order in which they are read and printed.
pub(crate) const SHIPPED: [(&str, &str); 8] = [
    ("look", include_str!("../policies/look.cedar")),
    ("gather", include_str!("../policies/gather.cedar")),
    ("link", include_str!("../policies/link.cedar")),
    ("emergency", include_str!("../policies/emergency.cedar")),
    ("ledger", include_str!("../policies/ledger.cedar")),
    ("ground", include_str!("../policies/ground.cedar")),
    ("machines", include_str!("../policies/machines.cedar")),
    ("system", include_str!("../policies/system.cedar")),
];
/// Kept apart because they forbid, and are printed last.
pub(crate) const LIMITS: (&str, &str) = ("limits", include_str!("../policies/limits.cedar"));
pub(crate) const SCHEMA: &str = include_str!("../schema.cedarschema");

/// Why the rules cannot be used. Until they can, everything is refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFault {
    #[error("the policy schema cannot be read: {0}")]
    Schema(String),
    #[error("the policy file {file} cannot be read: {why}")]
    Text { file: String, why: String },
    #[error("a rule in the policy file {file} has no {annotation}")]
    Annotation { file: String, annotation: &'static str },
    #[error("two rules are both called {0}")]
    SameName(String),
    #[error("the rules do not fit the schema: {0}")]
    Invalid(String),
    #[error("the schema does not know the action {0}")]
    UnknownAction(&'static str),
}

/// One rule, for printing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: String,
    pub file: String,
    pub forbids: bool,
    /// The reason, in a sentence.
    pub why: String,
}

/// What the rules said, and which of them decided (all that permitted, or all that forbade; none: silence).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub allowed: bool,
    pub because: Arc<[Arc<str>]>,
}

impl Decision {
    pub fn no() -> Self {
        Self {
            allowed: false,
            because: Arc::from([]),
        }
    }
}

pub(crate) struct Rules {
    schema: cedar::Schema,
    /// Every rule. Asked in earnest is the part of it that speaks of the action; tests hold the two equal.
    #[cfg(test)]
    whole: cedar::PolicySet,
    actions: HashMap<Action, KnownAction>,
    authorizer: cedar::Authorizer,
    pub list: Vec<Rule>,
}

/// An action as the schema declares it, with the rules that can speak of it.
struct KnownAction {
    name: cedar::EntityUid,
    entity: cedar::Entity,
    rules: cedar::PolicySet,
}

impl Rules {
    pub fn read(schema: &str, files: &[(&str, &str)]) -> Result<Self, PolicyFault> {
        let (schema, _) =
            cedar::Schema::from_cedarschema_str(schema).map_err(|fault| PolicyFault::Schema(fault.to_string()))?;
        let mut set = cedar::PolicySet::new();
        let mut list = Vec::new();
        for (file, text) in files {
            let parsed = cedar::PolicySet::from_str(text).map_err(|fault| PolicyFault::Text {
                file: (*file).to_owned(),
                why: fault.to_string(),
            })?;
            let mut rules: Vec<&cedar::Policy> = parsed.policies().collect();
            // Cedar names them policy0, policy1, ... in the order of the file.
            rules.sort_by_key(|rule| {
                rule.id()
                    .to_string()
                    .trim_start_matches("policy")
                    .parse::<usize>()
                    .unwrap_or(usize::MAX)
            });
            for rule in rules {
                let said = |annotation: &'static str| {
                    rule.annotation(annotation)
                        .filter(|text| !text.is_empty())
                        .ok_or(PolicyFault::Annotation {
                            file: (*file).to_owned(),
                            annotation,
                        })
                };
                let (id, why) = (said("id")?, said("why")?);
                list.push(Rule {
                    id: id.to_owned(),
                    file: (*file).to_owned(),
                    forbids: rule.effect() == cedar::Effect::Forbid,
                    why: why.to_owned(),
                });
                set.add(rule.new_id(cedar::PolicyId::new(id)))
                    .map_err(|_| PolicyFault::SameName(id.to_owned()))?;
            }
        }
        let checked = cedar::Validator::new(schema.clone()).validate(&set, cedar::ValidationMode::Strict);
        if !checked.validation_passed_without_warnings() {
            return Err(PolicyFault::Invalid(checked.to_string()));
        }
        let actions = known_actions(&schema, &set)?;
        Ok(Self {
            schema,
            #[cfg(test)]
            whole: set,
            actions,
            authorizer: cedar::Authorizer::new(),
            list,
        })
    }

    /// Asks the rules. Anything that goes wrong is a no.
    pub fn ask(&self, who: &WhoFacts, action: Action, what: &WhatFacts) -> Decision {
        self.answer(who, action, what).unwrap_or_else(Decision::no)
    }

    fn answer(&self, who: &WhoFacts, action: Action, what: &WhatFacts) -> Option<Decision> {
        let known = self.actions.get(&action)?;
        let (asker, asked) = (who_entity(who)?, what_entity(what)?);
        let request = self.request(who, known, &asker, &asked)?;
        let entities = cedar::Entities::from_entities([asker, asked, known.entity.clone()], None).ok()?;
        judged(&self.authorizer.is_authorized(&request, &known.rules, &entities))
    }

    /// Asks all the rules at once, with every fact checked against the schema: slower, for the tests that show this
    /// crate and the schema to speak of the same facts. None where they do not.
    #[cfg(test)]
    pub fn ask_checked(&self, who: &WhoFacts, action: Action, what: &WhatFacts) -> Option<Decision> {
        let known = self.actions.get(&action)?;
        let (asker, asked) = (who_entity(who)?, what_entity(what)?);
        let request = self.request(who, known, &asker, &asked)?;
        let entities = cedar::Entities::from_entities([asker, asked], Some(&self.schema)).ok()?;
        judged(&self.authorizer.is_authorized(&request, &self.whole, &entities))
    }

    fn request(
        &self,
        who: &WhoFacts,
        known: &KnownAction,
        asker: &cedar::Entity,
        asked: &cedar::Entity,
    ) -> Option<cedar::Request> {
        let context =
            cedar::Context::from_pairs([("purpose".to_owned(), word("Purpose", who.purpose.code())?)]).ok()?;
        cedar::Request::new(
            asker.uid(),
            known.name.clone(),
            asked.uid(),
            context,
            Some(&self.schema),
        )
        .ok()
    }

    /// The kinds of thing that the schema lets an action be done to.
    #[cfg(test)]
    pub fn schema_classes(&self, action: Action) -> HashSet<ResourceClass> {
        let Some(known) = self.actions.get(&action) else {
            return HashSet::new();
        };
        self.schema
            .resources_for_action(&known.name)
            .into_iter()
            .flatten()
            .filter_map(|class| {
                ResourceClass::ALL
                    .iter()
                    .copied()
                    .find(|known| known.type_name() == class.to_string())
            })
            .collect()
    }

    /// Actions of the schema that can be done to something (not the headings).
    #[cfg(test)]
    pub fn schema_actions(&self) -> HashSet<String> {
        self.schema
            .actions()
            .filter(|name| {
                self.schema
                    .resources_for_action(name)
                    .is_some_and(|mut classes| classes.next().is_some())
            })
            .map(|name| name.id().unescaped().to_owned())
            .collect()
    }
}

/// What the rules answered; nothing, where one of them erred.
fn judged(response: &cedar::Response) -> Option<Decision> {
    if response.diagnostics().errors().next().is_some() {
        return None;
    }
    let mut because: Vec<Arc<str>> = response
        .diagnostics()
        .reason()
        .map(|id| Arc::from(id.to_string()))
        .collect();
    because.sort();
    Some(Decision {
        allowed: response.decision() == cedar::Decision::Allow,
        because: because.into(),
    })
}

fn known_actions(schema: &cedar::Schema, all: &cedar::PolicySet) -> Result<HashMap<Action, KnownAction>, PolicyFault> {
    let declared = schema
        .action_entities()
        .map_err(|fault| PolicyFault::Schema(fault.to_string()))?;
    Action::ALL
        .iter()
        .map(|action| {
            let unknown = || PolicyFault::UnknownAction(action.code());
            let name = named("Action", action.code()).ok_or_else(unknown)?;
            let entity = declared.get(&name).cloned().ok_or_else(unknown)?;
            let mut names: HashSet<&cedar::EntityUid> = declared.ancestors(&name).into_iter().flatten().collect();
            names.insert(&name);
            let mut rules = cedar::PolicySet::new();
            for rule in all.policies() {
                let speaks = match rule.action_constraint() {
                    cedar::ActionConstraint::Any => true,
                    cedar::ActionConstraint::Eq(one) => one == name,
                    cedar::ActionConstraint::In(some) => some.iter().any(|one| names.contains(one)),
                };
                if speaks {
                    rules
                        .add(rule.clone())
                        .map_err(|_| PolicyFault::SameName(rule.id().to_string()))?;
                }
            }
            Ok((
                *action,
                KnownAction {
                    name: name.clone(),
                    entity,
                    rules,
                },
            ))
        })
        .collect()
}

fn named(type_name: &str, id: &str) -> Option<cedar::EntityUid> {
    let type_name = cedar::EntityTypeName::from_str(type_name).ok()?;
    Some(cedar::EntityUid::from_type_name_and_id(
        type_name,
        cedar::EntityId::new(id),
    ))
}

type Attributes = HashMap<String, cedar::RestrictedExpression>;

fn who_entity(who: &WhoFacts) -> Option<cedar::Entity> {
    let parents: HashSet<cedar::EntityUid> = who
        .grants()
        .into_iter()
        .map(|(type_name, code)| named(type_name, code))
        .collect::<Option<_>>()?;
    let (type_name, with_agency) = match who.sort {
        Sort::Person => ("Person", true),
        Sort::Machine => ("Machine", true),
        Sort::Job => ("Job", false),
        Sort::Operator => ("Operator", false),
    };
    let mut attributes = Attributes::new();
    if with_agency {
        attributes.insert("agency_kind".to_owned(), word("AgencyKind", who.agency_kind.code())?);
    }
    cedar::Entity::new(named(type_name, "asker")?, attributes, parents).ok()
}

fn what_entity(what: &WhatFacts) -> Option<cedar::Entity> {
    let mut attributes = Attributes::new();
    let mut fact = |name: &str, holds: bool| {
        attributes.insert(name.to_owned(), cedar::RestrictedExpression::new_bool(holds));
    };
    match what.class {
        ResourceClass::Record | ResourceClass::HandIn | ResourceClass::Attachment => {
            fact("own_agency", what.own_agency);
            fact("agreement_identity", what.agreement.is_some());
            fact("agreement_content", what.agreement == Some(Share::Content));
            fact("case_team", what.case_team);
            fact("author", what.mine);
            fact("break_glass", what.break_glass);
            attributes.insert("handling".to_owned(), word("Handling", what.handling.code())?);
        }
        ResourceClass::Draft => {
            fact("own_agency", what.own_agency);
            fact("author", what.mine);
        }
        ResourceClass::Link => {
            fact("both_sides_pointer", what.sides.both_pointer);
            fact("both_sides_identity", what.sides.both_identity);
            fact("one_side_content", what.sides.one_content);
        }
        ResourceClass::Import
        | ResourceClass::Mapping
        | ResourceClass::Token
        | ResourceClass::Alert
        | ResourceClass::Agency
        | ResourceClass::Ledger => fact("own_agency", what.own_agency),
        ResourceClass::Account => {
            fact("own_agency", what.own_agency);
            fact("mine", what.mine);
        }
        ResourceClass::Agreement => {
            fact("own_agency", what.own_agency);
            fact("receiving", what.party);
        }
        ResourceClass::BreakGlass => {
            fact("own_agency", what.own_agency);
            fact("our_staff", what.party);
            fact("mine", what.mine);
        }
        ResourceClass::Pack | ResourceClass::System | ResourceClass::Network => {}
    }
    cedar::Entity::new(named(what.class.type_name(), "asked")?, attributes, HashSet::new()).ok()
}

fn word(type_name: &str, code: &str) -> Option<cedar::RestrictedExpression> {
    named(type_name, code).map(cedar::RestrictedExpression::new_entity_uid)
}
