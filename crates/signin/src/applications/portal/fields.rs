//! The fields of an application, as they are asked for and as they come back.

use maud::{Markup, html};
use ui::components::{
    Checkboxes, Choice, Input, InputWidth, Legend, Radios, Select, SelectOption, Textarea,
    checkboxes, input, radios, select, textarea,
};
use ui::form::{Problems, Values};

use crate::applications::model::{MOST_URIS, ROLES, SCOPES};
use crate::applications::{
    ApplicationView, Asks, Devices, Encryption, Kind, OpenTo, Protocol, messages,
};

/// Lines of a field, without those that are empty.
pub(super) fn lines(values: &Values, name: &str) -> Vec<String> {
    values.one(name).split_whitespace().map(str::to_owned).collect()
}

/// What the application may be told; for a service the names that were typed.
pub(super) fn scopes(values: &Values, kind: Kind) -> Vec<String> {
    match kind {
        Kind::Service => lines(values, "own_scopes"),
        Kind::Web | Kind::Public => values.all("scopes"),
    }
}

/// What a form about a new application shows before anything was typed.
pub(super) fn at_first() -> Values {
    let values = Values::default()
        .with("protocol", Protocol::Oidc.name())
        .with("encryption", Encryption::Never.name())
        .with("kind", Kind::Web.name())
        .with("devices", Devices::No.name())
        .with("asks", Asks::No.name())
        .with("subject", "public");
    ["openid", "profile", "email"]
        .iter()
        .fold(values, |values, scope| values.with("scopes", *scope))
}

/// What a form about this application shows before anything was typed.
pub(super) fn of(one: &ApplicationView) -> Values {
    let values = Values::default()
        .with("name", one.name.as_str())
        .with("version", one.version.to_string())
        .with("redirect_uris", one.redirect_uris.join("\n"))
        .with("post_logout_redirect_uris", one.post_logout_redirect_uris.join("\n"))
        .with("backchannel_logout_uri", one.backchannel_logout_uri.as_str())
        .with("devices", one.devices.name())
        .with("asks", one.asks.name())
        .with("id_token_algorithm", one.id_token_algorithm.as_str())
        .with("keys_uri", one.keys_uri.as_str())
        .with("audience", one.audience.as_str())
        .with("open_to", one.open_to.name())
        .with("encryption", one.encryption.name())
        .with("organisations", one.organisations.join("\n"));
    match one.kind {
        Kind::Service => values.with("own_scopes", one.scopes.join("\n")),
        Kind::Web | Kind::Public => {
            one.scopes.iter().fold(values, |values, scope| values.with("scopes", scope.as_str()))
        }
    }
}

/// The name.
pub(super) fn name(values: &Values, problems: &Problems) -> Markup {
    input(&Input {
        label: "Name".into(),
        hint: Some("As people know it. They see it when they are sent back to it.".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("name", problems))
    })
}

/// What people are signed in with: addresses and what is told.
pub(super) fn for_people(values: &Values, problems: &Problems, is_own: bool) -> Markup {
    let redirect = Textarea {
        label: "Addresses to return to".into(),
        hint: Some(format!("Exactly as the application sends them, one on each line, up to {MOST_URIS}. They are compared letter by letter.").into()),
        rows: 3,
        ..Textarea::from(values.field("redirect_uris", problems))
    };
    let logout = Textarea {
        label: "Addresses to go to after signing out (optional)".into(),
        hint: Some("One on each line".into()),
        rows: 2,
        ..Textarea::from(values.field("post_logout_redirect_uris", problems))
    };
    let backchannel = Input {
        label: "Address at which it is told that somebody signed out (optional)".into(),
        hint: Some("It takes logout tokens there (back-channel logout). This service calls it from the network that it runs in.".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("backchannel_logout_uri", problems))
    };
    let devices = Radios {
        legend: Some(Legend::from("Do people sign in to it on devices that have no browser?")),
        hint: Some("Such as a screen on a wall. Leave it at no otherwise: short codes can be asked for by strangers, too.".into()),
        choices: Devices::ALL
            .iter()
            .map(|one| Choice::new(one.name(), messages::devices(*one)))
            .collect(),
        ..Radios::from(values.field("devices", problems))
    };
    let algorithm = Select {
        label: "Signature of the tokens that say who signed in".into(),
        hint: Some("ES256, unless the application cannot read it".into()),
        options: ["ES256", "RS256"].iter().map(|name| SelectOption::new(*name, *name)).collect(),
        ..Select::from(values.field("id_token_algorithm", problems))
    };
    html! { (textarea(&redirect)) (textarea(&logout)) (input(&backchannel)) (told(values, problems, is_own)) @if !is_own { (asks(values, problems)) } (radios(&devices)) (select(&algorithm)) }
}

