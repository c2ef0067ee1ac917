//! One row through a mapping: either a record's content, or every cell that stands in its way, each by name.

use super::target::{AGE, MIDDLE};
use super::{CellFault, CellNotice, CellProblem, CellWarning, ColumnRule, ImportedRow, Mapping, Mend, Target};
use crate::dates::{self, DateOrder, Writing};
use crate::lists::{CodeLookup, plain};
use crate::tables::{Row, shortened};
use domain::fields::FieldKind;
use domain::{Answers, Entry, PartialDate, RecordKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a row alone does not say.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// [`crate::Table::header`].
    pub header: &'a [String],
    pub lists: &'a dyn CodeLookup,
    /// Ages count back from the day a row was handed in, or from here.
    pub today: Date,
}

/// Applies a mapping to a row. Columns that the mapping names and the file lacks are left out; columns that the
/// mapping does not name are ignored.
///
/// The kind is what the row or a constant says; else a child where the age says so; else unknown.
pub fn apply(mapping: &Mapping, row: &Row, context: Context<'_>) -> Result<ImportedRow, Vec<CellProblem>> {
    let mut reading = Reading {
        row: row.number,
        context,
        reference: context.today,
        source_id: None,
        kind: None,
        handed_in_at: None,
        single: Answers::default(),
        entries: BTreeMap::new(),
        births_by_age: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    let cells = |rule: &ColumnRule| {
        let index = context
            .header
            .iter()
            .position(|heading| heading.trim() == rule.column.trim())?;
        row.cells
            .get(index)
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    // The day handed in comes first, because ages count back from it.
    let (first, rest): (Vec<_>, Vec<_>) = mapping
        .columns
        .iter()
        .partition(|rule| rule.target == Target::HandedInAt);
    for rule in first.into_iter().chain(rest) {
        if let Some(cell) = cells(rule) {
            reading.take(rule, cell);
        }
    }
    for (path, value) in &mapping.constants {
        reading.take_constant(path, value);
    }
    reading.finish()
}

struct Reading<'a> {
    row: u64,
    context: Context<'a>,
    reference: Date,
    source_id: Option<String>,
    kind: Option<RecordKind>,
    handed_in_at: Option<i64>,
    single: Answers,
    /// Core field to its entries by number, so that gaps between numbers close.
    entries: BTreeMap<&'static str, BTreeMap<usize, Entry>>,
    /// Entry number and year of birth from an age, used where no date was given.
    births_by_age: Vec<(usize, String)>,
    problems: Vec<CellProblem>,
    warnings: Vec<CellWarning>,
}

/// The errors that spreadsheets show in a cell.
const FORMULA_ERRORS: [&str; 8] = [
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!",
];

impl<'a> Reading<'a> {
    fn take(&mut self, rule: &ColumnRule, cell: &str) {
        if rule.target == Target::Ignore {
            return;
        }
        if FORMULA_ERRORS.contains(&cell) {
            return self.problem(&rule.column, cell, CellFault::FormulaError);
        }
        let value = mapped(&rule.value_map, cell);
        match &rule.target {
            Target::Ignore => {}
            Target::SourceId => {
                if let Some(id) = self.whole_number_or_text(&rule.column, value) {
                    self.source_id = Some(id);
                }
            }
            Target::RecordKind => self.take_kind(&rule.column, value),
            Target::HandedInAt => self.take_handed_in(rule, value),
            Target::Field(key) => self.take_field(rule, key, value),
            Target::Entry { field, number, part } => self.take_entry(rule, field, *number, part, value),
            Target::Own(key) => self.take_own(rule, key, value),
        }
    }

    fn take_constant(&mut self, path: &str, value: &str) {
        let target = match path.parse::<Target>() {
            Ok(target) => target,
            Err(error) => return self.problem(path, value, CellFault::NoSuchField(error)),
        };
        let rule = ColumnRule {
            column: path.to_owned(),
            target,
            date_order: DateOrder::Auto,
            value_map: BTreeMap::new(),
            split: Some(';'),
            suggested: None,
        };
        // `phones.2.whose` is for the second phone, `phones.whose` for all that the row has.
        let one_entry = path
            .split('.')
            .nth(1)
            .is_some_and(|step| step.bytes().all(|byte| byte.is_ascii_digit()));
        let already = match &rule.target {
            Target::RecordKind => self.kind.is_some(),
            Target::SourceId => self.source_id.is_some(),
            Target::HandedInAt => self.handed_in_at.is_some(),
            Target::Field(key) => self.single.0.contains_key(*key),
            Target::Own(key) => self.single.0.contains_key(key),
            Target::Entry { field, part, number } => {
                let entry = self.entries.get(field).and_then(|entries| entries.get(number));
                one_entry && entry.is_none_or(|entry| entry.is_empty() || entry.contains_key(*part))
            }
            Target::Ignore => true,
        };
        if already {
            return;
        }
        if let Target::Entry { field, part, .. } = rule.target
            && !one_entry
        {
            let numbers: Vec<usize> = self
                .entries
                .get(field)
                .into_iter()
                .flatten()
                .filter(|(_, entry)| !entry.contains_key(part))
                .map(|(number, _)| *number)
                .collect();
            for number in numbers {
                self.take_entry(&rule, field, number, part, value);
            }
        } else {
            self.take(&rule, value);
        }
    }

    fn take_kind(&mut self, column: &str, value: &str) {
        match self
            .context
            .lists
            .code("record_kind", value)
            .as_deref()
            .and_then(RecordKind::from_code)
        {
            Some(kind) => self.kind = Some(kind),
            None => self.not_in_list(column, value, "record_kind"),
        }
    }

    fn take_handed_in(&mut self, rule: &ColumnRule, value: &str) {
        let Some(date) = self.date(rule, value) else { return };
        match date.date.exact() {
            Some(day) => {
                self.reference = day;
                self.handed_in_at = Some(midnight(day));
            }
            None => {
                self.problem(&rule.column, value, CellFault::WholeDateNeeded);
            }
        }
    }

    fn take_field(&mut self, rule: &ColumnRule, key: &'static str, value: &str) {
        match rule.target.kind() {
            Some(FieldKind::Codes(list)) => {
                let mut codes: Vec<String> = self.single.codes(key).to_vec();
                for code in self.codes(rule, list, value) {
                    if !codes.contains(&code) {
                        codes.push(code);
                    }
                }
                self.single.set_codes(key, codes);
            }
            Some(FieldKind::Code(list)) => {
                if let Some(code) = self.one_code(rule, list, value) {
                    self.single.set_text(key, &code);
                }
            }
            Some(FieldKind::Date) => {
                if let Some(date) = self.date(rule, value) {
                    self.single.set_text(key, &date.date.to_string());
                }
            }
            // Two columns to one text are both kept.
            _ => match self.single.text(key).map(|before| format!("{before}\n{value}")) {
                Some(both) => self.single.set_text(key, &both),
                None => self.single.set_text(key, value),
            },
        }
    }

    fn take_entry(&mut self, rule: &ColumnRule, field: &'static str, number: usize, part: &'static str, value: &str) {
        let pieces: Vec<&str> = match rule.split {
            Some(split) if part != AGE => value
                .split(split)
                .map(str::trim)
                .filter(|piece| !piece.is_empty())
                .collect(),
            _ => vec![value],
        };
        for (offset, piece) in pieces.into_iter().enumerate() {
            self.take_entry_part(rule, field, number + offset, part, piece);
        }
    }

    fn take_entry_part(
        &mut self,
        rule: &ColumnRule,
        field: &'static str,
        number: usize,
        part: &'static str,
        value: &str,
    ) {
        let kind = Target::Entry { field, number, part }.kind();
        let written = match (field, part, kind) {
            ("births", AGE, _) => {
                if let Some(date) = self.date(rule, value) {
                    self.births_by_age.push((number, date.date.to_string()));
                }
                return;
            }
            ("births", "date", _) => match self.date(rule, value) {
                Some(date) if date.date.span().0 > self.reference => {
                    return self.problem(&rule.column, value, CellFault::BornLater);
                }
                Some(date) => date.date.to_string(),
                None => return,
            },
            (_, _, Some(FieldKind::Date)) => match self.date(rule, value) {
                Some(date) => date.date.to_string(),
                None => return,
            },
            (_, _, Some(FieldKind::Code(list))) => match self.one_code(rule, list, value) {
                Some(code) => code,
                None => return,
            },
            ("phones" | "identifiers" | "documents" | "associates", "number" | "value" | "phone", _) => {
                match self.whole_number_or_text(&rule.column, value) {
                    Some(text) => text,
                    None => return,
                }
            }
            // "N/K" is no name and no street; "Na" is a name.
            ("names" | "addresses" | "vehicles", _, _) if is_placeholder(value) => return,
            _ => value.to_owned(),
        };
        let entry = self.entries.entry(field).or_default().entry(number).or_default();
        if field == "names" && part == MIDDLE {
            let given = entry.entry("given".to_owned()).or_default();
            *given = format!("{given} {written}").trim().to_owned();
        } else if field == "names" && part == "given" && entry.contains_key("given") {
            // The middle name's column came first.
            let given = entry.entry("given".to_owned()).or_default();
            *given = format!("{written} {given}");
        } else if field == "names" && part == "full" {
            set_full_name(entry, &written);
        } else {
            let kept = match entry.get(part) {
                Some(before) if *before != written => format!("{before} {written}"),
                _ => written,
            };
            entry.insert(part.to_owned(), kept);
        }
    }

    fn take_own(&mut self, rule: &ColumnRule, key: &str, value: &str) {
        match self.context.lists.list_of(key) {
            Some(list) => {
                let mut codes = self.codes(rule, &list, value);
                match codes.len() {
                    0 => {}
                    1 => self.single.set_text(key, &codes.remove(0)),
                    _ => self.single.set_codes(key, codes),
                }
            }
            None => self.single.set_text(key, value),
        }
    }

    fn one_code(&mut self, rule: &ColumnRule, list: &str, value: &str) -> Option<String> {
        if is_unknown(value) && self.context.lists.code(list, value).is_none() {
            return None;
        }
        let code = self.context.lists.code(list, value);
        if code.is_none() {
            self.not_in_list(&rule.column, value, list);
        }
        code
    }

    fn codes(&mut self, rule: &ColumnRule, list: &str, value: &str) -> Vec<String> {
        // A label may hold a comma of its own, so the whole is tried first.
        if let Some(code) = self.context.lists.code(list, value) {
            return vec![code];
        }
        let pieces: Vec<&str> = match rule.split {
            Some(split) => value.split(split).collect(),
            None => value
                .split([';', ',', '/', '|', '\n', '&'])
                .flat_map(|piece| piece.split(" and "))
                .collect(),
        };
        let mut codes = Vec::new();
        for piece in pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()) {
            if let Some(code) = self.one_code(rule, list, mapped(&rule.value_map, piece)) {
                codes.push(code);
            }
        }
        codes
    }

    fn date(&mut self, rule: &ColumnRule, value: &str) -> Option<dates::ReadDate> {
        match dates::read(value, rule.date_order, self.reference) {
            Ok(None) => None,
            Ok(Some(read)) => {
                match read.writing {
                    Writing::TwoDigitYear => {
                        let year = read.date.year();
                        self.warn(&rule.column, CellNotice::TwoDigitYear { year });
                    }
                    Writing::Age => {
                        let year = read.date.year();
                        self.warn(&rule.column, CellNotice::Age { year });
                    }
                    Writing::Date => {}
                }
                Some(read)
            }
            Err(fault) => {
                self.problem(&rule.column, value, CellFault::Date(fault));
                None
            }
        }
    }

    /// Refuses what a spreadsheet has rounded: `4.477E+11` was a phone number once.
    fn whole_number_or_text(&mut self, column: &str, value: &str) -> Option<String> {
        let looks_rounded = value.len() <= 24
            && value.contains(['e', 'E'])
            && value.chars().all(|c| c.is_ascii_digit() || "eE+.,".contains(c))
            && (value.contains("E+") || value.contains("e+"));
        if looks_rounded {
            self.problem(column, value, CellFault::RoundedNumber);
            return None;
        }
        (!is_unknown(value)).then(|| value.to_owned())
    }

    fn not_in_list(&mut self, column: &str, value: &str, list: &str) {
        let fault = CellFault::NotInList {
            word: shortened(value, 40),
            offered: self.context.lists.offered(list),
            mend: Mend::Mapping,
        };
        self.problem(column, value, fault);
    }

    fn problem(&mut self, column: &str, value: &str, fault: CellFault) {
        self.problems.push(CellProblem::new(self.row, column, value, fault));
    }

    fn warn(&mut self, column: &str, notice: CellNotice) {
        self.warnings.push(CellWarning {
            row: self.row,
            column: column.to_owned(),
            notice,
        });
    }

    fn finish(mut self) -> Result<ImportedRow, Vec<CellProblem>> {
        for (number, date) in std::mem::take(&mut self.births_by_age) {
            let entry = self.entries.entry("births").or_default().entry(number).or_default();
            entry.entry("date".to_owned()).or_insert(date);
        }
        let mut answers = self.single;
        for (field, entries) in self.entries {
            answers.set_entries(field, entries.into_values().collect());
        }
        if answers.is_empty() && self.problems.is_empty() {
            self.problems
                .push(CellProblem::new(self.row, "(all)", "", CellFault::RowEmpty));
        }
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let kind = self.kind.unwrap_or_else(|| kind_by_age(&answers, self.reference));
        Ok(ImportedRow {
            number: self.row,
            source_id: self.source_id,
            kind,
            handed_in_at: self.handed_in_at,
            answers,
            warnings: self.warnings,
        })
    }
}

