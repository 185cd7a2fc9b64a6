//! Components that hold lists.

use maud::html;

use super::Exhibit;
use crate::{
    components::{
        Column, Details, Filters, Pagination, SearchInput, Select, SelectOption, SortState,
        SummaryList, SummaryRow, Tab, Table, TableLayout, Tabs, Tag, TagColour, Task, TaskList,
        TaskStatus, filters, pagination, summary_list, table, tabs, tag, task_list,
    },
    home::{Card, Readiness, ReadyLine, ReadyState, cards, late_card, readiness},
    link::{Link, link},
};

/// The exhibits in order.
pub(super) fn exhibits() -> Vec<Exhibit> {
    let mut all = facts();
    all.extend(rows());
    all.extend(shared());
    all
}

fn facts() -> Vec<Exhibit> {
    vec![
        Exhibit {
            name: "Summary list",
            shown: summary_list(&SummaryList {
                rows: vec![
                    SummaryRow::new("Name", "Asha Rao")
                        .action(Link::new("Change", "/name").about("name")),
                    SummaryRow::new("Address", "asha.rao@northvale.example")
                        .action(Link::new("Change", "/address").about("address"))
                        .action(Link::new("Add", "/alias").about("another address")),
                    SummaryRow::new("Organisation", "Northvale Hospitals"),
                ],
                ..SummaryList::default()
            }),
        },
        Exhibit {
            name: "Task list",
            shown: task_list(&TaskList {
                id: "set-up".to_owned(),
                tasks: vec![
                    Task {
                        text: "Name the service".to_owned(),
                        href: Some("/national/set-up/name".to_owned()),
                        hint: Some("Shown at the top of every page".into()),
                        status: TaskStatus::Completed,
                    },
                    Task {
                        text: "Import the register".to_owned(),
                        href: Some("/national/register".to_owned()),
                        hint: None,
                        status: TaskStatus::Incomplete,
                    },
                    Task {
                        text: "Open the first organisation".to_owned(),
                        href: None,
                        hint: None,
                        status: TaskStatus::CannotStart,
                    },
                ],
            }),
        },
        Exhibit {
            name: "Tabs",
            shown: tabs(&Tabs {
                name: "Asha Rao".to_owned(),
                tabs: vec![
                    Tab { link: Link::new("Access", "/access"), current: true },
                    Tab { link: Link::new("Addresses", "/addresses"), current: false },
                    Tab { link: Link::new("History", "/history"), current: false },
                ],
            }),
        },
    ]
}

fn rows() -> Vec<Exhibit> {
    vec![
        Exhibit {
            name: "Filters",
            shown: filters(&Filters {
                action: "/o/RX1/people".to_owned(),
                name: "Filter people".to_owned(),
                search: Some(SearchInput {
                    name: "words".to_owned(),
                    label: "Name, address or staff number".into(),
                    value: "rao".to_owned(),
                    ..SearchInput::default()
                }),
                selects: vec![Select {
                    name: "state".to_owned(),
                    label: "State".into(),
                    options: vec![
                        SelectOption::new("", "All"),
                        SelectOption::new("active", "Active"),
                        SelectOption::new("leaver", "Leaver"),
                    ],
                    value: "active".to_owned(),
                    ..Select::default()
                }],
                more: Some(Details {
                    summary: "Choose columns".to_owned(),
                    body: "Questions about how the list looks.".into(),
                    ..Details::default()
                }),
                kept: vec![("order".to_owned(), "name".to_owned())],
                clear: Some("/o/RX1/people".to_owned()),
                actions: vec![Link::new("Download all 214 as CSV", "/o/RX1/people.csv")],
            }),
        },
        Exhibit {
            name: "Table",
            shown: html! {
                (table(&Table {
                    caption: "People".to_owned(),
                    columns: vec![
                        Column::text("Name").sorted("?order=-name", SortState::Ascending),
                        Column::text("State"),
                        Column::numeric("Mailbox, GB").sorted("?order=size", SortState::None),
                        Column::hidden("Actions"),
                    ],
                    rows: vec![vec![
                        "Asha Rao".into(),
                        tag(&Tag::new("Active", TagColour::Green)).into(),
                        "12.4".into(),
                        link(&Link::new("Reset", "/reset").about("password of Asha Rao")).into(),
                    ]],
                    first_cell_is_header: true,
                    ..Table::default()
                }))
                (table(&Table {
                    caption: "Licences".to_owned(),
                    columns: vec![Column::text("Product"), Column::numeric("Free")],
                    rows: vec![vec!["Mailbox".into(), "7".into()]],
                    layout: TableLayout::Plain,
                    ..Table::default()
                }))
            },
        },
        Exhibit {
            name: "Pagination",
            shown: pagination(&Pagination {
                previous: Some(Link::new("Adams to Baker", "?before=k1")),
                next: Some(Link::new("Singh to Young", "?after=k2")),
                name: "Pages of people".to_owned(),
            }),
        },
    ]
}

fn shared() -> Vec<Exhibit> {
    vec![
        Exhibit {
            name: "Cards of the home page",
            shown: cards(&[
                Card {
                    id: "to-do".to_owned(),
                    title: "To do".to_owned(),
                    body: html! { p { "3 requests wait for you." } },
                    link: Some(Link::new("See what there is to do", "/to-do")),
                    order: 10,
                },
                late_card("licences", "Licences", 20),
            ]),
        },
        Exhibit {
            name: "Can they work",
            shown: readiness(&Readiness {
                question: "Can they work?".to_owned(),
                lines: vec![
                    ReadyLine {
                        order: 10,
                        topic: "Account".to_owned(),
                        state: ReadyState::Ok,
                        text: "Active since 5 March 2027.".to_owned(),
                        act: None,
                    },
                    ReadyLine {
                        order: 20,
                        topic: "Password".to_owned(),
                        state: ReadyState::NeedsYou,
                        text: "No password is set.".to_owned(),
                        act: Some(Link::new("Hand over a start code", "/start-code")),
                    },
                    ReadyLine {
                        order: 30,
                        topic: "Mailbox".to_owned(),
                        state: ReadyState::ReadyBy("14:10".to_owned()),
                        text: "On its way to Microsoft 365.".to_owned(),
                        act: None,
                    },
                    ReadyLine {
                        order: 40,
                        topic: "Terms".to_owned(),
                        state: ReadyState::NeedsThem,
                        text: "Asha Rao has not accepted the acceptable use policy.".to_owned(),
                        act: None,
                    },
                ],
            }),
        },
    ]
}
