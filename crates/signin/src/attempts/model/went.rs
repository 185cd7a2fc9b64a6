//! Somebody goes to an application with their account: a line of the log, written down before the application hears of it.

use facts::directory::AddressOf;
use kernel::door::Door;
use kernel::ids;
use kernel::refusal::{Error, Result, messages};
use uuid::Uuid;

use crate::attempts::store;
use crate::origin::Origin;
use crate::sessions::SessionView;

/// Who went where.
pub(crate) struct Went<'a> {
    /// The session in which they did.
    pub(crate) session: &'a SessionView,
    /// The network address from which they did.
    pub(crate) peer: &'a str,
    /// The application, with the name that it has today.
    pub(crate) application: (Uuid, &'a str),
}

/// Refusals that are written down, each with the words of the log. Others say nothing about who may go where.
pub(crate) type Reasons<'a> = &'a [(&'static str, &'static str)];

/// Why somebody was not let in, for the log.
pub(crate) const NOT_FOR_THEM: &str = "the account may not use the application";
/// The same where a second step was asked for.
pub(crate) const NO_SECOND_STEP: &str = "no second step since the account was put right";
/// The same where terms of use wait.
pub(crate) const TERMS_WAIT: &str = "terms of use wait to be accepted";

/// Writes it down, unless it was refused for a reason that is none of these.
pub(crate) async fn went(
    door: &Door,
    what: &Went<'_>,
    error: Option<&Error>,
    reasons: Reasons<'_>,
) -> Result<()> {
    let reason = match error {
        None => "",
        Some(Error::Refused(refusal)) => {
            match reasons.iter().find(|(code, _)| *code == refusal.code) {
                Some((_, words)) => *words,
                None => return Ok(()),
            }
        }
        Some(_) => return Ok(()),
    };
    let (account, now) = (what.session.account, door.clock().now());
    let found = door.reader().await?.ask(AddressOf(account)).await?;
    let found = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
    let origin = Origin::new(what.peer, &what.session.device, None);
    let whose = (account, found.organisation);
    let line = store::Line::of(door, (ids::new_at(now), now), whose, &found.address, &origin);
    let (application, name) = (what.application.0, what.application.1.to_owned());
    door.upkeep(move |tx| {
        let (line, name) = (line.clone(), name.clone());
        Box::pin(async move {
            Ok(store::log_application(tx, &line, (application, &name), reason).await?)
        })
    })
    .await
}
