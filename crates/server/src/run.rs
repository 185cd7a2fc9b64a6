//! What a running process does: answer requests, follow the sealed order, do jobs, and end in good order.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Version, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Stopwatch;
use kernel::config::Settings;
use kernel::door::Door;
use kernel::http::{App, Shutdown, serve};
use kernel::jobs::{Handler, Lead};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::checkpoints::Keeper;
use crate::observe::{self, Observed, Requests};
use crate::web;

/// Time between two looks at what has become due.
const DUE_EVERY: Duration = Duration::from_secs(5);
/// Time between two looks at what the register changed of members: every one of them is looked at.
const REGISTER_EVERY: Duration = Duration::from_secs(300);

/// Listens on every address of a list at one port.
pub async fn listen(addresses: &[String], port: u16) -> anyhow::Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    for address in addresses {
        let bare = address.trim_matches(['[', ']']);
        match TcpListener::bind((bare, port)).await {
            Ok(listener) => listeners.push(listener),
            // A machine without IPv6 still serves on the other address.
            Err(error)
                if error.kind() == std::io::ErrorKind::AddrNotAvailable
                    || error.raw_os_error() == Some(97) => {}
            Err(error) => {
                return Err(error).with_context(|| {
                    format!("Port {port} of {bare} is not free. Choose another port with --port")
                });
            }
        }
    }
    anyhow::ensure!(
        !listeners.is_empty(),
        "None of the addresses {addresses:?} exists on this machine"
    );
    Ok(listeners)
}

/// Serves portal and API on these listeners until the end is asked for.
pub fn start_serving(
    tasks: &mut JoinSet<()>,
    listeners: Vec<TcpListener>,
    door: &Door,
    settings: &Settings,
    observed: &Observed,
    shutdown: &Shutdown,
) {
    start_serving_with(tasks, listeners, door, settings, observed, shutdown, Router::new());
}

/// The same with more pages, such as those of the demonstration.
pub fn start_serving_with(
    tasks: &mut JoinSet<()>,
    listeners: Vec<TcpListener>,
    door: &Door,
    settings: &Settings,
    observed: &Observed,
    shutdown: &Shutdown,
    more: Router<App>,
) {
    let router = web::router_with(door.clone(), settings.clone(), more)
        .layer(from_fn_with_state((observed.requests().clone(), shutdown.clone()), outermost));
    for listener in listeners {
        tasks.spawn(serve(listener, router.clone(), None, shutdown.clone()));
    }
}

/// Counts each request, and sends callers elsewhere once the end is announced: readiness goes first, so that a balancer stops
/// choosing this process, and each connection ends with the answer that it carries.
async fn outermost(
    State((requests, shutdown)): State<(Requests, Shutdown)>,
    request: Request,
    next: Next,
) -> Response {
    let answered = |request| observe::count(&requests, request, |request| next.run(request));
    if !shutdown.is_announced() {
        return answered(request).await;
    }
    let (is_first_http, is_readiness) =
        (request.version() < Version::HTTP_2, request.uri().path() == web::READY);
    let mut response = if is_readiness {
        (StatusCode::SERVICE_UNAVAILABLE, "this process is about to end").into_response()
    } else {
        answered(request).await
    };
    if is_first_http {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Follows, works and looks after what has become due until the end is asked for.
pub fn start_working(tasks: &mut JoinSet<()>, door: &Door, shutdown: &Shutdown) {
    tasks.spawn(kernel::followers::run_followers(door.clone(), shutdown.clone()));
    tasks.spawn(kernel::jobs::run_worker(door.clone(), handlers(), shutdown.clone()));
    tasks.spawn(run_due(door.clone(), shutdown.clone()));
    tasks.spawn(tenant::run_import(door.clone(), shutdown.clone()));
    tasks.spawn(casework::notices::run(door.clone(), shutdown.clone()));
    tasks.spawn(casework::bulk::jobs::run(door.clone(), shutdown.clone()));
}

/// Every queue with what does its jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    entitlement::handlers()
        .into_iter()
        .chain(tenant::handlers())
        .chain(casework::notices::handlers())
        .chain(casework::schedules::handlers())
        .chain(signin::handlers())
        .collect()
}

/// Listens for those who watch, at the addresses of the settings.
pub async fn listen_to_watchers(settings: &Settings) -> anyhow::Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    for address in &settings.metrics_listen {
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!("Nothing can be served at {address}, which metrics_listen in guildhall.toml names. Write it as ADDRESS:PORT, with a port that is free")
        })?;
        listeners.push(listener);
    }
    Ok(listeners)
}

/// Seals until the end is asked for; every process that writes runs one.
pub fn start_sealing(tasks: &mut JoinSet<()>, door: &Door, shutdown: &Shutdown) {
    tasks.spawn(kernel::audit::run_sealer(
        door.database().clone(),
        door.node_key().clone(),
        shutdown.clone(),
    ));
}

/// Seals what waits, for a process that ends at once.
pub async fn seal_all(door: &Door) {
    while let Ok(1..) = kernel::audit::seal_once(door.database(), door.node_key()).await {}
}

