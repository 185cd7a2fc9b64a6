//! The line under *Can they work?*.

use kernel::door::{Call, Command as _, Door};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result};
use serde_json::json;
use ui::home::{ReadyLine, ReadyState};
use ui::link::Link;
use ui::when::Zone;

use super::case::lifted as left_out;
use crate::compromise::model::State;
use crate::compromise::{CompromiseOf, OpenCompromise};
use crate::mfa::portal::left;
use crate::people;

/// Place of the line among those of other slices: after signing in.
const ORDER: u16 = 25;

/// Whether somebody else is known to have got into the account; nothing for those who may not know.
pub(crate) async fn lines(door: Door, call: Call, person: AccountId) -> Result<Vec<ReadyLine>> {
    let topic = "Used by somebody else".to_owned();
    if call.actor.account() == Some(person) {
        let act = Link::new("Somebody else uses my account", "/me/compromised");
        let text = "Tell us at once if you think so.".to_owned();
        let line = ReadyLine { order: ORDER, topic, state: ReadyState::Ok, text, act: Some(act) };
        return Ok(vec![line]);
    }
    let found = match door.ask(&call, &CompromiseOf { person }).await {
        Ok(found) => found,
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotFound | Kind::NotAllowed) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let view = people::person(&mut door.reader().await?, person).await?;
    let page = format!("/o/{}/people/{person}/compromised", view.organisation_code);
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    let now = door.clock().now();
    let line = match found.open {
        Some(case) => ReadyLine {
            order: ORDER,
            topic,
            state: ReadyState::NeedsYou,
            text: match case.state {
                State::Contained => format!(
                    "Yes. The account is shut since {}.",
                    zone.clock(case.opened_at.micros())
                ),
                State::Recovering | State::Closed => match left_out(&case, now) {
                    Some(until) => format!(
                        "They begin again. The second step is left out until {}: {} left.",
                        zone.clock(until.micros()),
                        left(until, now)
                    ),
                    None => "They begin again. The case is still open.".to_owned(),
                },
            },
            act: Some(Link::new("Look at the case", page)),
        },
        None => {
            let body = json!({ "person": person, "found": "told", "words": "words" });
            let may_open = view.state == "active"
                && door.may_by_name(&call, OpenCompromise::NAME, body).await?;
            ReadyLine {
                order: ORDER,
                topic,
                state: ReadyState::Ok,
                text: "Nothing points to it.".to_owned(),
                act: may_open.then(|| Link::new("Shut the account", page)),
            }
        }
    };
    Ok(vec![line])
}
