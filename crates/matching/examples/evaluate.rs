//! How well does live recognition do on records whose truth is known?
//!
//! `cargo run --release -p matching --example evaluate -- FOLDER [RECORDS]` reads `records.csv` (record_id, given_name,
//! family_name, dob, dob_quality, sex, nationality, address, town, postcode, phone, role), `truth.csv` (record_id,
//! entity_id) and, if there, `households.csv` (record_id, household_id). Records arrive one after the other, as they do
//! live: each is looked up among the earlier ones by its keys (a key holds at most 300 records; the 150 that share the
//! rarest keys are compared), then filed. Prints what the keys reach, and recall, precision and F1 of pairs at rising weights.
#![allow(clippy::print_stdout, reason = "a report for the terminal")]

use domain::{Answers, Entry, RecordKind};
use matching::{Band, Key, Model, Profile, RuleId, explain, rule_label};
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

const MOST_PER_KEY: usize = 300;
const MOST_COMPARED: usize = 150;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: evaluate FOLDER [RECORDS]")?;
    let most: usize = arguments.next().map_or(Ok(usize::MAX), |text| text.parse())?;
    let folder = Path::new(&folder);
    let truth = column_by_id(&folder.join("truth.csv"))?;
    let households = column_by_id(&folder.join("households.csv")).unwrap_or_default();
    let model = Model::shipped();

    let begun = Instant::now();
    let (ids, answers) = read_records(&folder.join("records.csv"), most)?;
    println!("{} records read in {:.1?}", ids.len(), begun.elapsed());
    let begun = Instant::now();
    let profiles: Vec<Profile> = answers
        .iter()
        .map(|answers| Profile::from_answers(RecordKind::Child, answers, "GB"))
        .collect();
    println!("profile: {:.1} us each", micros(begun.elapsed(), profiles.len()));
    let begun = Instant::now();
    let keys: Vec<Vec<Key>> = profiles.iter().map(Profile::keys).collect();
    let key_count: usize = keys.iter().map(Vec::len).sum();
    println!(
        "keys: {:.1} us and {:.1} keys each",
        micros(begun.elapsed(), profiles.len()),
        key_count as f64 / profiles.len().max(1) as f64
    );
    let sizes: Vec<usize> = profiles
        .iter()
        .take(1000)
        .filter_map(|profile| serde_json::to_string(profile).ok())
        .map(|text| text.len())
        .collect();
    println!(
        "stored profile: {} bytes on average",
        sizes.iter().sum::<usize>() / sizes.len().max(1)
    );
    let stored: Vec<String> = profiles
        .iter()
        .take(1000)
        .filter_map(|profile| serde_json::to_string(profile).ok())
        .collect();
    let begun = Instant::now();
    let read_back = stored
        .iter()
        .filter_map(|text| serde_json::from_str::<Profile>(text).ok())
        .count();
    println!(
        "read back: {:.1} us each ({read_back} of {})",
        micros(begun.elapsed(), stored.len()),
        stored.len()
    );

    let entity: Vec<&str> = ids.iter().map(|id| truth.get(id).map_or("", String::as_str)).collect();
    let house: Vec<&str> = ids
        .iter()
        .map(|id| households.get(id).map_or("", String::as_str))
        .collect();
    report_rules(&keys, &entity);

    let mut index: HashMap<Key, Vec<u32>> = HashMap::with_capacity(key_count);
    let mut scored: Vec<Scored> = Vec::new();
    let mut met_true = 0usize;
    let mut compared = 0usize;
    let mut comparing = Duration::ZERO;
    let mut slowest: Vec<Duration> = Vec::with_capacity(profiles.len());
    let show = std::env::var("SHOW").ok();
    for (place, profile) in profiles.iter().enumerate() {
        let begun = Instant::now();
        let candidates = candidates(&index, keys.get(place).map_or(&[][..], Vec::as_slice));
        let comparing_begun = Instant::now();
        for &other in &candidates {
            let other = other as usize;
            let Some(other_profile) = profiles.get(other) else {
                continue;
            };
            let comparison = model.compare(profile, other_profile);
            compared += 1;
            let same = entity.get(place) == entity.get(other);
            met_true += usize::from(same);
            if same || comparison.weight > -12.0 {
                let same_house = !same && house.get(place) == house.get(other);
                scored.push(Scored {
                    weight: comparison.weight,
                    same,
                    same_house,
                });
            }
            let wanted = match show.as_deref() {
                Some("false") => !same && comparison.verdict(model) == Band::Strong,
                Some("missed") => same && comparison.verdict(model) == Band::Unlikely,
                _ => false,
            };
            if wanted {
                println!(
                    "--- {} {} {:.1}",
                    ids.get(place).map_or("", String::as_str),
                    ids.get(other).map_or("", String::as_str),
                    comparison.weight
                );
                for reason in explain(&comparison) {
                    let args: Vec<&str> = reason.args.iter().map(|(_, value)| value.as_str()).collect();
                    println!("   {:+.1} {} {}", reason.weight, reason.code, args.join(" / "));
                }
            }
        }
        comparing += comparing_begun.elapsed();
        slowest.push(begun.elapsed());
        if let (Ok(number), Some(keys)) = (u32::try_from(place), keys.get(place)) {
            for key in keys {
                let block = index.entry(*key).or_default();
                if block.len() < MOST_PER_KEY {
                    block.push(number);
                }
            }
        }
    }
    slowest.sort();
    let percentile = |share: f64| {
        slowest
            .get((slowest.len() as f64 * share) as usize)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "live look-up: p50 {:.0?}, p99 {:.0?}; {:.1} compared each, {:.2} us a comparison",
        percentile(0.5),
        percentile(0.99),
        compared as f64 / profiles.len() as f64,
        micros(comparing, compared)
    );

    let true_pairs = count_true_pairs(&entity);
    println!(
        "true pairs: {true_pairs}; met by live look-up: {:.4}",
        met_true as f64 / true_pairs as f64
    );
    report_scores(model, scored, true_pairs);
    Ok(())
}

