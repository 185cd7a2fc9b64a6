//! Setting a password on the host.

use facts::signin::PasswordSet;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::gate::Gate;
use crate::passwords::{Chosen, Demands, HashingPool, authority, messages, normalise, store};
use crate::{attempts, breached, break_glass, people, sessions};

/// Sets the password of any account, for demonstrations and to get in again when nobody else can. Only on the host;
/// sessions of the account end, and a lock with them. The same password may be set again: whoever repeats a demonstration
/// or a recovery is not kept from it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPasswordByOperator {
    /// Whose.
    pub person: AccountId,
    /// The password.
    pub password: Secret<String>,
}

impl Command for SetPasswordByOperator {
    const NAME: &'static str = "password.set-by-operator";
    const ACTION: Action = authority::SET_BY_OPERATOR;
    const REPEATABLE: bool = false;
    type Prepared = Chosen;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Chosen> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let password = normalise(self.password.reveal());
        let demands = {
            let mut reader = gate.door()?.reader().await?;
            let view = people::person(&mut reader, self.person).await?;
            Demands::of(&gate, &mut reader, &view, call.now).await?
        };
        demands.check(&password, "password")?;
        breached::refuse(ports, &password, "password").await?;
        Ok(demands.chosen(pool.place("")?.hash(&password).await?))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        chosen: &Chosen,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        if !people::may_act(tx, self.person).await? {
            return Err(messages::NO_SIGN_IN.refuse().into());
        }
        break_glass::refuse(tx, self.person).await?;
        store::set(tx, self.person, chosen, call.now, call.act).await?;
        sessions::end_all(tx, self.person, None, call.now).await?;
        attempts::release(tx, self.person, call.now, call.act).await?;
        tx.note(&PasswordSet { account: self.person })?;
        Ok(())
    }
}
