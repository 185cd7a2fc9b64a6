//! What credential libraries read before they ask for a token.

use serde_json::{Value, json};

/// OpenID metadata of a tenant; the name in the path is repeated, as Entra does.
pub(crate) fn openid_configuration(base: &str, tenant: &str) -> Value {
    json!({
        "token_endpoint": format!("{base}/{tenant}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "jwks_uri": format!("{base}/{tenant}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["token"],
        "scopes_supported": ["openid"],
        "grant_types_supported": ["client_credentials"],
        "issuer": format!("{base}/{tenant}/v2.0"),
        "authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/authorize"),
        "tenant_region_scope": "EU",
        "msgraph_host": base.split_once("://").map_or(base, |(_, host)| host),
    })
}

/// The answer to instance discovery: this host is an authority and has no other names.
pub(crate) fn instance(base: &str) -> Value {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    json!({
        "tenant_discovery_endpoint": format!("{base}/common/v2.0/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }],
    })
}

/// The signing keys: none, because tokens are opaque.
pub(crate) fn keys() -> Value {
    json!({ "keys": [] })
}
