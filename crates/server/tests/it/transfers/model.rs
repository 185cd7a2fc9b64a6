//! What must become of one person, whatever two organisations, the clocks and the account's own life do: a second reckoning,
//! without a database, and on purpose written in another way than the product.

/// One of the two organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    A,
    B,
}

impl Place {
    pub(super) const BOTH: [Self; 2] = [Self::A, Self::B];

    pub(super) const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What an administrator of one organisation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    OfferNow,
    OfferLater,
    AskNow,
    AskLater,
    Accept,
    Decline,
    Withdraw,
    Redate,
    Claim,
    Delete,
    Restore,
    Leave,
    Disable,
    Enable,
}

/// One act of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Act {
    By(Place, Deed),
    /// Two days pass, and the clocks look.
    Days,
    /// A month passes, and the clocks look on its third day and at its end.
    Month,
}

impl Act {
    pub(super) fn all() -> Vec<Self> {
        let deeds = [
            Deed::OfferNow,
            Deed::OfferLater,
            Deed::AskNow,
            Deed::AskLater,
            Deed::Accept,
            Deed::Decline,
            Deed::Withdraw,
            Deed::Redate,
            Deed::Claim,
            Deed::Delete,
            Deed::Restore,
            Deed::Leave,
            Deed::Disable,
            Deed::Enable,
        ];
        let by = |deed| Place::BOTH.map(|place| Self::By(place, deed));
        deeds.into_iter().flat_map(by).chain([Self::Days, Self::Month]).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Life {
    Active,
    Disabled,
    /// Whether it was disabled before, and whether the time to restore is over.
    Deleted {
        was_disabled: bool,
        is_over: bool,
    },
}

/// A transfer that can still move the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Open {
    /// Which of the two has the person.
    pub(super) from: Place,
    /// Whose word stands; both, once they agree.
    pub(super) word: Option<Place>,
    /// Whether its day is still to come.
    pub(super) is_later: bool,
}

/// The person and their transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Model {
    pub(super) at: Place,
    pub(super) life: Life,
    /// Marked as leaving for another organisation, and whether the time for it is over.
    pub(super) leaver: Option<bool>,
    pub(super) open: Option<Open>,
    /// Whether there ever was a transfer, so that somebody can still try to act on it.
    pub(super) had: bool,
}

pub(super) const START: Model =
    Model { at: Place::A, life: Life::Active, leaver: None, open: None, had: false };

impl Model {
    fn is_live(self) -> bool {
        !matches!(self.life, Life::Deleted { .. })
    }

    /// Whether the transfer can no longer move the person.
    fn is_gone(self, open: Open) -> bool {
        !self.is_live() || self.at != open.from
    }

    fn arrive(&mut self, to: Place) {
        self.at = to;
        self.leaver = None;
    }

    /// Whether the act can be tried at all: there is nothing to accept before anything was begun.
    pub(super) fn can_try(self, act: Act) -> bool {
        match act {
            Act::By(_, Deed::Accept | Deed::Decline | Deed::Withdraw | Deed::Redate) => self.had,
            _ => true,
        }
    }

