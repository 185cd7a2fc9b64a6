//! `AuthnRequest`: a service asks who somebody is (SAML Core, 3.4.1).

use super::Malformed;
use super::moment::seconds;
use super::names::{ASSERTION, POST, PROTOCOL};
use super::xml::Element;

/// The longest id, issuer or address in a message, in bytes.
const LONGEST_TEXT: usize = 1024;
/// The longest id of a request, in bytes.
const LONGEST_ID: usize = 256;
/// Longest name of a format, a qualifier or a way of signing in, in bytes.
const LONGEST_NAME: usize = 256;
/// The most ways of signing in that are asked for.
const MOST_CONTEXTS: usize = 20;

/// What every request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asks {
    /// Its id.
    pub id: String,
    /// When it was made, in seconds since 1970.
    pub issued_at: i64,
    /// Where it was sent, if it says.
    pub destination: Option<String>,
    /// Who made it.
    pub issuer: String,
}

/// How ways of signing in are compared with those that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// One of them.
    Exact,
    /// At least as good as one of them.
    Minimum,
    /// No better than one of them.
    Maximum,
    /// Better than all of them.
    Better,
}

/// A service asks who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthnRequest {
    /// What every request says.
    pub asks: Asks,
    /// Where the answer shall go.
    pub reply_to: Option<String>,
    /// The number of that place in the metadata.
    pub reply_index: Option<u16>,
    /// Whether the answer shall come in any other way than in a form.
    pub is_other_binding: bool,
    /// Whether the person has to prove who they are once more.
    pub is_forced: bool,
    /// Whether the person must not be asked anything.
    pub is_passive: bool,
    /// In which format the person shall be named.
    pub format: Option<String>,
    /// In whose name the person shall be named, if it is another service's.
    pub qualifier: Option<String>,
    /// Ways of signing in that are asked for, in the order in which they are liked.
    pub contexts: Option<(Comparison, Vec<String>)>,
    /// Whether it says who it has to be.
    pub has_subject: bool,
}

impl Asks {
    pub(super) fn read(root: &Element) -> Result<Self, Malformed> {
        if root.attribute("Version") != Some("2.0") {
            return Err(Malformed("it is not of version 2.0"));
        }
        let id = root.attribute("ID").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
        let issued_at = root.attribute("IssueInstant").and_then(seconds);
        let issuer = root.only(ASSERTION, "Issuer").and_then(Element::text);
        let issuer = issuer.filter(|issuer| !issuer.is_empty() && issuer.len() <= LONGEST_TEXT);
        Ok(Self {
            id: id.ok_or(Malformed("it has no id, or too long a one"))?.to_owned(),
            issued_at: issued_at.ok_or(Malformed("it does not say when it was made"))?,
            destination: root.attribute("Destination").map(str::to_owned),
            issuer: issuer.ok_or(Malformed("it does not say who made it"))?.to_owned(),
        })
    }

    /// The root of a message that says this.
    pub(super) fn element(&self, name: &str, issued_at: &str) -> Element {
        Element::new("samlp", PROTOCOL, name)
            .with_some("Destination", self.destination.as_deref())
            .with("ID", self.id.as_str())
            .with("IssueInstant", issued_at)
            .with("Version", "2.0")
    }
}

impl AuthnRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(root: &Element) -> Result<Self, Malformed> {
        if !root.is(PROTOCOL, "AuthnRequest") {
            return Err(Malformed("it is no AuthnRequest"));
        }
        let index = root.attribute("AssertionConsumerServiceIndex");
        let reply_index = index.map(str::parse).transpose();
        let policy = at_most_one(root, PROTOCOL, "NameIDPolicy")?;
        let policy_says = |name| {
            let said = policy.and_then(|policy| policy.attribute(name));
            said.map(short).transpose()
        };
        let binding = root.attribute("ProtocolBinding");
        Ok(Self {
            asks: Asks::read(root)?,
            reply_to: root.attribute("AssertionConsumerServiceURL").map(str::to_owned),
            reply_index: reply_index.map_err(|_| Malformed("a number is none"))?,
            is_other_binding: binding.is_some_and(|binding| binding != POST),
            is_forced: flag(root, "ForceAuthn")?,
            is_passive: flag(root, "IsPassive")?,
            format: policy_says("Format")?,
            qualifier: policy_says("SPNameQualifier")?,
            contexts: contexts(root)?,
            has_subject: root.all(ASSERTION, "Subject").next().is_some(),
        })
    }
}

/// A name that a browser can carry while somebody signs in.
fn short(text: &str) -> Result<String, Malformed> {
    match text.len() <= LONGEST_NAME {
        true => Ok(text.to_owned()),
        false => Err(Malformed("a name in it is too long")),
    }
}

fn flag(root: &Element, name: &str) -> Result<bool, Malformed> {
    match root.attribute(name) {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) => Err(Malformed("a choice is neither true nor false")),
    }
}

fn at_most_one<'a>(
    root: &'a Element,
    space: &str,
    name: &str,
) -> Result<Option<&'a Element>, Malformed> {
    let mut found = root.elements().filter(|element| element.is(space, name));
    let first = found.next();
    if found.next().is_some() { Err(Malformed("an element stands in it twice")) } else { Ok(first) }
}

fn contexts(root: &Element) -> Result<Option<(Comparison, Vec<String>)>, Malformed> {
    let Some(asked) = at_most_one(root, PROTOCOL, "RequestedAuthnContext")? else {
        return Ok(None);
    };
    let comparison = match asked.attribute("Comparison") {
        None | Some("exact") => Comparison::Exact,
        Some("minimum") => Comparison::Minimum,
        Some("maximum") => Comparison::Maximum,
        Some("better") => Comparison::Better,
        Some(_) => return Err(Malformed("it compares in a way that there is none of")),
    };
    // A declaration is asked for in a language of its own: read as something that nobody can meet.
    let of = |element: &Element| short(element.text().unwrap_or_default());
    let classes: Vec<String> = asked.elements().map(of).collect::<Result<_, _>>()?;
    if classes.is_empty() || classes.len() > MOST_CONTEXTS {
        return Err(Malformed("it asks for no way of signing in, or for too many"));
    }
    Ok(Some((comparison, classes)))
}
