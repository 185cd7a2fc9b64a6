//! The list of organisations as a file: every one that matches.

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use ui::form::Values;
use ui::sheet::{Format, answer};

use super::national;
use crate::organisations::queries::{FindOrganisations, OrganisationLine};

/// Organisations read at a time; the file is sent while it is read.
const PAGE: u32 = 200;

/// The heads, as programs know them; stable for ever.
const HEADS: [&str; 6] = ["code", "name", "kind", "postcode", "register", "service"];

pub(super) async fn csv(
    state: State<App>,
    caller: Caller,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Csv, state, caller, values).await
}

pub(super) async fn xlsx(
    state: State<App>,
    caller: Caller,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Xlsx, state, caller, values).await
}

async fn file(
    format: Format,
    State(app): State<App>,
    caller: Caller,
    Query(values): Query<Values>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let first = FindOrganisations { limit: Some(PAGE), after: None, ..national::query(&values) };
    answer(format, "organisations", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| FindOrganisations { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(line: OrganisationLine) -> Vec<String> {
    vec![
        line.code.clone(),
        line.shown_name(),
        line.kind.name().to_owned(),
        line.postcode.unwrap_or_default(),
        line.status.name().to_owned(),
        line.state.name().to_owned(),
    ]
}
