//! What setting the service up asks of organisations: a register, and the first member.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use crate::organisations::model::OrganisationState;
use crate::organisations::queries::CountOrganisations;

/// What makes a step of setting the service up.
pub type StepMaker = fn(Door, Call) -> BoxFuture<'static, Result<Step>>;

/// The steps.
pub fn steps() -> Vec<StepMaker> {
    vec![|door, call| Box::pin(register(door, call)), |door, call| {
        Box::pin(first_member(door, call))
    }]
}

async fn register(door: Door, call: Call) -> Result<Step> {
    let count = door.ask(&call, &CountOrganisations {}).await?.count;
    // One is the team that runs the service, which no register has to know.
    let (state, says) = if count > 1 {
        (StepState::Done, format!("{count} organisations are in it."))
    } else {
        let says = "Organisations are opened from the register and never typed in. Have its file ready, as it is published.";
        (StepState::ToDo, says.to_owned())
    };
    let href = Some("/national/register".to_owned());
    Ok(Step { order: 30, text: "Import the register".to_owned(), says, href, state })
}

/// The team that runs the service is a member from the beginning; the next one is the first of those it is for.
async fn first_member(door: Door, call: Call) -> Result<Step> {
    let count = door.ask(&call, &CountOrganisations {}).await?;
    let open = count.by_state.get(OrganisationState::Open.name()).copied().unwrap_or(0);
    let (state, says) = match open {
        0 | 1 => (
            StepState::ToDo,
            "Find it in the register and open it. Only an open organisation can have people."
                .to_owned(),
        ),
        open => (StepState::Done, format!("{open} organisations are open.")),
    };
    let href = Some("/national/organisations".to_owned());
    Ok(Step { order: 60, text: "Open the first organisation".to_owned(), says, href, state })
}
