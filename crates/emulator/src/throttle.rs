//! Quotas: buckets of resource units and of writes, as the directory part of Graph has them.
//!
//! The figures are Microsoft's of 2021 (Graph documentation, "throttling limits"); whoever needs others sets them.

use kernel::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::exchange::Request;

/// The quotas of one application in one tenant, and of the tenant as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Throttle {
    /// Resource units the application may use in one window.
    pub units: u32,
    /// Length of that window in seconds.
    pub units_seconds: u32,
    /// Writes the application may make in one window.
    pub writes: u32,
    /// Length of that window in seconds.
    pub writes_seconds: u32,
    /// Writes all applications together may make in one window.
    pub tenant_writes: u32,
    /// Length of that window in seconds.
    pub tenant_writes_seconds: u32,
}

impl Throttle {
    /// Microsoft's figures for a directory of this many users.
    pub const fn of_directory(users: usize) -> Self {
        let units = match users {
            0..50 => 3_500,
            50..=500 => 5_000,
            _ => 8_000,
        };
        Self {
            units,
            units_seconds: 10,
            writes: 3_000,
            writes_seconds: 150,
            tenant_writes: 18_000,
            tenant_writes_seconds: 300,
        }
    }
}

/// What a request costs: resource units, and whether it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) units: u32,
    pub(crate) writes: u32,
}

/// The cost of a request; an envelope costs nothing itself, its items do.
pub(crate) fn cost(request: &Request) -> Cost {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    if path == ["$batch"] {
        return Cost { units: 0, writes: 0 };
    }
    if request.method != "GET" {
        return Cost { units: 1, writes: 1 };
    }
    let base: i32 = match path.as_slice() {
        ["users"] | [_, _, "licenseDetails"] => 2,
        ["subscribedSkus"] => 3,
        _ => 1,
    };
    let narrow = i32::from(request.option("select").is_some());
    let short = i32::from(
        request.option("top").and_then(|top| top.parse().ok()).is_some_and(|top: u32| top < 20),
    );
    let wide = i32::from(request.option("expand").is_some());
    Cost { units: u32::try_from(base - narrow - short + wide).unwrap_or(1).max(1), writes: 0 }
}

/// The levels of the buckets.
#[derive(Debug)]
pub(crate) struct Buckets {
    quotas: Throttle,
    units: Bucket,
    writes: Bucket,
    tenant_writes: Bucket,
}

/// What the buckets say to a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It may go on; the share of the fullest quota that is used, from 0 to 1.
    Pass(f64),
    /// It must wait so many seconds; which quota is used up.
    Wait(f64, &'static str),
}

impl Buckets {
    pub(crate) fn new(quotas: Throttle, now: Timestamp) -> Self {
        Self {
            quotas,
            units: Bucket::new(quotas.units, quotas.units_seconds, now),
            writes: Bucket::new(quotas.writes, quotas.writes_seconds, now),
            tenant_writes: Bucket::new(quotas.tenant_writes, quotas.tenant_writes_seconds, now),
        }
    }

    /// The quotas these buckets were made for.
    pub(crate) fn quotas(&self) -> Throttle {
        self.quotas
    }

    /// Charges a request. A rejected one is charged as well, as Microsoft does.
    pub(crate) fn charge(&mut self, cost: Cost, now: Timestamp) -> Verdict {
        let units = self.units.take(cost.units, now);
        let writes =
            self.writes.take(cost.writes, now).max(self.tenant_writes.take(cost.writes, now));
        if units <= 0.0 && writes <= 0.0 {
            return Verdict::Pass(
                self.units.used().max(self.writes.used()).max(self.tenant_writes.used()),
            );
        }
        let which =
            if writes >= units { "WriteLimitExceeded" } else { "ResourceUnitLimitExceeded" };
        Verdict::Wait(units.max(writes), which)
    }
}

#[derive(Debug)]
struct Bucket {
    size: f64,
    a_second: f64,
    level: f64,
    at: Timestamp,
}

impl Bucket {
    fn new(size: u32, seconds: u32, now: Timestamp) -> Self {
        let size = f64::from(size.max(1));
        Self { size, a_second: size / f64::from(seconds.max(1)), level: size, at: now }
    }

    /// Takes `amount`; answers how many seconds too early it was taken, zero or less if there was enough.
    fn take(&mut self, amount: u32, now: Timestamp) -> f64 {
        let micros = u32::try_from((now.micros() - self.at.micros()).max(0)).unwrap_or(u32::MAX);
        self.at = self.at.max(now);
        self.level = (self.level + f64::from(micros) / 1e6 * self.a_second).min(self.size);
        if amount == 0 {
            return 0.0;
        }
        // The debt is bounded, so that a client that keeps on is let in again some time after it stops.
        self.level = (self.level - f64::from(amount)).max(-self.size);
        -self.level / self.a_second
    }

    fn used(&self) -> f64 {
        1.0 - self.level.max(0.0) / self.size
    }
}
