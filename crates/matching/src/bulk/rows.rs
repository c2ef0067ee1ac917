//! Records as rows of numbers, 64 bytes each: what the kernel compares.

use super::dictionary::{Dictionary, Numbers, hash_bytes, stir};
use super::reading::{Column, Table};
use super::spec::Columns;
use super::words::{NONE, Value, Words};
use crate::comparators::births::Day;
use crate::normal::addresses::{Place, postcode_of};
use crate::normal::names::Part;
use crate::normal::{phones, references};
use domain::PartialDate;

/// Most words of a name that a row holds.
pub(crate) const WORDS: usize = 5;

#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Row {
    pub words: [u32; WORDS],
    pub phone: u32,
    pub postcode: u32,
    pub street: u32,
    pub dwelling: u32,
    pub number: u32,
    pub birth: Day,
    pub town: u16,
    /// Two bits a word: 0 given, 1 family, 2 unknown.
    parts: u16,
    /// First half of a postcode.
    pub district: u16,
    /// How many words.
    pub named: u8,
    /// 1 female, 2 male, 0 not known.
    pub sex: u8,
    /// Naming culture, see `cultures`.
    pub culture: u8,
    /// 0 not known.
    pub country: u8,
    /// Whole bits that the name can bring at most.
    pub name_most: u8,
    /// Child, adult, suspect, as numbered in the file; 0 not known.
    pub kind: u8,
    /// The postcode is fine enough to mean a street.
    pub whole_postcode: bool,
}

impl Row {
    pub fn part(&self, place: usize) -> Part {
        match (self.parts >> (2 * place)) & 3 {
            0 => Part::Given,
            1 => Part::Family,
            _ => Part::Unknown,
        }
    }

    pub fn words(&self) -> &[u32] {
        &self.words[..usize::from(self.named)]
    }
}

/// All rows, with what their numbers stand for and how often each value occurs.
pub(crate) struct Rows {
    pub rows: Vec<Row>,
    pub words: Words,
    pub postcodes: Dictionary,
    pub phones: Dictionary,
    pub countries: Vec<String>,
    pub phone_counts: Vec<u32>,
    pub postcode_counts: Vec<u32>,
    pub dwelling_counts: Vec<u32>,
    pub street_counts: Vec<u32>,
}

/// Distinct values of a column in their compared form, as numbers of a second dictionary.
fn normal(column: &Column, dictionary: &mut Dictionary, form: impl Fn(&str) -> Option<String>) -> Vec<u32> {
    (0..column.dictionary.len() as u32)
        .map(|value| match form(&column.dictionary.text(value)) {
            Some(text) if !text.is_empty() => dictionary.number(text.as_bytes()),
            _ => NONE,
        })
        .collect()
}

fn count(counts: &mut Vec<u32>, value: u32) {
    if value != NONE {
        let place = value as usize;
        if place >= counts.len() {
            counts.resize(place + 1, 0);
        }
        counts[place] += 1;
    }
}

