//! Invented children for the linking of whole files: the same in every run.

/// Splitmix64.
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}

pub const HEAD: &str =
    "record_id,given_name,family_name,dob,dob_quality,sex,nationality,address,town,postcode,phone,role,source";

pub const GIVEN: [&str; 24] = [
    "Selam", "Ruta", "Dawit", "Yonas", "Mehret", "Filmon", "Linh", "Huong", "Tuan", "Duc", "Arben", "Besnik", "Drita",
    "Ilir", "Amina", "Khadija", "Yusuf", "Bilal", "Farid", "Zohra", "Mariana", "Andrei", "Ioana", "Radu",
];
pub const FAMILY: [&str; 16] = [
    "Tesfay",
    "Gebremedhin",
    "Kidane",
    "Nguyen",
    "Tran",
    "Pham",
    "Hoxha",
    "Gashi",
    "Berisha",
    "Hassan",
    "Osman",
    "Noori",
    "Ahmadzai",
    "Popescu",
    "Munteanu",
    "Rusu",
];

/// So many records of people with one to four each, two children to a home. Rows, and rows of record and person.
pub fn people(seed: u64, records: usize) -> (Vec<String>, Vec<String>) {
    let mut chance = Chance::new(seed);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    let mut home = (String::new(), String::new(), String::new());
    for person in 0.. {
        if person % 2 == 0 {
            let area = chance.pick(&["CT", "ME", "CR", "LS", "NG"]);
            let street = chance.pick(&["Oak", "Elm", "Station", "Mill"]);
            home = (
                format!("{} {street} Road", chance.below(90) + 1),
                format!("{area}{} {}AB", chance.below(20) + 1, chance.below(9) + 1),
                format!("077{:08}", chance.below(100_000_000)),
            );
        }
        let (given, family) = (chance.pick(&GIVEN), chance.pick(&FAMILY));
        let born = (2003 + chance.below(15), chance.below(12) + 1, chance.below(28) + 1);
        let sex = chance.pick(&["F", "M"]);
        let country = chance.pick(&["ERI", "VNM", "ALB", "AFG", "ROU"]);
        for _ in 0..=chance.below(4) {
            if rows.len() == records {
                return (rows, truth);
            }
            let mut written = given.to_owned();
            if chance.often(15) {
                let place = chance.below(written.len() - 1) + 1;
                written.remove(place);
            }
            let assumed = chance.often(15);
            let date = if assumed {
                format!("{}-01-01", born.0)
            } else {
                format!("{}-{:02}-{:02}", born.0, born.1, born.2)
            };
            let quality = if assumed { "assumed" } else { "stated" };
            let (first, second) = if chance.often(8) {
                (family, written.as_str())
            } else {
                (written.as_str(), family)
            };
            let phone = if chance.often(50) { home.2.as_str() } else { "" };
            let id = format!("R{:05}", rows.len());
            let source = chance.pick(&["border", "police", "health"]);
            rows.push(format!(
                "{id},{first},{second},{date},{quality},{sex},{country},{},Croydon,{},{phone},child,{source}",
                home.0, home.1
            ));
            truth.push(format!("{id},P{person}"));
        }
    }
    (rows, truth)
}
