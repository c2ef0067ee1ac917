//! What is still wrong or missing in the answers to a form.

use super::read::date_error;
use super::{Form, FormField, FormKind, Required};
use crate::answers::{Answer, Answers};
use crate::dates::DateError;
use std::collections::BTreeMap;
use std::fmt;

/// One thing to mend. `code` and `args` make the message in the reader's language; `english` is the message in
/// English. No message repeats what was typed, so problems may be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The page it is on.
    pub page: String,
    /// The input to go to: `sex`, `phones.0.number`, `births.1.date`.
    pub field: String,
    /// The field the input belongs to.
    pub key: String,
    pub code: &'static str,
    pub args: BTreeMap<String, String>,
    pub english: String,
    /// What this stands in the way of. A value that cannot be right stands in the way of sending.
    pub needed_for: Required,
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.english)
    }
}

impl Form {
    /// Everything wrong or missing in the questions that are asked, in form order: for sending and for completeness.
    pub fn check(&self, answers: &Answers) -> Vec<FieldProblem> {
        let (pages, asked) = self.walk(answers);
        let fields: Vec<&FormField> = pages.into_iter().flat_map(|(_, fields)| fields).collect();
        let mut problems = Vec::new();
        let mut groups_told: Vec<&str> = Vec::new();
        for field in &fields {
            problems.extend(self.value_problems(field, &asked));
            if field.required == Required::Never || answered(field, &asked) {
                continue;
            }
            let Some(group) = &field.one_of else {
                problems.push(self.problem(field, &field.key, "required", &[]).for_(field.required));
                continue;
            };
            let others = || fields.iter().filter(|other| other.one_of.as_ref() == Some(group));
            if groups_told.contains(&group.as_str()) || others().any(|other| answered(other, &asked)) {
                continue;
            }
            groups_told.push(group);
            let names = others().map(|other| other.key.as_str()).collect::<Vec<_>>().join(" ");
            problems.push(
                self.problem(field, &field.key, "required_one_of", &[("fields", &names)])
                    .for_(field.required),
            );
        }
        problems
    }

    /// Only what stands in the way of sending now.
    pub fn check_to_send(&self, answers: &Answers) -> Vec<FieldProblem> {
        self.check(answers)
            .into_iter()
            .filter(|problem| problem.needed_for == Required::Send)
            .collect()
    }

    /// What is wrong with the value of one field; nothing when it is empty.
    pub(super) fn value_problems(&self, field: &FormField, answers: &Answers) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let Some(answer) = answers.0.get(&field.key).filter(|_| field.kind != FormKind::Files) else {
            return problems;
        };
        match (field.kind, answer) {
            (FormKind::Text | FormKind::LongText, Answer::Text(text)) => {
                problems.extend(self.too_long(field, &field.key, text, field.max_length));
            }
            (FormKind::Date, Answer::Text(text)) => problems.extend(self.bad_date(field, &field.key, text)),
            (FormKind::Code, Answer::Text(code)) => {
                problems.extend(self.unknown_code(field, &field.key, field.options.as_deref(), code));
            }
            (FormKind::Codes, Answer::Codes(codes)) => {
                problems.extend(self.too_many(field, codes.len()));
                problems.extend(
                    codes
                        .iter()
                        .filter_map(|code| self.unknown_code(field, &field.key, field.options.as_deref(), code)),
                );
            }
            (FormKind::Entries, Answer::Entries(entries)) => {
                problems.extend(self.too_many(field, entries.len()));
                for (at, entry) in entries.iter().enumerate() {
                    for row in &field.rows {
                        let Some(value) = entry.get(&row.key) else { continue };
                        let input = format!("{}.{at}.{}", field.key, row.key);
                        problems.extend(match row.kind {
                            FormKind::Date => self.bad_date(field, &input, value),
                            FormKind::Code => self.unknown_code(field, &input, row.options.as_deref(), value),
                            _ => self.too_long(field, &input, value, row.max_length),
                        });
                    }
                }
            }
            _ => problems.push(self.problem(field, &field.key, "wrong_kind", &[])),
        }
        problems
    }

    fn too_long(&self, field: &FormField, input: &str, text: &str, max: usize) -> Option<FieldProblem> {
        let length = text.chars().count();
        let args = [
            ("max", max.to_string()),
            ("over", length.saturating_sub(max).to_string()),
        ];
        let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
        (length > max).then(|| self.problem(field, input, "too_long", &args))
    }

    fn too_many(&self, field: &FormField, count: usize) -> Option<FieldProblem> {
        (count > field.most).then(|| self.problem(field, &field.key, "too_many", &[("most", &field.most.to_string())]))
    }

    fn bad_date(&self, field: &FormField, input: &str, text: &str) -> Option<FieldProblem> {
        let code = match date_error(text)? {
            DateError::Unreadable => "date_unreadable",
            DateError::Year => "date_year",
            DateError::Month => "date_month",
            DateError::Day => "date_day",
            DateError::DayWithoutMonth => "date_day_without_month",
        };
        Some(self.problem(field, input, code, &[]))
    }

    fn unknown_code(&self, field: &FormField, input: &str, list: Option<&str>, code: &str) -> Option<FieldProblem> {
        let known = list
            .and_then(|name| self.list(name))
            .is_some_and(|list| list.get(code).is_some());
        let offered = field.only.is_empty() || field.only.iter().any(|only| only == code);
        (!known || !offered).then(|| self.problem(field, input, "not_on_list", &[]))
    }

    fn problem(&self, field: &FormField, input: &str, code: &'static str, args: &[(&str, &str)]) -> FieldProblem {
        let args: BTreeMap<String, String> = args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        FieldProblem {
            page: self.page_of(&field.key).map(|page| page.id.clone()).unwrap_or_default(),
            field: input.to_owned(),
            key: field.key.clone(),
            code,
            english: english(code, field.label.text("en"), &args),
            args,
            needed_for: Required::Send,
        }
    }
}

impl FieldProblem {
    fn for_(mut self, needed: Required) -> Self {
        self.needed_for = needed;
        self
    }
}

fn answered(field: &FormField, answers: &Answers) -> bool {
    answers.0.contains_key(&field.key)
}

fn english(code: &str, label: &str, args: &BTreeMap<String, String>) -> String {
    let arg = |name: &str| args.get(name).map_or("", String::as_str);
    match code {
        "required" => format!("{label}: this is needed"),
        "required_one_of" => format!("{label}: give at least one of several answers that would do"),
        "too_long" => format!(
            "{label}: {} characters too long, the limit is {}",
            arg("over"),
            arg("max")
        ),
        "too_many" => format!("{label}: too many, the limit is {}", arg("most")),
        "not_on_list" => format!("{label}: choose from the list"),
        "date_unreadable" => format!("{label}: write the year with four digits; month and day may be left empty"),
        "date_year" => format!("{label}: the year must be between 1900 and 2100"),
        "date_month" => format!("{label}: the month must be a number between 1 and 12"),
        "date_day" => format!("{label}: that day does not exist in that month"),
        "date_day_without_month" => format!("{label}: a day needs a month"),
        _ => format!("{label}: this answer is of the wrong kind"),
    }
}
