//! Whether a process runs on this folder, and whether it says that it is ready.

use std::time::Duration;

use super::{Findings, Patient};
use crate::web::READY;

/// How long a process that is well takes at most to say so.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn look(patient: &Patient<'_>, found: &mut Findings) {
    if !patient.data.is_owned() {
        found.note("process", "No process serves from this folder at the moment.");
        return;
    }
    match ready(patient).await {
        Ok((200, _)) => found.well("process", "A process serves from this folder and is ready."),
        Ok((status, words)) => found.problem(
            "process",
            format!("A process has this folder and is not ready: {words} ({status})."),
            "What it waits for stands in its log and, most often, further down here.",
        ),
        Err(error) => found.problem(
            "process",
            format!("A process has this folder and does not answer: {error:#}."),
            "It may be starting, bringing the database up to date, or hang; its log says which.",
        ),
    }
}

async fn ready(patient: &Patient<'_>) -> anyhow::Result<(u16, String)> {
    let client =
        reqwest::Client::builder().unix_socket(patient.data.socket()).timeout(PATIENCE).build()?;
    let response = client.get(format!("http://localhost{READY}")).send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}
