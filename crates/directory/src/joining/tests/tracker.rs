//! From an application to a member, and what becomes of its checks.

use kernel::refusal::Error;

use super::*;
use crate::joining::{JoiningAct, JoiningList, JoiningSummary};
use crate::organisations::{OrganisationByCode, OrganisationState};
use crate::people::tests::create;

async fn state(world: &World, code: &str) -> OrganisationState {
    let query = OrganisationByCode { organisation: code.to_owned() };
    world.asked(world.operator(), &query).await.state
}

#[test]
fn an_organisation_that_applies_opens_once_its_checks_hold() {
    check_pages(|world| async move {
        listed(&world, &["RJ1"]).await;
        let operator = || world.operator();
        assert_eq!(view(&world, "RJ1").await.stage, None, "nobody has asked for it");
        world.done(operator(), application("RJ1")).await;
        let seen = view(&world, "RJ1").await;
        assert_eq!((seen.state, seen.stage), (OrganisationState::Applied, Some(Stage::Applied)));
        assert_eq!((seen.turn, seen.since.is_some()), (Turn::Ours, true));
        assert_eq!(
            seen.checks.iter().map(|line| (line.check, line.standing)).collect::<Vec<_>>(),
            [
                (Check::Register, Standing::Holds),
                (Check::DataSecurity, Standing::Missing),
                (Check::AccessForm, Standing::Missing),
                (Check::Contact, Standing::Holds),
            ]
        );
        // Nothing is created in it, and it is neither opened past its checks nor applied for twice.
        let refused = world.refused(operator(), create("RJ1", "Asha", "Rao")).await;
        assert_eq!(refused, "person.organisation-not-open");
        assert_eq!(world.refused(operator(), begin("RJ1")).await, "joining.checks-missing");
        let open = opening("RJ1", Some("In a hurry"));
        assert_eq!(world.refused(operator(), open.clone()).await, "organisation.opening-first");
        assert_eq!(
            world.refused(operator(), application("RJ1")).await,
            "organisation.not-from-here"
        );
        // Something of theirs is missing.
        let pass = PassTurn {
            organisation: "RJ1".to_owned(),
            turn: Turn::Theirs,
            waits_for: "Send the signed access form".to_owned(),
        };
        world.done(operator(), pass.clone()).await;
        let theirs = JoiningList { turn: Some(Turn::Theirs), ..JoiningList::default() };
        let list = world.asked(operator(), &theirs).await;
        assert_eq!(list.items[0].waits_for.as_deref(), Some("Send the signed access form"));
        let nobody = PassTurn { turn: Turn::Nobody, ..pass };
        assert_eq!(world.refused(operator(), nobody).await, "joining.turn");
        // A standing that is too low is none.
        let low = record("RJ1", Check::DataSecurity, Some(Level::Approaching));
        world.done(operator(), low).await;
        assert_eq!(view(&world, "RJ1").await.checks[1].standing, Standing::Low);
        world.done(operator(), record("RJ1", Check::DataSecurity, Some(Level::Met))).await;
        assert_eq!(world.refused(operator(), begin("RJ1")).await, "joining.checks-missing");
        world.done(operator(), waive("RJ1", Check::AccessForm, "2027-02-01")).await;
        world.done(operator(), begin("RJ1")).await;
        assert_eq!(state(&world, "RJ1").await, OrganisationState::Opening);
        world.done(operator(), opening("RJ1", None)).await;
        let seen = view(&world, "RJ1").await;
        assert_eq!((seen.state, seen.stage), (OrganisationState::Open, Some(Stage::Open)));
        assert_eq!(seen.turn, Turn::Nobody);
        assert!(seen.applied_at.is_some() && seen.opening_at.is_some() && seen.opened_at.is_some());
        assert_eq!(seen.checks[1].expires_on, Some(20_270_630), "the year of the toolkit");
        person(&world, "RJ1", "Asha", "Rao").await;
    });
}

