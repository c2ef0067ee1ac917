//! What must be true of the rules whatever they say, tried over all facts or over generated ones.

use super::cast::*;
use crate::facts::{WhatFacts, WhoFacts};
use crate::*;
use domain::{AgencyKind, Handling, Purpose, Role};
use proptest::prelude::*;
use proptest::sample::select;

fn shipped() -> &'static Policy {
    Policy::shipped()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// The list's filter and the row-by-row decision are one.
    #[test]
    fn a_scope_admits_exactly_what_would_be_permitted(who in any_principal(), (row, action) in any_act()) {
        scope_is_permit(&who, &row, action)?;
    }

    /// The same for the hardest class.
    #[test]
    fn a_scope_of_records_admits_exactly_what_would_be_permitted(who in any_principal(), (row, action) in any_act_on_record()) {
        scope_is_permit(&who, &row, action)?;
    }

    /// What is remembered is what all of Cedar says, and the facts given to Cedar fit the schema.
    #[test]
    fn what_is_remembered_is_what_the_rules_say(
        who in any_principal(), one in any_act(), other in any_act_on_record(),
    ) {
        for (what, action) in [one, other] {
            let (who, what) = (WhoFacts::of(&who), WhatFacts::of(&who, &what));
            let rules = shipped().rules_for_test().expect("shipped");
            let first = shipped().decide_facts(&who, action, &what);
            prop_assert_eq!(&first, &shipped().decide_facts(&who, action, &what));
            let fresh = rules.ask_checked(&who, action, &what).expect("the facts fit the schema");
            let before = action.after().map(|first| rules.ask_checked(&who, first, &what).expect("the facts fit"));
            match before.filter(|decision| !decision.allowed) {
                Some(refused) => prop_assert_eq!(first, refused),
                None => prop_assert_eq!(first, fresh),
            }
        }
    }

    /// Several roles give what each gives. The one exception is written in ledger.cedar and in the matrix; links are
    /// judged by what the asker sees of each side, by whatever role.
    #[test]
    fn roles_add_up_and_do_nothing_else(
        roles in proptest::sample::subsequence(Role::ALL, 0..4_usize), kind in select(AgencyKind::ALL),
        purpose in select(Purpose::ALL), one in any_act(), other in any_act_on_record(),
    ) {
        let who = person(&roles, kind, purpose);
        for (what, action) in [one, other] {
            if action == Action::ViewLedger || what.class() == ResourceClass::Link {
                continue;
            }
            let alone = |roles: &[Role]| shipped().allows(&person(roles, kind, purpose), action, &what);
            let by_one = alone(&[]) || roles.iter().any(|role| alone(&[*role]));
            prop_assert_eq!(shipped().allows(&who, action, &what), by_one);
        }
    }

    /// What is true of a record is true of its referral and its files.
    #[test]
    fn hand_ins_and_files_follow_their_record(
        who in any_principal(), relation in any_relation(), handling in select(Handling::ALL), owner in 0..3_u128,
    ) {
        let id = uuid::Uuid::from_u128(9);
        let owner = agency(owner);
        let of_record = record(9, owner, handling, relation);
        let hand_in = Resource::HandIn { id: domain::ids::HandInId(id), owner, handling, relation };
        let file = Resource::Attachment { id: domain::ids::AttachmentId(id), owner, handling, relation };
        prop_assert_eq!(shipped().rights(&who, &of_record), shipped().rights(&who, &hand_in));
        prop_assert_eq!(shipped().view(&who, &of_record), shipped().view(&who, &file));
        prop_assert_eq!(
            shipped().allows(&who, Action::GiveFeedback, &of_record),
            shipped().allows(&who, Action::GiveFeedback, &hand_in)
        );
    }

    /// Sealing holds: whatever their relation, nobody of another agency learns that the record is there.
    #[test]
    fn what_is_sealed_does_not_exist_elsewhere(who in any_principal(), relation in any_relation()) {
        let sealed = record(4, agency(9), Handling::Sealed, relation);
        for action in Action::ALL {
            prop_assert!(!shipped().allows(&who, *action, &sealed), "{}", action);
        }
        prop_assert_eq!(shipped().rights(&who, &sealed), FieldRights::NONE);
    }

    /// No link is shown, explained or judged where one side does not exist for the reader.
    #[test]
    fn a_link_to_what_is_not_seen_is_not_seen(who in any_principal(), relation in any_relation(), handling in select(Handling::ALL)) {
        let seen = Side { owner: agency(1), handling, relation: own() };
        let unseen = Side { owner: agency(9), handling: Handling::Sealed, relation };
        for sides in [[seen, unseen], [unseen, seen]] {
            let link = Resource::Link { id: domain::ids::LinkId(uuid::Uuid::from_u128(6)), sides };
            for action in [Action::ViewLink, Action::ExplainLink, Action::JudgeLink] {
                prop_assert!(!shipped().allows(&who, action, &link));
            }
        }
    }

    /// Saying that a record is our own does not make it so.
    #[test]
    fn the_relation_alone_makes_nothing_ours(who in any_principal(), relation in any_relation(), handling in select(Handling::ALL)) {
        let claimed = record(4, agency(9), handling, Relation { own_agency: true, ..relation });
        let honest = record(4, agency(9), handling, Relation { own_agency: false, ..relation });
        prop_assert_eq!(shipped().rights(&who, &claimed), shipped().rights(&who, &honest));
    }
}

