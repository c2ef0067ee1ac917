//! From an agency's columns to records, and the rejects file that goes back to whoever sent them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use domain::{Answers, RecordKind};
use exchange::dates::DateOrder;
use exchange::mapping::{Context, Target, apply, suggest};
use exchange::rejects::Rejects;
use exchange::{CellProblem, CoreLists, ImportedRow, Limits, Mapping, Row, Table, tables};
use jiff::civil::{Date, date};
use std::io::Cursor;

const TODAY: Date = date(2025, 6, 1);

fn table(text: &str) -> Table {
    tables::open(Cursor::new(text.as_bytes().to_vec()), None, Limits::default()).unwrap()
}

fn rows(text: &str) -> (Vec<String>, Vec<Row>) {
    let mut table = table(text);
    let header = table.header().to_vec();
    let rows = table.rows().map(|row| row.unwrap()).collect();
    (header, rows)
}

fn applied(mapping: &Mapping, header: &[String], row: &Row) -> Result<ImportedRow, Vec<CellProblem>> {
    apply(
        mapping,
        row,
        Context {
            header,
            lists: &CoreLists,
            today: TODAY,
        },
    )
}

/// The first row under the suggested mapping.
fn suggested(text: &str) -> Result<ImportedRow, Vec<CellProblem>> {
    let (header, rows) = rows(text);
    applied(&suggest(&header, &rows), &header, &rows[0])
}

fn entry<'a>(answers: &'a Answers, field: &str, number: usize, part: &str) -> &'a str {
    answers.entries(field)[number - 1].get(part).unwrap()
}

#[test]
fn a_police_spreadsheet_is_understood_as_it_comes() {
    let text = "Niche Ref,Role,Surname,Forename(s),DOB,Sex,Nationality,Mobile No.,Phone 2,VRM,NRM Ref,Crime No,Date Reported,OIC,Notes\n\
        N/44,Victim,NGUYEN,Van An,14/03/2011,M,Vietnamese,07700 900123,07700 900124,AB12 CDE,NRM-1,42/25,20/05/2025,DC Holm,Found in van\n\
        N/45,Suspect,DOE,John,03/04/1980,M,UK,07700 900199,,,,,21/05/2025,DC Holm,Driver\n";
    let (header, rows) = rows(text);
    let mapping = suggest(&header, &rows);
    let targets: Vec<String> = mapping.columns.iter().map(|rule| rule.target.to_string()).collect();
    assert_eq!(
        targets,
        [
            "identifiers.value",
            "record_kind",
            "names.family",
            "names.given",
            "births.date",
            "sex",
            "nationalities",
            "phones.number",
            "phones.2.number",
            "vehicles.plate",
            "identifiers.2.value",
            "identifiers.3.value",
            "handed_in_at",
            "contact_name",
            "summary"
        ]
    );
    assert!(
        mapping
            .columns
            .iter()
            .all(|rule| rule.suggested.as_ref().unwrap().confidence >= 60)
    );
    assert_eq!(mapping.columns[4].date_order, DateOrder::DayFirst);
    let child = applied(&mapping, &header, &rows[0]).unwrap();
    assert_eq!(child.kind, RecordKind::Child);
    assert_eq!(child.handed_in_at, Some(1_747_699_200_000));
    let answers = &child.answers;
    assert_eq!(entry(answers, "names", 1, "family"), "NGUYEN");
    assert_eq!(entry(answers, "births", 1, "date"), "2011-03-14");
    assert_eq!(answers.text("sex"), Some("male"));
    assert_eq!(answers.codes("nationalities"), ["VN"]);
    assert_eq!(entry(answers, "phones", 2, "number"), "07700 900124");
    let schemes: Vec<&str> = (1..=3)
        .map(|number| entry(answers, "identifiers", number, "scheme"))
        .collect();
    assert_eq!(schemes, ["police", "nrm", "crime"]);
    assert_eq!(applied(&mapping, &header, &rows[1]).unwrap().kind, RecordKind::Suspect);
}

