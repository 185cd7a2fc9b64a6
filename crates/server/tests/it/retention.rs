//! Values about people leave the history when their time is over; what was done and its proof stay.

use serde_json::{Value, json};
use testkit::World;

use super::whole::check;

async fn perform(world: &World, name: &str, body: Value) -> Value {
    let call = world.call(world.operator());
    world.door.perform_by_name(call, name, body).await.expect("it is done").output
}

async fn history(world: &World, person: &Value) -> String {
    let call = world.call(world.operator());
    let body = json!({ "person": person, "limit": 100 });
    let told = world.door.ask_by_name(call, "history.of-person", body).await.expect("it is told");
    told.to_string()
}

#[test]
fn values_about_people_are_dropped_in_time_and_nothing_else_is() {
    check(|world| async move {
        server::demo::open_one(&world.door, "RX1", "Old Hospital").await.expect("it is opened");
        let body = json!({ "organisation": "RX1", "given_name": "Asha", "family_name": "Rao" });
        let asha = perform(&world, "person.create", body).await["id"].clone();
        let change = |title: &str| json!({ "person": asha, "job_title": title });
        perform(&world, "person.change", change("Canary old")).await;
        world.advance_days(2_190);
        perform(&world, "person.change", change("Canary new")).await;
        world.seal().await;
        let sweep = async || access::history::jobs::sweep(&world.door).await.expect("a sweep");
        assert_eq!(sweep().await, 0);
        let before = history(&world, &asha).await;
        assert!(before.contains("Canary old") && before.contains("Canary new"), "{before}");
        world.advance_days(3);
        assert!(sweep().await > 0);
        assert_eq!(sweep().await, 0);
        let after = history(&world, &asha).await;
        // The newer act says what the value was before it; that is younger than six years.
        let told = |text: &str, value: &str| text.matches(value).count();
        assert_eq!(told(&after, "Canary new"), told(&before, "Canary new"), "{after}");
        assert!(told(&after, "Canary old") < told(&before, "Canary old"), "{after}");
        // The record itself is verified when the test ends.
    });
}
