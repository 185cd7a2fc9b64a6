//! What setting the service up asks of organisations: a register, and the first member.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use crate::organisations::model::OrganisationState;
use crate::organisations::queries::CountOrganisations;

/// The steps.
pub fn steps(door: Door, call: Call) -> BoxFuture<'static, Result<Vec<Step>>> {
    Box::pin(async move {
        let count = door.ask(&call, &CountOrganisations {}).await?;
        let open = count.by_state.get(OrganisationState::Open.name()).copied().unwrap_or(0);
        Ok(vec![register(count.count), first_member(open)])
    })
}

/// One is the team that runs the service, which no register has to know.
fn register(count: i64) -> Step {
    let (state, says) = match count {
        0 | 1 => (
            StepState::ToDo,
            "Organisations are opened from the register and never typed in. Have its file ready, as it is published."
                .to_owned(),
        ),
        count => (StepState::Done, format!("{} organisations are in it.", count - 1)),
    };
    let href = Some("/national/register".to_owned());
    Step { order: 30, text: "Import the register".to_owned(), says, href, state }
}

/// The team that runs the service is a member from the beginning; the next one is the first of those it is for.
fn first_member(open: i64) -> Step {
    let (state, says) = match open {
        0 | 1 => (
            StepState::ToDo,
            "Find it in the register and open it. Only an open organisation can have people."
                .to_owned(),
        ),
        open => (StepState::Done, format!("{open} organisations are open.")),
    };
    let href = Some("/national/organisations".to_owned());
    Step { order: 60, text: "Open the first organisation".to_owned(), says, href, state }
}
