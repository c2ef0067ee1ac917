//! Accuracy without truth, tried where the truth is known: a file is linked, a sample is judged by the truth, and the estimates
//! are held against what is true of all pairs.
//!
//! `accuracy FOLDER [THRESHOLD] [BUDGET]` reads `records.csv` and `truth.csv`.
#![allow(clippy::print_stdout, reason = "a report for the terminal")]

use matching::accuracy::{Aim, Calibration, Estimate, Judged, Tally, estimate, plan, probability, reliability};
use matching::bulk::{BulkModel, Quiet, Spec, Training, link};
use matching::fairness::{Observed, Settings, culture_of, report};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: accuracy FOLDER [THRESHOLD] [BUDGET]")?;
    let threshold: f32 = arguments.next().map_or(Ok(3.3), |text| text.parse())?;
    let budget: usize = arguments.next().map_or(Ok(600), |text| text.parse())?;
    let folder = Path::new(&folder);
    let mut truth: HashMap<String, String> = HashMap::new();
    for row in csv::Reader::from_path(folder.join("truth.csv"))?.into_records() {
        let row = row?;
        truth.insert(
            row.get(0).unwrap_or_default().to_owned(),
            row.get(1).unwrap_or_default().to_owned(),
        );
    }
    let mut rows: Vec<HashMap<String, String>> = Vec::new();
    for row in csv::Reader::from_path(folder.join("records.csv"))?.into_deserialize() {
        rows.push(row?);
    }
    let entity: Vec<&str> = rows
        .iter()
        .map(|row| {
            row.get("record_id")
                .and_then(|id| truth.get(id))
                .map(String::as_str)
                .unwrap_or_default()
        })
        .collect();
    let same = |a: u32, b: u32| entity.get(a as usize) == entity.get(b as usize);
    let file = std::fs::File::open(folder.join("records.csv"))?;
    let linkage = link(
        file,
        &Spec::child(),
        &BulkModel::shipped(),
        Some(Training::default()),
        -60.0,
        &Quiet,
    )?;
    let weights: Vec<f32> = linkage.pairs.iter().map(|pair| pair.weight).collect();
    let right: Vec<bool> = linkage.pairs.iter().map(|pair| same(pair.a, pair.b)).collect();

    let of = |linked: Option<bool>| {
        weights
            .iter()
            .zip(&right)
            .filter(|(weight, same)| linked.is_none_or(|l| (**weight >= threshold) == l) && **same)
            .count() as f64
    };
    let links = weights.iter().filter(|weight| **weight >= threshold).count() as f64;
    let (found, all) = (of(Some(true)), of(None));
    println!(
        "{} pairs compared, {links} links at {threshold} bits, {budget} to judge",
        weights.len()
    );
    let tally = |seed: u64| {
        let plan = plan(&weights, threshold, budget, 8, Aim::F1, seed);
        let tallies: Vec<Tally> = plan
            .strata
            .iter()
            .map(|stratum| {
                let same = stratum.draw.iter().filter(|place| right[**place]).count() as u64;
                Tally {
                    same,
                    different: stratum.draw.len() as u64 - same,
                    unsure: 0,
                }
            })
            .collect();
        (plan, tallies)
    };
    let (plan, tallies) = tally(1);
    let accuracy = estimate(&plan, &tallies, 0.95);
    let whole = [found / links, found / all, 2.0 * found / (links + all)];
    let mut covered = [0; 3];
    let mut width = [0.0; 3];
    const SAMPLES: u64 = 500;
    for seed in 1..=SAMPLES {
        let (plan, tallies) = tally(seed);
        let found = estimate(&plan, &tallies, 0.95);
        for (place, (estimate, truth)) in [found.precision, found.recall, found.f1].iter().zip(whole).enumerate() {
            covered[place] += u32::from(estimate.low <= truth && truth <= estimate.high);
            width[place] += (estimate.high - estimate.low) / SAMPLES as f64;
        }
    }
    println!(
        "| | true | estimate | 95 % interval | the model's own word | covered in {SAMPLES} samples | mean width |"
    );
    println!("|---|---|---|---|---|---|---|");
    let said: Vec<f64> = weights.iter().map(|weight| probability(f64::from(*weight))).collect();
    let said_found: f64 = said
        .iter()
        .zip(&weights)
        .filter(|(_, weight)| **weight >= threshold)
        .map(|(p, _)| p)
        .sum();
    let said_all: f64 = said.iter().sum();
    let own = [
        said_found / links,
        said_found / said_all,
        2.0 * said_found / (links + said_all),
    ];
    let named = [
        ("precision", accuracy.precision),
        ("recall among compared pairs", accuracy.recall),
        ("F1", accuracy.f1),
    ];
    for (place, (what, Estimate { value, low, high, .. })) in named.into_iter().enumerate() {
        println!(
            "| {what} | {:.3} | {value:.3} | {low:.3} to {high:.3} | {:.3} | {:.3} | {:.3} |",
            whole[place],
            own[place],
            f64::from(covered[place]) / SAMPLES as f64,
            width[place]
        );
    }
    let mut sizes: HashMap<&str, f64> = HashMap::new();
    for entity in &entity {
        *sizes.entry(entity).or_default() += 1.0;
    }
    let true_pairs: f64 = sizes.values().map(|size| size * (size - 1.0) / 2.0).sum();
    println!(
        "not to be seen by any sample: {:.3} of all true pairs were never compared",
        1.0 - all / true_pairs
    );

    let judged: Vec<Judged> = plan
        .strata
        .iter()
        .flat_map(|stratum| stratum.draw.iter().map(move |place| (stratum, *place)))
        .map(|(stratum, place)| Judged {
            weight: f64::from(weights[place]),
            same: right[place],
            stands_for: stratum.pairs as f64 / stratum.draw.len() as f64,
        })
        .collect();
    println!("\n| said | true share | 95 % interval | judged |\n|---|---|---|---|");
    for band in reliability(&judged, 8, 0.95) {
        println!(
            "| {:.3} | {:.3} | {:.3} to {:.3} | {} |",
            band.said, band.true_share, band.low, band.high, band.judged
        );
    }
    let loss = |of: &dyn Fn(f64) -> f64| {
        let sum: f64 = weights
            .iter()
            .zip(&right)
            .map(|(weight, same)| (of(f64::from(*weight)) - f64::from(u8::from(*same))).powi(2))
            .sum();
        sum / weights.len() as f64
    };
    let of = |calibration: Option<Calibration>| calibration.map_or(f64::NAN, |c| loss(&|weight| c.probability(weight)));
    println!(
        "\nmean squared error of the probability over all pairs: as said {:.5}, isotonic {:.5}, Platt {:.5}",
        loss(&probability),
        of(Calibration::isotonic(&judged)),
        of(Calibration::platt(&judged))
    );

    let column = |key: &str, place: u32| {
        rows.get(place as usize)
            .and_then(|row| row.get(key))
            .cloned()
            .filter(|text: &String| !text.is_empty())
            .unwrap_or_else(|| "not stated".to_owned())
    };
    let culture = |place: u32| {
        culture_of(&format!(
            "{} {}",
            column("given_name", place),
            column("family_name", place)
        ))
        .to_owned()
    };
    // Between agencies and sexes every true pair counts, compared or not; those never compared count as missed.
    let mut members: HashMap<&str, Vec<u32>> = HashMap::new();
    for (place, entity) in entity.iter().enumerate() {
        members.entry(entity).or_default().push(place as u32);
    }
    let linked: HashMap<(u32, u32), bool> = linkage
        .pairs
        .iter()
        .map(|pair| ((pair.a, pair.b), pair.weight >= threshold))
        .collect();
    let mut pairs: Vec<(u32, u32, bool, bool)> = Vec::new();
    for places in members.values() {
        for (at, a) in places.iter().enumerate() {
            pairs.extend(
                places
                    .iter()
                    .skip(at + 1)
                    .map(|b| (*a, *b, linked.get(&(*a, *b)).copied().unwrap_or(false), true)),
            );
        }
    }
    let wrong = linkage
        .pairs
        .iter()
        .zip(&right)
        .filter(|(pair, right)| !**right && pair.weight >= threshold);
    pairs.extend(wrong.map(|(pair, _)| (pair.a, pair.b, true, false)));
    let kinds: [(&str, &dyn Fn(u32) -> String); 3] = [
        ("name culture", &culture),
        ("sex", &|place| column("sex", place)),
        ("kind of agency", &|place| column("source_kind", place)),
    ];
    for (what, group) in kinds {
        let of: Vec<String> = (0..rows.len() as u32).map(group).collect();
        let mut names: Vec<String> = of.clone();
        names.sort();
        names.dedup();
        let number: HashMap<&str, usize> = names
            .iter()
            .enumerate()
            .map(|(place, name)| (name.as_str(), place))
            .collect();
        let place = |record: u32| {
            of.get(record as usize)
                .and_then(|name| number.get(name.as_str()))
                .copied()
                .unwrap_or(0)
        };
        let observed = pairs.iter().map(|(a, b, linked, same)| Observed {
            groups: (place(*a), place(*b)),
            linked: *linked,
            same: *same,
            stands_for: 1.0,
        });
        let found = report(
            &names,
            observed,
            &Settings {
                design_effect: 2.0,
                ..Settings::default()
            },
        );
        println!(
            "\nby {what} (truth of all pairs; design effect 2):\n| error | group | pairs | share | 95 % interval | others | p (Holm) |\n|---|---|---|---|---|---|---|"
        );
        for rate in &found.rates {
            let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.4}"));
            println!(
                "| {:?} | {} | {:.0} | {:.3} | {:.3} to {:.3} | {} | {} |",
                rate.error,
                rate.group,
                rate.pairs,
                rate.share,
                rate.low,
                rate.high,
                number(rate.others),
                number(rate.p)
            );
        }
        for warning in &found.warnings {
            println!("WORSE: {warning}");
        }
    }
    Ok(())
}
