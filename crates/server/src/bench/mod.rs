//! Measurements beside named peers: the same machine, the same minutes, the same load.
//!
//! `script/bench` calls these verbs; nothing of the product does. A figure is a rate and its latencies over a fixed
//! time with a fixed number of clients, each of which asks for the next act when the last one was answered.

mod clocks;
mod ldap;
mod load;
mod pages;
mod people;
mod signin;
mod timing;
mod writes;

pub use clocks::{Plan, Simulated, clocks};
pub use ldap::{ldif, modifies};
pub use load::{Figure, Load};
pub use pages::{PageFigure, pages};
pub use signin::{Peer, SignInFigures, prepare, signin};
pub use timing::{Compared, Pair, prepare_timing, timing};
pub use writes::{fill, writes};
