//! A whole file at once: which of a million records speak of the same child?
//!
//! The story of a run: [`reading`] numbers the values of the columns; [`rows`] turns them into rows of 64 bytes; [`cultures`] learns
//! how common each name is among its own; [`blocking`] finds the pairs worth comparing; [`scoring`] weighs them, with the same
//! comparators as live recognition, and [`explanation`] says why; [`training`] fits the model to the records at hand; [`clusters`] puts records together.
//!
//! The result depends on the records, the spec, the model and the seed, and on nothing else: not on the number of threads.

mod blocking;
mod clusters;
mod cultures;
mod days;
pub(crate) mod dictionary;
mod explanation;
mod reading;
mod rows;
mod scoring;
mod spec;
mod stages;
mod training;
mod weights;
mod words;

pub use blocking::RuleReport;
pub use clusters::{Clustering, Clusters, Diagnosis, Judgement, clusters, diagnose, samples};
pub use explanation::Line;
pub use reading::Ids;
pub use spec::{Blocking, Columns, KeyPart, Rule, Spec};
pub use stages::{Candidates, Prepared, RecordedSex};
pub use training::Training;
pub use weights::BulkModel;

use rayon::prelude::*;
use std::io::Read;

#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("the records cannot be read: {0}")]
    Reading(#[source] std::io::Error),
    #[error("the records cannot be read: {0}")]
    Unreadable(String),
    #[error("the file has no column {0}")]
    NoColumn(String),
    #[error("the specification or model cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("the model cannot be written: {0}")]
    Writing(#[from] toml::ser::Error),
    #[error("the specification or model is not sound: {0}")]
    Unsound(&'static str),
    #[error("cancelled")]
    Cancelled,
}

/// Told how far a run is; asked whether to go on.
pub trait Progress: Sync {
    /// `stage` is one of reading, encoding, blocking, training, scoring, clustering; `done` of `whole` parts.
    fn step(&self, _stage: &'static str, _done: u64, _whole: u64) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Says nothing and never stops.
pub struct Quiet;

impl Progress for Quiet {}

/// Two records (places in the file, the lower first) and the bits for their being one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub a: u32,
    pub b: u32,
    pub weight: f32,
}

/// What a run found.
pub struct Linkage {
    pub ids: Ids,
    /// All compared pairs whose weight is at least the floor, in the order of records.
    pub pairs: Vec<Pair>,
    pub clusters: Clusters,
    /// Pairs that passed the filter and were weighed.
    pub compared: u64,
    pub rules: Vec<RuleReport>,
    /// The model in use: as given, or trained.
    pub model: BulkModel,
    /// Rows of the file with too few or too many fields.
    pub uneven_rows: u64,
    records: Records,
}

/// Records ready for the kernel.
struct Records {
    rows: rows::Rows,
    cultures: cultures::Cultures,
    days: days::Days,
    confused: Vec<bool>,
}

impl Records {
    fn kernel(&self, model: &BulkModel) -> scoring::Kernel<'_> {
        scoring::Kernel::new(&self.rows, &self.cultures, &self.days, &self.confused, model)
    }
}

impl Linkage {
    /// The bits of evidence about two records, field by field; they add up to the weight. None where a record does not exist.
    pub fn explain(&self, a: u32, b: u32) -> Option<Vec<Line>> {
        let (one, other) = (
            self.records.rows.rows.get(a as usize)?,
            self.records.rows.rows.get(b as usize)?,
        );
        Some(self.records.kernel(&self.model).explain(one, other))
    }
}

/// Links the records of one file.
///
/// `source`: comma-separated values with a head. `training`: fit `model` to the records first. `floor`: pairs below this weight
/// (bits) are not kept; the clusters need those down to some five bits below zero.
///
/// # Errors
/// Where the file cannot be read, lacks a column of the spec, or `progress` says stop.
pub fn link(
    source: impl Read,
    spec: &Spec,
    model: &BulkModel,
    training: Option<Training>,
    floor: f32,
    progress: &dyn Progress,
) -> Result<Linkage, LinkError> {
    let prepared = Prepared::read(source, spec, progress)?;
    let found = prepared.candidates(spec, progress)?;
    let model = match training {
        Some(training) => prepared.train(model, &found, training, progress)?,
        None => model.clone(),
    };
    let pairs = prepared.weigh(&model, &found, floor, progress)?;
    stages::go_on(progress, "clustering", 0, 1)?;
    let clusters = clusters::clusters(&pairs, &[], prepared.len(), &spec.clusters);
    stages::go_on(progress, "clustering", 1, 1)?;
    let Prepared {
        ids,
        uneven_rows,
        records,
    } = prepared;
    Ok(Linkage {
        ids,
        pairs,
        clusters,
        compared: found.pairs.len() as u64,
        rules: found.rules,
        model,
        uneven_rows,
        records,
    })
}

fn weigh(
    kernel: &scoring::Kernel<'_>,
    candidates: &[u64],
    floor: f32,
    progress: &dyn Progress,
) -> Result<Vec<Pair>, LinkError> {
    // Between two portions the run may be stopped.
    const PORTION: usize = 1 << 22;
    let mut pairs = Vec::new();
    let mut done = 0;
    for portion in candidates.chunks(PORTION) {
        let kept: Vec<Vec<Pair>> = portion
            .par_chunks(1 << 14)
            .map_init(words::Memo::new, |memo, chunk| {
                let mut kept = Vec::new();
                kernel.weigh_all(memo, chunk, floor, |a, b, weighed| {
                    if weighed.weight >= floor {
                        kept.push(Pair {
                            a,
                            b,
                            weight: weighed.weight,
                        });
                    }
                });
                kept
            })
            .collect();
        pairs.extend(kept.into_iter().flatten());
        done += portion.len() as u64;
        progress.step("scoring", done, candidates.len() as u64);
        if progress.cancelled() {
            return Err(LinkError::Cancelled);
        }
    }
    Ok(pairs)
}

/// Which numbered countries are often written for one another: the list of the live model.
fn confusions(rows: &rows::Rows) -> Vec<bool> {
    let mut confused = vec![false; 256 * 256];
    let number = |code: &str| {
        rows.countries
            .iter()
            .position(|known| known == code)
            .filter(|place| *place < 256)
    };
    for [one, other] in crate::model::Model::shipped().nationality.confusions() {
        if let (Some(one), Some(other)) = (number(one), number(other)) {
            confused[one * 256 + other] = true;
            confused[other * 256 + one] = true;
        }
    }
    confused
}
