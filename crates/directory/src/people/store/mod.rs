//! The tables of people: accounts here, their addresses and lists beside it.

mod accounts;
mod addresses;
mod clocks;
mod counts;
mod holds;
mod inside;
mod lists;
mod mailboxes;
mod nights;
mod questions;
mod search;

pub(crate) use accounts::{
    attributes, erase, find, insert, move_to, place, remember_name, save, set_tokens,
};
pub(crate) use addresses::{
    Free, aliases, give, give_exact, give_next, peek, release_due, swap_primary, withhold_all,
};
pub(crate) use clocks::{
    Clock, FIRST, Place, count_deletions, coverage, cursor, deletion_of, deletions, due,
    due_addresses, fed_at, forget_waits, has_waits, inactivity, is_still_quiet, keep_coverage,
    keep_cursor, leaver_at, leavers, leavers_numbered, measure, next_fed, note_activity, note_fed,
    place_of_kept, starters, take_row, wait,
};
pub(crate) use counts::accounts;
pub(crate) use holds::{Hold, Level, holds, place_hold, release_hold, resume_addresses};
pub(crate) use inside::{Agreed, Inside, count_inside, inside};
pub(crate) use lists::{
    ClockFilter, ListFilter, count, deleted, find_cards, list, list_by, place_in, position, seen,
};
#[cfg(test)]
pub(in crate::people) use lists::{PLANNED_AS_BEFORE, ordered};
pub(crate) use mailboxes::{forget_mailbox, mark_mailbox, unread_since};
pub(crate) use nights::{
    Night, NightState, clock_day, count_deletion, end_night, find_night, has_open_items,
    insert_night, items, list_item, nights_in, nights_of, open_item, open_items, open_night,
    save_night, settle_item, waiting_nights,
};
pub(crate) use questions::{
    account_at, accounts_after, accounts_in, active_people, address, ending_by, numbered,
    people_in_unit, quiet_people, standing, view,
};
pub(crate) use search::search;
