//! The card of the home page that says until when somebody adds a second step.

use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::Card;
use ui::link::Link;
use ui::when::Zone;

use super::words::by_when;
use crate::mfa::MySecondStep;

/// Place on the page: after terms, before everything else that waits.
const ORDER: u16 = 2;

/// What waits for whoever looks; nothing for the host and for programs of the service.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let stands = door.ask(&call, &MySecondStep {}).await?;
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    let Some(body) = stands.and_then(|stands| by_when(&stands, &zone)) else { return Ok(None) };
    Ok(Some(Card {
        id: "second-step".to_owned(),
        title: "Add a second step of signing in".to_owned(),
        body,
        link: Some(Link::new("Add an authenticator app", "/me/second-step/add")),
        order: ORDER,
    }))
}
