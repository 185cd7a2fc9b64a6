//! What follows for grants when accounts change, and what others may ask.

use std::collections::BTreeSet;

use facts::access::{
    GrantEnded, GrantGiven, IsAdministrator, IsAdministratorAt, IsGivenByOperator,
    UnattendedWithout,
};
use facts::directory::{
    AccountDeleted, AccountDisabled, AccountErased, AccountMoved, AccountOf, AdministratorInvited,
    LeaverMarked, OrganisationOf,
};
use facts::signin::IsContained;
use kernel::audit::history_of_subjects;
use kernel::authority::{
    Grant, Role, StandingOf, end_grant, find_grant, forget_reason, forget_reasons, grants_ever_of,
    grants_of, grants_of_role, holds_any_grant,
};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Answers, Call, Command as _, Fact, Within};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Error, Fault, Result};

use super::commands::give_invited;
use super::model::{self, Leaving};
use super::{GiveGrant, messages, store};

/// More roles than one account is given in a life.
const GRANTS_EVER: i64 = 10_000;

/// The listeners within the acts of the directory.
pub(crate) fn within() -> Vec<Within> {
    vec![
        Within::new(&[GrantGiven::NAME], |fact: AdministratorInvited, call, tx| {
            Box::pin(give_invited(fact, call, tx))
        }),
        Within::new(&[], |fact: AccountDisabled, call, tx| {
            Box::pin(async move {
                let held = held_and_guarded(tx, fact.account, call).await?;
                match refuse_if_last(tx, fact.account, &held, call).await {
                    // Whoever got in must not stay in because nobody else holds the role. The role itself stays.
                    Err(Error::Refused(_)) if tx.ask(IsContained(fact.account)).await? => Ok(()),
                    outcome => outcome,
                }
            })
        }),
        Within::new(&[GrantEnded::NAME], |fact: AccountDeleted, call, tx| {
            Box::pin(leave_all(fact.account, call, tx))
        }),
        // Who leaves, or belongs to another organisation from now on, administers nothing by what they were given.
        Within::new(&[GrantEnded::NAME], |fact: LeaverMarked, call, tx| {
            Box::pin(leave_all(fact.account, call, tx))
        }),
        Within::new(&[GrantEnded::NAME], |fact: AccountMoved, call, tx| {
            Box::pin(leave_all(fact.account, call, tx))
        }),
        Within::new(&[], |fact: AccountErased, call, tx| {
            Box::pin(async move {
                let grants = grants_ever_of(tx, fact.account, GRANTS_EVER).await?;
                store::forget_endings(tx, &grants, call.act).await?;
                for grant in store::given_to_cover(tx, fact.account).await? {
                    forget_reason(tx, grant, call.act).await?;
                }
                store::forget_covers(tx, fact.account, call.act).await?;
                Ok(forget_reasons(tx, fact.account, call.act).await?)
            })
        }),
    ]
}

/// Ends every role of an account, unless the organisation or the service would be left without whom it cannot be.
async fn leave_all(account: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let held = held_and_guarded(tx, account, call).await?;
    refuse_if_last(tx, account, &held, call).await?;
    end_all(tx, &held, call).await
}

