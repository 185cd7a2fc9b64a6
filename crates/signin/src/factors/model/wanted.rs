//! What can be given to a step that waits after a right password: nobody without its key learns of it.

use kernel::clock::Timestamp;
use kernel::door::Command as _;
use kernel::refusal::Result;

use super::{Asks, has_app};
use crate::factors::{ProveSecondFactor, store};
use crate::gate::Gate;
use crate::keys;
use crate::passkeys::{Bound, Offer, for_known};

/// What somebody may give.
#[derive(Default)]
pub(in crate::factors) struct Wanted {
    /// Codes of an app.
    pub(in crate::factors) codes: Codes,
    /// A passkey.
    pub(in crate::factors) passkey: Option<Offer>,
}

/// Which codes there can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::factors) enum Codes {
    /// Those of an app, and recovery codes.
    #[default]
    OfAnApp,
    /// Recovery codes only.
    ForRecovery,
}

/// What the step of a key waits for; of one that is over, what most of them do.
pub(in crate::factors) async fn wanted(gate: &Gate, key: &str, now: Timestamp) -> Result<Wanted> {
    let mut reader = gate.door()?.reader().await?;
    let key = keys::hash(key);
    let Some(step) = store::step_by_key(&mut reader, &key, Asks::Code, now).await? else {
        return Ok(Wanted::default());
    };
    let codes = match has_app(&mut reader, step.account).await? {
        true => Codes::OfAnApp,
        false => Codes::ForRecovery,
    };
    let (act, account) = (ProveSecondFactor::NAME, Some(step.account));
    let bound = Bound { act, account, browser: Some(key) };
    Ok(Wanted { codes, passkey: for_known(gate, &mut reader, &bound, now).await? })
}
