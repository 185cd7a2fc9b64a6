//! The kernel at its interfaces: commands through the door, on both engines.

mod audit;
mod authority;
mod checkpoints;
mod door;
mod end;
mod epoch;
mod group;
mod lost_commit;
mod power;
mod proposals;
mod queues;
mod roles;
mod sample;
mod sealing;
mod second_person;
mod served;
mod tampering;
mod whole;
