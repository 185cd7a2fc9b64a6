//! Casework: what people ask of each other, and what the service tells them. Used by every context above.

pub mod requests;
