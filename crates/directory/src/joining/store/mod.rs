//! All SQL of the tables of joining and leaving, one function per statement, named for its meaning.

mod cases;
mod checks;

pub(crate) use cases::{
    Filter, Wanted, count, count_of_turn, find, is_contact_of_another, list, position, save,
};
pub(crate) use checks::{checks, save_check};
