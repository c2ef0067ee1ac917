//! Naming cultures, learnt from the file: which names go together, and how common each is among its own.
//!
//! What: every record is given one of some thirteen classes. They begin as the cultures of the shipped name lists and then
//! follow the names and nationalities that occur together (a mixture model with hard assignment, a few rounds).
//! Why: given and family name and nationality come from one culture, so that agreeing on all three says less than the
//! product of their national shares. Within a culture they are nearly independent.
//! Limits: a record whose words are all unknown takes the class of its nationality, or class 0.
//! Source: value frequencies of Winkler (1990); latent classes as in McLachlan and Peel, Finite Mixture Models (2000).

use super::rows::Rows;
use super::words::{NONE, Word};
use crate::vocabulary::frequencies;
use rayon::prelude::*;

pub(crate) const CULTURES: usize = 13;
const ROUNDS: usize = 3;

/// How common countries and cultures are; how common words and sounds are stands beside each word.
pub(crate) struct Cultures {
    countries: Vec<[u8; CULTURES]>,
    shares: [f32; CULTURES],
}

impl Word {
    /// Bits that agreement on this very word is worth among people of the culture.
    pub fn bits(&self, culture: u8) -> f32 {
        f32::from(self.rarity[usize::from(culture)]) / 8.0
    }

    /// The same for all words of one sound.
    pub fn sound_bits(&self, culture: u8) -> f32 {
        f32::from(self.sound_rarity[usize::from(culture)]) / 8.0
    }
}

impl Cultures {
    pub fn country(&self, country: u8, culture: u8) -> f32 {
        f32::from(self.countries[usize::from(country)][usize::from(culture)]) / 8.0
    }

    /// Bits that being of one culture is worth: the rarer the culture, the more.
    pub fn bits(&self, culture: u8) -> f32 {
        (-self.shares[usize::from(culture)].log2()).clamp(0.0, 5.0)
    }

    /// Gives every row its culture.
    pub fn learn(rows: &mut Rows) -> Self {
        let mut sounds = super::dictionary::Dictionary::default();
        let sound_of: Vec<u32> = (0..rows.words.len() as u32)
            .map(|word| {
                let phonetic = rows.words.get(word).phonetic;
                if phonetic.is_empty() {
                    sounds.number(rows.words.text(word).as_bytes())
                } else {
                    sounds.number(&phonetic.bytes())
                }
            })
            .collect();
        let known: Vec<u8> = (0..rows.words.len() as u32)
            .map(|word| frequencies::listed_culture(rows.words.text(word)))
            .collect();
        rows.rows.par_iter_mut().for_each(|row| {
            let mut votes = [0u8; CULTURES];
            for word in row.words() {
                votes[usize::from(known[*word as usize]).min(CULTURES - 1)] += 1;
            }
            votes[0] = 0;
            let best = (0..CULTURES).max_by_key(|culture| (votes[*culture], CULTURES - culture));
            row.culture = best.filter(|best| votes[*best] > 0).unwrap_or(0) as u8;
        });
        let countries = rows.countries.len().max(1);
        for round in 0..ROUNDS {
            let counts = Counts::of(rows, sounds.len(), &sound_of, countries);
            // Words by their sound first: misspelt words are many and each of them rare.
            let tables = counts.logs(round == 0);
            rows.rows.par_iter_mut().for_each(|row| {
                if row.named == 0 && row.country == 0 {
                    return;
                }
                let mut sums = tables.shares;
                for word in row.words() {
                    let sound = &tables.sounds[sound_of[*word as usize] as usize];
                    for (sum, log) in sums.iter_mut().zip(sound) {
                        *sum += log;
                    }
                }
                if row.country != 0 {
                    for (sum, log) in sums.iter_mut().zip(&tables.countries[usize::from(row.country)]) {
                        *sum += log;
                    }
                }
                let best = (0..CULTURES).max_by(|a, b| sums[*a].total_cmp(&sums[*b]).then(b.cmp(a)));
                row.culture = best.unwrap_or(0) as u8;
            });
        }
        let learnt = Self::frequencies(rows, sounds.len(), &sound_of, countries);
        let words = &rows.words;
        rows.rows.par_iter_mut().for_each(|row| {
            // A word is never commoner than its sound, so that this bounds every level.
            let words: f32 = row
                .words()
                .iter()
                .map(|word| words.get(*word).bits(row.culture) + 0.6)
                .sum();
            let culture = learnt.bits(row.culture);
            row.name_most = (words + culture + 4.0).ceil().clamp(0.0, 30.0) as u8;
        });
        learnt
    }

