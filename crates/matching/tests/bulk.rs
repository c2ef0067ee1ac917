//! The bulk run on small files: what must hold whatever the file, and a few cases from practice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use matching::bulk::{
    BulkModel, Clustering, Judgement, LinkError, Linkage, Pair, Progress, Quiet, Spec, Training, clusters, diagnose,
    link, samples,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const HEAD: &str = "record_id,given_name,family_name,dob,dob_quality,sex,nationality,address,town,postcode,phone,role";
const FLOOR: f32 = -60.0;

/// Splitmix64, so that the invented people are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const GIVEN: [&str; 24] = [
    "Selam", "Ruta", "Dawit", "Yonas", "Mehret", "Filmon", "Linh", "Huong", "Tuan", "Duc", "Arben", "Besnik", "Drita",
    "Ilir", "Amina", "Khadija", "Yusuf", "Bilal", "Farid", "Zohra", "Maria", "Andrei", "Ioana", "Radu",
];
const FAMILY: [&str; 16] = [
    "Tesfay",
    "Gebremedhin",
    "Kidane",
    "Nguyen",
    "Tran",
    "Pham",
    "Hoxha",
    "Gashi",
    "Berisha",
    "Hassan",
    "Osman",
    "Noori",
    "Ahmadzai",
    "Popescu",
    "Munteanu",
    "Rusu",
];

/// People with one to four records each; every household has two children and one phone. Returns the file and who is who.
fn invented(seed: u64, people: usize) -> (Vec<String>, Vec<usize>, Vec<usize>) {
    let mut chance = Chance(seed);
    let (mut rows, mut who, mut homes) = (Vec::new(), Vec::new(), Vec::new());
    let mut home = (String::new(), "", String::new(), String::new());
    for person in 0..people {
        if person % 2 == 0 {
            let area = chance.pick(&["CT", "ME", "CR", "LS", "NG"]);
            home = (
                format!(
                    "{} {} Road",
                    chance.below(90) + 1,
                    chance.pick(&["Oak", "Elm", "Station", "Mill"])
                ),
                chance.pick(&FAMILY),
                format!("{area}{} {}AB", chance.below(20) + 1, chance.below(9) + 1),
                format!("077{:08}", chance.below(100_000_000)),
            );
        }
        // Every seventh household has twins.
        let birth = if person % 14 == 1 && person > 0 {
            chance.0
        } else {
            chance.next()
        };
        let (year, month, day) = (2004 + birth % 14, birth / 14 % 12 + 1, birth / 200 % 28 + 1);
        let given = chance.pick(&GIVEN);
        let sex = chance.pick(&["F", "M"]);
        for _ in 0..chance.below(4) + 1 {
            let mut name = given.to_owned();
            if chance.often(8) {
                name.remove(1);
            }
            let (first, last) = if chance.often(6) {
                (home.1.to_owned(), name)
            } else {
                (name, home.1.to_owned())
            };
            let date = match chance.below(20) {
                0 => format!("{year}-01-01"),
                1 => format!("{}-{month:02}-{day:02}", year + 1),
                2 => String::new(),
                _ => format!("{year}-{month:02}-{day:02}"),
            };
            let phone = if chance.often(60) {
                home.3.clone()
            } else {
                String::new()
            };
            let (line, postcode) = if chance.often(70) {
                (home.0.clone(), home.2.clone())
            } else {
                (String::new(), String::new())
            };
            rows.push(format!(
                "{first},{last},{date},stated,{sex},,{line},,{postcode},{phone},child"
            ));
            who.push(person);
            homes.push(person / 2);
        }
    }
    (rows, who, homes)
}

fn file(rows: &[String]) -> String {
    let mut text = format!("{HEAD}\n");
    for (number, row) in rows.iter().enumerate() {
        text.push_str(&format!("R{number},{row}\n"));
    }
    text
}

fn run(text: &str) -> Linkage {
    link(
        text.as_bytes(),
        &Spec::child(),
        &BulkModel::shipped(),
        Some(Training::default()),
        FLOOR,
        &Quiet,
    )
    .unwrap()
}

fn untrained(text: &str) -> Linkage {
    link(
        text.as_bytes(),
        &Spec::child(),
        &BulkModel::shipped(),
        None,
        FLOOR,
        &Quiet,
    )
    .unwrap()
}

