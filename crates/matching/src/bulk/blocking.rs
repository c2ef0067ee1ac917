//! Which pairs are worth comparing: all that share a key of some rule and whose keys together say enough.
//!
//! What: for each rule of the spec, records are sorted by key; the records of one block are held against each other by
//! a quick weight made of keys alone (sounds of names, date, phone, place); what reaches the filter is kept.
//! Why: sorting costs a few nanoseconds a record, a comparison of names some hundred. Weak keys (a name's sound and a year) are
//! needed for completeness and would bring ten times the pairs without the filter.
//! Skew: a block of more than `most` records is split by the rule's next key; what no key splits is compared within a window
//! of neighbours. Cost stays linear in the size of the block, and the pairs that were let go are counted in the report.
//! Source: union of blocking passes as in Winkler (2006); weights of shared keys as in meta-blocking (Papadakis et al. 2014).

use super::dictionary::stir;
use super::rows::{Row, Rows};
use super::spec::{Blocking, KeyPart, Rule};
use super::words::NONE;
use super::{LinkError, Progress};
use crate::normal::names::Part;
use crate::normal::phonetic::Phonetic;
use rayon::prelude::*;

/// What one rule brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleReport {
    pub label: String,
    /// Keys of all records under the rule.
    pub keys: u64,
    /// Records of the largest block, before splitting.
    pub largest: u64,
    /// Pairs of records within blocks, held against the filter.
    pub met: u64,
    /// Pairs that passed the filter.
    pub kept: u64,
    /// Pairs that share the key but were let go because their block was too large.
    pub lost: u64,
}

pub(crate) const SOUNDS: usize = 6;

/// What the quick weight looks at; one line of the cache.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Sketch {
    sounds: [u32; SOUNDS],
    phone: u32,
    postcode: u32,
    dwelling: u32,
    number: u32,
    /// Day and month in order of size; 0 for placeholders and unknown.
    day: u16,
    year: i16,
    /// Whole bits that agreement on each sound is worth.
    rarity: [u8; SOUNDS],
    named: u8,
    /// Most bits that the sounds can bring.
    most: u8,
    sex: u8,
    country: u8,
    culture: u8,
    unsure: bool,
}

pub(crate) struct Candidates {
    /// The lower record in the high half. Sorted, none twice.
    pub pairs: Vec<u64>,
    pub rules: Vec<RuleReport>,
}

/// Rows of one piece of work; fixed, so that results do not depend on the number of threads.
const CHUNK: usize = 1 << 16;
const PARTITION_BITS: u32 = 8;

pub(crate) fn candidates(rows: &Rows, blocking: &Blocking, progress: &dyn Progress) -> Result<Candidates, LinkError> {
    let sketches: Vec<Sketch> = rows.rows.par_iter().map(|row| Sketch::of(row, rows)).collect();
    // A stranger shares a key with one in many records, so that weak evidence must be firmer among many.
    let filter = (blocking.filter + (rows.rows.len().max(2) as f32).log2()).round() as i32;
    let mut pairs: Vec<Vec<u64>> = Vec::new();
    let mut reports = Vec::new();
    for rule in &blocking.rule {
        let (found, report) = apply(rows, &sketches, rule, blocking.most, filter);
        pairs.extend(found);
        reports.push(report);
        progress.step("blocking", reports.len() as u64, blocking.rule.len() as u64);
        if progress.cancelled() {
            return Err(LinkError::Cancelled);
        }
    }
    Ok(Candidates {
        pairs: sorted(pairs, rows.rows.len()),
        rules: reports,
    })
}

/// Sorts and removes what several rules found, in ranges of the lower record.
fn sorted(found: Vec<Vec<u64>>, records: usize) -> Vec<u64> {
    const RANGES: usize = 64;
    let width = records.div_ceil(RANGES).max(1);
    let mut ranges: Vec<Vec<u64>> = (0..RANGES).map(|_| Vec::new()).collect();
    for list in found {
        for pair in list {
            ranges[((pair >> 32) as usize / width).min(RANGES - 1)].push(pair);
        }
    }
    ranges.par_iter_mut().for_each(|range| {
        range.sort_unstable();
        range.dedup();
    });
    let mut all = Vec::with_capacity(ranges.iter().map(Vec::len).sum());
    for range in ranges {
        all.extend_from_slice(&range);
    }
    all
}

