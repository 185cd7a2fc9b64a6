//! `guildhall bench ...`: what `script/bench` runs.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use kernel::clock::Clock;
use kernel::door::Door;
use kernel::http::Shutdown;
use tokio::task::JoinSet;

use super::{Place, print};
use crate::bench::{self, Load, Peer, Plan};
use crate::data_dir::DataDir;
use crate::{compose, run};

/// What can be measured.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// People to change, in a fresh folder
    Fill(FillOptions),
    /// Durable changes of those people through the door, with audit
    Writes(WriteOptions),
    /// The same changes at an LDAP server
    Modifies(ModifyOptions),
    /// Every page of the portal, as the accounts of a generated nation see it
    Pages(PageOptions),
    /// Simulated years of leavers, holds and inactivity beside a second reckoning in memory, in a fresh folder
    Clocks(ClockOptions),
    /// Signing in with password and code through the whole way into an application, and what applications ask for, in a
    /// fresh folder
    Signin(SignInOptions),
    /// Whether the time of an answer tells who has an account, in a fresh folder
    Timing(TimingOptions),
    /// The people of the benchmark as an LDIF file for that server
    Ldif(LdifOptions),
}

#[derive(Args, Clone, Copy)]
struct LoadOptions {
    /// Clients at the same time
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Seconds to measure
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

impl LoadOptions {
    fn load(self) -> Load {
        Load { clients: self.clients, time: Duration::from_secs(self.seconds) }
    }
}

/// Options of `bench fill`.
#[derive(Args)]
pub(super) struct FillOptions {
    /// How many
    #[arg(long, default_value_t = 20_000)]
    people: usize,
    #[command(flatten)]
    place: Place,
}

/// Options of `bench writes`.
#[derive(Args)]
pub(super) struct WriteOptions {
    #[command(flatten)]
    load: LoadOptions,
    #[command(flatten)]
    place: Place,
}

/// Options of `bench modifies`.
#[derive(Args)]
pub(super) struct ModifyOptions {
    /// Address and port of the server
    #[arg(long)]
    address: String,
    /// The base under which its people are
    #[arg(long, default_value = "dc=bench")]
    base: String,
    /// The password of cn=admin under the base
    #[arg(long, default_value = "bench")]
    password: String,
    /// People to choose from
    #[arg(long, default_value_t = 20_000)]
    people: usize,
    #[command(flatten)]
    load: LoadOptions,
}

/// Options of `bench pages`.
#[derive(Args)]
pub(super) struct PageOptions {
    /// Where the portal answers
    #[arg(long, default_value = "http://localhost:8400")]
    url: String,
    /// The file with the accounts, which 'generate nation' leaves in the folder
    #[arg(long)]
    accounts: std::path::PathBuf,
    /// Times each page is asked for
    #[arg(long, default_value_t = 40)]
    rounds: usize,
    /// Milliseconds that 95 of 100 requests for any kind of page may take
    #[arg(long, default_value_t = 100.0)]
    limit: f64,
}

/// Options of `bench clocks`.
#[derive(Args)]
pub(super) struct ClockOptions {
    /// People at the start
    #[arg(long, default_value_t = 100_000)]
    people: usize,
    /// Simulated years
    #[arg(long, default_value_t = 3)]
    years: i64,
    /// What is drawn follows from it
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    place: Place,
}

/// Options of `bench signin`.
#[derive(Args)]
pub(super) struct SignInOptions {
    /// People who sign in: a code counts once in 30 seconds, so there are many
    #[arg(long, default_value_t = 1000)]
    people: usize,
    #[command(flatten)]
    load: LoadOptions,
    /// Print JSON in place of a table
    #[arg(long)]
    json: bool,
    /// The name and version of another provider to measure beside ours
    #[arg(long, requires_all = ["peer_url", "peer_pid"])]
    peer: Option<String>,
    /// Where that one answers
    #[arg(long)]
    peer_url: Option<String>,
    /// Its process
    #[arg(long)]
    peer_pid: Option<u32>,
    #[command(flatten)]
    place: Place,
}

/// Options of `bench timing`.
#[derive(Args)]
pub(super) struct TimingOptions {
    /// Answers of each kind at each page
    #[arg(long, default_value_t = 2000)]
    samples: usize,
    /// The probability by chance below which a difference is one
    #[arg(long, default_value_t = 0.01)]
    least: f64,
    #[command(flatten)]
    place: Place,
}

/// Options of `bench ldif`.
#[derive(Args)]
pub(super) struct LdifOptions {
    /// People to write
    #[arg(long, default_value_t = 20_000)]
    people: usize,
    /// The base under which they are
    #[arg(long, default_value = "dc=bench")]
    base: String,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    let figure = match verb {
        Verb::Ldif(options) => {
            print::line(bench::ldif(options.people, &options.base).trim_end());
            return Ok(());
        }
        Verb::Pages(options) => return pages(&options).await,
        Verb::Signin(options) => return signin(options).await,
        Verb::Timing(options) => return timing(options).await,
        Verb::Modifies(options) => {
            bench::modifies(
                &options.address,
                &options.base,
                &options.password,
                options.people,
                options.load.load(),
            )
            .await?
        }
        Verb::Fill(options) => {
            let people = options.people;
            return on(options.place, async |door, folder| bench::fill(door, folder, people).await)
                .await;
        }
        Verb::Clocks(options) => {
            let plan = Plan {
                people: options.people,
                organisations: (options.people / 500).max(6),
                days: options.years * 365 + options.years / 4,
                runs_a_day: 1,
                seed: options.seed,
            };
            let clock = Clock::by_hand(Plan::START);
            let simulated = with(options.place, clock.clone(), async |door, _| {
                bench::clocks(door, &clock, plan).await
            })
            .await?;
            print::line(&serde_json::to_string(&simulated)?);
            return Ok(());
        }
        Verb::Writes(options) => {
            let load = options.load.load();
            on(options.place, async |door, folder| bench::writes(door, folder, load).await).await?
        }
    };
    print::line(&serde_json::to_string(&figure)?);
    Ok(())
}

async fn signin(options: SignInOptions) -> anyhow::Result<()> {
    let (load, people) = (options.load.load(), options.people);
    let plain = load.clients;
    anyhow::ensure!(
        options.place.database.is_none(),
        "The service that is measured runs on SQLite. Leave --database out"
    );
    let data = options.place.data.clone();
    let ready =
        on(options.place, async |door, _| bench::prepare(door, people, plain).await).await?;
    let peer = options.peer.zip(options.peer_url).zip(options.peer_pid);
    let peer = peer.map(|((name, url), pid)| Peer { name, url, pid });
    let figures = bench::signin(&data, ready, load, peer).await?;
    if options.json {
        print::line(&serde_json::to_string(&figures)?);
        return Ok(());
    }
    print::line("    a second  a CPU second   p50 ms   p99 ms  what");
    print::line(&format!(
        "{:12} {:13.0}                    Argon2id alone: the ceiling",
        figures.argon2id_per_second, figures.argon2id_per_cpu_second
    ));
    for one in &figures.loads {
        let figure = &one.figure;
        print::line(&format!(
            "{:12} {:13.0} {:8.1} {:8.1}  {}",
            figure.per_second, one.per_cpu_second, figure.p50_ms, figure.p99_ms, figure.what
        ));
    }
    print::line(&format!(
        "{:11.0}%                                 of the ceiling is reached by sign-ins with a password and a code, for the same time of processors",
        figures.of_ceiling * 100.0
    ));
    print::line(&format!(
        "{:11.0}%                                 of these sign-ins are done when five times as many arrive; {} were told to come back",
        figures.goodput * 100.0,
        figures.told_to_come_back
    ));
    Ok(())
}

async fn timing(options: TimingOptions) -> anyhow::Result<()> {
    let (data, samples) = (options.place.data.clone(), options.samples);
    anyhow::ensure!(
        options.place.database.is_none(),
        "The service that is measured runs on SQLite. Leave --database out"
    );
    let make = async |door: &Door, _: &Path| bench::prepare_timing(door, samples).await;
    let pairs = on(options.place, make).await?;
    let compared = bench::timing(&data, &pairs, samples).await?;
    print::line("known ms  unknown ms  distance        p  page");
    for one in &compared {
        print::line(&format!(
            "{:8.2} {:11.2} {:9.4} {:8.4}  {}, {} of each",
            one.known_ms, one.unknown_ms, one.distance, one.p, one.page, one.samples
        ));
    }
    let told = compared.iter().filter(|one| one.p <= options.least).count();
    anyhow::ensure!(told == 0, "{told} pages tell by their time who has an account");
    Ok(())
}

async fn pages(options: &PageOptions) -> anyhow::Result<()> {
    let accounts = std::fs::read_to_string(&options.accounts)
        .with_context(|| format!("{} could not be read", options.accounts.display()))?;
    let accounts: Vec<crate::demo::DemoAccount> = serde_json::from_str(&accounts)
        .with_context(|| format!("{} names no accounts", options.accounts.display()))?;
    let figures = bench::pages(&options.url, &accounts, options.rounds).await?;
    print::line("     p50      p95      max  requests   octets  page");
    for figure in &figures {
        print::line(&format!(
            "{:8.1} {:8.1} {:8.1} {:9} {:8}  {}  {}",
            figure.p50_ms,
            figure.p95_ms,
            figure.max_ms,
            figure.requests,
            figure.octets,
            figure.kind,
            figure.role
        ));
    }
    let slow = figures.iter().filter(|figure| figure.p95_ms > options.limit).count();
    anyhow::ensure!(slow == 0, "{slow} kinds of page take longer than {} ms", options.limit);
    Ok(())
}

/// Works on an installation of its own, sealing as the service does.
async fn on<T>(
    place: Place,
    work: impl AsyncFnOnce(&Door, &Path) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    with(place, Clock::machine(), work).await
}

/// The same by a clock of one's own.
async fn with<T>(
    place: Place,
    clock: Clock,
    work: impl AsyncFnOnce(&Door, &Path) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let data = DataDir::open(&place.data, place.database.as_deref())?;
    let _owned = data.own()?;
    let door = compose::open(&data, clock, &data.settings()?, None).await?;
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    run::start_sealing(&mut tasks, &door, &shutdown);
    let done = work(&door, &place.data).await;
    shutdown.begin();
    run::finish(tasks, None, &door).await;
    done
}
