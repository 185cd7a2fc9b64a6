//! The tables of letters and of what organisations add to them.

mod log;
mod outbox;
mod words;

pub(super) use log::{Filter, page};
pub(super) use outbox::{
    Draft, Ending, Mail, Mailbox, begin, find, forget_account, forget_lines, forget_words,
    give_place_back, is_written, not_queued, put, queue, return_mail, settle, wait_again,
};
pub(super) use words::{own, own_words, save_own};
