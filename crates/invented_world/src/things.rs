//! Phones, vehicles and flights that people of the world share. None can exist: numbers come from the ranges the
//! regulator keeps for drama, plates begin with Q (no plate in use does), and the airline has no such code.

use crate::chance::Chance;

#[derive(Clone, PartialEq, Eq)]
pub struct Vehicle {
    pub plate: String,
    pub make: &'static str,
    pub colour: &'static str,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Flight {
    pub carrier_number: String,
    pub from: &'static str,
    pub to: &'static str,
}

/// Drama mobiles are 07700 900000 to 900999. The first hundred and fifty belong to networks; this one to the
/// airport story; the rest to people.
pub(crate) const STORY_MOBILE: u32 = 583;
pub(crate) const NETWORK_MOBILES: u32 = 150;

/// +447700900xxx.
pub(crate) fn mobile(number: u32) -> String {
    format!("+447700900{:03}", number % 1000)
}

/// +441632960xxx.
pub(crate) fn landline(number: u32) -> String {
    format!("+441632960{:03}", number % 1000)
}

/// +442079460xxx.
pub(crate) fn capital_line(number: u32) -> String {
    format!("+442079460{:03}", number % 1000)
}

/// Denmark keeps no range for drama; no subscriber's number there begins with 1.
pub(crate) fn danish_line(number: u32) -> String {
    format!("+451010{:04}", number % 10_000)
}

/// Mobiles for people's own use, each given away once, in seeded order.
pub(crate) fn own_mobiles(seed: u64) -> Vec<u32> {
    let mut numbers: Vec<u32> = (NETWORK_MOBILES..1000)
        .filter(|number| *number != STORY_MOBILE)
        .collect();
    Chance::of(seed, "own mobiles", 0).shuffle(&mut numbers);
    numbers
}

/// A number as people write it down. British ones in the many usual ways; others with spaces or not.
pub(crate) fn phone_written(chance: &mut Chance, e164: &str) -> String {
    let Some(national) = e164.strip_prefix("+44") else {
        return if chance.percent(50) {
            e164.to_owned()
        } else {
            e164.replacen("+45", "0045 ", 1)
        };
    };
    let (area, rest) = if national.starts_with("20") {
        national.split_at(2)
    } else {
        national.split_at(4)
    };
    match chance.below(8) {
        0 => e164.to_owned(),
        1 => format!("0{national}"),
        2 => format!("0044 {area} {rest}"),
        3 => format!("+44 (0){area} {rest}"),
        4 => format!("+44 {area} {rest}"),
        5 => {
            let (first, second) = rest.split_at(3);
            format!("0{area} {first} {second}")
        }
        6 => format!("0{area}-{rest}"),
        _ => format!("0{area} {rest}"),
    }
}

const MAKES: &[&str] = &[
    "Ford Transit",
    "Vauxhall Corsa",
    "Mercedes Sprinter",
    "BMW 3 Series",
    "Audi A3",
    "Volkswagen Caddy",
    "Toyota Prius",
    "Skoda Octavia",
    "Seat Leon",
    "Nissan Qashqai",
];
const COLOURS: &[&str] = &["white", "black", "grey", "silver", "blue", "dark blue", "red"];
const PLATE_LETTERS: &[char] = &[
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y',
];

pub(crate) fn vehicle(chance: &mut Chance) -> Vehicle {
    let years = ["15", "66", "17", "68", "19", "70", "21", "72", "23", "74"];
    let mut letter = || *chance.pick(PLATE_LETTERS);
    let letters = [letter(), letter(), letter(), letter()];
    let plate = format!(
        "Q{}{} {}{}{}",
        letters[0],
        chance.pick(&years),
        letters[1],
        letters[2],
        letters[3]
    );
    Vehicle {
        plate,
        make: *chance.pick(MAKES),
        colour: *chance.pick(COLOURS),
    }
}

/// A plate as written down: with the space, without, small, or with O for 0.
pub(crate) fn plate_written(chance: &mut Chance, plate: &str) -> String {
    match chance.below(8) {
        0 | 1 => plate.replace(' ', ""),
        2 => plate.to_lowercase(),
        3 => plate.replace('0', "O"),
        4 => plate.replace(' ', "-"),
        _ => plate.to_owned(),
    }
}

const DEPARTURES: &[&str] = &[
    "Tirana",
    "Istanbul",
    "Addis Ababa",
    "Lagos",
    "Paris",
    "Athens",
    "Bucharest",
    "Dubai",
    "Copenhagen",
    "Khartoum",
];

pub(crate) fn flight(chance: &mut Chance, from: Option<&'static str>) -> Flight {
    Flight {
        carrier_number: format!("ZZ{}", chance.between(100, 989)),
        from: from.unwrap_or_else(|| *chance.pick(DEPARTURES)),
        to: "Estuary International",
    }
}
