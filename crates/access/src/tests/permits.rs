//! Permits and refusals: what they are bound to, what they say of themselves, and who gets which.

use super::cast::*;
use crate::in_force::BREAK_GLASS_AT_MOST_MS;
use crate::*;
use domain::ids::*;
use domain::{AgencyKind, Handling, Purpose, Role};
use uuid::Uuid;

fn shipped() -> &'static Policy {
    Policy::shipped()
}

const AGREED: Relation = Relation {
    own_agency: false,
    agreement: Some(Share::Content),
    case_team: false,
    author: false,
    break_glass: false,
};

#[test]
fn a_permit_is_for_one_thing_and_says_why() {
    let what = record(1, agency(2), Handling::Shared, AGREED);
    let permit = shipped()
        .permit::<ViewContent>(&social_worker(), &what)
        .expect("an agreement on content");
    assert!(permit.covers(RecordId(Uuid::from_u128(1))));
    assert!(
        !permit.covers(RecordId(Uuid::from_u128(2))),
        "a permit for one record opens another"
    );
    assert!(permit.covers_owner(agency(2)) && !permit.covers_owner(agency(1)));
    let refusal = permit
        .require(RecordId(Uuid::from_u128(2)))
        .expect_err("another record");
    assert_eq!(refusal.reason, RefusalReason::OtherThing);

    let line = permit.line();
    assert_eq!(
        serde_json::to_value(&line).expect("a ledger line"),
        serde_json::json!({
            "account": account(1), "agency": agency(1), "machine": null, "purpose": "safeguarding",
            "action": "view_content", "resource_class": "record", "resource": Uuid::from_u128(1),
            "policy_ids": ["agreement-content"], "relation": ["agreement_content"],
        })
    );
    let back: PermitLine = serde_json::from_value(serde_json::to_value(&line).expect("written")).expect("read back");
    assert_eq!(back, line);
}

#[test]
fn a_permit_for_the_network_or_a_list_covers_no_row() {
    let permit = shipped()
        .permit::<Search>(&social_worker(), &Resource::Network)
        .expect("a case worker searches");
    assert!(!permit.covers(Uuid::nil()) && !permit.covers(RecordId(Uuid::from_u128(1))));
    assert_eq!((permit.resource_id(), permit.line().resource), (ResourceId::Any, None));
}

#[test]
fn an_outsider_without_a_role_is_refused_everything() {
    let nearest = Relation {
        own_agency: true,
        agreement: Some(Share::Content),
        case_team: true,
        author: true,
        break_glass: true,
    };
    let mut tried = std::collections::BTreeSet::new();
    for kind in AgencyKind::ALL {
        for purpose in Purpose::ALL {
            let outsider = person(&[], *kind, *purpose);
            for relation in [Relation::default(), nearest] {
                for thing in strangers_things(relation) {
                    for action in Action::ALL {
                        assert!(
                            !shipped().allows(&outsider, *action, &thing),
                            "{action} {kind} {purpose}"
                        );
                        if action.classes().contains(&thing.class()) {
                            tried.insert(*action);
                        }
                    }
                }
            }
        }
    }
    assert_eq!(
        tried.len(),
        Action::ALL.len(),
        "every action was tried on something that it is done to"
    );
    let refusal = shipped()
        .permit::<ViewContent>(
            &person(&[], AgencyKind::Police, Purpose::Safeguarding),
            &record(1, agency(2), Handling::Shared, nearest),
        )
        .expect_err("an outsider");
    assert_eq!(refusal.reason, RefusalReason::Silence);
    assert_eq!(
        refusal.line().resource,
        Some(Uuid::from_u128(1)),
        "the attempt can be written in the ledger"
    );
}

#[test]
fn an_action_on_the_wrong_kind_of_thing_is_refused() {
    let refusal = shipped()
        .permit::<JudgeLink>(&social_worker(), &Resource::System)
        .expect_err("not a link");
    assert_eq!(refusal.reason, RefusalReason::NotApplicable);
}