fn scope_is_permit(who: &Principal, row: &Resource, action: Action) -> Result<(), TestCaseError> {
    let permitted = shipped().allows(who, action, row);
    match shipped().scope_for(who, action, row.class()) {
        Ok(scope) => prop_assert_eq!(scope.admits(row), permitted),
        Err(refusal) if row.class() == ResourceClass::Link => {
            prop_assert_eq!(refusal.reason, RefusalReason::NotApplicable);
        }
        Err(refusal) => {
            prop_assert!(!permitted, "a row that may be seen is in no list");
            prop_assert_eq!(refusal.reason, RefusalReason::Silence);
        }
    }
    Ok(())
}

/// Nearer to the child is never less sight, for every asker with one role and every record: what lets a scope be written
/// as clauses at all. (Several roles add up, as shown above.)
#[test]
fn every_scope_can_be_written_as_clauses() {
    for role in Role::ALL {
        for kind in [
            AgencyKind::Police,
            AgencyKind::Immigration,
            AgencyKind::NationalUnit,
            AgencyKind::Charity,
        ] {
            for purpose in [
                Purpose::Safeguarding,
                Purpose::Investigation,
                Purpose::Analysis,
                Purpose::Audit,
            ] {
                let who = person(&[*role], kind, purpose);
                for action in Action::ALL {
                    for class in action.classes().iter().filter(|class| **class != ResourceClass::Link) {
                        if let Err(refusal) = shipped().scope_for(&who, *action, *class) {
                            assert_eq!(
                                refusal.reason,
                                RefusalReason::Silence,
                                "{role} {kind} {purpose} {action}"
                            );
                        }
                    }
                }
            }
        }
    }
}

/// Whatever their relation to it, these roles never see a child's record, not even that it exists.
#[test]
fn auditors_trainers_and_administrators_see_no_case() {
    for role in [Role::Auditor, Role::Trainer, Role::AgencyAdmin, Role::SystemAdmin] {
        for purpose in Purpose::ALL {
            let who = person(&[role], AgencyKind::NationalUnit, *purpose);
            for handling in Handling::ALL {
                for agreement in [None, Some(Share::Content)] {
                    for nearest in [false, true] {
                        let relation = Relation {
                            own_agency: nearest,
                            agreement,
                            case_team: nearest,
                            author: nearest,
                            break_glass: nearest,
                        };
                        for owner in [agency(1), agency(2)] {
                            let what = record(1, owner, *handling, relation);
                            assert_eq!(
                                shipped().view(&who, &what),
                                View::Nothing,
                                "{role} {purpose} {handling}"
                            );
                        }
                    }
                }
            }
            assert!(!shipped().allows(&who, Action::Search, &Resource::Network));
            assert!(!shipped().allows(&who, Action::Recognise, &Resource::Network));
        }
    }
}

/// An agreement on content for another purpose than safeguarding, and every other relation, keeps the immigration
/// position from immigration and border agencies.
#[test]
fn immigration_agencies_are_kept_from_the_immigration_position() {
    for kind in [AgencyKind::Immigration, AgencyKind::Border] {
        for purpose in Purpose::ALL {
            let who = person(
                &[Role::Practitioner, Role::Manager, Role::DeskOfficer, Role::Analyst],
                kind,
                *purpose,
            );
            for agreement in [None, Some(Share::Identity), Some(Share::Content)] {
                for near in [false, true] {
                    let relation = Relation {
                        agreement,
                        case_team: near,
                        break_glass: near,
                        ..Relation::default()
                    };
                    let what = record(1, agency(2), Handling::Shared, relation);
                    let may = agreement == Some(Share::Content) && *purpose == Purpose::Safeguarding;
                    assert_eq!(
                        shipped().allows(&who, Action::ViewImmigration, &what),
                        may,
                        "{kind} {purpose} {agreement:?}"
                    );
                }
            }
        }
    }
}
