//! One purchase: its figures, its quantity, and what organisations get of it.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Column, EmptyState, Heading, Input, InputMode, InputWidth, Pagination, SummaryList,
    SummaryRow, Table, button, empty_state, heading, input, pagination, summary_list, table, tag,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, Width};
use ui::when::Zone;

use super::super::commands::{ChangeQuantity, SetAllotment};
use super::super::messages;
use super::super::queries::{PurchaseParts, SubscriptionById};
use super::{end_in_words, over_in_words, state_tag};
use crate::forms::{ListAddress, done_banner, key, onward, problems_of};
use crate::keys::SubscriptionId;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(subscription): Path<String>,
    Query(asked): Query<ListAddress>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let subscription = key(&subscription)?;
    let found = app
        .door
        .ask(&call, &SubscriptionById { subscription, after: asked.after, limit: None })
        .await?;
    let done = asked.done.as_deref().and_then(|done| match done {
        "added" => Some("Purchase added"),
        "quantity" => Some("Number of licences changed"),
        "part" => Some("Licences shared out"),
        _ => None,
    });
    let values = Values::default().with("quantity", found.purchase.quantity.to_string());
    Ok(shown(&app, &frame, &found, &values, &Problems::new(), done.map(done_banner)))
}

/// Changes the number of licences.
pub(super) async fn quantity(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(subscription): Path<String>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let subscription = key(&subscription)?;
    let outcome = match number(&values, "quantity") {
        Ok(quantity) => {
            let expected = values.one("version").parse().unwrap_or(0);
            app.door
                .perform(
                    call.again().expecting(Some(expected)),
                    ChangeQuantity { subscription, quantity },
                )
                .await
                .map(drop)
        }
        Err(error) => Err(error),
    };
    after(&app, &call, &frame, subscription, &values, outcome, "quantity").await
}

/// Sets what an organisation gets.
pub(super) async fn part(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(subscription): Path<String>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let subscription = key(&subscription)?;
    let outcome = match number(&values, "amount") {
        Ok(amount) => {
            let organisation = values.one("organisation").trim().to_owned();
            match app
                .door
                .perform(call.again(), SetAllotment { subscription, organisation, amount })
                .await
            {
                // The purchase is there, or the page would not be: it is the code that nobody knows.
                Err(Error::Refused(refusal))
                    if refusal.code == kernel::refusal::messages::NOT_FOUND.code =>
                {
                    Err(messages::NOT_OPEN.at("organisation").into())
                }
                outcome => outcome.map(drop),
            }
        }
        Err(error) => Err(error),
    };
    after(&app, &call, &frame, subscription, &values, outcome, "part").await
}

async fn after(
    app: &App,
    call: &Call,
    frame: &Frame,
    subscription: SubscriptionId,
    values: &Values,
    outcome: Result<()>,
    done: &str,
) -> Result<Response> {
    match outcome {
        Ok(()) => Ok(onward(&format!("/national/licences/{subscription}?done={done}"))),
        Err(error) => {
            let problems = problems_of(error)?;
            let found = app
                .door
                .ask(call, &SubscriptionById { subscription, after: None, limit: None })
                .await?;
            Ok(shown(app, frame, &found, values, &problems, None))
        }
    }
}

fn number(values: &Values, field: &'static str) -> Result<i64> {
    values
        .one(field)
        .trim()
        .replace(',', "")
        .parse()
        .map_err(|_| messages::QUANTITY.at(field).into())
}

fn shown(
    app: &App,
    frame: &Frame,
    found: &PurchaseParts,
    values: &Values,
    problems: &Problems,
    banner: Option<Markup>,
) -> Response {
    let purchase = &found.purchase;
    let own = format!("/national/licences/{}", purchase.id);
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let mut rows = vec![
        SummaryRow::new("Product", purchase.product_name.as_str()),
        SummaryRow::new("Bought by", purchase.owner.as_deref().unwrap_or("The nation")),
        SummaryRow::new("State", tag(&state_tag(purchase.state))),
        SummaryRow::new("First day", zone.day(purchase.starts_at.micros())),
        SummaryRow::new("End", end_in_words(purchase.ends_at, &zone)),
        SummaryRow::new("Bought", purchase.quantity.to_string()),
        SummaryRow::new("Shared out", purchase.allotted.to_string()),
        SummaryRow::new("In use", purchase.used.to_string()),
    ];
    if purchase.over > 0 {
        rows.push(SummaryRow::new("Too many in use", over_in_words(purchase.over)));
    }
    let next = found
        .next
        .as_ref()
        .map(|next| Link::new("", format!("{own}?after={}", ui::link::part(next))));
    let body = html! {
        (heading(&Heading { caption: Some("Purchase".to_owned()), ..Heading::page(purchase.label.as_str()) }))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (heading(&Heading::part("Change the number of licences")))
        p { "With fewer than are in use nobody loses a licence. New people wait until the numbers fit again." }
        (form(frame, &Form {
            action: format!("{own}/quantity"),
            hidden: vec![("version".to_owned(), purchase.version.to_string())],
            body: html! {
                (input(&Input {
                    label: "Number of licences".into(), mode: Some(InputMode::Numeric), width: InputWidth::Characters10,
                    ..Input::from(values.field("quantity", problems))
                }))
                (button(&Button::secondary("Change number")))
            },
            ..Form::default()
        }))
        @if purchase.owner.is_none() {
            (heading(&Heading::part("Share out to an organisation")))
            (form(frame, &Form {
                action: format!("{own}/part"),
                body: html! {
                    (input(&Input {
                        label: "Code of the organisation".into(), width: InputWidth::Characters10, no_spellcheck: true,
                        ..Input::from(values.field("organisation", problems))
                    }))
                    (input(&Input {
                        label: "Licences it may use in all".into(), mode: Some(InputMode::Numeric), width: InputWidth::Characters10,
                        ..Input::from(values.field("amount", problems))
                    }))
                    (button(&Button::secondary("Share out")))
                },
                ..Form::default()
            }))
        }
        (heading(&Heading::part("Organisations")))
        @if found.items.is_empty() {
            (empty_state(&EmptyState { text: "Nothing is shared out yet".to_owned(), ..EmptyState::default() }))
        } @else {
            (table(&Table {
                caption: "What organisations get of this purchase".to_owned(),
                caption_hidden: true,
                columns: vec![Column::text("Organisation"), Column::text("Code"), Column::numeric("May use"), Column::numeric("In use")],
                rows: found.items.iter().map(|line| vec![
                    line.name.as_str().into(), line.organisation.as_str().into(), line.allotted.to_string().into(),
                    line.assigned.to_string().into(),
                ]).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { next, ..Pagination::default() }))
        }
    };
    frame
        .page(Page {
            title: purchase.label.clone(),
            breadcrumbs: vec![Link::new("National licences", "/national/licences")],
            width: Width::Full,
            notices: problems.summary().or(banner),
            body,
            error: !problems.is_empty(),
            ..Page::default()
        })
        .into_response()
}
