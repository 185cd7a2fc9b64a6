//! What is unusual about a sign-in that was right, told by reasons that people can check.
//!
//! It is looked at once the password or the passkey was right, never before: an attempt on an account that there is and one on
//! an account that there is not have to take equally long. It refuses nothing; it is for the log, for those who read it, and
//! for the owner. Many people of one hospital come from one network address, so an address alone is never a reason.

use std::net::IpAddr;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use uuid::Uuid;

use super::network::{MANY_NETWORKS, is_surrounded};
use super::reason::{Reason, Risk};
use crate::attempts::store;
use crate::device::kind_of;
use crate::origin::Origin;
use crate::places::Places;

/// How far back browsers and networks are known from.
pub const FAMILIAR_DAYS: NumberRule = NumberRule::new(
    "sign-in.familiar-days",
    90,
    7..=730,
    "days",
    "Sign-in log: new device, new network",
)
.of_the_nation();

/// How fast people travel at most.
pub const TRAVEL_SPEED: NumberRule = NumberRule::new(
    "sign-in.travel-kilometres-an-hour",
    900,
    100..=5000,
    "kilometres an hour",
    "Sign-in log: impossible travel",
)
.of_the_nation();

/// Accounts on which tries failed from one network address within an hour, so that it looks as if passwords were tried out.
pub const SPRAY_ACCOUNTS: NumberRule = NumberRule::new(
    "sign-in.spray-accounts",
    15,
    3..=1000,
    "accounts in an hour",
    "Sign-in log: spray pattern",
)
.of_the_nation();

/// Lines of one's own that are looked back on.
const BACK: i64 = 100;
/// Lines of one network address that are looked back on.
const NEAR: i64 = 300;
/// Kilometres below which nobody has travelled: places of network addresses are as rough as that.
const ROUGHLY: f64 = 300.0;
/// Wrong passwords right before that look like guessing.
const GUESSES: usize = 5;
/// Seconds within which they count.
const GUESSING: i64 = 3600;

/// A line of the account, as far as it matters here.
#[derive(Clone, Debug)]
pub(in crate::attempts) struct Before {
    pub(in crate::attempts) at: Timestamp,
    pub(in crate::attempts) peer: String,
    pub(in crate::attempts) device: String,
    pub(in crate::attempts) accepted: bool,
}

/// Looks at a sign-in that was right; its own line, if it has one by then, does not count.
pub(crate) async fn look(
    door: &Door,
    line: Uuid,
    account: AccountId,
    origin: &Origin,
    now: Timestamp,
) -> Result<Risk> {
    let mut reader = door.glance().await?;
    let rules = [&FAMILIAR_DAYS, &TRAVEL_SPEED, &SPRAY_ACCOUNTS, &MANY_NETWORKS];
    let [days, speed, sprayed, networks] = reader.dated_all(rules, None, now).await?;
    let since = now.plus_days(-days);
    let lately = now.plus_seconds(-GUESSING);
    let before = store::before(&mut reader, account, line, lately, BACK).await?;
    let let_in = store::let_in(&mut reader, account, line, since, BACK).await?;
    let is_sprayed = is_sprayed(&mut reader, account, origin.peer(), sprayed, now).await?;
    let is_surrounded = is_surrounded(&mut reader, account, networks, now).await?;
    drop(reader);
    let places = door.ports().port::<Places>().ok();
    let mut risk = unfamiliar(&let_in, origin);
    if is_guessed(&before, lately) {
        risk = risk.with(Reason::Guessed);
    }
    if is_sprayed {
        risk = risk.with(Reason::Spray);
    }
    if is_surrounded {
        risk = risk.with(Reason::ManyNetworks);
    }
    if let (Some(places), Some(last)) = (places, let_in.first())
        && let (Some(here), Some(there)) = (places.of(origin.peer()), places.of(&last.peer))
        && let Some(kilometres) = here.kilometres_to(&there)
    {
        let hours = (now.micros() - last.at.micros()).max(0) as f64 / 3_600_000_000.0;
        if kilometres > ROUGHLY && kilometres > hours * speed as f64 {
            risk = risk.with(Reason::ImpossibleTravel);
        }
    }
    Ok(risk)
}

