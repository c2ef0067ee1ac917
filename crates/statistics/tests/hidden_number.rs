//! The methods against published figures and against the R packages, on the published tables.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use statistics::chance::Chance;
use statistics::mse::{
    Model, Table, bayes, envelope, existence, fan,
    fit::Fitter,
    graphs, latent, linkage, lower_bound, model, resample, search,
    stepwise::{Selector, THRESHOLD},
};

const TABLES: [&str; 7] = [
    "artificial_3",
    "uk2013_4",
    "kosovo_4",
    "uk2013_5",
    "ned_5",
    "uk2013_6",
    "ned_6",
];

fn read(name: &str) -> String {
    let path = format!("{}/tests/data/mse/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn table(name: &str) -> Table {
    Table::from_csv(&read(name)).unwrap()
}

fn loaded(table: &Table) -> (Fitter, Selector) {
    let mut fitter = Fitter::new(table.lists());
    fitter.load(table.counts());
    (fitter, Selector::new(table.lists()))
}

fn close(found: f64, wanted: f64, share: f64) {
    assert!((found / wanted - 1.0).abs() < share, "{found} for {wanted}");
}

#[test]
fn stepwise_gives_the_digits_of_r_on_its_own_resamples() {
    for name in TABLES {
        let table = table(name);
        let text = read(&format!("{name}_step_resamples"));
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let (mut fitter, mut selector) = loaded(&table);
        let mut done = 0;
        for line in lines {
            let fields: Vec<&str> = line.split(',').collect();
            let mut counts = vec![0; table.counts().len()];
            for (column, field) in header.iter().zip(&fields) {
                if let Some(history) = column.strip_prefix('n') {
                    let cell: usize = history
                        .bytes()
                        .enumerate()
                        .map(|(i, on)| usize::from(on - b'0') << i)
                        .sum();
                    counts[cell] = field.parse().unwrap();
                }
            }
            fitter.load(&counts);
            let wanted: f64 = fields.last().unwrap().parse().unwrap();
            close(selector.total(&mut fitter, THRESHOLD).unwrap(), wanted, 1e-9);
            done += 1;
        }
        assert_eq!(done, 60);
    }
}

#[test]
fn stepwise_at_every_threshold() {
    let wanted = [
        (
            "uk2013_6",
            [12_213.995, 13_181.241, 12_349.587, 11_417.991, 11_417.991, 10_568.707],
        ),
        (
            "uk2013_5",
            [13_444.131, 13_100.843, 12_262.412, 11_312.990, 11_312.990, 11_232.531],
        ),
        (
            "uk2013_4",
            [10_694.255, 11_310.577, 11_987.088, 11_015.244, 11_015.244, 11_522.544],
        ),
        (
            "ned_6",
            [52_823.464, 121_529.59, 121_529.59, 111_139.371, 68_246.486, 47_683.223],
        ),
        (
            "ned_5",
            [
                52_923.894,
                146_031.701,
                121_521.614,
                121_521.614,
                60_063.734,
                45_135.438,
            ],
        ),
        (
            "kosovo_4",
            [7_394.587, 8_238.675, 14_341.664, 14_341.664, 14_341.664, 14_402.489],
        ),
        ("artificial_3", [539.094, 539.094, 539.094, 539.094, 539.094, 296.0]),
    ];
    for (name, totals) in wanted {
        let (mut fitter, mut selector) = loaded(&table(name));
        for (threshold, total) in [0.0, 0.001, 0.005, 0.02, 0.1, 1.0].into_iter().zip(totals) {
            close(selector.total(&mut fitter, threshold).unwrap(), total, 1e-6);
        }
        assert_eq!(fitter.counts(), table(name).counts());
    }
}

#[test]
fn stepwise_information_criteria_and_dead_pairs() {
    for (name, shorthand, aic, bic) in [
        ("uk2013_6", "[12,13,24,25,35,36,45]", 162.66, 245.50),
        ("ned_6", "[12,16,23,25,34,36,45,46]", 207.18, 312.43),
        ("kosovo_4", "[12,13,14,23,34]", 161.3176, 225.2112),
    ] {
        let (mut fitter, mut selector) = loaded(&table(name));
        let chosen = selector.select(&mut fitter, THRESHOLD).unwrap();
        assert_eq!(chosen.model.shorthand(), shorthand);
        assert!((chosen.fit.aic - aic).abs() < 0.006 && (chosen.fit.bic - bic).abs() < 0.006);
        if name == "ned_6" {
            // Nobody was on lists 1 and 2, nor on 2 and 5: parameters at minus infinity.
            assert_eq!(fitter.parameter(0b000011), f64::NEG_INFINITY);
            assert_eq!(fitter.parameter(0b010010), f64::NEG_INFINITY);
        }
    }
}

#[test]
fn existence_of_models_of_pairs() {
    for name in TABLES {
        let table = table(name);
        let lists = table.lists();
        let all_pairs = Model::generated(lists, &model::pairs(lists));
        let code = existence::check(table.counts(), all_pairs.terms()).code();
        assert_eq!(code, if name == "artificial_3" { 2 } else { 0 });
        let bad = model::all(lists, false)
            .iter()
            .filter(|model| !existence::check(table.counts(), model.terms()).exists)
            .count();
        assert_eq!(bad, if name == "artificial_3" { 3 } else { 0 });
    }
}

#[test]
fn acceleration_and_bca_limits() {
    let (mut room, table) = (resample::Room::new(5), table("uk2013_5"));
    room.fitter.load(table.counts());
    let total = |room: &mut resample::Room, counts: &[u64]| {
        room.fitter.load(counts);
        room.selector.total(&mut room.fitter, THRESHOLD).unwrap_or(f64::NAN)
    };
    let acceleration = resample::acceleration(&resample::leave_one_out(&table, total));
    close(acceleration, -0.012181081, 1e-6);
    // The limits of the stored resamples themselves would be those of R; other resamples agree within chance.
    let totals = resample::resamples(&table, 5, 1, 4_000, total);
    let bca = resample::bca(
        total(&mut room, table.counts()),
        &resample::sorted(&totals),
        acceleration,
    );
    close(bca.limits.low95, 8_785.0, 0.07);
    close(bca.limits.low80, 9_624.0, 0.03);
    close(bca.limits.high80, 12_531.0, 0.03);
    close(bca.limits.high95, 14_701.0, 0.07);
}

#[test]
fn best_models_by_bic() {
    for (name, admissible, best) in [
        (
            "uk2013_4",
            111,
            [
                ("[12,13,4]", 11_987.088, 142.4235),
                ("[12,13,24]", 11_015.244, 143.1884),
            ],
        ),
        (
            "kosovo_4",
            113,
            [
                ("[123,14,34]", 10_356.519, 203.0296),
                ("[123,134]", 12_740.968, 203.1134),
            ],
        ),
        (
            "uk2013_5",
            6_084,
            [
                ("[123,25,34]", 25_311.291, 195.8791),
                ("[123,34,5]", 28_822.126, 196.3297),
            ],
        ),
        (
            "ned_5",
            6_083,
            [
                ("[135,12,24,34]", 148_788.759, 219.1707),
                ("[135,24,34]", 167_555.348, 219.9402),
            ],
        ),
    ] {
        let ranking = search::rank(&table(name));
        assert_eq!(ranking.admissible, admissible);
        for (ranked, (shorthand, total, bic)) in ranking.models.iter().zip(best) {
            assert_eq!(ranked.model.shorthand(), shorthand);
            close(ranked.fit.total, total, 1e-6);
            assert!((ranked.fit.bic - bic).abs() < 1e-3);
        }
    }
    let fork = search::rank(&table("uk2013_5"));
    let near = fork
        .models
        .iter()
        .filter(|ranked| ranked.fit.bic - fork.models[0].fit.bic <= 6.0)
        .count();
    assert_eq!(near, 14);
}

#[test]
fn six_lists_are_searched_beyond_pairs() {
    let ranking = search::rank(&table("ned_6"));
    assert_eq!(ranking.models[0].model.shorthand(), "[346,16,25,45]");
    // The stepwise model of pairs has a BIC of 312.43; among the 200 best no model of pairs is left.
    assert!(ranking.models[0].fit.bic + 20.0 < 312.43);
    assert!(ranking.models.iter().all(|ranked| ranked.model.order() == 3));
    assert!(!ranking.exhaustive);
}

#[test]
fn competition_of_the_best_models() {
    let kosovo = table("kosovo_4");
    let best = search::bootstrap(&kosovo, &search::rank(&kosovo), 20, 2_000, 3).unwrap();
    let last = best.competitions.last().unwrap();
    close(last.bca.limits.low95, 6_947.0, 0.06);
    close(last.bca.limits.high95, 18_010.0, 0.06);
    close(best.competitions[0].bca.limits.low95, 9_101.0, 0.03);
}

#[test]
fn lower_bounds_are_those_of_rcapture() {
    for (name, wanted, deviance) in [
        ("kosovo_4", 8_591.184, 105.4968),
        ("ned_5", 53_714.109, 397.0011),
        ("ned_6", 54_367.749, 444.8813),
        ("uk2013_4", 10_813.436, 49.3862),
        ("uk2013_5", 13_570.027, 116.0734),
        ("uk2013_6", 12_298.508, 177.9612),
        ("artificial_3", 539.094, 8.8725),
    ] {
        let bound = lower_bound::lower_bound(&table(name)).unwrap();
        close(bound.total, wanted, 1e-6);
        assert!((bound.deviance - deviance).abs() < 1e-3);
    }
    close(lower_bound::naive(&table("uk2013_5")).unwrap(), 17_616.731, 1e-6);
}

#[test]
fn graph_averaging_is_that_of_dga() {
    for (name, quantiles) in [
        ("kosovo_4", [9_827.0, 10_798.0, 12_595.0, 14_956.0, 16_544.0]),
        ("uk2013_5", [10_387.0, 11_307.0, 22_990.0, 29_624.0, 33_510.0]),
        ("ned_5", [41_665.0, 44_439.0, 50_373.0, 177_416.0, 202_605.0]),
    ] {
        let limits = graphs::average(&table(name)).unwrap().limits;
        let found = [limits.low95, limits.low80, limits.middle, limits.high80, limits.high95];
        for (found, wanted) in found.into_iter().zip(quantiles) {
            close(found, wanted, 0.005);
        }
    }
}

#[test]
fn bayesian_threshold_under_both_priors() {
    for (name, proper, quantiles) in [
        ("uk2013_5", true, [10_913.9, 12_355.4, 14_045.6]),
        ("uk2013_5", false, [10_662.4, 12_121.0, 13_835.0]),
        ("kosovo_4", true, [12_305.2, 14_064.5, 16_191.9]),
        ("kosovo_4", false, [12_612.5, 14_453.4, 16_587.5]),
        ("ned_5", false, [36_893.1, 40_634.3, 45_301.7]),
        ("artificial_3", true, [295.4, 557.0, 1_338.9]),
    ] {
        let options = bayes::Options {
            proper,
            ..bayes::Options::default()
        };
        let posterior = bayes::threshold(&table(name), options, 11).unwrap();
        assert!(posterior.convergence < 1.02);
        let limits = posterior.limits;
        for (found, wanted) in [limits.low95, limits.middle, limits.high95].into_iter().zip(quantiles) {
            close(found, wanted, 0.035);
        }
    }
    let flat = bayes::Options {
        proper: false,
        ..bayes::Options::default()
    };
    assert!(bayes::threshold(&table("artificial_3"), flat, 1).is_none());
    let triples = bayes::Options {
        with_triples: true,
        draws: 6_000,
        ..bayes::Options::default()
    };
    let posterior = bayes::threshold(&table("kosovo_4"), triples, 1).unwrap();
    assert_eq!(posterior.shorthand, "[123,134]");
    close(posterior.limits.middle, 11_914.0, 0.03);
}

#[test]
fn latent_classes_refuse_what_has_two_modes() {
    let options = latent::Options {
        chains: 8,
        burn_in: 400,
        draws: 200,
        every: 2,
        ..latent::Options::default()
    };
    let outcome = latent::run(&table("uk2013_5"), options, 2).unwrap();
    assert!(!outcome.converged && outcome.convergence > 1.1);
}

#[test]
fn envelope_holds_both_branches_of_the_fork() {
    let uk = table("uk2013_5");
    let found = envelope::envelope(&uk, &search::rank(&uk)).unwrap();
    assert!(found.low < 10_500.0 && found.high > 30_000.0, "{found:?}");
}

#[test]
fn missed_and_false_links_move_the_estimate_as_measured() {
    for (name, errors, ratio) in [
        ("uk2013_6", (0.1, 0.0), 1.19),
        ("ned_6", (0.2, 0.0), 1.35),
        ("kosovo_4", (0.1, 0.0), 1.13),
        ("kosovo_4", (0.0, 0.1), 0.49),
        ("uk2013_5", (0.1, 0.1), 1.08),
    ] {
        let table = table(name);
        let (mut fitter, mut selector) = loaded(&table);
        let right = selector.total(&mut fitter, THRESHOLD).unwrap();
        let errors = linkage::Errors {
            missed: errors.0,
            made_up: errors.1,
        };
        let totals: Vec<f64> = (0..200)
            .map(|run| {
                let wrong = linkage::disturbed(&table, errors, &mut Chance::new(8, &[run]));
                fitter.load(wrong.counts());
                selector.total(&mut fitter, THRESHOLD).unwrap_or(f64::NAN)
            })
            .collect();
        close(resample::Limits::percentile(&totals).middle / right, ratio, 0.05);
    }
}

#[test]
fn linkage_draws_become_a_band_of_their_own() {
    let uk = table("uk2013_4");
    let ranking = search::rank(&uk);
    let draws = |errors: linkage::Errors| -> Vec<Table> {
        (0..30)
            .map(|draw| linkage::disturbed(&uk, errors, &mut Chance::new(4, &[draw])))
            .collect()
    };
    let certain = draws(linkage::Errors {
        missed: 0.0,
        made_up: 0.0,
    });
    let certain = linkage::band(&certain, &ranking, 50, 1).unwrap();
    assert_eq!(certain.stepwise.low95, certain.stepwise.high95);
    assert!(certain.share < 0.02);
    let unsure = draws(linkage::Errors {
        missed: 0.2,
        made_up: 0.0,
    });
    let unsure = linkage::band(&unsure, &ranking, 50, 1).unwrap();
    assert!(unsure.share > 2.0 * certain.share + 0.02 && unsure.stepwise.middle > 1.15 * certain.stepwise.middle);
    assert!(unsure.low <= unsure.stepwise.middle && unsure.stepwise.middle <= unsure.high);
    assert!(linkage::band(&[], &ranking, 50, 1).is_none());
}

fn quick(seed: u64) -> fan::Options {
    fan::Options {
        resamples: 200,
        resamples_per_linkage_draw: 20,
        seed,
        latent: latent::Options {
            chains: 4,
            burn_in: 100,
            draws: 50,
            every: 1,
            ..latent::Options::default()
        },
    }
}

#[test]
fn the_fan_is_the_same_on_any_number_of_threads() {
    let table = table("kosovo_4");
    let draws: Vec<Table> = (0..5)
        .map(|draw| {
            let errors = linkage::Errors {
                missed: 0.05,
                made_up: 0.02,
            };
            linkage::disturbed(&table, errors, &mut Chance::new(1, &[draw]))
        })
        .collect();
    let on = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_string(&fan(&table, &draws, quick(seed))).unwrap())
    };
    let one = on(1, 7);
    assert_eq!(one, on(3, 7));
    assert_ne!(one, on(1, 8));
}