#[test]
fn a_check_that_is_no_longer_good_shows_and_switches_nothing_off() {
    check_pages(|world| async move {
        listed(&world, &["RJ1", "RJ2"]).await;
        for code in ["RJ1", "RJ2"] {
            world.done(world.operator(), opening(code, Some("First wave"))).await;
        }
        let lapsed = JoiningList { state: Some("lapsed".to_owned()), ..JoiningList::default() };
        assert_eq!(world.asked(world.operator(), &lapsed).await.count, 0);
        let form = RecordCheck {
            expires_on: Some("2027-01-20".to_owned()),
            ..record("RJ1", Check::AccessForm, None)
        };
        world.done(world.operator(), form).await;
        world.advance_days(18);
        assert_eq!(world.asked(world.operator(), &lapsed).await.count, 0, "its last day");
        world.advance_days(1);
        let found = world.asked(world.operator(), &lapsed).await;
        let codes: Vec<_> = found.items.iter().map(|line| line.organisation.as_str()).collect();
        assert_eq!(codes, ["RJ1"]);
        assert_eq!(world.asked(world.operator(), &JoiningSummary {}).await.lapsed, 1);
        assert_eq!(view(&world, "RJ1").await.checks[2].standing, Standing::Lapsed);
        person(&world, "RJ1", "Asha", "Rao").await;
        // Renewed, it is good again.
        world.done(world.operator(), record("RJ1", Check::AccessForm, None)).await;
        assert_eq!(world.asked(world.operator(), &lapsed).await.count, 0);
        // The waiver of the act that opened it ends as the rule says.
        world.advance_days(365);
        assert_eq!(world.asked(world.operator(), &lapsed).await.count, 2);
    });
}

#[test]
fn an_application_is_declined_with_a_reason_and_may_come_again() {
    check_pages(|world| async move {
        listed(&world, &["RJ1"]).await;
        let operator = || world.operator();
        assert_eq!(world.refused(operator(), decline("RJ1")).await, "joining.not-applied");
        world.done(operator(), application("RJ1")).await;
        let silent = DeclineApplication { reason: " ".to_owned(), ..decline("RJ1") };
        assert_eq!(world.refused(operator(), silent).await, "joining.fields");
        world.done(operator(), decline("RJ1")).await;
        let seen = view(&world, "RJ1").await;
        assert_eq!((seen.state, seen.stage), (OrganisationState::Listed, Some(Stage::Declined)));
        assert_eq!(seen.declined.as_deref(), Some("It is a private business"));
        world.done(operator(), application("RJ1")).await;
        assert_eq!(view(&world, "RJ1").await.declined, None);
        // Who was a member before is no mere record afterwards.
        world.done(operator(), decline("RJ1")).await;
        world.done(operator(), opening("RJ1", Some("After all"))).await;
        let close = crate::organisations::CloseOrganisation { organisation: "RJ1".to_owned() };
        world.done(operator(), close).await;
        assert_eq!(view(&world, "RJ1").await.stage, Some(Stage::Closed));
        world.done(operator(), application("RJ1")).await;
        world.done(operator(), decline("RJ1")).await;
        assert_eq!(state(&world, "RJ1").await, OrganisationState::Closed);
    });
}

