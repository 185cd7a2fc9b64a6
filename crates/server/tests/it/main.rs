//! What needs several slices, or the whole program.

mod crash;
mod isolation;
mod references;
mod tenant_sync;
mod whole;
