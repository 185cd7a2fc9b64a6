//! The line under *Can they work?*: whether a second step is asked of somebody, why, and until when it is left out.

use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result};
use ui::home::{ReadyLine, ReadyState};
use ui::link::Link;
use ui::when::Zone;

use super::words;
use crate::mfa::{AtSignIn, SecondStepOf};
use crate::people;

/// Place of the line among those of other slices: after the second step itself.
const ORDER: u16 = 24;

/// The line; nothing for those who may not know, or for whom nobody asks anything.
pub(crate) async fn lines(door: Door, call: Call, person: AccountId) -> Result<Vec<ReadyLine>> {
    let found = match door.ask(&call, &SecondStepOf { person }).await {
        Ok(found) => found,
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotFound | Kind::NotAllowed) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let view = people::person(&mut door.reader().await?, person).await?;
    let Some(stands) = found.stands.filter(|_| view.state == "active") else {
        return Ok(Vec::new());
    };
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    let now = door.clock().now();
    let (state, text) = match (stands.exception_until, stands.asks, stands.add_by) {
        (Some(until), ..) => (
            ReadyState::Ok,
            format!(
                "Left out until {}: {} left. Then it is asked again.",
                zone.in_words(until.micros(), now.micros()),
                words::left(until, now)
            ),
        ),
        (None, AtSignIn::Adding, _) => (
            ReadyState::NeedsThem,
            format!("{}. Signing in asks them to add one first.", words::cause(stands.cause)),
        ),
        (None, _, Some(by)) => (
            ReadyState::NeedsThem,
            format!(
                "{}. They have to add one by {}.",
                words::cause(stands.cause),
                zone.in_words(by.micros(), now.micros())
            ),
        ),
        (None, ..) => (ReadyState::Ok, format!("{}.", words::cause(stands.cause))),
    };
    let page = format!("/o/{}/people/{person}/second-step", view.organisation_code);
    Ok(vec![ReadyLine {
        order: ORDER,
        topic: "Second step asked".to_owned(),
        state,
        text,
        act: Some(Link::new("Look at it", page)),
    }])
}
