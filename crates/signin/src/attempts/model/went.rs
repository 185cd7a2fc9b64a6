//! Somebody goes to an application with their account: a line of the log, in the commit of the act by which they enter.

use kernel::db::{Reader, WriteTx};
use kernel::door::Door;
use kernel::ids;
use kernel::refusal::{Fault, Refusal, Result};
use uuid::Uuid;

use crate::attempts::store;
use crate::origin::Origin;
use crate::people;
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

/// The line that is to be written, ready but for what comes of it.
#[derive(Clone, Debug)]
pub(crate) struct Going {
    line: store::Line,
    application: (Uuid, String),
}

impl Going {
    /// The line about somebody who goes there now.
    pub(crate) async fn of(door: &Door, reader: &mut Reader, what: &Went<'_>) -> Result<Self> {
        let (account, now) = (what.session.account, door.clock().now());
        let found = people::address(reader, account).await?;
        let origin = Origin::new(what.peer, &what.session.device, None);
        let whose = (account, found.organisation);
        let line = store::Line::of(door, (ids::new_at(now), now), whose, &found.address, &origin);
        let (application, name) = what.application;
        Ok(Self { line, application: (application, name.to_owned()) })
    }

    /// Writes it with the act, unless that was refused for a reason that is none of these.
    pub(crate) async fn write(
        &self,
        tx: &mut WriteTx,
        refusal: Option<&Refusal>,
        reasons: Reasons<'_>,
    ) -> Result<(), Fault> {
        let reason = match refusal {
            None => "",
            Some(refusal) => match reasons.iter().find(|(code, _)| *code == refusal.code) {
                Some((_, words)) => *words,
                None => return Ok(()),
            },
        };
        let (application, name) = (self.application.0, self.application.1.as_str());
        store::log_application(tx, &self.line, (application, name), reason).await
    }
}
