//! All SQL of the tables of joining and leaving, one function per statement, named for its meaning.

mod cases;
mod checks;
mod due;
mod invitations;

pub(crate) use cases::{
    Filter, Wanted, count, count_of_turn, find, is_contact_of_another, list, position, save,
};
pub(crate) use checks::{checks, save_check};
pub(crate) use due::due;
pub(crate) use invitations::{
    forget_invitation, invitation, invitation_of, invited_at, save_invitation, start_invited,
};
