//! Proving who one is, by a code or a passkey, without a password.

use facts::signin::RecoveryCodeUsed;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Error, Result};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::{self, Line};
use crate::factors::{Claim, Proof, attempt_claim, spend};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::{self, Assertion, Bound};
use crate::recovery::model::{Asks, PROOFS, Stage, Standing, Turn, Way, check_open};
use crate::recovery::{authority, messages};
use crate::{keys, passwords, sessions};

/// Proves who somebody is who forgot their password: by a code of their authenticator app, a recovery code or a passkey. The
/// answer is a key, for `recovery.finish`, or for another proof where two are asked for. Whatever is not right is answered
/// alike.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProveForRecovery {
    /// The address the person signs in with.
    pub username: String,
    /// The key that the first proof was answered with, where this is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Secret<String>>,
    /// The 6 digits of the app, or a recovery code. Left out where a passkey signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// What the page gave the browser in a cookie, to which the passkey's challenge is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_key: Option<Secret<String>>,
    /// Where the attempt comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

// No `Debug`: it holds a key.
/// Somebody who has proved who they are.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Recovering {
    /// What is to come.
    pub asks: Asks,
    /// The key, answered once and kept by the browser only.
    pub key: String,
    /// Until when it is good, in microseconds since 1970.
    pub expires_at: Timestamp,
}

/// A proof that was right, and what it leads to.
pub struct Proved {
    account: AccountId,
    organisation: OrganisationId,
    credential: i64,
    proof: Proof,
    answer: Recovering,
}

impl Command for ProveForRecovery {
    const NAME: &'static str = "recovery.prove";
    const ACTION: Action = authority::PROVE;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = Recovering;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let gate = ports.port::<Gate>()?;
        let (door, now) = (gate.door()?, call.now);
        let code = self.code.as_ref().map_or("", |code| code.reveal());
        if self.assertion.is_none() && code.trim().is_empty() {
            return Err(messages::NEEDED.at("code").into());
        }
        let (standing, before) = {
            let mut reader = door.reader().await?;
            check_open(&mut reader, now).await?;
            let standing = Standing::of(door, &mut reader, &self.username, now).await?;
            (standing, self.before(door, &mut reader, now).await?)
        };
        if let Some(before) = &before
            && (before.account != standing.counted_for || before.credential != standing.credential)
        {
            return Err(messages::OVER.refuse().into());
        }
        let proof = match &self.assertion {
            Some(assertion) => self.by_passkey(&gate, &standing, assertion, now).await?,
            None => self.by_code(&gate, &standing, code, now).await?,
        };
        // Whoever may not go this way gets here neither.
        let (Some(proof), Some((account, organisation))) = (proof, standing.whose()) else {
            return Err(messages::REFUSED.at("code").into());
        };
        let way = Way::of(&proof);
        if !standing.may(way) {
            return Err(messages::REFUSED.at("code").into());
        }
        if before.as_ref().is_some_and(|before| before.ways.contains(&way)) {
            return Err(messages::ANOTHER.at("code").into());
        }
        let credential = standing.credential;
        let mut reader = door.reader().await?;
        let stage = Stage::after(&mut reader, before, account, credential, way).await?;
        let asks = asks(&mut reader, &stage, organisation, now).await?;
        let (key, expires_at) = stage.seal(door, &mut reader, now).await?;
        let answer = Recovering { asks, key, expires_at };
        Ok(Proved { account, organisation, credential, proof, answer })
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
    ) -> Result<Recovering> {
        let Proved { account, proof, .. } = ready;
        // Since the proof the password may have changed, the account been disabled or shut, the code been used. The row of
        // the password first, as everybody takes it who changes what signing in asks for.
        if !passwords::hold(tx, *account, ready.credential).await?
            || !Standing::of_account(tx, *account, call.now).await?.may(Way::of(proof))
            || !spend(tx, *account, *proof, call).await?
        {
            return Err(messages::REFUSED.at("code").into());
        }
        tx.concerns(ready.organisation);
        if matches!(proof, Proof::Recovery { .. }) {
            tx.note(&RecoveryCodeUsed { account: *account })?;
        }
        Ok(ready.answer.clone())
    }
}

