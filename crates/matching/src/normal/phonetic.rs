//! How a name sounds, roughly, whatever language's spelling was used.
//!
//! What: a code of at most eight consonant classes; vowels are dropped but for a first one (`A`), sounds that
//! spellings confuse share a class.
//! Why: Adiam and Adyam, Hoxha and Hodja, Tesfay and Tesfai, Muhammad and Mohamed, and محمد which writes no vowels,
//! must be found from one another. Codes made for English surnames (Soundex, Metaphone) keep apart what Arabic,
//! Tigrinya, Albanian, Polish and Vietnamese spellings join.
//! Example: `Adiam` gives `ATM`, `Hoxha` and `Hodja` give `HJ`, `Ghebremeskel` and `Gebremaskal` give `KBRMSKL`.
//! Limits: Hassan and Hussein share a code, as do Mohammed and Mahmoud. It is good for finding, too coarse for
//! deciding: the name comparator asks for likeness of letters beside it.
//! Source: own rules, from romanisation tables in use (BGN/PCGN for Arabic, Dari, Pashto, Tigrinya, Amharic;
//! Albanian, Polish, Romanian and Turkish orthography; pinyin).

/// Up to eight class letters, filled with zero bytes; all zero for a word without sounds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Phonetic([u8; 8]);

impl Phonetic {
    pub fn of(word: &str) -> Self {
        encode(without_article(word).as_bytes())
    }

    pub fn is_empty(self) -> bool {
        self.first() == 0
    }

    pub fn first(self) -> u8 {
        let [first, ..] = self.0;
        first
    }

    pub fn sounds(self) -> usize {
        self.0.iter().take_while(|&&b| b != 0).count()
    }

    /// Whether this code starts with all of the other, which has at least three sounds: Tewoldeb and Tewelde.
    pub fn begins(self, other: Self) -> bool {
        other.sounds() >= 3 && self.0.iter().zip(other.0).take(other.sounds()).all(|(a, b)| *a == b)
    }

    pub fn bytes(self) -> [u8; 8] {
        self.0
    }

    pub fn letters(self) -> String {
        self.0.iter().take_while(|&&b| b != 0).map(|&b| char::from(b)).collect()
    }
}

/// `alhassan` and `elhassan` without their article; `abdulrahman`, `abdelrahman`, `abdurrahman` in one form.
pub(crate) fn without_article(word: &str) -> std::borrow::Cow<'_, str> {
    use std::borrow::Cow;
    if let Some(rest) = word.strip_prefix("abd").filter(|rest| rest.len() >= 4) {
        let rest = rest.trim_start_matches(['a', 'e', 'i', 'o', 'u']);
        let bytes = rest.as_bytes();
        let rest = match (bytes.first(), bytes.get(1)) {
            (Some(b'l'), Some(_)) => rest.get(1..).unwrap_or(rest),
            (Some(a), Some(b)) if a == b => rest.get(1..).unwrap_or(rest),
            _ => rest,
        };
        return Cow::Owned(format!("abd{}", rest.trim_start_matches(['a', 'e', 'i', 'o', 'u'])));
    }
    match word.strip_prefix("al").or_else(|| word.strip_prefix("el")) {
        Some(rest) if rest.len() >= 5 => Cow::Borrowed(rest),
        _ => Cow::Borrowed(word),
    }
}