#[test]
fn people_are_found_and_kin_kept_apart() {
    let (rows, who, homes) = invented(11, 3000);
    let linkage = run(&file(&rows));
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for person in &who {
        *sizes.entry(*person).or_default() += 1;
    }
    let all: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let same = |list: &[usize], pair: &Pair| list[pair.a as usize] == list[pair.b as usize];
    let found = &linkage.clusters.pairs;
    let right = found.iter().filter(|pair| same(&who, pair)).count();
    let kin = found
        .iter()
        .filter(|pair| !same(&who, pair) && same(&homes, pair))
        .count();
    let (recall, precision) = (right as f64 / all as f64, right as f64 / found.len() as f64);
    assert!(recall > 0.9, "recall {recall}");
    assert!(precision > 0.97, "precision {precision}");
    // Siblings of one given name cannot be told apart by anybody; there are about one in 24 households.
    assert!((kin as f64) < 0.01 * found.len() as f64, "{kin} of {}", found.len());
}

#[test]
fn neither_threads_nor_the_order_of_records_change_the_weights() {
    let (rows, _, _) = invented(5, 700);
    let text = file(&rows);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&text))
    };
    let (one, four) = (with(1), with(4));
    assert_eq!(one.pairs, four.pairs);
    assert_eq!(one.clusters, four.clusters);
    assert_eq!(one.model, four.model);
    assert_eq!(one.rules, four.rules);

    let straight = untrained(&text);
    let mut turned: Vec<&String> = rows.iter().collect();
    turned.reverse();
    let mut text = format!("{HEAD}\n");
    for (place, row) in turned.iter().enumerate() {
        text.push_str(&format!("R{},{row}\n", rows.len() - 1 - place));
    }
    let turned = untrained(&text);
    let weights = |linkage: &Linkage| -> BTreeMap<(String, String), i64> {
        linkage
            .pairs
            .iter()
            .map(|pair| {
                let (a, b) = (
                    linkage.ids.get(pair.a).into_owned(),
                    linkage.ids.get(pair.b).into_owned(),
                );
                (
                    if a < b { (a, b) } else { (b, a) },
                    (f64::from(pair.weight) * 1000.0).round() as i64,
                )
            })
            .collect()
    };
    let (straight, turned) = (weights(&straight), weights(&turned));
    assert!(straight.len() > 500);
    assert_eq!(straight.len(), turned.len());
    for (pair, weight) in &straight {
        assert!((turned[pair] - weight).abs() <= 1, "{pair:?} {weight} {}", turned[pair]);
    }
}

/// Two records among a few hundred others, so that there is something to be rare among.
fn weight_of(a: &str, b: &str) -> f32 {
    let (mut rows, _, _) = invented(3, 300);
    rows.push(a.to_owned());
    rows.push(b.to_owned());
    let linkage = untrained(&file(&rows));
    let (a, b) = (rows.len() as u32 - 2, rows.len() as u32 - 1);
    let lines = linkage.explain(a, b).unwrap();
    let weight: f32 = lines.iter().map(|line| line.bits).sum();
    if let Some(pair) = linkage.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b)) {
        assert!((pair.weight - weight).abs() < 0.01, "{lines:?}");
    }
    weight
}

