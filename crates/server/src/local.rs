//! The operator's own way in on the host: a socket in the installation's folder, closed to everybody else.
//!
//! It speaks the command API; the caller is the operator under the name of the operating system's user, and every act
//! is in the audit like any other.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum::serve::IncomingStream;
use axum::{Router, extract::connect_info::Connected};
use kernel::door::{Actor, Door, Face};
use kernel::http::{App, Caller, Failure, Shutdown, conditions};
use tokio::net::UnixListener;

use crate::web::{self, api};

/// The user at the other end of the socket.
#[derive(Clone)]
struct Peer(Arc<str>);

impl Connected<IncomingStream<'_, UnixListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, UnixListener>) -> Self {
        Self(
            stream
                .io()
                .peer_cred()
                .map_or_else(|_| "unknown".into(), |peer| user_name(peer.uid()).into()),
        )
    }
}

/// The operating system's name of a user, or its number.
pub(crate) fn user_name(uid: u32) -> String {
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| uid.to_string())
}

/// The operator: whoever runs this process.
pub fn operator() -> Actor {
    Actor::Operator(
        std::fs::metadata("/proc/self")
            .map_or_else(|_| "unknown".to_owned(), |me| user_name(me.uid())),
    )
}

/// Serves the socket until the end is asked for, with `metrics` beside the command API.
pub async fn serve(
    door: Door,
    socket: &Path,
    metrics: Router,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    // A socket left by a process that was killed; the folder's lock says that nobody else is using it.
    let _ = std::fs::remove_file(socket);
    let listener = UnixListener::bind(socket)
        .with_context(|| format!("The socket {} could not be made", socket.display()))?;
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(0o600))?;
    let router = Router::new()
        .nest("/api/v1", api::routes())
        .route(web::READY, get(ready))
        .with_state(App { door: door.clone() })
        .layer(from_fn_with_state(door, as_operator))
        .merge(metrics);
    let ended = async move { shutdown.begun().await };
    axum::serve(listener, router.into_make_service_with_connect_info::<Peer>())
        .with_graceful_shutdown(ended)
        .await?;
    let _ = std::fs::remove_file(socket);
    Ok(())
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    web::readiness(&app.door).await
}

async fn as_operator(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let user = request
        .extensions()
        .get::<ConnectInfo<Peer>>()
        .map_or_else(|| "unknown".to_owned(), |peer| peer.0.0.to_string());
    let mut caller = Caller {
        actor: Actor::Operator(user),
        scope: None,
        face: Face::Cli,
        request: kernel::ids::new_at(door.clock().now()),
        peer: String::new(),
        session: None,
        key: None,
        expected: None,
    };
    let request_key = caller.request.to_string();
    match conditions(request.headers()) {
        Ok(conditions) => (caller.key, caller.expected) = conditions,
        Err(refusal) => return api::problem(&Failure(Arc::new(refusal.into())), &request_key),
    }
    request.extensions_mut().insert(caller);
    let response = next.run(request).await;
    match response.extensions().get::<Failure>() {
        Some(failure) => api::problem(failure, &request_key),
        None => response,
    }
}
