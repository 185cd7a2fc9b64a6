//! The fail-safe: browsers in which somebody is signed in with a password alone of whom a second step is asked by now. Empty
//! means well.
//!
//! It reads what there is, session by session, and takes nothing that signing in wrote down for granted: an exception that did
//! not end, a time to add one that went by unnoticed, a policy that came while somebody was in.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use facts::directory::{AccountOf, AccountView};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mfa::model::{AtSignIn, Cause, Network, People, Place, circumstances, is_within, judge};
use crate::mfa::{authority, store};
use crate::sessions::{self, PasswordAlone};

/// Sessions that are looked at for one page.
const LOOKED_AT: i64 = 200;
/// Pages that are looked at for one number.
const PAGES: usize = 100;

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
        missed(reader, self.after, call.now).await
    }
}

/// What is looked at for one page. What holds for an organisation is read once for all of its sessions, and what is kept of
/// people for all of them together: many can be in with a password alone where nobody asks more.
async fn missed(reader: &mut Reader, after: Option<Uuid>, now: Timestamp) -> Result<MissedPage> {
    let found = sessions::with_password_alone(reader, after, LOOKED_AT, now).await?;
    let is_last = (found.len() as i64) < LOOKED_AT;
    let next = found.last().map(|last| last.id).filter(|_| !is_last);
    let accounts: BTreeSet<AccountId> = found.iter().map(|session| session.account).collect();
    let people = People::read(reader, &accounts.into_iter().collect::<Vec<_>>()).await?;
    let mut places: BTreeMap<OrganisationId, (Place, Vec<Network>)> = BTreeMap::new();
    let mut items = Vec::new();
    for session in found {
        let Some(view) = reader.ask(AccountOf(session.account)).await? else { continue };
        if view.kind != "user" {
            continue;
        }
        if let Entry::Vacant(place) = places.entry(view.organisation) {
            let networks = store::approved(reader, view.organisation).await?;
            place.insert((Place::read(reader, view.organisation, now).await?, networks));
        }
        let (place, networks) = &places[&view.organisation];
        let about =
            circumstances(reader, place, &people, session.account, view.here_since, now).await?;
        let judged = judge(&about, || is_within(&session.peer, networks), now);
        if judged.asks != AtSignIn::Nothing {
            items.push(listed(session, view, judged.cause));
        }
    }
    Ok(MissedPage { items, next })
}

/// What was missed in the whole service.
#[derive(Clone, Debug, Default)]
pub(in crate::mfa) struct InAll {
    /// How many sessions, of those that were looked at.
    pub(in crate::mfa) sessions: i64,
    /// The oldest of them.
    pub(in crate::mfa) oldest: Option<MissedSession>,
}

/// All of it, page by page: many people can be in with a password alone of whom nobody asks more, and they must not hide those
/// who came later. At most 20,000 sessions are looked at, the oldest first.
pub(in crate::mfa) async fn missed_in_all(reader: &mut Reader, now: Timestamp) -> Result<InAll> {
    let (mut all, mut after) = (InAll::default(), None);
    for _ in 0..PAGES {
        let page = missed(reader, after, now).await?;
        all.sessions += i64::try_from(page.items.len()).unwrap_or(i64::MAX);
        all.oldest = all.oldest.or(page.items.into_iter().next());
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(all)
}

fn listed(session: PasswordAlone, view: AccountView, cause: Cause) -> MissedSession {
    MissedSession {
        person: session.account,
        name: view.display_name,
        organisation: view.organisation_code,
        cause,
        since: session.since,
        peer: session.peer,
    }
}
