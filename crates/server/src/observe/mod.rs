//! What a running process says of itself to those who watch it: `/metrics` in the text form of OpenMetrics, readiness,
//! alarms in the log. No person and no organisation stands in it.

pub mod backups;
pub mod disk;
mod gauges;
mod process;
mod requests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use kernel::clock::Stopwatch;
use kernel::config::Alarms;
use kernel::door::Door;
use kernel::http::{Shutdown, serve};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub(crate) use requests::{Requests, count};

use crate::data_dir::DataDir;

/// The content type of the text form of OpenMetrics.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Time between two looks at the disk.
const DISK_EVERY: Duration = Duration::from_secs(15);

/// What is watched of one process; clones are of the same one.
#[derive(Clone)]
pub struct Observed(Arc<Inner>);

struct Inner {
    door: Door,
    data: DataDir,
    alarms: Alarms,
    started: Stopwatch,
    requests: Requests,
    /// Queues whose jobs this release does.
    queues: Vec<&'static str>,
    /// Checkpoints that wait for their second place.
    checkpoints_waiting: Gauge,
}

impl Observed {
    /// Begins with nothing counted.
    pub fn new(door: &Door, data: &DataDir, alarms: Alarms) -> Self {
        Self(Arc::new(Inner {
            door: door.clone(),
            data: data.clone(),
            alarms,
            started: Stopwatch::start(),
            requests: Requests::default(),
            queues: crate::run::handlers().into_keys().collect(),
            checkpoints_waiting: Gauge::default(),
        }))
    }

    /// Where requests are counted.
    pub(crate) fn requests(&self) -> &Requests {
        &self.0.requests
    }

    /// Where the keeper of checkpoints says how many wait for their second place.
    pub(crate) fn checkpoints_waiting(&self) -> &Gauge {
        &self.0.checkpoints_waiting
    }

    /// Everything as text.
    ///
    /// # Errors
    /// None that depends on the database: what cannot be read is left out, and `guildhall_database_up` says so.
    pub async fn text(&self) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("guildhall");
        process::register(&mut registry, &self.0.started);
        self.0.door.meters().register(&mut registry);
        self.0.requests.register(&mut registry);
        gauges::register(&mut registry, &self.0).await;
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry)?;
        Ok(text)
    }

    /// The addresses for those who watch, served until the end is asked for.
    pub fn start(&self, tasks: &mut JoinSet<()>, listeners: Vec<TcpListener>, shutdown: &Shutdown) {
        for listener in listeners {
            tasks.spawn(serve(listener, self.routes(shutdown), None, shutdown.clone()));
        }
        tasks.spawn(disk::watch(self.0.data.join(""), self.0.alarms, shutdown.clone()));
    }

    /// `/metrics` and the two questions of balancers, for `work` too, which answers nothing else.
    fn routes(&self, shutdown: &Shutdown) -> Router {
        let shutdown = shutdown.clone();
        let ready = async move |State(observed): State<Self>| {
            if shutdown.is_announced() {
                return (StatusCode::SERVICE_UNAVAILABLE, "this process is about to end");
            }
            crate::web::readiness(&observed.0.door).await
        };
        self.metrics().merge(
            Router::new()
                .route("/health/live", get(|| async { "live" }))
                .route(crate::web::READY, get(ready))
                .with_state(self.clone()),
        )
    }

    /// `/metrics` alone.
    pub(crate) fn metrics(&self) -> Router {
        Router::new().route("/metrics", get(metrics)).with_state(self.clone())
    }
}

async fn metrics(State(observed): State<Observed>) -> Response {
    match observed.text().await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
