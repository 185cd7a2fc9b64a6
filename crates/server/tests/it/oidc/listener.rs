//! The side of an application that takes logout tokens.

use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wire::graph::query::pairs;

/// What it answers, in order; the last one for ever.
struct Side {
    answers: Vec<u16>,
    to: String,
    taken: Mutex<Vec<String>>,
}

/// A server on this machine that takes logout tokens.
pub(super) struct Listener {
    pub(super) address: String,
    side: Arc<Side>,
    task: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(State(side): State<Arc<Side>>, body: String) -> Response {
    let fields = pairs(&body).expect("a form");
    let [(name, token)] = fields.as_slice() else { panic!("{fields:?}") };
    assert_eq!(name, "logout_token");
    let mut taken = side.taken.lock();
    let place = taken.len().min(side.answers.len().saturating_sub(1));
    taken.push(token.clone());
    let status = side.answers.get(place).copied().unwrap_or(200);
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::LOCATION, side.to.clone())]).into_response()
}

impl Listener {
    /// Answers with these, in order; with 200 where there are none.
    pub(super) async fn start(answers: &[u16]) -> Self {
        Self::with(answers, "").await
    }

    /// Sends whoever comes elsewhere.
    pub(super) async fn sends_to(status: u16, to: &str) -> Self {
        Self::with(&[status], to).await
    }

    async fn with(answers: &[u16], to: &str) -> Self {
        let taken = Mutex::default();
        let side = Arc::new(Side { answers: answers.to_vec(), to: to.to_owned(), taken });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("an address");
        let routes = Router::new().route("/logout", post(take)).with_state(Arc::clone(&side));
        let task = tokio::spawn(async move {
            axum::serve(listener, routes).await.expect("it serves");
        });
        Self { address: format!("http://{address}/logout"), side, task }
    }

    /// The tokens that came.
    pub(super) fn taken(&self) -> Vec<String> {
        self.side.taken.lock().clone()
    }
}

/// Checks that a token is of a kind and was signed with ES256 by a key of the list.
pub(super) fn is_signed(keys: &Value, token: &str, typ: &str) {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let first = signed.split('.').next().expect("a header");
    let header: Value = serde_json::from_slice(&bytes(first)).expect("JSON");
    assert_eq!((&header["typ"], &header["alg"]), (&typ.into(), &"ES256".into()));
    let keys = keys["keys"].as_array().expect("keys");
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).expect("a key");
    let part = |name: &str| bytes(key[name].as_str().expect("a coordinate"));
    let point = [vec![4], part("x"), part("y")].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    key.verify(signed.as_bytes(), &bytes(signature)).expect("signed with it");
}
