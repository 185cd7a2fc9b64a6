//! The tables of people: accounts here, their addresses and lists beside it.

mod accounts;
mod addresses;
mod counts;
mod lists;
mod questions;

pub(crate) use accounts::{erase, find, insert, place, remember_name, save, set_tokens};
pub(crate) use addresses::{
    Free, aliases, give, give_exact, give_next, peek, release_due, swap_primary, withhold_all,
};
pub(crate) use counts::accounts;
pub(crate) use lists::{
    ListFilter, count, deleted, due, due_addresses, find_cards, list, position, seen,
};
pub(crate) use questions::{
    account_at, accounts_after, accounts_in, people_in_unit, standing, view,
};
