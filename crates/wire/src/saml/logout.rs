//! Single logout (SAML Core, 3.7): asking somebody to forget a person, and the answer.

use super::names::{ASSERTION, PROTOCOL};
use super::request::Asks;
use super::status::Status;
use super::xml::Element;
use super::{Malformed, seconds};

/// The most sessions that a request names.
const MOST_SESSIONS: usize = 50;

/// The name by which a service knows somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameId {
    /// The name.
    pub value: String,
    /// Its format.
    pub format: Option<String>,
    /// Who gave it.
    pub qualifier: Option<String>,
    /// For whom.
    pub service: Option<String>,
}

impl NameId {
    pub(super) fn element(&self) -> Element {
        Element::new("saml", ASSERTION, "NameID")
            .with_some("Format", self.format.as_deref())
            .with_some("NameQualifier", self.qualifier.as_deref())
            .with_some("SPNameQualifier", self.service.as_deref())
            .text_of(self.value.as_str())
    }

    fn read(element: &Element) -> Option<Self> {
        let says = |name| element.attribute(name).map(str::to_owned);
        Some(Self {
            value: element.text().filter(|text| !text.is_empty())?.to_owned(),
            format: says("Format"),
            qualifier: says("NameQualifier"),
            service: says("SPNameQualifier"),
        })
    }
}

/// Somebody is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutRequest {
    /// What every request says.
    pub asks: Asks,
    /// Until when it counts, in seconds since 1970.
    pub ends_at: Option<i64>,
    /// Who.
    pub name_id: NameId,
    /// In which sessions; in all, if none is named.
    pub sessions: Vec<String>,
}

impl LogoutRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// If it is none, or names the person in a way that is not read.
    pub fn read(root: &Element) -> Result<Self, Malformed> {
        if !root.is(PROTOCOL, "LogoutRequest") {
            return Err(Malformed("it is no LogoutRequest"));
        }
        let ends_at = match root.attribute("NotOnOrAfter") {
            None => None,
            Some(text) => {
                Some(seconds(text).ok_or(Malformed("it does not say until when it counts"))?)
            }
        };
        let name_id = root.only(ASSERTION, "NameID").and_then(NameId::read);
        let session = |element: &Element| element.text().map(str::to_owned);
        let sessions: Option<Vec<String>> =
            root.all(PROTOCOL, "SessionIndex").map(session).collect();
        let sessions = sessions.filter(|sessions| sessions.len() <= MOST_SESSIONS);
        Ok(Self {
            asks: Asks::read(root)?,
            ends_at,
            name_id: name_id.ok_or(Malformed("it does not say whom it is about"))?,
            sessions: sessions.ok_or(Malformed("it names sessions that cannot be read"))?,
        })
    }

    /// The document; both moments as XML writes them.
    pub fn element(&self, issued_at: &str, ends_at: &str) -> Element {
        let root = self.asks.element("LogoutRequest", issued_at).with("NotOnOrAfter", ends_at);
        let root = root.and(issuer(&self.asks.issuer)).and(self.name_id.element());
        self.sessions.iter().fold(root, |root, session| {
            root.and(Element::new("samlp", PROTOCOL, "SessionIndex").text_of(session.as_str()))
        })
    }
}

/// Who made a message.
pub(super) fn issuer(name: &str) -> Element {
    Element::new("saml", ASSERTION, "Issuer").text_of(name)
}

/// Somebody was forgotten, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutResponse {
    /// What every message says.
    pub asks: Asks,
    /// The id of the request.
    pub in_response_to: String,
    /// Whether it was done.
    pub is_done: bool,
}

impl LogoutResponse {
    /// Reads an answer.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(root: &Element) -> Result<Self, Malformed> {
        if !root.is(PROTOCOL, "LogoutResponse") {
            return Err(Malformed("it is no LogoutResponse"));
        }
        let to =
            root.attribute("InResponseTo").ok_or(Malformed("it does not say what it answers"))?;
        Ok(Self {
            asks: Asks::read(root)?,
            in_response_to: to.to_owned(),
            is_done: Status::is_success(root),
        })
    }

    /// The document of an answer.
    pub fn element(asks: &Asks, issued_at: &str, to: &str, status: Status) -> Element {
        let root = asks.element("LogoutResponse", issued_at).with("InResponseTo", to);
        root.and(issuer(&asks.issuer)).and(status.element())
    }
}
