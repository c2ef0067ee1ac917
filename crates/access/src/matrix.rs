//! The table of rights, printed from the rules themselves, for a lawyer to read and for review as a diff
//! (`permits.snap.md`; renew with `UPDATE=1 cargo test -p access matrix`).

use crate::actions::Action;
use crate::facts::{SideFacts, Sort, WhatFacts, WhoFacts};
use crate::policy::Policy;
use crate::principal::TokenScope;
use crate::resource::{Relation, ResourceClass, Share};
use domain::{AgencyKind, Handling, Purpose, Role};

/// The whole table of the shipped rules, in Markdown.
pub fn matrix() -> String {
    let policy = Policy::shipped();
    let mut page = String::from(INTRODUCTION);
    records(policy, &mut page);
    agency_kinds(policy, &mut page);
    other_things(policy, &mut page);
    machines(policy, &mut page);
    unattended(policy, &mut page);
    reasons(policy, &mut page);
    page
}

const INTRODUCTION: &str = "\
# Who may do what

Printed from the rules in `policies/`. Do not edit: change the rules, then renew this page with
`UPDATE=1 cargo test -p access matrix`, and review the difference.

A cell shows the purposes for which the answer is yes: `s` safeguarding, `i` investigation, `a` analysis,
`v` supervision, `u` audit, `d` administration; `all` means every one; `.` means no. Somebody with several roles may do
what each of them may, and no more (the one exception: an auditor who is also system administrator reads the whole ledger).
An agreement counts only while it is in force for the purpose in question; one that has run out is `none`.
";

/// How an asker may stand to a record.
const RELATIONS: [(&str, bool, Relation); 8] = {
    const NONE: Relation = Relation {
        own_agency: false,
        agreement: None,
        case_team: false,
        author: false,
        break_glass: false,
    };
    const OWN: Relation = Relation {
        own_agency: true,
        ..NONE
    };
    [
        ("own agency", true, OWN),
        ("own agency, author", true, Relation { author: true, ..OWN }),
        (
            "own agency, glass broken",
            true,
            Relation {
                break_glass: true,
                ..OWN
            },
        ),
        (
            "agreement: content",
            false,
            Relation {
                agreement: Some(Share::Content),
                ..NONE
            },
        ),
        (
            "agreement: identity",
            false,
            Relation {
                agreement: Some(Share::Identity),
                ..NONE
            },
        ),
        (
            "case team",
            false,
            Relation {
                case_team: true,
                ..NONE
            },
        ),
        (
            "glass broken",
            false,
            Relation {
                break_glass: true,
                ..NONE
            },
        ),
        ("none", false, NONE),
    ]
};

fn of_record(action: Action) -> Option<ResourceClass> {
    let held = |class: &ResourceClass| matches!(class, ResourceClass::Record);
    action.classes().iter().copied().find(held)
}

fn records(policy: &Policy, page: &mut String) {
    page.push_str(
        "\n## Records, and the hand-ins and files that belong to them\n\n\
         For an asker at an agency of social care; where the kind of agency matters is shown below.\n",
    );
    for (action, class) in Action::ALL
        .iter()
        .filter_map(|action| of_record(*action).map(|class| (*action, class)))
    {
        page.push_str(&format!("\n### {}\n\n", action.code()));
        let mut table = Table::new(
            ["handling", "relation"]
                .into_iter()
                .chain(Role::ALL.iter().map(|role| role.code())),
        );
        for handling in Handling::ALL {
            for (name, own, relation) in &RELATIONS {
                let what = WhatFacts::held(class, *own, *handling, relation);
                let mut row = vec![handling.code().to_owned(), (*name).to_owned()];
                row.extend(Role::ALL.iter().map(|role| {
                    purposes(
                        policy,
                        |purpose| person(*role, AgencyKind::SocialCare, purpose),
                        action,
                        &what,
                    )
                }));
                table.row(row);
            }
        }
        table.print(page);
    }
}

fn agency_kinds(policy: &Policy, page: &mut String) {
    page.push_str(
        "\n## Where the kind of agency matters\n\nOnly for the actions listed here, and only in the relations listed.\n",
    );
    for (action, class) in pairs() {
        let mut table = Table::new(
            ["handling", "relation", "role"]
                .into_iter()
                .chain(AgencyKind::ALL.iter().map(|kind| kind.code())),
        );
        for (handling, name, what) in facts_of(class) {
            for role in Role::ALL {
                let cells: Vec<String> = AgencyKind::ALL
                    .iter()
                    .map(|kind| purposes(policy, |purpose| person(*role, *kind, purpose), action, &what))
                    .collect();
                if cells.iter().any(|cell| Some(cell) != cells.first()) {
                    let mut row = vec![handling.to_owned(), name.clone(), role.code().to_owned()];
                    row.extend(cells);
                    table.row(row);
                }
            }
        }
        if !table.is_empty() {
            page.push_str(&format!("\n### {} ({})\n\n", action.code(), class.code()));
            table.print(page);
        }
    }
}

