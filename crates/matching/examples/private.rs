//! Linkage without names, from the terminal.
//!
//! - `private check FILE.json`: does Haven make the vectors that clkhash made? The file comes from `bench/linkage/clkhash_compare.py`.
//! - `private encode RECORDS.csv OUT`: vectors of the shipped schema, in base64, one a line.
//! - `private similar A B THRESHOLD [OUT]`: vectors in base64, one a line; time, number of pairs, and the pairs into OUT.
//! - `private loss FOLDER`: what does linking without names lose against linking with them, on `records.csv` and `truth.csv`?
#![allow(clippy::print_stdout, reason = "a report for the terminal")]

use matching::bulk::{BulkModel, Quiet, Spec, Training, link};
use matching::private::{Encoder, Encoding, Encodings, Hardening, Schema, Scored, one_to_one, similar};
use std::collections::HashMap;
use std::error::Error;
use std::io::Write;
use std::path::Path;

const SECRET: &[u8] = b"for measurements on invented people only";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["check", file] => check(Path::new(file)),
        ["encode", records, out] => encode(Path::new(records), Path::new(out)),
        ["similar", a, b, threshold] => similarity(a, b, threshold.parse()?, None),
        ["similar", a, b, threshold, out] => similarity(a, b, threshold.parse()?, Some(out)),
        ["loss", folder] => loss(Path::new(folder)),
        _ => Err("usage: private check FILE | encode RECORDS OUT | similar A B THRESHOLD [OUT] | loss FOLDER".into()),
    }
}

#[derive(serde::Deserialize)]
struct Compared {
    schema: serde_json::Value,
    secret: String,
    records: Vec<Vec<String>>,
    clks: Vec<String>,
}

fn check(file: &Path) -> Result<(), Box<dyn Error>> {
    let cases: Vec<Compared> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let (mut alike, mut other) = (0, 0);
    for case in cases {
        let schema = Schema::from_json(&case.schema.to_string())?;
        let encoder = Encoder::new(schema, case.secret.as_bytes(), Hardening::default())?;
        for (record, clk) in case.records.iter().zip(&case.clks) {
            let ours = encoder.encode(record)?;
            if ours.to_base64() == *clk {
                alike += 1
            } else {
                other += 1
            }
        }
    }
    println!("{alike} vectors bit for bit alike, {other} not");
    Ok(())
}

/// Seconds of processor time of this process, user and system.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |place: usize| {
        fields
            .get(place)
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

fn read(path: &str) -> Result<Encodings, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut all = Encodings::new(1024);
    for line in text.lines() {
        all.push(&Encoding::from_base64(line, 1024).ok_or("not a vector of 1024 bits")?);
    }
    Ok(all)
}

fn similarity(a: &str, b: &str, threshold: f64, out: Option<&str>) -> Result<(), Box<dyn Error>> {
    let (one, other) = (read(a)?, read(b)?);
    let before = processor_seconds();
    let pairs = similar(&one, &other, threshold, 100_000_000)?;
    let seconds = processor_seconds() - before;
    let comparisons = one.len() as f64 * other.len() as f64;
    println!(
        "{} pairs, {seconds:.2} CPU-s, {:.1} million comparisons a CPU-second",
        pairs.len(),
        comparisons / seconds / 1e6
    );
    if let Some(out) = out {
        let mut out = std::io::BufWriter::new(std::fs::File::create(out)?);
        for Scored { a, b, dice } in pairs {
            writeln!(out, "{a},{b},{dice:.6}")?;
        }
    }
    Ok(())
}

fn encode(records: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut rows = Vec::new();
    for row in csv::Reader::from_path(records)?.into_deserialize() {
        rows.push(prepared(&row?));
    }
    let encoder = Encoder::new(Schema::child(), SECRET, Hardening::default())?;
    let before = processor_seconds();
    let all = encoder
        .encode_all(&rows)
        .map_err(|(place, error)| format!("record {place}: {error}"))?;
    println!("{} vectors, {:.2} CPU-s", all.len(), processor_seconds() - before);
    let mut out = std::io::BufWriter::new(std::fs::File::create(out)?);
    for vector in (0..all.len()).filter_map(|place| all.get(place)) {
        writeln!(out, "{}", vector.to_base64())?;
    }
    Ok(())
}

/// The columns of the shipped schema in the one written form that both sides must agree on.
fn prepared(row: &HashMap<String, String>) -> Vec<String> {
    let text = |key: &str| row.get(key).map(String::as_str).unwrap_or_default();
    let plain = |key: &str| -> String {
        any_ascii::any_ascii(text(key))
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect()
    };
    let digits: String = text("phone").chars().filter(char::is_ascii_digit).collect();
    let birth: String = text("dob").chars().filter(char::is_ascii_digit).take(8).collect();
    let sex = plain("sex");
    vec![
        plain("given_name"),
        plain("family_name"),
        birth,
        if sex == "f" || sex == "m" { sex } else { String::new() },
        digits
            .get(digits.len().saturating_sub(9)..)
            .unwrap_or_default()
            .to_owned(),
        plain("postcode"),
    ]
}

