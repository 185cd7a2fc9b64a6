//! The list of people as a file: everybody who matches, with every column.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use ui::form::Values;
use ui::sheet::{Format, answer};

use super::list;
use crate::people::queries::{PeopleInOrganisation, PersonRow};

/// People read at a time; the file is sent while it is read.
const PAGE: u32 = 200;

/// The heads, as programs know them; stable for ever.
const HEADS: [&str; 12] = [
    "given_name",
    "family_name",
    "display_name",
    "address",
    "job_title",
    "department",
    "staff_number",
    "kind",
    "state",
    "created_at",
    "last_activity_at",
    "id",
];

pub(super) async fn csv(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Csv, state, caller, code, values).await
}

pub(super) async fn xlsx(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Xlsx, state, caller, code, values).await
}

async fn file(
    format: Format,
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    // A file of everybody is what somebody would take along who found a browser open.
    door.ask_for_proof(&call).await?;
    let first =
        PeopleInOrganisation { limit: Some(PAGE), after: None, ..list::query(&code, &values) };
    answer(format, "people", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| PeopleInOrganisation { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(row: PersonRow) -> Vec<String> {
    let text = |value: Option<String>| value.unwrap_or_default();
    vec![
        row.given_name,
        row.family_name,
        row.display_name,
        row.address,
        text(row.job_title),
        text(row.department),
        text(row.staff_number),
        row.kind.name().to_owned(),
        row.state.name().to_owned(),
        row.created_at,
        text(row.last_activity_at),
        row.id.to_string(),
    ]
}
