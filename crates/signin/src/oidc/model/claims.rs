//! What an application is told about a person: no more than the scopes that it was given name.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use facts::directory::AccountView;
use kernel::authority::Grant;
use kernel::ids::AccountId;
use serde_json::{Map, Value, json};
use wire::jose::to_base64url;

use crate::applications::{Application, Subject};

/// The key by which an application knows a person: for ever the same, whatever their name, address or organisation is.
pub(in crate::oidc) fn subject(application: &Application, account: AccountId) -> String {
    match application.subject {
        Subject::Public | Subject::Email | Subject::Immutable => account.to_string(),
        Subject::Pairwise => {
            let key = Key::new(HMAC_SHA256, &application.subject_salt);
            to_base64url(sign(&key, account.0.as_bytes()).as_ref())
        }
    }
}

/// The roles of a person, each with the code of the organisation it is held in.
pub(in crate::oidc) type Roles = Vec<(Grant, Option<String>)>;

/// What is told besides the key.
pub(in crate::oidc) fn claims(
    scopes: &[String],
    view: &AccountView,
    roles: &Roles,
) -> Map<String, Value> {
    let mut told = Map::new();
    let has = |scope: &str| scopes.iter().any(|known| known == scope);
    let mut tell = |name: &str, value: Value| {
        told.insert(name.to_owned(), value);
    };
    if has("profile") {
        tell("name", json!(view.display_name));
        tell("preferred_username", json!(view.address));
        for (name, value) in [("given_name", &view.given_name), ("family_name", &view.family_name)]
        {
            if !value.is_empty() {
                tell(name, json!(value));
            }
        }
    }
    if has("email") {
        tell("email", json!(view.address));
        // The service gave the address itself.
        tell("email_verified", json!(true));
    }
    if has("phone")
        && view.listed
        && let Some(number) = view.telephone.as_ref().or(view.mobile.as_ref())
    {
        tell("phone_number", json!(number));
        tell("phone_number_verified", json!(false));
    }
    if has("organisation") {
        let organisation =
            json!({ "code": view.organisation_code, "name": view.organisation_name });
        tell("organisation", organisation);
    }
    if has("roles") {
        let role = |(grant, code): &(Grant, Option<String>)| match code {
            Some(code) => json!({ "role": grant.role.name(), "organisation": code }),
            // A member without a value is left out (OpenID Connect Core, section 5.3.2).
            None => json!({ "role": grant.role.name() }),
        };
        tell("roles", roles.iter().map(role).collect());
    }
    told
}