#[test]
fn a_list_says_which_rows_and_by_which_rules() {
    let list = shipped()
        .list::<ViewContent>(&social_worker())
        .expect("a case worker lists");
    let scope = list.scope();
    assert_eq!(
        (scope.class, scope.agency, scope.purpose),
        (ResourceClass::Record, agency(1), Purpose::Safeguarding)
    );
    let needs = |needs: Needs, handlings: &[Handling]| Clause {
        handlings: handlings.iter().copied().collect(),
        needs,
    };
    let (open, shared, every) = (
        &[Handling::Shared, Handling::PointerOnly][..],
        &[Handling::Shared][..],
        &[Handling::Sealed][..],
    );
    let own = Needs {
        own_agency: true,
        ..Needs::default()
    };
    let expected = [
        needs(own, open),
        needs(
            Needs {
                agreement: Some(Share::Content),
                ..Needs::default()
            },
            shared,
        ),
        needs(
            Needs {
                case_team: true,
                ..Needs::default()
            },
            open,
        ),
        needs(
            Needs {
                break_glass: true,
                ..Needs::default()
            },
            open,
        ),
        needs(Needs { author: true, ..own }, every),
        needs(
            Needs {
                break_glass: true,
                ..own
            },
            every,
        ),
    ];
    for clause in &expected {
        assert!(
            scope.clauses.contains(clause),
            "{clause:?} is not in {:?}",
            scope.clauses
        );
    }
    assert_eq!(scope.clauses.len(), expected.len(), "{:?}", scope.clauses);
    assert!(!scope.all_of_own());
    assert!(list.line().policy_ids.contains(&"own-agency-content".to_owned()));
    assert_eq!(list.line().resource, None);

    let pointers = shipped().list::<ViewPointer>(&social_worker()).expect("pointers");
    assert!(
        pointers.scope().clauses.contains(&needs(Needs::default(), open)),
        "pointers from the whole network"
    );

    let auditor = person(&[Role::Auditor], AgencyKind::SocialCare, Purpose::Audit);
    assert!(shipped().list::<ViewContent>(&auditor).is_err());
    let lines = shipped().list::<ViewLedger>(&auditor).expect("an auditor reads lines");
    assert!(lines.scope().admits(&Resource::Ledger {
        agency: Some(agency(1))
    }));
    assert!(!lines.scope().admits(&Resource::Ledger {
        agency: Some(agency(2))
    }));
    assert!(!lines.scope().admits(&Resource::Ledger { agency: None }));
}

