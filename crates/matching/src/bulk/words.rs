//! The distinct words of all names, with what a comparison asks of each, worked out once.

use super::cultures::CULTURES;
use super::dictionary::{Dictionary, hash_bytes};
use crate::comparators::words::{Alike, WordFacts, alike};
use crate::normal::names::{self, Part, words_of};
use crate::normal::phonetic::{Phonetic, without_article};
use crate::vocabulary::variants::{self, Groups};

pub(crate) const NONE: u32 = u32::MAX;

#[derive(Default)]
pub(crate) struct Words {
    texts: Dictionary,
    known: Vec<Word>,
}

/// One line of the cache: a pair of records looks at some five words, each somewhere else in memory.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Word {
    /// Eighths of a bit that agreement on this word is worth in each naming culture; see `cultures`.
    pub rarity: [u8; CULTURES],
    /// The same for all words that sound so.
    pub sound_rarity: [u8; CULTURES],
    pub phonetic: Phonetic,
    groups: Groups,
    /// Another word: this one without its article.
    stem: u32,
    /// One bit for each letter that occurs.
    letters: u32,
    /// Depends on the text alone, so that ties are broken alike whatever the order of the records.
    pub order: u32,
    /// A number for the sound, the same for all words that sound so.
    pub sound: u16,
    length: u8,
    vowels_missing: bool,
}

/// The words of one written value of a name column.
#[derive(Clone, Copy)]
pub(crate) struct Value {
    pub words: [u32; 4],
    pub parts: [Part; 4],
}

impl Words {
    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn get(&self, word: u32) -> &Word {
        &self.known[word as usize]
    }

    pub fn get_mut(&mut self, word: u32) -> &mut Word {
        &mut self.known[word as usize]
    }

    pub fn text(&self, word: u32) -> &str {
        self.texts.str_of(word)
    }

    /// The spelling group that the word belongs to first, 0 for none.
    pub fn group(&self, word: u32) -> u16 {
        let [first, ..] = self.known[word as usize].groups;
        first
    }

    /// Reads one distinct value of a name column. A column of full names is read with `Part::Unknown`.
    pub fn read(&mut self, text: &str, part: Part) -> Value {
        let mut value = Value {
            words: [NONE; 4],
            parts: [part; 4],
        };
        if let Some(word) = plain(text) {
            let word: [u8; 24] = word;
            let length = text.len();
            value.words[0] = self.number(std::str::from_utf8(&word[..length]).unwrap_or_default(), false);
            return value;
        }
        let found = match part {
            Part::Given => words_of(text, "", ""),
            Part::Family => words_of("", text, ""),
            Part::Unknown => words_of("", "", text),
        };
        let telling = found.iter().any(|word| !names::is_weak(&word.text));
        let kept = found.iter().filter(|word| !telling || !names::is_weak(&word.text));
        for ((word, slot), part) in kept.zip(&mut value.words).zip(&mut value.parts) {
            *slot = self.number(&word.text, word.vowels_missing);
            *part = word.part;
        }
        value
    }

    fn number(&mut self, text: &str, vowels_missing: bool) -> u32 {
        let number = self.texts.number(text.as_bytes());
        if (number as usize) < self.known.len() {
            return number;
        }
        let phonetic = Phonetic::of(text);
        let mut letters = 0u32;
        for byte in text.bytes() {
            letters |= 1 << (byte & 31);
        }
        self.known.push(Word {
            rarity: [0; CULTURES],
            sound_rarity: [0; CULTURES],
            phonetic,
            groups: variants::groups_of(text),
            stem: NONE,
            letters,
            order: (hash_bytes(text.as_bytes()) >> 32) as u32,
            sound: (hash_bytes(&phonetic.bytes()) >> 48) as u16 | 1,
            length: text.len().min(255) as u8,
            vowels_missing,
        });
        let bare = without_article(text);
        if bare.len() != text.len() {
            let stem = self.texts.number(bare.as_bytes());
            if stem as usize == self.known.len() {
                self.known.push(Word {
                    rarity: [0; CULTURES],
                    sound_rarity: [0; CULTURES],
                    phonetic,
                    groups: variants::groups_of(&bare),
                    stem: NONE,
                    letters,
                    order: (hash_bytes(bare.as_bytes()) >> 32) as u32,
                    sound: (hash_bytes(&phonetic.bytes()) >> 48) as u16 | 1,
                    length: bare.len().min(255) as u8,
                    vowels_missing,
                });
            }
            self.known[number as usize].stem = stem;
        }
        number
    }

