//! A whole nation for an empty installation, for trials and measurements at the size of a country.
//!
//! Organisations, their units, user policies and purchases are made through the door, side by side, like everything
//! that people make. The people, of whom there are a hundred times as many, are loaded past it ([`kernel::load`]): one
//! act for each organisation, which states how many came and the digest of who they are. Then administrators are
//! named and a part of the people is changed through the door again, so that there is a history to look at.
//!
//! Everything follows from the numbers and the seed, except for keys and times. A generation that is interrupted
//! leaves an installation that cannot go on: it says so, and wants a fresh folder.

mod acts;
mod organisations;
mod people;

use std::sync::Arc;

use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use kernel::clock::{Clock, Stopwatch};
use kernel::config::Settings;
use kernel::door::{Door, Face};
use kernel::http::Shutdown;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::data_dir::{DataDir, write_private};
use crate::demo::{self, DemoAccount};
use crate::nation::{self, NationPlan, Standing};
use crate::{compose, local, run};

/// Acts on their way at the same time; they share the writer's commits.
const TOGETHER: usize = 32;

/// How large a nation, and which one.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Organisations, closed ones included.
    pub organisations: usize,
    /// People.
    pub people: usize,
    /// What everything is drawn from.
    pub seed: u64,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// Rows loaded past the door, those of the audit not counted.
    pub rows: u64,
    /// Seconds for each part, in order.
    pub seconds: Vec<(&'static str, f64)>,
    /// Whom to sign in as.
    pub accounts: Vec<DemoAccount>,
}

/// Makes the nation.
pub async fn nation(data: &DataDir, settings: &Settings, size: Size) -> anyhow::Result<Made> {
    let begun = data.join("generation-begun");
    if begun.exists() {
        bail!(
            "A generation in this folder was stopped before its end, and it cannot go on from there. Start again in a fresh folder with --data, and with --database name an empty database."
        );
    }
    let plan = Arc::new(nation::plan_of(size.organisations, size.people, size.seed));
    let mut seconds = Vec::new();
    let watch = Stopwatch::start();
    let door = compose::open(data, Clock::machine(), settings, None).await?;
    if !is_empty(&door).await? {
        door.close().await;
        bail!(
            "This installation is not empty: it has organisations already. A nation is generated into a fresh one; name another folder with --data."
        );
    }
    write_private(&begun, b"The generation of a nation has begun.\n")?;
    let homes = working(&door, async || organisations::found(&door, data, &plan).await).await?;
    drop(door);
    seconds.push(("organisations", watch.elapsed().as_secs_f64()));

    let watch = Stopwatch::start();
    let (rows, staff) = people::load(&data.target(), &plan, homes, settings).await?;
    seconds.push(("people", watch.elapsed().as_secs_f64()));

    let watch = Stopwatch::start();
    let door = compose::open(data, Clock::machine(), settings, None).await?;
    let accounts = working(&door, async || acts::perform(&door, &plan, &staff).await).await?;
    seconds.push(("administrators and history", watch.elapsed().as_secs_f64()));
    let kept = data.join("nation.json");
    write_private(&kept, serde_json::to_string_pretty(&accounts)?.as_bytes())?;
    std::fs::remove_file(&begun).context("The mark of a begun generation could not be removed")?;
    Ok(Made { rows, seconds, accounts })
}

async fn is_empty(door: &Door) -> anyhow::Result<bool> {
    let call = door.call(local::operator(), Face::Cli);
    let count = door.ask_by_name(call, "organisation.count", json!({})).await;
    let count = count.map_err(|error| anyhow::anyhow!("counting organisations: {error}"))?;
    Ok(count["count"] == json!(0))
}

/// Does the work beside what seals, and closes the door whatever comes of it.
async fn working<T>(
    door: &Door,
    work: impl AsyncFnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    run::start_sealing(&mut tasks, door, &shutdown);
    let done = work().await;
    shutdown.begin();
    while tasks.join_next().await.is_some() {}
    run::seal_all(door).await;
    door.close().await;
    done
}

/// Performs one command for each item, many at the same time, and gives the outcomes in the order of the items.
async fn side_by_side(
    door: &Door,
    what: &str,
    command: &'static str,
    bodies: impl IntoIterator<Item = Value>,
) -> anyhow::Result<Vec<Value>> {
    let bodies: Vec<Value> = bodies.into_iter().collect();
    let bar = Arc::new(demo::bar(what, bodies.len()));
    let places = Arc::new(Semaphore::new(TOGETHER));
    let mut outputs = vec![Value::Null; bodies.len()];
    let mut running = JoinSet::new();
    for (number, body) in bodies.into_iter().enumerate() {
        let place = Arc::clone(&places).acquire_owned().await?;
        let (door, bar) = (door.clone(), Arc::clone(&bar));
        running.spawn(async move {
            let output = demo::perform_as(&door, local::operator(), command, body).await;
            drop(place);
            bar.inc(1);
            output.map(|output| (number, output))
        });
        while let Some(done) = running.try_join_next() {
            keep(done??, &mut outputs);
        }
    }
    while let Some(done) = running.join_next().await {
        keep(done??, &mut outputs);
    }
    bar.finish_and_clear();
    Ok(outputs)
}

fn keep((number, output): (usize, Value), outputs: &mut [Value]) {
    outputs[number] = output;
}

fn bar(what: &str, length: usize) -> ProgressBar {
    demo::bar(what, length)
}

/// The open organisations of the plan, with their places in it.
fn open(plan: &NationPlan) -> impl Iterator<Item = (usize, &nation::PlannedOrganisation)> {
    plan.organisations
        .iter()
        .enumerate()
        .filter(|(_, organisation)| organisation.standing == Standing::Open)
}
