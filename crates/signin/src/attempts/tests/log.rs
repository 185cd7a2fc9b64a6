//! The log of an organisation: what it holds, what it hides, how it is searched.

use std::time::Duration;

use facts::directory::AccountMoved;
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::http::Caller;
use kernel::ids::{self, AccountId, OrganisationId};
use testkit::World;

use crate::attempts::{LogPage, Outcome, SignInLog, store};
use crate::people;
use crate::sessions::sign_in;
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, browser, check, on, open, ports, set_password, signed_in,
};

fn log() -> SignInLog {
    SignInLog { organisation: "RX1".to_owned(), ..SignInLog::default() }
}

fn searched(typed: &str) -> SignInLog {
    SignInLog { search: Some(typed.to_owned()), ..log() }
}

async fn from(world: &World, peer: &str, username: &str, password: &str) {
    let caller = Caller { peer: peer.to_owned(), ..browser(world) };
    let _ = sign_in(&world.door, &caller, "a browser", username, password).await;
}

/// Name and result of each line.
fn told(page: &LogPage) -> Vec<(&str, &str)> {
    page.items
        .iter()
        .map(|line| (line.name.as_deref().unwrap_or("gone"), line.attempt.outcome.name()))
        .collect()
}

async fn organisation_of(world: &World, person: AccountId) -> OrganisationId {
    people::person(&mut world.door.reader().await.unwrap(), person).await.unwrap().organisation
}

