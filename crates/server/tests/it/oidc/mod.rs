//! Signing in to applications, tried at the addresses that applications and browsers use.
//!
//! What a provider of OpenID Connect has to do, asked of the running one through its addresses. `conformance` has a test for
//! each name of the public test plans; what each does stands in `basic`, `prompts`, `config`, `logout` and `back_channel`,
//! read from the standards.

mod back_channel;
mod basic;
mod compromised;
mod config;
pub(crate) mod conformance;
mod device;
mod drill;
mod ending;
mod form_post;
mod headers;
mod key_proof;
mod kinds;
mod listener;
mod logout;
mod matrix;
mod misuse;
mod moved;
mod organisations;
mod prompts;
mod pushed;
mod races;
mod redirects;
mod scene;
pub(crate) mod second_step;
mod step_up;
mod terms;
