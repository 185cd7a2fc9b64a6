//! Who may enter applications, and who ends what they were given.

use kernel::authority::{Action, Rule, Who};

/// Entering an application, in a browser.
pub(crate) const ENTER: Action = Action("application.enter");
/// Ending what an application was given: it said so itself, or something was used twice.
pub(crate) const END: Action = Action("application.end-entry");
/// Clearing what is over.
pub(crate) const CLEAR: Action = Action("application.clear-entries");

pub(crate) const RULES: &[Rule] =
    &[Rule::new(ENTER, Who::ONESELF), Rule::new(END, Who::SERVICE), Rule::new(CLEAR, Who::SERVICE)];
