//! The fan: every method, every model nearly as good, and what speaks against a single number. This is what users see.
//!
//! A study of the hidden number that prints one figure with one interval rests on one branch of a fork. The fan has all of
//! them and says in plain sentences when no headline may be drawn from it: when methods differ by more than half, when
//! too few people are on two lists, when a list is too small, when nobody knows how well the records were linked.

use super::bayes::{self, Posterior};
use super::envelope::{Envelope, envelope};
use super::graphs::{self, Averaged};
use super::humps::{Humps, humps};
use super::latent;
use super::linkage::{self, LinkageBand};
use super::lower_bound::{self, LowerBound};
use super::model::Model;
use super::resample::{self, Bca, Limits, Room};
use super::search::{self, BestModel, Ranking};
use super::stepwise::THRESHOLD;
use super::table::Table;
use serde::Serialize;

/// What a study asks of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    pub resamples: usize,
    pub resamples_per_linkage_draw: usize,
    pub seed: u64,
    pub latent: latent::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            resamples: 1_000,
            resamples_per_linkage_draw: 200,
            seed: 1,
            latent: latent::Options::default(),
        }
    }
}

/// The whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct Fan {
    pub lists: Vec<ListSize>,
    pub people_seen: u64,
    pub people_on_two_or_more: u64,
    pub independent: Option<f64>,
    pub lower_bound: Option<LowerBound>,
    /// The one-line bound, which is none when lists differ in size: shown to be recognised, not used.
    pub naive_bound: Option<f64>,
    pub stepwise: Option<StepwiseBlade>,
    pub best_model: Option<BestModel>,
    pub near_models: Vec<NearModel>,
    pub bayes: Vec<Posterior>,
    pub graphs: Option<Averaged>,
    /// Only to be shown as an estimate when `converged`.
    pub latent_classes: Option<latent::Outcome>,
    pub envelope: Option<Envelope>,
    pub linkage: Option<LinkageBand>,
    pub without_list: Vec<Variant>,
    pub lists_merged: Vec<Variant>,
    /// Highest estimate over lowest, of the methods that count for a headline.
    pub methods_differ_by: f64,
    /// Empty when a headline may be drawn.
    pub refusals: Vec<Refusal>,
    pub assumptions: Vec<Assumption>,
    /// Histories with one to four people: not to be exported as they are.
    pub small_cells: usize,
    pub options: Options,
    pub fingerprint: String,
    pub code_version: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListSize {
    pub name: String,
    pub people: u64,
    pub on_no_other: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepwiseBlade {
    pub shorthand: String,
    pub total: f64,
    pub bic: f64,
    pub bca: Bca,
    pub percentile: Limits,
    /// Total over people seen: how many children stand behind each one seen.
    pub multiplier: f64,
    pub not_finite: usize,
    pub humps: Humps,
    pub by_threshold: Vec<(f64, Option<f64>)>,
}

/// A model within six of the best BIC.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearModel {
    pub shorthand: String,
    pub total: f64,
    pub bic_above_best: f64,
    /// Share of exp(-BIC/2) among the near models.
    pub weight: f64,
    /// Large-sample limits as if the model were known.
    pub low95: f64,
    pub high95: f64,
}

/// The estimate from the same people, with a list left out or two made one. The best model is sought up to five lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    pub change: String,
    pub people_seen: u64,
    pub stepwise: Option<f64>,
    pub best_model: Option<f64>,
}

