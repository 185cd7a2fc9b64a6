use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use testkit::World;

use super::{check, holder, import, opened, row};
use crate::organisations::commands::{
    CloseOrganisation, ImportRegister, NoteRegisterChange, SettleNotice,
};
use crate::organisations::jobs::notice_changes;
use crate::organisations::model::{
    Confidence, NoticeKind, RegisterRow, RegisterStatus, SuccessionRow,
};
use crate::organisations::queries::{NoticeLine, RegisterNotices};

async fn open_notices(world: &World, actor: Actor) -> Vec<NoticeLine> {
    world.asked(actor, &RegisterNotices::default()).await.items
}

/// The watch looks, and looks again: the second look finds nothing.
async fn watch(world: &World) -> usize {
    let noticed = notice_changes(&world.door).await.unwrap();
    assert_eq!(notice_changes(&world.door).await.unwrap(), 0, "a second look changes nothing");
    noticed
}

async fn says(world: &World, as_of: i64, row: RegisterRow) {
    let name = format!("{} {as_of} {:?}", row.name, row.status);
    world.done(world.operator(), import(&name, as_of, vec![row])).await;
}

fn settling(code: &str, kind: NoticeKind) -> SettleNotice {
    SettleNotice { organisation: code.to_owned(), kind }
}

#[test]
fn a_member_that_the_register_renames_is_work_until_somebody_deals_with_it() {
    check(|world| async move {
        opened(&world, "RX1", None).await;
        world.done(world.operator(), import("l", 20260101, vec![row("RX9", "Only listed")])).await;
        assert_eq!(watch(&world).await, 0);
        says(&world, 20260201, row("RX1", "Another Hospital")).await;
        says(&world, 20260201, row("RX9", "Only listed, renamed")).await;
        assert_eq!(watch(&world).await, 1);
        let open = open_notices(&world, world.operator()).await;
        assert_eq!(open.len(), 1);
        assert_eq!(
            (open[0].kind, open[0].known_as.as_deref()),
            (NoticeKind::Renamed, Some("RX1 Hospital"))
        );
        assert_eq!((open[0].name.as_str(), open[0].day), ("Another Hospital", 20260201));

        says(&world, 20260301, row("RX1", "RX1 Hospital")).await;
        assert_eq!(watch(&world).await, 1, "renamed back");
        assert_eq!(open_notices(&world, world.operator()).await, []);

        says(&world, 20260401, row("RX1", "Third Hospital")).await;
        watch(&world).await;
        let settle = settling("RX1", NoticeKind::Renamed);
        world.done(world.operator(), settle.clone()).await;
        assert_eq!(open_notices(&world, world.operator()).await, []);
        assert_eq!(watch(&world).await, 0, "what was dealt with stays so");
        assert_eq!(world.refused(world.operator(), settle).await, "register.nothing-to-settle");
        says(&world, 20260501, row("RX1", "RX1 Hospital")).await;
        watch(&world).await;
        let open = open_notices(&world, world.operator()).await;
        assert_eq!(
            open[0].known_as.as_deref(),
            Some("Third Hospital"),
            "known is what was dealt with"
        );
    });
}

