//! Who may enter applications that speak SAML, and who clears what is over.

use kernel::authority::{Action, Rule, Who};

/// Entering an application, in a browser.
pub(crate) const ENTER: Action = Action("application.enter-saml");
/// Clearing what is over.
pub(crate) const CLEAR: Action = Action("application.clear-saml-entries");

pub(crate) const RULES: &[Rule] = &[Rule::new(ENTER, Who::ONESELF), Rule::new(CLEAR, Who::SERVICE)];
