//! Whether somebody reads a mailbox.

use facts::directory::UnreadSince;

use super::pages::{check_pages, opened, visit};
use super::*;
use crate::people::MarkMailbox;

#[test]
fn a_mailbox_is_said_to_be_unread_by_its_owner_or_whoever_looks_after_them() {
    check_pages(|world| async move {
        let (_, administrator) = opened(&world, "RX1").await;
        let (_, foreign) = opened(&world, "RX2").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let own = Actor::Account(asha);
        let mark = |is_read| MarkMailbox { person: asha, is_read };
        assert_eq!(world.refused(own.clone(), mark(true)).await, "person.nothing-to-change");
        assert_eq!(world.refused(foreign, mark(false)).await, "not-found");
        let ben = Actor::Account(person(&world, "RX1", "Ben", "Okoro").await.id);
        let refused = world.refused(ben, mark(false)).await;
        assert!(["not-allowed", "not-found"].contains(&refused), "{refused}");
        // On their own page.
        let (_, page) = visit(&world, &own, "/me", None).await;
        assert!(page.contains("Mailbox is read") && page.contains("/me/mailbox"), "{page}");
        let (status, page) = visit(&world, &own, "/me/mailbox", Some("version=1")).await;
        assert_eq!(status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Choose whether somebody reads the mailbox."), "{page}");
        let (_, place) = visit(&world, &own, "/me/mailbox", Some("version=1&is_read=no")).await;
        assert_eq!(place, "/me?done=changed");
        let (_, page) = visit(&world, &own, "/me", None).await;
        assert!(page.contains("No, since"), "{page}");
        let mut reader = world.door.reader().await.unwrap();
        assert!(reader.ask(UnreadSince(asha)).await.unwrap().is_some());
        drop(reader);
        // And by an administrator, who says that it is read again.
        let at = format!("/o/RX1/people/{asha}");
        let (_, page) = visit(&world, &administrator, &at, None).await;
        assert!(page.contains("No, since") && page.contains(&format!("{at}/mailbox")), "{page}");
        let form = Some("version=1&is_read=yes");
        let (_, place) = visit(&world, &administrator, &format!("{at}/mailbox"), form).await;
        assert_eq!(place, format!("{at}?done=changed"));
        let mut reader = world.door.reader().await.unwrap();
        assert_eq!(reader.ask(UnreadSince(asha)).await.unwrap(), None);
    });
}
