//! Regions, towns, streets and postcodes of the invented country. No postcode area here exists: no British area
//! begins with Q or X, so no address can be somebody's home.

use crate::chance::Chance;

#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    pub line: String,
    pub town: String,
    pub region: &'static str,
    pub postcode: String,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
}

pub(crate) struct Region {
    pub name: &'static str,
    pub towns: &'static [&'static str],
    postcode_area: &'static str,
    /// Places a child may be found at.
    pub places: &'static [&'static str],
    /// Homes and hostels where many children stay, one after the other.
    pub placements: &'static [&'static str],
}

pub(crate) const ESTUARY: usize = 0;
pub(crate) const NORTHMERE: usize = 1;
pub(crate) const LOUGH_FARREN: usize = 5;

pub(crate) const REGIONS: &[Region] = &[
    Region {
        name: "Estuary County",
        towns: &[
            "Estuary Haven",
            "Saltmarsh Green",
            "Port Ammet",
            "Wherry Staithe",
            "Tidewick",
            "Long Shingle",
        ],
        postcode_area: "QE",
        places: &[
            "Estuary International Airport, arrivals hall",
            "Port Ammet ferry terminal",
            "Tidewick services, southbound",
            "Estuary Haven coach station",
        ],
        placements: &["Curlew House", "The Old Coastguard Hostel", "Saltmarsh Lodge"],
    },
    Region {
        name: "Northmere",
        towns: &[
            "Northmere",
            "Harrowbeck",
            "Upper Tarn",
            "Coldwell Bridge",
            "Fellgate",
            "Mere Royd",
        ],
        postcode_area: "QN",
        places: &[
            "Northmere coach station",
            "Harrowbeck railway station",
            "a parade of shops in Fellgate",
            "Northmere city centre",
        ],
        placements: &["Tarn View", "Beckside Hostel", "Rowan Court"],
    },
    Region {
        name: "Wealdshire",
        towns: &[
            "Weald Cross",
            "Applehurst",
            "Nether Oast",
            "Brackenden",
            "Hopfield",
            "Chalkley",
        ],
        postcode_area: "QW",
        places: &[
            "a lay-by on the Chalkley bypass",
            "Weald Cross railway station",
            "a farm track near Hopfield",
            "Applehurst town square",
        ],
        placements: &["Oast House", "Orchard Lodge", "Brackenden Court Hotel"],
    },
    Region {
        name: "Brynarian",
        towns: &[
            "Brynarian",
            "Llanfedwen",
            "Pont Eithin",
            "Cwm Hafod",
            "Aber Gwenol",
            "Tre Gelyn",
        ],
        postcode_area: "XB",
        places: &[
            "Brynarian bus station",
            "a seafront flat in Aber Gwenol",
            "Pont Eithin retail park",
        ],
        placements: &["Tŷ Gwennol", "Hafod House", "Plas Eithin"],
    },
    Region {
        name: "Glenarrow",
        towns: &[
            "Glenarrow",
            "Kirk of Dunmore Moss",
            "Inverlarach",
            "Strathyle",
            "Port Corran Bay",
            "Balnafearn",
        ],
        postcode_area: "XG",
        places: &[
            "Glenarrow central station",
            "a car park in Inverlarach",
            "Port Corran Bay harbour",
        ],
        placements: &["Larach House", "Corran Bay Hostel", "Birk Lodge"],
    },
    Region {
        name: "Lough Farren",
        towns: &["Farrenstown", "Ballycloon", "Dunquill", "Killymorrow", "Larnish"],
        postcode_area: "XF",
        places: &[
            "Larnish ferry port",
            "Farrenstown bus depot",
            "a filling station outside Ballycloon",
        ],
        placements: &["Lough View", "Killymorrow House"],
    },
];

/// Where the Danish charity meets children; as invented as the rest.
pub(crate) const DANISH_PLACES: &[&str] = &[
    "Havnestad banegård",
    "natcaféen i Havnestad",
    "færgelejet i Nordsundby",
    "rastepladsen ved Egeskovlund",
];

