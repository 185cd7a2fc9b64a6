//! `guildhall admin recover` and `guildhall admin drill`: the way in when nobody else is left, and whether it was tried.
//!
//! It is the operator on this host who does it, with the keys of the installation: through the process that runs, or in the
//! folder where none does. Every step is an act of theirs in the record, and an alarm stays until an administrator closes it.

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use kernel::audit::NodeKey;
use kernel::clock::Timestamp;
use kernel::db::read_only;
use kernel::refusal::Fault;
use serde_json::{Value, json};
use signin::break_glass::is_reason;
use signin::factors::readable;
use signin::signing_keys::are_sealed_by;
use ui::when::Zone;

use super::host::Host;
use super::{Place, print};
use crate::data_dir::DataDir;

/// Where the key is that vouches for the record; without it nobody is let in.
const KEY: &str = "keys/audit-node";

/// Options of `admin recover`.
#[derive(Args)]
pub(super) struct Options {
    /// The username of whoever is to be let in
    #[arg(long, required_unless_present = "given_name", conflicts_with = "given_name")]
    username: Option<String>,
    /// The given name of a new platform administrator
    #[arg(long, requires = "family_name")]
    given_name: Option<String>,
    /// Their family name
    #[arg(long, requires = "given_name")]
    family_name: Option<String>,
    /// The code of the organisation in which they are made
    #[arg(long, default_value = "OPERATOR")]
    organisation: String,
    /// Why nobody can be let in in another way; it stands in the record and in the alarm
    #[arg(long)]
    reason: String,
    /// Print the answer as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Options of `admin drill`.
#[derive(Args)]
pub(super) struct Drill {
    /// Print the answer as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    // Before anything is given: the alarm, which comes last, must not fail for its words.
    ensure!(
        is_reason(&options.reason),
        "Say why with --reason, in 1 to 500 characters of one line."
    );
    let host = host(&options.place).await?;
    let outcome = recover(&host, &options).await;
    host.close().await;
    let (address, code) = outcome?;
    if options.json {
        print::line(&json!({ "username": address, "code": code }).to_string());
        return Ok(());
    }
    print::line(&format!("Username     {address}"));
    print::line(&format!("Start code   {code}"));
    print::line("");
    print::line(
        "The code is shown once. Enter both on the page /start of the portal. Whatever the account signed in with before is void.",
    );
    print::line(
        "An alarm stays above the pages of all platform administrators until one of them closes it under National, Emergency accounts.",
    );
    Ok(())
}

/// The installation, where its own keys are.
async fn host(place: &Place) -> anyhow::Result<Host> {
    let data = DataDir::existing(&place.data, place.database.as_deref())?;
    ensure!(
        data.join(KEY).exists(),
        "There is no {KEY} in {}: this is not the installation, or not all of it. Put the keys back first.",
        place.data.display()
    );
    let key = data.node_key()?;
    ensure!(
        is_ours(&data, &key).await,
        "The {KEY} in {} is not the one of this installation: what is kept sealed in its database does not open with it. Put the right file back first; a backup and every other node have it.",
        place.data.display()
    );
    Host::on_this_machine(data).await
}

/// Whether what this installation keeps sealed opens with a key. Where nothing is sealed yet there is nothing to compare with;
/// a look that cannot be made is said, and opening the installation says more.
async fn is_ours(data: &DataDir, key: &NodeKey) -> bool {
    let look = async {
        let mut reader = read_only(&data.target()).await?;
        let signing = are_sealed_by(&mut reader, key).await?;
        let apps = readable(&mut reader, key).await?;
        Ok::<_, Fault>((signing, apps))
    };
    match look.await {
        Ok((Some(is_ours), _)) => is_ours,
        Ok((None, apps)) => apps.unreadable == 0,
        Err(fault) => {
            print::note(&format!("Whose key it is was not looked at: {}", fault.chain()));
            true
        }
    }
}

async fn recover(host: &Host, options: &Options) -> anyhow::Result<(String, String)> {
    let (person, address) = match (&options.username, &options.given_name, &options.family_name) {
        (Some(username), ..) => find(host, username).await?,
        (None, Some(given), Some(family)) => {
            let body = json!({ "organisation": options.organisation, "given_name": given, "family_name": family });
            let made = output(host, "person.create", body).await?;
            (made["id"].clone(), text(&made["address"]))
        }
        _ => bail!(
            "Name somebody with --username, or somebody new with --given-name and --family-name."
        ),
    };
    let grants = output(host, "grant.of-person", json!({ "person": person })).await?;
    if !is_platform_administrator(&grants) {
        let body = json!({ "person": person, "role": "platform administrator", "with_descendants": false, "reason": options.reason });
        output(host, "grant.give", body).await?;
    }
    let body = json!({ "person": person, "reason": options.reason });
    let issued = output(host, "break-glass.recover", body).await?;
    Ok((address, text(&issued["code"])))
}

/// Whether among the roles of somebody is the one that counts, and holds now.
fn is_platform_administrator(grants: &Value) -> bool {
    let lines = grants.as_array().or_else(|| grants["items"].as_array());
    lines.into_iter().flatten().any(|line| {
        line["role"] == "platform administrator"
            && (line["state"] == "live" || line["state"].is_null())
    })
}

/// The account of a username.
async fn find(host: &Host, username: &str) -> anyhow::Result<(Value, String)> {
    let found = output(host, "grant.candidate", json!({ "person": username })).await;
    let found = found.with_context(|| format!("There is nobody called {username}"))?;
    Ok((found["person"].clone(), text(&found["address"])))
}

pub(super) async fn drill(options: Drill) -> anyhow::Result<()> {
    let host = host(&options.place).await?;
    let state = output(&host, "break-glass.state", json!({})).await;
    host.close().await;
    let state = state?;
    if options.json {
        print::line(&state.to_string());
        return Ok(());
    }
    let accounts = state["accounts"].as_array().cloned().unwrap_or_default();
    let zone = Zone::default();
    for account in &accounts {
        let due: Option<Timestamp> = serde_json::from_value(account["drill_due_at"].clone()).ok();
        let due = due.map(|due| zone.day(due.micros())).unwrap_or_default();
        let late = if account["is_overdue"] == true { ", which is overdue" } else { "" };
        print::line(&format!("{}   to be tried by {due}{late}", text(&account["address"])));
    }
    let open = state["alarms"].as_array().into_iter().flatten();
    let open = open.filter(|alarm| alarm["closed_at"].is_null()).count();
    print::line(&format!("{} of {} accounts, {open} open alarms", accounts.len(), state["wanted"]));
    print::line(
        "A drill: take the key out of its envelope, choose Sign in with a passkey, look at the home page, sign out, seal the key again. Then a platform administrator closes the alarm as a drill.",
    );
    Ok(())
}

async fn output(host: &Host, name: &str, body: Value) -> anyhow::Result<Value> {
    let answer = host.by_name(name, body, None).await?;
    Ok(answer.get("output").cloned().unwrap_or(answer))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
