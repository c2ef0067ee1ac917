//! What can somebody learn from vectors without the secret? Two simple attacks by our own hand, with and without hardening.
//!
//! `private_attack FOLDER PUBLIC`: vectors are made of FOLDER/records.csv; the attacker knows PUBLIC/records.csv, invented by
//! the same rules with another seed, as a directory of names that anybody may buy.
//!
//! 1. *Alignment* of vectors of the family name alone: patterns and names are put in order of how often they occur and then exchanged
//!    until the likeness between patterns fits the likeness between names (after Niedermeyer et al. 2014 and Vidanage et al. 2020).
//! 2. *Pattern mining* in vectors of whole records: groups of bits that occur together are taken for a token, and
//!    named by how often they occur (after Kroll and Steinmetzer 2015 and Christen et al. 2018).
//!
//! Who knows more than this program, or has more time, will recover more: the figures are a lower bound of the danger.
#![allow(clippy::print_stdout, reason = "a report for the terminal")]

use matching::private::{Encoder, Encoding, Hardening, Schema};
use statistics::chance::Chance;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::path::Path;

const SECRET: &[u8] = b"for measurements on invented people only";
/// Patterns that are aligned with one another; names they may stand for.
const PATTERNS: usize = 100;
const NAMES: usize = 160;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, public] = arguments.as_slice() else {
        return Err("usage: private_attack FOLDER PUBLIC".into());
    };
    let (records, known) = (read(Path::new(folder))?, read(Path::new(public))?);
    println!(
        "{} vectors attacked, {} records known to the attacker",
        records.len(),
        known.len()
    );
    println!(
        "| vectors of the family name | patterns rightly named, of the {PATTERNS} commonest | records whose family name is known |"
    );
    println!("|---|---|---|");
    for (what, hash, bits, folds, hardening) in variants() {
        let schema = schema(&[("family_name", 2, 15)], hash, bits, folds)?;
        let rows: Vec<Vec<String>> = records.iter().map(|row| vec![row[1].clone()]).collect();
        let salted = salted_rows(&rows, &records, what);
        let (schema, rows, hardening) = match salted {
            Some((rows, column)) => (
                with_salt_column(bits, folds, hash)?,
                rows,
                Hardening {
                    salt: vec![column],
                    balanced: false,
                },
            ),
            None => (schema, rows, hardening),
        };
        let vectors = encode(schema, &rows, hardening)?;
        let (patterns, right) = alignment(&vectors, &records, &known);
        println!("| {what} | {patterns} | {:.0} % |", 100.0 * right);
    }
    println!();
    println!(
        "| vectors of whole records | bit groups that stand for one token | rightly named | records whose sex is known |"
    );
    println!("|---|---|---|---|");
    for (what, hash, bits, folds, hardening) in variants() {
        let schema = schema(
            &[
                ("given_name", 2, 10),
                ("family_name", 2, 10),
                ("date_of_birth", 1, 10),
                ("sex", 0, 30),
            ],
            hash,
            bits,
            folds,
        )?;
        let hardening = match what {
            "salted by sex" => Hardening {
                salt: vec![3],
                balanced: false,
            },
            "salted by date of birth" => Hardening {
                salt: vec![2],
                balanced: false,
            },
            _ => hardening,
        };
        let vectors = encode(schema, &records, hardening)?;
        let (groups, named, sex) = mining(&vectors, &records, &known);
        println!("| {what} | {groups} | {named} | {} |", if sex { "yes" } else { "no" });
    }
    Ok(())
}

type Variant = (&'static str, &'static str, usize, usize, Hardening);

fn variants() -> Vec<Variant> {
    let plain = Hardening::default;
    vec![
        ("double hash", "doubleHash", 1024, 0, plain()),
        ("BLAKE2", "blakeHash", 1024, 0, plain()),
        ("BLAKE2, folded from 2048 to 1024", "blakeHash", 1024, 1, plain()),
        ("BLAKE2, folded from 2048 to 512", "blakeHash", 512, 2, plain()),
        (
            "BLAKE2, balanced",
            "blakeHash",
            1024,
            0,
            Hardening {
                salt: Vec::new(),
                balanced: true,
            },
        ),
        ("salted by sex", "blakeHash", 1024, 0, plain()),
        ("salted by date of birth", "blakeHash", 1024, 0, plain()),
    ]
}