fn apply(rows: &Rows, sketches: &[Sketch], rule: &Rule, most: usize, filter: i32) -> (Vec<Vec<u64>>, RuleReport) {
    const PARTITIONS: usize = 1 << PARTITION_BITS;
    let chunks: Vec<Chunk> = rows
        .rows
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, part)| {
            let mut keys = Vec::with_capacity(part.len() * 2);
            let mut values = Vec::with_capacity(16);
            for place in 0..part.len() {
                let record = chunk * CHUNK + place;
                keys_of(&rows.rows[record], &sketches[record], &rule.key, &mut values);
                keys.extend(values.iter().map(|key| (*key, record as u32)));
            }
            let mut starts = vec![0u32; PARTITIONS + 1];
            for (key, _) in &keys {
                starts[(key >> (64 - PARTITION_BITS)) as usize + 1] += 1;
            }
            for partition in 0..PARTITIONS {
                starts[partition + 1] += starts[partition];
            }
            let mut next = starts.clone();
            let mut ordered = vec![(0u64, 0u32); keys.len()];
            for entry in keys {
                let slot = &mut next[(entry.0 >> (64 - PARTITION_BITS)) as usize];
                ordered[*slot as usize] = entry;
                *slot += 1;
            }
            (ordered, starts)
        })
        .collect();
    let results: Vec<(Vec<u64>, RuleReport)> = (0..PARTITIONS)
        .into_par_iter()
        .map(|partition| {
            let mut entries: Vec<(u64, u32)> = Vec::new();
            for (ordered, starts) in &chunks {
                entries.extend_from_slice(&ordered[starts[partition] as usize..starts[partition + 1] as usize]);
            }
            entries.sort_unstable();
            let mut work = Work {
                rows,
                sketches,
                rule,
                most,
                filter,
                pairs: Vec::new(),
                report: RuleReport {
                    keys: entries.len() as u64,
                    ..RuleReport::default()
                },
                near: Vec::new(),
            };
            let mut block: Vec<u32> = Vec::new();
            for group in entries.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
                block.clear();
                block.extend(group.iter().map(|entry| entry.1));
                work.report.largest = work.report.largest.max(block.len() as u64);
                work.block(&mut block, 0);
            }
            (work.pairs, work.report)
        })
        .collect();
    let mut report = RuleReport {
        label: rule.label.clone(),
        ..RuleReport::default()
    };
    let mut pairs = Vec::with_capacity(results.len());
    for (found, part) in results {
        report.keys += part.keys;
        report.largest = report.largest.max(part.largest);
        report.met += part.met;
        report.kept += part.kept;
        report.lost += part.lost;
        pairs.push(found);
    }
    (pairs, report)
}

/// Keys and records of a chunk in the order of their partitions, and where each partition begins.
type Chunk = (Vec<(u64, u32)>, Vec<u32>);

struct Work<'a> {
    rows: &'a Rows,
    sketches: &'a [Sketch],
    rule: &'a Rule,
    most: usize,
    filter: i32,
    pairs: Vec<u64>,
    report: RuleReport,
    near: Vec<Sketch>,
}

const fn pairs_of(records: usize) -> u64 {
    (records as u64) * (records as u64 - 1) / 2
}

impl Work<'_> {
    /// Compares the records of a block; returns how many pairs it met.
    fn block(&mut self, block: &mut [u32], depth: usize) -> u64 {
        if block.len() < 2 {
            return 0;
        }
        if block.len() <= self.most {
            self.compare(block, block.len());
            let met = pairs_of(block.len());
            self.report.met += met;
            return met;
        }
        let all = pairs_of(block.len());
        let met = match self.rule.then.get(depth) {
            Some(part) => {
                let mut entries: Vec<(u64, u32)> = Vec::with_capacity(block.len());
                let mut values = Vec::with_capacity(16);
                for &record in block.iter() {
                    let place = record as usize;
                    keys_of(&self.rows.rows[place], &self.sketches[place], &[*part], &mut values);
                    if values.is_empty() {
                        values.push(0);
                    }
                    entries.extend(values.iter().map(|key| (*key, record)));
                }
                entries.sort_unstable();
                let mut met = 0;
                let mut smaller: Vec<u32> = Vec::new();
                for group in entries.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
                    smaller.clear();
                    smaller.extend(group.iter().map(|entry| entry.1));
                    met += self.block(&mut smaller, depth + 1);
                }
                met
            }
            None => {
                // No key splits it further: neighbours in the order of name and date.
                block.sort_unstable_by_key(|record| {
                    let sketch = &self.sketches[*record as usize];
                    let [first, ..] = sketch.sounds;
                    (first, sketch.year, sketch.day, *record)
                });
                let window = (self.most / 2).max(1);
                self.compare(block, window);
                let met = (block.len() as u64 * window as u64).min(all);
                self.report.met += met;
                met
            }
        };
        if depth == 0 {
            self.report.lost += all.saturating_sub(met);
        }
        met
    }

    /// Holds each record against the next `window` ones.
    fn compare(&mut self, block: &[u32], window: usize) {
        self.near.clear();
        self.near
            .extend(block.iter().map(|record| self.sketches[*record as usize]));
        for (place, one) in self.near.iter().enumerate() {
            let a = block[place];
            let end = (place + 1 + window).min(block.len());
            for (other, b) in self.near[place + 1..end].iter().zip(&block[place + 1..end]) {
                if quick(one, other, self.filter) >= self.filter {
                    let (low, high) = if a < *b { (a, *b) } else { (*b, a) };
                    self.pairs.push((u64::from(low) << 32) | u64::from(high));
                    self.report.kept += 1;
                }
            }
        }
    }
}

