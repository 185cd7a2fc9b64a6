//! The pages, as a browser gets them.

use axum::http::HeaderMap;
use kernel::door::Actor;
use kernel::http::Caller;
use testkit::World;

use super::{App, STEP, begun, read, with_app};
use crate::sessions::{key_of, resolve};
use crate::testing::{
    PASSWORD, Shown, asha, browser, check, open, post, send_with_cookie, set_password, signed_in,
};

const CREDENTIALS: &str =
    "username=asha.rao%40guildhall.example&password=lantern+orchard+42+velvet";

/// Each line that sets a cookie.
fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all("set-cookie").iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}

fn step_cookie(headers: &HeaderMap) -> String {
    let line = cookies(headers).into_iter().find(|line| line.starts_with("guildhall_step="));
    line.expect("a step").split(';').next().unwrap().to_owned()
}

async fn with_cookie(world: &World, caller: &Caller, cookie: &str, form: &str) -> Shown {
    send_with_cookie(world, caller, "/sign-in/code", cookie, Some(form)).await
}

#[test]
fn the_code_is_asked_for_after_the_password_and_the_step_leaves_no_cookie() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let nobody = browser(&world);
        let form = format!("{CREDENTIALS}&next=%2Fo%2FRX1%2Fpeople");
        let half = post(&world, &nobody, "/sign-in", &form).await;
        assert_eq!(half.location(), "/sign-in/code?next=%2Fo%2FRX1%2Fpeople");
        let set = cookies(&half.headers);
        assert_eq!(set.len(), 1, "no session yet: {set:?}");
        assert!(set[0].ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Strict"), "{set:?}");
        let cookie = step_cookie(&half.headers);
        assert!(!half.location().contains(cookie.split('=').nth(1).unwrap()));
        let page = send_with_cookie(&world, &nobody, half.location(), &cookie, None).await;
        assert!(
            page.html.contains("one-time-code") && page.html.contains("value=\"/o/RX1/people\"")
        );
        assert_eq!(page.headers["cache-control"], "no-store");
        let typed = app.never_shows(&world);
        let wrong = with_cookie(&world, &nobody, &cookie, &format!("code={typed}")).await;
        assert_eq!(wrong.status, 422);
        assert!(!wrong.html.contains(&typed));
        assert!(cookies(&wrong.headers).is_empty(), "the step is kept");
        let right = format!("code={}&next=%2Fo%2FRX1%2Fpeople", app.shows(&world));
        let entered = with_cookie(&world, &nobody, &cookie, &right).await;
        assert_eq!((entered.status.as_u16(), entered.location()), (303, "/o/RX1/people"));
        let set = cookies(&entered.headers);
        let key = key_of(set[0].split(';').next().unwrap(), false).unwrap();
        assert_eq!(resolve(&world.door, key).await.unwrap().unwrap().account, person);
        assert!(set[1].starts_with("guildhall_step=; Path=/; Max-Age=0"), "{set:?}");
        let again = with_cookie(&world, &nobody, &cookie, &right).await;
        assert_eq!(again.location(), "/sign-in?over=yes&next=%2Fo%2FRX1%2Fpeople");
        assert!(cookies(&again.headers)[0].contains("Max-Age=0"));
        let over = open(&world, &nobody, again.location()).await;
        assert!(over.html.contains("took too long"));
    });
}

#[test]
fn without_a_step_the_page_leads_back_whoever_one_is() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_app(&world, person).await;
        let nobody = browser(&world);
        assert_eq!(open(&world, &nobody, "/sign-in/code").await.location(), "/sign-in");
        for cookie in ["", "guildhall_step=", "guildhall_step=made-up", "__Host-guildhall_step=x"] {
            let sent = with_cookie(&world, &nobody, cookie, "code=123456").await;
            assert_eq!(sent.location(), "/sign-in?over=yes", "{cookie}");
        }
        let outside = "/sign-in/code?next=https%3A%2F%2Fevil.example";
        let me = signed_in(&world, &Actor::Account(person));
        assert_eq!(open(&world, &me, outside).await.location(), "/home");
    });
}

/// Between two marks of a page.
fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let start = html.find(from).expect(from) + from.len();
    let end = html[start..].find(to).expect(to) + start;
    &html[start..end]
}

