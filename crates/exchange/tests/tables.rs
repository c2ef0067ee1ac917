//! Tables as they come: encodings, delimiters, workbooks, and what is wrong with them, by row and column.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use exchange::tables::{self, FileProblem, Format, Limits, RowFault, RowProblem, Table};
use proptest::prelude::*;
use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use support::{borrowed, deflated, ods, ods_row, xlsx, xlsx_row};

fn open(bytes: impl Into<Vec<u8>>) -> Table {
    tables::open(Cursor::new(bytes.into()), None, Limits::default()).unwrap()
}

fn refused(bytes: impl Into<Vec<u8>>) -> FileProblem {
    match tables::open(Cursor::new(bytes.into()), None, Limits::default()) {
        Ok(_) => panic!("the file was accepted"),
        Err(problem) => problem,
    }
}

/// Row numbers and cells of the readable rows, and the problems.
fn read(mut table: Table) -> (Vec<(u64, Vec<String>)>, Vec<RowProblem>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for row in table.rows() {
        match row {
            Ok(row) => rows.push((row.number, row.cells)),
            Err(problem) => problems.push(problem),
        }
    }
    (rows, problems)
}

fn texts(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn every_delimiter_is_found() {
    for (text, delimiter) in [
        ("name,dob\nAn,2011\n", ','),
        ("name;dob\nAn;2011\nBe, or not;2012\n", ';'),
        ("name\tdob\nAn, Be\t2011\n", '\t'),
        ("name|dob\nAn|2011\n", '|'),
        ("sep=;\nname;dob, age\nAn;2011\n", ';'),
        ("name\nAn\n", ','),
    ] {
        assert_eq!(open(text).delimiter, Some(delimiter), "{text:?}");
    }
}

#[test]
fn every_encoding_is_found() {
    let text = "navn;født\nSøren Æbelø;2011\n";
    let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: &[u8]| {
        let mut bytes = mark.to_vec();
        bytes.extend(text.encode_utf16().flat_map(to_bytes));
        bytes
    };
    let windows: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'ø' => 0xF8,
            'Æ' => 0xC6,
            c => u8::try_from(c as u32).unwrap(),
        })
        .collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
        (utf16(u16::to_le_bytes, b"\xFF\xFE"), "UTF-16LE"),
        (utf16(u16::to_be_bytes, b"\xFE\xFF"), "UTF-16BE"),
        (utf16(u16::to_le_bytes, b""), "UTF-16LE"),
        (windows, "windows-1252"),
    ] {
        let table = open(bytes);
        assert_eq!(table.encoding, Some(encoding));
        assert_eq!(table.header(), ["navn", "født"], "{encoding}");
        assert_eq!(read(table).0, [(2, texts(&["Søren Æbelø", "2011"]))], "{encoding}");
    }
}

#[test]
fn a_foreign_letter_late_in_a_long_file_decides_its_encoding() {
    let mut bytes = b"name,note\n".to_vec();
    for _ in 0..20_000 {
        bytes.extend_from_slice(b"An,nothing\n");
    }
    bytes.extend_from_slice(b"S\xF8ren,fundet p\xE5 gaden\n");
    let table = open(bytes);
    assert_eq!(table.encoding, Some("windows-1252"));
    assert_eq!(read(table).0.last().unwrap().1, ["Søren", "fundet på gaden"]);
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_shows_them() {
    let text = "\nname,note\r\n\r\nAn,\"two\nlines\"\n,\nBe,\"said \"\"no\"\"\"\rCe,x";
    let table = open(text);
    assert_eq!(table.header_row, 2);
    let (rows, problems) = read(table);
    assert!(problems.is_empty());
    assert_eq!(
        rows,
        [
            (4, texts(&["An", "two\nlines"])),
            (6, texts(&["Be", "said \"no\""])),
            (7, texts(&["Ce", "x"]))
        ]
    );
}

#[test]
fn headings_are_made_distinct() {
    let table = open("Phone,,Phone,Name,,\n1,2,3,4,,\n");
    assert_eq!(table.header(), ["Phone", "Column B", "Phone (2)", "Name"]);
    assert_eq!(read(table).0, [(2, texts(&["1", "2", "3", "4"]))]);
}

#[test]
fn a_bad_row_is_named_and_the_next_is_read() {
    let long = "x".repeat(40_000);
    let text = format!("name,note\nAn,{long}\nBe,ok,too,many\nCe,nul\0\nDe\nEe,fine\n");
    let (rows, problems) = read(open(text));
    assert_eq!(rows, [(5, texts(&["De", ""])), (6, texts(&["Ee", "fine"]))]);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        said[0].starts_with("Row 2, column B (“note”): the cell is longer than 32767 characters."),
        "{}",
        said[0]
    );
    assert!(
        said[1].starts_with("Row 3, column C: the row has 4 cells but there are 2 headings."),
        "{}",
        said[1]
    );
    assert!(
        said[2].starts_with("Row 4, column B (“note”): the cell holds a control character"),
        "{}",
        said[2]
    );
    assert_eq!(problems[0].cells[1].chars().count(), 200);
}

