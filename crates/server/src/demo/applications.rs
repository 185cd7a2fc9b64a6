//! What people of the demonstration sign in to with their account: one sample application.

use anyhow::Context as _;
use kernel::door::Door;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::perform;
use crate::data_dir::{DataDir, write_private};

/// An application to sign in to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoApplication {
    /// What it speaks.
    pub protocol: String,
    /// The name by which it asks.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Where browsers are sent back to.
    pub redirect_uris: Vec<String>,
    /// Where they may be sent after signing out.
    pub post_logout_redirect_uris: Vec<String>,
}

/// Registers the sample application where it is not registered yet. Whoever wants to try it out listens at its addresses,
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
        "scopes": scopes,
        "open_to": "everybody",
    });
    let made = perform(door, "application.register", body).await?;
    let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
    let made = vec![DemoApplication {
        protocol: "oidc".to_owned(),
        client_id: text("client_id"),
        client_secret: text("client_secret"),
        redirect_uris,
        post_logout_redirect_uris: after,
    }];
    write_private(&kept, serde_json::to_string_pretty(&made)?.as_bytes())?;
    Ok(made)
}
