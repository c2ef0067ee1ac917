//! The world's tables are read by Haven's own reader with the mappings given beside them: every row comes through, says
//! what the record says, and only the rows broken on purpose are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::{Answers, RecordKind};
use exchange::htcds::{Case, flat, json, to_answers};
use exchange::lists::Layered;
use exchange::mapping::{Context, apply};
use exchange::{CodeLookup, CoreLists, Format, ImportedRow, Limits, Mapping, Table};
use invented_world::{DEMO_SEED, FileFormat, NORTHMERE_POLICE, Size, World, demo_files};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::io::Cursor;

const TODAY: Date = date(2026, 11, 23);

/// Lists that a pack knows: here every code stands for itself.
struct Codes;

impl CodeLookup for Codes {
    fn code(&self, list: &str, text: &str) -> Option<String> {
        let is_code = text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        (["exploitation_types", "indicators"].contains(&list) && is_code).then(|| text.to_owned())
    }
}

fn table(bytes: &[u8], format: Option<Format>) -> Table {
    exchange::tables::open(Cursor::new(bytes.to_vec()), format, Limits::default()).unwrap()
}

/// Rows that come through, and the row numbers of those that do not with what is wrong.
fn read(bytes: &[u8], mapping: &Mapping, format: Option<Format>) -> (Vec<ImportedRow>, BTreeMap<u64, String>) {
    let (mut good, mut bad) = (Vec::new(), BTreeMap::new());
    let mut table = table(bytes, format);
    let header = table.header().to_vec();
    let lists = Layered(vec![&CoreLists, &Codes]);
    let context = Context {
        header: &header,
        lists: &lists,
        today: TODAY,
    };
    for row in table.rows() {
        match row {
            Ok(row) => match apply(mapping, &row, context) {
                Ok(imported) => good.push(imported),
                Err(problems) => {
                    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
                    bad.insert(row.number, said.join(" "));
                }
            },
            Err(problem) => {
                bad.insert(problem.row, problem.to_string());
            }
        }
    }
    (good, bad)
}

