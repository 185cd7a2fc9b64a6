//! Which application calls, and whether it proves it (RFC 6749, 2.3).

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::door::Door;
use wire::graph::query::decode;

use super::answers::{Failed, malformed};
use super::assertion;
use crate::applications::{self, Application, Authentication};
use crate::oidc::model::Parameters;

/// The names that may stand in a form once only, whatever is called.
const ONCE: &[&str] = &[
    "client_id",
    "client_secret",
    "client_assertion",
    "device_code",
    "client_assertion_type",
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "refresh_token",
    "scope",
    "token",
    "token_type_hint",
    "access_token",
];

/// The form of a request.
pub(super) fn form(headers: &HeaderMap, body: &[u8]) -> Result<Parameters, Failed> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    if !is_form {
        return Err(malformed("send a form: application/x-www-form-urlencoded"));
    }
    let text = std::str::from_utf8(body).ok();
    let sent = text.and_then(Parameters::read).ok_or(malformed("the form cannot be read"))?;
    if sent.has_twice(ONCE) {
        return Err(malformed("a parameter stands in the form twice"));
    }
    Ok(sent)
}

/// By what an application proves who it is.
enum Proof {
    Nothing,
    Secret(String),
    Assertion(String),
}

/// What is said of the application: its secret comes in the header or in the form, whichever its library prefers, and what it
/// signed in the form.
struct Said {
    client_id: String,
    proof: Proof,
}

/// The application that calls. All that is wrong is answered alike.
pub(super) async fn authenticated(
    door: &Door,
    headers: &HeaderMap,
    sent: &Parameters,
) -> Result<Application, Failed> {
    let said = said(headers, sent)?;
    let found = applications::by_client(&mut door.reader().await?, &said.client_id).await?;
    let Some(application) = found else { return Err(Failed::Unknown) };
    let is_it = match (application.authentication, said.proof) {
        (Authentication::None, Proof::Nothing) => true,
        (Authentication::Secret, Proof::Secret(secret)) => {
            application.has_secret(&secret, door.clock().now())
        }
        (Authentication::Key, Proof::Assertion(signed)) => {
            assertion::proves(door, &application, &signed).await?
        }
        _ => false,
    };
    if is_it { Ok(application) } else { Err(Failed::Unknown) }
}

fn said(headers: &HeaderMap, sent: &Parameters) -> Result<Said, Failed> {
    let in_form = sent.one("client_id").map(str::to_owned);
    let secret_in_form = sent.one("client_secret").map(str::to_owned);
    let signed = signed(sent)?;
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else {
        return match (secret_in_form, signed) {
            (Some(_), Some(_)) => Err(TWO_WAYS),
            (None, Some(signed)) => by_assertion(in_form, signed),
            (secret, None) => {
                let client_id = in_form.ok_or(Failed::Unknown)?;
                Ok(Said { client_id, proof: secret.map_or(Proof::Nothing, Proof::Secret) })
            }
        };
    };
    if lines.next().is_some() || secret_in_form.is_some() || signed.is_some() {
        return Err(TWO_WAYS);
    }
    let line = line.to_str().map_err(|_| Failed::Unknown)?;
    let (client_id, secret) = basic(line).ok_or(Failed::Unknown)?;
    if in_form.is_some_and(|in_form| in_form != client_id) {
        return Err(malformed("the form names another application"));
    }
    Ok(Said { client_id, proof: Proof::Secret(secret) })
}

const TWO_WAYS: Failed = malformed("an application proves who it is in one way");

/// What an application signed, if it sent such a thing.
fn signed(sent: &Parameters) -> Result<Option<String>, Failed> {
    match (sent.one("client_assertion_type"), sent.one("client_assertion")) {
        (None, None) => Ok(None),
        (Some(assertion::TYPE), Some(signed)) => Ok(Some(signed.to_owned())),
        _ => Err(malformed("client_assertion comes with the client_assertion_type jwt-bearer")),
    }
}

fn by_assertion(in_form: Option<String>, signed: String) -> Result<Said, Failed> {
    let client_id = assertion::client_of(&signed).ok_or(Failed::Unknown)?;
    if in_form.is_some_and(|in_form| in_form != client_id) {
        return Err(malformed("the form names another application"));
    }
    Ok(Said { client_id, proof: Proof::Assertion(signed) })
}

fn basic(line: &str) -> Option<(String, String)> {
    let (scheme, value) = line.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    Some((decode(client_id).ok()?, decode(secret).ok()?))
}
