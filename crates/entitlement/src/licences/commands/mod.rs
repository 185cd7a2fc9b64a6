//! What can be done with licences.
//!
//! `products` reference data · `subscriptions` purchases and what organisations get of them · `reconcile` the service's
//! own commands · `desk` how one account gets, keeps, waits for and gives back licences; every path goes through it.

pub(crate) mod desk;
mod products;
mod reconcile;
mod subscriptions;

pub use products::{EnsureProducts, ImportProducts, Imported};
pub use reconcile::{Moved, ReclaimLicences, ServeLicences, TopUpLicences};
pub use subscriptions::{AddSubscription, ChangeQuantity, SetAllotment, SubscriptionChanged};
