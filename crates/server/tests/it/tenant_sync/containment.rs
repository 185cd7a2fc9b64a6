//! An account that was shut, against the emulator: nobody signs in there, sessions end, rules of the mailbox stop, and each is
//! proved by what was seen.

use emulator::{Effect, Rule};
use facts::signin::{AccountContained, CaseWordsRemoved};
use facts::tenant::{TenantShut, TenantShutOf};
use kernel::ids::AccountId;
use serde_json::{Value, json};
use testkit::run_sql;

use super::later;
use super::scene::{MAILBOX, RELEASED, Scene, check};

/// Asha with a mailbox that has rules: two of somebody, one that was off before, and one that nobody can change.
async fn asha(stage: &Scene) -> (AccountId, String) {
    let asha = stage.person("Asha Rao").await;
    stage.work().await;
    let user = stage.users().await[0]["id"].as_str().expect("a key").to_owned();
    let licence = json!({ "addLicenses": [{ "skuId": MAILBOX }], "removeLicenses": [] });
    stage.graph("POST", &format!("/users/{user}/assignLicense"), Some(licence)).await;
    for (name, is_enabled, is_read_only) in [
        ("Delete \"password\"", true, false),
        ("Forward outside", true, false),
        ("Newsletters", false, false),
        ("By the operator", true, true),
    ] {
        let rule = json!({ "displayName": name, "isEnabled": is_enabled, "isReadOnly": is_read_only, "actions": { "delete": true } });
        stage.graph("POST", &rules_of(&user), Some(rule)).await;
    }
    (asha, user)
}

fn rules_of(user: &str) -> String {
    format!("/users/{user}/mailFolders/inbox/messageRules")
}

async fn shut(stage: &Scene, account: AccountId) {
    let organisation = stage.organisation;
    stage.world.note(AccountContained { account, organisation }).await;
}

async fn proofs(stage: &Scene, account: AccountId) -> Option<TenantShut> {
    let mut reader = stage.world.door.reader().await.expect("a reader");
    reader.ask(TenantShutOf(account)).await.expect("an answer")
}

async fn running(stage: &Scene, user: &str) -> Vec<String> {
    let rules = stage.graph("GET", &rules_of(user), None).await;
    let rules = rules["value"].as_array().expect("a list").clone();
    let is_on = |rule: &&Value| rule["isEnabled"] == true;
    let name = |rule: &Value| rule["displayName"].as_str().expect("a name").to_owned();
    rules.iter().filter(is_on).map(name).collect()
}

#[test]
fn everything_stops_there_and_each_thing_is_proved() {
    check(|stage| async move {
        let (asha, user) = asha(&stage).await;
        assert_eq!(proofs(&stage, asha).await, None);
        let (select, before) = (format!("/users/{user}?$select=accountEnabled"), stage.writes());
        stage.world.advance(later(60));
        shut(&stage, asha).await;
        stage.work().await;
        let after = stage.graph("GET", &select, None).await;
        assert_eq!(after["accountEnabled"], false);
        assert_eq!(stage.writes() - before, 4, "the block, the end of sessions, and two rules");
        assert_eq!(running(&stage, &user).await, ["By the operator"]);
        let proved = proofs(&stage, asha).await.expect("a record");
        assert!(proved.is_there && proved.blocked_at.is_some() && proved.is_done());
        assert_eq!(proved.rules, ["Delete \"password\"", "Forward outside"]);
        assert_eq!(proved.left, ["By the operator"]);
        assert_eq!(stage.world.acts("tenant.record-containment").await, 1);
        // Looked at again, nothing is done twice and nothing that was proved is lost.
        stage.work().await;
        assert_eq!(proofs(&stage, asha).await, Some(proved));
        // The names go with the words about the case; that it was done stays.
        stage.world.note(CaseWordsRemoved { account: asha }).await;
        let left = proofs(&stage, asha).await.expect("a record");
        assert!(left.rules.is_empty() && left.left.is_empty() && left.is_done());
    });
}

