//! `guildhall do NAME`: any command or query by its name.
//!
//! With `--url` it speaks to a service from afar with a token; otherwise it is the operator on this host, through the
//! running process's socket if there is one.

use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use kernel::clock::Clock;
use kernel::door::{Door, Face};
use kernel::refusal::Error;
use serde_json::{Map, Value, json};

use super::{Place, print};
use crate::data_dir::DataDir;
use crate::{compose, local};

/// Options of `do`.
#[derive(Args)]
pub(super) struct Options {
    /// The command or query, for example person.create or organisation.count
    name: String,
    /// Its input as NAME=VALUE; a value that is JSON (a number, true, a list) is taken as such
    fields: Vec<String>,
    /// The whole input as JSON, in place of NAME=VALUE
    #[arg(long)]
    input: Option<String>,
    /// Print the whole answer as one line of JSON
    #[arg(long)]
    json: bool,
    /// The address of a service, to speak to it from afar: https://portal.example
    #[arg(long, env = "GUILDHALL_URL")]
    url: Option<String>,
    /// The file that holds the token for --url
    #[arg(long, env = "GUILDHALL_TOKEN_FILE", requires = "url")]
    token_file: Option<std::path::PathBuf>,
    /// Repeat safely: the same key answers the same
    #[arg(long)]
    idempotency_key: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let input = input(&options)?;
    let answer = match &options.url {
        Some(url) => {
            let token = options.token_file.as_deref().map(read_token).transpose()?;
            let client = reqwest::Client::builder().build()?;
            over_http(&client, url.trim_end_matches('/'), token.as_deref(), &options, input).await?
        }
        None => here(&options, input).await?,
    };
    if options.json {
        print::line(&answer.to_string());
    } else {
        print::line(&serde_json::to_string_pretty(&answer)?);
    }
    Ok(())
}

fn read_token(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("The token in {} could not be read", file.display()))?;
    Ok(text.trim().to_owned())
}

fn input(options: &Options) -> anyhow::Result<Value> {
    if let Some(text) = &options.input {
        anyhow::ensure!(
            options.fields.is_empty(),
            "Give the input either with --input or as NAME=VALUE, not both"
        );
        return serde_json::from_str(text).context("--input is not JSON");
    }
    let mut object = Map::new();
    for field in &options.fields {
        let Some((name, value)) = field.split_once('=') else { bail!("{field} is not NAME=VALUE") };
        let value = match serde_json::from_str::<Value>(value) {
            Ok(parsed) if !parsed.is_string() => parsed,
            _ => Value::String(value.to_owned()),
        };
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object))
}

async fn here(options: &Options, input: Value) -> anyhow::Result<Value> {
    let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
    if data.is_owned() {
        let client = reqwest::Client::builder().unix_socket(data.socket()).build()?;
        return over_http(&client, "http://localhost", None, options, input).await;
    }
    let _owned = data.own()?;
    let door = compose::open(&data, Clock::machine(), &data.settings()?, None).await?;
    let answer = by_name(&door, options, input).await;
    crate::run::seal_all(&door).await;
    door.close().await;
    answer
}

async fn by_name(door: &Door, options: &Options, input: Value) -> anyhow::Result<Value> {
    let mut call = door.call(local::operator(), Face::Cli);
    call.key.clone_from(&options.idempotency_key);
    let outcome = if door.queries().any(|entry| entry.name == options.name) {
        door.ask_by_name(call, &options.name, input).await
    } else {
        door.perform_by_name(call, &options.name, input)
            .await
            .map(|done| json!({ "act": done.act, "output": done.output }))
    };
    outcome.map_err(|error| match error {
        Error::Refused(refusal) => {
            let fields: Vec<String> = refusal
                .fields
                .iter()
                .map(|field| format!("\n  {}: {}", field.field, field.text))
                .collect();
            anyhow::anyhow!("{} ({}){}", refusal.text, refusal.code, fields.concat())
        }
        Error::Fault(fault) => anyhow::anyhow!(fault.chain()),
    })
}

async fn over_http(
    client: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    options: &Options,
    input: Value,
) -> anyhow::Result<Value> {
    let name = &options.name;
    let description: Value = client
        .get(format!("{url}/api/v1/openapi.json"))
        .send()
        .await
        .context("The service does not answer")?
        .json()
        .await?;
    let is_query = description
        .pointer("/paths")
        .and_then(|paths| paths.get(format!("/queries/{name}")))
        .is_some();
    let mut request = if is_query {
        let parameters: Vec<(String, String)> = input
            .as_object()
            .into_iter()
            .flatten()
            .flat_map(|(name, value)| match value {
                Value::Array(values) => {
                    values.iter().map(|value| (name.clone(), plain(value))).collect()
                }
                value => vec![(name.clone(), plain(value))],
            })
            .collect();
        client.get(format!("{url}/api/v1/queries/{name}")).query(&parameters)
    } else {
        client.post(format!("{url}/api/v1/commands/{name}")).json(&input)
    };
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(key) = &options.idempotency_key {
        request = request.header("idempotency-key", key);
    }
    let response = request.send().await.context("The service does not answer")?;
    let is_ok = response.status().is_success();
    let answer: Value = response.json().await.context("The service did not answer in JSON")?;
    if is_ok {
        return Ok(answer);
    }
    let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let fields: Vec<String> = answer
        .get("fields")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|field| {
            format!(
                "\n  {}: {}",
                field["field"].as_str().unwrap_or_default(),
                field["text"].as_str().unwrap_or_default()
            )
        })
        .collect();
    bail!("{} ({}){}", text("detail"), text("code"), fields.concat())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
