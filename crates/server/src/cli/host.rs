//! How the command line reaches the door: in the process that runs on this host, in the folder when none runs, or
//! from afar with a token. What it does there is the same.

use std::collections::HashSet;

use anyhow::Context as _;
use directory::organisations::{ImportRegister, Imported, Importing, PreviewRegister};
use kernel::clock::Clock;
use kernel::door::{Command, Door, Face, Query};
use kernel::refusal::Error;
use reqwest::Client;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::data_dir::{DataDir, Owned};
use crate::{compose, local, run};

/// The door, wherever it is.
pub(super) enum Host {
    /// Opened here, because nobody else has it open.
    Here {
        /// The door.
        door: Door,
        /// The folder's lock.
        _owned: Owned,
    },
    /// In another process.
    There(There),
}

/// A door in another process, by its API.
pub(super) struct There {
    client: Client,
    url: String,
    token: Option<String>,
    queries: HashSet<String>,
}

impl Host {
    /// The installation on this host, as the operator: through the socket of the process that runs, if one does.
    pub(super) async fn on_this_machine(data: DataDir) -> anyhow::Result<Self> {
        if data.is_owned() {
            let client = Client::builder().unix_socket(data.socket()).build()?;
            return There::find(client, "http://localhost".to_owned(), None).await.map(Self::There);
        }
        let owned = data.own()?;
        let door = compose::open(&data, Clock::machine(), &data.settings()?, None).await?;
        Ok(Self::Here { door, _owned: owned })
    }

    /// A service elsewhere, as the owner of a token.
    pub(super) async fn from_afar(url: &str, token: Option<String>) -> anyhow::Result<Self> {
        There::find(Client::new(), url.trim_end_matches('/').to_owned(), token)
            .await
            .map(Self::There)
    }

    /// Performs a command or asks a query, whichever has this name.
    pub(super) async fn by_name(
        &self,
        name: &str,
        input: Value,
        key: Option<&str>,
    ) -> anyhow::Result<Value> {
        match self {
            Self::Here { door, .. } => by_name(door, name, input, key).await.map_err(told),
            Self::There(there) => there.by_name(name, &input, key).await,
        }
    }

    async fn typed<T: DeserializeOwned>(
        &self,
        name: &str,
        input: &impl Serialize,
    ) -> anyhow::Result<T> {
        let answer = self.by_name(name, serde_json::to_value(input)?, None).await?;
        let output = answer.get("output").cloned().unwrap_or(answer);
        serde_json::from_value(output).with_context(|| format!("The answer to {name} is not known"))
    }

    /// Seals what was done and closes what was opened.
    pub(super) async fn close(self) {
        if let Self::Here { door, .. } = self {
            run::seal_all(&door).await;
            door.close().await;
        }
    }
}

impl Importing for Host {
    type Failure = anyhow::Error;

    fn failed(error: Error) -> anyhow::Error {
        told(error)
    }

    async fn preview(&self, chunk: PreviewRegister) -> anyhow::Result<Imported> {
        self.typed(PreviewRegister::NAME, &chunk).await
    }

    async fn apply(&self, chunk: ImportRegister) -> anyhow::Result<Imported> {
        self.typed(ImportRegister::NAME, &chunk).await
    }
}

async fn by_name(door: &Door, name: &str, input: Value, key: Option<&str>) -> Result<Value, Error> {
    let mut call = door.call(local::operator(), Face::Cli);
    call.key = key.map(str::to_owned);
    if door.queries().any(|entry| entry.name == name) {
        door.ask_by_name(call, name, input).await
    } else {
        let done = door.perform_by_name(call, name, input).await?;
        Ok(json!({ "act": done.act, "output": done.output }))
    }
}

/// A refusal in full, with its code and what to put right.
pub(super) fn told(error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusal) => {
            let fields =
                refusal.fields.iter().map(|field| (field.field.as_ref(), field.text.as_ref()));
            in_full(&refusal.text, refusal.code, fields)
        }
        Error::Fault(fault) => anyhow::anyhow!(fault.chain()),
    }
}

/// What is wrong, its code, and each field with what to do about it, nothing said twice.
fn in_full<'a>(
    what: &str,
    code: &str,
    fields: impl Iterator<Item = (&'a str, &'a str)>,
) -> anyhow::Error {
    let fields: String = fields
        .map(
            |(field, text)| {
                if text == what { format!(" [{field}]") } else { format!("\n  {field}: {text}") }
            },
        )
        .collect();
    anyhow::anyhow!("{what} ({code}){fields}")
}

impl There {
    async fn find(client: Client, url: String, token: Option<String>) -> anyhow::Result<Self> {
        let description: Value = client
            .get(format!("{url}/api/v1/openapi.json"))
            .send()
            .await
            .context("The service does not answer")?
            .json()
            .await
            .context("The service does not describe itself")?;
        let paths = description.get("paths").and_then(Value::as_object);
        let queries = paths
            .into_iter()
            .flat_map(|paths| paths.keys())
            .filter_map(|path| path.strip_prefix("/queries/").map(str::to_owned))
            .collect();
        Ok(Self { client, url, token, queries })
    }

    async fn by_name(&self, name: &str, input: &Value, key: Option<&str>) -> anyhow::Result<Value> {
        let kind = if self.queries.contains(name) { "queries" } else { "commands" };
        let mut request =
            self.client.post(format!("{}/api/v1/{kind}/{name}", self.url)).json(input);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await.context("The service does not answer")?;
        let is_done = response.status().is_success();
        let answer: Value = response.json().await.context("The service did not answer in JSON")?;
        if is_done {
            return Ok(answer);
        }
        fn text<'a>(of: &'a Value, name: &str) -> &'a str {
            of[name].as_str().unwrap_or_default()
        }
        let fields = answer["fields"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|field| (text(field, "field"), text(field, "text")));
        Err(in_full(text(&answer, "detail"), text(&answer, "code"), fields))
    }
}
