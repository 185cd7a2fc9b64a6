//! One user policy: members, licences, applications; making it the default and removing it.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Column, EmptyState, Filters, Heading, Pagination, Radios, SearchInput, SummaryList,
    SummaryRow, Table, Tag, TagColour, button, button_group, empty_state, filters, heading,
    pagination, radios, summary_list, table, tag,
};
use ui::components::{Choice, Legend};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{link, part};

use super::super::commands::{MakeDefault, RemovePolicy};
use super::super::model::Kind;
use super::super::queries::{Members, PolicyById, PolicyDetails, PolicyList, PolicyMembers};
use super::{address, breadcrumbs, count, headroom, holding_in_words};
use crate::forms::{ListAddress, done_banner, key, onward, problems_of};
use crate::keys::PolicyId;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, policy)): Path<(String, String)>,
    Query(asked): Query<ListAddress>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let details = details(&app, &call, &code, &policy).await?;
    let search = asked.search.clone().unwrap_or_default();
    let wanted = PolicyMembers {
        policy: details.line.id,
        search: Some(search.clone()),
        after: asked.after,
        limit: None,
    };
    let members = app.door.ask(&call, &wanted).await?;
    let done = asked.done.as_deref().and_then(|done| match done {
        "created" => Some("User policy created"),
        "changed" => Some("User policy changed"),
        "default" => Some("New people now get this user policy"),
        _ => None,
    });
    let body = html! {
        (heading(&Heading { caption: Some(details.organisation_name.clone()), ..Heading::page(details.line.name.as_str()) }))
        (summary(&details))
        (acts(&frame, &details))
        (heading(&Heading::part("Licences")))
        (licences(&details))
        (heading(&Heading::part("Microsoft 365 applications")))
        (applications(&details))
        (heading(&Heading::part("People in this user policy")))
        (people(&details, &members, &search))
    };
    Ok(frame.page(Page {
        title: details.line.name.clone(),
        caption: code.clone(),
        breadcrumbs: breadcrumbs(&code, &details.organisation_name),
        width: Width::Full,
        notices: done.map(done_banner),
        body,
        ..Page::default()
    }))
}

