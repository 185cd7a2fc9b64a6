//! The part of a form in which a passkey signs or is made. The script of the page asks the browser, puts its answer into a
//! hidden field and sends the form; its words stand here. Where there is no script, or the browser knows no passkeys, the part
//! says so.

use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ui::components::{Button, ButtonKind, button};
use ui::form::{Values, hidden_field};

use crate::Gate;
use crate::factors::by_hand;
use crate::passkeys::model::{Bound, KnownPasskey, NewPasskey, Offer, for_known};
use crate::passkeys::{Assertion, Registration};

/// The field that the script fills.
const ANSWER: &str = "passkey-answer";
/// The field with the ticket.
const TICKET: &str = "passkey-ticket";
/// Both, the one that the script fills first: for pages that send on what they were sent.
pub const FIELDS: [&str; 2] = [ANSWER, TICKET];
/// How long a browser may ask the person, in milliseconds: half of what the challenge is good for.
const PATIENCE: u32 = 300_000;

/// Words about a part.
pub(crate) struct Part {
    /// Of the button.
    pub(crate) button: &'static str,
    /// Which button it is.
    pub(crate) kind: ButtonKind,
    /// What is said where there is no script.
    pub(crate) without_script: &'static str,
    /// What is said where the browser knows no passkeys.
    pub(crate) without_passkeys: &'static str,
    /// What is asked for as soon as the page is there: passkeys among the names that the browser offers.
    pub(crate) offered: Offered,
}

/// Whether a browser offers passkeys where a username is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    WithTheUsername,
    OnTheButton,
}

const STOPPED: &str =
    "Your device did not answer, or you stopped it. Try again, or use another way.";

fn part(mode: &'static str, options: &Value, ticket: &str, words: &Part) -> Markup {
    let act = Button {
        kind: words.kind,
        name: "passkey-use".to_owned(),
        value: "yes".to_owned(),
        ..Button::primary(words.button)
    };
    let at_once = (words.offered == Offered::WithTheUsername).then_some("yes");
    html! {
        div data-passkey=(mode) data-passkey-options=(options.to_string())
            data-passkey-at-once=[at_once] data-passkey-stopped=(STOPPED) {
            (hidden_field(TICKET, ticket))
            (hidden_field(ANSWER, ""))
            div data-passkey-part="can" hidden { (button(&act)) }
            div data-passkey-part="cannot" hidden { p { (words.without_passkeys) } }
            p data-passkey-part="status" role="status" {}
            // Hidden by the script, so that it also stands there where the script did not come.
            p data-passkey-part="without" { (words.without_script) }
        }
    }
}

fn listed(known: &[KnownPasskey]) -> Vec<Value> {
    let one = |known: &KnownPasskey| json!({ "type": "public-key", "id": known.credential, "transports": known.transports });
    known.iter().map(one).collect()
}

/// A passkey that is to sign.
pub(crate) fn signing(offer: &Offer, words: &Part) -> Markup {
    let options = json!({
        "challenge": offer.challenge,
        "rpId": offer.rp_id,
        "userVerification": "required",
        "timeout": PATIENCE,
        "allowCredentials": listed(&offer.known),
    });
    part("get", &options, &offer.ticket, words)
}

/// A passkey that is to be made. One that says itself whose it is, unless it is a security key without room for that.
pub(super) fn making(new: &NewPasskey, words: &Part) -> Markup {
    let is_security_key = new.kind == crate::passkeys::Kind::SecurityKey;
    let mut selection = json!({
        "userVerification": "required",
        "residentKey": if is_security_key { "preferred" } else { "required" },
        "requireResidentKey": !is_security_key,
    });
    if is_security_key && let Some(selection) = selection.as_object_mut() {
        selection.insert("authenticatorAttachment".to_owned(), json!("cross-platform"));
    }
    let algorithm = |number: &i64| json!({ "type": "public-key", "alg": number });
    let options = json!({
        "challenge": new.challenge,
        "rp": { "id": new.rp_id, "name": new.rp_name },
        "user": { "id": new.user_handle, "name": new.username, "displayName": new.display_name },
        "pubKeyCredParams": new.algorithms.iter().map(algorithm).collect::<Vec<_>>(),
        "excludeCredentials": listed(&new.known),
        "authenticatorSelection": selection,
        "attestation": "none",
        "timeout": PATIENCE,
    });
    part("create", &options, &new.ticket, words)
}

/// The part of a form that changes something of one's own, in which a passkey takes the place of a code; nothing for whoever
/// has no passkey. It stands after the button of the form, so that the Enter key sends the code.
pub(crate) async fn instead(app: &App, caller: &Caller, act: &'static str) -> Result<Markup> {
    let words = Part {
        button: "Use a passkey instead",
        kind: ButtonKind::Secondary,
        without_script: "To use a passkey in place of a code, turn on JavaScript in your browser.",
        without_passkeys: "This browser cannot use passkeys. Enter a code.",
        offered: Offered::OnTheButton,
    };
    offered(app, caller, act, &words).await
}

/// The same where nothing but a passkey is taken.
pub(crate) async fn instead_of_all(
    app: &App,
    caller: &Caller,
    act: &'static str,
) -> Result<Markup> {
    let words = Part {
        button: "Use a passkey",
        kind: ButtonKind::Primary,
        without_script: "To use a passkey, turn on JavaScript in your browser. For this a code is not enough.",
        without_passkeys: "This browser cannot use passkeys. For this a code is not enough: use another browser.",
        offered: Offered::OnTheButton,
    };
    offered(app, caller, act, &words).await
}

async fn offered(app: &App, caller: &Caller, act: &'static str, words: &Part) -> Result<Markup> {
    let gate = app.door.ports().port::<Gate>()?;
    let call = caller.call(&app.door);
    let account = by_hand(&call)?;
    let bound = Bound { act, account: Some(account), browser: caller.session };
    let offer = for_known(&gate, &mut app.door.reader().await?, &bound, call.now).await?;
    Ok(offer.map_or_else(|| html! {}, |offer| signing(&offer, words)))
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Signed {
    id: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Made {
    id: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    transports: Vec<String>,
}

/// What the script sent; what is no answer is one with nothing in it, which nobody accepts.
fn answer<T: DeserializeOwned + Default>(values: &Values) -> T {
    serde_json::from_str(values.one(ANSWER)).unwrap_or_default()
}

/// The passkey that signed in a form, if one did.
pub(crate) fn given(values: &Values) -> Option<Assertion> {
    if values.one(ANSWER).is_empty() {
        return None;
    }
    let Signed { id, client_data, authenticator_data, signature, user_handle } = answer(values);
    Some(Assertion {
        ticket: Secret::new(values.one(TICKET).to_owned()),
        credential: id,
        client_data,
        authenticator_data,
        signature,
        user_handle,
    })
}

/// The passkey that was made in a form.
pub(super) fn made(values: &Values) -> Registration {
    let Made { id, client_data, attestation_object, transports } = answer(values);
    Registration {
        ticket: Secret::new(values.one(TICKET).to_owned()),
        credential: id,
        client_data,
        attestation: attestation_object,
        transports,
    }
}
