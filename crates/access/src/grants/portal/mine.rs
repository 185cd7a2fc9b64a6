//! `/my-organisation`: whom to ask where one works, by name and telephone, for everyone signed in.

use axum::extract::State;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use ui::Link;
use ui::components::{
    Cell, Column, EmptyState, Heading, SummaryList, SummaryRow, Table, TableLayout, empty_state,
    heading, summary_list, table,
};
use ui::content::Content;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{email, telephone};

use super::super::queries::{AdministratorCard, AdministratorsCard};
use super::capital;
use crate::moments::{self, Zone};

/// The organisation's public card, which the directory keeps.
pub(crate) const CARD: &str = "organisation.card";

/// What the card says beside the name.
#[derive(Deserialize)]
struct Support {
    support_telephone: Option<String>,
    support_hours: Option<String>,
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let found = app.door.ask(&call, &AdministratorCard::default()).await?;
    let asked = json!({ "organisation": found.organisation });
    let card = app.door.ask_by_name(call, CARD, asked).await?;
    let support: Support = serde_json::from_value(card)
        .map_err(|error| kernel::refusal::Fault::defect("reading a card").because(error))?;
    let caption = Some(found.organisation.clone());
    let body = html! {
        (heading(&Heading { caption, ..Heading::page(found.organisation_name.as_str()) }))
        (support_of(&support))
        (heading(&Heading::part("Who looks after my account")))
        (administrators(&found, &frame.brand.help, &Zone::of(&app.door)))
        p { (ui::link::link(&Link::new("Find a colleague", "/people"))) }
    };
    Ok(frame.page(Page {
        title: "My organisation".to_owned(),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn support_of(support: &Support) -> Markup {
    let number = support.support_telephone.as_deref();
    let number =
        number.map_or_else(|| Content::from("Not given"), |number| telephone(number).into());
    let hours = support.support_hours.as_deref().unwrap_or("Not given");
    summary_list(&SummaryList {
        rows: vec![
            SummaryRow::new("Telephone of local support", number),
            SummaryRow::new("When it answers", hours),
        ],
        ..SummaryList::default()
    })
}

fn administrators(found: &AdministratorsCard, desk: &str, zone: &Zone) -> Markup {
    if found.administrators.is_empty() {
        return empty_state(&EmptyState {
            text: "Nobody is named.".to_owned(),
            help: desk.into(),
            action: None,
        });
    }
    let rows = found.administrators.iter().map(|one| {
        vec![
            Cell::from(one.name.as_str()),
            Cell::from(html! {
                (capital(one.role.name()))
                @if let Some(until) = one.until {
                    br; "Stands in until " (zone.day_element(moments::last_day(until)))
                }
            }),
            one.telephone
                .as_deref()
                .map_or_else(|| Cell::from("Not given"), |number| telephone(number).into()),
            email(&one.address).into(),
        ]
    });
    table(&Table {
        caption: "People who look after accounts here".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Role", "Telephone", "Email address"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
