//! The acts that change organisations, each one transaction and one line in the audit.

mod change;
mod close;
mod import;
mod notices;
mod open;
mod place;
mod plan;
mod step;
mod units;

pub use change::ChangeOrganisation;
pub use close::CloseOrganisation;
pub use import::{ImportRegister, Imported};
pub use notices::{NoteRegisterChange, SettleNotice};
pub use open::{OpenOrganisation, Opened};
pub use place::PlaceOrganisation;
pub use units::{CreateUnit, NewUnit, RemoveUnit, RenameUnit};

pub(crate) use import::check;
pub(crate) use notices::notices;
pub(crate) use plan::plan;
pub(crate) use step::step;

use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::{Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::messages;
use super::model::{Organisation, OrganisationState};
use super::store;

/// The version of the changed thing, to be sent back with the next change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// Its version now.
    pub version: i64,
}

/// The organisation of that code, whoever asks.
pub(crate) async fn coded(reader: &mut Reader, code: &str) -> Result<Organisation> {
    let found = store::by_code(reader, code).await?;
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// Lets an account into its organisation, if that is open. Closing waits for this and this for closing.
pub(crate) async fn admit(
    organisation: OrganisationId,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<()> {
    if store::enter_gate(tx, organisation, call.act).await? {
        return Ok(());
    }
    let found = store::by_id(tx, organisation).await?;
    let is_closing = found.is_some_and(|found| found.state == OrganisationState::Closing);
    let code = if is_closing { messages::CLOSING } else { messages::NOT_OPEN };
    Err(code.refuse().into())
}

/// Problems of several fields, found before anything is refused.
#[derive(Default)]
struct Fields(Option<Refusal>);

impl Fields {
    fn add(&mut self, field: &'static str, text: impl Into<std::borrow::Cow<'static, str>>) {
        let refusal = self.0.take().unwrap_or_else(|| messages::FIELDS.refuse());
        self.0 = Some(refusal.field(field, text));
    }

    /// The text is not empty where it must not be, not too long, and holds no control character.
    fn text(&mut self, field: &'static str, value: &str, what: Option<&str>, at_most: usize) {
        if let Some(what) = what
            && value.trim().is_empty()
        {
            self.add(field, messages::ENTER.text.replace("{what}", what));
        } else if value.chars().count() > at_most {
            self.add(field, common::TEXT_TOO_LONG.text.replace("{limit}", &at_most.to_string()));
        } else if value.chars().any(char::is_control) {
            self.add(field, common::TEXT_CONTROL.text);
        }
    }

    fn check(self) -> Result<()> {
        self.0.map_or(Ok(()), |refusal| Err(refusal.into()))
    }
}

/// Whether there is a time zone of that name. Where the machine has no list of time zones, the form decides.
fn is_time_zone(name: &str) -> bool {
    let formed = !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte));
    formed && (jiff::tz::db().is_definitively_empty() || jiff::tz::db().get(name).is_ok())
}
