//! The flat CSV of the standard: one case a row, one element of each table, full field names as headings.
//!
//! Read with the habits of IOM's workbook and survey form: labels in the second row, a key left blank over its label,
//! a misspelt key, the five mailing columns keyed in one order and labelled in another, labels where codes belong.
//! What has no column (a second event, our own fields) goes to `x_` columns and comes back.

use super::case::{Case, Link};
use super::fields::{Entity, HtcdsField, all, find, find_by_label};
use crate::formula_guard::guard;
use crate::lists::{CodeLookup, CoreLists, plain};
use crate::tables::{Limits, Row, RowProblem, Rows, Table};
use domain::fields as own;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Elements that have no column of their own, as JSON.
const MORE: &str = "x_more";
/// The sender's id of the case.
const CASE_ID: &str = "x_case_id";

/// Whether the headings are those of the standard, so that a file needs no mapping.
pub fn is_htcds(header: &[String]) -> bool {
    header.iter().filter(|heading| find(heading).is_some()).count() >= 3
}

/// Limits for flat files of the standard: our own columns hold whole lists, which no spreadsheet cell could.
pub fn limits() -> Limits {
    Limits {
        cell_characters: 1_000_000,
        ..Limits::default()
    }
}

enum Column {
    Field(&'static HtcdsField),
    Extension(String),
    Ignored,
}

/// The cases of a table, one a row.
pub struct Cases<'a> {
    rows: Rows<'a>,
    columns: Vec<Column>,
    /// Headings that mean nothing here.
    pub unknown_columns: Vec<String>,
    /// Where the mailing columns' labels say they are, when that differs from their keys.
    labelled_mailing: Option<Vec<(usize, &'static HtcdsField)>>,
    first: Option<Row>,
    first_problem: Option<RowProblem>,
}

/// The labels that stand under the mailing keys in IOM's workbook.
const MAILING_LABELS: [(&str, &str); 5] = [
    ("street", "prs_MailingStreet"),
    ("city", "prs_MailingCity"),
    ("state", "prs_MailingState"),
    ("postal", "prs_MailingPostalCode"),
    ("country", "prs_MailingCountry"),
];

impl<'a> Cases<'a> {
    pub fn new(table: &'a mut Table) -> Self {
        let header = table.header().to_vec();
        let mut rows = table.rows();
        let mut columns: Vec<Column> = header.iter().map(|heading| column(heading)).collect();
        let (mut first, mut first_problem) = (None, None);
        let mut labelled_mailing = None;
        match rows.next() {
            Some(Ok(row)) if is_label_row(&header, &row) => {
                labelled_mailing = mailing_by_label(&columns, &row);
                for (column, label) in columns.iter_mut().zip(&row.cells) {
                    if let (Column::Ignored, Some(field)) = (&column, find_by_label(label)) {
                        *column = Column::Field(field);
                    }
                }
            }
            Some(Ok(row)) => first = Some(row),
            Some(Err(problem)) => first_problem = Some(problem),
            None => {}
        }
        let unknown_columns = header
            .iter()
            .zip(&columns)
            .filter(|(heading, column)| matches!(column, Column::Ignored) && !crate::rejects::is_added(heading))
            .map(|(heading, _)| heading.clone())
            .collect();
        Self {
            rows,
            columns,
            unknown_columns,
            labelled_mailing,
            first,
            first_problem,
        }
    }