fn other_things(policy: &Policy, page: &mut String) {
    page.push_str("\n## Everything else\n\nFor people, by role; `none` is another agency's, and no part of ours.\n\n");
    let mut table = Table::new(
        ["action", "on", "relation"]
            .into_iter()
            .chain(Role::ALL.iter().map(|role| role.code())),
    );
    for (action, class) in pairs().filter(|(_, class)| !holds_child_data(*class)) {
        for (_, name, what) in facts_of(class) {
            let mut row = vec![action.code().to_owned(), class.code().to_owned(), name];
            row.extend(Role::ALL.iter().map(|role| {
                purposes(
                    policy,
                    |purpose| person(*role, AgencyKind::SocialCare, purpose),
                    action,
                    &what,
                )
            }));
            table.row(row);
        }
    }
    table.print(page);
}

fn machines(policy: &Policy, page: &mut String) {
    page.push_str(
        "\n## Keys to the API\n\nWhat each scope opens by itself; a class of fields needs `records_read` beside its scope.\n\
         Rows that no scope opens are left out.\n\n",
    );
    let with = |scope: TokenScope, purpose| {
        let held = [scope, TokenScope::RecordsRead];
        // A class of fields is asked for after the content, so alone no scope would open one.
        let scopes: &[TokenScope] = if scope == TokenScope::ShieldedRead {
            &held
        } else {
            held.get(..1).unwrap_or(&held)
        };
        let grants = TokenScope::ALL
            .iter()
            .enumerate()
            .filter(|(_, each)| scopes.contains(each))
            .fold(0, |bits, (place, _)| bits | (1 << place));
        WhoFacts {
            sort: Sort::Machine,
            grants,
            agency_kind: AgencyKind::SocialCare,
            purpose,
        }
    };
    let scopes = TokenScope::ALL.iter().map(|scope| match scope {
        TokenScope::ShieldedRead => "shielded_read + records_read",
        scope => scope.code(),
    });
    let mut table = Table::new(["action", "on", "handling", "relation"].into_iter().chain(scopes));
    for (action, class) in pairs() {
        for (handling, name, what) in facts_of(class) {
            let cells: Vec<String> = TokenScope::ALL
                .iter()
                .map(|scope| purposes(policy, |purpose| with(*scope, purpose), action, &what))
                .collect();
            if cells.iter().any(|cell| cell != NO) {
                let mut row = vec![
                    action.code().to_owned(),
                    class.code().to_owned(),
                    handling.to_owned(),
                    name,
                ];
                row.extend(cells);
                table.row(row);
            }
        }
    }
    table.print(page);
}

fn unattended(policy: &Policy, page: &mut String) {
    page.push_str(
        "\n## Background work and the command line\n\nThe purpose is not asked here: work states safeguarding, the \
         operator administration.\nRows that neither may do are left out.\n\n",
    );
    let who = |sort, purpose| WhoFacts {
        sort,
        grants: 0,
        agency_kind: AgencyKind::Charity,
        purpose,
    };
    let mut table = Table::new(["action", "on", "handling", "relation", "background work", "operator"]);
    for (action, class) in pairs() {
        for (handling, name, what) in facts_of(class) {
            let yes = |who: WhoFacts| {
                if policy.decide_facts(&who, action, &what).allowed {
                    "yes"
                } else {
                    NO
                }
            };
            let (job, operator) = (
                yes(who(Sort::Job, Purpose::Safeguarding)),
                yes(who(Sort::Operator, Purpose::Administration)),
            );
            if job != NO || operator != NO {
                table.row(
                    [action.code(), class.code(), handling, &name, job, operator]
                        .map(str::to_owned)
                        .to_vec(),
                );
            }
        }
    }
    table.print(page);
}

fn reasons(policy: &Policy, page: &mut String) {
    page.push_str("\n## The rules and their reasons\n\n");
    let mut table = Table::new(["rule", "says", "because"]);
    for rule in policy.rules() {
        let says = if rule.forbids { "no" } else { "yes" };
        table.row(vec![
            format!("{}/{}", rule.file, rule.id),
            says.to_owned(),
            rule.why.clone(),
        ]);
    }
    table.print(page);
}

fn pairs() -> impl Iterator<Item = (Action, ResourceClass)> {
    Action::ALL
        .iter()
        .flat_map(|action| action.classes().iter().map(|class| (*action, *class)))
        // What is true of a record is true of its hand-in and its files, which a test holds.
        .filter(|(action, class)| !holds_child_data(*class) || of_record(*action) == Some(*class))
}

