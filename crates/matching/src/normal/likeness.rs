//! How alike two words are spelt: Jaro's similarity with Winkler's bonus for a common beginning, from 0 to 1.
//!
//! Why our own: words are short and in ASCII, so two machine words hold the marks and nothing is allocated; it runs
//! some millions of times a second, and a stored link's weight must not move with a library's version.
//! Limits: words of more than 64 letters are compared by their first 64.
//! Source: Jaro (1989), Winkler (1990); prefix weight 0.1, at most four letters, above a similarity of 0.7.

pub(crate) fn jaro_winkler(a: &str, b: &str) -> f64 {
    let (a, b) = (first_64(a.as_bytes()), first_64(b.as_bytes()));
    let jaro = jaro(a, b);
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}

fn first_64(bytes: &[u8]) -> &[u8] {
    bytes.get(..64).unwrap_or(bytes)
}

fn jaro(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut matched_a, mut matched_b) = (0u64, 0u64);
    for (i, letter) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        for (j, other) in b.iter().enumerate().skip(from).take(i + reach + 1 - from) {
            if letter == other && matched_b & (1 << j) == 0 {
                matched_a |= 1 << i;
                matched_b |= 1 << j;
                break;
            }
        }
    }
    let matches = matched_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let in_order = |word: &[u8], matched: u64| {
        let mut letters = [0u8; 64];
        let found = word
            .iter()
            .enumerate()
            .filter(|(place, _)| matched & (1 << place) != 0)
            .map(|(_, letter)| *letter);
        for (slot, letter) in letters.iter_mut().zip(found) {
            *slot = letter;
        }
        letters
    };
    let moved = in_order(a, matched_a)
        .iter()
        .zip(in_order(b, matched_b))
        .filter(|(x, y)| **x != *y)
        .count()
        / 2;
    let matches = f64::from(matches);
    (matches / a.len() as f64 + matches / b.len() as f64 + (matches - moved as f64) / matches) / 3.0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_library(a in "[a-f]{0,14}", b in "[a-f]{0,14}") {
            let theirs = rapidfuzz::distance::jaro_winkler::similarity(a.bytes(), b.bytes());
            prop_assert!((jaro_winkler(&a, &b) - theirs).abs() < 1e-9, "{a} {b} {} {theirs}", jaro_winkler(&a, &b));
        }
    }
}
