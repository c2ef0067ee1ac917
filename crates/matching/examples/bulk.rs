//! How well does the bulk run do on records whose truth is known?
//!
//! `cargo run --release -p matching --example bulk -- FOLDER [SPEC]` reads `records.csv`, `truth.csv` (record_id, entity_id) and,
//! if there, `households.csv` (record_id, household_id). Prints blocking completeness, recall, precision and F1 of pairs.
//! `--pairs=FILE` writes the compared pairs and their weights.
//! `--times` says when each stage began, `--model` prints the trained model, `--untrained` uses the shipped one as it is.
//! `--quiet` links and stops, for measuring time and memory without the judging.
#![allow(clippy::print_stdout, reason = "a report for the terminal")]

use matching::bulk::{BulkModel, Linkage, Progress, Spec, Training, link};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

/// Says when each stage began.
struct Times {
    begun: std::time::Instant,
    last: std::sync::Mutex<&'static str>,
    shown: bool,
}

impl Progress for Times {
    fn step(&self, stage: &'static str, _done: u64, _whole: u64) {
        if let Ok(mut last) = self.last.lock()
            && *last != stage
        {
            *last = stage;
            if self.shown {
                println!("{:7.2} s {stage}", self.begun.elapsed().as_secs_f64());
            }
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: bulk FOLDER [SPEC] [--quiet]")?;
    let rest: Vec<String> = arguments.collect();
    let spec = match rest.iter().find(|text| !text.starts_with("--")) {
        Some(path) => Spec::from_toml(&std::fs::read_to_string(path)?)?,
        None => Spec::child(),
    };
    let folder = Path::new(&folder);
    let file = std::fs::File::open(folder.join("records.csv"))?;
    let quiet = rest.iter().any(|text| text == "--quiet");
    let times = Times {
        begun: std::time::Instant::now(),
        last: std::sync::Mutex::new(""),
        shown: rest.iter().any(|text| text == "--times"),
    };
    let training = (!rest.iter().any(|text| text == "--untrained")).then(Training::default);
    let floor = if quiet { 0.0 } else { -60.0 };
    let linkage = link(file, &spec, &BulkModel::shipped(), training, floor, &times)?;
    if rest.iter().any(|text| text == "--model") {
        println!("{}", linkage.model.to_toml()?);
    }
    println!("{} records, {} pairs compared", linkage.ids.len(), linkage.compared);
    for rule in &linkage.rules {
        println!(
            "  {:9} keys, largest block {:6}, met {:10}, kept {:9}, lost {:10}: {}",
            rule.keys, rule.largest, rule.met, rule.kept, rule.lost, rule.label
        );
    }
    if quiet {
        return Ok(());
    }
    if let Some(path) = rest.iter().find_map(|text| text.strip_prefix("--pairs=")) {
        let mut out = csv::Writer::from_path(path)?;
        for pair in &linkage.pairs {
            out.write_record([
                linkage.ids.get(pair.a).as_ref(),
                linkage.ids.get(pair.b).as_ref(),
                &format!("{:.2}", pair.weight),
            ])?;
        }
        out.flush()?;
    }
    judge(folder, &linkage)
}

fn judge(folder: &Path, linkage: &Linkage) -> Result<(), Box<dyn Error>> {
    let truth = by_record(&folder.join("truth.csv"), linkage)?;
    let houses = by_record(&folder.join("households.csv"), linkage).unwrap_or_default();
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    for entity in &truth {
        *sizes.entry(*entity).or_default() += 1;
    }
    let true_pairs: u64 = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let same = |list: &[u32], a: u32, b: u32| match (list.get(a as usize), list.get(b as usize)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    };
    let mut scored: Vec<(f32, bool, bool)> = linkage
        .pairs
        .iter()
        .map(|pair| {
            let right = same(&truth, pair.a, pair.b);
            (pair.weight, right, !right && same(&houses, pair.a, pair.b))
        })
        .collect();
    report(&mut scored, true_pairs, "pairs alone");
    let mut joined: Vec<(f32, bool, bool)> = linkage
        .clusters
        .pairs
        .iter()
        .map(|pair| {
            let right = same(&truth, pair.a, pair.b);
            (pair.weight, right, !right && same(&houses, pair.a, pair.b))
        })
        .collect();
    let right = joined.iter().filter(|pair| pair.1).count() as f64;
    let precision = right / joined.len().max(1) as f64;
    let recall = right / true_pairs as f64;
    println!(
        "clusters: precision {precision:.4}, recall {recall:.4}, F1 {:.4}",
        2.0 * precision * recall / (precision + recall)
    );
    report(&mut joined, true_pairs, "pairs in clusters");
    let met = scored.iter().filter(|pair| pair.1).count();
    println!(
        "true pairs {true_pairs}, met {:.4}; {:.2} pairs a record",
        met as f64 / true_pairs as f64,
        linkage.compared as f64 / truth.len() as f64
    );
    calibration(&scored);
    Ok(())
}

fn report(scored: &mut [(f32, bool, bool)], true_pairs: u64, what: &str) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut wrong, mut in_house) = (0u64, 0u64, 0u64);
    let mut best = (0.0, 0.0, 0, 0);
    let mut goals = [(0.99, 0.0, 0.0, 0, 0), (0.95, 0.0, 0.0, 0, 0)];
    for (weight, same, house) in scored.iter() {
        right += u64::from(*same);
        wrong += u64::from(!*same);
        in_house += u64::from(*house);
        let recall = right as f64 / true_pairs as f64;
        let precision = right as f64 / (right + wrong) as f64;
        let f1 = 2.0 * recall * precision / (recall + precision).max(1e-9);
        if f1 > best.0 {
            best = (f1, *weight, wrong, in_house);
        }
        for goal in &mut goals {
            if precision >= goal.0 && recall > goal.1 {
                *goal = (goal.0, recall, *weight, wrong, in_house);
            }
        }
    }
    println!(
        "{what}: best F1 {:.4} at weight {:.1}: {} false, {} of one household",
        best.0, best.1, best.2, best.3
    );
    for (goal, recall, weight, wrong, in_house) in goals {
        println!(
            "  recall {recall:.4} at precision {goal} (weight {weight:.1}: {wrong} false, {in_house} of one household)"
        );
    }
}

fn calibration(scored: &[(f32, bool, bool)]) {
    let mut bands: Vec<(u64, u64)> = vec![(0, 0); 41];
    for (weight, same, _) in scored {
        if let Some(band) = bands.get_mut((weight.clamp(-20.0, 20.0) + 20.0) as usize) {
            band.0 += u64::from(*same);
            band.1 += 1;
        }
    }
    println!("calibration (weight: share true, share said):");
    for (band, (right, all)) in bands.iter().enumerate().filter(|(_, band)| band.1 > 200) {
        let weight = band as f64 - 19.5;
        println!(
            "  {weight:6.1}: {:.3} {:.3} ({all})",
            *right as f64 / *all as f64,
            1.0 / (1.0 + (-weight).exp2())
        );
    }
}

fn by_record(path: &Path, linkage: &Linkage) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut of: HashMap<String, u32> = HashMap::new();
    for row in csv::Reader::from_path(path)?.records() {
        let row = row?;
        let next = known.len() as u32;
        let number = *known.entry(row.get(1).unwrap_or_default().to_owned()).or_insert(next);
        of.insert(row.get(0).unwrap_or_default().to_owned(), number);
    }
    Ok((0..linkage.ids.len() as u32)
        .map(|record| of.get(linkage.ids.get(record).as_ref()).copied().unwrap_or(u32::MAX))
        .collect())
}
