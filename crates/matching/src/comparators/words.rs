//! # Two words of a name
//!
//! ## What
//! How alike two words are: the same, a known variant, the same sound, one slip of the keyboard, an initial, loosely alike.
//! ## Why
//! Live recognition and the bulk run must judge words alike, or a link would depend on the door it came through.
//! ## Example
//! `tesfay` and `tesfai` sound alike; `hassan` and `hussein` are two well-known names, so their likeness counts for little.
//! ## Limits
//! Two different names of one sound and similar letters (Marian, Mariam) count as sounding alike.
//! ## Source
//! Winkler (1990) for string levels; `data/variants` for what is one name.

use crate::normal::likeness::jaro_winkler;
use crate::normal::names::within_one_slip;
use crate::normal::phonetic::Phonetic;
use crate::vocabulary::variants::{self, Groups};

/// What a comparison looks at in a word.
#[derive(Clone, Copy)]
pub(crate) struct WordFacts<'a> {
    pub text: &'a str,
    pub phonetic: Phonetic,
    /// Without article and with one spelling of "servant of", where that differs from the text.
    pub stem: Option<&'a str>,
    pub groups: Groups,
    /// Written in a script without vowels.
    pub vowels_missing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alike {
    Same,
    Variant,
    Sound,
    OneSlip,
    Initial,
    Loosely,
}

impl Alike {
    /// Enough to say that the word agrees.
    pub const fn is_firm(self) -> bool {
        matches!(self, Self::Same | Self::Variant | Self::Sound | Self::OneSlip)
    }
}

/// The level at which two words agree; none where they are two words. The same whichever comes first.
pub(crate) fn alike(a: &WordFacts<'_>, b: &WordFacts<'_>) -> Option<Alike> {
    // Jaro's matching goes from left to right, so the sides need an order of their own.
    let (a, b) = if a.text <= b.text { (a, b) } else { (b, a) };
    if a.text == b.text {
        return Some(if a.vowels_missing && a.groups == [0; 4] {
            Alike::Sound
        } else {
            Alike::Same
        });
    }
    let same_stem = match (a.stem, b.stem) {
        (None, None) => false,
        (Some(a), Some(b)) => a == b,
        (Some(stem), None) => stem == b.text,
        (None, Some(stem)) => stem == a.text,
    };
    if same_stem || variants::share_a_group(a.groups, b.groups) {
        return Some(Alike::Variant);
    }
    let (short, long) = if a.text.len() <= b.text.len() {
        (a.text, b.text)
    } else {
        (b.text, a.text)
    };
    if short.len() == 1 {
        return long.starts_with(short).then_some(Alike::Initial);
    }
    let same_sound = a.phonetic == b.phonetic && !a.phonetic.is_empty();
    // Hassan and Hussein are alike and well known to be two names; brothers often bear such.
    if a.groups != [0; 4] && b.groups != [0; 4] {
        return same_sound.then_some(Alike::Loosely);
    }
    if same_sound && (a.vowels_missing || b.vowels_missing) && a.phonetic.sounds() >= 2 {
        return Some(Alike::Sound);
    }
    let (bytes_a, bytes_b) = (a.text.as_bytes(), b.text.as_bytes());
    // Nothing that follows can hold for words so unlike; most pairs end here.
    let alike_ends = bytes_a.first() == bytes_b.first() || bytes_a.last() == bytes_b.last();
    if !same_sound && !alike_ends && a.phonetic.first() != b.phonetic.first() {
        return None;
    }
    if short.len() >= 4 && within_one_slip(bytes_a, bytes_b) {
        return Some(if same_sound { Alike::Sound } else { Alike::OneSlip });
    }
    let score = jaro_winkler(a.text, b.text);
    if same_sound && score >= 0.80 && short.len() >= 3 {
        return Some(Alike::Sound);
    }
    if score >= 0.93 && short.len() >= 6 {
        return Some(Alike::OneSlip);
    }
    let longer_sound = a.phonetic.begins(b.phonetic) || b.phonetic.begins(a.phonetic);
    let loosely = (same_sound && score >= 0.6)
        || score >= 0.86
        || (longer_sound && score >= 0.75)
        || (short.len() >= 4 && long.starts_with(short))
        // A slip in a short word makes it another: it counts, but for little.
        || (short.len() >= 2 && long.len() >= 3 && within_one_slip(bytes_a, bytes_b));
    loosely.then_some(Alike::Loosely)
}
