//! Argon2id alone.

use kernel::clock::Stopwatch;
use signin::passwords::{Cost, HashingPool};
use tokio::task::JoinSet;

use super::service::processor_seconds;

/// What waits at a time, so that no thread of the pool is ever without work.
const AT_A_TIME: usize = 8;

/// What can be done where nothing else is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ceiling {
    /// Checks of a password a second.
    pub(super) per_second: f64,
    /// The same for each second of a processor.
    pub(super) per_cpu_second: f64,
}

impl Ceiling {
    /// What lies between two of them: a machine is not equally fast at all times.
    pub(super) fn between(self, other: Self) -> Self {
        Self {
            per_second: f64::midpoint(self.per_second, other.per_second),
            per_cpu_second: f64::midpoint(self.per_cpu_second, other.per_cpu_second),
        }
    }
}

/// Checks of a password on the threads of the service, and nothing else.
pub(super) async fn ceiling(seconds: u64) -> anyhow::Result<Ceiling> {
    let pool = std::sync::Arc::new(HashingPool::new(Cost::STANDARD)?);
    let before = processor_seconds(std::process::id())?;
    let watch = Stopwatch::start();
    let mut checking = JoinSet::new();
    for _ in 0..AT_A_TIME {
        let (pool, watch) = (std::sync::Arc::clone(&pool), watch);
        checking.spawn(async move {
            let mut done = 0_u64;
            while watch.elapsed().as_secs() < seconds {
                let place =
                    pool.place("").map_err(|refusal| anyhow::anyhow!("{}", refusal.text))?;
                place.verify(None, "lantern orchard 42 velvet").await?;
                done += 1;
            }
            Ok::<_, anyhow::Error>(done)
        });
    }
    let mut done = 0;
    while let Some(own) = checking.join_next().await {
        done += own??;
    }
    let used = processor_seconds(std::process::id())? - before;
    let per_second = done as f64 / watch.elapsed().as_secs_f64();
    Ok(Ceiling { per_second, per_cpu_second: done as f64 / used.max(0.01) })
}
