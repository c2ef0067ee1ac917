//! The kernel: two rows of numbers in, bits of evidence out.
//!
//! What: a pair is weighed under three stories: one person, two people of one family, two strangers. The weight is
//! log2 of the odds of the first against the other two together.
//! Why: a shared phone, house and family name speak as much for a family as for one person; as a story of its own the family
//! takes their weight away without a rule for each case, and twins are what is left when the birthday agrees too.
//! Names are paired off word by word, the firmest first. Values are weighed by how common they are among these records and, for
//! names, within the naming culture.
//! Source: Fellegi and Sunter (1969) with levels and value frequencies (Winkler 1990); a third class for kin as in
//! latent-class linkage (Winkler 1993, "improved decision rules").

use super::cultures::{CULTURES, Cultures};
use super::days::Days;
use super::rows::{Row, Rows, WORDS};
use super::weights::{
    BIRTH_LEVELS, BulkModel, DIFFERS, INITIAL, JOINED, LOOSELY, NAME_LEVELS, ONE_SLIP, SAME, SOUNDS_ALIKE, VARIANT,
    birth_level,
};
use super::words::{Memo, NONE};
use crate::comparators::births::{self, Agreement};
use crate::comparators::words::Alike;
use crate::normal::names::{Part, within_one_slip};

/// More than a telephone number one digit off brings beside one that differs.
const SLIPS: f32 = 7.0;

/// Bits of a number of one person's own.
pub(super) const SAME_NUMBER: f32 = 18.0;
pub(super) const OTHER_NUMBER: f32 = -4.0;

/// Where a level could not be told, since a side says nothing.
pub(crate) const MISSING: u8 = u8::MAX;

/// What was found out about a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Weighed {
    /// Bits: log2 of the odds of one person against kin and strangers.
    pub weight: f32,
    pub given: u8,
    pub family: u8,
    pub birth: u8,
    /// 0 same, 1 different.
    pub sex: u8,
    /// 0 same, 1 different.
    pub kind: u8,
    /// The culture that both records share, 0 otherwise.
    pub culture: u8,
    /// 0 same, 1 confused, 2 different.
    pub country: u8,
    /// 0 same, 1 one digit, 2 different.
    pub phone: u8,
    /// 0 dwelling, 1 postcode, 2 street, 3 district, 4 town, 5 different.
    pub place: u8,
    /// Bits for one person against strangers, by field.
    pub name_bits: f32,
    pub birth_bits: f32,
    pub other_bits: f32,
    pub household_bits: f32,
    /// Bits that the story of kin takes away.
    pub kin_bits: f32,
    /// log2 of the odds of kin against strangers.
    pub kin_odds: f32,
}

impl Weighed {
    pub fn both_differ(&self) -> bool {
        self.given == DIFFERS as u8 && self.family == DIFFERS as u8
    }
}

/// The model in bits, ready for the kernel.
pub(crate) struct Kernel<'a> {
    pub rows: &'a Rows,
    pub cultures: &'a Cultures,
    pub prior: f32,
    kin_prior: f32,
    levels: [Levels; CULTURES],
    /// Bits that being of one culture is worth.
    culture: [f32; CULTURES],
    pub(super) kind: [f32; 2],
    days: &'a Days,
    pub(super) sex: [f32; 2],
    country_m: [f32; 3],
    country_confused: f32,
    household: HouseholdBits,
    twins: f32,
    kin_family: f32,
    kin_differs: f32,
    both_differ: f32,
    guard: f32,
    confused: &'a [bool],
    carriers: Carriers,
}

/// Bits of m by level, for one naming culture.
#[derive(Clone, Copy)]
struct Levels {
    given: [f32; NAME_LEVELS],
    family: [f32; NAME_LEVELS],
    /// m against u.
    birth: [f32; BIRTH_LEVELS],
    /// m alone.
    birth_m: [f32; BIRTH_LEVELS],
}

