//! Signing in by the second: a password and a code through the whole way into an application, and what applications ask for
//! after it.
//!
//! The service runs as a process of its own on a fresh folder, and this one asks over HTTP as browsers and applications do.
//! Beside every rate stands what it costs: acts for each second of a processor that the service used, which does not depend
//! on what the asking costs. The raw ceiling is Argon2id alone, with the same cost and on the same threads.

mod arriving;
mod device;
mod flow;
mod people;
mod provider;
mod raw;
mod service;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use serde::Serialize;
use tokio::task::JoinSet;

use self::device::Device;
use self::flow::{Browser, Entered};
pub use self::people::prepare;
use self::people::{Ready, Signers};
pub use self::provider::Peer;
use self::provider::Provider;
pub(super) use self::service::Service;
use super::{Figure, Load};

/// People who are signed in while the code flow is measured, for each second of it: so many that even at 3,700 flows a second nobody
/// enters an application more often than the 50 times of which the entries are kept. The other provider has as many.
const SIGNED_IN: usize = 75;

/// How often the rate that it can bear arrives when more comes than it can do.
const OVERLOAD: f64 = 5.0;

/// One line of the answer.
#[derive(Clone, Debug, Serialize)]
pub struct SignInFigure {
    /// The rate and the latencies.
    #[serde(flatten)]
    pub figure: Figure,
    /// Acts for each second of a processor that the asked process used.
    pub per_cpu_second: f64,
}

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct SignInFigures {
    /// Hashes of Argon2id a second, and nothing else, before and after the sign-ins.
    pub argon2id_per_second: u64,
    /// The same for each second of a processor.
    pub argon2id_per_cpu_second: f64,
    /// The part of that which sign-ins reach, for the same time of processors: what asking costs is not theirs.
    pub of_ceiling: f64,
    /// Each load.
    pub loads: Vec<SignInFigure>,
    /// The part of the undisturbed rate of sign-ins that is kept when five times as many arrive as can be done.
    pub goodput: f64,
    /// How many of those were told to come back, each with the seconds after which.
    pub told_to_come_back: u64,
}

/// Measures an installation in which [`prepare`] made people and applications.
pub async fn signin(
    data: &Path,
    ready: Ready,
    load: Load,
    peer: Option<Peer>,
) -> anyhow::Result<SignInFigures> {
    let service = Service::start(data).await?;
    let ours = Arc::new(Provider::ours(&service.url, &ready));
    let signers = Arc::new(Signers::new(ready.people.clone()));
    let pid = service.pid();
    let mut loads = Vec::new();

    let whole = whole_way(&ours, &signers);
    warm_up(&whole, load.clients).await?;
    let half = load.time.as_secs().div_ceil(2);
    let before = raw::ceiling(half).await?;
    let sign_ins = of(pid, load, "password and code, whole way into an application", whole).await?;
    let ceiling = before.between(raw::ceiling(half).await?);
    let of_ceiling = sign_ins.per_cpu_second / ceiling.per_cpu_second;
    let rate = sign_ins.figure.done as f64 / sign_ins.figure.seconds;
    loads.push(sign_ins);
    // At once, because it is held against that rate: within a minute a machine may be a fifth faster or slower.
    let pressed = arriving::press(&ours, &signers, rate * OVERLOAD, load.time).await;
    ensure!(
        pressed.failed == 0,
        "{} sign-ins failed where more arrived than can be done",
        pressed.failed
    );
    ensure!(
        pressed.missing == 0,
        "{} sign-ins did not arrive: every code was used. Make more people, or measure for a shorter time",
        pressed.missing
    );
    let goodput = pressed.done as f64 / load.time.as_secs_f64() / rate;

    let mut devices = Vec::new();
    for signer in &ready.plain {
        devices.push(Browser::default().add_passkey(&ours, signer).await?);
    }
    ensure!(!devices.is_empty(), "nobody has a passkey");
    let touched = touches(&ours, devices.into());
    warm_up(&touched, load.clients).await?;
    loads.push(of(pid, load, "passkey, whole way into an application", touched).await?);

    let entered: Held = {
        let (ours, signers) = (Arc::clone(&ours), Arc::clone(&signers));
        let enter = move || {
            let (ours, signers) = (Arc::clone(&ours), Arc::clone(&signers));
            async move { enter_somebody(&ours, &signers).await }
        };
        hold(load, enter).await?
    };
    loads.push(of(pid, load, "refresh", refreshes(&ours, &entered)).await?);
    loads.push(of(pid, load, "introspection", introspections(&ours, &entered)).await?);
    loads.push(of(pid, load, "client credentials, ES256", credentials(&ours)).await?);
    loads.push(
        of(pid, load, "code flow with a live session", again(&ours, &entered, load.clients))
            .await?,
    );
    if let Some(peer) = peer {
        loads.extend(beside(peer, load).await?);
    }
    service.stop().await?;
    Ok(SignInFigures {
        argon2id_per_second: ceiling.per_second as u64,
        argon2id_per_cpu_second: ceiling.per_cpu_second,
        of_ceiling,
        loads,
        goodput,
        told_to_come_back: pressed.told_to_come_back,
    })
}

/// What another provider does of the same.
async fn beside(peer: Peer, load: Load) -> anyhow::Result<Vec<SignInFigure>> {
    let (name, pid) = (peer.name.clone(), peer.pid);
    let provider = Arc::new(Provider::of_peer(peer));
    let entered = {
        let provider = Arc::clone(&provider);
        let enter = move || {
            let provider = Arc::clone(&provider);
            async move {
                let mut browser = Browser::default();
                let tokens = browser.enter_by_redirects(&provider).await?;
                Ok(Entered { browser, tokens })
            }
        };
        hold(load, enter).await?
    };
    Ok(vec![
        of(pid, load, &format!("{name}: client credentials, ES256"), credentials(&provider))
            .await?,
        of(
            pid,
            load,
            &format!("{name}: code flow with a live session"),
            again(&provider, &entered, load.clients),
        )
        .await?,
    ])
}

