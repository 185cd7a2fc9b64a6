//! Changing one's own password.

use facts::signin::PasswordSet;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::own;
use crate::attempts::{Kind, Tried};
use crate::breached;
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{
    Chosen, Demands, HashingPool, authority, messages, normalise, refuse_earlier, store,
};
use crate::people::{self, Known};
use crate::sessions;

/// Changes one's own password. Every other session of the account ends.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password in use.
    pub current: Secret<String>,
    /// The new one.
    pub new: Secret<String>,
    /// Where the change comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// The password in use was right; the new one in the form in which it is kept.
pub struct Proved {
    account: AccountId,
    version: i64,
    chosen: Chosen,
}

impl Command for ChangePassword {
    const NAME: &'static str = "password.change";
    const ACTION: Action = authority::CHANGE;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let door = gate.door()?;
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        let (current, new) = (normalise(self.current.reveal()), normalise(self.new.reveal()));
        let (known, demands) = {
            let mut reader = door.reader().await?;
            let view = people::person(&mut reader, account).await?;
            let demands = Demands::of(&gate, &mut reader, &view, call.now).await?;
            (Known { view, may_act: true }, demands)
        };
        demands.check(&new, "new")?;
        breached::refuse(ports, &new, "new").await?;
        if new == current {
            return Err(messages::UNCHANGED.at("new").into());
        }
        let tried = Tried {
            kind: Kind::OwnPassword,
            username: &known.view.address,
            known: Some(&known),
            origin: &self.origin,
        };
        let (version, place) = own(&gate, &pool, &tried, &current, call.now).await?;
        let place = place.at_the_back();
        refuse_earlier(door, &place, account, &demands, &new, "new").await?;
        Ok(Proved { account, version, chosen: demands.chosen(place.hash(&new).await?) })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let Proved { account, version, chosen } = ready;
        if !store::change(tx, *account, *version, chosen, call.now, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let current = self.origin.session();
        sessions::end_all(tx, ready.account, current.as_ref(), call.now).await?;
        tx.note(&PasswordSet { account: ready.account })?;
        Ok(())
    }
}
