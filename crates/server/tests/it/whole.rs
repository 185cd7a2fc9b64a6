//! The whole product behind a door, for tests.

use kernel::door::{Manifest, Ports};
use testkit::{Engine, Stand, World, check_on, engines};

/// Every slice.
pub(crate) fn manifests() -> Vec<Manifest> {
    server::compose::manifests()
}

/// The services they use, with light password hashing and no tenant.
pub(crate) fn ports() -> Ports {
    ports_of(&kernel::config::Settings::default())
}

/// The same with other settings.
pub(crate) fn ports_of(settings: &kernel::config::Settings) -> Ports {
    server::compose::ports_with(
        settings,
        None,
        signin::passwords::Cost { memory: 64, passes: 1, lanes: 1 },
    )
    .expect("the services start")
}

/// Runs a test on every engine.
pub(crate) fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    check_with(&engines(), test);
}

/// Runs a test on the first engine.
pub(crate) fn check_on_one<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    check_with(&engines()[..1], test);
}

fn check_with<T: Future<Output = ()>>(engines: &[Engine], test: impl Fn(World) -> T) {
    check_on(engines, manifests, ports, Stand::Aside, |world| {
        let test = &test;
        async move {
            server::compose::settle(&world.door).await.expect("the installation is ready");
            test(world).await;
        }
    });
}
