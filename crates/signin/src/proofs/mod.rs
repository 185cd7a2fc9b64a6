//! Fuzz targets of what is only read here: tokens that were signed, and what a browser carries. One engine is enough: what
//! is tried never reaches a table.

mod carried;
mod tokens;
