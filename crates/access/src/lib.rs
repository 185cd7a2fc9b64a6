//! Access: who may do what, who gave it to them, and what was done with it.
//!
//! Roles are code and stand in the kernel's catalogue; each capability says in its own table which of them may do
//! what. Here roles are handed out and taken back ([`grants`]), it is kept where
//! too few people hold them ([`administrators`]), everything that was done is told in words
//! ([`history`]) and proved ([`proof`]), the whole table can be read ([`roles`]), and rules with numbers are changed ([`rules`]),
//! and what one person alone must not be able to do waits for a second one ([`second_person`]).
//!
//! It decides nothing at the time of an act: that is the kernel's. It holds no accounts and no passwords.

pub mod administrators;
pub mod grants;
pub mod history;
pub mod looks;
pub mod proof;
pub mod roles;
pub mod rules;
pub mod second_person;

mod audience;
mod files;
mod forms;
mod moments;
mod names;

/// The time zone in which pages write and read days; a port put in at the start.
pub use ui::when::Zone;

use kernel::door::Manifest;

/// What this context brings.
pub fn manifests() -> Vec<Manifest> {
    vec![
        administrators::manifest(),
        grants::manifest(),
        history::manifest(),
        looks::manifest(),
        proof::manifest(),
        roles::manifest(),
        rules::manifest(),
        second_person::manifest(),
    ]
}

/// The same beside the saved views that stand over lists.
#[cfg(test)]
pub(crate) fn manifests_with_views() -> Vec<Manifest> {
    let mut all = manifests();
    all.push(casework::views::manifest());
    all
}

/// The pages of this context.
pub fn portal() -> axum::Router<kernel::http::App> {
    administrators::portal::routes()
        .merge(grants::portal::routes())
        .merge(history::portal::routes())
        .merge(looks::portal::routes())
        .merge(proof::portal::routes())
        .merge(roles::portal::routes())
        .merge(rules::portal::routes())
        .merge(second_person::portal::routes())
}

/// The cards this context puts on the overview of an organisation.
pub fn organisation_cards() -> Vec<grants::portal::OrganisationCardOf> {
    let mut cards = grants::portal::organisation_cards();
    cards.push(history::portal::organisation_card);
    cards
}

pub use grants::portal::{owned_lines, steps};

/// The cards this context puts on the home page.
pub fn cards() -> Vec<grants::portal::CardOf> {
    let mut cards = grants::portal::cards();
    cards.push(|door, call| Box::pin(administrators::portal::card(door, call)));
    cards.push(|door, call| Box::pin(looks::portal::card(door, call)));
    cards.push(|door, call| Box::pin(roles::portal::card(door, call)));
    cards.push(|door, call| Box::pin(second_person::portal::card(door, call)));
    cards
}
