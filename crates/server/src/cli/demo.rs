//! `guildhall demo`: everything on this machine.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::http::{Shutdown, serve};
use serde_json::json;
use tokio::task::JoinSet;

use super::{print, tenant};
use crate::checkpoints::Keeper;
use crate::data_dir::DataDir;
use crate::observe::Observed;
use crate::{compose, demo, run};

/// Options of `demo`.
#[derive(Args)]
pub(super) struct Options {
    /// The folder of the demonstration; it goes on where it was left
    #[arg(long, default_value = "guildhall-demo")]
    data: PathBuf,
    /// The URL of a PostgreSQL database, in place of the file in the folder
    #[arg(long)]
    database: Option<String>,
    /// Portal and API; the tenant takes the next two ports
    #[arg(long, default_value_t = 8400)]
    port: u16,
    /// People in the nation
    #[arg(long, default_value_t = 400)]
    people: usize,
    /// Print one line of JSON when everything is ready
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let data = DataDir::open(&options.data, options.database.as_deref())?;
    let _owned = data.own()?;
    let mut settings = settings(options.port);
    settings.texts.file = data.join(demo::mail::TEXTS);
    let clock = Clock::machine();
    // The ports first: a port that is taken should be told before a nation is made.
    let portal = run::listen(&settings.listen, options.port).await?;
    let tenant_http = run::listen(&settings.listen, options.port + 1).await?;
    let tenant_https = run::listen(&settings.listen, options.port + 2).await?;
    let connection = tenant::connect(&settings.tenant, "demo".to_owned())?;
    let keeper = Keeper::of(&data, &settings, &clock)?;
    let door = compose::open(&data, clock.clone(), &settings, Some(connection)).await?;
    let emulator =
        tenant::open(&data.join("tenant"), &settings.brand.domain, options.port + 1, clock)?;
    let observed = Observed::new(&door, &data, settings.alarms);
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    observed.start(&mut tasks, Vec::new(), &shutdown);
    let (acceptor, ca) = emulator.tls();
    let ca_file = data.join("tenant/ca.pem");
    std::fs::write(&ca_file, ca)?;
    for listener in tenant_http {
        tasks.spawn(serve(listener, emulator.router(), None, shutdown.clone()));
    }
    for listener in tenant_https {
        tasks.spawn(serve(listener, emulator.router(), Some(acceptor.clone()), shutdown.clone()));
    }
    run::start_sealing(&mut tasks, &door, &shutdown);
    run::start_working(&mut tasks, &door, &shutdown);
    let keeper = run::start_keeping(&mut tasks, keeper.watched_by(&observed), &door, &shutdown);
    let mailbox = demo::mail::routes(settings.texts.file.clone());
    run::start_serving_with(&mut tasks, portal, &door, &settings, &observed, &shutdown, mailbox);
    super::serve::serve_socket(&mut tasks, &door, &data, &observed, &shutdown);
    // Until the nation is there, Ctrl-C ends everything at once.
    let accounts = demo::ensure(&door, &data, options.people).await?;
    let applications = demo::applications(&door, &data, options.port).await?;
    let word = run::Word::listen()?;
    let portal = format!("http://localhost:{}", options.port);
    let tenant = format!("http://localhost:{}", options.port + 1);
    let tenant_https = format!("https://localhost:{}", options.port + 2);
    if options.json {
        let ca_file = std::fs::canonicalize(&ca_file)?;
        let line = json!({ "portal": portal, "api": format!("{portal}/api/v1"), "tenant": tenant, "tenant_https": tenant_https, "tenant_ca": ca_file, "accounts": accounts, "applications": applications });
        print::line(&line.to_string());
    } else {
        print::line(&format!("Portal             {portal}"));
        print::line(&format!("Command API        {portal}/api/v1  (description at /openapi.json)"));
        print::line(&format!(
            "What Microsoft 365 sees   {tenant}   and over https   {tenant_https}"
        ));
        print::line(&format!("Letters that would have been sent   {portal}/demo/mail"));
        print::line(&format!("Text messages that would have been sent   {portal}/demo/texts"));
        for application in &applications {
            let known = match application.protocol.as_str() {
                "saml" => format!("SAML   entity id {}", application.entity_id),
                _ => format!(
                    "client {}   secret {}",
                    application.client_id, application.client_secret
                ),
            };
            print::line(&format!(
                "Sample application   {known}   returns to {}",
                application.redirect_uris.join(" ")
            ));
        }
        print::line("");
        print::line("Sign in as");
        for account in &accounts {
            print::line(&format!(
                "  {:<31} {:<7} {:<44} {}",
                account.role, account.organisation, account.username, account.password
            ));
        }
        print::line("");
        print::line(
            "Five things to try: create a person; give them a user policy; hand over a start code; look at the tenant; read the history.",
        );
        print::line("Stop with Ctrl-C; the same folder goes on where it was left.");
    }
    run::until_told(word, &mut tasks, &shutdown, Duration::ZERO).await;
    run::finish(tasks, Some(keeper), &door).await;
    Ok(())
}

fn settings(port: u16) -> Settings {
    let tenant = format!("http://localhost:{}", port + 1);
    Settings {
        portal_url: format!("http://localhost:{port}"),
        port,
        tenant: kernel::config::Tenant {
            token_url: format!("{tenant}/oauth2/v2.0/token"),
            url: tenant,
            client_id: "demo".to_owned(),
            usage_location: "GB".to_owned(),
            ..kernel::config::Tenant::default()
        },
        ..Settings::default()
    }
}
