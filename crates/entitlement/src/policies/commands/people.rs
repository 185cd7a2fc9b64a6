//! Moving people between user policies, now or on a day to come.

use kernel::audit::{HistoryEffect, HistoryRow, HistoryValue};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{Day, MOST_MOVED, Policy};
use super::super::store::{members as rows, planned, policies};
use super::super::{authority, messages};
use super::edit::known;
use super::members::{self, is_starting};
use super::plan::{self, day_ahead};
use super::planned::CancelMove;
use crate::keys::PolicyId;
use crate::licences::commands::desk;
use crate::licences::model::Holding;

/// Moves people to another user policy of their organisation, 50 at most, now or on a day to come. One who cannot be
/// moved does not keep the others: each has an outcome. With a day the move is planned, in place of what was planned for
/// them before; it is done on that day in the name of whoever planned it, if they may still move people then.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovePeople {
    /// Where to.
    pub policy: PolicyId,
    /// Who.
    #[schemars(length(min = 1, max = 50))]
    pub accounts: Vec<AccountId>,
    /// The day on which they move, such as 2027-03-31, in the time zone of their organisation, from tomorrow on; now if
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
}

/// What became of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MoveResult {
    /// Moved.
    Moved,
    /// Moves on the day that was named.
    Planned,
    /// Was there already.
    AlreadyThere,
    /// Not somebody of this organisation who is in a user policy.
    NotFound,
}

/// A planned move that another one has taken the place of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replaced {
    /// Where it led.
    pub policy: PolicyId,
    /// What that user policy is called.
    pub name: String,
    /// On which day, such as 2027-03-31.
    pub day: String,
}

/// The outcome for one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MoveOutcome {
    /// Who.
    pub account: AccountId,
    /// What became of the move.
    pub result: MoveResult,
    /// How they stand with the base licence now; none if they were not moved.
    pub licence: Option<Holding>,
    /// The move that was planned for them before and is no longer.
    pub replaces: Option<Replaced>,
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
        let day = match self.day.as_deref() {
            Some(text) => Some(day_ahead(tx, organisation, call.now, text).await??),
            None => None,
        };
        let wanted = Wanted { target: &target, day, alone: self.accounts.len() == 1 };
        let mut outcomes = Vec::new();
        for account in &self.accounts {
            outcomes.push(move_one(tx, call, *account, &wanted).await?);
        }
        Ok(PeopleMoved { outcomes })
    }

    /// A planned move is cancelled; whoever was moved goes back. None where a plan was replaced or ended by it: what was
    /// planned before is not all in the entry.
    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let mut plans = act.effects.iter().filter(|effect| effect.kind == "policy_move");
        let Some(first) = plans.next() else { return moved_back(act) };
        let person = AccountId(first.subject);
        let is_new = |effect: &HistoryEffect| {
            effect.subject == person.0 && effect.before == HistoryValue::None
        };
        if act.effects.iter().any(|effect| effect.kind != "policy_move" || !is_new(effect)) {
            return None;
        }
        Proposed::new(&CancelMove { person }).ok()
    }
}

/// What takes the move of one person back.
pub(super) fn moved_back(act: &HistoryRow) -> Option<Proposed> {
    // Several may have come from different ones, and each has a version of its own.
    let mut moved = act
        .effects
        .iter()
        .filter(|effect| effect.kind == "policy_membership" && effect.attribute == "policy");
    let (one, None) = (moved.next()?, moved.next()) else { return None };
    let before = one.before.kept()?;
    let policy = before.as_str()?.parse().ok()?;
    let back = MovePeople { policy, accounts: vec![AccountId(one.subject)], day: None };
    Proposed::new(&back).ok()
}

/// What is wanted for each.
struct Wanted<'a> {
    target: &'a Policy,
    /// None for now.
    day: Option<Day>,
    /// Whether it is for one person alone, whose version the caller may have said.
    alone: bool,
}

async fn move_one(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    wanted: &Wanted<'_>,
) -> Result<MoveOutcome> {
    let Wanted { target, day, alone } = wanted;
    let outcome = |result| MoveOutcome { account, result, licence: None, replaces: None };
    let membership = match rows::find(tx, account).await? {
        Some(found) if found.organisation == target.organisation => found,
        _ => return Ok(outcome(MoveResult::NotFound)),
    };
    if !membership.present && !is_starting(tx, account).await? {
        return Ok(outcome(MoveResult::NotFound));
    }
    if *alone {
        call.expects(membership.version)?;
    }
    if membership.policy == target.id {
        return Ok(outcome(MoveResult::AlreadyThere));
    }
    if let Some(day) = day {
        let before = plan::plan(tx, call, &membership, target, day).await?;
        tx.subject("policy_membership", account.0, membership.version + 1);
        let replaces = match before {
            Some(before) => Some(Replaced {
                policy: before.policy,
                name: policies::find(tx, before.policy)
                    .await?
                    .map(|it| it.name)
                    .unwrap_or_default(),
                day: before.day.text,
            }),
            None => None,
        };
        return Ok(MoveOutcome { replaces, ..outcome(MoveResult::Planned) });
    }
    // Whoever is moved now to where they were to move on a day is there. A plan that leads elsewhere stays: for a while
    // here and then there is one of the things it is for.
    if let Some(planned) = planned::find(tx, account).await?
        && planned.policy == target.id
    {
        plan::cancel(tx, call, &planned).await?;
    }
    let licence = members::move_over(tx, call, &membership, target).await?;
    Ok(MoveOutcome { licence, ..outcome(MoveResult::Moved) })
}
