//! What a page asks a browser for.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::refusal::Fault;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::jose::to_base64url;

use super::{Bound, Kind, Party, give_out};
use crate::gate::Gate;
use crate::passkeys::store;

// No `Debug`: it holds a challenge.
/// A passkey that is asked for.
pub(crate) struct Offer {
    pub(crate) ticket: String,
    pub(crate) challenge: String,
    pub(crate) rp_id: String,
    /// Those that fit; none where whoever comes is not known yet.
    pub(crate) known: Vec<KnownPasskey>,
}

/// A passkey that is there already, as the browser is told of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KnownPasskey {
    /// The id of the credential, as base64url.
    pub credential: String,
    /// How it is reached.
    pub transports: Vec<String>,
}

// No `Debug`: it holds a challenge.
/// A passkey that is to be made: what the browser is asked for, bytes as base64url without padding.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewPasskey {
    /// The ticket, for `passkey.confirm`.
    pub ticket: String,
    /// What is to be signed.
    pub challenge: String,
    /// The id of this service.
    pub rp_id: String,
    /// Its name.
    pub rp_name: String,
    /// By what devices know the account; drawn by chance.
    pub user_handle: String,
    /// The username.
    pub username: String,
    /// The name of the person.
    pub display_name: String,
    /// What it is to be.
    pub kind: Kind,
    /// Algorithms that are taken, the preferred one first.
    pub algorithms: Vec<i64>,
    /// Passkeys that are there already.
    pub known: Vec<KnownPasskey>,
}

/// As browsers are told of them.
pub(in crate::passkeys) fn told(passkeys: &[store::Passkey]) -> Vec<KnownPasskey> {
    let one = |passkey: &store::Passkey| KnownPasskey {
        credential: to_base64url(&passkey.credential_id),
        transports: passkey.transports.split_whitespace().map(str::to_owned).collect(),
    };
    passkeys.iter().map(one).collect()
}

async fn offer(
    gate: &Gate,
    reader: &mut Reader,
    bound: &Bound,
    known: Vec<KnownPasskey>,
    now: Timestamp,
) -> Result<Offer, Fault> {
    let door: &Door = gate.door()?;
    let (ticket, challenge) = give_out(door, reader, bound, now).await?;
    let rp_id = Party::of(&gate.settings().portal).id;
    Ok(Offer { ticket, challenge: to_base64url(&challenge), rp_id, known })
}

/// Asks for any passkey of an account that is known; nothing if it has none.
pub(crate) async fn for_known(
    gate: &Gate,
    reader: &mut Reader,
    bound: &Bound,
    now: Timestamp,
) -> Result<Option<Offer>, Fault> {
    let Some(account) = bound.account else { return Ok(None) };
    let passkeys = store::of_account(reader, account).await?;
    if passkeys.is_empty() {
        return Ok(None);
    }
    Ok(Some(offer(gate, reader, bound, told(&passkeys), now).await?))
}

/// Asks for a passkey of whoever comes.
pub(crate) async fn for_alone(
    gate: &Gate,
    reader: &mut Reader,
    bound: &Bound,
    now: Timestamp,
) -> Result<Offer, Fault> {
    offer(gate, reader, bound, Vec::new(), now).await
}
