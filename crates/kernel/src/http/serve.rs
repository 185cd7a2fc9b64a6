//! The accept loop shared by every HTTP listener: plain or TLS, HTTP/1.1 and HTTP/2, closing gracefully.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// How long a client may take over the request line and headers, and over a TLS handshake.
const HEADER_PATIENCE: Duration = Duration::from_secs(10);
/// How long an HTTP/2 connection may be silent before it is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(60);
/// How long open requests get to finish once the process has been told to stop.
const GRACE: Duration = Duration::from_secs(20);
/// Connections served at the same time by one listener; further ones wait in the system's queue.
const CONNECTIONS: usize = 4096;

/// Tells every listener and job of a process that it should end.
#[derive(Clone, Debug)]
pub struct Shutdown {
    tell: Arc<watch::Sender<Stage>>,
    told: watch::Receiver<Stage>,
}

/// How far a process has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Runs,
    /// Goes on with everything, and asks balancers to send requests elsewhere.
    Leaves,
    Ends,
}

impl Default for Shutdown {
    fn default() -> Self {
        let (tell, told) = watch::channel(Stage::Runs);
        Self { tell: Arc::new(tell), told }
    }
}

impl Shutdown {
    /// Says that the end is near; everything goes on until it begins.
    pub fn announce(&self) {
        self.tell.send_if_modified(|stage| {
            let is_new = *stage == Stage::Runs;
            if is_new {
                *stage = Stage::Leaves;
            }
            is_new
        });
    }

    /// Whether the end is near or has begun.
    pub fn is_announced(&self) -> bool {
        *self.told.borrow() != Stage::Runs
    }

    /// Asks everything that holds a clone to end.
    pub fn begin(&self) {
        self.tell.send_replace(Stage::Ends);
    }

    /// Whether the end has been asked for.
    pub fn is_begun(&self) -> bool {
        *self.told.borrow() == Stage::Ends
    }

    /// Waits until the end is asked for.
    pub async fn begun(&self) {
        let mut told = self.told.clone();
        // An error means that every sender is gone, which is an end as well.
        let _ = told.wait_for(|stage| *stage == Stage::Ends).await;
    }
}

/// Serves `router` on `listener` until `shutdown` begins, then lets open requests finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    shutdown: Shutdown,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(tokio::sync::Semaphore::new(CONNECTIONS));
    loop {
        // A listener whose places are all taken still hears that it should end.
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = shutdown.begun() => break,
        };
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.begun() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, or a client that left early: neither may end the service.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let tls = tls.clone();
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let _place = place;
            match tls {
                None => connection(stream, peer, router, watcher).await,
                Some(acceptor) => {
                    if let Some(stream) = handshake(&acceptor, stream).await {
                        connection(stream, peer, router, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

async fn handshake(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    tokio::time::timeout(HEADER_PATIENCE, acceptor.accept(stream)).await.ok()?.ok()
}

async fn connection<S>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    watcher: hyper_util::server::graceful::Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // A layer would wrap every route anew for each connection.
    let service = router.into_service().map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .keep_alive_interval(Some(IDLE))
        .keep_alive_timeout(HEADER_PATIENCE);
    let connection = builder
        .serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service))
        .into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended badly");
    }
}
