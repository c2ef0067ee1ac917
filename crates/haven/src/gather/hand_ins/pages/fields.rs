//! One question of a form, drawn as its kind asks. Names and ids follow one rule (`phones.0.number` has the id
//! `phones-0-number`), so that a message leads to its field.

use super::files;
use crate::gather::attachments::File;
use crate::gather::hand_ins::rules::{self, Place};
use domain::Answers;
use domain::pack::{Condition, FieldProblem, Form, FormField, FormKind, Pack, Page, RowField};
use kit::ui::{self, Choice, DateParts, Field, Heading, InputKind, TextOptions, Width};
use kit::words::Words;
use maud::{Markup, html};
use std::collections::HashMap;

/// What the questions of a page need to be drawn.
pub(super) struct Drawing<'a> {
    pub words: &'a Words,
    pub pack: &'a Pack,
    pub form: &'a Form,
    pub answers: &'a Answers,
    /// The pages that are drawn together.
    pub drawn: &'a [&'a Page],
    pub problems: &'a [FieldProblem],
    /// The field for which an empty entry more was asked, without a script.
    pub add: Option<&'a str>,
    pub files: &'a [File],
    pub removed: &'a [File],
}

/// The message for a problem, in the reader's language.
pub(super) fn message(words: &Words, pack: &Pack, problem: &FieldProblem) -> String {
    let key = format!("hand-ins-error-{}", problem.code.replace('_', "-"));
    let args: Vec<(&str, String)> = problem
        .args
        .iter()
        .map(|(name, value)| {
            // Fields come by their keys; people know them by their labels.
            let said = if name == "fields" {
                value
                    .split(' ')
                    .map(|key| pack.field_label(key, words.language()).unwrap_or(key))
                    .collect::<Vec<_>>()
                    .join("; ")
            } else {
                value.clone()
            };
            (name.as_str(), said)
        })
        .collect();
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    words.with(&key, args.as_slice())
}

/// A field's name as an id.
pub(super) fn id_of(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .collect()
}

