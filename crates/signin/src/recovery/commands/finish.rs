//! Choosing the new password.

use facts::signin::PasswordSet;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::prove::asks;
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{self, Chosen, Demands, HashingPool, normalise};
use crate::recovery::model::{Asks, Stage, Standing, check_open};
use crate::recovery::{authority, messages};
use crate::{attempts, breached, factors, people, sessions};

/// Sets a new password for somebody who has proved who they are. Every session and every step of signing in ends, and a lock
/// is open; nobody is signed in by it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishRecovery {
    /// The key that `recovery.prove` answered.
    pub key: Secret<String>,
    /// The new password.
    pub new: Secret<String>,
    /// Where it comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A password that was taken, for somebody who proved who they are.
pub struct Ready {
    stage: Stage,
    organisation: OrganisationId,
    chosen: Chosen,
}

impl Command for FinishRecovery {
    const NAME: &'static str = "recovery.finish";
    const ACTION: Action = authority::FINISH;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let door = gate.door()?;
        let (stage, view, demands) = {
            let mut reader = door.reader().await?;
            check_open(&mut reader, call.now).await?;
            let stage = Stage::open(door, &mut reader, self.key.reveal(), call.now).await?;
            let stage = stage.ok_or_else(|| messages::OVER.refuse())?;
            let view = people::person(&mut reader, stage.account).await?;
            let wanted = asks(&mut reader, &stage, view.organisation, call.now).await?;
            let standing = Standing::of_account(&mut reader, stage.account, call.now).await?;
            if wanted != Asks::NewPassword || !may_finish(&standing, &stage) {
                return Err(messages::OVER.refuse().into());
            }
            let demands = Demands::of(&gate, &mut reader, &view, call.now).await?;
            (stage, view, demands)
        };
        let password = normalise(self.new.reveal());
        demands.check(&password, "new")?;
        breached::refuse(ports, &password, "new").await?;
        let place = pool.place(&self.origin.network())?.at_the_back();
        passwords::refuse_earlier(door, &place, stage.account, &demands, &password, "new").await?;
        let chosen = demands.chosen(place.hash(&password).await?);
        Ok(Ready { stage, organisation: view.organisation, chosen })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Ready { stage, organisation, chosen }: &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let account = stage.account;
        // The version is the verdict: of many who come with one key, one sets a password.
        if !passwords::change(tx, account, stage.credential, chosen, call.now, call.act).await? {
            return Err(messages::OVER.refuse().into());
        }
        let standing = Standing::of_account(tx, account, call.now).await?;
        if !standing.ways_hold(stage) {
            return Err(messages::OVER.refuse().into());
        }
        sessions::end_all(tx, account, None, call.now).await?;
        factors::drop_steps(tx, account).await?;
        attempts::release(tx, account, call.now, call.act).await?;
        tx.concerns(*organisation);
        tx.note(&PasswordSet { account })?;
        Ok(())
    }
}

/// Whether what was proved still leads to a new password.
fn may_finish(standing: &Standing, stage: &Stage) -> bool {
    standing.credential == stage.credential && standing.ways_hold(stage)
}

/// Sets the new password, whichever face somebody came to.
pub(in crate::recovery) async fn finish(
    door: &Door,
    caller: &Caller,
    device: &str,
    key: &str,
    new: &str,
) -> Result<()> {
    let command = FinishRecovery {
        key: Secret::new(key.to_owned()),
        new: Secret::new(new.to_owned()),
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    door.perform(sessions::as_nobody(door, caller), command).await?;
    Ok(())
}
