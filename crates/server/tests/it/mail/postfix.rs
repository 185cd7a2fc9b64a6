//! A real mail server: delivered, refused, tried again, come back.

use casework::notices::model::MailState;
use kernel::authority::GrantSpan;
use kernel::door::Actor;
use serde_json::json;

use super::servers::Postfix;
use super::{check, created, done, letters, opened, run, settings};

/// The letter of a notice to whoever has this address.
fn find<'a>(
    all: &'a [casework::notices::Letter],
    notice: &str,
    start: &str,
) -> &'a casework::notices::Letter {
    all.iter()
        .find(|letter| letter.notice == notice && letter.address.starts_with(start))
        .unwrap_or_else(|| panic!("no {notice} to {start}: {all:#?}"))
}

#[test]
fn letters_reach_a_real_mail_server_and_what_comes_back_is_shown() {
    let Some(postfix) = Postfix::find() else { return };
    check(
        || settings(postfix.port),
        async |world| {
            opened(&world).await;
            let unique = kernel::audit::hex(&kernel::random::bytes::<4>());
            let letters_only = |part: &str| -> String {
                unique
                    .bytes()
                    .map(|byte| char::from(b'a' + byte % 26))
                    .chain(part.chars())
                    .collect()
            };
            let family = letters_only("Rao");
            let mut people = Vec::new();
            for given in ["Asha", "Unknown", "Bounce", "Later"] {
                people.push(created(&world, given, &family).await);
            }
            run(&world).await;
            assert!(
                letters(&world).await.iter().all(|letter| letter.tries == 0),
                "the first ones wait a day"
            );
            world.advance_days(1);
            for person in &people {
                done(&world, world.operator(), "start-code.issue", json!({ "person": person }))
                    .await;
                done(
                    &world,
                    world.operator(),
                    "person.hold",
                    json!({ "person": person, "reason": "an inquiry", "reference": "7" }),
                )
                .await;
            }
            run(&world).await;
            let all = letters(&world).await;
            let welcome = find(&all, "person.welcome", "asha.");
            assert_eq!(welcome.state, MailState::Sent, "{welcome:?}");
            assert!(welcome.reply.contains("queued as"), "{}", welcome.reply);
            let refused = find(&all, "person.welcome", "unknown.");
            assert_eq!(refused.state, MailState::Refused);
            assert!(refused.reply.contains("550"), "{}", refused.reply);
            let later = find(&all, "person.welcome", "later.");
            assert_eq!((later.state, later.tries), (MailState::Waiting, 1));
            assert!(later.reply.contains("450"), "{}", later.reply);
            assert!(
                !all.iter().any(|letter| letter.body.contains("hold")),
                "nobody reads of a hold"
            );

            let delivered = postfix.holding(&format!("<{}@", welcome.id.simple()), 1).await;
            let text = &delivered[0];
            for line in [
                "Auto-Submitted: auto-generated",
                "From: Guildhall <no-reply@guildhall.example>",
                "Subject: Welcome to Guildhall",
                &format!("Return-Path: <no-reply+{}@guildhall.example>", welcome.id.simple()),
            ] {
                assert!(text.contains(line), "{line} in {text}");
            }
            let code =
                done(&world, world.operator(), "start-code.issue", json!({ "person": people[0] }))
                    .await;
            run(&world).await;
            let code = code["code"].as_str().expect("a code");
            let sent = letters(&world).await;
            assert!(
                !sent.iter().any(|letter| letter.body.contains(code)),
                "no letter holds a code"
            );

            // What was taken and comes back: the report is what Postfix writes, handed over as an operator would.
            let back = find(&all, "person.welcome", "bounce.");
            assert_eq!(back.state, MailState::Sent);
            let reports = postfix.holding(&format!("no-reply+{}@", back.id.simple()), 1).await;
            let report = reports.iter().find(|text| text.contains("multipart/report"));
            let report = report.expect("a report of Postfix").clone();
            let came =
                done(&world, world.operator(), "notice.bounced", json!({ "report": report })).await;
            assert_eq!(came["failed"], json!(true));
            run(&world).await;
            let all = letters(&world).await;
            let back = find(&all, "person.welcome", "bounce.");
            assert_eq!(back.state, MailState::Bounced);
            assert_eq!(back.reply, "It came back: there is no such mailbox (5.1.1).");

            // Somebody of the national team has it sent again: it goes out with the same number.
            let national = created(&world, "Nadia", &letters_only("National")).await;
            let national = Actor::Account(serde_json::from_value(national).expect("a key"));
            let account = national.account().expect("somebody");
            world
                .grant(account, kernel::authority::Role::PlatformAdministrator, GrantSpan::Nation)
                .await;
            done(&world, national, "notice.retry", json!({ "mail": back.id })).await;
            run(&world).await;
            let all = letters(&world).await;
            assert_eq!(find(&all, "person.welcome", "bounce.").tries, 2);
        },
    );
}

