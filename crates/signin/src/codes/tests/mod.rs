//! Start codes and the pages around them, on both engines.

mod early;
mod links;

use kernel::authority::{Action, GrantSpan, Resource, Role};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Permit, Ports};
use kernel::refusal::Result;
use kernel::secret::Secret;

use super::model;
use crate::attempts::SignInStateOf;
use crate::codes::{IssueStartCode, RedeemStartCode, ResetPassword};
use crate::factors::Entered;
use crate::sessions::resolve;
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, browser, check, check_races, code, enter, open, post, reasons,
    refusal, signed_in, start,
};

#[test]
fn a_code_sets_a_password_signs_in_and_ends_older_sessions() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let old = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let code = code(&world, &administrator, person).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
        let signed_in = start(&world, &typed, OTHER).await.unwrap();
        assert!(resolve(&world.door, &signed_in.session_key).await.unwrap().is_some());
        assert!(resolve(&world.door, &old).await.unwrap().is_none());
        enter(&world, USERNAME, OTHER).await.unwrap();
        assert_eq!(refusal(enter(&world, USERNAME, PASSWORD).await).code, "signin.refused");
    });
}

#[test]
fn of_sixteen_who_use_a_code_at_once_exactly_one_wins_and_nobody_is_locked_out() {
    check_races(|world| async move {
        let (person, administrator) = asha(&world).await;
        let code = code(&world, &administrator, person).await;
        let mut tries = Vec::new();
        for number in 0..16 {
            let (world, code) = (world.clone(), code.clone());
            tries.push(tokio::spawn(async move {
                start(&world, &code, &format!("{OTHER} {number}")).await.is_ok()
            }));
        }
        let mut won = 0;
        for one in tries {
            won += usize::from(one.await.unwrap());
        }
        assert_eq!(won, 1);
        let state = world.asked(administrator, &SignInStateOf { person }).await;
        assert_eq!((state.locked_until, state.start_code_until, state.sessions), (None, None, 1));
    });
}

/// The same command, in between whose check and act something else happens.
#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Late(RedeemStartCode);

impl Command for Late {
    const NAME: &'static str = "test.late";
    const ACTION: Action = super::authority::REDEEM;
    type Prepared = <RedeemStartCode as Command>::Prepared;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Self::Prepared> {
        let ready = self.0.prepare(call, ports).await?;
        let gate = ports.port::<crate::Gate>()?;
        let door = gate.door()?;
        door.perform(door.call(Actor::Anonymous, call.face), again(&self.0)).await?;
        Ok(ready)
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        self.0.resource(call, reader).await
    }

    async fn run(
        &self,
        ready: &Self::Prepared,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Entered> {
        self.0.set(ready, call, tx).await
    }
}

fn again(command: &RedeemStartCode) -> RedeemStartCode {
    RedeemStartCode {
        username: command.username.clone(),
        code: command.code.clone(),
        password: command.password.clone(),
        origin: crate::Origin::default(),
    }
}

#[test]
fn a_code_used_between_the_check_and_the_act_is_used_once() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let command = RedeemStartCode {
            username: USERNAME.to_owned(),
            code: Secret::new(code(&world, &administrator, person).await),
            password: Secret::new(OTHER.to_owned()),
            origin: crate::Origin::default(),
        };
        let late = world.door.perform(world.call(Actor::Anonymous), Late(command)).await;
        assert_eq!(refusal(late).code, "start-code.refused");
        let state = world.asked(administrator, &SignInStateOf { person }).await;
        assert_eq!(state.sessions, 1);
    });
}

#[test]
fn a_new_code_voids_the_last_one() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let first = code(&world, &administrator, person).await;
        let second = code(&world, &administrator, person).await;
        assert_eq!(refusal(start(&world, &first, OTHER).await).code, "start-code.refused");
        start(&world, &second, OTHER).await.unwrap();
        assert_eq!(refusal(start(&world, &second, PASSWORD).await).code, "start-code.refused");
    });
}

#[test]
fn a_code_is_good_for_fourteen_days() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let code_of_today = code(&world, &administrator, person).await;
        world.advance_days(14);
        assert_eq!(refusal(start(&world, &code_of_today, OTHER).await).code, "start-code.refused");
        let next = code(&world, &administrator, person).await;
        world.advance_days(13);
        start(&world, &next, OTHER).await.unwrap();
    });
}

#[test]
fn wrong_codes_are_counted_like_wrong_passwords_and_answered_like_unknown_people() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let code = code(&world, &administrator, person).await;
        let say = |refusal: kernel::refusal::Refusal| serde_json::to_string(&refusal).unwrap();
        let mut answers = Vec::new();
        for _ in 0..10 {
            answers.push(say(refusal(start(&world, "22222-22222-2222", OTHER).await)));
        }
        answers.push(say(refusal(start(&world, &code, OTHER).await)));
        let nobody = crate::codes::redeem(
            &world.door,
            &crate::testing::browser(&world),
            "",
            "nobody@x",
            &code,
            OTHER,
        )
        .await;
        answers.push(say(refusal(nobody)));
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(reasons(&world, person).await[0], "account locked");
    });
}

