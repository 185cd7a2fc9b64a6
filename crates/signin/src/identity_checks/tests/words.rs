//! Which telephone words are taken, and how they are kept.

use facts::directory::{AccountErased, AccountView};
use kernel::door::Actor;

use super::{WORD, asked_for, check as record, set};
use crate::factors::tests::with_app;
use crate::identity_checks::model::{Draw, Letters, Word, Words};
use crate::identity_checks::{Method, MyTelephoneWord, SetTelephoneWord, store};
use crate::testing::{PASSWORD, asha, check, set_password};
use kernel::secret::Secret;

#[test]
fn a_word_has_letters_only_enough_of_them_and_no_name() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        for (word, refused) in [
            ("marmalade fox", "telephone-word.letters-only"),
            ("marmalade7", "telephone-word.letters-only"),
            ("marmalad", "telephone-word.too-short"),
            ("abcdefghijklmnopqrstuvwxyzabcdefghijklmno", "telephone-word.too-long"),
            ("ashaisgreat", "telephone-word.a-name"),
            ("myguildhallword", "telephone-word.a-name"),
            ("anananananana", "telephone-word.too-alike"),
        ] {
            assert_eq!(world.refused(me.clone(), set(word)).await, refused, "{word}");
        }
        assert!(world.asked(me.clone(), &MyTelephoneWord {}).await.set_at.is_none());
        for word in ["Llanfairpwll", "пятьсловарей", "ŵyneblwydd"] {
            world.done(me.clone(), set(word)).await;
        }
        assert!(world.asked(me, &MyTelephoneWord {}).await.set_at.is_some());
    });
}

#[test]
fn a_word_does_not_come_again_until_five_others_have_been() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let words = [
            "marmaladefox",
            "lanternfish",
            "orchardgate",
            "copperkettle",
            "velvetchair",
            "saddlebrown",
        ];
        for word in words {
            world.done(me.clone(), set(word)).await;
        }
        for word in words {
            assert_eq!(
                world.refused(me.clone(), set(&word.to_uppercase())).await,
                "telephone-word.again"
            );
        }
        world.done(me.clone(), set("whistlebird")).await;
        world.done(me, set("marmaladefox")).await;
    });
}

#[test]
fn whoever_chooses_a_word_shows_that_it_is_their_account() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let with = |current: Option<&str>, code: Option<&str>| {
            let secret = |text: &str| Secret::new(text.to_owned());
            SetTelephoneWord { current: current.map(secret), code: code.map(secret), ..set(WORD) }
        };
        assert_eq!(
            world.refused(me.clone(), with(None, None)).await,
            "authenticator.password-needed"
        );
        assert_eq!(world.refused(me.clone(), with(Some("not this"), None)).await, "password.wrong");
        assert_eq!(
            world.refused(me.clone(), with(Some(WORD), None)).await,
            "telephone-word.password"
        );
        let app = with_app(&world, person).await;
        assert!(world.asked(me.clone(), &MyTelephoneWord {}).await.asks_for_code);
        assert_eq!(
            world.refused(me.clone(), with(Some(PASSWORD), None)).await,
            "second-factor.needed"
        );
        let wrong = app.never_shows(&world);
        assert_eq!(
            world.refused(me.clone(), with(None, Some(&wrong))).await,
            "second-factor.refused"
        );
        let code = app.shows(&world);
        world.done(me.clone(), with(None, Some(&code))).await;
        assert_eq!(world.refused(me, with(None, Some(&code))).await, "second-factor.refused");
    });
}