/// The addresses from which an account was let in last, as far back as networks are familiar. As much is looked up for an account
/// that there is not.
pub(crate) async fn let_in_from(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<String>> {
    let days = reader.dated(&FAMILIAR_DAYS, None, now).await?;
    Ok(store::let_in_from(reader, account, now.plus_days(-days)).await?)
}

/// Whether several wrong passwords came right before.
fn is_guessed(before: &[Before], since: Timestamp) -> bool {
    before.iter().take_while(|line| !line.accepted && line.at >= since).count() >= GUESSES
}

/// What the account's own sign-ins tell. Where nobody has signed in yet everything is new, and nothing is unusual. Those that were
/// refused are left out where they are read: whoever guesses often enough would hide all others behind them.
fn unfamiliar(known: &[Before], origin: &Origin) -> Risk {
    let mut risk = Risk::default();
    if known.is_empty() {
        return risk;
    }
    let (device, network) = (kind_of(origin.device()), site_of(origin.peer()));
    let (mut has_device, mut has_network) = (false, false);
    for line in known {
        has_device = has_device || kind_of(&line.device) == device;
        has_network = has_network || site_of(&line.peer) == network;
    }
    if !has_device {
        risk = risk.with(Reason::NewDevice);
    }
    if !has_network {
        risk = risk.with(Reason::NewNetwork);
    }
    risk
}

/// The site that an address is of, which is more than a network: what one connection is commonly given, /24 or /48 (RFC 6177).
/// Whoever is two links of IPv6 further on at the same place comes from nowhere new.
fn site_of(peer: &str) -> String {
    match peer.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
        Err(_) => peer.to_owned(),
    }
}

/// Whether from this address many accounts were tried in vain, and fewer with success: that is how trying out one password on
/// all of them looks, and not how a hospital behind one address does on a Monday morning.
async fn is_sprayed(
    reader: &mut Reader,
    account: AccountId,
    peer: &str,
    most: i64,
    now: Timestamp,
) -> Result<bool> {
    let since = now.plus_seconds(-3600);
    if store::refused_near(reader, peer, since, account, NEAR).await? < most {
        return Ok(false);
    }
    let (in_vain, let_in) = store::near(reader, peer, since, account, NEAR).await?;
    Ok(in_vain >= most && in_vain > let_in)
}

#[cfg(test)]
mod tests {
    //! What the lines before tell, without a database.

    use super::*;

    const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36";
    const NEWER: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/157.0.0.0 Safari/537.36";
    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6) Version/26.0 Safari/604.1";

    fn line(minutes_ago: i64, peer: &str, device: &str, accepted: bool) -> Before {
        let at = Timestamp::from_micros(-minutes_ago * 60_000_000);
        Before { at, peer: peer.to_owned(), device: device.to_owned(), accepted }
    }

    fn seen(before: &[Before], peer: &str, device: &str) -> Vec<Reason> {
        let known: Vec<Before> = before.iter().filter(|line| line.accepted).cloned().collect();
        let seen = unfamiliar(&known, &Origin::new(peer, device, None));
        let lately = Timestamp::from_micros(0).plus_seconds(-GUESSING);
        let is_guessed = is_guessed(before, lately);
        if is_guessed { seen.with(Reason::Guessed) } else { seen }.reasons()
    }

    #[test]
    fn what_was_there_before_is_familiar() {
        let before = [line(60, "192.0.2.7", CHROME, true)];
        assert_eq!(seen(&before, "192.0.2.200", NEWER), []);
        assert_eq!(seen(&before, "192.0.3.7", CHROME), [Reason::NewNetwork]);
        assert_eq!(seen(&before, "2001:db8::1", IPHONE), [Reason::NewDevice, Reason::NewNetwork]);
        let six = [line(60, "2001:db8:1:2::3", CHROME, true)];
        assert_eq!(seen(&six, "2001:db8:1:ffff::9", CHROME), []);
        assert_eq!(seen(&six, "2001:db8:2::3", CHROME), [Reason::NewNetwork]);
    }

    #[test]
    fn the_first_sign_in_is_not_unusual_and_a_refused_one_makes_nothing_familiar() {
        assert_eq!(seen(&[], "192.0.2.7", CHROME), []);
        let before = [line(1, "203.0.113.1", IPHONE, false), line(60, "192.0.2.7", CHROME, true)];
        assert_eq!(seen(&before, "203.0.113.1", IPHONE), [Reason::NewDevice, Reason::NewNetwork]);
    }

    #[test]
    fn five_wrong_ones_right_before_look_like_guessing() {
        let wrong = |minutes| line(minutes, "192.0.2.7", CHROME, false);
        let mut before: Vec<Before> = (1..=4).map(wrong).collect();
        before.push(line(500, "192.0.2.7", CHROME, true));
        assert_eq!(seen(&before, "192.0.2.7", CHROME), []);
        before.insert(4, wrong(59));
        assert_eq!(seen(&before, "192.0.2.7", CHROME), [Reason::Guessed]);
        before[4] = wrong(61);
        assert_eq!(seen(&before, "192.0.2.7", CHROME), []);
    }
}
