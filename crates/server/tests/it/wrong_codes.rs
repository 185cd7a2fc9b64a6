//! Wrong codes after the right password, exact over 64 connections, over two nodes and over `kill -9`: twenty a day are judged and
//! not one more, whatever ends in between.

use std::sync::Arc;

use parking_lot::Mutex;
use reqwest::{Client, StatusCode, header};
use serde_json::json;
use testkit::{Engine, Scratch};
use tokio::task::JoinSet;

use crate::guessing::{
    CONNECTIONS, MOST_TRIES, PASSWORD, client, lines, lives, nodes, over, somebody,
};
use crate::installation::{Dice, say, seeded};
use crate::oidc::second_step::{bytes_of, code_at};

/// What the rule allows in a day.
const JUDGED: usize = 20;

/// A browser at a node.
struct Browser {
    client: Client,
    port: u16,
}

impl Browser {
    fn at(port: u16) -> Self {
        Self { client: client(), port }
    }

    /// Sends a form with a cookie; the status, the cookies it sets, and the page.
    async fn posts(
        &self,
        place: &str,
        cookie: &str,
        form: &[(&str, &str)],
    ) -> Option<(StatusCode, Vec<String>, String)> {
        let request = self.client.post(format!("http://127.0.0.1:{}{place}", self.port)).form(form);
        let request = request.header("sec-fetch-site", "same-origin").header("cookie", cookie);
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let lines = answer.headers().get_all(header::SET_COOKIE).iter();
        let cookies =
            lines.filter_map(|line| line.to_str().ok()?.split(';').next().map(str::to_owned));
        let cookies = cookies.collect();
        Some((status, cookies, answer.text().await.ok()?))
    }

    /// The page at a place.
    async fn opens(&self, place: &str, cookie: &str) -> String {
        let request = self.client.get(format!("http://127.0.0.1:{}{place}", self.port));
        let answer = request.header("cookie", cookie).send().await.expect("an answer");
        answer.text().await.expect("a page")
    }
}

fn within<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(found, _)| found)
}

/// Signs in with the password; the cookie that is set for what comes then.
async fn password(browser: &Browser, username: &str, name: &str) -> String {
    let form = [("username", username), ("password", PASSWORD)];
    let (status, cookies, page) = browser.posts("/sign-in", "", &form).await.expect("an answer");
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let found = cookies.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")));
    found.unwrap_or_else(|| panic!("no {name}"))
}

/// Gives somebody an authenticator app, on the pages where they do that themselves; a code that it does not show.
async fn app(browser: &Browser, username: &str) -> String {
    let session = password(browser, username, "guildhall_session").await;
    let csrf = browser.opens("/me/second-step/add", &session).await;
    let csrf = within(&csrf, "name=\"csrf\" value=\"", "\"").to_owned();
    let form = [("csrf", csrf.as_str()), ("name", "Telephone"), ("current", PASSWORD)];
    let (_, _, page) =
        browser.posts("/me/second-step/add", &session, &form).await.expect("an answer");
    let key = bytes_of(within(&page, "<code>", "</code>"));
    assert_eq!(key.len(), 20, "{page}");
    let authenticator = within(&page, "name=\"authenticator\" value=\"", "\"").to_owned();
    let now = kernel::clock::Clock::machine().now().micros();
    let code = code_at(&key, now);
    let form = [("csrf", csrf.as_str()), ("authenticator", &authenticator), ("code", &code)];
    let (status, _, page) =
        browser.posts("/me/second-step/confirm", &session, &form).await.expect("an answer");
    assert!(status.is_success() && page.contains("ecovery code"), "{status} {page}");
    // Codes of hours to come, too: this one is none of them.
    let coming: Vec<String> =
        (-4..400).map(|step| code_at(&key, now + step * 30_000_000)).collect();
    let never = (0..1_000_000).map(|number| format!("{number:06}"));
    never.into_iter().find(|code| !coming.contains(code)).expect("there are more codes than that")
}

/// A wrong code by each of 64 connections, all at once.
async fn guesses(ports: &[u16], step: &str, wrong: &str, answered: &Arc<Mutex<usize>>) {
    let mut connections = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (port, step, wrong) =
            (ports[connection % ports.len()], step.to_owned(), wrong.to_owned());
        let answered = Arc::clone(answered);
        connections.spawn(async move {
            let browser = Browser::at(port);
            let mut again = tokio::time::interval(std::time::Duration::from_millis(200));
            for _ in 0..MOST_TRIES {
                again.tick().await;
                let form = [("code", wrong.as_str())];
                if let Some((status, ..)) = browser.posts("/sign-in/code", &step, &form).await
                    && status != StatusCode::SERVICE_UNAVAILABLE
                {
                    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a page that asks again");
                    *answered.lock() += 1;
                    break;
                }
            }
        });
    }
    while let Some(done) = connections.join_next().await {
        done.expect("a connection saw nothing wrong");
    }
}

async fn is_exact(engine: Engine, seed: u64) {
    let (scratch, dice) = (Scratch::new(engine).await, Dice::new(seed));
    let mut nodes = nodes(engine, &scratch).await;
    // The day alone counts here.
    let rule = json!({ "name": "second-factor.failures-at-once", "value": 100 });
    nodes[0].installation.perform("rule.change", &rule).await.expect("it is changed");
    let (id, username) = somebody(&nodes[0].installation).await;
    let ports: Vec<u16> = nodes.iter().map(|node| node.port).collect();
    let browser = Browser::at(ports[0]);
    let wrong = app(&browser, &username).await;
    let step = password(&browser, &username, "guildhall_step").await;
    let answered = Arc::new(Mutex::new(0));
    lives(&mut nodes, &dice, &answered, || {
        let (all, key, code) = (ports.clone(), step.clone(), wrong.clone());
        let count = Arc::clone(&answered);
        async move { guesses(&all, &key, &code, &count).await }
    })
    .await;
    let lines = lines(&nodes[0].installation, &id).await;
    let of = |reason: &str| lines.iter().filter(|line| line["reason"] == reason).count();
    let (judged, shut) = (of("wrong code after the password"), of("too many wrong codes"));
    say(&format!(
        "{engine:?}: {} answered, {judged} judged, {shut} not looked at",
        answered.lock()
    ));
    assert_eq!(judged, JUDGED);
    assert!(judged + shut >= *answered.lock(), "an answered guess stands nowhere");
    over(nodes, scratch).await;
}

#[test]
fn sqlite_judges_twenty_codes_a_day_of_64_connections_over_kill_9() {
    seeded(Engine::Sqlite, is_exact);
}

#[test]
fn postgres_judges_twenty_codes_a_day_of_64_connections_over_two_nodes_and_kill_9() {
    seeded(Engine::Postgres, is_exact);
}
