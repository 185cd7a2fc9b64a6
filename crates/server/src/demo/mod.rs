//! The demonstration: a fictional nation, its administrators, and a tenant, made through the door like everything else.

mod applications;
pub mod mail;
mod scenes;
mod terms;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::authority::{Role, Span};
use kernel::door::{Actor, Call, Door, Face};
use kernel::random;
use kernel::refusal::Error;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::applications::{DemoApplication, applications};
use self::scenes::Units;
pub(crate) use self::scenes::units_of;
use crate::data_dir::{DataDir, write_private};
use crate::nation::{self, NationPlan, PlannedKind, Standing};

/// The seed of the demonstration's nation: the same everywhere.
const SEED: u64 = 20_270_104;
/// People created at the same time; they share the writer's commits.
const TOGETHER: usize = 32;

/// Somebody to sign in as.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoAccount {
    /// The role's name; `person` for somebody without one.
    pub role: String,
    /// The code of the organisation.
    pub organisation: String,
    /// What to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
    /// A token for the command API.
    pub api_token: String,
}

/// Makes the nation if the installation is empty; gives the accounts to sign in as.
pub async fn ensure(
    door: &Door,
    data: &DataDir,
    people: usize,
) -> anyhow::Result<Vec<DemoAccount>> {
    let kept = data.join("demo.json");
    if let Ok(text) = std::fs::read_to_string(&kept) {
        return serde_json::from_str(&text)
            .context("demo.json is damaged. Start in a fresh folder with --data");
    }
    begin(data)?;
    let plan = nation::plan(people, SEED);
    import(door, data, &plan).await?;
    open(door, &plan).await?;
    licences(door, &plan).await?;
    let units = scenes::units(door, &plan).await?;
    let filled = fill(door, &plan, &units).await?;
    let accounts = staff(door, &plan, &filled).await?;
    scenes::lives(door, &plan, &filled).await?;
    scenes::joining(door).await?;
    scenes::served(door, &accounts, &plan, &filled).await?;
    scenes::requests(door, &accounts, &plan, &filled).await?;
    terms::terms(door, &accounts).await?;
    write_private(&kept, serde_json::to_string_pretty(&accounts)?.as_bytes())?;
    Ok(accounts)
}

/// Notes that the making of the nation has begun, before anything of it is there. One that was interrupted cannot go on:
/// what is there of it is not known.
fn begin(data: &DataDir) -> anyhow::Result<()> {
    let begun = data.join("demo-begun");
    anyhow::ensure!(
        !begun.exists(),
        "The demonstration in this folder was stopped before everything in it was made, and it cannot go on from there. Start again in a fresh folder: guildhall demo --data NEW-FOLDER. If you named a database with --database, name an empty one."
    );
    write_private(&begun, b"The making of the demonstration has begun.\n")
}

fn operator(door: &Door) -> Call {
    door.call(Actor::Operator("demo".to_owned()), Face::Cli)
}

async fn perform(door: &Door, name: &str, body: Value) -> anyhow::Result<Value> {
    perform_as(door, Actor::Operator("demo".to_owned()), name, body).await
}

/// Performs a command for somebody; says which one and which field, if it is refused.
pub(crate) async fn perform_as(
    door: &Door,
    actor: Actor,
    name: &str,
    body: Value,
) -> anyhow::Result<Value> {
    match door.perform_by_name(door.call(actor, Face::Cli), name, body.clone()).await {
        Ok(done) => Ok(done.output),
        Err(error) => Err(anyhow::anyhow!("{name} {body}: {error}{}", fields(&error))),
    }
}

fn fields(error: &Error) -> String {
    match error {
        Error::Refused(refusal) => refusal
            .fields
            .iter()
            .map(|field| format!("; {}: {}", field.field, field.text))
            .collect(),
        Error::Fault(_) => String::new(),
    }
}

/// Writes the nation as a register file and reads it the way a real one is read.
pub(crate) async fn import(door: &Door, data: &DataDir, plan: &NationPlan) -> anyhow::Result<()> {
    let file = data.join("nation-register_2026-01-01.csv");
    std::fs::write(&file, register_file(plan))?;
    import_file(door, &file).await
}

async fn import_file(door: &Door, file: &Path) -> anyhow::Result<()> {
    let report = directory::organisations::import_file(
        &(door, &operator(door)),
        file,
        None,
        directory::organisations::Import::Apply,
        |_| {},
    )
    .await
    .map_err(|error| anyhow::anyhow!("{error}"))?;
    anyhow::ensure!(
        report.refused.is_empty(),
        "The demonstration's register has bad rows: {:?}",
        report.refused
    );
    Ok(())
}

