//! In which order people are listed, when it is not by name.

/// An order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Those created first in front.
    Created,
    /// Those created last in front.
    CreatedLast,
    /// Those whose last use is longest ago in front, who never used their account first.
    Used,
    /// Those who used their account last in front.
    UsedLast,
}

impl Order {
    /// Every order.
    pub(crate) const ALL: [Self; 4] =
        [Self::Created, Self::CreatedLast, Self::Used, Self::UsedLast];

    /// As used in addresses and on the wire: the name of the column, with a minus for the other way round.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::CreatedLast => "-created",
            Self::Used => "last-used",
            Self::UsedLast => "-last-used",
        }
    }

    /// The order of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }

    /// Whether the largest stand in front.
    pub(crate) const fn is_descending(self) -> bool {
        matches!(self, Self::CreatedLast | Self::UsedLast)
    }
}