    fn facts(&self, number: u32) -> WordFacts<'_> {
        let word = self.get(number);
        WordFacts {
            text: self.text(number),
            phonetic: word.phonetic,
            stem: (word.stem != NONE).then(|| self.text(word.stem)),
            groups: word.groups,
            vowels_missing: word.vowels_missing,
        }
    }

    /// Whether `whole` is `head` and `tail` written in one.
    pub fn is_joined(&self, whole: u32, head: u32, tail: u32) -> bool {
        let lengths = u16::from(self.get(head).length) + u16::from(self.get(tail).length);
        u16::from(self.get(whole).length) == lengths && {
            let (whole, head, tail) = (self.text(whole), self.text(head), self.text(tail));
            whole.starts_with(head) && whole.ends_with(tail)
        }
    }
}

/// A value of one plain word in ASCII letters, in small letters; most values are. `AlTayeb` is two words.
fn plain(text: &str) -> Option<[u8; 24]> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 24 {
        return None;
    }
    let mut small = [0u8; 24];
    let mut before_small = false;
    for (slot, byte) in small.iter_mut().zip(bytes) {
        if !byte.is_ascii_alphabetic() || (before_small && byte.is_ascii_uppercase()) {
            return None;
        }
        before_small = byte.is_ascii_lowercase();
        *slot = byte.to_ascii_lowercase();
    }
    Some(small)
}

/// Remembers how pairs of words compare: each pair is compared once, then looked up.
pub(crate) struct Memo {
    slots: Vec<u64>,
}

const MEMO: usize = 1 << 16;

impl Memo {
    pub fn new() -> Self {
        Self { slots: vec![0; MEMO] }
    }

    pub fn alike(&mut self, words: &Words, a: u32, b: u32) -> Option<Alike> {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        if low == high {
            return if words.get(low).vowels_missing && words.group(low) == 0 {
                Some(Alike::Sound)
            } else {
                Some(Alike::Same)
            };
        }
        let (one, other) = (words.get(low), words.get(high));
        // Words that share few letters, no group and no sound are two words, and need no place in memory.
        let shared = (one.letters & other.letters).count_ones();
        let most = one.letters.count_ones().max(other.letters.count_ones());
        if shared * 2 + 1 < most
            && one.sound != other.sound
            && one.groups == [0; 4]
            && one.length > 1
            && other.length > 1
            && one.stem == NONE
            && other.stem == NONE
        {
            return None;
        }
        let key = (u64::from(low) << 32) | u64::from(high);
        let place = (super::dictionary::stir(key) as usize) & (MEMO - 1);
        // Three bits for the level; numbers of words stay below 2^29.
        let held = self.slots[place];
        if held >> 3 == key + 1 {
            return level(held & 7);
        }
        let found = alike(&words.facts(low), &words.facts(high));
        self.slots[place] = ((key + 1) << 3) | code(found);
        found
    }
}

const fn code(found: Option<Alike>) -> u64 {
    match found {
        None => 0,
        Some(Alike::Same) => 1,
        Some(Alike::Variant) => 2,
        Some(Alike::Sound) => 3,
        Some(Alike::OneSlip) => 4,
        Some(Alike::Initial) => 5,
        Some(Alike::Loosely) => 6,
    }
}

const fn level(code: u64) -> Option<Alike> {
    match code {
        1 => Some(Alike::Same),
        2 => Some(Alike::Variant),
        3 => Some(Alike::Sound),
        4 => Some(Alike::OneSlip),
        5 => Some(Alike::Initial),
        6 => Some(Alike::Loosely),
        _ => None,
    }
}
