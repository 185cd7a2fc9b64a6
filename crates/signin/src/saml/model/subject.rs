//! By which name an application knows somebody.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use facts::directory::AccountView;
use wire::jose::to_base64url;
use wire::saml::{NameId, format};

use super::fresh_id;
use crate::applications::{Application, Subject};

/// What a request says of the name.
pub(in crate::saml) struct Named<'a> {
    pub(in crate::saml) format: Option<&'a str>,
    /// In whose name, if it is another application's.
    pub(in crate::saml) qualifier: Option<&'a str>,
}

/// The name of somebody; none where the application may not have one of that format.
pub(in crate::saml) fn named(
    application: &Application,
    view: &AccountView,
    issuer: &str,
    asked: &Named<'_>,
) -> Option<NameId> {
    let entity = application.service.as_ref().map(|service| service.provider.entity_id.as_str())?;
    if asked.qualifier.is_some_and(|qualifier| qualifier != entity) {
        return None;
    }
    let usual = match application.subject {
        Subject::Email => format::EMAIL,
        Subject::Public | Subject::Pairwise | Subject::Immutable => format::PERSISTENT,
    };
    let wanted = match asked.format {
        None | Some(format::UNSPECIFIED) => usual,
        Some(wanted) => wanted,
    };
    let may_have_address = application.subject == Subject::Email
        || application.scopes.iter().any(|scope| scope == "email");
    let value = match wanted {
        format::PERSISTENT => persistent(application, view),
        format::TRANSIENT => fresh_id(),
        format::EMAIL if may_have_address => view.address.clone(),
        _ => return None,
    };
    Some(given(application, issuer, value, wanted))
}

/// A name as it was given to an application: those that it shares with others stand alone, the others say who gave them to
/// whom.
pub(super) fn given(
    application: &Application,
    issuer: &str,
    value: String,
    name_format: &str,
) -> NameId {
    let is_shared = name_format == format::EMAIL
        || (name_format == format::PERSISTENT && application.subject == Subject::Immutable);
    let service = application.service.as_ref().filter(|_| !is_shared);
    NameId {
        value,
        format: Some(name_format.to_owned()),
        qualifier: service.map(|_| issuer.to_owned()),
        service: service.map(|service| service.provider.entity_id.clone()),
    }
}

/// For ever the same, whatever the person's name, address or organisation is.
fn persistent(application: &Application, view: &AccountView) -> String {
    match application.subject {
        Subject::Public => view.account.to_string(),
        // As Microsoft 365 was told when the account was made there.
        Subject::Immutable => STANDARD.encode(view.account.0.as_bytes()),
        Subject::Pairwise | Subject::Email => {
            let key = Key::new(HMAC_SHA256, &application.subject_salt);
            to_base64url(sign(&key, view.account.0.as_bytes()).as_ref())
        }
    }
}
