//! Who may hand over codes on paper: those who help people to sign in.

use kernel::authority::{Action, Rule, Who};

use crate::helpers::HELPERS;

/// Handing them over.
pub(crate) const HAND_OVER: Action = Action("code-sheet.hand-over");

pub(crate) const RULES: &[Rule] = &[Rule::new(HAND_OVER, Who::roles(HELPERS))];
