//! All SQL of the tables of products, subscriptions, allotments, movements, assignments and queues.
//!
//! `products` reference data · `subscriptions` purchases, allotments, accounts · `people` assignments, queues and the
//! one row per organisation that puts takers in order · `figures` what the queries show · `loaded` the books after a load.

pub(super) mod figures;
pub(super) mod loaded;
pub(super) mod people;
pub(super) mod products;
pub(super) mod subscriptions;
