//! Time and utility of synthetic records for 100,000 invented cases with 12 columns, epsilon 4, delta 1/(n ln n).
//!
//! `cargo run --release -p disclosure --example synthetic_speed`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program"
)]

use disclosure::Bits;
use disclosure::budget::{Entry, Ledger, rho_of};
use disclosure::synthetic::{Records, synthesise, utility};
use std::time::Instant;

/// Repeatable bits: enough to measure with, never to publish with.
struct Repeatable(u64);

impl Bits for Repeatable {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

fn main() {
    let sizes = vec![4, 3, 25, 12, 6, 10, 9, 3, 8, 14, 7, 7];
    let rows = 100_000;
    let mut bits = Repeatable(1);
    let mut columns: Vec<Vec<u32>> = vec![Vec::with_capacity(rows); sizes.len()];
    for _ in 0..rows {
        let kind = bits.next_u64() % 5;
        for (column, &size) in sizes.iter().enumerate() {
            // Skewed values whose centre depends on a hidden kind, so that every pair of columns depends a little.
            let low = (bits.next_u64() % size as u64).min(bits.next_u64() % size as u64);
            let shifted = if bits.next_u64() % 10 < 4 {
                (low + kind * (column as u64 + 1)) % size as u64
            } else {
                low
            };
            columns[column].push(shifted as u32);
        }
    }
    let real = Records::new(sizes, columns).unwrap();
    let delta = 1.0 / (rows as f64 * (rows as f64).ln());
    for epsilon in [4.0, 1.0] {
        let mut ledger = Ledger::new("invented cases", "one record", epsilon, delta).unwrap();
        let entry = Entry {
            release: "measurement".to_owned(),
            purpose: "measurement".to_owned(),
            approver: "nobody".to_owned(),
            day: String::new(),
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
            rho: rho_of(epsilon, delta),
        };
        let paid = ledger.charge(entry).unwrap();
        let started = Instant::now();
        let synthetic = synthesise(&real, &paid, &mut bits).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "epsilon {epsilon}: {seconds:.2} s, {} rows, {:?}",
            synthetic.rows(),
            utility(&real, &synthetic).unwrap()
        );
    }
}
