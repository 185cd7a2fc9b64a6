//! Jobs of this capability: each looks at what is stored and closes the gap. A lost signal costs delay only, because
//! `sweep` finds the same gaps without any.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::db::BoxFuture;
use kernel::door::{Actor, Door, Face};
use kernel::jobs::{Handler, Job, JobEnd};
use kernel::refusal::{Fault, Result};

use super::commands::desk::{Pool, RECLAIM_JOBS, SERVE_JOBS, TOP_UP_JOBS};
use super::commands::{EnsureProducts, ReclaimLicences, ServeLicences, TopUpLicences};
use super::model::starter;
use super::store::{figures, products, subscriptions};
use crate::keys::{ProductId, SubscriptionId};

/// As the reconciler is written in the audit.
const SERVICE: &str = "licences";

/// Who does the jobs of which queue.
pub fn handlers() -> HashMap<&'static str, Handler> {
    HashMap::from([
        (SERVE_JOBS, handler(|door, job| Box::pin(serve(door, job)))),
        (TOP_UP_JOBS, handler(|door, job| Box::pin(top_up(door, job)))),
        (RECLAIM_JOBS, handler(|door, job| Box::pin(reclaim(door, job)))),
    ])
}

fn handler(work: fn(Door, Job) -> BoxFuture<'static, Result<JobEnd>>) -> Handler {
    Arc::new(work)
}

async fn serve(door: Door, job: Job) -> Result<JobEnd> {
    serve_one(&door, pool(&job)?).await?;
    Ok(JobEnd::Done)
}

async fn top_up(door: Door, job: Job) -> Result<JobEnd> {
    top_up_one(&door, pool(&job)?).await?;
    Ok(JobEnd::Done)
}

async fn reclaim(door: Door, job: Job) -> Result<JobEnd> {
    let subscription: SubscriptionId = job
        .payload
        .parse()
        .map_err(|error| Fault::defect("reading a job about a purchase").because(error))?;
    reclaim_one(&door, subscription).await?;
    Ok(JobEnd::Done)
}

fn pool(job: &Job) -> Result<Pool> {
    serde_json::from_str(&job.payload)
        .map_err(|error| Fault::defect("reading a job about licences").because(error).into())
}

async fn serve_one(door: &Door, Pool { organisation, product }: Pool) -> Result<()> {
    door.perform(
        door.call(Actor::Service(SERVICE), Face::Job),
        ServeLicences { organisation, product },
    )
    .await
    .map(drop)
}

async fn top_up_one(door: &Door, Pool { organisation, product }: Pool) -> Result<()> {
    door.perform(
        door.call(Actor::Service(SERVICE), Face::Job),
        TopUpLicences { organisation, product },
    )
    .await
    .map(drop)
}

async fn reclaim_one(door: &Door, subscription: SubscriptionId) -> Result<()> {
    loop {
        let call = door.call(Actor::Service(SERVICE), Face::Job);
        let done = door.perform(call, ReclaimLicences { subscription }).await?;
        if done.output.licences == 0 {
            return Ok(());
        }
    }
}

/// Looks for unused parts to take back, organisations to top up, and people to serve, and does it.
pub async fn sweep(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let reclaimable = subscriptions::reclaimable(&mut reader).await?;
    let thirsty = figures::thirsty(&mut reader, now).await?;
    drop(reader);
    for subscription in reclaimable {
        reclaim_one(door, subscription).await?;
    }
    for (organisation, product) in thirsty {
        top_up_one(door, Pool { organisation, product }).await?;
    }
    serve_queue(door).await
}

/// Serves everybody who waits where a licence is free.
pub async fn serve_queue(door: &Door) -> Result<()> {
    let mut reader = door.reader().await?;
    let servable = figures::servable(&mut reader, door.clock().now()).await?;
    drop(reader);
    for (organisation, product) in servable {
        serve_one(door, Pool { organisation, product }).await?;
    }
    Ok(())
}

/// Puts the starter set of products in, if any of it is missing. No act where nothing is missing.
pub async fn ensure(door: &Door) -> Result<()> {
    let mut reader = door.reader().await?;
    let mut missing = false;
    for row in starter() {
        missing |= products::find(&mut reader, ProductId(row.product)).await?.is_none();
    }
    drop(reader);
    if missing {
        door.perform(door.call(Actor::Service(SERVICE), Face::Job), EnsureProducts {}).await?;
    }
    Ok(())
}
