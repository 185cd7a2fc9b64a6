//! `/national/administrators`: who holds a role of the whole service.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{Button, Cell, Column, Heading, Table, TableLayout, button, heading, table};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};

use super::super::queries::{NationalGrants, Nationwide};
use super::{Where, capital, dates, list, place, state};
use crate::moments::Zone;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &NationalGrants {}).await?;
    let may_give = list::may_give(&app, &caller, &Where::Nation).await;
    Ok(frame.page(Page {
        title: "National roles".to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        notices: list::done(&Values::from(pairs)),
        body: body(&found, may_give, &Zone::of(&app.door)),
        ..Page::default()
    }))
}

fn body(found: &Nationwide, may_give: bool, zone: &Zone) -> Markup {
    let base = Where::Nation.list();
    html! {
        (heading(&Heading::page("National roles")))
        p {
            "These people act for every organisation, or for those of a sector that are administered nationally. "
            (ui::link::link(&Link::new("What each role may do", "/national/roles")))
        }
        @if may_give { (button(&Button::primary("Give a role").to(format!("{base}/new")))) }
        (holders(found, &base, may_give, zone))
        @if found.is_more { p { "There are more. The oldest of each role are shown." } }
    }
}

fn holders(found: &Nationwide, base: &str, may_end: bool, zone: &Zone) -> Markup {
    let mut columns: Vec<Column> =
        ["Name", "Role and reach", "Dates", "State", "Why"].map(Column::text).into();
    if may_end {
        columns.push(Column::hidden("Actions"));
    }
    let rows = found.items.iter().map(|line| {
        let mut cells = vec![
            Cell::from(html! { (list::person(line)) span.app-aside { br; (line.belongs_to) } }),
            html! { (capital(line.role.name())) br; (place(line)) }.into(),
            dates(line, zone).into(),
            state(line).into(),
            line.reason.as_str().into(),
        ];
        if may_end {
            let end = Link::new("End", format!("{base}/{}/end", line.grant)).about(format!(
                "the role {} of {}",
                line.role.name(),
                line.name
            ));
            cells.push(ui::link::link(&end).into());
        }
        cells
    });
    table(&Table {
        caption: "Roles of the whole service".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
