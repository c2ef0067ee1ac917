//! Measures what `docs/performance.md` claims, on invented people. Not a test: nothing here passes or fails.
//!
//! ```text
//! cargo run --release -p bench -- fill    --database sqlite:/tmp/bench.db --records 1000000
//! cargo run --release -p bench -- file    --database sqlite:/tmp/bench.db --rows 100000
//! cargo run --release -p bench -- known   --database sqlite:/tmp/bench.db --questions 2000
//! cargo run --release -p bench -- pages   --database sqlite:/tmp/bench.db --rate 50 --seconds 60
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring tool: stopping is the right answer"
)]

mod file;
mod fill;
mod known;
mod pages;
mod world;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Cli {
    /// `sqlite:FILE` or `postgres://...`
    #[arg(long, global = true, default_value = "sqlite:/tmp/haven-bench.db")]
    database: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Hand in records with recognition, 500 a transaction, and say how many a second.
    Fill {
        #[arg(long, default_value_t = 100_000)]
        records: usize,
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// Do not wait for the disk: to make a large database for the other measurements, not to measure. SQLite only.
        #[arg(long)]
        hurry: bool,
    },
    /// Import one file of records, from the file on the disk to the last hand-in, and say how many rows a second.
    File {
        #[arg(long, default_value_t = 100_000)]
        rows: u64,
        #[arg(long, default_value_t = 9)]
        seed: u64,
    },
    /// Ask "who else knows?" of new records, one at a time, and hand in as many, one at a time.
    Known {
        #[arg(long, default_value_t = 1_000)]
        questions: usize,
        #[arg(long, default_value_t = 8)]
        seed: u64,
    },
    /// Ask for children's pages and searches over HTTP at a steady rate.
    Pages {
        #[arg(long, default_value_t = 50)]
        rate: u64,
        #[arg(long, default_value_t = 30)]
        seconds: u64,
    },
}

fn main() {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        match cli.command {
            Command::Fill { records, seed, hurry } => fill::fill(&cli.database, records, seed, hurry).await,
            Command::File { rows, seed } => file::file(&cli.database, rows, seed).await,
            Command::Known { questions, seed } => known::known(&cli.database, questions, seed).await,
            Command::Pages { rate, seconds } => pages::pages(&cli.database, rate, seconds).await,
        }
    });
}

/// Median, 99th percentile and worst of times in microseconds, in milliseconds.
pub fn spread(name: &str, mut micros: Vec<u128>) {
    micros.sort_unstable();
    let at = |share: f64| {
        micros
            .get(((micros.len() - 1) as f64 * share) as usize)
            .copied()
            .unwrap_or(0) as f64
            / 1000.0
    };
    println!(
        "{name}: n={} p50={:.2} ms p95={:.2} ms p99={:.2} ms max={:.2} ms",
        micros.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}

/// Resident memory of this process now and at its peak, in MiB.
pub fn memory() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let read = |name: &str| {
        text.lines()
            .find(|line| line.starts_with(name))
            .and_then(|line| line.split_whitespace().nth(1))
            .and_then(|kb| kb.parse::<u64>().ok())
            .unwrap_or(0)
            / 1024
    };
    format!("resident {} MiB, peak {} MiB", read("VmRSS:"), read("VmHWM:"))
}