#[test]
fn the_word_is_sealed_for_its_account_and_gone_with_it() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let kept = {
            let mut reader = world.door.reader().await.unwrap();
            store::kept(&mut reader, person).await.unwrap().unwrap().word.unwrap()
        };
        let text = String::from_utf8_lossy(&kept).to_lowercase();
        assert!(!text.contains(&WORD.to_lowercase()));
        let secret = world.door.derived(super::super::model::PURPOSE, person.0);
        assert!(Words::open(&secret, person, &kept).unwrap().is_some());
        let other = administrator.account().unwrap();
        assert!(Words::open(&secret, other, &kept).unwrap().is_none(), "in another's row");
        let secret = world.door.derived(super::super::model::PURPOSE, other.0);
        assert!(Words::open(&secret, person, &kept).unwrap().is_none(), "under another key");
        world.done(administrator.clone(), record(person, Method::InPerson)).await;
        let organisation = super::organisation_of(&world, person).await;
        world.note(AccountErased { account: person, organisation }).await;
        let mut reader = world.door.reader().await.unwrap();
        assert!(store::kept(&mut reader, person).await.unwrap().is_none());
        let label = administrator.label();
        assert!(
            store::pass(&mut reader, person, &label, world.clock.now()).await.unwrap().is_none()
        );
    });
}

#[test]
fn a_new_word_is_asked_for_and_the_old_one_is_not() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        assert!(asked_for(&world, &administrator, person).await.is_empty());
        world.done(me.clone(), set(WORD)).await;
        for _ in 0..3 {
            let wrong = super::wrong(&world, &administrator, person).await;
            let wrong = super::answer(person, wrong);
            assert!(!world.done(administrator.clone(), wrong).await.passed);
        }
        assert!(asked_for(&world, &administrator, person).await.is_empty(), "closed for the day");
        set_password(&world, person, PASSWORD).await;
        world.done(me, set("copperkettle")).await;
        let places = asked_for(&world, &administrator, person).await;
        let right = super::letters_of("copperkettle", &places);
        assert!(world.done(administrator, super::answer(person, (places, right))).await.passed);
    });
}

#[test]
fn letters_fit_whatever_stands_between_them_and_no_others_do() {
    let view = |name: &str| {
        let word = Word::choose(name, 9, &nobody(), "Guildhall");
        word.map_err(|refusal| refusal.code).unwrap()
    };
    let word = view("Marmaladefox");
    let letters = Letters::read("1,5,12");
    for fits in ["MAX", "m a x", "m-a,x", " max "] {
        assert!(letters.fit(&word, fits), "{fits}");
    }
    for not in ["", "ma", "maxx", "mxa", "m1x", "marmaladefox"] {
        assert!(!letters.fit(&word, not), "{not}");
    }
    assert!(!Letters::read("").fit(&word, ""), "no letters fit no question");
    for length in 3..40 {
        let drawn = Letters::drawn(&Draw::new(), length);
        let places = drawn.places();
        assert_eq!(places.len(), 3);
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]) && places[2] <= length);
        assert_eq!(Letters::read(&drawn.kept()), drawn);
    }
}

#[test]
fn little_words_of_an_organisations_name_may_stand_in_a_word() {
    let view = AccountView {
        organisation_name: "The Leeds and York Trust".to_owned(),
        given_name: "Ann".to_owned(),
        ..nobody()
    };
    let taken = |word: &str| Word::choose(word, 9, &view, "Guildhall").is_ok();
    assert!(taken("sandcastle") && taken("featherbed"));
    for name in ["trustworthy", "newyorkpie", "mannequin", "guildhalls"] {
        assert!(!taken(name), "{name}");
    }
}

/// Somebody without names.
fn nobody() -> AccountView {
    AccountView {
        account: kernel::ids::AccountId(uuid::Uuid::nil()),
        organisation: kernel::ids::OrganisationId(uuid::Uuid::nil()),
        organisation_code: String::new(),
        organisation_name: String::new(),
        kind: "user".to_owned(),
        state: "active".to_owned(),
        is_leaving: false,
        starts_at: None,
        leaves_at: None,
        here_since: None,
        given_name: String::new(),
        family_name: String::new(),
        display_name: String::new(),
        address: String::new(),
        aliases: Vec::new(),
        job_title: None,
        department: None,
        telephone: None,
        mobile: None,
        listed: true,
        version: 1,
    }
}
