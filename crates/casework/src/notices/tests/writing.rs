//! From facts and days to letters.

use std::sync::Arc;

use facts::access::{CoverArranged, GrantGiven};
use facts::directory::{
    AccountCreated, AccountDeleted, AccountDisabled, AccountErased, AccountMoved, DeletionsHeld,
    EndClock, Ending, LeaverMarked, RegisterDiffers,
};
use facts::entitlement::EndingLicences;
use facts::signin::{
    AccountContained, AccountUnlocked, AuthenticatorAdded, AuthenticatorRemoved, CompromiseClosed,
    GuessingNoticed, IdentityCheckFailed, PasskeyAdded, PasskeyCounterBack, PasskeyRemoved,
    PasswordSet, RecoveryCodeUsed, RecoveryCodesDrawn, SecondFactorReset, SessionsEnded,
    StartCodeIssued, TelephoneWordSet, TextNumberAdded, TextNumberRemoved, UnusualSignIn,
    WrongCodes,
};
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::followers::follow_once;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;

use super::{Ends, follow, letters, manifests, manifests_with, told};
use crate::notices::commands::AddWords;
use crate::notices::jobs::{forget_old, wake, warn};
use crate::notices::model::MailState;
use crate::notices::queries::{AdditionsOf, MyLetters, NoticeLog};

fn created(account: AccountId, organisation: OrganisationId) -> AccountCreated {
    AccountCreated { account, organisation, kind: "user".to_owned(), policy: None }
}

#[test]
fn what_changes_about_ones_own_sign_in_is_told() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.note(TextNumberAdded { account: asha }).await;
        world.note_as(Actor::Account(asha), TextNumberRemoved { account: asha }).await;
        world.note(UnusualSignIn { account: asha }).await;
        follow(&world).await;
        let expected = ["text-number.added", "text-number.removed", "sign-in.unusual"];
        assert_eq!(told(&world).await, expected);
        assert!(letters(&world).await[0].body.contains("/me/compromised"));
    });
}

#[test]
fn those_who_run_the_service_are_told_of_guessing_from_many_networks() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        world.administrator(Role::PlatformAdministrator, organisation).await;
        let asha = world.person("Asha Rao", organisation);
        world.note(GuessingNoticed { account: Some(asha) }).await;
        world.note(GuessingNoticed { account: None }).await;
        follow(&world).await;
        assert_eq!(told(&world).await, ["sign-in.guessing", "sign-in.guessing"]);
        let letters = letters(&world).await;
        let has = |words: &str| letters.iter().filter(|one| one.body.contains(words)).count();
        assert_eq!(has("at the account asha.rao@guildhall.example"), 1);
        assert_eq!(has("at many accounts of the whole service"), 1);
    });
}

