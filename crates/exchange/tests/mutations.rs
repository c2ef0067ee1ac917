//! Ten thousand damaged files of each import format: never a panic, never without end, and whatever is refused is
//! named: the file by its fault, a row by its number, a cell by its column.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use exchange::htcds::{flat, json, to_answers};
use exchange::mapping::{Context, apply, suggest};
use exchange::rejects::Rejects;
use exchange::tables::{self, RowFault, RowProblem};
use exchange::{CellProblem, CoreLists, Limits, Row};
use jiff::civil::{Date, date};
use std::io::Cursor;
use support::{Chance, borrowed, deflated, ods_parts, ods_row, xlsx_parts, xlsx_row, zipped};
use zip::CompressionMethod;

const MUTATIONS: u64 = 10_000;
const TODAY: Date = date(2025, 6, 1);

const HEADINGS: [&str; 8] = [
    "Ref",
    "Name",
    "DOB",
    "Sex",
    "Nationality",
    "Phone",
    "Date Reported",
    "Notes",
];
const CHILDREN: [[&str; 8]; 3] = [
    [
        "1",
        "An Nguyen",
        "14/03/2011",
        "M",
        "Vietnamese",
        "+44 7700 900123",
        "20/05/2025",
        "Found in a van",
    ],
    [
        "2",
        "S\u{f8}ren \u{c6}bel\u{f8}",
        "c. 2010",
        "F",
        "Danish; Romanian",
        "07700 900124",
        "21/05/2025",
        "Said nothing",
    ],
    [
        "3",
        "Lan Tran",
        "approx 15",
        "unknown",
        "VN",
        "",
        "22/05/2025",
        "Ran away",
    ],
];

/// What came of a mutation, so that the test can show that it tried something.
#[derive(Default, Debug)]
struct Tally {
    files_refused: u64,
    rows_taken: u64,
    rows_refused: u64,
    cells_refused: u64,
}

impl Tally {
    fn shows_that_all_paths_were_tried(&self) {
        assert!(self.rows_taken > 1_000, "{self:?}");
        assert!(self.files_refused + self.rows_refused > 100, "{self:?}");
        assert!(self.cells_refused > 100, "{self:?}");
    }
}

/// Damages bytes in one to three places.
fn damaged(chance: &mut Chance, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len() + 1);
        let inserted: Vec<u8> = match chance.below(24) {
            0 => {
                bytes.truncate(at);
                continue;
            }
            1..=6 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
                continue;
            }
            7 => {
                let end = (at + chance.below(40)).min(bytes.len());
                bytes.drain(at..end);
                continue;
            }
            8 => {
                let end = (at + chance.below(200)).min(bytes.len());
                bytes[at..end].to_vec()
            }
            9 => vec![0; 1 + chance.below(4)],
            10..=11 => b"\"".to_vec(),
            12 => b"\"\"\"\r\n\"".to_vec(),
            13 => [&b","[..], b";", b"\t", b"\n", b"\r", b"|", b"'", b"="][chance.below(8)].to_vec(),
            14 => vec![0x80 + u8::try_from(chance.below(128)).unwrap()],
            15 if chance.below(20) == 0 => vec![b'x'; 40_000],
            16 => b"\xEF\xBB\xBF".to_vec(),
            17 => b"\xFF\xFE".to_vec(),
            18 => "{[\u{202E}\u{0}<&>]}".as_bytes().to_vec(),
            19 => (0..1 + chance.below(60)).map(|_| b'[').collect(),
            20 => b"&#x0;&bomb;<a><![CDATA[".to_vec(),
            21 => b"99999999999999999999999999".to_vec(),
            22 => b"-1e400".to_vec(),
            _ => (0..chance.below(12))
                .map(|_| u8::try_from(chance.below(256)).unwrap())
                .collect(),
        };
        bytes.splice(at..at, inserted);
    }
    bytes
}

