//! One's own details, to be looked over.

use axum::extract::State;
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::html;
use ui::components::{Button, SummaryList, SummaryRow, button, summary_list};
use ui::form::{Form, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, TITLE};
use crate::portal::{see_other, titled};
use crate::welcome::{ConfirmDetails, MyWelcome, messages};

/// What the page is called.
const HEADING: &str = "Look over your details";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let mine = app.door.ask(&caller.call(&app.door), &MyWelcome {}).await?;
    let none = || "Not recorded".to_owned();
    let row = |key: &str, value: String| SummaryRow::new(key, value);
    let rows = vec![
        row("Name", mine.name),
        row("Email address", mine.address),
        row("Organisation", mine.organisation),
        row("Job title", mine.job_title.unwrap_or_else(none)),
        row("Department", mine.department.unwrap_or_else(none)),
        row("Telephone", mine.telephone.unwrap_or_else(none))
            .action(Link::new("Change", "/me/details").about("telephone")),
        row(
            "Mobile",
            mine.mobile.unwrap_or_else(|| "Not recorded, or not shown to others".to_owned()),
        )
        .action(Link::new("Change", "/me/details").about("mobile")),
    ];
    let right =
        button(&Button { prevent_double_click: true, ..Button::primary("These are right") });
    let body = html! {
        (titled(HEADING, ""))
        p { "This is how colleagues find you." }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        p { "You can change your telephone numbers yourself. If anything else is wrong, " (link(&Link::new("tell one of your administrators", "/my-organisation"))) "." }
        (form(&frame, &Form { action: "/welcome/details".to_owned(), body: right, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: HEADING.to_owned(),
        breadcrumbs: vec![Link::new(TITLE, HERE)],
        body,
        ..Page::default()
    }))
}

/// Says that they are right.
pub(super) async fn confirm(State(app): State<App>, caller: Caller) -> Result<Response> {
    match app.door.perform(caller.call(&app.door), ConfirmDetails {}).await {
        Ok(_) => Ok(see_other(HERE, None)),
        Err(Error::Refused(refusal)) if refusal.code == messages::OVER.code => {
            Ok(see_other(HERE, None))
        }
        Err(error) => Err(error),
    }
}
