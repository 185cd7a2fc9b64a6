//! `guildhall serve` and `guildhall work`: an empty, real installation.

use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::http::Shutdown;
use tokio::task::JoinSet;

use super::{Place, print};
use crate::checkpoints::Keeper;
use crate::data_dir::DataDir;
use crate::observe::Observed;
use crate::{compose, local, mail, passing, restored, run};

/// Options of `serve`.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
    /// The port, in place of the one in the settings
    #[arg(long)]
    port: Option<u16>,
    /// Start an installation again that was moved elsewhere; it counts as restored
    #[arg(long)]
    again: bool,
}

/// Options of `work`.
#[derive(Args)]
pub(super) struct WorkOptions {
    #[command(flatten)]
    place: Place,
}

pub(super) async fn serve(options: Options) -> anyhow::Result<()> {
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    let _owned = data.own()?;
    if options.again {
        restored::forget_move(&data)?;
    }
    restored::refuse_unfinished(&data)?;
    restored::sweep_loading(&data)?;
    passing::sweep_all(&data)?;
    let mut settings = data.settings()?;
    if let Some(port) = options.port {
        // Behind a proxy the address people use is another one; only the default follows the port.
        if settings.portal_url == Settings::default().portal_url {
            settings.portal_url = format!("http://localhost:{port}");
        }
        settings.port = port;
    }
    let connection = connection(&settings)?;
    let relay = mail::relay(&settings.mail)?;
    // On one machine there is nobody else to keep checkpoints.
    let keeper = match options.place.database {
        None => Some(Keeper::of(&data, &settings, &Clock::machine())?),
        Some(_) => None,
    };
    let door = compose::open_with(&data, Clock::machine(), &settings, connection, relay).await?;
    let listeners = run::listen(&settings.listen, settings.port).await?;
    let watchers = run::listen_to_watchers(&settings).await?;
    let observed = Observed::new(&door, &data, settings.alarms);
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    let word = run::Word::listen()?;
    observed.start(&mut tasks, watchers, &shutdown);
    run::start_serving(&mut tasks, listeners, &door, &settings, &observed, &shutdown);
    run::start_sealing(&mut tasks, &door, &shutdown);
    if options.place.database.is_none() {
        // On one machine there is nobody else to do it.
        run::start_working(&mut tasks, &door, &shutdown);
    }
    let keeper = keeper.map(|keeper| {
        run::start_keeping(&mut tasks, keeper.watched_by(&observed), &door, &shutdown)
    });
    serve_socket(&mut tasks, &door, &data, &observed, &shutdown);
    print::note(&format!("Serving on {}", settings.portal_url));
    tell_of_restore(&door).await?;
    // On one machine there is nobody to send callers to.
    let farewell = match options.place.database {
        None => Duration::ZERO,
        Some(_) => Duration::from_secs(settings.farewell_seconds.into()),
    };
    run::until_told(word, &mut tasks, &shutdown, farewell).await;
    run::finish(tasks, keeper, &door).await;
    Ok(())
}

pub(super) async fn work(options: WorkOptions) -> anyhow::Result<()> {
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    anyhow::ensure!(
        options.place.database.is_some(),
        "With SQLite, 'guildhall serve' does this work itself. Name a PostgreSQL database with --database to run it apart."
    );
    restored::refuse_unfinished(&data)?;
    let settings = data.settings()?;
    let connection = connection(&settings)?;
    let relay = mail::relay(&settings.mail)?;
    let keeper = Keeper::of(&data, &settings, &Clock::machine())?;
    let door = compose::open_with(&data, Clock::machine(), &settings, connection, relay).await?;
    let watchers = run::listen_to_watchers(&settings).await?;
    let observed = Observed::new(&door, &data, settings.alarms);
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    let word = run::Word::listen()?;
    observed.start(&mut tasks, watchers, &shutdown);
    run::start_working(&mut tasks, &door, &shutdown);
    run::start_sealing(&mut tasks, &door, &shutdown);
    let keeper = run::start_keeping(&mut tasks, keeper.watched_by(&observed), &door, &shutdown);
    print::note("Working");
    tell_of_restore(&door).await?;
    run::until_told(word, &mut tasks, &shutdown, Duration::ZERO).await;
    run::finish(tasks, Some(keeper), &door).await;
    Ok(())
}

/// Says it if the database was put back and sending is held.
async fn tell_of_restore(door: &kernel::door::Door) -> anyhow::Result<()> {
    if let Some(notice) = restored::notice(door).await? {
        print::note(&notice);
    }
    Ok(())
}

/// Serves the operator's socket beside everything else.
pub(super) fn serve_socket(
    tasks: &mut JoinSet<()>,
    door: &kernel::door::Door,
    data: &DataDir,
    observed: &Observed,
    shutdown: &Shutdown,
) {
    let (door, socket, shutdown) = (door.clone(), data.socket(), shutdown.clone());
    let metrics = observed.metrics();
    tasks.spawn(async move {
        if let Err(error) = local::serve(door, &socket, metrics, shutdown).await {
            tracing::error!(%error, "the operator's socket failed");
        }
    });
}

/// The tenant named by the settings, if one is.
pub(crate) fn connection(
    settings: &kernel::config::Settings,
) -> anyhow::Result<Option<tenant::Connection>> {
    if settings.tenant.url.is_empty() {
        return Ok(None);
    }
    let file = &settings.tenant.secret_file;
    let secret = std::fs::read_to_string(file)
        .with_context(|| format!("The tenant's secret in {} could not be read", file.display()))?;
    super::tenant::connect(&settings.tenant, secret.trim().to_owned()).map(Some)
}