/// Given name, family name, date of birth, sex in the written form of the schema.
fn read(folder: &Path) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let mut found = Vec::new();
    for row in csv::Reader::from_path(folder.join("records.csv"))?.into_deserialize() {
        let row: HashMap<String, String> = row?;
        let plain = |key: &str| -> String {
            let text = row.get(key).map(String::as_str).unwrap_or_default();
            any_ascii::any_ascii(text)
                .to_lowercase()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect()
        };
        found.push(vec![
            plain("given_name"),
            plain("family_name"),
            plain("dob"),
            plain("sex"),
        ]);
    }
    Ok(found)
}

/// Fields with the length of their n-grams (0: whole value; 1: with their places) and bits for each token.
fn schema(fields: &[(&str, u32, u32)], hash: &str, bits: usize, folds: usize) -> Result<Schema, Box<dyn Error>> {
    let features: Vec<serde_json::Value> = fields
        .iter()
        .map(|(name, n, k)| {
            let comparison = match n {
                0 => serde_json::json!({ "type": "exact" }),
                1 => serde_json::json!({ "type": "ngram", "n": 1, "positional": true }),
                n => serde_json::json!({ "type": "ngram", "n": n }),
            };
            serde_json::json!({
                "identifier": name,
                "format": { "type": "string" },
                "hashing": { "comparison": comparison, "strategy": { "bitsPerToken": k }, "hash": { "type": hash } },
            })
        })
        .collect();
    let config = serde_json::json!({ "l": bits, "xor_folds": folds, "kdf": { "type": "HKDF" } });
    let text = serde_json::json!({ "version": 3, "clkConfig": config, "features": features }).to_string();
    Ok(Schema::from_json(&text)?)
}

/// A schema whose second column is only there for its salt: one bit of its own.
fn with_salt_column(bits: usize, folds: usize, hash: &str) -> Result<Schema, Box<dyn Error>> {
    schema(&[("family_name", 2, 15), ("salt", 0, 1)], hash, bits, folds)
}

fn salted_rows(rows: &[Vec<String>], records: &[Vec<String>], what: &str) -> Option<(Vec<Vec<String>>, usize)> {
    let column = match what {
        "salted by sex" => 3,
        "salted by date of birth" => 2,
        _ => return None,
    };
    let joined = rows
        .iter()
        .zip(records)
        .map(|(row, record)| vec![row[0].clone(), record[column].clone()]);
    Some((joined.collect(), 1))
}

fn encode(schema: Schema, rows: &[Vec<String>], hardening: Hardening) -> Result<Vec<Encoding>, Box<dyn Error>> {
    let encoder = Encoder::new(schema, SECRET, hardening)?;
    let all = encoder
        .encode_all(rows)
        .map_err(|(place, error)| format!("record {place}: {error}"))?;
    Ok((0..all.len()).filter_map(|place| all.get(place)).collect())
}

fn bigrams(name: &str) -> HashSet<String> {
    let padded: Vec<char> = format!(" {name} ").chars().collect();
    padded.windows(2).map(|two| two.iter().collect()).collect()
}

