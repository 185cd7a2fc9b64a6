//! What setting the service up asks of roles: a second person for what needs two, and somebody to look after members.

use kernel::authority::{Role, StandingOf, holders_besides};
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use super::super::queries::{GrantState, NationalGrants, Nationwide};

/// Holders that are looked at for one who can act.
const LOOKED_AT: i64 = 20;

/// The steps.
pub fn steps(door: Door, call: Call) -> BoxFuture<'static, Result<Vec<Step>>> {
    Box::pin(async move {
        // What follows is for those who may see the roles of the whole service.
        let found = door.ask(&call, &NationalGrants {}).await?;
        Ok(vec![second_person(&found, &call), first_administrator(&door, &call).await?])
    })
}

/// Whoever runs the service alone can be away, and some acts take two people.
fn second_person(found: &Nationwide, call: &Call) -> Step {
    let working = |role| {
        found.items.iter().any(|line| {
            line.role == role
                && line.state == GrantState::Live
                && Some(line.person) != call.actor.account()
        })
    };
    let missing: Vec<&str> = [
        (Role::PlatformAdministrator, "a second platform administrator"),
        (Role::SecondPlatformApprover, "a second platform approver"),
    ]
    .into_iter()
    .filter(|(role, _)| !working(*role))
    .map(|(_, words)| words)
    .collect();
    let (state, says) = if missing.is_empty() {
        let says =
            "Somebody else can run the service, and somebody can approve what needs two people.";
        (StepState::Done, says.to_owned())
    } else {
        let says = format!(
            "Still to name: {}. Some acts, such as going on after a restore, need two people.",
            missing.join(" and ")
        );
        (StepState::ToDo, says)
    };
    let href = Some("/national/administrators".to_owned());
    Step { order: 20, text: "Name who else runs the service".to_owned(), says, href, state }
}

/// Somebody who can act, at another organisation than that of the team that runs the service.
async fn first_administrator(door: &Door, call: &Call) -> Result<Step> {
    let mut reader = door.reader().await?;
    let own = match call.actor.account() {
        Some(account) => reader.ask(StandingOf(account)).await?,
        None => None,
    };
    let role = Role::PrimaryLocalAdministrator;
    let besides = own.map(|own| own.organisation);
    let mut is_held = false;
    for holder in holders_besides(&mut reader, role, besides, call.now, LOOKED_AT).await? {
        is_held |= reader.ask(StandingOf(holder)).await?.is_some_and(|standing| standing.may_act);
    }
    let (state, says) = if is_held {
        let says =
            "A primary local administrator is named. They name further administrators themselves.";
        (StepState::Done, says)
    } else {
        let says = "Invite them as you open the organisation, or from the page about its joining. A letter with a link to an address outside the service lets them in.";
        (StepState::ToDo, says)
    };
    Ok(Step {
        order: 70,
        text: "Give it its first administrator".to_owned(),
        says: says.to_owned(),
        href: Some("/o".to_owned()),
        state,
    })
}
