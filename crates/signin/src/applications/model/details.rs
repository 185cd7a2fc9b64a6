//! What is said of an application when it is registered or changed, and whether it can be taken.

use facts::directory::OrganisationCoded;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::{Error, Fault, Refusal, Result, messages as common};

use super::own::{check_own, check_reach, own_organisation};
use super::uris::{Loopback, all_allowed, is_allowed};
use super::{
    Asks, ClientKey, Devices, Kind, LONGEST_NAME, LONGEST_URI, MOST_ORGANISATIONS, MOST_SCOPES,
    MOST_URIS, OFFLINE, OPENID, OpenTo, Protocol, SCOPES,
};
use crate::applications::messages;
use crate::signing_keys::Algorithm;

/// What is said of it.
pub(in crate::applications) struct Details<'a> {
    pub(in crate::applications) protocol: Protocol,
    pub(in crate::applications) name: &'a str,
    pub(in crate::applications) redirect_uris: &'a [String],
    pub(in crate::applications) logout_uris: &'a [String],
    pub(in crate::applications) backchannel_logout_uri: &'a str,
    pub(in crate::applications) devices: Devices,
    /// Its keys, where it proves with one who it is.
    pub(in crate::applications) keys: Vec<ClientKey>,
    /// Where it publishes them.
    pub(in crate::applications) keys_uri: &'a str,
    pub(in crate::applications) scopes: &'a [String],
    pub(in crate::applications) audience: &'a str,
    pub(in crate::applications) signing: Algorithm,
    pub(in crate::applications) open_to: OpenTo,
    pub(in crate::applications) organisations: &'a [String],
    pub(in crate::applications) asks: Asks,
    /// Whose it is; none where it belongs to the whole service.
    pub(in crate::applications) owner: Option<OrganisationId>,
}

/// What can be taken.
pub(in crate::applications) struct Checked {
    pub(in crate::applications) name: String,
    pub(in crate::applications) redirect_uris: Vec<String>,
    pub(in crate::applications) logout_uris: Vec<String>,
    pub(in crate::applications) backchannel_logout_uri: String,
    pub(in crate::applications) devices: Devices,
    pub(in crate::applications) keys: Vec<ClientKey>,
    pub(in crate::applications) keys_uri: String,
    pub(in crate::applications) scopes: Vec<String>,
    pub(in crate::applications) audience: String,
    pub(in crate::applications) signing: Algorithm,
    pub(in crate::applications) open_to: OpenTo,
    pub(in crate::applications) organisations: Vec<(String, OrganisationId)>,
    pub(in crate::applications) asks: Asks,
}

/// Checks what is said of an application of a kind; `is_local` where the service itself stays on one machine.
pub(in crate::applications) async fn check(
    reader: &mut Reader,
    kind: Kind,
    said: &Details<'_>,
    is_local: bool,
) -> Result<Checked> {
    let mut all = Refusals::default();
    let name = all.keep(name(said));
    if said.owner.is_some() {
        all.keep(check_own(kind, said));
    }
    all.keep(addresses(kind, said, is_local));
    all.keep(backchannel(kind, said, is_local));
    all.keep(keys_uri(said, is_local));
    all.keep(devices(kind, said));
    all.keep(audience(kind, said.audience));
    let scopes = all.keep(scopes(kind, said));
    let organisations = match organisations(reader, said).await {
        Err(Error::Refused(refusal)) => all.keep(Err(*refusal)),
        outcome => Some(outcome?),
    };
    all.none()?;
    let (Some(name), Some(scopes), Some(organisations)) = (name, scopes, organisations) else {
        return Err(Fault::defect("taking what was said of an application").into());
    };
    let checked = Checked {
        name,
        redirect_uris: said.redirect_uris.to_vec(),
        logout_uris: said.logout_uris.to_vec(),
        backchannel_logout_uri: said.backchannel_logout_uri.to_owned(),
        devices: said.devices,
        keys: said.keys.clone(),
        keys_uri: said.keys_uri.to_owned(),
        scopes,
        audience: said.audience.to_owned(),
        signing: said.signing,
        open_to: said.open_to,
        organisations,
        asks: said.asks,
    };
    if let Some(owner) = said.owner {
        check_reach(reader, owner, &checked).await?;
    }
    Ok(checked)
}

/// What is wrong, told at once: everything that has to be put right, under the code of the first.
#[derive(Default)]
struct Refusals(Option<Refusal>);

impl Refusals {
    fn keep<T>(&mut self, outcome: Result<T, Refusal>) -> Option<T> {
        let refusal = match outcome {
            Ok(taken) => return Some(taken),
            Err(refusal) => refusal,
        };
        match &mut self.0 {
            None => self.0 = Some(refusal),
            Some(first) => first.fields.extend(refusal.fields),
        }
        None
    }

    fn none(self) -> Result<(), Refusal> {
        self.0.map_or(Ok(()), Err)
    }
}

fn name(said: &Details<'_>) -> Result<String, Refusal> {
    let name = said.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(messages::NAME.at("name").with("limit", LONGEST_NAME));
    }
    if name.chars().any(char::is_control) {
        return Err(common::TEXT_CONTROL.at("name"));
    }
    Ok(name.to_owned())
}

fn devices(kind: Kind, said: &Details<'_>) -> Result<(), Refusal> {
    let has_none = kind == Kind::Service || said.protocol == Protocol::Saml;
    match said.devices {
        Devices::ByCode if has_none => Err(messages::NO_DEVICES.at("devices")),
        _ => Ok(()),
    }
}