#[test]
fn each_act_is_told_once_to_whom_it_concerns() {
    testkit::check(manifests, |world| async move {
        let old = world.organisation("RX1").await;
        let new = world.organisation("RX2").await;
        let leader = world.administrator(Role::PrimaryLocalAdministrator, old).await;
        world.administrator(Role::LocalHelpDesk, old).await;
        let asha = world.person("Asha Rao", old);
        world.note(created(asha, old)).await;
        world.note(StartCodeIssued { account: asha }).await;
        world.note(PasswordSet { account: asha }).await;
        world.note(AccountUnlocked { account: asha }).await;
        world.note(SessionsEnded { account: asha }).await;
        // Of these one's own are told as well.
        let herself = Actor::Account(asha);
        world.note_as(herself.clone(), AuthenticatorAdded { account: asha }).await;
        world.note_as(herself.clone(), RecoveryCodesDrawn { account: asha }).await;
        world.note_as(herself.clone(), RecoveryCodeUsed { account: asha }).await;
        world.note_as(herself.clone(), AuthenticatorRemoved { account: asha }).await;
        world.note_as(herself.clone(), PasskeyAdded { account: asha }).await;
        world.note_as(herself, PasskeyRemoved { account: asha }).await;
        world.note(PasskeyCounterBack { account: asha }).await;
        world.note(SecondFactorReset { account: asha }).await;
        world.note(TelephoneWordSet { account: asha }).await;
        world.note(IdentityCheckFailed { account: asha }).await;
        world.note(CompromiseClosed { account: asha, organisation: old }).await;
        world.note(WrongCodes { account: asha }).await;
        let grant =
            world.grant(asha, Role::LicenceAdministrator, GrantSpan::Organisation(old)).await;
        world.note(GrantGiven { grant, account: asha, organisation: Some(old) }).await;
        world.note(AccountDisabled { account: asha, organisation: old }).await;
        let until = world.clock.now().plus_days(30);
        world.change_person(asha, |view| {
            view.is_leaving = true;
            view.leaves_at = Some(until);
        });
        world.note(LeaverMarked { account: asha, organisation: old }).await;
        follow(&world).await;
        let expected = [
            "person.welcome",
            "start-code.made",
            "password.set",
            "account.unlocked",
            "sessions.ended",
            "authenticator.added",
            "recovery-codes.drawn",
            "recovery-code.used",
            "authenticator.removed",
            "passkey.added",
            "passkey.removed",
            "passkey.counter-back",
            "second-step.reset",
            "telephone-word.set",
            "identity-check.failed",
            "compromise.closed",
            "second-step.wrong-codes",
            "role.given",
            "account.disabled",
            "leaver.marked",
        ];
        assert_eq!(told(&world).await, expected);
        let all = letters(&world).await;
        assert!(all.iter().all(|letter| letter.address == "asha.rao@guildhall.example"));
        // Nothing reaches a mailbox that may not be there before the first letter does.
        let first = all.last().unwrap().due_at;
        assert_eq!(first, world.clock.now().plus_days(1));
        assert!(all.iter().all(|letter| letter.due_at >= first));
        assert!(all[0].body.contains("1 February 2027"), "{}", all[0].body);

        world.change_person(asha, |view| view.organisation = new);
        world.note(AccountMoved { account: asha, organisation: new, from: old }).await;
        world.note(AccountContained { account: asha, organisation: old }).await;
        world.note(RegisterDiffers { organisation: old, kind: "closed".to_owned() }).await;
        let night = uuid::Uuid::nil();
        world.note(DeletionsHeld { night, organisation: old }).await;
        follow(&world).await;
        world.change_person(asha, |view| view.state = "deleted".to_owned());
        world.note(AccountDeleted { account: asha, organisation: old }).await;
        follow(&world).await;
        let later = &told(&world).await[expected.len()..];
        assert_eq!(
            later,
            [
                "transfer.accepted",
                "transfer.away",
                "compromise.contained",
                "register.differs",
                "deletions.held",
                "account.deleted"
            ]
        );
        let all = letters(&world).await;
        let leader = leader.account().unwrap();
        assert!(all[..5].iter().all(|letter| letter.account == leader), "{all:?}");
        assert!(all[0].subject.contains("Asha Rao"));

        // Told again from the beginning, nobody gets anything twice.
        let count = all.len();
        forget_place(&world).await;
        follow(&world).await;
        assert_eq!(letters(&world).await.len(), count);
    });
}

#[test]
fn whoever_is_away_and_whoever_hands_out_roles_are_told_who_stands_in() {
    testkit::check(manifests, |world| async move {
        let (one, other) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let leader = world.administrator(Role::PrimaryLocalAdministrator, one).await;
        world.administrator(Role::LocalAdministrator, one).await;
        let (asha, ben) = (world.person("Asha Rao", one), world.person("Ben Okoro", one));
        let starts_at = world.clock.now();
        for organisation in [one, other] {
            let cover = uuid::Uuid::nil();
            let ends_at = starts_at.plus_days(7);
            let (account, stand_in) = (asha, ben);
            let fact = CoverArranged { cover, account, stand_in, organisation, starts_at, ends_at };
            world.note(fact).await;
        }
        follow(&world).await;
        let mut told = told(&world).await;
        told.sort();
        assert_eq!(told, ["cover.arranged", "cover.arranged", "cover.arranged-here"]);
        let all = letters(&world).await;
        let of = |account| all.iter().find(|letter| letter.account == account).expect("a letter");
        assert!(of(asha).subject.contains("Ben Okoro stands in for you"));
        assert!(of(asha).body.contains("from 2 January 2027 to 9 January 2027"));
        let leader = of(leader.account().unwrap());
        assert_eq!(leader.subject, "Ben Okoro stands in for Asha Rao");
    });
}

/// As if the follower's place were lost, as it is when a process dies between the work and noting it.
async fn forget_place(world: &World) {
    let mut after = world.door.after()[0].clone();
    // A follower of another name begins at the start of the record.
    after.name = "casework.notices-again";
    while follow_once(&world.door, &after).await.unwrap() > 0 {}
}

