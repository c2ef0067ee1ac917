//! # Names
//!
//! ## What
//! The words of two names are paired off, whatever their order and part, so that the pairs are worth most together.
//! Each pair has a level (same, a known variant, sounding alike, one slip of the keyboard ...) and a weight that
//! grows with the rarity of the word in its naming culture. Words left over on both sides speak against; words left
//! over on one side hardly matter.
//! ## Why
//! Forms force names into given and family; clerks swap, drop, join and respell the parts. Rare agreement says much,
//! "Mohammed" says little. Brothers share a family name and a father's name, so what the two records leave
//! unpaired matters as much as what they share (see `guard`).
//! ## Example
//! `Nguyễn Văn Hùng` and given `Hung`, family `Nguyen` pair two words; the middle word says nothing.
//! ## Limits
//! Names from the word lists are weighed better than others. Two different names of the same sound and similar
//! letters (Marian, Mariam) count as sounding alike.
//! ## Source
//! Winkler (1990) for string levels; value frequencies as in Newcombe et al. (1959); the pairing is the assignment
//! problem, solved exactly over at most seven words a side.

use super::words::{self, Alike};
use crate::comparison::Waterfall;
use crate::model::Level;
use crate::normal::names::Part;
use crate::profile::{Profile, Token};
use crate::vocabulary::frequencies;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same: Level,
    variant: Level,
    joined: Level,
    sounds_alike: Level,
    one_slip: Level,
    initial: Level,
    loosely_alike: Level,
    weak_word: Level,
    given_differs: Level,
    family_differs: Level,
    fathers_name_differs: Level,
    part_differs: Level,
    extra_part: Level,
    most: f64,
}

/// What the guards need to know of the names.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct NameFacts {
    /// A word that is not family name on both sides agrees.
    pub own_name_agrees: bool,
    /// Both records give the person a name of their own, and these are different names.
    pub given_differs: bool,
    pub family_agrees: bool,
    /// Bits that agreement of words written as family name on both sides has brought.
    pub family_bits: f64,
}

/// The best of all pairs of names that the two records give.
pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) -> NameFacts {
    let mut best: Option<Pairing<'_>> = None;
    for one in &a.names {
        for other in &b.names {
            let pairing = pair_off(weights, one, other);
            if best.as_ref().is_none_or(|best| pairing.total > best.total) {
                best = Some(pairing);
            }
        }
    }
    let Some(best) = best else { return NameFacts::default() };
    for line in best.lines {
        waterfall.add(
            line.field,
            line.level,
            line.weight,
            line.a.map(spoken),
            line.b.map(spoken),
        );
    }
    best.facts
}

/// With a capital, as a person would write it.
fn spoken(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
    })
}

struct Line<'a> {
    field: &'static str,
    level: &'static str,
    weight: f64,
    a: Option<&'a str>,
    b: Option<&'a str>,
}

struct Pairing<'a> {
    total: f64,
    lines: Vec<Line<'a>>,
    facts: NameFacts,
}

/// A level's name, its weight without culture, and how much it may be trusted as agreement.
#[derive(Clone, Copy)]
struct Likeness {
    level: &'static str,
    weight: f64,
    firm: bool,
}

const MOST: usize = 7;