#[test]
fn a_quotation_mark_that_never_closes_is_named_where_it_opened() {
    let (rows, problems) = read(open("name,note\nAn,ok\nBe,\"oh\nCe,ok\n"));
    assert_eq!(rows.len(), 1);
    assert_eq!(problems[0].code(), "row.unclosed_quote");
    assert!(problems[0].to_string().starts_with("Row 3, column B (“note”)"));
    assert!(problems[0].last);
}

#[test]
fn letters_that_cannot_be_read_are_named() {
    // UTF-8 by its mark, but one letter is of another encoding.
    let (_, problems) = read(open(b"\xEF\xBB\xBFname,note\nS\xF8ren,x\n".to_vec()));
    assert_eq!(problems[0].fault, RowFault::Undecodable { encoding: "UTF-8" });
    assert!(problems[0].to_string().starts_with("Row 2, column A (“name”)"));
}

#[test]
fn workbooks_give_what_they_show() {
    use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook};
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    let hidden = workbook.add_worksheet();
    hidden.set_hidden(true).write_string(0, 0, "hidden").unwrap();
    let sheet = workbook.add_worksheet().set_name("Children").unwrap();
    let day = CellFormat::new().set_num_format("dd/mm/yyyy");
    for (column, heading) in ["name", "dob", "age", "phone", "formula", "yes"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    sheet.write_string(2, 0, "An <Nguyen> & Co").unwrap();
    sheet
        .write_datetime_with_format(2, 1, ExcelDateTime::from_ymd(2011, 3, 14).unwrap(), &day)
        .unwrap();
    sheet.write_number(2, 2, 15.0).unwrap();
    sheet.write_number(2, 3, 447_700_900_123.0).unwrap();
    sheet.write_formula(2, 4, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_boolean(2, 5, true).unwrap();
    let table = open(workbook.save_to_buffer().unwrap());
    assert_eq!((table.format, table.sheet.as_deref()), (Format::Xlsx, Some("Children")));
    assert_eq!(
        read(table).0,
        [(
            3,
            texts(&["An <Nguyen> & Co", "2011-03-14", "15", "447700900123", "2", "true"])
        )]
    );
}

#[test]
fn a_sheet_written_by_hand_is_read_too() {
    let shared = "<si><t>name</t></si><si><r><t>An </t></r><r><t>Nguyen</t></r><rPh><t>aside</t></rPh></si>";
    let sheet = concat!(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>dob</t></is></c></row>"#,
        r#"<row r="9"><c r="A9" t="s"><v>1</v></c><c r="C9" s="1"><v>40616</v></c></row>"#,
        r#"<row r="10"><c r="A10" t="s"><v>77</v></c></row>"#,
        r#"<row r="11"><c r="A11" t="str"><v>two_x000A_lines</v></c></row>"#,
    );
    let table = open(xlsx(sheet, shared));
    assert_eq!(table.header(), ["name", "Column B", "dob"]);
    let (rows, problems) = read(table);
    assert_eq!(
        rows,
        [
            (9, texts(&["An Nguyen", "", "2011-03-14"])),
            (11, texts(&["two\nlines", "", ""]))
        ]
    );
    assert!(
        problems[0]
            .to_string()
            .starts_with("Row 10, column A (“name”): the file is damaged here")
    );
}

#[test]
fn open_document_sheets_are_read() {
    let rows = [
        ods_row(&["name", "dob", "age"]),
        r#"<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#.to_owned(),
        concat!(
            r#"<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>"#,
            r#"<text:p>An<text:s text:c="2"/>Nguyen</text:p><text:p>known as &lt;Be&gt;</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="date" office:date-value="2011-03-14T00:00:00"><text:p>14/03/11</text:p></table:table-cell>"#,
            r#"<table:table-cell office:value-type="float" office:value="15.0"><text:p>15,00</text:p></table:table-cell>"#,
            r#"<table:table-cell table:number-columns-repeated="16381"/></table:table-row>"#
        )
        .to_owned(),
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>Be</text:p></table:table-cell></table:table-row>"#.to_owned(),
        r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="string"><text:p>Ce</text:p></table:table-cell></table:table-row>"#.to_owned(),
    ]
    .concat();
    let table = open(ods(&rows));
    assert_eq!((table.format, table.sheet.as_deref()), (Format::Ods, Some("Children")));
    let (rows, problems) = read(table);
    assert_eq!(
        rows,
        [
            (5, texts(&["An  Nguyen\nknown as <Be>", "2011-03-14", "15"])),
            (6, texts(&["Be", "", ""])),
            (7, texts(&["Be", "", ""])),
        ]
    );
    assert_eq!(problems[0].code(), "row.repeated_too_often");
    assert!(problems[0].to_string().starts_with("Row 8: "));
}

#[test]
fn archives_made_to_burst_are_refused_before_they_do() {
    let zeros = vec![b' '; 64 << 20];
    let mut parts = support::xlsx_parts(&xlsx_row(1, &["name"]), "");
    parts.push(("xl/media/bomb.bin", zeros));
    assert_eq!(refused(deflated(&borrowed(&parts))).code(), "file.packed_too_tightly");
    // A packed sheet that says it is small is stopped while it unpacks.
    let parts = support::xlsx_parts(&"<row/>".repeat(8 << 20), "");
    let honest = deflated(&borrowed(&parts));
    let length = u32::try_from(parts.last().unwrap().1.len()).unwrap().to_le_bytes();
    let mut lying = honest.clone();
    let mut lies = 0;
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == length {
            lying[at..at + 4].copy_from_slice(&5_000_u32.to_le_bytes());
            lies += 1;
        }
    }
    assert_eq!(lies, 2, "the length stands before the part and in the directory");
    let (_, problems) = match tables::open(Cursor::new(lying), None, Limits::default()) {
        Ok(table) => read(table),
        Err(problem) => return assert_eq!(problem.code(), "file.heading", "{problem}"),
    };
    assert_eq!(problems[0].code(), "row.too_large");
}

