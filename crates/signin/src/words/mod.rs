//! Words that no password may hold: those of the nation, and those that an organisation adds for its own people.
//!
//! Used by `passwords` whenever somebody chooses one, by primary local administrators and by those who run the service.
//! What the service knows of itself (its name, names of people and organisations, the commonest passwords) needs no list:
//! `passwords` looks at that by itself.
//!
//! Invariants:
//! - words are compared as letters and digits in lower case, so that "Blue-Lamp" is "bluelamp";
//! - a list is replaced as a whole, over the version that was read, so that nobody overwrites somebody else's change;
//! - an organisation adds to the nation's words and takes none away;
//! - a refusal says which list it was and repeats no word of it: whoever chooses a password may read neither list.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use kernel::db::{Migration, Reader};
use kernel::door::Manifest;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::{commands as register, queries as ask};

pub use commands::{ChangePasswordWords, ChangedPasswordWords};
pub(crate) use model::Denied;
pub use queries::{NationalPasswordWords, PasswordWords, PasswordWordsOf};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/words",
        commands: register![ChangePasswordWords],
        queries: ask![NationalPasswordWords, PasswordWordsOf],
        rules: authority::RULES,
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 46,
            name: "0046_signin_words",
            sql: include_str!("../../../../migrations/0046_signin_words.sql"),
        }],
        ..Manifest::default()
    }
}

/// What is denied to everybody, and to the people of an organisation if one is known.
pub(crate) async fn denied(
    reader: &mut Reader,
    organisation: Option<OrganisationId>,
) -> Result<Denied, Fault> {
    let national = store::list(reader, None).await?.words;
    let own = match organisation {
        Some(_) => store::list(reader, organisation).await?.words,
        None => Vec::new(),
    };
    Ok(Denied::of(&national, &own))
}
