//! `/o/CODE/reports/licences`: who holds a licence and has not used it, and the same as a file.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Column, EmptyState, Filters, Heading, Pagination, Select, SelectOption, Table, empty_state,
    filters, heading, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{email, link, part};
use ui::sheet::{Format, answer};
use ui::when::Zone;

use super::super::queries::{UnusedLicences, UnusedLine, UnusedPage};

/// Rows read at a time for a file.
const FILE_PAGE: u32 = 200;
/// The heads of the file, as programs know them; stable for ever.
const HEADS: [&str; 6] = ["name", "address", "product", "last_used_at", "created_at", "id"];

fn query(code: &str, values: &Values) -> UnusedLicences {
    UnusedLicences {
        organisation: code.to_owned(),
        product: values.one("product").parse().ok(),
        after: Some(values.one("after").to_owned()).filter(|after| !after.is_empty()),
        limit: None,
    }
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = query(&code, &values);
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let title = "Licences that are not used";
    let base = format!("/o/{}/reports/licences", part(&found.organisation));
    let views = casework::views::portal::above_filtered(
        &app,
        &caller.call(&app.door),
        &frame,
        &address(&query, &base, None),
    )
    .await?;
    let body = html! {
        (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page(title) }))
        p {
            "People who hold a licence and have not used their account for " (found.days) " days or more, longest first. "
            "Leavers and disabled people are not listed: their licences become free when their accounts are deleted."
        }
        (filters(&filters_of(&query, &found, &base)))
        (views)
        (rows(&query, &found, &zone))
        (pages(&query, &found, &base))
    };
    Ok(frame.page(Page {
        title: title.to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![
            Link::new(found.organisation_name.as_str(), format!("/o/{}", part(&code))),
            Link::new("Reports", format!("/o/{}/reports", part(&code))),
        ],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

/// The address with these filters.
fn address(query: &UnusedLicences, base: &str, after: Option<&str>) -> String {
    let product = query.product.map(|product| format!("product={product}"));
    let after = after.map(|after| format!("after={}", part(after)));
    let given: Vec<String> = product.into_iter().chain(after).collect();
    if given.is_empty() { base.to_owned() } else { format!("{base}?{}", given.join("&")) }
}

fn filters_of(query: &UnusedLicences, found: &UnusedPage, base: &str) -> Filters {
    let options = found
        .products
        .iter()
        .map(|(product, name)| SelectOption::new(product.to_string(), name.as_str()));
    let file = |format: Format| address(query, &format!("{base}.{}", format.ending()), None);
    Filters {
        action: base.to_owned(),
        name: "Filter licences".to_owned(),
        selects: vec![Select {
            name: "product".to_owned(),
            label: "Licence".into(),
            options: [SelectOption::new("", "Any")].into_iter().chain(options).collect(),
            value: query.product.map(|product| product.to_string()).unwrap_or_default(),
            ..Select::default()
        }],
        clear: query.product.is_some().then(|| base.to_owned()),
        actions: vec![
            Link::new("Download as CSV", file(Format::Csv)),
            Link::new("Download for Excel", file(Format::Xlsx)),
            casework::schedules::portal::offer("Licences that are not used", &file(Format::Csv)),
        ],
        ..Filters::default()
    }
}

fn rows(query: &UnusedLicences, found: &UnusedPage, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        let (text, help) = match (&found.next, query.product.is_some()) {
            (Some(_), _) => ("None among the people looked at so far", "Go on to the next page."),
            (None, true) => ("Everybody uses this licence", "Choose another licence."),
            (None, false) => {
                ("Everybody uses their licences", "Whoever stops using one appears here.")
            }
        };
        return empty_state(&EmptyState {
            text: text.to_owned(),
            help: help.into(),
            ..EmptyState::default()
        });
    }
    let people = format!("/o/{}/people", part(&found.organisation));
    let rows = found.items.iter().map(|line| {
        vec![
            link(&Link::new(line.name.as_str(), format!("{people}/{}", line.account))).into(),
            email(&line.address).into(),
            line.product_name.as_str().into(),
            match line.used_at {
                Some(at) => zone.day_element(at.micros()).into(),
                None => "Never".into(),
            },
            zone.day_element(line.created_at.micros()).into(),
        ]
    });
    table(&Table {
        caption: "Licences that are not used".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Email", "Licence", "Last used", "Created"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn pages(query: &UnusedLicences, found: &UnusedPage, base: &str) -> Markup {
    let is_further = query.after.is_some();
    let previous = is_further.then(|| Link::new("first page", address(query, base, None)));
    let next = found.next.as_deref().map(|next| Link::new("", address(query, base, Some(next))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}

pub(super) async fn csv(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Csv, state, caller, code, values).await
}

pub(super) async fn xlsx(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Xlsx, state, caller, code, values).await
}

async fn file(
    format: Format,
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let first = UnusedLicences { after: None, limit: Some(FILE_PAGE), ..query(&code, &values) };
    answer(format, "unused-licences", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| UnusedLicences { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(line: UnusedLine) -> Vec<String> {
    vec![
        line.name,
        line.address,
        line.product_name,
        line.used_at.map(|at| at.rfc3339()).unwrap_or_default(),
        line.created_at.rfc3339(),
        line.account.to_string(),
    ]
}
