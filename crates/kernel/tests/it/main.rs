//! The kernel at its interfaces: commands through the door, on both engines.

mod audit;
mod authority;
mod door;
mod group;
mod power;
mod queues;
mod sample;