impl Levels {
    fn of(model: &BulkModel, culture: usize) -> Self {
        let (mut given, mut family) = (model.given.list(), model.family.list());
        let births = model.birth.list();
        let mut birth = births.map(|ratio| ratio.m);
        let mut birth_u = births.map(|ratio| ratio.u);
        // Class 0 holds what is mixed or unknown: the whole speaks for it.
        if culture != 0
            && let Some(part) = model.culture.get(culture)
        {
            let fill = |list: &mut [f64], part: &[f64]| {
                for (m, own) in list.iter_mut().zip(part) {
                    *m = *own;
                }
            };
            fill(&mut given, &part.given);
            fill(&mut family, &part.family);
            fill(&mut birth, &part.birth);
            fill(&mut birth_u, &part.birth_u);
        }
        Self {
            given: given.map(log2),
            family: family.map(log2),
            birth: std::array::from_fn(|place| log2(birth[place] / birth_u[place])),
            birth_m: birth.map(log2),
        }
    }
}

struct HouseholdBits {
    same_phone: f32,
    one_digit: f32,
    different_phone: f32,
    same_dwelling: f32,
    same_postcode: f32,
    same_street: f32,
    same_district: f32,
    same_town: f32,
    different_place: f32,
    fading: f32,
    most: f32,
}

/// How many records say anything of a kind.
#[derive(Clone, Copy)]
struct Carriers {
    phone: f32,
    postcode: f32,
    dwelling: f32,
    street: f32,
}

fn log2(value: f64) -> f32 {
    value.log2() as f32
}

/// A pair of words that were paired off.
#[derive(Clone, Copy, Default)]
struct Paired {
    bits: f32,
    level: u8,
    left: u8,
    right: u8,
    /// Bits of rarity alone, without m.
    rarity: f32,
}

impl<'a> Kernel<'a> {
    pub fn new(
        rows: &'a Rows,
        cultures: &'a Cultures,
        days: &'a Days,
        confused: &'a [bool],
        model: &BulkModel,
    ) -> Self {
        let records = rows.rows.len().max(2) as f64;
        let prior = (model.matches_per_record / (records / 2.0)).min(0.5);
        let sum = |counts: &[u32]| counts.iter().sum::<u32>().max(1) as f32;
        let household = &model.household;
        Self {
            rows,
            cultures,
            days,
            confused,
            prior: log2(prior),
            kin_prior: log2(prior * model.kin_per_match),
            levels: std::array::from_fn(|culture| Levels::of(model, culture)),
            culture: std::array::from_fn(|culture| cultures.bits(culture as u8)),
            kind: [model.kind.same.bits() as f32, model.kind.different.bits() as f32],
            sex: [model.sex.same.bits() as f32, model.sex.different.bits() as f32],
            country_m: [
                model.nationality.m_same,
                model.nationality.m_confused,
                model.nationality.m_different,
            ]
            .map(log2),
            country_confused: log2(model.nationality.u_confused),
            household: HouseholdBits {
                same_phone: log2(household.same_phone),
                one_digit: household.phone_one_digit.bits() as f32,
                different_phone: household.different_phone.bits() as f32,
                same_dwelling: log2(household.same_dwelling),
                same_postcode: log2(household.same_postcode),
                same_street: log2(household.same_street),
                same_district: household.same_district.bits() as f32,
                same_town: household.same_town.bits() as f32,
                different_place: household.different_place.bits() as f32,
                fading: household.fading as f32,
                most: household.most as f32,
            },
            twins: log2(model.kin.twins),
            kin_family: log2(model.kin.family_name),
            kin_differs: log2(model.kin.given_differs),
            both_differ: log2(model.both_names_differ),
            guard: model.kin.guard as f32,
            carriers: Carriers {
                phone: sum(&rows.phone_counts),
                postcode: sum(&rows.postcode_counts),
                dwelling: sum(&rows.dwelling_counts),
                street: sum(&rows.street_counts),
            },
        }
    }

