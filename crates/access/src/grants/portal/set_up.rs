//! What setting the service up asks of roles: a second person for what needs two, and somebody to look after members.

use kernel::authority::{Role, is_held_somewhere};
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use super::super::queries::{GrantState, NationalGrants};

/// What makes a step of setting the service up.
pub type StepOf = fn(Door, Call) -> BoxFuture<'static, Result<Step>>;

/// The steps.
pub fn steps() -> Vec<StepOf> {
    vec![|door, call| Box::pin(second_person(door, call)), |door, call| {
        Box::pin(first_administrator(door, call))
    }]
}

/// Whoever runs the service alone can be away, and some acts take two people.
async fn second_person(door: Door, call: Call) -> Result<Step> {
    let found = door.ask(&call, &NationalGrants {}).await?;
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
    Ok(Step { order: 20, text: "Name who else runs the service".to_owned(), says, href, state })
}

async fn first_administrator(door: Door, call: Call) -> Result<Step> {
    // The same question that the page of national roles asks, so that it is answered to the same people.
    door.ask(&call, &NationalGrants {}).await?;
    let mut reader = door.reader().await?;
    let is_held = is_held_somewhere(&mut reader, Role::PrimaryLocalAdministrator, call.now).await?;
    let (state, says) = if is_held {
        let says =
            "A primary local administrator is named. They name further administrators themselves.";
        (StepState::Done, says)
    } else {
        let says = "Open the organisation, create the first person there, and make them its primary local administrator. A start code lets them in.";
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
