//! Agreement of stepwise estimates with the R packages on stored resamples, and the processor time per resample.
//!
//! `cargo run --release -p statistics --example agreement FOLDER` where FOLDER holds `NAME.csv` tables and
//! `ref/reps/NAME_step.csv` with columns rep, nHISTORY..., estimate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program"
)]

use statistics::mse::{
    Table,
    fit::Fitter,
    stepwise::{Selector, THRESHOLD},
};
use std::time::Instant;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    println!("table resamples agree_1e-9 agree_1e-11 worst us_per_resample");
    for name in [
        "artificial_3",
        "uk2013_4",
        "kosovo_4",
        "uk2013_5",
        "ned_5",
        "uk2013_6",
        "ned_6",
    ] {
        let table = Table::from_csv(&std::fs::read_to_string(format!("{folder}/{name}.csv")).unwrap()).unwrap();
        let text = std::fs::read_to_string(format!("{folder}/ref/reps/{name}_step.csv")).unwrap();
        let mut lines = text.lines();
        let cells: Vec<usize> = lines
            .next()
            .unwrap()
            .split(',')
            .filter_map(|column| column.strip_prefix('n'))
            .map(|digits| {
                digits
                    .bytes()
                    .enumerate()
                    .map(|(i, digit)| usize::from(digit - b'0') << i)
                    .sum()
            })
            .collect();
        let mut resamples = Vec::new();
        for line in lines {
            let fields: Vec<&str> = line.split(',').collect();
            let mut counts = vec![0_u64; table.counts().len()];
            for (field, &cell) in fields[1..].iter().zip(&cells) {
                counts[cell] = field.parse().unwrap();
            }
            resamples.push((counts, fields[fields.len() - 1].parse::<f64>().unwrap_or(f64::NAN)));
        }
        let mut fitter = Fitter::new(table.lists());
        let mut selector = Selector::new(table.lists());
        let started = Instant::now();
        let found: Vec<Option<f64>> = resamples
            .iter()
            .map(|(counts, _)| {
                fitter.load(counts);
                selector.total(&mut fitter, THRESHOLD)
            })
            .collect();
        let micros = started.elapsed().as_secs_f64() * 1e6 / resamples.len() as f64;
        let (mut fine, mut finer, mut worst) = (0, 0, 0.0_f64);
        for ((_, wanted), found) in resamples.iter().zip(&found) {
            let error = found.map_or(f64::INFINITY, |found| (found / wanted - 1.0).abs());
            fine += u32::from(error < 1e-9);
            finer += u32::from(error < 1e-11);
            if error >= 1e-9 {
                println!("  differs: {wanted} here {found:?}");
            } else {
                worst = worst.max(error);
            }
        }
        println!("{name} {} {fine} {finer} {worst:.1e} {micros:.1}", resamples.len());
    }
}