/// How many of the commonest patterns are named rightly, and the share of records whose family name is then known.
fn alignment(vectors: &[Encoding], records: &[Vec<String>], known: &[Vec<String>]) -> (usize, f64) {
    let mut seen: HashMap<String, (usize, Vec<usize>)> = HashMap::new();
    for (place, (vector, record)) in vectors.iter().zip(records).enumerate() {
        if !record[1].is_empty() {
            let entry = seen.entry(vector.to_base64()).or_insert((place, Vec::new()));
            entry.1.push(place);
        }
    }
    let mut patterns: Vec<(usize, Vec<usize>)> = seen.into_values().collect();
    patterns.sort_by(|x, y| y.1.len().cmp(&x.1.len()).then(x.0.cmp(&y.0)));
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for record in known.iter().filter(|record| !record[1].is_empty()) {
        *counts.entry(record[1].as_str()).or_default() += 1.0;
    }
    let mut names: Vec<(&str, f64)> = counts.into_iter().collect();
    names.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(y.0)));
    let grams: Vec<HashSet<String>> = names.iter().map(|(name, _)| bigrams(name)).collect();
    let name_like = |a: usize, b: usize| {
        2.0 * grams[a].intersection(&grams[b]).count() as f64 / (grams[a].len() + grams[b].len()) as f64
    };
    let top = patterns.len().min(PATTERNS);
    let choice = names.len().min(NAMES);
    // The likeness of patterns whose names have nothing in common is not 0: take the median for 0.
    let raw = |i: usize, j: usize| vectors[patterns[i].0].dice(&vectors[patterns[j].0]).unwrap_or(0.0);
    let mut all: Vec<f64> = (0..top)
        .flat_map(|i| (0..i).map(move |j| (i, j)))
        .map(|(i, j)| raw(i, j))
        .collect();
    all.sort_by(f64::total_cmp);
    let base = all.get(all.len() / 2).copied().unwrap_or(0.0);
    let pattern_like = |i: usize, j: usize| ((raw(i, j) - base) / (1.0 - base)).max(0.0);
    let of_patterns: Vec<Vec<f64>> = (0..top)
        .map(|i| (0..top).map(|j| pattern_like(i, j)).collect())
        .collect();
    let of_names: Vec<Vec<f64>> = (0..choice)
        .map(|a| (0..choice).map(|b| name_like(a, b)).collect())
        .collect();
    let scale = known.len() as f64 / records.len() as f64;
    let frequency = |i: usize, a: usize| {
        let (seen, expected) = (patterns[i].1.len() as f64 * scale, names[a].1);
        (seen.ln() - expected.ln()).powi(2) / (1.0 / seen + 1.0 / expected + 0.01) * 0.02
    };
    // Pattern i stands for name place[i]; places from `top` on are names not in use.
    let mut place: Vec<usize> = (0..choice).collect();
    let mut chance = Chance::new(1, &[]);
    let cost = |place: &[usize], i: usize| -> f64 {
        if i >= top {
            return 0.0;
        }
        let fit: f64 = (0..top)
            .filter(|j| *j != i)
            .map(|j| (of_patterns[i][j] - of_names[place[i]][place[j]]).powi(2))
            .sum();
        fit + frequency(i, place[i])
    };
    const STEPS: u64 = 1_500_000;
    for step in 0..STEPS {
        let heat = 0.3 * (1.0 - step as f64 / STEPS as f64).powi(2) + 1e-9;
        let (i, j) = (chance.below(top as u64) as usize, chance.below(choice as u64) as usize);
        if i == j {
            continue;
        }
        let before = cost(&place, i) + cost(&place, j);
        place.swap(i, j);
        let after = cost(&place, i) + cost(&place, j);
        if after > before && chance.uniform() >= ((before - after) / heat).exp() {
            place.swap(i, j);
        }
    }
    let is_right = |pattern: usize, name: usize| {
        let members = &patterns[pattern].1;
        members
            .iter()
            .filter(|member| records[**member][1] == names[name].0)
            .count()
    };
    let mut named = 0;
    let mut right = 0;
    for (i, name) in place.iter().enumerate().take(top) {
        let hits = is_right(i, *name);
        named += usize::from(2 * hits > patterns[i].1.len());
        right += hits;
    }
    // The rest: the name whose likeness to the names found so far fits best.
    let choices: Vec<Vec<f64>> = (0..names.len().min(2000))
        .map(|name| (0..top).map(|j| name_like(name, place[j])).collect())
        .collect();
    for i in top..patterns.len().min(2000) {
        let profile: Vec<f64> = (0..top).map(|j| pattern_like(i, j)).collect();
        let mut best = (f64::MAX, 0);
        for (name, likes) in choices.iter().enumerate() {
            let fit: f64 = profile.iter().zip(likes).map(|(x, y)| (x - y).powi(2)).sum();
            let misfit = fit + frequency(i, name);
            if misfit < best.0 {
                best = (misfit, name);
            }
        }
        right += is_right(i, best.1);
    }
    let whole: usize = patterns.iter().map(|pattern| pattern.1.len()).sum();
    (named, right as f64 / whole as f64)
}

