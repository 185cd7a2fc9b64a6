//! Banners: a few words above every page for a while, for everybody or for the people of one organisation.
//!
//! The national team says what goes on in the service (an incident, planned work, news), administrators what goes on in
//! their organisation. A national banner can also stand on the pages before signing in, where it is the status line.
//!
//! What always holds: a banner is plain text of bounded length and has an end; a place has few at once; nobody's banner
//! is seen by another organisation. It sends nothing: what goes by letter is the business of `notices`.

mod authority;
mod commands;
mod messages;
mod model;
mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use axum::Router;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest};
use kernel::http::App;
use kernel::{commands as register, queries as answers};

pub use commands::{BannerPut, EndBanner, PutBanner};
pub use model::{LIVE_AT_MOST, Level, MOST_DAYS};
pub use portal::{above, status};
pub use queries::{BannerLine, BannerList, Banners, Shown, live};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "casework/banners",
        commands: register![PutBanner, EndBanner],
        queries: answers![Banners],
        rules: authority::RULES,
        dated: &[&MOST_DAYS, &LIVE_AT_MOST],
        refusals: messages::ALL,
        guards: const {
            &[Guard::new("banner", "the banner", "of two who take one down the second is told")]
        },
        migrations: &[Migration {
            number: 26,
            name: "0026_casework_banners",
            sql: include_str!("../../../../migrations/0026_casework_banners.sql"),
        }],
        ..Manifest::default()
    }
}

/// The pages of the slice.
pub(crate) fn portal() -> Router<App> {
    portal::routes()
}
