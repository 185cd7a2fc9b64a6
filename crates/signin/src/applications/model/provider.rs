//! What is said of an application that speaks SAML: its metadata, or the fields that stand in for it.

use kernel::refusal::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::saml::{Binding, Certificate, Endpoint, ServiceProvider};

use super::{Application, Encryption, Kind, Protocol, Subject};
use crate::applications::messages;

/// What is said of an application that speaks SAML. Either its metadata, or its entity id and its certificates; then the
/// addresses are those to return to, which take assertions in forms, and those after signing out, which take messages in
/// addresses.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SamlDetails {
    /// Its metadata, as XML.
    #[serde(default)]
    pub metadata: String,
    /// Its name in the protocol, where there is no metadata.
    #[serde(default)]
    pub entity_id: String,
    /// The certificates of the keys with which it signs, where there is no metadata.
    #[serde(default)]
    pub signing_certificates: Vec<String>,
    /// The certificate of the key that assertions are encrypted for, where there is no metadata.
    #[serde(default)]
    pub encryption_certificate: String,
    /// Whether assertions are encrypted; where nothing is said it stays as it is, and is `never` for a new application.
    #[serde(default)]
    pub encryption: Option<Encryption>,
}

/// An application that speaks SAML, as the protocol knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Service {
    pub(crate) provider: ServiceProvider,
    pub(crate) encryption: Encryption,
}

/// What was said of addresses, in either protocol.
pub(in crate::applications) struct Said {
    pub(in crate::applications) service: Option<Service>,
    pub(in crate::applications) redirect_uris: Vec<String>,
    pub(in crate::applications) logout_uris: Vec<String>,
}

fn certificate(text: &str, field: &'static str) -> Result<Certificate, Refusal> {
    Certificate::read(text).ok_or_else(|| messages::CERTIFICATE.at(field))
}

fn may_encrypt(service: &Service) -> Result<(), Refusal> {
    if service.encryption == Encryption::Always && service.provider.encryption.is_none() {
        return Err(messages::NO_ENCRYPTION.at("encryption"));
    }
    Ok(())
}

impl SamlDetails {
    fn service(&self, redirect: &[String], logout: &[String]) -> Result<Service, Refusal> {
        let provider = if self.metadata.trim().is_empty() {
            self.by_fields(redirect, logout)?
        } else if redirect.is_empty() && logout.is_empty() {
            ServiceProvider::read(&self.metadata)
                .map_err(|why| messages::METADATA.at("metadata").with("problem", why.0))?
        } else {
            return Err(messages::METADATA_OR_FIELDS.at("redirect_uris"));
        };
        let service = Service { provider, encryption: self.encryption.unwrap_or_default() };
        may_encrypt(&service)?;
        Ok(service)
    }

    fn by_fields(
        &self,
        redirect: &[String],
        logout: &[String],
    ) -> Result<ServiceProvider, Refusal> {
        let entity_id = self.entity_id.trim();
        let is_name = (1..=1024).contains(&entity_id.len())
            && entity_id.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_name {
            return Err(messages::ENTITY.at("entity_id"));
        }
        let endpoint = |binding: Binding| {
            move |(number, location): (usize, &String)| Endpoint {
                binding,
                location: location.clone(),
                response_location: None,
                index: u16::try_from(number).ok(),
                is_default: number == 0,
            }
        };
        let signing = self.signing_certificates.iter();
        let signing = signing.map(|text| certificate(text, "signing_certificates"));
        let encryption = match self.encryption_certificate.trim() {
            "" => None,
            text => Some(certificate(text, "encryption_certificate")?),
        };
        Ok(ServiceProvider {
            entity_id: entity_id.to_owned(),
            reply_to: redirect.iter().enumerate().map(endpoint(Binding::Post)).collect(),
            logout: logout.iter().enumerate().map(endpoint(Binding::Redirect)).collect(),
            signing: signing.collect::<Result<_, _>>()?,
            encryption,
            wrapping: wire::saml::Wrapping::default(),
            signs_requests: false,
        })
    }
}

/// The addresses among those, each once.
fn each_once<'a>(locations: impl Iterator<Item = &'a String>) -> Vec<String> {
    locations.fold(Vec::new(), |mut found, location| {
        if !found.contains(location) {
            found.push(location.clone());
        }
        found
    })
}

impl Said {
    fn of(service: Service) -> Self {
        let provider = &service.provider;
        let redirect_uris = each_once(provider.reply_to.iter().map(|one| &one.location));
        let answers = provider.logout.iter().filter_map(|one| one.response_location.as_ref());
        let asks = provider.logout.iter().map(|one| &one.location);
        let logout_uris = each_once(asks.chain(answers));
        Self { redirect_uris, logout_uris, service: Some(service) }
    }

    /// What is said of a new application.
    pub(in crate::applications) fn new(
        (protocol, kind, subject): (Protocol, Kind, Subject),
        saml: Option<&SamlDetails>,
        redirect_uris: &[String],
        logout_uris: &[String],
    ) -> Result<Self, Refusal> {
        match (protocol, saml) {
            (Protocol::Oidc, Some(_)) => Err(messages::NOT_SAML.at("saml")),
            (Protocol::Oidc, None) if matches!(subject, Subject::Email | Subject::Immutable) => {
                Err(messages::SAML_SUBJECT.at("subject"))
            }
            (Protocol::Oidc, None) => Ok(Self {
                service: None,
                redirect_uris: redirect_uris.to_vec(),
                logout_uris: logout_uris.to_vec(),
            }),
            (Protocol::Saml, _) if kind != Kind::Web => Err(messages::SAML_KIND.at("kind")),
            (Protocol::Saml, saml) => {
                let nothing = SamlDetails::default();
                Ok(Self::of(saml.unwrap_or(&nothing).service(redirect_uris, logout_uris)?))
            }
        }
    }

    /// What is said of one that there is already; what its metadata said holds on unless it is said anew.
    pub(in crate::applications) fn changed(
        before: &Application,
        saml: Option<&SamlDetails>,
        redirect_uris: &[String],
        logout_uris: &[String],
    ) -> Result<Self, Refusal> {
        let says_nothing = saml.is_none_or(|saml| {
            saml.metadata.trim().is_empty()
                && saml.entity_id.is_empty()
                && saml.signing_certificates.is_empty()
                && saml.encryption_certificate.trim().is_empty()
        });
        let is_same = |said: &[String], kept: &[String]| said.is_empty() || said == kept;
        let is_kept = says_nothing
            && is_same(redirect_uris, &before.redirect_uris)
            && is_same(logout_uris, &before.logout_uris);
        let Some(mut service) = before.service.clone().filter(|_| is_kept) else {
            let what = (before.protocol, before.kind, before.subject);
            let kept = before.service.as_ref().map(|service| service.encryption);
            let saml = saml
                .map(|saml| SamlDetails { encryption: saml.encryption.or(kept), ..saml.clone() });
            let said = Self::new(what, saml.as_ref(), redirect_uris, logout_uris)?;
            let entity = |service: &Option<Service>| {
                service.as_ref().map(|service| service.provider.entity_id.clone())
            };
            if entity(&said.service) != entity(&before.service) {
                return Err(messages::ENTITY_CHANGED.at("metadata"));
            }
            return Ok(said);
        };
        service.encryption = saml.and_then(|saml| saml.encryption).unwrap_or(service.encryption);
        may_encrypt(&service)?;
        Ok(Self::of(service))
    }
}
