//! Registering an application.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Choice, Heading, Legend, Radios, button, heading, radios};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{above, address, fields, saml, shown_once};
use crate::Gate;
use crate::applications::{
    Devices, Kind, OpenTo, Protocol, RegisterApplication, Subject, messages,
};
use crate::portal::shown;

const TITLE: &str = "Register an application";

/// The page; it asks nothing of the door, which says who may when the form is sent.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    // Whoever may not register is not shown the form.
    let query = crate::applications::Applications::default();
    app.door.ask(&caller.call(&app.door), &query).await?;
    Ok(shown_page(&frame, &fields::at_first(), &Problems::new()))
}

/// Registers it.
pub(super) async fn register(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let kind = Kind::named(values.one("kind")).unwrap_or_default();
    let protocol = Protocol::named(values.one("protocol")).unwrap_or_default();
    let Some(open_to) = OpenTo::named(values.one("open_to")) else {
        let mut problems = Problems::new();
        problems.add("open_to", "Choose who may use it. You can change this later.");
        return Ok(shown_page(&frame, &values, &problems).into_response());
    };
    let command = RegisterApplication {
        name: values.one("name").to_owned(),
        protocol,
        kind,
        redirect_uris: fields::lines(&values, "redirect_uris"),
        post_logout_redirect_uris: fields::lines(&values, "post_logout_redirect_uris"),
        backchannel_logout_uri: values.one("backchannel_logout_uri").trim().to_owned(),
        devices: Devices::named(values.one("devices")).unwrap_or_default(),
        keys: values.one("keys").to_owned(),
        scopes: Some(match protocol {
            Protocol::Oidc => fields::scopes(&values, kind),
            Protocol::Saml => saml::scopes(&values),
        }),
        subject: Subject::named(values.one("subject")).unwrap_or_default(),
        id_token_algorithm: values.one("id_token_algorithm").to_owned(),
        audience: values.one("audience").trim().to_owned(),
        open_to,
        organisations: fields::lines(&values, "organisations"),
        saml: (protocol == Protocol::Saml).then(|| saml::said(&values)),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let made = done.output;
            let gate = app.door.ports().port::<Gate>()?;
            let body = html! {
                (heading(&Heading::page("The application is registered")))
                @if protocol == Protocol::Saml { (saml::to_hand_over(&gate.settings().portal)) }
                @else { (shown_once(&made.client_id, made.client_secret.as_deref())) }
                p { (link(&Link::new("See the application", address(made.application)))) }
            };
            Ok(frame
                .page(Page {
                    title: "The application is registered".to_owned(),
                    breadcrumbs: above(),
                    body,
                    ..Page::default()
                })
                .into_response())
        }
        Err(error) => Ok(shown_page(&frame, &values, &shown(error)?).into_response()),
    }
}

fn shown_page(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    let kind = Radios {
        legend: Some(Legend::from("What it is")),
        hint: Some("This cannot be changed later".into()),
        choices: Kind::ALL
            .iter()
            .map(|kind| Choice::new(kind.name(), messages::kind(*kind)))
            .collect(),
        ..Radios::from(values.field("kind", problems))
    };
    let subject = Radios {
        legend: Some(Legend::from("By which key it knows a person")),
        hint: Some("This cannot be changed later. Applications of others should not be able to compare whom they know.".into()),
        choices: Subject::ALL
            .iter()
            .map(|subject| Choice::new(subject.name(), messages::subject(*subject)))
            .collect(),
        ..Radios::from(values.field("subject", problems))
    };
    let part = |text: &str| heading(&Heading::part(text));
    let asked = html! {
        (fields::name(values, problems))
        (saml::speaks(values, problems))
        (radios(&kind))
        (fields::open_to(values, problems))
        (part("Where people sign in"))
        p { "Leave this part as it is for a service." }
        (fields::for_people(values, problems))
        (radios(&subject))
        (part("How it proves who it is"))
        p { "Leave this part empty for a secret, which is drawn here." }
        (fields::keys(values, problems, "A JSON Web Key Set, for an application that signs with a key of its own (private_key_jwt)"))
        (part("If it speaks SAML"))
        p { "Leave this part as it is for OpenID Connect. With metadata, leave the addresses above empty." }
        (saml::about(values, problems, "The XML document that its makers gave to you"))
        (saml::without_metadata(values, problems))
        (part("Where it works in its own name"))
        p { "Leave this part empty unless it is a service." }
        (fields::for_service(values, problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Register") }))
    };
    let body = html! {
        (heading(&Heading::page(TITLE)))
        p { "An application that is registered here belongs to the whole service. For OpenID Connect its client id and its secret are drawn and shown when you have registered it." }
        (form(frame, &Form { action: "/national/applications/new".to_owned(), body: asked, ..Form::default() }))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
