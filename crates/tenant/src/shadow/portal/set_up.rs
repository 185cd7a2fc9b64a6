//! What setting the service up asks of the connection to Microsoft 365.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use crate::graph::Connection;
use crate::shadow::queries::Overview;
use crate::shadow::store;

/// The steps. A connection counts when Microsoft 365 has answered over it once.
pub fn steps(door: Door, call: Call) -> BoxFuture<'static, Result<Vec<Step>>> {
    Box::pin(async move {
        let view = door.ask(&call, &Overview {}).await?;
        let mut reader = door.reader().await?;
        let has_answered =
            store::import_link(&mut reader).await?.is_some_and(|(_, ended)| ended.is_some());
        let (state, says) = if door.ports().port::<Connection>().is_err() {
            let says = "Not connected: everything is saved here and nothing is sent. The settings file guildhall.toml says what to connect to.";
            (StepState::ToDo, says.to_owned())
        } else if let Some(trouble) = view.trouble {
            (
                StepState::ToDo,
                format!("Named in the settings, but the last attempt failed: {trouble}"),
            )
        } else if !has_answered {
            let says =
                "Named in the settings; it has not answered yet. The page shows what happens.";
            (StepState::ToDo, says.to_owned())
        } else if view.paused {
            (StepState::Done, "Connected. Sending is paused.".to_owned())
        } else {
            (StepState::Done, "Connected.".to_owned())
        };
        let text = "Connect Microsoft 365".to_owned();
        let href = Some("/national/tenant".to_owned());
        Ok(vec![Step { order: 40, text, says, href, state }])
    })
}