/// A load, and what of the processors the process used meanwhile.
async fn of<T, F>(pid: u32, load: Load, what: &str, act: T) -> anyhow::Result<SignInFigure>
where
    T: Fn(usize, usize) -> F + Send + Sync + 'static,
    F: Future<Output = bool> + Send,
{
    let before = service::processor_seconds(pid)?;
    let figure = load.run(what, act).await;
    let used = service::processor_seconds(pid)? - before;
    ensure!(figure.failed == 0, "{what}: {} of the acts failed", figure.failed);
    ensure!(figure.done > 0, "{what}: nothing was done");
    let done = figure.done as f64;
    Ok(SignInFigure { figure, per_cpu_second: done / used.max(0.01) })
}

type Held = Arc<[Arc<tokio::sync::Mutex<Entered>>]>;
type Act = std::pin::Pin<Box<dyn Future<Output = bool> + Send>>;

/// People who are signed in: as many as the code flow wants, and one for each client at least.
async fn hold<F: Future<Output = anyhow::Result<Entered>> + Send + 'static>(
    load: Load,
    enter: impl Fn() -> F,
) -> anyhow::Result<Held> {
    let wanted = (load.time.as_secs() as usize * SIGNED_IN).max(load.clients);
    let (mut held, mut entering) = (Vec::with_capacity(wanted), JoinSet::new());
    for turn in 0..wanted {
        if turn >= load.clients
            && let Some(entered) = entering.join_next().await
        {
            held.push(entered??);
        }
        entering.spawn(enter());
    }
    while let Some(entered) = entering.join_next().await {
        held.push(entered??);
    }
    Ok(held.into_iter().map(|entered| Arc::new(tokio::sync::Mutex::new(entered))).collect())
}

fn whole_way(
    provider: &Arc<Provider>,
    signers: &Arc<Signers>,
) -> impl Fn(usize, usize) -> Act + Clone + Send + Sync + 'static {
    let (provider, signers) = (Arc::clone(provider), Arc::clone(signers));
    move |_, _| {
        let (provider, signers) = (Arc::clone(&provider), Arc::clone(&signers));
        Box::pin(async move { said(enter_somebody(&provider, &signers).await) })
    }
}

fn touches(
    provider: &Arc<Provider>,
    devices: Arc<[Device]>,
) -> impl Fn(usize, usize) -> Act + Clone + Send + Sync + 'static {
    let provider = Arc::clone(provider);
    move |client, _| {
        let (provider, devices) = (Arc::clone(&provider), Arc::clone(&devices));
        Box::pin(async move {
            let device = &devices[client % devices.len()];
            said(Browser::default().enter_with_passkey(&provider, device).await)
        })
    }
}

fn refreshes(
    provider: &Arc<Provider>,
    entered: &Held,
) -> impl Fn(usize, usize) -> Act + Send + Sync + 'static {
    let (provider, entered) = (Arc::clone(provider), Arc::clone(entered));
    move |client, _| {
        let (provider, own) = (Arc::clone(&provider), Arc::clone(&entered[client]));
        Box::pin(async move {
            let mut own = own.lock().await;
            match provider.refresh(&own.tokens).await {
                Ok(tokens) => {
                    own.tokens = tokens;
                    true
                }
                Err(error) => said::<()>(Err(error)),
            }
        })
    }
}

fn introspections(
    provider: &Arc<Provider>,
    entered: &Held,
) -> impl Fn(usize, usize) -> Act + Send + Sync + 'static {
    let (provider, entered) = (Arc::clone(provider), Arc::clone(entered));
    move |client, _| {
        let (provider, own) = (Arc::clone(&provider), Arc::clone(&entered[client]));
        Box::pin(async move {
            let own = own.lock().await;
            said(provider.introspect(&own.tokens).await)
        })
    }
}

fn credentials(provider: &Arc<Provider>) -> impl Fn(usize, usize) -> Act + Send + Sync + 'static {
    let provider = Arc::clone(provider);
    move |_, _| {
        let provider = Arc::clone(&provider);
        Box::pin(async move { said(provider.credentials().await) })
    }
}

fn again(
    provider: &Arc<Provider>,
    entered: &Held,
    clients: usize,
) -> impl Fn(usize, usize) -> Act + Send + Sync + 'static {
    let (provider, entered) = (Arc::clone(provider), Arc::clone(entered));
    move |client, turn| {
        let next = (turn * clients + client) % entered.len();
        let (provider, own) = (Arc::clone(&provider), Arc::clone(&entered[next]));
        Box::pin(async move {
            let mut own = own.lock().await;
            said(own.browser.enter_again(&provider).await)
        })
    }
}

async fn enter_somebody(provider: &Provider, signers: &Signers) -> anyhow::Result<Entered> {
    let (signer, code) = signers
        .next()
        .context("every person has used the codes of this half minute; make more people")?;
    let mut browser = Browser::default();
    let tokens = browser.enter_with(provider, signer, &code).await?;
    Ok(Entered { browser, tokens })
}

/// Pages and statements are read for the first time.
async fn warm_up<T: Fn(usize, usize) -> Act>(act: &T, times: usize) -> anyhow::Result<()> {
    for time in 0..times {
        ensure!(act(0, time).await, "nobody can sign in");
    }
    Ok(())
}

/// Whether it was done; the log says why not.
fn said<T>(done: anyhow::Result<T>) -> bool {
    if let Err(error) = &done {
        tracing::warn!(%error, "an act failed");
    }
    done.is_ok()
}
