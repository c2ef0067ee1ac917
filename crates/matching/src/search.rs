//! One search box: a name in any spelling and script, a phone, a plate, an address, a reference.
//!
//! What: a record carries tokens ([`Profile::search_tokens`]); what somebody types becomes a [`Query`] of token groups.
//! A record is a candidate when it carries ALL tokens of AT LEAST ONE group (and inside a group, or between
//! groups). Candidates are then ordered, and those that only happened to share sounds cut, by [`Query::rank`].
//!
//! Tokens: `n:adiam` a word of a name; `g:mohammed` a name known in several spellings; `p:ATM` how a word sounds;
//! `nn:ATM|TSF` two sounds of one record, sorted; `t:+447700900123` a phone and `t7:0900123` its last seven digits;
//! `v:ab12cde` a plate; `i:e1234567` an identifier or document; `a:ng133wz` a postcode; `e:a@b.org` an e-mail
//! address; `o:adiam.t` an online handle.
//!
//! Limits: whole words only. Tokens depend on the normal forms: a new model version means new tokens.

use crate::normal::likeness::jaro_winkler;
use crate::normal::names::{Part, within_one_slip, words_of};
use crate::normal::phonetic::Phonetic;
use crate::normal::{addresses, phones, references, scripts};
use crate::profile::{Profile, Token, token};
use crate::vocabulary::variants;
use std::fmt;

/// What was typed, as groups of tokens. See the head of this file.
#[derive(Clone, Default, PartialEq)]
pub struct Query {
    /// A record is a candidate when for some group it carries every token. The most telling groups come first.
    /// Empty when nothing could be made of the text.
    pub alternatives: Vec<Vec<String>>,
    words: Vec<Token>,
    /// Tokens of things, each of which a found record should carry one of its readings.
    things: Vec<Vec<String>>,
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({} groups, hidden)", self.alternatives.len())
    }
}

/// Most groups that one query may ask for.
const MOST_GROUPS: usize = 24;

impl Profile {
    /// Everything this record may be found by; sorted, none twice.
    pub fn search_tokens(&self) -> Vec<String> {
        let mut tokens = Vec::with_capacity(24);
        for name in &self.names {
            for word in name {
                tokens.push(format!("n:{}", word.text));
                if !word.phonetic.is_empty() {
                    tokens.push(format!("p:{}", word.phonetic.letters()));
                }
                tokens.extend(groups(word));
            }
        }
        let sounds = self.sounds();
        for (place, one) in sounds.iter().enumerate() {
            for other in sounds.iter().skip(place + 1) {
                tokens.push(pair(*one, *other));
            }
        }
        for phone in &self.stored.phones {
            tokens.push(format!("t:{}", phone.number));
            tokens.extend(last_seven(&phone.number));
        }
        tokens.extend(self.stored.plates.iter().map(|plate| format!("v:{plate}")));
        tokens.extend(
            self.stored
                .identifiers
                .iter()
                .map(|identifier| format!("i:{}", identifier.value)),
        );
        tokens.extend(
            self.stored
                .documents
                .iter()
                .map(|document| format!("i:{}", document.number)),
        );
        tokens.extend(
            self.stored
                .places
                .iter()
                .filter(|place| !place.postcode.is_empty())
                .map(|place| format!("a:{}", place.postcode)),
        );
        tokens.extend(self.stored.emails.iter().map(|email| format!("e:{email}")));
        tokens.extend(
            self.stored
                .accounts
                .iter()
                .filter_map(|account| account.split_once(':'))
                .map(|(_, handle)| format!("o:{handle}")),
        );
        tokens.sort();
        tokens.dedup();
        tokens
    }
}

fn groups(word: &Token) -> impl Iterator<Item = String> {
    word.groups
        .into_iter()
        .filter_map(variants::first_word)
        .map(|first| format!("g:{first}"))
}

fn pair(one: Phonetic, other: Phonetic) -> String {
    let (low, high) = if one <= other { (one, other) } else { (other, one) };
    format!("nn:{}|{}", low.letters(), high.letters())
}

fn last_seven(number: &str) -> Option<String> {
    number
        .len()
        .checked_sub(7)
        .and_then(|from| number.get(from..))
        .map(|digits| format!("t7:{digits}"))
}

