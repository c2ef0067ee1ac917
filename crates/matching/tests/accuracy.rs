//! Estimates from judged samples: do their intervals hold the truth as often as they say?
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use matching::accuracy::{
    Aim, Calibration, Judged, Plan, Tally, estimate, plan, probability, reliability, unseen_at_least,
};
use matching::fairness::{Error, Observed, Script, Settings, culture_of, report, script_of};
use proptest::prelude::*;
use statistics::chance::Chance;

/// Weights as a linkage makes them, and a truth that follows `believed(weight)`.
fn population(size: usize, seed: u64, believed: impl Fn(f64) -> f64) -> (Vec<f32>, Vec<bool>) {
    let mut chance = Chance::new(seed, &[]);
    let mut weights = Vec::new();
    let mut truth = Vec::new();
    for _ in 0..size {
        let weight = if chance.uniform() < 0.3 {
            8.0 + 4.0 * chance.normal()
        } else {
            -7.0 + 3.5 * chance.normal()
        };
        weights.push(weight as f32);
        truth.push(chance.uniform() < believed(weight));
    }
    (weights, truth)
}

fn judge(plan: &Plan, truth: &[bool]) -> Vec<Tally> {
    plan.strata
        .iter()
        .map(|stratum| {
            let same = stratum.draw.iter().filter(|place| truth[**place]).count() as u64;
            Tally {
                same,
                different: stratum.draw.len() as u64 - same,
                unsure: 0,
            }
        })
        .collect()
}

#[test]
fn intervals_hold_the_truth_at_least_93_times_in_100() {
    const SAMPLES: u64 = 400;
    type Belief = fn(f64) -> f64;
    let beliefs: [(&str, Belief); 4] = [
        ("as the model says", probability),
        ("the model is too sure", |weight| probability(0.5 * weight)),
        ("the model is too hopeful", |weight| probability(weight - 3.0)),
        ("true pairs hide far below", |weight| {
            if weight < -4.0 { 0.004 } else { probability(weight) }
        }),
    ];
    for (what, belief) in beliefs {
        for budget in [120, 600] {
            let (weights, truth) = population(20_000, 11, belief);
            let threshold = 3.0;
            let links = weights.iter().filter(|weight| **weight >= threshold).count() as f64;
            let all = truth.iter().filter(|same| **same).count() as f64;
            let found = weights
                .iter()
                .zip(&truth)
                .filter(|(weight, same)| **weight >= threshold && **same)
                .count() as f64;
            let whole = [found / links, found / all, 2.0 * found / (links + all)];
            let mut held = [0; 3];
            for seed in 0..SAMPLES {
                let plan = plan(&weights, threshold, budget, 6, Aim::F1, seed);
                let accuracy = estimate(&plan, &judge(&plan, &truth), 0.95);
                let estimates = [accuracy.precision, accuracy.recall, accuracy.f1];
                for (place, (estimate, truth)) in estimates.iter().zip(whole).enumerate() {
                    assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
                    held[place] += u32::from(estimate.low <= truth + 1e-9 && truth <= estimate.high + 1e-9);
                }
            }
            let least = held
                .iter()
                .map(|count| f64::from(*count) / SAMPLES as f64)
                .fold(1.0, f64::min);
            assert!(least >= 0.93, "{what}, {budget} judged: {held:?} of {SAMPLES}");
        }
    }
}

#[test]
fn a_census_is_certain_and_unsure_answers_are_shown_both_ways() {
    let (weights, truth) = population(300, 3, probability);
    let census = plan(&weights, 2.0, 1000, 4, Aim::Recall, 1);
    let mut tallies = judge(&census, &truth);
    let sure = estimate(&census, &tallies, 0.95);
    for one in [sure.precision, sure.recall, sure.f1] {
        assert!(one.high - one.low < 1e-9);
    }
    let links = weights.iter().filter(|weight| **weight >= 2.0).count() as f64;
    let found = weights
        .iter()
        .zip(&truth)
        .filter(|(weight, same)| **weight >= 2.0 && **same)
        .count() as f64;
    assert!((sure.precision.value - found / links).abs() < 1e-9);
    let last = tallies.last_mut().unwrap();
    *last = Tally {
        same: last.same - 3,
        different: last.different,
        unsure: 3,
    };
    let unsure = estimate(&census, &tallies, 0.95);
    assert!((unsure.precision.if_unsure_same - sure.precision.value).abs() < 1e-9);
    assert!(unsure.precision.if_unsure_different < sure.precision.value);
    assert!(unsure.precision.low < unsure.precision.high);
    // Nobody judged anything: the model's word stands, and nothing bounds it.
    let nothing = estimate(&census, &[], 0.95);
    assert_eq!(nothing.unjudged, census.strata.len());
    assert!(nothing.precision.low < 0.01 && nothing.precision.high > 0.99);
}