impl Drawing<'_> {
    /// All questions of a page. A question under another's answer is drawn inside it.
    pub(super) fn page(&self, page: &Page) -> Markup {
        let fields = rules::fields_on(self.form, page, self.drawn, self.answers);
        html! {
            @for (field, place) in &fields {
                @match place {
                    Place::Plain => (self.field(field, &fields)),
                    Place::When { condition, hidden } => (self.when(condition, *hidden, self.field(field, &fields))),
                    Place::Under { .. } => {}
                }
            }
        }
    }

    /// A part of the page that is asked while a condition holds; the script brings it into sight and takes it out.
    pub(super) fn when(&self, condition: &Condition, hidden: bool, body: Markup) -> Markup {
        let asked = self.form.prune(self.answers);
        let condition = rules::for_script(condition, self.drawn, &asked).to_string();
        html! { div data-when=(condition) hidden[hidden] { (body) } }
    }

    fn field(&self, field: &FormField, all: &[(&FormField, Place<'_>)]) -> Markup {
        match field.kind {
            FormKind::Text => self.text(
                &field.key,
                &self.label(field),
                self.hint(field),
                self.first(field),
                field.max_length,
                &field.key,
            ),
            FormKind::LongText => {
                let drawn = self
                    .start(&field.key, &self.label(field), self.hint(field))
                    .value(self.first(field));
                ui::textarea(
                    self.words,
                    &drawn,
                    if field.key == "summary" { 6 } else { 4 },
                    u32::try_from(field.max_length).ok(),
                )
            }
            FormKind::Date => {
                let drawn = self
                    .start(&field.key, &self.label(field), self.hint(field))
                    .heading(Heading::Small);
                ui::date_input(
                    self.words,
                    &drawn,
                    &self.date_parts(&self.inputs(field), &field.key),
                    true,
                )
            }
            FormKind::Code => self.code(field, all),
            FormKind::Codes => self.codes(field),
            FormKind::Entries if field.key == "indicators" => self.indicators(field),
            FormKind::Entries => self.entries(field),
            FormKind::Files => files::upload(self.words, self.files, self.removed),
        }
    }

    fn language(&self) -> &str {
        self.words.language()
    }

    fn label(&self, field: &FormField) -> String {
        let label = field.label.text(self.language());
        if label.is_empty() {
            self.pack
                .field_label(&field.key, self.language())
                .unwrap_or(&field.key)
                .to_owned()
        } else {
            label.to_owned()
        }
    }

    fn hint(&self, field: &FormField) -> Option<String> {
        field.hint.get(self.language()).map(str::to_owned)
    }

    fn error(&self, name: &str) -> Option<String> {
        self.problems
            .iter()
            .find(|problem| problem.field == name)
            .map(|problem| message(self.words, self.pack, problem))
    }

    fn start(&self, name: &str, label: &str, hint: Option<String>) -> Field {
        Field::new(name, label)
            .hint(hint)
            .error(self.error(name))
            .heading(Heading::Small)
    }

    fn inputs(&self, field: &FormField) -> HashMap<String, String> {
        self.form.inputs(field, self.answers).into_iter().collect()
    }

    fn first(&self, field: &FormField) -> String {
        self.answers.text(&field.key).unwrap_or_default().to_owned()
    }

    fn text(&self, name: &str, label: &str, hint: Option<String>, value: String, most: usize, key: &str) -> Markup {
        let key = key.rsplit('.').next().unwrap_or(key);
        let kind = match key {
            "number" | "phone" => InputKind::Telephone,
            _ if key.ends_with("_phone") => InputKind::Telephone,
            _ => InputKind::Text,
        };
        let width = match most {
            0..=20 => Width::Characters10,
            21..=80 => Width::Characters20,
            _ if matches!(key, "number" | "phone" | "postcode" | "plate" | "value") => Width::Characters20,
            _ => Width::Full,
        };
        let name_like = matches!(
            key,
            "given"
                | "family"
                | "full"
                | "name"
                | "number"
                | "value"
                | "plate"
                | "handle"
                | "address"
                | "line"
                | "town"
                | "carrier_number"
        );
        let heading = if name.contains('.') && !name.starts_with(char::is_uppercase) && name.split('.').count() > 2 {
            Heading::None
        } else {
            Heading::Small
        };
        let field = Field::new(name, label)
            .hint(hint)
            .error(self.error(name))
            .heading(heading)
            .value(value);
        ui::text_input(
            self.words,
            &field,
            &TextOptions {
                kind,
                width,
                name_like,
                ..TextOptions::default()
            },
        )
    }

    fn date_parts(&self, inputs: &HashMap<String, String>, name: &str) -> DateParts {
        let part = |part: &str| inputs.get(&format!("{name}.{part}")).cloned().unwrap_or_default();
        DateParts {
            day: part("day"),
            month: part("month"),
            year: part("year"),
            roughly: !part("approximate").is_empty(),
        }
    }

    fn choices(&self, options: &[(&str, &domain::pack::Words)]) -> Vec<(String, String)> {
        options
            .iter()
            .map(|(code, label)| ((*code).to_owned(), label.text(self.language()).to_owned()))
            .collect()
    }

    fn code(&self, field: &FormField, all: &[(&FormField, Place<'_>)]) -> Markup {
        let drawn = self
            .start(&field.key, &self.label(field), self.hint(field))
            .value(self.first(field));
        let offered = self.choices(&self.form.options(field));
        if !rules::is_radios(self.form, field) {
            return ui::select(self.words, &drawn, &offered);
        }
        let short = offered.len() <= 3 && offered.iter().all(|(_, label)| label.chars().count() <= 14);
        let mut opens = false;
        let choices: Vec<Choice> = offered
            .into_iter()
            .map(|(code, label)| {
                let under: Vec<Markup> = all
                    .iter()
                    .filter(|(_, place)| {
                        *place
                            == Place::Under {
                                of: &field.key,
                                value: &code,
                            }
                    })
                    .map(|(inner, _)| self.field(inner, all))
                    .collect();
                let choice = Choice::new(code, label);
                if under.is_empty() {
                    choice
                } else {
                    opens = true;
                    choice.reveals(html! { @for each in &under { (each) } })
                }
            })
            .collect();
        ui::radios(self.words, &drawn, &choices, short && !opens)
    }

    fn codes(&self, field: &FormField) -> Markup {
        let offered = self.choices(&self.form.options(field));
        let chosen = self.answers.codes(&field.key);
        let drawn = self.start(&field.key, &self.label(field), self.hint(field));
        if offered.len() <= rules::CHECKBOXES_AT_MOST {
            let choices: Vec<Choice> = offered
                .into_iter()
                .map(|(code, label)| Choice::new(code, label))
                .collect();
            return ui::checkboxes(self.words, &drawn, &choices, chosen);
        }
        // A long list: one menu for each answer, and a button that brings another.
        let label = self.label(field);
        let one = |number: &str, position: usize, value: &str, removable: bool| {
            let select = Field::new(field.key.clone(), label.clone())
                .id(format!("{}-{number}", id_of(&field.key)))
                .value(value);
            ui::entry(
                self.words,
                &field.key,
                number,
                position,
                &label,
                ui::select(self.words, &select, &offered),
                removable,
            )
        };
        let blank = one(ui::NEW_INDEX, 1, "", true);
        let mut drawn_entries: Vec<Markup> = chosen
            .iter()
            .enumerate()
            .map(|(at, code)| one(&at.to_string(), at + 1, code, true))
            .collect();
        if drawn_entries.is_empty() || self.add == Some(field.key.as_str()) {
            let at = drawn_entries.len();
            drawn_entries.push(one(&at.to_string(), at + 1, "", at > 0));
        }
        self.group(&drawn, html! { (ui::add_another(self.words, &field.key, &drawn_entries, Some(blank), &self.words.get("ui-add"), field.most)) })
    }

    fn entries(&self, field: &FormField) -> Markup {
        let drawn = self.start(&field.key, &self.label(field), self.hint(field));
        let inputs = self.inputs(field);
        let count = self.answers.entries(&field.key).len();
        let mut drawn_entries: Vec<Markup> = (0..count)
            .map(|at| self.entry(field, &at.to_string(), at + 1, &inputs, true))
            .collect();
        if drawn_entries.is_empty() || self.add == Some(field.key.as_str()) {
            drawn_entries.push(self.entry(field, &count.to_string(), count + 1, &inputs, count > 0));
        }
        let blank = self.entry(field, ui::NEW_INDEX, 1, &HashMap::new(), true);
        self.group(&drawn, html! { (ui::add_another(self.words, &field.key, &drawn_entries, Some(blank), &self.words.get("ui-add"), field.most)) })
    }

    fn entry(
        &self,
        field: &FormField,
        number: &str,
        position: usize,
        inputs: &HashMap<String, String>,
        removable: bool,
    ) -> Markup {
        let body = html! { @for row in &field.rows { (self.row(field, row, &format!("{}.{number}.{}", field.key, row.key), inputs)) } };
        ui::entry(
            self.words,
            &field.key,
            number,
            position,
            &self.label(field),
            body,
            removable,
        )
    }

    fn row(&self, field: &FormField, row: &RowField, name: &str, inputs: &HashMap<String, String>) -> Markup {
        let label = row.label.get(self.language()).map_or_else(
            || {
                self.pack
                    .field_label(&format!("{}.{}", field.key, row.key), self.language())
                    .unwrap_or(&row.key)
                    .to_owned()
            },
            str::to_owned,
        );
        let hint = row.hint.get(self.language()).map(str::to_owned);
        let value = inputs.get(name).cloned().unwrap_or_default();
        match row.kind {
            FormKind::Date => {
                let drawn = Field::new(name, label).hint(hint).error(self.error(name));
                ui::date_input(self.words, &drawn, &self.date_parts(inputs, name), true)
            }
            FormKind::Code => {
                let drawn = Field::new(name, label).hint(hint).error(self.error(name)).value(value);
                let options: Vec<(String, String)> = row
                    .options
                    .as_deref()
                    .and_then(|list| self.form.list(list))
                    .map(|list| {
                        list.items()
                            .iter()
                            .map(|item| (item.code.clone(), item.label.text(self.language()).to_owned()))
                            .collect()
                    })
                    .unwrap_or_default();
                ui::select(self.words, &drawn, &options)
            }
            FormKind::LongText => {
                let drawn = Field::new(name, label).hint(hint).error(self.error(name)).value(value);
                ui::textarea(self.words, &drawn, 3, u32::try_from(row.max_length).ok())
            }
            _ => self.text(
                name,
                &label,
                hint,
                value,
                row.max_length,
                &format!("{}.{}", field.key, row.key),
            ),
        }
    }

    /// A fieldset with the question over its entries, and the question's own error.
    fn group(&self, field: &Field, body: Markup) -> Markup {
        let hint_id = format!("{}-hint", field.id);
        html! {
            fieldset.govuk-fieldset id=(field.id) aria-describedby=[field.hint.as_ref().map(|_| &hint_id)] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--m { (field.label) }
                @if let Some(hint) = &field.hint { div.govuk-hint id=(hint_id) { (hint) } }
                @if let Some(error) = &field.error { (ui::error_message(self.words, &field.id, error)) }
                (body)
            }
        }
    }

    /// Signs: the short list of the setting as one question each; any other by its name.
    fn indicators(&self, field: &FormField) -> Markup {
        let setting = self.answers.text("setting").unwrap_or_default();
        let given = self.answers.entries(&field.key);
        let mut codes: Vec<&str> = self
            .pack
            .indicator_setting(setting)
            .iter()
            .map(|indicator| indicator.code.as_str())
            .collect();
        for entry in given {
            if let Some(code) = entry.get("code").map(String::as_str)
                && !codes.contains(&code)
            {
                codes.push(code);
            }
        }
        let states = self.list_choices("indicator_state");
        let label = self.label(field);
        let drawn = self.start(&field.key, &label, self.hint(field));
        let rest: Vec<(String, String)> = self
            .pack
            .indicators()
            .iter()
            .filter(|indicator| !codes.contains(&indicator.code.as_str()))
            .map(|indicator| (indicator.code.clone(), indicator.label.text(self.language()).to_owned()))
            .collect();
        let other = |number: &str, position: usize| {
            let name = format!("{}.{number}", field.key);
            let body = html! {
                (ui::select(self.words, &Field::new(format!("{name}.code"), self.words.get("hand-ins-sign")), &rest))
                (self.state(&format!("{name}.state"), &self.words.get("hand-ins-sign-state"), &states, ""))
                (self.note(field, &name, &HashMap::new()))
            };
            ui::entry(
                self.words,
                &field.key,
                number,
                position,
                &self.words.get("hand-ins-sign-other"),
                body,
                position > 1,
            )
        };
        let first_free = codes.len().to_string();
        self.group(
            &drawn,
            html! {
                p.govuk-body { (self.words.get("hand-ins-signs-caution")) }
                @if setting.is_empty() { p.govuk-body { (self.words.get("hand-ins-signs-no-setting")) } }
                @for (at, code) in codes.iter().enumerate() {
                    @let entry = given.iter().find(|entry| entry.get("code").is_some_and(|known| known == code));
                    @let name = format!("{}.{at}", field.key);
                    @let text = self.pack.indicator(code).map_or(*code, |indicator| indicator.label.text(self.language()));
                    (ui::hidden(&format!("{name}.code"), code))
                    (self.state(&format!("{name}.state"), text, &states, entry.and_then(|entry| entry.get("state")).map_or("", String::as_str)))
                    (self.note(field, &name, &self.inputs_of(field, entry, at)))
                }
                (ui::add_another(self.words, &field.key, &[other(&first_free, 1)], Some(other(ui::NEW_INDEX, 2)), &self.words.get("hand-ins-sign-add"), 40))
            },
        )
    }

    fn inputs_of(&self, field: &FormField, entry: Option<&domain::Entry>, at: usize) -> HashMap<String, String> {
        let Some(entry) = entry else { return HashMap::new() };
        let mut alone = Answers::default();
        alone.set_entries(&field.key, vec![entry.clone()]);
        let here = format!("{}.{at}.", field.key);
        let first = format!("{}.0.", field.key);
        self.form
            .inputs(field, &alone)
            .into_iter()
            .map(|(name, value)| (name.replacen(&first, &here, 1), value))
            .collect()
    }

    fn state(&self, name: &str, label: &str, states: &[(String, String)], chosen: &str) -> Markup {
        let choices: Vec<Choice> = states
            .iter()
            .map(|(code, label)| Choice::new(code.clone(), label.clone()))
            .collect();
        ui::radios(
            self.words,
            &Field::new(name, label).error(self.error(name)).value(chosen),
            &choices,
            true,
        )
    }

    /// Note and day of a sign, folded away until there is something in them.
    fn note(&self, field: &FormField, name: &str, inputs: &HashMap<String, String>) -> Markup {
        let rows: Vec<&RowField> = field
            .rows
            .iter()
            .filter(|row| !matches!(row.key.as_str(), "code" | "state"))
            .collect();
        let open = rows.iter().any(|row| {
            inputs
                .keys()
                .any(|input| input.starts_with(&format!("{name}.{}", row.key)))
        });
        let body = html! { @for row in &rows { (self.row(field, row, &format!("{name}.{}", row.key), inputs)) } };
        html! { @if !rows.is_empty() { (ui::details(&self.words.get("hand-ins-sign-note"), body, open)) } }
    }

    fn list_choices(&self, list: &str) -> Vec<(String, String)> {
        self.form
            .list(list)
            .map(|list| {
                list.items()
                    .iter()
                    .map(|item| (item.code.clone(), item.label.text(self.language()).to_owned()))
                    .collect()
            })
            .unwrap_or_default()
    }
}
