//! The composition root: which slices there are, and the services they are given.

use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::door::{Door, Manifest, Opening, Ports};
use kernel::refusal::Fault;

use crate::data_dir::DataDir;

/// Every slice, in the order in which their listeners run.
pub fn manifests() -> Vec<Manifest> {
    [directory::manifests(), signin::manifests(), entitlement::manifests(), access::manifests(), tenant::manifests()].concat()
}

/// The services that `prepare`, jobs and pages use.
pub fn ports(settings: &Settings, connection: Option<tenant::Connection>) -> Result<Ports, Fault> {
    let lines = [directory::ready_lines(), signin::ready_lines(), entitlement::ready_lines(), tenant::ready_lines()].concat();
    let ports = Ports::default()
        .with(directory::people::Domain(settings.brand.domain.clone()))
        .with(directory::people::Lines(lines))
        .with(signin::passwords::HashingPool::start(signin::passwords::Cost::default())?);
    Ok(match connection {
        Some(connection) => ports.with(connection),
        None => ports,
    })
}

/// Opens the door of an installation.
pub async fn open(data: &DataDir, clock: Clock, settings: &Settings, connection: Option<tenant::Connection>) -> anyhow::Result<Door> {
    let opening = Opening { target: data.target(), clock, key: data.node_key()?, ports: ports(settings, connection).map_err(|fault| anyhow::anyhow!(fault.chain()))? };
    let door = Door::open(opening, &manifests()).await.map_err(|fault| anyhow::anyhow!(fault.chain()))?;
    entitlement::ensure(&door).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(door)
}

/// Reads the whole audit again, beside a running process if there is one.
pub async fn verify(data: &DataDir) -> anyhow::Result<kernel::audit::Report> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let mut reader = kernel::db::read_only(&data.target()).await.map_err(words)?;
    kernel::audit::verify(&mut reader, &data.node_key()?).await.map_err(words)
}
