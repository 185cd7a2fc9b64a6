//! The administrators of an organisation as a file: who has which role, where, and until when.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use ui::sheet::{Format, answer};

use super::super::queries::{GrantLine, GrantState, GrantsInOrganisation};
use super::place;

/// Roles read at a time.
const PAGE: u32 = 200;
/// The heads, as programs know them; stable for ever.
const HEADS: [&str; 9] =
    ["name", "address", "role", "where", "state", "starts_at", "ends_at", "reason", "person"];

pub(super) async fn csv(state: State<App>, caller: Caller, code: Path<String>) -> Result<Response> {
    file(Format::Csv, state, caller, code).await
}

pub(super) async fn xlsx(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
) -> Result<Response> {
    file(Format::Xlsx, state, caller, code).await
}

async fn file(
    format: Format,
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let first = GrantsInOrganisation { organisation: code, after: None, limit: Some(PAGE) };
    answer(format, "administrators", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.iter().map(cells).collect();
            let next = found.next.map(|next| GrantsInOrganisation { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(line: &GrantLine) -> Vec<String> {
    let state = match line.state {
        GrantState::Live => "active",
        GrantState::Coming => "not started",
        GrantState::Resting => "cannot sign in",
    };
    vec![
        line.name.clone(),
        line.address.clone(),
        line.role.name().to_owned(),
        place(line),
        state.to_owned(),
        line.starts_at.rfc3339(),
        line.ends_at.map(|end| end.rfc3339()).unwrap_or_default(),
        line.reason.clone(),
        line.person.to_string(),
    ]
}
