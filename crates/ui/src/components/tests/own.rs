//! What the release has no fixture for.

use maud::html;

use crate::{
    components::{
        Cell, Column, FileUpload, Filters, Pagination, SortState, Tab, Table, Tabs, file_upload,
        filters, pagination, table, tabs,
    },
    link::Link,
};

#[test]
fn a_sortable_head_is_a_link_and_says_which_way_it_is_sorted() {
    let shown = table(&Table {
        caption: "People".to_owned(),
        columns: vec![
            Column::text("Name").sorted("?order=-name", SortState::Ascending),
            Column::numeric("Size").sorted("?order=size", SortState::None),
            Column::hidden("Actions"),
        ],
        rows: vec![vec!["Asha".into(), "1".into(), html! { b { "x" } }.into()]],
        ..Table::default()
    })
    .0;
    assert!(shown.contains(
        "aria-sort=\"ascending\"><a class=\"nhsuk-link\" href=\"?order=-name\">Name</a>"
    ));
    assert_eq!(shown.matches("aria-sort").count(), 1, "only the column that sorts");
    assert!(shown.contains("(Column headers are sortable)"));
    assert!(!shown.contains("data-module"), "the server sorts, not the script");
    assert!(shown.contains("nhsuk-table__header--numeric"));
}

#[test]
fn a_row_longer_than_the_heads_is_still_shown() {
    let shown = table(&Table {
        caption: "People".to_owned(),
        columns: vec![Column::text("Name")],
        rows: vec![vec![Cell::from("Asha"), Cell::from("extra")]],
        ..Table::default()
    })
    .0;
    assert!(shown.contains("extra"));
}

#[test]
fn pagination_without_neighbours_is_nothing() {
    assert_eq!(pagination(&Pagination::default()).0, "");
    let bare =
        pagination(&Pagination { next: Some(Link::new("", "?after=k")), ..Pagination::default() });
    assert!(bare.0.contains("Next") && !bare.0.contains("nhsuk-pagination__page"));
}

#[test]
fn the_current_tab_is_said_to_be_current() {
    let shown = tabs(&Tabs {
        name: "Asha Rao".to_owned(),
        tabs: vec![
            Tab { link: Link::new("Access", "/access"), current: true },
            Tab { link: Link::new("History", "/history"), current: false },
        ],
    })
    .0;
    assert_eq!(shown.matches("aria-current=\"page\"").count(), 1);
    assert!(shown.contains("aria-label=\"Asha Rao\""));
}

#[test]
fn filters_are_kept_in_the_address() {
    let shown = filters(&Filters {
        action: "/people".to_owned(),
        kept: vec![("order".to_owned(), "name".to_owned())],
        ..Filters::default()
    })
    .0;
    assert!(shown.contains("method=\"get\""));
    assert!(shown.contains("<input type=\"hidden\" name=\"order\" value=\"name\">"));
}

#[test]
fn a_field_for_files_says_what_it_takes_and_never_what_it_held() {
    let mut problems = crate::form::Problems::new();
    problems.add("files", "Choose smaller files.");
    let values = crate::form::Values::default().with("files", "holiday.png");
    let shown = file_upload(&FileUpload {
        label: "Files".into(),
        hint: Some("PDF or PNG".into()),
        accept: ".pdf,.png".to_owned(),
        multiple: true,
        ..FileUpload::from(values.field("files", &problems))
    })
    .0;
    assert!(
        shown.contains("id=\"files\" name=\"files\" type=\"file\" accept=\".pdf,.png\" multiple")
    );
    assert!(shown.contains("aria-describedby=\"files-hint files-error\""));
    assert!(shown.contains("Choose smaller files.") && !shown.contains("holiday"));
}
