//! Entitlement: what people may use, and out of which purchase.
//!
//! Two capabilities. `licences` keeps products, what was bought of them, how much each organisation was allotted, who
//! holds a licence and who waits for one; every licence that moves is a balanced movement. `policies` keeps the user
//! policies of organisations and who is in which: exactly one per account of kind user or application.
//!
//! The directory and the tenant's side know this context only through `facts::entitlement`. "In a policy" and "holds
//! its licence" are two facts: a person can be created while no licence is free, and then waits in the queue.
//!
//! It does not talk to Microsoft: the tenant's planner asks which licences an account holds and compares.

pub mod dates;
mod forms;
pub mod keys;
pub mod licences;
mod organisations;
mod pages;
pub mod policies;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use kernel::db::BoxFuture;
use kernel::door::{Call, Door, Manifest};
use kernel::ids::AccountId;
use kernel::jobs::Handler;
use kernel::refusal::Result;

/// Makes one card of the home page, or none where the actor has nothing to see there.
pub type MakeCard = fn(Door, Call) -> BoxFuture<'static, Result<Option<ui::home::Card>>>;

/// Makes one card of an organisation's overview, by its code.
pub type MakeOrganisationCard =
    fn(Door, Call, String) -> BoxFuture<'static, Result<Option<ui::home::Card>>>;

/// Makes the lines of "Can they work?" about an account.
pub type MakeReadyLines =
    fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<ui::home::ReadyLine>>>;

/// Makes a part of *Coming up* of an organisation, by its code, or none where the actor may see nothing of it.
pub type MakeComingPart =
    fn(Door, Call, String) -> BoxFuture<'static, Result<Option<ui::home::ComingPart>>>;

/// What the capabilities bring, in the order in which they listen.
pub fn manifests() -> Vec<Manifest> {
    vec![licences::manifest(), policies::manifest()]
}

/// Their pages.
pub fn portal() -> axum::Router<kernel::http::App> {
    licences::routes().merge(policies::routes())
}

/// Their cards on the home page.
pub fn cards() -> Vec<MakeCard> {
    vec![policies::card, policies::applications_card]
}

/// Their cards on the overview of an organisation.
pub fn organisation_cards() -> Vec<MakeOrganisationCard> {
    vec![policies::organisation_card, licences::organisation_card]
}

pub use licences::steps;

/// Their lines of "Can they work?".
pub fn ready_lines() -> Vec<MakeReadyLines> {
    vec![policies::ready_lines]
}

/// Their parts of *Coming up*.
pub fn coming() -> Vec<MakeComingPart> {
    vec![policies::coming]
}

/// What can be done to many people at once.
pub fn bulk_acts() -> Vec<&'static casework::bulk::Act> {
    policies::bulk_acts()
}

/// Who does the jobs of which queue.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let mut handlers = licences::handlers();
    handlers.extend(policies::handlers());
    handlers
}

/// Puts the starter set of products in, where it is missing; called at every start.
pub async fn ensure(door: &Door) -> Result<()> {
    licences::ensure(door).await
}

/// Closes every gap that a lost signal may have left; called every minute or so.
pub async fn sweep(door: &Door) -> Result<()> {
    licences::sweep(door).await?;
    policies::sweep(door).await
}

/// A product of the starter set, for the emulated tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarterProduct {
    /// Its key in Microsoft's table.
    pub sku: uuid::Uuid,
    /// Its short name there, for example `SPE_E3`.
    pub part_number: String,
    /// Its service plans: key and name.
    pub plans: Vec<(uuid::Uuid, String)>,
}

/// The starter set of products.
pub fn starter_products() -> Vec<StarterProduct> {
    licences::starter_products()
}
