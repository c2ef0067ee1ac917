//! Small files made by hand, so that a test can say exactly what is wrong with them.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Chance with a seed: splitmix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `end`, or 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % (end.max(1) as u64)) as usize
    }
}

pub fn zipped(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn deflated(parts: &[(&str, &[u8])]) -> Vec<u8> {
    zipped(parts, CompressionMethod::Deflated)
}

/// The parts of a workbook around one sheet.
pub fn xlsx_parts(sheet: &str, shared: &str) -> Vec<(&'static str, Vec<u8>)> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    vec![
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        (
            "_rels/.rels",
            format!(r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Children" sheetId="1" r:id="rId1"/></sheets></workbook>"#).into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{office}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>"#).into_bytes(),
        ),
        (
            "xl/styles.xml",
            format!(r#"<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="170" formatCode="dd\/mm\/yyyy"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>"#).into_bytes(),
        ),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{main}">{shared}</sst>"#).into_bytes()),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>"#).into_bytes(),
        ),
    ]
}

pub fn borrowed<'a>(parts: &'a [(&'static str, Vec<u8>)]) -> Vec<(&'static str, &'a [u8])> {
    parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect()
}

pub fn xlsx(sheet: &str, shared: &str) -> Vec<u8> {
    deflated(&borrowed(&xlsx_parts(sheet, shared)))
}

pub fn ods_parts(rows: &str) -> Vec<(&'static str, Vec<u8>)> {
    let names = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#;
    vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", b"<manifest/>".to_vec()),
        (
            "content.xml",
            format!(r#"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Children">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#).into_bytes(),
        ),
    ]
}

pub fn ods(rows: &str) -> Vec<u8> {
    deflated(&borrowed(&ods_parts(rows)))
}

/// A row of texts, as an ODS sheet has it.
pub fn ods_row(cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| {
            format!(r#"<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>"#)
        })
        .collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

/// A row of inline texts, as an XLSX sheet has it.
pub fn xlsx_row(number: u64, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#))
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}
