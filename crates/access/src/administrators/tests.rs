//! Who has too few administrators, and that the count follows whatever it hangs on.

use axum::http::StatusCode;
use facts::directory::{AccountDisabled, AccountEnabled, MailboxMarked, OrganisationClosed};
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::followers::follow_once;
use testkit::{World, check};

use super::jobs::{run_due, sweep};
use super::{FewAdministrators, FewPage};
use crate::grants::{EndGrant, GiveGrant};

/// Everything that is told and due, as a running process does it.
async fn work(world: &World) {
    world.seal().await;
    for after in world.door.after() {
        while follow_once(&world.door, after).await.expect("following works") > 0 {}
    }
    run_due(&world.door).await.expect("looking works");
}

async fn few(world: &World) -> Vec<(String, i64)> {
    let found: FewPage = world.asked(world.operator(), &FewAdministrators::default()).await;
    found.items.into_iter().map(|line| (line.organisation, line.working)).collect()
}

fn expected(lines: &[(&str, i64)]) -> Vec<(String, i64)> {
    lines.iter().map(|(code, working)| ((*code).to_owned(), *working)).collect()
}

fn give(person: kernel::ids::AccountId, organisation: &str) -> GiveGrant {
    GiveGrant {
        person,
        role: Role::LocalAdministrator,
        organisation: Some(organisation.to_owned()),
        with_descendants: false,
        sector: None,
        starts_at: None,
        ends_at: None,
        covering_for: None,
        ticket: None,
        reason: "Leads".to_owned(),
    }
}

#[test]
fn the_count_follows_roles_accounts_and_the_calendar() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let rx2 = world.organisation("RX2").await;
        assert_eq!(sweep(&world.door).await.unwrap(), 2);
        assert_eq!(sweep(&world.door).await.unwrap(), 0, "each has its count now");
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX1", 0), ("RX2", 0)]));

        // Roles, one of them for three days from tomorrow.
        let (ann, bea) = (world.person("Ann First", rx1), world.person("Bea Second", rx1));
        let anns = world.done(world.operator(), give(ann, "RX1")).await.grant;
        let now = world.clock.now();
        let later = GiveGrant {
            starts_at: Some(now.plus_days(1)),
            ends_at: Some(now.plus_days(4)),
            ..give(bea, "RX1")
        };
        world.done(world.operator(), later).await;
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX2", 0), ("RX1", 1)]));
        world.advance_days(2);
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX2", 0)]), "it has begun");
        world.advance_days(3);
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX2", 0), ("RX1", 1)]), "it is over");

        // Accounts.
        world.change_person(ann, |view| view.state = "disabled".to_owned());
        world.note(AccountDisabled { account: ann, organisation: rx1 }).await;
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX1", 0), ("RX2", 0)]));
        world.change_person(ann, |view| view.state = "active".to_owned());
        world.note(AccountEnabled { account: ann, organisation: rx1 }).await;
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX2", 0), ("RX1", 1)]));
        world.done(world.operator(), EndGrant { grant: anns, reason: "Over".to_owned() }).await;
        world.change_organisation(rx2, |view| view.is_open = false);
        world.note(OrganisationClosed { organisation: rx2 }).await;
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("RX1", 0)]), "closed ones need nobody");
    });
}

#[test]
fn those_who_administer_from_above_count_for_all_below() {
    check(crate::manifests, |world| async move {
        let above = world.organisation("QAB").await;
        world.organisation_below("P81", Some(above)).await;
        world.organisation_below("P82", Some(above)).await;
        sweep(&world.door).await.unwrap();
        for name in ["Wil Wide", "Zoe Wide"] {
            let person = world.person(name, above);
            let wide = GiveGrant { with_descendants: true, ..give(person, "QAB") };
            world.done(world.operator(), wide).await;
        }
        let other = world.person("Ann Auditor", above);
        let auditor = GiveGrant { role: Role::Auditor, ..give(other, "QAB") };
        world.done(world.operator(), auditor).await;
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[]));
        // An organisation that came under another one without anything being told is seen a day later.
        let late = world.organisation("P83").await;
        sweep(&world.door).await.unwrap();
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("P83", 0)]));
        world
            .done(world.operator(), testkit::Place { organisation: late, parent: Some(above) })
            .await;
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[("P83", 0)]));
        world.advance_days(1);
        work(&world).await;
        assert_eq!(few(&world).await, expected(&[]));
    });
}

