//! Signing in to applications, tried at the addresses that applications and browsers use.
//!
//! The names of the tests in `basic`, `prompts`, `config`, `form_post` and `logout` are those of the public test plans of the OpenID
//! Foundation for providers, as far as they apply; the conditions are read from the standards.

mod back_channel;
mod basic;
mod compromised;
mod config;
mod ending;
mod form_post;
mod headers;
mod key_proof;
mod kinds;
mod listener;
mod logout;
mod matrix;
mod misuse;
mod prompts;
mod pushed;
mod races;
mod redirects;
mod scene;
mod second_step;
mod terms;
