//! What may have happened: the purposes of exploitation the world tells of, who is drawn in, what is noticed and the
//! plain words a professional writes. Restrained on purpose: enough to practise on, no more.
//!
//! Slots in the words: `{He} {he} {his} {him}`, `{place}`, `{town}`, `{vehicle}`, `{carer}`, `{language}`.

mod words;

use crate::chance::Chance;
use domain::AgencyKind;

pub(crate) struct Theme {
    /// Codes of the exploitation list; the first is the main one.
    pub types: &'static [&'static str],
    /// Culture code and how often.
    pub cultures: &'static [(&'static str, u32)],
    pub girls_percent: u64,
    pub ages: (i64, i64),
    /// Codes of the indicator list that fit, the likely ones first.
    pub indicators: &'static [&'static str],
    /// Where such a child is found; none: one of the region's usual places.
    pub places: &'static [&'static str],
    /// What was seen. Two or three of them make the middle of a report.
    pub observations: &'static [&'static str],
    pub danish: &'static [&'static str],
}

/// Themes for children found alone, for networks, and for the rest.
pub(crate) fn all() -> &'static [Theme] {
    words::THEMES
}

pub(crate) const ARRIVAL: usize = 0;

/// How often each theme is drawn: (theme, weight).
pub(crate) const UNACCOMPANIED: &[(usize, u32)] = &[(ARRIVAL, 58), (2, 14), (3, 6), (4, 7), (5, 7), (8, 6), (7, 2)];
pub(crate) const NETWORKED: &[(usize, u32)] = &[
    (1, 30),
    (2, 18),
    (3, 9),
    (4, 9),
    (5, 6),
    (6, 12),
    (7, 10),
    (8, 3),
    (10, 3),
];
pub(crate) const OTHERS: &[(usize, u32)] = &[
    (1, 34),
    (7, 16),
    (6, 8),
    (5, 8),
    (9, 6),
    (10, 8),
    (11, 8),
    (4, 4),
    (3, 3),
    (2, 3),
    (12, 4),
];

pub(crate) struct Slots<'a> {
    pub is_female: bool,
    pub place: &'a str,
    pub town: &'a str,
    pub vehicle: Option<String>,
    pub carer: &'a str,
    pub language: &'a str,
}

/// The words of one hand-in: how it came to us, what was seen, what was done.
pub(crate) fn summary(chance: &mut Chance, theme: &Theme, kind: AgencyKind, slots: &Slots<'_>) -> String {
    let opening = chance.pick(words::openings(kind));
    let mut parts = vec![*opening];
    parts.extend(some_of(chance, theme.observations, 2));
    if slots.vehicle.is_some() && chance.percent(70) {
        parts.push(*chance.pick(words::VEHICLE_SENTENCES));
    }
    parts.push(*chance.pick(words::ENDINGS));
    fill(&parts.join(" "), slots)
}

/// The same for a person under suspicion.
pub(crate) fn suspect_summary(chance: &mut Chance, slots: &Slots<'_>) -> String {
    let mut parts = some_of(chance, words::SUSPECT_SENTENCES, 2);
    if slots.vehicle.is_some() {
        parts.push(*chance.pick(words::SUSPECT_VEHICLE_SENTENCES));
    }
    fill(&parts.join(" "), slots)
}

/// The same for a sponsor, carer or other adult.
pub(crate) fn adult_summary(chance: &mut Chance, slots: &Slots<'_>) -> String {
    fill(&some_of(chance, words::ADULT_SENTENCES, 2).join(" "), slots)
}

/// The Danish charity's own words.
pub(crate) fn danish_summary(chance: &mut Chance, theme: &Theme, slots: &Slots<'_>) -> String {
    let own = if theme.danish.is_empty() {
        words::DANISH_OBSERVATIONS
    } else {
        theme.danish
    };
    let parts = [
        *chance.pick(words::DANISH_OPENINGS),
        *chance.pick(own),
        *chance.pick(words::DANISH_ENDINGS),
    ];
    let text = parts.join(" ");
    let (he, his, him) = if slots.is_female {
        ("hun", "hendes", "hende")
    } else {
        ("han", "hans", "ham")
    };
    let capital = if slots.is_female { "Hun" } else { "Han" };
    text.replace("{He}", capital)
        .replace("{he}", he)
        .replace("{his}", his)
        .replace("{him}", him)
}

/// A child's own wishes, when somebody asked.
pub(crate) fn wishes(chance: &mut Chance, slots: &Slots<'_>) -> String {
    fill(*chance.pick(words::WISHES), slots)
}

/// What was told to the child.
pub(crate) fn told(chance: &mut Chance, slots: &Slots<'_>) -> String {
    fill(*chance.pick(words::TOLD), slots)
}

/// How the child came to notice.
pub(crate) fn found_how(chance: &mut Chance, slots: &Slots<'_>) -> String {
    fill(*chance.pick(words::FOUND_HOW), slots)
}

/// `wanted` different entries of the list, in its order.
fn some_of(chance: &mut Chance, list: &[&'static str], wanted: usize) -> Vec<&'static str> {
    let mut places: Vec<usize> = (0..list.len()).collect();
    chance.shuffle(&mut places);
    places.truncate(wanted);
    places.sort_unstable();
    places
        .into_iter()
        .filter_map(|place| list.get(place).copied())
        .collect()
}

fn fill(text: &str, slots: &Slots<'_>) -> String {
    let (capital, he, his, him) = if slots.is_female {
        ("She", "she", "her", "her")
    } else {
        ("He", "he", "his", "him")
    };
    text.replace("{He}", capital)
        .replace("{he}", he)
        .replace("{his}", his)
        .replace("{him}", him)
        .replace("{place}", slots.place)
        .replace("{town}", slots.town)
        .replace("{carer}", slots.carer)
        .replace("{language}", slots.language)
        .replace("{vehicle}", slots.vehicle.as_deref().unwrap_or("a car"))
}
