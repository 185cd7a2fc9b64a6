//! The composition root: which slices there are, and the services they are given.

use std::path::Path;

use casework::bulk::{Act, KnownActs};
use casework::requests::{Kind, KnownKinds};
use kernel::audit::Problem;
use kernel::audit::note::Verifier;
use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::door::{Door, Manifest, Opening, Ports};
use kernel::refusal::Fault;
use signin::passwords::{Cost, HashingPool};

use crate::data_dir::DataDir;
use crate::{checkpoints, restored};

/// Every slice, in the order in which their listeners run.
pub fn manifests() -> Vec<Manifest> {
    [
        casework::manifests(),
        directory::manifests(),
        signin::manifests(),
        entitlement::manifests(),
        access::manifests(),
        tenant::manifests(),
        vec![asked()],
    ]
    .concat()
}

/// What can be asked for, of all slices, in the order in which it is offered.
pub fn kinds() -> Vec<&'static Kind> {
    [directory::people::request_kinds(), casework::requests::kinds()].concat()
}

/// What can be done to many people at once, of all slices, in the order in which it is offered.
pub fn acts() -> Vec<&'static Act> {
    [entitlement::bulk_acts(), directory::people::bulk_acts()].concat()
}

/// The answers to what can be asked for and what can be done to many: no slice knows those of all others.
fn asked() -> Manifest {
    Manifest {
        name: "server/kinds",
        answers: vec![
            |answers| answers.add(|KnownKinds, _| Box::pin(async { Ok(kinds()) })),
            |answers| answers.add(|KnownActs, _| Box::pin(async { Ok(acts()) })),
        ],
        ..Manifest::default()
    }
}

/// The services that `prepare`, jobs and pages use.
pub fn ports_with(
    settings: &Settings,
    connection: Option<tenant::Connection>,
    cost: Cost,
) -> Result<Ports, Fault> {
    let lines = [
        directory::people::ready_lines(),
        signin::ready_lines(),
        entitlement::ready_lines(),
        tenant::ready_lines(),
    ]
    .concat();
    let owned = [
        access::owned_lines(),
        casework::requests::portal::owned_lines(),
        directory::transfers::portal::owned_lines(),
    ]
    .concat();
    let gate = signin::Settings {
        product: settings.brand.product.clone(),
        over_https: settings.portal_url.starts_with("https://"),
        portal: settings.portal_url.trim_end_matches('/').to_owned(),
    };
    let zone = ui::when::Zone::named(&settings.time_zone)
        .ok_or_else(|| Fault::defect(format!("looking up the time zone {}", settings.time_zone)))?;
    let house = casework::notices::House {
        service: settings.brand.product.clone(),
        operator: settings.brand.operator.clone(),
        desk: settings.brand.desk.clone(),
        portal: settings.portal_url.clone(),
    };
    let ports = Ports::default()
        .with(house)
        .with(signin::codes::unwritten())
        .with(casework::schedules::Render(crate::web::render))
        .with(directory::people::Domain(settings.brand.domain.clone()))
        .with(directory::organisations::Defaults {
            time_zone: settings.time_zone.clone(),
            usage_location: country_of(settings),
        })
        .with(directory::people::Lines(lines))
        .with(directory::people::Owned(owned))
        .with(directory::people::Ahead(entitlement::coming()))
        .with(crate::web::set_up::Named::of(settings))
        .with(access::rules::KnownRules::of(&manifests()))
        .with(signin::Outbound::new(gate.over_https, &settings.outbound.private_hosts)?)
        .with(signin::Gate::new(gate))
        .with(zone)
        .with(HashingPool::new(cost)?);
    Ok(match connection {
        Some(connection) => ports.with(connection),
        None => ports,
    })
}

/// The country in which people use the service; installations without a tenant have not said.
fn country_of(settings: &Settings) -> String {
    let said = settings.tenant.usage_location.as_str();
    if said.is_empty() { "GB" } else { said }.to_owned()
}

