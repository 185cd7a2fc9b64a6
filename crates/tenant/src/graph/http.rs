//! One call: token, address, limits, and what the answer means.

use kernel::clock::{Clock, Timestamp};
use kernel::refusal::Fault;
use kernel::secret::Secret;
use reqwest::header::{AUTHORIZATION, LOCATION, RETRY_AFTER};
use reqwest::{Certificate, Client, Method, Response, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use wire::graph::{TokenAnswer, TokenRefusal, query};

use super::pace::Pace;
use super::trouble::{self, Trouble};
use super::{LARGEST_ANSWER, PATIENCE, Settings};

/// Seconds before its end at which a token is no longer used.
const TOKEN_MARGIN: i64 = 60;

/// The connection behind its clones.
pub(crate) struct Link {
    client: Client,
    settings: Settings,
    clock: Clock,
    token: Mutex<Option<Token>>,
    pace: Pace,
}

struct Token {
    bearer: Secret<String>,
    ends: Timestamp,
}

/// A successful answer.
pub(crate) struct Answer {
    bytes: Vec<u8>,
}

impl Answer {
    /// The body as a type. A body that does not fit is an outage of the other side: what was done is done.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_slice(&self.bytes)
            .map_err(|error| Trouble::later(format!("an answer that cannot be read: {error}")))
    }
}

impl Link {
    pub(crate) fn new(settings: Settings, clock: Clock) -> Result<Self, Fault> {
        let mut builder = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("guildhall/", env!("CARGO_PKG_VERSION")));
        if let Some(file) = &settings.ca_file {
            let reading = || format!("reading the certificates in {}", file.display());
            let pem =
                std::fs::read(file).map_err(|error| Fault::outage(reading()).because(error))?;
            let certificates = Certificate::from_pem_bundle(&pem)
                .map_err(|error| Fault::defect(reading()).because(error))?;
            builder = builder.tls_certs_merge(certificates);
        }
        let client = builder.build().map_err(|error| {
            Fault::defect("preparing the connection to the tenant").because(error)
        })?;
        let pace = Pace::new(settings.writes_per_second);
        Ok(Self { client, settings, clock, token: Mutex::new(None), pace })
    }

    pub(crate) fn url(&self) -> &str {
        self.settings.url.trim_end_matches('/')
    }

    /// Reads from an address under the version segment, or from a link the tenant gave.
    pub(crate) async fn get(&self, place: &str) -> Result<Answer, Trouble> {
        self.call(Method::GET, place, None).await
    }

    /// Posts something that changes nothing: an envelope of reads.
    pub(crate) async fn ask(&self, place: &str, body: &impl Serialize) -> Result<Answer, Trouble> {
        self.call(Method::POST, place, Some(json(body)?)).await
    }

    /// Changes something, when its turn has come.
    pub(crate) async fn write(
        &self,
        method: Method,
        place: &str,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<Answer, Trouble> {
        let body = body.map(json).transpose()?;
        self.pace.turn().await;
        let outcome = self.call(method, place, body).await;
        if let Err(Trouble::Later { wait: Some(wait), .. }) = &outcome {
            self.pace.rest(*wait).await;
        }
        outcome
    }

    async fn call(
        &self,
        method: Method,
        place: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Trouble> {
        let url = self.address(place)?;
        let mut is_second = false;
        loop {
            let token = self.token().await?;
            let mut request = self.client.request(method.clone(), &url);
            request = request.header(AUTHORIZATION, format!("Bearer {}", token.reveal()));
            if let Some(body) = &body {
                request = request.header("Content-Type", "application/json").body(body.clone());
            }
            let response = request.send().await.map_err(lost)?;
            let status = response.status().as_u16();
            let header = |name| {
                let value = response.headers().get(name)?;
                value.to_str().ok().map(str::to_owned)
            };
            let (retry_after, moved) = (header(RETRY_AFTER), header(LOCATION));
            let bytes = bounded(response).await?;
            match status {
                200..=299 => return Ok(Answer { bytes }),
                // A token can end early; a second one that is refused as well is no accident.
                401 if !is_second => {
                    is_second = true;
                    self.forget(&token).await;
                }
                300..=399 => {
                    let why = format!("{status} to {}", moved.unwrap_or_default());
                    return Err(Trouble::Locked { why });
                }
                _ => return Err(trouble::of(status, retry_after.as_deref(), &bytes)),
            }
        }
    }

    /// The whole address. A link the tenant gave is followed on the tenant's own host only: the token goes with it.
    fn address(&self, place: &str) -> Result<String, Trouble> {
        let root = self.url();
        if let Some(rest) = place.strip_prefix('/') {
            return Ok(format!("{root}/v1.0/{rest}"));
        }
        let is_ours = place.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
        if is_ours {
            Ok(place.to_owned())
        } else {
            Err(Trouble::Locked { why: "a link to another host".to_owned() })
        }
    }

    /// A token that is still good; one caller asks for it while the others wait.
    async fn token(&self) -> Result<Secret<String>, Trouble> {
        let mut kept = self.token.lock().await;
        let now = self.clock.now();
        if let Some(token) = kept.as_ref().filter(|token| token.ends > now) {
            return Ok(token.bearer.clone());
        }
        let scope = format!("{}/.default", self.url());
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.settings.client_id),
            ("client_secret", self.settings.client_secret.reveal()),
            ("scope", &scope),
        ];
        let form: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", query::encode(value))).collect();
        let request = self.client.post(&self.settings.token_url);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        let response = request.body(form.join("&")).send().await.map_err(lost)?;
        let status = response.status().as_u16();
        let bytes = bounded(response).await?;
        if status != 200 {
            return Err(no_token(status, &bytes));
        }
        let answer: TokenAnswer = (Answer { bytes }).read()?;
        let bearer = Secret::new(answer.access_token);
        let ends = now.plus_seconds(i64::from(answer.expires_in) - TOKEN_MARGIN);
        *kept = Some(Token { bearer: bearer.clone(), ends });
        Ok(bearer)
    }

    /// Forgets a token that was refused, unless somebody has already got a new one.
    async fn forget(&self, refused: &Secret<String>) {
        let mut kept = self.token.lock().await;
        if kept.as_ref().is_some_and(|token| token.bearer.reveal() == refused.reveal()) {
            *kept = None;
        }
    }
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(body).map_err(|error| Trouble::later(format!("writing a request: {error}")))
}

/// The body, if it is no larger than it may be.
async fn bounded(mut response: Response) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if bytes.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Trouble::later("an answer that is too large"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// No answer arrived. The address may hold personal values, so only the cause is kept.
fn lost(error: reqwest::Error) -> Trouble {
    let error = error.without_url();
    let mut why = error.to_string();
    let mut next = std::error::Error::source(&error);
    while let Some(cause) = next {
        why.push_str(": ");
        why.push_str(&cause.to_string());
        next = cause.source();
    }
    Trouble::later(why)
}

fn no_token(status: u16, bytes: &[u8]) -> Trouble {
    let refusal = serde_json::from_slice::<TokenRefusal>(bytes);
    match (status, refusal) {
        (400..=499, Ok(refusal)) if status != 429 => Trouble::Locked {
            // The first sentence says what is wrong; the rest are numbers of the request.
            why: refusal.error_description.lines().next().unwrap_or(&refusal.error).to_owned(),
        },
        _ => Trouble::later(format!("{status} from where tokens come from")),
    }
}
