//! `guildhall admin ...`: setting up an installation.

use anyhow::bail;
use clap::{Args, Subcommand};
use kernel::clock::Clock;
use serde_json::{Value, json};

use super::{Place, print, recover};
use crate::data_dir::DataDir;
use crate::{compose, demo, local, run};

/// What can be set up.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make the first platform administrator of an empty installation and print their start code
    Init(Options),
    /// Let a platform administrator in again who has no other way, beside a running service too; it raises an alarm
    Recover(recover::Options),
    /// Say which emergency accounts there are, and which have to be tried
    Drill(recover::Drill),
}

/// Options of `admin init`.
#[derive(Args)]
pub(super) struct Options {
    /// The administrator's given name
    #[arg(long)]
    given_name: String,
    /// The administrator's family name
    #[arg(long)]
    family_name: String,
    /// The code under which the team that runs the service stands among the organisations
    #[arg(long, default_value = "OPERATOR")]
    organisation: String,
    /// The team's name
    #[arg(long)]
    organisation_name: Option<String>,
    /// Make two accounts for the day on which nobody else gets in, too, and print what makes emergency accounts of them
    #[arg(long)]
    emergency_accounts: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    let options = match verb {
        Verb::Init(options) => options,
        Verb::Recover(options) => return recover::run(options).await,
        Verb::Drill(drill) => return recover::drill(drill).await,
    };
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    let _owned = data.own()?;
    let settings = data.settings()?;
    let file = data.join("guildhall.toml");
    if !file.exists() {
        settings.write(&file).map_err(|fault| anyhow::anyhow!(fault.chain()))?;
        print::note(&format!(
            "Wrote {}: look at the brand, the domain and the portal's address before anybody is invited.",
            file.display()
        ));
    }
    let door = compose::open(&data, Clock::machine(), &settings, None).await?;
    let made = first_administrator(&door, &options, &settings.brand.operator).await;
    run::seal_all(&door).await;
    door.close().await;
    let Made { address, code, emergency } = made?;
    print::line(&format!("Platform administrator   {address}"));
    print::line(&format!("Start code               {code}"));
    print::line("");
    print::line(&format!(
        "Start the service with 'guildhall serve --data {}', open {}/start, and enter both.",
        options.place.data.display(),
        settings.portal_url
    ));
    print::line(
        "The code is shown once and works for 14 days. 'guildhall do start-code.issue person=ID' makes another.",
    );
    say_emergency(&emergency);
    Ok(())
}

/// What is to be done so that somebody gets in when nobody else does.
fn say_emergency(accounts: &[Emergency]) {
    if accounts.is_empty() {
        print::line(
            "Then enrol two emergency accounts under National, Emergency accounts: with their keys somebody gets in when nobody else does.",
        );
        return;
    }
    print::line("");
    for account in accounts {
        print::line(&format!(
            "Emergency account   {}   start code {}",
            account.address, account.code
        ));
    }
    print::line(
        "For each of them: enter its code on /start, add a security key under My account, Passkeys, sign out, and seal the key in an envelope. Keep the two in two places. Then run:",
    );
    for account in accounts {
        print::line(&format!("  guildhall do break-glass.enrol person={}", account.person));
    }
    print::line("From then on each signs in with its key alone, and every use raises an alarm.");
}

async fn first_administrator(
    door: &kernel::door::Door,
    options: &Options,
    operator: &str,
) -> anyhow::Result<Made> {
    let count = perform_query(door, "organisation.count").await?;
    if count["count"].as_u64().unwrap_or(0) > 0 {
        bail!(
            "This installation is not empty. Make further administrators in the portal, under Administrators."
        );
    }
    let name = options.organisation_name.clone().unwrap_or_else(|| operator.to_owned());
    demo::open_one(door, &options.organisation, &name).await?;
    let person = perform(door, "person.create", json!({ "organisation": options.organisation, "given_name": options.given_name, "family_name": options.family_name })).await?;
    perform(door, "grant.give", json!({ "person": person["id"], "role": "platform administrator", "with_descendants": false, "reason": "first platform administrator" })).await?;
    // Whoever holds a role has to have a second step in a new installation; the days of grace begin now.
    perform(
        door,
        "rule.change",
        json!({ "name": "second-step.obliges-administrators", "value": 1 }),
    )
    .await?;
    let code = perform(door, "start-code.issue", json!({ "person": person["id"] })).await?;
    let mut emergency = Vec::new();
    if options.emergency_accounts {
        for family_name in ["One", "Two"] {
            emergency.push(emergency_account(door, &options.organisation, family_name).await?);
        }
    }
    Ok(Made { address: text(&person["address"]), code: text(&code["code"]), emergency })
}

/// What was made of an empty installation.
struct Made {
    address: String,
    code: String,
    emergency: Vec<Emergency>,
}

/// An account that waits for its key.
struct Emergency {
    person: String,
    address: String,
    code: String,
}

/// An account of a platform administrator that nobody works with. It is an emergency account once it has a key, which takes a
/// browser, and the operator says so.
async fn emergency_account(
    door: &kernel::door::Door,
    organisation: &str,
    family_name: &str,
) -> anyhow::Result<Emergency> {
    let body = json!({ "organisation": organisation, "given_name": "Emergency", "family_name": family_name });
    let person = perform(door, "person.create", body).await?;
    let role = json!({ "person": person["id"], "role": "platform administrator", "with_descendants": false, "reason": "emergency account" });
    perform(door, "grant.give", role).await?;
    let code = perform(door, "start-code.issue", json!({ "person": person["id"] })).await?;
    Ok(Emergency {
        person: text(&person["id"]),
        address: text(&person["address"]),
        code: text(&code["code"]),
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn perform(door: &kernel::door::Door, name: &str, body: Value) -> anyhow::Result<Value> {
    let call = door.call(local::operator(), kernel::door::Face::Cli);
    door.perform_by_name(call, name, body)
        .await
        .map(|done| done.output)
        .map_err(|error| anyhow::anyhow!("{name}: {error}"))
}

async fn perform_query(door: &kernel::door::Door, name: &str) -> anyhow::Result<Value> {
    let call = door.call(local::operator(), kernel::door::Face::Cli);
    door.ask_by_name(call, name, json!({}))
        .await
        .map_err(|error| anyhow::anyhow!("{name}: {error}"))
}
