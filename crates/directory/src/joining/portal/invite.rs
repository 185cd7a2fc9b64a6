//! Inviting the first administrator of an organisation, and sending the link again.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::components::{Button, Input, InputKind, InputWidth, SummaryRow, button, input, inset_text};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};

use super::LIST;
use crate::joining::{
    FirstAdministrator, InviteAdministrator, InviteAgain, InvitedView, JoiningAct, JoiningByCode,
    JoiningView,
};
use crate::pages::{on_to, part, problems_of, title, typed, version_in};
use crate::people::portal::words::Days;

/// The fields, in the order of the form.
pub(crate) const FIELDS: [&str; 5] =
    ["given_name", "family_name", "job_title", "address", "telephone"];
const TITLE: &str = "Invite the first administrator";
const AGAIN: &str = "Send the link again";

async fn view(app: &App, caller: &Caller, code: &str) -> Result<JoiningView> {
    let query = JoiningByCode { organisation: code.to_owned() };
    let view = app.door.ask(&caller.call(&app.door), &query).await?;
    let may = |act| view.acts.contains(&act);
    if may(JoiningAct::Invite) || may(JoiningAct::InviteAgain) {
        Ok(view)
    } else {
        Err(messages::NOT_ALLOWED.refuse().into())
    }
}

/// Whom was typed, if anybody was.
pub(crate) fn typed_administrator(values: &Values) -> Option<FirstAdministrator> {
    let is_any = FIELDS.iter().any(|name| typed(values, name).is_some());
    is_any.then(|| FirstAdministrator {
        given_name: values.one("given_name").to_owned(),
        family_name: values.one("family_name").to_owned(),
        job_title: typed(values, "job_title"),
        telephone: typed(values, "telephone"),
        address: values.one("address").trim().to_owned(),
    })
}

/// The fields about whom to invite.
pub(crate) fn fields(view: &JoiningView, values: &Values, problems: &Problems) -> Markup {
    let text = |name: &str, label: &str| Input {
        label: label.into(),
        width: InputWidth::TwoThirds,
        autocomplete: Some("off"),
        ..values.field(name, problems).into()
    };
    html! {
        @if let Some(applicant) = &view.applicant {
            (inset_text(&format!("The application names {}, {}, {}.", applicant.contact_name, applicant.contact_email, applicant.contact_telephone).into()))
        }
        (input(&text("given_name", "Given name")))
        (input(&text("family_name", "Family name")))
        (input(&text("job_title", "Job title (optional)")))
        (input(&Input {
            kind: InputKind::Email,
            hint: Some("An address that only this person reads. Whoever opens the link in the letter chooses their password, so check it with them.".into()),
            no_spellcheck: true,
            ..text("address", "Email address outside the service")
        }))
        (input(&Input { kind: InputKind::Telephone, width: InputWidth::Characters20, ..text("telephone", "Telephone (optional)") }))
    }
}

/// The same to be checked.
pub(crate) fn rows(administrator: Option<&FirstAdministrator>) -> Vec<SummaryRow> {
    let Some(of) = administrator else {
        return vec![SummaryRow::new("First administrator", "Invited later")];
    };
    let name = format!("{} {}", of.given_name.trim(), of.family_name.trim());
    let mut rows = vec![
        SummaryRow::new("First administrator", name),
        SummaryRow::new("The link goes to", of.address.as_str()),
    ];
    let optional = [("Job title", &of.job_title), ("Telephone", &of.telephone)];
    for (key, value) in optional {
        rows.extend(value.as_deref().map(|value| SummaryRow::new(key, value)));
    }
    rows
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let view = view(&app, &caller, &code).await?;
    let address = view.first_administrator.as_ref().and_then(|invited| invited.address.clone());
    let values = Values::default()
        .with("address", address.unwrap_or_default())
        .with("version", view.version.to_string());
    Ok(shown(&app, &frame, &view, &values, &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let view = view(&app, &caller, &code).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let organisation = view.organisation.clone();
    let outcome = if view.acts.contains(&JoiningAct::InviteAgain) {
        let address = Some(values.one("address").to_owned());
        app.door.perform(call, InviteAgain { organisation, address }).await.map(|_| "sent")
    } else {
        let administrator = typed_administrator(&values).unwrap_or_else(|| FirstAdministrator {
            given_name: String::new(),
            family_name: String::new(),
            job_title: None,
            telephone: None,
            address: String::new(),
        });
        let invite = InviteAdministrator { organisation, administrator };
        app.door.perform(call, invite).await.map(|_| "invited")
    };
    match outcome {
        Ok(done) => Ok(on_to(&format!("{LIST}/{}?done={done}", part(&code)))),
        Err(error) => Ok(shown(&app, &frame, &view, &values, &problems_of(error)?).into_response()),
    }
}

fn shown(
    app: &App,
    frame: &Frame,
    view: &JoiningView,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let (heading, body) = match &view.first_administrator {
        Some(invited) => (AGAIN, again(invited, &Days::of(&app.door), values, problems)),
        None => (
            TITLE,
            html! {
                (fields(view, values, problems))
                (button(&Button { prevent_double_click: true, ..Button::primary("Invite") }))
            },
        ),
    };
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    frame.page(Page {
        title: heading.to_owned(),
        caption: view.organisation.clone(),
        breadcrumbs: super::one::above(view),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title(heading, &view.name))
            @if view.first_administrator.is_none() {
                p { "They get an account in this organisation, the role of a primary local administrator, and a letter with a link by which they choose a password. They name all further administrators themselves." }
            }
            (form(frame, &form::Form { hidden, body, ..form::Form::default() }))
        },
        ..Page::default()
    })
}

fn again(invited: &InvitedView, days: &Days, values: &Values, problems: &Problems) -> Markup {
    let until = match &invited.link_until {
        Some(until) => {
            html! { "The link that was sent before works until " (days.text(Some(until))) ". It stops working when you send another one." }
        }
        None => html! { "The link that was sent before no longer works." },
    };
    html! {
        p { (invited.name) " has not signed in yet. " (until) }
        (input(&Input {
            label: "Email address outside the service".into(),
            hint: Some("An address that only this person reads.".into()),
            kind: InputKind::Email,
            width: InputWidth::TwoThirds,
            autocomplete: Some("off"),
            no_spellcheck: true,
            ..values.field("address", problems).into()
        }))
        (button(&Button { prevent_double_click: true, ..Button::primary("Send another link") }))
    }
}

/// Who was invited, how far they are, and whose turn it is.
pub(super) fn step(invited: Option<&InvitedView>, days: &Days) -> Markup {
    let Some(invited) = invited else { return html! { "Nobody was invited" } };
    html! {
        (invited.name) ", invited on " (days.day(Some(&invited.invited_at))) ". "
        @if let Some(at) = &invited.started_at {
            "Has signed in, first on " (days.day(Some(at))) "."
        } @else if let Some(until) = &invited.link_until {
            "Has not signed in yet: it is their turn. The link"
            @if let Some(address) = &invited.address { " went to " (address) " and" }
            " works until " (days.day(Some(until))) "."
        } @else {
            "Has not signed in, and the link no longer works. It is the turn of the national team: send it again."
        }
    }
}