    fn case(&self, row: &Row) -> Case {
        let mut case = Case::default();
        let swapped = self
            .labelled_mailing
            .as_ref()
            .filter(|labelled| labels_are_right(&self.columns, labelled, row));
        for (index, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
            if cell.trim().is_empty() {
                continue;
            }
            let labelled = swapped.and_then(|labelled| labelled.iter().find(|(place, _)| *place == index));
            match (labelled, column) {
                (Some((_, field)), _) | (None, Column::Field(field)) => {
                    let values = if field.many {
                        cell.split([';', '\n']).map(|value| value.trim().to_owned()).collect()
                    } else {
                        vec![cell.trim().to_owned()]
                    };
                    case.set(field, 0, values);
                }
                (None, Column::Extension(name)) if name == CASE_ID => case.id = Some(cell.trim().to_owned()),
                (None, Column::Extension(name)) if name == MORE => take_more(&mut case, cell),
                (None, Column::Extension(name)) => {
                    case.extensions.insert(name.clone(), cell.clone());
                }
                (None, Column::Ignored) => {}
            }
        }
        link_all_to_first_person(&mut case);
        case
    }
}

/// Row number and case; a row that cannot be read is an error among the others.
impl Iterator for Cases<'_> {
    type Item = Result<(Row, Case), RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(problem) = self.first_problem.take() {
            return Some(Err(problem));
        }
        let row = match self.first.take() {
            Some(row) => row,
            None => match self.rows.next()? {
                Ok(row) => row,
                Err(problem) => return Some(Err(problem)),
            },
        };
        let case = self.case(&row);
        Some(Ok((row, case)))
    }
}

fn column(heading: &str) -> Column {
    let heading = heading.trim();
    if let Some(field) = find(heading) {
        return Column::Field(field);
    }
    if heading.starts_with("x_") {
        return Column::Extension(heading.to_owned());
    }
    // A file saved without the hidden key row has only labels.
    find_by_label(heading).map_or(Column::Ignored, Column::Field)
}

/// The second row of IOM's workbook: most of its cells are the labels of the keys above.
fn is_label_row(header: &[String], row: &Row) -> bool {
    let filled: Vec<(&String, &String)> = header
        .iter()
        .zip(&row.cells)
        .filter(|(_, cell)| !cell.trim().is_empty())
        .collect();
    let labels = filled
        .iter()
        .filter(|(heading, cell)| {
            let own_label = find(heading).is_some_and(|field| plain(field.label) == plain(cell));
            own_label || find_by_label(cell).is_some()
        })
        .count();
    labels >= 3 && labels * 2 > filled.len()
}

fn mailing_by_label(columns: &[Column], labels: &Row) -> Option<Vec<(usize, &'static HtcdsField)>> {
    let mut labelled = Vec::new();
    let mut differs = false;
    for (index, (column, label)) in columns.iter().zip(&labels.cells).enumerate() {
        let Column::Field(keyed) = column else { continue };
        if !keyed.name.starts_with("prs_Mailing") {
            continue;
        }
        let label = plain(label);
        let meant = MAILING_LABELS
            .iter()
            .find(|(word, _)| label.split(' ').any(|part| part == *word))?;
        let field = find(meant.1)?;
        differs |= field.name != keyed.name;
        labelled.push((index, field));
    }
    (differs && labelled.len() == 5).then_some(labelled)
}

