//! Changing an application.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Heading, button, button_group, heading};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{Act, At, fields, found, must, saml};
use crate::applications::{
    ApplicationView, Asks, Authentication, ChangeApplication, Devices, Kind, OpenTo, Protocol,
};
use crate::portal::{see_other, shown};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &at).await?;
    must(&app, &caller, &at, Act::Change, Some(one.application)).await?;
    Ok(shown_page(&frame, &at, &one, &fields::of(&one), &Problems::new()))
}

/// Changes it.
pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let one = found(&app, &caller, &at).await?;
    let command = ChangeApplication {
        application: one.application,
        name: values.one("name").to_owned(),
        redirect_uris: fields::lines(&values, "redirect_uris"),
        post_logout_redirect_uris: fields::lines(&values, "post_logout_redirect_uris"),
        backchannel_logout_uri: values.one("backchannel_logout_uri").trim().to_owned(),
        devices: Devices::named(values.one("devices")).unwrap_or_default(),
        keys: values.one("keys").to_owned(),
        keys_uri: values.one("keys_uri").trim().to_owned(),
        scopes: match one.protocol {
            Protocol::Oidc => fields::scopes(&values, one.kind),
            Protocol::Saml => saml::scopes(&values),
        },
        id_token_algorithm: match values.one("id_token_algorithm") {
            "" => one.id_token_algorithm.clone(),
            name => name.to_owned(),
        },
        audience: values.one("audience").trim().to_owned(),
        open_to: OpenTo::named(values.one("open_to")).unwrap_or_default(),
        organisations: fields::lines(&values, "organisations"),
        asks: Asks::named(values.one("asks")).unwrap_or(one.asks),
        saml: (one.protocol == Protocol::Saml).then(|| saml::said(&values)),
    };
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    match app.door.perform(call, command).await {
        Ok(_) => Ok(see_other(&at.address(one.application), None)),
        Err(error) => Ok(shown_page(&frame, &at, &one, &values, &shown(error)?).into_response()),
    }
}

fn shown_page(
    frame: &Frame,
    at: &At,
    one: &ApplicationView,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let here = at.address(one.application);
    let save = button(&Button { prevent_double_click: true, ..Button::primary("Save") });
    let cancel = link(&Link::new("Cancel", here.as_str()));
    let asked = html! {
        (fields::name(values, problems))
        (fields::open_to(values, problems, one.organisation.is_some()))
        @if one.protocol == Protocol::Saml {
            (fields::told(values, problems, false))
            (saml::about(values, problems, "Leave this empty to keep what it says now."))
        } @else if one.kind == Kind::Service { (fields::for_service(values, problems)) }
        @else { (fields::for_people(values, problems, one.organisation.is_some())) }
        @if one.authentication == Authentication::Key {
            (fields::keys(values, problems, "Leave this empty to keep the keys that it has. What you enter takes their place."))
        }
        (button_group(&[save, cancel]))
    };
    let sent = Form {
        action: format!("{here}/change"),
        hidden: vec![("version".to_owned(), values.one("version").to_owned())],
        body: asked,
        ..Form::default()
    };
    let title = "Change the application";
    let body = html! {
        (heading(&Heading { caption: Some(one.name.clone()), ..Heading::page(title) }))
        p { "A change holds from the next request on. People who may not use the application any more are refused at once." }
        (form(frame, &sent))
    };
    let mut breadcrumbs = at.above(one.organisation_name.as_deref());
    breadcrumbs.push(Link::new(one.name.as_str(), here));
    frame.page(Page {
        title: title.to_owned(),
        caption: one.name.clone(),
        breadcrumbs,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
