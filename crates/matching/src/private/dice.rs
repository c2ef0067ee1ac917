//! All pairs of two lists of vectors whose Dice likeness reaches a threshold.
//!
//! What: 2 |A and B| / (|A| + |B|) for every pair, exactly; none is left out by chance.
//! How: both lists are ordered by the number of bits set, so that pairs whose numbers alone forbid the threshold are never met
//! (|A and B| <= min(|A|, |B|)); vectors lie in tiles of 128, word by word, so that many pairs are counted side by side in wide
//! registers; after the first words a bound on the rest tells which of the 128 can still reach the threshold.
//! How many words make up "the first" is chosen from a sample of the pairs at hand; it changes the time, not the result.

use super::encoder::Encoding;
use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Vectors side by side in a tile. So many that the compiler keeps the loop over them a loop, and counts along it: a
/// short one it unrolls, and then gathers words from far apart.
const LANES: usize = 128;
/// Vectors of the first list that go through the tiles together.
const PORTION: usize = 64;

/// Vectors of one length.
#[derive(Clone, Default)]
pub struct Encodings {
    bits: usize,
    words: Vec<u64>,
    counts: Vec<u32>,
}

/// Two records (their places in the first and the second list) and their likeness, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    pub a: u32,
    pub b: u32,
    pub dice: f64,
}

/// The threshold lets more pairs through than the caller has room for, or vectors differ in length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotCompare {
    #[error("more pairs reach the threshold than were allowed for")]
    TooManyPairs,
    #[error("the vectors of the two lists differ in length")]
    Lengths,
    #[error("the threshold must lie above 0 and not above 1")]
    Threshold,
}

impl Encodings {
    /// An empty list of vectors of `bits` bits.
    pub fn new(bits: usize) -> Self {
        Self {
            bits,
            ..Self::default()
        }
    }

    /// Adds a vector; false (and nothing added) where it has another length.
    pub fn push(&mut self, one: &Encoding) -> bool {
        if one.bits != self.bits {
            return false;
        }
        self.words.extend_from_slice(&one.words);
        self.counts.push(one.count());
        true
    }

    pub fn len(&self) -> usize {
        self.counts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    pub fn bits(&self) -> usize {
        self.bits
    }

    fn width(&self) -> usize {
        self.bits.div_ceil(64)
    }

    fn words_of(&self, place: usize) -> &[u64] {
        let width = self.width();
        self.words.get(place * width..(place + 1) * width).unwrap_or_default()
    }

    /// The vector at a place.
    pub fn get(&self, place: usize) -> Option<Encoding> {
        (place < self.len()).then(|| Encoding {
            bits: self.bits,
            words: self.words_of(place).to_vec(),
        })
    }
}

/// All pairs (a of `one`, b of `other`) whose Dice likeness is at least `threshold`, ordered by a, then b.
///
/// Two empty vectors are not alike. At most `most` pairs.
///
/// # Errors
/// More than `most` pairs; lists of different lengths of vectors; a threshold outside 0 to 1.
pub fn similar(one: &Encodings, other: &Encodings, threshold: f64, most: usize) -> Result<Vec<Scored>, CannotCompare> {
    if !(threshold > 0.0 && threshold <= 1.0) {
        return Err(CannotCompare::Threshold);
    }
    if one.is_empty() || other.is_empty() {
        return Ok(Vec::new());
    }
    if one.bits != other.bits {
        return Err(CannotCompare::Lengths);
    }
    let search = Search::new(one, other, threshold);
    let level = Level::new();
    let total = AtomicUsize::new(0);
    let found: Vec<Vec<Scored>> = search
        .first
        .par_chunks(PORTION)
        .map(|portion| {
            let mut found = Vec::new();
            if total.load(Ordering::Relaxed) <= most {
                dispatch!(level, simd => search.portion(simd, portion, most, &mut found));
                total.fetch_add(found.len(), Ordering::Relaxed);
            }
            found
        })
        .collect();
    if total.load(Ordering::Relaxed) > most {
        return Err(CannotCompare::TooManyPairs);
    }
    let mut pairs: Vec<Scored> = found.into_iter().flatten().collect();
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    Ok(pairs)
}

struct Search<'a> {
    one: &'a Encodings,
    /// Places of the first list, by number of bits.
    first: Vec<u32>,
    tiles: Vec<Tile>,
    /// Words of all tiles, tile by tile, word by word.
    words: Vec<[u64; LANES]>,
    width: usize,
    /// Words that are looked at before the bound.
    prefix: usize,
    /// Least |A and B| for a pair with |A| + |B| as the place; beyond reach for 0.
    least: Vec<u32>,
}

