//! What needs several slices, or the whole program.

mod backup;
mod calendar;
mod clocks;
mod crash;
mod farewell;
mod generate;
mod import;
mod isolation;
mod moving;
mod real_register;
mod references;
mod retention;
mod tenant_sync;
mod whole;
