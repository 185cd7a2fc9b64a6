//! Counts requests, and logs each one where the log asks for it: the route it met, never the address that was sent.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use kernel::clock::Stopwatch;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds in seconds; a page that takes longer than a tenth of one is slow.
const BOUNDS: [f64; 11] = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// Stands in place of the route of a request that met none: addresses are sent by anybody.
const NO_ROUTE: &str = "none";

type Answered = [(&'static str, Arc<str>); 3];
type Kind = [(&'static str, &'static str); 1];

/// Counters of requests; clones count into the same ones.
#[derive(Clone)]
pub(crate) struct Requests {
    answered: Family<Answered, Counter>,
    times: Family<Kind, Histogram, fn() -> Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            answered: Family::default(),
            times: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
        }
    }
}

impl Requests {
    pub(super) fn register(&self, registry: &mut Registry) {
        let answered = self.answered.clone();
        registry.register("requests", "Requests, by method, route and status", answered);
        registry.register_with_unit(
            "request",
            "From a request to its answer, by what was asked for: page, api or file",
            Unit::Seconds,
            self.times.clone(),
        );
    }
}

/// Counts a request once it is answered.
pub(crate) async fn count<F: Future<Output = Response>>(
    requests: &Requests,
    request: Request,
    go_on: impl FnOnce(Request) -> F,
) -> Response {
    let watch = Stopwatch::start();
    let method = known(request.method());
    let route: Arc<str> = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| NO_ROUTE.into(), |route| route.as_str().into());
    let response = go_on(request).await;
    let (status, took) = (response.status(), watch.elapsed());
    let kind = match &*route {
        route if route.starts_with("/api/") => "api",
        route if route.starts_with("/assets/") => "file",
        _ => "page",
    };
    let labels =
        [("method", method.into()), ("route", route.clone()), ("status", status.as_str().into())];
    requests.answered.get_or_create(&labels).inc();
    requests.times.get_or_create(&[("kind", kind)]).observe(took.as_secs_f64());
    let milliseconds = took.as_secs_f64() * 1000.0;
    let key = response.headers().get("x-request-id").and_then(|key| key.to_str().ok());
    let status = status.as_u16();
    tracing::info!(method, route = &*route, status, milliseconds, request = key, "request");
    response
}

/// A method that we know; others are anybody's words.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}
