//! `guildhall generate ...`: fills an empty installation.

use clap::{Args, Subcommand};
use kernel::clock::Stopwatch;

use super::{Place, print};
use crate::data_dir::DataDir;
use crate::generate::{self, Size};
use crate::nation::ORGANISATIONS_AT_LEAST;

/// What can be generated.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// A fictional nation: organisations, people, licences, administrators and a history
    Nation(Options),
}

/// Options of `generate nation`.
#[derive(Args)]
pub(super) struct Options {
    /// How many organisations, closed ones included
    #[arg(long, default_value_t = 400)]
    organisations: usize,
    /// How many people
    #[arg(long, default_value_t = 20_000)]
    people: usize,
    /// The number everything is drawn from: the same one makes the same nation
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    let Verb::Nation(options) = verb;
    anyhow::ensure!(
        options.organisations >= ORGANISATIONS_AT_LEAST,
        "--organisations {}: a nation has at least {ORGANISATIONS_AT_LEAST}",
        options.organisations
    );
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    let _owned = data.own()?;
    let settings = data.settings()?;
    let size =
        Size { organisations: options.organisations, people: options.people, seed: options.seed };
    let watch = Stopwatch::start();
    let made = generate::nation(&data, &settings, size).await?;
    print::line(&format!(
        "{} people in {} organisations, seed {}, in {:.0} s; {} rows loaded",
        size.people,
        size.organisations,
        size.seed,
        watch.elapsed().as_secs_f64(),
        made.rows
    ));
    for (part, seconds) in &made.seconds {
        print::line(&format!("  {part:<28}{seconds:>7.1} s"));
    }
    print::line(&format!(
        "{} accounts to sign in with stand in {}",
        made.accounts.len(),
        data.join("nation.json").display()
    ));
    Ok(())
}
