//! `guildhall bench ...`: what `script/bench` runs.

use std::time::Duration;

use clap::{Args, Subcommand};
use kernel::clock::Clock;
use kernel::http::Shutdown;
use tokio::task::JoinSet;

use super::{Place, print};
use crate::bench::{self, Load};
use crate::data_dir::DataDir;
use crate::{compose, run};

/// What can be measured.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Durable changes of people through the door, with audit, in a fresh folder
    Writes(WriteOptions),
    /// The same changes at an LDAP server
    Modifies(ModifyOptions),
    /// The people of the benchmark as an LDIF file for that server
    Ldif(LdifOptions),
}

#[derive(Args, Clone, Copy)]
struct LoadOptions {
    /// People to choose from
    #[arg(long, default_value_t = 20_000)]
    people: usize,
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
    #[command(flatten)]
    load: LoadOptions,
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
    let figures = match verb {
        Verb::Ldif(options) => {
            print::line(bench::ldif(options.people, &options.base).trim_end());
            return Ok(());
        }
        Verb::Modifies(options) => vec![
            bench::modifies(
                &options.address,
                &options.base,
                &options.password,
                options.load.people,
                options.load.load(),
            )
            .await?,
        ],
        Verb::Writes(options) => {
            let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
            let _owned = data.own()?;
            let door = compose::open(&data, Clock::machine(), &data.settings()?, None).await?;
            let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
            run::start_sealing(&mut tasks, &door, &shutdown);
            let figures = bench::writes(&door, options.load.people, options.load.load()).await?;
            shutdown.begin();
            run::finish(tasks, &door).await;
            figures
        }
    };
    for figure in figures {
        print::line(&serde_json::to_string(&figure)?);
    }
    Ok(())
}
