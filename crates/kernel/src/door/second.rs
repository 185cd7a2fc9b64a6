//! Four eyes: what one person alone must not be able to do waits for a second one.
//!
//! The door keeps the exact command (with the version of what it is about, if the caller said one) as a proposal that a
//! second person decides, and refuses it meanwhile. When it was approved it runs as its asker; both are asked for their
//! authority then. Where nobody else could approve it the act is done all the same, and its record says so.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::{Actor, Answers, Call, CommandEntry, Level, Question};
use crate::authority::{
    Action, GrantSpan, Resource, Role, RuleBook, Span, decide, grants_of, grants_of_role,
    grants_reaching,
};
use crate::dated::NumberRule;
use crate::db::Reader;
use crate::ids::AccountId;
use crate::refusal::{Error, Fault, Result, messages};

/// Whether a second person is asked for: never (0), wherever somebody else could approve (1), always (2).
pub const SECOND_PERSON: NumberRule = NumberRule::new(
    "second-person.needed",
    1,
    0..=2,
    "choice",
    "Security decisions, four eyes for what harms many",
)
.of_the_nation();

/// Hours in which a second person has to decide.
pub const SECOND_PERSON_HOURS: NumberRule = NumberRule::new(
    "second-person.hours",
    24,
    1..=168,
    "hours",
    "Security decisions, four eyes: an approval is asked for within 24 hours",
)
.of_the_nation();

/// Holders of grants that reach an organisation, read at a time.
const PAGE: i64 = 200;

/// What stands between an act and being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eyes {
    /// Nothing: two are enough, or none is asked for.
    Enough,
    /// Nobody else could approve it, so it is done and says so.
    Alone,
    /// A second person.
    Missing,
}

/// Whether a second person is missing. `decided` says that this call carries out what one approved.
pub(super) async fn missing(
    rules: &RuleBook,
    (call, action, resource): (&Call, Action, Resource),
    level: Level,
    decided: bool,
    reader: &mut Reader,
) -> Result<Eyes> {
    if level < Level::TwoPeople || decided || call.actor.account().is_none() {
        return Ok(Eyes::Enough);
    }
    match reader.dated(&SECOND_PERSON, None, call.now).await? {
        0 => Ok(Eyes::Enough),
        1 if second_people(rules, (call, action, resource), 1, reader).await?.is_empty() => {
            Ok(Eyes::Alone)
        }
        _ => Ok(Eyes::Missing),
    }
}

/// Whether the caller may stand as the second person: whoever may do it themselves, and for what platform administrators
/// do, their second approver.
pub(super) async fn may_approve(
    rules: &RuleBook,
    (call, action, resource): (&Call, Action, Resource),
    reader: &mut Reader,
) -> Result<()> {
    let verdict = decide(rules, call, action, resource, reader).await;
    let (Err(Error::Refused(_)), Actor::Account(account)) = (&verdict, &call.actor) else {
        return verdict;
    };
    let is_theirs = rules.who(action).is_some_and(|who| who.roles.has(Role::PlatformAdministrator));
    if !is_theirs {
        return verdict;
    }
    let standing = reader.ask(crate::authority::StandingOf(*account)).await?;
    if !standing.is_some_and(|standing| standing.may_act) {
        return verdict;
    }
    let approves = grants_of(reader, *account, call.now).await?.into_iter().any(|grant| {
        grant.role == Role::SecondPlatformApprover
            && grant.span == GrantSpan::Nation
            && grant.is_live(call.now)
    });
    if approves { Ok(()) } else { verdict }
}

