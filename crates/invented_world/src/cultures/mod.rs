//! The naming customs the world draws from: lists of common names with the spellings offices give them, in Latin
//! and where it matters in their own script. The lists are written by hand for this project and speak of nobody.
//!
//! A list is text: names apart by commas, spellings of one name apart by `/`, the own-script form behind `=`.
//! The first spelling is the one the family would choose.

mod east_asia;
mod europe;
mod horn_of_africa;
mod middle_east;
mod west_africa;

use crate::chance::Chance;

/// One word of a name with all its spellings.
#[derive(Clone)]
pub(crate) struct Word {
    pub spellings: Vec<String>,
    /// In its own script; empty when we have none.
    pub own_script: String,
}

/// How a family name comes about.
#[derive(Clone, Copy)]
pub(crate) enum FamilyName {
    /// Handed down: from the list, or now and then put together from stem and ending.
    HandedDown { stems: &'static str, endings: &'static str },
    /// The father's given name stands behind the child's; some offices add the grandfather's.
    Fathers { grandfather_percent: u64 },
}

/// How a given name comes about.
#[derive(Clone, Copy)]
pub(crate) enum GivenName {
    One,
    /// A middle name from a list of its own, which some offices drop and some take for the given name.
    Middle {
        female: &'static str,
        male: &'static str,
    },
    /// Two syllables out of the list, written together, apart or hyphened.
    TwoSyllables,
}

/// The culture as written down.
pub(crate) struct Custom {
    pub code: &'static str,
    /// Nationality (ISO 3166-1 alpha-2) and how often.
    pub nationalities: &'static [(&'static str, u32)],
    /// BCP 47.
    pub language: &'static str,
    /// ISO 15924 of the own script, when the lists carry one.
    pub script: Option<&'static str>,
    pub female: &'static str,
    pub male: &'static str,
    pub family: &'static str,
    pub given_name: GivenName,
    pub family_name: FamilyName,
    /// Family name first at home, so offices swap the two often.
    pub family_first: bool,
    /// Endings a woman's family name takes: (as a man's, as a woman's).
    pub feminine: &'static [(&'static str, &'static str)],
    /// Towns one may be born in.
    pub birthplaces: &'static [&'static str],
}

/// The culture with its lists read.
pub(crate) struct Culture {
    pub custom: &'static Custom,
    female: Vec<Word>,
    male: Vec<Word>,
    family: Vec<Word>,
    middle_female: Vec<Word>,
    middle_male: Vec<Word>,
    stems: Vec<&'static str>,
    endings: Vec<&'static str>,
}

/// A name as the family would write it.
#[derive(Clone)]
pub(crate) struct TrueName {
    pub given: Word,
    pub middle: Option<Word>,
    pub family: Word,
    /// The grandfather's name, where fathers' names are used.
    pub further: Option<Word>,
}

pub(crate) const ALL: &[&Custom] = &[
    &east_asia::VIETNAMESE,
    &east_asia::CHINESE,
    &horn_of_africa::ERITREAN,
    &horn_of_africa::ETHIOPIAN,
    &horn_of_africa::SUDANESE,
    &horn_of_africa::SOMALI,
    &middle_east::AFGHAN,
    &middle_east::IRANIAN,
    &middle_east::KURDISH,
    &middle_east::SYRIAN,
    &west_africa::NIGERIAN,
    &europe::ALBANIAN,
    &europe::ROMANIAN,
    &europe::ROMA_SLOVAK,
    &europe::POLISH,
    &europe::BRITISH,
];

impl Culture {
    pub(crate) fn all() -> Vec<Self> {
        ALL.iter().map(|custom| Self::read(custom)).collect()
    }

    fn read(custom: &'static Custom) -> Self {
        let (middle_female, middle_male) = match custom.given_name {
            GivenName::Middle { female, male } => (words(female), words(male)),
            GivenName::One | GivenName::TwoSyllables => (Vec::new(), Vec::new()),
        };
        let (stems, endings) = match custom.family_name {
            FamilyName::HandedDown { stems, endings } => (pieces(stems), pieces(endings)),
            FamilyName::Fathers { .. } => (Vec::new(), Vec::new()),
        };
        Self {
            custom,
            female: words(custom.female),
            male: words(custom.male),
            family: words(custom.family),
            middle_female,
            middle_male,
            stems,
            endings,
        }
    }

    /// A given name (with its middle name, where there is one).
    pub(crate) fn given(&self, chance: &mut Chance, is_female: bool) -> (Word, Option<Word>) {
        let (list, middle) = if is_female {
            (&self.female, &self.middle_female)
        } else {
            (&self.male, &self.middle_male)
        };
        let first = chance.pick_common(list).clone();
        match self.custom.given_name {
            GivenName::One => (first, None),
            GivenName::Middle { .. } => (first, Some(chance.pick_common(middle).clone())),
            GivenName::TwoSyllables => {
                let second = chance.pick(list).clone();
                (two_syllables(&first, &second), None)
            }
        }
    }

    /// What stands behind the given name, and the grandfather's name where one is used.
    pub(crate) fn family(&self, chance: &mut Chance) -> (Word, Option<Word>) {
        match self.custom.family_name {
            FamilyName::Fathers { grandfather_percent } => {
                let father = chance.pick_common(&self.male).clone();
                let grandfather = chance
                    .percent(grandfather_percent)
                    .then(|| chance.pick(&self.male).clone());
                (father, grandfather)
            }
            FamilyName::HandedDown { .. } if !self.stems.is_empty() && chance.percent(45) => {
                let name = format!("{}{}", chance.pick(&self.stems), chance.pick(&self.endings));
                (
                    Word {
                        spellings: vec![name],
                        own_script: String::new(),
                    },
                    None,
                )
            }
            FamilyName::HandedDown { .. } => (chance.pick_common(&self.family).clone(), None),
        }
    }

    /// A whole name for a new person.
    pub(crate) fn name(&self, chance: &mut Chance, is_female: bool) -> TrueName {
        let (given, middle) = self.given(chance, is_female);
        let (family, further) = self.family(chance);
        TrueName {
            given,
            middle,
            family: if is_female { self.feminine(&family) } else { family },
            further,
        }
    }

    /// The family name as a daughter bears it.
    pub(crate) fn feminine(&self, family: &Word) -> Word {
        let mut changed = family.clone();
        for spelling in &mut changed.spellings {
            for (his, hers) in self.custom.feminine {
                if let Some(stem) = spelling.strip_suffix(his) {
                    *spelling = format!("{stem}{hers}");
                    break;
                }
            }
        }
        changed
    }
}

impl Word {
    pub(crate) fn own(&self) -> &str {
        self.spellings.first().map_or("", String::as_str)
    }
}

fn words(list: &'static str) -> Vec<Word> {
    list.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let (latin, own_script) = entry.split_once('=').unwrap_or((entry, ""));
            Word {
                spellings: latin.split('/').map(|spelling| spelling.trim().to_owned()).collect(),
                own_script: own_script.trim().to_owned(),
            }
        })
        .collect()
}

fn pieces(list: &'static str) -> Vec<&'static str> {
    list.split_whitespace().collect()
}

fn two_syllables(first: &Word, second: &Word) -> Word {
    let (a, b) = (first.own(), second.own());
    let small = b.to_lowercase();
    Word {
        spellings: vec![
            format!("{a}{small}"),
            format!("{a} {b}"),
            format!("{a}-{b}"),
            format!("{a}-{small}"),
        ],
        own_script: format!("{}{}", first.own_script, second.own_script),
    }
}