async fn run_due(door: Door, shutdown: Shutdown) {
    let mut looked: Option<Stopwatch> = None;
    // Two processes that ran the clocks beside each other would only refuse each other's acts.
    let mut clocks = Lead::new("clocks");
    while !shutdown.is_begun() {
        if let Err(error) = door.run_due_proposals().await {
            tracing::warn!(%error, "running what is due failed; trying again");
        }
        if let Err(error) = run_clocks(&door, &mut clocks).await {
            tracing::warn!(%error, "the lifecycle's due work failed; trying again");
        }
        if looked.is_none_or(|looked| looked.elapsed() > REGISTER_EVERY) {
            looked = Some(Stopwatch::start());
            if let Err(error) = directory::organisations::jobs::notice_changes(&door).await {
                tracing::warn!(%error, "looking for register changes of members failed; trying again");
            }
            if let Err(error) = access::looks::jobs::sweep(&door).await {
                tracing::warn!(%error, "dropping old looks failed; trying again");
            }
            if let Err(error) = access::administrators::jobs::sweep(&door).await {
                tracing::warn!(%error, "looking for organisations without a count of administrators failed; trying again");
            }
        }
        if let Err(error) = door.forget_old().await {
            tracing::warn!(%error, "forgetting old repeats failed; trying again");
        }
        if let Err(error) = signin::sweep(&door).await {
            tracing::warn!(%error, "clearing old sign-ins failed; trying again");
        }
        if let Err(error) = access::history::jobs::sweep(&door).await {
            tracing::warn!(%error, "dropping old personal values failed; trying again");
        }
        if let Err(error) = entitlement::sweep(&door).await {
            tracing::warn!(%error, "sweeping licences and policies failed; trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(DUE_EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
    if let Err(error) = clocks.give_up(&door).await {
        tracing::warn!(%error, "another process runs the clocks only in two minutes");
    }
}

async fn run_clocks(door: &Door, lead: &mut Lead) -> kernel::refusal::Result<()> {
    if lead.is_ours(door).await? {
        // What stops the clocks of one slice holds up no other's.
        let people = directory::people::jobs::run_due(door).await;
        let requests = casework::requests::jobs::run_due(door).await;
        let transfers = directory::transfers::jobs::run_due(door).await;
        let administrators = access::administrators::jobs::run_due(door).await.map(drop);
        people.and(requests).and(transfers).and(administrators)?;
    }
    Ok(())
}

/// The operating system's word to end: SIGTERM, or Ctrl-C.
pub struct Word {
    terminate: Signal,
    interrupt: Signal,
}

impl Word {
    /// Listens from now on; before, the word ends the process at once. A process listens before it answers anybody: who
    /// is ready ends in good order.
    pub fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Waits for the word to end, then tells everything. `farewell` is how long the process goes on after it has announced
/// the end; a second word cuts it short.
pub async fn until_told(
    mut word: Word,
    tasks: &mut JoinSet<()>,
    shutdown: &Shutdown,
    farewell: Duration,
) {
    tokio::select! {
        () = word.told() => {}
        () = watch(tasks, shutdown) => shutdown.begun().await,
    }
    if !farewell.is_zero() && !shutdown.is_begun() {
        shutdown.announce();
        tokio::select! {
            () = tokio::time::sleep(farewell) => {}
            () = word.told() => {}
            () = watch(tasks, shutdown) => {}
        }
    }
    shutdown.begin();
}

/// Keeps checkpoints until the end is asked for. Who takes the last look comes back then.
pub fn start_keeping(
    tasks: &mut JoinSet<()>,
    keeper: Keeper,
    door: &Door,
    shutdown: &Shutdown,
) -> oneshot::Receiver<Keeper> {
    let (back, ended) = oneshot::channel();
    let (door, shutdown) = (door.clone(), shutdown.clone());
    tasks.spawn(async move {
        // Nobody waits for it if the process fails to start.
        let _ = back.send(keeper.run(door, shutdown).await);
    });
    ended
}

/// Waits until everything has ended, has what happened last covered by a checkpoint if this process keeps them, then
/// closes the database. A part that fails takes the others with it: a process that does half of its work must not look
/// well.
pub async fn finish(
    mut tasks: JoinSet<()>,
    keeper: Option<oneshot::Receiver<Keeper>>,
    door: &Door,
) {
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a part of the process failed");
        }
    }
    if let Some(ended) = keeper
        && let Ok(keeper) = ended.await
    {
        keeper.last(door).await;
    }
    door.close().await;
}

/// Ends the process when one of its parts fails.
async fn watch(tasks: &mut JoinSet<()>, shutdown: &Shutdown) {
    while !shutdown.is_begun() {
        tokio::select! {
            ended = tasks.join_next() => match ended {
                Some(Err(error)) => {
                    tracing::error!(%error, "a part of the process failed; ending");
                    shutdown.begin();
                }
                Some(Ok(())) => {}
                None => return,
            },
            () = shutdown.begun() => {}
        }
    }
}