/// Some of those who could be the second person for somebody's act.
async fn second_people(
    rules: &RuleBook,
    (call, action, resource): (&Call, Action, Resource),
    most: usize,
    reader: &mut Reader,
) -> Result<Vec<AccountId>> {
    let Some(who) = rules.who(action) else { return Ok(Vec::new()) };
    let mut roles: Vec<Role> =
        who.roles.iter().filter(|role| role.span() == Span::Nation).collect();
    if roles.contains(&Role::PlatformAdministrator) {
        roles.push(Role::SecondPlatformApprover);
    }
    let mut seen: BTreeSet<AccountId> = call.actor.account().into_iter().collect();
    let mut found = Vec::new();
    for role in roles {
        for grant in grants_of_role(reader, role, None, call.now).await? {
            if found.len() < most
                && seen.insert(grant.account)
                && may_be(rules, (call, action, resource), grant.account, reader).await?
            {
                found.push(grant.account);
            }
        }
    }
    let Some(organisation) = resource.organisation() else { return Ok(found) };
    let mut after = None;
    while found.len() < most {
        let page = grants_reaching(reader, organisation, after, PAGE, call.now).await?;
        for grant in &page {
            if found.len() < most
                && who.roles.has(grant.role)
                && seen.insert(grant.account)
                && may_be(rules, (call, action, resource), grant.account, reader).await?
            {
                found.push(grant.account);
            }
        }
        match page.last() {
            Some(last) if page.len() as i64 == PAGE => after = Some(last.id),
            _ => break,
        }
    }
    Ok(found)
}

async fn may_be(
    rules: &RuleBook,
    (call, action, resource): (&Call, Action, Resource),
    account: AccountId,
    reader: &mut Reader,
) -> Result<bool> {
    let other = Call { actor: Actor::Account(account), scope: None, ..call.again() };
    match may_approve(rules, (&other, action, resource), reader).await {
        Ok(()) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// May the caller be the second person for a command, given by name and JSON? Answered by the door.
pub struct MayApprove {
    /// Who would approve.
    pub call: Call,
    /// The command.
    pub command: String,
    /// Its input.
    pub body: Value,
}

impl Question for MayApprove {
    type Answer = bool;
}

/// Some of those who may be the second person for a command of the caller. Answered by the door.
pub struct SecondPeople {
    /// Who asks for it.
    pub call: Call,
    /// The command.
    pub command: String,
    /// Its input.
    pub body: Value,
    /// How many at most.
    pub most: usize,
}

impl Question for SecondPeople {
    type Answer = Vec<AccountId>;
}

type Commands = Arc<std::collections::BTreeMap<&'static str, CommandEntry>>;

pub(super) fn answer(
    answers: &mut Answers,
    commands: &std::collections::BTreeMap<&'static str, CommandEntry>,
    rules: &RuleBook,
) -> Result<(), Fault> {
    let (known, book): (Commands, _) = (Arc::new(commands.clone()), Arc::new(rules.clone()));
    let (commands, rules) = (Arc::clone(&known), Arc::clone(&book));
    answers.add(move |MayApprove { call, command, body }, reader| {
        let (commands, rules) = (Arc::clone(&commands), Arc::clone(&rules));
        Box::pin(async move {
            let Some((action, resource)) = about(&commands, &call, &command, body, reader).await?
            else {
                return Ok(false);
            };
            match may_approve(&rules, (&call, action, resource), reader).await {
                Ok(()) => Ok(true),
                Err(Error::Refused(_)) => Ok(false),
                Err(fault) => Err(fault),
            }
        })
    })?;
    answers.add(move |SecondPeople { call, command, body, most }, reader| {
        let (commands, rules) = (Arc::clone(&known), Arc::clone(&book));
        Box::pin(async move {
            match about(&commands, &call, &command, body, reader).await? {
                Some((action, resource)) => {
                    second_people(&rules, (&call, action, resource), most, reader).await
                }
                None => Ok(Vec::new()),
            }
        })
    })
}

/// What authority is asked about for a command; none if there is no such thing any more.
async fn about(
    commands: &Commands,
    call: &Call,
    command: &str,
    body: Value,
    reader: &mut Reader,
) -> Result<Option<(Action, Resource)>> {
    let Some(entry) = commands.get(command) else { return Ok(None) };
    match (entry.resource)(call, body, reader).await {
        Ok(resource) => Ok(Some((entry.action, resource))),
        Err(Error::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The refusal of an act that waits for a second person, with the key under which it is kept.
pub(super) fn waits(proposal: uuid::Uuid) -> crate::refusal::Refusal {
    messages::SECOND_PERSON.refuse().field("proposal", proposal.to_string())
}
