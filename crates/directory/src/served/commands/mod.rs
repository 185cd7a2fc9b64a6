//! Having an organisation administered nationally, and recording who asked for what is done there.

mod intake;
mod mark;

pub(super) use intake::Words;
pub use intake::{IntakeOpened, OpenIntake};
pub use mark::{AdministerLocally, AdministerNationally};
pub(crate) use mark::{admit, note_closed};

use kernel::refusal::{Refusal, Result, messages as common};

use super::messages;

/// Problems of several fields, found before anything is refused.
#[derive(Default)]
struct Fields(Option<Refusal>);

impl Fields {
    fn add(&mut self, field: &'static str, text: String) {
        let refusal = self.0.take().unwrap_or_else(|| messages::FIELDS.refuse());
        self.0 = Some(refusal.field(field, text));
    }

    /// Words of at most so many characters; `what` says of what if they have to be there.
    fn words(
        &mut self,
        field: &'static str,
        what: Option<&str>,
        typed: &str,
        most: usize,
    ) -> String {
        let text = typed.trim();
        if let (Some(what), "") = (what, text) {
            self.add(field, messages::ENTER.text.replace("{what}", what));
        } else if text.chars().count() > most {
            self.add(field, common::TEXT_TOO_LONG.text.replace("{limit}", &most.to_string()));
        } else if text.chars().any(|character| character.is_control() && character != '\n') {
            self.add(field, common::TEXT_CONTROL.text.to_owned());
        }
        text.to_owned()
    }

    fn check(self) -> Result<()> {
        self.0.map_or(Ok(()), |refusal| Err(refusal.into()))
    }
}