#[test]
fn every_table_is_read_back_whole() {
    let world = World::make(DEMO_SEED, TODAY, Size::demo());
    let kinds: BTreeMap<(&str, &str), (RecordKind, &Answers)> = world
        .reports
        .iter()
        .map(|report| {
            (
                (report.agency, report.source_id.as_str()),
                (report.kind, &report.answers),
            )
        })
        .collect();
    let mut tables = 0;
    for file in world.files().unwrap() {
        let Some(mapping) = &file.mapping else { continue };
        tables += 1;
        let mapping: Mapping = serde_json::from_value(mapping.clone()).unwrap();
        let format = (file.format == FileFormat::Xlsx).then_some(Format::Xlsx);
        let (rows, bad) = read(&file.bytes, &mapping, format);
        assert!(bad.is_empty(), "{}: {bad:?}", file.file_name);
        assert_eq!(rows.len(), file.rows, "{}", file.file_name);
        for row in rows {
            let id = row.source_id.clone().unwrap();
            let (kind, told) = kinds
                .get(&(file.agency_code, id.as_str()))
                .unwrap_or_else(|| panic!("{id} is nobody's"));
            assert_eq!(row.kind, *kind, "{id}");
            let date = |answers: &Answers| {
                answers
                    .entries("births")
                    .first()
                    .and_then(|birth| birth.get("date").cloned())
            };
            assert_eq!(date(&row.answers), date(told), "{id}");
            for field in ["sex", "found_on"] {
                assert_eq!(row.answers.text(field), told.text(field), "{field} of {id}");
            }
            let has = |field: &str| mapping.columns.iter().any(|rule| rule.target.to_string() == field);
            for field in ["nationalities", "exploitation_types"]
                .into_iter()
                .filter(|field| has(field))
            {
                assert_eq!(row.answers.codes(field), told.codes(field), "{field} of {id}");
            }
            assert!(
                !serde_json::to_string(&row.answers).unwrap().contains("\"N/K\""),
                "not known is nothing: {id}"
            );
            let phones = |answers: &Answers| {
                answers
                    .entries("phones")
                    .iter()
                    .map(|phone| phone["number"].clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(phones(&row.answers), phones(told), "phones of {id}");
        }
    }
    assert_eq!(tables, 13);
}

#[test]
fn the_boy_of_the_story_comes_out_of_his_weekly_sheet() {
    let world = World::make(DEMO_SEED, TODAY, Size::demo());
    let story = world.airport_story().unwrap();
    let mut found = Vec::new();
    for file in world
        .files()
        .unwrap()
        .into_iter()
        .filter(|file| file.agency_code == NORTHMERE_POLICE)
    {
        let mapping: Mapping = serde_json::from_value(file.mapping.unwrap()).unwrap();
        let (rows, _) = read(&file.bytes, &mapping, Some(Format::Xlsx));
        found.extend(
            rows.into_iter()
                .filter(|row| row.source_id.as_deref() == Some(story.expected_source_id.as_str())),
        );
    }
    let [boy] = found.as_slice() else {
        panic!("found {} times", found.len())
    };
    assert_eq!(boy.kind, RecordKind::Child);
    assert_eq!(boy.answers.entries("names")[0]["family"], "TESFAI");
    assert!(boy.answers.entries("phones")[0]["number"].contains("7700 900 583"));
    assert_eq!(boy.answers.entries("phones")[0]["whose"], "found_on_person");
}

#[test]
fn every_case_of_the_two_charities_is_read_back() {
    let world = World::make(DEMO_SEED, TODAY, Size::demo());
    for file in world.files().unwrap() {
        let cases: Vec<(u64, Case)> = match file.format {
            FileFormat::HtcdsCsv => {
                let mut table = table(&file.bytes, None);
                assert!(flat::is_htcds(table.header()));
                flat::Cases::new(&mut table)
                    .map(|case| case.map(|(row, case)| (row.number, case)).unwrap())
                    .collect()
            }
            FileFormat::HtcdsJson => {
                let cases = json::Cases::new(Cursor::new(file.bytes.clone()), json::Limits::default()).unwrap();
                cases.map(|case| case.unwrap()).collect()
            }
            FileFormat::Csv | FileFormat::Xlsx => continue,
        };
        assert_eq!(cases.len(), file.rows);
        for (number, case) in cases {
            let records = to_answers(number, &case, TODAY).unwrap();
            let [record] = records.as_slice() else {
                panic!("one case, {} records", records.len())
            };
            assert_eq!(record.kind, RecordKind::Child);
            let id = record.source_id.as_deref().unwrap();
            let told = world
                .reports
                .iter()
                .find(|report| report.agency == file.agency_code && report.source_id == id)
                .unwrap();
            assert_eq!(
                record.answers.text("sex"),
                told.answers.text("sex").or(Some("unknown")),
                "{id}"
            );
            assert_eq!(record.answers.text("summary"), told.answers.text("summary"), "{id}");
            assert_eq!(
                record.answers.codes("nationalities"),
                told.answers.codes("nationalities"),
                "{id}"
            );
            let has_phone = |answers: &Answers| !answers.entries("phones").is_empty();
            assert_eq!(has_phone(&record.answers), has_phone(&told.answers), "{id}");
        }
    }
}

#[test]
fn of_the_newcomers_files_only_the_rows_broken_on_purpose_are_refused() {
    let world = World::make(DEMO_SEED, TODAY, Size::demo());
    let mappings: BTreeMap<&str, Mapping> = world
        .files()
        .unwrap()
        .into_iter()
        .filter_map(|file| Some((file.agency_code, serde_json::from_value(file.mapping?).unwrap())))
        .collect();
    for file in demo_files(&world).unwrap().0 {
        let Some(mapping) = mappings.get(file.agency_code) else {
            continue;
        };
        let format = file.file_name.ends_with("xlsx").then_some(Format::Xlsx);
        let (rows, bad) = read(&file.bytes, mapping, format);
        let refused: Vec<u64> = bad.keys().copied().collect();
        if file.file_name.contains("broken") {
            // Row 15 has no case ID: it can be read, and it is the import that refuses it.
            assert_eq!(refused, [4, 9, 21, 27], "{bad:?}");
            assert_eq!(
                rows.iter()
                    .filter(|row| row.source_id.is_none())
                    .map(|row| row.number)
                    .collect::<Vec<_>>(),
                [15]
            );
        } else {
            assert!(bad.is_empty(), "{}: {bad:?}", file.file_name);
            assert_eq!(rows.len(), file.rows);
        }
    }
}
