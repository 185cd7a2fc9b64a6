//! Refuses forms that did not come from our own pages.
//!
//! Three checks on every request of the portal that changes something: `Sec-Fetch-Site`, `Origin`, and the token of
//! the session inside the form. Of a form with files the token is looked for in the beginning (`uploads`).
//!
//! A form that the headers prove to be ours, but that carries the token of another session or none, is not done either.
//! It is no forgery, though: its sender signed in again in another window. What was typed is given back, to be sent
//! under the new session.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse as _, Response};
use kernel::ids::AccountId;
use kernel::refusal::{Code, Error, Kind, messages};
use ui::frame::Frame;

use super::parameters::pairs;
use super::uploads::{self, Beginning};
use super::{Site, again};

/// The largest form without a file, in bytes.
const FORM: usize = 1 << 20;

/// The form came from elsewhere, or nothing proves that it did not.
pub(super) const FORGED: Code = Code::new(
    Kind::NotAllowed,
    "form.not-ours",
    "This form did not come from a page of yours that is still open. Open the page again and send it from there.",
);
/// The form is ours, but of another session than the one that is signed in now.
pub(super) const OVERTAKEN: Code = Code::new(
    Kind::NotAllowed,
    "form.another-session",
    "You signed in again after this page was opened. Open the page again and send it from there.",
);
/// The form is too large.
pub(super) const TOO_LARGE: Code = Code::new(
    Kind::Invalid,
    "form.too-large",
    "This form holds more than one million characters. Shorten what you entered.",
);

/// Lets a request through if it reads only, comes through the API, or is a form of ours.
pub(super) async fn check<F: Future<Output = Response>>(
    site: &Site,
    request: Request,
    go_on: impl FnOnce(Request) -> F,
) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || request.uri().path().starts_with("/api/") || is_for_programs(&request) {
        return go_on(request).await;
    }
    match checked(site, request).await {
        Ok(Checked::Fit(request, typed)) => {
            let mut response = go_on(*request).await;
            response.extensions_mut().insert(typed);
            response
        }
        Ok(Checked::Overtaken(typed)) => {
            let mut response = Error::from(OVERTAKEN.refuse()).into_response();
            response.extensions_mut().insert(typed);
            response
        }
        Err(error) => error.into_response(),
    }
}

/// Whether the request goes where nobody's cookie counts: there is no session that another site could make use of.
pub(super) fn is_for_programs(request: &Request) -> bool {
    let is_post = *request.method() == Method::POST;
    signin::oidc::is_called_by_programs(request.uri().path(), is_post)
        || signin::saml::is_sent_by_others(request.uri().path(), is_post)
}

/// What a form carried that its page can give back: fields and their values, secrets left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed(pub(super) Vec<(String, String)>);

/// Parts of names of fields that are no answers of a person, or are nobody's to read again.
const NOT_GIVEN_BACK: &[&str] =
    &[ui::form::CSRF_FIELD, "password", "current", "code", "token", "step", "key", "next"];
/// Whole names of fields that hold a secret: a telephone word, and letters of one. Beside them there are fields of words that
/// are none.
const SECRETS: &[&str] = &["word", "letters"];

/// Whether a field of that name may be given back.
pub(super) fn is_given_back(name: &str) -> bool {
    !SECRETS.contains(&name) && !NOT_GIVEN_BACK.iter().any(|part| name.contains(part))
}

/// A form that was not refused.
enum Checked {
    /// It may be done.
    Fit(Box<Request>, Typed),
    /// It must not be done, and what it carried can be sent again under the session of now.
    Overtaken(Typed),
}

impl Typed {
    fn of(fields: &[(String, String)]) -> Self {
        let given_back =
            fields.iter().filter(|(name, value)| !value.trim().is_empty() && is_given_back(name));
        Self(given_back.cloned().collect())
    }

    /// Question and answer, for the person to read.
    pub(super) fn for_people(&self) -> Vec<(String, String)> {
        for_people(&self.0)
    }
}

/// Question and answer of each field that somebody filled in. Versions and keys are the form's own business.
pub(super) fn for_people(fields: &[(String, String)]) -> Vec<(String, String)> {
    let answers = fields
        .iter()
        .filter(|(name, value)| name != "version" && value.parse::<AccountId>().is_err());
    answers.map(|(name, value)| (question(name), value.clone())).collect()
}

/// The name of a field as words: the page that asked is not at hand any more.
fn question(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

async fn checked(site: &Site, request: Request) -> Result<Checked, Error> {
    let headers = request.headers().clone();
    let same_site = header(&headers, "sec-fetch-site");
    let origin = header(&headers, header::ORIGIN.as_str());
    let from_us =
        |origin: &str| origin.eq_ignore_ascii_case(site.settings.portal_url.trim_end_matches('/'));
    if same_site.is_some_and(|value| !matches!(value, "same-origin" | "none"))
        || origin.is_some_and(|origin| !from_us(origin))
    {
        return Err(FORGED.refuse().into());
    }
    let token =
        request.extensions().get::<Frame>().map(|frame| frame.csrf.clone()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let kind = header(&headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let is_multipart = kind.starts_with("multipart/form-data");
    let Beginning { fields, is_carried, body } = if is_multipart {
        uploads::beginning(&headers, body, FORM).await?
    } else {
        let bytes = to_bytes(body, FORM).await.map_err(|_| TOO_LARGE.refuse())?;
        let text = std::str::from_utf8(&bytes).map_err(|_| {
            messages::MALFORMED.refuse().with("problem", "it is not encoded as UTF-8")
        })?;
        Beginning { fields: pairs(text)?, is_carried: true, body: Body::from(bytes) }
    };
    if fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(messages::TEXT_CONTROL.refuse().into());
    }
    // Before sign-in there is no session and no token; the headers are the check then.
    let sent = fields
        .iter()
        .find(|(name, _)| name == ui::form::CSRF_FIELD)
        .map(|(_, value)| value.as_str());
    let is_of_session = token.is_empty() || sent == Some(&*token);
    // The check above left no other origin than ours.
    let is_ours = same_site == Some("same-origin") || origin.is_some();
    let typed = if is_carried { Typed::of(&fields) } else { Typed::default() };
    // Nobody takes a form with files of somebody who is not signed in, or is it in another session.
    let body = if is_multipart && (token.is_empty() || !is_of_session) {
        uploads::read_for_nobody(body).await;
        Body::empty()
    } else {
        body
    };
    match (is_of_session, is_ours) {
        (true, _) => {}
        // Changes nothing itself: it shows what it was sent, and asks.
        (false, true) if parts.uri.path() == again::ADDRESS => {}
        (false, true) => return Ok(Checked::Overtaken(typed)),
        (false, false) => return Err(FORGED.refuse().into()),
    }
    Ok(Checked::Fit(Box::new(Request::from_parts(parts, body)), typed))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
