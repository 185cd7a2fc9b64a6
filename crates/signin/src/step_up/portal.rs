//! The fields in which somebody shows again that it is them. The page around them carries what they were about to do, and
//! stands with the pages that sign in again in the middle of a form.

use axum::http::HeaderValue;
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Fault, Kind};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{Button, button};
use ui::form::{Problems, Values};

use super::ProveAgain;
use crate::factors::portal::proof_field;
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead, instead_of_all};
use crate::portal::shown;
use crate::sessions::cookie_of;

/// What the page says where it must not say more than that something was not right.
const STALE: &str = "Something about your account has changed. Sign out, and sign in again.";

/// Whether any proof is taken, or a passkey only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A code or a passkey.
    Any,
    /// A passkey.
    Passkey,
}

/// The code, the button, and the passkey for whoever has one.
pub async fn proof_fields(
    app: &App,
    caller: &Caller,
    taken: Taken,
    problems: &Problems,
) -> kernel::refusal::Result<Markup> {
    if taken == Taken::Passkey {
        return instead_of_all(app, caller, ProveAgain::NAME).await;
    }
    Ok(html! {
        (proof_field(problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
        (instead(app, caller, ProveAgain::NAME).await?)
    })
}

/// Takes what was given in them; gives the cookie with the key that the session has from now on, or what is not right.
pub async fn prove_again(
    app: &App,
    caller: &Caller,
    device: &str,
    values: &Values,
) -> kernel::refusal::Result<Result<HeaderValue, Problems>> {
    let command = ProveAgain {
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(values),
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let over_https = app.door.ports().port::<Gate>()?.settings().over_https;
            let cookie = cookie_of(&done.output.session_key, over_https);
            let cookie = HeaderValue::from_str(&cookie)
                .map_err(|error| Fault::defect("writing the cookie of a session").because(error))?;
            Ok(Ok(cookie))
        }
        Err(Error::Refused(refusal)) if refusal.kind == Kind::NotSignedIn => {
            let mut problems = Problems::new();
            problems.add_general(STALE);
            Ok(Err(problems))
        }
        Err(error) => Ok(Err(shown(error)?)),
    }
}
