//! What a restore says of authenticator apps, and what it makes void: they are read with the key under which they were
//! sealed only, and nothing that was given out before is good for signing in.

use kernel::door::{Actor, Face};
use serde_json::{Value, json};
use testkit::{Engine, engines, run_sql};

use super::scene::run;
use super::site::{PASSWORD, Site, arrange, closed, done, passphrase};

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
            let begun = json!({ "name": "My telephone", "current": PASSWORD });
            done(&door, ann, "authenticator.begin", begun).await;
            closed(door).await;
            run_sql(&site.data().target(), "UPDATE authenticator SET confirmed_at = created_at")
                .await;
            run_sql(&site.data().target(), more(engine)).await;
            let door = site.door().await;
            let credentials = json!({ "username": given.address, "password": PASSWORD });
            let half = done(&door, Actor::Anonymous, "signin.admit", credentials).await;
            assert!(half["step_key"].is_string() && half["session_key"].is_null());
            closed(door).await;
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
            let third = Site::new(engine).await;
            third.asked(&["restore", &whole, "--passphrase-file", &words, "--json"]);
            let door = third.door().await;
            let body = json!({ "step_key": half["step_key"], "code": "000000" });
            let call = door.call(Actor::Anonymous, Face::Portal);
            let again = door.perform_by_name(call, "signin.prove", body).await;
            assert!(again.is_err_and(|error| error.to_string().contains("took too long")));
            let mut reader = door.reader().await.expect("a reader");
            let left = "SELECT (SELECT COUNT(*) FROM second_step) + (SELECT COUNT(*) FROM authenticator WHERE last_step = 0)";
            assert_eq!(reader.number(left, &[]).await.expect("a count"), 0);
            drop(reader);
            closed(door).await;
            third.asked(&["backup", &file("third"), "--passphrase-file", &words, "--json"]);
            assert_eq!(found_by_the_doctor(&third), "well");

            // A PostgreSQL database that nobody has the keys of is neither put back nor served.
            if engine == Engine::Sqlite {
                let fourth = Site::new(engine).await;
                let back = ["restore", &bare, "--passphrase-file", &words, "--despite-problems"];
                fourth.asked(&[&back[..], &["--json"]].concat());
                closed(fourth.door().await).await;
                assert_eq!(found_by_the_doctor(&fourth), "problem");
                fourth.remove().await;
            }
            for site in [site, other, third] {
                site.remove().await;
            }
        });
    }
}

/// More apps than one act makes void, in no order of time.
const fn more(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) \
             INSERT INTO authenticator SELECT randomblob(16), account, name, sealed, created_at, NULL, 0, 1, act FROM authenticator, n"
        }
        _ => {
            "INSERT INTO authenticator SELECT gen_random_uuid(), account, name, sealed, created_at, NULL, 0, 1, act \
             FROM authenticator, generate_series(1, 450)"
        }
    }
}

/// What the doctor thinks of the apps.
fn found_by_the_doctor(site: &Site) -> String {
    let said = site.says(&["doctor", "--json"]).stdout;
    let found: Value = serde_json::from_slice(&said).expect("it answers in JSON");
    let mut findings = found.as_array().expect("findings").iter();
    let about = findings.find(|finding| finding["what"] == "authenticators");
    about.expect("it looked")["verdict"].as_str().expect("a word").to_owned()
}

