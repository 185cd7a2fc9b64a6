//! What needs several slices, or the whole program.

mod asking;
mod backup;
mod calendar;
mod clocks;
mod crash;
mod farewell;
mod faults;
mod fuzz;
mod generate;
mod import;
mod installation;
mod inviting;
mod isolation;
mod lists;
mod mail;
mod moving;
mod oidc;
mod operations;
mod real_register;
mod references;
mod retention;
mod saml;
mod tenant_sync;
mod transfers;
mod whole;
