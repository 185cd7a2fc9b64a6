//! `guildhall tenant`: the emulated tenant by itself, and how processes connect to a tenant.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use emulator::Emulator;
use kernel::clock::Clock;
use kernel::http::{Shutdown, serve};
use kernel::secret::Secret;
use tokio::task::JoinSet;

use super::{Place, print};
use crate::data_dir::DataDir;
use crate::run;

/// Units of each product that the emulated tenant owns.
const UNITS: u32 = 2_000_000;

/// Options of `tenant`.
#[derive(Args)]
pub(super) struct Options {
    /// The port of http; https takes the next one
    #[arg(long, default_value_t = 8401)]
    port: u16,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    let settings = data.settings()?;
    let addresses = &settings.listen;
    let (http, https) = (
        run::listen(addresses, options.port).await?,
        run::listen(addresses, options.port + 1).await?,
    );
    let emulator =
        open(&data.join("tenant"), &settings.brand.domain, options.port, Clock::machine())?;
    let (acceptor, ca) = emulator.tls();
    std::fs::write(data.join("tenant/ca.pem"), ca)?;
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    let word = run::Word::listen()?;
    for listener in http {
        tasks.spawn(serve(listener, emulator.router(), None, shutdown.clone()));
    }
    for listener in https {
        tasks.spawn(serve(listener, emulator.router(), Some(acceptor.clone()), shutdown.clone()));
    }
    print::note(&format!(
        "Tenant on http://localhost:{} and https://localhost:{}",
        options.port,
        options.port + 1
    ));
    run::until_told(word, &mut tasks, &shutdown, Duration::ZERO).await;
    while tasks.join_next().await.is_some() {}
    Ok(())
}

/// A connection to the tenant that the settings name.
pub(super) fn connect(
    settings: &kernel::config::Tenant,
    secret: String,
) -> anyhow::Result<tenant::Connection> {
    let settings = tenant::Settings {
        url: settings.url.clone(),
        token_url: settings.token_url.clone(),
        client_id: settings.client_id.clone(),
        client_secret: Secret::new(secret),
        ca_file: settings.ca_file.clone(),
        usage_location: settings.usage_location.clone(),
        writes_per_second: settings.writes_per_second,
    };
    tenant::Connection::open(settings, Clock::machine())
        .map_err(|fault| anyhow::anyhow!(fault.chain()))
}

/// The emulated tenant in its folder; plain http on `port`, https on the next one.
pub(super) fn open(
    folder: &Path,
    domain: &str,
    port: u16,
    clock: Clock,
) -> anyhow::Result<Arc<Emulator>> {
    let skus = entitlement::starter_products()
        .into_iter()
        .map(|product| emulator::Sku {
            sku_id: product.sku,
            part_number: product.part_number,
            enabled_units: UNITS,
            service_plans: product.plans,
        })
        .collect();
    let settings = emulator::Settings {
        directory: folder.to_owned(),
        tenant_name: "National collaboration service (emulated)".to_owned(),
        domains: vec![domain.to_owned(), "guildhall.onmicrosoft.example".to_owned()],
        skus,
        client_id: "demo".to_owned(),
        client_secret: Secret::new("demo".to_owned()),
        public_url: format!("http://localhost:{port}"),
        public_tls_url: format!("https://localhost:{}", port + 1),
        limits: emulator::Limits::default(),
    };
    Ok(Emulator::open(settings, clock)?)
}
