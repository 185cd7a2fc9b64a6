//! Whoever vouches for people: ours, or another beside it.

use anyhow::{Context as _, ensure};
use reqwest::{Client, StatusCode, redirect};
use serde_json::Value;

use super::people::{CALLBACK, Ready};

/// A verifier and its challenge (RFC 7636, appendix B).
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Another provider on the same machine, with the same two applications registered, that signs anybody in unasked.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its name and version.
    pub name: String,
    /// Where it answers.
    pub url: String,
    /// Its process.
    pub pid: u32,
}

/// Where it answers, and as which applications it is asked.
pub(super) struct Provider {
    pub(super) client: Client,
    pub(super) url: String,
    authorize: &'static str,
    token: &'static str,
    introspect: &'static str,
    web: (String, String),
    service: (String, String),
}

/// For how long an application wants to be signed in.
#[derive(Clone, Copy)]
pub(super) enum Lasts {
    /// Beyond the session of the browser, with refresh tokens.
    Beyond,
    /// As long as the session.
    Session,
}

/// What an application was given.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    access: String,
    refresh: Option<String>,
}

impl Provider {
    pub(super) fn ours(url: &str, ready: &Ready) -> Self {
        Self {
            client: client(),
            url: url.to_owned(),
            authorize: "/oidc/authorize",
            token: "/oidc/token",
            introspect: "/oidc/introspect",
            web: (ready.client_id.clone(), ready.secret.clone()),
            service: (ready.service_id.clone(), ready.service_secret.clone()),
        }
    }

    pub(super) fn of_peer(peer: Peer) -> Self {
        let pair = |name: &str| (name.to_owned(), "bench-secret-bench-secret".to_owned());
        Self {
            client: client(),
            url: peer.url,
            authorize: "/auth",
            token: "/token",
            introspect: "/token/introspection",
            web: pair("web"),
            service: pair("service"),
        }
    }

    /// The address to which an application sends a browser, to stay signed in beyond it or not.
    pub(super) fn entrance(&self, lasts: Lasts) -> anyhow::Result<String> {
        let scope = match lasts {
            Lasts::Beyond => "openid profile email offline_access",
            Lasts::Session => "openid profile email",
        };
        let query = [
            ("response_type", "code"),
            ("client_id", &*self.web.0),
            ("redirect_uri", CALLBACK),
            ("scope", scope),
            ("state", "a-state-of-some-letters"),
            ("nonce", "a-nonce-of-some-letters"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let request = self.client.get(format!("{}{}", self.url, self.authorize));
        Ok(request.query(&query).build()?.url().to_string())
    }

    pub(super) async fn redeem(&self, code: &str) -> anyhow::Result<Tokens> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        tokens(&self.ask(self.token, &self.web, &form).await?)
    }

    pub(super) async fn refresh(&self, had: &Tokens) -> anyhow::Result<Tokens> {
        let token = had.refresh.as_deref().context("no refresh token")?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        tokens(&self.ask(self.token, &self.web, &form).await?)
    }

    pub(super) async fn introspect(&self, had: &Tokens) -> anyhow::Result<()> {
        let said = self.ask(self.introspect, &self.web, &[("token", &*had.access)]).await?;
        ensure!(said["active"] == true, "the token does not count");
        Ok(())
    }

    pub(super) async fn credentials(&self) -> anyhow::Result<()> {
        let form = [("grant_type", "client_credentials")];
        let said = self.ask(self.token, &self.service, &form).await?;
        let token = said["access_token"].as_str().unwrap_or_default();
        ensure!(token.split('.').count() == 3, "the token is no signed one");
        Ok(())
    }

    async fn ask(
        &self,
        path: &str,
        (id, secret): &(String, String),
        form: &[(&str, &str)],
    ) -> anyhow::Result<Value> {
        let request = self.client.post(format!("{}{path}", self.url)).basic_auth(id, Some(secret));
        let answer = request.form(form).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status == StatusCode::OK, "{path} answers {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }
}

fn client() -> Client {
    let built = Client::builder().redirect(redirect::Policy::none()).build();
    built.unwrap_or_default()
}

fn tokens(said: &Value) -> anyhow::Result<Tokens> {
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    Ok(Tokens {
        access: text("access_token").context("no access token")?,
        refresh: text("refresh_token"),
    })
}
