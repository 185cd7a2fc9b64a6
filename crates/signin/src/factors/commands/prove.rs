//! The second step: a code or a passkey after the password, and only then a session.

use facts::signin::RecoveryCodeUsed;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::refusal::{Fault, Refusal, Result};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::factors::model::{
    Asks, Entered, Fresh, Proof, Purpose, Settlement, Tried, admit, judged, spend,
};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::{self, After, Assertion};
use crate::sessions::{self, Proofs};
use crate::{keys, passwords, people};

/// Signs somebody in whose password was right, by a code of their authenticator app, a recovery code or a passkey. Where the password
/// has ended there is no session yet: the answer is the key of a further step, for `password.renew`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProveSecondFactor {
    /// The key of the step, as `signin.admit` or `start-code.redeem` answered.
    pub step_key: Secret<String>,
    /// The 6 digits of the app, or a recovery code; blanks, hyphens and small letters do not matter. Left out where a passkey
    /// signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Where the attempt comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A code that was right, for a step that was there.
pub struct Proved {
    step: store::Step,
    proof: Proof,
    fresh: Fresh,
    /// What is still to be written of the code; passkeys have written theirs.
    settlement: Option<Settlement>,
}

impl Command for ProveSecondFactor {
    const NAME: &'static str = "signin.prove";
    const ACTION: Action = authority::PROVE;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        let key = keys::hash(self.step_key.reveal());
        let step = {
            let mut reader = door.reader().await?;
            let step = store::step_by_key(&mut reader, &key, Asks::Code, call.now).await?;
            match step {
                Some(step) if people::may_act(&mut reader, step.account).await? => step,
                _ => return Err(messages::STEP_OVER.refuse().into()),
            }
        };
        let (account, origin) = (step.account, &self.origin);
        let (proof, settlement) = if let Some(assertion) = &self.assertion {
            let (after, act) = (After::Password(step.line), Self::NAME);
            let tried = passkeys::Tried { account, act, browser: Some(key), after, origin };
            let used = passkeys::attempt(&gate, &tried, assertion, call.now).await?;
            (Proof::Passkey(used), None)
        } else {
            let code = self.code.as_ref().map_or("", |code| code.reveal());
            let tried = Tried { account, purpose: Purpose::SignIn(step.line), origin };
            let (proof, settlement) = judged(&gate, &tried, code, call.now).await?;
            (proof, Some(settlement))
        };
        let fresh = Fresh::draw(call.now, step.line);
        Ok(Proved { step, proof, fresh, settlement })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Entered> {
        self.admit(ready, call, tx).await
    }

    async fn upkeep(
        &self,
        ready: &Proved,
        _: &Call,
        _: Option<&Refusal>,
        tx: &mut WriteTx,
    ) -> Result<(), Fault> {
        match &ready.settlement {
            Some(settlement) => settlement.write(tx).await,
            None => Ok(()),
        }
    }
}

impl ProveSecondFactor {
    /// The act itself, after the check outside.
    pub(in crate::factors) async fn admit(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<Entered> {
        let Proved { step, proof, fresh, .. } = ready;
        let account = step.account;
        // Between the password and this act it may have changed, the account been disabled, the step been finished.
        if !people::may_act(tx, account).await?
            || !passwords::hold(tx, account, step.credential).await?
            || !store::end_step(tx, step.id, call.now).await?
        {
            return Err(messages::STEP_OVER.refuse().into());
        }
        if !spend(tx, account, *proof, call).await? {
            return Err(messages::REFUSED.at("code").into());
        }
        let proofs = match proof {
            Proof::Passkey(used) => Proofs::PasswordAndPasskey(used.held()),
            Proof::Code { .. } | Proof::Recovery { .. } => Proofs::PasswordAndCode,
            Proof::Text { .. } => Proofs::PasswordAndText,
            Proof::Paper { .. } => Proofs::PasswordAndPaper,
        };
        let credential = step.credential;
        let entered = admit(tx, call, account, credential, fresh, &self.origin, proofs).await?;
        if matches!(entered, Entered::SignedIn(_)) {
            tx.subject("session", fresh.session.id(), 1);
        }
        if matches!(proof, Proof::Recovery { .. }) {
            tx.note(&RecoveryCodeUsed { account })?;
        }
        Ok(entered)
    }
}

/// Finishes signing in, whichever face somebody came to.
pub async fn prove(
    door: &Door,
    caller: &Caller,
    device: &str,
    step_key: &str,
    code: &str,
) -> Result<Entered> {
    let code = Some(Secret::new(code.to_owned()));
    prove_by(door, caller, device, step_key, code, None).await
}

/// The same with a code or with a passkey.
pub(in crate::factors) async fn prove_by(
    door: &Door,
    caller: &Caller,
    device: &str,
    step_key: &str,
    code: Option<Secret<String>>,
    assertion: Option<Assertion>,
) -> Result<Entered> {
    let command = ProveSecondFactor {
        step_key: Secret::new(step_key.to_owned()),
        code,
        assertion,
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    Ok(door.perform(sessions::as_nobody(door, caller), command).await?.output)
}
