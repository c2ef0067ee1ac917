//! Tables of records.

use crate::words::Words;
use fluent_bundle::FluentValue;
use maud::{Markup, html};

#[derive(Clone, Default)]
pub struct Column {
    pub label: String,
    pub numeric: bool,
    /// Whether its header becomes a button that sorts (with a script, within this page of the table).
    pub sortable: bool,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }
}

/// What stands in one place. `sort_by` is what it is sorted by where its text will not do (dates, numbers with units).
#[derive(Clone)]
pub struct Cell {
    pub content: Markup,
    pub sort_by: Option<String>,
}

impl Cell {
    pub fn new(content: Markup) -> Self {
        Self { content, sort_by: None }
    }

    pub fn text(text: &str) -> Self {
        Self::new(html! { span dir="auto" { (text) } })
    }

    pub fn sort_by(mut self, key: impl Into<String>) -> Self {
        self.sort_by = Some(key.into());
        self
    }
}

#[derive(Clone, Default)]
pub struct Table {
    /// Needed for filtering in the page; none gives no id.
    pub id: Option<String>,
    pub caption: String,
    /// Whether the caption is only for screen readers, for a heading already stands above.
    pub caption_hidden: bool,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Whether the first cell of each row names the row.
    pub rows_named: bool,
    /// Smaller letters and less room, for desks with many rows.
    pub dense: bool,
}

/// A table in a box of its own that scrolls sideways where the screen is narrow.
pub fn table(words: &Words, table: &Table) -> Markup {
    let sortable = table.columns.iter().any(|column| column.sortable);
    let name = words.with(
        "ui-table-scroll",
        &[("caption", FluentValue::from(table.caption.as_str()))],
    );
    html! {
        div.haven-scroll role="region" aria-label=(name) tabindex="0" {
            table.govuk-table.haven-table--dense[table.dense] id=[&table.id] data-sortable[sortable] {
                caption.govuk-table__caption.govuk-table__caption--m[!table.caption_hidden].govuk-visually-hidden[table.caption_hidden] {
                    (table.caption)
                    @if sortable { span.govuk-visually-hidden.haven-needs-script { " (" (words.get("ui-sort-hint")) ")" } }
                }
                thead.govuk-table__head {
                    tr.govuk-table__row {
                        @for column in &table.columns {
                            th.govuk-table__header.govuk-table__header--numeric[column.numeric] scope="col"
                                aria-sort=[column.sortable.then_some("none")] { (column.label) }
                        }
                    }
                }
                tbody.govuk-table__body {
                    @for row in &table.rows {
                        tr.govuk-table__row {
                            @for (position, cell) in row.iter().enumerate() {
                                @let numeric = table.columns.get(position).is_some_and(|column| column.numeric);
                                @if position == 0 && table.rows_named {
                                    th.govuk-table__header scope="row" data-sort-value=[&cell.sort_by] { (cell.content) }
                                } @else {
                                    td.govuk-table__cell.govuk-table__cell--numeric[numeric] data-sort-value=[&cell.sort_by] { (cell.content) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
