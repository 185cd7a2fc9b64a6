//! What can be given to a step that waits after a right password: nobody without its key learns of it.

use kernel::clock::Timestamp;
use kernel::door::Command as _;
use kernel::refusal::Result;

use super::{Asks, has_app};
use crate::factors::{ProveSecondFactor, messages, store};
use crate::gate::Gate;
use crate::keys;
use crate::passkeys::{Bound, Offer, for_known};
use crate::sheets;
use crate::texts::{self, Asked};

/// What somebody may give.
#[derive(Default)]
pub(in crate::factors) struct Wanted {
    /// Codes of an app.
    pub(in crate::factors) codes: Codes,
    /// A passkey.
    pub(in crate::factors) passkey: Option<Offer>,
    /// The last digits of the number to which a code can be sent.
    pub(in crate::factors) text: Option<String>,
}

/// Which codes there can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::factors) enum Codes {
    /// Those of an app, and recovery codes.
    #[default]
    OfAnApp,
    /// Recovery codes only.
    ForRecovery,
    /// Those of a sheet that was handed over.
    OnPaper,
}

/// What the step of a key waits for; of one that is over, what most of them do.
pub(in crate::factors) async fn wanted(gate: &Gate, key: &str, now: Timestamp) -> Result<Wanted> {
    let mut reader = gate.door()?.reader().await?;
    let key = keys::hash(key);
    let Some(step) = store::step_by_key(&mut reader, &key, Asks::Code, now).await? else {
        return Ok(Wanted::default());
    };
    let codes = if has_app(&mut reader, step.account).await? {
        Codes::OfAnApp
    } else if sheets::has_sheet(&mut reader, step.account).await? {
        Codes::OnPaper
    } else {
        Codes::ForRecovery
    };
    let (act, account) = (ProveSecondFactor::NAME, Some(step.account));
    let bound = Bound { act, account, browser: Some(key) };
    let text = texts::ending_for(gate.door()?, &mut reader, step.account, now).await?;
    Ok(Wanted { codes, passkey: for_known(gate, &mut reader, &bound, now).await?, text })
}

/// Has a code sent to the telephone of whoever the step of a key waits for.
pub(in crate::factors) async fn send_text(
    gate: &Gate,
    key: &str,
    now: Timestamp,
) -> Result<Option<Asked>> {
    let door = gate.door()?;
    let (step, whom) = {
        let mut reader = door.reader().await?;
        let step = store::step_by_key(&mut reader, &keys::hash(key), Asks::Code, now).await?;
        let step = step.ok_or_else(|| messages::STEP_OVER.refuse())?;
        (step, texts::whom(door, &mut reader, step.account, now).await?)
    };
    let Some(whom) = whom else { return Ok(None) };
    Ok(Some(texts::ask_for(door, whom, texts::For::SignIn, step.line, now).await?))
}
