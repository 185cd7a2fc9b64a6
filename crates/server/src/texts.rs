//! What carries text messages: the gateway of the settings, or a file in its place.

use std::io::Write as _;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kernel::config::Texts;
use kernel::db::BoxFuture;
use kernel::refusal::Fault;
use reqwest::{Client, StatusCode, redirect};
use serde_json::json;
use signin::texts::{Carried, Carrier, Gateway, Text};

/// How long a gateway may take over one text; shorter than the lease of a job.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest secret that is read, in bytes.
const LONGEST_TOKEN: u64 = 4096;

/// The gateway that the settings name, if they do. Nothing is connected yet.
///
/// # Errors
/// If the address is none, or would have codes and the secret go over the network in the clear.
pub fn gateway(settings: &Texts) -> Result<Option<Gateway>, Fault> {
    let is_file = !settings.file.as_os_str().is_empty();
    match (settings.url.as_str(), is_file) {
        ("", false) => Ok(None),
        ("", true) => Ok(Some(Gateway::new(Sink(settings.file.clone())))),
        (_, true) => {
            Err(Fault::defect("reading [texts]: url and file exclude each other. Set one of them"))
        }
        (url, false) => Ok(Some(Gateway::new(Http::of(url, settings)?))),
    }
}

/// A gateway that takes texts by POST.
struct Http {
    client: Client,
    url: reqwest::Url,
    token_file: PathBuf,
    from: String,
}

impl Http {
    fn of(url: &str, settings: &Texts) -> Result<Self, Fault> {
        let url: reqwest::Url = url.parse().map_err(|error| {
            Fault::defect("reading url of [texts], which has to be an address").because(error)
        })?;
        let host = url.host_str().unwrap_or_default();
        let is_near = host == "localhost"
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if url.scheme() != "https" && !(url.scheme() == "http" && is_near) {
            return Err(Fault::defect(
                "reading [texts]: codes and the secret would go over the network in the clear. Write url = \"https://...\"",
            ));
        }
        // Whoever redirects has not taken it, and must not be sent the secret elsewhere.
        let client = Client::builder().timeout(PATIENCE).redirect(redirect::Policy::none()).build();
        let client = client.map_err(|error| Fault::defect("setting up [texts]").because(error))?;
        let (token_file, from) = (settings.token_file.clone(), settings.from.clone());
        Ok(Self { client, url, token_file, from })
    }

    async fn post(&self, text: &Text) -> Carried {
        let body = json!({
            "id": text.key,
            "to": text.to.reveal(),
            "from": self.from,
            "text": text.words.reveal(),
        });
        let mut request = self
            .client
            .post(self.url.clone())
            // A gateway that knows the key sends what comes twice once.
            .header("Idempotency-Key", text.key.to_string())
            .json(&body);
        if !self.token_file.as_os_str().is_empty() {
            let Some(token) = token(&self.token_file) else {
                tracing::error!("token_file of [texts] cannot be read: no text messages are sent");
                return Carried::Later;
            };
            request = request.bearer_auth(token);
        }
        // Of the answer nothing but its status is read.
        match request.send().await {
            Ok(answer) => verdict(answer.status()),
            Err(error) => {
                let error = error.without_url();
                tracing::warn!(%error, "the gateway for text messages does not answer");
                Carried::Later
            }
        }
    }
}

impl Carrier for Http {
    fn carry<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Carried> {
        Box::pin(self.post(text))
    }
}

/// What a status says: what is about this text is final, what is about us or about the gateway is not.
fn verdict(status: StatusCode) -> Carried {
    match status.as_u16() {
        200..=299 => Carried::Taken,
        400 | 404 | 410 | 413 | 422 => {
            tracing::warn!(%status, "the gateway refused a text message");
            Carried::Refused
        }
        _ => {
            tracing::warn!(%status, "the gateway did not take a text message");
            Carried::Later
        }
    }
}

fn token(file: &Path) -> Option<String> {
    use std::io::Read as _;
    let mut read = String::new();
    std::fs::File::open(file).ok()?.take(LONGEST_TOKEN).read_to_string(&mut read).ok()?;
    Some(read.trim().to_owned()).filter(|token| !token.is_empty())
}

/// A file in place of a gateway.
struct Sink(PathBuf);

impl Carrier for Sink {
    fn carry<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Carried> {
        let line = json!({ "to": text.to.reveal(), "text": text.words.reveal() });
        let mut file = std::fs::OpenOptions::new();
        let opened = file.create(true).append(true).mode(0o600).open(&self.0);
        let written = opened.and_then(|mut file| writeln!(file, "{line}"));
        Box::pin(async move {
            match written {
                Ok(()) => Carried::Taken,
                Err(error) => {
                    tracing::error!(%error, "file of [texts] cannot be written");
                    Carried::Later
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    //! Settings that are refused, and what answers mean.

    use super::*;

    fn with(url: &str) -> Texts {
        Texts { url: url.to_owned(), ..Texts::default() }
    }

    #[test]
    fn codes_go_over_the_network_sealed_only() {
        assert!(gateway(&Texts::default()).is_ok_and(|gateway| gateway.is_none()));
        for url in ["https://texts.example/v1", "http://localhost:9/", "http://[::1]:9/"] {
            assert!(gateway(&with(url)).is_ok_and(|gateway| gateway.is_some()), "{url}");
        }
        for url in ["http://texts.example/", "texts.example", "ftp://localhost/"] {
            assert!(gateway(&with(url)).is_err(), "{url}");
        }
        let both = Texts { file: PathBuf::from("/tmp/texts"), ..with("https://texts.example/") };
        assert!(gateway(&both).is_err());
    }

    #[test]
    fn what_is_about_the_text_is_final_and_what_is_about_us_is_tried_again() {
        for (status, carried) in [
            (202, Carried::Taken),
            (400, Carried::Refused),
            (422, Carried::Refused),
            (302, Carried::Later),
            (401, Carried::Later),
            (429, Carried::Later),
            (503, Carried::Later),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(verdict(status), carried, "{status}");
        }
    }
}
