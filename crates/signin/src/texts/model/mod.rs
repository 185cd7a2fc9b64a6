//! Numbers, codes, and how many texts there may be.

mod asking;
mod code;
mod gateway;
mod mobile;
mod rules;
mod sealing;

pub(super) use asking::QUEUE;
pub(crate) use asking::{Asked, Whom, ask_for, sent_or_refused};
pub(super) use code::code_of;
pub(crate) use code::{
    For, added_at, confirmed_at, ending_for, matching, number_for, try_code, whom,
};
pub use gateway::{Carried, Carrier, Gateway, Text};
pub(super) use mobile::Mobile;
pub use rules::{A_DAY, APART_SECONDS, MINUTES, ORGANISATION_A_DAY, RECOVERING_A_DAY, TRIES};
pub(super) use sealing::{open, seal};