struct Tile {
    places: [u32; LANES],
    counts: [u32; LANES],
    /// Bits of each vector behind the prefix.
    rest: [u64; LANES],
    filled: usize,
    fewest: u32,
    greatest: u32,
}

fn ordered(list: &Encodings) -> Vec<u32> {
    let mut order: Vec<u32> = (0..list.len() as u32).collect();
    order.sort_by_key(|place| (list.counts.get(*place as usize).copied().unwrap_or(0), *place));
    order
}

impl<'a> Search<'a> {
    fn new(one: &'a Encodings, other: &'a Encodings, threshold: f64) -> Self {
        let width = one.width();
        // The same quotient of doubles as a reader of the result would compute, so that equality at the threshold is decided alike.
        let least: Vec<u32> = (0..=2 * one.bits as u32)
            .map(|all| {
                let reaches = |both: u32| 2.0 * f64::from(both) / f64::from(all) >= threshold;
                let mut both = (threshold * f64::from(all) / 2.0).floor() as u32;
                both = both.saturating_sub(1);
                while all > 0 && !reaches(both) {
                    both += 1;
                }
                if all == 0 { u32::MAX } else { both.max(1) }
            })
            .collect();
        let (first, second) = (ordered(one), ordered(other));
        let prefix = prefix(one, &first, other, &second, &least);
        let mut tiles = Vec::with_capacity(second.len().div_ceil(LANES));
        let mut words = Vec::with_capacity(second.len().div_ceil(LANES) * width);
        for places in second.chunks(LANES) {
            let mut tile = Tile {
                places: [0; LANES],
                counts: [0; LANES],
                rest: [0; LANES],
                filled: places.len(),
                fewest: u32::MAX,
                greatest: 0,
            };
            let start = words.len();
            words.resize(start + width, [0; LANES]);
            for (lane, place) in places.iter().enumerate() {
                let count = other.counts.get(*place as usize).copied().unwrap_or(0);
                tile.places[lane] = *place;
                tile.counts[lane] = count;
                tile.fewest = tile.fewest.min(count);
                tile.greatest = tile.greatest.max(count);
                for (at, word) in other.words_of(*place as usize).iter().enumerate() {
                    words[start + at][lane] = *word;
                    if at >= prefix {
                        tile.rest[lane] += u64::from(word.count_ones());
                    }
                }
            }
            tiles.push(tile);
        }
        Self {
            one,
            first,
            tiles,
            words,
            width,
            prefix,
            least,
        }
    }

    fn needed(&self, all: u32) -> u32 {
        self.least.get(all as usize).copied().unwrap_or(u32::MAX)
    }