#[test]
fn judging_where_it_matters_is_better_than_judging_at_random() {
    let (weights, truth) = population(20_000, 5, probability);
    let links = weights.iter().filter(|weight| **weight >= 3.0).count() as f64;
    let all = truth.iter().filter(|same| **same).count() as f64;
    let found = weights
        .iter()
        .zip(&truth)
        .filter(|(weight, same)| **weight >= 3.0 && **same)
        .count() as f64;
    let whole = 2.0 * found / (links + all);
    let error = |bands: usize| -> f64 {
        (0..100)
            .map(|seed| {
                let plan = plan(&weights, 3.0, 400, bands, Aim::F1, seed);
                (estimate(&plan, &judge(&plan, &truth), 0.95).f1.value - whole).powi(2)
            })
            .sum()
    };
    // One band on each side is a sample without regard to the weights.
    assert!(error(8) < 0.5 * error(1), "{} {}", error(8), error(1));
}

#[test]
fn calibration_mends_a_model_that_is_too_sure() {
    let truth_of = |weight: f64| probability(0.6 * weight - 1.0);
    let (weights, truth) = population(20_000, 8, truth_of);
    let plan = plan(&weights, 2.0, 1500, 8, Aim::F1, 4);
    let judged: Vec<Judged> = plan
        .strata
        .iter()
        .flat_map(|stratum| {
            stratum
                .draw
                .iter()
                .map(move |place| (*place, stratum.pairs as f64 / stratum.draw.len() as f64))
        })
        .map(|(place, stands_for)| Judged {
            weight: f64::from(weights[place]),
            same: truth[place],
            stands_for,
        })
        .collect();
    let error = |of: &dyn Fn(f64) -> f64| -> f64 {
        weights
            .iter()
            .map(|weight| (of(f64::from(*weight)) - truth_of(f64::from(*weight))).powi(2))
            .sum()
    };
    let said = error(&probability);
    for calibration in [
        Calibration::platt(&judged).unwrap(),
        Calibration::isotonic(&judged).unwrap(),
    ] {
        assert!(
            error(&|weight| calibration.probability(weight)) < 0.4 * said,
            "{calibration:?}"
        );
        let text = serde_json::to_string(&calibration).unwrap();
        let again: Calibration = serde_json::from_str(&text).unwrap();
        assert!((again.probability(1.0) - calibration.probability(1.0)).abs() < 1e-12);
    }
    let bands = reliability(&judged, 6, 0.95);
    assert!(
        bands.iter().any(|band| band.said > band.high),
        "too sure, and the table shows it"
    );
    assert!(Calibration::platt(&judged[..0]).is_none());
}

#[test]
fn what_no_rule_met_has_a_lower_bound_only() {
    assert_eq!(unseen_at_least(0.0, 5.0), 0.0);
    assert_eq!(unseen_at_least(20.0, 10.0), 20.0);
    assert_eq!(unseen_at_least(4.0, 0.0), 6.0);
}

