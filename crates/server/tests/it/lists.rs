//! Lists over several slices: people of the directory moved to a user policy, and licences that nobody uses.

use std::collections::BTreeSet;

use kernel::door::Actor;
use serde_json::{Value, json};
use testkit::World;

use crate::whole;

const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";

async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

async fn asked(world: &World, actor: &Actor, name: &str, body: Value) -> Value {
    match world.door.ask_by_name(world.call(actor.clone()), name, body).await {
        Ok(answer) => answer,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Two organisations with so many people in the first, and its administrator.
async fn hospital(world: &World, people: usize) -> (Actor, Vec<(Value, String)>) {
    let operator = || world.operator();
    let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
    let row = |code: &str| json!({ "code": code, "name": format!("{code} HOSPITAL"), "kind": "trust", "status": "active" });
    let rows = json!({ "file": file, "rows": [row("QZ1"), row("QZ2")] });
    done(world, operator(), "register.import", rows).await;
    for code in ["QZ1", "QZ2"] {
        let open = json!({ "organisation": code, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
        done(world, operator(), "organisation.open", open).await;
    }
    let bought =
        json!({ "product": E3, "label": "Agreement", "quantity": 5, "organisation": "QZ1" });
    done(world, operator(), "subscription.add", bought).await;
    let mut everybody = Vec::new();
    for _ in 0..people {
        let body = json!({ "organisation": "QZ1", "given_name": "Ann", "family_name": "Hay" });
        let created = done(world, operator(), "person.create", body).await;
        let address = created["address"].as_str().expect("an address").to_owned();
        everybody.push((created["id"].clone(), address));
    }
    let first = everybody[0].0.clone();
    let grant = json!({ "person": first, "role": "primary local administrator", "organisation": "QZ1", "reason": "for the test" });
    done(world, operator(), "grant.give", grant).await;
    (Actor::Account(serde_json::from_value(first).expect("a key")), everybody)
}

async fn all_done(world: &World) {
    while casework::bulk::jobs::run_due(&world.door).await.expect("it runs") > 0 {}
    casework::bulk::jobs::run_due(&world.door).await.expect("it ends");
}

#[test]
fn a_pasted_list_is_moved_to_a_user_policy_with_an_outcome_for_each() {
    whole::check(async |world| {
        let (ann, everybody) = hospital(&world, 120).await;
        let addresses: Vec<&str> = everybody.iter().map(|(_, address)| address.as_str()).collect();
        let policy = json!({ "organisation": "QZ1", "name": "Research", "base_product": E3 });
        let policy = done(&world, ann.clone(), "policy.create", policy).await["id"].clone();
        let elsewhere = json!({ "organisation": "QZ2", "name": "Far", "base_product": E3 });
        let foreign =
            done(&world, world.operator(), "policy.create", elsewhere).await["id"].clone();
        let stranger = json!({ "organisation": "QZ2", "given_name": "Far", "family_name": "Away" });
        let stranger =
            done(&world, world.operator(), "person.create", stranger).await["address"].clone();
        let stranger = stranger.as_str().expect("an address");
        let people = format!(
            "{}\n{stranger}\nnobody@guildhall.example\n{}",
            addresses.join("\n"),
            addresses[0]
        );
        let begin = |policy: &Value| json!({ "organisation": "QZ1", "act": "policy", "answer": policy, "people": people });
        let refused =
            world.door.perform_by_name(world.call(ann.clone()), "bulk.begin", begin(&foreign));
        assert!(refused.await.is_err(), "a user policy of another organisation is none");
        let bulk = done(&world, ann.clone(), "bulk.begin", begin(&policy)).await["bulk"].clone();
        all_done(&world).await;
        let view = asked(&world, &ann, "bulk.by-id", json!({ "bulk": bulk, "limit": 200 })).await;
        assert_eq!(view["line"]["says"], "Research");
        assert_eq!(view["line"]["counts"]["waiting"], 120, "{view}");
        assert_eq!(view["items"][0]["words"], "Now in National; the licence stays as it is");
        let far = (&view["items"][120]["state"], &view["items"][120]["words"]);
        assert_eq!(far, (&view["items"][121]["state"], &view["items"][121]["words"]));
        assert_eq!(view["items"][122]["state"], "twice");

        done(&world, ann.clone(), "bulk.run", json!({ "bulk": bulk })).await;
        all_done(&world).await;
        let view = asked(&world, &ann, "bulk.by-id", json!({ "bulk": bulk, "limit": 200 })).await;
        assert_eq!(
            (&view["line"]["state"], &view["line"]["counts"]["done"]),
            (&json!("done"), &json!(120))
        );
        let words: BTreeSet<&str> = view["items"].as_array().expect("entries")[..120]
            .iter()
            .filter_map(|item| item["words"].as_str())
            .collect();
        assert!(
            words.contains("Has the licence")
                && words.iter().any(|words| words.starts_with("Waiting")),
            "{words:?}"
        );
        let report = json!({ "organisation": "QZ1", "policy": policy, "limit": 200 });
        let report = asked(&world, &ann, "policy.report", report).await;
        assert_eq!(report["items"].as_array().map(Vec::len), Some(120));
        // Three commands of fifty at most, and none for those who were left out.
        let moved = "SELECT COUNT(*) FROM audit WHERE command = 'policy.move' AND face = 'bulk'";
        let mut reader = world.door.reader().await.expect("a reader");
        assert_eq!(reader.number(moved, &[]).await.expect("a count"), 3);
    });
}

#[test]
fn who_holds_a_licence_and_does_not_use_it_is_told_page_by_page() {
    whole::check(async |world| {
        let (ann, everybody) = hospital(&world, 8).await;
        let unused = |more: Value| {
            let mut body = json!({ "organisation": "QZ1" });
            body.as_object_mut()
                .expect("an object")
                .extend(more.as_object().cloned().unwrap_or_default());
            body
        };
        let fresh = asked(&world, &ann, "licence.unused", unused(json!({}))).await;
        assert_eq!(
            (fresh["items"].as_array().map(Vec::len), &fresh["days"]),
            (Some(0), &json!(60))
        );
        world.advance_days(60);
        // The first five hold one; somebody uses theirs.
        let used = json!({ "entries": [{ "account": everybody[1].0, "at": world.clock.now().micros(), "kind": "sign-in" }] });
        done(&world, world.operator(), "activity.record", used).await;
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = unused(json!({ "product": E3, "limit": 2, "after": after }));
            let page = asked(&world, &ann, "licence.unused", page).await;
            let items = page["items"].as_array().expect("lines").clone();
            assert!(items.len() <= 2);
            seen.extend(
                items.iter().map(|line| line["address"].as_str().unwrap_or_default().to_owned()),
            );
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        let expected: BTreeSet<&String> = everybody[..5]
            .iter()
            .filter(|(id, _)| *id != everybody[1].0)
            .map(|(_, address)| address)
            .collect();
        assert_eq!(seen.iter().collect::<BTreeSet<_>>(), expected);
        assert_eq!(seen.len(), 4, "nobody twice");
        let other = unused(json!({ "product": "06ebc4ee-1bb5-47dd-8120-11324bc54e06" }));
        assert_eq!(asked(&world, &ann, "licence.unused", other).await["items"], json!([]));
        let far = world.door.ask_by_name(
            world.call(ann.clone()),
            "licence.unused",
            json!({ "organisation": "QZ2" }),
        );
        assert!(far.await.is_err());
        let rule = json!({ "name": "licence.unused-days", "value": 90 });
        done(&world, world.operator(), "rule.change", rule).await;
        let later = asked(&world, &ann, "licence.unused", unused(json!({}))).await;
        assert_eq!((&later["items"], &later["days"]), (&json!([]), &json!(90)));
    });
}

#[test]
fn every_act_has_a_key_of_its_own() {
    let acts = server::compose::acts();
    let keys: BTreeSet<&str> = acts.iter().map(|act| act.key).collect();
    assert_eq!(keys.len(), acts.len());
    assert_eq!(acts[0].key, "policy", "what is done most often is offered first");
}

/// Makes the file of a scheduled report that is due now, and gives how it ended with what it holds.
async fn made(world: &World, owner: &Actor) -> (Value, Option<String>) {
    let line = asked(world, owner, "report.mine", json!({})).await[0].clone();
    let job = kernel::jobs::Job {
        id: uuid::Uuid::nil(),
        subject: line["schedule"].as_str().expect("a key").to_owned(),
        payload: json!({ "version": 1, "due_at": world.clock.now().micros() }).to_string(),
        attempts: 0,
    };
    let make = &casework::schedules::handlers()["report"];
    make(world.door.clone(), job).await.expect("the job ends");
    world.advance(std::time::Duration::from_secs(1));
    let line = asked(world, owner, "report.mine", json!({})).await[0].clone();
    let file = line["files"][0].clone();
    let held = match file["outcome"].as_str() {
        Some("made") => {
            let held = asked(world, owner, "report.file", json!({ "file": file["file"] })).await;
            Some(held["text"].as_str().expect("text").to_owned())
        }
        _ => None,
    };
    (file["outcome"].clone(), held)
}

#[test]
fn a_scheduled_report_holds_what_its_owner_may_see_on_that_day() {
    whole::check(async |world| {
        let (ann, everybody) = hospital(&world, 250).await;
        let schedule = |code: &str| json!({ "file": format!("/o/{code}/people.csv"), "query": "columns=email", "name": "Everybody", "every": "monday" });
        done(&world, ann.clone(), "report.schedule", schedule("QZ1")).await;
        let (outcome, text) = made(&world, &ann).await;
        assert_eq!(outcome, "made");
        let text = text.expect("a file");
        for (_, address) in &everybody {
            assert!(text.contains(address.as_str()), "{address} is missing");
        }
        // An organisation of somebody else, and a person without a role.
        let other = Actor::Account(serde_json::from_value(everybody[1].0.clone()).expect("a key"));
        done(&world, other.clone(), "report.schedule", schedule("QZ1")).await;
        assert_eq!(made(&world, &other).await.0, "refused");
        let end = json!({ "schedule": asked(&world, &ann, "report.mine", json!({})).await[0]["schedule"] });
        done(&world, ann.clone(), "report.end-schedule", end).await;
        done(&world, ann.clone(), "report.schedule", schedule("QZ2")).await;
        assert_eq!(made(&world, &ann).await, (json!("refused"), None));
        // The rule about the size is asked each time; the role, too.
        let end = json!({ "schedule": asked(&world, &ann, "report.mine", json!({})).await[0]["schedule"] });
        done(&world, ann.clone(), "report.end-schedule", end).await;
        done(&world, ann.clone(), "report.schedule", schedule("QZ1")).await;
        assert_eq!(made(&world, &ann).await.0, "made");
        let person = json!({ "person": everybody[0].0 });
        let grants = asked(&world, &world.operator(), "grant.of-person", person).await;
        let grant = grants["items"][0]["grant"].clone();
        done(
            &world,
            world.operator(),
            "grant.end",
            json!({ "grant": grant, "reason": "for the test" }),
        )
        .await;
        assert_eq!(made(&world, &ann).await.0, "refused", "the role has ended");
    });
}

#[test]
fn who_starts_later_holds_a_licence_from_the_first_day_and_of_the_user_policy_of_that_day() {
    whole::check(async |world| {
        let (ann, _) = hospital(&world, 1).await;
        let body = json!({
            "organisation": "QZ1", "given_name": "Asha", "family_name": "Rao", "first_day": "2027-01-05",
        });
        let asha = done(&world, ann.clone(), "person.create", body).await["id"].clone();
        let held = async |world: &World| {
            let person = asked(world, &ann, "policy.of-person", json!({ "person": asha })).await;
            let licences = person["licences"].as_array().expect("a list").len();
            (person["name"].as_str().expect("a name").to_owned(), licences)
        };
        let (first, licences) = held(&world).await;
        assert_eq!(licences, 0, "nothing is drawn before the day");
        let policy = json!({ "organisation": "QZ1", "name": "Research", "base_product": E3 });
        let policy = done(&world, ann.clone(), "policy.create", policy).await["id"].clone();
        let moved = json!({ "policy": policy, "accounts": [asha] });
        let moved = done(&world, ann.clone(), "policy.move", moved).await;
        assert_eq!(moved["outcomes"][0]["result"], "moved");
        let (second, licences) = held(&world).await;
        assert!(second != first && licences == 0, "{second}");
        // Deleted and back, they still wait for their day.
        for act in ["person.delete", "person.restore"] {
            done(&world, ann.clone(), act, json!({ "person": asha })).await;
        }
        assert_eq!(held(&world).await.1, 0);
        world.advance_days(3);
        directory::people::jobs::run_due(&world.door).await.expect("it runs");
        assert_eq!(held(&world).await, (second, 1));
    });
}

/// Does it, takes it back, and gives the code of the refusal if that cannot be.
async fn undone(
    world: &World,
    actor: &Actor,
    name: &str,
    body: Value,
) -> Result<Value, &'static str> {
    let done = world.door.perform_by_name(world.call(actor.clone()), name, body).await;
    let done = done.expect("it is done");
    let mut reader = world.door.reader().await.expect("a reader");
    let row = kernel::audit::history_of_act(&mut reader, done.act.0).await.expect("read");
    let (act, call) = (row.expect("an act"), world.call(actor.clone()));
    let inverse = reader.ask(kernel::door::InverseOf { act, call }).await.expect("answered");
    drop(reader);
    let inverse = inverse.map_err(|refusal| refusal.code)?;
    let call = kernel::door::Call { expected: Some(inverse.version), ..world.call(actor.clone()) };
    let (back, body) = (inverse.proposed.command, inverse.proposed.body);
    match world.door.perform_by_name(call, back, body).await {
        Ok(_) => Ok(done.output),
        Err(kernel::refusal::Error::Refused(refusal)) => Err(refusal.code),
        Err(error) => panic!("{back}: {error}"),
    }
}

#[test]
fn units_and_user_policies_are_taken_back_as_long_as_nothing_depends_on_them() {
    whole::check(async |world| {
        let (ann, everybody) = hospital(&world, 2).await;
        let units = async || {
            let units =
                asked(&world, &ann, "organisation.units", json!({ "organisation": "QZ1" })).await;
            units["items"].clone()
        };
        let new = json!({ "organisation": "QZ1", "parent": null, "name": "Ward 7" });
        undone(&world, &ann, "unit.create", new.clone()).await.expect("it is removed again");
        assert_eq!(units().await, json!([]));
        let unit = done(&world, ann.clone(), "unit.create", new).await["unit"].clone();
        let rename = json!({ "unit": unit, "name": "Ward 8" });
        undone(&world, &ann, "unit.rename", rename).await.expect("it is called as before");
        assert_eq!(units().await[0]["name"], "Ward 7");
        let policy = json!({ "organisation": "QZ1", "name": "Research", "base_product": E3 });
        undone(&world, &ann, "policy.create", policy.clone()).await.expect("it is removed again");
        let policy = done(&world, ann.clone(), "policy.create", policy).await["id"].clone();
        let person = everybody[1].0.clone();
        let of = async || {
            let found = asked(&world, &ann, "policy.of-person", json!({ "person": person })).await;
            found["policy"].clone()
        };
        let before = of().await;
        let moved = json!({ "policy": policy, "accounts": [person] });
        undone(&world, &ann, "policy.move", moved).await.expect("moved back");
        assert_eq!(of().await, before);
        let both = json!({ "policy": policy, "accounts": [person, everybody[0].0] });
        let refused = undone(&world, &ann, "policy.move", both).await;
        assert_eq!(refused.err(), Some("act.no-inverse"));
    });
}

#[test]
fn names_contacts_and_user_policies_are_put_back_from_the_history() {
    whole::check(async |world| {
        let (ann, everybody) = hospital(&world, 2).await;
        let (person, address) = everybody[1].clone();
        let record = async || {
            let found = asked(&world, &ann, "person.by-id", json!({ "person": person })).await;
            let told = ["given_name", "family_name", "display_name", "address", "aliases"];
            told.map(|name| found[name].clone())
        };
        let before = record().await;
        let names = json!({ "person": person, "given_name": "Bea", "family_name": "Sen" });
        let candidates = asked(&world, &ann, "person.name-candidates", names.clone()).await;
        let mut rename = names.clone();
        rename["address"] = candidates["items"][0]["address"].clone();
        let renamed = undone(&world, &ann, "person.rename", rename.clone()).await;
        let new = renamed.expect("called as before")["address"].clone();
        let after = record().await;
        assert_eq!(after[..4], before[..4]);
        assert_ne!(new, json!(address));
        assert!(
            after[4].to_string().contains(new.as_str().expect("an address")),
            "it still receives"
        );
        let only_address = json!({ "person": person, "address": new });
        undone(&world, &ann, "person.rename", only_address).await.expect("the address goes back");
        assert_eq!(record().await[..4], before[..4]);
        let own = json!({ "person": person, "display_name": "Bea from Ward 4" });
        done(&world, ann.clone(), "person.change", own).await;
        let kept =
            json!({ "person": person, "given_name": "Bea", "display_name": "Bea from Ward 4" });
        let refused = undone(&world, &ann, "person.rename", kept).await;
        assert_eq!(
            refused.err(),
            Some("act.no-inverse"),
            "their own display name is not in the entry"
        );

        let contacts = async || {
            let place = json!({ "organisation": "QZ1" });
            let found = asked(&world, &ann, "organisation.by-code", place).await;
            ["support_telephone", "support_hours", "time_zone"].map(|name| found[name].clone())
        };
        let first = json!({ "organisation": "QZ1", "support_telephone": "01632 960001", "support_hours": "9 to 5" });
        undone(&world, &ann, "organisation.change", first.clone()).await.expect("none again");
        assert_eq!(contacts().await, [json!(null), json!(null), json!("Europe/London")]);
        done(&world, ann.clone(), "organisation.change", first).await;
        let second = json!({ "organisation": "QZ1", "support_telephone": "01632 960002", "time_zone": "Europe/Dublin" });
        undone(&world, &ann, "organisation.change", second).await.expect("as before");
        assert_eq!(
            contacts().await,
            [json!("01632 960001"), json!("9 to 5"), json!("Europe/London")]
        );

        let policy = json!({ "organisation": "QZ1", "name": "Research", "base_product": E3 });
        let policy = done(&world, ann.clone(), "policy.create", policy).await["id"].clone();
        let change = json!({ "policy": policy, "name": "Theatres", "switched_off": ["sway"] });
        undone(&world, &ann, "policy.change", change).await.expect("as before");
        let stands = asked(&world, &ann, "policy.by-id", json!({ "policy": policy })).await;
        assert_eq!(stands["line"]["name"], "Research");
        assert!(
            stands["applications"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|one| one["is_on"] == true)
        );
    });
}

#[test]
fn many_people_are_moved_on_a_day_and_coming_up_says_so() {
    whole::check(async |world| {
        let (ann, everybody) = hospital(&world, 7).await;
        let policy = json!({ "organisation": "QZ1", "name": "Research", "base_product": E3 });
        let policy = done(&world, ann.clone(), "policy.create", policy).await["id"].clone();
        let policy = policy.as_str().expect("a key").to_owned();
        let list: Vec<&str> = everybody.iter().map(|(_, address)| address.as_str()).collect();
        let begin = |answer: String| json!({ "organisation": "QZ1", "act": "policy", "answer": answer, "people": list.join("\n") });
        let wrong = world.door.perform_by_name(
            world.call(ann.clone()),
            "bulk.begin",
            begin(format!("{policy} soon")),
        );
        assert!(wrong.await.expect_err("no day").to_string().contains("bulk.answer"));
        let prepare = async |day: &str| {
            let begun =
                done(&world, ann.clone(), "bulk.begin", begin(format!("{policy} {day}"))).await;
            all_done(&world).await;
            let asked_for = json!({ "bulk": begun["bulk"], "limit": 200 });
            (begun["bulk"].clone(), asked(&world, &ann, "bulk.by-id", asked_for).await)
        };
        let (_, far) = prepare("2029-01-05").await;
        assert_eq!(far["items"][0]["state"], "barred", "{far}");
        let (bulk, seen) = prepare("2027-01-05").await;
        assert_eq!(seen["line"]["says"], "Research, on 5 January 2027");
        let words = |view: &Value, number: usize| {
            view["items"][number]["words"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(words(&seen, 0), "Now in National; the licence stays as it is");
        assert_eq!(words(&seen, 6), "Now in National; would wait for a licence today");
        done(&world, ann.clone(), "bulk.run", json!({ "bulk": bulk })).await;
        all_done(&world).await;
        let (_, again) = prepare("2027-01-06").await;
        assert!(
            words(&again, 0).ends_with("Takes the place of the move to Research on 5 January 2027"),
            "{again}"
        );
        let page = async |address: &str| {
            let (status, page) =
                testkit::visit(&world, directory::portal(), &ann, address, None).await;
            assert!(status.is_success(), "{status}: {page}");
            page
        };
        let coming = page("/o/QZ1/people/coming").await;
        assert!(coming.contains("Moves from National to Research"), "{coming}");
        assert_eq!(coming.matches("2027-01-05").count(), 7);
        assert!(coming.contains("/o/QZ1/policies/planned"));
        let card = directory::people::cards();
        let mut cards = Vec::new();
        for make in card {
            cards.extend(make(world.door.clone(), world.call(ann.clone())).await.expect("a card"));
        }
        let next =
            cards.iter().find(|card| card.id == "coming-up").expect("something is coming up");
        assert!(next.body.0.contains("moves from National to Research on"), "{}", next.body.0);
        world.advance_days(3);
        while world.door.run_due_proposals().await.expect("they run") > 0 {}
        let place = json!({ "organisation": "QZ1" });
        let left = asked(&world, &ann, "policy.planned", place).await;
        assert_eq!(left["items"], json!([]));
        let stands = asked(&world, &ann, "policy.by-id", json!({ "policy": policy })).await;
        assert_eq!(
            (&stands["line"]["members"], &stands["line"]["waiting"]),
            (&json!(7), &json!(2))
        );
        assert!(page("/o/QZ1/people/coming").await.contains("No move is planned"));
    });
}