/// The key row is hidden, so people fill in by label; but other software fills in by key. The country tells which.
fn labels_are_right(columns: &[Column], labelled: &[(usize, &'static HtcdsField)], row: &Row) -> bool {
    let is_country = |index: Option<usize>| {
        let cell = index
            .and_then(|index| row.cells.get(index))
            .map(|cell| cell.trim())
            .unwrap_or_default();
        CoreLists.code("country", cell).is_some()
    };
    let by_label = labelled
        .iter()
        .find(|(_, field)| field.name == "prs_MailingCountry")
        .map(|(index, _)| *index);
    let by_key = columns
        .iter()
        .position(|column| matches!(column, Column::Field(field) if field.name == "prs_MailingCountry"));
    is_country(by_label) || !is_country(by_key)
}

/// In a flat row everything speaks of the one person.
fn link_all_to_first_person(case: &mut Case) {
    let Some(person) = case.elements(Entity::Prs).first().map(|person| person.id.clone()) else {
        return;
    };
    for entity in [Entity::Vic, Entity::Per] {
        if let Some(id) = case.elements(entity).first().map(|element| element.id.clone()) {
            case.links.push(Link {
                from: id,
                to: person.clone(),
            });
        }
    }
}

fn take_more(case: &mut Case, cell: &str) {
    let Ok(Value::Array(elements)) = serde_json::from_str(cell) else {
        return;
    };
    for element in elements.iter().take(500) {
        let entity = element
            .get("table")
            .and_then(Value::as_str)
            .and_then(Entity::from_prefix);
        let place = element
            .get("place")
            .and_then(Value::as_u64)
            .and_then(|place| usize::try_from(place).ok());
        let (Some(entity), Some(place)) = (entity, place.filter(|place| *place < 500)) else {
            continue;
        };
        case.element(entity, place);
        for (name, value) in element.get("fields").and_then(Value::as_object).into_iter().flatten() {
            let values = match value {
                Value::Array(values) => values
                    .iter()
                    .filter_map(|value| value.as_str().map(str::to_owned))
                    .collect(),
                Value::String(value) => vec![value.clone()],
                _ => continue,
            };
            if let Some(field) = find(name).filter(|field| field.entity == entity) {
                case.set(field, place, values);
            }
        }
    }
}

/// Writes flat CSV: the 38 labelled core columns first, as in IOM's workbook, then the others, then ours.
pub struct Writer<W: Write> {
    writer: csv::Writer<W>,
    fields: Vec<&'static HtcdsField>,
    extensions: Vec<String>,
}

impl<W: Write> Writer<W> {
    pub fn new(out: W) -> io::Result<Self> {
        let current = || all().iter().filter(|field| !field.deprecated);
        let fields: Vec<&HtcdsField> = current()
            .filter(|field| field.core)
            .chain(current().filter(|field| !field.core))
            .collect();
        let mut extensions: Vec<String> = [super::REFERENCE, super::KIND, super::HANDED_IN_AT]
            .map(str::to_owned)
            .to_vec();
        extensions.extend(own::all().map(|field| format!("x_{}", field.key)));
        extensions.extend([super::OWN, super::ABSENT].map(str::to_owned));
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let names = fields
            .iter()
            .map(|field| field.name)
            .chain(extensions.iter().map(String::as_str));
        writer.write_record(names.chain([CASE_ID, MORE]))?;
        Ok(Self {
            writer,
            fields,
            extensions,
        })
    }

    pub fn write(&mut self, case: &Case) -> io::Result<()> {
        let mut record: Vec<String> = Vec::with_capacity(self.fields.len() + self.extensions.len() + 2);
        for field in &self.fields {
            let values = case
                .elements(field.entity)
                .first()
                .map(|element| element.values(field.name))
                .unwrap_or_default();
            let cell = values.join(";");
            record.push(match field.kind {
                super::fields::ValueKind::Boolean => cell.to_uppercase(),
                _ => cell,
            });
        }
        for name in &self.extensions {
            record.push(case.extensions.get(name).cloned().unwrap_or_default());
        }
        record.push(case.id.clone().unwrap_or_default());
        record.push(more(case));
        self.writer
            .write_record(record.iter().map(|cell| guard(cell).into_owned()))?;
        Ok(())
    }

    /// Writes what is still held back and hands the file over.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|error| error.into_error())
    }
}

/// Elements after the first of their table, empty elements, and deprecated fields.
fn more(case: &Case) -> String {
    let mut elements = Vec::new();
    for (entity, table) in &case.tables {
        for (place, element) in table.iter().enumerate() {
            let fields: serde_json::Map<String, Value> = element
                .fields
                .iter()
                .filter(|(name, _)| place > 0 || find(name).is_some_and(|field| field.deprecated))
                .map(|(name, values)| ((*name).to_owned(), json!(values)))
                .collect();
            if place > 0 || !fields.is_empty() || element.fields.is_empty() {
                elements.push(json!({ "table": entity.prefix(), "place": place, "fields": fields }));
            }
        }
    }
    if elements.is_empty() {
        String::new()
    } else {
        Value::Array(elements).to_string()
    }
}
