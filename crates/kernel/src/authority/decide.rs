//! The one decision.

use super::served::is_served;
use super::tree::is_within;
use super::{
    Action, Grant, GrantSpan, IntakeOf, Resource, RuleBook, Sight, StandingOf, Who, grants_of,
};
use crate::db::Reader;
use crate::door::{Actor, Call};
use crate::ids::{AccountId, OrganisationId};
use crate::refusal::{Error, Fault, Kind, Result, messages};

/// Turns away whoever may do the action to nothing at all because nobody vouches for them, before anything is looked
/// up: a stranger must not learn from the answer whether a thing exists.
pub(crate) async fn admit(
    book: &RuleBook,
    call: &Call,
    action: Action,
    reader: &mut Reader,
) -> Result<()> {
    let who = rule(book, call, action)?;
    match &call.actor {
        Actor::Anonymous if who.anyone => Ok(()),
        Actor::Anonymous => Err(messages::SIGN_IN.refuse().into()),
        Actor::Operator(_) => allow(who.operator),
        Actor::Service(_) => allow(who.service),
        Actor::Account(account) => may_act(reader, *account).await,
    }
}

/// Decides whether the call may do the action to the resource.
///
/// Not being allowed to see a thing answers `NotFound`; seeing it but not being allowed to do this answers
/// `NotAllowed`. "Seeing" means holding any role that reaches the organisation, or being the account in question.
/// Whoever may only because the organisation is looked after nationally records first how its asker was checked.
pub(crate) async fn decide(
    book: &RuleBook,
    call: &Call,
    action: Action,
    resource: Resource,
    reader: &mut Reader,
) -> Result<()> {
    let who = rule(book, call, action)?;
    let account = match &call.actor {
        Actor::Anonymous if who.anyone => return Ok(()),
        Actor::Anonymous => return Err(messages::SIGN_IN.refuse().into()),
        Actor::Operator(_) => return allow(who.operator),
        Actor::Service(_) => return allow(who.service),
        Actor::Account(account) => *account,
    };
    may_act(reader, account).await?;
    if who.everyone || (who.oneself && is_own(resource, account)) {
        return Ok(());
    }
    let grants = live(reader, account, call).await?;
    let asker = Asker { who, grants: &grants, account, call };
    match resource {
        Resource::Nation => allow(
            grants.iter().any(|grant| grant.span == GrantSpan::Nation && who.roles.has(grant.role)),
        ),
        // Somebody else's own affairs are never reached: `Own` is the actor's.
        Resource::Own => allow(false),
        Resource::Organisation(organisation) => asker.within(organisation, None, reader).await,
        Resource::Account(owner, organisation) => {
            asker.within(organisation, Some(owner), reader).await
        }
        Resource::Between(one, other) => {
            let first = asker.within(one, None, reader).await;
            let second = asker.within(other, None, reader).await;
            // What is not seen comes first: "not allowed" on one side would tell that the other exists.
            if is_unseen(&second) { second } else { first.and(second) }
        }
        Resource::Either(one, other) => {
            let first = asker.within(one, None, reader).await;
            if first.is_ok() {
                return first;
            }
            let second = asker.within(other, None, reader).await;
            // Who sees one of the two sees the thing.
            if is_unseen(&second) { first } else { second }
        }
    }
}

