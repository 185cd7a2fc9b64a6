//! `/o/CODE/reports`: which reports there are about an organisation, as far as the reader may open them. Each is a page
//! of the slice that knows the answer.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Resource};
use kernel::door::MayDo;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::html;
use ui::components::{Heading, heading};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

/// A report: its name, what it is for, its address below that of the organisation, and the action that its reader must
/// be allowed there.
type Offered = (&'static str, &'static str, &'static str, &'static str);

/// All reports, in the order in which they are offered.
pub(super) const REPORTS: &[Offered] = &[
    (
        "Licences that are not used",
        "Who holds a licence and has not used their account for a while, longest first.",
        "/reports/licences",
        "licence.read",
    ),
    (
        "People with their user policy and licence",
        "Everybody, with the user policy they are in and how they stand with its licence.",
        "/reports/policies",
        "policy.read",
    ),
    (
        "Never signed in since creation",
        "Active people who have not used their account once.",
        "/people?state=never-used",
        "person.list",
    ),
    (
        "Inactive people",
        "Active people who have not used their account for a while.",
        "/people?state=inactive",
        "person.list",
    ),
    (
        "Administrators",
        "Who has which role, where, and until when.",
        "/administrators",
        "grant.in-organisation",
    ),
];

/// The page.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/o/{code}/reports", get(page))
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let not_found = || messages::NOT_FOUND.refuse();
    // The menu is only there for those whose grants reach the organisation; for all others it does not exist.
    if frame.section.is_none() {
        return Err(not_found().into());
    }
    let call = caller.call(&app.door);
    let mut reader = app.door.reader().await?;
    let view = reader.ask(OrganisationCoded(code)).await?.ok_or_else(not_found)?;
    let resource = Resource::Organisation(view.organisation);
    let mut offered = Vec::new();
    for (name, about, address, action) in REPORTS.iter().copied() {
        let may = MayDo { call: call.clone(), action: Action(action), resource };
        if reader.ask(may).await? {
            offered.push((name, about, format!("/o/{}{address}", view.code)));
        }
    }
    drop(reader);
    let title = "Reports";
    let body = html! {
        (heading(&Heading { caption: Some(view.name.clone()), ..Heading::page(title) }))
        @if offered.is_empty() { p { "There is no report that you may open here." } }
        @for (name, about, address) in &offered {
            h2.nhsuk-heading-s.nhsuk-u-margin-bottom-1 { (link(&Link::new(*name, address.as_str()))) }
            p { (about) }
        }
    };
    Ok(frame.page(Page {
        title: title.to_owned(),
        caption: view.code.clone(),
        breadcrumbs: vec![Link::new(view.name, format!("/o/{}", view.code))],
        body,
        ..Page::default()
    }))
}