#[test]
fn old_news_is_not_sent_and_erased_people_leave_nothing_behind() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.note(AccountDisabled { account: asha, organisation }).await;
        world.seal().await;
        world.advance_days(3);
        follow(&world).await;
        assert!(told(&world).await.is_empty(), "a follower that begins late writes no old news");
        world.note(AccountDisabled { account: asha, organisation }).await;
        follow(&world).await;
        world.change_person(asha, |view| view.state = "erased".to_owned());
        world.note(AccountErased { account: asha, organisation }).await;
        follow(&world).await;
        let letter = letters(&world).await.remove(0);
        assert_eq!((letter.address.as_str(), letter.body.as_str()), ("", ""));
        assert_eq!(letter.state, MailState::Lapsed);
    });
}

#[test]
fn a_loop_cannot_fill_a_mailbox() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let (asha, ben) =
            (world.person("Asha Rao", organisation), world.person("Ben Okoro", organisation));
        for _ in 0..25 {
            world.note(AccountUnlocked { account: asha }).await;
        }
        world.note(AccountUnlocked { account: ben }).await;
        follow(&world).await;
        let all = letters(&world).await;
        let of = |state: MailState| all.iter().filter(|letter| letter.state == state).count();
        assert_eq!((of(MailState::Waiting), of(MailState::Withheld)), (21, 5));
        let withheld = all.iter().find(|letter| letter.state == MailState::Withheld).unwrap();
        assert!(withheld.body.is_empty() && withheld.reply.starts_with("Withheld"));
        world.advance_days(1);
        world.note(AccountUnlocked { account: asha }).await;
        follow(&world).await;
        assert_eq!(letters(&world).await[0].state, MailState::Waiting);
    });
}

#[test]
fn the_end_of_an_account_or_of_licences_is_told_at_each_step_once() {
    let ends = Arc::new(Ends::default());
    let manifests = || manifests_with(&ends);
    testkit::check(manifests, |world| {
        let ends = Arc::clone(&ends);
        async move {
            let organisation = world.organisation("RX1").await;
            world.administrator(Role::LocalAdministrator, organisation).await;
            let asha = world.person("Asha Rao", organisation);
            let ben = world.person("Ben Okoro", organisation);
            let now = world.clock.now();
            *ends.accounts.lock() = vec![
                (EndClock::Leaver, Ending { account: asha, organisation, at: now.plus_days(15) }),
                (EndClock::Disabled, Ending { account: ben, organisation, at: now.plus_days(20) }),
            ];
            *ends.licences.lock() = vec![EndingLicences {
                allotment: uuid::Uuid::from_u128(1),
                organisation,
                sku: uuid::Uuid::nil(),
                count: 40,
                ends_at: now.plus_days(60),
            }];
            let mut days = Vec::new();
            for day in 0..22 {
                for _ in 0..2 {
                    warn(&world.door).await.unwrap();
                }
                let new = letters(&world).await.len() - days.len();
                days.extend(std::iter::repeat_n(day, new));
                world.advance_days(1);
            }
            // Licences at 60 days; the leaver at 14, 7 and 1; the disabled account at the same.
            assert_eq!(days, [0, 1, 6, 8, 13, 14, 19]);
            let mut subjects: Vec<String> =
                letters(&world).await.into_iter().map(|letter| letter.subject).collect();
            subjects.reverse();
            assert_eq!(
                subjects,
                [
                    "Licences of RX1 Hospital end in 60 days",
                    "Your account ends in 14 days",
                    "The disabled account of Ben Okoro ends in 14 days",
                    "Your account ends in 7 days",
                    "The disabled account of Ben Okoro ends in 7 days",
                    "Your account ends in 1 day",
                    "The disabled account of Ben Okoro ends in 1 day",
                ]
            );
        }
    });
}