/// Tokens as the schema of whole records cuts them: field and token, with the records that hold them.
fn held(records: &[Vec<String>]) -> BTreeMap<(usize, String), Vec<usize>> {
    let mut found: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (place, record) in records.iter().enumerate() {
        for (field, value) in record.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            let tokens: HashSet<String> = match field {
                0 | 1 => bigrams(value),
                2 => value
                    .chars()
                    .enumerate()
                    .map(|(at, digit)| format!("{at} {digit}"))
                    .collect(),
                _ => HashSet::from([value.clone()]),
            };
            for token in tokens {
                found.entry((field, token)).or_default().push(place);
            }
        }
    }
    found
}

fn correlation(both: f64, a: f64, b: f64, all: f64) -> f64 {
    let spread = (a * (all - a) * b * (all - b)).sqrt();
    if spread > 0.0 {
        (both * all - a * b) / spread
    } else {
        0.0
    }
}

/// Groups of bits that stand for one token, how many of them are named rightly by frequency, and whether sex is among them.
fn mining(vectors: &[Encoding], records: &[Vec<String>], known: &[Vec<String>]) -> (usize, usize, bool) {
    const GROUPS: usize = 60;
    let bits = vectors.first().map_or(0, Encoding::bits);
    let width = vectors.len().div_ceil(64);
    let mut columns = vec![vec![0u64; width]; bits];
    for (place, vector) in vectors.iter().enumerate() {
        for (bit, column) in columns.iter_mut().enumerate() {
            column[place / 64] |= u64::from(vector.has(bit)) << (place % 64);
        }
    }
    let ones = |column: &[u64]| column.iter().map(|word| f64::from(word.count_ones())).sum::<f64>();
    let all = vectors.len() as f64;
    let counts: Vec<f64> = columns.iter().map(|column| ones(column)).collect();
    let common = |x: &[u64], y: &[u64]| {
        x.iter()
            .zip(y)
            .map(|(x, y)| f64::from((x & y).count_ones()))
            .sum::<f64>()
    };
    let mut phi = vec![vec![0.0f32; bits]; bits];
    for i in 0..bits {
        for j in 0..i {
            let value = correlation(common(&columns[i], &columns[j]), counts[i], counts[j], all) as f32;
            (phi[i][j], phi[j][i]) = (value, value);
        }
    }
    let tokens = held(records);
    let public = held(known);
    let mut free: Vec<bool> = vec![true; bits];
    let (mut isolated, mut named, mut sex) = (HashSet::new(), 0, false);
    for _ in 0..GROUPS {
        let mut seed = (0.0, 0, 0);
        for i in (0..bits).filter(|i| free[*i]) {
            for j in (0..i).filter(|j| free[*j]) {
                if phi[i][j] > seed.0 {
                    seed = (phi[i][j], i, j);
                }
            }
        }
        if seed.0 <= 0.0 {
            break;
        }
        let mut group = vec![seed.1, seed.2];
        for bit in (0..bits).filter(|bit| free[*bit] && *bit != seed.1 && *bit != seed.2) {
            let mean = group.iter().map(|other| phi[bit][*other]).sum::<f32>() / group.len() as f32;
            if mean >= 0.6 * seed.0 && group.len() < 40 {
                group.push(bit);
            }
        }
        for bit in &group {
            free[*bit] = false;
        }
        let mut member = columns[group[0]].clone();
        for bit in &group {
            for (word, column) in member.iter_mut().zip(&columns[*bit]) {
                *word &= column;
            }
        }
        let size = ones(&member);
        let mut best = (0.0, None);
        for (token, places) in tokens.iter().filter(|(_, places)| places.len() as f64 > 0.005 * all) {
            let both = places
                .iter()
                .filter(|place| (member[**place / 64] >> (**place % 64)) & 1 == 1)
                .count();
            let value = correlation(both as f64, size, places.len() as f64, all);
            if value > best.0 {
                best = (value, Some(token));
            }
        }
        let (value, Some(token)) = best else { continue };
        if value < 0.9 || !isolated.insert(token.clone()) {
            continue;
        }
        sex |= token.0 == 3;
        let share = size / all;
        let guess = public.iter().min_by(|x, y| {
            let off = |places: &Vec<usize>| (places.len() as f64 / known.len() as f64 - share).abs();
            off(x.1).total_cmp(&off(y.1))
        });
        named += usize::from(guess.is_some_and(|(guessed, _)| guessed == token));
    }
    (isolated.len(), named, sex)
}
