//! Where the log cannot be written, the service goes on without it.

use std::fs::File;

use serde_json::json;
use testkit::{Engine, Scratch};

use crate::installation::{Installation, block_on, port};

#[test]
fn a_log_on_a_full_disk_stops_nothing() {
    block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let installation = Installation::new(scratch.folder.join("data"), &scratch.target);
        installation.arrange(&scratch.folder).await;
        // Every write to it fails for want of room.
        let full = File::options().write(true).open("/dev/full").expect("the device is there");
        let mut service = installation.spawn_telling(port(), "trace", full);
        installation.answers().await;
        let create = json!({ "organisation": "XXCRA", "given_name": "Log", "family_name": "Less" });
        for _ in 0..20 {
            installation.perform("person.create", &create).await.expect("it is done");
            installation.ask("organisation.count", &[]).await.expect("it is answered");
        }
        assert!(service.try_wait().expect("it can be asked").is_none(), "the service has ended");
        service.kill().await.expect("it is killed");
        installation.verify().await;
        scratch.remove().await;
    });
}