/// What the call may see for an action.
pub(crate) async fn sight_for(
    book: &RuleBook,
    call: &Call,
    action: Action,
    reader: &mut Reader,
) -> Result<Sight> {
    let who = rule(book, call, action)?;
    let nation = Sight { nation: true, public: true, ..Sight::NOTHING };
    let account = match &call.actor {
        Actor::Anonymous if who.anyone => return Ok(Sight { public: true, ..Sight::NOTHING }),
        Actor::Anonymous => return Err(messages::SIGN_IN.refuse().into()),
        Actor::Operator(_) => return allow(who.operator).map(|()| nation),
        Actor::Service(_) => return allow(who.service).map(|()| nation),
        Actor::Account(account) => *account,
    };
    may_act(reader, account).await?;
    let mut sight = Sight {
        own: (who.oneself || who.everyone).then_some(account),
        public: who.everyone,
        ..Sight::NOTHING
    };
    for grant in live(reader, account, call).await?.iter().filter(|grant| who.roles.has(grant.role))
    {
        match grant.span {
            GrantSpan::Nation => sight.nation = true,
            GrantSpan::Organisation(organisation) => sight.organisations.push(organisation),
            GrantSpan::Descendants(organisation) => sight.subtrees.push(organisation),
            GrantSpan::Sector(sector) => sight.sectors.push(sector),
        }
    }
    Ok(sight)
}

fn rule<'a>(book: &'a RuleBook, call: &Call, action: Action) -> Result<&'a Who> {
    let who = book.who(action).ok_or_else(|| {
        Fault::defect(format!("deciding on {}, which no authority table has", action.0))
    })?;
    match &call.scope {
        Some(scope) if !scope.covers(action) => {
            Err(messages::SCOPE.refuse().with("action", action.0).into())
        }
        _ => Ok(who),
    }
}

fn allow(allowed: bool) -> Result<()> {
    if allowed { Ok(()) } else { Err(messages::NOT_ALLOWED.refuse().into()) }
}

async fn may_act(reader: &mut Reader, account: AccountId) -> Result<()> {
    match reader.ask(StandingOf(account)).await? {
        Some(standing) if standing.may_act => Ok(()),
        _ => Err(messages::SIGN_IN.refuse().into()),
    }
}

fn is_unseen(verdict: &Result<()>) -> bool {
    matches!(verdict, Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound)
}

fn is_own(resource: Resource, account: AccountId) -> bool {
    match resource {
        Resource::Own => true,
        Resource::Account(owner, _) => owner == account,
        _ => false,
    }
}

async fn live(reader: &mut Reader, account: AccountId, call: &Call) -> Result<Vec<Grant>, Error> {
    let mut grants = grants_of(reader, account, call.now).await?;
    grants.retain(|grant| grant.is_live(call.now));
    Ok(grants)
}

/// Somebody with roles, and what they ask for.
struct Asker<'a> {
    who: &'a Who,
    grants: &'a [Grant],
    account: AccountId,
    call: &'a Call,
}

impl Asker<'_> {
    async fn within(
        &self,
        organisation: OrganisationId,
        owner: Option<AccountId>,
        reader: &mut Reader,
    ) -> Result<()> {
        let mut seen = owner == Some(self.account);
        let mut for_sector = false;
        for grant in self.grants {
            let reaches = match grant.span {
                GrantSpan::Nation => true,
                GrantSpan::Organisation(named) => named == organisation,
                GrantSpan::Descendants(above) => is_within(reader, above, organisation).await?,
                GrantSpan::Sector(sector) => is_served(reader, sector, organisation).await?,
            };
            if reaches && self.who.roles.has(grant.role) {
                if grant.span.sector().is_none() {
                    return Ok(());
                }
                for_sector = true;
            }
            seen |= reaches;
        }
        if for_sector {
            return self.was_asked(organisation, reader).await;
        }
        Err(if seen { messages::NOT_ALLOWED } else { messages::NOT_FOUND }.refuse().into())
    }

    /// Whoever acts for an organisation only because it is looked after nationally was asked by it, and has recorded how
    /// they know. What was kept for later was asked for when it was kept.
    async fn was_asked(&self, organisation: OrganisationId, reader: &mut Reader) -> Result<()> {
        if self.who.unasked || self.call.proposal.is_some() {
            return Ok(());
        }
        let intake = IntakeOf { account: self.account, organisation, at: self.call.now };
        match reader.ask(intake).await? {
            Some(_) => Ok(()),
            None => Err(messages::INTAKE_MISSING.refuse().into()),
        }
    }
}
