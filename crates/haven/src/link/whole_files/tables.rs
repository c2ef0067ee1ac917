//! The results on disk: comma-separated values for people and spreadsheets, Parquet for statisticians.

use super::changes::Change;
use super::folder::Folder;
use super::problems::LinkingProblem;
use super::reading::LeftOut;
use super::results::{Link, ReviewPair, sizes};
use super::running::{Outcome, probability};
use clap::ValueEnum;
use exchange::columnar::{self, Cells, ColumnOf};
use exchange::formula_guard;
use std::io::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Parquet,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

fn write(
    folder: &Folder,
    name: &str,
    formats: &[Format],
    columns: &[ColumnOf<'_>],
    rows: usize,
) -> Result<(), LinkingProblem> {
    for format in [Format::Csv, Format::Parquet] {
        let file = format!("{name}.{}", format.ending());
        if !formats.contains(&format) {
            folder.remove(&file);
            continue;
        }
        folder.write(&file, |target| match format {
            Format::Csv => write_csv(target, columns, rows),
            Format::Parquet => columnar::write(target, columns, rows).map(|_| ()),
        })?;
    }
    Ok(())
}

fn write_csv(target: &mut (impl Write + Send), columns: &[ColumnOf<'_>], rows: usize) -> std::io::Result<()> {
    let mut out = csv::Writer::from_writer(target);
    out.write_record(columns.iter().map(|column| column.name))?;
    let mut record = csv::StringRecord::new();
    for row in 0..rows {
        record.clear();
        for column in columns {
            match &column.cells {
                // A record number that begins as a formula would be one in a spreadsheet.
                Cells::Texts(of) => record.push_field(&formula_guard::guard(&of(row).unwrap_or_default())),
                Cells::Numbers(of) => record.push_field(&of(row).map(|value| value.to_string()).unwrap_or_default()),
                Cells::Counts(of) => record.push_field(&of(row).map(|value| value.to_string()).unwrap_or_default()),
            }
        }
        out.write_record(&record)?;
    }
    out.flush()
}

fn texts<'a>(name: &'a str, of: impl Fn(usize) -> Option<String> + 'a) -> ColumnOf<'a> {
    ColumnOf {
        name,
        cells: Cells::Texts(Box::new(of)),
    }
}

fn numbers<'a>(name: &'a str, of: impl Fn(usize) -> Option<f64> + 'a) -> ColumnOf<'a> {
    ColumnOf {
        name,
        cells: Cells::Numbers(Box::new(of)),
    }
}

fn counts<'a>(name: &'a str, of: impl Fn(usize) -> Option<i64> + 'a) -> ColumnOf<'a> {
    ColumnOf {
        name,
        cells: Cells::Counts(Box::new(of)),
    }
}

/// Bits to two places, as people compare them; probabilities to four.
fn bits(weight: f32) -> f64 {
    // No minus before a zero.
    (f64::from(weight) * 100.0).round() / 100.0 + 0.0
}

fn share(weight: f32) -> f64 {
    (probability(weight) * 10_000.0).round() / 10_000.0
}

pub fn links(folder: &Folder, formats: &[Format], outcome: &Outcome, links: &[Link]) -> Result<(), LinkingProblem> {
    let at = |place: usize| links.get(place);
    let id = |record: u32| outcome.id(record);
    let columns = [
        texts("record_a", |row| Some(id(at(row)?.a))),
        texts("record_b", |row| Some(id(at(row)?.b))),
        texts("cluster", |row| Some(id(at(row)?.cluster))),
        texts("standing", |row| Some(at(row)?.standing.name().to_owned())),
        numbers("weight", |row| at(row)?.own.map(bits)),
        numbers("joined_weight", |row| Some(bits(at(row)?.joined))),
        // Where a person decided, no model says how likely it is.
        numbers("probability", |row| {
            let link = at(row)?;
            (link.standing != super::results::Standing::Judged).then(|| share(link.joined))
        }),
        texts("model", |row| at(row).map(|_| outcome.model_name.clone())),
    ];
    write(folder, "links", formats, &columns, links.len())
}

pub fn clusters(folder: &Folder, formats: &[Format], outcome: &Outcome) -> Result<(), LinkingProblem> {
    let of = &outcome.clusters.of;
    let sizes = sizes(of);
    let columns = [
        texts("record", |row| u32::try_from(row).ok().map(|record| outcome.id(record))),
        texts("cluster", |row| of.get(row).map(|cluster| outcome.id(*cluster))),
        counts("records", |row| {
            sizes.get(*of.get(row)? as usize).map(|size| i64::from(*size))
        }),
        texts("model", |_| Some(outcome.model_name.clone())),
    ];
    write(folder, "clusters", formats, &columns, of.len())
}

pub fn review(
    folder: &Folder,
    formats: &[Format],
    outcome: &Outcome,
    pairs: &[ReviewPair],
) -> Result<(), LinkingProblem> {
    let at = |place: usize| pairs.get(place);
    let cluster = |record: u32| {
        outcome
            .clusters
            .of
            .get(record as usize)
            .map(|cluster| outcome.id(*cluster))
    };
    let columns = [
        counts("rank", |row| i64::try_from(row + 1).ok()),
        texts("record_a", |row| Some(outcome.id(at(row)?.a))),
        texts("record_b", |row| Some(outcome.id(at(row)?.b))),
        texts("reason", |row| Some(at(row)?.reason.name().to_owned())),
        numbers("weight", |row| Some(bits(at(row)?.weight))),
        numbers("probability", |row| Some(share(at(row)?.weight))),
        numbers("value", |row| Some((at(row)?.value * 1000.0).round() / 1000.0)),
        texts("cluster_a", |row| cluster(at(row)?.a)),
        texts("cluster_b", |row| cluster(at(row)?.b)),
        texts("model", |row| at(row).map(|_| outcome.model_name.clone())),
    ];
    write(folder, "review", formats, &columns, pairs.len())
}

pub fn changes(
    folder: &Folder,
    formats: &[Format],
    outcome: &Outcome,
    changes: &[Change],
    models: [&str; 2],
) -> Result<(), LinkingProblem> {
    let at = |place: usize| changes.get(place);
    let columns = [
        texts("change", |row| Some(at(row)?.kind.name().to_owned())),
        texts("record_a", |row| Some(outcome.id(at(row)?.a))),
        texts("record_b", |row| Some(outcome.id(at(row)?.b))),
        numbers("weight_before", |row| at(row)?.before.map(bits)),
        numbers("weight_now", |row| at(row)?.now.map(bits)),
        texts("model_before", |_| models.first().map(|name| (*name).to_owned())),
        texts("model_now", |_| models.last().map(|name| (*name).to_owned())),
    ];
    write(folder, "changes", formats, &columns, changes.len())
}

pub fn left_out(folder: &Folder, rows: &[LeftOut]) -> Result<(), LinkingProblem> {
    if rows.is_empty() {
        folder.remove("left-out.csv");
        return Ok(());
    }
    let at = |place: usize| rows.get(place);
    let columns = [
        texts("file", |row| Some(at(row)?.file.clone())),
        counts("row", |row| i64::try_from(at(row)?.row).ok()),
        texts("problem", |row| Some(at(row)?.problem.clone())),
    ];
    folder.write("left-out.csv", |target| write_csv(target, &columns, rows.len()))
}
