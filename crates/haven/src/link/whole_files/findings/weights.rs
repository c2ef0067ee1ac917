//! What each level of each field brought among compared pairs: the match weights as they fell, since those of names, dates
//! and homes depend on how common the very value is.

use super::households::LookedAt;
use std::collections::BTreeMap;

pub struct LevelWeights {
    pub field: &'static str,
    pub level: &'static str,
    pub pairs: usize,
    /// Bits: the middle one, and those that one in twenty stays below and above.
    pub middle: f32,
    pub low: f32,
    pub high: f32,
}

/// In the order in which evidence is told, the strongest level first.
pub fn fallen(looked_at: &[LookedAt]) -> Vec<LevelWeights> {
    let mut bits: BTreeMap<(&'static str, &'static str), Vec<f32>> = BTreeMap::new();
    let mut order: Vec<&'static str> = Vec::new();
    for line in looked_at.iter().flat_map(|pair| &pair.lines) {
        if !order.contains(&line.field) {
            order.push(line.field);
        }
        bits.entry((line.field, line.level)).or_default().push(line.bits);
    }
    order.sort_by_key(|field| FIELDS.iter().position(|known| known == field).unwrap_or(FIELDS.len()));
    let mut all: Vec<LevelWeights> = bits
        .into_iter()
        .map(|((field, level), mut bits)| {
            bits.sort_unstable_by(f32::total_cmp);
            let at = |share: f64| {
                bits.get(((bits.len() - 1) as f64 * share) as usize)
                    .copied()
                    .unwrap_or(0.0)
            };
            LevelWeights {
                field,
                level,
                pairs: bits.len(),
                middle: at(0.5),
                low: at(0.05),
                high: at(0.95),
            }
        })
        .collect();
    let place = |field: &str| order.iter().position(|known| *known == field);
    all.sort_by(|x, y| {
        place(x.field)
            .cmp(&place(y.field))
            .then(y.middle.total_cmp(&x.middle))
            .then(x.level.cmp(y.level))
    });
    all
}

const FIELDS: [&str; 10] = [
    "prior",
    "name",
    "birth",
    "sex",
    "kind",
    "nationality",
    "number",
    "household",
    "kin",
    "guard",
];