proptest! {
    #[test]
    fn any_weights_make_a_plan(weights in proptest::collection::vec(any::<f32>(), 0..300), budget in 0usize..400, bands in 0usize..60, threshold in any::<f32>()) {
        let made = plan(&weights, threshold, budget, bands, Aim::F1, 9);
        prop_assert_eq!(&made.strata, &plan(&weights, threshold, budget, bands, Aim::F1, 9).strata);
        prop_assert_eq!(made.strata.iter().map(|stratum| stratum.pairs).sum::<usize>(), weights.len());
        let mut drawn: Vec<usize> = made.strata.iter().flat_map(|stratum| stratum.draw.iter().copied()).collect();
        drawn.sort_unstable();
        prop_assert!(drawn.windows(2).all(|two| two[0] < two[1]), "none twice");
        let accuracy = estimate(&made, &[], 0.95);
        prop_assert!(accuracy.f1.value.is_finite());
    }

    #[test]
    fn probabilities_never_fall_with_the_weight(pairs in proptest::collection::vec((-30.0f64..30.0, any::<bool>(), 0.1f64..50.0), 2..80)) {
        let judged: Vec<Judged> = pairs.iter().map(|(weight, same, stands_for)| Judged { weight: *weight, same: *same, stands_for: *stands_for }).collect();
        for calibration in [Calibration::isotonic(&judged), Calibration::platt(&judged)].into_iter().flatten() {
            let mut last = 0.0;
            for step in -80..80 {
                let p = calibration.probability(f64::from(step) / 2.0);
                prop_assert!((0.0..=1.0).contains(&p) && p + 1e-12 >= last);
                last = p;
            }
        }
    }
}

/// Pairs of groups with shares missed as given.
fn observed(missed: &[(usize, f64)], seed: u64) -> Vec<Observed> {
    let mut chance = Chance::new(seed, &[]);
    missed
        .iter()
        .enumerate()
        .flat_map(|(group, (pairs, share))| (0..*pairs).map(move |_| (group, *share)))
        .map(|(group, share)| Observed {
            groups: (group, group),
            linked: chance.uniform() >= share,
            same: true,
            stands_for: 1.0,
        })
        .collect()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("group {number}")).collect()
}

#[test]
fn a_group_served_worse_is_named_and_chance_is_not() {
    let settings = Settings::default();
    let worse = report(
        &names(4),
        observed(&[(900, 0.1), (800, 0.1), (400, 0.25), (9, 0.9)], 1),
        &settings,
    );
    assert_eq!(worse.warnings.len(), 1);
    assert_eq!(
        (worse.warnings[0].error, worse.warnings[0].group.as_str()),
        (Error::Missed, "group 2")
    );
    assert!(worse.warnings[0].to_string().contains("group 2"));
    // Too small to be shown, and alone in the pool.
    assert!(worse.pooled.contains(&(Error::Missed, "group 3".to_owned())));
    assert!(
        worse
            .rates
            .iter()
            .all(|rate| rate.group != "group 3" && !rate.group.starts_with("small"))
    );
    // A group of which nothing is linked has no links to be false, and is shown all the same where it is missed.
    let lost = report(&names(2), observed(&[(900, 0.1), (50, 1.0)], 1), &settings);
    assert_eq!(lost.warnings[0].group, "group 1");
    // Twelve groups served alike: a warning in few reports.
    let alarms = (0..200)
        .filter(|seed| {
            !report(&names(12), observed(&[(150, 0.1); 12], *seed), &settings)
                .warnings
                .is_empty()
        })
        .count();
    assert!(alarms <= 14, "{alarms} false alarms in 200 reports");
    // Several small groups are shown together.
    let pooled = report(
        &names(4),
        observed(&[(500, 0.1), (25, 0.1), (25, 0.1), (25, 0.1)], 2),
        &settings,
    );
    assert!(pooled.rates.iter().any(|rate| rate.group == "small groups together"));
}

#[test]
fn names_tell_script_and_culture() {
    assert_eq!(script_of("محمد"), Script::Arabic);
    assert_eq!(script_of("Nguyễn Thi"), Script::LatinMarked);
    assert_eq!(script_of("O'Brien"), Script::Latin);
    assert_eq!(script_of("ተስፋይ"), Script::Ethiopic);
    assert_eq!(script_of("12"), Script::None);
    assert_eq!(culture_of("Tesfay Gebremedhin"), "habesha");
    assert_eq!(culture_of("Nguyen Thi Huong"), "vietnamese");
    assert_eq!(culture_of(""), "other");
}
