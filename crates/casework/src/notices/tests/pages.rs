//! The pages hold what the queries say, and the words stay words.

use facts::signin::AccountUnlocked;

use super::{follow, letters, manifests};
use crate::notices::model::template::Words;
use crate::notices::portal::shown_letter;

#[test]
fn what_somebody_is_called_is_never_markup() {
    let words = Words {
        subject: "<b>Hello</b>".to_owned(),
        body: "First line\n<script>alert(1)</script>\n\nSecond & last\n".to_owned(),
    };
    let page = shown_letter(&words).into_string();
    assert!(page.contains("&lt;b&gt;Hello&lt;/b&gt;"), "{page}");
    assert!(page.contains("First line<br>&lt;script&gt;"), "{page}");
    assert!(page.contains("<p>Second &amp; last</p>"), "{page}");
}

#[test]
fn a_name_that_looks_like_a_header_ends_in_the_words_only() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.change_person(asha, |view| {
            view.display_name = "Asha\r\nBcc: all@guildhall.example\r\n\r\nHello {day}".to_owned();
        });
        world.note(AccountUnlocked { account: asha }).await;
        follow(&world).await;
        let letter = letters(&world).await.remove(0);
        assert!(letter.body.starts_with("Dear Asha Bcc: all@guildhall.example Hello {day},\n"));
        assert!(!letter.subject.contains('\n'));
    });
}
