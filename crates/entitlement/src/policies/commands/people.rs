//! Moving people between user policies.

use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{MOST_MOVED, Policy};
use super::super::store::members as rows;
use super::super::{authority, messages};
use super::edit::known;
use super::members::{self, is_starting};
use crate::keys::PolicyId;
use crate::licences::commands::desk;
use crate::licences::model::Holding;

/// Moves people to another user policy of their organisation, 50 at most. One who cannot be moved does not keep the
/// others: each has an outcome.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovePeople {
    /// Where to.
    pub policy: PolicyId,
    /// Who.
    #[schemars(length(min = 1, max = 50))]
    pub accounts: Vec<AccountId>,
}

/// What became of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MoveResult {
    /// Moved.
    Moved,
    /// Was there already.
    AlreadyThere,
    /// Not somebody of this organisation who is in a user policy.
    NotFound,
}

/// The outcome for one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MoveOutcome {
    /// Who.
    pub account: AccountId,
    /// What became of the move.
    pub result: MoveResult,
    /// How they stand with the base licence now; none if they were not moved.
    pub licence: Option<Holding>,
}

/// The outcomes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PeopleMoved {
    /// One for each who was asked for, in that order.
    pub outcomes: Vec<MoveOutcome>,
}

impl Command for MovePeople {
    const NAME: &'static str = "policy.move";
    const ACTION: Action = authority::MOVE;
    type Prepared = ();
    type Output = PeopleMoved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        if (1..=MOST_MOVED).contains(&self.accounts.len()) {
            Ok(())
        } else {
            Err(messages::HOW_MANY.at("accounts").into())
        }
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.policy).await?.organisation))
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<PeopleMoved> {
        let organisation = known(tx, self.policy).await?.organisation;
        desk::lock(tx, call, organisation).await?;
        let target = known(tx, self.policy).await?;
        if target.successor.is_some() {
            return Err(messages::CLOSING.at("policy").into());
        }
        let mut outcomes = Vec::new();
        for account in &self.accounts {
            outcomes.push(move_one(tx, call, *account, &target, self.accounts.len() == 1).await?);
        }
        Ok(PeopleMoved { outcomes })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        // Several may have come from different ones, and each has a version of its own.
        let mut moved = act
            .effects
            .iter()
            .filter(|effect| effect.kind == "policy_membership" && effect.attribute == "policy");
        let (one, None) = (moved.next()?, moved.next()) else { return None };
        let before = one.before.kept()?;
        let policy = before.as_str()?.parse().ok()?;
        let back = MovePeople { policy, accounts: vec![AccountId(one.subject)] };
        Proposed::new(&back).ok()
    }
}

async fn move_one(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    target: &Policy,
    alone: bool,
) -> Result<MoveOutcome> {
    let outcome = |result, licence| MoveOutcome { account, result, licence };
    let membership = match rows::find(tx, account).await? {
        Some(found) if found.organisation == target.organisation => found,
        _ => return Ok(outcome(MoveResult::NotFound, None)),
    };
    if !membership.present && !is_starting(tx, account).await? {
        return Ok(outcome(MoveResult::NotFound, None));
    }
    if alone {
        call.expects(membership.version)?;
    }
    if membership.policy == target.id {
        return Ok(outcome(MoveResult::AlreadyThere, None));
    }
    let standing = members::transfer(tx, call, &membership, target).await?;
    tx.subject("policy_membership", account.0, membership.version + 1);
    let base = standing
        .iter()
        .find(|(product, _)| *product == target.base_product)
        .map(|(_, holding)| *holding);
    Ok(outcome(MoveResult::Moved, base))
}
