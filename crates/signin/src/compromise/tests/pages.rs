//! The pages: shutting, the case step by step, and the lists.

use axum::http::StatusCode;
use kernel::clock::Timestamp;
use kernel::http::Caller;
use ui::when::Zone;

use crate::compromise::InTenant;
use crate::compromise::portal::in_tenant;
use crate::testing::{asha, browser, check, open, post};

#[test]
fn a_case_is_run_on_its_page() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let caller = Caller { actor: helper, ..browser(&world) };
        let page = format!("/o/RX1/people/{person}/compromised");
        let shown = open(&world, &caller, &page).await;
        assert!(shown.html.contains("How was it noticed?"), "{}", shown.html);
        let shown = post(&world, &caller, &page, "").await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(shown.html.contains("Choose how it was noticed."), "{}", shown.html);
        assert!(shown.html.contains("Say in a sentence or two"), "both are said at once");
        let typed = "found=mail&words=Letters+%3Cb%3Enobody%3C%2Fb%3E+wrote";
        let shown = post(&world, &caller, &page, typed).await;
        assert_eq!(shown.location(), format!("{page}?done=shut"));
        let shown = open(&world, &caller, shown.location()).await;
        assert!(shown.html.contains("Letters &lt;b&gt;nobody&lt;/b&gt; wrote"), "{}", shown.html);
        assert!(shown.html.contains("Let them begin again"));
        let release = format!("{page}/release");
        let shown = post(&world, &caller, &release, "version=1").await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", shown.html);
        let shown = post(&world, &caller, &release, "version=1&how=in-person").await;
        assert_eq!(shown.location(), format!("{page}?done=released"), "{}", shown.html);
        let shown = post(&world, &caller, &format!("{page}/devices"), "version=2&checked=").await;
        assert!(shown.html.contains("Say which devices were checked"), "{}", shown.html);
        let stale = post(&world, &caller, &format!("{page}/devices"), "version=1&checked=x").await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stale.html);
        let list = open(&world, &caller, "/o/RX1/compromised?state=recovering").await;
        assert!(list.html.contains("Asha Rao"), "{}", list.html);
        let list = open(&world, &caller, "/o/RX1/compromised").await;
        assert!(list.html.contains("No account is shut"), "{}", list.html);
    });
}

#[test]
fn whoever_was_let_begin_again_first_is_said_to_need_no_block() {
    let zone = Zone::named("Europe/London").expect("a zone");
    let begun = InTenant { is_there: true, ..InTenant::default() };
    let said = in_tenant(&begun, &zone);
    assert!(said.starts_with("Signing in stopped: still to come."), "{said}");
    let at = Some(Timestamp::from_micros(1_798_891_200_000_000));
    let said = in_tenant(&InTenant { sessions_ended_at: at, ..begun }, &zone);
    let first = "Signing in stopped: not needed, they were let begin again. Sessions ended: ";
    assert!(said.starts_with(first) && !said.contains("ended: still to come"), "{said}");
}

#[test]
fn ones_own_account_is_shut_and_the_browser_forgets_its_key() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let actor = kernel::door::Actor::Account(person);
        let caller = Caller { actor, ..browser(&world) };
        let shown = open(&world, &caller, "/me/compromised").await;
        assert!(shown.html.contains("Shut my account now"), "{}", shown.html);
        let shown = post(&world, &caller, "/me/compromised", "words=Somebody+wrote+letters").await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.html.contains("Your account is shut"), "{}", shown.html);
        assert!(shown.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    });
}
