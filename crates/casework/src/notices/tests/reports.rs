//! Reports of mail servers about letters that came back.

use facts::directory::AccountDisabled;
use kernel::authority::Role;
use proptest::prelude::*;
use uuid::Uuid;

use super::{follow, letters, manifests};
use crate::notices::commands::{NoticeCameBack, RetryNotice};
use crate::notices::model::MailState;
use crate::notices::model::returned::{Report, read};

/// As Postfix writes one, shortened.
fn report(key: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@relay.example (Mail Delivery System)\n\
         To: no-reply+{key}@guildhall.example\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
         --b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; relay.example\n\n\
         Final-Recipient: rfc822; asha.rao@guildhall.example\n\
         Action: {action}\n\
         Status: {status}\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\n--b--\n"
    )
}

const KEY: &str = "0198c0de000070008000000000000001";

#[test]
fn a_report_names_its_letter_by_the_address_or_by_its_number() {
    let mail = Uuid::try_parse(KEY).unwrap();
    let failed = |status: &str| Some(Report { mail, failed: Some(status.to_owned()) });
    assert_eq!(read(&report(KEY, "failed", "5.1.1")), failed("5.1.1"));
    assert_eq!(read(&report(KEY, "Failed", "5.2.2 (full)")), failed("5.2.2"));
    // What is no counted reason, or not a lasting one, is not repeated.
    assert_eq!(read(&report(KEY, "failed", "<script>")), failed("5.0.0"));
    assert_eq!(read(&report(KEY, "failed", "4.4.1")), failed("5.0.0"));
    assert_eq!(
        read(&report(KEY, "delayed", "4.4.1")),
        Some(Report { mail, failed: None }),
        "a letter that is late has not come back"
    );
    let by_number =
        report("nobody", "failed", "5.1.1") + &format!("Message-ID: <{KEY}@guildhall.example>\n");
    assert_eq!(read(&by_number), failed("5.1.1"));
    assert_eq!(read(&report("nobody", "failed", "5.1.1")), None);
    assert_eq!(read(&format!("To: no-reply+{KEY}@x.example\n\nHello\n")), None);
}

/// Any text, control characters and line ends among it.
fn text() -> impl Strategy<Value = String> {
    let one = prop_oneof![4 => any::<char>(), 1 => Just('\n'), 1 => Just('\r'), 1 => Just('{')];
    proptest::collection::vec(one, 0..60).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in text(), key in "[0-9a-f]{30,34}") {
        let _ = read(&text);
        let _ = read(&format!("é+{key}@{text}\nAction:{text}\nStatus:{text}"));
    }
}

#[test]
fn a_letter_that_came_back_is_shown_and_can_be_sent_again() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let account = world.person("Asha Rao", organisation);
        world.note(AccountDisabled { account, organisation }).await;
        follow(&world).await;
        let letter = letters(&world).await.remove(0);
        let key = letter.id.simple().to_string();
        let came = NoticeCameBack { report: report(&key, "failed", "5.1.1") };
        // Nothing comes back that was never sent.
        assert!(!world.done(world.operator(), came.clone()).await.failed);
        follow(&world).await;
        assert_eq!(letters(&world).await[0].state, MailState::Waiting);

        super::sending::pretend_sent(&world, letter.id).await;
        let national = world.administrator(Role::PlatformAdministrator, organisation).await;
        let again = RetryNotice { mail: letter.id };
        assert_eq!(world.refused(national.clone(), again.clone()).await, "notice.not-again");
        assert!(world.done(world.operator(), came.clone()).await.failed);
        follow(&world).await;
        let back = letters(&world).await.remove(0);
        assert_eq!(back.state, MailState::Bounced);
        assert_eq!(back.reply, "It came back: there is no such mailbox (5.1.1).");
        assert!(back.may_retry);
        // The same report once more changes nothing.
        assert!(!world.done(world.operator(), came).await.failed);

        world.done(national.clone(), again.clone()).await;
        follow(&world).await;
        assert_eq!(letters(&world).await[0].state, MailState::Waiting);
        let unknown = RetryNotice { mail: Uuid::nil() };
        assert_eq!(world.refused(national, unknown).await, "notice.unknown-letter");
        let nothing = NoticeCameBack { report: "Hello".to_owned() };
        assert_eq!(world.refused(world.operator(), nothing).await, "notice.no-report");
        let long = NoticeCameBack { report: "a".repeat(70_000) };
        assert_eq!(world.refused(world.operator(), long).await, "notice.report-long");
    });
}
