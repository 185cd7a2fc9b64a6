//! What needs several slices, or the whole program.

mod backup;
mod calendar;
mod crash;
mod isolation;
mod real_register;
mod references;
mod tenant_sync;
mod whole;
