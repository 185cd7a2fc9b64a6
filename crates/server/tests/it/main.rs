//! What needs several slices, or the whole program.

mod calendar;
mod crash;
mod farewell;
mod generate;
mod isolation;
mod real_register;
mod references;
mod tenant_sync;
mod whole;
