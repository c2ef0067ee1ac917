//! From records to the bytes of a file, a page of rows at a time.

use super::store;
use crate::app::App;
use crate::gather::records::{self, Eyes, Reading, Record};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use crate::web::day;
use access::{ExportRecords, Permit, Principal, PrincipalKind, View};
use domain::fields;
use domain::ids::{AgencyId, RecordId};
use exchange::formula_guard::guard;
use exchange::htcds::{self, ExportRecord, flat, json};
use exchange::xlsx::Sheet;
use kit::words::Words;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Records in one page of rows.
const PAGE: i64 = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// HTCDS 2.0, flat: what other systems read, and what Haven reads back without loss.
    HtcdsCsv,
    HtcdsJson,
    /// A table in words, for people.
    Csv,
    Xlsx,
}

impl ExportFormat {
    pub const ALL: &'static [Self] = &[Self::HtcdsCsv, Self::HtcdsJson, Self::Csv, Self::Xlsx];

    pub const fn code(self) -> &'static str {
        match self {
            Self::HtcdsCsv => "htcds-csv",
            Self::HtcdsJson => "htcds-json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.code() == code)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::HtcdsCsv | Self::Csv => "text/csv; charset=utf-8",
            Self::HtcdsJson => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    pub const fn file_name(self) -> &'static str {
        match self {
            Self::HtcdsCsv => "haven-htcds.csv",
            Self::HtcdsJson => "haven-htcds.json",
            Self::Csv => "haven-records.csv",
            Self::Xlsx => "haven-records.xlsx",
        }
    }
}

/// Bytes written but not yet handed over.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Vec<u8>>>);

impl Waiting {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Waiting {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[allow(clippy::large_enum_variant, reason = "there is one for each export")]
enum Writer {
    HtcdsCsv(flat::Writer<Waiting>),
    HtcdsJson(json::Writer<Waiting>),
    Csv(csv::Writer<Waiting>),
    Xlsx(Sheet),
}

/// An export on its way.
pub struct Export {
    app: App,
    permit: Permit<ExportRecords>,
    who: Principal,
    agency: AgencyId,
    words: Words,
    format: ExportFormat,
    writer: Option<Writer>,
    waiting: Waiting,
    after: Option<RecordId>,
    /// Records written so far.
    pub written: u64,
}

fn faulty(error: impl std::fmt::Display) -> Problem {
    Problem::internal("writing an export", error)
}

impl Export {
    pub fn new(
        app: App,
        permit: Permit<ExportRecords>,
        who: Principal,
        agency: AgencyId,
        words: Words,
        format: ExportFormat,
    ) -> Result<Self, Problem> {
        let waiting = Waiting::default();
        let headings = table_headings(&app, &words);
        let writer = match format {
            ExportFormat::HtcdsCsv => Writer::HtcdsCsv(flat::Writer::new(waiting.clone()).map_err(faulty)?),
            ExportFormat::HtcdsJson => Writer::HtcdsJson(json::Writer::new(waiting.clone(), json::Layout::Array)),
            ExportFormat::Csv => {
                let mut out = waiting.clone();
                // The mark tells Excel that the letters are UTF-8.
                out.write_all("\u{feff}".as_bytes()).map_err(faulty)?;
                let mut writer = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(out);
                writer
                    .write_record(headings.iter().map(|heading| guard(heading).into_owned()))
                    .map_err(faulty)?;
                Writer::Csv(writer)
            }
            ExportFormat::Xlsx => {
                let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
                Writer::Xlsx(Sheet::new("Haven", &headings).map_err(faulty)?)
            }
        };
        Ok(Self {
            app,
            permit,
            who,
            agency,
            words,
            format,
            writer: Some(writer),
            waiting,
            after: None,
            written: 0,
        })
    }

    /// The next bytes of the file; none when it is complete. Every page of rows is in the ledger before it is handed over.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        loop {
            if self.writer.is_none() {
                return Ok(None);
            }
            let Page { records, next } =
                page(&self.app, &self.permit, &self.who, self.agency, self.after, PAGE).await?;
            note(&self.app, &self.permit, self.agency, self.format, &records).await?;
            let is_last = next.is_none();
            self.after = next;
            for record in &records {
                self.write(record)?;
                self.written += 1;
            }
            if is_last {
                self.close()?;
            }
            let bytes = self.waiting.take();
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }

    fn write(&mut self, record: &Record) -> Result<(), Problem> {
        match &mut self.writer {
            Some(Writer::HtcdsCsv(writer)) => writer.write(&case_of(record)).map_err(faulty),
            Some(Writer::HtcdsJson(writer)) => writer.write(&case_of(record)).map_err(faulty),
            Some(Writer::Csv(writer)) => {
                let cells = table_cells(&self.app, &self.words, record);
                writer
                    .write_record(cells.iter().map(|cell| guard(cell).into_owned()))
                    .map_err(faulty)
            }
            Some(Writer::Xlsx(sheet)) => {
                let cells = table_cells(&self.app, &self.words, record);
                sheet.row(cells.iter().map(String::as_str)).map_err(faulty)
            }
            None => Ok(()),
        }
    }