fn holds_child_data(class: ResourceClass) -> bool {
    matches!(
        class,
        ResourceClass::Record | ResourceClass::HandIn | ResourceClass::Attachment
    )
}

/// The facts that a thing of this class may have, with the words for them.
fn facts_of(class: ResourceClass) -> Vec<(&'static str, String, WhatFacts)> {
    let bare = WhatFacts::bare(class);
    let flags = |names: [Option<&'static str>; 3]| -> Vec<(&'static str, String, WhatFacts)> {
        let mut rows = Vec::new();
        for bits in 0..8_u8 {
            let on = |place: usize| bits & (1 << place) != 0;
            if names
                .iter()
                .enumerate()
                .any(|(place, name)| on(place) && name.is_none())
            {
                continue;
            }
            let words: Vec<&str> = names
                .iter()
                .enumerate()
                .filter(|(place, _)| on(*place))
                .filter_map(|(_, name)| *name)
                .collect();
            let name = if words.is_empty() {
                "none".to_owned()
            } else {
                words.join(", ")
            };
            rows.push((
                "",
                name,
                WhatFacts {
                    own_agency: on(0),
                    mine: on(1),
                    party: on(2),
                    ..bare
                },
            ));
        }
        rows
    };
    match class {
        ResourceClass::Record | ResourceClass::HandIn | ResourceClass::Attachment => Handling::ALL
            .iter()
            .flat_map(|handling| {
                RELATIONS.iter().map(move |(name, own, relation)| {
                    (
                        handling.code(),
                        (*name).to_owned(),
                        WhatFacts::held(class, *own, *handling, relation),
                    )
                })
            })
            .collect(),
        ResourceClass::Draft => flags([Some("own agency"), Some("author"), None]),
        ResourceClass::Account => flags([Some("own agency"), Some("own account"), None]),
        ResourceClass::Agreement => flags([Some("we give"), None, Some("we receive")]),
        ResourceClass::BreakGlass => flags([Some("our record"), Some("by me"), Some("by our staff")]),
        ResourceClass::Import
        | ResourceClass::Mapping
        | ResourceClass::Token
        | ResourceClass::Alert
        | ResourceClass::Agency
        | ResourceClass::Ledger => flags([Some("own agency"), None, None]),
        ResourceClass::Pack | ResourceClass::System | ResourceClass::Network => vec![("", "any".to_owned(), bare)],
        ResourceClass::Link => [
            ("one side unseen", false, false, true),
            ("both pointers", true, false, false),
            ("both pointers, one content", true, false, true),
            ("both identities", true, true, false),
            ("both identities, one content", true, true, true),
        ]
        .into_iter()
        .map(|(name, both_pointer, both_identity, one_content)| {
            let sides = SideFacts {
                both_pointer,
                both_identity,
                one_content,
            };
            ("", name.to_owned(), WhatFacts { sides, ..bare })
        })
        .collect(),
    }
}

fn person(role: Role, agency_kind: AgencyKind, purpose: Purpose) -> WhoFacts {
    let grants = Role::ALL
        .iter()
        .position(|each| *each == role)
        .and_then(|place| 1_u16.checked_shl(place as u32))
        .unwrap_or(0);
    WhoFacts {
        sort: Sort::Person,
        grants,
        agency_kind,
        purpose,
    }
}

const NO: &str = ".";

fn purposes(policy: &Policy, who: impl Fn(Purpose) -> WhoFacts, action: Action, what: &WhatFacts) -> String {
    const LETTERS: [(Purpose, char); 6] = [
        (Purpose::Safeguarding, 's'),
        (Purpose::Investigation, 'i'),
        (Purpose::Analysis, 'a'),
        (Purpose::Supervision, 'v'),
        (Purpose::Audit, 'u'),
        (Purpose::Administration, 'd'),
    ];
    let yes: String = LETTERS
        .iter()
        .filter(|(purpose, _)| policy.decide_facts(&who(*purpose), action, what).allowed)
        .map(|(_, letter)| *letter)
        .collect();
    match yes.len() {
        0 => NO.to_owned(),
        6 => "all".to_owned(),
        _ => yes,
    }
}

/// A Markdown table with its columns in line, so that it reads well as plain text and as a diff.
struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new<'a>(heads: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            rows: vec![heads.into_iter().map(str::to_owned).collect()],
        }
    }

    fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    fn print(&self, page: &mut String) {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (place, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}", width = *width))
                .collect();
            page.push_str(&format!("| {} |\n", cells.join(" | ")));
            if place == 0 {
                let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                page.push_str(&format!("| {} |\n", dashes.join(" | ")));
            }
        }
    }
}
