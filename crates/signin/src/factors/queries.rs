//! What somebody's second step of signing in consists of, and whether this installation can read it.

use kernel::audit::NodeKey;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View, derived};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Limits, PURPOSE, Readable, at_step, open};
use super::{authority, store};
use crate::{passkeys, sheets, texts};

/// Apps looked at to see whether they can be read.
const LOOKED_AT: i64 = 50;

/// One's own authenticator apps, and how many recovery codes are left.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MySecondFactor {}

/// What somebody's second step consists of.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecondFactor {
    /// The apps; none if signing in asks for the password only. There are never more than 5.
    pub authenticators: Vec<AuthenticatorItem>,
    /// Recovery codes that were not used.
    pub recovery_codes_left: i64,
    /// Whether they are on a sheet that an administrator handed over, and are all there is.
    pub on_paper: bool,
}

/// An authenticator app, as its owner sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuthenticatorItem {
    /// Its key, for `authenticator.remove`.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// Since when it counts, in microseconds since 1970.
    pub added_at: Timestamp,
    /// When its last code was used, to half a minute.
    pub last_used_at: Timestamp,
}

impl Query for MySecondFactor {
    const NAME: &'static str = "second-factor.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = SecondFactor;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<SecondFactor> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let apps = store::confirmed(reader, account).await?;
        let item = |app: store::App| {
            let added_at = app.confirmed_at?;
            let last_used_at = at_step(app.last_step).max(added_at);
            Some(AuthenticatorItem { id: app.id, name: app.name, added_at, last_used_at })
        };
        Ok(SecondFactor {
            authenticators: apps.into_iter().filter_map(item).collect(),
            recovery_codes_left: store::codes_left(reader, account).await?,
            on_paper: sheets::has_sheet(reader, account).await?,
        })
    }
}

/// What those who help somebody to sign in see of it.
pub(crate) struct State {
    pub(crate) authenticators: i64,
    pub(crate) passkeys: i64,
    pub(crate) recovery_codes_left: i64,
    /// Whether they are on a sheet that was handed over.
    pub(crate) on_paper: bool,
    /// Whether there is a number for codes by text.
    pub(crate) has_number: bool,
    /// When codes are looked at again, after too many wrong ones.
    pub(crate) codes_again_at: Option<Timestamp>,
}

/// The second step of an account.
pub(crate) async fn state_of(
    reader: &mut Reader,
    account: AccountId,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<State, Fault> {
    let limits = Limits::read(reader, organisation, now).await?;
    let apps = store::confirmed(reader, account).await?.len();
    Ok(State {
        authenticators: i64::try_from(apps).unwrap_or(i64::MAX),
        passkeys: passkeys::count(reader, account).await?,
        recovery_codes_left: store::codes_left(reader, account).await?,
        on_paper: sheets::has_sheet(reader, account).await?,
        has_number: texts::has_number(reader, account).await?,
        codes_again_at: store::open_again_at(reader, account, now, &limits).await?,
    })
}

/// Looks whether the apps of a database can be read with the key of an installation: after a restore it may be another.
pub async fn readable(reader: &mut Reader, key: &NodeKey) -> Result<Readable, Fault> {
    let mut found = Readable { apps: store::count(reader).await?, unreadable: 0 };
    for app in store::some(reader, LOOKED_AT).await? {
        let secret = derived(key, PURPOSE, app.id);
        if open(&secret, app.account, app.id, &app.sealed)?.is_none() {
            found.unreadable += 1;
        }
    }
    Ok(found)
}
