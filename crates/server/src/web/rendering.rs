//! A list as a file in the name of an account, asked for by the service itself: the same pages, the same door, and
//! nobody's session. What the account may see at that moment is what the file holds.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use casework::schedules::Rendered;
use futures_util::StreamExt as _;
use kernel::db::BoxFuture;
use kernel::door::{Actor, Door, Face};
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use tower::ServiceExt as _;

/// Asks for a file of at most so many octets at an address, in the name of an account.
///
/// # Errors
/// If the list cannot be read at the moment.
pub fn render(
    door: Door,
    account: AccountId,
    address: String,
    most: usize,
) -> BoxFuture<'static, Result<Rendered>> {
    Box::pin(async move {
        let caller = Caller {
            actor: Actor::Account(account),
            scope: None,
            face: Face::Job,
            request: kernel::ids::new_at(door.clock().now()),
            peer: String::new(),
            session: None,
            key: None,
            expected: None,
        };
        let request = Request::get(&address).extension(caller).body(Body::empty());
        let request =
            request.map_err(|error| Fault::defect("asking for a report").because(error))?;
        let pages = super::slices().merge(super::reports::routes()).with_state(App { door });
        match pages.oneshot(request).await {
            Ok(response) => Ok(read(response, most).await?),
            Err(never) => match never {},
        }
    })
}

async fn read(response: Response, most: usize) -> Result<Rendered, Fault> {
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Fault::defect(format!("asking for a report, answered with {status}")));
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if status != StatusCode::OK || !kind.is_some_and(|kind| kind.starts_with("text/csv")) {
        return Ok(Rendered::Refused);
    }
    let mut parts = response.into_body().into_data_stream();
    let mut text = Vec::new();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| Fault::defect("reading a report").because(error))?;
        if text.len() + part.len() > most {
            return Ok(Rendered::TooLarge);
        }
        text.extend_from_slice(&part);
    }
    let text = String::from_utf8(text);
    Ok(Rendered::Made(text.map_err(|error| Fault::defect("reading a report").because(error))?))
}