/// Child where the record says so or a date of birth leaves it open; unknown else, since silence says nothing.
pub(crate) fn kind_by_age(answers: &Answers, reference: Date) -> RecordKind {
    if matches!(answers.text("under_18"), Some("yes" | "not_sure")) {
        return RecordKind::Child;
    }
    let dates = answers
        .entries("births")
        .iter()
        .filter_map(|entry| entry.get("date")?.parse::<PartialDate>().ok());
    let youngest = dates.map(|date| date.age_on(reference).0).min();
    if youngest.is_some_and(|age| age < 18) {
        RecordKind::Child
    } else {
        RecordKind::Unknown
    }
}

/// Milliseconds since 1970 at the beginning of a day, UTC.
pub(crate) fn midnight(day: Date) -> i64 {
    jiff::tz::TimeZone::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .map_or(0, |moment| moment.as_millisecond())
}

fn mapped<'v>(value_map: &'v BTreeMap<String, String>, cell: &'v str) -> &'v str {
    if let Some(value) = value_map.get(cell) {
        return value;
    }
    let wanted = cell.to_lowercase();
    value_map
        .iter()
        .find(|(key, _)| key.trim().to_lowercase() == wanted)
        .map_or(cell, |(_, value)| value)
}

fn is_unknown(value: &str) -> bool {
    matches!(
        plain(value).as_str(),
        "" | "unknown" | "not known" | "n a" | "na" | "nk" | "none" | "n k" | "ukendt" | "nil" | "tbc" | "not recorded"
    )
}

/// The surer half of [`is_unknown`]: short words of letters only may be somebody's name.
fn is_placeholder(value: &str) -> bool {
    is_unknown(value)
        && (!value.chars().all(char::is_alphabetic) || matches!(plain(value).as_str(), "unknown" | "ukendt"))
}

/// `NGUYEN, Van An` is family and given; any other writing stays whole, because which part is which is not known.
fn set_full_name(entry: &mut Entry, name: &str) {
    let mut parts = name.split(',').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(family), Some(given), None) if !family.is_empty() && !given.is_empty() => {
            entry.entry("family".to_owned()).or_insert_with(|| family.to_owned());
            entry.entry("given".to_owned()).or_insert_with(|| given.to_owned());
        }
        _ => {
            entry.insert("full".to_owned(), name.to_owned());
        }
    }
}