#[test]
fn a_member_that_the_register_closes_is_work_with_its_successors() {
    check(|world| async move {
        for code in ["RX1", "RX2", "RX3"] {
            opened(&world, code, None).await;
        }
        let today = crate::organisations::model::day_of(world.clock.now());
        let inactive = |code: &str| RegisterRow {
            status: Some(RegisterStatus::Inactive),
            closed_on: Some(20260331),
            ..row(code, &format!("{code} Hospital"))
        };
        says(&world, 20260401, inactive("RX1")).await;
        // Closed in law, open in operation: the register itself calls it active.
        let in_law = RegisterRow {
            legal_closed_on: Some(20250331),
            closed_on: Some(21000101),
            ..row("RX2", "RX2 Hospital")
        };
        says(&world, 20260401, in_law).await;
        // A last day that is today is a day of work still.
        let last_day = RegisterRow { closed_on: Some(today), ..row("RX3", "RX3 Hospital") };
        says(&world, 20260401, last_day).await;
        assert_eq!(watch(&world).await, 2);
        let open = open_notices(&world, world.operator()).await;
        let mut codes: Vec<_> =
            open.iter().map(|one| (one.organisation.as_str(), one.day)).collect();
        codes.sort_unstable();
        assert_eq!(codes, [("RX1", 20260331), ("RX2", 20250331)]);

        let last_day =
            NoteRegisterChange { organisation: "RX3".to_owned(), kind: NoticeKind::Closed };
        let watch_itself = Actor::Service("register-watch");
        assert_eq!(world.refused(watch_itself, last_day).await, "register.nothing-new");

        let follows = SuccessionRow {
            old_code: "RX1".to_owned(),
            new_code: "RX3".to_owned(),
            effective_on: 20260401,
            source: "list".to_owned(),
            confidence: Confidence::Published,
            note: None,
        };
        let list = import("list", 20260401, Vec::new());
        world.done(world.operator(), ImportRegister { successions: vec![follows], ..list }).await;
        assert_eq!(watch(&world).await, 1, "the successor joins the notice");
        let open = open_notices(&world, world.operator()).await;
        let first = open.iter().find(|one| one.organisation == "RX1").unwrap();
        assert_eq!(first.successors[0].name.as_deref(), Some("RX3 Hospital"));

        world.done(world.operator(), settling("RX1", NoticeKind::Closed)).await;
        assert_eq!(watch(&world).await, 0);
        says(&world, 20260501, row("RX1", "RX1 Hospital")).await;
        assert_eq!(watch(&world).await, 1, "taken back by the register, it can close again");
        says(&world, 20260601, inactive("RX1")).await;
        assert_eq!(watch(&world).await, 1);
        world.done(world.operator(), CloseOrganisation { organisation: "RX1".to_owned() }).await;
        assert_eq!(watch(&world).await, 1, "who has left the service needs nobody");
        let left = open_notices(&world, world.operator()).await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].organisation, "RX2");
    });
}

#[test]
fn notices_are_seen_and_settled_where_ones_role_reaches() {
    check(|world| async move {
        let one = opened(&world, "RX1", None).await;
        let two = opened(&world, "RX2", None).await;
        for code in ["RX1", "RX2"] {
            says(&world, 20260301, row(code, &format!("{code} Infirmary"))).await;
        }
        watch(&world).await;
        let at = |id| GrantSpan::Organisation(id);
        let primary = holder(&world, Role::PrimaryLocalAdministrator, at(one.id)).await;
        let local = holder(&world, Role::LocalAdministrator, at(two.id)).await;
        let seen = open_notices(&world, primary.clone()).await;
        assert_eq!(seen.iter().map(|one| one.organisation.as_str()).collect::<Vec<_>>(), ["RX1"]);
        let settle = |code| settling(code, NoticeKind::Renamed);
        assert_eq!(world.refused(primary.clone(), settle("RX2")).await, "not-found");
        assert_eq!(world.refused(local, settle("RX2")).await, "not-allowed");
        world.done(primary, settle("RX1")).await;
        let platform = holder(&world, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let page = RegisterNotices { limit: Some(1), ..Default::default() };
        let first = world.asked(platform.clone(), &page).await;
        assert_eq!((first.items[0].organisation.as_str(), first.next), ("RX2", None));
        says(&world, 20260401, row("RX1", "RX1 Clinic")).await;
        watch(&world).await;
        let first = world.asked(platform.clone(), &page).await;
        let second = RegisterNotices { after: first.next.clone(), ..page };
        let second = world.asked(platform, &second).await;
        assert_eq!((first.items.len(), second.items.len(), second.next), (1, 1, None));
        assert_ne!(first.items[0].organisation, second.items[0].organisation);
    });
}

#[test]
fn the_watch_settles_however_many_members_change_at_once() {
    check(|world| async move {
        // More than a batch: all of one look, none left over by the second.
        for number in 0..205 {
            let code = format!("W{number:03}");
            let name = format!("{code} Hospital");
            world.done(world.operator(), import(&code, 20260101, vec![row(&code, &name)])).await;
            let opening =
                super::OpenOrganisation { short_name: Some(code.clone()), ..super::opening(&code) };
            world.done(world.operator(), opening).await;
        }
        for chunk in 0..2 {
            let rows = (chunk * 103..(chunk * 103 + 103).min(205))
                .map(|number| row(&format!("W{number:03}"), &format!("W{number:03} Infirmary")));
            world
                .done(world.operator(), import(&format!("r{chunk}"), 20260201, rows.collect()))
                .await;
        }
        assert_eq!(watch(&world).await, 205);
    });
}
