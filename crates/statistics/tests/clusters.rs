//! Scans against an independent brute-force program and an R package; emerging combinations by simulation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use statistics::chance::Chance;
use statistics::clusters::combinations::{self, Case};
use statistics::clusters::scan::{self, Cases, Null, Options, Position, Zones};

fn lines(name: &str) -> Vec<Vec<String>> {
    let path = format!("{}/tests/data/clusters/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn places(name: &str) -> (Vec<String>, Vec<Position>) {
    let rows = lines(name);
    let positions = rows.iter().map(|row| Position {
        latitude: row[1].parse().unwrap(),
        longitude: row[2].parse().unwrap(),
    });
    (rows.iter().map(|row| row[0].clone()).collect(), positions.collect())
}

const OPTIONS: Options = Options {
    nearest: 15,
    within_km: f64::INFINITY,
    ending_now: true,
    longest: 1_000,
    largest_share: 1.0,
    simulations: 99,
    seed: 4,
};

fn new_mexico() -> (Vec<u64>, Vec<f64>, Vec<Position>) {
    let (names, positions) = places("nm_places");
    let mut counts = vec![0; 32 * 19];
    let mut population = vec![0.0; 32 * 19];
    for row in lines("nm_counts") {
        let place = names.iter().position(|name| *name == row[1]).unwrap();
        let at = place * 19 + row[0].parse::<usize>().unwrap() - 1973;
        counts[at] = row[3].parse().unwrap();
        population[at] = row[2].parse().unwrap();
    }
    (counts, population, positions)
}

#[test]
fn new_mexico_under_two_conventions() {
    let (counts, population, positions) = new_mexico();
    let zones = Zones::new(&positions, OPTIONS);
    assert_eq!(zones.count(), 415);
    let global = scan::by_population(&counts, &population);
    let by_period = scan::by_population_in_each_period(&counts, &population, 19);
    for (expected, ending_now, strength, size, first, last, cases) in [
        (&global, true, 12.4354567, 15, 1985, 1991, 420),
        (&global, false, 13.0202558, 15, 1985, 1989, 276),
        (&by_period, true, 7.79173798, 14, 1973, 1991, 707),
        (&by_period, false, 6.57607807, 2, 1987, 1989, 35),
    ] {
        let cases_here = Cases {
            places: 32,
            periods: 19,
            counts: counts.clone(),
            expected: expected.clone(),
            null: Null::Poisson,
        };
        let options = Options {
            ending_now,
            // The reference tried runs of at most half the period, but any length for those that end now.
            longest: if ending_now { 19 } else { 9 },
            ..OPTIONS
        };
        let found = scan::scan(&cases_here, &zones, options, 3).unwrap();
        let best = &found[0];
        assert!((best.strength - strength).abs() < 6e-8, "{}", best.strength);
        assert_eq!(
            (
                best.places.len(),
                best.first_period + 1973,
                best.last_period + 1973,
                best.cases
            ),
            (size, first, last, cases)
        );
        assert!((best.probability - best.probability_gumbel).abs() < 0.1);
        for pair in found.windows(2) {
            assert!(pair[0].strength >= pair[1].strength);
            assert!(pair[0].places.iter().all(|place| !pair[1].places.contains(place)));
        }
    }
}

#[test]
fn fever_in_new_york_without_populations() {
    let (names, positions) = places("nycfever_places");
    let days = 24;
    let mut counts = vec![0; names.len() * days];
    for row in lines("nycfever_counts") {
        let place = names.iter().position(|name| *name == row[1]).unwrap();
        counts[place * days + row[0][8..].parse::<usize>().unwrap() - 1] += row[2].parse::<u64>().unwrap();
    }
    let options = Options {
        nearest: 192,
        within_km: 3.0,
        simulations: 199,
        ..OPTIONS
    };
    let zones = Zones::new(&positions, options);
    let cases = Cases {
        places: names.len(),
        periods: days,
        expected: scan::by_margins(&counts, days),
        counts,
        null: Null::Permutation,
    };
    let best = &scan::scan(&cases, &zones, options, 1).unwrap()[0];
    assert!(
        (best.strength - 3.84541837).abs() < 6e-9,
        "{} in {} zones",
        best.strength,
        zones.count()
    );
    assert_eq!((best.places.len(), best.last_period - best.first_period + 1), (9, 3));
    assert!((best.probability - 0.21).abs() < 0.1);
}

#[test]
fn scan_refuses_what_does_not_fit() {
    let (counts, population, positions) = new_mexico();
    let zones = Zones::new(&positions, OPTIONS);
    let mut cases = Cases {
        places: 32,
        periods: 19,
        expected: scan::by_population(&counts, &population),
        counts,
        null: Null::Poisson,
    };
    cases.expected[0] += 5.0;
    assert_eq!(scan::scan(&cases, &zones, OPTIONS, 1), Err(scan::ScanError::Expected));
    cases.expected.pop();
    assert_eq!(scan::scan(&cases, &zones, OPTIONS, 1), Err(scan::ScanError::Shape));
}

fn world(seed: u64, planted: usize) -> Vec<Case> {
    let mut chance = Chance::new(seed, &[]);
    (0..4_000)
        .map(|index| {
            let recent = index % 4 == 0;
            let mut values: Vec<u32> = (0..4).map(|_| 1 + chance.below(6) as u32).collect();
            if recent && index < 4 * planted {
                values[0] = 3;
                values[2] = 5;
            }
            Case { values, recent }
        })
        .collect()
}

#[test]
fn a_planted_combination_emerges_and_noise_does_not() {
    let options = combinations::Options {
        longest: 3,
        at_least: 5,
        false_share: 0.05,
    };
    let found = combinations::emerging(&world(1, 60), options);
    assert_eq!(found[0].values, [(0, 3), (2, 5)]);
    let alarms = (10..30)
        .filter(|&seed| !combinations::emerging(&world(seed, 0), options).is_empty())
        .count();
    assert!(alarms <= 2, "{alarms} of 20 quiet worlds raised an alarm");
    assert!(combinations::emerging(&[], options).is_empty());
}
