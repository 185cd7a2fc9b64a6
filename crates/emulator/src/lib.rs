//! A tenant that speaks Microsoft Graph: for development, tests and demos, where the real one cannot be used.
//!
//! Used by `guildhall tenant` and `guildhall demo`, by the tests of the tenant engine, and by people, who see at
//! `/` what Microsoft 365 would show. It answers the subset of Graph v1.0 that the product needs with the status
//! codes, error codes and texts of the real service, over http and https, so that Microsoft's own SDKs work
//! against it unchanged.
//!
//! Invariants:
//! - It keeps its own journal (`DIR/journal.jsonl`) and never opens the product's database: what the product
//!   believes about the tenant must come over the wire.
//! - A write is answered only after its journal lines are on disk; a restart rebuilds exactly what was answered.
//! - Licences in use never exceed what the tenant owns, and sign-in names and addresses are unique, whatever
//!   arrives at the same time: every write is decided under one lock.
//! - Everything random is drawn by the kernel; everything a fault plan draws comes from the plan's seed.
//!
//! What it does not do: groups, what is in mailboxes but their rules, sign-ins, permissions. Every token may do everything. Where the real
//! text of an error is not known for certain, `errors.rs` says so.

mod addresses;
mod answer;
mod batch;
mod catalogue;
mod certificates;
mod countries;
mod deleted;
mod delta;
mod discovery;
mod dispatch;
mod emulator;
mod errors;
mod exchange;
mod faults;
mod http;
mod journal;
mod licences;
mod list;
mod lookup;
mod options;
mod organisation;
mod page;
mod record;
mod requests;
mod rules;
mod settings;
mod state;
mod throttle;
mod tokens;
mod users;
mod validate;
mod view;

pub use emulator::{Emulator, OpenError};
pub use faults::{Effect, FaultPlan, Faults, Rule};
pub use settings::{FaultControl, Limits, Settings, Sku};
pub use throttle::Throttle;
