//! A whole file at once: which of a million records speak of the same child?
//!
//! The story of a run: [`reading`] numbers the values of the columns; [`rows`] turns them into rows of 64 bytes; [`cultures`] learns
//! how common each name is among its own; [`blocking`] finds the pairs worth comparing; [`scoring`] weighs them, with the same
//! comparators as live recognition; [`training`] fits the model to the records at hand; [`clusters`] puts records together.
//!
//! The result depends on the records, the spec, the model and the seed, and on nothing else: not on the number of threads.

mod blocking;
mod clusters;
mod cultures;
pub(crate) mod dictionary;
mod reading;
mod rows;
mod scoring;
mod spec;
mod training;
mod weights;
mod words;

pub use blocking::RuleReport;
pub use clusters::{Clustering, Clusters, Diagnosis, Judgement, clusters, diagnose, samples};
pub use reading::Ids;
pub use training::Training;
pub use spec::{Blocking, Columns, KeyPart, Rule, Spec};
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
    pub compared: u64,
    pub rules: Vec<RuleReport>,
    pub model: BulkModel,
}

/// Links the records of one file. `floor`: pairs below this weight (bits) are not kept.
pub fn link(source: impl Read, spec: &Spec, model: &BulkModel, training: Option<Training>, floor: f32, progress: &dyn Progress) -> Result<Linkage, LinkError> {
    let mark = std::time::Instant::now();
    let show = std::env::var_os("LINK_TIMES").is_some();
    let say = |stage: &str| {
        if show {
            eprintln!("{stage}: {:.2}s", mark.elapsed().as_secs_f64());
        }
    };
    let table = reading::read(source, &spec.columns.id, &spec.columns.names(), &|rows| {
        progress.step("reading", rows as u64, 0);
        progress.cancelled()
    })?;
    say("read");
    let (mut rows, ids) = rows::encode(table, &spec.country);
    say("encoded");
    let cultures = cultures::Cultures::learn(&mut rows);
    say("cultures");
    let found = blocking::candidates(&rows, &spec.blocking, progress)?;
    say("blocked");
    let days = scoring::Days::of(&rows);
    let confused = Vec::new();
    let mut model = model.clone();
    if let Some(training) = training {
        training::from_random_pairs(&mut model, &rows.rows, training);
        for _ in 0..training.rounds {
            let kernel = scoring::Kernel::new(&rows, &cultures, &days, &confused, &model);
            model = training::round(&kernel, &model, &found.pairs, training);
        }
        say("trained");
    }
    let kernel = scoring::Kernel::new(&rows, &cultures, &days, &confused, &model);
    let pairs: Vec<Pair> = found
        .pairs
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
        .collect::<Vec<_>>()
        .concat();
    say("scored");
    let clusters = clusters::clusters(&pairs, &[], rows.rows.len(), &spec.clusters);
    say("clustered");
    Ok(Linkage {
        ids,
        pairs,
        clusters,
        compared: found.pairs.len() as u64,
        rules: found.rules,
        model,
    })
}
