//! The command line: the same door, remote by default for people with a token, local on the host for the operator.

mod admin;
mod audit;
mod backup;
mod bench;
mod demo;
mod doctor;
mod generate;
mod host;
mod import;
mod moving;
mod passphrase;
mod perform;
mod placing;
mod print;
mod recover;
mod restore;
mod second_step;
mod serve;
mod side_view;
mod tenant;

pub(crate) use serve::connection;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// One tenant, thousands of self-governing organisations.
#[derive(Parser)]
#[command(name = "guildhall", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// How lines of the log are written to standard error
    #[arg(long, env = "GUILDHALL_LOG_FORMAT", value_enum, default_value_t, global = true)]
    log_format: LogFormat,
}

/// How lines of the log are written.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// Where the installation is.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// The installation's folder: settings, keys, checkpoints, mail and, on SQLite, the database
    #[arg(long, default_value = "guildhall-data", global = true)]
    pub(crate) data: PathBuf,
    /// The URL of a PostgreSQL database, in place of the file in the folder; one with a password belongs into the
    /// environment, because others on the machine can read a command line
    #[arg(long, global = true, env = "GUILDHALL_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

#[derive(Subcommand)]
enum Verb {
    /// Show everything on this machine: a fictional nation, an emulated tenant, the portal
    Demo(demo::Options),
    /// Answer requests: portal and API
    Serve(serve::Options),
    /// Follow what happened and do what is due, without answering requests
    Work(serve::WorkOptions),
    /// Run the emulated tenant by itself
    Tenant(tenant::Options),
    /// Set up an installation
    #[command(subcommand)]
    Admin(admin::Verb),
    /// Read the files of the official register
    #[command(subcommand)]
    Import(import::Verb),
    /// Fill an empty installation, for trials and measurements
    #[command(subcommand)]
    Generate(generate::Verb),
    /// Look at an installation and say what is wrong and what to do; changes nothing
    Doctor(doctor::Options),
    /// Perform a command or ask a query by its name
    Do(perform::Options),
    /// Look into the record of what happened
    #[command(subcommand)]
    Audit(audit::Verb),
    /// Write everything into one file, as of now, beside a running service too
    Backup(backup::Options),
    /// Put a backup back
    Restore(restore::Options),
    /// Move an installation to another folder and engine
    Move(moving::Options),
    /// Say what the database holds, the same on both engines
    Dump(backup::DumpOptions),
    /// Measure beside a peer; script/bench runs these
    #[command(subcommand)]
    Bench(bench::Verb),
    /// Say what slices tell and ask each other
    Facts,
}

/// Runs the program and gives back its exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(cli.log_format);
    // One TLS provider for the whole process, named before anything can need it.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let outcome = runtime.block_on(async {
        match cli.verb {
            Verb::Demo(options) => demo::run(options).await,
            Verb::Serve(options) => serve::serve(options).await,
            Verb::Work(options) => serve::work(options).await,
            Verb::Tenant(options) => tenant::run(options).await,
            Verb::Admin(verb) => admin::run(verb).await,
            Verb::Import(verb) => import::run(verb).await,
            Verb::Generate(verb) => generate::run(verb).await,
            Verb::Doctor(options) => doctor::run(options).await,
            Verb::Do(options) => perform::run(options).await,
            Verb::Audit(verb) => audit::run(verb).await,
            Verb::Backup(options) => backup::run(options).await,
            Verb::Restore(options) => restore::run(options).await,
            Verb::Move(options) => moving::run(options).await,
            Verb::Dump(options) => backup::dump(options).await,
            Verb::Bench(verb) => bench::run(verb).await,
            Verb::Facts => {
                print::facts();
                Ok(())
            }
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    print::problem(&format!("{error:#}"));
    ExitCode::FAILURE
}

fn start_log(format: LogFormat) {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter =
        EnvFilter::try_from_env("GUILDHALL_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // Where the log cannot be written there is nobody to tell: the default is to panic in whoever had something to say.
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    // Whoever started a log before keeps it.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
