//! Adding a purchase: details, check, saved.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::html;
use ui::Link;
use ui::components::{
    Button, Choice, Heading, Input, InputMode, InputWidth, Radios, Select, SelectOption,
    SummaryList, SummaryRow, button, button_group, heading, input, radios, select, summary_list,
};
use ui::form::{Form, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page};
use ui::when::day_text;

use super::super::commands::AddSubscription;
use super::super::messages;
use super::super::queries::{ProductLine, ProductList};
use crate::forms::{onward, problems_of};

/// The empty form.
pub(super) async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    let call = caller.call(&app.door);
    let products = products(&app, &call).await?;
    Ok(asked(&frame, &products, &Values::default().with("tops_up", "yes"), &Problems::new()))
}

/// The form again, the check page, or the new purchase.
pub(super) async fn add(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let products = products(&app, &call).await?;
    let command = match read(&values) {
        Ok(command) => command,
        Err(error) => return Ok(asked(&frame, &products, &values, &problems_of(error)?)),
    };
    match values.one("step") {
        "save" => match app.door.perform(call, command).await {
            Ok(done) => Ok(onward(&format!("/national/licences/{}?done=added", done.output.id))),
            Err(error) => Ok(asked(&frame, &products, &values, &problems_of(error)?)),
        },
        "check" => Ok(checked(&frame, &products, &values, &command)),
        _ => Ok(asked(&frame, &products, &values, &Problems::new())),
    }
}

/// A day that exists, if one was typed.
fn day(values: &Values, field: &'static str) -> Result<Option<String>> {
    match typed_day(values, field) {
        Some(day) if day.parse::<Date>().is_err() => Err(messages::DAY.at(field).into()),
        typed => Ok(typed),
    }
}

fn read(values: &Values) -> Result<AddSubscription> {
    let given =
        |field: &str| Some(values.one(field).trim().to_owned()).filter(|text| !text.is_empty());
    let organisation = given("organisation");
    Ok(AddSubscription {
        product: values
            .one("product")
            .parse()
            .map_err(|_| Error::from(messages::UNKNOWN_PRODUCT.at("product")))?,
        label: values.one("label").to_owned(),
        quantity: values
            .one("quantity")
            .trim()
            .replace(',', "")
            .parse()
            .map_err(|_| Error::from(messages::QUANTITY.at("quantity")))?,
        tops_up: organisation.is_none().then(|| values.one("tops_up") == "yes"),
        organisation,
        starts_on: day(values, "starts_on")?,
        ends_on: day(values, "ends_on")?,
        predecessor: None,
    })
}

fn asked(
    frame: &Frame,
    products: &[ProductLine],
    values: &Values,
    problems: &Problems,
) -> Response {
    let day = |field: &str, label: &str| {
        day_input(values, problems, field, label, "For example, 31 3 2027")
    };
    let mut options = vec![SelectOption::new("", "Choose a product")];
    options.extend(
        products
            .iter()
            .map(|product| SelectOption::new(product.id.to_string(), product.name.as_str())),
    );
    let body = html! {
        (heading(&Heading::page("Add a purchase")))
        (form(frame, &Form { body: html! {
            (select(&Select { label: "Product".into(), options, ..Select::from(values.field("product", problems)) }))
            (input(&Input {
                label: "Name of the purchase".into(),
                hint: Some("For example, the number of the contract".into()),
                ..Input::from(values.field("label", problems))
            }))
            (input(&Input {
                label: "Number of licences".into(), mode: Some(InputMode::Numeric), width: InputWidth::Characters10,
                ..Input::from(values.field("quantity", problems))
            }))
            (input(&Input {
                label: "Code of the organisation that bought it".into(),
                hint: Some("Leave empty for a national purchase".into()),
                width: InputWidth::Characters10, no_spellcheck: true,
                ..Input::from(values.field("organisation", problems))
            }))
            (day("starts_on", "First day (optional)"))
            (day("ends_on", "First day on which it no longer counts (optional)"))
            (radios(&Radios {
                legend: Some("Share out a national purchase".into()),
                choices: vec![
                    Choice::new("yes", "By itself: organisations get more when they run low"),
                    Choice::new("no", "By hand: each organisation gets what is entered for it"),
                ],
                ..Radios::from(values.field("tops_up", problems))
            }))
            (button(&Button { name: "step".to_owned(), value: "check".to_owned(), ..Button::primary("Continue") }))
        }, ..Form::default() }))
    };
    answered(frame, "Add a purchase", body, problems)
}

fn checked(
    frame: &Frame,
    products: &[ProductLine],
    values: &Values,
    command: &AddSubscription,
) -> Response {
    let product = products
        .iter()
        .find(|product| product.id == command.product)
        .map_or("", |product| product.name.as_str());
    let or = |text: &Option<String>, none: &str| text.clone().unwrap_or_else(|| none.to_owned());
    let kept = values.iter().filter(|(field, _)| !matches!(*field, "csrf" | "step"));
    let body = html! {
        (heading(&Heading::page("Check the purchase")))
        (summary_list(&SummaryList {
            rows: vec![
                SummaryRow::new("Product", product),
                SummaryRow::new("Name", command.label.trim()),
                SummaryRow::new("Licences", command.quantity.to_string()),
                SummaryRow::new("Bought by", or(&command.organisation, "The nation")),
                SummaryRow::new("First day", or(&command.starts_on.as_deref().map(day_text), "Today")),
                SummaryRow::new("End", or(&command.ends_on.as_deref().map(day_text), "No end")),
                SummaryRow::new("Shared out", match command.tops_up {
                    None => "To the organisation that bought it",
                    Some(true) => "By itself",
                    Some(false) => "By hand",
                }),
            ],
            ..SummaryList::default()
        }))
        (form(frame, &Form {
            hidden: kept.map(|(field, value)| (field.to_owned(), value.to_owned())).collect(),
            body: html! {
                (button_group(&[
                    button(&Button { name: "step".to_owned(), value: "save".to_owned(), ..Button::primary("Add purchase") }),
                    button(&Button { name: "step".to_owned(), value: "back".to_owned(), ..Button::secondary("Change these answers") }),
                ]))
            },
            ..Form::default()
        }))
    };
    answered(frame, "Check the purchase", body, &Problems::new())
}

fn answered(frame: &Frame, title: &str, body: maud::Markup, problems: &Problems) -> Response {
    frame
        .page(Page {
            title: title.to_owned(),
            back: Some(Link::new("Back", "/national/licences")),
            notices: problems.summary(),
            body,
            error: !problems.is_empty(),
            ..Page::default()
        })
        .into_response()
}

/// All products, page after page; Microsoft's table has a few hundred.
async fn products(app: &App, call: &Call) -> Result<Vec<ProductLine>> {
    let mut products = Vec::new();
    let mut after = None;
    loop {
        let page =
            app.door.ask(call, &ProductList { search: None, after, limit: Some(200) }).await?;
        products.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(products);
        }
    }
}