#[test]
fn an_organisation_adds_words_to_letters_to_its_own_people_only() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let other = world.organisation("RX2").await;
        let leader = world.administrator(Role::LocalAdministrator, organisation).await;
        let words = |notice: &str, words: &str| AddWords {
            organisation: "RX1".to_owned(),
            notice: notice.to_owned(),
            words: words.to_owned(),
        };
        let own = "Ask Jo at the front desk.\r\nRoom {name}.";
        let saved = world.done(leader.clone(), words("account.disabled", own)).await;
        assert_eq!(saved.version, 1);
        for (account, place) in [
            (world.person("Asha Rao", organisation), organisation),
            (world.person("Ben Okoro", other), other),
        ] {
            world.note(AccountDisabled { account, organisation: place }).await;
        }
        follow(&world).await;
        let all = letters(&world).await;
        let with = "From RX1 Hospital:\nAsk Jo at the front desk.\nRoom {name}.\n\nWe never ask";
        assert!(all[1].body.contains(with), "{}", all[1].body);
        assert!(!all[0].body.contains("From "), "{}", all[0].body);

        let refused = [
            (words("account.disabled", &"a".repeat(501)), "notice.words-long"),
            (words("account.disabled", "a\u{202e}b"), "notice.words-form"),
            (words("account.deleted", "a"), "notice.no-addition"),
            (words("nothing.here", "a"), "notice.unknown"),
        ];
        for (command, code) in refused {
            assert_eq!(world.refused(leader.clone(), command).await, code);
        }
        let stale = world.call(leader.clone()).expecting(Some(7));
        assert!(world.door.perform(stale, words("account.disabled", "b")).await.is_err());
        let foreign = world.administrator(Role::LocalAdministrator, other).await;
        assert_eq!(
            world.refused(foreign.clone(), words("account.disabled", "b")).await,
            "not-found"
        );
        let of = AdditionsOf { organisation: "RX1".to_owned() };
        assert_eq!(world.not_asked(foreign.clone(), &of).await, "not-found");
        let found = world.asked(leader, &of).await;
        let item = found.items.iter().find(|item| item.notice.key == "account.disabled").unwrap();
        assert_eq!(
            (item.words.as_str(), item.version),
            ("Ask Jo at the front desk.\nRoom {name}.", 1)
        );
    });
}

#[test]
fn the_log_shows_each_what_is_theirs() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let other = world.organisation("RX2").await;
        let leader = world.administrator(Role::LocalAdministrator, organisation).await;
        let asha = world.person("Asha Rao", organisation);
        let ben = world.person("Ben Okoro", other);
        for account in [asha, ben, asha] {
            world.note(AccountUnlocked { account }).await;
        }
        follow(&world).await;
        let all = NoticeLog::default();
        let accounts = |items: Vec<crate::notices::Letter>| -> Vec<AccountId> {
            items.into_iter().map(|letter| letter.account).collect()
        };
        assert_eq!(accounts(letters(&world).await), [asha, ben, asha]);
        assert_eq!(accounts(world.asked(leader.clone(), &all).await.items), [asha, asha]);
        let elsewhere = NoticeLog { organisation: Some("RX2".to_owned()), ..NoticeLog::default() };
        assert_eq!(world.not_asked(leader.clone(), &elsewhere).await, "not-found");
        let search = NoticeLog {
            search: Some("ben.okoro@guildhall.example".to_owned()),
            ..NoticeLog::default()
        };
        assert!(world.asked(leader.clone(), &search).await.items.is_empty());
        assert_eq!(accounts(world.asked(world.operator(), &search).await.items), [ben]);
        let mine = world.asked(Actor::Account(ben), &MyLetters::default()).await;
        assert_eq!(accounts(mine.items), [ben]);
        // Page by page, each once.
        let mut query = NoticeLog { limit: Some(1), ..NoticeLog::default() };
        let mut seen = Vec::new();
        loop {
            let page = world.asked(world.operator(), &query).await;
            seen.extend(page.items.into_iter().map(|letter| letter.id));
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 3);
        for wrong in [
            NoticeLog { state: Some("lost".to_owned()), ..NoticeLog::default() },
            NoticeLog { notice: Some("lost".to_owned()), ..NoticeLog::default() },
        ] {
            assert_eq!(world.not_asked(world.operator(), &wrong).await, "notice.filter");
        }
    });
}

#[test]
fn words_go_after_their_days_and_lines_after_theirs() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.note(AccountUnlocked { account: asha }).await;
        follow(&world).await;
        world.advance_days(29);
        assert_eq!(forget_old(&world.door).await.unwrap(), 0);
        world.advance_days(2);
        assert_eq!(forget_old(&world.door).await.unwrap(), 1);
        let letter = letters(&world).await.remove(0);
        assert_eq!((letter.subject.as_str(), letter.body.as_str()), ("", ""));
        assert_eq!((letter.state, letter.may_retry), (MailState::Lapsed, false));
        world.advance_days(700);
        assert_eq!(forget_old(&world.door).await.unwrap(), 1);
        assert!(letters(&world).await.is_empty());
        // Without a relay nothing is woken.
        assert_eq!(wake(&world.door).await.unwrap(), 0);
    });
}
