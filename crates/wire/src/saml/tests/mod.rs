//! What is read, what is refused, and that what is written is in canonical form.

mod reading;
mod writing;
