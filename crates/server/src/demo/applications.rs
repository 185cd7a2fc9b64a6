//! What people of the demonstration sign in to with their account: one sample application of each protocol.

use anyhow::Context as _;
use kernel::door::Door;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::perform;
use crate::data_dir::{DataDir, write_private};

/// An application to sign in to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DemoApplication {
    /// What it speaks.
    pub protocol: String,
    /// The name by which it asks, with OpenID Connect.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_id: String,
    /// Its secret.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    /// The name by which it asks, with SAML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entity_id: String,
    /// Where it reads what it has to know about this service, with SAML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata_url: String,
    /// Where it is opened without having asked, with SAML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub start_url: String,
    /// Where browsers are sent back to.
    pub redirect_uris: Vec<String>,
    /// Where they may be sent after signing out.
    pub post_logout_redirect_uris: Vec<String>,
}

/// Registers the sample applications where they are not registered yet. Whoever wants to try it out listens at its addresses,
/// behind the ports that the demonstration takes itself.
pub async fn applications(
    door: &Door,
    data: &DataDir,
    port: u16,
) -> anyhow::Result<Vec<DemoApplication>> {
    let kept = data.join("demo-applications.json");
    if let Ok(text) = std::fs::read_to_string(&kept) {
        return serde_json::from_str(&text)
            .context("demo-applications.json is damaged. Start in a fresh folder with --data");
    }
    let at = |path: &str| format!("http://localhost:{}{path}", port.saturating_add(3));
    let (redirect_uris, after) = (vec![at("/callback")], vec![at("/signed-out")]);
    let scopes = ["openid", "profile", "email", "phone", "organisation", "roles", "offline_access"];
    let body = json!({
        "name": "Sample rota",
        "protocol": "oidc",
        "kind": "web",
        "redirect_uris": redirect_uris,
        "post_logout_redirect_uris": after,
        "backchannel_logout_uri": at("/backchannel-logout"),
        "devices": "by-code",
        "scopes": scopes,
        "open_to": "everybody",
    });
    let made = perform(door, "application.register", body).await?;
    let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
    let mut all = vec![DemoApplication {
        protocol: "oidc".to_owned(),
        client_id: text("client_id"),
        client_secret: text("client_secret"),
        redirect_uris,
        post_logout_redirect_uris: after,
        ..DemoApplication::default()
    }];
    all.push(saml(door, port).await?);
    write_private(&kept, serde_json::to_string_pretty(&all)?.as_bytes())?;
    Ok(all)
}

/// The one that speaks SAML. It has no keys: what it asks is not signed.
async fn saml(door: &Door, port: u16) -> anyhow::Result<DemoApplication> {
    let at = |path: &str| format!("http://localhost:{}{path}", port.saturating_add(3));
    let (entity_id, redirect_uris) = (at("/saml"), vec![at("/saml/acs")]);
    let after = vec![at("/saml/logout")];
    let body = json!({
        "name": "Sample library",
        "protocol": "saml",
        "redirect_uris": redirect_uris,
        "post_logout_redirect_uris": after,
        "scopes": ["profile", "email", "phone", "organisation", "roles"],
        "subject": "pairwise",
        "open_to": "everybody",
        "saml": { "entity_id": entity_id },
    });
    let made = perform(door, "application.register", body).await?;
    let portal = format!("http://localhost:{port}");
    let application = made["application"].as_str().unwrap_or_default();
    Ok(DemoApplication {
        protocol: "saml".to_owned(),
        entity_id,
        metadata_url: format!("{portal}/saml/metadata"),
        start_url: format!("{portal}/saml/start/{application}"),
        redirect_uris,
        post_logout_redirect_uris: after,
        ..DemoApplication::default()
    })
}
