//! One's own account: what is known, and what one may change oneself.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Heading, Input, InputKind, InputWidth, SummaryList, SummaryRow, button, button_group,
    heading, input, summary_list,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::home::{Readiness, readiness};
use ui::link::{Link, link};

use super::change::{hide_mobile, yes_or_no};
use super::mailbox::row_to_change;
use super::person::lines;
use super::words::Days;
use super::{on_to, problems_of, success, title, typed, version_in, words};
use crate::people::commands::ChangeProfile;
use crate::people::queries::{Me, Record};

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let record = app.door.ask(&call, &Me {}).await?;
    let lines = lines(&app, &call, record.id).await;
    let own = |key: &str, value: Option<&str>| {
        SummaryRow::new(key, words::or_none(value))
            .action(Link::new("Change", "/me/details").about(key.to_lowercase()))
    };
    let row = |key: &str, value: Option<&str>| SummaryRow::new(key, words::or_none(value));
    let organisation = format!("{} ({})", record.organisation_name, record.organisation);
    let rows = vec![
        row("Name", Some(&record.display_name)),
        SummaryRow::new("Email address", ui::link::email(&record.address)),
        row("Organisation", Some(&organisation)),
        row("Job title", record.job_title.as_deref()),
        row("Department", record.department.as_deref()),
        own("Telephone", record.telephone.as_deref()),
        own("Mobile number", record.mobile.as_deref()),
        own(
            "Mobile number shown to colleagues",
            Some(if record.mobile_hidden { "No" } else { "Yes" }),
        ),
        row_to_change(&record, &Days::of(&app.door), "/me/mailbox".to_owned()),
        row("In the national directory", Some(if record.listed { "Yes" } else { "No" })),
    ];
    let body = html! {
        (title("My account", ""))
        (readiness(&Readiness { question: "Can you work?".to_owned(), lines }))
        (heading(&Heading::part("My details")))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        p { "Your administrators change the other details. " (link(&Link::new("Ask them", "/ask")))  " if something is wrong." }
        ul.nhsuk-list {
            li { (link(&Link::new("Change my password", "/me/password"))) }
            li { (link(&Link::new("Second step of signing in", "/me/second-step"))) }
            li { (link(&Link::new("Passkeys", "/me/passkeys"))) }
            li { (link(&Link::new("Terms of use", "/me/terms"))) }
            li { (link(&Link::new("Telephone word", "/me/telephone-word"))) }
            li { (link(&Link::new("Where I am signed in", "/me/sessions"))) }
            li { (link(&Link::new("My applications", "/me/applications"))) }
            li { (link(&Link::new("Applications that know me", "/me/allowed"))) }
            li { (link(&Link::new("My requests", "/me/requests"))) }
            li { (link(&Link::new("What was done to my account", "/me/history"))) }
            li { (link(&Link::new("National staff who looked at my record", "/me/looked"))) }
            li { (link(&Link::new("Letters to me", "/me/letters"))) }
            li { (link(&Link::new("My views of lists", "/me/views"))) }
            li { (link(&Link::new("My scheduled reports", "/me/reports"))) }
            li { (link(&Link::new("Cover while somebody is away", "/me/cover"))) }
        }
    };
    let notices = (values.one("done") == "changed").then(|| success("Your details were changed."));
    Ok(frame.page(Page { title: "My account".to_owned(), notices, body, ..Page::default() }))
}

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let record: Record = app.door.ask(&caller.call(&app.door), &Me {}).await?;
    let values = Values::default()
        .with("telephone", record.telephone.unwrap_or_default())
        .with("mobile", record.mobile.unwrap_or_default())
        .with("mobile_hidden", yes_or_no(record.mobile_hidden))
        .with("version", record.version.to_string());
    Ok(shown(&frame, &values, &Problems::new()))
}

fn shown(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    let telephone = |name: &'static str, label: &str| Input {
        label: label.into(),
        kind: InputKind::Telephone,
        width: InputWidth::Characters20,
        autocomplete: Some("tel"),
        ..Input::from(values.field(name, problems))
    };
    let fields = html! {
        (input(&telephone("telephone", "Telephone")))
        (input(&Input {
            hint: Some("The service desk uses it to check that it is you. If you do not want that, leave it empty.".into()),
            ..telephone("mobile", "Mobile number")
        }))
        (hide_mobile(values, problems))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Save") }),
            button(&Button::secondary("Go back").to("/me")),
        ]))
    };
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    let body = html! {
        (title("Change my details", ""))
        (form(frame, &form::Form { hidden, body: fields, ..form::Form::default() }))
    };
    frame.page(Page {
        title: "Change my details".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let command = ChangeProfile {
        telephone: Some(typed(&values, "telephone")),
        mobile: Some(typed(&values, "mobile")),
        mobile_hidden: Some(values.one("mobile_hidden") == "yes"),
    };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to("/me?done=changed")),
        Err(error) => Ok(shown(&frame, &values, &problems_of(error)?).into_response()),
    }
}