#[test]
fn a_weak_password_leaves_the_code_unused() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let code = code(&world, &administrator, person).await;
        assert_eq!(refusal(start(&world, &code, "short").await).code, "password.too-short");
        let own_name = refusal(start(&world, &code, "Asha.Asha.Asha.1").await);
        assert_eq!(
            (own_name.code, own_name.fields[0].field.as_ref()),
            ("password.guessable", "password")
        );
        start(&world, &code, OTHER).await.unwrap();
    });
}

#[test]
fn a_reset_takes_the_password_away_at_once_and_ends_sessions() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let issued =
            crate::testing::helped(&world, &administrator, person, ResetPassword { person }).await;
        assert!(resolve(&world.door, &key).await.unwrap().is_none());
        refusal(enter(&world, USERNAME, PASSWORD).await);
        let state = world.asked(administrator, &SignInStateOf { person }).await;
        assert_eq!(
            (state.password_set_at, state.start_code_until),
            (None, Some(issued.expires_at))
        );
        start(&world, &issued.code, OTHER).await.unwrap();
    });
}

#[test]
fn nobody_makes_a_code_for_somebody_whose_rights_go_beyond_their_own() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let other = world.organisation("RX2").await;
        let holder = |role| world.administrator(role, organisation);
        let desk = holder(Role::LocalHelpDesk).await;
        let local = holder(Role::LocalAdministrator).await;
        let primary = holder(Role::PrimaryLocalAdministrator).await;
        let platform = holder(Role::PlatformAdministrator).await;
        let national = holder(Role::NationalServiceDesk).await;
        let auditor_elsewhere = world.person("Carol Penn", organisation);
        world.grant(auditor_elsewhere, Role::Auditor, GrantSpan::Organisation(other)).await;
        let of = |actor: &Actor| IssueStartCode { person: actor.account().unwrap() };
        for (helper, helped) in [
            (&local, &desk),
            (&primary, &local),
            (&national, &primary),
            (&platform, &national),
            (&local, &local),
        ] {
            world.done(helper.clone(), of(helped)).await;
        }
        for (helper, helped) in
            [(&desk, &local), (&local, &primary), (&primary, &platform), (&national, &platform)]
        {
            assert_eq!(world.refused(helper.clone(), of(helped)).await, "account.above-you");
        }
        assert_eq!(
            world.refused(primary, IssueStartCode { person: auditor_elsewhere }).await,
            "account.above-you"
        );
        crate::testing::helped(
            &world,
            &platform,
            auditor_elsewhere,
            IssueStartCode { person: auditor_elsewhere },
        )
        .await;
    });
}

#[test]
fn a_disabled_account_gets_no_code_and_a_foreign_one_is_not_found() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let elsewhere = world.organisation("RX2").await;
        let foreign = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(foreign, IssueStartCode { person }).await, "not-found");
        assert_eq!(
            world.refused(Actor::Account(person), IssueStartCode { person }).await,
            "not-allowed"
        );
        world.change_person(person, |view| view.state = "disabled".to_owned());
        assert_eq!(
            world.refused(administrator, IssueStartCode { person }).await,
            "account.no-sign-in"
        );
    });
}

#[test]
fn a_code_is_three_groups_that_can_be_read_out() {
    let (one, other) = (model::draw(), model::draw());
    assert_ne!(one, other);
    assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [5, 5, 4]);
    assert!(!one.contains(['0', 'O', '1', 'I', 'L', 'U']));
    assert_eq!(model::folded(&one.to_lowercase()), one.replace('-', ""));
}

#[test]
fn a_code_made_on_the_persons_page_starts_the_person() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let helper = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{person}/start-code");
        assert!(
            open(&world, &helper, &address)
                .await
                .html
                .contains("The password in use goes on working")
        );
        let sheet = post(&world, &helper, &address, "how=in-person").await;
        assert_eq!(
            (sheet.status.as_u16(), sheet.headers["cache-control"].to_str().unwrap()),
            (200, "no-store")
        );
        let place = sheet.html.find("<strong>").unwrap() + "<strong>".len();
        let code = &sheet.html[place..place + 16];
        let nobody = browser(&world);
        let page = open(&world, &nobody, "/start?username=asha").await;
        assert!(
            page.html.contains("15 characters or more") && page.html.contains("value=\"asha\"")
        );
        let weak = post(
            &world,
            &nobody,
            "/start",
            &format!("username=asha.rao%40guildhall.example&code={code}&password=short"),
        )
        .await;
        assert_eq!(weak.status, 422);
        assert!(weak.html.contains(code) && weak.html.contains("href=\"#password\""));
        let form = format!(
            "username=asha.rao%40guildhall.example&code={code}&password=copper+meadow+17+saddle"
        );
        let started = post(&world, &nobody, "/start", &form).await;
        assert_eq!(started.location(), "/home");
        assert!(started.headers.contains_key("set-cookie"));
        let wrong = format!("/o/RX9/people/{person}/start-code");
        assert_eq!(open(&world, &helper, &wrong).await.status, 404);
        assert_eq!(open(&world, &helper, "/o/RX1/people/nobody/start-code").await.status, 404);
        assert_eq!(
            post(&world, &signed_in(&world, &Actor::Account(person)), &address, "").await.status,
            403
        );
        let reset = post(&world, &helper, &format!("/o/RX1/people/{person}/reset"), "").await;
        assert!(reset.html.contains("This is shown once"));
        refusal(enter(&world, USERNAME, OTHER).await);
    });
}
