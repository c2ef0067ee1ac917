//! The rules as text: that they are read strictly, that nothing half-read permits, that the printed table is current.

use super::cast::*;
use crate::facts::{WhatFacts, WhoFacts};
use crate::rules::{LIMITS, SCHEMA, SHIPPED};
use crate::*;
use domain::{AgencyKind, Handling, Purpose, Role};
use std::collections::HashSet;

/// The shipped rules with one more file.
fn with(extra: &str) -> Result<Policy, PolicyFault> {
    let files: Vec<(&str, &str)> = SHIPPED.into_iter().chain([LIMITS, ("extra", extra)]).collect();
    Policy::from_text(SCHEMA, &files)
}

fn rule(condition: &str) -> String {
    format!(
        r#"@id("extra") @why("a test") permit (principal is Person, action == Action::"view_content", resource is Record) when {{ {condition} }};"#
    )
}

#[test]
fn the_shipped_rules_can_be_used() {
    let policy = Policy::shipped();
    assert!(policy.fault().is_none(), "{:?}", policy.fault());
    let files: HashSet<&str> = policy.rules().iter().map(|rule| rule.file.as_str()).collect();
    assert_eq!(files.len(), SHIPPED.len() + 1, "every file gives rules");
    for rule in policy.rules() {
        assert_eq!(
            rule.forbids,
            rule.file == LIMITS.0,
            "{}: what forbids stands in limits.cedar, alone",
            rule.id
        );
        assert!(rule.why.ends_with('.'), "{}: the reason is a sentence", rule.id);
    }
}

#[test]
fn text_that_does_not_fit_gives_no_rules() {
    let cases = [
        ("an unknown fact", rule("resource.secret")),
        ("an unknown role", rule(r#"principal in Role::"practicioner""#)),
        ("an unknown handling", rule(r#"resource.handling == Handling::"open""#)),
        ("an unknown purpose", rule(r#"context.purpose == Purpose::"curiosity""#)),
        ("an unknown thing asked with", rule("context.hour == 3")),
        ("a fact compared with a word", rule(r#"resource.own_agency == "yes""#)),
        ("a rule that can never apply", rule("false")),
        (
            "an unknown action",
            rule("true").replace("view_content", "view_everything"),
        ),
        ("no reason", rule("true").replace(r#"@why("a test")"#, "")),
        ("no name", rule("true").replace(r#"@id("extra")"#, "")),
        (
            "a name used twice",
            rule("true").replace(r#"@id("extra")"#, r#"@id("network-pointer")"#),
        ),
        ("no Cedar at all", "permit everything".to_owned()),
    ];
    for (what, text) in &cases {
        assert!(with(text).is_err(), "{what} was let pass");
    }
    assert!(matches!(with(&rule("resource.secret")), Err(PolicyFault::Invalid(_))));
    assert!(
        with(&rule("resource.own_agency")).is_ok(),
        "a sound rule is read, so the cases above fail for their faults"
    );
    assert!(matches!(
        Policy::from_text("entity {", &[]),
        Err(PolicyFault::Schema(_))
    ));
    assert!(matches!(
        Policy::from_text("entity Person;", &[]),
        Err(PolicyFault::UnknownAction(_))
    ));
}

#[test]
fn a_rule_that_errs_refuses_even_where_another_permits() {
    let own_record = record(1, agency(1), Handling::Shared, own());
    assert!(Policy::shipped().allows(&social_worker(), Action::ViewContent, &own_record));
    // Cedar by itself would skip the rule that fails and let the others permit.
    let erring =
        r#"@id("extra") @why("a test") forbid (principal, action, resource) when { 9223372036854775807 + 1 < 0 };"#;
    let policy = with(erring).expect("it fits the schema and fails only when asked");
    assert!(!policy.allows(&social_worker(), Action::ViewContent, &own_record));
    assert_eq!(policy.view(&social_worker(), &own_record), View::Nothing);
}

#[test]
fn no_rules_refuse_everything() {
    let policy = Policy::from_text(SCHEMA, &[]).expect("the schema alone is sound");
    for action in Action::ALL {
        for thing in strangers_things(own()) {
            for who in [social_worker(), Principal::operator(), Principal::system("test")] {
                assert!(!policy.allows(&who, *action, &thing));
            }
        }
    }
}

#[test]
fn the_schema_and_the_types_name_the_same_actions_on_the_same_things() {
    let rules = Policy::shipped().rules_for_test().expect("shipped");
    let named: HashSet<String> = Action::ALL.iter().map(|action| action.code().to_owned()).collect();
    assert_eq!(rules.schema_actions(), named);
    for action in Action::ALL {
        let classes: HashSet<ResourceClass> = action.classes().iter().copied().collect();
        assert_eq!(rules.schema_classes(*action), classes, "{action}");
        assert_eq!(Action::from_code(action.code()), Some(*action));
    }
}

#[test]
fn the_schema_knows_every_word_of_the_domain() {
    let rules = Policy::shipped().rules_for_test().expect("shipped");
    let known =
        |who: &Principal, action, what: &WhatFacts| rules.ask_checked(&WhoFacts::of(who), action, what).is_some();
    for kind in AgencyKind::ALL {
        for purpose in Purpose::ALL {
            for handling in Handling::ALL {
                let what = WhatFacts {
                    handling: *handling,
                    ..WhatFacts::bare(ResourceClass::Record)
                };
                assert!(
                    known(&person(Role::ALL, *kind, *purpose), Action::ViewContent, &what),
                    "{kind} {purpose} {handling}"
                );
            }
        }
    }
    let token = domain::ids::TokenId(uuid::Uuid::nil());
    let machine = Principal::machine(
        token,
        agency(1),
        AgencyKind::Health,
        TokenScope::ALL.to_vec(),
        Purpose::Safeguarding,
    );
    for action in Action::ALL {
        for class in action.classes() {
            for who in [
                &machine,
                &social_worker(),
                &Principal::operator(),
                &Principal::system("test"),
            ] {
                assert!(
                    known(who, *action, &WhatFacts::bare(*class)),
                    "{action} {}",
                    class.code()
                );
            }
        }
    }
}

#[test]
fn the_printed_matrix_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/permits.snap.md");
    let printed = matrix();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &printed).expect("the snapshot can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let differs = printed.lines().zip(kept.lines()).find(|(now, before)| now != before);
    assert!(
        printed == kept,
        "the rights have changed: review them, then renew permits.snap.md with UPDATE=1 (first difference: {differs:?})"
    );
}
