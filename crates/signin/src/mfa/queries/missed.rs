//! The fail-safe: browsers in which somebody is signed in with a password alone of whom a second step is asked by now. Empty
//! means well.
//!
//! It reads what there is, session by session, and takes nothing that signing in wrote down for granted: an exception that did
//! not end, a time to add one that went by unnoticed, a policy that came while somebody was in.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mfa::authority;
use crate::mfa::model::{AtSignIn, Cause, standing_of};
use crate::sessions;

/// Sessions that are looked at for one page.
const LOOKED_AT: i64 = 500;

/// Sessions without a second step of accounts that are asked for one by now. A page can be empty although there are more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepMissed {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<Uuid>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MissedPage {
    /// The sessions, the oldest first.
    pub items: Vec<MissedSession>,
    /// What to send as `after` for the next page.
    pub next: Option<Uuid>,
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MissedSession {
    /// Whose.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The code of the organisation.
    pub organisation: String,
    /// Why a second step is asked.
    pub cause: Cause,
    /// Since when they are signed in, in microseconds since 1970.
    pub since: Timestamp,
    /// From which address.
    pub peer: String,
}

impl Query for SecondStepMissed {
    const NAME: &'static str = "second-step.missed";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = MissedPage;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<MissedPage> {
        let found = sessions::with_password_alone(reader, self.after, LOOKED_AT, call.now).await?;
        let is_last = (found.len() as i64) < LOOKED_AT;
        let next = found.last().map(|last| last.id).filter(|_| !is_last);
        let mut items = Vec::new();
        for session in found {
            let Some(view) = reader.ask(AccountOf(session.account)).await? else { continue };
            let judged = standing_of(reader, &view, &session.peer, call.now).await?;
            let Some(judged) = judged.filter(|judged| judged.asks != AtSignIn::Nothing) else {
                continue;
            };
            items.push(MissedSession {
                person: session.account,
                name: view.display_name,
                organisation: view.organisation_code,
                cause: judged.cause,
                since: session.since,
                peer: session.peer,
            });
        }
        Ok(MissedPage { items, next })
    }
}