/// What a door needs once it is open, at every start: the gate of sign-in bound, the starter set of products.
pub async fn settle(door: &Door) -> anyhow::Result<()> {
    signin::bind(door).map_err(|fault| anyhow::anyhow!(fault.chain()))?;
    entitlement::ensure(door).await.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Opens the door of an installation that hands no letters over: they are kept for the process that does.
pub async fn open(
    data: &DataDir,
    clock: Clock,
    settings: &Settings,
    connection: Option<tenant::Connection>,
) -> anyhow::Result<Door> {
    open_with(data, clock, settings, connection, None).await
}

/// Opens the door of an installation.
pub async fn open_with(
    data: &DataDir,
    clock: Clock,
    settings: &Settings,
    connection: Option<tenant::Connection>,
    relay: Option<casework::notices::Relay>,
) -> anyhow::Result<Door> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    // Before anything is made: what does not start keeps the keys it has, or has none.
    restored::refuse_unfinished(data)?;
    restored::refuse_lost(data)?;
    let breached = data.breached();
    if breached.standing().is_err() {
        // What chooses no password goes on; whoever chooses one is refused until it is mended.
        tracing::error!(
            "The list of breached passwords in {} is damaged: no password can be chosen. Import it again with 'guildhall import breached-passwords FILE', or remove the file to go on without",
            breached.path().display()
        );
    }
    let ports = ports_with(settings, connection, Cost::STANDARD).map_err(words)?;
    let ports = ports.with(breached).with(data.places());
    let ports = match checkpoints::public_line(data)? {
        Some(line) => ports.with(access::proof::CheckpointKey(line)),
        None => ports,
    };
    let ports = match relay {
        Some(relay) => ports.with(relay),
        None => ports,
    };
    let opening = Opening { target: data.target(), clock, key: data.node_key()?, ports };
    let door = Door::open(opening, &manifests()).await.map_err(words)?;
    restored::recognise(&door, data).await?;
    settle(&door).await?;
    restored::void(&door).await?;
    Ok(door)
}

/// Opens the door of a database that is looked at and thrown away: no life is settled, nothing is made void.
pub async fn open_aside(
    target: kernel::db::Target,
    key: kernel::audit::NodeKey,
    settings: &Settings,
) -> anyhow::Result<Door> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let ports = ports_with(settings, None, Cost::STANDARD).map_err(words)?;
    let opening = Opening { target, clock: Clock::machine(), key, ports };
    Door::open(opening, &manifests()).await.map_err(words)
}

/// Sees to it that the database has the life that its folder remembers, or another one, without serving anything.
pub async fn settle_life(data: &DataDir) -> anyhow::Result<()> {
    let door = open(data, Clock::machine(), &data.settings()?, None).await?;
    crate::run::seal_all(&door).await;
    door.close().await;
    Ok(())
}

/// Reads the whole audit again, beside a running process if there is one, and compares it with the checkpoints kept in
/// the installation's folder or in `elsewhere`.
pub async fn verify(
    data: &DataDir,
    elsewhere: Option<&Path>,
    key: Option<Verifier>,
) -> anyhow::Result<kernel::audit::Report> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let own = data.join("keys/checkpoint.pub");
    let folder = elsewhere.map_or_else(|| data.join("checkpoints"), Path::to_owned);
    let key = match key {
        Some(key) => Some(key),
        None if own.try_exists()? => Some(checkpoints::verifier(&own)?),
        None => None,
    };
    let (witnesses, strange) = match &key {
        Some(key) => checkpoints::witnesses(&folder, key)?,
        None if elsewhere.is_some() || folder.read_dir()?.next().is_some() => anyhow::bail!(
            "There are checkpoints in {} but no key to read them with. Name it with --key.",
            folder.display()
        ),
        // No process has kept checkpoints here yet.
        None => (Vec::new(), Vec::new()),
    };
    let mut reader = kernel::db::read_only(&data.target()).await.map_err(words)?;
    let node_key = data.node_key()?;
    let mut report = kernel::audit::verify(&mut reader, &node_key, &witnesses, key.as_ref())
        .await
        .map_err(words)?;
    report.problems.extend(strange.into_iter().map(|what| Problem { seq: None, what }));
    Ok(report)
}
