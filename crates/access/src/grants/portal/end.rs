//! `/o/CODE/administrators/GRANT/end` and the same under `/national`: what ending a role means, and why it ends.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::ids::GrantId;
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Heading, Input, SummaryList, SummaryRow, button, heading, input, summary_list,
};
use ui::form::{Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};

use super::super::commands::EndGrant;
use super::super::messages;
use super::super::model::ENOUGH_ADMINISTRATORS;
use super::super::queries::{GrantLine, GrantsInOrganisation, InOrganisation, NationalGrants};
use super::list::enough;
use super::{Where, capital, dates, place};
use crate::forms;
use crate::moments::Zone;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, grant)): Path<(String, String)>,
) -> Result<PageResponse> {
    let at = Where::Organisation(code);
    asking(&app, &caller, &frame, &at, &grant, &Values::default(), &Problems::new()).await
}

pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(grant): Path<String>,
) -> Result<PageResponse> {
    asking(&app, &caller, &frame, &Where::Nation, &grant, &Values::default(), &Problems::new())
        .await
}

pub(super) async fn posted(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, grant)): Path<(String, String)>,
    Form(values): Form<Values>,
) -> Result<Response> {
    end(&app, &caller, &frame, &Where::Organisation(code), &grant, &values).await
}

pub(super) async fn posted_national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(grant): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    end(&app, &caller, &frame, &Where::Nation, &grant, &values).await
}

async fn end(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    at: &Where,
    grant: &str,
    values: &Values,
) -> Result<Response> {
    // A role of somewhere else is not ended from here, even by somebody who may end it there.
    find(app, caller, at, grant).await?;
    let command = EndGrant { grant: key(grant)?, reason: values.one("reason").to_owned() };
    let version = values.one("version").parse().ok();
    let call = caller.call(&app.door).expecting(version);
    let problems = match app.door.perform(call, command).await {
        Ok(_) => {
            let to = format!("{}?done=ended", at.list());
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Refused(refusal))
            if [messages::ROLE_BEYOND_OWN.code, messages::SCOPE_BEYOND_OWN.code]
                .contains(&refusal.code) =>
        {
            let mut problems = Problems::new();
            problems.add_general(refusal.text.clone());
            problems
        }
        Err(error) => forms::shown(error)?,
    };
    let page = asking(app, caller, frame, at, grant, values, &problems).await?;
    Ok(page.into_response())
}

fn key(grant: &str) -> Result<GrantId> {
    grant.parse().map_err(|_| common::NOT_FOUND.refuse().into())
}

/// The grant among those that count there; with the organisation, if it is one.
async fn find(
    app: &App,
    caller: &Caller,
    at: &Where,
    grant: &str,
) -> Result<(Option<InOrganisation>, GrantLine)> {
    let wanted = key(grant)?;
    let call = caller.call(&app.door);
    let Where::Organisation(code) = at else {
        let found = app.door.ask(&call, &NationalGrants {}).await?;
        let line = found.items.into_iter().find(|line| line.grant == wanted);
        return line.map(|line| (None, line)).ok_or_else(|| common::NOT_FOUND.refuse().into());
    };
    let mut after = None;
    loop {
        let query = GrantsInOrganisation { organisation: code.clone(), after, limit: Some(200) };
        let mut page = app.door.ask(&call, &query).await?;
        if let Some(place) = page.items.iter().position(|line| line.grant == wanted) {
            let line = page.items.swap_remove(place);
            return Ok((Some(page), line));
        }
        after = page.next;
        if after.is_none() {
            return Err(common::NOT_FOUND.refuse().into());
        }
    }
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    at: &Where,
    grant: &str,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let (organisation, line) = find(app, caller, at, grant).await?;
    let hidden = vec![("version".to_owned(), line.version.to_string())];
    let fields = html! {
        (input(&Input {
            label: "Why".into(),
            hint: Some("Stands in the history".into()),
            ..Input::from(values.field("reason", problems))
        }))
        (button(&Button { prevent_double_click: true, ..Button::warning("End the role") }))
    };
    Ok(frame.page(Page {
        title: "End a role".to_owned(),
        caption: line.name.clone(),
        back: Some(Link::new("Back", at.list())),
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (heading(&Heading { caption: Some(line.name.clone()), ..Heading::page("End a role") }))
            (summary_list(&SummaryList {
                rows: vec![
                    SummaryRow::new("Person", format!("{}, {}", line.name, line.address)),
                    SummaryRow::new("Role", capital(line.role.name())),
                    SummaryRow::new("Where", place(&line)),
                    SummaryRow::new("Dates", dates(&line, &Zone::of(&app.door))),
                ],
                ..SummaryList::default()
            }))
            (consequences(organisation.as_ref(), &line))
            (form(frame, &ui::form::Form { hidden, body: fields, ..ui::form::Form::default() }))
        },
        ..Page::default()
    }))
}

fn consequences(organisation: Option<&InOrganisation>, line: &GrantLine) -> Markup {
    use super::super::GrantState::Live;
    use kernel::authority::Role::{LocalAdministrator, PrimaryLocalAdministrator};
    let administers =
        line.state == Live && matches!(line.role, LocalAdministrator | PrimaryLocalAdministrator);
    let left = organisation.map(|found| found.working_administrators.saturating_sub(1));
    let is_few = |left: &u32| usize::try_from(*left).is_ok_and(|left| left < ENOUGH_ADMINISTRATORS);
    let short = left.filter(is_few).filter(|_| administers);
    html! {
        (heading(&Heading::part("What happens")))
        ul.nhsuk-list.nhsuk-list--bullet {
            li { (line.name) " can no longer use this role from the moment you end it." }
            li { "Their account, their licence and their other roles stay as they are." }
            @if let Some(left) = short { li { "If this is their only role as an administrator here: " (enough(left)) } }
            li { "To undo this, give the role again." }
        }
    }
}