/// The story of the first issue: who gets what, said case by case.
#[test]
fn the_cast_sees_what_it_should() {
    let nothing = Relation::default();
    let desk = |kind, purpose| person(&[Role::DeskOfficer], kind, purpose);
    let analyst = |purpose| person(&[Role::Analyst], AgencyKind::Police, purpose);
    let worker = social_worker();
    let glass = Relation {
        break_glass: true,
        ..nothing
    };
    let identity = Relation {
        agreement: Some(Share::Identity),
        ..nothing
    };
    let author = Relation { author: true, ..own() };
    let cases = [
        (
            "own record",
            worker.clone(),
            agency(1),
            Handling::PointerOnly,
            own(),
            View::Content,
        ),
        (
            "own sealed record",
            worker.clone(),
            agency(1),
            Handling::Sealed,
            own(),
            View::Nothing,
        ),
        (
            "own sealed record, its author",
            worker.clone(),
            agency(1),
            Handling::Sealed,
            author,
            View::Content,
        ),
        (
            "own sealed record, the desk",
            desk(AgencyKind::Police, Purpose::Safeguarding),
            agency(1),
            Handling::Sealed,
            own(),
            View::Content,
        ),
        (
            "shared, nothing agreed",
            worker.clone(),
            agency(2),
            Handling::Shared,
            nothing,
            View::Pointer,
        ),
        (
            "shared, identity agreed",
            worker.clone(),
            agency(2),
            Handling::Shared,
            identity,
            View::Identity,
        ),
        (
            "shared, content agreed",
            worker.clone(),
            agency(2),
            Handling::Shared,
            AGREED,
            View::Content,
        ),
        (
            "pointer only, content agreed",
            worker.clone(),
            agency(2),
            Handling::PointerOnly,
            AGREED,
            View::Pointer,
        ),
        (
            "shared, glass broken",
            worker.clone(),
            agency(2),
            Handling::PointerOnly,
            glass,
            View::Content,
        ),
        (
            "glass broken for a study",
            worker.clone().with_purpose(Purpose::Analysis),
            agency(2),
            Handling::Shared,
            glass,
            View::Pointer,
        ),
        (
            "analyst, content agreed for safeguarding",
            analyst(Purpose::Safeguarding),
            agency(2),
            Handling::Shared,
            AGREED,
            View::Pointer,
        ),
        (
            "analyst, content agreed for analysis",
            analyst(Purpose::Analysis),
            agency(2),
            Handling::Shared,
            AGREED,
            View::Content,
        ),
        (
            "analyst, glass broken",
            analyst(Purpose::Safeguarding),
            agency(2),
            Handling::Shared,
            glass,
            View::Pointer,
        ),
        (
            "own record, session for administration",
            worker.with_purpose(Purpose::Administration),
            agency(1),
            Handling::Shared,
            own(),
            View::Nothing,
        ),
    ];
    for (what, who, owner, handling, relation, view) in cases {
        assert_eq!(
            shipped().view(&who, &record(1, owner, handling, relation)),
            view,
            "{what}"
        );
    }
}

#[test]
fn nobody_raises_themselves_or_reviews_themselves() {
    let admin = person(
        &[Role::AgencyAdmin, Role::SystemAdmin, Role::Manager],
        AgencyKind::Police,
        Purpose::Administration,
    );
    let (mine, colleague) = (
        Resource::Account {
            id: account(1),
            agency: agency(1),
        },
        Resource::Account {
            id: account(2),
            agency: agency(1),
        },
    );
    for action in [
        Action::ManageAccounts,
        Action::AppointAgencyAdmin,
        Action::AppointSystemAdmin,
    ] {
        assert!(!shipped().allows(&admin, action, &mine), "{action}");
        assert!(shipped().allows(&admin, action, &colleague), "{action}");
    }
    assert!(shipped().allows(&admin, Action::ManageOwnAccount, &mine));
    assert!(!shipped().allows(&admin, Action::ManageOwnAccount, &colleague));
    let agency_admin = person(&[Role::AgencyAdmin], AgencyKind::Police, Purpose::Administration);
    assert!(
        !shipped().allows(&agency_admin, Action::AppointSystemAdmin, &colleague),
        "an agency makes no system administrator"
    );
    let look = |by| Resource::BreakGlass {
        id: BreakGlassId(Uuid::from_u128(1)),
        owner: agency(2),
        agency: agency(1),
        account: by,
    };
    assert!(!shipped().allows(&admin, Action::ReviewBreakGlass, &look(account(1))));
    assert!(shipped().allows(&admin, Action::ReviewBreakGlass, &look(account(2))));
}