#[test]
fn an_endless_text_in_a_sheet_is_stopped() {
    let sheet = format!("{}{}", xlsx_row(1, &["name"]), xlsx_row(2, &[&"x".repeat(3_000_000)]));
    let (rows, problems) = read(open(xlsx(&sheet, "")));
    assert!(rows.is_empty());
    assert_eq!(problems[0].code(), "row.cell_too_long");
    assert!(problems[0].to_string().starts_with("Row 2, column A"));
    let spaces = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>x<text:s text:c="99999999999"/></text:p></table:table-cell></table:table-row>"#;
    let (_, problems) = read(open(ods(&(ods_row(&["name"]) + spaces))));
    assert_eq!(problems[0].code(), "row.cell_too_long");
}

#[test]
fn files_that_are_no_tables_are_told_by_name() {
    for (bytes, code) in [
        (b"".to_vec(), "file.empty"),
        (b"\n\n , \n".to_vec(), "file.empty"),
        (b"%PDF-1.7 ...".to_vec(), "file.not_a_table"),
        (b"<!DOCTYPE html><table>".to_vec(), "file.not_a_table"),
        (b"[{\"prs\": []}]".to_vec(), "file.not_a_table"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1old".to_vec(), "file.old_or_locked"),
        (b"PK\x03\x04 and then nothing".to_vec(), "file.damaged"),
        (deflated(&[("hello.txt", b"hello")]), "file.not_a_table"),
        (
            deflated(&[("_rels/.rels", b"<Relationships/>"), ("word/document.xml", b"<w/>")]),
            "file.not_a_table",
        ),
        (
            deflated(&[("xl/workbook.xml", b"<workbook><sheets/></workbook>")]),
            "file.empty",
        ),
        (
            deflated(&[("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a \"b\">]><workbook/>")]),
            "file.damaged",
        ),
        (
            deflated(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("META-INF/manifest.xml", b"<m><encryption-data/></m>"),
                ("content.xml", b"\x01\x02"),
            ]),
            "file.locked",
        ),
    ] {
        assert_eq!(refused(bytes).code(), code);
    }
}