    /// Weighs two records. The same whichever comes first. Where the weight cannot reach `floor` any more, what remains is
    /// not looked at, and the weight is an upper bound that lies below.
    pub fn weigh(&self, memo: &mut Memo, a: &Row, b: &Row, floor: f32) -> Weighed {
        let mut found = Weighed {
            given: MISSING,
            family: MISSING,
            birth: MISSING,
            sex: MISSING,
            kind: MISSING,
            culture: if a.culture == b.culture { a.culture } else { 0 },
            country: MISSING,
            phone: MISSING,
            place: MISSING,
            ..Weighed::default()
        };
        // The cheap ones first, names last.
        let mut kin = self.births(a, b, &mut found);
        kin += self.others(a, b, &mut found);
        kin += self.household(a, b, &mut found);
        let numbered = a.number != NONE && a.number == b.number;
        let before = self.prior + found.birth_bits + found.other_bits + found.household_bits;
        let most = before + f32::from(a.name_most.min(b.name_most)) + SLIPS;
        if most < floor && !numbered {
            found.weight = most;
            return found;
        }
        kin += self.names(memo, a, b, &mut found);
        if before + found.name_bits + SLIPS >= floor {
            kin += self.slips(a, b, &mut found);
        }
        if a.number != NONE && b.number != NONE {
            // A number of one person's own: as telling as anything, but numbers are mistyped and lent.
            found.other_bits += if a.number == b.number {
                SAME_NUMBER
            } else {
                OTHER_NUMBER
            };
        }
        let own = found.name_bits + found.birth_bits + found.other_bits + found.household_bits;
        // log2(1 + 2^x): strangers and kin together against strangers alone.
        let kin_odds = self.kin_prior + kin;
        found.kin_bits = -softplus(kin_odds);
        found.kin_odds = kin_odds;
        found.weight = self.prior + own + found.kin_bits;
        // Where no name of the person's own agrees, family and home explain the rest as well; weights of separate
        // fields cannot know how alike brothers and sisters are.
        let own_name = matches!(
            usize::from(found.given),
            SAME | VARIANT | JOINED | SOUNDS_ALIKE | ONE_SLIP
        );
        if !own_name && kin_odds > 0.0 {
            found.weight -= self.guard;
        }
        found
    }

    /// Weighs many pairs, and hands each to `take`. Rows and words of a handful of pairs are fetched together before they are
    /// compared, so that the waiting for memory is done once and not pair by pair.
    pub fn weigh_all(&self, memo: &mut Memo, pairs: &[u64], floor: f32, mut take: impl FnMut(u32, u32, &Weighed)) {
        const HANDFUL: usize = 32;
        let rows = &self.rows.rows;
        let mut near: Vec<Row> = Vec::with_capacity(HANDFUL);
        for handful in pairs.chunks(HANDFUL) {
            near.clear();
            near.extend(handful.iter().map(|pair| rows[*pair as u32 as usize]));
            let mut touched = 0u32;
            for row in &near {
                for word in row.words() {
                    touched ^= self.rows.words.get(*word).order;
                }
            }
            std::hint::black_box(touched);
            for (pair, b) in handful.iter().zip(&near) {
                let a = (pair >> 32) as u32;
                take(a, *pair as u32, &self.weigh(memo, &rows[a as usize], b, floor));
            }
        }
    }

    /// Returns the bits for kin against strangers.
    fn names(&self, memo: &mut Memo, a: &Row, b: &Row, found: &mut Weighed) -> f32 {
        let (left, right) = (a.words(), b.words());
        if left.is_empty() || right.is_empty() {
            return 0.0;
        }
        let words = &self.rows.words;
        let levels = &self.levels[usize::from(found.culture)];
        let mut pairs = [Paired::default(); WORDS * WORDS];
        let mut count = 0;
        for (i, one) in left.iter().enumerate() {
            for (j, other) in right.iter().enumerate() {
                let Some(alike) = memo.alike(words, *one, *other) else {
                    continue;
                };
                let rarity = self.rarity(alike, *one, *other, a.culture, b.culture);
                let level = match alike {
                    Alike::Same => SAME,
                    Alike::Variant => VARIANT,
                    Alike::Sound => SOUNDS_ALIKE,
                    Alike::OneSlip => ONE_SLIP,
                    Alike::Initial => INITIAL,
                    Alike::Loosely => LOOSELY,
                };
                let part = if a.part(i) == b.part(j) { 0.25 } else { 0.0 };
                pairs[count] = Paired {
                    bits: (levels.given[level] + rarity).max(0.1) + part,
                    level: level as u8,
                    left: i as u8,
                    right: j as u8,
                    rarity,
                };
                count += 1;
            }
        }
        self.settle(a, b, &mut pairs[..count], found)
    }

