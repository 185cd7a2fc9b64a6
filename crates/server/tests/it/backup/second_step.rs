//! What a restore says of authenticator apps: they are read with the key under which they were sealed only.

use kernel::door::Actor;
use serde_json::json;
use testkit::{engines, run_sql};

use super::scene::run;
use super::site::{Site, arrange, closed, done, passphrase};

#[test]
fn a_restore_says_that_apps_sealed_under_another_key_cannot_be_read() {
    for engine in engines() {
        run(async {
            let (site, other) = (Site::new(engine).await, Site::new(engine).await);
            let words = passphrase(&site.scratch.folder, "words", "correct horse battery staple");
            let file = |name: &str| site.scratch.folder.join(name).display().to_string();
            let door = site.door().await;
            let given = arrange(&door).await;
            let session = signin::sessions::resolve(&door, &given.session).await.expect("asked");
            let ann = Actor::Account(session.expect("a session").account);
            done(&door, ann, "authenticator.begin", json!({ "name": "My telephone" })).await;
            closed(door).await;
            run_sql(&site.data().target(), "UPDATE authenticator SET confirmed_at = created_at")
                .await;
            let made = ["admin", "init", "--given-name", "Ann", "--family-name", "Hay"];
            assert!(other.says(&made).status.success());

            let (whole, bare) = (file("whole"), file("bare"));
            site.asked(&["backup", &whole, "--passphrase-file", &words, "--json"]);
            site.asked(&["backup", &bare, "--passphrase-file", &words, "--without-keys", "--json"]);
            for (at, from, is_lost) in
                [(&other, &whole, false), (&other, &bare, true), (&site, &bare, false)]
            {
                let trial =
                    ["restore", from, "--check", "--passphrase-file", &words, "--despite-problems"];
                let said = at.says(&trial);
                let said = String::from_utf8_lossy(&said.stderr).into_owned();
                assert_eq!(
                    said.contains("AUTHENTICATOR APPS CANNOT BE READ: 1 "),
                    is_lost,
                    "{said}"
                );
                let found = at.asked(&[&trial[..], &["--json"]].concat());
                assert_eq!(found["authenticators_unreadable"], json!(is_lost));
            }
            site.remove().await;
            other.remove().await;
        });
    }
}
