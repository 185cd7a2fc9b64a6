//! Tokens and what credential libraries read.

use std::time::Duration;

use crate::world::{Answer, World};

#[tokio::test]
async fn a_token_opens_the_directory_until_it_ends() {
    let world = World::new().await;
    for path in ["/oauth2/v2.0/token", "/common/oauth2/v2.0/token"] {
        let answer = world.ask_token(path, "demo", "demo").await;
        assert_eq!(
            (answer.status, answer.body["expires_in"].as_u64(), answer.body["token_type"].as_str()),
            (200, Some(3599), Some("Bearer"))
        );
    }
    assert_eq!(world.get("/users").await.status, 200);
    world.clock.advance(Duration::from_secs(3599));
    let late = world.get("/users").await;
    assert_eq!(
        (late.status, late.code(), late.message()),
        (401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
    );
    let none =
        Answer::of(world.client.get(format!("{}/v1.0/users", world.base)).send().await.unwrap())
            .await;
    assert_eq!((none.status, none.message()), (401, "Access token is empty."));
    assert!(none.header("www-authenticate").starts_with("Bearer"));
    let wrong = Answer::of(
        world
            .client
            .get(format!("{}/v1.0/users", world.base))
            .bearer_auth("nonsense")
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!((wrong.status, wrong.code()), (401, "InvalidAuthenticationToken"));
}

#[tokio::test]
async fn basic_works_like_the_form() {
    let world = World::new().await;
    let form =
        [("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default")];
    let ask = async |secret: &str| {
        Answer::of(
            world
                .client
                .post(format!("{}/t/oauth2/v2.0/token", world.base))
                .basic_auth("demo", Some(secret))
                .form(&form)
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    assert_eq!(ask("demo").await.status, 200);
    assert_eq!(ask("other").await.status, 401);
}

#[tokio::test]
async fn refusals_carry_entras_codes() {
    let world = World::new().await;
    let cases: [(&str, u16, &str, u64); 7] = [
        (
            "grant_type=client_credentials&client_id=demo&client_secret=wrong&scope=x/.default",
            401,
            "invalid_client",
            7_000_215,
        ),
        (
            "grant_type=client_credentials&client_id=other&client_secret=demo&scope=x/.default",
            400,
            "unauthorized_client",
            700_016,
        ),
        (
            "grant_type=client_credentials&client_id=demo&scope=x/.default",
            401,
            "invalid_client",
            7_000_218,
        ),
        ("grant_type=password&client_id=demo", 400, "unsupported_grant_type", 70_003),
        ("client_id=demo&client_secret=demo", 400, "invalid_request", 900_144),
        (
            "grant_type=client_credentials&client_id=demo&client_secret=demo",
            400,
            "invalid_request",
            900_144,
        ),
        (
            "grant_type=client_credentials&client_id=demo&client_secret=demo&scope=User.Read",
            400,
            "invalid_scope",
            1_002_012,
        ),
    ];
    for (form, status, error, code) in cases {
        let request = world
            .client
            .post(format!("{}/t/oauth2/v2.0/token", world.base))
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = Answer::of(request.body(form).send().await.unwrap()).await;
        assert_eq!(
            (answer.status, answer.body["error"].as_str(), answer.body["error_codes"][0].as_u64()),
            (status, Some(error), Some(code)),
            "{form}"
        );
        assert!(
            answer.body["error_description"]
                .as_str()
                .unwrap()
                .starts_with(&format!("AADSTS{code}: "))
        );
    }
}

#[tokio::test]
async fn metadata_leads_back_to_the_listener_that_was_asked() {
    let world = World::new().await;
    for base in [&world.base, &world.tls_base] {
        let metadata = Answer::of(
            world
                .client
                .get(format!("{base}/contoso/v2.0/.well-known/openid-configuration"))
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert_eq!(metadata.body["token_endpoint"], format!("{base}/contoso/oauth2/v2.0/token"));
        assert_eq!(metadata.body["issuer"], format!("{base}/contoso/v2.0"));
        let keys = Answer::of(
            world.client.get(metadata.body["jwks_uri"].as_str().unwrap()).send().await.unwrap(),
        )
        .await;
        assert_eq!(keys.status, 200);
        let instance = Answer::of(
            world
                .client
                .get(format!("{base}/common/discovery/instance?api-version=1.1"))
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert!(instance.body["tenant_discovery_endpoint"].as_str().unwrap().starts_with(base));
    }
}