/// The register's 27-column form.
fn register_file(plan: &NationPlan) -> String {
    plan.organisations
        .iter()
        .map(|organisation| {
            let closed = organisation.standing == Standing::Closed;
            let mut columns = vec![String::new(); 27];
            columns[0].clone_from(&organisation.code);
            columns[1] = organisation.name.to_uppercase();
            columns[7] = organisation.town.to_uppercase();
            columns[10] = "20130401".to_owned();
            columns[11] = if closed { "20250331".to_owned() } else { String::new() };
            columns[12] = if closed { "C" } else { "A" }.to_owned();
            columns[14] = organisation
                .parent
                .and_then(|parent| plan.organisations.get(parent))
                .map(|parent| parent.code.clone())
                .unwrap_or_default();
            columns[25] = role_code(organisation.kind).to_owned();
            let quoted: Vec<String> = columns
                .iter()
                .map(|column| format!("\"{}\"", column.replace('"', "\"\"")))
                .collect();
            quoted.join(",") + "\n"
        })
        .collect()
}

/// The register's role by which it tells kinds apart.
const fn role_code(kind: PlannedKind) -> &'static str {
    match kind {
        PlannedKind::Trust => "RO197",
        PlannedKind::Commissioner => "RO98",
        PlannedKind::Practice => "RO76",
        PlannedKind::Pharmacy => "RO182",
    }
}

/// Opens one organisation that is in no register yet; for benchmarks.
pub async fn open_one(door: &Door, code: &str, name: &str) -> anyhow::Result<()> {
    let file = std::env::temp_dir()
        .join(format!("guildhall-{}-{code}_2026-01-01.csv", std::process::id()));
    let mut columns = vec![String::new(); 27];
    columns[0] = code.to_owned();
    columns[1] = name.to_owned();
    columns[10] = "20130401".to_owned();
    columns[12] = "A".to_owned();
    let quoted: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    std::fs::write(&file, quoted.join(",") + "\n")?;
    let imported = import_file(door, &file).await;
    let _ = std::fs::remove_file(&file);
    imported?;
    let waiver = "Opened by the operator of the service";
    let body = json!({ "organisation": code, "tier": "enhanced", "waiver": waiver });
    perform(door, "organisation.open", body).await?;
    Ok(())
}

