//! Fits the model to the records at hand: u from random pairs, m by expectation and maximisation over the candidates.
//!
//! What: u of dates and sex is how often random pairs stand so. Then, round after round, each sampled candidate counts as a true pair
//! as far as the model of the round before believes it (its posterior), and m of each level is its share among those.
//! The priors (matches a record, kin a match) follow from the sums of posteriors. Levels seldom seen keep near the
//! values that training begins with, as if those had been seen `FIRMNESS` times.
//! Why: candidates were chosen by their keys, and the posterior weighs all fields, the blocked ones too; what blocking
//! misses (a few in a hundred) is the bias that remains. Candidates come from several passes of blocking, so that
//! no field agrees in all of them.
//! Source: Winkler (1988), Jaro (1989); maximum a posteriori with Dirichlet priors.

use super::cultures::CULTURES;
use super::dictionary::{Chance, stir};
use super::rows::Row;
use super::scoring::{Kernel, MISSING, Weighed};
use super::weights::{Agreeing, BIRTH_LEVELS, Births, BulkModel, CultureLevels, NAME_LEVELS, NameLevels, Ratio};
use super::words::Memo;
use crate::comparators::births;
use crate::vocabulary::frequencies;
use rayon::prelude::*;

/// What training may use.
#[derive(Clone, Copy, Debug)]
pub struct Training {
    pub seed: u64,
    /// Candidates looked at in each round.
    pub pairs: usize,
    pub rounds: usize,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            seed: 1,
            pairs: 40_000,
            rounds: 4,
        }
    }
}

/// How many true pairs the values that training begins with are worth.
const FIRMNESS: f64 = 100.0;
const CHUNK: usize = 4096;
/// Pairs that cannot come above this are not true pairs in any round.
const UNREACHABLE: f32 = -12.0;

/// u of dates, sex and kind from pairs drawn at random; of dates also within each naming culture.
pub(crate) fn from_random_pairs(model: &mut BulkModel, rows: &[Row], training: Training) {
    if rows.len() < 1000 {
        return;
    }
    let mut chance = Chance::new(training.seed);
    let mut births = [0.0f64; BIRTH_LEVELS];
    let mut sexes = [0.0f64; 2];
    let mut kinds = [0.0f64; 2];
    for _ in 0..100_000 {
        let (a, b) = (&rows[chance.below(rows.len())], &rows[chance.below(rows.len())]);
        if a.birth.is_known() && b.birth.is_known() {
            births[births::agreement(a.birth, b.birth) as usize] += 1.0;
        }
        if a.sex != 0 && b.sex != 0 {
            sexes[usize::from(a.sex != b.sex)] += 1.0;
        }
        if a.kind != 0 && b.kind != 0 {
            kinds[usize::from(a.kind != b.kind)] += 1.0;
        }
    }
    let mut list = model.birth.list();
    let whole = drawn_towards(&births, list.map(|ratio| ratio.u), 20.0);
    for (ratio, u) in list.iter_mut().zip(whole) {
        ratio.u = u;
    }
    model.birth = Births::of(list);
    let [same, different] = drawn_towards(&sexes, [model.sex.same.u, model.sex.different.u], 20.0);
    (model.sex.same.u, model.sex.different.u) = (same, different);
    let [same, different] = drawn_towards(&kinds, [model.kind.same.u, model.kind.different.u], 20.0);
    (model.kind.same.u, model.kind.different.u) = (same, different);

    let mut members: Vec<Vec<u32>> = vec![Vec::new(); CULTURES];
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.birth.is_known()) {
        let list = &mut members[usize::from(row.culture)];
        if list.len() < 50_000 {
            list.push(place as u32);
        }
    }
    model.culture = members
        .iter()
        .enumerate()
        .map(|(culture, members)| {
            let mut counts = [0.0f64; BIRTH_LEVELS];
            for _ in 0..if members.len() > 200 { 20_000 } else { 0 } {
                let (a, b) = (
                    members[chance.below(members.len())],
                    members[chance.below(members.len())],
                );
                if a != b {
                    counts[births::agreement(rows[a as usize].birth, rows[b as usize].birth) as usize] += 1.0;
                }
            }
            CultureLevels {
                name: frequencies::culture_name(culture).to_owned(),
                given: model.given.list().to_vec(),
                family: model.family.list().to_vec(),
                birth: model.birth.list().iter().map(|ratio| ratio.m).collect(),
                birth_u: drawn_towards(&counts, whole, 200.0).to_vec(),
            }
        })
        .collect();
}

