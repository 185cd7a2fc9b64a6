//! What setting the service up asks of the connection to Microsoft 365.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use crate::graph::Connection;
use crate::shadow::queries::Overview;

/// Makes a step of setting the service up.
pub type MakeStep = fn(Door, Call) -> BoxFuture<'static, Result<Step>>;

/// The steps.
pub fn steps() -> Vec<MakeStep> {
    vec![|door, call| Box::pin(connected(door, call))]
}

async fn connected(door: Door, call: Call) -> Result<Step> {
    let view = door.ask(&call, &Overview {}).await?;
    let (state, says) = if door.ports().port::<Connection>().is_err() {
        let says = "Not connected: everything is saved here and nothing is sent. The settings file guildhall.toml says what to connect to.";
        (StepState::ToDo, says.to_owned())
    } else if let Some(trouble) = view.trouble {
        (StepState::ToDo, format!("Connected, but the last attempt failed: {trouble}"))
    } else if view.paused {
        (StepState::Done, "Connected. Sending is paused.".to_owned())
    } else {
        (StepState::Done, "Connected.".to_owned())
    };
    let href = Some("/national/tenant".to_owned());
    Ok(Step { order: 40, text: "Connect Microsoft 365".to_owned(), says, href, state })
}
