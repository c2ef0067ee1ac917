//! How common each date of birth is: a first January among children whose dates offices assume says little.
//!
//! Counted within each naming culture, since dates are assumed for some peoples and not for others, and smoothed over the
//! year where few records are.

use super::cultures::CULTURES;
use super::rows::{Row, Rows};
use crate::comparators::births;

/// How common each date of birth is among the records of each naming culture, in bits.
pub(crate) struct Days {
    /// By culture, year from 1900, month and day.
    bits: Vec<f32>,
}

impl Days {
    pub fn of(rows: &Rows) -> Self {
        let mut counts = vec![0u32; CULTURES * YEARS * DAYS];
        let mut known = [0u32; CULTURES];
        for row in rows.rows.iter().filter(|row| row.birth.is_known()) {
            counts[Self::place(row.birth, row.culture)] += 1;
            known[usize::from(row.culture)] += 1;
        }
        let mut bits = vec![0f32; counts.len()];
        for (year, (counts, bits)) in counts.chunks(DAYS).zip(bits.chunks_mut(DAYS)).enumerate() {
            let known = known[year / YEARS] as f32 + 100.0;
            let in_year: u32 = counts.iter().sum();
            // Neighbouring days of the year are as likely: a date's own count is noise where few records are.
            let smooth = (in_year as f32 + 1.0) / 365.0;
            for (count, bits) in counts.iter().zip(bits) {
                let expected = (*count as f32 + 10.0 * smooth) / 11.0;
                *bits = -(expected.max(smooth) / known).log2();
            }
        }
        Self { bits }
    }

    fn place(day: births::Day, culture: u8) -> usize {
        let year = usize::from(culture) * YEARS + (day.year - 1900).clamp(0, 200) as usize;
        (year * 13 + usize::from(day.month.clamp(0, 12).unsigned_abs())) * 32
            + usize::from(day.day.clamp(0, 31).unsigned_abs())
    }

    /// Bits that agreement on the very date is worth between two records.
    pub fn rarity(&self, a: &Row, b: &Row) -> f32 {
        self.bits[Self::place(a.birth, a.culture)].min(self.bits[Self::place(a.birth, b.culture)])
    }
}

const YEARS: usize = 201;
const DAYS: usize = 13 * 32;