/// Bits that shared keys are worth, roughly; the kernel weighs properly what passes. Below `filter`, only that it is below.
fn quick(a: &Sketch, b: &Sketch, filter: i32) -> i32 {
    let mut bits = 0i32;
    if a.year != 0 && b.year != 0 {
        let years = (a.year - b.year).abs();
        bits += if a.day != 0 && a.day == b.day {
            match years {
                0 => 11,
                1..=4 | 10 => 7,
                _ => 1,
            }
        } else {
            let unsure = a.day == 0 || b.day == 0 || a.unsure || b.unsure;
            match (years, unsure) {
                (0, true) => 3,
                (0, false) => 1,
                (1, true) => 1,
                (1, false) => -2,
                (2 | 3, true) => -1,
                (2 | 3, false) => -3,
                (_, true) => -4,
                (_, false) => -5,
            }
        };
    }
    let same = |x: u32, y: u32| x != NONE && x == y;
    let phone = if same(a.phone, b.phone) { 9 } else { 0 };
    let place = if same(a.dwelling, b.dwelling) {
        8
    } else if same(a.postcode, b.postcode) {
        6
    } else {
        0
    };
    bits += if phone > 0 && place > 0 { 13 } else { phone + place };
    if same(a.number, b.number) {
        bits += 25;
    }
    if a.sex != 0 && b.sex != 0 {
        bits += if a.sex == b.sex { 1 } else { -5 };
    }
    if a.country != 0 && b.country != 0 && a.country != b.country {
        bits -= 2;
    }
    if bits + i32::from(a.most.min(b.most)) < filter {
        return i32::MIN;
    }
    let (mut shared, mut taken) = (0u32, 0u32);
    for (place, sound) in a.sounds.iter().enumerate().take(usize::from(a.named)) {
        for (other, theirs) in b.sounds.iter().enumerate().take(usize::from(b.named)) {
            if sound == theirs && taken & (1 << other) == 0 {
                taken |= 1 << other;
                shared += 1;
                bits += i32::from(a.rarity[place].min(b.rarity[other]));
                break;
            }
        }
    }
    let fewer = u32::from(a.named.min(b.named));
    bits -= 3 * (fewer.min(2).saturating_sub(shared)) as i32;
    if shared > 0 && a.culture == b.culture {
        bits += 2;
    }
    bits
}

impl Sketch {
    fn of(row: &Row, rows: &Rows) -> Self {
        let mut sketch = Self {
            phone: row.phone,
            postcode: if row.whole_postcode { row.postcode } else { NONE },
            dwelling: row.dwelling,
            number: row.number,
            year: row.birth.year,
            day: 0,
            sex: row.sex,
            country: row.country,
            culture: row.culture,
            unsure: row.birth.unsure,
            ..Self::default()
        };
        if row.birth.day != 0 && !row.birth.placeholder {
            let (low, high) = (row.birth.day.min(row.birth.month), row.birth.day.max(row.birth.month));
            sketch.day = (u16::from(low.unsigned_abs()) << 8) | u16::from(high.unsigned_abs());
        }
        for word in row.words() {
            let word = rows.words.get(*word);
            sketch.add(word.phonetic, word.sound_bits(row.culture));
        }
        sketch.most = sketch.most.saturating_add(2);
        if let [one, two, ..] = *row.words()
            && row.part(0) == Part::Given
            && row.part(1) == Part::Given
        {
            // Xiao Ming is Xiaoming in other offices' files.
            let (one, two) = (rows.words.text(one), rows.words.text(two));
            if one.len() <= 5 && two.len() <= 5 {
                sketch.add(Phonetic::of(&format!("{one}{two}")), 8.0);
            }
        }
        sketch
    }