#[test]
fn more_agreement_never_weighs_less() {
    let base = "Adiam,Ghebremeskel,2009-03-14,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child";
    let full = weight_of(base, base);
    for (worse, text) in [
        (
            "another given name",
            "Winta,Ghebremeskel,2009-03-14,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "a respelt given name",
            "Adyam,Ghebremeskel,2009-03-14,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "no given name",
            ",Ghebremeskel,2009-03-14,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "swapped date",
            "Adiam,Ghebremeskel,2009-04-15,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "another year",
            "Adiam,Ghebremeskel,2003-03-01,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "no date",
            "Adiam,Ghebremeskel,,,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "another sex",
            "Adiam,Ghebremeskel,2009-03-14,stated,M,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        ),
        (
            "another place",
            "Adiam,Ghebremeskel,2009-03-14,stated,F,ERI,7 Mill Lane,Leeds,LS9 9ZZ,07700900123,child",
        ),
        (
            "another phone",
            "Adiam,Ghebremeskel,2009-03-14,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07999999999,child",
        ),
    ] {
        let less = weight_of(base, text);
        assert!(less < full + 0.01, "{worse}: {less} above {full}");
    }
    assert_eq!(
        weight_of(base, "Adiam,Gebremeskel,2009-01-01,assumed,F,,,,,,child"),
        weight_of("Adiam,Gebremeskel,2009-01-01,assumed,F,,,,,,child", base)
    );
}

#[test]
fn cases_from_practice() {
    let far_apart = |a: &str, b: &str| {
        let weight = weight_of(a, b);
        assert!(weight < 0.0, "{weight}\n{a}\n{b}");
    };
    let together = |a: &str, b: &str| {
        let weight = weight_of(a, b);
        assert!(weight > 3.0, "{weight}\n{a}\n{b}");
    };
    // Twins and siblings of one home.
    far_apart(
        "Winta,Fessehaye,2009-05-02,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        "Semhar,Fessehaye,2009-05-02,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child",
    );
    far_apart(
        "Hamza,Stanikzai,2009-05-02,stated,M,AFG,12 Oak Road,Dover,CT16 1AA,07700900123,child",
        "Idris,Stanikzai,2011-09-12,stated,M,AFG,12 Oak Road,Dover,CT16 1AA,07700900123,child",
    );
    // One child under other spellings, orders and dates.
    together(
        "Adiam,Ghebremeskel,2009-01-01,assumed,F,ERI,,,,07700900123,child",
        "Adyam,Gebremeskal,2008-06-11,stated,F,ETH,,,,+44 (0)7700 900123,child",
    );
    together(
        "Văn Hùng,Nguyễn,2007-11-02,stated,M,VNM,,,,07700900456,child",
        "Nguyen,Hung,2007-02-11,stated,M,CHN,,,,00447700900456,child",
    );
    together(
        "Xiao Ming,Ouyang,2009-08-19,stated,M,CHN,,,,,child",
        "Xiaoming,Ouyang,2009-08-19,stated,M,CHN,,,,,child",
    );
}

#[test]
fn an_explanation_reads_the_same_every_time() {
    let (mut rows, _, _) = invented(3, 300);
    rows.push("Winta,Fessehaye,2009-05-02,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child".into());
    rows.push("Semhar,Fessehaye,2009-05-02,stated,F,ERI,12 Oak Road,Dover,CT16 1AA,07700900123,child".into());
    let linkage = untrained(&file(&rows));
    let last = rows.len() as u32 - 1;
    let lines = linkage.explain(last - 1, last).unwrap();
    let said: Vec<&str> = lines.iter().map(|line| line.level).collect();
    assert_eq!(
        said,
        [
            "prior",
            "differs",
            "same_day",
            "same",
            "same",
            "same",
            "same_phone",
            "may_be_family",
            "no_own_name"
        ]
    );
    let signs: Vec<bool> = lines.iter().map(|line| line.bits > 0.0).collect();
    assert_eq!(signs, [false, true, true, true, true, true, true, false, false]);
    assert!(linkage.explain(0, 1_000_000).is_none());
}

#[test]
fn a_block_of_thousands_costs_little_and_says_what_it_lost() {
    // One hotel's phone and house, and one name, on every record.
    let rows: Vec<String> = (0..6000)
        .map(|number| {
            format!(
                "Mohammed,Ali,{},stated,M,SDN,1 Castle Way,Dover,CT16 1AA,07700900123,child",
                1990 + number % 25
            )
        })
        .collect();
    let linkage = untrained(&file(&rows));
    let phone = linkage
        .rules
        .iter()
        .find(|rule| rule.label == "same telephone number")
        .unwrap();
    assert_eq!(phone.largest, 6000);
    assert!(phone.lost > 10_000_000, "{phone:?}");
    let met: u64 = linkage.rules.iter().map(|rule| rule.met).sum();
    assert!(met < 6000 * 150 * linkage.rules.len() as u64, "{met}");
}

fn settings() -> Clustering {
    Spec::child().clusters
}

fn pair(a: u32, b: u32, weight: f32) -> Pair {
    Pair { a, b, weight }
}

#[test]
fn clusters_do_not_chain_and_obey_people() {
    // A bridge between two firm triangles holds nobody together.
    let firm = [
        pair(0, 1, 9.0),
        pair(0, 2, 9.0),
        pair(1, 2, 9.0),
        pair(2, 3, 2.0),
        pair(3, 4, 9.0),
        pair(3, 5, 9.0),
        pair(4, 5, 9.0),
    ];
    let found = clusters(&firm, &[], 6, &settings());
    assert_eq!(found.of, [0, 0, 0, 3, 3, 3]);
    // A third record settles what two alone could not.
    let helped = [pair(0, 1, 9.0), pair(0, 2, 6.0), pair(1, 2, -3.0)];
    let found = clusters(&helped, &[], 3, &settings());
    assert_eq!(found.of, [0, 0, 0]);
    assert!(found.pairs.iter().all(|pair| pair.weight > 0.0), "{:?}", found.pairs);
    // Judgements win, and taking one back is as if it never was.
    let parted = clusters(&helped, &[(0, 1, Judgement::NotTheSame)], 3, &settings());
    assert_ne!(parted.of[0], parted.of[1]);
    let joined = clusters(&[pair(0, 1, -9.0)], &[(1, 0, Judgement::Same)], 2, &settings());
    assert_eq!(joined.of, [0, 0]);
    assert_eq!(clusters(&helped, &[], 3, &settings()), found);

    let all = clusters(&firm[..4], &[(2, 3, Judgement::Same)], 4, &settings());
    let diagnoses = diagnose(&all, &firm[..4]);
    assert_eq!(diagnoses.len(), 1);
    assert_eq!(diagnoses[0].bridges, [3]);
    assert_eq!(diagnoses[0].records, 4);
}

#[test]
fn drawn_clusterings_carry_the_doubt() {
    let pairs = [pair(0, 1, 9.0), pair(1, 2, -0.8), pair(3, 4, -30.0)];
    let start = clusters(&pairs, &[], 5, &settings());
    let drawn = samples(&pairs, &[], &start, &settings(), 7, 400, 3);
    assert_eq!(drawn, samples(&pairs, &[], &start, &settings(), 7, 400, 3));
    let together = |a: usize, b: usize| drawn.iter().filter(|of| of[a] == of[b]).count() as f64 / 400.0;
    assert!(together(0, 1) > 0.9, "{}", together(0, 1));
    assert!(together(1, 2) < 0.5, "{}", together(1, 2));
    assert_eq!(together(3, 4), 0.0);
}

#[test]
fn adding_records_elsewhere_leaves_a_cluster_as_it_was() {
    let pairs = [pair(0, 1, 9.0), pair(0, 2, 1.0), pair(1, 2, -1.0)];
    let before = clusters(&pairs, &[], 3, &settings());
    let mut more = pairs.to_vec();
    more.push(pair(3, 4, 7.0));
    let after = clusters(&more, &[], 5, &settings());
    assert_eq!(before.of, after.of[..3]);
}

#[test]
fn a_model_survives_its_file() {
    let (rows, _, _) = invented(2, 1500);
    let model = run(&file(&rows)).model;
    let text = model.to_toml().unwrap();
    let read = BulkModel::from_toml(&text).unwrap();
    assert_eq!(read.to_toml().unwrap(), text);
    assert!(model.given.same > model.given.differs && model.sex.same.m > 0.9);
    assert!(BulkModel::from_toml(&text.replace("matches_per_record = ", "matches_per_record = -")).is_err());
}

#[test]
fn files_are_read_as_they_come() {
    let head =
        "\u{feff}record_id,given_name,family_name,dob,dob_quality,sex,nationality,address,town,postcode,phone,role\r\n";
    let same = "Adiam,Ghebremeskel,2009-03-14,stated,F,ERI,\"12, Oak \"\"Road\"\"\",Dover,CT16 1AA,07700900123,child";
    let text = format!("{head}A1,{same}\r\n\r\n\"A\n2\",{same}\r\nA3,short");
    let linkage = untrained(&text);
    assert_eq!(linkage.ids.len(), 3);
    assert_eq!(linkage.ids.get(1), "A\n2");
    assert_eq!(linkage.uneven_rows, 1);
    assert_eq!(linkage.clusters.of, [0, 0, 2]);
    let no_column = link(
        "id,name\n1,x\n".as_bytes(),
        &Spec::child(),
        &BulkModel::shipped(),
        None,
        0.0,
        &Quiet,
    );
    assert!(matches!(no_column, Err(LinkError::NoColumn(_))));
    assert!(link("".as_bytes(), &Spec::child(), &BulkModel::shipped(), None, 0.0, &Quiet).is_err());
}

struct Stop;

impl Progress for Stop {
    fn cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_run_can_be_stopped() {
    let (rows, _, _) = invented(1, 50);
    let stopped = link(
        file(&rows).as_bytes(),
        &Spec::child(),
        &BulkModel::shipped(),
        None,
        0.0,
        &Stop,
    );
    assert!(matches!(stopped, Err(LinkError::Cancelled)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_file_breaks_a_run(bytes in proptest::collection::vec(any::<u8>(), 0..400), cells in proptest::collection::vec("[\\PC,\"\n]{0,40}", 0..12)) {
        let mut text = format!("{HEAD}\n").into_bytes();
        for row in cells.chunks(3) {
            text.extend_from_slice(row.join(",").as_bytes());
            text.push(b'\n');
        }
        text.extend_from_slice(&bytes);
        let linkage = link(text.as_slice(), &Spec::child(), &BulkModel::shipped(), Some(Training::default()), FLOOR, &Quiet).unwrap();
        prop_assert_eq!(linkage.clusters.of.len(), linkage.ids.len());
        prop_assert!(linkage.pairs.iter().all(|pair| pair.weight.is_finite() && pair.a < pair.b));
    }

    #[test]
    fn no_specification_breaks_the_reader(text in "\\PC{0,200}", at in 0usize..1500, with in "[a-z0-9 =\\[\\]\"\n.-]{0,12}") {
        let _ = Spec::from_toml(&text);
        let whole = include_str!("../specs/child.toml");
        if whole.is_char_boundary(at) && at < whole.len() {
            let (head, tail) = whole.split_at(at);
            let _ = Spec::from_toml(&format!("{head}{with}{tail}"));
        }
    }

    #[test]
    fn clusters_are_whatever_the_order_of_records(weights in proptest::collection::vec(-100i32..100, 21)) {
        // Distinct weights, since of two equal joins one must come first.
        let mut pairs = Vec::new();
        let mut turned = Vec::new();
        let mut next = weights.iter().enumerate();
        for a in 0..7u32 {
            for b in a + 1..7 {
                let (place, weight) = next.next().unwrap();
                let weight = *weight as f32 / 10.0 + place as f32 * 1e-3;
                pairs.push(pair(a, b, weight));
                turned.push(pair(6 - b, 6 - a, weight));
            }
        }
        turned.sort_by_key(|pair| (pair.a, pair.b));
        let groups = |of: &[u32], turn: bool| -> BTreeSet<BTreeSet<u32>> {
            let mut groups: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
            for (record, cluster) in of.iter().enumerate() {
                let record = if turn { 6 - record as u32 } else { record as u32 };
                groups.entry(*cluster).or_default().insert(record);
            }
            groups.into_values().collect()
        };
        // Bounded weights tie at their bounds; without bounds they do not.
        let open = Clustering { lean: 0.0, least: -1.0, most: 1e6, depth: 1.0 };
        let straight = clusters(&pairs, &[], 7, &open);
        let turned = clusters(&turned, &[], 7, &open);
        prop_assert_eq!(groups(&straight.of, false), groups(&turned.of, true));
    }
}

#[test]
fn every_shipped_specification_is_sound_and_links() {
    let (rows, _, _) = invented(11, 60);
    let file = file(&rows);
    for name in Spec::shipped_names() {
        let spec = Spec::from_toml(Spec::shipped(name).unwrap()).unwrap();
        let linkage = link(file.as_bytes(), &spec, &BulkModel::shipped(), None, FLOOR, &Quiet).unwrap();
        assert!(!linkage.clusters.pairs.is_empty(), "{name}");
    }
    assert!(Spec::shipped("vehicle").is_none());
}

#[test]
fn stages_in_a_row_are_the_whole_run() {
    use matching::bulk::Prepared;
    let (rows, _, _) = invented(5, 700);
    let file = file(&rows);
    let spec = Spec::child();
    let whole = link(
        file.as_bytes(),
        &spec,
        &BulkModel::shipped(),
        Some(Training::default()),
        -6.0,
        &Quiet,
    )
    .unwrap();
    let prepared = Prepared::read(file.as_bytes(), &spec, &Quiet).unwrap();
    let found = prepared.candidates(&spec, &Quiet).unwrap();
    let model = prepared
        .train(&BulkModel::shipped(), &found, Training::default(), &Quiet)
        .unwrap();
    assert_eq!(model, whole.model);
    // A model that went through its text weighs the same.
    let model = BulkModel::from_toml(&model.to_toml().unwrap()).unwrap();
    let pairs = prepared.weigh(&model, &found, -6.0, &Quiet).unwrap();
    assert_eq!(pairs, whole.pairs);
    let some: Vec<(u32, u32)> = pairs.iter().take(50).map(|pair| (pair.a, pair.b)).collect();
    for (lines, pair) in prepared.explain(&model, &some).iter().zip(&pairs) {
        let sum: f32 = lines.iter().map(|line| line.bits).sum();
        assert!((sum - pair.weight).abs() < 0.01, "{sum} and {}", pair.weight);
    }
    // Most say enough to be found again, some too little; whoever is not there weighs nothing.
    let everybody: Vec<u32> = (0..rows.len() as u32).chain([u32::MAX]).collect();
    let alone = prepared.against_itself(&model, &everybody);
    let (last, alone) = alone.split_last().unwrap();
    assert_eq!(*last, f32::NEG_INFINITY);
    let enough = alone.iter().filter(|weight| **weight > 5.0).count();
    assert!(
        2 * enough > alone.len() && enough < alone.len(),
        "{enough} of {}",
        alone.len()
    );
}
