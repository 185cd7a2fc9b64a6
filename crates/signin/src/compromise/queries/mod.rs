//! What stands with a case, and which cases there are.

mod list;
mod one;

pub use list::{CaseItem, CasePage, CompromiseCases};
pub(super) use one::proofs;
pub use one::{CompromiseCase, CompromiseOf, CompromiseState, InTenant};