fn pair_off<'a>(weights: &Weights, one: &'a [Token], other: &'a [Token]) -> Pairing<'a> {
    let left: Vec<&Token> = one.iter().filter(|token| !token.weak).take(MOST).collect();
    let right: Vec<&Token> = other.iter().filter(|token| !token.weak).take(MOST).collect();
    // A name of weak words only (Singh, Kaur) is compared by them.
    let left = if left.is_empty() {
        one.iter().take(MOST).collect()
    } else {
        left
    };
    let right = if right.is_empty() {
        other.iter().take(MOST).collect()
    } else {
        right
    };

    let mut table = [[None::<Likeness>; MOST]; MOST];
    for (row, a) in table.iter_mut().zip(&left) {
        for (cell, b) in row.iter_mut().zip(&right) {
            *cell = likeness(weights, a, b);
        }
    }
    let pairs = assign(&table, left.len(), right.len());

    let mut lines = Vec::with_capacity(6);
    let mut left_used = [false; MOST];
    let mut right_used = [false; MOST];
    let mut facts = NameFacts::default();
    let mut given_paired = (false, false);
    let mut pair_up = |i: usize, j: usize, likeness: Likeness, lines: &mut Vec<Line<'a>>| {
        let (Some(a), Some(b)) = (left.get(i), right.get(j)) else {
            return;
        };
        let field = match (a.part, b.part) {
            (Part::Given, Part::Given) => "given_name",
            (Part::Family, Part::Family) => "family_name",
            _ => "name",
        };
        if likeness.firm {
            facts.own_name_agrees |= !(a.part == Part::Family && b.part == Part::Family);
            facts.family_agrees |= a.part == Part::Family
                || b.part == Part::Family
                || (a.part == Part::Unknown && b.part == Part::Unknown);
            given_paired.0 |= a.part == Part::Given;
            given_paired.1 |= b.part == Part::Given;
        }
        lines.push(Line {
            field,
            level: likeness.level,
            weight: likeness.weight,
            a: Some(&a.text),
            b: Some(&b.text),
        });
    };
    for (i, j) in pairs.into_iter().flatten() {
        let Some(likeness) = table.get(i).and_then(|row| row.get(j)).copied().flatten() else {
            continue;
        };
        pair_up(i, j, likeness, &mut lines);
        mark(&mut left_used, i);
        mark(&mut right_used, j);
    }
    // Xiao Ming and Xiaoming: two words of one side are one of the other.
    for (i, j, two_left) in written_in_one(&left, &right) {
        let free = if two_left {
            (!used(&left_used, i) || !used(&left_used, i + 1)) && !used_firmly(&lines, right.get(j))
        } else {
            (!used(&right_used, j) || !used(&right_used, j + 1)) && !used_firmly(&lines, left.get(i))
        };
        if !free {
            continue;
        }
        let (Some(a), Some(b)) = (left.get(i), right.get(j)) else {
            continue;
        };
        let whole = if two_left { b } else { a };
        lines.retain(|line| {
            let stale = |text: Option<&str>, words: &[&Token], from: usize, to: usize| {
                words.get(from..=to).is_some_and(|range| {
                    range
                        .iter()
                        .any(|token| text.is_some_and(|text| std::ptr::eq(text, token.text.as_str())))
                })
            };
            !(stale(line.a, &left, i, if two_left { i + 1 } else { i })
                || stale(line.b, &right, j, if two_left { j } else { j + 1 }))
        });
        pair_up(
            i,
            j,
            Likeness {
                level: "joined",
                weight: weighed(&weights.joined, whole.frequency.within),
                firm: true,
            },
            &mut lines,
        );
        mark(&mut left_used, i);
        mark(&mut right_used, j);
        if two_left {
            mark(&mut left_used, i + 1);
        } else {
            mark(&mut right_used, j + 1);
        }
        break;
    }

    add_culture(&left, &mut lines);
    let sum: f64 = lines.iter().map(|line| line.weight).sum();
    if sum > weights.most {
        for line in &mut lines {
            line.weight *= weights.most / sum;
        }
    }

    facts.family_bits = lines
        .iter()
        .filter(|line| line.field == "family_name")
        .map(|line| line.weight)
        .sum();

    let spare_left: Vec<&Token> = spare(&left, &left_used);
    let spare_right: Vec<&Token> = spare(&right, &right_used);
    if !spare_left.is_empty() && !spare_right.is_empty() {
        let has_given = |words: &[&Token]| words.iter().any(|token| token.part == Part::Given);
        let first_spare =
            |words: &[&Token], used: &[bool; MOST]| !words.is_empty() && !used.first().copied().unwrap_or(true);
        let (left_given, right_given) = (has_given(&left), has_given(&right));
        facts.given_differs = (left_given && !given_paired.0)
            || (right_given && !given_paired.1)
            || (!left_given && !right_given && first_spare(&left, &left_used) && first_spare(&right, &right_used));
        let of = |words: &[&'a Token], part: Part| {
            words
                .iter()
                .find(|token| token.part == part)
                .or_else(|| words.first())
                .map(|token| token.text.as_str())
        };
        let family_differs = spare_left.iter().any(|token| token.part == Part::Family)
            && spare_right.iter().any(|token| token.part == Part::Family)
            && !facts.family_agrees;
        if facts.given_differs {
            lines.push(Line {
                field: "given_name",
                level: "differs",
                weight: weights.given_differs.bits,
                a: of(&spare_left, Part::Given),
                b: of(&spare_right, Part::Given),
            });
        }
        if family_differs {
            let patronymic = |words: &[&Token]| {
                words
                    .iter()
                    .any(|token| token.part == Part::Family && frequencies::is_patronymic(token.frequency.culture))
            };
            let fathers = patronymic(&spare_left) && patronymic(&spare_right);
            let (level, chosen) = if fathers {
                ("fathers_name_differs", &weights.fathers_name_differs)
            } else {
                ("differs", &weights.family_differs)
            };
            lines.push(Line {
                field: "family_name",
                level,
                weight: chosen.bits,
                a: of(&spare_left, Part::Family),
                b: of(&spare_right, Part::Family),
            });
        } else if !facts.given_differs {
            lines.push(Line {
                field: "name",
                level: "part_differs",
                weight: weights.part_differs.bits,
                a: of(&spare_left, Part::Unknown),
                b: of(&spare_right, Part::Unknown),
            });
        }
        facts.own_name_agrees &= !facts.given_differs;
    }
    let extra = spare_left.len().abs_diff(spare_right.len()).min(3);
    if extra > 0 && !lines.is_empty() {
        lines.push(Line {
            field: "name",
            level: "extra_part",
            weight: weights.extra_part.bits * extra as f64,
            a: None,
            b: None,
        });
    }
    if shares_weak_word(one, other) {
        lines.push(Line {
            field: "name",
            level: "weak_word",
            weight: weights.weak_word.bits,
            a: None,
            b: None,
        });
    }
    let total = lines.iter().map(|line| line.weight).sum();
    Pairing { total, lines, facts }
}