    /// Bits of rarity: how seldom a stranger of the same culture bears such a word.
    fn rarity(&self, alike: Alike, one: u32, other: u32, ours: u8, theirs: u8) -> f32 {
        match alike {
            Alike::Same => {
                let word = self.rows.words.get(one);
                word.bits(ours).min(word.bits(theirs))
            }
            Alike::Variant | Alike::Sound => self.sound_rarity(one, other, ours, theirs),
            Alike::OneSlip => self.sound_rarity(one, other, ours, theirs).min(11.0) + 0.5,
            Alike::Loosely => self.sound_rarity(one, other, ours, theirs).min(6.0),
            Alike::Initial => 3.5,
        }
    }

    fn settle(&self, a: &Row, b: &Row, pairs: &mut [Paired], found: &mut Weighed) -> f32 {
        let (left, right) = (a.words(), b.words());
        let levels = &self.levels[usize::from(found.culture)];
        let (mut left_used, mut right_used) = (0u8, 0u8);
        let mut kin = 0.0;
        let mut bits = 0.0;
        let mut crossed = (0u32, f32::INFINITY);
        let mut agreed = false;
        loop {
            let best = pairs
                .iter()
                .filter(|pair| left_used & (1 << pair.left) == 0 && right_used & (1 << pair.right) == 0)
                .max_by(|x, y| {
                    // Of equal ones the same is taken whichever side and whatever order the records came in.
                    x.bits.total_cmp(&y.bits).then_with(|| {
                        let order = |pair: &Paired| {
                            let one = self.rows.words.get(left[usize::from(pair.left)]).order;
                            let other = self.rows.words.get(right[usize::from(pair.right)]).order;
                            (one.min(other), one.max(other))
                        };
                        order(x).cmp(&order(y))
                    })
                });
            let Some(best) = best.copied() else { break };
            left_used |= 1 << best.left;
            right_used |= 1 << best.right;
            let (p, q) = (a.part(usize::from(best.left)), b.part(usize::from(best.right)));
            let level = usize::from(best.level);
            let firm = matches!(level, SAME | VARIANT | SOUNDS_ALIKE | ONE_SLIP | JOINED);
            agreed |= firm;
            match (p, q) {
                (Part::Given, Part::Given) => {
                    bits += levels.given[level] + best.rarity;
                    put(&mut found.given, level);
                }
                (Part::Family, Part::Family) => {
                    let weight = levels.family[level] + best.rarity;
                    bits += weight;
                    kin += (weight + self.kin_family).max(0.0);
                    put(&mut found.family, level);
                }
                _ => {
                    let weight = levels.given[level] + best.rarity - 0.5;
                    bits += weight;
                    kin += weight.max(0.0);
                    crossed.0 += 1;
                    crossed.1 = crossed.1.min(weight.max(0.0));
                    if p == Part::Given || q == Part::Given {
                        put(&mut found.given, level);
                    }
                    if p == Part::Family || q == Part::Family {
                        put(&mut found.family, level);
                    }
                }
            }
        }
        // Xiao Ming and Xiaoming: two words of one side are one of the other.
        if let Some((rarity, used_left, used_right)) = self.joined(left, right, left_used, right_used) {
            left_used |= used_left;
            right_used |= used_right;
            bits += levels.given[JOINED] + rarity + 3.0;
            agreed = true;
            put(&mut found.given, JOINED);
        }
        let spare_left = left.len() as u32 - left_used.count_ones();
        let spare_right = right.len() as u32 - right_used.count_ones();
        let spare_part = |row: &Row, used: u8, part: Part| {
            (0..usize::from(row.named)).any(|place| used & (1 << place) == 0 && row.part(place) == part)
        };
        if spare_left > 0 && spare_right > 0 {
            let given = spare_part(a, left_used, Part::Given) && spare_part(b, right_used, Part::Given);
            let family = spare_part(a, left_used, Part::Family) && spare_part(b, right_used, Part::Family);
            if given && found.given == MISSING {
                bits += levels.given[DIFFERS] + 0.05;
                kin += self.kin_differs;
                found.given = DIFFERS as u8;
            } else if given {
                bits -= 0.7;
            }
            if family && found.family == MISSING {
                bits += levels.family[DIFFERS] + 0.05;
                kin += -2.5;
                found.family = DIFFERS as u8;
            } else if family {
                bits -= 0.7;
            }
            if found.both_differ() {
                bits += self.both_differ - levels.given[DIFFERS] - levels.family[DIFFERS];
            }
            if !given && !family {
                // A given name here and a family name there are left over: some name differs.
                bits -= 2.5;
            }
        } else if spare_left.max(spare_right) > 0 {
            bits -= 0.3;
        }
        // Of two words that agree crosswise, kin share one: the other would be the person's own.
        if crossed.0 > 1 && found.given != DIFFERS as u8 {
            kin -= crossed.1;
        }
        if agreed && a.culture == b.culture {
            let culture = self.culture[usize::from(a.culture)];
            bits += culture;
            kin += culture;
        }
        found.name_bits = bits.min(30.0);
        kin
    }