#[test]
fn what_is_typed_wrong_is_named_field_by_field() {
    check_pages(|world| async move {
        listed(&world, &["RJ1", "RJ2"]).await;
        let (_, local) = opened(&world, "RX1").await;
        let wrong = ApplyToJoin {
            asked_by: String::new(),
            contact_email: "rosa".to_owned(),
            contact_telephone: "none".to_owned(),
            people: 0,
            day: Some("2020-01-01".to_owned()),
            ..application("RJ1")
        };
        let call = world.call(world.operator());
        let Err(Error::Refused(refusal)) = world.door.perform(call, wrong).await else { panic!() };
        let named: Vec<&str> = refusal.fields.iter().map(|field| field.field.as_ref()).collect();
        assert_eq!(named, ["asked_by", "contact_email", "contact_telephone", "people", "day"]);
        // An address of the service reaches nobody who is outside.
        let inside = person(&world, "RX1", "Asha", "Rao").await.address;
        let inside = ApplyToJoin { contact_email: inside, ..application("RJ1") };
        assert_eq!(world.refused(world.operator(), inside).await, "joining.email-inside");
        // Two organisations with one telephone, however it is written.
        let one =
            ApplyToJoin { contact_telephone: "+44 1632 960001".to_owned(), ..application("RJ1") };
        world.done(world.operator(), one).await;
        let two =
            ApplyToJoin { contact_telephone: "01632 960001".to_owned(), ..application("RJ2") };
        world.done(world.operator(), two).await;
        assert_eq!(view(&world, "RJ2").await.checks[3].standing, Standing::Fails);
        world.done(world.operator(), waive("RJ2", Check::Contact, "2027-06-30")).await;
        assert_eq!(view(&world, "RJ2").await.checks[3].standing, Standing::Waived);
        let cases = [
            (record("RJ1", Check::Register, None), "joining.automatic"),
            (record("RJ1", Check::Regulator, None), "joining.not-demanded"),
            (record("RJ1", Check::DataSecurity, None), "joining.level"),
            (record("RJ1", Check::AccessForm, Some(Level::Met)), "joining.level"),
            (
                RecordCheck { outcome: Outcome::Waived, ..record("RJ1", Check::AccessForm, None) },
                "joining.waive-instead",
            ),
        ];
        for (command, code) in cases {
            assert_eq!(world.refused(world.operator(), command).await, code);
        }
        let cases = [
            (waive("RJ1", Check::Register, "2027-02-01"), "joining.no-waiver"),
            (waive("RJ1", Check::AccessForm, "2026-12-31"), "joining.waiver-day"),
            (waive("RJ1", Check::AccessForm, "2028-01-03"), "joining.waiver-day"),
        ];
        for (command, code) in cases {
            assert_eq!(world.refused(world.operator(), command).await, code);
        }
        // Only those who run the service let organisations in.
        assert_eq!(world.refused(local.clone(), application("RJ1")).await, "not-allowed");
        let list = JoiningList::default();
        assert_eq!(world.not_asked(local.clone(), &list).await, "not-allowed");
        let foreign = JoiningByCode { organisation: "RJ1".to_owned() };
        assert_eq!(world.not_asked(local.clone(), &foreign).await, "not-found");
        let own = JoiningByCode { organisation: "RX1".to_owned() };
        let acts = world.asked(local, &own).await.acts;
        assert_eq!(acts, Vec::<JoiningAct>::new(), "a local administrator only reads");
    });
}

#[test]
fn the_list_is_in_the_order_of_age_and_found_by_words_sector_and_state() {
    check_pages(|world| async move {
        let codes = ["RJ1", "RJ2", "RJ3"];
        listed(&world, &codes).await;
        for code in codes {
            world.done(world.operator(), application(code)).await;
            world.advance_days(1);
        }
        let ask = async |query: &JoiningList| -> Vec<String> {
            let found = world.asked(world.operator(), query).await;
            found.items.into_iter().map(|line| line.organisation).collect()
        };
        let all = JoiningList::default();
        assert_eq!(ask(&all).await, codes);
        let page = JoiningList { limit: Some(2), ..all.clone() };
        let first = world.asked(world.operator(), &page).await;
        assert_eq!((first.items.len(), first.count, first.next.as_deref()), (2, 3, Some("RJ2")));
        assert_eq!(ask(&JoiningList { after: first.next, ..page }).await, ["RJ3"]);
        let text = JoiningList { text: Some("tru rj2".to_owned()), ..all.clone() };
        assert_eq!(ask(&text).await, ["RJ2"]);
        let sector = JoiningList { sector: Some(Sector::Pharmacy), ..all.clone() };
        assert_eq!(ask(&sector).await, Vec::<String>::new());
        world.done(world.operator(), decline("RJ1")).await;
        assert_eq!(ask(&all).await, ["RJ2", "RJ3"]);
        let declined = JoiningList { state: Some("declined".to_owned()), ..all.clone() };
        assert_eq!(ask(&declined).await, ["RJ1"]);
        let wrong = JoiningList { state: Some("none".to_owned()), ..all };
        assert_eq!(world.not_asked(world.operator(), &wrong).await, "joining.filter");
        let summary = world.asked(world.operator(), &JoiningSummary {}).await;
        assert_eq!((summary.waiting.len(), summary.waiting[0].count), (1, 2));
    });
}
