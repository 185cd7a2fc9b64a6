//! The file of breached passwords: its form, looking into it, and making it.

mod form;
mod import;
mod list;

pub use form::{Damaged, Standing};
pub use import::{Stopped, import};
pub use list::BreachedList;
pub(super) use list::hash;
