//! Everything a page is made of: the frame around it, the components in it, the
//! files it loads.
//!
//! Used by every slice that has a `portal.rs`, by `server` (which mounts
//! [`assets::routes`] and puts a [`frame::Frame`] into each request) and by the
//! emulator's page for human eyes. Depends on nothing in the workspace.
//!
//! Invariants, each with a test:
//! - text is escaped everywhere, and no address a component renders can run a script;
//! - no inline script, no inline style, no address outside the installation: the
//!   security policy of [`frame::security_headers`] forbids all three;
//! - every page works without script and by keyboard; state is said in words, never
//!   by colour alone;
//! - names, products and brands are settings ([`frame::Brand`]); no logo is shipped;
//! - components equal the vendored release of the NHS design system, option by option.
//!
//! Deliberately absent: business words, queries, sessions, clocks. A page says what it
//! is given. Which links a person may see is decided by the caller.

pub mod assets;
pub mod components;
pub mod content;
pub mod form;
pub mod frame;
pub mod gallery;
pub mod home;
pub mod link;
pub mod sheet;
pub mod trouble;
pub mod when;

pub use content::Content;
pub use link::Link;

#[cfg(test)]
mod tests;