#[test]
fn an_app_is_added_on_pages_that_show_secrets_once() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = signed_in(&world, &Actor::Account(person));
        assert!(open(&world, &me, "/me/second-step").await.html.contains("password only"));
        let add = "/me/second-step/add";
        let asking = open(&world, &me, add).await.html;
        assert!(!asking.contains("name=\"code\"") && asking.contains("current-password"));
        let nameless = post(&world, &me, add, "name=").await;
        assert!(nameless.html.contains("href=\"#name\""));
        let bare = post(&world, &me, add, "name=My+telephone").await;
        assert!(bare.html.contains("href=\"#current\"") && bare.html.contains("My telephone"));
        let typed = "lantern+orchard+42+velvet";
        let form = format!("name=My+telephone&current={typed}");
        let shown = post(&world, &me, add, &form).await;
        assert!(!shown.html.contains("lantern"));
        assert_eq!(
            (shown.status.as_u16(), &shown.headers["cache-control"]),
            (200, &"no-store".parse().unwrap())
        );
        assert!(shown.html.contains("<svg"));
        let key = read(between(&shown.html, "<code>", "</code>"));
        let id = between(&shown.html, "name=\"authenticator\" value=\"", "\"").to_owned();
        let app = App { id: id.parse().unwrap(), key, recovery: Vec::new() };
        let letters = between(&shown.html, "<code>", "</code>");
        let confirm = |code: String| format!("authenticator={id}&code={code}");
        let address = "/me/second-step/confirm";
        let wrong = post(&world, &me, address, &confirm(app.never_shows(&world))).await;
        assert_eq!(wrong.status, 422);
        assert!(!wrong.html.contains(letters) && !wrong.html.contains("<svg"));
        let sheet = post(&world, &me, address, &confirm(app.shows(&world))).await;
        assert_eq!(sheet.html.matches("<li><code>").count(), 10);
        let code = between(&sheet.html, "<li><code>", "</code>").to_owned();
        let twice = post(&world, &me, address, &confirm(app.shows(&world))).await;
        assert!(twice.html.contains("added already") && !twice.html.contains(&code));
        let list = open(&world, &me, "/me/second-step").await;
        assert!(list.html.contains("My telephone") && list.html.contains("You have 10 left"));
        assert!(open(&world, &me, "/me/second-step/add").await.html.contains("name=\"code\""));
    });
}

#[test]
fn codes_are_drawn_and_apps_removed_after_a_code() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let me = signed_in(&world, &Actor::Account(person));
        let none = post(&world, &me, "/me/second-step/codes", "code=").await;
        assert!(none.html.contains("href=\"#code\""));
        let drawn = format!("code={}", app.shows(&world));
        let drawn = post(&world, &me, "/me/second-step/codes", &drawn).await;
        let recovery = between(&drawn.html, "<li><code>", "</code>").to_owned();
        let address = format!("/me/second-step/remove?authenticator={}", app.id);
        let page = open(&world, &me, &address).await;
        assert!(page.html.contains("your only app") && page.html.contains("My telephone"));
        let other = signed_in(&world, &administrator);
        assert_eq!(open(&world, &other, &address).await.status, 404);
        let form = format!("authenticator={}&code={recovery}", app.id);
        let removed = post(&world, &me, "/me/second-step/remove", &form).await;
        assert_eq!(removed.location(), "/me/second-step?done=removed");
        let list = open(&world, &me, removed.location()).await;
        assert!(list.html.contains("asks for your password only now"));
    });
}

#[test]
fn a_helper_resets_it_on_a_page_that_says_what_happens() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let helper = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{person}/reset-second-step");
        let unsure = post(&world, &helper, &address, "").await;
        assert!(unsure.html.contains("Say how you made sure who is asking."));
        let nothing = post(&world, &helper, &address, "how=in-person").await;
        assert!(nothing.html.contains("signs in with a password only"));
        with_app(&world, person).await;
        let page = open(&world, &helper, &address).await;
        assert!(page.html.contains("Asha Rao is told by letter"));
        let done = post(&world, &helper, &address, "").await;
        assert_eq!(done.location(), format!("/o/RX1/people/{person}"));
        let own = administrator.account().unwrap();
        set_password(&world, own, PASSWORD).await;
        begun(&world, own, "My telephone", None).await;
        let own =
            post(&world, &helper, &format!("/o/RX1/people/{own}/reset-second-step"), "").await;
        assert!(own.html.contains("cannot take the second step off your own account"));
        world.advance(STEP);
    });
}

#[test]
fn a_start_code_leads_to_the_code_as_well() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let code = crate::testing::code(&world, &administrator, person).await;
        let form = format!(
            "username=asha.rao%40guildhall.example&code={code}&password=copper+meadow+17+saddle"
        );
        let half = post(&world, &browser(&world), "/start", &form).await;
        assert_eq!(half.location(), "/sign-in/code");
        let cookie = step_cookie(&half.headers);
        let typed = format!("code={}", app.shows(&world));
        let entered = with_cookie(&world, &browser(&world), &cookie, &typed).await;
        assert_eq!(entered.location(), "/home");
    });
}
