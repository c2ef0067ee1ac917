//! Clusters: whatever the order of events, records stand together exactly as the links and judgements of the moment say;
//! what was taken back leaves no trace in the grouping; and every person's address leads somewhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use access::{HandIn, Resource};
use domain::ids::{PersonId, RecordId};
use domain::{Answers, Channel, Handling, RecordKind};
use haven::gather::records::{self, Incoming};
use haven::link::{judgements, recognise};
use kit::params;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use testkit::{Cast, Desk, on_both};
use uuid::Uuid;

const RECORDS: usize = 7;

/// Something that happens to the link between two records.
#[derive(Clone, Debug)]
enum Event {
    /// Recognition finds it so strong.
    Found { strong: bool, weight: u8 },
    /// A newer version no longer supports it.
    Lost,
    /// The standing answer becomes this one; none: the only judgement was withdrawn.
    Answered(Option<&'static str>),
}

type Happening = (usize, usize, Event);

fn happening() -> impl Strategy<Value = Happening> {
    let event = prop_oneof![
        5 => (prop::bool::weighted(0.8), 0_u8..4).prop_map(|(strong, weight)| Event::Found { strong, weight }),
        2 => Just(Event::Lost),
        2 => Just(Event::Answered(Some("same"))),
        2 => Just(Event::Answered(Some("different"))),
        1 => Just(Event::Answered(Some("unsure"))),
        2 => Just(Event::Answered(None)),
    ];
    (0..RECORDS, 1..RECORDS, event).prop_map(|(a, step, event)| (a, (a + step) % RECORDS, event))
}

/// Strangers to one another: recognition makes no strong link of them.
async fn strangers(desk: &Desk, many: usize) -> Vec<RecordId> {
    let one = || {
        let letters = |from: u8| {
            Uuid::now_v7()
                .simple()
                .to_string()
                .bytes()
                .rev()
                .take(9)
                .map(|b| char::from(from + b % 13))
                .collect::<String>()
        };
        let answers: Answers = serde_json::from_value(
            serde_json::json!({ "names": [{ "given": letters(b'a'), "family": letters(b'n') }] }),
        )
        .unwrap();
        Incoming {
            source_id: None,
            kind: RecordKind::Child,
            handling: Handling::Shared,
            pack: "GB-ENG@2026.1".to_owned(),
            answers,
            channel: Channel::Api,
            hand_in: None,
            made_by: None,
        }
    };
    let who = desk.principal(Cast::PoliceOfficer).await;
    let agency = desk.agency(Cast::PoliceOfficer.agency_code());
    let permit = desk
        .app
        .policy
        .permit::<HandIn>(&who, &Resource::Agency { id: agency })
        .unwrap();
    let mut tx = desk.app.db.begin().await.unwrap();
    let received = records::receive(&desk.app, &mut tx, &permit, agency, (0..many).map(|_| one()).collect())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    received.into_iter().map(|one| one.record).collect()
}

/// Lets it happen, as recognition and judgements do: the table first, then the grouping around both ends.
async fn happen(desk: &Desk, records: &[RecordId], (a, b, event): &Happening) {
    let (a, b) = (records[*a].min(records[*b]), records[*a].max(records[*b]));
    let link = recognise::link_between(a, b);
    let now = desk.app.now_ms();
    let mut tx = desk.app.db.begin().await.unwrap();
    tx.execute(
        "INSERT INTO link (id, a_record, b_record, sort, band, weight, probability, model, evidence, made_at, changed_at) \
         VALUES ($1, $2, $3, 'identity', 'possible', 0, 0, 'test', '[]', $4, $5) ON CONFLICT DO NOTHING",
        params![link, a, b, now, now],
    )
    .await
    .unwrap();
    match event {
        Event::Found { strong, weight } => {
            let band = if *strong { "strong" } else { "possible" };
            tx.execute(
                "UPDATE link SET band = $1, weight = $2, withdrawn_at = NULL WHERE id = $3",
                params![band, f64::from(*weight), link],
            )
            .await
            .unwrap();
        }
        Event::Lost => {
            tx.execute(
                "UPDATE link SET withdrawn_at = $1 WHERE id = $2 AND answer IS NULL",
                params![now, link],
            )
            .await
            .unwrap();
        }
        Event::Answered(answer) => {
            tx.execute(
                "UPDATE link SET answer = $1 WHERE id = $2",
                params![answer.map(str::to_owned), link],
            )
            .await
            .unwrap();
        }
    }
    recognise::regroup(&desk.app, &mut tx, &[a, b]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Which records stand with each person.
async fn persons(desk: &Desk, records: &[RecordId]) -> BTreeMap<PersonId, BTreeSet<RecordId>> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let mut conn = desk.app.db.read().await.unwrap();
    let mut standing: BTreeMap<PersonId, BTreeSet<RecordId>> = BTreeMap::new();
    for row in conn
        .all("SELECT id, person_id FROM record WHERE id IN_IDS($1)", params![ids])
        .await
        .unwrap()
    {
        standing
            .entry(row.id("person_id").unwrap())
            .or_default()
            .insert(row.id("id").unwrap());
    }
    standing
}

async fn grouping(desk: &Desk, records: &[RecordId]) -> BTreeSet<BTreeSet<RecordId>> {
    persons(desk, records).await.into_values().collect()
}

struct Tie {
    a: RecordId,
    b: RecordId,
    strong: bool,
    weight: f64,
    lost: bool,
    answer: Option<String>,
}

async fn ties(desk: &Desk, records: &[RecordId]) -> Vec<Tie> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let mut conn = desk.app.db.read().await.unwrap();
    let rows = conn
        .all("SELECT a_record, b_record, band, weight, answer, withdrawn_at FROM link WHERE sort = 'identity' AND a_record IN_IDS($1)", params![ids])
        .await
        .unwrap();
    rows.iter()
        .map(|row| Tie {
            a: row.id("a_record").unwrap(),
            b: row.id("b_record").unwrap(),
            strong: row.get::<String>("band").unwrap() == "strong",
            weight: row.get("weight").unwrap(),
            lost: row.get::<Option<i64>>("withdrawn_at").unwrap().is_some(),
            answer: row.get("answer").unwrap(),
        })
        .collect()
}

/// The grouping worked out from the whole table at once, in the plainest way: colour the records, and join colours along
/// the surest ties first unless that would join what people keep apart.
fn from_scratch(records: &[RecordId], ties: &[Tie]) -> BTreeSet<BTreeSet<RecordId>> {
    let said = |tie: &Tie, answer: &str| tie.answer.as_deref() == Some(answer);
    let mut colour: HashMap<RecordId, RecordId> = records.iter().map(|id| (*id, *id)).collect();
    let mut holding: Vec<&Tie> = ties
        .iter()
        .filter(|tie| said(tie, "same") || (tie.answer.is_none() && tie.strong && !tie.lost))
        .collect();
    holding.sort_by(|x, y| {
        (said(y, "same"), y.weight)
            .partial_cmp(&(said(x, "same"), x.weight))
            .unwrap()
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    for tie in holding {
        let (keep, lose) = (colour[&tie.a], colour[&tie.b]);
        let joins = |one: &RecordId, other: &RecordId| colour[one] == keep && colour[other] == lose;
        if ties
            .iter()
            .any(|apart| said(apart, "different") && (joins(&apart.a, &apart.b) || joins(&apart.b, &apart.a)))
        {
            continue;
        }
        colour
            .values_mut()
            .filter(|one| **one == lose)
            .for_each(|one| *one = keep);
    }
    let mut groups: BTreeMap<RecordId, BTreeSet<RecordId>> = BTreeMap::new();
    for (record, colour) in colour {
        groups.entry(colour).or_default().insert(record);
    }
    groups.into_values().collect()
}

/// What must hold after every event.
async fn sound(desk: &Desk, records: &[RecordId]) {
    let standing = persons(desk, records).await;
    for tie in ties(desk, records)
        .await
        .iter()
        .filter(|tie| tie.answer.as_deref() == Some("different"))
    {
        assert!(
            !standing
                .values()
                .any(|group| group.contains(&tie.a) && group.contains(&tie.b)),
            "kept apart by people"
        );
    }
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let mut conn = desk.app.db.read().await.unwrap();
    let rows = conn
        .all(
            "SELECT DISTINCT person_id FROM person_history WHERE record_id IN_IDS($1)",
            params![ids.clone()],
        )
        .await
        .unwrap();
    let addresses: Vec<PersonId> = rows.iter().map(|row| row.id("person_id").unwrap()).collect();
    // The way may lead over persons of less than a millisecond, whom no history keeps.
    let rows = conn.all("SELECT id, moved_to FROM person", params![]).await.unwrap();
    let moved: HashMap<PersonId, Option<PersonId>> = rows
        .iter()
        .map(|row| (row.id("id").unwrap(), row.optional_id("moved_to").unwrap()))
        .collect();
    for person in &addresses {
        let (mut at, mut steps) = (*person, 0);
        while let Some(next) = moved.get(&at).copied().flatten() {
            at = next;
            steps += 1;
            assert!(steps < 50, "round and round on {}", desk.database);
        }
        assert!(
            standing.contains_key(&at),
            "an old address leads to nobody on {}",
            desk.database
        );
    }
    for person in standing.keys() {
        assert_eq!(moved.get(person), Some(&None), "whoever has records has not moved");
    }
    for row in conn
        .all(
            "SELECT record_id, person_id FROM person_history WHERE record_id IN_IDS($1) ORDER BY since",
            params![ids],
        )
        .await
        .unwrap()
    {
        let (record, person): (RecordId, PersonId) = (row.id("record_id").unwrap(), row.id("person_id").unwrap());
        let last = conn
            .one(
                "SELECT person_id FROM person_history WHERE record_id = $1 ORDER BY since DESC LIMIT 1",
                params![record],
            )
            .await
            .unwrap()
            .id::<PersonId>("person_id")
            .unwrap();
        assert!(
            standing[&last].contains(&record),
            "history ends with the present, {person:?}"
        );
    }
}

#[test]
fn any_order_of_events_groups_as_if_worked_out_from_the_start() {
    on_both(|desk| async move {
        let mut runner = TestRunner::deterministic();
        let stories = proptest::collection::vec(happening(), 5..25);
        for _ in 0..if desk.database == "sqlite" { 24 } else { 8 } {
            let story = stories.new_tree(&mut runner).unwrap().current();
            let records = strangers(&desk, RECORDS).await;
            for event in &story {
                desk.app.clock.advance_ms(1);
                happen(&desk, &records, event).await;
            }
            sound(&desk, &records).await;
            let expected = from_scratch(&records, &ties(&desk, &records).await);
            assert_eq!(
                grouping(&desk, &records).await,
                expected,
                "after {story:?} on {}",
                desk.database
            );
        }
    });
}

#[test]
fn after_every_single_event_the_grouping_is_sound() {
    on_both(|desk| async move {
        let mut runner = TestRunner::deterministic();
        for _ in 0..if desk.database == "sqlite" { 6 } else { 2 } {
            let records = strangers(&desk, RECORDS).await;
            for _ in 0..25 {
                let event = happening().new_tree(&mut runner).unwrap().current();
                // Several moves within one millisecond are one line of history.
                happen(&desk, &records, &event).await;
                sound(&desk, &records).await;
                assert_eq!(
                    grouping(&desk, &records).await,
                    from_scratch(&records, &ties(&desk, &records).await),
                    "{event:?}"
                );
            }
        }
    });
}

#[test]
fn a_judgement_taken_back_is_as_if_it_never_was() {
    on_both(|desk| async move {
        let mut runner = TestRunner::deterministic();
        let stories = proptest::collection::vec(happening(), 5..20);
        for _ in 0..if desk.database == "sqlite" { 16 } else { 5 } {
            let records = strangers(&desk, RECORDS).await;
            for event in stories.new_tree(&mut runner).unwrap().current() {
                desk.app.clock.advance_ms(1);
                // Nobody has judged yet.
                if !matches!(event.2, Event::Answered(_)) {
                    happen(&desk, &records, &event).await;
                }
            }
            let before = grouping(&desk, &records).await;
            let judged = (
                0..RECORDS,
                1..RECORDS,
                prop::sample::select(vec!["same", "different", "unsure"]),
            );
            let judged: Vec<_> = (0..4)
                .map(|_| judged.new_tree(&mut runner).unwrap().current())
                .collect();
            for (a, step, answer) in &judged {
                happen(
                    &desk,
                    &records,
                    &(*a, (a + step) % RECORDS, Event::Answered(Some(answer))),
                )
                .await;
            }
            for (a, step, _) in judged.iter().rev() {
                happen(&desk, &records, &(*a, (a + step) % RECORDS, Event::Answered(None))).await;
            }
            assert_eq!(
                grouping(&desk, &records).await,
                before,
                "{judged:?} on {}",
                desk.database
            );
            sound(&desk, &records).await;
        }
    });
}

#[test]
fn a_person_stays_where_most_of_its_records_are() {
    on_both(|desk| async move {
        let records = strangers(&desk, RECORDS).await;
        let tie = |a, b| {
            (
                a,
                b,
                Event::Found {
                    strong: true,
                    weight: 1,
                },
            )
        };
        for pair in [(0, 1), (1, 2), (2, 3), (4, 5)] {
            happen(&desk, &records, &tie(pair.0, pair.1)).await;
        }
        let of = async |record: usize| {
            let standing = persons(&desk, &records).await;
            *standing
                .iter()
                .find(|(_, group)| group.contains(&records[record]))
                .unwrap()
                .0
        };
        let (four, two) = (of(0).await, of(4).await);
        // Two join four: the four's person is kept, the two's leads there.
        happen(&desk, &records, &tie(3, 4)).await;
        assert!(of(4).await == four && of(5).await == four, "{}", desk.database);
        let mut conn = desk.app.db.read().await.unwrap();
        let row = conn
            .one("SELECT moved_to FROM person WHERE id = $1", params![two])
            .await
            .unwrap();
        assert_eq!(row.optional_id("moved_to").unwrap(), Some(four));
        drop(conn);
        // The six fall into five and one: the five keep it.
        happen(&desk, &records, &(4, 5, Event::Answered(Some("different")))).await;
        assert!(
            of(4).await == four && of(0).await == four && of(5).await != four,
            "{}",
            desk.database
        );
        // Records that come back come back to the same person.
        happen(&desk, &records, &(4, 5, Event::Answered(None))).await;
        assert_eq!(of(5).await, four);
    });
}

#[test]
fn a_large_new_cluster_does_not_take_a_person_from_a_smaller_one_that_has_more_of_it() {
    on_both(|desk| async move {
        let records = strangers(&desk, 10).await;
        let set = async |record: usize, person: PersonId| {
            let mut tx = desk.app.db.begin().await.unwrap();
            tx.execute(
                "UPDATE record SET person_id = $1 WHERE id = $2",
                params![person, records[record]],
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
        };
        let first = *persons(&desk, &records[..1]).await.keys().next().unwrap();
        // Four of a person stand together, two of it with three strangers who hold together more surely.
        for record in [1, 2, 3, 4, 5] {
            set(record, first).await;
        }
        let story = [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (7, 8)];
        let mut tx = desk.app.db.begin().await.unwrap();
        for (a, b) in story {
            let (a, b) = (records[a].min(records[b]), records[a].max(records[b]));
            tx.execute(
                "INSERT INTO link (id, a_record, b_record, sort, band, weight, probability, model, evidence, made_at, changed_at) \
                 VALUES ($1, $2, $3, 'identity', 'strong', 9, 1, 'test', '[]', 0, 0)",
                params![recognise::link_between(a, b), a, b],
            )
            .await
            .unwrap();
        }
        recognise::regroup(&desk.app, &mut tx, &[records[0], records[8]])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let standing = persons(&desk, &records).await;
        let expected: BTreeSet<RecordId> = records[..4].iter().copied().collect();
        assert_eq!(standing.get(&first), Some(&expected), "{}", desk.database);
    });
}

#[test]
fn judging_and_taking_back_by_the_front_door_moves_and_restores() {
    on_both(|desk| async move {
        let records = strangers(&desk, 2).await;
        happen(
            &desk,
            &records,
            &(
                0,
                1,
                Event::Found {
                    strong: true,
                    weight: 3,
                },
            ),
        )
        .await;
        assert_eq!(grouping(&desk, &records).await.len(), 1);
        let ravi = desk.principal(Cast::PoliceOfficer).await;
        let link = recognise::link_between(records[0], records[1]);
        judgements::judge(
            &desk.app,
            &ravi,
            link,
            "different",
            "Their mothers are known and are two.",
        )
        .await
        .unwrap();
        assert_eq!(grouping(&desk, &records).await.len(), 2, "{}", desk.database);
        let mut conn = desk.app.db.read().await.unwrap();
        let judgement = conn
            .one("SELECT id FROM judgement WHERE link_id = $1", params![link])
            .await
            .unwrap()
            .id("id")
            .unwrap();
        drop(conn);
        judgements::withdraw(&desk.app, &ravi, link, judgement).await.unwrap();
        assert_eq!(grouping(&desk, &records).await.len(), 1, "{}", desk.database);
        sound(&desk, &records).await;
    });
}

#[test]
fn two_agencies_handing_in_one_child_in_the_same_moment_are_both_told() {
    on_both(|desk| async move {
        let desk = &desk;
        let hand_in = async |cast: Cast, spelling: &str, number: usize| {
            let who = desk.principal(cast).await;
            let agency = desk.agency(cast.agency_code());
            let permit = desk
                .app
                .policy
                .permit::<HandIn>(&who, &Resource::Agency { id: agency })
                .unwrap();
            let answers: Answers = serde_json::from_value(serde_json::json!({
                "names": [{ "given": spelling, "family": format!("Tesfay{}", ["a", "b", "c", "d", "e", "f"][number]) }],
                "births": [{ "date": format!("201{number}-03-0{}", number + 1), "basis": "claimed" }],
                "phones": [{ "number": format!("07700 90010{number}"), "whose": "found_on_person" }],
            }))
            .unwrap();
            let mut tx = desk.app.db.begin().await.unwrap();
            let one = Incoming {
                source_id: None,
                kind: RecordKind::Child,
                handling: Handling::Shared,
                pack: "GB-ENG@2026.1".to_owned(),
                answers,
                channel: Channel::Api,
                hand_in: None,
                made_by: None,
            };
            let received = records::receive(&desk.app, &mut tx, &permit, agency, vec![one])
                .await
                .unwrap();
            tx.commit().await.unwrap();
            received[0].record
        };
        for number in 0..6 {
            let (a, b) = futures::join!(
                hand_in(Cast::PoliceOfficer, "Yonas", number),
                hand_in(Cast::SocialWorker, "Jonas", number)
            );
            let mut conn = desk.app.db.read().await.unwrap();
            let link = conn
                .optional(
                    "SELECT id FROM link WHERE id = $1",
                    params![recognise::link_between(a, b)],
                )
                .await
                .unwrap();
            assert!(link.is_some(), "missed each other on {}", desk.database);
        }
    });
}
