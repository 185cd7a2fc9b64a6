//! Looks: whoever sees an organisation's records through a role of the whole service, or of the national administration
//! service, leaves a line that the organisation reads.
//!
//! The door sees to it for every query that shows records, whichever slice it belongs to: what was looked at is read
//! from what was asked, or else from what was answered. Lists over all organisations at once name none and leave no
//! line; whoever opens one of them does.
//!
//! The line is durable before the answer leaves, in the same group commit as everything else that is written at that
//! moment. A look that cannot be recorded is not answered: a line that is promised to the person concerned must not
//! hang on whether a disk was full. The same look within a quarter of an hour is one line, so that reading on costs
//! one read more, and a minute at a person's pages is not fifty lines.

mod about;
mod store;

pub use store::{Look, LookFilter, forget_looks, looks_at, looks_in};

use std::sync::Arc;

use super::{Call, Door, Query};
use crate::authority::{Grant, GrantSpan, Place, Sight, grants_of};
use crate::db::Reader;
use crate::ids;
use crate::refusal::{Error, Fault, Result, messages};

/// What of an organisation's records a query shows, as the line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The record of the organisation or of a person.
    Record,
    /// What was done.
    History,
    /// What was asked for.
    Requests,
    /// What was written to people.
    Letters,
    /// Who moves where.
    Transfers,
}

impl Aspect {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Record, Self::History, Self::Requests, Self::Letters, Self::Transfers];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::History => "history",
            Self::Requests => "requests",
            Self::Letters => "letters",
            Self::Transfers => "transfers",
        }
    }

    /// The aspect of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|aspect| aspect.name() == name)
    }
}

/// The lines that a look leaves and that are not there yet.
pub(super) async fn of<Q: Query>(
    door: &Door,
    call: &Call,
    sight: &Sight,
    said: &about::Said,
    reader: &mut Reader,
) -> Result<Vec<Look>> {
    let Some(actor) = call.actor.account() else { return Ok(Vec::new()) };
    let found = about::find(said, reader).await?;
    let own = sight.from_inside();
    let mut looks = Vec::new();
    for thing in found {
        // What is one's own, or seen by a role in that very organisation, is not looked at from outside.
        if thing.account == Some(actor) || own.sees_organisation(reader, thing.organisation).await?
        {
            continue;
        }
        let Some(who) = door.rules().who(Q::ACTION) else { continue };
        let held = grants_of(reader, actor, call.now).await?;
        let place = Place::of(reader, thing.organisation).await?;
        let from_outside = |grant: &Grant| {
            matches!(grant.span, GrantSpan::Nation | GrantSpan::Sector(_))
                && grant.span.reaches(&place)
        };
        let held = held.into_iter().find(|grant| {
            from_outside(grant) && grant.is_live(call.now) && who.roles.has(grant.role)
        });
        // The role ended while the answer was made.
        let held = held.ok_or_else(|| messages::NOT_ALLOWED.refuse())?;
        let look = Look {
            id: ids::new_at(call.now),
            organisation: thing.organisation,
            account: thing.account,
            actor,
            aspect: Q::ASPECT,
            role: held.role,
            held_by: held.id,
            query: Q::NAME.to_owned(),
            at: call.now,
        };
        if !store::is_kept(reader, &look).await? {
            looks.push(look);
        }
    }
    Ok(looks)
}

/// What was asked and answered, as far as it is needed to know what was looked at; none if nobody looked from outside.
pub(super) fn said<Q: Query>(
    call: &Call,
    sight: &Sight,
    asked: &Q,
    output: &Q::Output,
) -> Result<Option<about::Said>, Fault> {
    if call.actor.account().is_none() || !sight.is_from_outside() {
        return Ok(None);
    }
    about::Said::of(asked, output).map(Some)
}

impl Door {
    /// Makes lines durable. What cannot be recorded is not shown.
    pub(super) async fn keep_looks(&self, looks: Vec<Look>) -> Result<(), Error> {
        let looks = Arc::new(looks);
        self.upkeep(move |tx| {
            let looks = Arc::clone(&looks);
            Box::pin(async move {
                for look in looks.iter() {
                    store::keep(tx, look).await?;
                }
                Ok(())
            })
        })
        .await
    }
}
