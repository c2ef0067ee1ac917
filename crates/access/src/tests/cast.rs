//! Askers and things to try the rules with: a fixed few, and generated ones.

use crate::*;
use domain::ids::*;
use domain::{AgencyKind, Handling, Purpose, RecordKind, Role};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use uuid::Uuid;

/// Three agencies; the asker is of the first, or of none.
pub fn agency(number: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(0xA0 + number))
}

pub fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(0xC0 + number))
}

pub fn person(roles: &[Role], kind: AgencyKind, purpose: Purpose) -> Principal {
    Principal::person(account(1), agency(1), kind, roles.iter().copied(), purpose)
}

pub fn social_worker() -> Principal {
    person(&[Role::Practitioner], AgencyKind::SocialCare, Purpose::Safeguarding)
}

pub fn record(number: u128, owner: AgencyId, handling: Handling, relation: Relation) -> Resource {
    Resource::Record {
        id: RecordId(Uuid::from_u128(number)),
        owner,
        kind: RecordKind::Child,
        handling,
        relation,
    }
}

pub fn own() -> Relation {
    Relation {
        own_agency: true,
        ..Relation::default()
    }
}

/// One of every kind of thing, all another agency's and none of the asker's.
pub fn strangers_things(relation: Relation) -> Vec<Resource> {
    let (owner, id) = (agency(2), Uuid::from_u128(7));
    let mut things: Vec<Resource> = Vec::new();
    for handling in Handling::ALL.iter().copied() {
        let side = Side {
            owner,
            handling,
            relation,
        };
        things.extend([
            record(7, owner, handling, relation),
            Resource::HandIn {
                id: HandInId(id),
                owner,
                handling,
                relation,
            },
            Resource::Attachment {
                id: AttachmentId(id),
                owner,
                handling,
                relation,
            },
            Resource::Link {
                id: LinkId(id),
                sides: [side, side],
            },
        ]);
    }
    things.extend([
        Resource::Draft {
            id: HandInId(id),
            owner,
            author: account(2),
        },
        Resource::Import {
            id: ImportId(id),
            owner,
        },
        Resource::Mapping {
            id: MappingId(id),
            owner,
        },
        Resource::Ledger { agency: Some(owner) },
        Resource::Ledger { agency: None },
        Resource::Account {
            id: account(2),
            agency: owner,
        },
        Resource::Agency { id: owner },
        Resource::Agreement {
            id: AgreementId(id),
            owner,
            reader: agency(3),
        },
        Resource::Token {
            id: TokenId(id),
            agency: owner,
        },
        Resource::Alert {
            id: AlertId(id),
            agency: owner,
        },
        Resource::BreakGlass {
            id: BreakGlassId(id),
            owner,
            agency: agency(3),
            account: account(3),
        },
        Resource::Pack,
        Resource::System,
        Resource::Network,
    ]);
    things
}

pub fn any_relation() -> impl Strategy<Value = Relation> {
    (
        any::<bool>(),
        proptest::option::of(select(Share::ALL)),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(own_agency, agreement, case_team, author, break_glass)| Relation {
            own_agency,
            agreement,
            case_team,
            author,
            break_glass,
        })
}

pub fn any_principal() -> impl Strategy<Value = Principal> {
    let roles = subsequence(Role::ALL, 0..=Role::ALL.len());
    let scopes = subsequence(TokenScope::ALL, 0..=TokenScope::ALL.len());
    (
        0..8_u8,
        roles,
        scopes,
        select(AgencyKind::ALL),
        select(Purpose::ALL),
        0..3_u128,
    )
        .prop_map(|(sort, roles, scopes, kind, purpose, number)| {
            // The third agency number stands for an asker who acts for none.
            let agency = if number == 2 {
                AgencyId(Uuid::nil())
            } else {
                agency(number + 1)
            };
            match sort {
                0 => Principal::machine(TokenId(Uuid::from_u128(5)), agency, kind, scopes, purpose),
                1 => Principal::system_for("test", agency).with_purpose(purpose),
                2 => Principal::operator_for(agency).with_purpose(purpose),
                _ => Principal::person(account(number), agency, kind, roles, purpose),
            }
        })
}

pub fn any_resource() -> impl Strategy<Value = Resource> {
    let ids = (0..3_u128, 0..3_u128, 0..3_u128, 0..3_u128);
    let sides = (
        any_relation(),
        any_relation(),
        select(Handling::ALL),
        select(Handling::ALL),
    );
    (0..18_usize, ids, sides).prop_map(
        |(class, (id, first, second, who), (relation, other, handling, other_handling))| {
            let (owner, reader, by) = (agency(first), agency(second), account(who));
            let id = Uuid::from_u128(id);
            match class {
                0 => record(3, owner, handling, relation),
                1 => Resource::HandIn {
                    id: HandInId(id),
                    owner,
                    handling,
                    relation,
                },
                2 => Resource::Attachment {
                    id: AttachmentId(id),
                    owner,
                    handling,
                    relation,
                },
                3 => Resource::Draft {
                    id: HandInId(id),
                    owner,
                    author: by,
                },
                4 => {
                    let sides = [
                        Side {
                            owner,
                            handling,
                            relation,
                        },
                        Side {
                            owner: reader,
                            handling: other_handling,
                            relation: other,
                        },
                    ];
                    Resource::Link { id: LinkId(id), sides }
                }
                5 => Resource::Import {
                    id: ImportId(id),
                    owner,
                },
                6 => Resource::Mapping {
                    id: MappingId(id),
                    owner,
                },
                7 => Resource::Ledger { agency: Some(owner) },
                8 => Resource::Ledger { agency: None },
                9 => Resource::Account { id: by, agency: owner },
                10 => Resource::Agency { id: owner },
                11 => Resource::Agreement {
                    id: AgreementId(id),
                    owner,
                    reader,
                },
                12 => Resource::Token {
                    id: TokenId(id),
                    agency: owner,
                },
                13 => Resource::Alert {
                    id: AlertId(id),
                    agency: owner,
                },
                14 => Resource::BreakGlass {
                    id: BreakGlassId(id),
                    owner,
                    agency: reader,
                    account: by,
                },
                15 => Resource::Pack,
                16 => Resource::System,
                _ => Resource::Network,
            }
        },
    )
}

/// Any thing with an action that is done to such things.
pub fn any_act() -> impl Strategy<Value = (Resource, Action)> {
    any_resource().prop_flat_map(|what| {
        let class = what.class();
        let actions: Vec<Action> = Action::ALL
            .iter()
            .copied()
            .filter(|action| action.classes().contains(&class))
            .collect();
        (Just(what), select(actions))
    })
}

/// Any record, with an action that is done to records.
pub fn any_act_on_record() -> impl Strategy<Value = (Resource, Action)> {
    let actions: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| action.classes().contains(&ResourceClass::Record))
        .collect();
    (0..2_u128, any_relation(), select(Handling::ALL), select(actions))
        .prop_map(|(owner, relation, handling, action)| (record(3, agency(owner), handling, relation), action))
}
