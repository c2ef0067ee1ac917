//! Real coverage and width of the published interval on five truths, beside the interval of somebody who knew the model.
//!
//! `cargo run --release -p statistics --example coverage FOLDER [simulations]`, FOLDER holding `uk2013_5.csv`, `ned_5.csv`
//! and `kosovo_4.csv` (they are in `crates/statistics/tests/data/mse`).
//!
//! A truth is a model fitted to a table, with its total rounded: that many people are dealt out over all histories, those on no
//! list are hidden, and the table that is left is estimated from. The oracle knows the model and gives the large-sample
//! interval exp(ln unseen ± 1.96 sqrt(variance + 1/unseen)).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program"
)]

use rayon::prelude::*;
use statistics::chance::Chance;
use statistics::mse::{Lists, Model, Table, envelope::envelope, fit::Fitter, search};

struct Outcome {
    covers: bool,
    width: f64,
    oracle: Option<(bool, f64)>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let simulations: u64 = arguments.next().map_or(500, |text| text.parse().unwrap());
    let truths: [(&str, &str, &[Lists]); 5] = [
        ("UK five lists, independent", "uk2013_5", &[]),
        (
            "UK five lists, stepwise",
            "uk2013_5",
            &[0b00011, 0b00101, 0b01010, 0b10010, 0b10100, 0b11000],
        ),
        ("UK five lists, best BIC", "uk2013_5", &[0b00111, 0b10010, 0b01100]),
        (
            "Netherlands five lists, stepwise",
            "ned_5",
            &[0b00011, 0b00101, 0b10001, 0b01010, 0b01100, 0b10100],
        ),
        ("Kosovo, best BIC", "kosovo_4", &[0b0111, 0b1001, 0b1100]),
    ];
    println!("truth | total | simulations | covers % | oracle covers % | mean width | oracle width | ratio");
    for (name, file, generators) in truths {
        let table = Table::from_csv(&std::fs::read_to_string(format!("{folder}/{file}.csv")).unwrap()).unwrap();
        let model = Model::generated(table.lists(), generators);
        let mut fitter = Fitter::new(table.lists());
        fitter.load(table.counts());
        let fit = fitter.fit(model.terms()).unwrap();
        let mut weights = fitter.means().to_vec();
        weights[0] = fit.unseen;
        let total = fit.total.round();
        let outcomes: Vec<Outcome> = (0..simulations)
            .into_par_iter()
            .map(|simulation| {
                let mut counts = vec![0; weights.len()];
                Chance::new(2026, &[simulation]).multinomial(total as u64, &weights, &mut counts);
                counts[0] = 0;
                simulate(&table.with_counts(counts).unwrap(), &model, total)
            })
            .collect();
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
        let covered = outcomes.iter().filter(|outcome| outcome.covers).count();
        let width = outcomes.iter().map(|outcome| outcome.width).sum::<f64>() / outcomes.len() as f64;
        let oracles: Vec<(bool, f64)> = outcomes.iter().filter_map(|outcome| outcome.oracle).collect();
        let oracle_width = oracles.iter().map(|(_, width)| width).sum::<f64>() / oracles.len() as f64;
        println!(
            "{name} | {total} | {simulations} | {:.1} | {:.1} | {width:.0} | {oracle_width:.0} | {:.2}",
            share(covered, outcomes.len()),
            share(oracles.iter().filter(|(covers, _)| *covers).count(), oracles.len()),
            width / oracle_width
        );
    }
}

fn simulate(table: &Table, model: &Model, total: f64) -> Outcome {
    let found = envelope(table, &search::rank(table)).unwrap();
    let mut fitter = Fitter::new(table.lists());
    fitter.load(table.counts());
    let oracle = fitter
        .existence(model.terms())
        .is_fine()
        .then(|| fitter.fit_with_variance(model.terms()))
        .flatten()
        .map(|fit| {
            let error = 1.96 * (fit.log_variance + 1.0 / fit.unseen).sqrt();
            let seen = fit.total - fit.unseen;
            let (low, high) = (seen + fit.unseen * (-error).exp(), seen + fit.unseen * error.exp());
            (low <= total && total <= high, high - low)
        });
    Outcome {
        covers: found.low <= total && total <= found.high,
        width: found.high - found.low,
        oracle,
    }
}