    fn sound_rarity(&self, one: u32, other: u32, ours: u8, theirs: u8) -> f32 {
        let least = |word: u32| {
            let word = self.rows.words.get(word);
            word.sound_bits(ours).min(word.sound_bits(theirs))
        };
        if one == other {
            least(one)
        } else {
            least(one).min(least(other))
        }
    }

    fn joined(&self, left: &[u32], right: &[u32], left_used: u8, right_used: u8) -> Option<(f32, u8, u8)> {
        let words = &self.rows.words;
        let look = |two: &[u32], two_used: u8, one: &[u32], one_used: u8| {
            for (place, pair) in two.windows(2).enumerate() {
                let [head, tail] = pair else { continue };
                let both = (1u8 << place) | (1 << (place + 1));
                if two_used & both == both {
                    continue;
                }
                for (at, whole) in one.iter().enumerate() {
                    if one_used & (1 << at) == 0 && words.is_joined(*whole, *head, *tail) {
                        return Some((both, 1u8 << at));
                    }
                }
            }
            None
        };
        if let Some((both, whole)) = look(left, left_used, right, right_used) {
            return Some((5.0, both, whole));
        }
        look(right, right_used, left, left_used).map(|(both, whole)| (5.0, whole, both))
    }

    fn births(&self, a: &Row, b: &Row, found: &mut Weighed) -> f32 {
        if !a.birth.is_known() || !b.birth.is_known() {
            return 0.0;
        }
        let agreement = births::agreement(a.birth, b.birth);
        let levels = &self.levels[usize::from(found.culture)];
        let level = birth_level(agreement);
        found.birth = level as u8;
        let (bits, kin) = match agreement {
            Agreement::SameDay => {
                let rare = self.days.rarity(a, b);
                (levels.birth_m[level] + rare, self.twins + rare)
            }
            Agreement::SamePlaceholder => {
                let rare = self.days.rarity(a, b);
                (levels.birth_m[level] + rare, 1.0)
            }
            Agreement::Far | Agreement::FarUnsure => (levels.birth[level], -0.5),
            Agreement::OneYear | Agreement::OneYearUnsure | Agreement::ThreeYears | Agreement::ThreeYearsUnsure => {
                (levels.birth[level], 0.5)
            }
            _ => (levels.birth[level], 0.0),
        };
        found.birth_bits = bits;
        kin
    }

    fn others(&self, a: &Row, b: &Row, found: &mut Weighed) -> f32 {
        let mut bits = 0.0;
        let mut kin = 0.0;
        if a.kind != 0 && b.kind != 0 {
            found.kind = u8::from(a.kind != b.kind);
            bits += self.kind[usize::from(found.kind)];
        }
        if a.sex != 0 && b.sex != 0 {
            found.sex = u8::from(a.sex != b.sex);
            bits += self.sex[usize::from(found.sex)];
        }
        if a.country != 0 && b.country != 0 {
            let weight = if a.country == b.country {
                found.country = 0;
                let rare = |culture: u8| self.cultures.country(a.country, culture);
                self.country_m[0] + rare(a.culture).min(rare(b.culture)).min(8.0)
            } else if self.is_confused(a.country, b.country) {
                found.country = 1;
                // Among people of one culture the other country may be as common; then it says nothing.
                let rare = |culture: u8| {
                    self.cultures
                        .country(a.country, culture)
                        .min(self.cultures.country(b.country, culture))
                };
                self.country_m[1] + rare(a.culture).min(rare(b.culture)).min(-self.country_confused)
            } else {
                found.country = 2;
                self.country_m[2] + 0.5
            };
            bits += weight;
            kin += weight;
        }
        found.other_bits = bits;
        kin
    }