/// Best F1, its threshold, and the greatest recall at precision 0.99 and 0.95.
fn curve(scored: &mut [(f64, bool)], true_pairs: f64) -> (f64, f64, f64, f64) {
    scored.sort_by(|x, y| y.0.total_cmp(&x.0));
    let (mut right, mut best) = (0.0, (0.0, 0.0, 0.0, 0.0));
    for (place, (score, same)) in scored.iter().enumerate() {
        right += f64::from(u8::from(*same));
        if scored.get(place + 1).is_some_and(|next| next.0 == *score) {
            continue;
        }
        let (precision, recall) = (right / (place + 1) as f64, right / true_pairs);
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-12);
        if f1 > best.0 {
            (best.0, best.1) = (f1, *score);
        }
        if precision >= 0.99 {
            best.2 = recall;
        }
        if precision >= 0.95 {
            best.3 = recall;
        }
    }
    best
}

fn loss(folder: &Path) -> Result<(), Box<dyn Error>> {
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
    // Two agencies: the first holds the records in even places, the second those in odd ones.
    let mut held: HashMap<&str, (f64, f64)> = HashMap::new();
    for (place, entity) in entity.iter().enumerate() {
        let count = held.entry(entity).or_default();
        if place % 2 == 0 { count.0 += 1.0 } else { count.1 += 1.0 }
    }
    let true_pairs: f64 = held.values().map(|(one, other)| one * other).sum();
    println!("{} records, {true_pairs} true pairs across the two lists", rows.len());
    println!("| linkage | best F1 | at | recall at precision 0.99 | at 0.95 |");
    println!("|---|---|---|---|---|");
    let show = |what: &str, mut scored: Vec<(f64, bool)>| {
        let (f1, at, high, low) = curve(&mut scored, true_pairs);
        println!("| {what} | {f1:.3} | {at:.2} | {high:.3} | {low:.3} |");
    };

    let file = std::fs::File::open(folder.join("records.csv"))?;
    let linkage = link(
        file,
        &Spec::child(),
        &BulkModel::shipped(),
        Some(Training::default()),
        -60.0,
        &Quiet,
    )?;
    let across = |a: u32, b: u32| a % 2 != b % 2;
    let same = |a: usize, b: usize| entity.get(a) == entity.get(b);
    let clear = |pairs: &[matching::bulk::Pair]| -> Vec<(f64, bool)> {
        let across = pairs.iter().filter(|pair| across(pair.a, pair.b));
        across
            .map(|pair| (f64::from(pair.weight), same(pair.a as usize, pair.b as usize)))
            .collect()
    };
    show("clear text, pairs alone", clear(&linkage.pairs));
    show("clear text, clusters", clear(&linkage.clusters.pairs));

    let records: Vec<Vec<String>> = rows.iter().map(prepared).collect();
    let folded = serde_json::from_str::<serde_json::Value>(include_str!("../specs/clk-child.json"))?;
    let fold = |folds: u32| -> Result<Schema, Box<dyn Error>> {
        let mut schema = folded.clone();
        schema["clkConfig"]["xor_folds"] = folds.into();
        Ok(Schema::from_json(&schema.to_string())?)
    };
    // The same bits of memory after folding, and half of them.
    let half = {
        let mut schema = folded.clone();
        schema["clkConfig"]["l"] = 512.into();
        schema["clkConfig"]["xor_folds"] = 1.into();
        Schema::from_json(&schema.to_string())?
    };
    let salted = |salt: Vec<usize>| Hardening { salt, balanced: false };
    let balanced = Hardening {
        salt: Vec::new(),
        balanced: true,
    };
    for (what, schema, hardening) in [
        ("CLK of 1024 bits", fold(0)?, Hardening::default()),
        ("folded from 2048 to 1024", fold(1)?, Hardening::default()),
        ("folded from 1024 to 512", half, Hardening::default()),
        ("balanced, 2048 bits", fold(0)?, balanced),
        ("salted by sex", fold(0)?, salted(vec![3])),
        ("salted by date of birth", fold(0)?, salted(vec![2])),
        ("folded from 2048 and salted by sex", fold(1)?, salted(vec![3])),
    ] {
        let encoder = Encoder::new(schema, SECRET, hardening)?;
        let (mut one, mut other) = (Encodings::new(encoder.bits()), Encodings::new(encoder.bits()));
        let all = encoder
            .encode_all(&records)
            .map_err(|(place, error)| format!("record {place}: {error}"))?;
        for place in 0..all.len() {
            if let Some(vector) = all.get(place) {
                if place % 2 == 0 {
                    one.push(&vector)
                } else {
                    other.push(&vector)
                };
            }
        }
        // Lowest threshold that leaves room: balanced vectors of strangers agree in more than half.
        let mut threshold = 0.6;
        let pairs = loop {
            match similar(&one, &other, threshold, 4_000_000) {
                Ok(pairs) => break pairs,
                Err(_) => threshold += 0.02,
            }
        };
        let scored = |pairs: &[Scored]| -> Vec<(f64, bool)> {
            pairs
                .iter()
                .map(|pair| (pair.dice, same(2 * pair.a as usize, 2 * pair.b as usize + 1)))
                .collect()
        };
        show(what, scored(&pairs));
        show(&format!("{what}, one to one"), scored(&one_to_one(&pairs)));
    }
    Ok(())
}
