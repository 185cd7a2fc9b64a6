//! Argon2id alone.

use kernel::clock::Stopwatch;
use signin::passwords::{Cost, HashingPool};
use tokio::task::JoinSet;

/// What waits at a time, so that no thread of the pool is ever without work.
const AT_A_TIME: usize = 8;

/// Checks of a password a second on the threads of the service, and nothing else.
pub(super) async fn ceiling(seconds: u64) -> anyhow::Result<u64> {
    let pool = std::sync::Arc::new(HashingPool::new(Cost::STANDARD)?);
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
    Ok((done as f64 / watch.elapsed().as_secs_f64()) as u64)
}