/// Shares of the counts, as if `firmness` more had been seen that stood as before.
fn drawn_towards<const N: usize>(counts: &[f64; N], before: [f64; N], firmness: f64) -> [f64; N] {
    let all: f64 = counts.iter().sum();
    let before_all: f64 = before.iter().sum();
    std::array::from_fn(|place| {
        ((counts[place] + firmness * before[place] / before_all) / (all + firmness)).clamp(1e-6, 1.0)
    })
}

#[derive(Clone)]
struct Sums {
    matches: f64,
    kin: f64,
    given: [[f64; NAME_LEVELS]; CULTURES],
    family: [[f64; NAME_LEVELS]; CULTURES],
    both_differ: f64,
    births: [[f64; BIRTH_LEVELS]; CULTURES],
    kind: [f64; 2],
    sex: [f64; 2],
    country: [f64; 3],
    phone: [f64; 3],
    place: [f64; 6],
}

impl Sums {
    const NONE: Self = Self {
        matches: 0.0,
        kin: 0.0,
        given: [[0.0; NAME_LEVELS]; CULTURES],
        family: [[0.0; NAME_LEVELS]; CULTURES],
        both_differ: 0.0,
        births: [[0.0; BIRTH_LEVELS]; CULTURES],
        kind: [0.0; 2],
        sex: [0.0; 2],
        country: [0.0; 3],
        phone: [0.0; 3],
        place: [0.0; 6],
    };

    fn add(&mut self, found: &Weighed) {
        let believed = 1.0 / (1.0 + f64::from(-found.weight).exp2());
        let culture = usize::from(found.culture);
        self.matches += believed;
        self.kin += (1.0 - believed) / (1.0 + f64::from(-found.kin_odds).exp2());
        if found.both_differ() {
            self.both_differ += believed;
        } else {
            add(&mut self.given[culture], found.given, believed);
            add(&mut self.family[culture], found.family, believed);
        }
        add(&mut self.births[culture], found.birth, believed);
        add(&mut self.kind, found.kind, believed);
        add(&mut self.sex, found.sex, believed);
        add(&mut self.country, found.country, believed);
        add(&mut self.phone, found.phone, believed);
        add(&mut self.place, found.place, believed);
    }

    fn join(mut self, other: &Self) -> Self {
        let lists = |a: &mut [f64], b: &[f64]| {
            for (sum, more) in a.iter_mut().zip(b) {
                *sum += more;
            }
        };
        self.matches += other.matches;
        self.kin += other.kin;
        self.both_differ += other.both_differ;
        for culture in 0..CULTURES {
            lists(&mut self.given[culture], &other.given[culture]);
            lists(&mut self.family[culture], &other.family[culture]);
            lists(&mut self.births[culture], &other.births[culture]);
        }
        lists(&mut self.kind, &other.kind);
        lists(&mut self.sex, &other.sex);
        lists(&mut self.country, &other.country);
        lists(&mut self.phone, &other.phone);
        lists(&mut self.place, &other.place);
        self
    }
}

fn add(list: &mut [f64], level: u8, believed: f64) {
    if level != MISSING
        && let Some(sum) = list.get_mut(usize::from(level))
    {
        *sum += believed;
    }
}

