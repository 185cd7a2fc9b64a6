//! Registering an application.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Choice, Heading, Legend, Radios, button, heading, radios};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{Act, At, fields, must, saml, shown_once};
use crate::Gate;
use crate::applications::{
    ApplicationsOfOrganisation, Asks, Devices, Kind, OpenTo, Protocol, RegisterApplication,
    Subject, messages,
};
use crate::portal::shown;

const TITLE: &str = "Register an application";

/// The page, for those who may register one there.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    // An organisation out of sight answers like one that is not there.
    let name = name_of(&app, &caller, &at).await?;
    must(&app, &caller, &at, Act::Register, None).await?;
    Ok(shown_page(&frame, &at, name.as_deref(), &fields::at_first(), &Problems::new()))
}

/// The name of the organisation that an address names.
async fn name_of(app: &App, caller: &Caller, at: &At) -> Result<Option<String>> {
    let Some(organisation) = at.code.clone() else { return Ok(None) };
    let query = ApplicationsOfOrganisation { organisation, after: None };
    Ok(Some(app.door.ask(&caller.call(&app.door), &query).await?.organisation_name))
}

/// The problems of a form in which nobody chose who may use the application, where that is asked.
fn with_choice(found: &Problems) -> Problems {
    let (mut before, mut after) = (Problems::new(), Problems::new());
    for problem in found.iter() {
        let to = match problem.field.as_deref() {
            // It is the answer to what was put in place of the choice.
            Some("organisations") => continue,
            Some("name" | "protocol" | "kind") => &mut before,
            _ => &mut after,
        };
        match problem.field.as_deref() {
            Some(field) => to.add(field, problem.text.as_str()),
            None => to.add_general(problem.text.as_str()),
        }
    }
    before.add("open_to", "Choose who may use it. You can change this later.");
    for problem in after.iter() {
        match problem.field.as_deref() {
            Some(field) => before.add(field, problem.text.as_str()),
            None => before.add_general(problem.text.as_str()),
        }
    }
    before
}

/// Registers it.
pub(super) async fn register(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let kind = Kind::named(values.one("kind")).unwrap_or_default();
    let protocol = Protocol::named(values.one("protocol")).unwrap_or_default();
    // Where nobody chose, some organisations and none of them stands for it: that is refused with all that is wrong beside it.
    let chosen = OpenTo::named(values.one("open_to"));
    let organisations = match chosen {
        Some(_) => fields::lines(&values, "organisations"),
        None => Vec::new(),
    };
    let command = RegisterApplication {
        name: values.one("name").to_owned(),
        organisation: at.code.clone(),
        protocol,
        kind,
        redirect_uris: fields::lines(&values, "redirect_uris"),
        post_logout_redirect_uris: fields::lines(&values, "post_logout_redirect_uris"),
        backchannel_logout_uri: values.one("backchannel_logout_uri").trim().to_owned(),
        devices: Devices::named(values.one("devices")).unwrap_or_default(),
        keys: values.one("keys").to_owned(),
        keys_uri: values.one("keys_uri").trim().to_owned(),
        scopes: Some(match protocol {
            Protocol::Oidc => fields::scopes(&values, kind),
            Protocol::Saml => saml::scopes(&values),
        }),
        subject: Subject::named(values.one("subject")).unwrap_or_default(),
        id_token_algorithm: values.one("id_token_algorithm").to_owned(),
        audience: values.one("audience").trim().to_owned(),
        open_to: chosen.unwrap_or(OpenTo::Organisations),
        organisations,
        asks: Asks::named(values.one("asks")).unwrap_or_default(),
        saml: (protocol == Protocol::Saml).then(|| saml::said(&values)),
    };
    let name = name_of(&app, &caller, &at).await?;
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let made = done.output;
            let gate = app.door.ports().port::<Gate>()?;
            let body = html! {
                (heading(&Heading::page("The application is registered")))
                @if protocol == Protocol::Saml { (saml::to_hand_over(&gate.settings().portal)) }
                @else { (shown_once(&made.client_id, made.client_secret.as_deref())) }
                p { (link(&Link::new("See the application", at.address(made.application)))) }
            };
            Ok(frame
                .page(Page {
                    title: "The application is registered".to_owned(),
                    breadcrumbs: at.above(name.as_deref()),
                    body,
                    ..Page::default()
                })
                .into_response())
        }
        Err(error) => {
            let found = shown(error)?;
            let problems = if chosen.is_some() { found } else { with_choice(&found) };
            Ok(shown_page(&frame, &at, name.as_deref(), &values, &problems).into_response())
        }
    }
}

fn shown_page(
    frame: &Frame,
    at: &At,
    name: Option<&str>,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let is_own = at.code.is_some();
    let kind = Radios {
        legend: Some(Legend::from("What it is")),
        hint: Some("This cannot be changed later".into()),
        choices: Kind::ALL
            .iter()
            .filter(|kind| !is_own || **kind != Kind::Service)
            .map(|kind| Choice::new(kind.name(), messages::kind(*kind)))
            .collect(),
        ..Radios::from(values.field("kind", problems))
    };
    let subject = Radios {
        legend: Some(Legend::from("By which key it knows a person")),
        hint: Some("This cannot be changed later. Applications of others should not be able to compare whom they know.".into()),
        choices: Subject::ALL
            .iter()
            .filter(|subject| !is_own || matches!(subject, Subject::Public | Subject::Pairwise))
            .map(|subject| Choice::new(subject.name(), messages::subject(*subject)))
            .collect(),
        ..Radios::from(values.field("subject", problems))
    };
    let part = |text: &str| heading(&Heading::part(text));
    let asked = html! {
        (fields::name(values, problems))
        @if !is_own { (saml::speaks(values, problems)) }
        (radios(&kind))
        (fields::open_to(values, problems, is_own))
        (part("Where people sign in"))
        @if !is_own { p { "Leave this part as it is for a service." } }
        (fields::for_people(values, problems, is_own))
        (radios(&subject))
        (part("How it proves who it is"))
        p { "Leave this part empty for a secret, which is drawn here." }
        (fields::keys(values, problems, "A JSON Web Key Set, for an application that signs with a key of its own (private_key_jwt)"))
        @if !is_own {
            (part("If it speaks SAML"))
            p { "Leave this part as it is for OpenID Connect. With metadata, leave the addresses above empty." }
            (saml::about(values, problems, "The XML document that its makers gave to you"))
            (saml::without_metadata(values, problems))
            (part("Where it works in its own name"))
            p { "Leave this part empty unless it is a service." }
            (fields::for_service(values, problems))
        }
        (button(&Button { prevent_double_click: true, ..Button::primary("Register") }))
    };
    let body = html! {
        (heading(&Heading::page(TITLE)))
        @if is_own {
            p { "An application that you register here is for people at work in your organisation and in those below it. It speaks OpenID Connect. Each person is asked before it is told more than who they are." }
        } @else {
            p { "An application that is registered here belongs to the whole service. For OpenID Connect its client id and its secret are drawn and shown when you have registered it." }
        }
        (form(frame, &Form { action: format!("{}/new", at.list()), body: asked, ..Form::default() }))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: at.above(name),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