/// Reads what was typed into one search box. `default_country` as for [`Profile::from_answers`].
pub fn query_tokens(text: &str, default_country: &str) -> Query {
    let text: String = text.chars().take(200).collect();
    let mut query = Query::default();
    let mut spoken = String::new();
    for part in parts(&text) {
        let readings = readings(&part, default_country);
        if readings.is_empty() {
            spoken.push_str(&part);
            spoken.push(' ');
        } else {
            query.things.push(readings);
        }
    }
    query.words = words_of("", "", spoken.replace(',', " ").trim())
        .into_iter()
        .take(5)
        .map(|word| token(&word.text, Part::Unknown, word.vowels_missing))
        .collect();
    let names = name_groups(&query.words);
    query.alternatives = combine(names, &query.things);
    query
}

/// Words of the text, with what belongs together kept together: `07700 900 123`, `AB12 CDE`, `NG13 3WZ`.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let has_digit = |word: &str| word.chars().any(char::is_numeric);
    let written_as_number = |word: &str| has_digit(word) && word.chars().all(|c| !c.is_alphabetic());
    let mut after_number = false;
    for word in text.split_whitespace() {
        let number = written_as_number(word) || (word == "+" || word.starts_with("(0)"));
        match parts.last_mut() {
            Some(last) if number && after_number => {
                last.push(' ');
                last.push_str(word);
            }
            // `E 1234567`: a number with the letter of its series.
            Some(last)
                if written_as_number(word) && last.chars().count() == 1 && last.chars().all(char::is_alphabetic) =>
            {
                last.push(' ');
                last.push_str(word);
            }
            // The second half of a plate or postcode is short capitals or begins with a digit.
            Some(last)
                if has_digit(last)
                    && last.chars().any(char::is_alphabetic)
                    && !last.contains([' ', '@'])
                    && last.chars().count() <= 4
                    && word.chars().count() <= 4
                    && !number =>
            {
                last.push(' ');
                last.push_str(word);
            }
            _ => parts.push(word.to_owned()),
        }
        after_number = number;
    }
    parts
}

/// What a part may be if it is a thing; nothing if it is a word of a name.
fn readings(part: &str, default_country: &str) -> Vec<String> {
    let mut readings = Vec::new();
    if let Some(email) = references::email(part) {
        return vec![format!("e:{email}")];
    }
    if let Some(handle) = part.strip_prefix('@').filter(|handle| handle.chars().count() >= 3) {
        return vec![format!("o:{}", handle.to_lowercase())];
    }
    if !part.chars().any(char::is_numeric) {
        return readings;
    }
    if let Some(number) = phones::e164(part, default_country) {
        readings.push(format!("t:{number}"));
        readings.extend(last_seven(&number));
    }
    let digits: String = scripts::latin(part).text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 7 && !part.chars().any(char::is_alphabetic) {
        readings.push(format!("t7:{digits}"));
    }
    readings.extend(references::reference(part).map(|value| format!("i:{value}")));
    readings.extend(references::plate(part).map(|value| format!("v:{value}")));
    let postcode = addresses::postcode_of(part);
    if (3..=8).contains(&postcode.len()) {
        readings.push(format!("a:{postcode}"));
    }
    readings
}

/// Groups by which the words of a name find: as written, by known spellings, by sound, by any two sounds.
fn name_groups(words: &[Token]) -> Vec<Vec<String>> {
    let strong: Vec<&Token> = words
        .iter()
        .filter(|word| !word.weak && !word.phonetic.is_empty())
        .collect();
    let strong = if strong.is_empty() {
        words.iter().filter(|word| !word.phonetic.is_empty()).collect()
    } else {
        strong
    };
    let mut found: Vec<Vec<String>> = Vec::new();
    if !words.is_empty() {
        found.push(words.iter().map(|word| format!("n:{}", word.text)).collect());
    }
    match strong.as_slice() {
        [] => {}
        [only] => {
            found.extend(groups(only).map(|group| vec![group]));
            found.push(vec![format!("p:{}", only.phonetic.letters())]);
        }
        several => {
            for (place, one) in several.iter().enumerate() {
                for other in several.iter().skip(place + 1) {
                    found.push(vec![pair(one.phonetic, other.phonetic)]);
                    let known = |word: &Token| {
                        groups(word)
                            .next()
                            .unwrap_or_else(|| format!("p:{}", word.phonetic.letters()))
                    };
                    if one.groups != [0; 4] || other.groups != [0; 4] {
                        found.push(vec![known(one), known(other)]);
                    }
                }
            }
            // Xiao Ming typed for Xiaoming, Abdu Salam for Abdusalam.
            for two in several.windows(2) {
                if let [one, other] = two {
                    found.push(vec![format!("n:{}{}", one.text, other.text)]);
                }
            }
        }
    }
    found
}

