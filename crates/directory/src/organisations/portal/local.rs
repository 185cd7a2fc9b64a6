//! The page of one organisation, for its administrators.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Heading, Input, InputKind, InputWidth, SummaryList, SummaryRow, Textarea, button,
    heading, input, inset_text, summary_list, textarea,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{
    changes, done_banner, if_allowed, on_to, part, problems_of, title, today, version_in, words,
};
use crate::organisations::commands::ChangeOrganisation;
use crate::organisations::display_name;
use crate::organisations::queries::{
    Details, OrganisationByCode, OrganisationDetails, OrganisationRecord,
};

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let record = app.door.ask(&call, &OrganisationByCode { organisation: code.clone() }).await?;
    let details =
        if_allowed(app.door.ask(&call, &OrganisationDetails { organisation: code }).await)?;
    let may_change = details.is_some_and(|details| details.is_open);
    let address = format!("/o/{}/organisation", part(&record.code));
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let changes = changes::of_organisation(&app, &call, &frame, &record.code).await?;
    let body = html! {
        (title("Organisation", &record.shown_name()))
        @if let Some(warning) = differs(&record) { (inset_text(&warning.into())) }
        (changes)
        (heading(&Heading::part("Contacts")))
        (contacts_list(&record, may_change.then_some(address.as_str())))
        (heading(&Heading::part("In the service")))
        (member_list(&record, &zone))
        (heading(&Heading::part("Units")))
        p { (link(&Link::new("Units of this organisation", format!("{address}/units")))) }
        (words::register_record(&record, today(&call)))
    };
    Ok(frame.page(Page {
        title: "Organisation".to_owned(),
        caption: record.code.clone(),
        breadcrumbs: above(&record.code, &record.shown_name()),
        notices: done_banner(
            &values,
            &[("contacts", "The contacts were changed."), changes::SETTLED],
        ),
        body,
        ..Page::default()
    }))
}

/// The pages above those of an organisation.
pub(super) fn above(code: &str, name: &str) -> Vec<Link> {
    vec![Link::new(name, format!("/o/{}", part(code)))]
}

/// What does not fit together, and whom it concerns.
fn differs(record: &OrganisationRecord) -> Option<&'static str> {
    use crate::organisations::model::{OrganisationState, RegisterStatus};
    match (record.state, record.status) {
        (OrganisationState::Open, RegisterStatus::Inactive) => Some(
            "The register says that this organisation has closed. Agree with the national team who takes over its people.",
        ),
        (OrganisationState::Closed, _) => {
            Some("This organisation has left the service. Nobody can be added to it.")
        }
        _ => None,
    }
}

fn contacts_list(record: &OrganisationRecord, address: Option<&str>) -> Markup {
    let row = |key: &str, value: Option<&str>| {
        let row = SummaryRow::new(key, words::or_none(value));
        match address {
            Some(address) => row.action(
                Link::new("Change", format!("{address}/contacts")).about(key.to_lowercase()),
            ),
            None => row,
        }
    };
    summary_list(&SummaryList {
        rows: vec![
            row("Support telephone", record.support_telephone.as_deref()),
            row("Support hours", record.support_hours.as_deref()),
            row("Time zone", record.time_zone.as_deref()),
        ],
        ..SummaryList::default()
    })
}

/// What an organisation is as a member.
pub(super) fn member_list(record: &OrganisationRecord, zone: &Zone) -> Markup {
    let parent = match (&record.parent, &record.parent_name) {
        (Some(code), Some(name)) => html! { (display_name(name)) " (" (code) ")" },
        _ => html! { "None" },
    };
    let mut rows = vec![
        SummaryRow::new("Service", words::state_tag(record.state)),
        SummaryRow::new("Short name", words::or_none(record.short_name.as_deref())),
        SummaryRow::new("Tier", words::or_none(record.tier.map(words::tier))),
        SummaryRow::new("Administered from above by", parent),
        SummaryRow::new("Country of use", words::or_none(record.usage_location.as_deref())),
        SummaryRow::new("Opened", words::moment(record.opened_at, zone)),
    ];
    if record.closed_at.is_some() {
        rows.push(SummaryRow::new("Closed", words::moment(record.closed_at, zone)));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

pub(super) async fn contacts(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let details = app
        .door
        .ask(&caller.call(&app.door), &OrganisationDetails { organisation: code.clone() })
        .await?;
    let values = Values::default()
        .with("support_telephone", details.support_telephone.clone().unwrap_or_default())
        .with("support_hours", details.support_hours.clone().unwrap_or_default())
        .with("time_zone", details.time_zone.clone().unwrap_or_default())
        .with("version", details.version.to_string());
    Ok(contacts_page(&frame, &code, &details, &values, &Problems::new()))
}

pub(super) async fn save_contacts(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door).expecting(version_in(&values));
    let command = ChangeOrganisation {
        organisation: code.clone(),
        support_telephone: Some(values.one("support_telephone").to_owned()),
        support_hours: Some(values.one("support_hours").to_owned()),
        time_zone: Some(values.one("time_zone").trim().to_owned()),
    };
    match app.door.perform(call.clone(), command).await {
        Ok(_) => Ok(on_to(&format!("/o/{}/organisation?done=contacts", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let details =
                app.door.ask(&call, &OrganisationDetails { organisation: code.clone() }).await?;
            Ok(contacts_page(&frame, &code, &details, &values, &problems).into_response())
        }
    }
}

fn contacts_page(
    frame: &Frame,
    code: &str,
    details: &Details,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields = html! {
        (input(&Input {
            label: "Support telephone".into(),
            hint: Some("Everyone signed in can see it. Leave it empty to remove it.".into()),
            kind: InputKind::Telephone,
            width: InputWidth::Characters20,
            ..values.field("support_telephone", problems).into()
        }))
        (textarea(&Textarea {
            label: "Support hours".into(),
            hint: Some("For example: Monday to Friday, 8am to 6pm.".into()),
            rows: 2,
            ..values.field("support_hours", problems).into()
        }))
        (input(&Input {
            label: "Time zone".into(),
            hint: Some("A name from the time zone database, such as Europe/London.".into()),
            width: InputWidth::Characters20,
            no_spellcheck: true,
            ..values.field("time_zone", problems).into()
        }))
        (button(&Button::primary("Save")))
    };
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    frame.page(Page {
        title: "Change contacts".to_owned(),
        caption: code.to_owned(),
        back: Some(Link::new("Back", format!("/o/{}/organisation", part(code)))),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title("Change contacts", &details.name))
            (form(frame, &form::Form { hidden, body: fields, ..form::Form::default() }))
        },
        ..Page::default()
    })
}
