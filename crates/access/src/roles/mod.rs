//! Roles: the catalogue, and the whole table of who may do what, for people to read.
//!
//! The page says it in words; [`matrix_text`] prints it as the one file that is reviewed line by line when anything
//! in it changes (`docs/reference/authority-matrix.txt`, compared by a test of the server). Both are made from the
//! tables by which the service decides, so they cannot say anything else.
//!
//! Nothing is decided here, and nothing can be changed here: roles are code.

mod authority;
mod model;
pub mod portal;
mod queries;
#[cfg(test)]
mod tests;

pub use model::matrix_text;
pub use queries::{RoleLine, RoleMatrix};

use kernel::door::Manifest;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/roles",
        queries: kernel::queries![RoleMatrix],
        rules: authority::RULES,
        ..Manifest::default()
    }
}
