//! Retention: personal values in the history are dropped when their time is over. What was done, by whom and when
//! stays for ever, and so does the proof that nobody changed it.

use kernel::audit::forget_personal;
use kernel::dated::NumberRule;
use kernel::door::Door;
use kernel::refusal::Result;

/// Days for which the values that acts changed about people are kept beside the record: six years.
pub const PERSONAL_DAYS: NumberRule = NumberRule::new(
    "history.personal-days",
    2_192,
    30..=36_500,
    "days",
    "retention of audit records",
)
.of_the_nation();

/// Steps of one turn, so that a backlog keeps nothing else waiting; what is left is dropped in the next turn.
const STEPS: usize = 50;

/// Drops what need no longer be kept, in small steps; says how many values that were. What a legal hold keeps stays.
pub async fn sweep(door: &Door) -> Result<u64> {
    let now = door.clock().now();
    let days = door.reader().await?.dated(&PERSONAL_DAYS, None, now).await?;
    let mut dropped = 0;
    for _ in 0..STEPS {
        match forget_personal(door.database(), now.plus_days(-days)).await? {
            0 => break,
            more => dropped += more,
        }
    }
    Ok(dropped)
}
