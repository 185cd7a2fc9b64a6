//! `guildhall do NAME`: any command or query by its name.
//!
//! With `--url` it speaks to a service from afar with a token; otherwise it is the operator on this host, through the
//! running process's socket if there is one.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use serde_json::{Map, Value};

use super::host::Host;
use super::{Place, print};
use crate::data_dir::DataDir;

/// The most characters that are taken from standard input.
const STDIN_MOST: usize = 65_536;

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
    /// Take this field from standard input, 65,536 characters at most; what follows is cut off
    #[arg(long, value_name = "NAME", conflicts_with = "input")]
    from_stdin: Option<String>,
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
    let host = match &options.url {
        Some(url) => {
            let token = options.token_file.as_deref().map(read_token).transpose()?;
            Host::from_afar(url, token).await?
        }
        None => {
            let Place { data, database } = &options.place;
            Host::on_this_machine(DataDir::existing(data, database.as_deref())?).await?
        }
    };
    let answer = host.by_name(&options.name, input, options.idempotency_key.as_deref()).await;
    host.close().await;
    let answer = answer?;
    let text =
        if options.json { answer.to_string() } else { serde_json::to_string_pretty(&answer)? };
    print::line(&text);
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
    if let Some(name) = &options.from_stdin {
        object.insert(name.clone(), Value::String(standard_input()?));
    }
    Ok(Value::Object(object))
}

/// What stands on standard input, up to a limit; what is no UTF-8 in it is replaced.
fn standard_input() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(STDIN_MOST).unwrap_or(u64::MAX);
    std::io::stdin()
        .lock()
        .take(most * 4)
        .read_to_end(&mut bytes)
        .context("Standard input could not be read")?;
    Ok(String::from_utf8_lossy(&bytes).chars().take(STDIN_MOST).collect())
}
