//! What a person's details may be.

use facts::directory::{AccountsIn, PeopleInUnit};

use super::*;
use crate::people::{AccountKind, ChangeProfile};

#[test]
fn every_field_that_has_to_be_put_right_is_named_at_once() {
    check(|world| async move {
        let huge = "x".repeat(2_000_000);
        let wrong = CreatePerson {
            given_name: " ".to_owned(),
            family_name: huge.clone(),
            job_title: Some("x".repeat(129)),
            department: Some("Wa\u{202e}rd".to_owned()),
            telephone: Some("call me".to_owned()),
            mobile: Some("0113 496 0000".to_owned()),
            staff_number: Some("1".repeat(17)),
            unit: Some(unit("RX2")),
            ..create("RX1", "", "")
        };
        let call = world.call(world.operator());
        let refused = refusal(world.door.perform(call, wrong).await);
        assert_eq!(refused.code, "person.details");
        let all = [
            "given_name",
            "family_name",
            "job_title",
            "department",
            "telephone",
            "mobile",
            "staff_number",
            "unit",
        ];
        assert_eq!(fields(&refused), all);
        assert!(
            refused
                .fields
                .iter()
                .all(|problem| problem.text.len() < 200 && !problem.text.contains('{'))
        );
        world
            .done(
                world.operator(),
                CreatePerson { unit: Some(unit("RX1")), ..create("RX1", "Asha", "Rao") },
            )
            .await;
    });
}

#[test]
fn hostile_names_are_kept_or_refused_and_never_break_anything() {
    check(|world| async move {
        let operator = world.operator();
        let kept = [
            ("Robert'); DROP TABLE account;--", "Tables"),
            ("=cmd|' /C calc'!A0", "Sum"),
            ("<script>alert(1)</script>", "Rao"),
            ("%", "Rao1_"),
            ("می\u{200c}نا", "حسینی"),
            ("X Æ A-12", "Musk"),
        ];
        for (given, family) in kept {
            match world
                .door
                .perform(world.call(operator.clone()), create("RX1", given, family))
                .await
            {
                Ok(done) => {
                    let record = record(&world, done.output.id).await;
                    assert_eq!(
                        (record.given_name.as_str(), record.family_name.as_str()),
                        (given, family)
                    );
                }
                outcome => assert_eq!(refusal(outcome).code, "person.details", "{given}"),
            }
        }
        for family in ["a\nb", "\u{202e}oar", "\u{200b}", "…", &"😀".repeat(33)] {
            assert_eq!(
                world.refused(operator.clone(), create("RX1", "Asha", family)).await,
                "person.details",
                "{family}"
            );
        }
    });
}

#[test]
fn nobody_is_created_where_it_is_not_open() {
    check(|world| async move {
        let operator = world.operator();
        let code = world.refused(operator.clone(), create("CL1", "Asha", "Rao")).await;
        assert_eq!(code, "person.organisation-not-open");
        assert_eq!(world.refused(operator, create("XX1", "Asha", "Rao")).await, "not-found");
        assert_eq!(
            person(&world, "RX1", "Asha", "Rao").await.address,
            "asha.rao@guildhall.example"
        );
    });
}

#[test]
fn absent_details_stay_and_null_clears() {
    check(|world| async move {
        let operator = world.operator();
        let new = CreatePerson {
            job_title: Some("Nurse".to_owned()),
            department: Some("Ward 7".to_owned()),
            ..create("RX1", "Asha", "Rao")
        };
        let asha = world.done(operator.clone(), new).await.id;
        let body = serde_json::json!({ "person": asha, "job_title": null, "telephone": "0113 496 0000 ext 12" });
        world
            .door
            .perform_by_name(world.call(operator.clone()), "person.change", body)
            .await
            .unwrap();
        let found = record(&world, asha).await;
        assert_eq!(
            (found.job_title.as_deref(), found.department.as_deref()),
            (None, Some("Ward 7"))
        );
        assert_eq!(found.telephone.as_deref(), Some("0113 496 0000 ext 12"));
        assert_eq!(world.refused(operator, change(asha)).await, "person.nothing-to-change");
    });
}

#[test]
fn a_person_keeps_their_own_profile_and_nothing_else() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let own = Actor::Account(asha);
        let mobile = |text: &str| ChangeProfile {
            mobile: Some(Some(text.to_owned())),
            ..ChangeProfile::default()
        };
        for text in ["+44 (0)7700 900 982", "07700-900.982", "0044 7700 900982"] {
            let _ = world.door.perform(world.call(own.clone()), mobile(text)).await;
            assert_eq!(record(&world, asha).await.mobile.as_deref(), Some("+447700900982"));
        }
        for text in
            ["0770", "+353 85 012 3456", "+33 6 12 34 56 78", "07700 900 98x", "0700 900 9821"]
        {
            assert_eq!(world.refused(own.clone(), mobile(text)).await, "person.details", "{text}");
        }
        assert_eq!(world.refused(world.operator(), mobile("07700 900 982")).await, "not-allowed");
        let body = serde_json::json!({ "job_title": "Chief" });
        let refused = world.door.perform_by_name(world.call(own), "profile.change", body).await;
        assert_eq!(refusal(refused).code, "input.malformed");
    });
}

#[test]
fn accounts_and_people_are_counted_while_they_live() {
    check(|world| async move {
        let operator = world.operator();
        let new = CreatePerson { unit: Some(unit("RX1")), ..create("RX1", "Asha", "Rao") };
        let asha = world.done(operator.clone(), new).await.id;
        person(&world, "RX1", "Jo", "Ng").await;
        let count = || async {
            let mut reader = world.door.reader().await.unwrap();
            (
                reader.ask(AccountsIn(org("RX1"))).await.unwrap(),
                reader.ask(PeopleInUnit(unit("RX1"))).await.unwrap(),
            )
        };
        assert_eq!(count().await, (2, 1));
        world.done(operator.clone(), crate::people::DeletePerson { person: asha }).await;
        assert_eq!(count().await, (1, 0));
        assert_eq!(record(&world, asha).await.kind, AccountKind::User);
    });
}
