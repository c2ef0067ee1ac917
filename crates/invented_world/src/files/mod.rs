//! The files agencies hand in, as messy as files are: each office its own headings, dates, encodings and habits.
//!
//! Written with the plain file libraries and not with Haven's own, so that reading them proves something.

mod cells;
mod columns;
mod delimited;
mod htcds;
mod spreadsheet;

use crate::agencies::{Agency, HandOver};
use crate::chance::Chance;
use crate::days;
use crate::reports::Report;
use crate::{World, WorldError};
use jiff::civil::Date;

pub(crate) use cells::{Cell, Column, row};
pub(crate) use columns::{
    BORDER_COLUMNS, CITY_COUNCIL_COLUMNS, DANISH_COLUMNS, NORTHMERE_COLUMNS, WEALDSHIRE_COLUMNS, mapping,
};
pub(crate) use delimited::{Encoding, delimited};
pub(crate) use htcds::{htcds_csv, htcds_json};
pub(crate) use spreadsheet::spreadsheet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Xlsx,
    Csv,
    /// Flat HTCDS 2.0: full field names for headings.
    HtcdsCsv,
    HtcdsJson,
}

/// One file as an agency sends it.
#[derive(Clone)]
pub struct WorldFile {
    pub file_name: String,
    pub agency_code: &'static str,
    pub format: FileFormat,
    /// The day it came. Files of one agency are to be read in this order.
    pub received_on: Date,
    pub bytes: Vec<u8>,
    /// How to read its columns; none for HTCDS, whose headings say it themselves.
    pub mapping: Option<serde_json::Value>,
    /// Records in it, counting a corrected record again.
    pub rows: usize,
}

/// Every file of the world, agency by agency, each agency's in order of arrival.
pub(crate) fn make(world: &World) -> Result<Vec<WorldFile>, WorldError> {
    let mut files = Vec::new();
    for agency in &world.agencies {
        let reports: Vec<&Report> = world
            .reports
            .iter()
            .filter(|report| report.agency == agency.code)
            .collect();
        // Far from the numbers of people, who draw from the same label.
        let mut chance = Chance::of(world.seed, agency.code, u64::MAX);
        match agency.hand_over {
            HandOver::WeeklySpreadsheet => weekly(world, agency, &reports, &mut chance, &mut files)?,
            HandOver::SemicolonCsv => files.push(table(
                world,
                agency,
                "WEC_CSE_return.csv",
                WEALDSHIRE_COLUMNS,
                &reports,
                &mut chance,
                b';',
                Encoding::Windows1252,
            )?),
            HandOver::MarkedCsv => files.push(table(
                world,
                agency,
                "NCC children of concern.csv",
                CITY_COUNCIL_COLUMNS,
                &reports,
                &mut chance,
                b',',
                Encoding::Utf8Marked,
            )?),
            HandOver::WideTabs => files.push(table(
                world,
                agency,
                "BWS_EXTRACT_001.txt",
                BORDER_COLUMNS,
                &reports,
                &mut chance,
                b'\t',
                Encoding::Utf16,
            )?),
            HandOver::DanishCsv => files.push(table(
                world,
                agency,
                "fyrskibet-børn.csv",
                DANISH_COLUMNS,
                &reports,
                &mut chance,
                b';',
                Encoding::Utf8,
            )?),
            HandOver::HtcdsCsv => files.push(file(
                world,
                agency,
                "lantern-house-htcds.csv",
                FileFormat::HtcdsCsv,
                htcds_csv(&reports)?,
                reports.len(),
            )),
            HandOver::HtcdsJson => files.push(file(
                world,
                agency,
                "open-hand-htcds.json",
                FileFormat::HtcdsJson,
                htcds_json(&reports)?,
                reports.len(),
            )),
            HandOver::Form | HandOver::Api => {}
        }
    }
    Ok(files)
}

/// Everything up to eight weeks ago in one workbook, then one a week. Each weekly sheet repeats two rows of the week
/// before, put right since.
fn weekly(
    world: &World,
    agency: &Agency,
    reports: &[&Report],
    chance: &mut Chance,
    files: &mut Vec<WorldFile>,
) -> Result<(), WorldError> {
    const WEEKS: i64 = 8;
    let start = days::before(world.today, WEEKS * 7);
    let backlog: Vec<&Report> = reports
        .iter()
        .copied()
        .filter(|report| report.known_on < start)
        .collect();
    let columns = NORTHMERE_COLUMNS;
    let mut one =
        |name: String, received_on: Date, reports: &[&Report], chance: &mut Chance| -> Result<(), WorldError> {
            let rows: Vec<Vec<Cell>> = reports.iter().map(|report| row(chance, columns, report)).collect();
            let mut made = file(
                world,
                agency,
                &name,
                FileFormat::Xlsx,
                spreadsheet("CE Referrals", columns, &rows, chance)?,
                reports.len(),
            );
            made.received_on = received_on;
            made.mapping = Some(mapping(agency.name, columns));
            files.push(made);
            Ok(())
        };
    one(
        "Northmere CE referrals - all to date.xlsx".to_owned(),
        start,
        &backlog,
        chance,
    )?;
    let mut last: Vec<Report> = Vec::new();
    for week in 0..WEEKS {
        let (from, until) = (days::after(start, week * 7), days::after(start, week * 7 + 7));
        let fresh: Vec<&Report> = reports
            .iter()
            .copied()
            .filter(|report| report.known_on >= from && report.known_on < until)
            .collect();
        let mut sent: Vec<&Report> = last.iter().collect();
        sent.extend(fresh.iter().copied());
        let monday = until.iso_week_date();
        one(
            format!(
                "Northmere CE referrals {} week {:02}.xlsx",
                monday.year(),
                monday.week()
            ),
            until,
            &sent,
            chance,
        )?;
        last = fresh
            .iter()
            .filter(|report| report.person != 0)
            .take(2)
            .map(|report| put_right((*report).clone()))
            .collect();
    }
    Ok(())
}

/// The row as sent again a week later, with a line more in the story.
fn put_right(mut report: Report) -> Report {
    let summary = format!(
        "{} UPDATE: seen again, safe and well.",
        report.answers.text("summary").unwrap_or("")
    );
    report.answers.set_text("summary", &summary);
    report
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call a line in the table of agencies above reads best"
)]
fn table(
    world: &World,
    agency: &Agency,
    name: &str,
    columns: &[Column],
    reports: &[&Report],
    chance: &mut Chance,
    separator: u8,
    encoding: Encoding,
) -> Result<WorldFile, WorldError> {
    let rows: Vec<Vec<Cell>> = reports.iter().map(|report| row(chance, columns, report)).collect();
    let mut made = file(
        world,
        agency,
        name,
        FileFormat::Csv,
        delimited(columns, &rows, separator, encoding)?,
        reports.len(),
    );
    made.mapping = Some(mapping(agency.name, columns));
    Ok(made)
}

fn file(world: &World, agency: &Agency, name: &str, format: FileFormat, bytes: Vec<u8>, rows: usize) -> WorldFile {
    WorldFile {
        file_name: name.to_owned(),
        agency_code: agency.code,
        format,
        received_on: world.today,
        bytes,
        mapping: None,
        rows,
    }
}
