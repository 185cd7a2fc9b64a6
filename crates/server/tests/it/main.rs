//! What needs several slices, or the whole program.

mod crash;
