//! Processor time on one thread (Linux; ticks of 10 ms): a resample of the stepwise estimate, a model of the BIC enumeration, a week of Farrington,
//! a scan with 999 simulations.
//!
//! `RAYON_NUM_THREADS=1 cargo run --release -p statistics --example speed` (from the project's folder)

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program"
)]

use statistics::change::farrington;
use statistics::clusters::scan::{self, Cases, Null, Options, Position, Zones};
use statistics::mse::{Table, model, resample, stepwise::THRESHOLD};

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/data/{name}.csv", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn main() {
    for name in ["uk2013_4", "kosovo_4", "uk2013_5", "ned_5", "uk2013_6", "ned_6"] {
        let table = Table::from_csv(&read(&format!("mse/{name}"))).unwrap();
        let started = processor_seconds();
        let count = 10_000;
        let totals = resample::resamples(&table, 1, 1, count, |room, counts| {
            room.fitter.load(counts);
            room.selector.total(&mut room.fitter, THRESHOLD)
        });
        println!(
            "{name}: {:.1} us a stepwise resample",
            micros(started) / totals.len() as f64
        );
    }
    for name in ["uk2013_4", "kosovo_4", "uk2013_5", "ned_5"] {
        let table = Table::from_csv(&read(&format!("mse/{name}"))).unwrap();
        let models = model::all(table.lists(), true);
        let mut room = resample::Room::new(table.lists());
        room.fitter.load(table.counts());
        let started = processor_seconds();
        let mut fitted = 0;
        for _ in 0..if models.len() < 1_000 { 200 } else { 4 } {
            for model in &models {
                let fine = room.fitter.existence(model.terms()).is_fine();
                fitted += usize::from(fine && room.fitter.fit(model.terms()).is_some());
            }
        }
        println!(
            "{name}: {:.1} us a model, existence and fit",
            micros(started) / fitted as f64
        );
    }
    let counts: Vec<u64> = read("change/salmonella_newport_de")
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap().parse().unwrap())
        .collect();
    let options = farrington::Options::default();
    let started = processor_seconds();
    let rounds = 40;
    let mut alarms = 0;
    for _ in 0..rounds {
        for week in 299..528 {
            let judged = farrington::judge(&counts, week, &farrington::same_weeks(week, options), options).unwrap();
            alarms += usize::from(judged.alarm);
        }
    }
    println!(
        "Farrington flexible: {:.1} us a week, {} alarms",
        micros(started) / 229.0 / 40.0,
        alarms / rounds
    );
    scan_new_mexico();
}

fn scan_new_mexico() {
    let places: Vec<Vec<String>> = rows("clusters/nm_places");
    let positions: Vec<Position> = places
        .iter()
        .map(|row| Position {
            latitude: row[1].parse().unwrap(),
            longitude: row[2].parse().unwrap(),
        })
        .collect();
    let mut counts = vec![0; 32 * 19];
    let mut population = vec![0.0; 32 * 19];
    for row in rows("clusters/nm_counts") {
        let place = places.iter().position(|place| place[0] == row[1]).unwrap();
        let at = place * 19 + row[0].parse::<usize>().unwrap() - 1973;
        counts[at] = row[3].parse().unwrap();
        population[at] = row[2].parse().unwrap();
    }
    let cases = Cases {
        places: 32,
        periods: 19,
        expected: scan::by_population(&counts, &population),
        counts,
        null: Null::Poisson,
    };
    let options = Options {
        nearest: 15,
        within_km: f64::INFINITY,
        ending_now: true,
        longest: 19,
        largest_share: 1.0,
        simulations: 999,
        seed: 1,
    };
    let started = processor_seconds();
    let zones = Zones::new(&positions, options);
    let found = scan::scan(&cases, &zones, options, 3).unwrap();
    println!(
        "scan: {:.1} ms for 999 simulations, p {}",
        micros(started) / 1e3,
        found[0].probability
    );
}

fn rows(name: &str) -> Vec<Vec<String>> {
    read(name)
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn micros(started: f64) -> f64 {
    (processor_seconds() - started) * 1e6
}

/// Seconds of processor time of this process so far, user and system.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}
