//! The pages, which are the same for everybody, and the way through them.

use testkit::World;

use super::organisation_of;
use crate::factors::tests::with_app;
use crate::testing::{
    OTHER, Shown, USERNAME, asha, browser, check, open, post, send_with_cookie, set_password,
};

/// The cookie that an answer gives.
fn cookie(shown: &Shown) -> String {
    let set = shown.headers["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

/// A page without what is drawn by chance in it.
fn without_chance(html: &str) -> String {
    let mut left = String::new();
    let mut rest = html;
    // The ticket and the challenge of a passkey.
    for (before, end) in
        [("data-passkey-options=\"", '"'), ("name=\"passkey-ticket\" value=\"", '"')]
    {
        if let Some((first, later)) = rest.split_once(before) {
            left.push_str(first);
            rest = later.split_once(end).expect("it ends").1;
        }
    }
    left + rest
}

async fn begun(world: &World, username: &str) -> String {
    let form = format!("username={}", username.replace('@', "%40"));
    let shown = post(world, &browser(world), "/recover", &form).await;
    assert_eq!(shown.location(), "/recover/prove");
    cookie(&shown)
}

#[test]
fn a_new_password_by_the_pages() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let here = browser(&world);
        assert!(open(&world, &here, "/sign-in").await.html.contains("href=\"/recover\""));
        let empty = post(&world, &here, "/recover", "username=").await;
        assert!(empty.html.contains("Enter your username."));
        for address in ["/recover/prove", "/recover/password"] {
            assert_eq!(open(&world, &here, address).await.location(), "/recover");
        }
        let carried = begun(&world, USERNAME).await;
        let page = send_with_cookie(&world, &here, "/recover/prove", &carried, None).await;
        assert!(page.html.contains("Show that it is you"));
        let early = send_with_cookie(&world, &here, "/recover/password", &carried, None).await;
        assert_eq!(early.location(), "/recover");
        let nothing =
            send_with_cookie(&world, &here, "/recover/prove", &carried, Some("code=")).await;
        assert!(nothing.html.contains("Enter the 6 digits"));
        let form = format!("code={}", app.shows(&world));
        let shown = send_with_cookie(&world, &here, "/recover/prove", &carried, Some(&form)).await;
        assert_eq!(shown.location(), "/recover/password");
        let carried = cookie(&shown);
        let page = send_with_cookie(&world, &here, "/recover/password", &carried, None).await;
        assert!(page.html.contains("Choose a new password"));
        let short =
            send_with_cookie(&world, &here, "/recover/password", &carried, Some("new=x")).await;
        assert!(short.html.contains("characters"), "{}", short.html);
        let form = format!("new={}", OTHER.replace(' ', "+"));
        let done =
            send_with_cookie(&world, &here, "/recover/password", &carried, Some(&form)).await;
        assert_eq!(done.location(), "/sign-in?recovered=yes");
        assert!(cookie(&done).ends_with('='), "what was carried is taken away");
        let again =
            send_with_cookie(&world, &here, "/recover/password", &carried, Some(&form)).await;
        assert_eq!(again.location(), "/recover?over=yes");
        let signed_out = open(&world, &here, "/sign-in?recovered=yes").await;
        assert!(signed_out.html.contains("Your password is set"));
    });
}

#[test]
fn the_page_after_a_wrong_code_is_the_same_for_everybody() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let organisation = organisation_of(&world, person).await;
        let bare = world.person("Bare Person", organisation);
        let disabled = world.person("Disabled Person", organisation);
        for other in [bare, disabled] {
            set_password(&world, other, OTHER).await;
        }
        world.change_person(disabled, |view| view.state = "disabled".to_owned());
        let form = format!("code={}", app.never_shows(&world));
        let mut seen = Vec::new();
        for username in [
            USERNAME,
            "bare.person@guildhall.example",
            "disabled.person@guildhall.example",
            "none@x.example",
        ] {
            let carried = begun(&world, username).await;
            let here = browser(&world);
            let asked = send_with_cookie(&world, &here, "/recover/prove", &carried, None).await;
            let refused =
                send_with_cookie(&world, &here, "/recover/prove", &carried, Some(&form)).await;
            let mut whole = Vec::new();
            for shown in [asked, refused] {
                let mut headers: Vec<_> = shown.headers.iter().collect();
                headers.sort_by_key(|(name, _)| name.as_str());
                let length = "content-length";
                headers.retain(|(name, _)| name.as_str() != length);
                whole.push(format!("{} {headers:?} {}", shown.status, without_chance(&shown.html)));
            }
            assert!(whole[1].contains("That did not work."), "{}", whole[1]);
            seen.push(whole);
        }
        assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:#?}");
    });
}

#[test]
fn while_it_is_closed_the_page_says_whom_to_ask() {
    check(|world| async move {
        asha(&world).await;
        world.set_rule(&crate::recovery::OPEN, 0).await;
        let page = open(&world, &browser(&world), "/recover").await;
        assert!(page.html.contains("Nobody can reset their own password at the moment."));
        assert!(!page.html.contains("name=\"username\""));
    });
}