fn addresses(kind: Kind, said: &Details<'_>, is_local: bool) -> Result<(), Refusal> {
    let loopback = match kind {
        Kind::Public => Loopback::Allowed,
        // Where the service itself is tried out on one machine, so is what signs in to it.
        _ if is_local => Loopback::Allowed,
        _ => Loopback::Refused,
    };
    if kind == Kind::Service {
        if !said.redirect_uris.is_empty() {
            return Err(messages::NO_REDIRECT.at("redirect_uris"));
        }
        if !said.logout_uris.is_empty() {
            return Err(messages::NO_REDIRECT.at("post_logout_redirect_uris"));
        }
        return Ok(());
    }
    if said.redirect_uris.is_empty() || !all_allowed(said.redirect_uris, loopback) {
        let refusal = messages::REDIRECT.at("redirect_uris");
        return Err(refusal.with("limit", MOST_URIS).with("longest", LONGEST_URI));
    }
    if !all_allowed(said.logout_uris, loopback) {
        return Err(messages::LOGOUT.at("post_logout_redirect_uris").with("limit", MOST_URIS));
    }
    Ok(())
}

/// Where it is told of sign-outs: this service calls there, so that it may stay on one machine only where the service does.
fn backchannel(kind: Kind, said: &Details<'_>, is_local: bool) -> Result<(), Refusal> {
    let address = said.backchannel_logout_uri;
    if address.is_empty() {
        return Ok(());
    }
    if kind == Kind::Service || said.protocol == Protocol::Saml {
        return Err(messages::NO_BACKCHANNEL.at("backchannel_logout_uri"));
    }
    let loopback = if is_local { Loopback::Allowed } else { Loopback::Refused };
    if !is_allowed(address, loopback) {
        return Err(messages::BACKCHANNEL.at("backchannel_logout_uri"));
    }
    Ok(())
}

/// Where it publishes its keys: this service calls there, too.
fn keys_uri(said: &Details<'_>, is_local: bool) -> Result<(), Refusal> {
    let loopback = if is_local { Loopback::Allowed } else { Loopback::Refused };
    if said.keys_uri.is_empty() {
        return Ok(());
    }
    if !said.keys.is_empty() || !is_allowed(said.keys_uri, loopback) {
        return Err(messages::KEYS_URI.at("keys_uri"));
    }
    Ok(())
}

fn audience(kind: Kind, audience: &str) -> Result<(), Refusal> {
    match (kind, audience) {
        (Kind::Service, audience) if !is_allowed(audience, Loopback::Allowed) => {
            Err(messages::AUDIENCE.at("audience"))
        }
        (Kind::Web | Kind::Public, audience) if !audience.is_empty() => {
            Err(messages::NO_AUDIENCE.at("audience"))
        }
        _ => Ok(()),
    }
}

fn scopes(kind: Kind, said: &Details<'_>) -> Result<Vec<String>, Refusal> {
    let asked = said.scopes;
    let is_known = |scope: &String| SCOPES.contains(&scope.as_str());
    let is_name = |scope: &String| {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || ".-_:".contains(letter);
        (1..=64).contains(&scope.len()) && scope.chars().all(is_letter)
    };
    if kind == Kind::Service {
        if asked.len() > MOST_SCOPES
            || !asked.iter().all(|scope| is_name(scope) && !is_known(scope))
        {
            return Err(messages::SERVICE_SCOPE.at("scopes").with("limit", MOST_SCOPES));
        }
        let mut own = asked.to_vec();
        own.sort();
        own.dedup();
        return Ok(own);
    }
    if said.protocol == Protocol::Saml {
        let is_own = |scope: &String| matches!(scope.as_str(), OPENID | OFFLINE);
        if !asked.iter().all(is_known) || asked.iter().any(is_own) {
            return Err(messages::SAML_SCOPE.at("scopes"));
        }
    } else if !asked.iter().all(is_known) || !asked.iter().any(|scope| scope == OPENID) {
        return Err(messages::SCOPE.at("scopes"));
    }
    let asked = SCOPES.iter().filter(|scope| asked.iter().any(|asked| asked == *scope));
    Ok(asked.map(|scope| (*scope).to_owned()).collect())
}

async fn organisations(
    reader: &mut Reader,
    said: &Details<'_>,
) -> Result<Vec<(String, OrganisationId)>> {
    let codes = said.organisations;
    if said.open_to != OpenTo::Organisations {
        return match codes {
            [] => Ok(Vec::new()),
            _ => Err(messages::NO_ORGANISATIONS.at("organisations").into()),
        };
    }
    if codes.is_empty() || codes.len() > MOST_ORGANISATIONS {
        let refusal = messages::ORGANISATIONS.at("organisations");
        return Err(refusal.with("limit", MOST_ORGANISATIONS).into());
    }
    let mut found: Vec<(String, OrganisationId)> = Vec::new();
    for code in codes {
        let view = reader.ask(OrganisationCoded(code.trim().to_owned())).await?;
        let Some(view) = view else {
            return Err(match said.owner {
                Some(_) => own_organisation(code),
                None => messages::ORGANISATION.at("organisations").with("code", code),
            }
            .into());
        };
        if !found.iter().any(|(_, known)| *known == view.organisation) {
            found.push((view.code, view.organisation));
        }
    }
    Ok(found)
}
