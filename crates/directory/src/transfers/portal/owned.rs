//! Transfers that somebody who goes has agreed to.

use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use ui::home::OwnedLine;
use ui::link::Link;

use crate::pages::{if_allowed, part};
use crate::people::{OwnedLines, PersonById};
use crate::transfers::TransfersAgreedBy;

/// What this slice says of what somebody owns or holds.
pub fn owned_lines() -> Vec<OwnedLines> {
    vec![|door, call, person| Box::pin(agreed(door, call, person))]
}

async fn agreed(door: Door, call: Call, person: AccountId) -> Result<Vec<OwnedLine>> {
    let Some(found) = if_allowed(door.ask(&call, &TransfersAgreedBy { person }).await)? else {
        return Ok(Vec::new());
    };
    let organisation = door.ask(&call, &PersonById { person }).await?.organisation;
    let base = format!("/o/{}/transfers", part(&organisation));
    Ok(found
        .into_iter()
        .map(|line| OwnedLine {
            order: 40,
            text: format!(
                "They agreed to the transfer of {} to {}. On its day somebody whose roles reach as far has to have agreed.",
                line.name, line.other_name
            ),
            to: Some(Link::new("Look at the transfer", format!("{base}/{}", line.transfer))),
        })
        .collect())
}
