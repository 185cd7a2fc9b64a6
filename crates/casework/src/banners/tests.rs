//! Banners at the door and above pages, on both engines. They need no order among themselves.

use axum::http::StatusCode;
use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, Manifest};
use kernel::ids::OrganisationId;
use testkit::World;

use super::{Banners, EndBanner, Level, PutBanner, Shown, above, live, status};

fn manifests() -> Vec<Manifest> {
    vec![super::manifest()]
}

fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    testkit::check(manifests, test);
}

fn put(world: &World, organisation: Option<&str>, words: &str) -> PutBanner {
    PutBanner {
        organisation: organisation.map(str::to_owned),
        level: Level::News,
        words: words.to_owned(),
        shows_outside: false,
        starts_at: None,
        ends_at: world.clock.now().plus_days(1),
    }
}

async fn up(world: &World, organisation: Option<OrganisationId>, is_outside: bool) -> Vec<Shown> {
    let mut reader = world.door.reader().await.unwrap();
    live(&mut reader, organisation, is_outside, world.clock.now()).await.unwrap()
}

fn words(shown: &[Shown]) -> Vec<&str> {
    shown.iter().map(|each| each.words.as_str()).collect()
}

#[test]
fn a_banner_stands_above_the_pages_of_those_it_is_for_until_it_ends() {
    check(|world| async move {
        let (one, other) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let local = world.administrator(Role::LocalAdministrator, one).await;
        let desk = world.person("Nadia Desk", other);
        world.grant(desk, Role::NationalServiceDesk, GrantSpan::Nation).await;
        let desk = Actor::Account(desk);
        world.done(local.clone(), put(&world, Some("RX1"), "The  car park\nis closed.")).await;
        let incident = PutBanner {
            level: Level::Incident,
            shows_outside: true,
            ..put(&world, None, "Mail is slow.")
        };
        let incident = world.done(desk.clone(), incident).await.banner;
        let planned = PutBanner {
            level: Level::Planned,
            starts_at: Some(world.clock.now().plus_seconds(3600)),
            ..put(&world, None, "Work on Sunday.")
        };
        world.done(desk.clone(), planned).await;
        assert_eq!(
            words(&up(&world, Some(one), false).await),
            ["Mail is slow.", "The car park is closed."]
        );
        assert_eq!(words(&up(&world, Some(other), false).await), ["Mail is slow."]);
        let outside = up(&world, None, true).await;
        assert_eq!(words(&outside), ["Mail is slow."]);
        assert_eq!(status(&outside), None, "it says itself what is wrong");
        world.advance(std::time::Duration::from_secs(3600));
        assert_eq!(
            words(&up(&world, Some(other), false).await),
            ["Mail is slow.", "Work on Sunday."]
        );
        assert_eq!(
            words(&up(&world, None, true).await),
            ["Mail is slow."],
            "not everything is for outside"
        );
        world.done(desk.clone(), EndBanner { banner: incident }).await;
        assert_eq!(world.refused(desk, EndBanner { banner: incident }).await, "banner.over");
        assert!(status(&up(&world, None, true).await).is_some());
        world.advance_days(1);
        assert_eq!(words(&up(&world, Some(one), false).await), [""; 0]);
    });
}

#[test]
fn nobody_puts_one_up_elsewhere_or_sees_what_is_up_there() {
    check(|world| async move {
        let (one, other) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let local = world.administrator(Role::LocalAdministrator, one).await;
        let foreign = world.administrator(Role::LocalAdministrator, other).await;
        let banner = world.done(local.clone(), put(&world, Some("RX1"), "Ours.")).await.banner;
        let refused = world.refused(foreign.clone(), put(&world, Some("RX1"), "Theirs.")).await;
        assert_eq!(refused, "not-found");
        assert_eq!(world.refused(foreign.clone(), EndBanner { banner }).await, "not-found");
        let list = |code: Option<&str>| Banners { organisation: code.map(str::to_owned) };
        assert_eq!(world.not_asked(foreign, &list(Some("RX1"))).await, "not-found");
        assert_eq!(world.refused(local.clone(), put(&world, None, "To all.")).await, "not-allowed");
        assert_eq!(world.not_asked(local.clone(), &list(None)).await, "not-allowed");
        assert_eq!(world.asked(local, &list(Some("RX1"))).await.items.len(), 1);
    });
}

#[test]
fn what_cannot_stand_is_said_at_the_field() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        let long = "a".repeat(301);
        for wrong in ["", " \n ", &long, "a\u{7}b"] {
            let refused = world.refused(local.clone(), put(&world, Some("RX1"), wrong)).await;
            assert_eq!(refused, "banner.words", "{wrong:?}");
        }
        for days in [0, 91] {
            let ends_at = world.clock.now().plus_days(days);
            let late = PutBanner { ends_at, ..put(&world, Some("RX1"), "Late.") };
            assert_eq!(world.refused(local.clone(), late).await, "banner.end");
        }
        let outside = PutBanner { shows_outside: true, ..put(&world, Some("RX1"), "Out.") };
        assert_eq!(world.refused(local.clone(), outside).await, "banner.outside");
        for _ in 0..3 {
            world.done(local.clone(), put(&world, Some("RX1"), "One more.")).await;
        }
        let fourth = world.refused(local.clone(), put(&world, Some("RX1"), "Fourth.")).await;
        assert_eq!(fourth, "banner.too-many");
        world.advance_days(1);
        world.done(local, put(&world, Some("RX1"), "Those are over.")).await;
    });
}

#[test]
fn an_administrator_puts_one_up_and_takes_it_down_on_the_page() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        let visit = async |at: &str, form: Option<&str>| {
            testkit::visit(&world, crate::portal(), &local, at, form).await
        };
        let (_, page) = visit("/o/RX1/banners", None).await;
        assert!(page.contains("No banners") && !page.contains("before signing in"));
        let (status, page) = visit("/o/RX1/banners", Some("words=&level=news&ends_at=4")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#words\""), "{page}");
        let form = "words=Lifts+%3Cb%3Eout%3C%2Fb%3E&level=incident&ends_at=4";
        let (status, to) = visit("/o/RX1/banners", Some(form)).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/o/RX1/banners"));
        let (_, page) = visit("/o/RX1/banners", None).await;
        assert!(page.contains("Lifts &lt;b&gt;out") && page.contains("Take down"));
        let shown = up(&world, Some(organisation), false).await;
        let markup = above(&shown).expect("one is up").into_string();
        assert!(markup.contains("Something does not work") && markup.contains("&lt;b&gt;"));
        let query = Banners { organisation: Some("RX1".to_owned()) };
        let banner = world.asked(local.clone(), &query).await.items[0].banner;
        visit("/o/RX1/banners/end", Some(&format!("banner={banner}"))).await;
        let (_, page) = visit("/o/RX1/banners", None).await;
        assert!(page.contains("Over") && !page.contains("Take down"));
        assert!(above(&up(&world, Some(organisation), false).await).is_none());
    });
}