    fn close(&mut self) -> Result<(), Problem> {
        match self.writer.take() {
            Some(Writer::HtcdsCsv(writer)) => drop(writer.finish().map_err(faulty)?),
            Some(Writer::HtcdsJson(writer)) => drop(writer.finish().map_err(faulty)?),
            Some(Writer::Csv(mut writer)) => writer.flush().map_err(faulty)?,
            Some(Writer::Xlsx(sheet)) => {
                let bytes = sheet.finish().map_err(faulty)?;
                self.waiting.write_all(&bytes).map_err(faulty)?;
            }
            None => {}
        }
        Ok(())
    }
}

/// Some records as the asker may see them.
struct Page {
    records: Vec<Record>,
    /// Behind which record it goes on; none when these were the last.
    next: Option<RecordId>,
}

async fn page(
    app: &App,
    permit: &Permit<ExportRecords>,
    who: &Principal,
    agency: AgencyId,
    after: Option<RecordId>,
    most: i64,
) -> Result<Page, Problem> {
    let mut conn = app.db.read().await?;
    let ids = store::next(&mut conn, permit, agency, after, most).await?;
    let next = ids
        .last()
        .copied()
        .filter(|_| i64::try_from(ids.len()).unwrap_or(0) == most);
    let mut found = records::find_many(&mut conn, &ids).await?;
    found.sort_by_key(|record| record.id);
    // The command line takes an agency's own records out whole, under the export's permit; for everybody else each
    // record is decided one by one, field by field.
    if who.kind == PrincipalKind::Operator {
        return Ok(Page { records: found, next });
    }
    let eyes = Eyes::of(app, &mut conn, who).await?;
    let records = found
        .into_iter()
        .filter_map(|record| {
            let seen = eyes.look(&record).filter(|seen| seen.view == View::Content)?;
            Some(Record {
                answers: seen.answers,
                ..record
            })
        })
        .collect();
    Ok(Page { records, next })
}

/// The ledger's line of one page.
async fn note(
    app: &App,
    permit: &Permit<ExportRecords>,
    agency: AgencyId,
    format: ExportFormat,
    records: &[Record],
) -> Result<(), Problem> {
    if records.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = records.iter().map(|record| record.id.to_string()).collect();
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        "record.export",
        Subject::of("agency", agency),
    )
    .owner(agency)
    .detail(serde_json::json!({ "format": format.code(), "count": ids.len(), "records": ids }));
    let mut tx = app.db.begin().await?;
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

fn case_of(record: &Record) -> htcds::Case {
    htcds::from_answers(&ExportRecord {
        reference: &record.reference,
        kind: record.kind,
        handed_in_at: Some(record.made_at),
        answers: &record.answers,
    })
}

/// A page of cases for machines, and where the next one begins.
pub(super) async fn cases(
    app: &App,
    permit: &Permit<ExportRecords>,
    who: &Principal,
    agency: AgencyId,
    after: Option<RecordId>,
    most: i64,
) -> Result<(Vec<serde_json::Value>, Option<RecordId>), Problem> {
    let page = page(app, permit, who, agency, after, most).await?;
    note(app, permit, agency, ExportFormat::HtcdsJson, &page.records).await?;
    let mut cases = Vec::with_capacity(page.records.len());
    for record in &page.records {
        let mut writer = json::Writer::new(Vec::new(), json::Layout::Lines);
        writer.write(&case_of(record)).map_err(faulty)?;
        cases.push(serde_json::from_slice(&writer.finish().map_err(faulty)?).map_err(faulty)?);
    }
    Ok((cases, page.next))
}

/// What stands before the core fields in the table for people.
const ABOUT: [&str; 6] = [
    "exports-reference",
    "exports-source-id",
    "exports-kind",
    "exports-handling",
    "exports-made",
    "exports-changed",
];

fn table_headings(app: &App, words: &Words) -> Vec<String> {
    let about = ABOUT.iter().map(|key| words.get(key));
    let reading = Reading::of(app, words, "GB");
    about
        .chain(fields::all().map(|field| reading.label(field.key)))
        .collect()
}

fn table_cells(app: &App, words: &Words, record: &Record) -> Vec<String> {
    let reading = Reading::of(app, words, &record.pack);
    let about = [
        record.reference.clone(),
        record.source_id.clone().unwrap_or_default(),
        words.get(&format!("kind-{}", record.kind.code())),
        words.get(&format!("exports-handling-{}", record.handling.code())),
        day(app, words, record.made_at),
        day(app, words, record.changed_at),
    ];
    let said = fields::all().map(|field| {
        record
            .answers
            .0
            .get(field.key)
            .map(|answer| reading.lines(field.key, answer).join("; "))
            .unwrap_or_default()
    });
    about.into_iter().chain(said).collect()
}
