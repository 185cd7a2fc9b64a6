//! The answer to a service, and the assertion in it: who somebody is, for whom and until when that is said (SAML Core, 2 and
//! 3.3.3; Profiles, 4.1.4.2). Moments are written as XML writes them.

use super::logout::{NameId, issuer};
use super::names::{ASSERTION, BASIC_NAME, BEARER, PROTOCOL, URI_NAME};
use super::status::Status;
use super::xml::Element;

/// What is said about somebody.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// Its id.
    pub id: String,
    /// Who says it.
    pub issuer: String,
    /// When.
    pub issued_at: String,
    /// About whom.
    pub name_id: NameId,
    /// The address that it is sent to.
    pub recipient: String,
    /// What it answers, if anybody asked.
    pub in_response_to: Option<String>,
    /// From when on it counts.
    pub not_before: String,
    /// Until when.
    pub ends_at: String,
    /// The service that may believe it.
    pub audience: String,
    /// When the person proved who they are.
    pub authenticated_at: String,
    /// The name of this session.
    pub session: String,
    /// Until when the service may let the person in by it.
    pub session_ends_at: String,
    /// How the person proved who they are.
    pub context: String,
    /// What else is told.
    pub told: Vec<Told>,
}

/// Something that is told about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub name: &'static str,
    /// What developers call it; empty for nothing.
    pub friendly: &'static str,
    /// What is told.
    pub values: Vec<String>,
}

fn of(name: &str) -> Element {
    Element::new("saml", ASSERTION, name)
}

impl Assertion {
    /// The document.
    pub fn element(&self) -> Element {
        of("Assertion")
            .with("ID", self.id.as_str())
            .with("IssueInstant", self.issued_at.as_str())
            .with("Version", "2.0")
            .and(issuer(&self.issuer))
            .and(self.subject())
            .and(self.conditions())
            .and(self.statement())
            .and_all(self.attributes())
    }

    fn subject(&self) -> Element {
        let data = of("SubjectConfirmationData")
            .with_some("InResponseTo", self.in_response_to.as_deref())
            .with("NotOnOrAfter", self.ends_at.as_str())
            .with("Recipient", self.recipient.as_str());
        let confirmation = of("SubjectConfirmation").with("Method", BEARER).and(data);
        of("Subject").and(self.name_id.element()).and(confirmation)
    }

    fn conditions(&self) -> Element {
        let audience = of("Audience").text_of(self.audience.as_str());
        of("Conditions")
            .with("NotBefore", self.not_before.as_str())
            .with("NotOnOrAfter", self.ends_at.as_str())
            .and(of("AudienceRestriction").and(audience))
    }

    fn statement(&self) -> Element {
        let class = of("AuthnContextClassRef").text_of(self.context.as_str());
        of("AuthnStatement")
            .with("AuthnInstant", self.authenticated_at.as_str())
            .with("SessionIndex", self.session.as_str())
            .with("SessionNotOnOrAfter", self.session_ends_at.as_str())
            .and(of("AuthnContext").and(class))
    }

    fn attributes(&self) -> Option<Element> {
        let attribute = |told: &Told| {
            let is_uri = told.name.contains(':');
            let kind = if is_uri { URI_NAME } else { BASIC_NAME };
            let friendly = Some(told.friendly).filter(|name| !name.is_empty());
            let element = of("Attribute")
                .with_some("FriendlyName", friendly)
                .with("Name", told.name)
                .with("NameFormat", kind);
            told.values.iter().fold(element, |element, value| {
                element.and(of("AttributeValue").text_of(value.as_str()))
            })
        };
        let told = self.told.iter().map(attribute);
        (!self.told.is_empty()).then(|| told.fold(of("AttributeStatement"), Element::and))
    }
}

impl Element {
    fn and_all(self, children: Option<Self>) -> Self {
        children.into_iter().fold(self, Self::and)
    }
}

/// The answer to a service.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// Who answers.
    pub issuer: String,
    /// When.
    pub issued_at: String,
    /// The address that it is sent to.
    pub destination: String,
    /// What it answers, if anybody asked.
    pub in_response_to: Option<String>,
    /// How it went.
    pub status: Status,
    /// The assertion, signed, and encrypted where the service wants that.
    pub assertion: Option<Element>,
}

impl Answer {
    /// The document.
    pub fn element(self) -> Element {
        Element::new("samlp", PROTOCOL, "Response")
            .with("Destination", self.destination)
            .with("ID", self.id)
            .with_some("InResponseTo", self.in_response_to.as_deref())
            .with("IssueInstant", self.issued_at)
            .with("Version", "2.0")
            .and(issuer(&self.issuer))
            .and(self.status.element())
            .and_all(self.assertion)
    }
}