struct Scored {
    weight: f64,
    same: bool,
    same_house: bool,
}

fn micros(spent: Duration, times: usize) -> f64 {
    spent.as_secs_f64() * 1e6 / times.max(1) as f64
}

fn candidates(index: &HashMap<Key, Vec<u32>>, keys: &[Key]) -> Vec<u32> {
    let mut shared: HashMap<u32, f64> = HashMap::new();
    for key in keys {
        if let Some(records) = index.get(key) {
            for record in records {
                *shared.entry(*record).or_default() += 1.0 / (records.len() as f64 + 1.0);
            }
        }
    }
    let mut found: Vec<(u32, f64)> = shared.into_iter().collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    found
        .into_iter()
        .take(MOST_COMPARED)
        .map(|(record, _)| record)
        .collect()
}

/// What each rule reaches of the true pairs, alone and as the only one, without a cap.
fn report_rules(keys: &[Vec<Key>], entity: &[&str]) {
    let mut by_entity: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, name) in entity.iter().enumerate() {
        by_entity.entry(name).or_default().push(place);
    }
    let mut reached: BTreeMap<RuleId, (usize, usize)> = BTreeMap::new();
    let (mut pairs, mut any) = (0usize, 0usize);
    for group in by_entity.values() {
        for (place, one) in group.iter().enumerate() {
            for other in group.iter().skip(place + 1) {
                pairs += 1;
                let (Some(ours), Some(theirs)) = (keys.get(*one), keys.get(*other)) else {
                    continue;
                };
                let mut rules: Vec<RuleId> = ours
                    .iter()
                    .filter(|key| theirs.binary_search(key).is_ok())
                    .map(|key| key.rule)
                    .collect();
                rules.dedup();
                any += usize::from(!rules.is_empty());
                for rule in &rules {
                    let entry = reached.entry(*rule).or_default();
                    entry.0 += 1;
                    entry.1 += usize::from(rules.len() == 1);
                }
            }
        }
    }
    println!(
        "keys reach {:.4} of {pairs} true pairs (no cap)",
        any as f64 / pairs.max(1) as f64
    );
    let mut sizes: HashMap<Key, usize> = HashMap::new();
    for key in keys.iter().flatten() {
        *sizes.entry(*key).or_default() += 1;
    }
    for (rule, (count, alone)) in reached {
        let blocks: Vec<usize> = sizes
            .iter()
            .filter(|(key, _)| key.rule == rule)
            .map(|(_, size)| *size)
            .collect();
        let largest = blocks.iter().max().copied().unwrap_or(0);
        let stored: usize = blocks.iter().sum();
        println!(
            "  rule {:2}: reaches {:.3}, alone {:.4}, {:.2} keys a record, largest block {largest} ({})",
            rule.0,
            count as f64 / pairs.max(1) as f64,
            alone as f64 / pairs.max(1) as f64,
            stored as f64 / keys.len().max(1) as f64,
            rule_label(rule)
        );
    }
}

fn count_true_pairs(entity: &[&str]) -> usize {
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for name in entity {
        *sizes.entry(name).or_default() += 1;
    }
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}

