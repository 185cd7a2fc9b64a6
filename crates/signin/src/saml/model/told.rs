//! What an application is told about a person besides the name: no more than it was registered for. The names are those that
//! every service knows (RFC 4519, RFC 2798, eduPerson, as the SAML attribute profile for X.500 writes them).

use facts::directory::AccountView;
use kernel::authority::Grant;
use wire::saml::Told;

use crate::applications::{Application, Subject};

/// The roles of a person, each with the code of the organisation it is held in.
pub(in crate::saml) type Roles = Vec<(Grant, Option<String>)>;

/// What is told.
pub(in crate::saml) fn told(
    application: &Application,
    view: &AccountView,
    roles: &Roles,
) -> Vec<Told> {
    let mut all = Vec::new();
    let has = |scope: &str| application.scopes.iter().any(|known| known == scope);
    let mut tell = |friendly: &'static str, name: &'static str, value: &str| {
        if !value.is_empty() {
            all.push(Told { name, friendly, values: vec![value.to_owned()] });
        }
    };
    if application.subject == Subject::Immutable {
        tell("", "IDPEmail", &view.address);
    }
    if has("profile") {
        tell("displayName", "urn:oid:2.16.840.1.113730.3.1.241", &view.display_name);
        tell("givenName", "urn:oid:2.5.4.42", &view.given_name);
        tell("sn", "urn:oid:2.5.4.4", &view.family_name);
        tell("eduPersonPrincipalName", "urn:oid:1.3.6.1.4.1.5923.1.1.1.6", &view.address);
    }
    if has("email") {
        tell("mail", "urn:oid:0.9.2342.19200300.100.1.3", &view.address);
    }
    if has("phone")
        && view.listed
        && let Some(number) = view.telephone.as_ref().or(view.mobile.as_ref())
    {
        tell("telephoneNumber", "urn:oid:2.5.4.20", number);
    }
    if has("organisation") {
        tell("o", "urn:oid:2.5.4.10", &view.organisation_name);
        tell("", "organisationCode", &view.organisation_code);
    }
    if has("roles") && !roles.is_empty() {
        let role = |(grant, code): &(Grant, Option<String>)| match code {
            Some(code) => format!("{} {code}", grant.role.name()),
            None => grant.role.name().to_owned(),
        };
        let values = roles.iter().map(role).collect();
        all.push(Told { name: "roles", friendly: "", values });
    }
    all
}