/// Turns the columns into rows; `columns` says which column is which, in the order of `Columns::names`.
pub(crate) fn encode(table: Table, country: &str) -> (Rows, super::reading::Ids) {
    let Table {
        mut columns,
        ids,
        rows: length,
        uneven: _,
    } = table;
    columns.resize_with(Columns::COUNT, Column::default);
    let mut words = Words::default();
    let read_names = |column: &Column, part: Part, words: &mut Words| -> Vec<Value> {
        (0..column.dictionary.len() as u32)
            .map(|value| words.read(&column.dictionary.text(value), part))
            .collect()
    };
    let given = read_names(&columns[Columns::GIVEN], Part::Given, &mut words);
    let family = read_names(&columns[Columns::FAMILY], Part::Family, &mut words);
    let full = read_names(&columns[Columns::FULL], Part::Unknown, &mut words);
    let births: Vec<Day> = (0..columns[Columns::BIRTH].dictionary.len() as u32)
        .map(|value| day(&columns[Columns::BIRTH].dictionary.text(value)))
        .collect();
    let unsure: Vec<bool> = (0..columns[Columns::BASIS].dictionary.len() as u32)
        .map(|value| is_unsure(&columns[Columns::BASIS].dictionary.text(value)))
        .collect();
    let sexes: Vec<u8> = (0..columns[Columns::SEX].dictionary.len() as u32)
        .map(|value| sex(&columns[Columns::SEX].dictionary.text(value)))
        .collect();
    let mut countries = Dictionary::default();
    countries.number(b"");
    let nations = normal(&columns[Columns::NATIONALITY], &mut countries, |text| {
        Some(two_letters(&references::compact(text)))
    });
    let mut kinds_known = Dictionary::default();
    let kinds = normal(&columns[Columns::KIND], &mut kinds_known, |text| {
        Some(text.to_lowercase())
    });
    let mut phones_known = Dictionary::default();
    let phones = normal(&columns[Columns::PHONE], &mut phones_known, |text| phone(text, country));
    let mut postcodes = Dictionary::default();
    let post = normal(&columns[Columns::POSTCODE], &mut postcodes, |text| Some(postcode(text)));
    let mut towns_known = Dictionary::default();
    let towns = normal(&columns[Columns::TOWN], &mut towns_known, |text| {
        Some(references::compact(text))
    });
    let mut streets_known = Dictionary::default();
    let mut houses_known = Dictionary::default();
    let lines: Vec<(u32, u32)> = (0..columns[Columns::LINE].dictionary.len() as u32)
        .map(|value| {
            let place = Place::new(&columns[Columns::LINE].dictionary.text(value), "", "").unwrap_or_default();
            let number = |known: &mut Dictionary, text: &str| {
                if text.is_empty() {
                    NONE
                } else {
                    known.number(text.as_bytes())
                }
            };
            (
                number(&mut houses_known, &place.house),
                number(&mut streets_known, &place.street),
            )
        })
        .collect();
    let mut numbers_known = Dictionary::default();
    let numbers = normal(&columns[Columns::NUMBER], &mut numbers_known, references::reference);
    let districts: Vec<(u16, bool)> = (0..postcodes.len() as u32)
        .map(|value| {
            let place = Place {
                postcode: postcodes.str_of(value).to_owned(),
                ..Place::default()
            };
            let district = crate::comparators::households::district(&place.postcode);
            (
                (hash_bytes(district.as_bytes()) >> 48) as u16 | 1,
                place.has_whole_postcode(),
            )
        })
        .collect();

    let mut found = Rows {
        rows: Vec::with_capacity(length),
        words,
        phone_counts: vec![0; phones_known.len()],
        postcode_counts: vec![0; postcodes.len()],
        dwelling_counts: Vec::new(),
        street_counts: Vec::new(),
        countries: (0..countries.len() as u32)
            .map(|value| countries.text(value).into_owned())
            .collect(),
        postcodes,
        phones: phones_known,
    };
    let mut dwellings = Numbers::default();
    let value = |column: usize, row: usize| columns[column].values.get(row).copied().unwrap_or(0) as usize;
    let pick = |numbers: &[u32], column: usize, row: usize| numbers.get(value(column, row)).copied().unwrap_or(NONE);
    for row in 0..length {
        let mut one = Row {
            words: [NONE; WORDS],
            parts: 0,
            named: 0,
            phone: pick(&phones, Columns::PHONE, row),
            postcode: pick(&post, Columns::POSTCODE, row),
            street: NONE,
            dwelling: NONE,
            number: pick(&numbers, Columns::NUMBER, row),
            birth: births.get(value(Columns::BIRTH, row)).copied().unwrap_or_default(),
            town: 0,
            district: 0,
            sex: sexes.get(value(Columns::SEX, row)).copied().unwrap_or(0),
            culture: 0,
            name_most: u8::MAX,
            country: 0,
            kind: u8::try_from(pick(&kinds, Columns::KIND, row)).map_or(0, |kind| kind.saturating_add(1)),
            whole_postcode: false,
        };
        one.add(given.get(value(Columns::GIVEN, row)));
        one.add(family.get(value(Columns::FAMILY, row)));
        if one.named == 0 {
            one.add(full.get(value(Columns::FULL, row)));
        }
        if one.birth.is_known() && unsure.get(value(Columns::BASIS, row)).copied().unwrap_or(false) {
            one.birth.unsure = true;
            one.birth.placeholder |= one.birth.day == 1 && one.birth.month == 7;
        }
        let nation = pick(&nations, Columns::NATIONALITY, row);
        one.country = u8::try_from(nation).unwrap_or(0);
        let town = pick(&towns, Columns::TOWN, row);
        one.town = u16::try_from(town).map_or(0, |town| town.saturating_add(1));
        let (house, street) = lines.get(value(Columns::LINE, row)).copied().unwrap_or((NONE, NONE));
        one.street = street;
        if one.postcode != NONE {
            (one.district, one.whole_postcode) = districts[one.postcode as usize];
        }
        if house != NONE {
            let home = if one.whole_postcode {
                Some(stir((u64::from(one.postcode) << 32) | u64::from(house)))
            } else if street != NONE && town != NONE {
                Some(stir(
                    stir((u64::from(street) << 32) | u64::from(house)) ^ u64::from(town),
                ))
            } else {
                None
            };
            one.dwelling = home.map_or(NONE, |home| dwellings.number(home));
        }
        count(&mut found.phone_counts, one.phone);
        count(&mut found.postcode_counts, one.postcode);
        count(&mut found.street_counts, one.street);
        found.rows.push(one);
    }
    found.dwelling_counts = dwellings.counts;
    (found, ids)
}

