//! A planned move: carried out on its day, or cancelled before.

use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{Membership, Planned};
use super::super::store::{members as rows, planned};
use super::super::{authority, messages};
use super::edit::known;
use super::members;
use super::people::{MoveOutcome, MovePeople, MoveResult, moved_back};
use super::plan;
use crate::licences::commands::desk;

/// Cancels a move that was planned for a day to come, or takes one off the list that could not be done on its day.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMove {
    /// Who was to move.
    pub person: AccountId,
}

/// Carries a planned move out once its day has come. The service issues it in the name of whoever planned the move; it
/// is refused to everybody else, who can move people with `policy.move`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovePlanned {
    /// Who is to move.
    pub person: AccountId,
}

impl Command for CancelMove {
    const NAME: &'static str = "policy.cancel-move";
    const ACTION: Action = authority::MOVE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        resource(reader, self.person).await
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let (membership, planned) = both(tx, call, self.person).await?;
        plan::touch(tx, call, &membership).await?;
        plan::cancel(tx, call, &planned).await?;
        tx.subject("policy_membership", self.person.0, membership.version + 1);
        Ok(())
    }

    /// The same move for the same day, as long as that is still to come.
    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let before = |attribute: &str| {
            let mut found = act.of_subject().filter(|effect| effect.kind == "policy_move");
            found.find(|effect| effect.attribute == attribute)?.before.kept()
        };
        let policy = before("policy")?.as_str()?.parse().ok()?;
        let day = Some(before("day")?.as_str()?.to_owned());
        let accounts = vec![AccountId(act.row.subject?)];
        Proposed::new(&MovePeople { policy, accounts, day }).ok()
    }
}

impl Command for MovePlanned {
    const NAME: &'static str = "policy.move-planned";
    const ACTION: Action = authority::MOVE;
    type Prepared = ();
    type Output = MoveOutcome;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        resource(reader, self.person).await
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<MoveOutcome> {
        let (membership, planned) = both(tx, call, self.person).await?;
        if call.proposal != Some(planned.proposal) {
            return Err(messages::NOT_DUE.refuse().into());
        }
        // Where the user policy is being removed, the move goes where its members go.
        let target = known(tx, planned.policy).await?;
        let target = members::standing_in(tx, call, target).await?;
        // The name of the command says that the plan was carried out; as an effect its end would read as something that
        // undoing the move brings back.
        planned::delete(tx, planned.account).await?;
        let outcome =
            |result| MoveOutcome { account: self.person, result, licence: None, replaces: None };
        if membership.policy == target.id {
            plan::touch(tx, call, &membership).await?;
            tx.subject("policy_membership", self.person.0, membership.version + 1);
            return Ok(outcome(MoveResult::AlreadyThere));
        }
        let licence = members::move_over(tx, call, &membership, &target).await?;
        Ok(MoveOutcome { licence, ..outcome(MoveResult::Moved) })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        moved_back(act)
    }
}

/// Authority is asked about the organisation of the person, as for any move.
async fn resource(reader: &mut Reader, person: AccountId) -> Result<Resource> {
    match rows::find(reader, person).await? {
        Some(membership) => Ok(Resource::Organisation(membership.organisation)),
        None => Err(common::NOT_FOUND.refuse().into()),
    }
}

/// The place of somebody and what is planned for them, read after the organisation's row was taken.
async fn both(tx: &mut WriteTx, call: &Call, person: AccountId) -> Result<(Membership, Planned)> {
    let not_found = || common::NOT_FOUND.refuse();
    let found = rows::find(tx, person).await?.ok_or_else(not_found)?;
    desk::lock(tx, call, found.organisation).await?;
    let membership = rows::find(tx, person).await?.ok_or_else(not_found)?;
    if membership.organisation != found.organisation {
        return Err(common::STALE.refuse().into());
    }
    call.expects(membership.version)?;
    match planned::find(tx, person).await? {
        Some(planned) => Ok((membership, planned)),
        None => Err(messages::NOT_PLANNED.refuse().into()),
    }
}
