//! The matrix says what the tables say, the same every time.

use kernel::authority::{Role, Span, Who};
use kernel::door::View;
use testkit::check;

use super::model::marks;
use super::{RoleMatrix, matrix_text};

#[test]
fn the_matrix_has_a_line_for_everything_and_reads_the_same_each_time() {
    check(crate::manifests, |world| async move {
        let text = matrix_text(&world.door);
        assert_eq!(text, matrix_text(&world.door));
        for name in world
            .door
            .commands()
            .map(|entry| entry.name)
            .chain(world.door.queries().map(|entry| entry.name))
        {
            let lines = text.lines().filter(|line| line.split(' ').next() == Some(name));
            assert_eq!(lines.count(), 1, "{name}");
        }
        let line = text.lines().find(|line| line.starts_with("grant.give ")).expect("a line");
        let marks: Vec<&str> = line.split_whitespace().skip(1).collect();
        let expected = [&["YYY"][..], &["---"; 8], &["Yd-"], &["---"; 9], &["operator"]].concat();
        assert_eq!(marks, expected, "{line}");
        assert!(text.lines().all(|line| !line.ends_with(' ')), "no blanks at the ends of lines");
    });
}

#[test]
fn marks_follow_span_and_view() {
    let local = Who::roles(&[Role::Auditor, Role::PlatformAdministrator]);
    assert_eq!(marks(Role::Auditor, &local, None), "Yd-");
    assert_eq!(marks(Role::Auditor, &local, Some(View::Record)), "Yd-");
    assert_eq!(marks(Role::Auditor, &local, Some(View::Nation)), "---");
    assert_eq!(marks(Role::PlatformAdministrator, &local, Some(View::Nation)), "YYY");
    let served = Who::roles(&[Role::NationalAdministrationService]);
    assert_eq!(marks(Role::NationalAdministrationService, &served, None), "sss");
    assert_eq!(marks(Role::NationalAdministrationService, &served, Some(View::Nation)), "---");
    assert_eq!(marks(Role::LocalHelpDesk, &local, None), "---");
    assert_eq!(marks(Role::LocalHelpDesk, &Who::EVERYONE, None), "YYY");
}

#[test]
fn the_catalogue_is_for_those_who_hold_a_role_of_the_whole_service() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
        assert_eq!(world.asked(desk, &RoleMatrix {}).await.len(), Role::ALL.len());
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        assert_eq!(world.not_asked(ann, &RoleMatrix {}).await, "not-allowed");
    });
}

#[test]
fn whoever_holds_a_national_role_without_pages_of_its_own_finds_where_to_begin() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        for role in Role::ALL.iter().copied().filter(|role| role.span() == Span::Nation) {
            let actor = world.administrator(role, rx1).await;
            let card = super::portal::card(world.door.clone(), world.call(actor)).await.unwrap();
            let has_own = matches!(
                role,
                Role::PlatformAdministrator
                    | Role::SecondPlatformApprover
                    | Role::NationalServiceDesk
            );
            assert_eq!(card.is_none(), has_own, "{role:?}");
            let Some(card) = card else { continue };
            assert!(card.body.0.contains("href=\"/national/"), "{role:?} has no next step");
        }
        let local = world.administrator(Role::LocalAdministrator, rx1).await;
        let card = super::portal::card(world.door.clone(), world.call(local)).await.unwrap();
        assert!(card.is_none());
    });
}