    /// Every vector of the portion against every tile that it can reach.
    #[inline(always)]
    fn portion<S: Simd>(&self, _simd: S, portion: &[u32], most: usize, found: &mut Vec<Scored>) {
        let vectors: Vec<(u32, u32, u64, &[u64])> = portion
            .iter()
            .map(|place| {
                let words = self.one.words_of(*place as usize);
                let count = self.one.counts.get(*place as usize).copied().unwrap_or(0);
                let rest = words
                    .iter()
                    .skip(self.prefix)
                    .map(|word| u64::from(word.count_ones()))
                    .sum();
                (*place, count, rest, words)
            })
            .collect();
        let (Some(fewest), Some(greatest)) = (vectors.first().map(|v| v.1), vectors.last().map(|v| v.1)) else {
            return;
        };
        for (tile, words) in self.tiles.iter().zip(self.words.chunks_exact(self.width)) {
            // No vector of the portion reaches the tile: one side has too few bits.
            if fewest > tile.greatest && tile.greatest < self.needed(fewest + tile.greatest)
                || greatest < tile.fewest && greatest < self.needed(greatest + tile.fewest)
            {
                continue;
            }
            let (before, after) = words.split_at(self.prefix);
            for (place, count, rest, vector) in &vectors {
                // Least bits in common with the member of the tile that needs fewest.
                let needed = u64::from(self.needed(count + tile.fewest));
                let (start, end) = vector.split_at(self.prefix);
                let mut both = [0u64; LANES];
                add_common(&mut both, start, before);
                let mut reach = 0u64;
                for (common, beyond) in both.iter().zip(&tile.rest) {
                    reach |= u64::from(common + (*beyond).min(*rest) >= needed);
                }
                if reach == 0 {
                    continue;
                }
                for lane in 0..tile.filled {
                    if both[lane] + tile.rest[lane].min(*rest) < needed {
                        continue;
                    }
                    let beyond: u32 = end
                        .iter()
                        .zip(after)
                        .map(|(word, lanes)| (word & lanes[lane]).count_ones())
                        .sum();
                    let (both, all) = (both[lane] as u32 + beyond, count + tile.counts[lane]);
                    if both >= self.needed(all) && found.len() <= most {
                        found.push(Scored {
                            a: *place,
                            b: tile.places[lane],
                            dice: 2.0 * f64::from(both) / f64::from(all),
                        });
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn add_common(both: &mut [u64; LANES], vector: &[u64], tile: &[[u64; LANES]]) {
    for (word, lanes) in vector.iter().zip(tile) {
        for (sum, lane) in both.iter_mut().zip(lanes) {
            *sum += u64::from((word & lane).count_ones());
        }
    }
}

/// How many words to look at before the bound: the cheapest for a sample of vectors and tiles, where going through a tile lane by lane
/// is taken to cost as much as eight words of all lanes, and finishing a pair as much as four times its words.
fn prefix(one: &Encodings, first: &[u32], other: &Encodings, second: &[u32], least: &[u32]) -> usize {
    const VECTORS: usize = 32;
    const TILES: usize = 8;
    let width = one.width();
    if width < 4 {
        return width;
    }
    let choices: Vec<usize> = (1..8).map(|eighth| (width * eighth).div_ceil(8)).collect();
    let mut cost = vec![0usize; choices.len()];
    for at in 0..VECTORS {
        let Some(a) = first.get(at * first.len() / VECTORS) else {
            continue;
        };
        let vector = one.words_of(*a as usize);
        for tile in 0..TILES {
            let start = tile * second.len() / TILES;
            let members = second.get(start..(start + LANES).min(second.len())).unwrap_or_default();
            for (choice, cost) in choices.iter().zip(&mut cost) {
                let go_on = |b: &&u32| {
                    let words = other.words_of(**b as usize);
                    let count = |words: &[u64]| words.iter().map(|word| word.count_ones()).sum::<u32>();
                    let (start, end) = vector.split_at(*choice);
                    let (other_start, other_end) = words.split_at(*choice);
                    let common: u32 = start.iter().zip(other_start).map(|(x, y)| (x & y).count_ones()).sum();
                    let all = count(vector) + count(words);
                    common + count(end).min(count(other_end)) >= least.get(all as usize).copied().unwrap_or(u32::MAX)
                };
                let left = members.iter().filter(go_on).count();
                *cost += choice * LANES + if left > 0 { 8 * LANES + 4 * left * width } else { 0 };
            }
        }
    }
    let best = cost
        .iter()
        .enumerate()
        .min_by_key(|(_, cost)| **cost)
        .map(|(place, _)| place);
    best.and_then(|place| choices.get(place)).copied().unwrap_or(width)
}
