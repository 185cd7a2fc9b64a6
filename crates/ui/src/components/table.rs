//! Table. <https://service-manual.nhs.uk/design-system/components/table>

use maud::{Markup, html};

use super::{Size, classes, given};
use crate::{content::Content, link::address};

/// What a column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    #[default]
    Text,
    /// Numbers, set to the right.
    Numeric,
}

/// Whether the rows are sorted by a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortState {
    /// Sorted by another column.
    #[default]
    None,
    /// From small to large.
    Ascending,
    /// From large to small.
    Descending,
}

/// How a column can be sorted: by a link, on the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// Address of the same list sorted the other way.
    pub href: String,
    /// How it is sorted now.
    pub state: SortState,
}

/// The head of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The words. Never empty: a column of actions is called so and hidden.
    pub text: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Set when the list can be sorted by it.
    pub sort: Option<Sort>,
    /// The words are only for screen readers.
    pub visually_hidden: bool,
}

impl Column {
    /// A column of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A column of numbers.
    pub fn numeric(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: ColumnKind::Numeric, ..Self::default() }
    }

    /// A column whose head is only for screen readers.
    pub fn hidden(text: impl Into<String>) -> Self {
        Self { text: text.into(), visually_hidden: true, ..Self::default() }
    }

    /// The same column, sortable.
    #[must_use]
    pub fn sorted(self, href: impl Into<String>, state: SortState) -> Self {
        Self { sort: Some(Sort { href: href.into(), state }), ..self }
    }
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it holds.
    pub content: Content,
    /// Kept on one line: codes and dates.
    pub no_wrap: bool,
}

impl<T: Into<Content>> From<T> for Cell {
    fn from(content: T) -> Self {
        Self { content: content.into(), no_wrap: false }
    }
}

/// How a table behaves on narrow screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableLayout {
    /// Each row becomes a small list with the column's name beside each cell.
    #[default]
    Responsive,
    /// Stays a table: two or three short columns.
    Plain,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the table shows; every table has one.
    pub caption: String,
    /// Size of the caption, when not that of text.
    pub caption_size: Option<Size>,
    /// The caption is only for screen readers, when a heading above says the same.
    pub caption_hidden: bool,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// The first cell names its row.
    pub first_cell_is_header: bool,
    /// Behaviour on narrow screens.
    pub layout: TableLayout,
    /// No line after the last row.
    pub no_last_row_border: bool,
}

/// A table with caption, heads and rows.
pub fn table(table: &Table) -> Markup {
    let responsive = table.layout == TableLayout::Responsive;
    let role = |name: &'static str| responsive.then_some(name);
    let sortable = table.columns.iter().any(|column| column.sort.is_some());
    let class = classes(&[
        "nhsuk-table",
        if responsive { "nhsuk-table--responsive" } else { "" },
        if table.no_last_row_border { "nhsuk-table--no-last-row-border" } else { "" },
        if sortable { "nhsuk-table--sortable" } else { "" },
    ]);
    html! {
        table class=(class) role=[role("table")] {
            @if !table.caption.is_empty() { (caption(table, sortable)) }
            thead.nhsuk-table__head role=[role("rowgroup")] {
                tr.nhsuk-table__row role=[role("row")] {
                    @for column in &table.columns { (head(column, role("columnheader"))) }
                }
            }
            tbody.nhsuk-table__body {
                @for row in &table.rows {
                    tr.nhsuk-table__row role=[role("row")] {
                        @for (index, cell) in row.iter().enumerate() {
                            (body_cell(table, index, cell))
                        }
                    }
                }
            }
        }
    }
}

/// The caption; says that heads can be pressed when they can.
fn caption(table: &Table, sortable: bool) -> Markup {
    let size = table
        .caption_size
        .map(|size| format!("nhsuk-table__caption--{}", size.suffix()))
        .unwrap_or_default();
    let hidden = if table.caption_hidden { "nhsuk-u-visually-hidden" } else { "" };
    html! {
        caption class=(classes(&["nhsuk-table__caption", &size, hidden])) {
            (table.caption)
            @if sortable {
                span.nhsuk-u-visually-hidden { " (Column headers are sortable)" }
            }
        }
    }
}

/// The head of one column.
fn head(column: &Column, role: Option<&str>) -> Markup {
    let numeric = match column.kind {
        ColumnKind::Text => "",
        ColumnKind::Numeric => "nhsuk-table__header--numeric",
    };
    let direction = column.sort.as_ref().and_then(|sort| match sort.state {
        SortState::None => None,
        SortState::Ascending => Some("ascending"),
        SortState::Descending => Some("descending"),
    });
    let text = html! {
        @if column.visually_hidden { span.nhsuk-u-visually-hidden { (column.text) } }
        @else { (column.text) }
    };
    html! {
        th class=(classes(&["nhsuk-table__header", numeric])) scope="col" role=[role]
            data-sort=[column.sort.as_ref().map(|_| "")] aria-sort=[direction] {
            @match &column.sort {
                Some(sort) => a.nhsuk-link href=(address(&sort.href)) { (text) },
                None => (text),
            }
        }
    }
}

/// One cell of the body, repeating its column's name for narrow screens.
fn body_cell(table: &Table, index: usize, cell: &Cell) -> Markup {
    let responsive = table.layout == TableLayout::Responsive;
    let column = table.columns.get(index);
    let numeric = column.is_some_and(|column| column.kind == ColumnKind::Numeric);
    let names_row = index == 0 && table.first_cell_is_header;
    let block = if names_row { "nhsuk-table__header" } else { "nhsuk-table__cell" };
    let modifier = if numeric { format!("{block}--numeric") } else { String::new() };
    let no_wrap = if cell.no_wrap { "nhsuk-u-nowrap" } else { "" };
    let class = classes(&[block, &modifier, no_wrap]);
    let inner = html! {
        @if responsive && let Some(column) = column {
            span.nhsuk-table__heading aria-hidden="true" { (given(&column.text).unwrap_or_default()) " " }
            @match &cell.content {
                Content::Text(text) => (text),
                // One box, so that the narrow layout sets name and content side by side.
                Content::Markup(markup) => span { (markup) },
            }
        } @else {
            (cell.content)
        }
    };
    html! {
        @if names_row {
            th class=(class) scope="row" role=[responsive.then_some("rowheader")] { (inner) }
        } @else {
            td class=(class) role=[responsive.then_some("cell")] { (inner) }
        }
    }
}