/// The same text in a wrong or unexpected encoding.
fn recoded(chance: &mut Chance, text: &str) -> Vec<u8> {
    match chance.below(4) {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => [
            &b"\xFE\xFF"[..],
            &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(),
        ]
        .concat(),
        2 => text.chars().map(|c| u8::try_from(c as u32).unwrap_or(b'?')).collect(),
        _ => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
    }
}

fn check_row_problem(problem: &RowProblem) {
    let said = problem.to_string();
    assert!(said.starts_with(&format!("Row {}", problem.row)), "{said}");
    assert!(problem.row > 0 && problem.code().starts_with("row."), "{said}");
    let is_about_a_cell = matches!(
        problem.fault,
        RowFault::TooLong { .. }
            | RowFault::UnclosedQuote
            | RowFault::BadCharacter
            | RowFault::Undecodable { .. }
            | RowFault::TooManyCells { .. }
    );
    if is_about_a_cell && !problem.last {
        assert!(said.contains(", column "), "{said}");
    }
}

fn check_cell_problems(problems: &[CellProblem], row: u64) {
    assert!(!problems.is_empty());
    for problem in problems {
        assert!(
            problem.row == row && !problem.column.is_empty() && problem.fault.to_string().len() > 10,
            "{problem}"
        );
        assert!(
            problem.to_string().starts_with(&format!("Row {row}, column “")),
            "{problem}"
        );
        assert!(problem.value.chars().count() <= 41);
    }
}

/// A table through everything that an import does with it.
fn import_table(bytes: Vec<u8>, tally: &mut Tally) {
    let size = bytes.len();
    let mut table = match tables::open(Cursor::new(bytes), None, Limits::default()) {
        Ok(table) => table,
        Err(problem) => {
            tally.files_refused += 1;
            assert!(
                problem.code().starts_with("file.") && problem.to_string().len() > 20,
                "{problem}"
            );
            return;
        }
    };
    let header = table.header().to_vec();
    assert!(!header.is_empty());
    let mut rejects = Rejects::new(Vec::new(), &header).unwrap();
    let mut mapping = None;
    let mut results = 0;
    for row in table.rows() {
        results += 1;
        assert!(results <= size * 1_000, "more rows than the file can hold");
        match row {
            Ok(row) => {
                assert_eq!(row.cells.len(), header.len());
                let mapping = mapping.get_or_insert_with(|| suggest(&header, std::slice::from_ref(&row)));
                apply_row(mapping, &header, &row, &mut rejects, tally);
            }
            Err(problem) => {
                tally.rows_refused += 1;
                check_row_problem(&problem);
                rejects.unreadable(&problem).unwrap();
            }
        }
    }
    rejects.finish().unwrap();
}

fn apply_row(
    mapping: &exchange::Mapping,
    header: &[String],
    row: &Row,
    rejects: &mut Rejects<Vec<u8>>,
    tally: &mut Tally,
) {
    match apply(
        mapping,
        row,
        Context {
            header,
            lists: &CoreLists,
            today: TODAY,
        },
    ) {
        Ok(record) => {
            tally.rows_taken += 1;
            assert!(!record.answers.is_empty());
        }
        Err(problems) => {
            tally.cells_refused += 1;
            check_cell_problems(&problems, row.number);
            rejects.row(row, &problems).unwrap();
        }
    }
}

fn csv_text() -> String {
    let mut text = HEADINGS.join(",") + "\n";
    for child in CHILDREN {
        text += &child
            .map(|cell| {
                if cell.contains(' ') {
                    format!("\"{cell}\"")
                } else {
                    cell.to_owned()
                }
            })
            .join(",");
        text.push('\n');
    }
    text
}

#[test]
fn csv() {
    let text = csv_text();
    let mut chance = Chance(1);
    let mut tally = Tally::default();
    for _ in 0..MUTATIONS {
        let base = if chance.below(5) == 0 {
            recoded(&mut chance, &text)
        } else {
            text.clone().into_bytes()
        };
        import_table(damaged(&mut chance, &base), &mut tally);
    }
    tally.shows_that_all_paths_were_tried();
}

