//! All SQL of the tables of user policies and their members.
//!
//! `policies` the policies, their add-ons and which one newcomers get · `members` who is in which · `planned` moves
//! that wait for their day.

pub(super) mod members;
pub(super) mod planned;
pub(super) mod policies;
