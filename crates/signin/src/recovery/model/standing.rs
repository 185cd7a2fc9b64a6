//! Whose account a username is, and whether it may go this way. The same is looked up for an account that there is and for
//! one that there is not, so that the time an answer takes says nothing.

use facts::directory::AccountView;
use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use uuid::Uuid;

use super::AFTER_RESET_HOURS;
use crate::people::{self, Known};
use crate::{compromise, factors, keys, passwords};

/// What sets the accounts that stand for nobody apart.
const NOBODY: &str = "recovery-nobody";
/// The kind of account that a person has.
const PERSON: &str = "user";

/// What is known of a username.
pub(in crate::recovery) struct Standing {
    /// The account, if there is one.
    pub(in crate::recovery) view: Option<AccountView>,
    /// For whom codes count.
    pub(in crate::recovery) counted_for: AccountId,
    /// The version of its password.
    pub(in crate::recovery) credential: i64,
    /// Why it may not go this way, in words for the log.
    pub(in crate::recovery) barred: Option<&'static str>,
    /// Whether it holds a role.
    holds_role: bool,
}

impl Standing {
    /// That of a username as it was typed.
    pub(in crate::recovery) async fn of(
        door: &Door,
        reader: &mut Reader,
        username: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let known = people::known(reader, username).await?;
        let nobody = nobody(door, username);
        Self::read(reader, known, nobody, now).await
    }

    /// That of an account; asked again inside an act.
    pub(in crate::recovery) async fn of_account(
        reader: &mut Reader,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Self> {
        let view = people::person(reader, account).await?;
        let may_act = people::may_act(reader, account).await?;
        Self::read(reader, Some(Known { view, may_act }), account, now).await
    }

    async fn read(
        reader: &mut Reader,
        known: Option<Known>,
        nobody: AccountId,
        now: Timestamp,
    ) -> Result<Self> {
        let account = known.as_ref().map_or(nobody, |known| known.view.account);
        let organisation = known.as_ref().map(|known| known.view.organisation);
        let hours = reader.dated(&AFTER_RESET_HOURS, organisation, now).await?;
        let since = now.plus_seconds(-hours * 3600);
        let was_reset = factors::was_reset(reader, account, since).await?;
        let is_in_doubt = compromise::is_open(reader, account).await?;
        let credential = passwords::credential(reader, account).await?;
        let holds_role = !grants_of(reader, account, now).await?.is_empty();
        let barred = match &known {
            None => Some("unknown username"),
            Some(known) if !known.may_act => Some("account not active"),
            Some(known) if known.view.kind != PERSON => Some("not a person's account"),
            Some(_) if is_in_doubt => Some("account that somebody else may have got into"),
            Some(_) if was_reset => Some("second step taken off a short time ago"),
            Some(_) if credential.is_none() => Some("no password to reset"),
            Some(_) => None,
        };
        Ok(Self {
            view: known.map(|known| known.view),
            counted_for: account,
            credential: credential.map_or(0, |credential| credential.version),
            barred,
            holds_role,
        })
    }

    /// Account and organisation, if there is one.
    pub(in crate::recovery) fn whose(&self) -> Option<(AccountId, OrganisationId)> {
        self.view.as_ref().map(|view| (view.account, view.organisation))
    }

    /// Whether it may go this way by such a proof.
    pub(in crate::recovery) const fn may(&self, way: super::Way) -> bool {
        self.barred.is_none() && (!self.holds_role || way.is_for_administrators())
    }

    /// The same by every proof that was given.
    pub(in crate::recovery) fn ways_hold(&self, stage: &super::Stage) -> bool {
        stage.ways.iter().all(|way| self.may(*way))
    }
}

/// One of 256 accounts that nobody has, for which codes count that are given for usernames that nobody has.
fn nobody(door: &Door, username: &str) -> AccountId {
    let of = u128::from(keys::hash(&username.trim().to_lowercase())[0]);
    let secret = door.derived(NOBODY, Uuid::from_u128(of));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&secret[..16]);
    AccountId(Uuid::from_bytes(bytes))
}
