//! Names as comparable words.
//!
//! What: a written name becomes folded Latin words, each with the part it was written in (given, family, unknown).
//! Particles (al, bin, van) are dropped, compounds that are written apart or together are joined (Abdul Rahman,
//! Najib Ullah), a comma in a full name parts family from given.
//! Why: offices swap, join, drop and order the parts of a name as their forms force them to (practice 2.1).
//! Example: given `Abd el-Rahman`, family `AlTayeb` gives `abdrahman` (given), `tayeb` (family).
//! Limits: which word of a full name is the family name is not guessed, since Vietnamese, Chinese and Hungarian
//! names begin with it and Arabic, Eritrean and Ethiopian names have none.

use super::scripts::latin;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Given,
    Family,
    Unknown,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word {
    pub text: String,
    pub part: Part,
    /// Written in a script without vowels: compare by sound.
    pub vowels_missing: bool,
}

/// Most words one name is compared by; what comes after them is not a name but a story.
const MOST_WORDS: usize = 7;

pub(crate) fn words_of(given: &str, family: &str, full: &str) -> Vec<Word> {
    let mut words = Vec::new();
    add_words(given, Part::Given, &mut words);
    add_words(family, Part::Family, &mut words);
    if words.is_empty() {
        match full.split_once([',', '\u{060c}', '\u{ff0c}']) {
            Some((family, given)) => {
                add_words(given, Part::Given, &mut words);
                add_words(family, Part::Family, &mut words);
            }
            None => add_words(full, Part::Unknown, &mut words),
        }
    }
    words.truncate(MOST_WORDS);
    words
}

fn add_words(source: &str, part: Part, words: &mut Vec<Word>) {
    let latin = latin(source);
    let raw: Vec<&str> = latin.text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let mut joined: Vec<String> = Vec::with_capacity(raw.len());
    let mut waiting_servant: Option<&str> = None;
    for (place, &word) in raw.iter().enumerate() {
        // Ben is a boy in front and "son of" between two names.
        let son_of = word == "ben" && place > 0;
        let after_article = place
            .checked_sub(1)
            .and_then(|before| raw.get(before))
            .is_some_and(|before| is_article(before));
        if waiting_servant.is_none() && is_servant(word) {
            waiting_servant = Some(word);
        } else if (son_of || is_particle(word)) && raw.len() > 1 {
            // dropped
        } else if let Some(servant) = waiting_servant.take() {
            joined.push(format!("{servant}{word}"));
        } else if (is_ending(word) || (after_article && is_ending_with_article(word))) && !joined.is_empty() {
            if let Some(last) = joined.last_mut() {
                last.push_str(word);
            }
        } else {
            joined.push(word.to_owned());
        }
    }
    joined.extend(waiting_servant.map(str::to_owned));
    if joined.is_empty() {
        joined.extend(raw.first().map(|word| (*word).to_owned()));
    }
    words.extend(
        joined
            .into_iter()
            .filter(|text| text.bytes().any(|b| b.is_ascii_alphabetic()))
            .map(|mut text| {
                text.truncate(40);
                Word {
                    text,
                    part,
                    vowels_missing: latin.vowels_missing,
                }
            }),
    );
}

/// "Servant of": never a name alone, so it is joined to what follows.
fn is_servant(word: &str) -> bool {
    matches!(
        word,
        "abd" | "abdul" | "abdel" | "abdal" | "abdu" | "abdur" | "abdal-" | "abed" | "abdol"
    )
}

/// Words that offices drop or add at will. `ur` and `ud` are the article before sun letters. Le, Do, Du and La are
/// family names in Vietnam and China, so they stay.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "ul"
            | "ur"
            | "ud"
            | "bin"
            | "ibn"
            | "bint"
            | "bn"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ter"
            | "de"
            | "del"
            | "dos"
            | "das"
            | "los"
            | "las"
            | "mr"
            | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "unknown"
            | "unk"
            | "fnu"
            | "lnu"
            | "nfn"
            | "aka"
    )
}