    fn is_confused(&self, a: u8, b: u8) -> bool {
        self.confused
            .get(usize::from(a) * 256 + usize::from(b))
            .copied()
            .unwrap_or(false)
    }

    fn household(&self, a: &Row, b: &Row, found: &mut Weighed) -> f32 {
        let weights = &self.household;
        // The two records themselves are among the carriers.
        let rare = |counts: &[u32], value: u32, carriers: f32| {
            let others = counts.get(value as usize).copied().unwrap_or(0).saturating_sub(2) as f32;
            -((others + 1.0) / (carriers + 10.0)).log2()
        };
        let mut phone = 0.0;
        if a.phone != NONE && b.phone != NONE {
            (found.phone, phone) = if a.phone == b.phone {
                (
                    0,
                    weights.same_phone + rare(&self.rows.phone_counts, a.phone, self.carriers.phone),
                )
            } else {
                (2, weights.different_phone)
            };
        }
        let mut place = 0.0;
        let known = |row: &Row| row.postcode != NONE || row.street != NONE || row.town != 0;
        if known(a) && known(b) {
            (found.place, place) = if a.dwelling != NONE && a.dwelling == b.dwelling {
                (
                    0,
                    weights.same_dwelling + rare(&self.rows.dwelling_counts, a.dwelling, self.carriers.dwelling),
                )
            } else if a.whole_postcode && b.whole_postcode && a.postcode == b.postcode {
                (
                    1,
                    weights.same_postcode + rare(&self.rows.postcode_counts, a.postcode, self.carriers.postcode),
                )
            } else if a.street != NONE
                && a.street == b.street
                && (self.near_postcode(a, b) || (a.town != 0 && a.town == b.town))
            {
                let street = rare(&self.rows.street_counts, a.street, self.carriers.street);
                (2, weights.same_street + street + 2.0)
            } else if a.district != 0 && a.district == b.district {
                (3, weights.same_district)
            } else if a.town != 0 && a.town == b.town {
                (4, weights.same_town)
            } else {
                (5, weights.different_place)
            };
        }
        let bits = if phone > 0.0 && place > 0.0 {
            phone.max(place) + phone.min(place) * weights.fading
        } else {
            phone + place
        };
        found.household_bits = bits.min(weights.most);
        found.household_bits
    }

    /// Telephone numbers one digit apart, looked at only where the rest of the pair is likely enough.
    fn slips(&self, a: &Row, b: &Row, found: &mut Weighed) -> f32 {
        if found.phone != 2 || !self.one_digit(a.phone, b.phone) {
            return 0.0;
        }
        found.phone = 1;
        let more = self.household.one_digit - self.household.different_phone;
        let bits = (found.household_bits + more).min(self.household.most);
        let gained = bits - found.household_bits;
        found.household_bits = bits;
        gained
    }

    fn one_digit(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.rows.phones.bytes_of(a), self.rows.phones.bytes_of(b));
        a.len() == b.len() && a.len() >= 10 && within_one_slip(a, b)
    }

    fn near_postcode(&self, a: &Row, b: &Row) -> bool {
        a.whole_postcode
            && b.whole_postcode
            && within_one_slip(
                self.rows.postcodes.bytes_of(a.postcode),
                self.rows.postcodes.bytes_of(b.postcode),
            )
    }
}

/// The firmest pair of words speaks for its part of the name.
fn put(slot: &mut u8, level: usize) {
    if *slot == MISSING {
        *slot = level as u8;
    }
}

/// log2(1 + 2^x), without running over; to a few ten-thousandths of a bit.
pub(crate) fn softplus(x: f32) -> f32 {
    if x > 20.0 {
        x
    } else if x < -12.0 {
        0.0
    } else {
        x.exp2().ln_1p() * std::f32::consts::LOG2_E
    }
}
