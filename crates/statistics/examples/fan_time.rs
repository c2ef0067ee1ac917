//! Processor time of the whole fan, and of linkage draws, on a table given as a file.
//!
//! `cargo run --release -p statistics --example fan_time TABLE.csv [resamples] [linkage draws]`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program"
)]

use statistics::chance::Chance;
use statistics::mse::{Table, fan, linkage};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let table = Table::from_csv(&std::fs::read_to_string(arguments.next().expect("a table")).unwrap()).unwrap();
    let resamples = arguments.next().map_or(10_000, |text| text.parse().unwrap());
    let draws: u64 = arguments.next().map_or(0, |text| text.parse().unwrap());
    let errors = linkage::Errors {
        missed: 0.05,
        made_up: 0.05,
    };
    let draws: Vec<Table> = (0..draws)
        .map(|draw| linkage::disturbed(&table, errors, &mut Chance::new(9, &[draw])))
        .collect();
    let started = Instant::now();
    let options = fan::Options {
        resamples,
        ..fan::Options::default()
    };
    let answer = fan(&table, &draws, options);
    println!("{:?} elapsed", started.elapsed());
    println!("{:?}", answer.methods());
    println!("envelope {:?}", answer.envelope);
    println!("linkage {:?}", answer.linkage);
    println!("humps {:?}", answer.stepwise.map(|blade| blade.humps));
    for refusal in &answer.refusals {
        println!("- {refusal}");
    }
}