fn workbooks(parts: &[(&'static str, Vec<u8>)], bombs: &[Vec<u8>], seed: u64) {
    let whole = deflated(&borrowed(parts));
    let mut chance = Chance(seed);
    let mut tally = Tally::default();
    for number in 0..MUTATIONS {
        let bytes = if number % 1_000 == 0 {
            // Bombs are dear to defuse, so each is tried now and then.
            bombs[usize::try_from(number / 1_000).unwrap() % bombs.len()].clone()
        } else if chance.below(3) == 0 {
            damaged(&mut chance, &whole)
        } else {
            // Damage inside a part, which a packed file would not let through.
            let mut parts = parts.to_vec();
            // The sheet stands last and is worth most of the tries.
            let place = if chance.below(3) == 0 {
                chance.below(parts.len())
            } else {
                parts.len() - 1
            };
            parts[place].1 = damaged(&mut chance, &parts[place].1);
            zipped(&borrowed(&parts), CompressionMethod::Stored)
        };
        import_table(bytes, &mut tally);
    }
    tally.shows_that_all_paths_were_tried();
}

#[test]
fn xlsx() {
    let mut sheet = xlsx_row(1, &HEADINGS);
    for (number, child) in (2..).zip(CHILDREN) {
        sheet += &xlsx_row(number, &child);
    }
    sheet += r#"<row r="5"><c r="B5" t="s"><v>0</v></c><c r="C5" s="1"><v>40616</v></c><c r="D5" t="str"><f>1+1</f><v>F</v></c><c r="F5"><v>4.47700900123E11</v></c></row>"#;
    let shared = "<si><r><t>Be </t></r><r><t>Tran</t></r></si>";
    let bombs = [
        support::xlsx(&(sheet.clone() + &"<row/>".repeat(4 << 20)), shared),
        support::xlsx(&sheet, &"<si><t>aaaaaaaaaaaaaaaaaaaa</t></si>".repeat(1 << 18)),
        support::xlsx(&(sheet.clone() + &"<c>".repeat(1 << 16)), shared),
        support::xlsx(&(sheet.clone() + &xlsx_row(6, &[&"x".repeat(8 << 20)])), shared),
    ];
    workbooks(&xlsx_parts(&sheet, shared), &bombs, 2);
}

#[test]
fn ods() {
    let mut rows = ods_row(&HEADINGS);
    for child in CHILDREN {
        rows += &ods_row(&child);
    }
    let repeated = |rows: &str, cells: &str| {
        format!(
            r#"<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{cells}" office:value-type="string"><text:p>x<text:s text:c="9"/></text:p></table:table-cell></table:table-row>"#
        )
    };
    rows += &repeated("2", "3");
    let bombs = [
        support::ods(&(rows.clone() + &repeated("999999999999", "1"))),
        support::ods(&(rows.clone() + &repeated("900", "999999999999"))),
        support::ods(&(rows.clone() + &"<table:table-row/>".repeat(1 << 20))),
        support::ods(&(rows.clone() + r#"<table:table-row><table:table-cell><office:annotation><text:p>"#)),
    ];
    workbooks(&ods_parts(&rows), &bombs, 3);
}

const CASE_HEADINGS: &str = "prs_FirstName,prs_SecondName,prs_Birthdate,prs_Gender,prs_Citizenship,prs_MobilePhone,vic_TypeOfExploitation,vic_ForcedLabourIndustry,cas_IncomingReferralDate,con_Consent,x_haven_reference,x_indicators,x_own,x_more,prs_MailingCity,prs_MailingCountry,prs_MailingState,prs_MailingStreet,prs_MailingPostalCode";
const CASE_LABELS: &str = "First Name,Second Name,Birthdate,Gender,Citizenship,Mobile Phone,Type of Exploitation,Forced Labour Industry,Incoming Referral Date,Consent,,,,,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country";
const CASE_ROW: &str = r#"An,Nguyen,2011-03-14,Masculine,VN;RO,+447700900123,ForcedLabour;Other,Construction,2025-05-20,TRUE,HV-1,"[{""code"":""A1"",""state"":""seen""}]","{""gb.x"":""y""}","[{""table"":""hte"",""place"":1,""fields"":{""hte_City"":[""Dover""]}}]",12 Quay Lane,Dover,Kent,CT16 1AA,GB"#;

#[test]
fn htcds_csv() {
    let text = format!("{CASE_HEADINGS}\n{CASE_LABELS}\n{CASE_ROW}\n{CASE_ROW}\n");
    let mut chance = Chance(4);
    let mut tally = Tally::default();
    for _ in 0..MUTATIONS {
        let base = if chance.below(8) == 0 {
            recoded(&mut chance, &text)
        } else {
            text.clone().into_bytes()
        };
        let bytes = damaged(&mut chance, &base);
        let mut table = match tables::open(Cursor::new(bytes), None, flat::limits()) {
            Ok(table) => table,
            Err(problem) => {
                tally.files_refused += 1;
                assert!(problem.to_string().len() > 20, "{problem}");
                continue;
            }
        };
        for case in flat::Cases::new(&mut table) {
            match case {
                Ok((row, case)) => match to_answers(row.number, &case, TODAY) {
                    Ok(rows) => tally.rows_taken += rows.len() as u64,
                    Err(problems) => {
                        tally.cells_refused += 1;
                        check_cell_problems(&problems, row.number);
                    }
                },
                Err(problem) => {
                    tally.rows_refused += 1;
                    check_row_problem(&problem);
                }
            }
        }
    }
    tally.shows_that_all_paths_were_tried();
}

#[test]
fn htcds_json() {
    let case = r#"{"htcds_version":"2.0","profile":"haven-htcds-json-1","id":"C-1","prs":[{"id":"a","prs_FirstName":"An","prs_Birthdate":"2011-03-14","prs_Citizenship":["VN","RO"],"prs_NumberOfChildren":0},{"id":"b","prs_FirstName":"John"}],"vic":[{"id":"v","vic_TypeOfExploitation":["ForcedLabour"]}],"per":[{"id":"p","per_RoleInProcess":["Exploiter"]}],"con":[{"con_Consent":true}],"links":[{"from":"v","to":"a"},{"from":"p","to":"b"}],"x_births":[{"date":"2011-03-14","basis":"claimed"}]}"#;
    let array = format!("[{case},\n{case}]");
    let lines = format!("{case}\n{case}\n");
    let mut chance = Chance(5);
    let mut tally = Tally::default();
    for number in 0..MUTATIONS {
        let text = if number % 2 == 0 { &array } else { &lines };
        let bytes = match chance.below(200) {
            0 => [text.as_bytes(), &b"{\"a\":".repeat(50_000)].concat(),
            1 => [b"[".repeat(100_000).as_slice(), text.as_bytes()].concat(),
            2..=12 => {
                let base = recoded(&mut chance, text);
                damaged(&mut chance, &base)
            }
            _ => damaged(&mut chance, text.as_bytes()),
        };
        let size = bytes.len();
        let mut results = 0;
        for case in json::Cases::new(Cursor::new(bytes), json::Limits::default()).unwrap() {
            results += 1;
            assert!(results <= size + 1, "more cases than the file can hold");
            match case {
                Ok((number, case)) => match to_answers(number, &case, TODAY) {
                    Ok(rows) => tally.rows_taken += rows.len() as u64,
                    Err(problems) => {
                        tally.cells_refused += 1;
                        check_cell_problems(&problems, number);
                    }
                },
                Err(problems) => {
                    tally.rows_refused += 1;
                    check_cell_problems(&problems, problems[0].row);
                }
            }
        }
    }
    tally.shows_that_all_paths_were_tried();
}