/// What the migrations since there are apps have made, undone in the order of the last one first.
const UNDONE: &str = "
    DROP TABLE code_sheet;
    DROP INDEX sign_in_log_by_account;
    CREATE INDEX sign_in_log_by_account ON sign_in_log (account, id);
    CREATE INDEX sign_in_log_by_person ON sign_in_log (organisation, account, outcome, id) WHERE organisation IS NOT NULL;
    CREATE INDEX application_entry_by_session ON application_entry (session, id);
    DROP INDEX sign_in_log_near;
    CREATE INDEX sign_in_log_near ON sign_in_log (peer, at, outcome, account);
    DROP TABLE application_keys;
    DROP TABLE application_consent;
    DROP TABLE application_count;
    DROP TABLE tenant_containment;
    ALTER TABLE session DROP COLUMN passkey_at;
    ALTER TABLE break_glass DROP COLUMN reminded_at;
    DROP INDEX compromise_case_worded;
    ALTER TABLE compromise_case DROP COLUMN forgotten_at;
    ALTER TABLE compromise_case DROP COLUMN times_shut;
    ALTER TABLE compromise_case DROP COLUMN lift_ended_at;
    ALTER TABLE compromise_case DROP COLUMN lifted_until;
    ALTER TABLE terms_acceptance DROP COLUMN asked_again;
    DROP TABLE recorded_number;
    DROP INDEX session_password_alone;
    DROP INDEX mfa_standing_by_end;
    DROP TABLE mfa_round;
    DROP TABLE mfa_report;
    DROP INDEX sign_in_log_let_in;
    DROP INDEX sign_in_log_by_application;
    ALTER TABLE sign_in_log DROP COLUMN application_name;
    ALTER TABLE sign_in_log DROP COLUMN application;
    DROP TABLE sign_in_guessing;
    DROP TABLE sign_in_vain;
    DROP TABLE sign_in_network;
    DROP TABLE application_device_try;
    DROP TABLE application_device;
    DROP TABLE text_budget;
    DROP TABLE text_guard;
    DROP TABLE text_message;
    DROP TABLE text_number;
    DROP TABLE recovery_bound;
    DROP TABLE break_glass_alarm;
    DROP TABLE break_glass;
    DROP TABLE second_person;
    ALTER TABLE proposal DROP COLUMN expected;
    DROP TABLE application_once;
    DROP TABLE application_logout;
    DROP TABLE application_visit;
    DROP TABLE mfa_reminder;
    DROP TABLE mfa_standing;
    DROP TABLE mfa_exception;
    DROP TABLE mfa_network;
    DROP TABLE mfa_membership;
    DROP TABLE mfa_policy;
    ALTER TABLE session DROP COLUMN proved_at;
    DROP INDEX sign_in_log_by_risk;
    DROP INDEX sign_in_log_near;
    ALTER TABLE sign_in_log DROP COLUMN place;
    ALTER TABLE sign_in_log DROP COLUMN factor;
    ALTER TABLE sign_in_log DROP COLUMN risk;
    DROP TABLE compromise_open;
    DROP TABLE compromise_case;
    DROP TABLE welcome;
    DROP TABLE terms_reminder;
    DROP TABLE terms_exemption;
    DROP TABLE terms_count;
    DROP TABLE terms_acceptance;
    DROP TABLE terms_version;
    DROP TABLE terms_draft;
    DROP TABLE passkey_warning;
    DROP TABLE passkey_challenge;
    DROP TABLE passkey;
    DROP TABLE passkey_owner;
    DROP TABLE saml_request_use;
    DROP TABLE saml_entry;
    DROP TABLE refresh_token;
    DROP TABLE application_entry_use;
    DROP TABLE application_entry;
    DROP TABLE signing_key;
    DROP TABLE application_organisation;
    DROP TABLE application;
    ALTER TABLE session DROP COLUMN proofs;
    DROP INDEX credential_by_set;
    DROP TABLE second_factor_warning;
    DROP TABLE password_words;
    DROP TABLE password_history;
    ALTER TABLE credential DROP COLUMN characters_asked;
    DROP INDEX sign_in_log_by_organisation;
    DROP INDEX sign_in_log_by_person;
    DROP INDEX sign_in_log_by_peer;
    ALTER TABLE sign_in_log DROP COLUMN organisation;
    DROP TABLE identity_pass;
    DROP TABLE identity_check;
    DROP TABLE second_factor;
    DROP TABLE authenticator;
    DROP TABLE recovery_code;
    DROP TABLE second_step;
    DROP TABLE second_factor_guard;
    DROP TABLE second_factor_failure;
    DELETE FROM schema_migration WHERE number >= 42";

#[test]
fn a_backup_from_before_there_were_apps_is_put_back_without_a_word_of_them() {
    for engine in engines() {
        run(async {
            let (site, other) = (Site::new(engine).await, Site::new(engine).await);
            let words = passphrase(&site.scratch.folder, "words", "correct horse battery staple");
            let made = ["admin", "init", "--given-name", "Ann", "--family-name", "Hay"];
            assert!(site.says(&made).status.success());
            run_sql(&site.data().target(), UNDONE).await;
            let old = site.scratch.folder.join("old").display().to_string();
            site.asked(&["backup", &old, "--passphrase-file", &words, "--json"]);
            for check in [&[][..], &["--check"]] {
                let back = ["restore", &old, "--passphrase-file", &words, "--json"];
                let said = other.says(&[&back[..], check].concat());
                let errors = String::from_utf8_lossy(&said.stderr).into_owned();
                assert!(said.status.success() && !errors.contains("uthenticator"), "{errors}");
                let found: Value = serde_json::from_slice(&said.stdout).expect("JSON");
                assert_eq!(found["authenticators_unreadable"], json!(false));
            }
            closed(other.door().await).await;
            for site in [site, other] {
                site.remove().await;
            }
        });
    }
}