#[test]
fn a_start_link_reaches_an_address_outside_and_stands_nowhere_else() {
    let Some(postfix) = Postfix::find() else { return };
    check(
        || settings(postfix.port),
        async |world| {
            opened(&world).await;
            let unique = kernel::audit::hex(&kernel::random::bytes::<4>());
            let family =
                unique.bytes().map(|byte| char::from(b'a' + byte % 26)).collect::<String>();
            let jo = created(&world, "Jo", &family).await;
            let outside = format!("jo.{unique}@home.example");
            let send = json!({ "person": jo, "address": outside });
            done(&world, world.operator(), "start-link.send", send.clone()).await;
            run(&world).await;
            let all = letters(&world).await;
            let letter = find(&all, "person.start-link", "jo.");
            assert_eq!(
                (letter.state, letter.address.as_str()),
                (MailState::Sent, outside.as_str())
            );
            let delivered = postfix.holding(&format!("<{}@", letter.id.simple()), 1).await;
            let text = plain(&delivered[0]);
            let link = text.lines().find(|line| line.contains("/start?username=")).expect("a link");
            let code = link.trim().rsplit_once("&code=").expect("a code").1;
            assert_eq!(code.len(), 40, "{link}");
            assert!(link.contains("://"), "{link}");
            assert!(!letter.body.contains(code) && letter.body.contains("only in the letter"));
            let mut reader = world.door.reader().await.expect("a connection");
            let body = "SELECT body FROM notice_mail WHERE notice = 'person.start-link'";
            let row = reader.row(body, &kernel::vals![]).await.expect("a row").expect("a letter");
            assert!(!row.text(0).expect("words").contains(code), "nothing written down holds it");
            drop(reader);
            let username = world
                .asked(
                    world.operator(),
                    &signin::attempts::SignInStateOf {
                        person: serde_json::from_value(jo.clone()).expect("a key"),
                    },
                )
                .await
                .address;
            let redeem = json!({ "username": username, "code": code, "password": "copper meadow 17 saddle" });
            done(&world, Actor::Anonymous, "start-code.redeem", redeem).await;

            // One that waits while another takes its place is not sent.
            let bo = created(&world, "Bo", &family).await;
            let first = json!({ "person": bo, "address": format!("later.{unique}@home.example") });
            done(&world, world.operator(), "start-link.send", first).await;
            run(&world).await;
            done(&world, world.operator(), "start-code.issue", json!({ "person": bo })).await;
            world.advance(std::time::Duration::from_secs(120));
            run(&world).await;
            let all = letters(&world).await;
            let over = find(&all, "person.start-link", "later.");
            assert_eq!((over.state, over.tries), (MailState::Lapsed, 1), "{over:?}");
            assert!(over.reply.contains("another one took its place"), "{}", over.reply);
        },
    );
}

#[test]
fn letters_of_joining_reach_the_contact_and_the_first_administrator_outside() {
    let Some(postfix) = Postfix::find() else { return };
    check(
        || settings(postfix.port),
        async |world| {
            opened(&world).await;
            let unique = kernel::audit::hex(&kernel::random::bytes::<4>());
            let (contact, first) =
                (format!("contact.{unique}@home.example"), format!("first.{unique}@home.example"));
            let import = json!({
                "file": { "name": "QRX2.csv", "digest": "1".repeat(64), "as_of": 20_260_101 },
                "rows": [{ "code": "QRX2", "name": "HOSPITAL QRX2", "kind": "trust", "status": "active" }]
            });
            done(&world, world.operator(), "register.import", import).await;
            let apply = json!({
                "organisation": "QRX2", "asked_by": "A letter", "contact_name": "Rosa Alvarez", "contact_email": contact,
                "contact_telephone": "01632 960001", "sector": "trust", "people": 120, "tier": "enhanced"
            });
            done(&world, world.operator(), "organisation.apply", apply).await;
            let pass = json!({ "organisation": "QRX2", "turn": "theirs", "waits_for": "Send the signed form" });
            done(&world, world.operator(), "organisation.pass-turn", pass).await;
            run(&world).await;
            for check in ["data-security", "access-form"] {
                let waive = json!({ "organisation": "QRX2", "check": check, "reason": "a test", "until": "2027-03-31" });
                done(&world, world.operator(), "organisation.waive-check", waive).await;
            }
            let code = json!({ "organisation": "QRX2" });
            done(&world, world.operator(), "organisation.begin-opening", code).await;
            let open = json!({
                "organisation": "QRX2", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB",
                "administrator": { "given_name": "Rosa", "family_name": "Alvarez", "address": first }
            });
            done(&world, world.operator(), "organisation.open", open).await;
            run(&world).await;
            let all = letters(&world).await;
            let sent: Vec<(&str, &str)> = all
                .iter()
                .filter(|letter| letter.state == MailState::Sent)
                .map(|letter| (letter.notice.as_str(), letter.address.as_str()))
                .collect();
            assert_eq!(
                sent,
                [
                    ("joining.received", contact.as_str()),
                    ("joining.your-turn", contact.as_str()),
                    ("joining.opened", contact.as_str()),
                    ("person.start-link", first.as_str()),
                ]
            );
            for (notice, words) in [
                ("joining.received", "asks to join"),
                ("joining.your-turn", "Send the signed form"),
                ("joining.opened", "Who administers it: Rosa Alvarez"),
            ] {
                let letter = find(&all, notice, "contact.");
                let key = format!("<{}@", letter.id.simple());
                let delivered = postfix.holding(&key, 1).await;
                let text = plain(&delivered[0]);
                assert!(text.contains(words) && text.contains("Dear Rosa Alvarez"), "{text}");
            }
            // Her own mailbox inside has the news from when it is there.
            let inside = find(&all, "joining.opened", "rosa.");
            assert_eq!(inside.state, MailState::Waiting);
        },
    );
}

/// A message whose words are in quoted-printable (RFC 2045 section 6.7), or as they are, as plain lines.
fn plain(message: &str) -> String {
    let joined = message.replace("\r\n", "\n");
    if !joined.contains("Content-Transfer-Encoding: quoted-printable") {
        return joined;
    }
    joined.replace("=\n", "").replace("=3D", "=").replace("=40", "@")
}
