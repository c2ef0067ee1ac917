//! How a day of birth reaches a form: as told, as guessed, as misread.

use crate::chance::Chance;
use crate::days;
use domain::Entry;
use jiff::civil::Date;

pub(crate) struct Births {
    pub entries: Vec<Entry>,
}

impl Births {
    /// What an office writes of somebody born on `born`. `assumes_january`: how often of a hundred it writes
    /// 1 January for one without papers.
    pub(crate) fn written(chance: &mut Chance, born: Date, has_papers: bool, assumes_january: u64) -> Self {
        let basis = if has_papers && chance.percent(60) {
            "document"
        } else {
            "claimed"
        };
        let status = if !has_papers && chance.percent(9) {
            "disputed"
        } else {
            "undisputed"
        };
        let mut entries = Vec::new();
        if let Some(date) = date(chance, born, has_papers, assumes_january) {
            entries.push(entry(&date, basis, status));
        }
        // A lent or false paper that makes an adult of a child.
        if !has_papers && chance.percent(5) {
            let older = days::near(born.year() - chance.between(3, 7) as i16, born.month(), born.day());
            entries.push(entry(&older.to_string(), "document", "disputed"));
        } else if !has_papers && chance.percent(4) {
            entries.push(entry(&format!("{}~", born.year() - 1), "assessed", "disputed"));
        }
        Self { entries }
    }
}

fn entry(date: &str, basis: &str, status: &str) -> Entry {
    [("date", date), ("basis", basis), ("status", status)]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// EDTF text, or none when nobody asked.
fn date(chance: &mut Chance, born: Date, has_papers: bool, assumes_january: u64) -> Option<String> {
    let (year, month, day) = (born.year(), born.month(), born.day());
    if chance.percent(4) {
        return None;
    }
    if !has_papers && chance.percent(assumes_january) {
        // Whoever guesses a year guesses one too early or too late as well.
        let guessed = year + *chance.weighted(&[(0, 60), (-1, 22), (1, 14), (-2, 4)]);
        return Some(days::near(guessed, 1, 1).to_string());
    }
    let exact = |date: Date| Some(date.to_string());
    match chance.below(100) {
        0..=3 => Some(format!("{year}~")),
        4..=5 => Some(format!("{year}")),
        6..=8 => Some(format!("{year}-{month:02}")),
        9..=12 => exact(days::before(born, *chance.pick(&[-1, 1]))),
        13..=16 if day <= 12 => exact(days::near(year, day, month)),
        17..=19 => exact(days::near(year + *chance.pick(&[-1_i16, 1]), month, day)),
        20 => exact(days::near(year - 10, month, day)),
        21 => exact(days::near(year, month, if day > 10 { day - 10 } else { day + 10 })),
        _ => exact(born),
    }
}
