//! The demonstration's terms of use: one version, which everybody who can be signed in as has accepted but the last.

use kernel::door::{Actor, Door, Face};
use kernel::http::Caller;
use kernel::ids;
use serde_json::{Value, json};
use signin::factors::{Asks, Entered};
use signin::sessions::{resolve, sign_in};
use signin::terms::accept_at_sign_in;

use super::{DemoAccount, perform, perform_as};

/// What matters most.
const SENTENCES: [&str; 10] = [
    "Use your own account, and let nobody else use it.",
    "Keep your password and your codes to yourself: nobody who helps you asks for them.",
    "Look at records of people only where your work needs it.",
    "Send what is about patients to people who care for them, and to nobody else.",
    "Do your work here: the service is not for private business.",
    "Write to others as you would speak to them at work.",
    "Lock your screen when you leave it.",
    "Tell your service desk at once when a device is lost or something looks wrong.",
    "What you do here is recorded, and your organisation can look at it.",
    "Whoever breaks these terms can lose their account.",
];

/// The whole of it.
const TEXT: &str = "# Who these terms are for\n\n\
    Everybody with an account of this service accepts these terms: people employed by a member organisation, people who work for one under a contract, and students on a placement.\n\n\
    # Your account\n\n\
    Your account is yours alone. You answer for what is done with it.\n\n\
    - Choose a password that you use nowhere else.\n\
    - Add a second step of signing in.\n\
    - Sign out of computers that others use.\n\n\
    # What you may do\n\n\
    Use the service for the work of your organisation. What you need to know of a person for that work you may look up, and nothing more.\n\n\
    # What is recorded\n\n\
    The service records who signed in, from where, and what was changed. Administrators of your organisation and those who run the service can look at that.\n\n\
    # When something goes wrong\n\n\
    Tell your service desk at once. Nobody is blamed for reporting early.";

/// Publishes the terms and has everybody but the last accept them, each by signing in once.
pub(super) async fn terms(door: &Door, accounts: &[DemoAccount]) -> anyhow::Result<()> {
    let day = ui::when::Zone::default()
        .date(door.clock().now().micros())
        .map(|day| day.to_string())
        .unwrap_or_default();
    let body = json!({
        "title": "Acceptable use of the service",
        "sentences": SENTENCES,
        "text": TEXT,
        "counts_from": day,
        "put_off_until": day,
    });
    let draft = perform(door, "terms.draft", body).await?;
    perform(door, "terms.publish", json!({ "revision": draft["revision"] })).await?;
    let Some((_, who)) = accounts.split_last() else { return Ok(()) };
    for account in who {
        accept(door, account).await?;
    }
    Ok(())
}

async fn accept(door: &Door, account: &DemoAccount) -> anyhow::Result<()> {
    let said = |error| anyhow::anyhow!("{} accepts the terms: {error}", account.username);
    let caller = Caller {
        actor: Actor::Anonymous,
        scope: None,
        face: Face::Cli,
        request: ids::new_at(door.clock().now()),
        peer: "127.0.0.1".to_owned(),
        session: None,
        key: None,
        expected: None,
    };
    let device = "The demonstration";
    let came = sign_in(door, &caller, device, &account.username, &account.password).await;
    let step = match came.map_err(said)? {
        Entered::Waiting(waiting) if waiting.asks == Asks::Terms => waiting.step_key,
        _ => anyhow::bail!("{} was not asked for the terms", account.username),
    };
    let asked = signin::terms::asked_at(door, &step).await.map_err(said)?;
    let accepted = accept_at_sign_in(door, &caller, device, &step, asked).await;
    let Some(signed_in) = accepted.map_err(said)? else { return Ok(()) };
    // Nobody is left signed in whom nobody signed in.
    if let Some(session) = resolve(door, &signed_in.session_key).await.map_err(said)? {
        let own = Actor::Account(signed_in.account);
        let body: Value = json!({ "session": session.id });
        perform_as(door, own, "session.end", body).await?;
    }
    Ok(())
}