fn summary(details: &PolicyDetails) -> Markup {
    let line = &details.line;
    let kind = match line.kind {
        Kind::National => "National: the same for everybody, and not changed here",
        Kind::Local => "Your organisation's own",
    };
    let mut rows = vec![
        SummaryRow::new("Full name", line.stored_name.as_str()),
        SummaryRow::new("Kind", kind),
    ];
    if !details.description.is_empty() {
        rows.push(SummaryRow::new("What it is for", details.description.as_str()));
    }
    rows.push(SummaryRow::new(
        "New people",
        if line.is_default { "Get this user policy" } else { "Get another user policy" },
    ));
    rows.push(SummaryRow::new("People", line.members.to_string()));
    rows.push(SummaryRow::new("Licences left", headroom(line)));
    if details.pending > 0 {
        let pending = count(details.pending, "person still has", "people still have");
        rows.push(SummaryRow::new(
            "Change on its way",
            format!("{pending} the licences from before"),
        ));
    }
    if details.planned > 0 {
        let to = address(&details.organisation, &format!("/planned?policy={}", line.id));
        let words = format!(
            "{} on a day to come",
            count(details.planned, "person moves here", "people move here")
        );
        rows.push(
            SummaryRow::new("Planned moves", words).action(Link::new("See who and when", to)),
        );
    }
    if line.is_closing {
        rows.push(SummaryRow::new(
            "Being removed",
            format!("{} still to move", count(line.members, "person", "people")),
        ));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn acts(frame: &Frame, details: &PolicyDetails) -> Markup {
    let (line, code) = (&details.line, &details.organisation);
    let to = |rest: &str| address(code, &format!("/{}{rest}", line.id));
    html! {
        @if details.may_change && !line.is_closing {
            (button_group(&[
                html! { @if line.kind == Kind::Local { (button(&Button::primary("Change").to(to("/edit")))) } },
                html! { @if !line.is_default {
                    (form(frame, &Form {
                        action: to("/default"),
                        hidden: vec![("version".to_owned(), line.version.to_string())],
                        body: button(&Button::secondary("Give to new people")),
                        ..Form::default()
                    }))
                } },
                html! { @if line.kind == Kind::Local && !line.is_default { (button(&Button::secondary("Remove").to(to("/remove")))) } },
            ]))
        }
    }
}

fn licences(details: &PolicyDetails) -> Markup {
    table(&Table {
        caption: "Licences of this user policy".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::text("Licence"),
            Column::text("Kind"),
            Column::numeric("People with it"),
            Column::numeric("Waiting"),
            Column::numeric("Free"),
        ],
        rows: details
            .licences
            .iter()
            .map(|licence| {
                vec![
                    licence.name.as_str().into(),
                    if licence.is_base { "Base licence" } else { "Add-on" }.into(),
                    licence.holding.to_string().into(),
                    licence.waiting.to_string().into(),
                    licence.free.to_string().into(),
                ]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn applications(details: &PolicyDetails) -> Markup {
    table(&Table {
        caption: "Which applications people get".to_owned(),
        caption_hidden: true,
        columns: vec![Column::text("Application"), Column::text("State")],
        rows: details
            .applications
            .iter()
            .map(|application| {
                let (words, colour) = if application.is_on {
                    ("On", TagColour::Green)
                } else {
                    ("Off", TagColour::Grey)
                };
                vec![application.name.as_str().into(), tag(&Tag::new(words, colour)).into()]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn people(details: &PolicyDetails, members: &Members, search: &str) -> Markup {
    let code = &details.organisation;
    let own = address(code, &format!("/{}", details.line.id));
    let person = |account: kernel::ids::AccountId| format!("/o/{code}/people/{account}");
    let next = members
        .next
        .as_ref()
        .map(|next| Link::new("", format!("{own}?search={}&after={}", part(search), part(next))));
    html! {
        (filters(&Filters {
            action: own.clone(),
            name: "Find people in this user policy".to_owned(),
            search: Some(SearchInput {
                name: "search".to_owned(), label: "Beginning of the name".into(), value: search.to_owned(), ..SearchInput::default()
            }),
            clear: (!search.is_empty()).then(|| own.clone()),
            ..Filters::default()
        }))
        @if members.items.is_empty() {
            (empty_state(&EmptyState { text: "No people to show".to_owned(), ..EmptyState::default() }))
        } @else {
            (table(&Table {
                caption: "People".to_owned(),
                caption_hidden: true,
                columns: vec![Column::text("Name"), Column::text("Address"), Column::text("Licence"), Column::text("Move")],
                rows: members.items.iter().map(|member| vec![
                    link(&Link::new(member.name.as_str(), person(member.account))).into(),
                    member.address.as_str().into(),
                    if member.is_pending { "Change on its way".into() } else { holding_in_words(member.licence).into() },
                    link(&Link::new("Move", format!("{}/policy", person(member.account))).about(member.name.as_str())).into(),
                ]).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { next, ..Pagination::default() }))
        }
    }
}

/// Makes it the one that new people get.
pub(super) async fn make_default(
    State(app): State<App>,
    caller: Caller,
    Path((code, policy)): Path<(String, String)>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let details = details(&app, &call, &code, &policy).await?;
    let expected = values.one("version").parse().unwrap_or(0);
    app.door
        .perform(call.expecting(Some(expected)), MakeDefault { policy: details.line.id })
        .await?;
    Ok(onward(&address(&code, &format!("/{}?done=default", details.line.id))))
}

/// What removing would mean, and where people go.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, policy)): Path<(String, String)>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let details = details(&app, &call, &code, &policy).await?;
    removing(&app, &call, &frame, &details, &Values::default(), &Problems::new()).await
}

/// Removes it, or shows the question again.
pub(super) async fn removed(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, policy)): Path<(String, String)>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let details = details(&app, &call, &code, &policy).await?;
    let command =
        RemovePolicy { policy: details.line.id, target: values.one("target").parse().ok() };
    let expected = values.one("version").parse().unwrap_or(0);
    match app.door.perform(call.again().expecting(Some(expected)), command).await {
        Ok(_) => Ok(onward(&format!("{}?done=removed", address(&code, "")))),
        Err(error) => removing(&app, &call, &frame, &details, &values, &problems_of(error)?).await,
    }
}

async fn removing(
    app: &App,
    call: &Call,
    frame: &Frame,
    details: &PolicyDetails,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let list =
        PolicyList { organisation: details.organisation.clone(), after: None, limit: Some(200) };
    let others = app.door.ask(call, &list).await?.items;
    let choices = others
        .iter()
        .filter(|line| line.id != details.line.id && !line.is_closing)
        .map(|line| Choice {
            hint: Some(format!("{}, {}", line.base_name, headroom(line)).into()),
            ..Choice::new(line.id.to_string(), line.name.as_str())
        })
        .collect();
    let body = html! {
        (heading(&Heading { caption: Some(details.line.name.clone()), ..Heading::page("Remove this user policy") }))
        @if details.line.members == 0 { p { "Nobody is in it." } }
        @else {
            p { (count(details.line.members, "person moves", "people move")) " to the user policy you choose, one after the other. "
                "Who cannot get its licence at once keeps what they have and waits in turn." }
        }
        @if details.planned > 0 {
            p { (count(details.planned, "person is", "people are")) " to move into it on a day to come. Those moves lead to the user policy you choose instead, on the same day." }
        }
        (form(frame, &Form {
            hidden: vec![("version".to_owned(), details.line.version.to_string())],
            body: html! {
                @if details.line.members > 0 || details.planned > 0 {
                    (radios(&Radios { legend: Some(Legend::from("Move people to")), choices, ..Radios::from(values.field("target", problems)) }))
                }
                (button(&Button::warning("Remove user policy")))
            },
            ..Form::default()
        }))
    };
    let back = address(&details.organisation, &format!("/{}", details.line.id));
    Ok(frame
        .page(Page {
            title: "Remove this user policy".to_owned(),
            caption: details.line.name.clone(),
            back: Some(Link::new("Back", back)),
            notices: problems.summary(),
            body,
            error: !problems.is_empty(),
            ..Page::default()
        })
        .into_response())
}

async fn details(app: &App, call: &Call, code: &str, policy: &str) -> Result<PolicyDetails> {
    let policy: PolicyId = key(policy)?;
    let details = app.door.ask(call, &PolicyById { policy }).await?;
    if details.organisation == code {
        Ok(details)
    } else {
        Err(messages::NOT_FOUND.refuse().into())
    }
}
