//! Choosing a telephone word, and recording that somebody was made sure of.

mod record;
mod word;

pub(super) use record::of_today;
pub use record::{IdentityChecked, RecordIdentityCheck};
pub use word::SetTelephoneWord;
