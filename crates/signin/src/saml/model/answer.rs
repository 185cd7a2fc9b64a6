//! The documents that go out.

use kernel::clock::Timestamp;
use kernel::refusal::Fault;
use wire::saml::{
    Answer, Asks, Assertion, Element, Endpoint, Kind, LogoutRequest, LogoutResponse, NameId,
    Status, Told, canonical,
};

use super::key::{sealed_for, signed};
use super::subject::given;
use super::{Next, Waiting, fresh_id, written};
use crate::applications::{Application, Encryption, Service};
use crate::signing_keys::DocumentKey;

/// What is said about somebody who signed in.
pub(in crate::saml) struct Saying {
    pub(in crate::saml) name_id: NameId,
    pub(in crate::saml) context: String,
    pub(in crate::saml) told: Vec<Told>,
    /// The name of the entry.
    pub(in crate::saml) session: String,
    pub(in crate::saml) authenticated_at: Timestamp,
    pub(in crate::saml) not_before: Timestamp,
    pub(in crate::saml) ends_at: Timestamp,
    pub(in crate::saml) session_ends_at: Timestamp,
}

fn answer(waiting: &Waiting, issuer: &str, status: Status, now: Timestamp) -> Answer {
    Answer {
        id: fresh_id(),
        issuer: issuer.to_owned(),
        issued_at: written(now),
        destination: waiting.reply_to.clone(),
        in_response_to: waiting.request.clone(),
        status,
        assertion: None,
    }
}

/// Who signed in: both the assertion and the answer are signed.
pub(in crate::saml) fn said(
    key: &DocumentKey,
    (issuer, service): (&str, &Service),
    waiting: &Waiting,
    saying: Saying,
    now: Timestamp,
) -> Result<String, Fault> {
    let assertion = Assertion {
        id: fresh_id(),
        issuer: issuer.to_owned(),
        issued_at: written(now),
        name_id: saying.name_id,
        recipient: waiting.reply_to.clone(),
        in_response_to: waiting.request.clone(),
        not_before: written(saying.not_before),
        ends_at: written(saying.ends_at),
        audience: service.provider.entity_id.clone(),
        authenticated_at: written(saying.authenticated_at),
        session: saying.session,
        session_ends_at: written(saying.session_ends_at),
        context: saying.context,
        told: saying.told,
    };
    let assertion = signed(key, assertion.element())?;
    let assertion = match (service.encryption, &service.provider.encryption) {
        (Encryption::Never, _) => assertion,
        (Encryption::Always, Some(certificate)) => {
            sealed_for(certificate, service.provider.wrapping, &assertion)?
        }
        (Encryption::Always, None) => {
            return Err(Fault::defect("encrypting for an application without a key"));
        }
    };
    let mut answer = answer(waiting, issuer, Status::SUCCESS, now);
    answer.assertion = Some(assertion);
    Ok(canonical(&signed(key, answer.element())?))
}

/// Why nobody signed in.
pub(in crate::saml) fn failed(
    key: &DocumentKey,
    issuer: &str,
    waiting: &Waiting,
    status: Status,
    now: Timestamp,
) -> Result<String, Fault> {
    Ok(canonical(&signed(key, answer(waiting, issuer, status, now).element())?))
}

fn asks(issuer: &str, destination: &str, now: Timestamp) -> Asks {
    Asks {
        id: fresh_id(),
        issued_at: now.micros() / 1_000_000,
        destination: Some(destination.to_owned()),
        issuer: issuer.to_owned(),
    }
}

/// Somebody leaves: the request to an application they were in, and its id.
pub(in crate::saml) fn logout_request(
    (issuer, application): (&str, &Application),
    to: &Endpoint,
    next: &Next,
    ends_at: Timestamp,
    now: Timestamp,
) -> (Element, String) {
    let asks = asks(issuer, &to.location, now);
    let id = asks.id.clone();
    let request = LogoutRequest {
        asks,
        ends_at: None,
        name_id: given(application, issuer, next.name_id.clone(), &next.name_format),
        sessions: next.sessions.clone(),
    };
    (request.element(&written(now), &written(ends_at)), id)
}

/// The answer to an application that asked to sign somebody out.
pub(in crate::saml) fn logout_answer(
    issuer: &str,
    to: &str,
    request: &str,
    status: Status,
    now: Timestamp,
) -> Element {
    LogoutResponse::element(&asks(issuer, to, now), &written(now), request, status)
}

/// A message as it is sent: in a form with its signature within, in an address with the signature beside it.
pub(in crate::saml) fn sent_by(
    key: &DocumentKey,
    (endpoint, to): (&Endpoint, &str),
    (kind, document): (Kind, Element),
    relay: Option<&str>,
) -> Result<String, Fault> {
    match endpoint.binding {
        wire::saml::Binding::Post => Ok(canonical(&signed(key, document)?)),
        wire::saml::Binding::Redirect => {
            let sign = |text: &str| key.sign(text.as_bytes());
            wire::saml::address(to, kind, &canonical(&document), relay, sign)
        }
    }
}
