//! Reports are scheduled, changed and ended by their owners.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use super::model::{AT_MOST, Every, HOUR, Row, is_file};
use super::{authority, jobs, messages, store};
use crate::kept::name;

/// A schedule after an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scheduled {
    /// The schedule.
    pub schedule: Uuid,
    /// Its version, for the next act to expect.
    pub version: i64,
}

fn owner(call: &Call) -> Result<AccountId> {
    call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse().into())
}

/// The caller's schedule of that key.
async fn own(reader: &mut Reader, call: &Call, schedule: Uuid) -> Result<Row> {
    let found = store::find_of(reader, owner(call)?, schedule).await?;
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// The zone of the days on which files are made.
fn zone(ports: &Ports) -> Zone {
    Zone::clone(&ports.port::<Zone>().unwrap_or_default())
}

/// Puts in the job that makes the next file of a schedule.
async fn arrange(tx: &mut WriteTx, row: &Row, now: Timestamp, zone: &Zone) -> Result<()> {
    let due_at = next(tx, row.every, now, zone).await?;
    jobs::arrange(tx, row.id, row.version, due_at).await?;
    Ok(())
}

/// When the next file of a schedule is due.
pub(super) async fn next(
    reader: &mut Reader,
    every: Every,
    after: Timestamp,
    zone: &Zone,
) -> Result<Timestamp, Fault> {
    let hour = reader.dated(&HOUR, None, after).await?;
    let hour = i8::try_from(hour).unwrap_or_default();
    every.next(after, hour, zone).ok_or_else(|| Fault::defect("finding the next day of a report"))
}

/// Has a list made as a file again and again, for the caller alone. Each time it holds what the caller may see then.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The address of the list as a CSV file in the portal, such as `/o/RX1/people.csv`.
    pub file: String,
    /// What stands behind the question mark of the address; empty for the whole list.
    #[serde(default)]
    pub query: String,
    /// What it is called; 60 characters at most.
    pub name: String,
    /// On which days.
    pub every: Every,
}

impl Command for Schedule {
    const NAME: &'static str = "report.schedule";
    const ACTION: Action = authority::BEGIN;
    type Prepared = Zone;
    type Output = Scheduled;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Zone> {
        Ok(zone(ports))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        zone: &Zone,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Scheduled> {
        let account = owner(call)?;
        let name = name(&self.name).ok_or_else(|| messages::NAME.at("name"))?;
        if !is_file(&self.file, &self.query) {
            return Err(messages::ADDRESS.refuse().into());
        }
        let limit = tx.dated(&AT_MOST, None, call.now).await?;
        if store::count(tx, account).await? >= limit {
            return Err(messages::TOO_MANY.refuse().with("limit", limit).into());
        }
        let row = Row {
            id: ids::new_at(call.now),
            account,
            file: self.file.clone(),
            query: self.query.clone(),
            name,
            every: self.every,
            version: 1,
        };
        store::insert(tx, call, &row).await?;
        arrange(tx, &row, call.now, zone).await?;
        Ok(Scheduled { schedule: row.id, version: 1 })
    }
}

/// Changes what one of the caller's scheduled reports is called and on which days it is made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSchedule {
    /// The schedule.
    pub schedule: Uuid,
    /// What it is called from now on; 60 characters at most.
    pub name: String,
    /// On which days from now on.
    pub every: Every,
}

impl Command for ChangeSchedule {
    const NAME: &'static str = "report.change-schedule";
    const ACTION: Action = authority::CHANGE;
    type Prepared = Zone;
    type Output = Scheduled;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Zone> {
        Ok(zone(ports))
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        own(reader, call, self.schedule).await.map(|_| Resource::Own)
    }

    async fn run(
        &self,
        zone: &Zone,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Scheduled> {
        let before = own(tx, call, self.schedule).await?;
        call.expects(before.version)?;
        let name = name(&self.name).ok_or_else(|| messages::NAME.at("name"))?;
        let after = Row { name, every: self.every, version: before.version + 1, ..before.clone() };
        store::change(tx, call, &before, &after).await?;
        arrange(tx, &after, call.now, zone).await?;
        Ok(Scheduled { schedule: after.id, version: after.version })
    }
}

/// Ends one of the caller's scheduled reports. Its files go with it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSchedule {
    /// The schedule.
    pub schedule: Uuid,
}

impl Command for EndSchedule {
    const NAME: &'static str = "report.end-schedule";
    const ACTION: Action = authority::END;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        own(reader, call, self.schedule).await.map(|_| Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = own(tx, call, self.schedule).await?;
        call.expects(before.version)?;
        store::remove(tx, &before).await?;
        // The files are dropped by the job that finds no schedule.
        jobs::arrange(tx, before.id, before.version, call.now).await?;
        Ok(())
    }
}
