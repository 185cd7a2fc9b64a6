//! The fields in which somebody shows again that it is them. The page around them carries what they were about to do, and
//! stands with the pages that sign in again in the middle of a form.

use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{Button, button};
use ui::form::{Problems, Values};

use super::ProveAgain;
use crate::factors::portal::proof_field;
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead};
use crate::portal::shown;

/// What the page says where it must not say more than that something was not right.
const STALE: &str = "Something about your account has changed. Sign out, and sign in again.";

/// The code, the button, and the passkey for whoever has one.
pub async fn proof_fields(app: &App, caller: &Caller, problems: &Problems) -> Result<Markup> {
    Ok(html! {
        (proof_field(problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
        (instead(app, caller, ProveAgain::NAME).await?)
    })
}

/// Takes what was given in them; what is not right about it, if anything.
pub async fn prove_again(
    app: &App,
    caller: &Caller,
    device: &str,
    values: &Values,
) -> Result<Problems> {
    let command = ProveAgain {
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(values),
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(Problems::new()),
        Err(Error::Refused(refusal)) if refusal.kind == Kind::NotSignedIn => {
            let mut problems = Problems::new();
            problems.add_general(STALE);
            Ok(problems)
        }
        Err(error) => shown(error),
    }
}