/// The class of the sound at the head of `rest`, and how many letters it takes. Class 0 is silent.
fn sound(rest: &[u8], first: bool) -> (u8, usize) {
    match rest {
        [b't', b's', b'c', b'h', ..] => (b'C', 4),
        [b's', b'c', b'h', ..] => (b'S', 3),
        [b't', b'c', b'h', ..] => (b'C', 3),
        [b'c', b'h', b'r', ..] => (b'K', 2),
        [b'c', b'h' | b'z', ..] => (b'C', 2),
        [b'x', b'h', ..] | [b'g', b'j', ..] | [b'd', b'j' | b'z', ..] | [b'z', b'h', ..] => (b'J', 2),
        [b't', b's' | b'z', ..] | [b's', b'h' | b'z', ..] => (b'S', 2),
        [b'p' | b'f', b'h', ..] => (b'F', 2),
        [b't' | b'd', b'h', ..] => (b'T', 2),
        [b'k' | b'g', b'h', ..] => (b'K', 2),
        [b'n', b'g', b'h', ..] => (b'N', 3),
        [b'n', b'g'] => (b'N', 2),
        [b'n', b'g', ..] if first => (b'N', 2),
        [b'c', b'k', ..] => (b'K', 2),
        [b'w', b'r', ..] if first => (b'R', 2),
        [b'c', b'e' | b'i' | b'y', ..] => (b'S', 1),
        [b'c' | b'k' | b'q' | b'g', ..] => (b'K', 1),
        [b'j', ..] => (b'J', 1),
        [b'y', b'a' | b'e' | b'i' | b'o' | b'u', ..] if first => (b'J', 1),
        [b's' | b'z', ..] => (b'S', 1),
        [b'x', ..] => (b'S', 1),
        [b't' | b'd', ..] => (b'T', 1),
        [b'f', ..] => (b'F', 1),
        [b'b', ..] => (b'B', 1),
        [b'p', ..] => (b'P', 1),
        [b'v', ..] => (b'V', 1),
        // w sounds before a vowel; after one and before a consonant it is the vowel u (Tewelde, Dawud, Teuelde).
        [b'w', b'a' | b'e' | b'i' | b'o' | b'u' | b'y', ..] => (b'V', 1),
        [b'w', ..] if first => (b'V', 1),
        [b'l', ..] => (b'L', 1),
        [b'm', ..] => (b'M', 1),
        [b'n', ..] => (b'N', 1),
        [b'r', ..] => (b'R', 1),
        [b'h', ..] if first => (b'H', 1),
        [b'a' | b'e' | b'i' | b'o' | b'u' | b'y', ..] if first => (b'A', 1),
        [digit @ b'0'..=b'9', ..] => (*digit, 1),
        _ => (0, 1),
    }
}

fn encode(word: &[u8]) -> Phonetic {
    let mut code = [0u8; 8];
    let mut filled = 0;
    let mut last = 0u8;
    let mut place = 0;
    while let Some(rest) = word.get(place..).filter(|rest| !rest.is_empty()) {
        let (class, taken) = sound(rest, place == 0);
        place += taken;
        if class != 0 && class != last {
            match code.get_mut(filled) {
                Some(slot) => *slot = class,
                None => break,
            }
            filled += 1;
        }
        // Doubled letters are one sound; the same sound on both sides of a vowel is two.
        last = class;
    }
    Phonetic(code)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_code() {
        for group in [
            &["mohammed", "muhammad", "mohamed", "mohamad", "mhmd"][..],
            &["tesfay", "tesfai", "tesfaye"],
            &["adiam", "adyam"],
            &["hoxha", "hodja", "hodzha"],
            &["ghebremeskel", "gebremeskel", "gebremaskal"],
            &["ghirmay", "girmay", "girmai", "grmay"],
            &["yohannes", "johannes", "yohanes"],
            &["yousif", "yusuf", "youssef", "josef"],
            &["abdelrahman", "abdulrahman", "abdurrahman", "abdirahman"],
            &["abdullah", "abdallah", "abdulla"],
            &["alhassan", "elhassan", "hassan"],
            &["kowalski", "kowalska"],
            &["nguyen", "nguyn", "nghuyen"],
            &["dawit", "david"],
            &["gjergj", "jerj"],
        ] {
            let codes: Vec<String> = group.iter().map(|word| Phonetic::of(word).letters()).collect();
            assert!(codes.iter().all(|code| code == &codes[0]), "{group:?} {codes:?}");
        }
        assert_eq!(Phonetic::of("adiam").letters(), "ATM");
        assert_ne!(Phonetic::of("smith").letters(), Phonetic::of("jones").letters());
        assert!(Phonetic::of("").is_empty());
    }
}
