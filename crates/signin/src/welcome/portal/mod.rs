//! `/welcome`: the list, and the page on which somebody looks over their details.

mod details;
mod list;

use axum::Router;
use axum::routing::{get, post};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::http::App;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::inset_text;
use ui::content::Content;
use ui::link::{Link, link};

use super::{queries, store};

/// Where the list is.
const HERE: &str = "/welcome";
/// What it is called.
const TITLE: &str = "Getting started";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/welcome", get(list::page))
        .route("/welcome/details", get(details::page).post(details::confirm))
        .route("/welcome/put-off", post(list::put_off))
        .route("/welcome/finish", post(list::finish))
}

/// The line above every page of somebody who is getting started, which leads back to the list from wherever a step is done.
/// None on the pages of the list itself.
pub async fn strip(
    reader: &mut Reader,
    account: AccountId,
    path: &str,
    now: Timestamp,
) -> Result<Option<Markup>> {
    if path == HERE || path.starts_with("/welcome/") {
        return Ok(None);
    }
    let Some(kept) = store::kept(reader, account).await?.filter(|kept| kept.leads(now)) else {
        return Ok(None);
    };
    let steps = queries::steps(reader, account, &kept, now).await?;
    let (done, all) = (steps.iter().filter(|step| step.is_done).count(), steps.len());
    Ok(Some(inset_text(&Content::Markup(html! {
        p { "Getting started: " (done) " of " (all) " steps are done. " (link(&Link::new("Back to the list", HERE))) }
    }))))
}