#[test]
fn a_danish_list_is_understood_too() {
    let row = suggested("Sagsnummer;Fornavn;Efternavn;Fødselsdato;Køn;Nationalitet;Telefon;Bemærkninger\n7;Søren;Æbelø;14.3.11;dreng;Rumænsk;+45 20 12 34 56;Fundet på banegården\n").unwrap();
    assert_eq!(row.source_id.as_deref(), Some("7"));
    assert_eq!(row.answers.text("sex"), Some("male"));
    assert_eq!(row.answers.codes("nationalities"), ["RO"]);
    assert_eq!(entry(&row.answers, "births", 1, "date"), "2011-03-14");
    assert_eq!(row.kind, RecordKind::Child);
    assert_eq!(row.warnings[0].notice.code(), "warning.two_digit_year");
}

#[test]
fn an_age_counts_back_from_the_day_handed_in() {
    let row = suggested("Name,Age,Date of referral\nAn Nguyen,approx 15,01/06/2020\n").unwrap();
    assert_eq!(entry(&row.answers, "births", 1, "date"), "2005~");
    assert_eq!(row.warnings[0].notice.code(), "warning.age");
    // A date that is known counts for more than an age beside it.
    let row = suggested("Name,Age,DOB\nAn,15,14/03/2011\n").unwrap();
    assert_eq!(row.answers.entries("births").len(), 1);
    assert_eq!(entry(&row.answers, "births", 1, "date"), "2011-03-14");
}

#[test]
fn every_bad_cell_is_named_with_its_mend() {
    let problems =
        suggested("Name,DOB,Sex,Nationality,Phone,Notes\nAn,31/02/2011,purple,Atlantis,4.477E+11,#REF!\n").unwrap_err();
    let said: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| (problem.column.as_str(), problem.fault.code()))
        .collect();
    assert_eq!(
        said,
        [
            ("DOB", "date.no_such_day"),
            ("Sex", "cell.not_in_list"),
            ("Nationality", "cell.not_in_list"),
            ("Phone", "cell.rounded_number"),
            ("Notes", "cell.formula_error"),
        ]
    );
    assert_eq!(
        problems[1].to_string(),
        "Row 2, column “Sex”: “purple” is not known here. Write for example female, male, other, unknown, or say in the mapping what it stands for."
    );
    assert!(!format!("{problems:?}").contains("purple"), "values are not for logs");
}

#[test]
fn a_date_that_can_be_read_in_two_ways_waits_for_a_person() {
    let (header, rows) = rows("Name,DOB\nAn,03/04/2011\nBe,14/03/2011\nCe,03/14/2011\n");
    let mut mapping = suggest(&header, &rows);
    assert_eq!(mapping.columns[1].date_order, DateOrder::Auto);
    assert_eq!(
        applied(&mapping, &header, &rows[0]).unwrap_err()[0].fault.code(),
        "date.ambiguous"
    );
    assert!(applied(&mapping, &header, &rows[1]).is_ok());
    mapping.columns[1].date_order = DateOrder::MonthFirst;
    assert_eq!(
        entry(
            &applied(&mapping, &header, &rows[0]).unwrap().answers,
            "births",
            1,
            "date"
        ),
        "2011-03-04"
    );
}

#[test]
fn value_maps_splits_and_constants_say_what_an_agency_means() {
    let (header, rows) = rows("Who,What,Tel\nAn,cse/\u{2014}/county,+447700900123 + +447700900124\n,,\n");
    let mapping: Mapping = serde_json::from_value(serde_json::json!({
        "name": "Charity",
        "columns": [
            {"column": "Who", "target": "names.full"},
            {"column": "What", "target": "exploitation_types", "split": "/", "value_map": {"County": "CRIM", "\u{2014}": "UNK"}},
            {"column": "Tel", "target": "phones.number", "split": "/"},
            {"column": "Gone", "target": "sex"}
        ],
        "constants": {"record_kind": "child", "phones.whose": "found_on_person", "gb.source": "weekly", "nationalities": "VN;RO"}
    }))
    .unwrap();
    let row = applied(&mapping, &header, &rows[0]).unwrap();
    assert_eq!(row.kind, RecordKind::Child);
    assert_eq!(row.answers.codes("exploitation_types"), ["SEX", "UNK", "CRIM"]);
    assert_eq!(row.answers.codes("nationalities"), ["VN", "RO"]);
    assert_eq!(entry(&row.answers, "phones", 1, "whose"), "found_on_person");
    assert_eq!(row.answers.text("gb.source"), Some("weekly"));
    let again: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(again, mapping);
}

