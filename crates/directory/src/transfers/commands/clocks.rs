//! What becomes due with time, done by the service itself: reminders, the day, the end of what nobody decided.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Obstacle, TransferVersion, account_of, current, move_person, obstacle, resource, waits,
};
use crate::transfers::model::{Due, Step, Transfer, TransferId, TransferState};
use crate::transfers::{authority, messages, store};

/// What a command of the clocks is about: `transfer.remind` and its like.
macro_rules! clocks {
    ($(#[$meta:meta])* $command:ident, $name:literal, |$before:ident, $call:ident, $tx:ident| $body:block) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $command {
            /// The transfer.
            pub transfer: TransferId,
        }

        impl Command for $command {
            const NAME: &'static str = $name;
            const ACTION: Action = authority::CLOCKS;
            type Prepared = ();
            type Output = TransferVersion;

            async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
                Ok(())
            }

            async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
                resource(reader, self.transfer).await
            }

            async fn run(
                &self,
                (): &(),
                $call: &Call,
                $tx: &mut WriteTx,
                _: Permit<Self>,
            ) -> Result<TransferVersion> {
                let $before = current($tx, self.transfer).await?;
                let after: Transfer = $body;
                let version = store::save($tx, $call, &$before, &after).await?;
                Ok(TransferVersion::of(&after, version))
            }
        }
    };
}

/// The state after a step of the clocks, if what is due is this.
async fn stepped(
    tx: &mut WriteTx,
    call: &Call,
    before: &Transfer,
    due: Due,
    step: Step,
) -> Result<TransferState> {
    let waits = waits(tx, before.from, call.now).await?;
    let state =
        before.state.after(step, None).filter(|_| before.due(&waits, call.now) == Some(due));
    state.ok_or_else(|| messages::NOT_DUE.refuse().into())
}

/// It is over: the clocks do not look at it again.
fn over(before: &Transfer, state: TransferState, call: &Call) -> Transfer {
    Transfer { state, turn_since: call.now, next_at: None, ..before.clone() }
}

clocks!(
    /// Reminds those whose turn it is, twice at most. Only the service itself does this.
    RemindTransfer,
    "transfer.remind",
    |before, call, tx| {
        let waits = waits(tx, before.from, call.now).await?;
        if before.due(&waits, call.now) != Some(Due::Remind) {
            return Err(messages::NOT_DUE.refuse().into());
        }
        let reminded = before.reminders_by(&waits, call.now);
        Transfer { reminded, ..before.clone() }.scheduled(&waits)
    }
);

clocks!(
    /// Ends a transfer that nobody decided in time, or that could not be done for as long after its day. Only the service
    /// itself does this.
    LapseTransfer,
    "transfer.lapse",
    |before, call, tx| {
        let state = stepped(tx, call, &before, Due::Lapse, Step::Lapse).await?;
        over(&before, state, call)
    }
);

clocks!(
    /// Ends a transfer of somebody whose account was deleted, or moved in another way. Only the service itself does this.
    EndTransfer,
    "transfer.end",
    |before, call, tx| {
        let is_gone = obstacle(tx, &before, call.now).await? == Some(Obstacle::Gone);
        let state = before.state.after(Step::End, None).filter(|_| is_gone);
        let Some(state) = state else { return Err(messages::NOT_DUE.refuse().into()) };
        over(&before, state, call)
    }
);

clocks!(
    /// Moves the person on the day that both organisations agreed on, if all that has to hold still does. Only the service
    /// itself does this.
    MoveDue,
    "transfer.move-due",
    |before, call, tx| {
        let state = stepped(tx, call, &before, Due::Move, Step::Move).await?;
        if let Some(obstacle) = obstacle(tx, &before, call.now).await? {
            return Err(obstacle.code().refuse().into());
        }
        let account = account_of(tx, &before).await?;
        let (name, address) = (account.display_name.clone(), account.address.clone());
        let after = Transfer { name, address, ..over(&before, state, call) };
        move_person(tx, call, &account, &after).await?;
        after
    }
);

clocks!(
    /// Looks at a transfer again after a day, because what was due could not be done. Only the service itself does this.
    PostponeTransfer,
    "transfer.postpone",
    |before, call, tx| {
        let is_due = before.next_at.is_some_and(|at| at <= call.now);
        if !before.state.is_open() || !is_due {
            return Err(messages::NOT_DUE.refuse().into());
        }
        let waits = waits(tx, before.from, call.now).await?;
        match before.due(&waits, call.now) {
            Some(_) => before.clone().postponed(call.now),
            // Somebody was deleted and restored since: the clocks go on as they would have.
            None => before.clone().scheduled(&waits),
        }
    }
);
