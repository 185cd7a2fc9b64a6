//! The accounts and their alarms, for those who look after them.

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

use super::model::{Cause, DRILL_DAYS, ENOUGH, is_ready};
use super::{authority, store};
use crate::passkeys;

/// Emergency accounts, how ready they are, and what became of their alarms.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassState {}

/// All of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BreakGlass {
    /// How many accounts there should be.
    pub wanted: usize,
    /// The accounts.
    pub accounts: Vec<BreakGlassAccount>,
    /// The last alarms, the latest first.
    pub alarms: Vec<AlarmLine>,
}

/// One account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BreakGlassAccount {
    /// Its key.
    pub account: AccountId,
    /// Whose it is.
    pub name: String,
    /// Its username.
    pub address: String,
    /// Passkeys that it has.
    pub keys: i64,
    /// Whether it would let somebody in now: it has a key, may act and is one of a platform administrator.
    pub is_ready: bool,
    /// Since when it is one, in microseconds since 1970.
    pub enrolled_at: Timestamp,
    /// When its key was last tried, or it was enrolled.
    pub drilled_at: Timestamp,
    /// Until when it has to be tried.
    pub drill_due_at: Timestamp,
    /// Whether that is over.
    pub is_overdue: bool,
}

/// One alarm.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AlarmLine {
    /// Its key, for `break-glass.close-alarm`.
    pub alarm: Uuid,
    /// Whose account.
    pub name: String,
    /// What raised it.
    pub cause: Cause,
    /// When, in microseconds since 1970.
    pub raised_at: Timestamp,
    /// Why the operator let somebody in.
    pub reason: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// By whom.
    pub closed_by: Option<String>,
    /// What was said of it.
    pub words: String,
    /// Whether the reader is kept from closing it, because the account is theirs.
    pub is_own: bool,
}

impl Query for BreakGlassState {
    const NAME: &'static str = "break-glass.state";
    const ACTION: Action = authority::STATE;
    const VIEW: View = View::Nation;
    type Output = BreakGlass;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<BreakGlass> {
        let days = reader.dated(&DRILL_DAYS, None, call.now).await?;
        let mut accounts = Vec::new();
        for kept in store::all(reader).await? {
            let view = reader.ask(AccountOf(kept.account)).await?;
            let (name, address) =
                view.map(|view| (view.display_name, view.address)).unwrap_or_default();
            let drill_due_at = kept.drilled_at.plus_days(days);
            accounts.push(BreakGlassAccount {
                account: kept.account,
                name,
                address,
                keys: passkeys::count(reader, kept.account).await?,
                is_ready: is_ready(reader, kept.account, call.now).await?,
                enrolled_at: kept.enrolled_at,
                drilled_at: kept.drilled_at,
                drill_due_at,
                is_overdue: drill_due_at <= call.now,
            });
        }
        let mut alarms = Vec::new();
        for alarm in store::last_alarms(reader).await? {
            let closed_by = match alarm.closed_by {
                Some(closer) => Some(name_of(reader, closer).await?),
                None => None,
            };
            alarms.push(AlarmLine {
                alarm: alarm.id,
                name: name_of(reader, alarm.account).await?,
                cause: alarm.cause,
                raised_at: alarm.raised_at,
                reason: alarm.reason,
                closed_at: alarm.closed_at,
                closed_by,
                words: alarm.words,
                is_own: call.actor.account() == Some(alarm.account),
            });
        }
        Ok(BreakGlass { wanted: ENOUGH, accounts, alarms })
    }
}

async fn name_of(reader: &mut Reader, account: AccountId) -> Result<String> {
    let view = reader.ask(AccountOf(account)).await?;
    Ok(view.map_or_else(|| account.to_string(), |view| view.display_name))
}
