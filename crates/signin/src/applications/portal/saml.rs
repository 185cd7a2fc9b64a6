//! The fields of an application that speaks SAML, and what is shown of it.

use maud::{Markup, html};
use ui::components::{
    Choice, Input, InputWidth, Legend, Level, Panel, Radios, SummaryRow, Textarea, input, panel,
    radios, textarea,
};
use ui::content::Content;
use ui::form::{Problems, Values};
use ui::link::{Link, link};

use crate::applications::model::OPENID;
use crate::applications::{ApplicationView, Encryption, OFFLINE, Protocol, SamlDetails, messages};

/// What it speaks.
pub(super) fn speaks(values: &Values, problems: &Problems) -> Markup {
    radios(&Radios {
        legend: Some(Legend::from("What it speaks")),
        hint: Some("This cannot be changed later".into()),
        choices: Protocol::ALL
            .iter()
            .map(|protocol| Choice::new(protocol.name(), messages::protocol(*protocol)))
            .collect(),
        ..Radios::from(values.field("protocol", problems))
    })
}

/// Its metadata, and whether what it is told is encrypted.
pub(super) fn about(values: &Values, problems: &Problems, hint: &'static str) -> Markup {
    let metadata = Textarea {
        label: "Metadata".into(),
        hint: Some(hint.into()),
        rows: 6,
        ..Textarea::from(values.field("metadata", problems))
    };
    let encryption = Radios {
        legend: Some(Legend::from("What it is told about people is")),
        choices: Encryption::ALL
            .iter()
            .map(|one| Choice::new(one.name(), messages::encryption(*one)))
            .collect(),
        ..Radios::from(values.field("encryption", problems))
    };
    html! { (textarea(&metadata)) (radios(&encryption)) }
}

/// What stands in for metadata.
pub(super) fn without_metadata(values: &Values, problems: &Problems) -> Markup {
    let entity = Input {
        label: "Entity id, if it has no metadata".into(),
        hint: Some("Its addresses go above".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("entity_id", problems))
    };
    let certificate = Textarea {
        label: "Certificate of the key that it signs with, if it has no metadata (optional)".into(),
        hint: Some(
            "It begins with BEGIN CERTIFICATE. Without one it cannot sign anybody out here.".into(),
        ),
        rows: 4,
        ..Textarea::from(values.field("signing_certificates", problems))
    };
    html! { (input(&entity)) (textarea(&certificate)) }
}

/// What was said.
pub(super) fn said(values: &Values) -> SamlDetails {
    let certificate = values.one("signing_certificates").trim();
    SamlDetails {
        metadata: values.one("metadata").to_owned(),
        entity_id: values.one("entity_id").trim().to_owned(),
        signing_certificates: match certificate {
            "" => Vec::new(),
            certificate => vec![certificate.to_owned()],
        },
        encryption_certificate: String::new(),
        encryption: Encryption::named(values.one("encryption")),
    }
}

/// What it may be told, without what only the other protocol has.
pub(super) fn scopes(values: &Values) -> Vec<String> {
    let mut scopes = values.all("scopes");
    scopes.retain(|scope| scope != OPENID && scope != OFFLINE);
    scopes
}

/// What its makers have to know.
pub(super) fn to_hand_over(portal: &str) -> Markup {
    panel(&Panel {
        heading: "What the application needs".to_owned(),
        level: Level::Two,
        body: html! {
            p { "The metadata of this service: " code { (portal) "/saml/metadata" } }
            p { "That address is the entity id of this service, too. Certificates change every two years: the application has to read the metadata again from time to time." }
        }
        .into(),
    })
}

/// What is shown of one.
pub(super) fn rows(one: &ApplicationView) -> Vec<SummaryRow> {
    let open = link(&Link::new("Open the application", format!("/saml/start/{}", one.application)));
    vec![
        SummaryRow::new("Entity id", Content::Markup(html! { code { (one.entity_id) } })),
        SummaryRow::new("What it is told is", messages::encryption(one.encryption)),
        SummaryRow::new("Opened from here", Content::Markup(open)),
    ]
}
