//! Attempts bounded by the network they come from, beside those bounded by account: whoever tries one password on everybody makes
//! one failure for each account, which no count of an account notices.
//!
//! Whole hospitals come from one network, and share gateways with others. So the bound keeps out strangers only: whoever was
//! let in from the network lately is judged as ever, however many failures others make there, and where an organisation has the
//! network among its own its people have a larger bound. An attempt that is kept out counts neither for the network nor for the
//! account: nobody is locked by it.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::{Reader, WriteTx};
use kernel::door::Door;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use uuid::Uuid;

use super::{FAMILIAR_DAYS, Kind, Tried};
use crate::attempts::store;
use crate::mfa;
use crate::origin::network_of;
use crate::people::NOBODY;

/// Failures from one network within an hour after which nobody else is judged who is not known from it.
pub const NETWORK_FAILURES: NumberRule = NumberRule::new(
    "sign-in.network-failures",
    100,
    10..=1_000_000,
    "failures in an hour",
    "Security decisions, guessing of passwords: bounded per network",
)
.of_the_nation();

/// The same for people of an organisation that has the network among its own.
pub const OWN_NETWORK_FAILURES: NumberRule = NumberRule::new(
    "sign-in.own-network-failures",
    2000,
    10..=1_000_000,
    "failures in an hour",
    "Security decisions, guessing of passwords: bounded per network",
)
.of_the_nation()
.not_below(&NETWORK_FAILURES);

/// Networks from which one account was tried in vain within an hour, so that it looks as if many guessed together.
pub const MANY_NETWORKS: NumberRule = NumberRule::new(
    "sign-in.many-networks",
    10,
    3..=1000,
    "networks in an hour",
    "Sign-in log: guessing spread over many networks",
)
.of_the_nation();

/// Names that were tried in vain within an hour, from wherever, so that it looks as if somebody tried the nation.
pub const MANY_ACCOUNTS: NumberRule = NumberRule::new(
    "sign-in.many-accounts",
    5000,
    10..=1_000_000,
    "usernames in an hour",
    "Sign-in log: guessing spread over many accounts",
)
.of_the_nation();

/// Seconds for which a failure counts here.
pub(in crate::attempts) const HOUR: i64 = 3600;
/// Hours within which those who run the service are told once of the same.
const TOLD_HOURS: i64 = 24;
/// What keys the names that nobody has: one of them may be a password.
const PURPOSE: &str = "name that nobody has";

/// The network of an attempt, and what bounds it.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    network: String,
    /// The address itself.
    peer: String,
    /// The account, or what stands for the name.
    name: Uuid,
    account: AccountId,
    organisation: OrganisationId,
    most: i64,
    most_of_own: i64,
    familiar_days: i64,
}

impl Bound {
    /// What bounds an attempt; nothing does who shows their own password in a session.
    pub(super) async fn of(
        door: &Door,
        reader: &mut Reader,
        tried: &Tried<'_>,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        if !matches!(tried.kind, Kind::Password | Kind::StartCode) {
            return Ok(None);
        }
        let account = tried.known.map_or(NOBODY, |known| known.view.account);
        let nobody = OrganisationId(NOBODY.0);
        let unknown = stands_for(door, tried.username);
        let rules = [&NETWORK_FAILURES, &OWN_NETWORK_FAILURES, &FAMILIAR_DAYS];
        let [most, most_of_own, familiar_days] = reader.dated_all(rules, None, now).await?;
        Ok(Some(Self {
            network: tried.origin.network(),
            peer: tried.origin.peer().to_owned(),
            name: tried.known.map_or(unknown, |known| known.view.account.0),
            account,
            organisation: tried.known.map_or(nobody, |known| known.view.organisation),
            most,
            most_of_own,
            familiar_days,
        }))
    }

    /// Takes the row of the network; says whether the attempt may be judged. As much is looked at for a name that nobody has.
    pub(super) async fn admits(&self, tx: &mut WriteTx, now: Timestamp) -> Result<bool> {
        let failures = store::take_network(tx, &self.network, now, HOUR).await?;
        if failures < self.most {
            return Ok(true);
        }
        let since = now.plus_days(-self.familiar_days);
        let peers = store::let_in_from(tx, self.account, since).await?;
        let is_familiar = peers.iter().any(|peer| network_of(peer) == self.network);
        let is_own = mfa::is_own_network(tx, self.organisation, &self.peer).await?;
        Ok(is_familiar || (is_own && failures < self.most_of_own))
    }

    /// Counts it as a failure.
    pub(super) async fn count(&self, tx: &mut WriteTx, now: Timestamp) -> Result<(), Fault> {
        store::count_network(tx, &self.network).await?;
        store::note_vain(tx, &self.network, self.name, now).await
    }

    /// It was none.
    pub(super) async fn give_back(&self, tx: &mut WriteTx) -> Result<(), Fault> {
        store::uncount_network(tx, &self.network).await?;
        store::forget_vain(tx, &self.network, self.name).await
    }
}

/// After which moment they must not have been told of the same.
pub(in crate::attempts) fn told_since(now: Timestamp) -> Timestamp {
    now.plus_seconds(-TOLD_HOURS * 3600)
}

/// What a name that nobody has is kept as: it cannot be read back, and not be guessed without the key of the installation.
fn stands_for(door: &Door, name: &str) -> Uuid {
    let key = Key::new(HMAC_SHA256, &door.derived(PURPOSE, Uuid::nil()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sign(&key, name.trim().to_lowercase().as_bytes()).as_ref()[..16]);
    Uuid::from_bytes(bytes)
}

/// Whether an account was tried in vain from so many networks within the last hour that many guess together.
pub(super) async fn is_surrounded(
    reader: &mut Reader,
    account: AccountId,
    many: i64,
    now: Timestamp,
) -> Result<bool, Fault> {
    Ok(store::networks_of(reader, account, now.plus_seconds(-HOUR)).await? >= many)
}
