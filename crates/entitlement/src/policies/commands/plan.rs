//! How a move comes to wait for its day, and how it ceases to. Every path goes through here, and every caller has taken
//! the organisation's row first.
//!
//! A planned move is a row and a proposal of whoever asked: the proposal carries it out on its day in their name, the
//! row says what is planned. Both begin and end in one act, so neither is ever there without the other; only a
//! proposal that was refused on its day leaves the row behind, for somebody to see.

use facts::directory::TimeZoneOf;
use jiff::civil::Date;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Decider, Proposed};
use kernel::ids::OrganisationId;
use kernel::refusal::{Fault, Refusal, Result, messages as common};
use ui::when::Zone;
use uuid::Uuid;

use super::super::messages;
use super::super::model::{Day, MOVE_AHEAD_DAYS, Membership, Planned, Policy};
use super::super::store::{members, planned};
use super::planned::MovePlanned;
use crate::keys::PolicyId;

/// The day that was named, in the time zone of the organisation: tomorrow or later, and not too far ahead. The inner
/// refusal stands at the field `day`.
pub(in super::super) async fn day_ahead(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
    text: &str,
) -> Result<Result<Day, Refusal>> {
    let days = reader.dated(&MOVE_AHEAD_DAYS, Some(organisation), now).await?;
    let zone = reader.ask(TimeZoneOf(organisation)).await?;
    let zone = zone.and_then(|name| Zone::named(&name)).unwrap_or_default();
    let day =
        read(&zone, text).filter(|day| day.begins_at > now && day.begins_at <= now.plus_days(days));
    Ok(day.ok_or_else(|| messages::DAY.at("day").with("days", days)))
}

fn read(zone: &Zone, text: &str) -> Option<Day> {
    let date: Date = text.trim().parse().ok()?;
    let begins_at = zone.start_of(date).map(Timestamp::from_micros)?;
    Some(Day { text: date.to_string(), begins_at })
}

/// Plans a move in place of the one that was planned before, which it gives back. The member's place counts up, so that
/// whoever looked at it before sees that something happened, and undo is offered for the newest plan alone.
pub(super) async fn plan(
    tx: &mut WriteTx,
    call: &Call,
    membership: &Membership,
    target: &Policy,
    day: &Day,
) -> Result<Option<Planned>> {
    let account = membership.account;
    let Some(asked_by) = call.actor.account() else {
        return Err(common::NOT_ALLOWED.refuse().into());
    };
    touch(tx, call, membership).await?;
    let before = planned::find(tx, account).await?;
    if let Some(before) = &before {
        tx.withdraw(call, before.proposal).await?;
    }
    let proposed = Proposed::new(&MovePlanned { person: account })?;
    let proposal = tx.propose(call, &proposed, Decider::Date, day.begins_at).await?;
    let new = Planned {
        account,
        policy: target.id,
        organisation: membership.organisation,
        day: day.clone(),
        asked_by,
        proposal,
    };
    planned::put(tx, call, &new).await?;
    effects(tx, account.0, before.as_ref(), Some(&new));
    Ok(before)
}

/// Ends a planned move that somebody cancelled, or that was overtaken by what happened to its policy or its person.
pub(super) async fn cancel(tx: &mut WriteTx, call: &Call, before: &Planned) -> Result<()> {
    forget(tx, call, before).await?;
    effects(tx, before.account.0, Some(before), None);
    Ok(())
}

/// Ends what is planned for somebody who is no member any more: deleted, erased, or at another organisation.
///
/// The effects are about the plan and not about the account: undoing a deletion does not bring the plan back, and the
/// page that offers the undo lists what is about the account as going back.
pub(in super::super) async fn end(
    tx: &mut WriteTx,
    call: &Call,
    membership: &Membership,
) -> Result<()> {
    let Some(before) = planned::find(tx, membership.account).await? else { return Ok(()) };
    forget(tx, call, &before).await?;
    effects(tx, before.proposal, Some(&before), None);
    Ok(())
}

/// Has a planned move lead to the user policy that takes the place of a removed one; it ends where the person is there
/// already.
pub(super) async fn redirect(
    tx: &mut WriteTx,
    call: &Call,
    before: &Planned,
    successor: &Policy,
) -> Result<()> {
    let membership = members::find(tx, before.account).await?;
    if membership.is_none_or(|membership| membership.policy == successor.id) {
        return cancel(tx, call, before).await;
    }
    planned::lead_to(tx, call, before.account, successor.id).await?;
    let after = Planned { policy: successor.id, ..before.clone() };
    effects(tx, before.account.0, Some(before), Some(&after));
    Ok(())
}

/// Drops the row and calls the proposal off, if it has not run.
async fn forget(tx: &mut WriteTx, call: &Call, before: &Planned) -> Result<()> {
    planned::delete(tx, before.account).await?;
    tx.withdraw(call, before.proposal).await?;
    Ok(())
}

/// Counts the member's place up.
pub(super) async fn touch(tx: &mut WriteTx, call: &Call, membership: &Membership) -> Result<()> {
    if members::touch(tx, call, membership).await? {
        Ok(())
    } else {
        Err(Fault::again("planning for somebody who was moved meanwhile").into())
    }
}

fn effects(tx: &mut WriteTx, about: Uuid, before: Option<&Planned>, after: Option<&Planned>) {
    let policy =
        |planned: Option<&Planned>| planned.map(|Planned { policy: PolicyId(id), .. }| *id);
    let day = |planned: Option<&Planned>| planned.map(|planned| planned.day.text.clone());
    tx.effect("policy_move", about, "policy", policy(before), policy(after));
    tx.effect("policy_move", about, "day", day(before), day(after));
}
