//! Signing in to applications with SAML 2.0, as their identity provider.
//!
//! Used by applications that were registered with their metadata, through the browsers that they send here, and by whoever
//! opens one from here. Signing in itself is the portal's: who has no session is led through the ordinary pages and comes back.
//!
//! Invariants:
//! - an assertion is only ever sent to an address that the metadata names, compared byte for byte; what anybody else asks for
//!   ends on a page;
//! - a signature that is there is checked, with the keys of the metadata and one algorithm, and what is read is what was
//!   signed; where the metadata says that all requests are signed, one without a signature is none;
//! - a request is answered with an assertion once, within minutes, in the browser that brought it: it waits in that browser,
//!   sealed, and in no table that a stranger could fill;
//! - assertion and answer are both signed; an assertion is for one application, one address and one request, and counts for
//!   minutes;
//! - whoever signed in has an *entry* for each application. It goes with the session: with the password, with signing out
//!   everywhere, when the account is disabled or deleted; where the same person goes on in another session of the browser, it
//!   goes with them;
//! - a request to sign out counts once, too: who keeps a copy of one signs nobody out with it;
//! - by what name the service goes stands in its settings and in no request.
//!
//! It keeps no application (`applications`) and no key (`signing_keys`), and decides nothing about signing in.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub(crate) mod portal;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::AccountErased;
use kernel::commands as register;
use kernel::door::{Guard, Manifest, Within};

pub use commands::{
    ClearSamlEntries, ClearedSamlEntries, EnterSamlApplication, EnteredSamlApplication,
};
pub(crate) use jobs::forget_old;
pub use model::{ASSERTION_MINUTES, SESSION_HOURS, SKEW_MINUTES};
pub use portal::is_sent_by_others;
pub(crate) use portal::would_tell;
pub(crate) use store::{end_all, end_of_session, follow, void_all};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/saml",
        commands: register![EnterSamlApplication, ClearSamlEntries],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, call, tx| {
            Box::pin(async move { Ok(store::end_all(tx, fact.account, None, call.now).await?) })
        })],
        dated: &[&ASSERTION_MINUTES, &SESSION_HOURS, &SKEW_MINUTES],
        guards: const { &[Guard::new("saml_request_use", "the request", "a request is answered once")] },
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