#[test]
fn limits_on_rows_and_columns_hold() {
    let limits = Limits {
        rows: 2,
        columns: 3,
        ..Limits::default()
    };
    let open = |text: &str| tables::open(Cursor::new(text.as_bytes().to_vec()), None, limits);
    let (rows, problems) = read(open("a,b\n1,2\n3,4\n5,6\n7,8\n").unwrap());
    assert_eq!((rows.len(), problems.len()), (2, 1));
    assert!(problems[0].to_string().starts_with("Row 4: at most 2 rows"));
    assert!(matches!(
        open("a,b,c,d\n1\n"),
        Err(FileProblem::TooManyColumns { found: 4, limit: 3 })
    ));
}

/// Makes rows as they are asked for, and counts them.
struct Rows {
    made: Arc<AtomicU64>,
    wanted: u64,
    left_over: Vec<u8>,
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left_over.is_empty() {
            let number = self.made.fetch_add(1, Ordering::Relaxed);
            if number > self.wanted {
                return Ok(0);
            }
            self.left_over = match number {
                0 => b"id,name,note\n".to_vec(),
                number => format!("{number},Child {number},\"found, told\nand brought\"\n").into_bytes(),
            };
        }
        let length = self.left_over.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.left_over[..length]);
        self.left_over.drain(..length);
        Ok(length)
    }
}

#[test]
fn a_hundred_thousand_rows_stream_without_piling_up() {
    let made = Arc::new(AtomicU64::new(0));
    let source = Rows {
        made: Arc::clone(&made),
        wanted: 100_000,
        left_over: Vec::new(),
    };
    let mut table = tables::open_text(source, Limits::default()).unwrap();
    let mut read: u64 = 0;
    for row in table.rows() {
        let row = row.unwrap();
        read += 1;
        assert_eq!(row.cells[0], read.to_string());
        // What is made but not yet handed on fits in the sample and two buffers.
        assert!(
            made.load(Ordering::Relaxed) - read < 5_000,
            "rows pile up at row {read}"
        );
    }
    assert_eq!(read, 100_000);
}

proptest! {
    #[test]
    fn what_a_csv_writer_writes_is_read_back(
        rows in proptest::collection::vec(proptest::collection::vec("[a-zA-Z0-9 ,;\"\n|'æøå=+@-]{0,12}", 3), 1..8),
        delimiter in proptest::sample::select(vec![b',', b';', b'\t', b'|']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["one", "two", "three"]).unwrap();
        for row in &rows {
            let guarded: Vec<_> = row.iter().map(|cell| exchange::formula_guard::guard(cell).into_owned()).collect();
            writer.write_record(&guarded).unwrap();
        }
        let table = open(writer.into_inner().unwrap());
        let expected: Vec<Vec<String>> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        let (found, problems) = read(table);
        prop_assert!(problems.is_empty(), "{:?}", problems);
        let found: Vec<Vec<String>> = found.into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(found, expected);
    }
}