#[test]
fn what_the_tenant_did_not_answer_is_tried_again_and_what_was_done_is_kept() {
    check(|stage| async move {
        let (asha, user) = asha(&stage).await;
        let rule = Rule::of(Effect::LoseRequest).on("PATCH", "/v1.0/users/*/mailFolders").times(1);
        stage.fault(vec![rule]);
        shut(&stage, asha).await;
        stage.work().await;
        let half = proofs(&stage, asha).await.expect("a record");
        assert!(half.blocked_at.is_some() && half.sessions_ended_at.is_some());
        assert!(half.rules_off_at.is_none() && !half.is_done());
        assert_eq!(running(&stage, &user).await.len(), 3, "no rule is off");
        stage.world.advance(later(5));
        stage.work().await;
        let whole = proofs(&stage, asha).await.expect("a record");
        assert!(whole.is_done());
        assert_eq!(whole.blocked_at, half.blocked_at, "the first moment counts");
        assert_eq!(whole.rules.len(), 2);
    });
}

#[test]
fn nothing_is_proved_from_the_act_on_that_shuts_an_account_each_time_it_is_shut() {
    check(|stage| async move {
        let (asha, _) = asha(&stage).await;
        // Neither a follower nor a job has done anything yet: what lags must not let a case be closed.
        shut(&stage, asha).await;
        assert_eq!(proofs(&stage, asha).await, Some(TenantShut::default()));
        stage.work().await;
        let first = proofs(&stage, asha).await.expect("a record");
        assert!(first.is_done());
        stage.world.advance(later(60));
        shut(&stage, asha).await;
        assert_eq!(proofs(&stage, asha).await, Some(TenantShut::default()), "shut once more");
        stage.work().await;
        let second = proofs(&stage, asha).await.expect("a record");
        assert!(second.is_done() && second.sessions_ended_at > first.sessions_ended_at);
    });
}

#[test]
fn what_a_process_without_a_connection_shut_is_found_by_one_that_has_one() {
    check(|stage| async move {
        let (asha, _) = asha(&stage).await;
        shut(&stage, asha).await;
        // As that process leaves it: the fact, and nothing else.
        run_sql(&stage.target, "DELETE FROM tenant_containment").await;
        run_sql(&stage.target, "DELETE FROM job WHERE queue = 'tenant.contain'").await;
        assert_eq!(proofs(&stage, asha).await, None);
        stage.work().await;
        assert!(proofs(&stage, asha).await.expect("a record").is_done());
        assert_eq!(stage.world.acts("tenant.record-containment").await, 2);
    });
}

#[test]
fn whoever_was_let_begin_again_before_it_is_not_shut_there_and_their_case_can_be_closed() {
    check(|stage| async move {
        let (asha, user) = asha(&stage).await;
        shut(&stage, asha).await;
        RELEASED.lock().expect("nobody panicked").insert(asha);
        stage.work().await;
        let select = format!("/users/{user}?$select=accountEnabled");
        assert_eq!(stage.graph("GET", &select, None).await["accountEnabled"], true);
        let proved = proofs(&stage, asha).await.expect("a record");
        assert_eq!(proved.blocked_at, None);
        assert!(proved.sessions_ended_at.is_some() && proved.is_done());
    });
}

#[test]
fn what_the_tenant_refuses_for_good_signs_nobody_out_again_and_again() {
    check(|stage| async move {
        let (asha, _) = asha(&stage).await;
        let refuse = Effect::Fail { status: 403, code: None, retry_after: None };
        stage.fault(vec![Rule::of(refuse).on("GET", "/v1.0/users/*/mailFolders")]);
        let before = stage.writes();
        shut(&stage, asha).await;
        for _ in 0..6 {
            stage.work().await;
            stage.world.advance(later(600));
        }
        assert_eq!(stage.writes() - before, 2, "one block and one end of sessions");
        assert_eq!(stage.world.acts("tenant.record-containment").await, 1);
        let half = proofs(&stage, asha).await.expect("a record");
        assert!(half.sessions_ended_at.is_some() && !half.is_done());
        stage.fault(Vec::new());
        stage.work().await;
        assert!(proofs(&stage, asha).await.expect("a record").is_done());
    });
}

#[test]
fn somebody_without_an_account_or_a_mailbox_there_keeps_no_case_open() {
    check(|stage| async move {
        let nobody = stage.world.person("Ben Okoro", stage.organisation);
        shut(&stage, nobody).await;
        stage.work().await;
        let proved = proofs(&stage, nobody).await.expect("a record");
        assert!(!proved.is_there && proved.is_done());
        let cara = stage.person("Cara Lind").await;
        stage.work().await;
        shut(&stage, cara).await;
        stage.work().await;
        let proved = proofs(&stage, cara).await.expect("a record");
        assert!(proved.is_there && proved.is_done() && proved.rules.is_empty());
    });
}