#[test]
fn targets_are_paths_of_the_record() {
    for target in Target::all() {
        assert_eq!(target.to_string().parse::<Target>().as_ref(), Ok(&target));
    }
    for path in [
        "phones.2.number",
        "names.middle",
        "births.age",
        "gb.future_exploitation_concerns",
    ] {
        assert_eq!(path.parse::<Target>().unwrap().to_string(), path);
    }
    for path in [
        "shoe_size",
        "phones",
        "phones.colour",
        "phones.0.number",
        "phones.99.number",
        "sex.more",
    ] {
        assert!(path.parse::<Target>().is_err(), "{path}");
    }
}

#[test]
fn a_mended_rejects_file_goes_in_again() {
    let text =
        "Ref,Name,Sex,Notes\n1,An,M,fine\n2,=cmd|'/C calc'!A0,purple,\"two\nlines\"\n3,Be,F,too,many\n4,Ce,F,ok\n";
    let mut first = table(text);
    let header = first.header().to_vec();
    let mapping = suggest(&header, &[]);
    let mut rejects = Rejects::new(Vec::new(), &header).unwrap();
    let mut taken = Vec::new();
    for row in first.rows() {
        match row {
            Ok(row) => match applied(&mapping, &header, &row) {
                Ok(record) => taken.push(record.source_id.unwrap()),
                Err(problems) => rejects.row(&row, &problems).unwrap(),
            },
            Err(problem) => rejects.unreadable(&problem).unwrap(),
        }
    }
    assert_eq!((taken, rejects.written()), (vec!["1".to_owned(), "4".to_owned()], 2));
    let file = String::from_utf8(rejects.finish().unwrap()).unwrap();
    assert!(
        file.contains("\r\n2,'=cmd|'/C calc'!A0,purple,\"two\nlines\",3,"),
        "{file}"
    );
    assert!(file.contains(",4,\"Row 4, column E: the row has 5 cells"), "{file}");
    let mended = file.replace("purple", "M");
    let mut again = table(&mended);
    let header = again.header().to_vec();
    assert_eq!(header[4..], ["haven_row", "haven_problems"]);
    let rows: Vec<Row> = again.rows().map(|row| row.unwrap()).collect();
    let mapping = suggest(&header, &rows);
    let records: Vec<ImportedRow> = rows
        .iter()
        .map(|row| applied(&mapping, &header, row).unwrap())
        .collect();
    assert_eq!(records[0].source_id.as_deref(), Some("2"));
    assert_eq!(entry(&records[0].answers, "names", 1, "full"), "=cmd|'/C calc'!A0");
    // A second rejects file does not pile up the added columns.
    let file = String::from_utf8(Rejects::new(Vec::new(), &header).unwrap().finish().unwrap()).unwrap();
    assert_eq!(file, "\u{feff}Ref,Name,Sex,Notes,haven_row,haven_problems\r\n");
}

#[test]
fn a_table_for_excel_holds_texts_only() {
    let mut sheet = exchange::xlsx::Sheet::new("Children: [all]", &["name", "note"]).unwrap();
    sheet.row(["=1+1", "+44 7700 900123"]).unwrap();
    let long = "x".repeat(40_000);
    sheet.row(["An", &long]).unwrap();
    let mut table = tables::open(Cursor::new(sheet.finish().unwrap()), None, Limits::default()).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Children all"));
    let rows: Vec<Row> = table.rows().map(|row| row.unwrap()).collect();
    assert_eq!(rows[0].cells, ["=1+1", "+44 7700 900123"]);
    assert_eq!(rows[1].cells[1].chars().count(), 32_767);
}