async fn open(door: &Door, plan: &NationPlan) -> anyhow::Result<()> {
    let bar = bar("Opening organisations", plan.organisations.len());
    for organisation in
        plan.organisations.iter().filter(|organisation| organisation.standing == Standing::Open)
    {
        let tier = if is_enhanced(organisation) { "enhanced" } else { "standard" };
        let mut body = json!({ "organisation": organisation.code, "tier": tier, "waiver": WAIVER });
        if let Some(parent) = organisation.parent.and_then(|parent| plan.organisations.get(parent))
        {
            body["parent"] = json!(parent.code);
        }
        perform(door, "organisation.open", body).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Whether its people get the larger licence.
pub(crate) const fn is_enhanced(organisation: &nation::PlannedOrganisation) -> bool {
    matches!(organisation.kind, PlannedKind::Trust | PlannedKind::Commissioner)
}

/// Why organisations open without anybody having looked at their checks.
pub(crate) const WAIVER: &str = "Part of a demonstration";

/// Microsoft 365 E3, which enhanced organisations give, and Microsoft 365 F3, by their keys in Microsoft's table.
pub(crate) const PRODUCTS: [&str; 2] =
    ["05e9a617-0261-4cee-bb44-138d3ef5d965", "66b55226-6b4f-492c-910c-a3b7a3c9d993"];

/// National licences for most people of each tier, so that some queue can be seen.
async fn licences(door: &Door, plan: &NationPlan) -> anyhow::Result<()> {
    let open =
        || plan.organisations.iter().filter(|organisation| organisation.standing == Standing::Open);
    for (product, enhanced) in PRODUCTS.into_iter().zip([true, false]) {
        let total: usize = open()
            .filter(|organisation| is_enhanced(organisation) == enhanced)
            .map(|organisation| organisation.people + 20)
            .sum();
        let added = perform(
            door,
            "subscription.add",
            json!({ "product": product, "quantity": total + 100, "label": "National" }),
        )
        .await?;
        for organisation in open().filter(|organisation| is_enhanced(organisation) == enhanced) {
            let body = json!({ "subscription": added["id"], "organisation": organisation.code, "amount": organisation.people + 20 });
            perform(door, "allotment.set", body).await?;
        }
    }
    Ok(())
}

/// The people's keys and addresses, of each organisation in the order of the plan.
pub(crate) type Filled = Vec<Vec<(Value, String)>>;

async fn fill(door: &Door, plan: &NationPlan, units: &Units) -> anyhow::Result<Filled> {
    let bar = Arc::new(bar("Creating people", plan.people()));
    let places = Arc::new(tokio::sync::Semaphore::new(TOGETHER));
    let mut creating = tokio::task::JoinSet::new();
    for (index, organisation) in plan.organisations.iter().enumerate() {
        for (number, person) in plan.people_of(index).enumerate() {
            let place = Arc::clone(&places).acquire_owned().await?;
            let (door, code, bar) = (door.clone(), organisation.code.clone(), Arc::clone(&bar));
            let unit = units[index].get(number % units[index].len().max(1)).cloned();
            creating.spawn(async move {
                let body = json!({ "organisation": code, "given_name": person.given, "family_name": person.family, "job_title": person.job_title, "unit": unit });
                let output = perform(&door, "person.create", body).await;
                drop(place);
                bar.inc(1);
                output.map(|output| (index, number, output))
            });
        }
    }
    let mut filled: Filled = plan
        .organisations
        .iter()
        .map(|organisation| vec![(Value::Null, String::new()); organisation.people])
        .collect();
    while let Some(created) = creating.join_next().await {
        let (index, number, output) = created??;
        filled[index][number] =
            (output["id"].clone(), output["address"].as_str().unwrap_or_default().to_owned());
    }
    bar.finish_and_clear();
    Ok(filled)
}

/// Roles, passwords and tokens: every national role once, every local one in two organisations, and two people
/// without any.
pub(crate) async fn staff(
    door: &Door,
    plan: &NationPlan,
    filled: &Filled,
) -> anyhow::Result<Vec<DemoAccount>> {
    let mut largest: Vec<usize> =
        (0..plan.organisations.len()).filter(|index| !filled[*index].is_empty()).collect();
    largest.sort_by_key(|index| std::cmp::Reverse(filled[*index].len()));
    let mut next = vec![0; filled.len()];
    let mut accounts = Vec::new();
    for role in Role::ALL.iter().copied().map(Some).chain([None]) {
        let is_local = role.is_none_or(|role| role.span() == Span::Organisation);
        let wanted = if is_local { 2 } else { 1 };
        for index in largest.iter().copied().take(wanted) {
            let organisation = &plan.organisations[index];
            let (id, address) = match filled[index].get(next[index]) {
                Some(person) => person.clone(),
                None => extra(door, &organisation.code, role, next[index]).await?,
            };
            next[index] += 1;
            if let Some(role) = role {
                let place = if is_local { json!(organisation.code) } else { Value::Null };
                let mut body = json!({ "person": id, "role": role.name(), "organisation": place, "with_descendants": false, "reason": "Set up for the demonstration" });
                if role.span() == Span::Sector {
                    body["sector"] = json!(scenes::SERVED);
                }
                // Whoever looks at records does so for hours and for a ticket.
                if role == Role::SupplierEngineer {
                    body["ends_at"] = json!(operator(door).now.plus_seconds(8 * 3600));
                    body["ticket"] = json!("INC4711");
                }
                perform(door, "grant.give", body).await?;
            }
            accounts.push(account(door, role, &organisation.code, &id, address).await?);
        }
    }
    Ok(accounts)
}

/// One more person, where an organisation has fewer people than there are roles.
async fn extra(
    door: &Door,
    code: &str,
    role: Option<Role>,
    number: usize,
) -> anyhow::Result<(Value, String)> {
    let words = role.map_or("person", Role::name).replace(' ', "-");
    let output = perform(door, "person.create", json!({ "organisation": code, "given_name": format!("Demo{number}"), "family_name": words })).await?;
    Ok((output["id"].clone(), output["address"].as_str().unwrap_or_default().to_owned()))
}

/// Gives somebody a password and a token.
pub(crate) async fn account(
    door: &Door,
    role: Option<Role>,
    organisation: &str,
    id: &Value,
    address: String,
) -> anyhow::Result<DemoAccount> {
    let password = format!("demo-{}", &random::token()[..16]);
    perform(door, "password.set-by-operator", json!({ "person": id, "password": password }))
        .await?;
    let own = Actor::Account(serde_json::from_value(id.clone())?);
    let body = json!({ "name": "demonstration", "expires_in_days": 30 });
    let token = door
        .perform_by_name(door.call(own, Face::Cli), "token.create", body)
        .await
        .map_err(|error| anyhow::anyhow!("{error}{}", fields(&error)))?;
    Ok(DemoAccount {
        role: role.map_or("person", Role::name).to_owned(),
        organisation: organisation.to_owned(),
        username: address,
        password,
        api_token: token.output["token"].as_str().unwrap_or_default().to_owned(),
    })
}

/// Shows how far something is.
pub(crate) fn bar(what: &str, length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg:24} {bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
