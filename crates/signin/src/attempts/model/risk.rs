//! What is unusual about a sign-in that was right, told by reasons that people can check.
//!
//! It is looked at once the password or the passkey was right, never before: an attempt on an account that there is and one on
//! an account that there is not have to take equally long. It refuses nothing; it is for the log, for those who read it, and
//! for the owner. Many people of one hospital come from one network address, so an address alone is never a reason.

use std::collections::HashSet;
use std::net::IpAddr;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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

/// What is unusual.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A browser, on a system, that was not seen with this account before.
    NewDevice,
    /// A network that was not seen with this account before.
    NewNetwork,
    /// Several wrong passwords came right before.
    Guessed,
    /// The password is on the list of those that became known in data leaks.
    BreachedPassword,
    /// From the same network address many other accounts were tried in vain.
    Spray,
    /// Too far from the sign-in before to have travelled.
    ImpossibleTravel,
}

impl Reason {
    /// Every one, from the least to the worst.
    pub const ALL: [Self; 6] = [
        Self::NewDevice,
        Self::NewNetwork,
        Self::Guessed,
        Self::BreachedPassword,
        Self::Spray,
        Self::ImpossibleTravel,
    ];

    /// As the log keeps it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NewDevice => "new-device",
            Self::NewNetwork => "new-network",
            Self::Guessed => "guessed",
            Self::BreachedPassword => "breached-password",
            Self::Spray => "spray",
            Self::ImpossibleTravel => "impossible-travel",
        }
    }

    /// In words, for a list.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::NewDevice => "new browser",
            Self::NewNetwork => "new network",
            Self::Guessed => "after several wrong passwords",
            Self::BreachedPassword => "password known from a data leak",
            Self::Spray => "many accounts tried from there",
            Self::ImpossibleTravel => "too far away to have travelled",
        }
    }

    const fn weight(self) -> u32 {
        match self {
            Self::NewDevice | Self::NewNetwork => 1,
            Self::Guessed | Self::BreachedPassword => 2,
            Self::Spray | Self::ImpossibleTravel => 3,
        }
    }
}

/// How much all of it weighs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is unusual.
    None,
    /// One thing, as happens every day.
    Low,
    /// Two things at once, or one that is seldom innocent.
    Medium,
    /// What the owner is asked about.
    High,
}

/// The reasons, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Risk(Vec<Reason>);

impl Risk {
    /// As the log keeps it.
    pub(crate) fn text(&self) -> String {
        self.0.iter().map(|reason| reason.name()).collect::<Vec<_>>().join(" ")
    }

    /// From what the log keeps.
    pub(crate) fn named(text: &str) -> Self {
        let known = |name: &str| Reason::ALL.into_iter().find(|reason| reason.name() == name);
        Self(text.split(' ').filter_map(known).collect())
    }

    /// One reason more.
    pub(crate) fn with(mut self, reason: Reason) -> Self {
        if !self.0.contains(&reason) {
            self.0.push(reason);
            self.0.sort_unstable();
        }
        self
    }

    /// The reasons.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        self.0.clone()
    }

    /// How much they weigh.
    pub(crate) fn level(reasons: &[Reason]) -> Level {
        match reasons.iter().map(|reason| reason.weight()).sum() {
            0 => Level::None,
            1 => Level::Low,
            2 => Level::Medium,
            _ => Level::High,
        }
    }
}

/// A line of the account, as far as it matters here.
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
    let mut reader = door.reader().await?;
    let days = reader.dated(&FAMILIAR_DAYS, None, now).await?;
    let speed = reader.dated(&TRAVEL_SPEED, None, now).await?;
    let before = store::before(&mut reader, account, line, now.plus_days(-days), BACK).await?;
    let is_sprayed = is_sprayed(&mut reader, account, origin.peer(), now).await?;
    drop(reader);
    let places = door.ports().port::<Places>().ok();
    let mut risk = unfamiliar(&before, origin, now);
    if is_sprayed {
        risk = risk.with(Reason::Spray);
    }
    let last = before.iter().find(|line| line.accepted);
    if let (Some(places), Some(last)) = (places, last)
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

/// What the account's own lines tell. Where nobody has signed in yet everything is new, and nothing is unusual.
fn unfamiliar(before: &[Before], origin: &Origin, now: Timestamp) -> Risk {
    let mut risk = Risk::default();
    let since = now.plus_seconds(-GUESSING);
    let wrong = before.iter().take_while(|line| !line.accepted && line.at >= since).count();
    if wrong >= GUESSES {
        risk = risk.with(Reason::Guessed);
    }
    let mut known = before.iter().filter(|line| line.accepted).peekable();
    if known.peek().is_none() {
        return risk;
    }
    let (device, network) = (kind_of(origin.device()), network_of(origin.peer()));
    let (mut has_device, mut has_network) = (false, false);
    for line in known {
        has_device = has_device || kind_of(&line.device) == device;
        has_network = has_network || network_of(&line.peer) == network;
    }
    if !has_device {
        risk = risk.with(Reason::NewDevice);
    }
    if !has_network {
        risk = risk.with(Reason::NewNetwork);
    }
    risk
}

/// The network that an address is of: what one connection is commonly given, /24 or /48.
fn network_of(peer: &str) -> String {
    match peer.parse::<IpAddr>() {
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
    now: Timestamp,
) -> Result<bool> {
    let most = reader.dated(&SPRAY_ACCOUNTS, None, now).await?;
    let near = store::near(reader, peer, now.plus_seconds(-3600), NEAR).await?;
    let mut unknown = 0;
    let (mut refused, mut let_in) = (HashSet::new(), HashSet::new());
    for (whose, accepted) in near.into_iter().filter(|(whose, _)| *whose != Some(account)) {
        match whose {
            None => unknown += 1,
            Some(whose) if accepted => drop(let_in.insert(whose)),
            Some(whose) => drop(refused.insert(whose)),
        }
    }
    let in_vain = refused.difference(&let_in).count() + unknown;
    Ok(i64::try_from(in_vain).unwrap_or(i64::MAX) >= most && in_vain > let_in.len())
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
        unfamiliar(before, &Origin::new(peer, device, None), Timestamp::from_micros(0)).reasons()
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

    #[test]
    fn reasons_are_kept_as_text_and_weighed_together() {
        let both = Risk::default().with(Reason::NewNetwork).with(Reason::NewDevice);
        assert_eq!(both.text(), "new-device new-network");
        assert_eq!(Risk::named(&both.text()), both);
        assert_eq!(Risk::named("").level_of(), Level::None);
        assert_eq!(Risk::named("new-device").level_of(), Level::Low);
        assert_eq!(both.level_of(), Level::Medium);
        assert_eq!(both.with(Reason::Guessed).level_of(), Level::High);
    }

    impl Risk {
        fn level_of(&self) -> Level {
            Self::level(&self.0)
        }
    }
}