    /// What follows, or the refusal, after which everything is as it was.
    pub(super) fn after(self, act: Act) -> Result<Self, &'static str> {
        let mut next = self;
        match act {
            Act::Days => next.pass(),
            Act::Month => {
                next.pass();
                if next.open.is_some_and(|open| open.word.is_some()) {
                    next.open = None;
                }
                next.leaver = next.leaver.map(|_| true);
                if let Life::Deleted { is_over, .. } = &mut next.life {
                    *is_over = true;
                }
            }
            Act::By(by, deed) => next.deed(by, deed)?,
        }
        Ok(next)
    }

    fn pass(&mut self) {
        let Some(mut open) = self.open else { return };
        open.is_later = false;
        self.open = Some(open);
        if self.is_gone(open) {
            self.open = None;
        } else if open.word.is_none() {
            self.open = None;
            self.arrive(open.from.other());
        }
    }

    fn deed(&mut self, by: Place, deed: Deed) -> Result<(), &'static str> {
        let is_here = self.at == by;
        match deed {
            Deed::OfferNow | Deed::OfferLater => {
                own(is_here)?;
                if !self.is_live() {
                    return Err("person.deleted");
                }
                self.begin(by, deed == Deed::OfferLater)
            }
            Deed::AskNow | Deed::AskLater => {
                own(self.life == Life::Active)?;
                if is_here {
                    return Err("person.already-here");
                }
                self.begin(by, deed == Deed::AskLater)
            }
            Deed::Accept => {
                let open = self.open.ok_or("transfer.over")?;
                match open.word {
                    None => return Err("transfer.agreed"),
                    Some(word) if word == by => return Err("transfer.not-your-turn"),
                    Some(_) => {}
                }
                if self.is_gone(open) {
                    return Err("transfer.gone");
                }
                if open.is_later {
                    self.open = Some(Open { word: None, ..open });
                } else {
                    self.open = None;
                    self.arrive(open.from.other());
                }
                Ok(())
            }
            Deed::Decline => match self.open.ok_or("transfer.over")?.word {
                Some(word) if word != by => {
                    self.open = None;
                    Ok(())
                }
                _ => Err("transfer.not-your-turn"),
            },
            Deed::Withdraw => match self.open.ok_or("transfer.over")?.word {
                Some(word) if word != by => Err("transfer.decline-instead"),
                _ => {
                    self.open = None;
                    Ok(())
                }
            },
            Deed::Redate => {
                let open = self.open.ok_or("transfer.over")?;
                if self.is_gone(open) {
                    return Err("transfer.gone");
                }
                self.open = Some(Open { word: Some(by), is_later: true, ..open });
                Ok(())
            }
            Deed::Claim => {
                let is_claimable = self.is_live() && self.leaver == Some(false);
                if is_here && self.is_live() {
                    return Err("joiner.not-claimable");
                }
                own(is_claimable)?;
                self.arrive(by);
                Ok(())
            }
            Deed::Delete | Deed::Restore | Deed::Leave | Deed::Disable | Deed::Enable => {
                own(is_here)?;
                self.live(deed)
            }
        }
    }

    fn begin(&mut self, by: Place, is_later: bool) -> Result<(), &'static str> {
        match self.open {
            Some(open) if open.from == self.at => Err("transfer.open-already"),
            Some(_) => Err("transfer.not-now"),
            None => {
                self.had = true;
                self.open = Some(Open { from: self.at, word: Some(by), is_later });
                Ok(())
            }
        }
    }

    fn live(&mut self, deed: Deed) -> Result<(), &'static str> {
        let wrong = Err("person.not-in-state");
        match (deed, self.life) {
            (Deed::Delete, Life::Active | Life::Disabled) => {
                let was_disabled = self.life == Life::Disabled;
                self.life = Life::Deleted { was_disabled, is_over: false };
                self.leaver = None;
            }
            (Deed::Restore, Life::Deleted { is_over: true, .. }) => {
                return Err("person.restore-over");
            }
            (Deed::Restore, Life::Deleted { was_disabled, .. }) => {
                self.life = if was_disabled { Life::Disabled } else { Life::Active };
            }
            (Deed::Leave, Life::Deleted { .. }) => return Err("person.deleted"),
            (Deed::Leave, _) if self.leaver.is_some() => return Err("leaver.already"),
            (Deed::Leave, _) => self.leaver = Some(false),
            (Deed::Disable, Life::Active) => self.life = Life::Disabled,
            (Deed::Enable, Life::Disabled) if self.leaver == Some(true) => {
                return Err("leaver.over");
            }
            (Deed::Enable, Life::Disabled) => self.life = Life::Active,
            _ => return wrong,
        }
        Ok(())
    }
}

/// What is somebody else's answers as unknown.
fn own(is_own: bool) -> Result<(), &'static str> {
    if is_own { Ok(()) } else { Err("not-found") }
}