/// Where the border meets people.
pub(crate) const BORDER_PLACES: &[&str] = &[
    "Estuary International Airport, arrivals hall",
    "Estuary International Airport, controlled area",
    "Port Ammet ferry terminal",
    "Larnish ferry port",
];

const STREET_NAMES: &[&str] = &[
    "Alder", "Bramble", "Curlew", "Drover", "Elder", "Ferryman", "Gannet", "Hawthorn", "Islay", "Juniper", "Kestrel",
    "Linnet", "Mallow", "Netmaker", "Osprey", "Plover", "Quarry", "Ropewalk", "Saltpan", "Teasel", "Umber", "Vetch",
    "Wharf", "Yarrow", "Chandler", "Cooper", "Fuller", "Tanner", "Weaver", "Smelter", "Beacon", "Millrace", "Orchard",
    "Priory", "Station", "Signal", "Viaduct", "Tollgate",
];
const STREET_KINDS: &[(&str, &str)] = &[
    ("Road", "Rd"),
    ("Street", "St"),
    ("Lane", "Ln"),
    ("Avenue", "Ave"),
    ("Close", "Cl"),
    ("Terrace", "Terr"),
    ("Drive", "Dr"),
    ("Row", "Row"),
];
const INWARD_LETTERS: &[char] = &[
    'A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z',
];

pub(crate) fn address(chance: &mut Chance, region: usize) -> Address {
    let place = &REGIONS[region % REGIONS.len()];
    let town = *chance.pick(place.towns);
    let number = chance.between(1, 148);
    let street = format!("{} {}", chance.pick(STREET_NAMES), chance.pick(STREET_KINDS).0);
    let line = if chance.percent(22) {
        format!("Flat {}, {number} {street}", chance.between(1, 18))
    } else {
        format!("{number} {street}")
    };
    Address {
        line,
        town: town.to_owned(),
        region: place.name,
        postcode: postcode(chance, region),
        country: "GB",
    }
}

/// A home or hostel of the region; the same name always has the same address.
pub(crate) fn placement(seed: u64, region: usize, which: usize) -> Address {
    let place = &REGIONS[region % REGIONS.len()];
    let which = which % place.placements.len();
    let mut chance = Chance::of(seed, "placement", (region * 100 + which) as u64);
    let mut address = address(&mut chance, region);
    address.line = format!(
        "{}, {} {} Road",
        place.placements[which],
        chance.between(1, 60),
        chance.pick(STREET_NAMES)
    );
    address
}

fn postcode(chance: &mut Chance, region: usize) -> String {
    let area = REGIONS[region % REGIONS.len()].postcode_area;
    format!(
        "{area}{} {}{}{}",
        chance.between(1, 28),
        chance.between(0, 9),
        chance.pick(INWARD_LETTERS),
        chance.pick(INWARD_LETTERS)
    )
}

/// The same address as another office writes it: short forms, no space in the postcode, town left out.
pub(crate) fn written(chance: &mut Chance, address: &Address) -> Address {
    let mut other = address.clone();
    match chance.below(10) {
        0..=3 => {
            for (long, short) in STREET_KINDS {
                if let Some(stem) = other.line.strip_suffix(long) {
                    other.line = format!("{stem}{short}");
                    break;
                }
            }
        }
        4 => other.line = other.line.to_uppercase(),
        5 => other.line = other.line.replace("Flat ", "Apt "),
        _ => {}
    }
    match chance.below(12) {
        0 | 1 => other.postcode = other.postcode.replace(' ', ""),
        2 => other.postcode = other.postcode.to_lowercase(),
        3 => other.postcode = other.postcode.split(' ').next().unwrap_or("").to_owned(),
        4 => other.postcode = String::new(),
        _ => {}
    }
    if chance.percent(8) {
        other.town = String::new();
    }
    other
}
