//! The stages of a run, one by one, for those who keep what is done between them (`haven link`).
//!
//! [`super::link`] is these in a row. Each depends on its arguments alone, so that a stage whose result was kept can be
//! passed over and the rest comes out as if it had not been.

use super::blocking::{self, RuleReport};
use super::explanation::Line;
use super::reading::{self, Ids};
use super::spec::Spec;
use super::training::{self, Training};
use super::weights::BulkModel;
use super::words::Memo;
use super::{LinkError, Pair, Progress, Records, confusions, cultures, days, rows, weigh};
use crate::vocabulary::frequencies;
use rayon::prelude::*;
use std::io::Read;

/// Records of a file, read and ready to be compared.
pub struct Prepared {
    pub ids: Ids,
    /// Rows of the file with too few or too many fields.
    pub uneven_rows: u64,
    pub(super) records: Records,
}

/// Pairs worth comparing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// The lower record in the high half. Sorted, none twice.
    pub pairs: Vec<u64>,
    pub rules: Vec<RuleReport>,
}

/// Sex as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordedSex {
    Female,
    Male,
    NotKnown,
}

pub(super) fn go_on(progress: &dyn Progress, stage: &'static str, done: u64, whole: u64) -> Result<(), LinkError> {
    progress.step(stage, done, whole);
    if progress.cancelled() {
        Err(LinkError::Cancelled)
    } else {
        Ok(())
    }
}

impl Prepared {
    /// Reads comma-separated values with a head.
    ///
    /// # Errors
    /// Where the file cannot be read, lacks a column of the spec, or `progress` says stop.
    pub fn read(source: impl Read, spec: &Spec, progress: &dyn Progress) -> Result<Self, LinkError> {
        let table = reading::read(source, &spec.columns.id, &spec.columns.names(), &|rows| {
            progress.step("reading", rows as u64, 0);
            progress.cancelled()
        })?;
        let uneven_rows = table.uneven;
        go_on(progress, "encoding", 0, 1)?;
        let (mut rows, ids) = rows::encode(table, &spec.country);
        let cultures = cultures::Cultures::learn(&mut rows);
        go_on(progress, "encoding", 1, 1)?;
        let records = Records {
            days: days::Days::of(&rows),
            confused: confusions(&rows),
            rows,
            cultures,
        };
        Ok(Self {
            ids,
            uneven_rows,
            records,
        })
    }

    pub fn len(&self) -> usize {
        self.records.rows.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pairs that the rules of the spec find.
    ///
    /// # Errors
    /// Where `progress` says stop.
    pub fn candidates(&self, spec: &Spec, progress: &dyn Progress) -> Result<Candidates, LinkError> {
        let found = blocking::candidates(&self.records.rows, &spec.blocking, progress)?;
        Ok(Candidates {
            pairs: found.pairs,
            rules: found.rules,
        })
    }

    /// The model fitted to these records.
    ///
    /// # Errors
    /// Where `progress` says stop.
    pub fn train(
        &self,
        model: &BulkModel,
        candidates: &Candidates,
        training: Training,
        progress: &dyn Progress,
    ) -> Result<BulkModel, LinkError> {
        let mut model = model.clone();
        training::from_random_pairs(&mut model, &self.records.rows.rows, training);
        for round in 0..training.rounds {
            model = training::round(&self.records.kernel(&model), &model, &candidates.pairs, training);
            go_on(progress, "training", round as u64 + 1, training.rounds as u64)?;
        }
        Ok(model)
    }

    /// The candidates that weigh `floor` bits or more, in the order of records.
    ///
    /// # Errors
    /// Where `progress` says stop.
    pub fn weigh(
        &self,
        model: &BulkModel,
        candidates: &Candidates,
        floor: f32,
        progress: &dyn Progress,
    ) -> Result<Vec<Pair>, LinkError> {
        weigh(&self.records.kernel(model), &candidates.pairs, floor, progress)
    }

    /// For each pair of records, the bits of evidence field by field; they add up to its weight. Empty where a record
    /// does not exist.
    pub fn explain(&self, model: &BulkModel, pairs: &[(u32, u32)]) -> Vec<Vec<Line>> {
        let rows = &self.records.rows.rows;
        let kernel = self.records.kernel(model);
        pairs
            .par_iter()
            .map(|(a, b)| match (rows.get(*a as usize), rows.get(*b as usize)) {
                (Some(one), Some(other)) => kernel.explain(one, other),
                _ => Vec::new(),
            })
            .collect()
    }

    /// What each record would weigh against another that says exactly the same: one that stays below a threshold cannot
    /// be linked at it, however alike the other is.
    pub fn against_itself(&self, model: &BulkModel, records: &[u32]) -> Vec<f32> {
        let rows = &self.records.rows.rows;
        let kernel = self.records.kernel(model);
        records
            .par_iter()
            .map_init(Memo::new, |memo, record| {
                rows.get(*record as usize).map_or(f32::NEG_INFINITY, |row| {
                    kernel.weigh(memo, row, row, f32::NEG_INFINITY).weight
                })
            })
            .collect()
    }

    /// The naming culture that the record was given: the name of the list that its class began with, or `other`.
    pub fn culture(&self, record: u32) -> &'static str {
        let row = self.records.rows.rows.get(record as usize);
        row.map_or("other", |row| frequencies::culture_name(usize::from(row.culture)))
    }

    pub fn sex(&self, record: u32) -> RecordedSex {
        match self.records.rows.rows.get(record as usize).map(|row| row.sex) {
            Some(1) => RecordedSex::Female,
            Some(2) => RecordedSex::Male,
            _ => RecordedSex::NotKnown,
        }
    }
}