#[test]
fn the_list_is_searched_filtered_and_paged_and_only_for_national_roles() {
    check(crate::manifests, |world| async move {
        for code in ["RX1", "RX2", "P81", "P82", "P83"] {
            let organisation = world.organisation(code).await;
            if code.starts_with('P') {
                let person = world.person(&format!("Only {code}"), organisation);
                let span = GrantSpan::Organisation(organisation);
                world.grant(person, Role::PrimaryLocalAdministrator, span).await;
            }
        }
        sweep(&world.door).await.unwrap();
        work(&world).await;
        let ask = async |query: FewAdministrators| world.asked(world.operator(), &query).await;
        let codes = |page: &FewPage| -> Vec<String> {
            page.items.iter().map(|line| line.organisation.clone()).collect()
        };
        let base = FewAdministrators::default;
        let all = ask(base()).await;
        assert_eq!(codes(&all), ["RX1", "RX2", "P81", "P82", "P83"], "nobody comes first");
        assert_eq!((all.without, all.with_one), (2, 3));
        assert_eq!(
            codes(&ask(FewAdministrators { working: Some(0), ..base() }).await),
            ["RX1", "RX2"]
        );
        let by = |text: &str| FewAdministrators { text: Some(text.to_owned()), ..base() };
        assert_eq!(codes(&ask(by("p8")).await), ["P81", "P82", "P83"]);
        assert_eq!(codes(&ask(by("rx2 hosp")).await), ["RX2"], "the beginning of a name");
        assert!(codes(&ask(by("hospital")).await).is_empty());
        let (mut seen, mut query) = (Vec::new(), FewAdministrators { limit: Some(2), ..base() });
        loop {
            let page = ask(query.clone()).await;
            seen.extend(codes(&page));
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, codes(&all));
        let wrong = FewAdministrators { after: Some("nowhere".to_owned()), ..base() };
        assert_eq!(world.not_asked(world.operator(), &wrong).await, "not-found");

        let rx1 = world.organisation("RX9").await;
        let local = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        assert_eq!(world.not_asked(local.clone(), &base()).await, "not-allowed");
        let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
        let visit = async |who: &Actor, at: &str| {
            testkit::visit(&world, crate::portal(), who, at, None).await
        };
        let at = "/national/few-administrators";
        assert_eq!(visit(&local, at).await.0, StatusCode::FORBIDDEN);
        assert_eq!(visit(&local, &format!("{at}.csv")).await.0, StatusCode::FORBIDDEN);
        let (status, page) = visit(&desk, &format!("{at}?working=1&text=p8")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("P81 Hospital") && !page.contains("RX1 Hospital"));
        assert!(page.contains("few-administrators.csv?text=p8&amp;working=1"));
        let (_, file) = visit(&desk, &format!("{at}.csv?working=1")).await;
        assert_eq!(file.lines().count(), 4);
        assert!(file.contains("P82,P82 Hospital,1,0,2027-01-02"));
        let (_, page) = visit(&desk, &format!("{at}?text=nothing")).await;
        assert!(page.contains("No organisation with too few administrators matches"));
        let call = world.call(desk);
        let card = super::portal::card(world.door.clone(), call).await.unwrap().unwrap();
        assert!(card.body.0.contains("2 organisations have nobody"));
    });
}

#[test]
fn what_is_told_while_somebody_looks_is_looked_at_again() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        sweep(&world.door).await.unwrap();
        let mut reader = world.door.reader().await.unwrap();
        let now = world.clock.now();
        let seen = super::store::due(&mut reader, now, 10).await.unwrap().remove(0);
        drop(reader);
        let looked = std::sync::Arc::new(super::store::Looked { due: seen, count: None });
        let keep = looked.clone();
        let upkeep = world.door.upkeep(move |tx| {
            let keep = keep.clone();
            Box::pin(async move {
                super::store::ask(tx, &[rx1], now).await?;
                Ok(super::store::keep(tx, &keep, now).await?)
            })
        });
        upkeep.await.unwrap();
        assert_eq!(run_due(&world.door).await.unwrap(), 1, "what was seen before is not kept");
        assert_eq!(few(&world).await, expected(&[("RX1", 0)]));
    });
}

#[test]
fn a_primary_administrator_whose_mailbox_nobody_reads_shows_though_there_are_enough() {
    check(crate::manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let lead = world.administrator(Role::PrimaryLocalAdministrator, organisation).await;
        let other = world.administrator(Role::LocalAdministrator, organisation).await;
        sweep(&world.door).await.unwrap();
        work(&world).await;
        assert!(few(&world).await.is_empty());
        // Of a local administrator it is no affair of the nation.
        for (of, expected_now) in [(&other, expected(&[])), (&lead, expected(&[("RX1", 2)]))] {
            let account = of.account().unwrap();
            world.leave_unread(account);
            world.note(MailboxMarked { account, organisation }).await;
            work(&world).await;
            assert_eq!(few(&world).await, expected_now);
        }
        let query = FewAdministrators { working: Some(2), ..FewAdministrators::default() };
        let found = world.asked(world.operator(), &query).await;
        assert_eq!((found.unread, found.without, found.with_one), (1, 0, 0));
        assert_eq!(found.items[0].unread, 1);
        let query = FewAdministrators { working: Some(1), ..FewAdministrators::default() };
        assert!(world.asked(world.operator(), &query).await.items.is_empty());
        let query = crate::grants::GrantsInOrganisation {
            organisation: "RX1".to_owned(),
            after: None,
            limit: None,
        };
        let here = world.asked(lead, &query).await;
        assert_eq!((here.unread_mailboxes, here.too_few), (1, false));
        let marked = here.items.iter().filter(|line| line.mailbox_unread_since.is_some()).count();
        assert_eq!(marked, 2, "in the list it stands at each name");
    });
}
