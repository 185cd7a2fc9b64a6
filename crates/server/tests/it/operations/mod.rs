//! What an operator sees of an installation: the doctor, the figures, the log.

mod breached;
mod doctor;
mod site;
mod watching;
