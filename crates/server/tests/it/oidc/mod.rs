//! Signing in to applications, tried at the addresses that applications and browsers use.
//!
//! The names of the tests in `basic`, `prompts`, `config`, `form_post` and `logout` are those of the public test plans of the OpenID
//! Foundation for providers, as far as they apply; the conditions are read from the standards.

mod basic;
mod compromised;
mod config;
mod ending;
mod form_post;
mod kinds;
mod logout;
mod misuse;
mod prompts;
mod races;
mod scene;
mod second_step;
mod step_up;
mod terms;
