//! Who is written to about requests and transfers, and who is not.

use facts::casework::{
    BulkEnded, RequestAnswered, RequestAsked, RequestEnded, RequestReminded, RequestTold,
};
use facts::directory::TransferChanged;
use kernel::authority::Role;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;
use uuid::Uuid;

use super::{REQUESTS, follow, letters, manifests};

/// Every letter as notice and addressee, the oldest first.
async fn written(world: &World) -> Vec<(String, AccountId)> {
    follow(world).await;
    let mut all: Vec<_> =
        letters(world).await.into_iter().map(|letter| (letter.notice, letter.account)).collect();
    all.reverse();
    all
}

fn request(asked_by: AccountId, is_live: bool) -> (Uuid, RequestTold) {
    let title = "Shared mailbox".to_owned();
    let deciders = vec![Role::PrimaryLocalAdministrator, Role::LocalAdministrator];
    (Uuid::from_bytes(kernel::random::bytes()), RequestTold { title, asked_by, deciders, is_live })
}

#[test]
fn a_request_is_told_to_whose_turn_it_is_and_its_end_to_whoever_asked() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let primary = world.administrator(Role::PrimaryLocalAdministrator, organisation).await;
        let asker = world.administrator(Role::LocalAdministrator, organisation).await;
        let desk = world.administrator(Role::LocalHelpDesk, organisation).await;
        let (primary, asker) = (primary.account().unwrap(), asker.account().unwrap());
        let (key, told) = request(asker, true);
        REQUESTS.lock().insert(key, told.clone());
        world.note(RequestAsked { request: key, organisation }).await;
        let mut expected = vec![("request.waits".to_owned(), primary)];
        assert_eq!(written(&world).await, expected, "neither the asker nor another desk");
        let body = letters(&world).await.remove(0).body;
        assert!(body.contains(&format!("/requests/{key}")) && body.contains("Shared mailbox"));

        let author = primary;
        world
            .note(RequestAnswered { request: key, organisation, author, waits_for_asker: true })
            .await;
        expected.push(("request.question".to_owned(), asker));
        assert_eq!(written(&world).await, expected);
        world
            .note(RequestAnswered {
                request: key,
                organisation,
                author: asker,
                waits_for_asker: false,
            })
            .await;
        assert_eq!(written(&world).await, expected, "the turn is theirs who are reminded in time");
        for (waits_for_asker, notice, to) in
            [(true, "request.question", asker), (false, "request.waits", primary)]
        {
            world
                .note(RequestReminded { request: key, organisation, waits_for_asker, number: 1 })
                .await;
            expected.push((notice.to_owned(), to));
            assert_eq!(written(&world).await, expected);
        }
        REQUESTS.lock().insert(key, RequestTold { is_live: false, ..told });
        world
            .note(RequestReminded { request: key, organisation, waits_for_asker: true, number: 2 })
            .await;
        assert_eq!(written(&world).await, expected, "what is over waits for nobody");
        world.note(RequestEnded { request: key, organisation, state: "lapsed".to_owned() }).await;
        expected.push(("request.ended".to_owned(), asker));
        assert_eq!(written(&world).await, expected);
        let last = letters(&world).await.remove(0);
        assert!(last.subject.contains("over, because nobody acted"), "{}", last.subject);
        drop(desk);
    });
}

#[test]
fn whoever_takes_a_request_back_gets_no_letter_about_it() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asker = world.person("Asha Rao", organisation);
        let (key, told) = request(asker, false);
        REQUESTS.lock().insert(key, told);
        let ended = RequestEnded { request: key, organisation, state: "withdrawn".to_owned() };
        world.note_as(kernel::door::Actor::Account(asker), ended.clone()).await;
        assert_eq!(written(&world).await, []);
        world.note(RequestEnded { state: "done".to_owned(), ..ended }).await;
        assert_eq!(written(&world).await, [("request.ended".to_owned(), asker)]);
    });
}

fn changed(
    account: AccountId,
    from: OrganisationId,
    to: OrganisationId,
    state: &str,
) -> TransferChanged {
    TransferChanged {
        transfer: Uuid::from_bytes(kernel::random::bytes()),
        account,
        from,
        to,
        state: state.to_owned(),
        reminded: 0,
    }
}

#[test]
fn a_transfer_is_told_to_the_side_whose_turn_it_is_and_its_end_to_both() {
    testkit::check(manifests, |world| async move {
        let (old, new) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let has = world.administrator(Role::LocalAdministrator, old).await.account().unwrap();
        let wants = world.administrator(Role::LocalAdministrator, new).await.account().unwrap();
        let asha = world.person("Asha Rao", old);
        let mut expected = Vec::new();
        for (state, notice, to) in [
            ("offered", "transfer.waits", vec![wants]),
            ("asked", "transfer.waits", vec![has]),
            ("dated", "transfer.settled", vec![has, wants]),
            ("done", "", vec![]),
            ("declined", "transfer.settled", vec![has, wants]),
            ("withdrawn", "transfer.settled", vec![has, wants]),
            ("lapsed", "transfer.settled", vec![has, wants]),
            ("ended", "transfer.settled", vec![has, wants]),
        ] {
            world.note(changed(asha, old, new, state)).await;
            expected.extend(to.into_iter().map(|to| (notice.to_owned(), to)));
            assert_eq!(written(&world).await, expected, "{state}");
        }
        let waits = letters(&world).await.into_iter().next_back().unwrap();
        assert!(waits.body.contains("/o/RX2/transfers"), "{}", waits.body);
        let declined = changed(asha, old, new, "declined");
        world.note_as(kernel::door::Actor::Account(wants), declined).await;
        expected.push(("transfer.settled".to_owned(), has));
        assert_eq!(written(&world).await, expected, "whoever declined knows it");
    });
}

#[test]
fn whoever_began_a_long_change_of_many_people_is_told_of_its_end() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let account = world.person("Asha Rao", organisation);
        let ended = |entries, changed| BulkEnded {
            bulk: Uuid::from_u128(7),
            organisation,
            account,
            entries,
            changed,
        };
        world.note(ended(100, 100)).await;
        assert_eq!(written(&world).await, [], "a short one is watched");
        world.note(ended(600, 597)).await;
        assert_eq!(written(&world).await, [("bulk.ended".to_owned(), account)]);
        let letter = letters(&world).await.remove(0);
        assert_eq!(letter.subject, "Your change of 600 people is done");
        let at = format!("/o/RX1/bulk/{}", Uuid::from_u128(7));
        assert!(letter.body.contains("597 were changed") && letter.body.contains(&at));
    });
}
