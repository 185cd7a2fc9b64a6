//! The pages: what it does, the sheet, and what its owner sees.

use super::*;
use crate::testing::{open, post, signed_in};

#[test]
fn the_sheet_is_shown_once_and_its_owner_is_told_how_many_are_left() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let helper = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{person}/code-sheet");
        let asked = open(&world, &helper, &address).await.html;
        assert!(asked.contains("You see 10 codes once"), "{asked}");
        let refused = post(&world, &helper, &address, "").await;
        assert_eq!(refused.status, 422, "it asks how they made sure");
        assert!(refused.html.contains("There is a problem"));
        let shown = post(&world, &helper, &address, "how=in-person").await;
        assert_eq!(shown.html.matches("<li><code>").count(), 10, "{}", shown.html);
        assert!(shown.html.contains(USERNAME) && shown.html.contains("This is shown once"));
        assert_eq!(shown.headers["cache-control"], "no-store");
        let again = open(&world, &helper, &address).await.html;
        assert!(!again.contains("<code>"));
        let own = signed_in(&world, &Actor::Account(person));
        let mine = open(&world, &own, "/me/second-step").await.html;
        assert!(mine.contains("codes on the sheet") && mine.contains("You have 10 left"));
        let line = crate::ready_lines()[0](world.door.clone(), world.call(administrator), person);
        let line = line.await.unwrap().into_iter().find(|line| line.topic == "Second step");
        let line = line.unwrap();
        assert_eq!(line.text, "Codes on paper, 10 left.");
        assert!(line.act.unwrap().href.ends_with("/code-sheet"));
    });
}