/// Why no headline may be drawn.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
pub enum Refusal {
    #[error("the methods differ by a factor of {0:.2}: more than 1.5, so no single number stands for them")]
    MethodsDiffer(f64),
    #[error("only {0} people are on two or more lists: fewer than 10 tell too little about those on none")]
    ThinOverlap(u64),
    #[error("the list \"{name}\" holds {people} people: fewer than 10")]
    SmallList { name: String, people: u64 },
    #[error("how many links were missed or made up is not known: hand in draws of the linkage")]
    LinkageUnknown,
    #[error("no method has a finite estimate: the lists overlap too little, only the people seen can be counted")]
    NoFiniteEstimate,
    #[error("the resampled estimates fall into two groups: the data cannot tell which of two answers is right")]
    TwoHumps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Light {
    Green,
    Amber,
    Red,
    /// The lists cannot tell; people who know them must.
    AskPeople,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    pub name: &'static str,
    pub light: Light,
    pub because: String,
}

/// Works out the whole fan. `linkage_draws` are tables of the same lists, one for each draw of the linkage; none if the
/// linkage was not drawn from, which forbids a headline.
pub fn fan(table: &Table, linkage_draws: &[Table], options: Options) -> Fan {
    let ranking = search::rank(table);
    let best_model = search::bootstrap(
        table,
        &ranking,
        search::competitors(table.lists()),
        options.resamples,
        options.seed,
    );
    let mut bayes = Vec::new();
    for (proper, with_triples) in [(true, false), (false, false), (true, true)] {
        let settings = bayes::Options {
            proper,
            with_triples,
            ..bayes::Options::default()
        };
        bayes.extend(bayes::threshold(table, settings, options.seed));
    }
    let lists = (0..table.lists())
        .map(|list| ListSize {
            name: table.names()[list].clone(),
            people: table.on_all(1 << list),
            on_no_other: table.counts()[1 << list],
        })
        .collect();
    let mut fan = Fan {
        lists,
        people_seen: table.people(),
        people_on_two_or_more: table.by_number_of_lists()[2..].iter().sum(),
        independent: independent(table),
        lower_bound: lower_bound::lower_bound(table),
        naive_bound: lower_bound::naive(table),
        stepwise: stepwise(table, options),
        best_model,
        near_models: near_models(&ranking),
        bayes,
        graphs: graphs::average(table),
        latent_classes: latent::run(table, options.latent, options.seed),
        envelope: envelope(table, &ranking),
        linkage: linkage::band(
            linkage_draws,
            &ranking,
            options.resamples_per_linkage_draw,
            options.seed,
        ),
        without_list: without_list(table),
        lists_merged: lists_merged(table),
        methods_differ_by: f64::NAN,
        refusals: Vec::new(),
        assumptions: Vec::new(),
        small_cells: table.counts().iter().filter(|&&count| (1..5).contains(&count)).count(),
        options,
        fingerprint: table.fingerprint(),
        code_version: env!("CARGO_PKG_VERSION"),
    };
    fan.methods_differ_by = fan.spread_of_methods();
    fan.refusals = fan.refuse();
    fan.assumptions = fan.judge_assumptions();
    fan
}

impl Fan {
    /// Estimates that count when methods are compared. Independence counts only where the data do not speak against it,
    /// latent classes only where the chains agree; bounds are no estimates.
    pub fn methods(&self) -> Vec<(&'static str, f64)> {
        let mut methods = Vec::new();
        let independent_is_near = self.near_models.iter().any(|near| Some(near.total) == self.independent);
        methods.extend(
            self.independent
                .filter(|_| independent_is_near)
                .map(|total| ("independent", total)),
        );
        methods.extend(self.stepwise.as_ref().map(|blade| ("stepwise", blade.total)));
        methods.extend(self.best_model.as_ref().map(|best| ("best model by BIC", best.total)));
        for posterior in &self.bayes {
            let name = if posterior.proper {
                "Bayesian threshold"
            } else {
                "Bayesian threshold, flat prior"
            };
            methods.push((name, posterior.limits.middle));
        }
        methods.extend(
            self.graphs
                .as_ref()
                .map(|averaged| ("graph averaging", averaged.limits.middle)),
        );
        let latent = self.latent_classes.as_ref().filter(|outcome| outcome.converged);
        methods.extend(latent.map(|outcome| ("latent classes", outcome.limits.middle)));
        methods.retain(|(_, total)| total.is_finite());
        methods
    }

    fn spread_of_methods(&self) -> f64 {
        let totals: Vec<f64> = self.methods().iter().map(|(_, total)| *total).collect();
        let highest = totals.iter().copied().fold(f64::NAN, f64::max);
        highest / totals.iter().copied().fold(f64::NAN, f64::min)
    }

    fn refuse(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let found = self.stepwise.is_some() || self.best_model.is_some();
        if !found {
            refusals.push(Refusal::NoFiniteEstimate);
        }
        if self.methods_differ_by > 1.5 {
            refusals.push(Refusal::MethodsDiffer(self.methods_differ_by));
        }
        if self.people_on_two_or_more < 10 {
            refusals.push(Refusal::ThinOverlap(self.people_on_two_or_more));
        }
        for list in self.lists.iter().filter(|list| list.people < 10) {
            refusals.push(Refusal::SmallList {
                name: list.name.clone(),
                people: list.people,
            });
        }
        if self.linkage.is_none() {
            refusals.push(Refusal::LinkageUnknown);
        }
        if self.stepwise.as_ref().is_some_and(|blade| blade.humps.two) {
            refusals.push(Refusal::TwoHumps);
        }
        refusals
    }

