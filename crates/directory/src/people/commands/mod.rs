//! Every change of people.

mod activity;
mod block;
mod change;
mod create;
mod due;
mod hold;
mod leaver;
mod lifecycle;
mod mailbox;
mod moving;
mod night;
mod profile;
mod rename;
mod start;
mod system;
mod undo;

pub use activity::{ActivityEntry, ActivityKind, RecordActivity, Recorded};
pub use block::BlockLeaver;
pub use change::ChangePerson;
pub use create::{CreatePerson, Created};
pub(crate) use create::{check, create};
pub(in crate::people) use create::{draft, stem_of};
pub use due::{DeleteDue, EraseDue, ReleaseDue, Released};
pub use hold::{Held, HoldPerson, ReleaseHold};
pub use leaver::{CancelLeaver, Leaving, MarkLeaver};
pub use lifecycle::{DeletePerson, DisablePerson, EnablePerson, RestorePerson};
pub(in crate::people) use lifecycle::{reopen, shut};
pub use mailbox::{MailboxStanding, MarkMailbox};
pub use moving::AcceptJoiner;
pub(in crate::people) use moving::is_claimable;
pub(crate) use moving::{arrive, known_unit, take_row};
pub(in crate::people) use night::{CHUNK, today};
pub use night::{DismissNight, EndNight, HoldNight, NightStands, ReleaseNight, SpareDue};
pub use profile::ChangeProfile;
pub use rename::{AddressOutput, RenamePerson};
pub use start::{ChangeStart, StartDue};
pub use system::CreateSystemAccount;

use facts::directory::{OrganisationCoded, OrganisationView, UnitOf};
use facts::signin::IsContained;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::address::Domain;
use super::model::{Account, AccountKind, AccountState, Checked};
use super::queries::may_take_away;
use super::{messages as words, store};

/// A changed person: the version that the next change has to expect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Versioned {
    /// The person.
    pub id: AccountId,
    /// The state the account is now in.
    pub state: AccountState,
    /// The version of the record.
    pub version: i64,
}

/// The mail domain put in at the start.
pub(crate) fn domain(ports: &Ports) -> Result<Domain> {
    let port = ports.port::<super::Domain>()?;
    let domain = port.0.parse().map_err(|fault| {
        Fault::defect("reading the mail domain put in at the start").because(fault)
    })?;
    Ok(domain)
}

/// Saves an account; one that is shut because somebody else got into it becomes active by no other way than its case.
async fn save(tx: &mut WriteTx, call: &Call, before: &Account, after: &Account) -> Result<i64> {
    let becomes_active =
        before.state != AccountState::Active && after.state == AccountState::Active;
    if becomes_active && tx.ask(IsContained(before.id)).await? {
        return Err(words::COMPROMISED.refuse().into());
    }
    store::save(tx, call, before, after).await
}

/// The organisation of a code.
async fn organisation(reader: &mut Reader, code: &str) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    found.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}

/// What authority is asked about a person; system accounts and mailboxes are no persons.
pub(crate) async fn person(reader: &mut Reader, person: AccountId) -> Result<Resource> {
    account(reader, person, &[AccountKind::User]).await
}

/// What authority is asked about an account of one of the kinds.
async fn account(reader: &mut Reader, id: AccountId, kinds: &[AccountKind]) -> Result<Resource> {
    match store::place(reader, id).await? {
        Some((organisation, kind)) if kinds.contains(&kind) => {
            Ok(Resource::Account(id, organisation))
        }
        _ => Err(messages::NOT_FOUND.refuse().into()),
    }
}

/// The account as it is now.
async fn current(reader: &mut Reader, id: AccountId) -> Result<Account> {
    store::find(reader, id).await?.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}

/// The account as it is now, unless it is deleted.
async fn current_live(reader: &mut Reader, id: AccountId) -> Result<Account> {
    let account = current(reader, id).await?;
    if account.state.is_live() { Ok(account) } else { Err(words::DELETED.refuse().into()) }
}

/// Refuses what takes an account out of the hands of somebody whose roles reach further than the caller's.
pub(crate) async fn check_weight(
    tx: &mut WriteTx,
    call: &Call,
    action: Action,
    account: AccountId,
) -> Result<()> {
    if may_take_away(tx, call, action, account).await? {
        Ok(())
    } else {
        Err(words::OUTWEIGHED.refuse().into())
    }
}

/// The unit is one of the organisation's.
async fn check_unit(
    reader: &mut Reader,
    checked: &mut Checked,
    unit: Option<Uuid>,
    organisation: OrganisationId,
) -> Result<()> {
    let Some(unit) = unit else { return Ok(()) };
    let found = reader.ask(UnitOf(unit)).await?;
    if found.is_none_or(|found| found.organisation != organisation) {
        checked.problem("unit", words::UNIT.text);
    }
    Ok(())
}

/// Tells a value that was not given (unchanged) from one that was given as null (cleared).
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