fn mark(used: &mut [bool; MOST], place: usize) {
    if let Some(slot) = used.get_mut(place) {
        *slot = true;
    }
}

fn used(used: &[bool; MOST], place: usize) -> bool {
    used.get(place).copied().unwrap_or(true)
}

fn used_firmly(lines: &[Line<'_>], token: Option<&&Token>) -> bool {
    token.is_none_or(|token| {
        lines.iter().any(|line| {
            line.level == "same"
                && (line.a.is_some_and(|text| std::ptr::eq(text, token.text.as_str()))
                    || line.b.is_some_and(|text| std::ptr::eq(text, token.text.as_str())))
        })
    })
}

fn spare<'a>(words: &[&'a Token], used: &[bool; MOST]) -> Vec<&'a Token> {
    words
        .iter()
        .zip(used)
        .filter(|(_, used)| !**used)
        .map(|(token, _)| *token)
        .collect()
}

fn shares_weak_word(one: &[Token], other: &[Token]) -> bool {
    one.len() > 1
        && other.len() > 1
        && one
            .iter()
            .filter(|token| token.weak)
            .any(|a| other.iter().any(|b| b.weak && a.text == b.text))
}

/// Sharing a naming culture is itself evidence; it is counted once, with the firmest pair.
fn add_culture(left: &[&Token], lines: &mut [Line<'_>]) {
    let strongest = lines
        .iter_mut()
        .filter(|line| line.weight > 1.0)
        .max_by(|a, b| a.weight.total_cmp(&b.weight));
    if let Some(line) = strongest {
        let culture = left
            .iter()
            .filter(|token| token.frequency.culture != 0)
            .max_by_key(|token| line.a.is_some_and(|text| std::ptr::eq(text, token.text.as_str())))
            .map_or(0, |token| token.frequency.culture);
        line.weight += -f64::from(frequencies::share_of(culture)).log2();
    }
}

fn weighed(level: &Level, within: f32) -> f64 {
    // The reference commonness: that of `same` in the shipped model, kept here since all levels lean on it.
    const ORDINARY: f64 = 0.004;
    level.bits + level.rarity * (ORDINARY / f64::from(within).max(1e-5)).log2()
}

fn likeness(weights: &Weights, a: &Token, b: &Token) -> Option<Likeness> {
    let within = a.frequency.within.max(b.frequency.within);
    let alike = words::alike(&a.facts(), &b.facts())?;
    let (level, weight) = match alike {
        Alike::Same => ("same", &weights.same),
        Alike::Variant => ("variant", &weights.variant),
        Alike::Sound => ("sounds_alike", &weights.sounds_alike),
        Alike::OneSlip => ("one_slip", &weights.one_slip),
        Alike::Initial => ("initial", &weights.initial),
        Alike::Loosely => ("loosely_alike", &weights.loosely_alike),
    };
    let firm = alike.is_firm();
    Some(Likeness {
        level,
        weight: weighed(weight, within).max(if firm { 0.3 } else { 0.1 }),
        firm,
    })
}

/// The pairing with the greatest sum, by dynamic programming over the sets of right words used.
fn assign(table: &[[Option<Likeness>; MOST]; MOST], left: usize, right: usize) -> [Option<(usize, usize)>; MOST] {
    const SETS: usize = 1 << MOST;
    let sets = 1usize << right.min(MOST);
    let mut best = [f64::NEG_INFINITY; SETS];
    let mut choice = [[u8::MAX; SETS]; MOST];
    if let Some(empty) = best.first_mut() {
        *empty = 0.0;
    }
    for (row, chosen) in table.iter().zip(choice.iter_mut()).take(left) {
        for set in (0..sets).rev() {
            let mut top = best.get(set).copied().unwrap_or(f64::NEG_INFINITY);
            for (column, cell) in row.iter().enumerate().take(right) {
                let bit = 1usize << column;
                if set & bit == 0 {
                    continue;
                }
                let Some(likeness) = cell else { continue };
                let with = best.get(set ^ bit).copied().unwrap_or(f64::NEG_INFINITY) + likeness.weight;
                if with > top {
                    top = with;
                    if let (Some(slot), Ok(column)) = (chosen.get_mut(set), u8::try_from(column)) {
                        *slot = column;
                    }
                }
            }
            if let Some(slot) = best.get_mut(set) {
                *slot = top;
            }
        }
    }
    let mut set = (0..sets)
        .max_by(|a, b| value(&best, *a).total_cmp(&value(&best, *b)))
        .unwrap_or(0);
    let mut pairs = [None; MOST];
    for row in (0..left.min(MOST)).rev() {
        let column = choice
            .get(row)
            .and_then(|chosen| chosen.get(set))
            .copied()
            .unwrap_or(u8::MAX);
        if column != u8::MAX {
            if let Some(slot) = pairs.get_mut(row) {
                *slot = Some((row, usize::from(column)));
            }
            set ^= 1usize << column;
        }
    }
    pairs
}

fn value(best: &[f64], set: usize) -> f64 {
    best.get(set).copied().unwrap_or(f64::NEG_INFINITY)
}

/// Places where two neighbouring words of one side, written together, are a word of the other.
fn written_in_one(left: &[&Token], right: &[&Token]) -> Vec<(usize, usize, bool)> {
    let mut found = Vec::new();
    let mut look = |two: &[&Token], one: &[&Token], two_left: bool| {
        for (place, pair) in two.windows(2).enumerate() {
            let [head, tail] = pair else { continue };
            for (at, whole) in one.iter().enumerate() {
                if whole.text.len() == head.text.len() + tail.text.len()
                    && whole.text.starts_with(&head.text)
                    && whole.text.ends_with(&tail.text)
                {
                    found.push(if two_left {
                        (place, at, true)
                    } else {
                        (at, place, false)
                    });
                }
            }
        }
    };
    look(left, right, true);
    look(right, left, false);
    found
}