#[test]
fn the_fan_refuses_a_headline_and_says_why() {
    let uk = fan(&table("uk2013_5"), &[], quick(1));
    assert!(uk.methods_differ_by > 1.5);
    assert!(uk.refusals.contains(&fan::Refusal::LinkageUnknown));
    assert!(
        uk.refusals
            .iter()
            .any(|refusal| matches!(refusal, fan::Refusal::MethodsDiffer(_)))
    );
    assert_eq!(uk.near_models.len(), 14);
    assert_eq!((uk.without_list.len(), uk.lists_merged.len()), (5, 10));
    assert!((uk.near_models.iter().map(|near| near.weight).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(uk.small_cells > 0);

    // No overlap at all: no number, but an answer.
    let apart = Table::from_csv("A,B,C,count\n1,0,0,30\n0,1,0,20\n0,0,1,5\n").unwrap();
    let nothing = fan(&apart, &[], quick(1));
    assert!(nothing.stepwise.is_none() && nothing.independent.is_none() && nothing.best_model.is_none());
    assert!(nothing.refusals.contains(&fan::Refusal::NoFiniteEstimate));
    assert!(nothing.refusals.contains(&fan::Refusal::ThinOverlap(0)));
    assert!(
        nothing
            .refusals
            .iter()
            .any(|refusal| matches!(refusal, fan::Refusal::SmallList { people: 5, .. }))
    );

    // Everybody on every list: nothing to say about dependence, and no panic.
    let together = Table::from_csv("A,B,C,count\n1,1,1,40\n").unwrap();
    assert!(!fan(&together, &[], quick(1)).refusals.is_empty());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(10))]
    /// Whatever sparse or separated table comes, there is an answer without a panic, and no number that is not finite.
    #[test]
    fn any_table_gets_an_answer(cells in proptest::collection::vec((1_u16..16, 0_u64..30), 1..16)) {
        let names = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
        if let Ok(table) = Table::new(names, &cells) {
            let answer = fan(&table, std::slice::from_ref(&table), fan::Options { resamples: 30, ..quick(3) });
            proptest::prop_assert!(answer.methods().iter().all(|(_, total)| total.is_finite()));
            proptest::prop_assert!(answer.linkage.is_none());
            if let Some(envelope) = answer.envelope {
                proptest::prop_assert!(envelope.low <= envelope.high && envelope.low >= table.people() as f64);
            }
        }
    }
}