/// Everything the account holds or will hold, with all the guards it hangs on taken.
async fn held_and_guarded(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<Vec<Grant>> {
    let places = |held: &[Grant]| -> BTreeSet<Option<OrganisationId>> {
        held.iter().map(|grant| grant.span.organisation()).collect()
    };
    let before = places(&grants_of(tx, account, call.now).await?);
    store::take_guards(tx, &before, call.act).await?;
    store::take_account_guard(tx, account, call.act).await?;
    let held = grants_of(tx, account, call.now).await?;
    if places(&held).is_subset(&before) {
        Ok(held)
    } else {
        // Somebody gave the account a role elsewhere in between; guards are taken in one order only.
        Err(Fault::again("taking the guards of an account that just got another role").into())
    }
}

async fn refuse_if_last(
    tx: &mut WriteTx,
    account: AccountId,
    held: &[Grant],
    call: &Call,
) -> Result<()> {
    for grant in held {
        let place = grant.span.organisation();
        refuse_last(tx, grant.role, place, Leaving::Account(account), call.now).await?;
    }
    Ok(())
}

/// Refuses, if nobody would be left whom the organisation or the service cannot be without. The guard of the place
/// has been taken.
pub(crate) async fn refuse_last(
    tx: &mut WriteTx,
    role: Role,
    place: Option<OrganisationId>,
    leaving: Leaving,
    now: Timestamp,
) -> Result<()> {
    if may_go(tx, role, place, leaving, now).await? {
        return Ok(());
    }
    let Some(organisation) = place else { return Err(messages::LAST_PLATFORM.refuse().into()) };
    let name = tx.ask(OrganisationOf(organisation)).await?.map(|view| view.name);
    Err(messages::LAST_PRIMARY.refuse().with("name", name.unwrap_or_default()).into())
}

/// Whether the organisation or the service keeps somebody in the role.
async fn may_go(
    reader: &mut Reader,
    role: Role,
    place: Option<OrganisationId>,
    leaving: Leaving,
    now: Timestamp,
) -> Result<bool> {
    if !model::must_be_kept(role) {
        return Ok(true);
    }
    let (mut going, mut staying) = (Vec::new(), Vec::new());
    for grant in grants_of_role(reader, role, place, now).await? {
        if leaving.takes(&grant) {
            going.push(grant);
        } else if reader.ask(StandingOf(grant.account)).await?.is_some_and(|holder| holder.may_act)
            && reader.ask(AccountOf(grant.account)).await?.is_some_and(|holder| !holder.is_leaving)
        {
            staying.push(grant);
        }
    }
    Ok(model::may_go(&going, &staying, now))
}

/// What would be left without whom it cannot be, if the account went.
async fn unattended_without(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<String>> {
    for grant in grants_of(reader, account, now).await? {
        let place = grant.span.organisation();
        if may_go(reader, grant.role, place, Leaving::Account(account), now).await? {
            continue;
        }
        let name = match place {
            Some(organisation) => {
                reader.ask(OrganisationOf(organisation)).await?.map(|view| view.name)
            }
            None => Some(messages::THE_SERVICE.to_owned()),
        };
        return Ok(Some(name.unwrap_or_default()));
    }
    Ok(None)
}

async fn end_all(tx: &mut WriteTx, held: &[Grant], call: &Call) -> Result<()> {
    for grant in held {
        if !end_grant(tx, grant, call.now, call.act).await? {
            return Err(Fault::again("ending a role that somebody else just changed").into());
        }
        store::end_cover_role(tx, grant.id, call.now, call.act).await?;
        note_end(tx, grant, call).await?;
        end_covers_of(tx, grant.id, call).await?;
    }
    Ok(())
}

/// What the history and others are told of a role that ends.
pub(crate) async fn note_end(tx: &mut WriteTx, grant: &Grant, call: &Call) -> Result<()> {
    let organisation = grant.span.organisation();
    tx.effect("role_grant", grant.id.0, "ends_at", grant.ends_at, call.now);
    if let Some(organisation) = organisation {
        tx.concerns(organisation);
    }
    tx.note(&GrantEnded { grant: grant.id, account: grant.account, organisation })?;
    Ok(())
}

/// Nobody stands in for a role that is over. They name the same organisation, whose guard has been taken.
pub(crate) async fn end_covers_of(tx: &mut WriteTx, covered: GrantId, call: &Call) -> Result<()> {
    for given in store::standing_in(tx, covered, call.now).await? {
        let Some(grant) = find_grant(tx, given).await? else { continue };
        if !end_grant(tx, &grant, call.now, call.act).await? {
            return Err(Fault::again("ending a role that somebody else just changed").into());
        }
        store::end_cover_role(tx, given, call.now, call.act).await?;
        note_end(tx, &grant, call).await?;
        if let Some(holder) = tx.ask(AccountOf(grant.account)).await? {
            tx.concerns(holder.organisation);
        }
    }
    Ok(())
}

/// Answers whether an account is an administrator.
pub(crate) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|IsAdministrator(account), reader| {
        Box::pin(async move { Ok(holds_any_grant(reader, account).await?) })
    })?;
    answers.add(|IsAdministratorAt { account, now }, reader| {
        Box::pin(async move {
            Ok(grants_of(reader, account, now).await?.iter().any(|grant| grant.is_live(now)))
        })
    })?;
    answers.add(|UnattendedWithout { account, now }, reader| {
        Box::pin(unattended_without(reader, account, now))
    })?;
    answers.add(|IsGivenByOperator(grant), reader| {
        Box::pin(async move {
            // A grant is given once and ended once.
            let acts = history_of_subjects(reader, &[grant.0], None, 10).await?;
            let given = acts.iter().find(|act| act.row.command == GiveGrant::NAME);
            Ok(given.is_some_and(|act| act.row.actor.starts_with("operator:")))
        })
    })
}
