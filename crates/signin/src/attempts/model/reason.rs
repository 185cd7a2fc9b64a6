//! What can be unusual about a sign-in, and how much of it there is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// It was tried in vain from many networks of late.
    ManyNetworks,
    /// From the same network address many other accounts were tried in vain.
    Spray,
    /// Too far from the sign-in before to have travelled.
    ImpossibleTravel,
}

impl Reason {
    /// Every one, from the least to the worst.
    pub const ALL: [Self; 7] = [
        Self::NewDevice,
        Self::NewNetwork,
        Self::Guessed,
        Self::BreachedPassword,
        Self::ManyNetworks,
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
            Self::ManyNetworks => "many-networks",
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
            Self::ManyNetworks => "tried from many networks before",
            Self::Spray => "many accounts tried from there",
            Self::ImpossibleTravel => "too far away to have travelled",
        }
    }

    const fn weight(self) -> u32 {
        match self {
            Self::NewDevice | Self::NewNetwork => 1,
            Self::Guessed | Self::BreachedPassword | Self::ManyNetworks => 2,
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

#[cfg(test)]
mod tests {
    //! How reasons are kept and weighed.

    use super::*;

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
