//! Choosing a telephone word, and recording that somebody was made sure of.

mod record;
mod send;
mod word;

pub(super) use record::of_today;
pub use record::{IdentityChecked, RecordIdentityCheck};
pub use send::SendIdentityCode;
pub use word::SetTelephoneWord;