/// One round: m and priors from what `kernel` believes of a sample of the candidates.
pub(crate) fn round(kernel: &Kernel<'_>, model: &BulkModel, candidates: &[u64], training: Training) -> BulkModel {
    let step = (candidates.len() / training.pairs.max(1)).max(1) as u64;
    let sample: Vec<u64> = candidates
        .iter()
        .copied()
        .filter(|pair| stir(pair ^ training.seed).is_multiple_of(step))
        .collect();
    let sums: Vec<Sums> = sample
        .par_chunks(CHUNK)
        .map_init(Memo::new, |memo, chunk| {
            let mut sums = Sums::NONE;
            kernel.weigh_all(memo, chunk, UNREACHABLE, |_, _, weighed| sums.add(weighed));
            sums
        })
        .collect();
    // Added in the order of the chunks, so that the last digit does not depend on the threads.
    let sums = sums.iter().fold(Sums::NONE, Sums::join);
    let scale = candidates.len() as f64 / sample.len().max(1) as f64;
    maximised(model, &sums, scale, kernel.rows.rows.len())
}

/// m of the whole, and of each culture with the whole's as what it is drawn towards.
fn by_culture<const N: usize>(counts: &[[f64; N]; CULTURES], before: [f64; N]) -> ([f64; N], Vec<[f64; N]>) {
    let all: [f64; N] = std::array::from_fn(|place| counts.iter().map(|counts| counts[place]).sum());
    let whole = shares(&all, before);
    let parts = counts.iter().map(|counts| shares(counts, whole)).collect();
    (whole, parts)
}

fn shares<const N: usize>(counts: &[f64; N], before: [f64; N]) -> [f64; N] {
    drawn_towards(counts, before, FIRMNESS)
}

fn maximised(model: &BulkModel, sums: &Sums, scale: f64, records: usize) -> BulkModel {
    let shipped = BulkModel::shipped();
    let mut next = model.clone();
    next.matches_per_record = (sums.matches * scale / records.max(1) as f64).clamp(1e-4, 20.0);
    next.kin_per_match = (sums.kin / sums.matches.max(1.0)).clamp(0.5, 5.0);
    let (given, given_parts) = by_culture(&sums.given, shipped.given.list());
    let (family, family_parts) = by_culture(&sums.family, shipped.family.list());
    let (births, birth_parts) = by_culture(&sums.births, shipped.birth.list().map(|ratio| ratio.m));
    next.given = NameLevels::of(given);
    next.family = NameLevels::of(family);
    for (culture, part) in next.culture.iter_mut().enumerate().take(CULTURES) {
        part.given = given_parts[culture].to_vec();
        part.family = family_parts[culture].to_vec();
        part.birth = birth_parts[culture].to_vec();
    }
    next.both_names_differ =
        ((sums.both_differ + FIRMNESS * shipped.both_names_differ) / (sums.matches + FIRMNESS)).clamp(1e-6, 1.0);
    let mut list = next.birth.list();
    for (ratio, m) in list.iter_mut().zip(births) {
        ratio.m = m;
    }
    next.birth = Births::of(list);
    let [same, different] = shares(&sums.sex, [shipped.sex.same.m, shipped.sex.different.m]);
    next.sex = Agreeing {
        same: Ratio {
            m: same,
            u: model.sex.same.u,
        },
        different: Ratio {
            m: different,
            u: model.sex.different.u,
        },
    };
    let [same, different] = shares(&sums.kind, [shipped.kind.same.m, shipped.kind.different.m]);
    next.kind.same.m = same;
    next.kind.different.m = different;
    let nation = &shipped.nationality;
    [
        next.nationality.m_same,
        next.nationality.m_confused,
        next.nationality.m_different,
    ] = shares(&sums.country, [nation.m_same, nation.m_confused, nation.m_different]);
    let home = &shipped.household;
    [
        next.household.same_phone,
        next.household.phone_one_digit.m,
        next.household.different_phone.m,
    ] = shares(
        &sums.phone,
        [home.same_phone, home.phone_one_digit.m, home.different_phone.m],
    );
    let before = [
        home.same_dwelling,
        home.same_postcode,
        home.same_street,
        home.same_district.m,
        home.same_town.m,
        home.different_place.m,
    ];
    let [dwelling, postcode, street, district, town, different] = shares(&sums.place, before);
    next.household.same_dwelling = dwelling;
    next.household.same_postcode = postcode;
    next.household.same_street = street;
    next.household.same_district.m = district;
    next.household.same_town.m = town;
    next.household.different_place.m = different;
    next
}
