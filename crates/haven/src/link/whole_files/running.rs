//! The run: records into pairs, a model, weights and clusters, each stage kept as it is done.

use super::folder::digest_of;
use super::judgements::{self, Judged, Truth};
use super::kept::Kept;
use super::problems::LinkingProblem;
use super::reading::RowStream;
use matching::bulk::{self, BulkModel, Candidates, Clustering, Clusters, Pair, Prepared, Progress, Spec, Training};
use std::path::Path;

/// Pairs below this weight (bits) are not kept; the clusters need those down to some five below zero.
pub const FLOOR: f32 = -6.0;

/// Beyond this many bits a weight says no more; joins that rest on a person's answer carry thousands.
const MOST_BITS: f32 = 60.0;

/// The terms of a run that the engine does not know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    pub seed: u64,
    /// Bits from which records are put together; none: as the spec leans.
    pub threshold: Option<f32>,
    /// Pairs between these weights are for a person to look at.
    pub review: (f32, f32),
}

impl Terms {
    /// How the clusters are made at this threshold.
    pub fn clustering(&self, spec: &Spec) -> Clustering {
        Clustering {
            lean: self.threshold.map_or(spec.clusters.lean, |threshold| -threshold),
            ..spec.clusters
        }
    }

    /// Bits from which records are put together.
    pub fn bits(&self, spec: &Spec) -> f32 {
        -self.clustering(spec).lean
    }
}

/// What the run goes by, beside the records.
pub struct Guides<'a> {
    pub spec: &'a Spec,
    /// A model that is used as it is; none: the shipped one is trained on the records.
    pub model: Option<&'a str>,
    pub judgements: Option<&'a Path>,
    pub truth: Option<&'a Path>,
    pub terms: Terms,
}

/// What a run found.
pub struct Outcome {
    pub prepared: Prepared,
    pub candidates: Candidates,
    pub model: BulkModel,
    /// As it is written into the folder.
    pub model_text: String,
    /// Version and digest, as every row of the results has it.
    pub model_name: String,
    /// Compared pairs of [`FLOOR`] bits or more, in the order of records.
    pub pairs: Vec<Pair>,
    pub clusters: Clusters,
    pub judged: Judged,
    pub truth: Option<Truth>,
}

impl Outcome {
    pub fn id(&self, record: u32) -> String {
        self.prepared.ids.get(record).into_owned()
    }

    /// The weight of a compared pair on its own.
    pub fn own_weight(&self, a: u32, b: u32) -> Option<f32> {
        own_weight(&self.pairs, a, b)
    }

    pub fn together(&self, a: u32, b: u32) -> bool {
        let of = |record: u32| self.clusters.of.get(record as usize);
        of(a).is_some() && of(a) == of(b)
    }
}

pub fn own_weight(pairs: &[Pair], a: u32, b: u32) -> Option<f32> {
    let place = pairs.binary_search_by_key(&(a, b), |pair| (pair.a, pair.b)).ok()?;
    pairs.get(place).map(|pair| pair.weight)
}

/// How likely it is, by the model's own opinion, that two records of this weight are of one person.
pub fn probability(weight: f32) -> f64 {
    1.0 / (1.0 + (-f64::from(weight.clamp(-MOST_BITS, MOST_BITS))).exp2())
}

/// Runs every stage that is not kept yet.
///
/// # Errors
/// Where a file cannot be read or is not about these records, or somebody says stop.
pub fn run(
    rows: RowStream,
    guides: &Guides<'_>,
    kept: &Kept,
    progress: &dyn Progress,
) -> Result<Outcome, LinkingProblem> {
    let prepared = Prepared::read(rows, guides.spec, progress)?;
    // Small files that may be wrong are looked at before the long work.
    let judged = match guides.judgements {
        Some(path) => judgements::read(path, &prepared.ids)?,
        None => Judged::default(),
    };
    let truth = guides
        .truth
        .map(|path| judgements::read_truth(path, &prepared.ids))
        .transpose()?;
    let candidates = kept.pairs(|| Ok(prepared.candidates(guides.spec, progress)?))?;
    let model_text = match guides.model {
        Some(text) => text.to_owned(),
        None => kept.model(|| {
            let training = Training {
                seed: guides.terms.seed,
                ..Training::default()
            };
            let trained = prepared.train(&BulkModel::shipped(), &candidates, training, progress)?;
            Ok(format!(
                "# Trained by haven link on {} records, seed {}. Read back with --model.\n\n{}",
                prepared.len(),
                guides.terms.seed,
                trained.to_toml()?
            ))
        })?,
    };
    // Also a trained model is used as it was written, so that --model gives the same weights later.
    let model = BulkModel::from_toml(&model_text)?;
    let pairs = kept.weights(|| Ok(prepared.weigh(&model, &candidates, FLOOR, progress)?))?;
    let settings = guides.terms.clustering(guides.spec);
    let clusters = kept.clusters(|| {
        progress.step("clustering", 0, 1);
        let mut clusters = bulk::clusters(&pairs, &judged.pairs, prepared.len(), &settings);
        for pair in &mut clusters.pairs {
            pair.weight = pair.weight.min(MOST_BITS);
        }
        progress.step("clustering", 1, 1);
        Ok(clusters)
    })?;
    Ok(Outcome {
        model_name: format!("{}/{}", model.version, short(&digest_of(model_text.as_bytes()))),
        prepared,
        candidates,
        model,
        model_text,
        pairs,
        clusters,
        judged,
        truth,
    })
}

/// As much of a digest as tells two models apart.
pub fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
