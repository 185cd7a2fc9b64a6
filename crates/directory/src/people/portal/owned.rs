//! What somebody who leaves owns or holds, of all slices: before they are marked, while they are leaving, and how much it
//! is in *Coming up*.

use std::time::Duration;

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{Heading, heading};
use ui::home::{OwnedLine, owned};

use crate::transfers::portal::owned_lines;

/// What answers lines about what an account owns or holds, as far as the caller may know of it.
pub type OwnedLines = fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<OwnedLine>>>;

/// Those of all slices; a port put in at the start.
#[derive(Clone)]
pub struct Owned(pub Vec<OwnedLines>);

/// How long one slice may take; a slow one says so and holds up nobody.
const PATIENCE: Duration = Duration::from_secs(2);

/// The lines of all slices, asked side by side.
pub(super) async fn lines(door: &Door, call: &Call, account: AccountId) -> Vec<OwnedLine> {
    let collected = match door.ports().port::<Owned>() {
        Ok(owned) => owned.0.clone(),
        Err(_) => owned_lines(),
    };
    let asked: Vec<_> = collected
        .into_iter()
        .map(|ask| {
            let asking = ask(door.clone(), call.clone(), account);
            tokio::spawn(tokio::time::timeout(PATIENCE, asking))
        })
        .collect();
    let mut lines = Vec::new();
    for answer in asked {
        match answer.await {
            Ok(Ok(Ok(found))) => lines.extend(found),
            _ => lines.push(OwnedLine {
                order: u16::MAX,
                text: "A part of this list is not answering. Reload the page to try again."
                    .to_owned(),
                to: None,
            }),
        }
    }
    lines
}

/// The list with its heading; nothing where there is nothing.
pub(super) fn shown(lines: Vec<OwnedLine>) -> Markup {
    html! {
        @if !lines.is_empty() {
            (heading(&Heading::part("What needs somebody else when they go")))
            (owned(lines))
        }
    }
}
