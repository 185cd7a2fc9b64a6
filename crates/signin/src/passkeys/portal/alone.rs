//! `/sign-in/passkey`: signing in with a passkey alone.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::form::{Problems, Values};
use ui::frame::Frame;

use super::asking::given;
use super::invite::browser_key;
use crate::factors::portal::go_on;
use crate::passkeys::{messages, sign_in};
use crate::portal::{device, shown};
use crate::sessions::portal::{next, sign_in_page};

/// Signs in, or shows the sign-in page again.
pub(super) async fn enter(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let mut problems = Problems::new();
    match (given(&values), browser_key(&app, &headers)?) {
        (Some(assertion), Some(key)) => {
            match sign_in(&app.door, &caller, device(&headers), &key, assertion).await {
                Ok(came) => return go_on(&app, &came, next(&values)),
                Err(error) => problems = shown(error)?,
            }
        }
        _ => problems.add_general(messages::OVER.text),
    }
    sign_in_page(&app, &frame, &headers, &values, &problems).await
}