/// With which keys it proves who it is.
pub(super) fn keys(values: &Values, problems: &Problems, hint: &'static str) -> Markup {
    let keys = Textarea {
        label: "Public keys of the application (optional)".into(),
        hint: Some(hint.into()),
        rows: 4,
        ..Textarea::from(values.field("keys", problems))
    };
    let address = Input {
        label: "Address at which it publishes them, in place of the keys (optional)".into(),
        hint: Some("Its jwks_uri, at an address that can be reached from the internet. This service reads it at most once a minute.".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("keys_uri", problems))
    };
    html! { (textarea(&keys)) (input(&address)) }
}

/// What the application may be told.
pub(super) fn told(values: &Values, problems: &Problems, is_own: bool) -> Markup {
    let offered = SCOPES.iter().filter(|scope| !is_own || **scope != ROLES);
    checkboxes(&Checkboxes {
        name: "scopes".to_owned(),
        legend: Some(Legend::from("What it may be told")),
        hint: Some("No more than it needs. It is told nothing else, whatever it asks for.".into()),
        error: problems.of("scopes"),
        choices: offered.map(|scope| Choice::new(*scope, messages::scope(scope))).collect(),
        values: values.all("scopes"),
        ..Checkboxes::default()
    })
}

/// Whether people are asked.
fn asks(values: &Values, problems: &Problems) -> Markup {
    radios(&Radios {
        legend: Some(Legend::from("Are people asked before it stays signed in without them?")),
        hint: Some("Have them asked if the application belongs to somebody else. It matters only for an application that may stay signed in.".into()),
        choices: Asks::ALL
            .iter()
            .map(|one| Choice::new(one.name(), messages::asks(*one)))
            .collect(),
        ..Radios::from(values.field("asks", problems))
    })
}

/// What a service works with.
pub(super) fn for_service(values: &Values, problems: &Problems) -> Markup {
    let audience = Input {
        label: "Address of the interface that takes its tokens".into(),
        hint: Some("The tokens are made out to it and count nowhere else".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("audience", problems))
    };
    let own = Textarea {
        label: "Names of what it may do there (optional)".into(),
        hint: Some("Such as rota.read, one on each line".into()),
        rows: 2,
        error: problems.of("scopes"),
        ..Textarea::from(values.field("own_scopes", problems))
    };
    html! { (input(&audience)) (textarea(&own)) }
}

/// Who may use it.
pub(super) fn open_to(values: &Values, problems: &Problems, is_own: bool) -> Markup {
    let words = if is_own { messages::open_to_own } else { messages::open_to };
    let who = Radios {
        legend: Some(Legend::from("Who may use it")),
        choices: OpenTo::ALL.iter().map(|open| Choice::new(open.name(), words(*open))).collect(),
        ..Radios::from(values.field("open_to", problems))
    };
    let codes = Textarea {
        label: "Codes of these organisations".into(),
        hint: Some(
            "One on each line, such as RX1. Leave this empty for nobody and for everybody.".into(),
        ),
        rows: 3,
        ..Textarea::from(values.field("organisations", problems))
    };
    html! { (radios(&who)) (textarea(&codes)) }
}
