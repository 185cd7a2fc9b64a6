//! Who may do what to whom, at every distance.

use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, TokenScope};
use kernel::ids::OrganisationId;
use testkit::{World, check};

use crate::sample::{Names, Put, manifest};

fn manifests() -> Vec<kernel::door::Manifest> {
    vec![manifest()]
}

async fn verdict(world: &World, actor: &Actor, organisation: OrganisationId) -> &'static str {
    match world.door.perform(world.call(actor.clone()), Put::new(organisation, "x")).await {
        Ok(_) => "done",
        Err(kernel::refusal::Error::Refused(refusal)) => refusal.code,
        Err(error) => panic!("a fault: {error}"),
    }
}

#[test]
fn a_grant_reaches_as_far_as_it_says() {
    check(manifests, |world| async move {
        let parent = world.organisation("ICB").await;
        let child = world.organisation_below("RX1", Some(parent)).await;
        let grandchild = world.organisation_below("RX1A", Some(child)).await;
        let sibling = world.organisation_below("RX2", Some(parent)).await;
        let unknown = OrganisationId(kernel::ids::new_at(world.clock.now()));
        let all = [parent, child, grandchild, sibling, unknown];
        let person = world.person("Asha Rao", child);
        let actor = Actor::Account(person);
        let verdicts = |actor: Actor| {
            let world = world.clone();
            async move {
                let mut found = Vec::new();
                for organisation in all {
                    found.push(verdict(&world, &actor, organisation).await);
                }
                found
            }
        };
        let nowhere = "not-found";
        assert_eq!(
            verdicts(actor.clone()).await,
            [nowhere; 5],
            "no role sees nothing, not even one's own organisation"
        );
        world.grant(person, Role::Auditor, GrantSpan::Organisation(child)).await;
        assert_eq!(
            verdicts(actor.clone()).await,
            [nowhere, "not-allowed", nowhere, nowhere, nowhere],
            "seeing is not doing"
        );
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(child)).await;
        assert_eq!(verdicts(actor.clone()).await, [nowhere, "done", nowhere, nowhere, nowhere]);
        world.grant(person, Role::LocalAdministrator, GrantSpan::Descendants(child)).await;
        assert_eq!(verdicts(actor.clone()).await, [nowhere, "done", "done", nowhere, nowhere]);
        let national = world.administrator(Role::PlatformAdministrator, parent).await;
        assert_eq!(verdicts(national).await, ["done", "done", "done", "done", nowhere]);
        assert_eq!(verdicts(Actor::Anonymous).await, ["sign-in-needed"; 5]);
        world.change_person(person, |view| view.state = "disabled".to_owned());
        assert_eq!(
            verdict(&world, &actor, child).await,
            "sign-in-needed",
            "an account that may not act has lost everything"
        );
    });
}

#[test]
fn a_query_shows_what_its_action_allows() {
    check(manifests, |world| async move {
        let parent = world.organisation("ICB").await;
        let child = world.organisation_below("RX1", Some(parent)).await;
        let other = world.organisation("RX2").await;
        for (organisation, name) in [(parent, "parent"), (child, "child"), (other, "other")] {
            world.done(world.operator(), Put::new(organisation, name)).await;
        }
        let person = world.person("Asha Rao", parent);
        let actor = Actor::Account(person);
        assert_eq!(world.not_asked(actor.clone(), &Names {}).await, "not-allowed");
        world.grant(person, Role::LocalHelpDesk, GrantSpan::Descendants(parent)).await;
        assert_eq!(
            world.not_asked(actor.clone(), &Names {}).await,
            "not-allowed",
            "the role does not read samples"
        );
        world.grant(person, Role::Auditor, GrantSpan::Organisation(other)).await;
        assert_eq!(world.asked(actor.clone(), &Names {}).await, ["other"]);
        world.grant(person, Role::LocalAdministrator, GrantSpan::Descendants(parent)).await;
        assert_eq!(world.asked(actor.clone(), &Names {}).await, ["child", "other", "parent"]);
        assert_eq!(world.asked(world.operator(), &Names {}).await.len(), 3);
        let scoped = kernel::door::Call {
            scope: Some(TokenScope::Actions(["sample.write".to_owned()].into())),
            ..world.call(actor)
        };
        let refused = world.door.ask(&scoped, &Names {}).await;
        assert!(
            matches!(refused, Err(kernel::refusal::Error::Refused(refusal)) if refusal.code == "token.scope")
        );
    });
}

#[test]
fn a_grant_counts_between_its_dates_only() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let person = world.person("Asha Rao", org);
        let now = world.clock.now();
        let grant = kernel::authority::Grant {
            id: kernel::ids::GrantId(kernel::ids::new_at(now)),
            account: person,
            role: Role::LocalAdministrator,
            span: GrantSpan::Organisation(org),
            starts_at: now.plus_days(1),
            ends_at: Some(now.plus_days(3)),
            reason: "cover".to_owned(),
            version: 1,
        };
        world.done(world.operator(), testkit::GiveRole(grant)).await;
        let mut verdicts = Vec::new();
        for _ in 0..4 {
            verdicts.push(verdict(&world, &Actor::Account(person), org).await);
            world.advance_days(1);
        }
        assert_eq!(verdicts, ["not-found", "done", "done", "not-found"]);
    });
}

#[test]
fn a_role_gives_no_right_over_what_is_only_oneself_s() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::PlatformAdministrator, org).await;
        assert_eq!(world.refused(admin, crate::sample::Misbehave::Own).await, "not-allowed");
    });
}
