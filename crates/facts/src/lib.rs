//! What contexts tell and ask each other: plain payloads, one file per context.
//!
//! A *fact* says what happened, in the past tense, with keys only and never with personal values: facts are sealed
//! into the audit. A *question* is asked inside a transaction and answered by the context that owns the tables, so
//! its answer never lags. Contexts of one level know each other through nothing else.

pub mod access;
pub mod casework;
pub mod directory;
pub mod entitlement;
pub mod notices;
pub mod signin;
pub mod tenant;

/// Declares facts: a name for ever and the keys they carry.
macro_rules! facts {
    ($($(#[$meta:meta])* $type:ident = $name:literal { $($(#[$field_meta:meta])* $field:ident: $kind:ty),* $(,)? })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
            pub struct $type { $($(#[$field_meta])* pub $field: $kind),* }

            impl kernel::door::Fact for $type {
                const NAME: &'static str = $name;
            }
        )*

        /// The names of this context's facts.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

use facts;

#[cfg(test)]
mod tests {
    #[test]
    fn every_fact_has_a_name_of_its_own() {
        let mut names: Vec<&str> = [
            super::access::NAMES,
            super::casework::NAMES,
            super::directory::NAMES,
            super::entitlement::NAMES,
            super::notices::NAMES,
            super::signin::NAMES,
            super::tenant::NAMES,
        ]
        .concat();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