fn report_scores(model: &Model, mut scored: Vec<Scored>, true_pairs: usize) {
    scored.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let thresholds = [
        20.0,
        15.0,
        12.0,
        10.0,
        8.0,
        model.strong_from(),
        5.0,
        3.0,
        1.0,
        0.0,
        -1.0,
        -2.0,
        model.possible_from(),
        -5.0,
        -7.0,
        -9.0,
        -11.0,
    ];
    println!("weight from   recall  precision  F1      false pairs (of one household)");
    let (mut right, mut wrong, mut wrong_in_house) = (0usize, 0usize, 0usize);
    let mut rest = scored.iter().peekable();
    for threshold in thresholds {
        while let Some(pair) = rest.next_if(|pair| pair.weight >= threshold) {
            right += usize::from(pair.same);
            wrong += usize::from(!pair.same);
            wrong_in_house += usize::from(pair.same_house);
        }
        let (recall, precision, f1) = rates(right, wrong, true_pairs);
        let mark = if threshold == model.strong_from() {
            " strong"
        } else if threshold == model.possible_from() {
            " possible"
        } else {
            ""
        };
        println!("{threshold:10.1}   {recall:.4}  {precision:.4}     {f1:.4}  {wrong} ({wrong_in_house}){mark}");
    }
    let (mut right, mut wrong) = (0usize, 0usize);
    let mut best = (0.0, 0.0);
    let mut at = [(0.99, 0.0, 0.0), (0.95, 0.0, 0.0)];
    for pair in &scored {
        right += usize::from(pair.same);
        wrong += usize::from(!pair.same);
        let (recall, precision, f1) = rates(right, wrong, true_pairs);
        if f1 > best.0 {
            best = (f1, pair.weight);
        }
        for goal in &mut at {
            if precision >= goal.0 && recall > goal.1 {
                *goal = (goal.0, recall, pair.weight);
            }
        }
    }
    println!("best F1 {:.4} at weight {:.1}", best.0, best.1);
    for (goal, recall, weight) in at {
        println!("recall {recall:.4} at precision {goal} (weight {weight:.1})");
    }
}

fn rates(right: usize, wrong: usize, true_pairs: usize) -> (f64, f64, f64) {
    let recall = right as f64 / true_pairs.max(1) as f64;
    let precision = right as f64 / (right + wrong).max(1) as f64;
    (
        recall,
        precision,
        2.0 * recall * precision / (recall + precision).max(1e-9),
    )
}

fn column_by_id(path: &Path) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let mut rows = HashMap::new();
    for row in csv::Reader::from_path(path)?.records() {
        let row = row?;
        rows.insert(
            row.get(0).unwrap_or_default().to_owned(),
            row.get(1).unwrap_or_default().to_owned(),
        );
    }
    Ok(rows)
}

fn read_records(path: &Path, most: usize) -> Result<(Vec<String>, Vec<Answers>), Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let head = reader.headers()?.clone();
    let (mut ids, mut all) = (Vec::new(), Vec::new());
    for row in reader.records().take(most) {
        let row = row?;
        let value = |name: &str| {
            head.iter()
                .position(|column| column == name)
                .and_then(|place| row.get(place))
                .unwrap_or_default()
        };
        let entry = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect::<Entry>()
        };
        let mut answers = Answers::default();
        answers.set_entries(
            "names",
            vec![entry(&[
                ("given", value("given_name")),
                ("family", value("family_name")),
            ])],
        );
        let basis = match value("dob_quality") {
            "assumed" => "assessed",
            "document" => "document",
            _ => "claimed",
        };
        if !value("dob").is_empty() {
            answers.set_entries("births", vec![entry(&[("date", value("dob")), ("basis", basis)])]);
        }
        answers.set_text(
            "sex",
            match value("sex") {
                "M" => "male",
                "F" => "female",
                _ => "",
            },
        );
        answers.set_codes(
            "nationalities",
            Some(two_letters(value("nationality")))
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .into_iter()
                .collect(),
        );
        answers.set_entries(
            "addresses",
            vec![entry(&[
                ("line", value("address")),
                ("town", value("town")),
                ("postcode", value("postcode")),
            ])],
        );
        answers.set_entries("phones", vec![entry(&[("number", value("phone"))])]);
        ids.push(value("record_id").to_owned());
        all.push(answers);
    }
    Ok((ids, all))
}

/// The files name countries by three letters, records by two.
fn two_letters(code: &str) -> &str {
    const CODES: &[(&str, &str)] = &[
        ("GBR", "gb"),
        ("IRL", "ie"),
        ("USA", "us"),
        ("VNM", "vn"),
        ("CHN", "cn"),
        ("ALB", "al"),
        ("XKX", "xk"),
        ("MKD", "mk"),
        ("SDN", "sd"),
        ("SYR", "sy"),
        ("IRQ", "iq"),
        ("EGY", "eg"),
        ("LBY", "ly"),
        ("ERI", "er"),
        ("ETH", "et"),
        ("ROU", "ro"),
        ("MDA", "md"),
        ("BGR", "bg"),
        ("HKG", "hk"),
        ("MYS", "my"),
        ("AFG", "af"),
        ("PAK", "pk"),
        ("IRN", "ir"),
        ("BGD", "bd"),
        ("IND", "in"),
        ("NGA", "ng"),
        ("GHA", "gh"),
        ("GMB", "gm"),
        ("GIN", "gn"),
        ("POL", "pl"),
        ("LTU", "lt"),
        ("TCD", "td"),
        ("SSD", "ss"),
        ("ITA", "it"),
        ("GRC", "gr"),
    ];
    CODES
        .iter()
        .find(|(three, _)| *three == code)
        .map_or("", |(_, two)| *two)
}