#[test]
fn administrators_find_attempts_by_person_by_network_by_result_and_by_time() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let organisation = organisation_of(&world, person).await;
        let carol = world.person("Carol Penn", organisation);
        set_password(&world, carol, PASSWORD).await;
        let asked = |query: SignInLog| {
            let (world, administrator) = (world.clone(), administrator.clone());
            async move { world.asked(administrator, &query).await }
        };
        assert!(asked(log()).await.items.is_empty());
        from(&world, "192.0.2.1", USERNAME, PASSWORD).await;
        world.advance(Duration::from_secs(25 * 3600));
        from(&world, "192.0.2.2", USERNAME, OTHER).await;
        from(&world, "192.0.2.2", "carol.penn@guildhall.example", PASSWORD).await;
        from(&world, "192.0.2.2", "nobody@guildhall.example", PASSWORD).await;
        let (asha, carol) = ("Asha Rao", "Carol Penn");
        let all = asked(log()).await;
        assert_eq!(told(&all), [(carol, "accepted"), (asha, "refused"), (asha, "accepted")]);
        assert_eq!(all.kept_days, 730);
        let page = asked(searched(" ASHA.RAO@guildhall.example ")).await;
        assert_eq!(told(&page), [(asha, "refused"), (asha, "accepted")]);
        let page = asked(searched("192.0.2.2")).await;
        assert_eq!(told(&page), [(carol, "accepted"), (asha, "refused")]);
        let page = asked(SignInLog { outcome: Some(Outcome::Refused), ..searched("192.0.2.2") });
        assert_eq!(told(&page.await), [(asha, "refused")]);
        let page = asked(SignInLog { outcome: Some(Outcome::Accepted), ..log() }).await;
        assert_eq!(told(&page), [(carol, "accepted"), (asha, "accepted")]);
        let page = asked(SignInLog { days: Some(1), ..log() }).await;
        assert_eq!(told(&page), [(carol, "accepted"), (asha, "refused")]);
        for nothing in ["nobody@guildhall.example", "192.0.2.9", "asha", "%"] {
            assert!(asked(searched(nothing)).await.items.is_empty(), "{nothing}");
        }
    });
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    check(|world| async move {
        let (_, administrator) = asha(&world).await;
        for turn in 0..7 {
            let password = if turn % 3 == 0 { PASSWORD } else { OTHER };
            from(&world, "192.0.2.1", USERNAME, password).await;
        }
        let whole = world.asked(administrator.clone(), &log()).await;
        let mut parts = Vec::new();
        let mut after = None;
        loop {
            let query = SignInLog { limit: Some(2), after, ..log() };
            let page = world.asked(administrator.clone(), &query).await;
            parts.extend(page.items.iter().map(|line| line.attempt.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let ids: Vec<_> = whole.items.iter().map(|line| line.attempt.id).collect();
        assert_eq!((parts.len(), parts), (7, ids));
    });
}

#[test]
fn an_organisation_sees_nothing_of_before_a_transfer_and_no_name_after_it() {
    check(|world| async move {
        let (person, old) = asha(&world).await;
        let from_organisation = organisation_of(&world, person).await;
        from(&world, "192.0.2.1", USERNAME, PASSWORD).await;
        let to = world.organisation("RX2").await;
        let new = world.administrator(Role::LocalAdministrator, to).await;
        world.change_person(person, |view| {
            view.organisation = to;
            view.organisation_code = "RX2".to_owned();
        });
        world
            .note(AccountMoved { account: person, organisation: to, from: from_organisation })
            .await;
        from(&world, "192.0.2.3", USERNAME, OTHER).await;
        let here = SignInLog { organisation: "RX2".to_owned(), ..searched(USERNAME) };
        assert_eq!(told(&world.asked(new.clone(), &here).await), [("Asha Rao", "refused")]);
        assert_eq!(told(&world.asked(old.clone(), &log()).await), [("gone", "accepted")]);
        assert_eq!(world.not_asked(new, &log()).await, "not-found");
        assert_eq!(world.not_asked(old, &here).await, "not-found");
        assert_eq!(world.not_asked(Actor::Account(person), &here).await, "not-allowed");
        let auditor = world.person("Dan Ives", to);
        world.grant(auditor, Role::Auditor, GrantSpan::Organisation(to)).await;
        assert_eq!(world.asked(Actor::Account(auditor), &here).await.items.len(), 1);
    });
}

#[test]
fn a_search_reads_a_range_of_an_index_however_long_the_log_is() {
    on(&testkit::engines(), ports, |world| async move {
        let now = world.clock.now();
        let (organisation, person) =
            (OrganisationId(ids::new_at(now)), AccountId(ids::new_at(now)));
        let wanted = |account, peer, application, unusual| store::Wanted {
            organisation,
            account,
            peer,
            application,
            outcome: None,
            unusual,
            since: Some(now),
            before: Some(person.0),
            limit: 50,
        };
        let (peer, application) = (Some("192.0.2.1"), Some(person.0));
        let all = "sign_in_log_by_organisation sign_in_log_by_peer sign_in_log_by_risk sign_in_log_by_application";
        let mut statements =
            vec![(store::APPLICATION_AFTER.to_owned(), "sign_in_log_by_application")];
        for (wanted, indexes) in [
            (wanted(None, None, None, false), "sign_in_log_by_organisation"),
            (wanted(None, peer, None, false), "sign_in_log_by_peer"),
            (wanted(Some(person), None, None, false), "sign_in_log_by_account"),
            (wanted(None, None, application, false), "sign_in_log_by_application"),
            (wanted(None, None, None, true), "sign_in_log_by_risk"),
            // Where several would do, each of them begins with the organisation.
            (wanted(Some(person), None, application, false), "sign_in_log_by_account"),
            (wanted(None, peer, application, true), all),
            (wanted(Some(person), None, None, true), "sign_in_log_by_account"),
        ] {
            let either = wanted.account.map(|_| None);
            let outcomes = [Outcome::Refused, Outcome::Accepted].map(Some);
            for outcome in outcomes.into_iter().chain(either) {
                statements.push((store::statement(&wanted, outcome).0, indexes));
            }
        }
        let near = testkit::plan(&world, store::NEAR).await;
        assert!(near.contains("sign_in_log_near"), "{near}");
        for (sql, indexes) in statements {
            let plan = testkit::plan(&world, &sql).await;
            let is_by_index = indexes.split(' ').any(|index| plan.contains(index));
            assert!(is_by_index, "{sql}: {plan}");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{sql}: {plan}");
        }
    });
}

#[test]
fn the_pages_show_it_and_the_file_holds_the_same() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        from(&world, "192.0.2.1", USERNAME, OTHER).await;
        let helper = signed_in(&world, &administrator);
        let page = open(&world, &helper, "/o/RX1/sign-ins").await.html;
        assert!(page.contains("Refused: wrong password") && page.contains("Asha Rao"));
        assert!(page.contains("name=\"search\""));
        let none = open(&world, &helper, "/o/RX1/sign-ins?outcome=accepted&days=7").await.html;
        assert!(none.contains("No sign-in matches") && none.contains("Clear search and filters"));
        let file = open(&world, &helper, "/o/RX1/sign-ins.csv?outcome=refused").await;
        assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert!(
            file.html
                .contains("Asha Rao,asha.rao@guildhall.example,refused,wrong password,192.0.2.1")
        );
        let own = open(&world, &helper, &format!("/o/RX1/people/{person}/sign-ins")).await.html;
        assert!(own.contains("Refused: wrong password"));
        assert_eq!(
            open(&world, &helper, &format!("/o/RX9/people/{person}/sign-ins")).await.status,
            404
        );
    });
}
