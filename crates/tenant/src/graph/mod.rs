//! The client of Microsoft Graph: one connection to one tenant, shared by the whole process.
//!
//! Used by `execute` (and by the pages, to check the connection). It speaks the subset in `wire::graph`, gets tokens
//! by the client credentials grant and keeps them, gets a new one once when one is refused, spaces out writes,
//! follows no redirect, reads at most [`LARGEST_ANSWER`] bytes and waits at most [`PATIENCE`] for an answer.
//!
//! Invariants: it repeats nothing by itself but a call whose token was refused, because only the caller knows what
//! a lost answer means; a [`Trouble`] always says whether trying later can help. Tokens and secrets never print.
//!
//! What it does not do: decide what to write, remember anything about users, read the environment (no proxy is
//! taken from it).

mod calls;
mod http;
mod pace;
mod trouble;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::clock::Clock;
use kernel::refusal::Fault;
use kernel::secret::Secret;

use crate::plan::Shape;

pub use calls::Round;
pub(crate) use http::Link;
pub use trouble::Trouble;

#[cfg(test)]
mod tests;

/// Largest answer that is read, in bytes; a page of 999 users with every property is below two million.
pub const LARGEST_ANSWER: usize = 8 * 1024 * 1024;
/// How long an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Writes a second when the settings do not say: the share of the tenant's 60 that one application should take.
pub const WRITES_PER_SECOND: u32 = 20;

/// What a connection is made from.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The root of the Graph interface, without `/v1.0`: `https://graph.microsoft.com`.
    pub url: String,
    /// Where tokens come from: `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`.
    pub token_url: String,
    /// The application's client id.
    pub client_id: String,
    /// The application's secret.
    pub client_secret: Secret<String>,
    /// A file with a certificate (PEM) to trust besides those of the system; for the emulator over https.
    pub ca_file: Option<PathBuf>,
    /// ISO 3166 code of the country in which licences are used.
    pub usage_location: String,
    /// Writes this process sends in a second; at least 1.
    pub writes_per_second: u32,
}

/// The tenant this process keeps in step; put into the door's ports. Without it nothing is sent.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    link: Link,
    shape: Shape,
    /// Whether the last thing known of the connection is that it failed; unknown counts as failed.
    is_troubled: AtomicBool,
}

impl Connection {
    /// Prepares a connection. Nothing is sent before it is used.
    pub fn open(settings: Settings, clock: Clock) -> Result<Self, Fault> {
        let shape = Shape { usage_location: settings.usage_location.clone() };
        let link = Link::new(settings, clock)?;
        Ok(Self(Arc::new(Inner { link, shape, is_troubled: AtomicBool::new(true) })))
    }

    /// What is the same for everybody in this tenant.
    pub fn shape(&self) -> &Shape {
        &self.0.shape
    }

    /// The root of the Graph interface.
    pub fn url(&self) -> &str {
        self.0.link.url()
    }

    pub(crate) fn link(&self) -> &Link {
        &self.0.link
    }

    /// Keeps whether the connection works, and says whether that is news.
    pub(crate) fn turns(&self, is_troubled: bool) -> bool {
        self.0.is_troubled.swap(is_troubled, Ordering::Relaxed) != is_troubled
    }
}
