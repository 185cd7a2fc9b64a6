//! Who has to have a second step, on both engines: what the tests of it have in common.

mod asking;
mod excepting;
mod judging;
mod misuse;
mod reporting;
mod standing;
mod ways_in;

use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use testkit::World;

use super::{ObligeOrganisation, Policy};
use crate::Origin;
use crate::factors::{Asks, BeginAtSignIn, Entered, RegisterAtSignIn, Waiting};
use crate::sessions::sign_in;
use crate::testing::{PASSWORD, USERNAME, browser};
use kernel::secret::Secret;

/// Has RX1 ask something of its people at once.
async fn ask_of_rx1(world: &World, by: &Actor, policy: Policy) {
    let organisation = "RX1".to_owned();
    world.done(by.clone(), ObligeOrganisation { organisation, policy, from: None }).await;
}

async fn entered_as(world: &World, username: &str) -> Result<Entered> {
    sign_in(&world.door, &browser(world), "a browser", username, PASSWORD).await
}

/// Asha gives her password.
async fn entered(world: &World) -> Entered {
    entered_as(world, USERNAME).await.expect("her password is right")
}

/// Asha gives her password and is asked for something.
async fn asked(world: &World, asks: Asks) -> Waiting {
    match entered(world).await {
        Entered::Waiting(waiting) => {
            assert_eq!(waiting.asks, asks);
            waiting
        }
        Entered::SignedIn(_) => panic!("was signed in by a password alone"),
    }
}

/// Asha gives her password and is in.
async fn is_in(world: &World) {
    match entered(world).await {
        Entered::SignedIn(_) => {}
        Entered::Waiting(waiting) => panic!("was asked for {:?}", waiting.asks),
    }
}

/// Adds an app in the middle of signing in; what came of it.
pub(crate) async fn registered(
    world: &World,
    step_key: &str,
) -> (crate::factors::tests::App, Entered) {
    let step_key = || Secret::new(step_key.to_owned());
    let begin = BeginAtSignIn { step_key: step_key(), name: "My telephone".to_owned() };
    let begun = world.done(Actor::Anonymous, begin).await;
    let mut app = crate::factors::tests::App::read(begun.authenticator, &begun.key);
    let register = RegisterAtSignIn {
        step_key: step_key(),
        authenticator: begun.authenticator,
        code: Secret::new(app.shows(world)),
        origin: Origin::default(),
    };
    let done = world.done(Actor::Anonymous, register).await;
    app.keep(done.recovery_codes.expect("recovery codes come with the first app"));
    world.advance(std::time::Duration::from_secs(30));
    (app, done.entered)
}

/// The organisation of somebody.
async fn place_of(world: &World, person: AccountId) -> kernel::ids::OrganisationId {
    let mut reader = world.door.reader().await.expect("a reader");
    let view = reader.ask(facts::directory::AccountOf(person)).await.expect("asked");
    view.expect("a person").organisation
}