/// What the number of proofs leads to.
pub(super) async fn asks(
    reader: &mut Reader,
    stage: &Stage,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Asks> {
    let wanted = reader.dated(&PROOFS, Some(organisation), now).await?;
    let given = i64::try_from(stage.ways.len()).unwrap_or(i64::MAX);
    Ok(if given < wanted { Asks::AnotherProof } else { Asks::NewPassword })
}

impl ProveForRecovery {
    /// What was proved before.
    async fn before(
        &self,
        door: &Door,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Result<Option<Stage>> {
        let Some(key) = &self.key else { return Ok(None) };
        let before = Stage::open(door, reader, key.reveal(), now).await?;
        Ok(Some(before.ok_or_else(|| messages::OVER.refuse())?))
    }

    async fn by_code(
        &self,
        gate: &Gate,
        standing: &Standing,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<Proof>> {
        let turn = Turn::take(gate.door()?, self.origin.peer(), standing, now).await?;
        let claim = Claim {
            known: standing.whose(),
            counted_for: standing.counted_for,
            username: standing.view.as_ref().map_or(&self.username, |view| &view.address),
            barred: standing.barred,
            digits_barred: turn.barred(),
            whence: turn.whence(),
            origin: &self.origin,
        };
        let proof = attempt_claim(gate, &claim, code, now).await?;
        if proof.is_some() {
            turn.give_back().await?;
        }
        Ok(proof)
    }

    async fn by_passkey(
        &self,
        gate: &Gate,
        standing: &Standing,
        assertion: &Assertion,
        now: Timestamp,
    ) -> Result<Option<Proof>> {
        let browser = self.browser_key.as_ref().map(|key| keys::hash(key.reveal()));
        let bound = Bound { act: Self::NAME, account: None, browser };
        let whose = standing.whose();
        let account = whose.filter(|_| standing.barred.is_none()).map(|(account, _)| account);
        match passkeys::claimed(gate, &bound, account, assertion, &self.origin, now).await {
            Ok(used) => Ok(Some(Proof::Passkey(used))),
            Err(Error::Refused(refusal)) if refusal.code == passkeys::REFUSED.code => {
                if let (Some(barred), Some(whose)) = (standing.barred, whose) {
                    self.write_down(gate, standing, barred, whose, now).await?;
                }
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whoever helps this person sees why it did not work.
    async fn write_down(
        &self,
        gate: &Gate,
        standing: &Standing,
        barred: &'static str,
        whose: (AccountId, OrganisationId),
        now: Timestamp,
    ) -> Result<()> {
        let address = standing.view.as_ref().map_or("", |view| &view.address);
        let line =
            Line::of(gate.door()?, (kernel::ids::new_at(now), now), whose, address, &self.origin);
        gate.door()?
            .upkeep(move |tx| {
                let line = line.clone();
                Box::pin(async move { Ok(attempts::log(tx, &line, barred).await?) })
            })
            .await
    }
}

/// What somebody gave on a page.
pub(in crate::recovery) struct Given<'a> {
    pub(in crate::recovery) username: String,
    pub(in crate::recovery) key: Option<String>,
    pub(in crate::recovery) code: &'a str,
    pub(in crate::recovery) assertion: Option<Assertion>,
    pub(in crate::recovery) browser_key: String,
}

/// Proves who somebody is, whichever face they came to.
pub(in crate::recovery) async fn prove(
    door: &Door,
    caller: &Caller,
    device: &str,
    given: Given<'_>,
) -> Result<Recovering> {
    let command = ProveForRecovery {
        username: given.username,
        key: given.key.map(Secret::new),
        code: Some(Secret::new(given.code.to_owned())),
        assertion: given.assertion,
        browser_key: Some(Secret::new(given.browser_key)),
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    Ok(door.perform(sessions::as_nobody(door, caller), command).await?.output)
}
