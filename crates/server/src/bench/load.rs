//! A closed loop of clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::clock::Stopwatch;
use serde::Serialize;

/// How much load for how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Clients at the same time.
    pub clients: usize,
    /// For how long.
    pub time: Duration,
}

/// What a load showed.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// Clients at the same time.
    pub clients: usize,
    /// Acts done.
    pub done: usize,
    /// Seconds they took.
    pub seconds: f64,
    /// Acts done a second.
    pub per_second: u64,
    /// Half of the acts were done within so many milliseconds.
    pub p50_ms: f64,
    /// 99 of 100.
    pub p99_ms: f64,
    /// All of them.
    pub max_ms: f64,
    /// Acts that failed.
    pub failed: u64,
}

impl Load {
    /// Runs `act(client, turn)` in a closed loop per client and sums up.
    pub async fn run<T, F>(self, what: &str, act: T) -> Figure
    where
        T: Fn(usize, usize) -> F + Send + Sync + 'static,
        F: Future<Output = bool> + Send,
    {
        let (act, over) = (Arc::new(act), Arc::new(AtomicBool::new(false)));
        let watch = Stopwatch::start();
        let clients: Vec<_> = (0..self.clients)
            .map(|client| {
                let (act, over) = (Arc::clone(&act), Arc::clone(&over));
                tokio::spawn(async move {
                    let (mut micros, mut failed, mut turn) = (Vec::new(), 0_u64, 0);
                    while !over.load(Ordering::Relaxed) {
                        let one = Stopwatch::start();
                        if act(client, turn).await {
                            micros.push(one.elapsed().as_micros());
                        } else {
                            failed += 1;
                        }
                        turn += 1;
                    }
                    (micros, failed)
                })
            })
            .collect();
        tokio::time::sleep(self.time).await;
        over.store(true, Ordering::Relaxed);
        let (mut micros, mut failed) = (Vec::new(), 0);
        for client in clients {
            if let Ok((own, own_failed)) = client.await {
                micros.extend(own);
                failed += own_failed;
            }
        }
        let seconds = watch.elapsed().as_secs_f64();
        micros.sort_unstable();
        let at = |part: f64| {
            let place = (micros.len() as f64 * part) as usize;
            micros
                .get(place.min(micros.len().saturating_sub(1)))
                .map_or(0.0, |micros| *micros as f64 / 1000.0)
        };
        Figure {
            what: what.to_owned(),
            clients: self.clients,
            done: micros.len(),
            seconds,
            per_second: (micros.len() as f64 / seconds) as u64,
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            max_ms: at(1.0),
            failed,
        }
    }
}
