//! What this service can do, and the keys with which its tokens are checked.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::http::App;
use serde_json::json;
use wire::jose::{JwkSet, Published};

use super::answers::{Failed, answer};
use crate::Gate;
use crate::applications::SCOPES;
use crate::oidc::model::{DEVICE_GRANT, place};
use crate::signing_keys::{Algorithm, FOREIGN_ALGORITHMS, published};

/// How long either may be kept, in seconds: shorter than a key is published before it signs.
const KEPT: &str = "public, max-age=3600";

/// The document.
pub(super) async fn document(State(app): State<App>) -> Response {
    match described(&app) {
        Ok(document) => kept(answer(StatusCode::OK, &document)),
        Err(failed) => failed.into_response(),
    }
}

fn kept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.remove(header::PRAGMA);
    response
}

fn described(app: &App) -> Result<serde_json::Value, Failed> {
    let gate = app.door.ports().port::<Gate>()?;
    let issuer = gate.settings().portal.as_str();
    let at = |place: &str| format!("{issuer}{place}");
    let secrets = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let grants = ["authorization_code", "refresh_token", "client_credentials", DEVICE_GRANT];
    let all = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    Ok(json!({
        "issuer": issuer,
        "authorization_endpoint": at(place::AUTHORIZE),
        "token_endpoint": at(place::TOKEN),
        "userinfo_endpoint": at(place::USERINFO),
        "introspection_endpoint": at(place::INTROSPECT),
        "revocation_endpoint": at(place::REVOKE),
        "end_session_endpoint": at(place::LOGOUT),
        "jwks_uri": at(place::KEYS),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": grants,
        "device_authorization_endpoint": at(place::DEVICE),
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::name),
        "token_endpoint_auth_methods_supported": all,
        "token_endpoint_auth_signing_alg_values_supported": FOREIGN_ALGORITHMS,
        "introspection_endpoint_auth_methods_supported": secrets,
        "introspection_endpoint_auth_signing_alg_values_supported": FOREIGN_ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": all,
        "revocation_endpoint_auth_signing_alg_values_supported": FOREIGN_ALGORITHMS,
        "pushed_authorization_request_endpoint": at(place::PUSH),
        "require_pushed_authorization_requests": false,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "acr_values_supported": ["aal1", "aal2"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "sid", "at_hash",
            "name", "given_name", "family_name", "preferred_username", "email", "email_verified",
            "phone_number", "phone_number_verified", "organisation", "roles"
        ],
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "service_documentation": at("/help"),
    }))
}

/// The keys.
pub(super) async fn keys(State(app): State<App>) -> Response {
    match published(&app.door).await {
        Ok(keys) => {
            let key = |key: crate::signing_keys::PublicKey| Published {
                kid: key.kid,
                alg: key.algorithm.name().to_owned(),
                purpose: "sig".to_owned(),
                key: key.key,
            };
            let set = JwkSet { keys: keys.into_iter().map(key).collect() };
            let mut response = kept(answer(StatusCode::OK, &set));
            let kind = HeaderValue::from_static("application/jwk-set+json");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        Err(error) => Failed::from(error).into_response(),
    }
}