    fn judge_assumptions(&self) -> Vec<Assumption> {
        let ask = |name, because: &str| Assumption {
            name,
            light: Light::AskPeople,
            because: because.to_owned(),
        };
        let (near_low, near_high) = self
            .near_models
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(low, high), near| {
                (low.min(near.total), high.max(near.total))
            });
        let fork = near_high / near_low;
        let three_way = Assumption {
            name: "no left-out dependence of three lists",
            light: match fork {
                fork if fork > 1.5 => Light::Red,
                fork if fork > 1.2 => Light::Amber,
                _ => Light::Green,
            },
            because: format!("models within 6 BIC of the best differ by a factor of {fork:.2}"),
        };
        let links = match &self.linkage {
            None => Assumption {
                name: "links are right",
                light: Light::Red,
                because: "no draws of the linkage were handed in".to_owned(),
            },
            Some(band) => Assumption {
                name: "links are right",
                light: match band.share {
                    share if share > 0.5 => Light::Red,
                    share if share > 0.1 => Light::Amber,
                    _ => Light::Green,
                },
                because: format!("{:.0} % of the uncertainty comes from linkage", 100.0 * band.share),
            },
        };
        vec![
            ask(
                "closed population and period",
                "people who came, left or grew up in the period break it",
            ),
            ask(
                "everyone could be on some list",
                "very young children and those exploited abroad are often on none",
            ),
            links,
            ask(
                "all lists mean the same",
                "a list with another definition holds people who do not belong",
            ),
            three_way,
            ask(
                "people within a stratum are alike",
                "hidden differences cannot be seen in the lists at all",
            ),
        ]
    }
}

fn independent(table: &Table) -> Option<f64> {
    let mut room = Room::new(table.lists());
    room.fitter.load(table.counts());
    let model = Model::independent(table.lists());
    let fine = room.fitter.existence(model.terms()).is_fine();
    room.fitter.fit(model.terms()).filter(|_| fine).map(|fit| fit.total)
}

fn stepwise(table: &Table, options: Options) -> Option<StepwiseBlade> {
    let total = |room: &mut Room, counts: &[u64]| {
        room.fitter.load(counts);
        room.selector.total(&mut room.fitter, THRESHOLD).unwrap_or(f64::NAN)
    };
    let mut room = Room::new(table.lists());
    room.fitter.load(table.counts());
    let chosen = room
        .selector
        .select(&mut room.fitter, THRESHOLD)
        .filter(|chosen| chosen.finite)?;
    let by_threshold = [0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 1.0]
        .map(|threshold| (threshold, room.selector.total(&mut room.fitter, threshold)))
        .to_vec();
    let totals = resample::resamples(table, options.seed, 1, options.resamples, total);
    let sorted = resample::sorted(&totals);
    let acceleration = resample::acceleration(&resample::leave_one_out(table, total));
    Some(StepwiseBlade {
        shorthand: chosen.model.shorthand(),
        total: chosen.fit.total,
        bic: chosen.fit.bic,
        bca: resample::bca(chosen.fit.total, &sorted, acceleration),
        percentile: Limits::percentile(&sorted),
        multiplier: chosen.fit.total / table.people() as f64,
        not_finite: totals.len() - sorted.len(),
        humps: humps(&sorted, table.people() as f64),
        by_threshold,
    })
}

fn near_models(ranking: &Ranking) -> Vec<NearModel> {
    let Some(best) = ranking.models.first().map(|ranked| ranked.fit.bic) else {
        return Vec::new();
    };
    let mut near: Vec<NearModel> = Vec::new();
    for ranked in ranking.models.iter().take_while(|ranked| ranked.fit.bic - best <= 6.0) {
        let error = 1.959_964 * (ranked.fit.log_variance + 1.0 / ranked.fit.unseen).sqrt();
        let seen = ranked.fit.total - ranked.fit.unseen;
        near.push(NearModel {
            shorthand: ranked.model.shorthand(),
            total: ranked.fit.total,
            bic_above_best: ranked.fit.bic - best,
            weight: (-(ranked.fit.bic - best) / 2.0).exp(),
            low95: seen + ranked.fit.unseen * (-error).exp(),
            high95: seen + ranked.fit.unseen * error.exp(),
        });
    }
    let sum: f64 = near.iter().map(|model| model.weight).sum();
    near.iter_mut().for_each(|model| model.weight /= sum);
    near
}

fn without_list(table: &Table) -> Vec<Variant> {
    let lists = 0..table.lists();
    lists
        .filter_map(|list| {
            Some(variant(
                format!("without {}", table.names()[list]),
                &table.without(list)?,
            ))
        })
        .collect()
}

fn lists_merged(table: &Table) -> Vec<Variant> {
    let mut variants = Vec::new();
    for first in 0..table.lists() {
        for second in first + 1..table.lists() {
            if let Some(merged) = table.merged(first, second) {
                variants.push(variant(
                    format!("{} with {}", table.names()[first], table.names()[second]),
                    &merged,
                ));
            }
        }
    }
    variants
}

fn variant(change: String, table: &Table) -> Variant {
    let mut room = Room::new(table.lists());
    room.fitter.load(table.counts());
    Variant {
        change,
        people_seen: table.people(),
        stepwise: room.selector.total(&mut room.fitter, THRESHOLD),
        // Beyond five lists a search takes as long as all the rest: the variants then show the stepwise estimate alone.
        best_model: if table.lists() <= 5 {
            search::rank(table).models.first().map(|ranked| ranked.fit.total)
        } else {
            None
        },
    }
}
