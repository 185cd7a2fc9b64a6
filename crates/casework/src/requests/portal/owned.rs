//! Requests that somebody who goes has taken.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result};
use ui::home::OwnedLine;
use ui::link::Link;

use crate::requests::queries::RequestsTakenBy;

/// What makes lines about what an account owns or holds.
pub type OwnedLinesOf = fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<OwnedLine>>>;

/// What this slice says of it.
pub fn owned_lines() -> Vec<OwnedLinesOf> {
    vec![|door, call, person| Box::pin(taken(door, call, person))]
}

async fn taken(door: Door, call: Call, person: AccountId) -> Result<Vec<OwnedLine>> {
    let found = match door.ask(&call, &RequestsTakenBy { person }).await {
        Ok(found) => found,
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    Ok(found
        .into_iter()
        .map(|line| OwnedLine {
            order: 30,
            text: format!("They work on a request: {}.", line.title),
            to: Some(Link::new("Take it, or give it back", format!("/requests/{}", line.request))),
        })
        .collect())
}