impl Row {
    fn add(&mut self, value: Option<&Value>) {
        let Some(value) = value else { return };
        for (word, part) in value.words.iter().zip(value.parts) {
            let place = usize::from(self.named);
            if *word == NONE || place >= WORDS {
                break;
            }
            self.words[place] = *word;
            let code = match part {
                Part::Given => 0,
                Part::Family => 1,
                Part::Unknown => 2,
            };
            self.parts |= code << (2 * place);
            self.named += 1;
        }
    }
}

/// ISO 8601 and EDTF; `14/03/2009`, `14.3.2009`, `20090314` as well, since files come as they are.
fn day(text: &str) -> Day {
    let known = |date: PartialDate| {
        let month = date.month().unwrap_or(0);
        let day = date.day().unwrap_or(0);
        Day {
            year: date.year(),
            month,
            day,
            unsure: date.is_approximate(),
            placeholder: date.is_placeholder(),
        }
    };
    if let Ok(date) = text.parse::<PartialDate>() {
        return known(date);
    }
    let whole = |year: &str, month: &str, day: &str| {
        PartialDate::new(
            year.parse().ok()?,
            Some(month.parse().ok()?),
            Some(day.parse().ok()?),
            false,
        )
        .ok()
    };
    let read = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        whole(&text[..4], &text[4..6], &text[6..])
    } else {
        let mut parts = text.split(['/', '.', '-', ' ']).map(str::trim);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(day), Some(month), Some(year)) if year.len() == 4 => whole(year, month, day),
            (Some(year), Some(month), Some(day)) if year.len() == 4 => whole(year, month, day),
            _ => None,
        }
    };
    read.map_or_else(Day::default, known)
}

fn is_unsure(basis: &str) -> bool {
    matches!(
        basis.to_ascii_lowercase().as_str(),
        "assessed" | "assumed" | "estimated" | "disputed" | "approximate"
    )
}

fn sex(text: &str) -> u8 {
    match text.to_ascii_lowercase().as_str() {
        "f" | "female" | "woman" | "girl" => 1,
        "m" | "male" | "man" | "boy" => 2,
        _ => 0,
    }
}

/// British numbers of eleven digits, the great part, without asking the table of plans.
fn phone(text: &str, country: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if country.eq_ignore_ascii_case("gb")
        && bytes.len() == 11
        && bytes.starts_with(b"0")
        && !bytes.starts_with(b"00")
        && bytes.iter().all(u8::is_ascii_digit)
    {
        return Some(format!("+44{}", &text[1..]));
    }
    phones::e164(text, country)
}

fn postcode(text: &str) -> String {
    if text.is_ascii() && text.len() <= 10 {
        let compact: String = text
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|b| char::from(b.to_ascii_lowercase()))
            .collect();
        return if compact.bytes().any(|b| b.is_ascii_digit()) {
            compact
        } else {
            String::new()
        };
    }
    postcode_of(text)
}

/// Three letters into two for the countries whose confusions the model knows; others stay as they are.
fn two_letters(code: &str) -> String {
    const PAIRS: &str = "gbr gb irl ie usa us vnm vn chn cn mys my hkg hk eri er eth et sdn sd ssd ss tcd td alb al xkx xk ita it \
        grc gr mkd mk afg af irn ir pak pk irq iq syr sy tur tr pse ps lby ly rou ro mda md bgr bg svk sk cze cz som so ken ke dji dj \
        nga ng gha gh gmb gm sen sn gin gn sle sl ind in bgd bd mmr mm ukr ua rus ru ltu lt pol pl egy eg";
    let mut parts = PAIRS.split_ascii_whitespace();
    while let (Some(three), Some(two)) = (parts.next(), parts.next()) {
        if three == code {
            return two.to_owned();
        }
    }
    code.to_owned()
}
