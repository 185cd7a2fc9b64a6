//! Proofs of what several slices share. Fuzz targets of what is only read here: tokens that were signed, and what a browser
//! carries; one engine is enough for them, because what is tried never reaches a table. The matrix of what a signed token counts
//! for; and what works once, tried 64 times at once.

mod carried;
mod matrix;
mod once;
mod tokens;