#[test]
fn a_key_does_what_its_scopes_say_and_no_more() {
    let key = |scopes: &[TokenScope]| {
        Principal::machine(
            TokenId(Uuid::from_u128(3)),
            agency(1),
            AgencyKind::Police,
            scopes.to_vec(),
            Purpose::Safeguarding,
        )
    };
    let own_record = record(1, agency(1), Handling::Shared, own());
    let reader = key(&[TokenScope::RecordsRead]);
    assert_eq!(shipped().view(&reader, &own_record), View::Content);
    assert!(
        !shipped()
            .rights(&reader, &own_record)
            .opens(domain::fields::Sensitivity::ShieldedAddress)
    );
    assert!(!shipped().allows(&reader, Action::HandIn, &Resource::Agency { id: agency(1) }));
    let writer = key(&[TokenScope::HandInsWrite]);
    assert_eq!(shipped().view(&writer, &own_record), View::Nothing);
    assert!(shipped().allows(&writer, Action::HandIn, &Resource::Agency { id: agency(1) }));
    assert!(!shipped().allows(&writer, Action::HandIn, &Resource::Agency { id: agency(2) }));
    assert!(!shipped().allows(
        &key(&[TokenScope::ShieldedRead]),
        Action::ViewShieldedAddress,
        &own_record
    ));
    let permit = shipped()
        .permit::<ViewContent>(&reader, &own_record)
        .expect("its own agency's record");
    assert_eq!(permit.line().machine, Some(format!("token:{}", Uuid::from_u128(3))));
    assert_eq!(permit.line().account, None);
}

#[test]
fn an_agreement_counts_only_in_force_for_this_purpose_and_way() {
    let who = social_worker();
    let sound = AgreementFacts {
        owner: agency(2),
        reader: agency(1),
        share: Share::Identity,
        purposes: [Purpose::Safeguarding].into(),
        from_ms: 1000,
        until_ms: Some(2000),
        ended_ms: None,
        accepted_ms: Some(900),
    };
    let holds = |agreement: &AgreementFacts, now| agreement.holds(agency(2), &who, now);
    assert!(holds(&sound, 1000) && holds(&sound, 1999));
    assert!(
        !holds(&sound, 999) && !holds(&sound, 2000),
        "not before its beginning, not at its end"
    );
    assert!(!sound.holds(agency(3), &who, 1500), "another owner");
    let faulty = [
        AgreementFacts {
            reader: agency(3),
            ..sound.clone()
        },
        AgreementFacts {
            purposes: [Purpose::Analysis].into(),
            ..sound.clone()
        },
        AgreementFacts {
            ended_ms: Some(1500),
            ..sound.clone()
        },
        AgreementFacts {
            accepted_ms: None,
            ..sound.clone()
        },
        AgreementFacts {
            owner: agency(1),
            reader: agency(2),
            ..sound.clone()
        },
    ];
    for agreement in &faulty {
        assert!(!holds(agreement, 1500), "{agreement:?}");
    }
    let wider = AgreementFacts {
        share: Share::Content,
        until_ms: None,
        ..sound.clone()
    };
    assert_eq!(
        AgreementFacts::widest([&sound, &wider], agency(2), &who, 1500),
        Some(Share::Content)
    );
    assert_eq!(AgreementFacts::widest(&faulty, agency(2), &who, 1500), None);
}

#[test]
fn an_emergency_look_ends_by_itself_and_is_for_one_person_and_record() {
    let (who, id) = (social_worker(), RecordId(Uuid::from_u128(1)));
    let look = BreakGlassFacts {
        account: account(1),
        record: id,
        opened_ms: 0,
        until_ms: i64::MAX,
        closed_ms: None,
    };
    assert!(look.holds(id, &who, BREAK_GLASS_AT_MOST_MS - 1));
    assert!(
        !look.holds(id, &who, BREAK_GLASS_AT_MOST_MS),
        "an end set too far off does not count"
    );
    assert!(!look.holds(RecordId(Uuid::from_u128(2)), &who, 1));
    assert!(
        !BreakGlassFacts {
            account: account(2),
            ..look
        }
        .holds(id, &who, 1)
    );
    assert!(
        !BreakGlassFacts {
            closed_ms: Some(5),
            ..look
        }
        .holds(id, &who, 5)
    );
    let nobody = BreakGlassFacts {
        account: AccountId(Uuid::nil()),
        ..look
    };
    assert!(
        !nobody.holds(id, &Principal::operator(), 1),
        "who has no account breaks no glass"
    );
}