/// Second halves of one name.
fn is_ending(word: &str) -> bool {
    matches!(
        word,
        "ullah"
            | "ulla"
            | "allah"
            | "alla"
            | "uddin"
            | "udin"
            | "eddin"
            | "eddine"
            | "aldin"
            | "aldeen"
            | "zada"
            | "zadeh"
            | "zai"
            | "khel"
            | "oglu"
    )
}

fn is_article(word: &str) -> bool {
    matches!(word, "al" | "el" | "ul" | "ud" | "ed" | "ad")
}

/// God and faith: after the article they end a name (Najib al-Lah, Salah ud-Din), in Arabic letters without vowels too.
fn is_ending_with_article(word: &str) -> bool {
    matches!(word, "lh" | "llh" | "lah" | "din" | "deen")
}

/// Middle words that say little more than the sex of half a people; present or absent means nothing.
pub(crate) fn is_weak(word: &str) -> bool {
    matches!(
        word,
        "thi"
            | "van"
            | "bibi"
            | "begum"
            | "khatun"
            | "kaur"
            | "singh"
            | "md"
            | "mohd"
            | "miah"
            | "mst"
            | "jr"
            | "haji"
            | "sayed"
    )
}

/// Whether two words differ by one slip of the keyboard: a letter more, fewer, other, or two changed about.
pub(crate) fn within_one_slip(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > 1 {
        return false;
    }
    let same_head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(same_head..).unwrap_or(&[]), b.get(same_head..).unwrap_or(&[]));
    if rest_a.len() < rest_b.len() {
        return rest_b.get(1..) == Some(rest_a);
    }
    match (rest_a, rest_b) {
        ([], []) => true,
        ([_, tail_a @ ..], [_, tail_b @ ..]) if tail_a == tail_b => true,
        ([a1, a2, tail_a @ ..], [b1, b2, tail_b @ ..]) => a1 == b2 && a2 == b1 && tail_a == tail_b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn check(given: &str, family: &str, full: &str, expected: &str) {
        let words: Vec<String> = words_of(given, family, full)
            .iter()
            .map(|w| {
                format!(
                    "{}{}",
                    w.text,
                    match w.part {
                        Part::Given => ":g",
                        Part::Family => ":f",
                        Part::Unknown => "",
                    }
                )
            })
            .collect();
        assert_eq!(words.join(" "), expected, "{given} / {family} / {full}");
    }

    #[test]
    fn names_become_words() {
        check("Abd el-Rahman", "AlTayeb", "", "abdrahman:g tayeb:f");
        check("Najib Ullah", "", "", "najibullah:g");
        check("نجیب الله", "", "", "njiblh:g");
        check("صلاح الدين", "", "", "slahdin:g");
        check("عبد الله", "", "", "abdlh:g");
        check("Salah ud-Din", "", "", "salahdin:g");
        check("Muhammad", "bin Salman Al Saud", "", "muhammad:g salman:f saud:f");
        check("", "", "Nguyễn Văn Ánh", "nguyen anh");
        check("", "", "O'BRIEN, Seán Patrick", "sean:g patrick:g obrien:f");
        check("ተስፋይ", "ገብረመስቀል", "", "tesfay:g gebremesqel:f");
        check("محمد", "الحسن", "", "mhmd:g hsn:f");
        check("", "", "王小明", "wang xiao ming");
        check("Łukasz", "Wiśniewski", "", "lukasz:g wisniewski:f");
        check("Al", "", "", "al:g");
        check("", "", "???", "");
    }

    #[test]
    fn one_slip() {
        assert!(within_one_slip(b"tesfay", b"tesafy"));
        assert!(within_one_slip(b"tesfay", b"tesfa"));
        assert!(within_one_slip(b"tesfay", b"tesfai"));
        assert!(within_one_slip(b"", b"a"));
        assert!(!within_one_slip(b"tesfay", b"tasfai"));
        assert!(!within_one_slip(b"ab", b"abcd"));
    }
}
