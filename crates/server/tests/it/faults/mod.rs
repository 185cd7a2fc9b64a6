//! What the service stands on gives way: it is killed while it brings its tables up to date, its disk is full, its log
//! cannot be written.

mod checkpoints;
mod full;
mod log;
mod release;
mod upgrade;
mod volume;