    fn frequencies(rows: &mut Rows, sounds: usize, sound_of: &[u32], countries: usize) -> Self {
        let mut words = vec![[0u32; CULTURES]; rows.words.len()];
        let counts = Counts::of(rows, sounds, sound_of, countries);
        for row in &rows.rows {
            for word in row.words().iter().filter(|word| **word != NONE) {
                words[*word as usize][usize::from(row.culture)] += 1;
            }
        }
        let totals = counts.shares;
        let all: f32 = totals.iter().sum::<u32>().max(1) as f32;
        let bits = |count: f32, total: u32| {
            let share = count / (total as f32 + 50.0);
            ((-share.log2()) * 8.0).clamp(0.0, 255.0) as u8
        };
        let sound_bits: Vec<[u8; CULTURES]> = counts
            .sounds
            .par_iter()
            .map(|counts| std::array::from_fn(|culture| bits(counts[culture] as f32 + 1.0, totals[culture])))
            .collect();
        for (place, (own, sound)) in words.iter().zip(sound_of).enumerate() {
            let of_sound = &counts.sounds[*sound as usize];
            let word = rows.words.get_mut(place as u32);
            word.sound_rarity = sound_bits[*sound as usize];
            word.rarity = std::array::from_fn(|culture| {
                // A rare spelling of a common name is made by many hands: never rarer than a part of its sound.
                let least = of_sound[culture] as f32 * 0.03;
                bits((own[culture] as f32 + 1.0).max(least), totals[culture])
            });
        }
        Self {
            countries: counts
                .countries
                .iter()
                .map(|counts| std::array::from_fn(|culture| bits(counts[culture] as f32 + 1.0, totals[culture])))
                .collect(),
            shares: std::array::from_fn(|culture| (totals[culture] as f32 + 1.0) / all),
        }
    }
}

struct Counts {
    sounds: Vec<[u32; CULTURES]>,
    countries: Vec<[u32; CULTURES]>,
    shares: [u32; CULTURES],
}

struct Logs {
    sounds: Vec<[f32; CULTURES]>,
    countries: Vec<[f32; CULTURES]>,
    shares: [f32; CULTURES],
}

impl Counts {
    fn of(rows: &Rows, sounds: usize, sound_of: &[u32], countries: usize) -> Self {
        let mut counts = Self {
            sounds: vec![[0; CULTURES]; sounds],
            countries: vec![[0; CULTURES]; countries],
            shares: [0; CULTURES],
        };
        for row in &rows.rows {
            let culture = usize::from(row.culture);
            counts.shares[culture] += 1;
            for word in row.words() {
                counts.sounds[sound_of[*word as usize] as usize][culture] += 1;
            }
            counts.countries[usize::from(row.country)][culture] += 1;
        }
        counts
    }

    /// Logarithms of the shares. In the first round class 0 (nothing known) is no class to stay in.
    fn logs(&self, first: bool) -> Logs {
        let all = self.shares.iter().sum::<u32>().max(1) as f32;
        let log = |counts: &[u32; CULTURES], kinds: f32| {
            std::array::from_fn(|culture| {
                ((counts[culture] as f32 + 0.1) / (self.shares[culture] as f32 + 0.1 * kinds)).ln()
            })
        };
        let (sounds, countries) = (self.sounds.len() as f32, self.countries.len() as f32);
        let mut shares: [f32; CULTURES] =
            std::array::from_fn(|culture| ((self.shares[culture] as f32 + 1.0) / all).ln());
        if first {
            shares[0] -= 4.0;
        }
        Logs {
            sounds: self.sounds.par_iter().map(|counts| log(counts, sounds)).collect(),
            countries: self.countries.iter().map(|counts| log(counts, countries)).collect(),
            shares,
        }
    }
}