/// Every way to satisfy the name together with one reading of each thing.
fn combine(names: Vec<Vec<String>>, things: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut groups = if names.is_empty() { vec![Vec::new()] } else { names };
    for readings in things {
        let mut wider = Vec::new();
        for group in &groups {
            for reading in readings {
                let mut with = group.clone();
                with.push(reading.clone());
                wider.push(with);
            }
        }
        wider.truncate(MOST_GROUPS);
        groups = wider;
    }
    groups.retain(|group| !group.is_empty());
    for group in &mut groups {
        group.sort();
        group.dedup();
    }
    let mut seen: Vec<Vec<String>> = Vec::with_capacity(groups.len());
    for group in groups {
        if !seen.contains(&group) {
            seen.push(group);
        }
    }
    seen.truncate(MOST_GROUPS);
    seen
}

impl Query {
    /// How well a found record answers, from 0 to 1: show in falling order, and leave out what is below 0.5.
    pub fn rank(&self, profile: &Profile) -> f64 {
        let mut sum = 0.0;
        let mut parts = 0.0;
        if !self.words.is_empty() {
            let best = profile
                .names
                .iter()
                .map(|name| self.name_rank(name))
                .fold(0.0, f64::max);
            let weight = self.words.len() as f64;
            sum += best * weight;
            parts += weight;
        }
        if !self.things.is_empty() {
            let carried = profile.search_tokens();
            for readings in &self.things {
                let found = readings.iter().any(|reading| carried.binary_search(reading).is_ok());
                // A number says more than a word.
                sum += if found { 2.0 } else { 0.0 };
                parts += 2.0;
            }
        }
        if parts > 0.0 { sum / parts } else { 0.0 }
    }

    fn name_rank(&self, name: &[Token]) -> f64 {
        let mut used = vec![false; name.len()];
        let mut sum = 0.0;
        for word in &self.words {
            let best = name
                .iter()
                .enumerate()
                .filter(|(place, _)| !used.get(*place).copied().unwrap_or(true))
                .map(|(place, other)| (place, alike(word, other)))
                .max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((place, score)) = best
                && score > 0.0
            {
                sum += score;
                if let Some(slot) = used.get_mut(place) {
                    *slot = true;
                }
            }
        }
        let whole: String = name.iter().map(|word| word.text.as_str()).collect();
        let typed: String = self.words.iter().map(|word| word.text.as_str()).collect();
        if whole == typed {
            return 1.0;
        }
        // Names with fewer words left over come first, by a little.
        let spare = name.len().saturating_sub(self.words.len()) as f64;
        (sum / self.words.len() as f64) * (1.0 - 0.02 * spare.min(5.0))
    }
}

fn alike(typed: &Token, other: &Token) -> f64 {
    if typed.text == other.text {
        return 1.0;
    }
    if variants::share_a_group(typed.groups, other.groups) || (typed.stem.is_some() && typed.stem == other.stem) {
        return 0.95;
    }
    let score = jaro_winkler(&typed.text, &other.text);
    let same_sound = typed.phonetic == other.phonetic && !typed.phonetic.is_empty();
    if same_sound {
        let unvowelled = typed.vowels_missing || other.vowels_missing;
        return if unvowelled { 0.85 } else { (0.6 + 0.3 * score).min(0.9) };
    }
    if typed.text.len() >= 4 && other.text.len() >= 4 && within_one_slip(typed.text.as_bytes(), other.text.as_bytes()) {
        return 0.8;
    }
    if score >= 0.88 { 0.7 } else { 0.0 }
}
