//! The frame around every page: document, header, navigation, footer, and the headers
//! of the answer.
//!
//! `server` builds one [`Frame`] per request (who is signed in, what they may see, the
//! CSRF token, the request id) and puts it into the request's extensions; handlers take
//! it as an argument and answer `frame.page(Page { .. })`.
//!
//! Invariants: exactly one `main` with the id the skip link names; the page's language
//! is set; sign-out is a POST with the CSRF token; no answer of a page is ever stored by
//! a cache; the title says "Error: " when the page shows problems, because that is the
//! first thing a screen reader reads after a form was sent.
//!
//! The page's body brings its own `h1`, exactly one.

mod brand;
mod document;
mod page;
mod response;

use std::{convert::Infallible, sync::Arc};

use axum::{extract::FromRequestParts, http::request::Parts};
use maud::Markup;

pub use brand::{Brand, NavItem, Who};
pub use page::{NavGroup, Page, Section, Width};
pub use response::{PageResponse, security_headers};

#[cfg(test)]
mod tests;

/// What is the same on every page of one request. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Names and standing links.
    pub brand: Arc<Brand>,
    /// The menu: only what this person may open.
    pub nav: Arc<[NavItem]>,
    /// The second menu of the organisation the address names; a page's own one goes before it.
    pub section: Option<Arc<Section>>,
    /// Who is signed in; none before sign-in.
    pub who: Option<Arc<Who>>,
    /// The token every form sends back; empty where there is no session yet.
    pub csrf: Arc<str>,
    /// Tells one request apart in the log; shown on pages for faults.
    pub request_id: Arc<str>,
    /// What this person has to know on every page; before the page's own notices.
    pub notice: Option<maud::Markup>,
    /// How the service does, for pages before signing in; none where something is wrong, which stands above then, or
    /// where it is not known.
    pub status: Option<&'static str>,
    /// Address of the guide to the page, where there is one more of use than that of the brand.
    pub guide: Option<Arc<str>>,
}

impl Default for Frame {
    /// A signed-out frame with the neutral brand.
    fn default() -> Self {
        Self {
            brand: Arc::default(),
            nav: Arc::from([]),
            section: None,
            who: None,
            csrf: Arc::from(""),
            request_id: Arc::from(""),
            notice: None,
            status: None,
            guide: None,
        }
    }
}

impl Frame {
    /// A page in this frame, ready to be answered.
    pub fn page(&self, page: Page) -> PageResponse {
        PageResponse::new(&page, self.document(&page))
    }

    /// The whole HTML document of a page, for tests and for pages kept as files.
    pub fn document(&self, page: &Page) -> Markup {
        document::document(self, page)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    /// The frame that `server` put into the request. Where there is none (a test of one
    /// slice, an error before the session was read) a plain signed-out frame, so that a
    /// page can always be shown.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
