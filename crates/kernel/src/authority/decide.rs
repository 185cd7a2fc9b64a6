//! The one decision.

use super::tree::is_within;
use super::{Action, Grant, GrantSpan, Resource, RuleBook, Sight, StandingOf, Who, grants_of};
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
    match resource {
        Resource::Nation => allow(
            grants.iter().any(|grant| grant.span == GrantSpan::Nation && who.roles.has(grant.role)),
        ),
        // Somebody else's own affairs are never reached: `Own` is the actor's.
        Resource::Own => allow(false),
        Resource::Organisation(organisation) => {
            within(who, &grants, organisation, None, account, reader).await
        }
        Resource::Account(owner, organisation) => {
            within(who, &grants, organisation, Some(owner), account, reader).await
        }
        Resource::Between(one, other) => {
            let first = within(who, &grants, one, None, account, reader).await;
            let second = within(who, &grants, other, None, account, reader).await;
            // What is not seen comes first: "not allowed" on one side would tell that the other exists.
            if is_unseen(&second) { second } else { first.and(second) }
        }
        Resource::Either(one, other) => {
            let first = within(who, &grants, one, None, account, reader).await;
            if first.is_ok() {
                return first;
            }
            let second = within(who, &grants, other, None, account, reader).await;
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

async fn within(
    who: &Who,
    grants: &[Grant],
    organisation: OrganisationId,
    owner: Option<AccountId>,
    actor: AccountId,
    reader: &mut Reader,
) -> Result<()> {
    let mut seen = owner == Some(actor);
    for grant in grants {
        let reaches = match grant.span {
            GrantSpan::Nation => true,
            GrantSpan::Organisation(named) => named == organisation,
            GrantSpan::Descendants(above) => is_within(reader, above, organisation).await?,
        };
        if reaches && who.roles.has(grant.role) {
            return Ok(());
        }
        seen |= reaches;
    }
    Err(if seen { messages::NOT_ALLOWED } else { messages::NOT_FOUND }.refuse().into())
}
