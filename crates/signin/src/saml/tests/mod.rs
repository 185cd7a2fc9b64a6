//! Signing in to an application that speaks SAML, and out of it; and all that must not work.

mod context;
mod flow;
mod leaving;
mod logged;
mod misuse;
mod mutants;
mod redirects;
mod replaced;
mod scene;
mod signing_out;