    fn add(&mut self, phonetic: Phonetic, bits: f32) {
        let place = usize::from(self.named);
        if phonetic.is_empty() || place >= SOUNDS {
            return;
        }
        let sound = (stir(u64::from_le_bytes(phonetic.bytes())) >> 24) as u32 & !0xff | u32::from(phonetic.first());
        if self.sounds[..place].contains(&sound) {
            return;
        }
        self.sounds[place] = sound;
        self.rarity[place] = bits.clamp(1.0, 12.0) as u8;
        self.most = self.most.saturating_add(self.rarity[place]);
        self.named += 1;
    }
}

/// The record's keys under a list of parts: every combination of the parts' values.
fn keys_of(row: &Row, sketch: &Sketch, parts: &[KeyPart], keys: &mut Vec<u64>) {
    keys.clear();
    keys.push(0x68_61_76_65_6e);
    let mut values: [u64; 16] = [0; 16];
    for part in parts {
        let count = values_of(row, sketch, *part, &mut values);
        let before = keys.len();
        for place in 0..before {
            let key = keys[place];
            for value in &values[..count] {
                keys.push(stir(key ^ stir(*value)));
            }
        }
        keys.drain(..before);
        if keys.is_empty() {
            return;
        }
    }
}

fn values_of(row: &Row, sketch: &Sketch, part: KeyPart, values: &mut [u64; 16]) -> usize {
    let mut count = 0;
    let mut add = |value: u64| {
        if count < values.len() && !values[..count].contains(&value) {
            values[count] = value;
            count += 1;
        }
    };
    let known = |number: u32| number != NONE;
    let sounds = &sketch.sounds[..usize::from(sketch.named)];
    match part {
        KeyPart::Identifier if known(row.number) => add(u64::from(row.number)),
        KeyPart::Phone if known(row.phone) => add(u64::from(row.phone)),
        KeyPart::Postcode if row.whole_postcode => add(u64::from(row.postcode)),
        KeyPart::Dwelling if known(row.dwelling) => add(u64::from(row.dwelling)),
        KeyPart::Street if known(row.street) => add(u64::from(row.street)),
        KeyPart::Town if row.town != 0 => add(u64::from(row.town)),
        KeyPart::District if row.district != 0 => add(u64::from(row.district)),
        KeyPart::BirthDay if sketch.day != 0 => {
            add((u64::from(sketch.day) << 16) | u64::from(row.birth.year.unsigned_abs()))
        }
        KeyPart::BirthDayOfYear if sketch.day != 0 => add(u64::from(sketch.day)),
        KeyPart::BirthYear if row.birth.year != 0 => add(u64::from(row.birth.year.unsigned_abs())),
        KeyPart::BirthYears if row.birth.year != 0 => {
            add(u64::from(row.birth.year.unsigned_abs()));
            add(u64::from(row.birth.year.unsigned_abs()) - 1);
        }
        KeyPart::Sex if row.sex != 0 => add(u64::from(row.sex)),
        // Not said: filed under both, so that it is found from both.
        KeyPart::Sex => {
            add(1);
            add(2);
        }
        KeyPart::Country if row.country != 0 => add(u64::from(row.country)),
        KeyPart::Sound => sounds.iter().for_each(|sound| add(u64::from(*sound))),
        KeyPart::RareSound => {
            for (sound, _) in sounds.iter().zip(sketch.rarity).filter(|(_, rarity)| *rarity >= 8) {
                add(u64::from(*sound));
            }
        }
        KeyPart::Sounds => {
            for (place, one) in sounds.iter().enumerate() {
                for other in &sounds[place + 1..] {
                    let (low, high) = if one < other { (one, other) } else { (other, one) };
                    add((u64::from(*low) << 32) | u64::from(*high));
                }
            }
        }
        KeyPart::Word => row.words().iter().for_each(|word| add(u64::from(*word))),
        KeyPart::Initial => sounds.iter().for_each(|sound| add(u64::from(*sound & 0xff))),
        _ => {}
    }
    count
}
