//! Forty exploitation networks: what their people share, which is what recognition has to find.

use crate::chance::Chance;
use crate::places::{self, Address, REGIONS};
use crate::themes;
use crate::things::{self, Flight, NETWORK_MOBILES, Vehicle};

pub const NETWORKS: usize = 40;

#[derive(Clone)]
pub struct Network {
    pub number: usize,
    pub(crate) theme: usize,
    pub(crate) culture: &'static str,
    /// Where it lives off children, and where it brings them from.
    pub(crate) regions: [usize; 2],
    /// E.164, two to four.
    pub phones: Vec<String>,
    pub vehicles: Vec<Vehicle>,
    pub addresses: Vec<Address>,
    /// The flight its children come by, when they are flown in.
    pub flight: Option<Flight>,
    /// Name on visa forms and tickets.
    pub sponsor: String,
    /// Numbers of its people among [`crate::World::people`].
    pub suspects: Vec<usize>,
    pub children: Vec<usize>,
}

pub(crate) fn make(seed: u64, cultures: &[crate::cultures::Culture]) -> Vec<Network> {
    let mut next_mobile = 0;
    (0..NETWORKS)
        .map(|number| {
            let mut chance = Chance::of(seed, "network", number as u64);
            let theme = *chance.weighted(themes::NETWORKED);
            let culture = themes::all()
                .get(theme)
                .map_or("british", |theme| *chance.weighted(theme.cultures));
            let home = chance.below(REGIONS.len());
            let other = chance.below(REGIONS.len());
            let phones = (0..chance.between(2, 3))
                .map(|_| {
                    next_mobile += 1;
                    things::mobile((next_mobile - 1) % NETWORK_MOBILES)
                })
                .collect();
            let is_flown = themes::all()
                .get(theme)
                .is_some_and(|theme| theme.indicators.contains(&"ARR05"));
            let sponsor = cultures
                .iter()
                .find(|one| one.custom.code == culture)
                .map_or_else(String::new, |one| {
                    let name = one.name(&mut chance, false);
                    format!("{} {}", name.given.own(), name.family.own())
                });
            Network {
                number,
                theme,
                culture,
                regions: [home, other],
                phones,
                vehicles: (0..chance.between(1, 3))
                    .map(|_| things::vehicle(&mut chance))
                    .collect(),
                addresses: (0..chance.between(2, 4))
                    .map(|which| places::address(&mut chance, if which % 2 == 0 { home } else { other }))
                    .collect(),
                flight: (is_flown || chance.percent(15)).then(|| things::flight(&mut chance, None)),
                sponsor,
                suspects: Vec::new(),
                children: Vec::new(),
            }
        })
        .collect()
}
